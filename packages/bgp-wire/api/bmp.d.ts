/** Why octets are no BMP message. A value, never thrown. */
interface BmpFault {
    /** Octets from the start of the message. */
    readonly offset: number;
    /** One sentence, lower case, that quotes the offending value. */
    readonly reason: string;
    /** The clause that is broken: `RFC 7854 §4.1`. */
    readonly rfc: string;
}

/**
 * A growable buffer that writes in network order. Lengths are never multiplied by hand: `reserve16()` leaves room,
 * `patch16(at)` writes there how many octets have followed.
 */
declare class ByteWriter {
    #private;
    constructor(capacity?: number);
    get length(): number;
    u8(value: number): void;
    u16(value: number): void;
    u24(value: number): void;
    u32(value: number): void;
    bytes(source: Uint8Array, start?: number, end?: number): void;
    /** Leaves one octet for a length and returns its place. */
    reserve8(): number;
    /** Leaves two octets for a length and returns their place. */
    reserve16(): number;
    /** Writes at `at` how many octets followed it. Throws `RangeError` where they do not fit in one octet. */
    patch8(at: number): void;
    /** Writes at `at` how many octets followed it. Throws `RangeError` where they do not fit in two octets. */
    patch16(at: number): void;
    /** Writes a 16-bit number over what stands at `at`. */
    overwrite16(at: number, value: number): void;
    /** Forgets everything after `length`. */
    truncate(length: number): void;
    /** The octets written, from 0 to `length`, and room behind them: what `view` gives without an object for it. */
    get buffer(): Uint8Array;
    /** A view of what was written; the next write may change it. */
    view(): Uint8Array;
    /** A copy of what was written. */
    take(): Uint8Array;
}

declare const brand: unique symbol;
/** A number that remembers what it counts: plain numbers are assignable to it, other flavours are not. */
type Flavour<T, Name extends string> = T & {
    readonly [brand]?: Name;
};
/** Autonomous system number, 0–4294967295 (RFC 6793). */
type Asn = Flavour<number, 'Asn'>;
/** BGP Identifier as an unsigned 32-bit number in host order (RFC 6286). */
type RouterId = Flavour<number, 'RouterId'>;
/** ADD-PATH path identifier, 0–4294967295 (RFC 7911 §3). */
type PathId = Flavour<number, 'PathId'>;
/** Address family: `AFI << 8 | SAFI`. A number, so that `===`, `Set` and `Map` work and nothing is allocated. */
type Family = Flavour<number, 'Family'>;

/**
 * Which peer, and which of its RIBs, a message is about (RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4).
 *
 * ```text
 * +---------------+-----------+------------------------+-------------------+
 * | peer type (1) | flags (1) | peer distinguisher (8) | peer address (16) |   IPv4 in the last four octets
 * +-------------+-+-----------+-+----------------------+----+--------------+
 * | peer AS (4) | BGP ID (4)    | seconds (4) | microseconds (4) |
 * +-------------+---------------+-------------+------------------+
 * ```
 */
interface PeerHeader {
    /** `PeerType`, or a code that is not known. */
    readonly peerType: number;
    /** `PeerFlag` bits, and those that have no meaning yet. */
    readonly flags: number;
    /** Route distinguisher or local number of the instance, as an unsigned 64-bit number; 0 for the global one. */
    readonly distinguisher: bigint;
    /** `192.0.2.1`, `2001:db8::1`; `0.0.0.0` where it is zero-filled, as for the Loc-RIB. */
    readonly address: string;
    readonly as: Asn;
    readonly routerId: RouterId;
    /** When the routes were received, in seconds since 1970-01-01 UTC; 0 with 0 microseconds where it is not known. */
    readonly seconds: number;
    readonly microseconds: number;
}
/** Whose view a message shows. */
type MonitoredRib = 'adj-rib-in pre-policy' | 'adj-rib-in post-policy' | 'adj-rib-out pre-policy' | 'adj-rib-out post-policy' | 'loc-rib' | 'loc-rib filtered';
/** Which RIB a header names (RFC 7854 §4.2, RFC 8671 §4, RFC 9069 §4.2). */
declare function monitoredRib({ peerType, flags }: PeerHeader): MonitoredRib;

