import {
  AGGREGATOR,
  AIGP,
  ATOMIC_AGGREGATE,
  ATTR_SET,
  attribute,
  BFD_DISCRIMINATOR,
  BGP_LS_ATTRIBUTE,
  ByteWriter,
  CLUSTER_LIST,
  COMMUNITIES,
  createContext,
  EXTENDED_COMMUNITIES,
  encodeAttributes,
  GRE_ENCAPSULATION,
  IPV6_EXTENDED_COMMUNITIES,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  ORIGINATOR_ID,
  OTC,
  type PathAttribute,
  PE_DISTINGUISHER_LABELS,
  PMSI_TUNNEL,
  PmsiTunnelType,
  PREFIX_SID,
  parseExtendedCommunity,
  Segment,
  SrPolicySubTlv,
  subTlv,
  TUNNEL_ENCAP,
  TunnelSubTlv,
  TunnelType,
  VXLAN_ENCAPSULATION,
} from '@mesh/bgp-wire';

/* Attributes made by hand, several of a kind; each goes out beside a route of its own. */

const extended = (...texts: readonly string[]) => texts.map((text) => parseExtendedCommunity(text)!);

const SRV6 = {
  sids: [
    {
      sid: '2001:db8:1:1::',
      flags: 0,
      behavior: 19,
      structure: {
        locatorBlock: 40,
        locatorNode: 24,
        function: 16,
        argument: 0,
        transpositionLength: 16,
        transpositionOffset: 64,
      },
    },
  ],
};

const SR_POLICY = {
  type: TunnelType.SR_POLICY,
  subTlvs: [
    subTlv(SrPolicySubTlv.PREFERENCE, { flags: 0, value: 100 }),
    subTlv(SrPolicySubTlv.BINDING_SID, { flags: 0, label: { label: 24_000 } }),
    subTlv(SrPolicySubTlv.PRIORITY, { priority: 5 }),
    subTlv(SrPolicySubTlv.SEGMENT_LIST, {
      subTlvs: [
        subTlv(Segment.A, { flags: 0, label: { label: 16_001 } }),
        subTlv(Segment.A, { flags: 0, label: { label: 16_002 } }),
      ],
    }),
    subTlv(SrPolicySubTlv.POLICY_NAME, { name: 'gold' }),
  ],
};

function innerAttributes(): PathAttribute<Uint8Array>[] {
  const list = [attribute(ORIGIN, 'igp'), attribute(LOCAL_PREF, 200)];
  return list.map((one) => {
    const writer = new ByteWriter();
    encodeAttributes([one], writer, createContext());
    return { ...one, value: writer.view().slice(3) };
  });
}

