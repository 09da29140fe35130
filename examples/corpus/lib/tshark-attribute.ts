import {
  type Aigp,
  AttributeCode,
  type BgpLsAttribute,
  formatHex,
  GRE_ENCAPSULATION,
  type LabelEntry,
  type PmsiTunnel,
  PmsiTunnelType,
  type PrefixSid,
  parseAddress,
  type SegmentList,
  SrPolicySubTlv,
  type Srv6Service,
  type SubTlv,
  type SubTlvRow,
  subTlvValues,
  type Tunnel,
  TunnelSubTlv,
  VXLAN_ENCAPSULATION,
} from '@mesh/bgp-wire';
import { colons, type Field, octetsOf } from './tshark-field.js';

/* The attributes that are trees of TLVs in themselves, in the fields of tshark's tree: a table of fields for each. */

const PATH = 'bgp.update.path_attribute';

const AIGP_FIELDS: readonly Field<Aigp>[] = [
  [
    'bgp.update.attribute.aigp.type',
    ({ metric, others = [] }) => [metric === undefined ? undefined : 1, ...others.map(({ type }) => type)],
  ],
  ['bgp.update.attribute.aigp.accu_igp_metric', ({ metric }) => [metric]],
];

const pmsiAddress = (key: string, type: number, index: number): Field<PmsiTunnel> => [
  `${PATH}.pmsi.${key}`,
  ({ tunnelType, addresses }) => (tunnelType === type ? [addresses?.[index]] : []),
];
const PMSI_FIELDS: readonly Field<PmsiTunnel>[] = [
  [`${PATH}.pmsi.tunnel.flags`, ({ flags }) => [flags & 1]],
  [`${PATH}.pmsi.tunnel.type`, ({ tunnelType }) => [tunnelType]],
  [`${PATH}.mpls_label_value_20bits`, ({ label }) => [label >>> 4]],
  pmsiAddress('ingress_rep_ip', PmsiTunnelType.INGRESS_REPLICATION, 0),
  pmsiAddress('pimssm.root_node', PmsiTunnelType.PIM_SSM, 0),
  pmsiAddress('pimssm.pmulticast_group', PmsiTunnelType.PIM_SSM, 1),
  pmsiAddress('pimsm.sender_address', PmsiTunnelType.PIM_SM, 0),
  pmsiAddress('pimsm.pmulticast_group', PmsiTunnelType.PIM_SM, 1),
  pmsiAddress('bidir_pim_tree.sender', PmsiTunnelType.BIDIR_PIM, 0),
  pmsiAddress('bidir_pim_tree.pmulticast_group', PmsiTunnelType.BIDIR_PIM, 1),
];

