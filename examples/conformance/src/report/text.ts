import type { Result } from '../check.js';
import { count } from './count.js';

const MARKS: Readonly<Record<Result['verdict'], string>> = { pass: 'pass', fail: 'FAIL', 'not applicable': 'n/a ' };

/** For people: one line a check, what failed with what came instead, the sums at the end. */
export function textReport(results: readonly Result[]): string {
  const { pass, fail, 'not applicable': other } = count(results);
  return [
    ...results.flatMap(lines),
    '',
    `${results.length} checks: ${pass} passed, ${fail} failed, ${other} not applicable`,
    '',
  ].join('\n');
}

/** One result as the text report has it. */
export function lines({ check, verdict, reason }: Result): readonly string[] {
  const { id, clause, level, title } = check;
  const line = `${MARKS[verdict]}  ${clause}  ${level}: ${title}  [${id}]`;
  return reason === undefined ? [line] : [line, ...reason.split('\n').map((one) => `        ${one}`)];
}
