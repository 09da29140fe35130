/** Why octets are no RTR PDU. A value, never thrown; `errorReport` makes the answer to the sender of it. */
interface RtrFault {
    /** The `RtrErrorCode` to answer with. */
    readonly errorCode: number;
    /** Octets from the start of the PDU. */
    readonly offset: number;
    /** One sentence, lower case, that quotes the offending value. */
    readonly reason: string;
    /** The clause that is broken: `RFC 8210 §5.6`. */
    readonly rfc: string;
}

declare const brand: unique symbol;
/** A number that remembers what it counts: plain numbers are assignable to it, other flavours are not. */
type Flavour<T, Name extends string> = T & {
    readonly [brand]?: Name;
};
/** Autonomous system number, 0–4294967295 (RFC 6793). */
type Asn = Flavour<number, 'Asn'>;

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
interface SerialNotifyPdu extends Session {
    readonly type: 'SERIAL-NOTIFY';
    readonly serial: number;
}
/** The router asks for what changed since a serial number (RFC 8210 §5.3). */
interface SerialQueryPdu extends Session {
    readonly type: 'SERIAL-QUERY';
    readonly serial: number;
}
/** The router asks for everything (RFC 8210 §5.4). */
interface ResetQueryPdu extends Versioned {
    readonly type: 'RESET-QUERY';
}
/** Payload PDUs follow (RFC 8210 §5.5). */
interface CacheResponsePdu extends Session {
    readonly type: 'CACHE-RESPONSE';
}
/** A validated ROA payload, announced or withdrawn (RFC 8210 §5.6, §5.7). */
interface PrefixPdu extends Versioned {
    readonly type: 'IPV4-PREFIX' | 'IPV6-PREFIX';
    readonly announced: boolean;
    /** `192.0.2.0/24`, `2001:db8::/32`: as it stands in the PDU, host bits included. */
    readonly prefix: string;
    /** Longest prefix length that the AS may originate. */
    readonly maxLength: number;
    readonly as: Asn;
}
/** Payload PDUs are complete (RFC 8210 §5.8). */
interface EndOfDataPdu extends Session {
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
interface CacheResetPdu extends Versioned {
    readonly type: 'CACHE-RESET';
}
/** A BGPsec router key, from version 1 on (RFC 8210 §5.10). Octets are borrowed. */
interface RouterKeyPdu extends Versioned {
    readonly type: 'ROUTER-KEY';
    readonly announced: boolean;
    /** Subject Key Identifier, 20 octets. */
    readonly subjectKeyIdentifier: Uint8Array;
    readonly as: Asn;
    /** The DER of the SubjectPublicKeyInfo. */
    readonly subjectPublicKeyInfo: Uint8Array;
}
/** Something went wrong (RFC 8210 §5.11). Octets are borrowed. */
interface ErrorReportPdu extends Versioned {
    readonly type: 'ERROR-REPORT';
    /** `RtrErrorCode`, or a code that is not known. */
    readonly errorCode: number;
    /** The PDU that caused it, as far as it was copied; empty where none did. */
    readonly pdu: Uint8Array;
    /** For people; empty where there is none. What is no UTF-8 reads as U+FFFD. */
    readonly text: string;
}
/** The providers of a customer AS, from version 2 on (draft-ietf-sidrops-8210bis §5.12). */
interface AspaPdu extends Versioned {
    readonly type: 'ASPA';
    readonly announced: boolean;
    readonly customerAs: Asn;
    /** None in a withdrawal. */
    readonly providers: readonly Asn[];
}
/** Any PDU of the RPKI-to-Router protocol. */
type RtrPdu = SerialNotifyPdu | SerialQueryPdu | ResetQueryPdu | CacheResponsePdu | PrefixPdu | EndOfDataPdu | CacheResetPdu | RouterKeyPdu | ErrorReportPdu | AspaPdu;

/** A PDU, or why the octets are none. */
type RtrResult = {
    readonly ok: true;
    readonly pdu: RtrPdu;
} | {
    readonly ok: false;
    readonly fault: RtrFault;
};
/**
 * Decodes one whole PDU. Octets in it are borrowed. Never throws.
 *
 * ```text
 * +-------------+----------+------------------------------------+------------+------+
 * | version (1) | type (1) | session id, error code or flags (2) | length (4) | body |
 * +-------------+----------+------------------------------------+------------+------+
 * ```
 */
declare function decodeRtr(bytes: Uint8Array): RtrResult;
/** The octets of one PDU. Throws `RangeError` for a value that has no encoding, or a PDU that its version does not have. */
declare function encodeRtr(pdu: RtrPdu): Uint8Array;

/** Octets of the header that all PDUs begin with (RFC 8210 §5.1). */
declare const RTR_HEADER_LENGTH = 8;
/** Protocol versions: RFC 6810, RFC 8210, draft-ietf-sidrops-8210bis. */
declare const RtrVersion: {
    readonly V0: 0;
    readonly V1: 1;
    readonly V2: 2;
};
/** PDU types (RFC 8210 §5, draft-ietf-sidrops-8210bis §5.12). */
declare const RtrType: {
    readonly SERIAL_NOTIFY: 0;
    readonly SERIAL_QUERY: 1;
    readonly RESET_QUERY: 2;
    readonly CACHE_RESPONSE: 3;
    readonly IPV4_PREFIX: 4;
    readonly IPV6_PREFIX: 6;
    readonly END_OF_DATA: 7;
    readonly CACHE_RESET: 8;
    readonly ROUTER_KEY: 9;
    readonly ERROR_REPORT: 10;
    readonly ASPA: 11;
};
/** Codes of an Error Report (RFC 8210 §12). */
declare const RtrErrorCode: {
    readonly CORRUPT_DATA: 0;
    readonly INTERNAL_ERROR: 1;
    readonly NO_DATA_AVAILABLE: 2;
    readonly INVALID_REQUEST: 3;
    readonly UNSUPPORTED_VERSION: 4;
    readonly UNSUPPORTED_PDU_TYPE: 5;
    readonly UNKNOWN_WITHDRAWAL: 6;
    readonly DUPLICATE_ANNOUNCEMENT: 7;
    readonly UNEXPECTED_VERSION: 8;
};

/**
 * The answer to a PDU that could not be read, with the reason as text. Undefined for a PDU that is an Error Report
 * itself: those are never answered (RFC 8210 §5.11).
 */
declare function errorReport(fault: RtrFault, pdu: Uint8Array, version: number): ErrorReportPdu | undefined;

/** Called with each whole PDU. The octets are borrowed: they may change once the call has returned. False stops. */
type RtrFrameHandler = (frame: Uint8Array) => boolean | undefined;
/**
 * Bytes of an RTR session in, PDUs out, for `decodeRtr`. Version, type and length are judged before anything is
 * buffered, and no more than one PDU is held.
 *
 * After a fault, or once the handler has returned false, further bytes are dropped (RFC 8210 §5.11: the session ends).
 */
declare class RtrFramer {
    #private;
    /** PDUs longer than `maxLength` octets (default 64 KiB) are a fault. */
    constructor(options?: {
        readonly maxLength?: number;
    });
    /** Octets of an unfinished PDU. */
    get held(): number;
    /** Takes a chunk and hands over every PDU that is whole by now. Returns the fault that ended the stream, if any. */
    push(chunk: Uint8Array, handler: RtrFrameHandler): RtrFault | undefined;
}

export { type AspaPdu, type CacheResetPdu, type CacheResponsePdu, type EndOfDataPdu, type ErrorReportPdu, type PrefixPdu, RTR_HEADER_LENGTH, type ResetQueryPdu, type RouterKeyPdu, RtrErrorCode, type RtrFault, type RtrFrameHandler, RtrFramer, type RtrPdu, type RtrResult, RtrType, RtrVersion, type SerialNotifyPdu, type SerialQueryPdu, decodeRtr, encodeRtr, errorReport };
