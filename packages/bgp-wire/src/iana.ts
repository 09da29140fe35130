/** Message types (RFC 4271 §4.1, RFC 2918 §3). */
export const MessageType = {
  OPEN: 1,
  UPDATE: 2,
  NOTIFICATION: 3,
  KEEPALIVE: 4,
  ROUTE_REFRESH: 5,
} as const;

/** Address family identifiers this codec has names for (IANA address-family-numbers). */
export const Afi = {
  IPV4: 1,
  IPV6: 2,
  IEEE_802: 6,
  L2VPN: 25,
  BGP_LS: 16388,
} as const;

/** Subsequent address family identifiers this codec has names for (IANA safi-namespace). */
export const Safi = {
  UNICAST: 1,
  MULTICAST: 2,
  NLRI_MPLS: 4,
  MCAST_VPN: 5,
  ENCAP: 7,
  VPLS: 65,
  EVPN: 70,
  BGP_LS: 71,
  BGP_LS_VPN: 72,
  SR_POLICY: 73,
  MUP: 85,
  MPLS_VPN: 128,
  MCAST_MPLS_VPN: 129,
  RTC: 132,
  FLOW: 133,
  FLOW_VPN: 134,
} as const;

/** Path attribute type codes (IANA bgp-parameters-2). */
export const AttributeCode = {
  ORIGIN: 1,
  AS_PATH: 2,
  NEXT_HOP: 3,
  MULTI_EXIT_DISC: 4,
  LOCAL_PREF: 5,
  ATOMIC_AGGREGATE: 6,
  AGGREGATOR: 7,
  COMMUNITIES: 8,
  ORIGINATOR_ID: 9,
  CLUSTER_LIST: 10,
  MP_REACH_NLRI: 14,
  MP_UNREACH_NLRI: 15,
  EXTENDED_COMMUNITIES: 16,
  AS4_PATH: 17,
  AS4_AGGREGATOR: 18,
  PMSI_TUNNEL: 22,
  TUNNEL_ENCAP: 23,
  TRAFFIC_ENGINEERING: 24,
  IPV6_EXTENDED_COMMUNITIES: 25,
  AIGP: 26,
  PE_DISTINGUISHER_LABELS: 27,
  BGP_LS: 29,
  LARGE_COMMUNITY: 32,
  BGPSEC_PATH: 33,
  OTC: 35,
  D_PATH: 36,
  SFP: 37,
  BFD_DISCRIMINATOR: 38,
  PREFIX_SID: 40,
  BIER: 41,
  ATTR_SET: 128,
} as const;

/** Capability codes (IANA capability-codes). */
export const CapabilityCode = {
  MULTIPROTOCOL: 1,
  ROUTE_REFRESH: 2,
  EXTENDED_NEXT_HOP: 5,
  EXTENDED_MESSAGE: 6,
  ROLE: 9,
  GRACEFUL_RESTART: 64,
  FOUR_OCTET_AS: 65,
  ADD_PATH: 69,
  ENHANCED_ROUTE_REFRESH: 70,
  LONG_LIVED_GRACEFUL_RESTART: 71,
  FQDN: 73,
  SOFTWARE_VERSION: 75,
} as const;

/** NOTIFICATION error codes (RFC 4271 §4.5, RFC 7313 §5, RFC 9687 §6). */
export const ErrorCode = {
  MESSAGE_HEADER: 1,
  OPEN_MESSAGE: 2,
  UPDATE_MESSAGE: 3,
  HOLD_TIMER_EXPIRED: 4,
  FSM: 5,
  CEASE: 6,
  ROUTE_REFRESH: 7,
  SEND_HOLD_TIMER_EXPIRED: 8,
} as const;

/** AS_TRANS, the 2-octet stand-in for an AS number that needs four (RFC 6793 §9). */
export const AS_TRANS = 23456;

/** Octets of the message header: marker, length, type (RFC 4271 §4.1). */
export const HEADER_LENGTH = 19;

/** Largest message without the Extended Message capability (RFC 4271 §4.1). */
export const MAX_MESSAGE_LENGTH = 4096;

/** Largest UPDATE, NOTIFICATION or ROUTE-REFRESH with the Extended Message capability (RFC 8654 §4). */
export const MAX_EXTENDED_MESSAGE_LENGTH = 65535;