/**
 * One TLV of Initiation, Peer Up, Peer Down, Termination or Route Mirroring (RFC 7854 §4.4, §4.5, §4.7).
 *
 * ```text
 * +----------+------------+-------+
 * | type (2) | length (2) | value |
 * +----------+------------+-------+
 * ```
 *
 * The value is what the table of the message has for the type: text or a number. Octets where the type is not known or
 * the value does not fit it, and they are written as they are; a BGP message is octets too. Octets are borrowed.
 */
interface BmpTlv {
    readonly type: number;
    readonly value: string | number | Uint8Array;
}

/** What a Peer Down tells beside its reason. */
type PeerDownDetail = {
    readonly kind: 'none';
}
/** The NOTIFICATION that ended the session, as a frame for `decodeMessage`; borrowed. */
 | {
    readonly kind: 'notification';
    readonly frame: Uint8Array;
}
/** The event of the FSM that ended it (RFC 4271 §8.1), 0 where there is none. */
 | {
    readonly kind: 'event';
    readonly event: number;
} | {
    readonly kind: 'information';
    readonly tlvs: readonly BmpTlv[];
}
/** What follows a reason that is not known. */
 | {
    readonly kind: 'octets';
    readonly octets: Uint8Array;
};
/**
 * A session went down, or is no longer monitored (RFC 7854 §4.9, RFC 9069 §5.3).
 *
 * ```text
 * +-----------------+------------+-----------------------------------------------------------------+
 * | per-peer header | reason (1) | 1, 3: NOTIFICATION · 2: FSM event (2) · 4, 5: nothing · 6: TLVs |
 * +-----------------+------------+-----------------------------------------------------------------+
 * ```
 */
interface PeerDownMessage {
    readonly type: 'PEER-DOWN';
    readonly peer: PeerHeader;
    /** `PeerDownReason`, or a code that is not known. */
    readonly reason: number;
    readonly detail: PeerDownDetail;
}

/**
 * A session came up, with both OPENs (RFC 7854 §4.10, RFC 9069 §5.2).
 *
 * ```text
 * +-----------------+--------------------+----------------+-----------------+
 * | per-peer header | local address (16) | local port (2) | remote port (2) |
 * +-----------+-----+--------------------+---------+------+-----------------+
 * | sent OPEN | received OPEN | information TLVs … |
 * +-----------+---------------+--------------------+
 * ```
 */
interface PeerUpMessage {
    readonly type: 'PEER-UP';
    readonly peer: PeerHeader;
    readonly localAddress: string;
    readonly localPort: number;
    readonly remotePort: number;
    /** The OPEN that the router sent, as a frame for `decodeMessage`; borrowed. */
    readonly sentOpen: Uint8Array;
    /** The OPEN that the router received, likewise. */
    readonly receivedOpen: Uint8Array;
    readonly information: readonly BmpTlv[];
}

/**
 * An UPDATE of the monitored RIB (RFC 7854 §4.6).
 *
 * ```text
 * +-----------------+--------+--------+
 * | per-peer header | UPDATE | TLVs … |
 * +-----------------+--------+--------+
 * ```
 *
 * RFC 7854 has nothing after the UPDATE. Routers put TLVs there that mark its paths, with types of their own
 * (draft-ietf-grow-bmp-path-marking-tlv), so they are read.
 */
interface RouteMonitoringMessage {
    readonly type: 'ROUTE-MONITORING';
    readonly peer: PeerHeader;
    /** The UPDATE, as a frame for `decodeMessage`; borrowed. */
    readonly frame: Uint8Array;
    /** What follows the UPDATE; their values stay octets. */
    readonly tlvs?: readonly BmpTlv[];
}

/**
 * One figure of a Statistics Report (RFC 7854 §4.8).
 *
 * ```text
 * +----------+------------+-------------------+
 * | type (2) | length (2) | counter (4)       |
 * +----------+------------+-------------------+
 * | type (2) | length (2) | gauge (8)         |
 * +----------+------------+---------+---------+-+-----------+
 * | type (2) | length (2) | AFI (2) | SAFI (1)  | gauge (8) |
 * +----------+------------+---------+-----------+-----------+
 * ```
 */
