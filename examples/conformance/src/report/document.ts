import type { Check, Result } from '../check.js';
import type { Divergence } from '../divergence.js';

/** What a run against a device left behind: its results by id. */
export interface DeviceResults {
  readonly name: string;
  /** With its version. */
  readonly device: string;
  readonly results: readonly (readonly [id: string, verdict: Result['verdict'], reason?: string])[];
}

const MARKS: Readonly<Record<Result['verdict'], string>> = { pass: '✓', fail: '✗', 'not applicable': '–' };

/** The page with the results of several devices, as Markdown: the sums, why each check failed, and every check. */
export function conformanceDocument(
  checks: readonly Check[],
  devices: readonly DeviceResults[],
  divergences: readonly Divergence[],
): string {
  return [
    '# Conformance',
    '',
    `What ${devices.length} BGP speakers make of ${checks.length} checks, each of one clause of an RFC, seen from outside. [The guide](guides/conformance.md) says how to run them against yours.`,
    '',
    'This page is written by `pnpm conformance`, which starts each daemon in a network namespace (`examples/interop/conformance`), runs the checks of `examples/conformance`, and tries again alone what failed. The daemons are those of Debian 12, set up as `examples/interop/lab` has them: no policy, ADD-PATH in both directions, extended messages and graceful restart where they have them.',
    '',
    '✓ passed · ✗ failed · – not applicable: not offered, or not to be seen',
    '',
    ...sums(devices),
    '',
    '## What differs',
    '',
    ...devices.flatMap((device) => explanations(device, divergences)),
    '## Every check',
    '',
    ...every(checks, devices),
    '',
  ].join('\n');
}

/** Failures of a device that no divergence explains. */
export function unexplained({ name, results }: DeviceResults, divergences: readonly Divergence[]): readonly string[] {
  const own = divergences.filter(({ device }) => device === name);
  return failures(results).filter((id) => !own.some(({ checks }) => checks.test(id)));
}

function failures(results: DeviceResults['results']): readonly string[] {
  return results.filter(([, verdict]) => verdict === 'fail').map(([id]) => id);
}

function sums(devices: readonly DeviceResults[]): readonly string[] {
  return [
    '| speaker | version | passed | failed | not applicable |',
    '|---|---|---|---|---|',
    ...devices.map(({ name, device, results }) => {
      const of = (wanted: string) => results.filter(([, verdict]) => verdict === wanted).length;
      return `| ${name} | ${device} | ${of('pass')} | ${of('fail')} | ${of('not applicable')} |`;
    }),
  ];
}

function explanations({ name, results }: DeviceResults, divergences: readonly Divergence[]): readonly string[] {
  const failed = failures(results);
  if (failed.length === 0) return [];
  const rows = divergences.flatMap(({ device, checks, says }) => {
    const ids = failed.filter((id) => device === name && checks.test(id));
    return ids.length === 0 ? [] : [`| ${says} | ${ids.map((id) => `\`${id}\``).join(' ')} |`];
  });
  return [`### ${name}`, '', '| what it does | checks |', '|---|---|', ...rows, ''];
}

function every(checks: readonly Check[], devices: readonly DeviceResults[]): readonly string[] {
  const verdicts = devices.map(({ results }) => new Map(results.map(([id, verdict]) => [id, verdict])));
  return [
    `| clause | level | what a speaker does | id | ${devices.map(({ name }) => name).join(' | ')} |`,
    `|---|---|---|---|${devices.map(() => '---|').join('')}`,
    ...checks.map(({ id, clause, level, title }) => {
      const marks = verdicts.map((one) => {
        const verdict = one.get(id);
        return verdict === undefined ? ' ' : MARKS[verdict];
      });
      return `| ${clause} | ${level} | ${title} | \`${id}\` | ${marks.join(' | ')} |`;
    }),
  ];
}
