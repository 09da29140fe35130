import {
  AS_PATH,
  asSequence,
  attribute,
  Family,
  formatFamily,
  LOCAL_PREF,
  MP_REACH_NLRI,
  MP_UNREACH_NLRI,
  type NextHop,
  type Nlri,
  ORIGIN,
  type PathAttribute,
  type UpdateMessage,
} from '@mesh/bgp-wire';

/*
 * Routes of every family, made by hand: several a family, so that each route type and each form of a field is there.
 * Programs of others are asked whether they read them as they are meant.
 */

/** The routes of a family, and next hops they may have, the usual one first. */
export interface FamilySample {
  readonly family: Family;
  readonly nextHops: readonly NextHop[];
  readonly routes: readonly Nlri[];
}

const V4: NextHop = { address: '192.0.2.1' };
const V6: NextHop = { address: '2001:db8::1' };
const BOTH: NextHop = { address: '2001:db8::1', linkLocal: 'fe80::1' };
const RD4: NextHop = { rd: '0:0', address: '192.0.2.1' };
const RD6: NextHop = { rd: '0:0', address: '2001:db8::1' };
const RD_BOTH: NextHop = { rd: '0:0', address: '2001:db8::1', linkLocal: 'fe80::1' };
const NONE: NextHop = { bytes: new Uint8Array(0) };

function sample(family: Family, nextHops: readonly NextHop[], routes: readonly object[]): FamilySample {
  return { family, nextHops, routes: routes.map((route) => ({ family, ...route })) };
}

/** The three types of route distinguisher (RFC 4364 §4.2). */
const RDS = ['65000:100', '192.0.2.1:200', '4200000001:300'] as const;
const NO_ESI = '00:00:00:00:00:00:00:00:00:00';
const ESI = '00:11:22:33:44:55:66:77:88:99';
const MAC = '02:00:5e:10:00:01';
const numeric = (match: string, value: number, and: boolean = false) => ({ match, and, value });

/** Conditions on the transport header: the same in IPv4 and IPv6. */
const PORTS = [
  { type: 3, matches: [numeric('=', 6), numeric('=', 17)] },
  { type: 4, matches: [numeric('=', 80), numeric('=', 8080)] },
  { type: 5, matches: [numeric('>', 8080), numeric('<', 8088, true), numeric('=', 3128)] },
  { type: 6, matches: [numeric('>=', 1024)] },
];
const REST = [
  { type: 9, matches: [numeric('all', 0x12), numeric('not-any', 0x04, true)] },
  { type: 10, matches: [numeric('>', 200), numeric('<', 300, true)] },
  { type: 11, matches: [numeric('=', 46)] },
  { type: 12, matches: [numeric('any', 0x02)] },
];
const ICMP = [
  { type: 7, matches: [numeric('=', 8)] },
  { type: 8, matches: [numeric('=', 0)] },
];

const FLOW4 = [
  [{ type: 1, prefix: '198.51.100.0/24' }, { type: 2, prefix: '203.0.113.7/32' }, ...PORTS, ...REST],
  [{ type: 1, prefix: '10.0.0.0/9' }, { type: 3, matches: [numeric('=', 1)] }, ...ICMP],
];
const FLOW6 = [
  [{ type: 1, prefix: '2001:db8:1::/48' }, { type: 2, prefix: '2001:db8:2::7/128' }, ...PORTS],
  [
    { type: 1, prefix: '2001:db8::/33' },
    { type: 3, matches: [numeric('=', 58)] },
    { type: 13, matches: [numeric('=', 2013)] },
  ],
];
const FLOW_L2 = [
  [
    { type: 14, matches: [numeric('=', 0x0800)] },
    { type: 15, mac: MAC },
    { type: 16, mac: '02:00:5e:10:00:02' },
    { type: 21, matches: [numeric('=', 100)] },
  ],
];

const withRd = (flows: readonly object[][]) => flows.map((components, i) => ({ rd: RDS[i % 3], components }));
const plain = (flows: readonly object[][]) => flows.map((components) => ({ components }));

/** MCAST-VPN routes of the seven types, by the addresses of one family. */
function mcastVpn(source: string, group: string, originator: string): object[] {
  return [
    { routeType: 1, rd: RDS[0], originator },
    { routeType: 2, rd: RDS[2], sourceAs: 65_001 },
    { routeType: 3, rd: RDS[1], source, group, originator },
    { routeType: 5, rd: RDS[0], source, group },
    { routeType: 6, rd: RDS[0], sourceAs: 65_001, source, group },
    { routeType: 7, rd: RDS[2], sourceAs: 4_200_000_001, source, group },
  ];
}