const SID = 'bgp.prefix_sid';
/** The fields of one of the two SRv6 services. */
function serviceFields(key: string, serviceOf: (value: PrefixSid) => Srv6Service | undefined): Field<PrefixSid>[] {
  const each = (ours: (sid: Srv6Service['sids'][number]) => number | string | undefined) => (value: PrefixSid) =>
    (serviceOf(value)?.sids ?? []).map(ours);
  return [
    [`${SID}.${key}.sid_value`, each(({ sid }) => sid)],
    [`${SID}.${key}.sid_flags`, each(({ flags }) => flags)],
    [`${SID}.${key}.srv6_endpoint_behavior`, each(({ behavior }) => behavior)],
    [`${SID}.${key}.sid.locator_block_len`, each(({ structure }) => structure?.locatorBlock)],
    [`${SID}.${key}.sid.locator_node_len`, each(({ structure }) => structure?.locatorNode)],
    [`${SID}.${key}.sid.func_len`, each(({ structure }) => structure?.function)],
    [`${SID}.${key}.sid.arg_len`, each(({ structure }) => structure?.argument)],
    [`${SID}.${key}.sid.trans_len`, each(({ structure }) => structure?.transpositionLength)],
    [`${SID}.${key}.sid.trans_offset`, each(({ structure }) => structure?.transpositionOffset)],
  ];
}
const PREFIX_SID_FIELDS: readonly Field<PrefixSid>[] = [
  [
    `${SID}.type`,
    ({ labelIndex, originatorSrgb, srv6L3Service, srv6L2Service, others = [] }) => [
      labelIndex && 1,
      originatorSrgb && 3,
      srv6L3Service && 5,
      srv6L2Service && 6,
      ...others.map(({ type }) => type),
    ],
  ],
  [`${SID}.label_index.flags`, ({ labelIndex }) => [labelIndex?.flags]],
  [`${SID}.label_index.value`, ({ labelIndex }) => [labelIndex?.index]],
  [`${SID}.originator_srgb.flags`, ({ originatorSrgb }) => [originatorSrgb?.flags]],
  [`${SID}.originator_srgb_base`, ({ originatorSrgb }) => (originatorSrgb?.ranges ?? []).map(({ base }) => base)],
  [`${SID}.originator_srgb_range`, ({ originatorSrgb }) => (originatorSrgb?.ranges ?? []).map(({ size }) => size)],
  ...serviceFields('srv6_l3vpn', ({ srv6L3Service }) => srv6L3Service),
  ...serviceFields('srv6_l2vpn', ({ srv6L2Service }) => srv6L2Service),
];

const TLV = 'bgp.update.encaps_tunnel_tlv';
const SUB = `${TLV}_subtlv`;
const SEGMENT = `${SUB}.segment_list_subtlv`;
const MPLS_SEGMENT = 1;

/** What we say of every sub-TLV of a row, in all tunnels. */
const each =
  <T>(row: SubTlvRow<T>, ours: (value: T) => number | string | undefined) =>
  (tunnel: Tunnel) =>
    subTlvValues(tunnel.subTlvs, row).map(ours);
const segmentsOf = (tunnel: Tunnel): readonly SubTlv[] =>
  subTlvValues(tunnel.subTlvs, SrPolicySubTlv.SEGMENT_LIST).flatMap(({ subTlvs }: SegmentList) => subTlvs);
/** The label stack entries of segments of type A. */
const labels = (ours: (entry: LabelEntry) => number) => (tunnel: Tunnel) =>
  segmentsOf(tunnel).flatMap(({ type, value }) =>
    type === MPLS_SEGMENT ? [ours((value as { readonly label: LabelEntry }).label)] : [],
  );
const entryOctets = ({ label, trafficClass = 0, isBottom, ttl = 0 }: LabelEntry) =>
  octetsOf(label * 0x1000 + (trafficClass << 9) + (isBottom ? 0x100 : 0) + ttl);