interface BmpStatistic {
    readonly type: number;
    /** For figures of one family. */
    readonly family?: Family;
    /**
     * Counters of 32 and gauges of 64 bits alike. Octets where the type is not known or the value does not fit it, and
     * they are written as they are.
     */
    readonly value: bigint | Uint8Array;
}
/** What a statistics type counts: `routes in Loc-RIB`; undefined for a type that is not registered. */
declare function statisticName(type: number): string | undefined;

/** Figures of a peer (RFC 7854 §4.8): the per-peer header, their count (4), then the figures. */
interface StatisticsReportMessage {
    readonly type: 'STATISTICS-REPORT';
    readonly peer: PeerHeader;
    readonly statistics: readonly BmpStatistic[];
}
/** What the router is (RFC 7854 §4.3): TLVs. The first message of a session. */
interface InitiationMessage {
    readonly type: 'INITIATION';
    readonly information: readonly BmpTlv[];
}
/** Why the router ends the session (RFC 7854 §4.5): TLVs. */
interface TerminationMessage {
    readonly type: 'TERMINATION';
    readonly information: readonly BmpTlv[];
}
/** Messages as they came from a peer, also malformed ones (RFC 7854 §4.7): the per-peer header, then TLVs. */
interface RouteMirroringMessage {
    readonly type: 'ROUTE-MIRRORING';
    readonly peer: PeerHeader;
    readonly tlvs: readonly BmpTlv[];
}
/** Any BMP message. */
type BmpMessage = RouteMonitoringMessage | StatisticsReportMessage | PeerDownMessage | PeerUpMessage | InitiationMessage | TerminationMessage | RouteMirroringMessage;

/** A message, or why the octets are none. */
type BmpResult = {
    readonly ok: true;
    readonly message: BmpMessage;
} | {
    readonly ok: false;
    readonly fault: BmpFault;
};
/**
 * Decodes one whole message with its common header. BGP messages in it are borrowed frames: `decodeMessage` reads them,
 * with the context of `PeerContexts`. Never throws.
 *
 * ```text
 * +-------------+------------+----------+------+
 * | version (1) | length (4) | type (1) | body |   the length counts the whole message
 * +-------------+------------+----------+------+
 * ```
 */
declare function decodeBmp(bytes: Uint8Array): BmpResult;
/** The octets of one message with its common header. Throws `RangeError` for a value that has no encoding or no room. */
declare function encodeBmp(message: BmpMessage): Uint8Array;

/** Octets of the common header: version, length, type (RFC 7854 §4.1). */
declare const BMP_HEADER_LENGTH = 6;
/** The version this codec speaks (RFC 7854 §4.1). */
declare const BMP_VERSION = 3;
/** Message types (RFC 7854 §4.1). */
declare const BmpType: {
    readonly ROUTE_MONITORING: 0;
    readonly STATISTICS_REPORT: 1;
    readonly PEER_DOWN: 2;
    readonly PEER_UP: 3;
    readonly INITIATION: 4;
    readonly TERMINATION: 5;
    readonly ROUTE_MIRRORING: 6;
};
/** Peer types (RFC 7854 §4.2, RFC 9069 §4.1). */
declare const PeerType: {
    readonly GLOBAL: 0;
    readonly RD: 1;
    readonly LOCAL: 2;
    readonly LOC_RIB: 3;
};
/**
 * Bits of the peer flags. `IPV6` to `ADJ_RIB_OUT` mean this for the peer types 0 to 2 (RFC 7854 §4.2, RFC 8671 §4);
 * `FILTERED` for the Loc-RIB, where it is the only one (RFC 9069 §4.2).
 */