const MULTICAST = { rd: RDS[0], ethernetTag: 100, source: '192.0.2.9', group: '239.1.1.1', originator: '192.0.2.1' };
const EVPN = [
  { routeType: 1, rd: RDS[0], esi: ESI, ethernetTag: 100, label: 1000 << 4 },
  { routeType: 2, rd: RDS[1], esi: ESI, ethernetTag: 0, mac: MAC, ip: '10.1.1.1', label: 1001 << 4, label2: 1002 << 4 },
  { routeType: 2, rd: RDS[2], esi: ESI, ethernetTag: 7, mac: MAC, ip: '2001:db8::7', label: 1003 << 4 },
  { routeType: 3, rd: RDS[0], ethernetTag: 100, ip: '192.0.2.1' },
  { routeType: 4, rd: RDS[1], esi: ESI, ip: '192.0.2.1' },
  {
    routeType: 5,
    rd: RDS[0],
    esi: NO_ESI,
    ethernetTag: 0,
    prefix: '10.9.0.0/16',
    gateway: '192.0.2.7',
    label: 1004 << 4,
  },
  {
    routeType: 5,
    rd: RDS[0],
    esi: NO_ESI,
    ethernetTag: 0,
    prefix: '2001:db8:9::/48',
    gateway: '::',
    label: 1005 << 4,
  },
  { routeType: 5, rd: RDS[0], esi: ESI, ethernetTag: 0, prefix: '10.8.0.0/16', gateway: '0.0.0.0', label: 1006 << 4 },
  { routeType: 6, ...MULTICAST, flags: 2 },
  { routeType: 7, ...MULTICAST, esi: ESI, flags: 2 },
  { routeType: 8, ...MULTICAST, esi: ESI, reserved: 0, maxResponseTime: 10, flags: 2 },
];

const NODE = { autonomousSystem: 65_000, bgpLsIdentifier: 1, ospfAreaId: '0.0.0.0', igpRouterId: '10.0.0.1' };
const OSPF = { protocolId: 3, identifier: 0, localNode: NODE };
const BGP_LS = [
  { nlriType: 1, ...OSPF },
  {
    nlriType: 2,
    ...OSPF,
    remoteNode: { ...NODE, igpRouterId: '10.0.0.2' },
    ipv4InterfaceAddresses: ['10.1.0.1'],
    ipv4NeighborAddresses: ['10.1.0.2'],
  },
  { nlriType: 3, ...OSPF, ospfRouteType: 1, prefix: '10.2.0.0/16' },
  {
    nlriType: 4,
    protocolId: 2,
    identifier: 7,
    localNode: { ...NODE, igpRouterId: '1921.6825.2240' },
    prefix: '2001:db8::/32',
  },
];

function mup(prefix: string, address: string): object[] {
  const teid = 12_345;
  return [
    { routeType: 0x010001, rd: '100:100', prefix },
    { routeType: 0x010002, rd: '100:100', address },
    { routeType: 0x010003, rd: '100:100', prefix, teid, qfi: 9, endpoint: address },
    { routeType: 0x010003, rd: '100:100', prefix, teid, qfi: 9, endpoint: address, source: address },
    { routeType: 0x010004, rd: '100:100', endpoint: `${address} ${teid}/32` },
  ];
}

const labelled = (prefixes: readonly string[]) =>
  prefixes.map((prefix, i) => ({ prefix, labels: i === 0 ? [100_000] : [100_000 + i, 3] }));
const vpn = (prefixes: readonly string[]) =>
  prefixes.map((prefix, i) => ({ rd: RDS[i % 3], prefix, labels: [200_000 + i] }));
const V4_PREFIXES = ['10.0.0.0/8', '198.51.100.128/25', '203.0.113.7/32'];
const V6_PREFIXES = ['2001:db8::/32', '2001:db8:0:2::/63', '2001:db8::7/128'];
const policies = (endpoint: string) => [
  { distinguisher: 1, color: 100, endpoint },
  { distinguisher: 4_294_967_295, color: 0, endpoint },
];

