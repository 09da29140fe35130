import type { Family } from '../brand.js';
import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/** How many paths to one prefix the sender takes (draft-abraitis-idr-addpath-paths-limit). */
export interface PathsLimitFamily {
  readonly family: Family;
  readonly limit: number;
}

/**
 * PATHS-LIMIT, draft-abraitis-idr-addpath-paths-limit §3.
 *
 * ```text
 * +---------+----------+-----------+
 * | AFI (2) | SAFI (1) | limit (2) | …
 * +---------+----------+-----------+
 * ```
 */
export const PATHS_LIMIT: CapabilityRow<readonly PathsLimitFamily[]> = {
  code: 76,
  name: 'PATHS_LIMIT',
  decode(bytes, start, end) {
    if ((end - start) % 5 !== 0) return undefined;
    const list: PathsLimitFamily[] = [];
    for (let offset = start; offset < end; offset += 5) {
      list.push({ family: familyOf(readU16(bytes, offset), bytes[offset + 2]!), limit: readU16(bytes, offset + 3) });
    }
    return list;
  },
  encode(value, writer) {
    for (const { family, limit } of value) {
      writer.u16(afiOf(family));
      writer.u8(safiOf(family));
      writer.u16(unsigned('a limit of paths', limit, MAX_U16));
    }
  },
  format: (value) => value.map(({ family, limit }) => `${formatFamily(family)} ${limit}`).join(', '),
};