/** The octets of what tshark has no names for. */
const RAW: Readonly<Record<number, (value: never) => string>> = {
  [TunnelSubTlv.UDP_DESTINATION_PORT.type]: (port: number) => octetsOf(port, 2),
  [SrPolicySubTlv.SRV6_BINDING_SID.type]: ({ flags, sid }: { flags: number; sid: string }) =>
    colons(formatHex(Uint8Array.of(flags, 0, ...parseAddress(sid)!))),
  [SrPolicySubTlv.POLICY_NAME.type]: ({ name }: { name: string }) =>
    colons(`00${formatHex(new TextEncoder().encode(name))}`),
};
const TUNNEL_FIELDS: readonly Field<Tunnel>[] = [
  [`${TLV}_type`, ({ type }) => [type]],
  ['bgp.update.encaps_tunnel_subtlv_type', ({ subTlvs }) => subTlvs.map(({ type }) => type)],
  [`${SUB}.value`, ({ subTlvs }) => subTlvs.map(({ type, value }) => RAW[type]?.(value as never))],
  [`${SUB}_gre_key`, each(GRE_ENCAPSULATION, (key) => (typeof key === 'number' ? key : undefined))],
  [`${SUB}.vxlan.flags`, each(VXLAN_ENCAPSULATION, ({ flags }) => flags)],
  [`${SUB}.vxlan.vnid`, each(VXLAN_ENCAPSULATION, ({ vni }) => vni)],
  [`${SUB}.vxlan.mac`, each(VXLAN_ENCAPSULATION, ({ mac }) => mac)],
  [`${SUB}_color_value`, each(TunnelSubTlv.COLOR, ({ color }) => color)],
  [`${SUB}.pref.flags`, each(SrPolicySubTlv.PREFERENCE, ({ flags }) => flags)],
  [`${SUB}.pref.preference`, each(SrPolicySubTlv.PREFERENCE, ({ value }) => octetsOf(value))],
  [`${SUB}.binding_sid.flags`, each(SrPolicySubTlv.BINDING_SID, ({ flags }) => flags)],
  [`${SUB}.binding_sid.sid`, each(SrPolicySubTlv.BINDING_SID, ({ label }) => label && entryOctets(label))],
  [`${SUB}.priority.priority`, each(SrPolicySubTlv.PRIORITY, ({ priority }) => priority)],
  [`${SUB}.policy_name.name`, each(SrPolicySubTlv.CANDIDATE_PATH_NAME, ({ name }) => name)],
  [`${SUB}.segment_list.subtlv.type`, (tunnel) => segmentsOf(tunnel).map(({ type }) => type)],
  [`${SEGMENT}.mpls_label`, labels(({ label }) => label)],
  [`${SEGMENT}.traffic_class`, labels(({ trafficClass = 0 }) => trafficClass)],
  [`${SEGMENT}.bottom_stack`, labels(({ isBottom }) => (isBottom ? 1 : 0))],
  [`${SEGMENT}.ttl`, labels(({ ttl = 0 }) => ttl)],
];

