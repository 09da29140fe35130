import { type FlowComponent, type FlowMatch, type Nlri, Safi, safiOf } from '@mesh/bgp-wire';

/*
 * NLRI in the shape of ExaBGP's JSON, a table of members for each SAFI. A member of theirs that is in no table counts
 * as a difference, so that nothing they say is passed over in silence.
 */

/** An NLRI by the names of its members. */
type Fields = Readonly<Record<string, unknown>>;
type Members = Readonly<Record<string, (nlri: Fields) => unknown>>;

const text = (name: string) => (nlri: Fields) => String(nlri[name]);
const plain = (name: string) => (nlri: Fields) => nlri[name];

const PREFIX: Members = { nlri: plain('prefix'), 'path-information': ({ pathId }) => pathText(pathId as number) };
const LABELLED: Members = {
  ...PREFIX,
  rd: plain('rd'),
  // ExaBGP prints each label and the three octets it stands in.
  label: ({ labels }) => {
    const list = labels as readonly number[];
    return list.map((label, i) => [label, label * 16 + (i === list.length - 1 ? 1 : 0)]);
  },
};
const MCAST_VPN: Members = {
  code: plain('routeType'),
  rd: plain('rd'),
  'source-as': text('sourceAs'),
  source: plain('source'),
  group: plain('group'),
};
const MUP: Members = {
  arch: ({ routeType }) => (routeType as number) >> 16,
  code: ({ routeType }) => (routeType as number) & 0xffff,
  rd: plain('rd'),
  prefix_ip: ({ prefix }) => part(prefix, '/', 0),
  prefix_ip_len: ({ prefix }) => Number(part(prefix, '/', 1)),
  ip: plain('address'),
  teid: ({ teid, endpoint }) => String(teid ?? part(part(endpoint, ' ', 1), '/', 0) ?? 0),
  qfi: text('qfi'),
  endpoint_ip: ({ endpoint }) => part(endpoint, ' ', 0),
  endpoint_ip_len: ({ endpoint }) => bitsOf(endpoint),
  endpoint_len: ({ endpoint }) => bitsOf(endpoint) + Number(part(endpoint, '/', 1) ?? 0),
  source_ip: ({ source }) => source ?? "b''",
  source_ip_len: ({ source }) => (source === undefined ? 0 : bitsOf(source)),
};
const VPLS: Members = {
  rd: plain('rd'),
  endpoint: plain('endpoint'),
  base: plain('base'),
  offset: plain('offset'),
  size: plain('size'),
};
const SR_POLICY: Members = {
  distinguisher: plain('distinguisher'),
  color: plain('color'),
  endpoint: plain('endpoint'),
};
const LS_TYPES = ['', 'bgpls-node', 'bgpls-link', 'bgpls-prefix-v4', 'bgpls-prefix-v6'];
const BGP_LS: Members = {
  'ls-nlri-type': ({ nlriType }) => LS_TYPES[nlriType as number],
  'protocol-id': plain('protocolId'),
  'l3-routing-topology': plain('identifier'),
  'local-node-descriptors': ({ localNode }) => nodeOf(localNode as Fields),
  'remote-node-descriptors': ({ remoteNode }) => nodeOf(remoteNode as Fields),
  'node-descriptors': ({ localNode }) => nodeOf(localNode as Fields),
  'interface-addresses': ({ ipv4InterfaceAddresses }) => ipv4InterfaceAddresses ?? [],
  'neighbor-addresses': ({ ipv4NeighborAddresses }) => ipv4NeighborAddresses ?? [],
  'multi-topology-ids': ({ multiTopologyIds }) => multiTopologyIds ?? [],
  'link-identifiers': ({ linkIdentifiers }) => {
    const ids = linkIdentifiers as { readonly local: number; readonly remote: number } | undefined;
    return ids ? [{ 'link-local-id': ids.local, 'link-remote-id': ids.remote }] : [];
  },
  'ip-reachability-tlv': plain('prefix'),
  'ip-reach-prefix': plain('prefix'),
};
const FLOW: Members = {
  rd: plain('rd'),
  'destination-ipv4': component(1),
  'source-ipv4': component(2),
  'destination-ipv6': component(1),
  'source-ipv6': component(2),
  protocol: component(3),
  'next-header': component(3),
  port: component(4),
  'destination-port': component(5),
  'source-port': component(6),
  'icmp-type': component(7),
  'icmp-code': component(8),
  'tcp-flags': component(9),
  'packet-length': component(10),
  dscp: component(11),
  'traffic-class': component(11),
  fragment: component(12),
  'flow-label': component(13),
};

