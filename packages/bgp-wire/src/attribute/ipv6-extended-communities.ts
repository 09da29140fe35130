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
  format: (value) => value.map(formatIpv6ExtendedCommunity).join(' '),
};

/** One type with a name: one line in the table. */
interface Ipv6CommunityRow {
  readonly type: number;
  readonly name: string;
  /** What the local part has to be, where the name says it all. */
  readonly local?: number;
}

const ROWS: readonly Ipv6CommunityRow[] = [
  { type: 0x0002, name: 'target' }, // RFC 5701 §2
  { type: 0x0003, name: 'origin' }, // RFC 5701 §2
  { type: 0x000b, name: 'vrf-route-import' }, // RFC 6515 §4
  { type: 0x000c, name: 'redirect-to-nexthop-ietf', local: 0 }, // draft-ietf-idr-flowspec-redirect-ip §3
  { type: 0x000c, name: 'copy-to-nexthop-ietf', local: 1 },
  { type: 0x000d, name: 'redirect' }, // RFC 8956 §6.1
];

/**
 * `target:[2001:db8::1]:100`, `redirect-to-nexthop-ietf:[2001:db8::1]`, or the type in digits:
 * `0x0010:[2001:db8::1]:100`.
 */
export function formatIpv6ExtendedCommunity({ type, address, local }: Ipv6ExtendedCommunity): string {
  const row = ROWS.find((one) => one.type === type && (one.local === undefined || one.local === local));
  const name = row?.name ?? `0x${type.toString(16).padStart(4, '0')}`;
  return row?.local === undefined ? `${name}:[${address}]:${local}` : `${name}:[${address}]`;
}

/** The community of a text that `formatIpv6ExtendedCommunity` gives; undefined for any other. */
export function parseIpv6ExtendedCommunity(text: string): Ipv6ExtendedCommunity | undefined {
  const [, name = '', written = '', digits] = /^([a-z0-9-]+):\[([^\]]*)\](?::(\d{1,5}))?$/i.exec(text) ?? [];
  const octets = parseIPv6(written);
  const row = ROWS.find((one) => one.name === name && (one.local === undefined) === (digits !== undefined));
  const type = row?.type ?? (/^0x[0-9a-f]{4}$/i.test(name) && digits ? Number(name) : undefined);
  const local = row?.local ?? Number(digits);
  if (!octets || type === undefined || local > MAX_U16) return undefined;
  return { type, address: formatIPv6(octets), local };
}
