import type { Family } from '../brand.js';
import { MAX_U8, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/** How many labels the sender takes in an NLRI of a family (RFC 8277 §2.1). */
export interface MultipleLabelsFamily {
  readonly family: Family;
  readonly count: number;
}

/**
 * Multiple Labels, RFC 8277 §2.1.
 *
 * ```text
 * +---------+----------+-----------+
 * | AFI (2) | SAFI (1) | count (1) | …
 * +---------+----------+-----------+
 * ```
 */
export const MULTIPLE_LABELS: CapabilityRow<readonly MultipleLabelsFamily[]> = {
  code: 8,
  name: 'MULTIPLE_LABELS',
  decode(bytes, start, end) {
    if ((end - start) % 4 !== 0) return undefined;
    const list: MultipleLabelsFamily[] = [];
    for (let offset = start; offset < end; offset += 4) {
      list.push({ family: familyOf(readU16(bytes, offset), bytes[offset + 2]!), count: bytes[offset + 3]! });
    }
    return list;
  },
  encode(value, writer) {
    for (const { family, count } of value) {
      writer.u16(afiOf(family));
      writer.u8(safiOf(family));
      writer.u8(unsigned('a count of labels', count, MAX_U8));
    }
  },
  format: (value) => value.map(({ family, count }) => `${formatFamily(family)} ${count}`).join(', '),
};
