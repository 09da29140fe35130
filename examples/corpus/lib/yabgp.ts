import {
  type AsPathSegment,
  AttributeCode,
  Family,
  type FlowComponent,
  formatCommunity,
  formatFamily,
  formatHex,
  formatIPv4,
  type MpReachNlri,
  type MpUnreachNlri,
  type Nlri,
  type NotificationMessage,
  type PmsiTunnel,
  type PrefixSid,
  Safi,
  type SidStructure,
  type Srv6Service,
  safiOf,
  standardAttributes,
  type UpdateView,
} from '@mesh/bgp-wire';
import { stableJson } from './tree.js';
import type { Comparison } from './tshark-field.js';

/* yabgp's values of single attributes and prefix lists, as its unit tests state them. */

const SEGMENTS = ['', 'AS_SET', 'AS_SEQUENCE', 'AS_CONFED_SEQUENCE', 'AS_CONFED_SET'];

/** Our value of an attribute in the shape of yabgp's; one that is not listed counts as a difference. */
const VALUES: Readonly<Record<number, (value: unknown) => unknown>> = {
  [AttributeCode.ORIGIN]: (value) => ['igp', 'egp', 'incomplete'].indexOf(value as string),
  [AttributeCode.AS_PATH]: (value) =>
    (value as AsPathSegment[]).map(({ type, asns }) => [SEGMENTS.indexOf(type), asns]),
  [AttributeCode.NEXT_HOP]: (value) => value,
  [AttributeCode.MULTI_EXIT_DISC]: (value) => value,
  [AttributeCode.LOCAL_PREF]: (value) => value,
  [AttributeCode.ORIGINATOR_ID]: (value) => value,
  [AttributeCode.CLUSTER_LIST]: (value) => value,
  [AttributeCode.COMMUNITIES]: (value) =>
    (value as number[]).map((one) => formatCommunity(one).toUpperCase().replaceAll('-', '_')),
  [AttributeCode.PMSI_TUNNEL]: (value) => {
    const { flags, tunnelType, label, addresses = [] } = value as PmsiTunnel;
    return {
      mpls_label: [label >>> 4],
      tunnel_id: addresses[0],
      tunnel_type: tunnelType,
      leaf_info_required: flags & 1,
    };
  },
  [AttributeCode.PREFIX_SID]: (value) => [{ srv6_l3_service: serviceValue((value as PrefixSid).srv6L3Service!) }],
  [AttributeCode.MP_REACH_NLRI]: (value) => {
    const { nextHop, nlri } = value as MpReachNlri;
    return { nexthop: nextHop.address, linklocal: nextHop.address && nextHop.linkLocal, nlri: nlriValues(nlri) };
  },
  [AttributeCode.MP_UNREACH_NLRI]: (value) => ({ withdraw: nlriValues((value as MpUnreachNlri).nlri) }),
};

function serviceValue({ sids }: Srv6Service): unknown {
  const structureValue = (one: SidStructure) => ({
    srv6_sid_structure: {
      locator_block_length: one.locatorBlock,
      locator_node_length: one.locatorNode,
      function_length: one.function,
      argument_length: one.argument,
      transposition_length: one.transpositionLength,
      transposition_offset: one.transpositionOffset,
    },
  });
  return {
    srv6_service_sub_tlvs: sids.map(({ sid, flags, behavior, structure }) => ({
      srv6_sid_information: {
        srv6_sid_value: sid,
        srv6_service_sid_flags: flags,
        srv6_endpoint_behavior: behavior,
        srv6_service_data_sub_sub_tlvs: structure && [structureValue(structure)],
      },
    })),
  };
}

function nlriValues(list: readonly Nlri[]): unknown {
  const shape = SHAPES.get(safiOf(list[0]?.family ?? Family.IPV4_UNICAST));
  return shape && list.map((nlri) => shape(nlri as unknown as Fields));
}

type Fields = Readonly<Record<string, unknown>>;

/** An NLRI in the shape of yabgp's, by SAFI. */
const SHAPES: ReadonlyMap<number, (nlri: Fields) => unknown> = new Map([
  [Safi.UNICAST, plainPrefix],
  [Safi.MULTICAST, plainPrefix],
  [Safi.NLRI_MPLS, ({ labels, prefix }) => ({ prefix, label: labels })],
  [
    Safi.MPLS_VPN,
    ({ pathId, labels, rd, prefix }) => ({
      ...(pathId === undefined ? {} : { path_id: pathId }),
      label: labels,
      rd,
      prefix,
    }),
  ],
  [Safi.EVPN, evpnRoute],
  [Safi.FLOW, flow],
  [Safi.BGP_LS, linkState],
]);

const EVPN_TYPES: readonly unknown[] = [
  undefined,
  'yabgp:BGPNLRI_EVPN_ETHERNET_AUTO_DISCOVERY',
  'yabgp:BGPNLRI_EVPN_MAC_IP_ADVERTISEMENT',
  undefined,
  'yabgp:BGPNLRI_EVPN_ETHERNET_SEGMENT',
  5,
];

/** The members that a route type has; labels are the upper 20 bits. */
function evpnRoute({ routeType, rd, mac, ethernetTag, esi, ip, prefix, gateway, label, label2 }: Fields): unknown {
  const labels = [label, label2].filter((one) => one !== undefined).map((one) => (one as number) >>> 4);
  const value = {
    rd,
    mac: (mac as string | undefined)?.replaceAll(':', '-'),
    eth_tag_id: ethernetTag,
    esi: esiValue(esi as string),
    ip,
    prefix,
    gateway,
    label: labels.length === 0 ? undefined : labels,
  };
  return { type: EVPN_TYPES[routeType as number], value };
}