declare const PeerFlag: {
    readonly IPV6: 128;
    readonly POST_POLICY: 64;
    readonly TWO_OCTET_AS_PATH: 32;
    readonly ADJ_RIB_OUT: 16;
    readonly FILTERED: 128;
};
/** Why a session went down (RFC 7854 §4.9, RFC 9069 §5.3). */
declare const PeerDownReason: {
    readonly LOCAL_NOTIFICATION: 1;
    readonly LOCAL_NO_NOTIFICATION: 2;
    readonly REMOTE_NOTIFICATION: 3;
    readonly REMOTE_NO_NOTIFICATION: 4;
    readonly DECONFIGURED: 5;
    readonly LOCAL_INFORMATION: 6;
};
/** Types of information TLVs in Initiation, Peer Up and Peer Down (RFC 7854 §4.4, RFC 9069 §5.2, RFC 8671 §6.3). */
declare const InformationType: {
    readonly STRING: 0;
    readonly SYS_DESCR: 1;
    readonly SYS_NAME: 2;
    readonly VRF_TABLE_NAME: 3;
    readonly ADMIN_LABEL: 4;
};
/** Types of TLVs in Termination (RFC 7854 §4.5). */
declare const TerminationType: {
    readonly STRING: 0;
    readonly REASON: 1;
};
/** Values of the TLV `TerminationType.REASON` (RFC 7854 §4.5). */
declare const TerminationReason: {
    readonly ADMINISTRATIVELY_CLOSED: 0;
    readonly UNSPECIFIED: 1;
    readonly OUT_OF_RESOURCES: 2;
    readonly REDUNDANT_CONNECTION: 3;
    readonly PERMANENTLY_CLOSED: 4;
};
/** Types of TLVs in Route Mirroring (RFC 7854 §4.7). */
declare const MirroringType: {
    readonly BGP_MESSAGE: 0;
    readonly INFORMATION: 1;
};
/** Values of the TLV `MirroringType.INFORMATION` (RFC 7854 §4.7). */
declare const MirroringInformation: {
    readonly ERRORED_PDU: 0;
    readonly MESSAGES_LOST: 1;
};

/** Called with each whole message. The octets are borrowed: they may change once the call has returned. False stops. */
type BmpFrameHandler = (frame: Uint8Array) => boolean | undefined;
/**
 * Bytes of a BMP stream in, messages out, for `decodeBmp`. The common header is judged before anything is buffered for
 * it, and no more than one message is held. A message of an unknown type is handed over: it can be passed over.
 *
 * After a fault, or once the handler has returned false, further bytes are dropped (RFC 7854 §3.3: the session ends).
 */
declare class BmpFramer {
    #private;
    /** Messages longer than `maxLength` octets (default 1 MiB) are a fault. */
    constructor(options?: {
        readonly maxLength?: number;
    });
    /** Octets of an unfinished message. */
    get held(): number;
    /** Takes a chunk and hands over every message that is whole by now. Returns the fault that ended the stream, if any. */
    push(chunk: Uint8Array, handler: BmpFrameHandler): BmpFault | undefined;
}

/** NOTIFICATION: why the session ends (RFC 4271 §4.5). Codes are kept as they came, known or not. */
interface NotificationMessage {
    readonly type: 'NOTIFICATION';
    readonly code: number;
    readonly subcode: number;
    readonly data: Uint8Array;
}

/**
 * What an error costs, from nothing to the session. The order is that of RFC 7606 §3.h: of several errors the
 * strongest counts.
 */
type Outcome = 'accept' | 'attribute-discard' | 'treat-as-withdraw' | 'afi-safi-disable' | 'session-reset';
/** One finding in the peer's bytes. A value, never thrown. */
interface Fault {
    readonly outcome: Outcome;
    /** Type code of the attribute at fault, where it is one. */
    readonly attribute?: number;
    /** Octet offset from the start of the message. */
    readonly offset: number;
    /** One sentence, lower case, that quotes the offending value. */
    readonly reason: string;
    /** The clause that demands the outcome: `RFC 7606 §7.1`. */
    readonly rfc: string;
    /** What to tell the peer if the session is reset because of it. */
    readonly notification: NotificationMessage;
}

/** What a run of octets is. Children cover it exactly, in order; a span without children is one field. */
interface Span {
    /** `length`, `AS_PATH`, `NLRI`. */
    readonly name: string;
    /** Offset of the first octet, from the start of what was dissected. */
    readonly start: number;
    /** Offset after the last octet. */
    readonly end: number;
    /** What the octets say, as a person writes it. */
    readonly value?: string;
    /** What is remarkable about them: they end early, or nobody knows how to read them. */
    readonly note?: string;
    /** What is wrong here, and what it costs. */
    readonly faults?: readonly Fault[];
    readonly children: readonly Span[];
}

