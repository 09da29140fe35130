import { describe, expect, it } from 'vitest';
import { BGP_LS_TLVS } from '../../src/attribute/bgp-ls/bgp-ls.js';
import {
  attribute,
  BGP_LS_ATTRIBUTE,
  type BgpLsAttribute,
  ByteWriter,
  createContext,
  encodeAttributes,
  formatHex,
  readU16,
  UpdateView,
} from '../../src/index.js';
import { lsTlv } from '../support/ls-tlv.js';
import {
  LOCAL_PREF_100,
  ORIGIN_IGP,
  octets,
  PATH_65001,
  poisoned,
  TWO_PREFIXES,
  tlv,
  update,
} from '../support/octets.js';

/** A TLV as the RFC lays it out: code, octets of the value, what it says. */
interface Vector {
  readonly rfc: string;
  readonly type: number;
  readonly value: string;
  readonly model: BgpLsAttribute;
  readonly text: string;
}

const SID_STRUCTURE = lsTlv(1252, '20 10 10 40');
const sidStructure = { locatorBlock: 32, locatorNode: 16, function: 16, argument: 64 };
const sidStructureText = 'srv6-sid-structure [ locator-block 32 locator-node 16 function 16 argument 64 ]';
const SID = '20010db8000000000000000000000001';

