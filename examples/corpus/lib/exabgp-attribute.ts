import {
  BGP_LS_ATTRIBUTE,
  type BgpLsAttribute,
  type EndpointBehavior,
  formatHex,
  type LabelEntry,
  PREFIX_SID,
  Segment,
  SrPolicySubTlv,
  type Srv6Service,
  type SubTlv,
  subTlvValue,
  subTlvValues,
  TUNNEL_ENCAP,
  TunnelType,
  type UpdateView,
  WEIGHT,
} from '@mesh/bgp-wire';

/*
 * The attributes that are trees of TLVs in themselves, in the shape of ExaBGP's JSON: a table of members for each. A
 * member of theirs that is in no table counts as a difference.
 */

type Json = Readonly<Record<string, unknown>>;

/** Ours by the members that theirs has, in their order. */
function like<T>(table: Readonly<Record<string, (value: T) => unknown>>, value: T | undefined, theirs: unknown): Json {
  const names = Object.keys(theirs as Json);
  return Object.fromEntries(names.map((name) => [name, value && table[name]?.(value)]));
}

/** The bits of a flags octet under their names, from the highest on, and the rest. */
function flagsOf(octet: number, names: string): Json {
  const bits = [...names].map((name, i) => [name, (octet >> (7 - i)) & 1]);
  return Object.fromEntries([...bits, ['RSV', octet & (0xff >> names.length)]]);
}

const serviceOf = (service: Srv6Service | undefined) =>
  service?.sids.map(({ sid, flags, behavior, structure }) => ({
    sid,
    flags,
    endpoint_behavior: behavior,
    structure: structure && {
      'locator-block-length': structure.locatorBlock,
      'locator-node-length': structure.locatorNode,
      'function-length': structure.function,
      'argument-length': structure.argument,
      'transposition-length': structure.transpositionLength,
      'transposition-offset': structure.transpositionOffset,
    },
  }));

/** What a type of segment says; the others have no member here. */
const SEGMENTS: Readonly<Record<number, (value: never) => Json>> = {
  [Segment.A.type]: ({ label }: { label: LabelEntry }) => ({
    type: 'A',
    label: label.label,
    tc: label.trafficClass ?? 0,
    s: label.isBottom === true,
    ttl: label.ttl ?? 0,
  }),
  [Segment.B.type]: ({ sid, endpointBehavior }: { sid: string; endpointBehavior?: EndpointBehavior }) => ({
    type: 'B',
    sid,
    'endpoint-behavior': endpointBehavior && {
      behavior: endpointBehavior.behavior,
      'lb-length': endpointBehavior.locatorBlock,
      'ln-length': endpointBehavior.locatorNode,
      'fun-length': endpointBehavior.function,
      'arg-length': endpointBehavior.argument,
    },
  }),
};

const SR_POLICY: Readonly<Record<string, (list: readonly SubTlv[]) => unknown>> = {
  preference: (list) => subTlvValue(list, SrPolicySubTlv.PREFERENCE)?.value,
  'binding-sid': (list) => ({ type: 'mpls', label: subTlvValue(list, SrPolicySubTlv.BINDING_SID)?.label?.label }),
  'srv6-binding-sid': (list) => subTlvValue(list, SrPolicySubTlv.SRV6_BINDING_SID)?.sid,
  'policy-name': (list) => subTlvValue(list, SrPolicySubTlv.POLICY_NAME)?.name,
  'candidate-path-name': (list) => subTlvValue(list, SrPolicySubTlv.CANDIDATE_PATH_NAME)?.name,
  'segment-lists': (list) =>
    subTlvValues(list, SrPolicySubTlv.SEGMENT_LIST).map(({ subTlvs }) => ({
      weight: subTlvValue(subTlvs, WEIGHT)?.value,
      segments: subTlvs.flatMap(({ type, value }) => SEGMENTS[type]?.(value as never) ?? []),
    })),
};

