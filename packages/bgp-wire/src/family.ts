import type { Family as FamilyNumber } from './brand.js';
import { Afi, Safi } from './iana.js';

/** The families this codec has rows for, as `AFI << 8 | SAFI`. */
export const Family = {
  IPV4_UNICAST: 0x000101,
  IPV4_MULTICAST: 0x000102,
  IPV4_LABELLED_UNICAST: 0x000104,
  IPV4_MCAST_VPN: 0x000105,
  IPV4_ENCAP: 0x000107,
  IPV4_SR_POLICY: 0x000149,
  IPV4_MUP: 0x000155,
  IPV4_VPN: 0x000180,
  IPV4_VPN_MULTICAST: 0x000181,
  ROUTE_TARGET: 0x000184,
  IPV4_FLOW: 0x000185,
  IPV4_FLOW_VPN: 0x000186,
  IPV6_UNICAST: 0x000201,
  IPV6_MULTICAST: 0x000202,
  IPV6_LABELLED_UNICAST: 0x000204,
  IPV6_MCAST_VPN: 0x000205,
  IPV6_ENCAP: 0x000207,
  IPV6_SR_POLICY: 0x000249,
  IPV6_MUP: 0x000255,
  IPV6_VPN: 0x000280,
  IPV6_VPN_MULTICAST: 0x000281,
  IPV6_FLOW: 0x000285,
  IPV6_FLOW_VPN: 0x000286,
  L2_FLOW: 0x000685,
  L2VPN_VPLS: 0x001941,
  L2VPN_EVPN: 0x001946,
  L2VPN_FLOW_VPN: 0x001986,
  BGP_LS: 0x400447,
  BGP_LS_VPN: 0x400448,
} as const;
export type Family = FamilyNumber;

const AFI_NAMES: ReadonlyMap<number, string> = new Map([
  [Afi.IPV4, 'ipv4'],
  [Afi.IPV6, 'ipv6'],
  [Afi.IEEE_802, 'l2'],
  [Afi.L2VPN, 'l2vpn'],
  [Afi.BGP_LS, 'bgp-ls'],
]);

const SAFI_NAMES: ReadonlyMap<number, string> = new Map([
  [Safi.UNICAST, 'unicast'],
  [Safi.MULTICAST, 'multicast'],
  [Safi.NLRI_MPLS, 'nlri-mpls'],
  [Safi.MCAST_VPN, 'mcast-vpn'],
  [Safi.ENCAP, 'encap'],
  [Safi.VPLS, 'vpls'],
  [Safi.EVPN, 'evpn'],
  [Safi.BGP_LS, 'bgp-ls'],
  [Safi.BGP_LS_VPN, 'bgp-ls-vpn'],
  [Safi.SR_POLICY, 'sr-policy'],
  [Safi.MUP, 'mup'],
  [Safi.MPLS_VPN, 'mpls-vpn'],
  [Safi.MCAST_MPLS_VPN, 'mcast-mpls-vpn'],
  [Safi.RTC, 'rtc'],
  [Safi.FLOW, 'flow'],
  [Safi.FLOW_VPN, 'flow-vpn'],
]);

const AFI_CODES = new Map([...AFI_NAMES].map(([code, name]) => [name, code]));
const SAFI_CODES = new Map([...SAFI_NAMES].map(([code, name]) => [name, code]));

/** The family of an AFI (0–65535) and a SAFI (0–255). */
export function familyOf(afi: number, safi: number): FamilyNumber {
  return (afi << 8) | safi;
}

/** The AFI of a family. */
export function afiOf(family: FamilyNumber): number {
  return family >>> 8;
}

/** The SAFI of a family. */
export function safiOf(family: FamilyNumber): number {
  return family & 0xff;
}

/** `ipv4-unicast`, or `afi-9-safi-7` where no name is known. */
export function formatFamily(family: FamilyNumber): string {
  const afi = AFI_NAMES.get(afiOf(family));
  const safi = SAFI_NAMES.get(safiOf(family));
  return afi !== undefined && safi !== undefined ? `${afi}-${safi}` : `afi-${afiOf(family)}-safi-${safiOf(family)}`;
}

/** What others call a SAFI that has another name here. */
const OTHER_NAMES: ReadonlyMap<string, number> = new Map([
  ['labeled-unicast', Safi.NLRI_MPLS],
  ['labelled-unicast', Safi.NLRI_MPLS],
  ['mvpn', Safi.MCAST_VPN],
  ['vpn', Safi.MPLS_VPN],
  ['flowspec', Safi.FLOW],
  ['flowspec-vpn', Safi.FLOW_VPN],
]);

/**
 * The family that a name means, in any of the usual spellings: `ipv4-unicast`, `ipv4 unicast`, `ipv4/unicast`,
 * `IPv4_Unicast`, `ipv4 flowspec`, `afi-9-safi-7`, and with a number for a part, `1/1`, `64769 mpls-vpn`. Undefined for
 * a name that is not known.
 */
export function parseFamilyName(text: string): FamilyNumber | undefined {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[ /_]+/g, '-');
  const parts = /^afi-(\d{1,5})-safi-(\d{1,3})$/.exec(name) ?? /^(bgp-ls|[^-]+)-(.+)$/.exec(name);
  if (!parts) return undefined;
  const afi = AFI_CODES.get(parts[1]!) ?? codeOf(parts[1]!, 0xffff);
  const safi = SAFI_CODES.get(parts[2]!) ?? OTHER_NAMES.get(parts[2]!) ?? codeOf(parts[2]!, 0xff);
  return afi === undefined || safi === undefined ? undefined : familyOf(afi, safi);
}

function codeOf(digits: string, max: number): number | undefined {
  return /^\d{1,5}$/.test(digits) && Number(digits) <= max ? Number(digits) : undefined;
}
