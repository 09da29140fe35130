import type { Family } from '../brand.js';
import type { CodecContext } from '../context.js';
import { readableFamily } from '../nlri/field.js';
import type { FamilyRow, Nlri } from '../nlri/row.js';

/** How the NLRI of a family are read in a context: looked up once, for every message needs it twice. */
export interface FamilyPlan {
  readonly family: Family;
  /** Undefined where the table does not know the family. */
  readonly row: FamilyRow<Nlri> | undefined;
  /** The same row where the family may be read: undefined too where it was not negotiated. */
  readonly readable: FamilyRow<Nlri> | undefined;
  readonly addPath: boolean;
}

export function familyPlan(family: Family, context: CodecContext): FamilyPlan {
  return {
    family,
    row: context.familyTable.get(family),
    readable: readableFamily(family, context),
    addPath: context.addPath.has(family),
  };
}