/** A span while it is being made. */
interface Draft extends Span {
    readonly children: Draft[];
    faults?: Fault[];
    /** It only holds others: a fault at its first octet is one of theirs. */
    readonly isContainer?: true;
    /** Type code of the attribute it is. */
    readonly attribute?: number;
}
/** What may be said of a span beside its name. */
interface SpanDetail {
    readonly value?: string;
    readonly note?: string;
}
interface GroupDetail extends SpanDetail {
    readonly isContainer?: true;
    readonly attribute?: number;
}
/**
 * Names octets, one field after another. Whatever is asked for, spans never leave `bytes[offset, end)` and never
 * overlap, and `finish` names what is left: so the leaves of a tree cover all octets once, of any octets at all.
 */
declare class SpanCursor {
    #private;
    readonly bytes: Uint8Array;
    readonly end: number;
    readonly spans: Draft[];
    constructor(bytes: Uint8Array, start: number, end: number);
    get offset(): number;
    get remaining(): number;
    /** The octet `ahead` of the next one, without taking it; 0 where there is none. */
    peek(ahead?: number): number;
    /** The 32-bit number `ahead` of the next octet, without taking it; octets that are not there are 0. */
    peek32(ahead?: number): number;
    /** A field of `length` octets, or of as many as there are; none where nothing is left. */
    field(name: string, length: number, value?: string, note?: string): void;
    /** A number of up to four octets; `say` tells what it means. Returns it, 0 where it is cut short. */
    number(name: string, length: 1 | 2 | 3 | 4, say?: (value: number) => string): number;
    /** An IPv4 or IPv6 address by its length; octets of any other. */
    address(name: string, length: number): void;
    /** Octets as hexadecimal text. */
    octets(name: string, length: number, note?: string): void;
    /** A span of `length` octets with spans inside, or of as many octets as there are. */
    group(name: string, length: number, build: (inside: SpanCursor) => void, more?: GroupDetail): void;
    /** Names what nobody asked for. */
    finish(): void;
}

/** What `JSON.stringify` writes and `JSON.parse` reads. */
type Json = null | boolean | number | string | readonly Json[] | {
    readonly [name: string]: Json;
};
/**
 * A value out of someone's JSON with the place where it stands, so that an error names it: `attributes[2].value`.
 * Every method that finds something else throws `MESH_JSON_VALUE`.
 */
declare class JsonField {
    readonly value: unknown;
    readonly path: string;
    constructor(value: unknown, path?: string);
    /** The value is there and not null. */
    get isPresent(): boolean;
    /** True for an object that is no list. */
    get isObject(): boolean;
    fail(expected: string): never;
    /** A member; without a value where the object has none of the name. */
    member(name: string): JsonField;
    members(): Readonly<Record<string, unknown>>;
    items(): JsonField[];
    text(): string;
    /** An integer, 0 to `max`. */
    integer(max?: number): number;
    toggle(): boolean;
    word<const W extends string>(words: readonly W[]): W;
    /** What a parser makes of a text. */
    parsed<T>(parse: (text: string) => T | undefined, expected: string): T;
    /** Octets as hexadecimal text. */
    hex(): Uint8Array;
    /** A family by its name, in any of the usual spellings. */
    family(): Family;
}

/** How the model of a row stands in JSON, where that is not the general form of `value.ts`. */
interface JsonForm<T> {
    write(value: T): Json;
    /** Throws `MESH_JSON_VALUE` for JSON of another form. */
    read(field: JsonField): T;
}

