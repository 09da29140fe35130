import type { Family } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import type { CapabilityRow } from './row.js';

/**
 * Multiprotocol Extensions, RFC 4760 §8: one family the sender speaks.
 *
 * ```text
 * +---------+--------------+----------+
 * | AFI (2) | reserved (1) | SAFI (1) |
 * +---------+--------------+----------+
 * ```
 */
export const MULTIPROTOCOL: CapabilityRow<Family> = {
  code: 1,
  name: 'MULTIPROTOCOL',
  strict: true,
  decode: (bytes, start, end) => (end - start === 4 ? familyOf(readU16(bytes, start), bytes[start + 3]!) : undefined),
  encode(family, writer) {
    writer.u16(afiOf(family));
    writer.u8(0);
    writer.u8(safiOf(family));
  },
  format: formatFamily,
  dissect(cursor) {
    cursor.number('AFI', 2);
    cursor.number('reserved', 1);
    cursor.number('SAFI', 1);
  },
  json: { write: formatFamily, read: (field) => field.family() },
};