const LS = 'bgp.ls';
/** tshark prints bandwidths in Mbit/s. */
const megabits = (octets: number | undefined) => (octets === undefined ? undefined : (octets * 8) / 1e6);
/** A field of one bit. */
const bit = (name: string, mask: number): Field<BgpLsAttribute> => [
  `${LS}.node_flag_bits.${name}`,
  ({ nodeFlags }) => [nodeFlags === undefined ? undefined : Number((nodeFlags & mask) !== 0)],
];
/** The fields of SRGB or SRLB. */
function blockFields(key: string, member: 'srCapabilities' | 'srLocalBlock'): Field<BgpLsAttribute>[] {
  return [
    [`${LS}.sr.tlv.${key}.flags`, ({ [member]: block }) => [block?.flags]],
    [`${LS}.sr.tlv.${key}.range_size`, ({ [member]: block }) => (block?.ranges ?? []).map(({ size }) => size)],
    [`${LS}.sr.tlv.${key}.sid.label`, ({ [member]: block }) => (block?.ranges ?? []).map(({ label }) => label)],
    [`${LS}.sr.tlv.${key}.sid.index`, ({ [member]: block }) => (block?.ranges ?? []).map(({ index }) => index)],
  ];
}
/** The fields of SIDs that have the same members. */
function sidFields(
  key: string,
  sidsOf: (value: BgpLsAttribute) => readonly Partial<Record<'flags' | 'weight' | 'label' | 'index', number>>[],
): Field<BgpLsAttribute>[] {
  return (['flags', 'weight', 'label', 'index'] as const).map((member) => [
    `${LS}.sr.tlv.${key}.${member}`,
    (value) => sidsOf(value).map(({ [member]: one }) => one),
  ]);
}
const BGP_LS_FIELDS: readonly Field<BgpLsAttribute>[] = [
  bit('overload', 0x80),
  bit('attached', 0x40),
  bit('external', 0x20),
  bit('abr', 0x10),
  [`${LS}.tlv.node_name_value`, ({ nodeName }) => [nodeName]],
  [
    `${LS}.tlv.is_is_area_identifier_value`,
    ({ isisAreaIds = [] }) => isisAreaIds.map((area) => colons(area.replaceAll('.', ''))),
  ],
  [
    `${LS}.tlv.ipv4_router_id_value`,
    ({ localIpv4RouterIds = [], remoteIpv4RouterIds = [] }) => [...localIpv4RouterIds, ...remoteIpv4RouterIds],
  ],
  [`${LS}.tlv.igp_msd_type`, ({ nodeMsds = [], linkMsds = [] }) => [...nodeMsds, ...linkMsds].map(({ type }) => type)],
  [
    `${LS}.tlv.igp_msd_value`,
    ({ nodeMsds = [], linkMsds = [] }) => [...nodeMsds, ...linkMsds].map(({ value }) => value),
  ],
  ...blockFields('capabilities', 'srCapabilities'),
  ...blockFields('local_block', 'srLocalBlock'),
  [`${LS}.sr.tlv.algorithm.value`, ({ srAlgorithms = [] }) => srAlgorithms],
  [
    `${LS}.bandwidth_value`,
    ({ maximumLinkBandwidth, maximumReservableLinkBandwidth, unreservedBandwidth = [] }) =>
      [maximumLinkBandwidth, maximumReservableLinkBandwidth, ...unreservedBandwidth].map(megabits),
  ],
  [`${LS}.tlv.te_default_metric_value`, ({ teDefaultMetric }) => [teDefaultMetric]],
  [`${LS}.tlv.metric_value`, ({ igpMetric }) => [igpMetric?.metric]],
  [`${LS}.tlv.shared_risk_link_group_value`, ({ sharedRiskLinkGroups = [] }) => sharedRiskLinkGroups],
  [`${LS}.tlv.link_name_attribute_value`, ({ linkName }) => [linkName]],
  ...sidFields('adjacency.sid', ({ adjacencySids = [], lanAdjacencySids = [] }) => [
    ...adjacencySids,
    ...lanAdjacencySids,
  ]),
  ...sidFields('peer.sid', ({ peerNodeSids = [], peerAdjacencySids = [], peerSetSids = [] }) => [
    ...peerNodeSids,
    ...peerAdjacencySids,
    ...peerSetSids,
  ]),
  [`${LS}.tlv.route_tag_value`, ({ igpRouteTags = [] }) => igpRouteTags],
  [`${LS}.tlv.prefix_metric_value`, ({ prefixMetric }) => [prefixMetric]],
  [
    [`${LS}.tlv.ospf_forwarding_address_ipv4`, `${LS}.tlv.ospf_forwarding_address_ipv6`],
    ({ ospfForwardingAddress }) => [ospfForwardingAddress],
  ],
  [
    `${LS}.sr.tlv.prefix.attribute_flags.flags`,
    ({ prefixAttributeFlags: flags }) => [flags && `0x${formatHex(flags)}`],
  ],
  ...(['flags', 'algo', 'label', 'index'] as const).map(
    (key): Field<BgpLsAttribute> => [
      `${LS}.sr.tlv.prefix.sid.${key}`,
      ({ prefixSids = [] }) => prefixSids.map((sid) => sid[key === 'algo' ? 'algorithm' : key]),
    ],
  ),
];

/** By code; the value of a row is one thing, or a list of them. */
export const ATTRIBUTE_FIELDS: ReadonlyMap<number, readonly Field<never>[]> = new Map<number, readonly Field<never>[]>([
  [AttributeCode.AIGP, AIGP_FIELDS],
  [AttributeCode.PMSI_TUNNEL, PMSI_FIELDS],
  [AttributeCode.PREFIX_SID, PREFIX_SID_FIELDS],
  [AttributeCode.TUNNEL_ENCAP, TUNNEL_FIELDS],
  [AttributeCode.BGP_LS, BGP_LS_FIELDS],
]);
