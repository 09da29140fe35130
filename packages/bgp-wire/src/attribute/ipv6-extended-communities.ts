import { formatIPv6, parseIPv6 } from '../bytes/address.js';
import { MAX_U16, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/** An extended community with room for an IPv6 address (RFC 5701 §2). */
export interface Ipv6ExtendedCommunity {
  /** Type and sub-type in one number: `0x0002` for a route target. */
  readonly type: number;
  readonly address: string;
  readonly local: number;
}

const LENGTH = 20;

/**
 * IPv6 Address Specific Extended Community, RFC 5701 §2. Unknown types are never an error (RFC 7606 §7.15).
 *
 * ```text
 * +----------+-------------+-------------------+-----------+
 * | type (1) | subtype (1) | IPv6 address (16) | local (2) | …
 * +----------+-------------+-------------------+-----------+
 * ```
 */
export const IPV6_EXTENDED_COMMUNITIES: AttributeRow<readonly Ipv6ExtendedCommunity[]> = {
  code: 25,
  name: 'IPV6_EXTENDED_COMMUNITIES',
  flags: OPTIONAL_TRANSITIVE,
  check(_bytes, start, end) {
    const length = end - start;
    return length > 0 && length % LENGTH === 0
      ? undefined
      : withdrawFor(
          `IPV6_EXTENDED_COMMUNITIES has a length of ${LENGTH} × n, got ${length}`,
          'RFC 7606 §7.15',
          UpdateSubcode.OPTIONAL_ATTRIBUTE,
        );
  },
  decode(bytes, start, end) {
    const list: Ipv6ExtendedCommunity[] = [];
    for (let offset = start; offset < end; offset += LENGTH) {
      list.push({
        type: readU16(bytes, offset),
        address: formatIPv6(bytes, offset + 2),
        local: readU16(bytes, offset + 18),
      });
    }
    return list;
  },
  encode(value, writer) {
    for (const { type, address, local } of value) {
      const octets = parseIPv6(address);
      if (!octets) throw new RangeError(`an IPv6 extended community has an IPv6 address, got ${address}`);
      writer.u16(unsigned('the type of an IPv6 extended community', type, MAX_U16));
      writer.bytes(octets);
      writer.u16(unsigned('the local part of an IPv6 extended community', local, MAX_U16));
    }
  },
  format: (value) => value.map(({ type, address, local }) => `${name(type)}:[${address}]:${local}`).join(' '),
};

function name(type: number): string {
  if (type === 0x0002) return 'target';
  return type === 0x0003 ? 'origin' : `0x${type.toString(16).padStart(4, '0')}`;
}
