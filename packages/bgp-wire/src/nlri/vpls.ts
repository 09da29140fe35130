import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { Family } from '../family.js';
import { formatRd, RD_LENGTH, writeRd } from './route-distinguisher.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/** Octets of an NLRI of RFC 4761 after its length. */
const BODY_LENGTH = 17;

/**
 * VPLS endpoint with its block of labels (RFC 4761 §3.2.2). Distinguisher, endpoint and offset are the key.
 *
 * ```text
 * +------------+--------+-----------+------------+----------+----------------+
 * | length (2) | RD (8) | VE id (2) | offset (2) | size (2) | label base (3) |
 * +------------+--------+-----------+------------+----------+----------------+
 * ```
 */
export interface VplsNlri extends Nlri {
  readonly rd: string;
  readonly endpoint: number;
  readonly offset: number;
  readonly size: number;
  /** 20 bits. */
  readonly base: number;
}

export const VPLS: FamilyRow<VplsNlri> = {
  family: Family.L2VPN_VPLS,
  name: 'l2vpn-vpls',
  nextHopLengths: [4, 16],
  extendedNextHopLengths: [],
  measure(bytes, offset, end) {
    if (offset + 2 > end) return -1;
    const length = readU16(bytes, offset);
    return length === BODY_LENGTH && offset + 2 + length <= end ? 2 + length : -1;
  },
  decode(bytes, at, _end, pathId) {
    const body = at + 2 + RD_LENGTH;
    return {
      family: Family.L2VPN_VPLS,
      ...(pathId === NO_PATH_ID ? {} : { pathId }),
      rd: formatRd(bytes, at + 2),
      endpoint: readU16(bytes, body),
      offset: readU16(bytes, body + 2),
      size: readU16(bytes, body + 4),
      base: (bytes[body + 6]! << 12) | (bytes[body + 7]! << 4) | (bytes[body + 8]! >> 4),
    };
  },
  encode({ rd, endpoint, offset, size, base }, writer) {
    unsigned('a label base', base, 0xfffff);
    writer.u16(BODY_LENGTH);
    writeRd(rd, writer);
    for (const [name, value] of Object.entries({ endpoint, offset, size })) {
      writer.u16(unsigned(`VPLS ${name}`, value, MAX_U16));
    }
    writer.u24((base << 4) | 1);
  },
  writeKey(bytes, offset, _end, _withdrawn, writer) {
    writer.bytes(bytes, offset + 2, offset + 2 + RD_LENGTH + 4);
  },
  format: ({ rd, endpoint, offset, size, base }) =>
    `rd ${rd} endpoint ${endpoint} base ${base} offset ${offset} size ${size}`,
};
