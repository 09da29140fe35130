/** Octets of the common header: version, length, type (RFC 7854 §4.1). */
export const BMP_HEADER_LENGTH = 6;

/** The version this codec speaks (RFC 7854 §4.1). */
export const BMP_VERSION = 3;

/** Message types (RFC 7854 §4.1). */
export const BmpType = {
  ROUTE_MONITORING: 0,
  STATISTICS_REPORT: 1,
  PEER_DOWN: 2,
  PEER_UP: 3,
  INITIATION: 4,
  TERMINATION: 5,
  ROUTE_MIRRORING: 6,
} as const;

/** Peer types (RFC 7854 §4.2, RFC 9069 §4.1). */
export const PeerType = { GLOBAL: 0, RD: 1, LOCAL: 2, LOC_RIB: 3 } as const;

/**
 * Bits of the peer flags. `IPV6` to `ADJ_RIB_OUT` mean this for the peer types 0 to 2 (RFC 7854 §4.2, RFC 8671 §4);
 * `FILTERED` for the Loc-RIB, where it is the only one (RFC 9069 §4.2).
 */
export const PeerFlag = {
  IPV6: 0x80,
  POST_POLICY: 0x40,
  TWO_OCTET_AS_PATH: 0x20,
  ADJ_RIB_OUT: 0x10,
  FILTERED: 0x80,
} as const;

/** Why a session went down (RFC 7854 §4.9, RFC 9069 §5.3). */
export const PeerDownReason = {
  LOCAL_NOTIFICATION: 1,
  LOCAL_NO_NOTIFICATION: 2,
  REMOTE_NOTIFICATION: 3,
  REMOTE_NO_NOTIFICATION: 4,
  DECONFIGURED: 5,
  LOCAL_INFORMATION: 6,
} as const;

/** Types of information TLVs in Initiation, Peer Up and Peer Down (RFC 7854 §4.4, RFC 9069 §5.2, RFC 8671 §6.3). */
export const InformationType = { STRING: 0, SYS_DESCR: 1, SYS_NAME: 2, VRF_TABLE_NAME: 3, ADMIN_LABEL: 4 } as const;

/** Types of TLVs in Termination (RFC 7854 §4.5). */
export const TerminationType = { STRING: 0, REASON: 1 } as const;

/** Values of the TLV `TerminationType.REASON` (RFC 7854 §4.5). */
export const TerminationReason = {
  ADMINISTRATIVELY_CLOSED: 0,
  UNSPECIFIED: 1,
  OUT_OF_RESOURCES: 2,
  REDUNDANT_CONNECTION: 3,
  PERMANENTLY_CLOSED: 4,
} as const;

/** Types of TLVs in Route Mirroring (RFC 7854 §4.7). */
export const MirroringType = { BGP_MESSAGE: 0, INFORMATION: 1 } as const;

/** Values of the TLV `MirroringType.INFORMATION` (RFC 7854 §4.7). */
export const MirroringInformation = { ERRORED_PDU: 0, MESSAGES_LOST: 1 } as const;
