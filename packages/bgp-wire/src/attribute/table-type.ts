import type { AttributeRow } from './row.js';

/** What judging an attribute takes of its row. All have one shape, which rows have not, so that reading it is cheap. */
export interface AttributeJudge {
  readonly row: AttributeRow<unknown>;
  readonly flags: number;
  readonly check: AttributeRow<unknown>['check'];
  /** Lengths from `soundFrom` to `soundTo` without a bit of `soundMask` need no check; none where there are no such. */
  readonly soundFrom: number;
  readonly soundTo: number;
  readonly soundMask: number;
}

/** The rows by type code. Frozen: `with` makes a new table. */
export interface AttributeTable {
  readonly rows: readonly AttributeRow<unknown>[];
  get(code: number): AttributeRow<unknown> | undefined;
  /** By type code: what the walk of RFC 7606 reads for every attribute of every UPDATE. */
  readonly judges: readonly (AttributeJudge | undefined)[];
  /** A table in which the given rows stand beside, or instead of, those with the same code. */
  with(...rows: readonly AttributeRow<unknown>[]): AttributeTable;
}