const VECTORS: readonly Vector[] = [
  {
    rfc: 'RFC 9552 §5.2.2',
    type: 258,
    value: '00000172 000001bb',
    model: { linkIdentifiers: { local: 370, remote: 443 } },
    text: 'link-identifiers [ local 370 remote 443 ]',
  },
  {
    rfc: 'RFC 9552 §5.2.2.1',
    type: 263,
    value: '0000 0002',
    model: { multiTopologyIds: [0, 2] },
    text: 'multi-topology-ids 0,2',
  },
  {
    rfc: 'RFC 8814 §3',
    type: 266,
    value: '01 0a 29 0c',
    model: {
      nodeMsds: [
        { type: 1, value: 10 },
        { type: 41, value: 12 },
      ],
    },
    text: 'node-msds [ type 1 value 10 ] node-msds [ type 41 value 12 ]',
  },
  {
    rfc: 'RFC 8814 §4',
    type: 267,
    value: '01 0a',
    model: { linkMsds: [{ type: 1, value: 10 }] },
    text: 'link-msds [ type 1 value 10 ]',
  },
  { rfc: 'RFC 9552 §5.3.1.1', type: 1024, value: '90', model: { nodeFlags: 0x90 }, text: 'node-flags 144' },
  {
    rfc: 'RFC 9552 §5.3.1.5',
    type: 1025,
    value: 'deadbeef',
    model: { opaqueNodeAttributes: [octets('deadbeef')] },
    text: 'opaque-node-attributes 0xdeadbeef',
  },
  { rfc: 'RFC 9552 §5.3.1.3', type: 1026, value: '72 31', model: { nodeName: 'r1' }, text: 'node-name r1' },
  {
    rfc: 'RFC 9552 §5.3.1.2',
    type: 1027,
    value: '49 0001 0002',
    model: { isisAreaIds: ['49.0001.0002'] },
    text: 'isis-area-ids 49.0001.0002',
  },
  {
    rfc: 'RFC 9552 §5.3.1.4',
    type: 1028,
    value: '0a000001',
    model: { localIpv4RouterIds: ['10.0.0.1'] },
    text: 'local-ipv4-router-ids 10.0.0.1',
  },
  {
    rfc: 'RFC 9552 §5.3.1.4',
    type: 1029,
    value: SID,
    model: { localIpv6RouterIds: ['2001:db8::1'] },
    text: 'local-ipv6-router-ids 2001:db8::1',
  },
  {
    rfc: 'RFC 9552 §5.3.2.1',
    type: 1030,
    value: '0a000002',
    model: { remoteIpv4RouterIds: ['10.0.0.2'] },
    text: 'remote-ipv4-router-ids 10.0.0.2',
  },
  {
    rfc: 'RFC 9552 §5.3.2.1',
    type: 1031,
    value: SID,
    model: { remoteIpv6RouterIds: ['2001:db8::1'] },
    text: 'remote-ipv6-router-ids 2001:db8::1',
  },
  {
    rfc: 'RFC 9247 §2',
    type: 1032,
    value: '00000001 0a000001',
    model: { sBfdDiscriminators: [1, 0x0a000001] },
    text: 's-bfd-discriminators 1,167772161',
  },
  {
    rfc: 'RFC 9085 §2.1.2',
    type: 1034,
    value: `80 00 001f40 ${lsTlv(1161, '003e80')} 000064 ${lsTlv(1161, '00000005')}`,
    model: {
      srCapabilities: {
        flags: 0x80,
        ranges: [
          { size: 8000, label: 16000 },
          { size: 100, index: 5 },
        ],
      },
    },
    text: 'sr-capabilities [ flags 128 ranges [ size 8000 label 16000 ] ranges [ size 100 index 5 ] ]',
  },
  {
    rfc: 'RFC 9085 §2.1.3',
    type: 1035,
    value: '00 01 80',
    model: { srAlgorithms: [0, 1, 128] },
    text: 'sr-algorithms 0,1,128',
  },
  {
    rfc: 'RFC 9085 §2.1.4',
    type: 1036,
    value: `00 07 0003e8 ${lsTlv(1161, '003a98')}`,
    model: { srLocalBlock: { flags: 0, reserved: 7, ranges: [{ size: 1000, label: 15000 }] } },
    text: 'sr-local-block [ flags 0 reserved 7 ranges [ size 1000 label 15000 ] ]',
  },
  { rfc: 'RFC 9085 §2.1.5', type: 1037, value: '80', model: { srmsPreference: 128 }, text: 'srms-preference 128' },
  {
    rfc: 'RFC 9514 §3.1',
    type: 1038,
    value: '4000 0000',
    model: { srv6Capabilities: { flags: 0x4000 } },
    text: 'srv6-capabilities [ flags 16384 ]',
  },
  {
    rfc: 'RFC 9351 §3',
    type: 1039,
    value: `80 01 00 64 ${lsTlv(1040, '00000001')} ${lsTlv(1041, '00000002 00000004')} ${lsTlv(1042, '00000008')} ${lsTlv(1043, '80')} ${lsTlv(1045, '0000000a')} ${lsTlv(1046, '02 09 0a')} ${lsTlv(1046, '03 0009 000a')}`,
    model: {
      flexibleAlgorithmDefinitions: [
        {
          algorithm: 128,
          metricType: 1,
          calculationType: 0,
          priority: 100,
          excludeAnyAffinity: [1],
          includeAnyAffinity: [2, 4],
          includeAllAffinity: [8],
          definitionFlags: octets('80'),
          excludeSrlg: [10],
          unsupported: [
            { protocolId: 2, types: [9, 10] },
            { protocolId: 3, types: [9, 10] },
          ],
        },
      ],
    },
    text:
      'flexible-algorithm-definitions [ algorithm 128 metric-type 1 calculation-type 0 priority 100 ' +
      'exclude-any-affinity 1 include-any-affinity 2,4 include-all-affinity 8 definition-flags 0x80 exclude-srlg 10 ' +
      'unsupported [ protocol-id 2 types 9,10 ] unsupported [ protocol-id 3 types 9,10 ] ]',
  },
  {
    rfc: 'RFC 9351 §4',
    type: 1044,
    value: '80 00 0000 000003e8',
    model: { flexibleAlgorithmPrefixMetrics: [{ algorithm: 128, flags: 0, metric: 1000 }] },
    text: 'flexible-algorithm-prefix-metrics [ algorithm 128 flags 0 metric 1000 ]',
  },
  {
    rfc: 'RFC 9552 §5.3.2',
    type: 1088,
    value: '80000001',
    model: { administrativeGroup: 0x80000001 },
    text: 'administrative-group 2147483649',
  },
  {
    rfc: 'RFC 9552 §5.3.2',
    type: 1089,
    value: '4cee6b28',
    model: { maximumLinkBandwidth: 125e6 },
    text: 'maximum-link-bandwidth 125000000',
  },
  {
    rfc: 'RFC 9552 §5.3.2',
    type: 1090,
    value: '3f800000',
    model: { maximumReservableLinkBandwidth: 1 },
    text: 'maximum-reservable-link-bandwidth 1',
  },
  {
    rfc: 'RFC 9552 §5.3.2',
    type: 1091,
    value: '3f800000 40000000 40400000 40800000 40a00000 40c00000 40e00000 41000000',
    model: { unreservedBandwidth: [1, 2, 3, 4, 5, 6, 7, 8] },
    text: 'unreserved-bandwidth 1,2,3,4,5,6,7,8',
  },
  {
    rfc: 'RFC 9552 §5.3.2.3',
    type: 1092,
    value: '0000000a',
    model: { teDefaultMetric: 10 },
    text: 'te-default-metric 10',
  },
  {
    rfc: 'RFC 9552 §5.3.2',
    type: 1093,
    value: '0200',
    model: { linkProtectionType: 0x0200 },
    text: 'link-protection-type 512',
  },
  {
    rfc: 'RFC 9552 §5.3.2.2',
    type: 1094,
    value: 'c0',
    model: { mplsProtocolMask: 0xc0 },
    text: 'mpls-protocol-mask 192',
  },
  {
    rfc: 'RFC 9552 §5.3.2.4',
    type: 1095,
    value: '0a',
    model: { igpMetric: { metric: 10, octets: 1 } },
    text: 'igp-metric [ metric 10 octets 1 ]',
  },
  {
    rfc: 'RFC 9552 §5.3.2.4',
    type: 1095,
    value: '000a',
    model: { igpMetric: { metric: 10, octets: 2 } },
    text: 'igp-metric [ metric 10 octets 2 ]',
  },
  {
    rfc: 'RFC 9552 §5.3.2.4',
    type: 1095,
    value: '001388',
    model: { igpMetric: { metric: 5000, octets: 3 } },
    text: 'igp-metric [ metric 5000 octets 3 ]',
  },
  {
    rfc: 'RFC 9552 §5.3.2.5',
    type: 1096,
    value: '00000001 ffffffff',
    model: { sharedRiskLinkGroups: [1, 0xffffffff] },
    text: 'shared-risk-link-groups 1,4294967295',
  },
  {
    rfc: 'RFC 9552 §5.3.2.6',
    type: 1097,
    value: 'ab',
    model: { opaqueLinkAttributes: [octets('ab')] },
    text: 'opaque-link-attributes 0xab',
  },
  { rfc: 'RFC 9552 §5.3.2.7', type: 1098, value: '61 62', model: { linkName: 'ab' }, text: 'link-name ab' },
  {
    rfc: 'RFC 9085 §2.2.1',
    type: 1099,
    value: '30 0a 0000 005dc0',
    model: { adjacencySids: [{ flags: 0x30, weight: 10, label: 24000 }] },
    text: 'adjacency-sids [ flags 48 weight 10 label 24000 ]',
  },
  {
    rfc: 'RFC 9085 §2.2.1',
    type: 1099,
    value: '00 00 0001 0000000c',
    model: { adjacencySids: [{ flags: 0, weight: 0, reserved: 1, index: 12 }] },
    text: 'adjacency-sids [ flags 0 weight 0 reserved 1 index 12 ]',
  },
  {
    rfc: 'RFC 9085 §2.2.2, OSPF',
    type: 1100,
    value: '60 00 0000 0a000002 005dc0',
    model: { lanAdjacencySids: [{ flags: 0x60, weight: 0, neighbor: '10.0.0.2', label: 24000 }] },
    text: 'lan-adjacency-sids [ flags 96 weight 0 neighbor 10.0.0.2 label 24000 ]',
  },
  {
    rfc: 'RFC 9085 §2.2.2, OSPF',
    type: 1100,
    value: '00 00 0000 0a000002 00000005',
    model: { lanAdjacencySids: [{ flags: 0, weight: 0, neighbor: '10.0.0.2', index: 5 }] },
    text: 'lan-adjacency-sids [ flags 0 weight 0 neighbor 10.0.0.2 index 5 ]',
  },
  {
    rfc: 'RFC 9085 §2.2.2, IS-IS',
    type: 1100,
    value: '30 00 0000 192168252240 005dc0',
    model: { lanAdjacencySids: [{ flags: 0x30, weight: 0, neighbor: '1921.6825.2240', label: 24000 }] },
    text: 'lan-adjacency-sids [ flags 48 weight 0 neighbor 1921.6825.2240 label 24000 ]',
  },
  {
    rfc: 'RFC 9085 §2.2.2, IS-IS',
    type: 1100,
    value: '00 00 0000 192168252240 00000005',
    model: { lanAdjacencySids: [{ flags: 0, weight: 0, neighbor: '1921.6825.2240', index: 5 }] },
    text: 'lan-adjacency-sids [ flags 0 weight 0 neighbor 1921.6825.2240 index 5 ]',
  },
  {
    rfc: 'RFC 9086 §5',
    type: 1101,
    value: 'c0 00 0000 005dc0',
    model: { peerNodeSids: [{ flags: 0xc0, weight: 0, label: 24000 }] },
    text: 'peer-node-sids [ flags 192 weight 0 label 24000 ]',
  },
  {
    rfc: 'RFC 9086 §5',
    type: 1102,
    value: 'c0 00 0000 005dc1',
    model: { peerAdjacencySids: [{ flags: 0xc0, weight: 0, label: 24001 }] },
    text: 'peer-adjacency-sids [ flags 192 weight 0 label 24001 ]',
  },
  {
    rfc: 'RFC 9086 §5',
    type: 1103,
    value: '00 05 0000 00000001',
    model: { peerSetSids: [{ flags: 0, weight: 5, index: 1 }] },
    text: 'peer-set-sids [ flags 0 weight 5 index 1 ]',
  },
  {
    rfc: 'RFC 9514 §4.1',
    type: 1106,
    value: `0039 80 00 00 00 ${SID} ${SID_STRUCTURE}`,
    model: {
      srv6EndXSids: [
        { behavior: 57, flags: 0x80, algorithm: 0, weight: 0, sid: '2001:db8::1', srv6SidStructure: sidStructure },
      ],
    },
    text: `srv6-end-x-sids [ behavior 57 flags 128 algorithm 0 weight 0 sid 2001:db8::1 ${sidStructureText} ]`,
  },
  {
    rfc: 'RFC 9514 §4.2, IS-IS',
    type: 1107,
    value: `0039 00 80 0a 01 000000000014 ${SID}`,
    model: {
      isisSrv6LanEndXSids: [
        {
          behavior: 57,
          flags: 0,
          algorithm: 128,
          weight: 10,
          reserved: 1,
          neighbor: '0000.0000.0014',
          sid: '2001:db8::1',
        },
      ],
    },
    text: 'isis-srv6-lan-end-x-sids [ behavior 57 flags 0 algorithm 128 weight 10 reserved 1 neighbor 0000.0000.0014 sid 2001:db8::1 ]',
  },
  {
    rfc: 'RFC 9514 §4.2, OSPFv3',
    type: 1108,
    value: `0005 00 00 00 00 0a000002 ${SID} ${SID_STRUCTURE}`,
    model: {
      ospfv3Srv6LanEndXSids: [
        {
          behavior: 5,
          flags: 0,
          algorithm: 0,
          weight: 0,
          neighbor: '10.0.0.2',
          sid: '2001:db8::1',
          srv6SidStructure: sidStructure,
        },
      ],
    },
    text: `ospfv3-srv6-lan-end-x-sids [ behavior 5 flags 0 algorithm 0 weight 0 neighbor 10.0.0.2 sid 2001:db8::1 ${sidStructureText} ]`,
  },
  {
    rfc: 'RFC 8571 §2.1',
    type: 1114,
    value: '80 0003e8',
    model: { unidirectionalLinkDelay: { flags: 0x80, delay: 1000 } },
    text: 'unidirectional-link-delay [ flags 128 delay 1000 ]',
  },
  {
    rfc: 'RFC 8571 §2.2',
    type: 1115,
    value: '00 000064 00 0003e8',
    model: { minMaxUnidirectionalLinkDelay: { flags: 0, min: 100, max: 1000 } },
    text: 'min-max-unidirectional-link-delay [ flags 0 min 100 max 1000 ]',
  },
  {
    rfc: 'RFC 8571 §2.3',
    type: 1116,
    value: '00 00000a',
    model: { unidirectionalDelayVariation: { variation: 10 } },
    text: 'unidirectional-delay-variation [ variation 10 ]',
  },
  {
    rfc: 'RFC 8571 §2.4',
    type: 1117,
    value: '80 000003',
    model: { unidirectionalLinkLoss: { flags: 0x80, loss: 3 } },
    text: 'unidirectional-link-loss [ flags 128 loss 3 ]',
  },
  {
    rfc: 'RFC 8571 §2.5',
    type: 1118,
    value: '40000000',
    model: { unidirectionalResidualBandwidth: 2 },
    text: 'unidirectional-residual-bandwidth 2',
  },
  {
    rfc: 'RFC 8571 §2.6',
    type: 1119,
    value: '3f000000',
    model: { unidirectionalAvailableBandwidth: 0.5 },
    text: 'unidirectional-available-bandwidth 0.5',
  },
  {
    rfc: 'RFC 8571 §2.7',
    type: 1120,
    value: '00000000',
    model: { unidirectionalUtilizedBandwidth: 0 },
    text: 'unidirectional-utilized-bandwidth 0',
  },
  {
    rfc: 'RFC 8379 §4',
    type: 1121,
    value: '',
    model: { gracefulLinkShutdown: true },
    text: 'graceful-link-shutdown true',
  },
  {
    rfc: 'RFC 9294 §2',
    type: 1122,
    value: `04 00 0000 10000000 ${lsTlv(1092, '0000000a')} ${lsTlv(1114, '00 000064')}`,
    model: {
      applicationSpecificLinkAttributes: [
        {
          applications: octets('10000000'),
          userDefinedApplications: octets(''),
          teDefaultMetric: 10,
          unidirectionalLinkDelay: { flags: 0, delay: 100 },
        },
      ],
    },
    text:
      'application-specific-link-attributes [ applications 0x10000000 user-defined-applications 0x ' +
      'te-default-metric 10 unidirectional-link-delay [ flags 0 delay 100 ] ]',
  },
  { rfc: 'RFC 9552 §5.3.3.1', type: 1152, value: '80', model: { igpFlags: 0x80 }, text: 'igp-flags 128' },
  {
    rfc: 'RFC 9552 §5.3.3.2',
    type: 1153,
    value: '00000064',
    model: { igpRouteTags: [100] },
    text: 'igp-route-tags 100',
  },
  {
    rfc: 'RFC 9552 §5.3.3.3',
    type: 1154,
    value: '0000000000000064 8000000000000000',
    model: { igpExtendedRouteTags: [100, '8000000000000000'] },
    text: 'igp-extended-route-tags 100,8000000000000000',
  },
  { rfc: 'RFC 9552 §5.3.3.4', type: 1155, value: '00000064', model: { prefixMetric: 100 }, text: 'prefix-metric 100' },
  {
    rfc: 'RFC 9552 §5.3.3.5',
    type: 1156,
    value: 'c0000201',
    model: { ospfForwardingAddress: '192.0.2.1' },
    text: 'ospf-forwarding-address 192.0.2.1',
  },
  {
    rfc: 'RFC 9552 §5.3.3.5',
    type: 1156,
    value: SID,
    model: { ospfForwardingAddress: '2001:db8::1' },
    text: 'ospf-forwarding-address 2001:db8::1',
  },
  {
    rfc: 'RFC 9552 §5.3.3.6',
    type: 1157,
    value: '00',
    model: { opaquePrefixAttributes: [octets('00')] },
    text: 'opaque-prefix-attributes 0x00',
  },
  {
    rfc: 'RFC 9085 §2.3.1',
    type: 1158,
    value: '60 01 0000 00000065',
    model: { prefixSids: [{ flags: 0x60, algorithm: 1, index: 101 }] },
    text: 'prefix-sids [ flags 96 algorithm 1 index 101 ]',
  },
  {
    rfc: 'RFC 9085 §2.3.1',
    type: 1158,
    value: '0c 00 0000 003ee5',
    model: { prefixSids: [{ flags: 0x0c, algorithm: 0, label: 16101 }] },
    text: 'prefix-sids [ flags 12 algorithm 0 label 16101 ]',
  },
  {
    rfc: 'RFC 9085 §2.3.5',
    type: 1159,
    value: `80 00 0064 ${lsTlv(1158, '00 00 0000 00000001')}`,
    model: { srRanges: [{ flags: 0x80, size: 100, prefixSids: [{ flags: 0, algorithm: 0, index: 1 }] }] },
    text: 'sr-ranges [ flags 128 size 100 prefix-sids [ flags 0 algorithm 0 index 1 ] ]',
  },
  {
    rfc: 'RFC 9514 §5.1',
    type: 1162,
    value: '80 80 0000 0000000a',
    model: { srv6Locators: [{ flags: 0x80, algorithm: 128, metric: 10 }] },
    text: 'srv6-locators [ flags 128 algorithm 128 metric 10 ]',
  },
  {
    rfc: 'RFC 9085 §2.3.2',
    type: 1170,
    value: '20',
    model: { prefixAttributeFlags: octets('20') },
    text: 'prefix-attribute-flags 0x20',
  },
  {
    rfc: 'RFC 9085 §2.3.3',
    type: 1171,
    value: '0a000001',
    model: { sourceRouterIdentifier: '10.0.0.1' },
    text: 'source-router-identifier 10.0.0.1',
  },
  {
    rfc: 'RFC 9085 §2.2.3',
    type: 1172,
    value: `00000001 ${lsTlv(1089, '4cee6b28')} ${lsTlv(1122, `00 00 0000 ${lsTlv(1092, '00000001')}`)} ${lsTlv(1172, '00000002')}`,
    model: {
      l2BundleMembers: [
        {
          descriptor: 1,
          maximumLinkBandwidth: 125e6,
          applicationSpecificLinkAttributes: [
            { applications: octets(''), userDefinedApplications: octets(''), teDefaultMetric: 1 },
          ],
          others: [{ type: 1172, value: octets('00000002') }],
        },
      ],
    },
    text:
      'l2-bundle-members [ descriptor 1 maximum-link-bandwidth 125000000 application-specific-link-attributes ' +
      '[ applications 0x user-defined-applications 0x te-default-metric 1 ] tlv 1172 0x00000002 ]',
  },
  {
    rfc: 'RFC 9104 §2',
    type: 1173,
    value: '00000001 80000000',
    model: { extendedAdministrativeGroup: [1, 0x80000000] },
    text: 'extended-administrative-group 1,2147483648',
  },
  {
    rfc: 'RFC 9085 §2.3.4',
    type: 1174,
    value: '0a000001',
    model: { sourceOspfRouterId: '10.0.0.1' },
    text: 'source-ospf-router-id 10.0.0.1',
  },
  {
    rfc: 'RFC 9514 §7.1',
    type: 1250,
    value: '0039 00 80',
    model: { srv6EndpointBehavior: { behavior: 57, flags: 0, algorithm: 128 } },
    text: 'srv6-endpoint-behavior [ behavior 57 flags 0 algorithm 128 ]',
  },
  {
    rfc: 'RFC 9514 §7.2',
    type: 1251,
    value: '80 00 0000 0000fdea 0a000002',
    model: { srv6BgpPeerNodeSids: [{ flags: 0x80, weight: 0, peerAsn: 65002, peerBgpIdentifier: '10.0.0.2' }] },
    text: 'srv6-bgp-peer-node-sids [ flags 128 weight 0 peer-asn 65002 peer-bgp-identifier 10.0.0.2 ]',
  },
  {
    rfc: 'RFC 9514 §8',
    type: 1252,
    value: '20 10 10 40',
    model: { srv6SidStructure: sidStructure },
    text: sidStructureText,
  },
  {
    rfc: 'RFC 9552 §5.3, a type nobody knows',
    type: 65000,
    value: 'abcd',
    model: { others: [{ type: 65000, value: octets('abcd') }] },
    text: 'tlv 65000 0xabcd',
  },
];

