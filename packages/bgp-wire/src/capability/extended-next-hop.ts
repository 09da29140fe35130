import type { Family } from '../brand.js';
import { readU16 } from '../bytes/reader.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import { Afi } from '../iana.js';
import type { CapabilityRow } from './row.js';

/** NLRI of `family` may have a next hop of address family `nextHopAfi`. */
export interface ExtendedNextHop {
  readonly family: Family;
  readonly nextHopAfi: number;
}

/**
 * Extended Next Hop Encoding, RFC 8950 §4.
 *
 * ```text
 * +--------------+---------------+------------------+
 * | NLRI AFI (2) | NLRI SAFI (2) | next hop AFI (2) | …
 * +--------------+---------------+------------------+
 * ```
 */
export const EXTENDED_NEXT_HOP: CapabilityRow<readonly ExtendedNextHop[]> = {
  code: 5,
  name: 'EXTENDED_NEXT_HOP',
  decode(bytes, start, end) {
    if ((end - start) % 6 !== 0) return undefined;
    const list: ExtendedNextHop[] = [];
    for (let offset = start; offset < end; offset += 6) {
      if (bytes[offset + 2] !== 0) return undefined;
      list.push({
        family: familyOf(readU16(bytes, offset), bytes[offset + 3]!),
        nextHopAfi: readU16(bytes, offset + 4),
      });
    }
    return list;
  },
  encode(value, writer) {
    for (const { family, nextHopAfi } of value) {
      writer.u16(afiOf(family));
      writer.u16(safiOf(family));
      writer.u16(nextHopAfi);
    }
  },
  format: (value) =>
    value
      .map(
        ({ family, nextHopAfi }) =>
          `${formatFamily(family)} over ${nextHopAfi === Afi.IPV6 ? 'ipv6' : `afi ${nextHopAfi}`}`,
      )
      .join(', '),
};