/** What is wrong with one attribute and what the RFC makes of it. Rows share frozen findings where they can. */
interface AttributeFinding {
    readonly outcome: Outcome;
    readonly reason: string;
    readonly rfc: string;
    /** Subcode of the UPDATE Message Error if it comes to a reset. */
    readonly subcode: number;
    /** Offset of the fault from the start of the message, where it is not that of the attribute. */
    readonly offset?: number;
}
/** Octets from `from` to `to`, a multiple of `unit`, which is a power of two. */
interface SoundLengths {
    readonly from: number;
    readonly to: number;
    readonly unit: 1 | 2 | 4 | 8;
}
/** Everything known about one path attribute: one file, one row, one line in the table. */
interface AttributeRow<T> {
    readonly code: number;
    readonly name: string;
    /** Expected Optional and Transitive bits. */
    readonly flags: number;
    /** What a conflict of those bits costs; treat-as-withdraw unless the row says otherwise (RFC 7606 §3.c). */
    flagsOutcome?(context: CodecContext): Outcome;
    /** Lengths of values that `check` passes whatever their octets and the context: the walk does not call it for them. */
    readonly soundLengths?: SoundLengths;
    /** Judges the value in `bytes[start, end)`; undefined where it is well formed. Never reads outside. */
    check(bytes: Uint8Array, start: number, end: number, context: CodecContext): AttributeFinding | undefined;
    /** The model of a value that `check` passed. */
    decode(bytes: Uint8Array, start: number, end: number, context: CodecContext): T;
    /** Writes the value without header. Throws `RangeError` for a model that has no encoding. */
    encode(value: T, writer: ByteWriter, context: CodecContext): void;
    /** The value as a person writes it. */
    format(value: T): string;
    /** Names the octets of a value, well formed or not; left out where the value is one field. */
    dissect?(cursor: SpanCursor, context: CodecContext): void;
    /** The value in JSON, where that is not simply its members. */
    readonly json?: JsonForm<T>;
}

/** What judging an attribute takes of its row. All have one shape, which rows have not, so that reading it is cheap. */
interface AttributeJudge {
    readonly row: AttributeRow<unknown>;
    readonly flags: number;
    readonly check: AttributeRow<unknown>['check'];
    /** Lengths from `soundFrom` to `soundTo` without a bit of `soundMask` need no check; none where there are no such. */
    readonly soundFrom: number;
    readonly soundTo: number;
    readonly soundMask: number;
}
/** The rows by type code. Frozen: `with` makes a new table. */
interface AttributeTable {
    readonly rows: readonly AttributeRow<unknown>[];
    get(code: number): AttributeRow<unknown> | undefined;
    /** By type code: what the walk of RFC 7606 reads for every attribute of every UPDATE. */
    readonly judges: readonly (AttributeJudge | undefined)[];
    /** A table in which the given rows stand beside, or instead of, those with the same code. */
    with(...rows: readonly AttributeRow<unknown>[]): AttributeTable;
}

/** Everything known about one capability: one file, one row, one line in the table. */
interface CapabilityRow<T> {
    readonly code: number;
    readonly name: string;
    /** A wrong length is a reason to refuse the OPEN, because the capability decides how messages are decoded. */
    readonly strict?: boolean;
    /** The model of the value in `bytes[start, end)`, or undefined where it is malformed. Never reads outside. */
    decode(bytes: Uint8Array, start: number, end: number): T | undefined;
    /** Writes the value without code and length. Throws `RangeError` for a model that has no encoding. */
    encode(value: T, writer: ByteWriter): void;
    /** The value as a person writes it; empty for a capability that is only a flag. */
    format(value: T): string;
    /** Names the octets of a value, well formed or not; left out where the value is one field. */
    dissect?(cursor: SpanCursor): void;
    /** The value in JSON, where that is not simply its members. */
    readonly json?: JsonForm<T>;
}

/** The rows by code. Frozen: `with` makes a new table. */
interface CapabilityTable {
    readonly rows: readonly CapabilityRow<unknown>[];
    get(code: number): CapabilityRow<unknown> | undefined;
    /** A table in which the given rows stand beside, or instead of, those with the same code. */
    with(...rows: readonly CapabilityRow<unknown>[]): CapabilityTable;
}

/**
 * A message type beside those of every session: one file, one row. A context that carries the row in `messageTypes`
 * decodes and encodes it; to every other context the type stays a Bad Message Type (RFC 4271 §6.1).
 */
interface MessageRow<M extends object> {
    readonly code: number;
    /** What `type` of the model says. */
    readonly type: string;
    /** Octets of the shortest message, header included; a shorter one is a Bad Message Length. */
    readonly minLength: number;
    /** Reads the body of a frame of at least `minLength` octets. */
    decode(frame: Uint8Array, context: CodecContext): M | Fault;
    /** Writes the body. Throws `RangeError` for a model that has no encoding. */
    encode(message: M, writer: ByteWriter, context: CodecContext): void;
}