export const FAMILY_SAMPLES: readonly FamilySample[] = [
  sample(
    Family.IPV4_UNICAST,
    [V4, V6, BOTH],
    V4_PREFIXES.map((prefix) => ({ prefix })),
  ),
  sample(
    Family.IPV6_UNICAST,
    [V6, BOTH],
    V6_PREFIXES.map((prefix) => ({ prefix })),
  ),
  sample(
    Family.IPV4_MULTICAST,
    [V4],
    V4_PREFIXES.map((prefix) => ({ prefix })),
  ),
  sample(
    Family.IPV6_MULTICAST,
    [V6, BOTH],
    V6_PREFIXES.map((prefix) => ({ prefix })),
  ),
  sample(Family.IPV4_LABELLED_UNICAST, [V4, V6], labelled(V4_PREFIXES)),
  sample(Family.IPV6_LABELLED_UNICAST, [V6, BOTH], labelled(V6_PREFIXES)),
  sample(Family.IPV4_VPN, [RD4, RD6], vpn(V4_PREFIXES)),
  sample(Family.IPV6_VPN, [RD6, RD_BOTH], vpn(V6_PREFIXES)),
  sample(
    Family.IPV4_VPN_MULTICAST,
    [RD4],
    V4_PREFIXES.map((prefix) => ({ rd: RDS[0], prefix })),
  ),
  sample(
    Family.IPV6_VPN_MULTICAST,
    [RD6],
    V6_PREFIXES.map((prefix) => ({ rd: RDS[0], prefix })),
  ),
  sample(
    Family.ROUTE_TARGET,
    [V4, V6],
    [
      { bits: 96, originAs: 65_000, routeTarget: 'target:65000:100' },
      { bits: 96, originAs: 4_200_000_001, routeTarget: 'target:192.0.2.1:200' },
    ],
  ),
  sample(
    Family.L2VPN_VPLS,
    [V4],
    [
      { rd: RDS[0], endpoint: 5, offset: 1, size: 8, base: 10_702 },
      { rd: RDS[1], address: '192.0.2.3' },
    ],
  ),
  sample(Family.L2VPN_EVPN, [V4, V6], EVPN),
  sample(Family.IPV4_FLOW, [NONE, V4], plain(FLOW4)),
  sample(Family.IPV6_FLOW, [NONE, V6], plain(FLOW6)),
  sample(Family.IPV4_FLOW_VPN, [NONE], withRd(FLOW4)),
  sample(Family.IPV6_FLOW_VPN, [NONE], withRd(FLOW6)),
  sample(Family.L2_FLOW, [NONE], plain(FLOW_L2)),
  sample(Family.L2VPN_FLOW_VPN, [NONE], withRd(FLOW_L2)),
  sample(Family.IPV4_MCAST_VPN, [V4], mcastVpn('10.99.12.4', '239.251.255.228', '192.0.2.1')),
  sample(Family.IPV6_MCAST_VPN, [V6], mcastVpn('2001:db8::99', 'ff0e::1', '2001:db8::1')),
  sample(Family.IPV4_SR_POLICY, [V4, V6], policies('192.0.2.9')),
  sample(Family.IPV6_SR_POLICY, [V6], policies('2001:db8::9')),
  sample(Family.IPV4_MUP, [V4, V6], mup('10.0.1.0/24', '10.0.0.1')),
  sample(Family.IPV6_MUP, [V6], mup('2001:db8:1::/64', '2001:db8::1')),
  sample(Family.IPV4_ENCAP, [V4], [{ endpoint: '192.0.2.1' }]),
  sample(Family.IPV6_ENCAP, [V6], [{ endpoint: '2001:db8::1' }]),
  sample(Family.BGP_LS, [V4, V6], BGP_LS),
  sample(
    Family.BGP_LS_VPN,
    [RD4],
    BGP_LS.map((nlri) => ({ ...nlri, rd: RDS[0] })),
  ),
];

/** The sample of a family. Throws where there is none: a family that is added has to be added here. */
export function familySample(family: Family): FamilySample {
  const found = FAMILY_SAMPLES.find((one) => one.family === family);
  if (!found) throw new Error(`${formatFamily(family)} has no sample`);
  return found;
}

/** One UPDATE that announces routes of one family. */
export function announcement(
  nlri: readonly Nlri[],
  nextHop: NextHop,
  attributes: readonly PathAttribute[] = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, asSequence(65_000)),
    attribute(LOCAL_PREF, 100),
  ],
): UpdateMessage {
  const family = nlri[0]!.family;
  return { type: 'UPDATE', attributes: [attribute(MP_REACH_NLRI, { family, nextHop, nlri }), ...attributes] };
}

/** One UPDATE that withdraws routes of one family; their labels are left out (RFC 8277 §2.4). */
export function withdrawal(routes: readonly Nlri[]): UpdateMessage {
  const nlri = routes.map((route) => ('labels' in route ? { ...route, labels: [] } : route));
  return { type: 'UPDATE', attributes: [attribute(MP_UNREACH_NLRI, { family: nlri[0]!.family, nlri })] };
}
