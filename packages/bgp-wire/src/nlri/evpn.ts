import { formatAddress } from '../bytes/address.js';
import { Family } from '../family.js';
import type { FamilyRow } from './row.js';
import {
  addressField,
  field,
  macField,
  numberField,
  octetsField,
  type RouteField,
  type RouteType,
  rdField,
  requireAddress,
  requireNumber,
  restField,
  type TypedNlri,
  typedRouteRow,
} from './typed-route.js';

/**
 * An EVPN route (RFC 7432 §7, RFC 9136 §3, RFC 9251 §9, RFC 9572 §3). Which fields it has depends on its type; ESI,
 * gateway and labels are payload where the RFC says so.
 *
 * ```text
 * +----------------+------------+--------------------+
 * | route type (1) | length (1) | fields of the type |
 * +----------------+------------+--------------------+
 * ```
 */
export type EvpnNlri = TypedNlri & {
  readonly rd?: string;
  /** Ethernet segment identifier, ten octets as `00:11:…`. */
  readonly esi?: string;
  readonly ethernetTag?: number;
  readonly mac?: string;
  readonly ip?: string;
  /** `10.0.0.0/24` of an IP prefix route. */
  readonly prefix?: string;
  readonly gateway?: string;
  /** 24 bits as they stand: an MPLS label in the upper 20, or a VNI. */
  readonly label?: number;
  readonly label2?: number;
};

/** Route types by name (IANA evpn-route-types). */
export const EvpnRouteType = {
  ETHERNET_AUTO_DISCOVERY: 1,
  MAC_IP_ADVERTISEMENT: 2,
  INCLUSIVE_MULTICAST: 3,
  ETHERNET_SEGMENT: 4,
  IP_PREFIX: 5,
  SELECTIVE_MULTICAST: 6,
  MEMBERSHIP_REPORT_SYNC: 7,
  LEAVE_SYNC: 8,
  PER_REGION_I_PMSI: 9,
  S_PMSI: 10,
  LEAF: 11,
} as const;

const esi = (key: boolean) => octetsField('esi', 10, key);
const ethernetTag = numberField('ethernetTag', 4, true);

/** Three octets: a label with its lower bits, or a VNI (RFC 8365 §5.1.3). */
function labelField(name: string, optional: boolean): RouteField {
  return field(name, false, {
    measure: (_bytes, at, end) => (at + 3 <= end ? 3 : optional && at === end ? 0 : -1),
    decode: (bytes, at, length) =>
      length === 0 ? undefined : (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!,
    encode(value, writer) {
      if (value !== undefined || !optional) writer.u24(requireNumber(value, 0xffffff, name));
    },
  });
}

/** Octets that stand behind prefix and gateway in an IP prefix route: its label. */
const AFTER_GATEWAY = 3;

/** Prefix length and prefix of an IP prefix route: whether it is IPv4 or IPv6 is told by the octets that are left (RFC 9136 §3.1). */
const prefixField = field('prefix', true, {
  measure(bytes, at, end) {
    const size = (end - at - 1 - AFTER_GATEWAY) / 2;
    return (size === 4 || size === 16) && bytes[at]! <= 8 * size ? 1 + size : -1;
  },
  decode: (bytes, at, length) => `${formatAddress(bytes, at + 1, at + length)}/${bytes[at]}`,
  encode(value, writer) {
    const [address, bits] = String(value).split('/');
    const octets = requireAddress(address, 'prefix');
    writer.u8(requireNumber(Number(bits ?? Number.NaN), 8 * octets.length, 'prefix length'));
    writer.bytes(octets);
  },
});

const gatewayField = field('gateway', false, {
  measure: (_bytes, at, end) => (end - at === 4 + AFTER_GATEWAY ? 4 : end - at === 16 + AFTER_GATEWAY ? 16 : -1),
  decode: (bytes, at, length) => formatAddress(bytes, at, at + length),
  encode: (value, writer) => writer.bytes(requireAddress(value, 'gateway')),
});

const multicastFields = [addressField('source', true), addressField('group', true), addressField('originator', true)];

const TYPES: readonly RouteType[] = [
  { type: 1, name: 'ethernet-ad', fields: [rdField, esi(true), ethernetTag, labelField('label', false)] },
  {
    type: 2,
    name: 'mac-ip',
    fields: [
      rdField,
      esi(false),
      ethernetTag,
      macField,
      addressField('ip', true),
      labelField('label', false),
      labelField('label2', true),
    ],
  },
  { type: 3, name: 'inclusive-multicast', fields: [rdField, ethernetTag, addressField('ip', true)] },
  { type: 4, name: 'ethernet-segment', fields: [rdField, esi(true), addressField('ip', true)] },
  {
    type: 5,
    name: 'ip-prefix',
    fields: [rdField, esi(false), ethernetTag, prefixField, gatewayField, labelField('label', false)],
  },
  {
    type: 6,
    name: 'selective-multicast',
    fields: [rdField, ethernetTag, ...multicastFields, numberField('flags', 1, false)],
  },
  {
    type: 7,
    name: 'membership-report-sync',
    fields: [rdField, esi(true), ethernetTag, ...multicastFields, numberField('flags', 1, false)],
  },
  {
    type: 8,
    name: 'leave-sync',
    fields: [
      rdField,
      esi(true),
      ethernetTag,
      ...multicastFields,
      numberField('reserved', 4, false),
      numberField('maxResponseTime', 1, false),
      numberField('flags', 1, false),
    ],
  },
  { type: 9, name: 'per-region-i-pmsi', fields: [rdField, ethernetTag, octetsField('regionId', 8, true)] },
  { type: 10, name: 's-pmsi', fields: [rdField, ethernetTag, ...multicastFields] },
  { type: 11, name: 'leaf', fields: [restField('routeKey', true, leafRouteKey), addressField('originator', true)] },
];

/** The route key of a leaf route is a whole NLRI with type and length (RFC 9572 §3.3). */
function leafRouteKey(bytes: Uint8Array, at: number, end: number): number {
  const length = at + 2 <= end ? 2 + bytes[at + 1]! : -1;
  return length > 0 && at + length <= end ? length : -1;
}

export const L2VPN_EVPN: FamilyRow<EvpnNlri> = typedRouteRow<EvpnNlri>(
  { family: Family.L2VPN_EVPN, name: 'l2vpn-evpn', nextHopLengths: [4, 16], extendedNextHopLengths: [] },
  { typeLength: 1, types: TYPES },
);