/** What every NLRI has; each family adds its own members. */
interface Nlri {
    readonly family: Family;
    /** Path identifier, where the session has ADD-PATH for the family (RFC 7911 §3). */
    readonly pathId?: PathId;
}
/** Everything known about one family: one file, one row, one line in the table. */
interface FamilyRow<N extends Nlri> {
    readonly family: Family;
    readonly name: string;
    /** Next-hop lengths MP_REACH_NLRI may carry, in octets. */
    readonly nextHopLengths: readonly number[];
    /** Next-hop lengths that are legal besides once Extended Next Hop is negotiated (RFC 8950). */
    readonly extendedNextHopLengths: readonly number[];
    /** For families of plain prefixes: the largest prefix length. The generic walks then need no call a prefix. */
    readonly prefixBits?: number;
    /**
     * Octets of the NLRI at `offset`, path identifier not counted; -1 where it is malformed or overruns `end`.
     * `withdrawn`: it stands in a field of withdrawn routes, where a label may mean none.
     */
    measure(bytes: Uint8Array, offset: number, end: number, withdrawn: boolean): number;
    /**
     * True for an NLRI that `measure` passed, but that its RFC tells to discard, and it alone: it is no route, though it
     * can be decoded. Left out where there is none such.
     */
    discards?(bytes: Uint8Array, offset: number, end: number): boolean;
    /** The model of the NLRI in `bytes[offset, end)`, which `measure` passed. `pathId` is `NO_PATH_ID` where there is none. */
    decode(bytes: Uint8Array, offset: number, end: number, pathId: number, withdrawn: boolean): N;
    /**
     * Writes what the family's RFC calls the key of the NLRI: two NLRI with the same key are the same route. Left out
     * where all octets are the key.
     */
    writeKey?(bytes: Uint8Array, offset: number, end: number, withdrawn: boolean, writer: ByteWriter): void;
    /**
     * Writes the NLRI in `bytes[offset, end)`, announced before, as it stands among withdrawn routes. Left out where it
     * stands there as it is.
     */
    writeWithdrawn?(bytes: Uint8Array, offset: number, end: number, writer: ByteWriter): void;
    /** Writes the NLRI without path identifier. Throws `RangeError` for a model that has no encoding. */
    encode(nlri: N, writer: ByteWriter): void;
    /** Names the octets of an NLRI that `measure` passed, path identifier not included; left out where it is one field. */
    dissect?(cursor: SpanCursor, withdrawn: boolean): void;
    /** The NLRI as a person writes it, path identifier not included. */
    format(nlri: N): string;
}

/** The rows by family. Frozen: `with` makes a new table. */
interface FamilyTable {
    readonly rows: readonly FamilyRow<Nlri>[];
    get(family: Family): FamilyRow<Nlri> | undefined;
    /** A table in which the given rows stand beside, or instead of, those of the same family. */
    with(...rows: readonly FamilyRow<Nlri>[]): FamilyTable;
}

/** The rows that a codec knows; anything else stays octets. */
interface ContextTables {
    readonly attributes: AttributeTable;
    readonly capabilities: CapabilityTable;
    readonly familyTable: FamilyTable;
}
/**
 * Everything a message cannot tell about itself: what both OPENs agreed on, for one direction. Immutable; built once
 * a session. Decoding with the wrong context is silent corruption (RFC 7911, RFC 6793), so there is no default for
 * a session: `negotiate` of `@mesh/bgp-session` makes both.
 */