const context = createContext();

function decode(text: string): BgpLsAttribute {
  const bytes = poisoned(octets(text), 0xff);
  expect(BGP_LS_ATTRIBUTE.check(bytes, 0, bytes.length, context)).toBeUndefined();
  return BGP_LS_ATTRIBUTE.decode(bytes, 0, bytes.length, context);
}

function encode(value: BgpLsAttribute): string {
  const writer = new ByteWriter();
  BGP_LS_ATTRIBUTE.encode(value, writer, context);
  return formatHex(writer.view());
}

const plain = (text: string) => formatHex(octets(text));
const named = VECTORS.map((vector) => [`${vector.type} (${vector.rfc})`, vector] as const);

describe('BGP-LS attribute TLVs', () => {
  it('each have a vector', () => {
    const types = new Set(VECTORS.map(({ type }) => type));
    expect(BGP_LS_TLVS.rows.filter(({ type }) => !types.has(type))).toEqual([]);
  });

  it.each(named)('%s', (_, { type, value, model, text }) => {
    const octetsOf = lsTlv(type, value);
    expect(decode(octetsOf)).toEqual(model);
    expect(encode(model)).toBe(plain(octetsOf));
    expect(BGP_LS_ATTRIBUTE.format(model)).toBe(text);
  });

  it.each(named)('cut or lengthened at every octet, %s is read or kept as it is', (_, { type, value }) => {
    const whole = octets(`${value} ffffffff`);
    for (let length = 0; length <= whole.length; length++) {
      const bytes = octets(lsTlv(type, formatHex(whole, 0, length)));
      if (BGP_LS_ATTRIBUTE.check(bytes, 0, bytes.length, context)) continue;
      expect(encode(BGP_LS_ATTRIBUTE.decode(bytes, 0, bytes.length, context))).toBe(formatHex(bytes));
    }
  });

  it('stand together in one attribute, and none overruns unseen when that is cut', () => {
    const whole = octets(VECTORS.map(({ type, value }) => lsTlv(type, value)).join(' '));
    const ends = new Set([0]);
    for (let at = 0; at < whole.length; ) {
      at += 4 + readU16(whole, at + 2);
      ends.add(at);
    }
    for (let length = 1; length <= whole.length; length++) {
      const bytes = poisoned(whole.slice(0, length), 0x00);
      expect(BGP_LS_ATTRIBUTE.check(bytes, 0, length, context)?.outcome).toBe(
        ends.has(length) ? undefined : 'attribute-discard',
      );
      if (ends.has(length)) expect(encode(BGP_LS_ATTRIBUTE.decode(bytes, 0, length, context))).toBe(formatHex(bytes));
    }
  });

  it('that repeat make a list; those that may not are kept as octets after the first', () => {
    const value = decode(
      `${lsTlv(1028, '0a000001')} ${lsTlv(1028, '0a000002')} ${lsTlv(1155, '00000001')} ${lsTlv(1155, '00000002')}`,
    );
    expect(value).toEqual({
      localIpv4RouterIds: ['10.0.0.1', '10.0.0.2'],
      prefixMetric: 1,
      others: [{ type: 1155, value: octets('00000002') }],
    });
  });

  it('of a length that is not theirs are kept as octets, and so are the later ones of the type', () => {
    const text = `${lsTlv(1028, '0a0000')} ${lsTlv(1028, '0a000002')}`;
    const value = decode(text);
    expect(value.localIpv4RouterIds).toBeUndefined();
    expect(value.others).toHaveLength(2);
    expect(encode(value)).toBe(plain(text));
  });

  it('may stand in any order, which is kept (RFC 9552 §8.2.2)', () => {
    const text = `${lsTlv(1155, '00000001')} ${lsTlv(1024, '80')} ${lsTlv(65000, 'ab')} ${lsTlv(1024, '40')}`;
    const value = decode(text);
    expect(value.order).toEqual([1155, 1024, 65000, 1024]);
    expect(encode(value)).toBe(plain(text));
  });

  it.each([
    ['not a number', '7fc00001'],
    ['infinity', '7f800000'],
  ])('a bandwidth that is %s keeps its octets', (_, value) => {
    expect(decode(lsTlv(1089, value))).toEqual({ others: [{ type: 1089, value: octets(value) }] });
  });

  it('a name that is no UTF-8 keeps its octets', () => {
    expect(decode(lsTlv(1026, '72ff'))).toEqual({ others: [{ type: 1026, value: octets('72ff') }] });
  });

  it('thousands of unknown ones cost no more than their number', () => {
    const text = lsTlv(65000).repeat(8000) + lsTlv(64999).repeat(8000);
    expect(encode(decode(text))).toBe(plain(text));
  });
});

