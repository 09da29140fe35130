import type { FamilyRow, Nlri } from './row.js';
import type { FamilyTable } from './table-type.js';
import { IPV4_MULTICAST, IPV4_UNICAST, IPV6_MULTICAST, IPV6_UNICAST } from './unicast.js';

/** A table of the given rows; of two rows with one family the later stands. */
export function familyTable(rows: readonly FamilyRow<Nlri>[]): FamilyTable {
  const byFamily = new Map(rows.map((row) => [row.family as number, row]));
  const present = [...byFamily.values()];
  return Object.freeze({
    rows: Object.freeze(present),
    get: (family: number) => byFamily.get(family),
    with: (...more: readonly FamilyRow<Nlri>[]) => familyTable([...present, ...more]),
  });
}

/** Every family this codec has a model for. */
export const standardFamilies: FamilyTable = familyTable([IPV4_UNICAST, IPV4_MULTICAST, IPV6_UNICAST, IPV6_MULTICAST]);