interface CodecContext extends ContextTables {
    /** AS numbers in AS_PATH and AGGREGATOR have four octets (RFC 6793 §4.1). */
    readonly asn4: boolean;
    /** Messages may be longer than 4096 octets (RFC 8654). */
    readonly extendedMessage: boolean;
    /** Families whose NLRI carry a path identifier in this direction (RFC 7911 §4). */
    readonly addPath: ReadonlySet<Family>;
    /** IPv4 families whose next hop may be an IPv6 address (RFC 8950). */
    readonly extendedNextHop: ReadonlySet<Family>;
    /** Families both sides speak; undefined: every family the tables know. */
    readonly families: ReadonlySet<Family> | undefined;
    /** `any` where it is not known (a file, a capture): the rules that need it are not applied. */
    readonly peering: 'internal' | 'external' | 'any';
    /** The peer is a member of our confederation, so that AS_CONFED segments are legal (RFC 5065 §5). */
    readonly confederation: boolean;
    /** Treat a path with AS_SET or AS_CONFED_SET as withdrawn (RFC 9774). */
    readonly rejectAsSets: boolean;
    /** Require this AS at the left of AS_PATH (RFC 4271 §6.3, option). */
    readonly firstAs: Asn | undefined;
    /** Withdraw instead of resetting the session for an attribute that claims to be well-known and is not (RFC 4271 §6.3). */
    readonly tolerateUnknownWellKnown: boolean;
    /** Take AIGP from an external peer (RFC 7311 §3.4); from an internal one it is always taken. */
    readonly aigp: boolean;
    /** Take PREFIX_SID from an external peer: it is in our SR domain (RFC 8669 §4). */
    readonly prefixSid: boolean;
    /** Take 127/8 as NEXT_HOP: the session runs over loopback (RFC 4271 §6.3 has no use for it elsewhere). */
    readonly loopbackNextHop: boolean;
    /** Disable the family instead of resetting the session where RFC 4760 §7 allows it. */
    readonly afiSafiDisable: boolean;
    /** Message types beside those of every session; none unless both sides agreed on them. */
    readonly messageTypes: readonly MessageRow<object>[];
}
/** What to set; everything left out has the value of a modern session between speakers that know 4-octet AS numbers. */
interface ContextOptions extends Partial<Omit<CodecContext, 'addPath' | 'extendedNextHop' | 'families'>> {
    readonly addPath?: Iterable<Family>;
    readonly extendedNextHop?: Iterable<Family>;
    readonly families?: Iterable<Family> | undefined;
}

/**
 * The context of a peer's messages as far as the per-peer header tells it: the width of AS numbers (RFC 7854 §4.2, the
 * A flag; in the Loc-RIB always four octets, RFC 9069 §4.2). What it does not tell is taken the lenient way, because the
 * router has already taken the messages: any length, confederation segments, IPv6 next hops. `options` set everything
 * else.
 */
declare function contextOfPeer(peer: PeerHeader, options?: ContextOptions): CodecContext;
/**
 * The context of a peer's messages as its Peer Up tells it: what the per-peer header does, and the families whose
 * NLRI carry path identifiers (RFC 7911 §4) in the direction of the header's RIB, and those with IPv6 next hops
 * (RFC 8950). An OPEN that cannot be read negotiates nothing.
 */
declare function contextOfPeerUp(peerUp: PeerUpMessage, peer?: PeerHeader): CodecContext;
/**
 * Remembers the Peer Ups of a BMP session and knows the context for each message after them.
 *
 * ```ts
 * const contexts = new PeerContexts();
 * contexts.observe(message);
 * if (message.type === 'ROUTE-MONITORING') decodeMessage(message.frame, contexts.contextOf(message.peer));
 * ```
 */
declare class PeerContexts {
    #private;
    /** Takes every message of the session: a Peer Up is remembered, a Peer Down forgotten, others change nothing. */
    observe(message: BmpMessage): void;
    /** The context for a BGP message under this header; without a Peer Up, what the header alone tells. */
    contextOf(peer: PeerHeader): CodecContext;
}

export { BMP_HEADER_LENGTH, BMP_VERSION, type BmpFault, type BmpFrameHandler, BmpFramer, type BmpMessage, type BmpResult, type BmpStatistic, type BmpTlv, BmpType, InformationType, type InitiationMessage, MirroringInformation, MirroringType, type MonitoredRib, PeerContexts, type PeerDownDetail, type PeerDownMessage, PeerDownReason, PeerFlag, type PeerHeader, PeerType, type PeerUpMessage, type RouteMirroringMessage, type RouteMonitoringMessage, type StatisticsReportMessage, type TerminationMessage, TerminationReason, TerminationType, contextOfPeer, contextOfPeerUp, decodeBmp, encodeBmp, monitoredRib, statisticName };