/** Type and value of a segment identifier `00:00:…`, ten octets. */
function esiValue(esi: string): unknown {
  const [type = 0, ...rest] = esi.split(':').map((octet) => Number.parseInt(octet, 16));
  return { type, value: rest.reduce((sum, octet) => sum * 256 + octet, 0) };
}

/** Names of the components of single flows; a whole one has their numbers. */
const FLOW_NAMES: Readonly<Record<string, number>> = {
  'yabgp:BGPNLRI_FSPEC_DST_PORT': 5,
  'yabgp:BGPNLRI_FSPEC_ICMP_TP': 7,
  'yabgp:BGPNLRI_FSPEC_PCK_LEN': 10,
};

function flow({ components }: Fields): unknown {
  return Object.fromEntries((components as FlowComponent[]).map((one) => [one.type, componentText(one)]));
}

/** `=254|>=254&<=300`. */
function componentText(component: FlowComponent): string {
  if ('prefix' in component) return component.prefix;
  if ('mac' in component) return component.mac;
  const words = component.matches.map(
    ({ match, value, and }, i) => `${i === 0 ? '' : and ? '&' : '|'}${match}${value}`,
  );
  return words.join('');
}

const LS_TYPES = ['', 'node', 'link', 'ipv4_topo_prefix', 'ipv6_topo_prefix'];

function linkState(nlri: Fields): unknown {
  const { nlriType, protocolId, identifier, localNode, remoteNode, ipv4InterfaceAddresses, ipv4NeighborAddresses } =
    nlri;
  const descriptors: readonly (readonly [type: string, values: readonly unknown[]])[] = [
    ['local_node', localNode === undefined ? [] : [nodeValue(localNode as Fields)]],
    ['remote_node', remoteNode === undefined ? [] : [nodeValue(remoteNode as Fields)]],
    ['link_local_ipv4', (ipv4InterfaceAddresses as string[] | undefined) ?? []],
    ['link_remote_ipv4', (ipv4NeighborAddresses as string[] | undefined) ?? []],
  ];
  return {
    type: LS_TYPES[nlriType as number],
    protocol_id: protocolId,
    instances_id: identifier,
    descriptors: descriptors.flatMap(([type, values]) => values.map((value) => ({ type, value }))),
  };
}

function nodeValue({ autonomousSystem, bgpLsIdentifier, igpRouterId, memberAsn }: Fields): unknown {
  const [system, pseudonode] = [String(igpRouterId).slice(0, 14), String(igpRouterId).slice(15)];
  return {
    as_num: autonomousSystem,
    bgpls_id: formatIPv4(bgpLsIdentifier as number),
    igp_router_id: igpRouterId === undefined ? undefined : { pseudonode: pseudonode !== '', iso_node_id: system },
    member_as_num: memberAsn,
  };
}

function plainPrefix({ prefix, pathId }: Fields): unknown {
  return pathId === undefined ? prefix : { prefix, path_id: pathId };
}

export function compareWithYabgp(view: UpdateView, kind: string, theirs: unknown): Comparison[] {
  if (kind === 'nlri') {
    const ours = nlriValues(view.withdrawn());
    return [[formatFamily(view.withdrawn()[0]!.family), stableJson(withNumbers(theirs)), stableJson(ours)]];
  }
  const attributes = view.attributes();
  if (attributes.length > 1) {
    return attributes.flatMap(({ code, value }) =>
      compareValue(code, value, (theirs as Record<string, unknown>)[code]),
    );
  }
  return attributes.flatMap(({ code, value }) => compareValue(code, value, theirs));
}

export function compareNotification({ code, subcode, data }: NotificationMessage, theirs: unknown): Comparison[] {
  const ours = [code, subcode, { hex: formatHex(data ?? new Uint8Array(0)) }];
  return [['NOTIFICATION', stableJson(theirs), stableJson(ours)]];
}

function compareValue(code: number, value: unknown, theirs: unknown): Comparison[] {
  const ours = VALUES[code]?.(value) ?? 'no such attribute';
  return [[standardAttributes.get(code)?.name ?? String(code), stableJson(normal(theirs)), stableJson(ours)]];
}

/** A single flow, whose components they name, as a list of one whose components are numbered. */
function withNumbers(theirs: unknown): unknown {
  if (Array.isArray(theirs)) return theirs;
  return [Object.fromEntries(Object.entries(theirs as Fields).map(([name, text]) => [FLOW_NAMES[name] ?? name, text]))];
}

/** Their names of the members of the two MP attributes, and of the origin. */
function normal(theirs: unknown): unknown {
  if (theirs === 'yabgp:IGP') return 0;
  if (typeof theirs !== 'object' || theirs === null || Array.isArray(theirs)) return theirs;
  const { nexthop: hop, linklocal_nexthop: linklocal, nlri, withdraw } = theirs as Fields;
  if (hop === undefined && withdraw === undefined) return theirs;
  const nexthop = typeof hop === 'object' && hop !== null && 'str' in hop ? hop.str : hop;
  return withdraw === undefined ? { nexthop, linklocal, nlri } : { withdraw };
}
