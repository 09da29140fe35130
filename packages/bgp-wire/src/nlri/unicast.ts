import { ByteWriter } from '../bytes/writer.js';
import { Family } from '../family.js';
import { formatPrefix, parsePrefix, requirePrefix, writePrefix } from './prefix.js';
import { type FamilyRow, type Nlri, NO_PATH_ID } from './row.js';

/**
 * A prefix of IPv4 or IPv6, unicast or multicast (RFC 4271 §4.3, RFC 4760 §5).
 *
 * ```text
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 …
 * +---------------+---------------- … -+
 * | length (bits) | prefix (⌈bits/8⌉)  |   bits after the length are ignored and written as 0
 * +---------------+---------------- … -+
 * ```
 */
export interface PrefixNlri extends Nlri {
  /** `10.0.0.0/24`, `2001:db8::/32`; host bits are 0. */
  readonly prefix: string;
}

function prefixRow(family: number, name: string, addressLength: 4 | 16): FamilyRow<PrefixNlri> {
  const prefixBits = 8 * addressLength;
  return {
    family,
    name,
    nextHopLengths: addressLength === 4 ? [4] : [16, 32],
    extendedNextHopLengths: addressLength === 4 ? [16, 32] : [],
    prefixBits,
    measure(bytes, offset, end) {
      const bits = bytes[offset]!;
      const length = 1 + ((bits + 7) >> 3);
      return bits <= prefixBits && offset + length <= end ? length : -1;
    },
    decode(bytes, offset, _end, pathId) {
      const prefix = formatPrefix(bytes, offset, addressLength);
      return pathId === NO_PATH_ID ? { family, prefix } : { family, pathId, prefix };
    },
    encode(nlri, writer) {
      writePrefix(requirePrefix(nlri.prefix, addressLength, name), writer);
    },
    format: (nlri) => nlri.prefix,
    dissect(cursor) {
      cursor.number('length', 1, (bits) => `${bits} bits`);
      cursor.octets('prefix', cursor.remaining);
    },
  };
}

export const IPV4_UNICAST: FamilyRow<PrefixNlri> = prefixRow(Family.IPV4_UNICAST, 'ipv4-unicast', 4);
export const IPV4_MULTICAST: FamilyRow<PrefixNlri> = prefixRow(Family.IPV4_MULTICAST, 'ipv4-multicast', 4);
export const IPV6_UNICAST: FamilyRow<PrefixNlri> = prefixRow(Family.IPV6_UNICAST, 'ipv6-unicast', 16);
export const IPV6_MULTICAST: FamilyRow<PrefixNlri> = prefixRow(Family.IPV6_MULTICAST, 'ipv6-multicast', 16);

const PREFIX_FAMILIES: ReadonlySet<number> = new Set([
  Family.IPV4_UNICAST,
  Family.IPV4_MULTICAST,
  Family.IPV6_UNICAST,
  Family.IPV6_MULTICAST,
]);

/** True for an NLRI of one of the four families of plain prefixes. Others have a prefix too, and more than that. */
export function isPrefixNlri(nlri: Nlri): nlri is PrefixNlri {
  return PREFIX_FAMILIES.has(nlri.family) && 'prefix' in nlri;
}

/** The unicast NLRI of a prefix, IPv4 or IPv6 by its text. Throws `RangeError` for text that is no prefix. */
export function unicast(prefix: string, pathId?: number): PrefixNlri {
  return prefixNlri(prefix.includes(':') ? Family.IPV6_UNICAST : Family.IPV4_UNICAST, prefix, pathId);
}

/** The multicast NLRI of a prefix, IPv4 or IPv6 by its text. Throws `RangeError` for text that is no prefix. */
export function multicast(prefix: string, pathId?: number): PrefixNlri {
  return prefixNlri(prefix.includes(':') ? Family.IPV6_MULTICAST : Family.IPV4_MULTICAST, prefix, pathId);
}

function prefixNlri(family: number, text: string, pathId: number | undefined): PrefixNlri {
  const parsed = parsePrefix(text);
  if (!parsed) throw new RangeError(`a prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${text}`);
  const writer = new ByteWriter(17);
  writePrefix(parsed, writer);
  const prefix = formatPrefix(writer.view(), 0, parsed.address.length === 4 ? 4 : 16);
  return pathId === undefined ? { family, prefix } : { family, pathId, prefix };
}
