import type { Result } from '../check.js';
import { count } from './count.js';

/** For continuous integration: JUnit's XML, a test case a check; what is not applicable is skipped. */
export function junitReport(results: readonly Result[], name = 'BGP conformance'): string {
  const { fail, 'not applicable': skipped } = count(results);
  const seconds = results.reduce((sum, one) => sum + one.seconds, 0);
  const totals = `tests="${results.length}" failures="${fail}" skipped="${skipped}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="${escaped(name)}" ${totals}>`,
    ...results.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ check, verdict, reason = '', seconds }: Result): string {
  const { id, clause, level, title } = check;
  const name = escaped(`${id}: ${level} ${title}`);
  const open = `    <testcase classname="${escaped(clause)}" name="${name}" time="${seconds.toFixed(3)}"`;
  const [first = ''] = reason.split('\n');
  if (verdict === 'pass') return `${open}/>`;
  if (verdict === 'fail') {
    return `${open}><failure message="${escaped(first)}">${escaped(reason)}</failure></testcase>`;
  }
  return `${open}><skipped message="${escaped(first)}"/></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML has a name for, and control characters, which it has none for. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd]/g, '\ufffd');
}
