import type { Asn } from '../brand.js';

/** What all PDUs have: the version is said in every one (RFC 8210 §5.1). */
interface Versioned {
  /** `RtrVersion`. */
  readonly version: number;
}

interface Session extends Versioned {
  /** Names the cache's run: serial numbers of two sessions cannot be compared (RFC 8210 §2). */
  readonly sessionId: number;
}

/** The cache has new data (RFC 8210 §5.2). */
export interface SerialNotifyPdu extends Session {
  readonly type: 'SERIAL-NOTIFY';
  readonly serial: number;
}

/** The router asks for what changed since a serial number (RFC 8210 §5.3). */
export interface SerialQueryPdu extends Session {
  readonly type: 'SERIAL-QUERY';
  readonly serial: number;
}

/** The router asks for everything (RFC 8210 §5.4). */
export interface ResetQueryPdu extends Versioned {
  readonly type: 'RESET-QUERY';
}

/** Payload PDUs follow (RFC 8210 §5.5). */
export interface CacheResponsePdu extends Session {
  readonly type: 'CACHE-RESPONSE';
}

/** A validated ROA payload, announced or withdrawn (RFC 8210 §5.6, §5.7). */
export interface PrefixPdu extends Versioned {
  readonly type: 'IPV4-PREFIX' | 'IPV6-PREFIX';
  readonly announced: boolean;
  /** `192.0.2.0/24`, `2001:db8::/32`: as it stands in the PDU, host bits included. */
  readonly prefix: string;
  /** Longest prefix length that the AS may originate. */
  readonly maxLength: number;
  readonly as: Asn;
}

/** Payload PDUs are complete (RFC 8210 §5.8). */
export interface EndOfDataPdu extends Session {
  readonly type: 'END-OF-DATA';
  readonly serial: number;
  /** When to ask again, retry, and give the data up; not in version 0 (RFC 6810 §5.8). */
  readonly intervals?: {
    readonly refreshSeconds: number;
    readonly retrySeconds: number;
    readonly expireSeconds: number;
  };
}

/** The cache cannot answer a Serial Query: ask for everything (RFC 8210 §5.9). */
export interface CacheResetPdu extends Versioned {
  readonly type: 'CACHE-RESET';
}

/** A BGPsec router key, from version 1 on (RFC 8210 §5.10). Octets are borrowed. */
export interface RouterKeyPdu extends Versioned {
  readonly type: 'ROUTER-KEY';
  readonly announced: boolean;
  /** Subject Key Identifier, 20 octets. */
  readonly subjectKeyIdentifier: Uint8Array;
  readonly as: Asn;
  /** The DER of the SubjectPublicKeyInfo. */
  readonly subjectPublicKeyInfo: Uint8Array;
}

/** Something went wrong (RFC 8210 §5.11). Octets are borrowed. */
export interface ErrorReportPdu extends Versioned {
  readonly type: 'ERROR-REPORT';
  /** `RtrErrorCode`, or a code that is not known. */
  readonly errorCode: number;
  /** The PDU that caused it, as far as it was copied; empty where none did. */
  readonly pdu: Uint8Array;
  /** For people; empty where there is none. What is no UTF-8 reads as U+FFFD. */
  readonly text: string;
}

/** The providers of a customer AS, from version 2 on (draft-ietf-sidrops-8210bis §5.12). */
export interface AspaPdu extends Versioned {
  readonly type: 'ASPA';
  readonly announced: boolean;
  readonly customerAs: Asn;
  /** None in a withdrawal. */
  readonly providers: readonly Asn[];
}

/** Any PDU of the RPKI-to-Router protocol. */
export type RtrPdu =
  | SerialNotifyPdu
  | SerialQueryPdu
  | ResetQueryPdu
  | CacheResponsePdu
  | PrefixPdu
  | EndOfDataPdu
  | CacheResetPdu
  | RouterKeyPdu
  | ErrorReportPdu
  | AspaPdu;