/** Octets as ExaBGP prints a TLV it has no name for. */
const rawOf = (octets: readonly number[]) => [`0x${formatHex(Uint8Array.from(octets)).toUpperCase()}`];
const u24 = (value: number) => [value >>> 16, (value >>> 8) & 0xff, value & 0xff];
const SID_LABEL_HEADER = [0x04, 0x89, 0x00, 0x03];

const BGP_LS: Readonly<Record<string, (value: BgpLsAttribute) => unknown>> = {
  'maximum-link-bandwidth': ({ maximumLinkBandwidth }) => maximumLinkBandwidth,
  'igp-metric': ({ igpMetric }) => igpMetric?.metric,
  'link-local-remote-identifiers': ({ linkIdentifiers: ids }) =>
    ids && { 'local-id': ids.local, 'remote-id': ids.remote },
  'srv6-lan-endx-isis': ({ isisSrv6LanEndXSids = [] }) =>
    isisSrv6LanEndXSids.map(({ flags, neighbor, behavior, algorithm, weight, sid, srv6SidStructure: bits }) => ({
      flags: flagsOf(flags, 'BSP'),
      'neighbor-id': neighbor.replaceAll('.', ''),
      behavior,
      algorithm,
      weight,
      sid,
      'srv6-sid-structure': bits && {
        loc_block_len: bits.locatorBlock,
        loc_node_len: bits.locatorNode,
        func_len: bits.function,
        arg_len: bits.argument,
      },
    })),
  'prefix-metric': ({ prefixMetric }) => prefixMetric,
  'sr-prefix-attribute-flags': ({ prefixAttributeFlags: flags }) => flags && flagsOf(flags[0] ?? 0, 'XRN'),
  'node-name': ({ nodeName }) => nodeName,
  // The octets of an area as one number.
  'area-ids': ({ isisAreaIds = [] }) =>
    isisAreaIds.map((area) => String(Number.parseInt(area.replaceAll('.', ''), 16))),
  'local-router-ids': ({ localIpv4RouterIds = [], localIpv6RouterIds = [] }) => [
    ...localIpv4RouterIds,
    ...localIpv6RouterIds,
  ],
  'sr-capability-flags': ({ srCapabilities }) => srCapabilities && flagsOf(srCapabilities.flags, 'IV'),
  sids: ({ srCapabilities }) => srCapabilities?.ranges.map(({ size, label, index }) => [size, label ?? index]),
  'sr-algorithms': ({ srAlgorithms }) => srAlgorithms,
  // Node MSDs (RFC 8814 §3) and the SR local block (RFC 9085 §2.1.4).
  'generic-lsid-266': ({ nodeMsds = [] }) => rawOf(nodeMsds.flatMap(({ type, value }) => [type, value])),
  'generic-lsid-1036': ({ srLocalBlock: block }) =>
    block &&
    rawOf([
      block.flags,
      block.reserved ?? 0,
      ...block.ranges.flatMap(({ size, label = 0 }) => [...u24(size), ...SID_LABEL_HEADER, ...u24(label)]),
    ]),
};

/** Our value of an attribute, by the members that theirs has. */
export const EXABGP_TREES: Readonly<Record<string, (view: UpdateView, theirs: unknown) => unknown>> = {
  'bgp-prefix-sid': (view, theirs) =>
    like(
      {
        'l3-service': ({ srv6L3Service }) => serviceOf(srv6L3Service),
        'l2-service': ({ srv6L2Service }) => serviceOf(srv6L2Service),
      },
      view.get(PREFIX_SID),
      theirs,
    ),
  'tunnel-encap': (view, theirs) => ({
    'sr-policy': like(
      SR_POLICY,
      view.get(TUNNEL_ENCAP)?.find(({ type }) => type === TunnelType.SR_POLICY)?.subTlvs,
      (theirs as Json)['sr-policy'],
    ),
  }),
  'bgp-ls': (view, theirs) => like(BGP_LS, view.get(BGP_LS_ATTRIBUTE), theirs),
};
