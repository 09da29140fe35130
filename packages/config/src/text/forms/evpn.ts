import { EvpnRouteType, Family, formatAddress, parsePrefix } from '@mesh/bgp-wire';
import { addressKeyword, isIPv4, numberKeyword, octetsKeyword, pairsKeyword } from '../keywords/address.js';
import { MAX_LABEL } from '../keywords/label.js';
import { nlriKeyword } from '../keywords/nlri.js';
import { rd } from '../keywords/rd.js';
import type { RouteKeyword } from '../keywords/row.js';
import { parseUint } from '../values.js';
import type { RouteForm } from './form.js';
import { type TypedRoute, typedForm } from './typed.js';

const esi = pairsKeyword('esi', 10);
const tag = numberKeyword('ethernet-tag', undefined, 'ethernetTag');
const mac = pairsKeyword('mac', 6);
const ip = addressKeyword('ip');
const prefix = nlriKeyword<string>({
  keyword: 'prefix',
  argument: '<prefix>',
  member: 'prefix',
  read: (cursor) => cursor.value('a prefix such as 10.0.0.0/24 or 2001:db8::/32', parseWholePrefix),
  write: (value) => value,
});
/** All octets of the address stand in the route: bits behind the length are kept (RFC 9136 §3.1). */
function parseWholePrefix(text: string): string | undefined {
  const prefix = parsePrefix(text);
  return prefix && `${formatAddress(prefix.address)}/${prefix.bits}`;
}

const gateway = addressKeyword('gateway');
const label = labelKeyword('label');
const label2 = labelKeyword('label2');
const source = addressKeyword('source', { any: true });
const group = addressKeyword('group', { any: true });
const originator = addressKeyword('originator', { any: true });
const flags = numberKeyword('flags', 0xff);
const reserved = numberKeyword('reserved');
const maxResponseTime = numberKeyword('max-response-time', 0xff, 'maxResponseTime');

/** 24 bits as they stand, which is what a VNI is (RFC 8365 §5.1.3); `mpls:100` is an MPLS label in the upper 20. */
function labelKeyword(keyword: string): RouteKeyword {
  return nlriKeyword<number>({
    keyword,
    argument: '<VNI> | mpls:<label>',
    member: keyword,
    read: (cursor) => cursor.value('a number from 0 to 16777215, or mpls: and a label', parseLabelField),
    write: String,
  });
}

function parseLabelField(text: string): number | undefined {
  if (!text.startsWith('mpls:')) return parseUint(text, 0xffffff);
  const number = parseUint(text.slice('mpls:'.length), MAX_LABEL);
  return number === undefined ? undefined : (number << 4) | 1;
}

const NO_ESI = '00:00:00:00:00:00:00:00:00:00';
const defaults = { esi: NO_ESI, ethernetTag: 0, label: 0 };

const TYPES: readonly TypedRoute[] = [
  {
    type: EvpnRouteType.ETHERNET_AUTO_DISCOVERY,
    word: 'ethernet-ad',
    rows: [rd, esi, tag, label],
    optional: [tag, label],
    defaults: { ethernetTag: 0, label: 0 },
  },
  {
    type: EvpnRouteType.MAC_IP_ADVERTISEMENT,
    word: 'mac-ip',
    rows: [rd, esi, tag, mac, ip, label, label2],
    optional: [esi, tag, ip, label, label2],
    defaults,
  },
  {
    type: EvpnRouteType.INCLUSIVE_MULTICAST,
    word: 'inclusive-multicast',
    rows: [rd, tag, addressKeyword('ip', { any: true })],
    optional: [tag],
    defaults: { ethernetTag: 0 },
  },
  {
    type: EvpnRouteType.ETHERNET_SEGMENT,
    word: 'ethernet-segment',
    rows: [rd, esi, addressKeyword('ip', { any: true })],
  },
  {
    type: EvpnRouteType.IP_PREFIX,
    word: 'ip-prefix',
    rows: [rd, esi, tag, prefix, gateway, label],
    optional: [esi, tag, gateway, label],
    defaults,
    complete(fields) {
      fields['gateway'] ??= isIPv4(String(fields['prefix']).split('/')[0]!) ? '0.0.0.0' : '::';
    },
  },
  {
    type: EvpnRouteType.SELECTIVE_MULTICAST,
    word: 'selective-multicast',
    rows: [rd, tag, source, group, originator, flags],
    optional: [tag, flags],
    defaults: { ethernetTag: 0, flags: 0 },
  },
  {
    type: EvpnRouteType.MEMBERSHIP_REPORT_SYNC,
    word: 'membership-report-sync',
    rows: [rd, esi, tag, source, group, originator, flags],
    optional: [tag, flags],
    defaults: { ethernetTag: 0, flags: 0 },
  },
  {
    type: EvpnRouteType.LEAVE_SYNC,
    word: 'leave-sync',
    rows: [rd, esi, tag, source, group, originator, reserved, maxResponseTime, flags],
    optional: [tag, reserved, maxResponseTime, flags],
    defaults: { ethernetTag: 0, reserved: 0, maxResponseTime: 0, flags: 0 },
  },
  {
    type: EvpnRouteType.PER_REGION_I_PMSI,
    word: 'per-region-i-pmsi',
    rows: [rd, tag, pairsKeyword('region-id', 8, 'regionId')],
    optional: [tag],
    defaults: { ethernetTag: 0 },
  },
  {
    type: EvpnRouteType.S_PMSI,
    word: 's-pmsi',
    rows: [rd, tag, source, group, originator],
    optional: [tag],
    defaults: { ethernetTag: 0 },
  },
  { type: EvpnRouteType.LEAF, word: 'leaf', rows: [octetsKeyword('route-key', 'routeKey'), originator] },
];

/** EVPN routes (RFC 7432, RFC 9136): `l2vpn evpn mac-ip rd 65000:1 mac 00:11:22:33:44:55 ip 10.0.0.1 label 100`. */
export const evpnForm: RouteForm = typedForm([Family.L2VPN_EVPN], 0xff, TYPES);