const MEMBERS: ReadonlyMap<number, Members> = new Map([
  [Safi.UNICAST, PREFIX],
  [Safi.MULTICAST, PREFIX],
  [Safi.NLRI_MPLS, LABELLED],
  [Safi.MPLS_VPN, LABELLED],
  [Safi.MCAST_VPN, MCAST_VPN],
  [Safi.MUP, MUP],
  [Safi.VPLS, VPLS],
  [Safi.SR_POLICY, SR_POLICY],
  [Safi.BGP_LS, BGP_LS],
  [Safi.FLOW, FLOW],
  [Safi.FLOW_VPN, FLOW],
]);

/** What says the same again in other words. */
const REPEATED: ReadonlySet<string> = new Set(['name', 'parsed', 'raw', 'string', 'next-hop', 'nexthop']);

/** Our NLRI by the members that theirs has; `undefined` behind a member we know nothing of. */
export function likeExabgp(nlri: Nlri | undefined, theirs: Fields): Fields {
  const members = nlri && MEMBERS.get(safiOf(nlri.family));
  const names = Object.keys(theirs).filter((name) => !REPEATED.has(name));
  return Object.fromEntries(names.map((name) => [name, nlri && members?.[name]?.(nlri as unknown as Fields)]));
}

/** Theirs without what says the same again. */
export function withoutRepeats(theirs: Fields): Fields {
  const own = Object.entries(theirs).filter(([name]) => !REPEATED.has(name));
  return Object.fromEntries(own.map(([name, value]) => [name, name.endsWith('descriptors') ? nodeIn(value) : value]));
}

function part(value: unknown, separator: string, index: number): string | undefined {
  return typeof value === 'string' ? value.split(separator)[index] : undefined;
}

function bitsOf(address: unknown): number {
  return String(address).includes(':') ? 128 : 32;
}

export function pathText(pathId: number): string {
  return [pathId >>> 24, (pathId >>> 16) & 255, (pathId >>> 8) & 255, pathId & 255].join('.');
}

/** A node by what both sides print of it in the same way. */
function nodeOf({ autonomousSystem, bgpLsIdentifier, ospfAreaId, igpRouterId }: Fields): unknown {
  const [router, designated] = String(igpRouterId).split(':');
  return {
    'autonomous-system': autonomousSystem,
    'bgp-ls-identifier': bgpLsIdentifier === undefined ? undefined : String(bgpLsIdentifier),
    'ospf-area-id': ospfAreaId,
    'router-id': ospfAreaId === undefined ? router?.replaceAll('.', '') : router,
    'designated-router-id': designated,
  };
}

/** Their list of one-member objects as one object, in the order of ours. */
function nodeIn(value: unknown): unknown {
  const all = Object.assign({}, ...(value as Fields[])) as Fields;
  const names = ['autonomous-system', 'bgp-ls-identifier', 'ospf-area-id', 'router-id', 'designated-router-id'];
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
]);
const TCP_FLAGS = ['fin', 'syn', 'rst', 'push', 'ack', 'urgent', 'ece', 'cwr'];
const FRAGMENTS = ['dont-fragment', 'is-fragment', 'first-fragment', 'last-fragment'];

/** A component as the list of its alternatives: `>8080&<8088`, `=3128`. */
function component(type: number): (nlri: Fields) => unknown {
  return ({ components }) => {
    const one = (components as FlowComponent[]).find((each) => each.type === type);
    if (!one) return undefined;
    if ('prefix' in one) return [`${one.prefix}${one.prefix.includes(':') ? `/${one.offset ?? 0}` : ''}`];
    if ('mac' in one) return [one.mac];
    const alternatives: string[] = [];
    for (const match of one.matches) {
      const word = wordOf(match, type);
      if (match.and && alternatives.length > 0) alternatives[alternatives.length - 1] += `&${word}`;
      else alternatives.push(word);
    }
    return alternatives;
  };
}

const SIGNS: Readonly<Record<string, string>> = { any: '', all: '=', 'not-any': '!', 'not-all': '!=' };

function wordOf({ match, value }: FlowMatch, type: number): string {
  const number = typeof value === 'string' ? Number(`0x${value}`) : value;
  const names = type === 9 ? TCP_FLAGS : type === 12 ? FRAGMENTS : undefined;
  const set = names?.filter((_, bit) => (number & (1 << bit)) !== 0).join('+');
  const word = set ?? ((type === 3 && PROTOCOLS.get(number)) || String(number));
  return `${SIGNS[match] ?? match}${word}`;
}
