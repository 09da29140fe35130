/** Octets of the header that all PDUs begin with (RFC 8210 §5.1). */
export const RTR_HEADER_LENGTH = 8;

/** Protocol versions: RFC 6810, RFC 8210, draft-ietf-sidrops-8210bis. */
export const RtrVersion = { V0: 0, V1: 1, V2: 2 } as const;

/** PDU types (RFC 8210 §5, draft-ietf-sidrops-8210bis §5.12). */
export const RtrType = {
  SERIAL_NOTIFY: 0,
  SERIAL_QUERY: 1,
  RESET_QUERY: 2,
  CACHE_RESPONSE: 3,
  IPV4_PREFIX: 4,
  IPV6_PREFIX: 6,
  END_OF_DATA: 7,
  CACHE_RESET: 8,
  ROUTER_KEY: 9,
  ERROR_REPORT: 10,
  ASPA: 11,
} as const;

/** Codes of an Error Report (RFC 8210 §12). */
export const RtrErrorCode = {
  CORRUPT_DATA: 0,
  INTERNAL_ERROR: 1,
  NO_DATA_AVAILABLE: 2,
  INVALID_REQUEST: 3,
  UNSUPPORTED_VERSION: 4,
  UNSUPPORTED_PDU_TYPE: 5,
  UNKNOWN_WITHDRAWAL: 6,
  DUPLICATE_ANNOUNCEMENT: 7,
  UNEXPECTED_VERSION: 8,
} as const;
