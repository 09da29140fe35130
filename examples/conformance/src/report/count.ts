import type { Result } from '../check.js';

/** How many of each verdict. */
export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly 'not applicable': number;
}

export function count(results: readonly Result[]): Counts {
  const of = (wanted: Result['verdict']) => results.filter(({ verdict }) => verdict === wanted).length;
  return { pass: of('pass'), fail: of('fail'), 'not applicable': of('not applicable') };
}
