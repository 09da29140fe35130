export { AGGREGATOR, type Aggregator } from './attribute/aggregator.js';
export { AIGP, type Aigp } from './attribute/aigp.js';
export {
  AS_PATH,
  type AsPathSegment,
  asPathLength,
  asSequence,
  formatAsPath,
  MAX_AS_PATH_LENGTH,
  type SegmentType,
} from './attribute/as-path.js';
export { AS4_AGGREGATOR } from './attribute/as4-aggregator.js';
export { AS4_PATH } from './attribute/as4-path.js';
export { ATOMIC_AGGREGATE } from './attribute/atomic-aggregate.js';
export { ATTR_SET, type AttrSet } from './attribute/attr-set.js';
export { BFD_DISCRIMINATOR, type BfdDiscriminator } from './attribute/bfd-discriminator.js';
export { BGP_LS_ATTRIBUTE, type BgpLsAttribute } from './attribute/bgp-ls/bgp-ls.js';
export { CLUSTER_LIST } from './attribute/cluster-list.js';
export {
  COMMUNITIES,
  type Community,
  formatCommunity,
  parseCommunity,
  WellKnownCommunity,
} from './attribute/communities.js';
export {
  EXTENDED_COMMUNITIES,
  type ExtendedCommunity,
  formatExtendedCommunity,
  parseExtendedCommunity,
} from './attribute/extended-communities.js';
export { attributeName, UpdateSubcode } from './attribute/finding.js';
export {
  formatIpv6ExtendedCommunity,
  IPV6_EXTENDED_COMMUNITIES,
  type Ipv6ExtendedCommunity,
  parseIpv6ExtendedCommunity,
} from './attribute/ipv6-extended-communities.js';
export {
  formatLargeCommunity,
  LARGE_COMMUNITY,
  type LargeCommunity,
  parseLargeCommunity,
} from './attribute/large-community.js';
export { LOCAL_PREF } from './attribute/local-pref.js';
export { formatNextHop, MP_REACH_NLRI, type MpReachNlri, type NextHop } from './attribute/mp-reach-nlri.js';
export { MP_UNREACH_NLRI, type MpUnreachNlri } from './attribute/mp-unreach-nlri.js';
export { MULTI_EXIT_DISC } from './attribute/multi-exit-disc.js';
export { NEXT_HOP } from './attribute/next-hop.js';
export { ORIGIN, type Origin } from './attribute/origin.js';
export { ORIGINATOR_ID } from './attribute/originator-id.js';
export { OTC } from './attribute/otc.js';
export { PE_DISTINGUISHER_LABELS, type PeDistinguisherLabel } from './attribute/pe-distinguisher-labels.js';
export { PMSI_TUNNEL, type PmsiTunnel, PmsiTunnelType } from './attribute/pmsi-tunnel.js';
export { PREFIX_SID, type PrefixSid, type SrgbRange } from './attribute/prefix-sid/prefix-sid.js';
export type { SidStructure, Srv6Service, Srv6Sid } from './attribute/prefix-sid/srv6-service.js';
export {
  type AttributeFinding,
  AttributeFlag,
  type AttributeRow,
  attribute,
  OPTIONAL_NON_TRANSITIVE,
  OPTIONAL_TRANSITIVE,
  type PathAttribute,
  type SoundLengths,
  WELL_KNOWN,
} from './attribute/row.js';
export { attributeTable, standardAttributes } from './attribute/table.js';
export type { AttributeTable } from './attribute/table-type.js';
export {
  GRE_ENCAPSULATION,
  L2TPV3_ENCAPSULATION,
  type L2tpv3,
  type VirtualNetwork,
  VXLAN_ENCAPSULATION,
} from './attribute/tunnel-encap/encapsulation.js';
export { type EndpointBehavior, Segment, type SegmentTypes } from './attribute/tunnel-encap/segment.js';
export {
  type BindingSid,
  type SegmentList,
  type SrPolicyName,
  type SrPolicyNumber,
  type SrPolicyPriority,
  SrPolicySubTlv,
  type SrPolicySubTlvs,
  type Srv6BindingSid,
  WEIGHT,
} from './attribute/tunnel-encap/sr-policy.js';
export { type SubTlv, type SubTlvRow, subTlv, subTlvValue, subTlvValues } from './attribute/tunnel-encap/sub-tlv.js';
export { isUsableTunnel, TUNNEL_ENCAP, type Tunnel } from './attribute/tunnel-encap/tunnel-encap.js';
export {
  type EgressEndpoint,
  type TunnelColor,
  TunnelSubTlv,
  type TunnelSubTlvs,
} from './attribute/tunnel-encap/tunnel-sub-tlv.js';
export { formatTunnelType, parseTunnelType, TunnelType } from './attribute/tunnel-encap/tunnel-type.js';
export type { Asn, PathId, RouterId } from './brand.js';
export { formatAddress, formatIPv4, formatIPv6, parseAddress, parseIPv4, parseIPv6 } from './bytes/address.js';
export { formatHex, parseHex } from './bytes/hex.js';
export { ByteReader, readU16, readU32 } from './bytes/reader.js';
export { decodeUtf8, decodeUtf8Strict, encodeUtf8 } from './bytes/utf8.js';
export { ByteWriter, writeU32 } from './bytes/writer.js';
export { ADD_PATH, type AddPathFamily } from './capability/add-path.js';
export { ENHANCED_ROUTE_REFRESH } from './capability/enhanced-route-refresh.js';
export { EXTENDED_MESSAGE } from './capability/extended-message.js';
export { EXTENDED_NEXT_HOP, type ExtendedNextHop } from './capability/extended-next-hop.js';
export { FOUR_OCTET_AS } from './capability/four-octet-as.js';
export { FQDN, type Fqdn } from './capability/fqdn.js';
export { GRACEFUL_RESTART, type GracefulRestart, type GracefulRestartFamily } from './capability/graceful-restart.js';
export { LONG_LIVED_GRACEFUL_RESTART, type LongLivedFamily } from './capability/long-lived-graceful-restart.js';
export { MULTIPLE_LABELS, type MultipleLabelsFamily } from './capability/multiple-labels.js';
export { MULTIPROTOCOL } from './capability/multiprotocol.js';
export { type OrfFamily, OUTBOUND_ROUTE_FILTERING } from './capability/orf.js';
export { PATHS_LIMIT, type PathsLimitFamily } from './capability/paths-limit.js';
export {
  CISCO_MULTISESSION,
  CISCO_ROUTE_REFRESH,
  DYNAMIC_CAPABILITY,
  LINK_LOCAL_NEXT_HOP,
  MULTISESSION,
  OPERATIONAL,
} from './capability/registered.js';
export { ROLE, type Role } from './capability/role.js';
export { ROUTE_REFRESH } from './capability/route-refresh.js';
export {
  type Capability,
  type CapabilityRow,
  capability,
  capabilityValue,
  capabilityValues,
  flagRow,
} from './capability/row.js';
export { SOFTWARE_VERSION } from './capability/software-version.js';
export { capabilityTable, standardCapabilities } from './capability/table.js';
export type { CapabilityTable } from './capability/table-type.js';
export {
  type CodecContext,
  type ContextOptions,
  type ContextTables,
  createContextFrom,
  type ExtendedContext,
} from './context.js';
export { SpanCursor } from './dissect/cursor.js';
export { dissect, dissectAttributes, dissectCapabilities, dissectNlri } from './dissect/dissect.js';
export { formatDissection } from './dissect/format.js';
export type { Span } from './dissect/span.js';
export { isMeshError, MeshError, type MeshErrorDetails } from './error.js';
export { afiOf, Family, familyOf, formatFamily, parseFamilyName, safiOf } from './family.js';
export { type Fault, type Outcome, strongerThan, strongest } from './fault.js';
export { type FrameHandler, Framer } from './framer.js';
export {
  Afi,
  AS_TRANS,
  AttributeCode,
  CapabilityCode,
  ErrorCode,
  HEADER_LENGTH,
  MAX_EXTENDED_MESSAGE_LENGTH,
  MAX_MESSAGE_LENGTH,
  MessageType,
  Safi,
} from './iana.js';
export { attributeFromJson, attributeToJson } from './json/attribute.js';
export { capabilityFromJson, capabilityToJson } from './json/capability.js';
export { type Json, JsonField } from './json/field.js';
export type { JsonForm } from './json/form.js';
export { messageFromJson, messageToJson } from './json/message.js';
export { nlriFromJson, nlriToJson } from './json/nlri.js';
export { type DecodeResult, decodeFrame, decodeMessage } from './message/decode.js';
export {
  type CapabilityChange,
  DYNAMIC_CAPABILITY_MESSAGE,
  type DynamicCapabilityMessage,
} from './message/dynamic-capability.js';
export { encodeMessage } from './message/encode.js';
export { HeaderSubcode } from './message/header.js';
export { KEEPALIVE, type KeepaliveMessage } from './message/keepalive.js';
export type { DecodedMessage, Message } from './message/message.js';
export {
  administrativeCease,
  CeaseSubcode,
  enclosedNotification,
  formatNotification,
  hardReset,
  isHardReset,
  type NotificationMessage,
  notification,
  OpenSubcode,
  shutdownText,
} from './message/notification.js';
export { decodeCapabilities, encodeCapabilities, type OpenMessage } from './message/open.js';
export { OPERATIONAL_MESSAGE, type OperationalMessage, OperationalType } from './message/operational.js';
export {
  decodeOrf,
  encodeOrf,
  type OrfCollection,
  type OrfRequest,
  OrfType,
  type PrefixOrfEntry,
  type RemoveAllOrf,
} from './message/orf.js';
export { RefreshSubtype, type RouteRefreshMessage, routeRefresh } from './message/route-refresh.js';
export type { MessageRow } from './message/row.js';
export { encodeAttributes, type UpdateMessage } from './message/update.js';
export { BGP_LS, BGP_LS_VPN, type BgpLsNlri } from './nlri/bgp-ls/bgp-ls.js';
export { type BgpLsDescriptors, BgpLsNlriType } from './nlri/bgp-ls/descriptors.js';
export type { NodeDescriptors } from './nlri/bgp-ls/node-descriptors.js';
export { BgpLsProtocol } from './nlri/bgp-ls/protocol.js';
export { type EncapNlri, IPV4_ENCAP, IPV6_ENCAP } from './nlri/encap.js';
export { type EvpnNlri, EvpnRouteType, L2VPN_EVPN } from './nlri/evpn.js';
export { checkNlri, decodeNlri, encodeNlri, forEachNlri, isOpaqueNlri, type NlriCallback } from './nlri/field.js';
export {
  type FlowComponentType,
  type FlowEncoding,
  IPV4_COMPONENTS,
  IPV6_COMPONENTS,
  L2_COMPONENTS,
} from './nlri/flow/components.js';
export {
  type FlowComponent,
  type FlowNlri,
  IPV4_FLOW,
  IPV4_FLOW_VPN,
  IPV6_FLOW,
  IPV6_FLOW_VPN,
  L2_FLOW,
  L2VPN_FLOW_VPN,
} from './nlri/flow/flow.js';
export type { BitmaskMatch, FlowMatch, NumericMatch } from './nlri/flow/operator.js';
export { IPV4_LABELLED_UNICAST, IPV6_LABELLED_UNICAST, type LabelledNlri } from './nlri/labelled.js';
export { IPV4_MCAST_VPN, IPV6_MCAST_VPN, type McastVpnNlri } from './nlri/mcast-vpn.js';
export { IPV4_MUP, IPV6_MUP, type MupNlri } from './nlri/mup.js';
export { formatPrefix, hasHostBits, type Prefix, parsePrefix, writePrefix } from './nlri/prefix.js';
export { formatRd, writeRd } from './nlri/route-distinguisher.js';
export { ROUTE_TARGET, type RouteTargetNlri } from './nlri/route-target.js';
export { type FamilyRow, type Nlri, NO_PATH_ID, type OpaqueNlri } from './nlri/row.js';
export { IPV4_SR_POLICY, IPV6_SR_POLICY, type SrPolicyNlri } from './nlri/sr-policy.js';
export { familyTable, standardFamilies } from './nlri/table.js';
export type { FamilyTable } from './nlri/table-type.js';
export type { TypedNlri } from './nlri/typed-route.js';
export {
  IPV4_MULTICAST,
  IPV4_UNICAST,
  IPV6_MULTICAST,
  IPV6_UNICAST,
  isPrefixNlri,
  multicast,
  type PrefixNlri,
  unicast,
} from './nlri/unicast.js';
export { VPLS, type VplsDiscovery, type VplsLabelBlock, type VplsNlri } from './nlri/vpls.js';
export { IPV4_VPN, IPV6_VPN, type VpnNlri } from './nlri/vpn.js';
export { IPV4_VPN_MULTICAST, IPV6_VPN_MULTICAST, type VpnMulticastNlri } from './nlri/vpn-multicast.js';
export { type RawAttribute, rawAttribute } from './raw/attribute.js';
export { type RawBody, type RawHeader, type RawMessage, rawMessage } from './raw/message.js';
export { type RawCapability, type RawOpen, type RawParameter, rawCapability } from './raw/open.js';
export { type RawUpdate, rawNlri } from './raw/update.js';
export { createContext } from './standard-context.js';
export type { ValueForm } from './tlv/form.js';
export type { LabelEntry } from './tlv/label-entry.js';
export type { OpaqueTlv, TlvRecord } from './tlv/record.js';
export { type MergedAs4, mergeAs4, mergeAs4Path } from './update/as4-merge.js';
export { type Assessment, formatAssessment } from './update/assess.js';
export {
  type AttributeCallback,
  forEachAttribute,
  writeAttribute,
  writeCanonicalAttributes,
  writeSessionAttributes,
} from './update/canonical.js';
export { type PackerOptions, UpdatePacker } from './update/pack.js';
export { type Announcement, attributeSet, nextHopOctets, packUpdates } from './update/routes.js';
export { assess, UpdateView } from './update/view.js';
export { type RouteVisitor, visitRoutes } from './update/visit.js';
