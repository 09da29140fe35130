import type { CapabilityRow } from './row.js';

/** The rows by code. Frozen: `with` makes a new table. */
export interface CapabilityTable {
  readonly rows: readonly CapabilityRow<unknown>[];
  get(code: number): CapabilityRow<unknown> | undefined;
  /** A table in which the given rows stand beside, or instead of, those with the same code. */
  with(...rows: readonly CapabilityRow<unknown>[]): CapabilityTable;
}