export const ATTRIBUTE_SAMPLES: Readonly<Record<string, PathAttribute>> = {
  MULTI_EXIT_DISC: attribute(MULTI_EXIT_DISC, 4_294_967_295),
  ATOMIC_AGGREGATE: attribute(ATOMIC_AGGREGATE, true),
  AGGREGATOR: attribute(AGGREGATOR, { asn: 4_200_000_001, address: '192.0.2.1' }),
  COMMUNITIES: attribute(COMMUNITIES, [0xfc000001, 0xffffff01, 0xffff029a]),
  ORIGINATOR_ID: attribute(ORIGINATOR_ID, '192.0.2.7'),
  CLUSTER_LIST: attribute(CLUSTER_LIST, ['192.0.2.8', '192.0.2.9']),
  EXTENDED_COMMUNITIES: attribute(
    EXTENDED_COMMUNITIES,
    extended('target:65000:100', 'target:192.0.2.1:200', 'target:4200000001:300', 'origin:65000:4294967295'),
  ),
  LARGE_COMMUNITY: attribute(LARGE_COMMUNITY, [
    { globalAdministrator: 4_200_000_001, localData1: 1, localData2: 4_294_967_295 },
  ]),
  IPV6_EXTENDED_COMMUNITIES: attribute(IPV6_EXTENDED_COMMUNITIES, [
    { type: 0x0002, address: '2001:db8::1', local: 100 },
  ]),
  BFD_DISCRIMINATOR: attribute(BFD_DISCRIMINATOR, { mode: 1, discriminator: 7, source: '192.0.2.1' }),
  PE_DISTINGUISHER_LABELS: attribute(PE_DISTINGUISHER_LABELS, [{ address: '192.0.2.1', label: 1000 << 4 }]),
  OTC: attribute(OTC, 65_000),
  AIGP: attribute(AIGP, { metric: 123_456 }),
  'PMSI_TUNNEL without tunnel': attribute(PMSI_TUNNEL, { flags: 1, tunnelType: PmsiTunnelType.NONE, label: 0 }),
  'PMSI_TUNNEL ingress replication': attribute(PMSI_TUNNEL, {
    flags: 0,
    tunnelType: PmsiTunnelType.INGRESS_REPLICATION,
    label: 1000 << 4,
    addresses: ['192.0.2.1'],
  }),
  'PMSI_TUNNEL PIM-SSM': attribute(PMSI_TUNNEL, {
    flags: 0,
    tunnelType: PmsiTunnelType.PIM_SSM,
    label: 0,
    addresses: ['192.0.2.1', '232.1.1.1'],
  }),
  'PMSI_TUNNEL PIM-SM': attribute(PMSI_TUNNEL, {
    flags: 0,
    tunnelType: PmsiTunnelType.PIM_SM,
    label: 16 << 4,
    addresses: ['192.0.2.2', '239.1.1.1'],
  }),
  'PMSI_TUNNEL BIDIR-PIM': attribute(PMSI_TUNNEL, {
    flags: 1,
    tunnelType: PmsiTunnelType.BIDIR_PIM,
    label: 0,
    addresses: ['192.0.2.3', '239.1.1.2'],
  }),
  'PREFIX_SID label index': attribute(PREFIX_SID, {
    labelIndex: { flags: 0, index: 7 },
    originatorSrgb: { flags: 0, ranges: [{ base: 16_000, size: 8_000 }] },
  }),
  'PREFIX_SID SRv6 L3': attribute(PREFIX_SID, { srv6L3Service: SRV6 }),
  'PREFIX_SID SRv6 L2': attribute(PREFIX_SID, { srv6L2Service: SRV6 }),
  ATTR_SET: attribute(ATTR_SET, { originAs: 65_001, attributes: innerAttributes() }),
  'TUNNEL_ENCAP SR Policy': attribute(TUNNEL_ENCAP, [SR_POLICY]),
  'TUNNEL_ENCAP VXLAN': attribute(TUNNEL_ENCAP, [
    {
      type: TunnelType.VXLAN,
      subTlvs: [
        subTlv(VXLAN_ENCAPSULATION, { flags: 0xc0, vni: 10_042, mac: '00:53:00:00:00:01' }),
        subTlv(TunnelSubTlv.UDP_DESTINATION_PORT, 4789),
      ],
    },
    { type: TunnelType.GRE, subTlvs: [subTlv(GRE_ENCAPSULATION, 77)] },
  ]),
  'TUNNEL_ENCAP color': attribute(TUNNEL_ENCAP, [
    { type: TunnelType.GRE, subTlvs: [subTlv(TunnelSubTlv.COLOR, { flags: 0, color: 100 })] },
  ]),
  'BGP-LS link': attribute(BGP_LS_ATTRIBUTE, {
    remoteIpv4RouterIds: ['192.0.2.2'],
    linkMsds: [{ type: 1, value: 6 }],
    maximumLinkBandwidth: 125_000_000,
    maximumReservableLinkBandwidth: 62_500_000,
    unreservedBandwidth: [1, 2, 3, 4, 5, 6, 7, 8].map((priority) => priority * 1_000_000),
    igpMetric: { metric: 10, octets: 3 },
    teDefaultMetric: 20,
    sharedRiskLinkGroups: [7, 8],
    linkName: 'to the east',
    adjacencySids: [{ flags: 0x30, weight: 3, label: 24_001 }],
  }),
  'BGP-LS peer': attribute(BGP_LS_ATTRIBUTE, {
    peerNodeSids: [{ flags: 0xc0, weight: 1, label: 24_002 }],
    peerAdjacencySids: [{ flags: 0, weight: 2, index: 5 }],
    peerSetSids: [{ flags: 0xc0, weight: 3, label: 24_004 }],
  }),
  'BGP-LS node': attribute(BGP_LS_ATTRIBUTE, {
    nodeFlags: 0xa0,
    nodeMsds: [{ type: 1, value: 10 }],
    nodeName: 'router',
    isisAreaIds: ['49.0090'],
    localIpv4RouterIds: ['192.0.2.1'],
    srCapabilities: { flags: 0x80, ranges: [{ size: 8000, label: 16_000 }] },
    srAlgorithms: [0, 1],
    srLocalBlock: { flags: 0, ranges: [{ size: 1000, label: 15_000 }] },
  }),
  'BGP-LS prefix': attribute(BGP_LS_ATTRIBUTE, {
    igpRouteTags: [65_001],
    prefixMetric: 30,
    ospfForwardingAddress: '192.0.2.3',
    prefixSids: [{ flags: 0x40, algorithm: 1, index: 41 }],
  }),
};