describe('a malformed BGP-LS attribute (RFC 9552 §8.2.2)', () => {
  it.each([
    ['a TLV that overruns the attribute', '0400 0002 80'],
    ['half a TLV header', `${lsTlv(1024, '80')} 0400 00`],
    ['a SID that overruns SR capabilities', lsTlv(1034, '80 00 001f40 0489 0004 003e80')],
    ['a sub-TLV that overruns an SRv6 End.X SID', lsTlv(1106, `0039 00 00 00 00 ${SID} 04e4 0005 20101040`)],
    ['a sub-TLV that overruns a range', lsTlv(1159, '80 00 0064 0486 0009 00')],
    ['a sub-TLV that overruns a bundle member', lsTlv(1172, '00000001 0441 0005 4cee6b28')],
    ['a sub-TLV that overruns application-specific attributes', lsTlv(1122, '00 00 0000 0444 0005 00000001')],
    [
      'a sub-TLV that overruns those of a bundle member',
      lsTlv(1172, '00000001', lsTlv(1122, '00 00 0000 0444 0005 00000001')),
    ],
    ['a sub-TLV that overruns a flexible algorithm', lsTlv(1039, '80 00 00 00 0410 0008 00000001')],
  ])('is discarded, and the routes stay: %s', (_, value) => {
    const attributes = `${ORIGIN_IGP} ${PATH_65001} 400304c0000201 ${LOCAL_PREF_100} ${tlv(0x80, 29, value)}`;
    const view = new UpdateView(update({ attributes, nlri: TWO_PREFIXES }), context);
    expect(view.assessment.outcome).toBe('attribute-discard');
    expect(view.assessment.faults).toMatchObject([{ attribute: 29, rfc: 'RFC 9552 §8.2.2' }]);
  });
});

