import { Family } from '../../family.js';
import type { Outcome } from '../../fault.js';

/** What the RFCs say of one NLRI field. */
export interface NlriRow {
  readonly name: string;
  readonly family: number;
  /** Octets of the field as hexadecimal text, without path identifiers. */
  readonly nlri: string;
  /** Where the field stands: in MP_REACH_NLRI, MP_UNREACH_NLRI, or either. */
  readonly field: 'reach' | 'unreach' | 'both';
  readonly outcome: Extract<Outcome, 'accept' | 'session-reset'>;
  /** Where the malformed NLRI starts in the field. */
  readonly at?: number;
  /** How many routes are delivered of a field that is accepted; one where nothing is said. */
  readonly routes?: number;
}

const RESET = 'session-reset';
const RD = '0000fde900000001';
const ESI = '00112233445566778899';

function bad(family: number, name: string, nlri: string, at: number = 0, field: NlriRow['field'] = 'both'): NlriRow {
  return { name, family, nlri, field, outcome: RESET, at };
}

function good(
  family: number,
  name: string,
  nlri: string,
  routes: number = 1,
  field: NlriRow['field'] = 'both',
): NlriRow {
  return { name, family, nlri, field, outcome: 'accept', routes };
}

/** NLRI syntax (RFC 7606 §5.3): errors are errors of the MP attribute around them, but where an RFC says otherwise. */
export const NLRI_ROWS: readonly NlriRow[] = [
  good(Family.IPV6_UNICAST, 'a prefix', '2020010db8'),
  good(Family.IPV6_UNICAST, 'bits behind the length (RFC 4760 §5)', '2120010db8ff'),
  bad(Family.IPV6_UNICAST, '129 bits', `81${'00'.repeat(17)}`),
  bad(Family.IPV6_UNICAST, 'a cut prefix behind a good one', '2020010db8 2020010d', 5),
  bad(Family.IPV4_MULTICAST, '33 bits', '21e000000100'),

  good(Family.IPV4_LABELLED_UNICAST, 'one label', '30 000641 c00002'),
  good(Family.IPV4_LABELLED_UNICAST, 'two labels', '48 000640 000641 c00002'),
  good(Family.IPV4_LABELLED_UNICAST, 'withdrawn with 0x800000 (RFC 8277 §2.4)', '30 800000 c00002', 1, 'unreach'),
  good(Family.IPV4_LABELLED_UNICAST, 'withdrawn with 0x000000 (RFC 3107 §3)', '30 000000 c00002', 1, 'unreach'),
  bad(Family.IPV4_LABELLED_UNICAST, '0x800000 where a route is announced', '30 800000 c00002', 0, 'reach'),
  bad(Family.IPV4_LABELLED_UNICAST, 'no bottom of stack', '30 000640 c00002'),
  bad(Family.IPV4_LABELLED_UNICAST, 'bottom of stack behind the NLRI', '18 000640 18 000641'),
  bad(Family.IPV4_LABELLED_UNICAST, 'fewer bits than a label', '17 000641'),
  bad(Family.IPV4_LABELLED_UNICAST, 'no bits', '00'),
  bad(Family.IPV4_LABELLED_UNICAST, '33 bits of prefix', '39 000641 c000020100'),
  bad(Family.IPV4_LABELLED_UNICAST, 'a cut label', '18 0006'),
  good(Family.IPV6_LABELLED_UNICAST, 'one label', '38 000641 20010db8'),
  bad(Family.IPV6_LABELLED_UNICAST, '129 bits of prefix', `99 000641 ${'00'.repeat(17)}`),

  good(Family.IPV4_VPN, 'one label', `70 000641 ${RD} c00002`),
  good(Family.IPV4_VPN, 'the default route', `58 000641 ${RD}`),
  bad(Family.IPV4_VPN, '87 bits', `57 000641 ${RD}`),
  bad(Family.IPV4_VPN, 'no bottom of stack', `70 000640 0000fc0000000000 c00002`),
  bad(Family.IPV4_VPN, '33 bits of prefix', `79 000641 ${RD} c000020100`),
  bad(Family.IPV4_VPN, 'a cut prefix', `70 000641 ${RD} c000`),
  good(Family.IPV6_VPN, 'one label', `78 000641 ${RD} 20010db8`),
  bad(Family.IPV6_VPN, '129 bits of prefix', `d9 000641 ${RD} ${'00'.repeat(17)}`),

  good(Family.IPV4_FLOW, 'a destination', '05 01 18 c00002'),
  good(Family.IPV4_FLOW, 'a destination and a port, in a length of two octets', 'f008 01 18 c00002 04 81 50'),
  bad(Family.IPV4_FLOW, 'length 0', '00'),
  bad(Family.IPV4_FLOW, 'length 0 behind a good one', '05 01 18 c00002 00', 6),
  bad(Family.IPV4_FLOW, 'length 0 in two octets', 'f000'),
  bad(Family.IPV4_FLOW, 'a length of one octet of two', 'f0'),
  bad(Family.IPV4_FLOW, 'a length that overruns', '06 01 18 c00002'),
  bad(Family.IPV4_FLOW, 'components out of order', '08 03 81 06 01 18 c00002'),
  bad(Family.IPV4_FLOW, 'a component twice', '06 03 81 06 03 81 11'),
  bad(Family.IPV4_FLOW, 'operators without an end', '03 03 01 06'),
  bad(Family.IPV4_FLOW, 'an operator whose value overruns', '03 03 91 00'),
  bad(Family.IPV4_FLOW, 'a prefix of 33 bits', '07 01 21 c000020100'),
  bad(Family.IPV4_FLOW, 'a component of an unknown type', '03 7f 81 06'),
  good(Family.IPV6_FLOW, 'a destination', '07 01 20 00 20010db8'),
  good(Family.IPV6_FLOW, 'a destination behind an offset', '05 01 30 20 aabb'),
  bad(Family.IPV6_FLOW, 'an offset beyond the length', '03 01 20 21'),
  bad(Family.IPV6_FLOW, 'a prefix of 129 bits', `14 01 81 00 ${'00'.repeat(17)}`),
  good(Family.IPV4_FLOW_VPN, 'a destination', `0d ${RD} 01 18 c00002`),
  bad(Family.IPV4_FLOW_VPN, 'a cut route distinguisher', '04 0000fde9'),
  bad(Family.IPV4_FLOW_VPN, 'nothing but a route distinguisher', `08 ${RD}`),

  good(Family.L2VPN_EVPN, 'an Ethernet segment', `04 17 ${RD} ${ESI} 20 c0000201`),
  good(Family.L2VPN_EVPN, 'a MAC', `02 21 ${RD} ${ESI} 00000000 30 001122334455 00 000641`),
  good(Family.L2VPN_EVPN, 'a route type nobody knows (RFC 7606 §5.4)', 'c8 03 010203', 0),
  good(Family.L2VPN_EVPN, 'one of an unknown type before a good one', `c8 00 04 17 ${RD} ${ESI} 20 c0000201`),
  bad(Family.L2VPN_EVPN, 'a length that overruns', 'c8 04 010203'),
  bad(Family.L2VPN_EVPN, 'one octet', '04'),
  bad(Family.L2VPN_EVPN, 'fields that do not fill the length', `04 18 ${RD} ${ESI} 20 c0000201 00`),
  bad(Family.L2VPN_EVPN, 'an address of 33 bits', `04 18 ${RD} ${ESI} 21 c000020100`),
  bad(Family.L2VPN_EVPN, 'a MAC address of 47 bits', `02 21 ${RD} ${ESI} 00000000 2f 001122334455 00 000641`),
  good(Family.IPV4_MCAST_VPN, 'a route type nobody knows', '63 01 ff', 0),
  bad(Family.IPV4_MCAST_VPN, 'a source of 31 bits', `05 12 ${RD} 1f c0000201 20 e8000001`),
  good(Family.IPV4_MUP, 'a route type nobody knows', '02 0001 01 ff', 0),
  bad(Family.IPV4_MUP, 'a prefix of 33 bits', `01 0001 0e ${RD} 21 c000020100`),

  good(Family.BGP_LS, 'a node', `0001 0015 03 ${'00'.repeat(8)} 0100 0008 0200 0004 0000fde9`),
  good(Family.BGP_LS, 'an NLRI type nobody knows is preserved (RFC 9552 §5.2)', '03e8 0002 abcd'),
  good(
    Family.BGP_LS,
    'descriptors out of order (RFC 9552 §5.1)',
    `0002 001d 03 ${'00'.repeat(8)} 0103 0004 c0000201 0100 0008 0200 0004 0000fde9`,
    0,
  ),
  bad(Family.BGP_LS, 'a length that overruns', '0001 0015 03'),
  bad(Family.BGP_LS, 'a descriptor that overruns', `0001 000d 03 ${'00'.repeat(8)} 0100 0001`),
  bad(Family.BGP_LS, 'three octets', '000100'),

  good(Family.L2VPN_VPLS, 'an endpoint', `0011 ${RD} 0001 0001 0008 000641`),
  bad(Family.L2VPN_VPLS, 'a length of 18', `0012 ${RD} 0001 0001 0008 000641 00`),
  bad(Family.L2VPN_VPLS, 'a length that overruns', '0011'),
  good(Family.ROUTE_TARGET, 'the default target', '00'),
  good(Family.ROUTE_TARGET, 'a target', '60 0000fde9 0002fde900000001'),
  bad(Family.ROUTE_TARGET, '31 bits', '1f 0000fde8'),
  bad(Family.ROUTE_TARGET, '97 bits', '61 0000fde9 0002fde900000001 00'),
  good(Family.IPV4_SR_POLICY, 'a policy', '60 00000001 00000064 c0000201'),
  bad(Family.IPV4_SR_POLICY, 'an endpoint of IPv6', `c0 00000001 00000064 ${'00'.repeat(16)}`),
  good(Family.IPV4_ENCAP, 'an endpoint', '20 c0000201'),
  bad(Family.IPV4_ENCAP, '24 bits', '18 c00002'),
  good(Family.IPV4_VPN_MULTICAST, 'a prefix', `58 ${RD} e00001`),
  bad(Family.IPV4_VPN_MULTICAST, '63 bits', '3f 0000fde900000000'),
];

/** Next-hop lengths in octets that MP_REACH_NLRI of a family may have; any other is an error (RFC 7606 §7.11). */
export const NEXT_HOP_LENGTHS: Readonly<Record<number, readonly number[]>> = {
  [Family.IPV4_UNICAST]: [4],
  [Family.IPV4_MULTICAST]: [4],
  [Family.IPV6_UNICAST]: [16, 32],
  [Family.IPV6_MULTICAST]: [16, 32],
  [Family.IPV4_LABELLED_UNICAST]: [4],
  [Family.IPV6_LABELLED_UNICAST]: [16, 32],
  [Family.IPV4_VPN]: [12],
  [Family.IPV6_VPN]: [24, 48],
  [Family.L2VPN_EVPN]: [4, 16],
  [Family.BGP_LS]: [4, 16],
  [Family.BGP_LS_VPN]: [12, 24],
};
