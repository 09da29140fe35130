import type { Family } from '../brand.js';
import type { FamilyRow, Nlri } from './row.js';

/** The rows by family. Frozen: `with` makes a new table. */
export interface FamilyTable {
  readonly rows: readonly FamilyRow<Nlri>[];
  get(family: Family): FamilyRow<Nlri> | undefined;
  /** A table in which the given rows stand beside, or instead of, those of the same family. */
  with(...rows: readonly FamilyRow<Nlri>[]): FamilyTable;
}