describe('a BGP-LS attribute model', () => {
  it('is written in ascending order of types (RFC 9552 §5.3)', () => {
    const value = { prefixMetric: 1, others: [{ type: 1030, value: octets('00') }], nodeFlags: 0x80 };
    expect(encode(value)).toBe(plain(`${lsTlv(1024, '80')} ${lsTlv(1030, '00')} ${lsTlv(1155, '00000001')}`));
  });

  it('is an attribute like others', () => {
    const writer = new ByteWriter();
    encodeAttributes([attribute(BGP_LS_ATTRIBUTE, { igpMetric: { metric: 10, octets: 3 } })], writer, context);
    expect(formatHex(writer.view())).toBe(plain(tlv(0x80, 29, lsTlv(1095, '00000a'))));
  });

  const end = { behavior: 57, flags: 0, algorithm: 0, weight: 0, sid: '2001:db8::1' };
  it.each<[string, object]>([
    ['a member that is no TLV', { metric: 1 }],
    ['a number out of range', { nodeFlags: 256 }],
    ['a number that is a text', { prefixMetric: '1' }],
    ['a bandwidth that is no number', { maximumLinkBandwidth: Number.NaN }],
    ['a bandwidth beyond single precision', { maximumLinkBandwidth: 1e300 }],
    ['seven unreserved bandwidths', { unreservedBandwidth: [1, 2, 3, 4, 5, 6, 7] }],
    ['a metric that does not fit its octets', { igpMetric: { metric: 256, octets: 1 } }],
    ['a metric without octets', { igpMetric: 10 }],
    ['one SID where a list stands', { adjacencySids: { flags: 0, weight: 0, label: 1 } }],
    ['a SID that is both label and index', { adjacencySids: [{ flags: 0, weight: 0, label: 1, index: 1 }] }],
    ['a SID that is neither', { prefixSids: [{ flags: 0, algorithm: 0 }] }],
    ['a label of 25 bits', { adjacencySids: [{ flags: 0, weight: 0, label: 0x1000000 }] }],
    ['a SID with a stray member', { adjacencySids: [{ flags: 0, weight: 0, label: 1, sid: 2 }] }],
    ['ranges that are no list', { srCapabilities: { flags: 0, ranges: 1 } }],
    ['a neighbour that is neither', { lanAdjacencySids: [{ flags: 0, weight: 0, neighbor: 'me', label: 1 }] }],
    ['an IPv4 SID', { srv6EndXSids: [{ ...end, sid: '10.0.0.1' }] }],
    ['a stray sub-TLV', { srv6EndXSids: [{ ...end, structure: {} }] }],
    ['a stray member of a plain struct', { srv6SidStructure: { ...sidStructure, bits: 1 } }],
    ['a struct that is none', { srv6SidStructure: 'x' }],
    ['an area that is no hexadecimal', { isisAreaIds: ['49.000g'] }],
    ['a name that is no text', { nodeName: 1 }],
    ['octets that are a text', { opaqueNodeAttributes: ['ab'] }],
    ['a shutdown that is false', { gracefulLinkShutdown: false }],
    [
      'a mask of 256 octets',
      {
        applicationSpecificLinkAttributes: [{ applications: new Uint8Array(256), userDefinedApplications: octets('') }],
      },
    ],
    ['application-specific attributes without masks', { applicationSpecificLinkAttributes: [{}] }],
    ['application-specific attributes that are a text', { applicationSpecificLinkAttributes: ['x'] }],
    ['numbers that are no list', { srAlgorithms: 1 }],
    ['a type of 17 bits', { others: [{ type: 0x10000, value: octets('') }] }],
    ['a value of 64 KiB', { opaqueLinkAttributes: [new Uint8Array(0x10000)] }],
  ])('is refused: %s', (_, value) => {
    expect(() => encode(value as BgpLsAttribute)).toThrow(RangeError);
  });

  it('says which member is wrong', () => {
    expect(() => encode({ adjacencySids: [{ flags: 0, weight: 256, label: 1 }] })).toThrow(
      'weight of adjacencySids of BGP_LS is 0 to 255, got 256',
    );
  });
});
