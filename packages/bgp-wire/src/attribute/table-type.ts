import type { AttributeRow } from './row.js';

/** The rows by type code. Frozen: `with` makes a new table. */
export interface AttributeTable {
  readonly rows: readonly AttributeRow<unknown>[];
  get(code: number): AttributeRow<unknown> | undefined;
  /** A table in which the given rows stand beside, or instead of, those with the same code. */
  with(...rows: readonly AttributeRow<unknown>[]): AttributeTable;
}
