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
type Family$1 = Flavour<number, 'Family'>;

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
/** Writes an unsigned 32-bit number in network order. */
declare function writeU32(bytes: Uint8Array, offset: number, value: number): void;

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

/** NOTIFICATION: why the session ends (RFC 4271 §4.5). Codes are kept as they came, known or not. */
interface NotificationMessage {
    readonly type: 'NOTIFICATION';
    readonly code: number;
    readonly subcode: number;
    readonly data: Uint8Array;
}
/** Subcodes of Cease (RFC 4486 §3, RFC 8538 §3.1, RFC 9384 §3). */
declare const CeaseSubcode: {
    readonly MAXIMUM_PREFIXES: 1;
    readonly ADMINISTRATIVE_SHUTDOWN: 2;
    readonly PEER_DECONFIGURED: 3;
    readonly ADMINISTRATIVE_RESET: 4;
    readonly CONNECTION_REJECTED: 5;
    readonly OTHER_CONFIGURATION_CHANGE: 6;
    readonly CONNECTION_COLLISION: 7;
    readonly OUT_OF_RESOURCES: 8;
    readonly HARD_RESET: 9;
    readonly BFD_DOWN: 10;
};
/** Subcodes of the OPEN Message Error (RFC 4271 §6.2, RFC 5492 §5, RFC 9234 §4.2). */
declare const OpenSubcode: {
    readonly UNSUPPORTED_VERSION: 1;
    readonly BAD_PEER_AS: 2;
    readonly BAD_BGP_IDENTIFIER: 3;
    readonly UNSUPPORTED_OPTIONAL_PARAMETER: 4;
    readonly UNACCEPTABLE_HOLD_TIME: 6;
    readonly UNSUPPORTED_CAPABILITY: 7;
    readonly ROLE_MISMATCH: 11;
};
/** A NOTIFICATION; subcode 0 and no data unless given (RFC 4271 §4.5). */
declare function notification(code: number, subcode?: number, data?: Uint8Array): NotificationMessage;
/**
 * Cease with a text for the peer's operator, for Administrative Shutdown and Reset (RFC 9003 §2). Text beyond 128
 * octets is cut before the code point that does not fit.
 */
declare function administrativeCease(subcode: number, text?: string): NotificationMessage;
/** The operator's text of an Administrative Shutdown or Reset; undefined where there is none or it is malformed (RFC 9003 §2). */
declare function shutdownText({ code, subcode, data }: NotificationMessage): string | undefined;
/**
 * Cease / Hard Reset around another NOTIFICATION: a peer that restarts gracefully over NOTIFICATIONs is not to, this time
 * (RFC 8538 §3).
 *
 * ```text
 * +----------+-------------+---------+
 * | code (1) | subcode (1) | data …  |
 * +----------+-------------+---------+
 * ```
 */
declare function hardReset({ code, subcode, data }: NotificationMessage): NotificationMessage;
/** True for a Hard Reset, also where it encloses nothing (RFC 8538 §3). */
declare function isHardReset({ code, subcode }: NotificationMessage): boolean;
/** The NOTIFICATION that a Hard Reset encloses; undefined where there is none, or it is no Hard Reset. */
declare function enclosedNotification(message: NotificationMessage): NotificationMessage | undefined;
/**
 * A NOTIFICATION in words: `Cease / Administrative Shutdown (6/2): "maintenance"`. A Hard Reset goes on with what it
 * encloses. Control characters of the peer's text are escaped; other data is shown as hexadecimal.
 */
declare function formatNotification(message: NotificationMessage): string;

/**
 * What an error costs, from nothing to the session. The order is that of RFC 7606 §3.h: of several errors the
 * strongest counts.
 */
type Outcome = 'accept' | 'attribute-discard' | 'treat-as-withdraw' | 'afi-safi-disable' | 'session-reset';
/** The stronger of two outcomes (RFC 7606 §3.h). */
declare function strongest(a: Outcome, b: Outcome): Outcome;
/** True where `a` costs more than `b`. */
declare function strongerThan(a: Outcome, b: Outcome): boolean;
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
    family(): Family$1;
}

/** How the model of a row stands in JSON, where that is not the general form of `value.ts`. */
interface JsonForm<T> {
    write(value: T): Json;
    /** Throws `MESH_JSON_VALUE` for JSON of another form. */
    read(field: JsonField): T;
}

/**
 * One capability of an OPEN. `value` is the row's model; octets (`Uint8Array`) where the code has no row, or where
 * the row could not read them, and they are written as they are.
 */
interface Capability<T = unknown> {
    readonly code: number;
    readonly value: T;
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
/** The capability of a row: `capability(MULTIPROTOCOL, Family.IPV4_UNICAST)`. */
declare function capability<T>(row: CapabilityRow<T>, value: T): Capability<T>;
/** All well-formed values of a row's capability, in order. */
declare function capabilityValues<T>(capabilities: readonly Capability[], row: CapabilityRow<T>): T[];
/** The last well-formed value of a row's capability (RFC 4724 §3: of several the last counts), or undefined. */
declare function capabilityValue<T>(capabilities: readonly Capability[], row: CapabilityRow<T>): T | undefined;
/** A row for a capability that carries no octets: its presence is the value. */
declare function flagRow(code: number, name: string): CapabilityRow<true>;

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
    readonly family: Family$1;
    /** Path identifier, where the session has ADD-PATH for the family (RFC 7911 §3). */
    readonly pathId?: PathId;
}
/** NLRI of a family without a row: all octets of the field, as they came. */
interface OpaqueNlri extends Nlri {
    readonly bytes: Uint8Array;
}
/** The path identifier of an NLRI that carries none, wherever a number is needed. */
declare const NO_PATH_ID = -1;
/** Everything known about one family: one file, one row, one line in the table. */
interface FamilyRow<N extends Nlri> {
    readonly family: Family$1;
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
    get(family: Family$1): FamilyRow<Nlri> | undefined;
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
    readonly addPath: ReadonlySet<Family$1>;
    /** IPv4 families whose next hop may be an IPv6 address (RFC 8950). */
    readonly extendedNextHop: ReadonlySet<Family$1>;
    /** Families both sides speak; undefined: every family the tables know. */
    readonly families: ReadonlySet<Family$1> | undefined;
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
/** A context that decodes and encodes messages of further types, `M`. */
interface ExtendedContext<M extends {
    readonly type: string;
}> extends CodecContext {
    readonly messageTypes: readonly MessageRow<M>[];
}
/** What to set; everything left out has the value of a modern session between speakers that know 4-octet AS numbers. */
interface ContextOptions extends Partial<Omit<CodecContext, 'addPath' | 'extendedNextHop' | 'families'>> {
    readonly addPath?: Iterable<Family$1>;
    readonly extendedNextHop?: Iterable<Family$1>;
    readonly families?: Iterable<Family$1> | undefined;
}
/** A frozen context of exactly these tables. A program that bundles it carries no row beyond them. */
declare function createContextFrom(tables: ContextTables, options?: Omit<ContextOptions, keyof ContextTables>): CodecContext;

/** Attribute flag bits (RFC 4271 §4.3). */
declare const AttributeFlag: {
    readonly OPTIONAL: 128;
    readonly TRANSITIVE: 64;
    readonly PARTIAL: 32;
    readonly EXTENDED_LENGTH: 16;
};
declare const WELL_KNOWN = 64;
declare const OPTIONAL_NON_TRANSITIVE = 128;
declare const OPTIONAL_TRANSITIVE = 192;
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
/**
 * One path attribute. `value` is the row's model; octets (`Uint8Array`) instead of a model are written as they are,
 * which is how unknown attributes round-trip and how a harness writes wrong ones.
 */
interface PathAttribute<T = unknown> {
    readonly code: number;
    /** Flag octet; the Extended Length bit is set by the encoder where the length needs it. */
    readonly flags: number;
    readonly value: T;
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
/** The attribute with a row's usual flags: `attribute(MULTI_EXIT_DISC, 100)`. */
declare function attribute<T>(row: AttributeRow<T>, value: T): PathAttribute<T>;

/** Who formed the aggregate (RFC 4271 §5.1.7). */
interface Aggregator {
    readonly asn: Asn;
    /** IPv4 address of the speaker. */
    readonly address: string;
}
/**
 * AGGREGATOR, RFC 4271 §5.1.7; the AS number has 4 octets between speakers that both have the capability, else 2.
 *
 * ```text
 * +------------------+------------------+
 * | AS number (2, 4) | IPv4 address (4) |
 * +------------------+------------------+
 * ```
 */
declare const AGGREGATOR: AttributeRow<Aggregator>;

/** The accumulated IGP metric, and TLVs of other types as octets (RFC 7311 §3). */
interface Aigp {
    /** 0 to 2^64 − 1, as sixteen hexadecimal digits where it is above 2^53 − 1. Of several TLVs of type 1 the first counts. */
    readonly metric?: number | string;
    readonly others?: readonly {
        readonly type: number;
        readonly value: Uint8Array;
    }[];
}
/**
 * AIGP, RFC 7311 §3: its errors discard the attribute quietly (§3.3). It is taken from external peers only where the
 * session has it enabled.
 *
 * ```text
 * +----------+------------+---------------------+
 * | type (1) | length (2) | metric (8) of type 1| …   the length counts type and length
 * +----------+------------+---------------------+
 * ```
 */
declare const AIGP: AttributeRow<Aigp>;

type SegmentType = 'AS_SET' | 'AS_SEQUENCE' | 'AS_CONFED_SEQUENCE' | 'AS_CONFED_SET';
/** One segment of a path (RFC 4271 §4.3 b, RFC 5065 §3). */
interface AsPathSegment {
    readonly type: SegmentType;
    readonly asns: readonly Asn[];
}
/** Longest path taken from a peer: more are treated as withdrawn, so that nothing later meets an absurd one. */
declare const MAX_AS_PATH_LENGTH = 1000;
/**
 * AS_PATH, RFC 4271 §5.1.2: segments of at most 255 AS numbers each, of 4 octets between speakers that both have the
 * capability, else of 2 (RFC 6793 §4.1). The encoder splits longer segments.
 *
 * ```text
 * +------+-------+-----------------------+
 * | type | count | count × AS (2 or 4)   | …
 * +------+-------+-----------------------+
 * ```
 */
declare const AS_PATH: AttributeRow<readonly AsPathSegment[]>;
/** `65001 65002 {65003,65004}`; confederation sequences in `( )`, confederation sets in `[ ]`. */
declare function formatAsPath(segments: readonly AsPathSegment[]): string;
/** Hops as the decision process counts them: a set is one, confederation segments are none (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3). */
declare function asPathLength(segments: readonly AsPathSegment[]): number;
/** One AS_SEQUENCE of the given AS numbers; no segment for none. */
declare function asSequence(...asns: readonly Asn[]): readonly AsPathSegment[];

/**
 * AS4_AGGREGATOR, RFC 6793 §3: what AGGREGATOR could not say in two octets. A 4-octet speaker must not send it.
 *
 * ```text
 * +---------------+------------------+
 * | AS number (4) | IPv4 address (4) |
 * +---------------+------------------+
 * ```
 */
declare const AS4_AGGREGATOR: AttributeRow<Aggregator>;

/**
 * AS4_PATH, RFC 6793 §3: the path in 4-octet AS numbers, carried through speakers that know only two. A 4-octet
 * speaker must not send it. AS_CONFED segments are not legal in it; `mergeAs4Path` leaves them out.
 *
 * ```text
 * +------+-------+----------------+
 * | type | count | count × AS (4) | …
 * +------+-------+----------------+
 * ```
 */
declare const AS4_PATH: AttributeRow<readonly AsPathSegment[]>;

/** ATOMIC_AGGREGATE, RFC 4271 §5.1.6: no octets, its presence is the value. */
declare const ATOMIC_AGGREGATE: AttributeRow<true>;

/** Attributes of the customer's network, carried through the provider's (RFC 6368 §5). */
interface AttrSet {
    readonly originAs: Asn;
    /** In the order they came. Values are octets: AS numbers in them always have four (RFC 6368 §5). */
    readonly attributes: readonly PathAttribute<Uint8Array>[];
}
/**
 * ATTR_SET, RFC 6368 §5: the attributes in it are checked like those of an UPDATE, with AS numbers of four octets.
 * It may hold no ATTR_SET, NEXT_HOP or MP_REACH/UNREACH_NLRI.
 *
 * ```text
 * +---------------+-------------------+
 * | origin AS (4) | path attributes … |
 * +---------------+-------------------+
 * ```
 */
declare const ATTR_SET: AttributeRow<AttrSet>;

/**
 * How one value stands in octets. Octets that are not of the form are no error of the form: `decode` gives undefined
 * and the caller keeps them as they are, so that nothing is lost and nothing is guessed.
 */
interface ValueForm<T> {
    /** Octets the value at `start` takes of `bytes[start, end)`; more than there are, or -1, where it is not of the form. */
    measure(bytes: Uint8Array, start: number, end: number): number;
    /** The value in exactly `bytes[start, end)`, or undefined where it is not of the form. Never reads outside. */
    decode(bytes: Uint8Array, start: number, end: number): T | undefined;
    /** Throws `RangeError` that names `name` for a value that has no encoding. */
    encode(value: T, writer: ByteWriter, name: string): void;
    /** False where a TLV inside overruns the value. Left out where there is none inside. */
    sound?(bytes: Uint8Array, start: number, end: number): boolean;
    /** The value that a model leaves out: that of a reserved field. */
    readonly absent?: T;
    /** A struct leaves the member out where there are no octets for it. */
    readonly isOptional?: true;
}

/** A TLV this codec has no model for, or could not read. */
interface OpaqueTlv {
    readonly type: number;
    readonly value: Uint8Array;
}
/** What every run of TLVs has beside the members of its rows. */
interface TlvRecord {
    /** TLVs that no row could read, in their order. */
    readonly others?: readonly OpaqueTlv[];
    /** The types as they stood, where that was not in ascending order. */
    readonly order?: readonly number[];
}

/** The BFD session that watches a multicast tunnel (RFC 9026 §3.1.6). */
interface BfdDiscriminator {
    /** 1: a point-to-multipoint session. */
    readonly mode: number;
    readonly discriminator: number;
    /** Where the packets of the session come from; it stands first. */
    readonly source?: string;
    /** TLVs of other types, in their order. */
    readonly others?: readonly OpaqueTlv[];
}
/**
 * BFD Discriminator, RFC 9026 §3.1.6: malformed, it is discarded.
 *
 * ```text
 * +----------+-------------------+----------+------------+-------+
 * | mode (1) | discriminator (4) | type (1) | length (1) | value | …
 * +----------+-------------------+----------+------------+-------+
 * ```
 */
declare const BFD_DISCRIMINATOR: AttributeRow<BfdDiscriminator>;

/** What names a node (RFC 9552 §5.2.1.4, RFC 9086 §4.1). */
interface NodeDescriptors extends TlvRecord {
    readonly autonomousSystem?: number;
    /** Deprecated (RFC 9552 §5.2.1.4). */
    readonly bgpLsIdentifier?: number;
    /** As a dotted quad. */
    readonly ospfAreaId?: string;
    /** `10.0.0.1` of OSPF, `1921.6825.2240` of IS-IS; a pseudonode `10.0.0.1:10.0.0.2`, `1921.6825.2240.03`. */
    readonly igpRouterId?: string;
    readonly bgpRouterId?: string;
    /** AS number inside a confederation. */
    readonly memberAsn?: number;
}

/** The two ends' numbers of a link (RFC 5307 §1.1). */
interface LinkIdentifiers {
    readonly local: number;
    readonly remote: number;
}
/** What names a node, a link, a prefix or an SRv6 SID (RFC 9552 §5.2, RFC 9514 §6). */
interface BgpLsDescriptors extends TlvRecord {
    readonly localNode?: NodeDescriptors;
    readonly remoteNode?: NodeDescriptors;
    readonly linkIdentifiers?: LinkIdentifiers;
    readonly ipv4InterfaceAddresses?: readonly string[];
    readonly ipv4NeighborAddresses?: readonly string[];
    readonly ipv6InterfaceAddresses?: readonly string[];
    readonly ipv6NeighborAddresses?: readonly string[];
    /** Topologies of IS-IS or OSPF, 16 bits as they stand: the upper four are reserved. */
    readonly multiTopologyIds?: readonly number[];
    /** Intra-area 1, inter-area 2, external 3 and 4, NSSA 5 and 6 (RFC 9552 §5.2.3.1). */
    readonly ospfRouteType?: number;
    /** IP reachability information: `10.0.0.0/24` or `2001:db8::/32`. */
    readonly prefix?: string;
    readonly srv6Sid?: string;
}
/** NLRI types by name (IANA bgp-ls-parameters). */
declare const BgpLsNlriType: {
    readonly NODE: 1;
    readonly LINK: 2;
    readonly IPV4_PREFIX: 3;
    readonly IPV6_PREFIX: 4;
    readonly SRV6_SID: 6;
};

/** Sub-TLVs of a definition that its originator could not carry over (RFC 9351 §3.6). */
interface UnsupportedSubTlvs {
    readonly protocolId: number;
    readonly types: readonly number[];
}
/** How paths of a flexible algorithm are computed (RFC 9351 §3). Affinities are 32-bit words of admin groups. */
interface FlexibleAlgorithmDefinition extends TlvRecord {
    readonly algorithm: number;
    readonly metricType: number;
    readonly calculationType: number;
    readonly priority: number;
    readonly excludeAnyAffinity?: readonly number[];
    readonly includeAnyAffinity?: readonly number[];
    readonly includeAllAffinity?: readonly number[];
    readonly definitionFlags?: Uint8Array;
    readonly excludeSrlg?: readonly number[];
    readonly unsupported?: readonly UnsupportedSubTlvs[];
}
/** The metric of a prefix for one algorithm (RFC 9351 §4). */
interface FlexibleAlgorithmPrefixMetric {
    readonly algorithm: number;
    readonly flags: number;
    readonly reserved?: number;
    readonly metric: number;
}

/** A segment identifier (RFC 9085 §2.1.1): three octets hold a label, four an index. One of the two stands in a model. */
interface Sid {
    /** 24 bits as they stand: a label in the lower 20. */
    readonly label?: number;
    readonly index?: number;
}
/** `size` labels or indexes from the given one on. */
interface SidRange extends Sid {
    readonly size: number;
}
/** Labels a node sets aside for segment routing: SRGB (RFC 9085 §2.1.2) or SRLB (§2.1.4). */
interface SidBlock {
    /** 0x80: MPLS of IPv4, 0x40: MPLS of IPv6 (RFC 8667 §3.1). */
    readonly flags: number;
    readonly reserved?: number;
    readonly ranges: readonly SidRange[];
}
/** The SID of an adjacency (RFC 9085 §2.2.1) or of a BGP peer (RFC 9086 §5). */
interface AdjacencySid extends Sid {
    readonly flags: number;
    readonly weight: number;
    readonly reserved?: number;
}

/** What an SRv6 node can do (RFC 9514 §3.1). */
interface Srv6Capabilities {
    readonly flags: number;
    readonly reserved?: number;
}
/** How the bits of a SID divide (RFC 9514 §8), all in bits. */
interface Srv6SidStructure {
    readonly locatorBlock: number;
    readonly locatorNode: number;
    readonly function: number;
    readonly argument: number;
}
/** The SID of an SRv6 adjacency (RFC 9514 §4.1). */
interface Srv6EndXSid extends TlvRecord {
    /** Endpoint behaviour (IANA srv6-endpoint-behaviors). */
    readonly behavior: number;
    readonly flags: number;
    readonly algorithm: number;
    readonly weight: number;
    readonly reserved?: number;
    readonly sid: string;
    readonly srv6SidStructure?: Srv6SidStructure;
}
/** The SID of an SRv6 adjacency on a LAN (RFC 9514 §4.2). */
interface Srv6LanEndXSid extends Srv6EndXSid {
    /** `1921.6825.2240` of IS-IS, `10.0.0.1` of OSPFv3. */
    readonly neighbor: string;
}
/** The locator of a prefix (RFC 9514 §5.1). */
interface Srv6Locator extends TlvRecord {
    readonly flags: number;
    readonly algorithm: number;
    readonly reserved?: number;
    readonly metric: number;
}
/** What a SID does (RFC 9514 §7.1). */
interface Srv6EndpointBehavior {
    readonly behavior: number;
    readonly flags: number;
    readonly algorithm: number;
}
/** The BGP peer of a SID (RFC 9514 §7.2). */
interface Srv6BgpPeerNodeSid {
    readonly flags: number;
    readonly weight: number;
    readonly reserved?: number;
    readonly peerAsn: number;
    readonly peerBgpIdentifier: string;
}

/** How deep a SID stack a node or a link can handle (RFC 8814 §3). */
interface Msd {
    /** IANA igp-msd-types. */
    readonly type: number;
    readonly value: number;
}
/** TLVs of a node (RFC 9552 §5.3.1, and those named). */
interface BgpLsNodeAttributes {
    readonly multiTopologyIds?: readonly number[];
    /** RFC 8814 §3. */
    readonly nodeMsds?: readonly Msd[];
    /** Overload 0x80, attached 0x40, external 0x20, ABR 0x10, router 0x08, V6 0x04 (RFC 9552 §5.3.1.1). */
    readonly nodeFlags?: number;
    readonly opaqueNodeAttributes?: readonly Uint8Array[];
    readonly nodeName?: string;
    /** `49.0001`. */
    readonly isisAreaIds?: readonly string[];
    readonly localIpv4RouterIds?: readonly string[];
    readonly localIpv6RouterIds?: readonly string[];
    /** S-BFD discriminators (RFC 9247 §2). */
    readonly sBfdDiscriminators?: readonly number[];
    /** RFC 9085 §2.1.2. */
    readonly srCapabilities?: SidBlock;
    /** RFC 9085 §2.1.3. */
    readonly srAlgorithms?: readonly number[];
    /** RFC 9085 §2.1.4. */
    readonly srLocalBlock?: SidBlock;
    /** RFC 9085 §2.1.5. */
    readonly srmsPreference?: number;
    readonly srv6Capabilities?: Srv6Capabilities;
    readonly flexibleAlgorithmDefinitions?: readonly FlexibleAlgorithmDefinition[];
}

/** Delay of a link in microseconds (RFC 8571 §2.1). */
interface LinkDelay {
    /** 0x80: anomalous. */
    readonly flags: number;
    readonly delay: number;
}
/** Least and greatest delay in microseconds (RFC 8571 §2.2). */
interface MinMaxLinkDelay {
    /** 0x80: anomalous. */
    readonly flags: number;
    readonly min: number;
    readonly reserved?: number;
    readonly max: number;
}
/** Mean variation of the delay in microseconds (RFC 8571 §2.3). */
interface DelayVariation {
    readonly reserved?: number;
    readonly variation: number;
}
/** Loss in units of 0.000003 percent (RFC 8571 §2.4). */
interface LinkLoss {
    /** 0x80: anomalous. */
    readonly flags: number;
    readonly loss: number;
}

/** The metric of a link (RFC 9552 §5.3.2.4): one octet of IS-IS narrow, two of OSPF, three of IS-IS wide. */
interface IgpMetric {
    readonly metric: number;
    readonly octets: 1 | 2 | 3;
}
/** The SID of an adjacency on a LAN (RFC 9085 §2.2.2). */
interface LanAdjacencySid extends AdjacencySid {
    /** `10.0.0.1` of OSPF, `1921.6825.2240` of IS-IS. */
    readonly neighbor: string;
}
/** TLVs of a link (RFC 9552 §5.3.2, and those named) but those that hold others of them. Bandwidths are in octets a second. */
interface BgpLsLinkTlvs {
    readonly linkIdentifiers?: LinkIdentifiers;
    /** RFC 8814 §4. */
    readonly linkMsds?: readonly Msd[];
    readonly remoteIpv4RouterIds?: readonly string[];
    readonly remoteIpv6RouterIds?: readonly string[];
    readonly administrativeGroup?: number;
    readonly maximumLinkBandwidth?: number;
    readonly maximumReservableLinkBandwidth?: number;
    /** One a priority, from 0 to 7. */
    readonly unreservedBandwidth?: readonly number[];
    readonly teDefaultMetric?: number;
    /** Capability in the upper octet (RFC 5307 §1.2). */
    readonly linkProtectionType?: number;
    /** LDP 0x80, RSVP-TE 0x40. */
    readonly mplsProtocolMask?: number;
    readonly igpMetric?: IgpMetric;
    readonly sharedRiskLinkGroups?: readonly number[];
    readonly opaqueLinkAttributes?: readonly Uint8Array[];
    readonly linkName?: string;
    readonly adjacencySids?: readonly AdjacencySid[];
    readonly lanAdjacencySids?: readonly LanAdjacencySid[];
    /** RFC 9086 §5. */
    readonly peerNodeSids?: readonly AdjacencySid[];
    readonly peerAdjacencySids?: readonly AdjacencySid[];
    readonly peerSetSids?: readonly AdjacencySid[];
    readonly srv6EndXSids?: readonly Srv6EndXSid[];
    readonly isisSrv6LanEndXSids?: readonly Srv6LanEndXSid[];
    readonly ospfv3Srv6LanEndXSids?: readonly Srv6LanEndXSid[];
    /** RFC 8571. */
    readonly unidirectionalLinkDelay?: LinkDelay;
    readonly minMaxUnidirectionalLinkDelay?: MinMaxLinkDelay;
    readonly unidirectionalDelayVariation?: DelayVariation;
    readonly unidirectionalLinkLoss?: LinkLoss;
    readonly unidirectionalResidualBandwidth?: number;
    readonly unidirectionalAvailableBandwidth?: number;
    readonly unidirectionalUtilizedBandwidth?: number;
    /** RFC 8379 §4. */
    readonly gracefulLinkShutdown?: true;
    /** 32-bit words (RFC 9104 §2). */
    readonly extendedAdministrativeGroup?: readonly number[];
}

/**
 * Attributes of a link for certain applications only (RFC 9294 §2).
 *
 * ```text
 * +-----------------+-----------------+--------------+--------------+-------------------+----------+
 * | mask length (1) | mask length (1) | reserved (2) | applications | user-defined ones | sub-TLVs |
 * +-----------------+-----------------+--------------+--------------+-------------------+----------+
 * ```
 */
interface ApplicationSpecificLinkAttributes extends BgpLsLinkTlvs, TlvRecord {
    /** A bit each (IANA igp-parameters): RSVP-TE 0x80, SR policy 0x40, LFA 0x20, flexible algorithm 0x10. */
    readonly applications: Uint8Array;
    readonly userDefinedApplications: Uint8Array;
    readonly reserved?: number;
}

interface ApplicationAttributes {
    readonly applicationSpecificLinkAttributes?: readonly ApplicationSpecificLinkAttributes[];
}
/** A link of a bundle (RFC 9085 §2.2.3). */
interface L2BundleMember extends BgpLsLinkTlvs, ApplicationAttributes, TlvRecord {
    readonly descriptor: number;
}
/** TLVs of a link, those that hold TLVs of links included. */
interface BgpLsLinkAttributes extends BgpLsLinkTlvs, ApplicationAttributes {
    readonly l2BundleMembers?: readonly L2BundleMember[];
}

/** The SID of a prefix (RFC 9085 §2.3.1). */
interface PrefixSidAttribute extends Sid {
    readonly flags: number;
    readonly algorithm: number;
    readonly reserved?: number;
}
/** SIDs of consecutive prefixes, of a mapping server (RFC 9085 §2.3.5). */
interface SrRange extends TlvRecord {
    readonly flags: number;
    readonly reserved?: number;
    readonly size: number;
    readonly prefixSids?: readonly PrefixSidAttribute[];
}
/** TLVs of a prefix (RFC 9552 §5.3.3, and those named). */
interface BgpLsPrefixAttributes {
    readonly flexibleAlgorithmPrefixMetrics?: readonly FlexibleAlgorithmPrefixMetric[];
    /** Up/down 0x80, no unicast 0x40, local address 0x20, propagate NSSA 0x10 (RFC 9552 §5.3.3.1). */
    readonly igpFlags?: number;
    readonly igpRouteTags?: readonly number[];
    readonly igpExtendedRouteTags?: readonly (number | string)[];
    readonly prefixMetric?: number;
    readonly ospfForwardingAddress?: string;
    readonly opaquePrefixAttributes?: readonly Uint8Array[];
    readonly prefixSids?: readonly PrefixSidAttribute[];
    readonly srRanges?: readonly SrRange[];
    readonly srv6Locators?: readonly Srv6Locator[];
    /** Flags of the IGP as they stand (RFC 9085 §2.3.2). */
    readonly prefixAttributeFlags?: Uint8Array;
    /** RFC 9085 §2.3.3. */
    readonly sourceRouterIdentifier?: string;
    /** RFC 9085 §2.3.4. */
    readonly sourceOspfRouterId?: string;
}

/** TLVs of an SRv6 SID (RFC 9514 §7). */
interface BgpLsSrv6SidAttributes {
    readonly srv6EndpointBehavior?: Srv6EndpointBehavior;
    readonly srv6BgpPeerNodeSids?: readonly Srv6BgpPeerNodeSid[];
    readonly srv6SidStructure?: Srv6SidStructure;
}
/** What is known of the node, link, prefix or SID that the NLRI beside the attribute names. */
interface BgpLsAttribute extends BgpLsNodeAttributes, BgpLsLinkAttributes, BgpLsPrefixAttributes, BgpLsSrv6SidAttributes, TlvRecord {
}
/**
 * BGP-LS, RFC 9552 §5.3. Malformed is only what overruns (§8.2.2); a TLV whose octets make no sense, or that stands in
 * an unusual place, is for the consumer to judge and goes on as it came.
 *
 * ```text
 * +----------+------------+-------+
 * | type (2) | length (2) | value | …
 * +----------+------------+-------+
 * ```
 */
declare const BGP_LS_ATTRIBUTE: AttributeRow<BgpLsAttribute>;

/**
 * CLUSTER_LIST, RFC 4456 §8: the reflection path as cluster identifiers (dotted quads), last reflector first. From
 * an external peer it is discarded (RFC 7606 §7.10).
 *
 * ```text
 * +----------------+
 * | cluster id (4) | …
 * +----------------+
 * ```
 */
declare const CLUSTER_LIST: AttributeRow<readonly string[]>;

/** A community as an unsigned 32-bit number: AS number in the upper half, local value in the lower (RFC 1997). */
type Community = number;
/** Well-known communities (IANA bgp-well-known-communities), by the name this codec prints. */
declare const WellKnownCommunity: {
    readonly 'graceful-shutdown': 4294901760;
    readonly 'accept-own': 4294901761;
    readonly 'llgr-stale': 4294901766;
    readonly 'no-llgr': 4294901767;
    readonly blackhole: 4294902426;
    readonly 'no-export': 4294967041;
    readonly 'no-advertise': 4294967042;
    readonly 'no-export-subconfed': 4294967043;
    readonly 'no-peer': 4294967044;
};
/**
 * COMMUNITIES, RFC 1997: unsigned 32-bit numbers, in the order they came.
 *
 * ```text
 * +---------------+---------------+
 * | AS number (2) | value (2)     | …
 * +---------------+---------------+
 * ```
 */
declare const COMMUNITIES: AttributeRow<readonly Community[]>;
/** `65000:1`, or the name of a well-known one. */
declare function formatCommunity(community: Community): string;
/** The community of `65000:1`, `0xfde80001`, `4259840001` or a well-known name; undefined for any other text. */
declare function parseCommunity(text: string): Community | undefined;

/** An extended community as two unsigned 32-bit halves: no number of JavaScript holds all 64 bits. */
interface ExtendedCommunity {
    readonly high: number;
    readonly low: number;
}
/**
 * EXTENDED COMMUNITIES, RFC 4360: eight octets each. Unknown types are never an error (RFC 7606 §7.14).
 *
 * ```text
 * +------+---------+--------------------------------------+
 * | type | subtype | AS (2) value (4)                     |  type 0x00, 0x40
 * |      |         | IPv4 (4) value (2), AS (4) value (2) |  type 0x01, 0x02 (RFC 5668)
 * +------+---------+--------------------------------------+
 * ```
 */
declare const EXTENDED_COMMUNITIES: AttributeRow<readonly ExtendedCommunity[]>;
/**
 * `target:65000:1`, `rate-limit:9600`, `mac-mobility:5:sticky`: the name of the type, then its words. The variant that
 * is transitive where the type usually is not, or the other way round, says so behind the name:
 * `interface-set:non-transitive:input:65000:1`. `0x` and sixteen digits where there is no text that says all octets.
 */
declare function formatExtendedCommunity({ high, low }: ExtendedCommunity): string;
/**
 * The extended community of a text that `formatExtendedCommunity` gives, and of these: `target:70000:1` (an AS number
 * of four octets, RFC 5668), `65000:1` (a target), `mark 10` and `action sample` (a space behind the name), and
 * `transitive:` or `non-transitive:` behind any name. Undefined for any other text.
 */
declare function parseExtendedCommunity(text: string): ExtendedCommunity | undefined;

/** Subcodes of the UPDATE Message Error (RFC 4271 §6.3). */
declare const UpdateSubcode: {
    readonly MALFORMED_ATTRIBUTE_LIST: 1;
    readonly UNRECOGNIZED_WELL_KNOWN: 2;
    readonly MISSING_WELL_KNOWN: 3;
    readonly ATTRIBUTE_FLAGS: 4;
    readonly ATTRIBUTE_LENGTH: 5;
    readonly INVALID_ORIGIN: 6;
    readonly INVALID_NEXT_HOP: 8;
    readonly OPTIONAL_ATTRIBUTE: 9;
    readonly INVALID_NETWORK_FIELD: 10;
    readonly MALFORMED_AS_PATH: 11;
};
/** `AS_PATH`, or `attribute 99`. */
declare function attributeName(code: number): string;

/** An extended community with room for an IPv6 address (RFC 5701 §2). */
interface Ipv6ExtendedCommunity {
    /** Type and sub-type in one number: `0x0002` for a route target. */
    readonly type: number;
    readonly address: string;
    readonly local: number;
}
/**
 * IPv6 Address Specific Extended Community, RFC 5701 §2. Unknown types are never an error (RFC 7606 §7.15).
 *
 * ```text
 * +----------+-------------+-------------------+-----------+
 * | type (1) | subtype (1) | IPv6 address (16) | local (2) | …
 * +----------+-------------+-------------------+-----------+
 * ```
 */
declare const IPV6_EXTENDED_COMMUNITIES: AttributeRow<readonly Ipv6ExtendedCommunity[]>;
/**
 * `target:[2001:db8::1]:100`, `redirect-to-nexthop-ietf:[2001:db8::1]`, or the type in digits:
 * `0x0010:[2001:db8::1]:100`.
 */
declare function formatIpv6ExtendedCommunity({ type, address, local }: Ipv6ExtendedCommunity): string;
/** The community of a text that `formatIpv6ExtendedCommunity` gives; undefined for any other. */
declare function parseIpv6ExtendedCommunity(text: string): Ipv6ExtendedCommunity | undefined;

/** A large community: three unsigned 32-bit numbers (RFC 8092 §3). */
interface LargeCommunity {
    readonly globalAdministrator: number;
    readonly localData1: number;
    readonly localData2: number;
}
/**
 * LARGE_COMMUNITY, RFC 8092: twelve octets each. Any global administrator is legal (§5).
 *
 * ```text
 * +--------------------------+------------------+------------------+
 * | global administrator (4) | local data 1 (4) | local data 2 (4) | …
 * +--------------------------+------------------+------------------+
 * ```
 */
declare const LARGE_COMMUNITY: AttributeRow<readonly LargeCommunity[]>;
/** `65000:1:2`. */
declare function formatLargeCommunity({ globalAdministrator, localData1, localData2 }: LargeCommunity): string;
/** The large community of `65000:1:2`; undefined for any other text or a part above 4294967295. */
declare function parseLargeCommunity(text: string): LargeCommunity | undefined;

/**
 * LOCAL_PREF, RFC 4271 §5.1.5: an unsigned 32-bit preference, higher is better. From an external peer it is
 * discarded, well formed or not (RFC 7606 §7.5).
 *
 * ```text
 * +----------------+
 * | preference (4) |
 * +----------------+
 * ```
 */
declare const LOCAL_PREF: AttributeRow<number>;

/**
 * Where packets go: one address (of a VPN behind a route distinguisher, RFC 4364 §4.3.2), for IPv6 with the link-local one beside it where the peer sent both (RFC 2545 §3).
 * A next hop of a length the family has no address for is kept as octets.
 */
type NextHop = {
    readonly address: string;
    readonly linkLocal?: string;
    readonly rd?: string;
} | {
    readonly address?: undefined;
    readonly bytes: Uint8Array;
};
interface MpReachNlri {
    readonly family: Family$1;
    readonly nextHop: NextHop;
    readonly nlri: readonly Nlri[];
}
/**
 * MP_REACH_NLRI, RFC 4760 §3. Its errors reset the session, or disable the family (RFC 7606 §7.11).
 *
 * ```text
 * +---------+----------+----------------+----------+--------------+------+
 * | AFI (2) | SAFI (1) | NH length (1)  | next hop | reserved (1) | NLRI |
 * +---------+----------+----------------+----------+--------------+------+
 * ```
 */
declare const MP_REACH_NLRI: AttributeRow<MpReachNlri>;
/** `2001:db8::1`, `2001:db8::1 fe80::1`, or the number of octets where they are no address. */
declare function formatNextHop(nextHop: NextHop): string;

interface MpUnreachNlri {
    readonly family: Family$1;
    readonly nlri: readonly Nlri[];
}
/**
 * MP_UNREACH_NLRI, RFC 4760 §4. Without NLRI and alone in an UPDATE it is the family's End-of-RIB (RFC 4724 §2).
 *
 * ```text
 * +---------+----------+----------------+
 * | AFI (2) | SAFI (1) | withdrawn NLRI |
 * +---------+----------+----------------+
 * ```
 */
declare const MP_UNREACH_NLRI: AttributeRow<MpUnreachNlri>;

/**
 * MULTI_EXIT_DISC, RFC 4271 §5.1.4: an unsigned 32-bit metric, lower is better.
 *
 * ```text
 * +----------------+
 * | metric (4)     |
 * +----------------+
 * ```
 */
declare const MULTI_EXIT_DISC: AttributeRow<number>;

/**
 * NEXT_HOP, RFC 4271 §5.1.3: the IPv4 address packets are sent to. Whether the address can be used is the RIB's
 * question, not the codec's.
 *
 * ```text
 * +------------------+
 * | IPv4 address (4) |
 * +------------------+
 * ```
 */
declare const NEXT_HOP: AttributeRow<string>;

/** Where the route came from, best first (RFC 4271 §4.3 a). */
type Origin = 'igp' | 'egp' | 'incomplete';
/**
 * ORIGIN, RFC 4271 §5.1.1. One octet: 0 IGP, 1 EGP, 2 INCOMPLETE.
 *
 * ```text
 * +--------+
 * | origin |
 * +--------+
 * ```
 */
declare const ORIGIN: AttributeRow<Origin>;

/**
 * ORIGINATOR_ID, RFC 4456 §8: BGP Identifier of the router that brought the route into the AS, as dotted quad. From
 * an external peer it is discarded (RFC 7606 §7.9).
 *
 * ```text
 * +--------------------+
 * | BGP Identifier (4) |
 * +--------------------+
 * ```
 */
declare const ORIGINATOR_ID: AttributeRow<string>;

/**
 * Only to Customer, RFC 9234 §5: the AS number that set it. Leak rules make a route ineligible, never malformed.
 *
 * ```text
 * +----------------+
 * | AS number (4)  |
 * +----------------+
 * ```
 */
declare const OTC: AttributeRow<number>;

/** The label that stands for a PE inside an aggregated tunnel. */
interface PeDistinguisherLabel {
    readonly address: string;
    /** 24 bits as they stand: an MPLS label in the upper 20. */
    readonly label: number;
}
/**
 * PE Distinguisher Labels, RFC 6514 §8. Whether the addresses are IPv4 or IPv6 is told by the length.
 *
 * ```text
 * +---------------------+-----------+
 * | PE address (4, 16)  | label (3) | …
 * +---------------------+-----------+
 * ```
 */
declare const PE_DISTINGUISHER_LABELS: AttributeRow<readonly PeDistinguisherLabel[]>;

/** Tunnel types by name (IANA pmsi-tunnel-types). */
declare const PmsiTunnelType: {
    readonly NONE: 0;
    readonly RSVP_TE_P2MP: 1;
    readonly MLDP_P2MP: 2;
    readonly PIM_SSM: 3;
    readonly PIM_SM: 4;
    readonly BIDIR_PIM: 5;
    readonly INGRESS_REPLICATION: 6;
    readonly MLDP_MP2MP: 7;
    readonly TRANSPORT: 8;
    readonly ASSISTED_REPLICATION: 10;
    readonly BIER: 11;
    readonly SR_MPLS_P2MP: 12;
    readonly SRV6_P2MP: 13;
};
/** How the multicast traffic of a VPN is carried (RFC 6514 §5). */
interface PmsiTunnel {
    /** The flags octet; bit 0 asks for leaf information. */
    readonly flags: number;
    readonly tunnelType: number;
    /** 24 bits as they stand: an MPLS label in the upper 20, or a VNI. */
    readonly label: number;
    /** Addresses of the identifier: the endpoint of ingress replication, or source and group of PIM. */
    readonly addresses?: readonly string[];
    /** The identifier of any other tunnel type. */
    readonly identifier?: Uint8Array;
}
/**
 * PMSI_TUNNEL, RFC 6514 §5.
 *
 * ```text
 * +-----------+-----------------+-----------+-------------------+
 * | flags (1) | tunnel type (1) | label (3) | tunnel identifier |
 * +-----------+-----------------+-----------+-------------------+
 * ```
 */
declare const PMSI_TUNNEL: AttributeRow<PmsiTunnel>;

/** How the bits of a SID divide (RFC 9252 §3.2.1), all in bits. */
interface SidStructure {
    readonly locatorBlock: number;
    readonly locatorNode: number;
    readonly function: number;
    readonly argument: number;
    readonly transpositionLength: number;
    readonly transpositionOffset: number;
}
/** One SID of a service (RFC 9252 §3.1). */
interface Srv6Sid$1 {
    readonly sid: string;
    readonly flags: number;
    /** Endpoint behaviour (IANA srv6-endpoint-behaviors); 0xffff: not told. */
    readonly behavior: number;
    readonly structure?: SidStructure;
    readonly others?: readonly OpaqueTlv[];
}
/** An SRv6 service TLV (RFC 9252 §2). */
interface Srv6Service {
    readonly sids: readonly Srv6Sid$1[];
    readonly others?: readonly OpaqueTlv[];
}

/** A block of labels of the originator (RFC 8669 §3.2). */
interface SrgbRange {
    /** First label, 24 bits as they stand. */
    readonly base: number;
    readonly size: number;
}
/** Segment identifiers of a prefix: of several TLVs of a known type the first counts (RFC 8669 §3). */
interface PrefixSid {
    readonly labelIndex?: {
        readonly flags: number;
        readonly index: number;
    };
    readonly originatorSrgb?: {
        readonly flags: number;
        readonly ranges: readonly SrgbRange[];
    };
    readonly srv6L3Service?: Srv6Service;
    readonly srv6L2Service?: Srv6Service;
    /** TLVs of other types, and repeated ones, in their order. */
    readonly others?: readonly OpaqueTlv[];
}
/**
 * BGP Prefix-SID, RFC 8669 §3, and SRv6 services, RFC 9252 §2. It is meant for one SR domain: from an external peer it
 * is taken only where the session has it enabled (RFC 8669 §4).
 *
 * ```text
 * +----------+------------+-------+
 * | type (1) | length (2) | value | …
 * +----------+------------+-------+
 * ```
 */
declare const PREFIX_SID: AttributeRow<PrefixSid>;

/** A table of the given rows; of two rows with one code the later stands. */
declare function attributeTable(rows: readonly AttributeRow<unknown>[]): AttributeTable;
/** Every attribute this codec has a model for. */
declare const standardAttributes: AttributeTable;

/**
 * One sub-TLV of a tunnel, or of a segment list. `value` is the row's model; octets (`Uint8Array`) where the type has
 * no row, or where the row could not read them, and they are written as they are.
 */
interface SubTlv<T = unknown> {
    readonly type: number;
    readonly value: T | Uint8Array;
}
/** Everything known about one sub-TLV: one line in a table. */
interface SubTlvRow<T> {
    readonly type: number;
    readonly name: string;
    readonly form: ValueForm<T>;
    /** It may stand more than once. */
    readonly repeats?: true;
    /** The value as a person reads it, where its members by name are not what that is. */
    format?(value: T): string;
}
/** The sub-TLV of a row: `subTlv(TunnelSubTlv.UDP_DESTINATION_PORT, 4789)`. */
declare function subTlv<T extends object | string | number>(one: SubTlvRow<T>, value: T): SubTlv<T>;
/** All well-formed values of a row among sub-TLVs, in order. */
declare function subTlvValues<T>(list: readonly SubTlv[], one: SubTlvRow<T>): T[];
/** The first well-formed value of a row (RFC 9012 §13: of several the first counts), or undefined. */
declare function subTlvValue<T>(list: readonly SubTlv[], one: SubTlvRow<T>): T | undefined;

/** Fields of a VXLAN or NVGRE header (RFC 9012 §3.2.1, §3.2.2). */
interface VirtualNetwork {
    /** 0x80: the network identifier counts; 0x40: the MAC address counts. */
    readonly flags: number;
    readonly vni: number;
    readonly mac: string;
    readonly reserved?: number;
}
/** Session and cookie of L2TPv3 (RFC 9012 §3.2.3). */
interface L2tpv3 {
    readonly sessionId: number;
    /** As many octets as both ends agreed on. */
    readonly cookie: Uint8Array;
}
declare const L2TPV3_ENCAPSULATION: SubTlvRow<L2tpv3>;
declare const GRE_ENCAPSULATION: SubTlvRow<number>;
declare const VXLAN_ENCAPSULATION: SubTlvRow<VirtualNetwork>;

/** A label stack entry; what is zero is left out. */
interface LabelEntry {
    readonly label: number;
    readonly trafficClass?: number;
    readonly isBottom?: true;
    readonly ttl?: number;
}

/** Endpoint behaviour of an SRv6 SID and how its bits divide (RFC 9830 §2.4.4.2.4), parts in bits. */
interface EndpointBehavior {
    readonly behavior: number;
    readonly reserved?: number;
    readonly locatorBlock: number;
    readonly locatorNode: number;
    readonly function: number;
    readonly argument: number;
}
interface Flagged {
    /** 0x80 verify, 0x40 algorithm given, 0x20 SID given, 0x10 behaviour given (RFC 9831 §2.10). */
    readonly flags: number;
}
interface MplsSid {
    readonly sid?: LabelEntry;
}
interface Srv6Sid {
    readonly sid?: string;
    readonly endpointBehavior?: EndpointBehavior;
}
interface Link {
    readonly localAddress: string;
    readonly remoteAddress: string;
}
interface Interfaces {
    readonly localInterface: number;
    readonly localAddress: string;
    readonly remoteInterface: number;
    readonly remoteAddress: string;
}
/** What segment types are made of, by their letter (RFC 9830 §2.4.4.2, RFC 9831 §2). */
interface SegmentTypes {
    /** A label. */
    readonly A: Flagged & {
        readonly reserved?: number;
        readonly label: LabelEntry;
    };
    /** An SRv6 SID. */
    readonly B: Flagged & {
        readonly reserved?: number;
        readonly sid: string;
        readonly endpointBehavior?: EndpointBehavior;
    };
    /** An IPv4 node. */
    readonly C: Flagged & {
        readonly algorithm: number;
        readonly node: string;
    } & MplsSid;
    /** An IPv6 node, for SR-MPLS. */
    readonly D: Flagged & {
        readonly algorithm: number;
        readonly node: string;
    } & MplsSid;
    /** An interface of an IPv4 node. */
    readonly E: Flagged & {
        readonly reserved?: number;
        readonly localInterface: number;
        readonly node: string;
    } & MplsSid;
    /** An IPv4 link by both addresses. */
    readonly F: Flagged & {
        readonly reserved?: number;
    } & Link & MplsSid;
    /** An IPv6 link by nodes and interfaces, for SR-MPLS. */
    readonly G: Flagged & {
        readonly reserved?: number;
    } & Interfaces & MplsSid;
    /** An IPv6 link by both addresses, for SR-MPLS. */
    readonly H: Flagged & {
        readonly reserved?: number;
    } & Link & MplsSid;
    /** An IPv6 node, for SRv6. */
    readonly I: Flagged & {
        readonly algorithm: number;
        readonly node: string;
    } & Srv6Sid;
    /** An IPv6 link by nodes and interfaces, for SRv6. */
    readonly J: Flagged & {
        readonly algorithm: number;
    } & Interfaces & Srv6Sid;
    /** An IPv6 link by both addresses, for SRv6. */
    readonly K: Flagged & {
        readonly algorithm: number;
    } & Link & Srv6Sid;
}
/** The segment types: one line each, `flags, algorithm or reserved octet, fields, SID`. */
declare const Segment: {
    readonly [L in keyof SegmentTypes]: SubTlvRow<SegmentTypes[L]>;
};

/** Flags, and a number that the policy is given. */
interface SrPolicyNumber {
    readonly flags: number;
    readonly reserved?: number;
    readonly value: number;
}
/** The SID that the policy is bound to (RFC 9830 §2.4.2): none, a label, or an SRv6 SID. */
interface BindingSid {
    /** 0x80: only this SID; 0x40: drop traffic to it where the policy is invalid. */
    readonly flags: number;
    readonly reserved?: number;
    readonly label?: LabelEntry;
    readonly sid?: string;
}
/** An SRv6 SID that the policy is bound to (RFC 9830 §2.4.3). */
interface Srv6BindingSid {
    /** 0x80 and 0x40 as of the binding SID; 0x20: the endpoint behaviour is given. */
    readonly flags: number;
    readonly reserved?: number;
    readonly sid: string;
    readonly endpointBehavior?: EndpointBehavior;
}
/** Weight and segments of one path (RFC 9830 §2.4.4), as sub-TLVs in their order. */
interface SegmentList {
    readonly reserved?: number;
    readonly subTlvs: readonly SubTlv[];
}
/** Priority for recomputing the policy (RFC 9830 §2.4.6): the lower, the sooner. */
interface SrPolicyPriority {
    readonly priority: number;
    readonly reserved?: number;
}
/** A name of the policy, or of the candidate path. */
interface SrPolicyName {
    readonly reserved?: number;
    readonly name: string;
}
declare const WEIGHT: SubTlvRow<SrPolicyNumber>;
/** What the sub-TLVs of an SR Policy hold. */
interface SrPolicySubTlvs {
    readonly PREFERENCE: SrPolicyNumber;
    readonly BINDING_SID: BindingSid;
    readonly SRV6_BINDING_SID: Srv6BindingSid;
    readonly EXPLICIT_NULL_LABEL_POLICY: SrPolicyNumber;
    readonly PRIORITY: SrPolicyPriority;
    readonly SEGMENT_LIST: SegmentList;
    readonly CANDIDATE_PATH_NAME: SrPolicyName;
    readonly POLICY_NAME: SrPolicyName;
}
/** The sub-TLVs of an SR Policy tunnel, one line each (RFC 9830 §2.4). */
declare const SrPolicySubTlv: {
    readonly [K in keyof SrPolicySubTlvs]: SubTlvRow<SrPolicySubTlvs[K]>;
};

/** One tunnel: its type, and its sub-TLVs in the order they came. */
interface Tunnel {
    readonly type: number;
    readonly subTlvs: readonly SubTlv[];
}
/**
 * Tunnel Encapsulation, RFC 9012 §2.
 *
 * ```text
 * +-----------------+------------+------------+
 * | tunnel type (2) | length (2) | sub-TLVs … | …
 * +-----------------+------------+------------+
 * ```
 */
declare const TUNNEL_ENCAP: AttributeRow<readonly Tunnel[]>;
/**
 * True where the tunnel may be used: no endpoint that makes no sense, and no two (RFC 9012 §13). An SR Policy needs
 * none (RFC 9830 §2.3), and neither does a route of a family whose next hop is the endpoint.
 */
declare function isUsableTunnel({ type, subTlvs }: Tunnel): boolean;

/** Where a tunnel ends (RFC 9012 §3.1). */
interface EgressEndpoint {
    /** Left out: the next hop of the route. */
    readonly address?: string;
    /** The reserved four octets, where a speaker set some. */
    readonly reserved?: number;
}
/** The Color extended community that a tunnel carries (RFC 9012 §3.4.2). */
interface TunnelColor {
    readonly flags: number;
    readonly color: number;
}
/** What the sub-TLVs of any tunnel hold. */
interface TunnelSubTlvs {
    /** EtherType of the payload (RFC 9012 §3.4.1). */
    readonly PROTOCOL_TYPE: number;
    readonly COLOR: TunnelColor;
    /** Octets of the payload header that flows are told apart by (RFC 5640 §2). */
    readonly LOAD_BALANCING_BLOCK: number;
    readonly EGRESS_ENDPOINT: EgressEndpoint;
    readonly DS_FIELD: number;
    readonly UDP_DESTINATION_PORT: number;
    /** 1: the payload is MPLS with the label of the NLRI; 2: the label is the virtual network (RFC 9012 §3.5). */
    readonly EMBEDDED_LABEL_HANDLING: number;
    readonly MPLS_LABEL_STACK: readonly LabelEntry[];
    readonly PREFIX_SID: PrefixSid;
}
/** The sub-TLVs of any tunnel, one line each (RFC 9012 §3, RFC 5640 §2). */
declare const TunnelSubTlv: {
    readonly [K in keyof TunnelSubTlvs]: SubTlvRow<TunnelSubTlvs[K]>;
};

/** Tunnel types by name (IANA tunnel-types). */
declare const TunnelType: {
    readonly L2TPV3: 1;
    readonly GRE: 2;
    readonly TRANSMIT_TUNNEL_ENDPOINT: 3;
    readonly IPSEC: 4;
    readonly IP_IN_IP_WITH_IPSEC: 5;
    readonly MPLS_IN_IP_WITH_IPSEC: 6;
    readonly IP_IN_IP: 7;
    readonly VXLAN: 8;
    readonly NVGRE: 9;
    readonly MPLS: 10;
    readonly MPLS_IN_GRE: 11;
    readonly VXLAN_GPE: 12;
    readonly MPLS_IN_UDP: 13;
    readonly IPV6_TUNNEL: 14;
    readonly SR_POLICY: 15;
    readonly BARE: 16;
    readonly SR_TUNNEL: 17;
    readonly GENEVE: 19;
};
/** `vxlan`, or the number of a type without a name. */
declare function formatTunnelType(type: number): string;
/** The type that `vxlan` or `8` means; undefined for any other text. */
declare function parseTunnelType(text: string): number | undefined;

/** Dotted quad of an unsigned 32-bit number: `3232235777` → `192.168.1.1`. */
declare function formatIPv4(address: number): string;
/** The number of a dotted quad without leading zeros; undefined for any other text. */
declare function parseIPv4(text: string): number | undefined;
/** Text of the 16 octets at `offset`, in the canonical form of RFC 5952. */
declare function formatIPv6(bytes: Uint8Array, offset?: number): string;
/** The 16 octets of an IPv6 address in any form of RFC 4291 §2.2 without zone; undefined for any other text. */
declare function parseIPv6(text: string): Uint8Array | undefined;
/** Text of an address of 4 octets (IPv4) or 16 octets (IPv6). Throws `RangeError` for any other length. */
declare function formatAddress(bytes: Uint8Array, start?: number, end?: number): string;
/** The 4 or 16 octets of an IPv4 or IPv6 address; undefined for any other text. */
declare function parseAddress(text: string): Uint8Array | undefined;

/** Octets as lower-case hexadecimal, two digits each. */
declare function formatHex(bytes: Uint8Array, start?: number, end?: number): string;
/** The octets that hexadecimal text names (`0x` before it and white space in it are allowed); undefined for anything else. */
declare function parseHex(text: string): Uint8Array | undefined;

/**
 * A cursor over a slice of octets, in network order. Reading past the end returns zeros and sets `failed`, which
 * stays set: a decoder reads all its fields and asks once (nothing throws on the peer's bytes).
 */
declare class ByteReader {
    #private;
    readonly bytes: Uint8Array;
    readonly end: number;
    offset: number;
    failed: boolean;
    constructor(bytes: Uint8Array, start?: number, end?: number);
    get remaining(): number;
    u8(): number;
    u16(): number;
    u24(): number;
    u32(): number;
    /** A view of the next `length` octets (not a copy); empty where there are fewer. */
    view(length: number): Uint8Array;
    /** A copy of the next `length` octets; empty where there are fewer. */
    copy(length: number): Uint8Array;
}
/** The unsigned 16-bit number at `offset`, network order. The caller has checked that two octets are there. */
declare function readU16(bytes: Uint8Array, offset: number): number;
/** The unsigned 32-bit number at `offset`, network order. The caller has checked that four octets are there. */
declare function readU32(bytes: Uint8Array, offset: number): number;

/** UTF-8 octets of a text. */
declare function encodeUtf8(text: string): Uint8Array;
/** Text of UTF-8 octets; a sequence that is no UTF-8 becomes U+FFFD. */
declare function decodeUtf8(bytes: Uint8Array): string;
/** Text of UTF-8 octets, or undefined where they are not UTF-8 in shortest form. */
declare function decodeUtf8Strict(bytes: Uint8Array): string | undefined;

/** What the sender does with several paths to one prefix of a family (RFC 7911 §4). */
interface AddPathFamily {
    readonly family: Family$1;
    readonly mode: 'receive' | 'send' | 'both';
}
/**
 * ADD-PATH, RFC 7911 §4.
 *
 * ```text
 * +---------+----------+------------------+
 * | AFI (2) | SAFI (1) | send/receive (1) | …   1 receive, 2 send, 3 both
 * +---------+----------+------------------+
 * ```
 */
declare const ADD_PATH: CapabilityRow<readonly AddPathFamily[]>;

/** Enhanced Route Refresh, RFC 7313 §3.1: no octets. */
declare const ENHANCED_ROUTE_REFRESH: CapabilityRow<true>;

/** Extended Message, RFC 8654 §3: no octets. */
declare const EXTENDED_MESSAGE: CapabilityRow<true>;

/** NLRI of `family` may have a next hop of address family `nextHopAfi`. */
interface ExtendedNextHop {
    readonly family: Family$1;
    readonly nextHopAfi: number;
}
/**
 * Extended Next Hop Encoding, RFC 8950 §4.
 *
 * ```text
 * +--------------+---------------+------------------+
 * | NLRI AFI (2) | NLRI SAFI (2) | next hop AFI (2) | …
 * +--------------+---------------+------------------+
 * ```
 */
declare const EXTENDED_NEXT_HOP: CapabilityRow<readonly ExtendedNextHop[]>;

/**
 * Support for 4-octet AS numbers, RFC 6793 §3: the sender's AS number.
 *
 * ```text
 * +---------------+
 * | AS number (4) |
 * +---------------+
 * ```
 */
declare const FOUR_OCTET_AS: CapabilityRow<Asn>;

/** The sender's names, for people only: never an identity (draft-walton-bgp-hostname-capability). */
interface Fqdn {
    readonly hostName: string;
    readonly domainName: string;
}
/**
 * FQDN, draft-walton-bgp-hostname-capability: UTF-8 names, each behind its length. What a peer sends beyond 64 octets
 * is cut.
 *
 * ```text
 * +------------+-----------+------------+-------------+
 * | length (1) | host name | length (1) | domain name |
 * +------------+-----------+------------+-------------+
 * ```
 */
declare const FQDN: CapabilityRow<Fqdn>;

/** One family whose routes the sender can keep forwarding by while it restarts. */
interface GracefulRestartFamily {
    readonly family: Family$1;
    /** F bit: forwarding state was kept through the last restart. */
    readonly forwardingPreserved: boolean;
}
interface GracefulRestart {
    /** R bit: the sender has just restarted. */
    readonly restarting: boolean;
    /** N bit: NOTIFICATIONs other than Hard Reset restart gracefully as well (RFC 8538 §2). */
    readonly notification: boolean;
    /** How long the sender expects to be away, 0–4095 seconds. */
    readonly restartTimeSeconds: number;
    readonly families: readonly GracefulRestartFamily[];
}
/**
 * Graceful Restart, RFC 4724 §3 and RFC 8538 §2. Reserved bits are ignored and sent as 0.
 *
 * ```text
 * +-+-+---+--------------+   +---------+----------+-+-----------+
 * |R|N| 0 | time (12 b)  |   | AFI (2) | SAFI (1) |F| 0 (7 bit) | …
 * +-+-+---+--------------+   +---------+----------+-+-----------+
 * ```
 */
declare const GRACEFUL_RESTART: CapabilityRow<GracefulRestart>;

/** One family whose routes may be kept long after the restart time (RFC 9494 §3). */
interface LongLivedFamily {
    readonly family: Family$1;
    /** F bit: forwarding state was kept through the last restart. */
    readonly forwardingPreserved: boolean;
    /** How long routes may be stale, 0–16777215 seconds. */
    readonly staleTimeSeconds: number;
}
/**
 * Long-Lived Graceful Restart, RFC 9494 §3.
 *
 * ```text
 * +---------+----------+-+-----------+----------------+
 * | AFI (2) | SAFI (1) |F| 0 (7 bit) | stale time (3) | …
 * +---------+----------+-+-----------+----------------+
 * ```
 */
declare const LONG_LIVED_GRACEFUL_RESTART: CapabilityRow<readonly LongLivedFamily[]>;

/** How many labels the sender takes in an NLRI of a family (RFC 8277 §2.1). */
interface MultipleLabelsFamily {
    readonly family: Family$1;
    readonly count: number;
}
/**
 * Multiple Labels, RFC 8277 §2.1.
 *
 * ```text
 * +---------+----------+-----------+
 * | AFI (2) | SAFI (1) | count (1) | …
 * +---------+----------+-----------+
 * ```
 */
declare const MULTIPLE_LABELS: CapabilityRow<readonly MultipleLabelsFamily[]>;

/**
 * Multiprotocol Extensions, RFC 4760 §8: one family the sender speaks.
 *
 * ```text
 * +---------+--------------+----------+
 * | AFI (2) | reserved (1) | SAFI (1) |
 * +---------+--------------+----------+
 * ```
 */
declare const MULTIPROTOCOL: CapabilityRow<Family$1>;

/** What the sender does with outbound route filters of a family (RFC 5291 §5). */
interface OrfFamily {
    readonly family: Family$1;
    readonly types: readonly {
        readonly type: number;
        readonly mode: 'receive' | 'send' | 'both';
    }[];
}
/**
 * Outbound Route Filtering, RFC 5291 §5.
 *
 * ```text
 * +---------+--------------+----------+-----------+----------------------------------+
 * | AFI (2) | reserved (1) | SAFI (1) | count (1) | count × type (1), send/receive(1)| …
 * +---------+--------------+----------+-----------+----------------------------------+
 * ```
 */
declare const OUTBOUND_ROUTE_FILTERING: CapabilityRow<readonly OrfFamily[]>;

/** How many paths to one prefix the sender takes (draft-abraitis-idr-addpath-paths-limit). */
interface PathsLimitFamily {
    readonly family: Family$1;
    readonly limit: number;
}
/**
 * PATHS-LIMIT, draft-abraitis-idr-addpath-paths-limit §3.
 *
 * ```text
 * +---------+----------+-----------+
 * | AFI (2) | SAFI (1) | limit (2) | …
 * +---------+----------+-----------+
 * ```
 */
declare const PATHS_LIMIT: CapabilityRow<readonly PathsLimitFamily[]>;

/** Dynamic Capability, draft-ietf-idr-dynamic-cap §3: the codes that may change in a session. */
declare const DYNAMIC_CAPABILITY: CapabilityRow<readonly number[]>;
/** Multisession, draft-ietf-idr-bgp-multisession §4: flags, then the codes that tell sessions apart. */
declare const MULTISESSION: CapabilityRow<readonly number[]>;
/** Route Refresh under the number that was in use before RFC 2918. */
declare const CISCO_ROUTE_REFRESH: CapabilityRow<true>;
/** Multisession under the number that was in use before. */
declare const CISCO_MULTISESSION: CapabilityRow<readonly number[]>;
/** Link-Local Next Hop, draft-ietf-idr-linklocal-capability §2: a link-local address alone is a next hop. */
declare const LINK_LOCAL_NEXT_HOP: CapabilityRow<true>;
/** Operational messages, draft-ietf-idr-operational-message §2. */
declare const OPERATIONAL: CapabilityRow<true>;

/** What the sender is to the receiver (RFC 9234 §4.1). A number for a value that is not assigned. */
type Role = 'provider' | 'rs' | 'rs-client' | 'customer' | 'peer' | number;
/**
 * BGP Role, RFC 9234 §4.1.
 *
 * ```text
 * +----------+
 * | role (1) |
 * +----------+
 * ```
 */
declare const ROLE: CapabilityRow<Role>;

/** Route Refresh, RFC 2918 §2: no octets. */
declare const ROUTE_REFRESH: CapabilityRow<true>;

/**
 * Software Version, draft-abraitis-bgp-version-capability: UTF-8 text behind its length, for people only.
 *
 * ```text
 * +------------+---------+
 * | length (1) | version |
 * +------------+---------+
 * ```
 */
declare const SOFTWARE_VERSION: CapabilityRow<string>;

/** A table of the given rows; of two rows with one code the later stands. */
declare function capabilityTable(rows: readonly CapabilityRow<unknown>[]): CapabilityTable;
/** Every capability this codec has a model for. */
declare const standardCapabilities: CapabilityTable;

/** A whole message, with its faults where they are. Octets after its declared length are named too. */
declare function dissect(bytes: Uint8Array, context: CodecContext): Span;
/** Path attributes as they stand in an UPDATE. Their faults are the caller's to give, offsets from the first octet. */
declare function dissectAttributes(bytes: Uint8Array, context: CodecContext, faults?: readonly Fault[]): Span;
/** NLRI of one family as they stand in a field. */
declare function dissectNlri(bytes: Uint8Array, family: Family$1, context: CodecContext, faults?: readonly Fault[]): Span;
/** Capabilities as they stand in a parameter of an OPEN. */
declare function dissectCapabilities(bytes: Uint8Array, context: Pick<CodecContext, 'capabilities'>, faults?: readonly Fault[]): Span;

/**
 * The tree as indented text, a line a span: offset, octets of a field, name and value; faults in lines of their own.
 *
 * ```text
 *  23  40  flags: well-known transitive
 * ```
 */
declare function formatDissection(root: Span, bytes: Uint8Array): string;

/** What went wrong, beside the stable code: the members depend on the code and are documented where it is thrown. */
type MeshErrorDetails = Readonly<Record<string, unknown>>;
/**
 * An error of the caller or of the machine. The peer's bytes never cause one: they give a `Fault`.
 *
 * Match on `code` (`MESH_TEXT_SYNTAX`, `MESH_PEER_EXISTS` …), never on `instanceof`: an application may hold two
 * copies of the package.
 */
declare class MeshError extends Error {
    readonly name = "MeshError";
    readonly code: string;
    readonly details: MeshErrorDetails;
    constructor(code: string, message: string, options?: {
        cause?: unknown;
        details?: MeshErrorDetails;
    });
}
/** True for a `MeshError` of any copy of the package, optionally with the given code. */
declare function isMeshError(error: unknown, code?: string): error is MeshError;

/** The families this codec has rows for, as `AFI << 8 | SAFI`. */
declare const Family: {
    readonly IPV4_UNICAST: 257;
    readonly IPV4_MULTICAST: 258;
    readonly IPV4_LABELLED_UNICAST: 260;
    readonly IPV4_MCAST_VPN: 261;
    readonly IPV4_ENCAP: 263;
    readonly IPV4_SR_POLICY: 329;
    readonly IPV4_MUP: 341;
    readonly IPV4_VPN: 384;
    readonly IPV4_VPN_MULTICAST: 385;
    readonly ROUTE_TARGET: 388;
    readonly IPV4_FLOW: 389;
    readonly IPV4_FLOW_VPN: 390;
    readonly IPV6_UNICAST: 513;
    readonly IPV6_MULTICAST: 514;
    readonly IPV6_LABELLED_UNICAST: 516;
    readonly IPV6_MCAST_VPN: 517;
    readonly IPV6_ENCAP: 519;
    readonly IPV6_SR_POLICY: 585;
    readonly IPV6_MUP: 597;
    readonly IPV6_VPN: 640;
    readonly IPV6_VPN_MULTICAST: 641;
    readonly IPV6_FLOW: 645;
    readonly IPV6_FLOW_VPN: 646;
    readonly L2_FLOW: 1669;
    readonly L2VPN_VPLS: 6465;
    readonly L2VPN_EVPN: 6470;
    readonly L2VPN_FLOW_VPN: 6534;
    readonly BGP_LS: 4195399;
    readonly BGP_LS_VPN: 4195400;
};
type Family = Family$1;
/** The family of an AFI (0–65535) and a SAFI (0–255). */
declare function familyOf(afi: number, safi: number): Family$1;
/** The AFI of a family. */
declare function afiOf(family: Family$1): number;
/** The SAFI of a family. */
declare function safiOf(family: Family$1): number;
/** `ipv4-unicast`, or `afi-9-safi-7` where no name is known. */
declare function formatFamily(family: Family$1): string;
/**
 * The family that a name means, in any of the usual spellings: `ipv4-unicast`, `ipv4 unicast`, `ipv4/unicast`,
 * `IPv4_Unicast`, `ipv4 flowspec`, `afi-9-safi-7`, and with a number for a part, `1/1`, `64769 mpls-vpn`. Undefined for
 * a name that is not known.
 */
declare function parseFamilyName(text: string): Family$1 | undefined;

/** Called with each whole message. The octets are borrowed: they may change once the call has returned. False stops. */
type FrameHandler = (frame: Uint8Array) => boolean | undefined;
/** Called with each whole message where it stands, `bytes[start, end)`. The octets are borrowed; false stops. */
type FrameSpanHandler = (bytes: Uint8Array, start: number, end: number) => boolean | undefined;
/**
 * Bytes in, frames out. Marker and header are judged as they come, before anything is buffered for them, and no more
 * than one message is ever held. Frames that lie whole in a chunk are not copied.
 *
 * After a fault, or once the handler has returned false, the stream has no meaning any more: further bytes are dropped.
 */
declare class Framer {
    #private;
    /** Set once RFC 8654 was negotiated; only messages that begin after it are affected. */
    extendedMessage: boolean;
    /** Message types that are let through beside those of every session. */
    messageTypes: CodecContext['messageTypes'];
    constructor(options?: Partial<Pick<CodecContext, 'extendedMessage' | 'messageTypes'>>);
    /** Octets of an unfinished message. */
    get held(): number;
    /** The type octet of the header that was at fault: a NOTIFICATION must not be answered, even one that cannot be read. */
    get faultType(): number | undefined;
    /**
     * Takes a chunk and hands over every message that is whole by now. Returns the fault that ended the stream, if there
     * is one: messages before it have been handed over. A handler that returns false ends it without a fault.
     */
    push(chunk: Uint8Array, handler: FrameHandler): Fault | undefined;
    /** The same without an object a message, for those who read where the octets stand (`UpdateView.reset`). */
    pushSpans(chunk: Uint8Array, handler: FrameSpanHandler): Fault | undefined;
}

/** Message types (RFC 4271 §4.1, RFC 2918 §3). */
declare const MessageType: {
    readonly OPEN: 1;
    readonly UPDATE: 2;
    readonly NOTIFICATION: 3;
    readonly KEEPALIVE: 4;
    readonly ROUTE_REFRESH: 5;
};
/** Address family identifiers this codec has names for (IANA address-family-numbers). */
declare const Afi: {
    readonly IPV4: 1;
    readonly IPV6: 2;
    readonly IEEE_802: 6;
    readonly L2VPN: 25;
    readonly BGP_LS: 16388;
};
/** Subsequent address family identifiers this codec has names for (IANA safi-namespace). */
declare const Safi: {
    readonly UNICAST: 1;
    readonly MULTICAST: 2;
    readonly NLRI_MPLS: 4;
    readonly MCAST_VPN: 5;
    readonly ENCAP: 7;
    readonly VPLS: 65;
    readonly EVPN: 70;
    readonly BGP_LS: 71;
    readonly BGP_LS_VPN: 72;
    readonly SR_POLICY: 73;
    readonly MUP: 85;
    readonly MPLS_VPN: 128;
    readonly MCAST_MPLS_VPN: 129;
    readonly RTC: 132;
    readonly FLOW: 133;
    readonly FLOW_VPN: 134;
};
/** Path attribute type codes (IANA bgp-parameters-2). */
declare const AttributeCode: {
    readonly ORIGIN: 1;
    readonly AS_PATH: 2;
    readonly NEXT_HOP: 3;
    readonly MULTI_EXIT_DISC: 4;
    readonly LOCAL_PREF: 5;
    readonly ATOMIC_AGGREGATE: 6;
    readonly AGGREGATOR: 7;
    readonly COMMUNITIES: 8;
    readonly ORIGINATOR_ID: 9;
    readonly CLUSTER_LIST: 10;
    readonly MP_REACH_NLRI: 14;
    readonly MP_UNREACH_NLRI: 15;
    readonly EXTENDED_COMMUNITIES: 16;
    readonly AS4_PATH: 17;
    readonly AS4_AGGREGATOR: 18;
    readonly PMSI_TUNNEL: 22;
    readonly TUNNEL_ENCAP: 23;
    readonly TRAFFIC_ENGINEERING: 24;
    readonly IPV6_EXTENDED_COMMUNITIES: 25;
    readonly AIGP: 26;
    readonly PE_DISTINGUISHER_LABELS: 27;
    readonly BGP_LS: 29;
    readonly LARGE_COMMUNITY: 32;
    readonly BGPSEC_PATH: 33;
    readonly OTC: 35;
    readonly D_PATH: 36;
    readonly SFP: 37;
    readonly BFD_DISCRIMINATOR: 38;
    readonly PREFIX_SID: 40;
    readonly BIER: 41;
    readonly ATTR_SET: 128;
};
/** Capability codes (IANA capability-codes). */
declare const CapabilityCode: {
    readonly MULTIPROTOCOL: 1;
    readonly ROUTE_REFRESH: 2;
    readonly EXTENDED_NEXT_HOP: 5;
    readonly EXTENDED_MESSAGE: 6;
    readonly ROLE: 9;
    readonly GRACEFUL_RESTART: 64;
    readonly FOUR_OCTET_AS: 65;
    readonly ADD_PATH: 69;
    readonly ENHANCED_ROUTE_REFRESH: 70;
    readonly LONG_LIVED_GRACEFUL_RESTART: 71;
    readonly FQDN: 73;
    readonly SOFTWARE_VERSION: 75;
};
/** NOTIFICATION error codes (RFC 4271 §4.5, RFC 7313 §5, RFC 9687 §6). */
declare const ErrorCode: {
    readonly MESSAGE_HEADER: 1;
    readonly OPEN_MESSAGE: 2;
    readonly UPDATE_MESSAGE: 3;
    readonly HOLD_TIMER_EXPIRED: 4;
    readonly FSM: 5;
    readonly CEASE: 6;
    readonly ROUTE_REFRESH: 7;
    readonly SEND_HOLD_TIMER_EXPIRED: 8;
};
/** AS_TRANS, the 2-octet stand-in for an AS number that needs four (RFC 6793 §9). */
declare const AS_TRANS = 23456;
/** Octets of the message header: marker, length, type (RFC 4271 §4.1). */
declare const HEADER_LENGTH = 19;
/** Largest message without the Extended Message capability (RFC 4271 §4.1). */
declare const MAX_MESSAGE_LENGTH = 4096;
/** Largest UPDATE, NOTIFICATION or ROUTE-REFRESH with the Extended Message capability (RFC 8654 §4). */
declare const MAX_EXTENDED_MESSAGE_LENGTH = 65535;

/**
 * A path attribute as plain data: `{ "name": "ORIGIN", "flags": 64, "value": "igp" }`; `{ "code": 99, … }` where the
 * table has no row. The value of what is unknown, or makes no sense, is `{ "hex" }`.
 */
declare function attributeToJson({ code, flags, value }: PathAttribute, context: Tables): Json;
type Tables = Pick<CodecContext, 'attributes'>;
/**
 * The attribute of `attributeToJson`. `name` and `code` may both be given, and `flags` be left out for the usual ones.
 * Throws `MESH_JSON_VALUE` that names the member at fault.
 */
declare function attributeFromJson(json: unknown, context: CodecContext): PathAttribute;

/**
 * A capability as plain data: `{ "name": "FOUR_OCTET_AS", "value": 65001 }`; `{ "code": 200, … }` where the table has
 * no row. The value of what is unknown, or makes no sense, is `{ "hex" }`.
 */
declare function capabilityToJson({ code, value }: Capability, context: Pick<CodecContext, 'capabilities'>): Json;
/** The capability of `capabilityToJson`. Throws `MESH_JSON_VALUE` that names the member at fault. */
declare function capabilityFromJson(json: unknown, context: Pick<CodecContext, 'capabilities'>): Capability;

/**
 * UPDATE as plain data (RFC 4271 §4.3); a received one is an `UpdateView`. What is left out is empty.
 *
 * ```text
 * +----------------------+------------------+
 * | withdrawn length (2) | withdrawn routes |
 * +----------------------+------------------+
 * | attributes length (2)| path attributes  |
 * +----------------------+------------------+
 * | NLRI …                                  |
 * +-----------------------------------------+
 * ```
 */
interface UpdateMessage {
    readonly type: 'UPDATE';
    /** IPv4 unicast only (RFC 4760 §2). */
    readonly withdrawn?: readonly Nlri[];
    /** In the order they are written. */
    readonly attributes?: readonly PathAttribute[];
    /** IPv4 unicast only. */
    readonly nlri?: readonly Nlri[];
}
/** Writes attributes one after another, each with its header. */
declare function encodeAttributes(attributes: readonly PathAttribute[], writer: ByteWriter, context: CodecContext): void;

/**
 * Where the attributes of an UPDATE stand, in the order they came, in typed arrays, so that a reused view allocates
 * nothing. Duplicates after the first are left out (RFC 7606 §3.g), so 256 is the most there can be.
 */
declare class AttributeIndex {
    #private;
    get count(): number;
    clear(): void;
    /** Adds an attribute whose code is not there yet. */
    add(code: number, flags: number, start: number, end: number): void;
    /** Position of the attribute with a code, or -1. A discarded attribute is still found. */
    find(code: number): number;
    /** True where every type code whose bit is set in `codes` is there; codes below 32 only. */
    hasAll(codes: number): boolean;
    /** True where any type code whose bit is set in `codes` is there; codes below 32 only. */
    hasAny(codes: number): boolean;
    code(i: number): number;
    /** Flag octet as received. */
    flags(i: number): number;
    start(i: number): number;
    end(i: number): number;
    /** Marks an attribute as one that the RFC 7606 walk discarded. */
    discard(i: number): void;
    discarded(i: number): boolean;
}

/** How the NLRI of a family are read in a context: looked up once, for every message needs it twice. */
interface FamilyPlan {
    readonly family: Family$1;
    /** Undefined where the table does not know the family. */
    readonly row: FamilyRow<Nlri> | undefined;
    /** The same row where the family may be read: undefined too where it was not negotiated. */
    readonly readable: FamilyRow<Nlri> | undefined;
    readonly addPath: boolean;
}

/** What the walk found: the strongest outcome and every fault. */
interface Assessment {
    readonly outcome: Outcome;
    readonly faults: readonly Fault[];
}
/** An UPDATE in `bytes[start, end)` and where its three fields stand; filled by the walk. */
interface UpdateLayout {
    readonly bytes: Uint8Array;
    readonly start: number;
    readonly end: number;
    readonly context: CodecContext;
    /** Of the same context. */
    readonly ipv4: FamilyPlan;
    readonly index: AttributeIndex;
    readonly findings: Findings;
    withdrawnStart: number;
    withdrawnEnd: number;
    attributesStart: number;
    attributesEnd: number;
    nlriStart: number;
    nlriEnd: number;
}
/** Collects findings, message after message; allocates only once there is one. */
declare class Findings {
    #private;
    clear(): void;
    get outcome(): Outcome;
    /** The first fault that costs the most. */
    get worst(): Fault | undefined;
    add(fault: Fault): void;
    /** A fault of the attribute in `bytes[at, end)`, header included: the data of its NOTIFICATION (RFC 4271 §6.3). */
    attribute(bytes: Uint8Array, code: number, at: number, end: number, finding: AttributeFinding): void;
    /** What was found in a message that begins at `start`, from where the offsets of its faults are counted. */
    assessment(start: number): Assessment;
}
/** In words what an assessment says: `treat-as-withdraw: ORIGIN is 0, 1 or 2, got 9 (RFC 7606 §7.1)`. */
declare function formatAssessment({ outcome, faults }: Assessment): string;

/**
 * An UPDATE as a borrowed view of its frame: where the fields stand, and models on demand. It is valid until the
 * handler it was given to returns; `retain()` makes an owned copy. A view can be reused for the next frame
 * (`reset`), so that a session allocates nothing a message.
 */
declare class UpdateView implements UpdateLayout {
    #private;
    readonly type = "UPDATE";
    /** The octets that all positions of this view point into; the message stands at `bytes[start, end)`. */
    bytes: Uint8Array;
    start: number;
    end: number;
    context: CodecContext;
    /** How the two IPv4 fields are read. */
    ipv4: FamilyPlan;
    readonly index: AttributeIndex;
    readonly findings: Findings;
    withdrawnStart: number;
    withdrawnEnd: number;
    attributesStart: number;
    attributesEnd: number;
    nlriStart: number;
    nlriEnd: number;
    /** What the RFC 7606 walk found; the walk has been done when anyone sees the view. */
    assessment: Assessment;
    constructor(frame: Uint8Array, context: CodecContext);
    /** Takes the next frame, `bytes[start, end)`: a whole UPDATE with its header, of at least 23 octets. */
    reset(bytes: Uint8Array, context: CodecContext, start?: number, end?: number): this;
    /**
     * Takes an attribute list alone, `bytes[start, end)`, and judges it as if it stood in an UPDATE with a route in its
     * NLRI field, as that of a RIB entry did. The view has attributes and a verdict then, and no route.
     */
    resetAttributes(bytes: Uint8Array, context: CodecContext, start?: number, end?: number): this;
    /** The whole message. */
    get frame(): Uint8Array;
    /** How the NLRI of a family are read in this context. */
    plan(family: Family$1): FamilyPlan;
    /** An owned copy that outlives the handler. */
    retain(): UpdateView;
    /** The family whose End-of-RIB this is; undefined where it is none (RFC 4724 §2). */
    get endOfRib(): Family$1 | undefined;
    /** True where the attribute is there and was not discarded. */
    has(row: AttributeRow<unknown>): boolean;
    /** The model of an attribute; undefined where it is absent, discarded or malformed. */
    get<T>(row: AttributeRow<T>): T | undefined;
    /** Where in `index` an attribute stands that `get` has a model of; -1 where it has none. For readers of octets. */
    position(row: AttributeRow<unknown>): number;
    /** All attributes in the order they came, without duplicates; octets where there is no row or no sense in them. */
    attributes(): PathAttribute[];
    /** Every NLRI the message announces: MP_REACH_NLRI, then the NLRI field. The outcome is not applied to them. */
    announced(): Nlri[];
    /** Every NLRI the message withdraws: the withdrawn routes field, then MP_UNREACH_NLRI. */
    withdrawn(): Nlri[];
    /** The message as plain data, owned. */
    toMessage(): UpdateMessage;
}
/** The outcome of an UPDATE and every fault in it (RFC 7606). */
declare function assess(view: UpdateView): Assessment;

/** KEEPALIVE: a header and nothing else (RFC 4271 §4.4). */
interface KeepaliveMessage {
    readonly type: 'KEEPALIVE';
}
declare const KEEPALIVE: KeepaliveMessage;

/**
 * OPEN (RFC 4271 §4.2). Only what the octets say is judged here; whether the AS number, hold time and identifier are
 * acceptable is `negotiate`'s question.
 *
 * ```text
 * +-------------+-----------+---------------+--------------------+
 * | version (1) | my AS (2) | hold time (2) | BGP Identifier (4) |
 * +-------------+-----------+-+-------------+--------------------+
 * | parameters length (1)     | parameters: type (1), length (1), value | …   RFC 5492: type 2 holds capabilities
 * +---------------------------+-----------------------------------------+
 * | 255 | 255 | length (2)    | parameters: type (1), length (2), value | …   RFC 9072, the extended form
 * +---------------------------+-----------------------------------------+
 * ```
 */
interface OpenMessage {
    readonly type: 'OPEN';
    readonly version: number;
    /** The 2-octet field as it is: AS_TRANS where the AS number needs four octets (RFC 6793 §4.1). */
    readonly myAs: Asn;
    /** Seconds; 0 for none. */
    readonly holdTime: number;
    readonly routerId: RouterId;
    readonly capabilities: readonly Capability[];
    /** How many capabilities each parameter holds, where they do not all stand in one. */
    readonly grouping?: readonly number[];
    /** The extended form of the parameters (RFC 9072), also where it was not needed. */
    readonly extendedParameters?: true;
}
/** Reads capability TLVs from `bytes[start, end)` into `into`; a value its row cannot read stays as octets. */
declare function decodeCapabilities(bytes: Uint8Array, start: number, end: number, into: Capability[], context: Pick<CodecContext, 'capabilities'>): Fault | undefined;
/** Octets of capability TLVs. Throws `RangeError` for a value that has no encoding. */
declare function encodeCapabilities(capabilities: readonly Capability[], context: Pick<CodecContext, 'capabilities'>): Uint8Array;

/** Message subtypes (RFC 7313 §3.2). */
declare const RefreshSubtype: {
    readonly REQUEST: 0;
    readonly BEGIN: 1;
    readonly END: 2;
};
/**
 * ROUTE-REFRESH: send the family again (RFC 2918 §3), or a mark around what is sent again (RFC 7313 §3.2).
 *
 * ```text
 * +---------+-------------+----------+------------------+
 * | AFI (2) | subtype (1) | SAFI (1) | ORF entries …    |
 * +---------+-------------+----------+------------------+
 * ```
 */
interface RouteRefreshMessage {
    readonly type: 'ROUTE-REFRESH';
    readonly family: Family$1;
    /** 0 request, 1 begin, 2 end; others are kept as they came. */
    readonly subtype: number;
    /** Octets after the fixed part: ORF entries (RFC 5291), as they came. */
    readonly rest: Uint8Array;
}
/** A ROUTE-REFRESH of a family; a request unless a subtype is given. */
declare function routeRefresh(family: Family$1, subtype?: number): RouteRefreshMessage;

/** A message as `decodeMessage` gives it: an UPDATE is a borrowed view. */
type DecodedMessage = OpenMessage | UpdateView | NotificationMessage | KeepaliveMessage | RouteRefreshMessage;
/** A message as plain data, as `encodeMessage` takes it. */
type Message = OpenMessage | UpdateMessage | NotificationMessage | KeepaliveMessage | RouteRefreshMessage;

/**
 * A message as plain data: its type and its fields, enough to encode it again. An UPDATE may be a view. Of the further
 * types of a context (`messageTypes`) every member stands as it is.
 */
declare function messageToJson(message: DecodedMessage | Message | {
    readonly type: string;
}, context: CodecContext): Json;
/** The message of `messageToJson`. Throws `MESH_JSON_VALUE` that names the member at fault. */
declare function messageFromJson<M extends {
    readonly type: string;
}>(json: unknown, context: ExtendedContext<M>): Message | M;
declare function messageFromJson(json: unknown, context: CodecContext): Message;

/** An NLRI as plain data: `{ "family": "ipv4-unicast", "prefix": "10.0.0.0/24" }`, `{ "family", "hex" }` without a row. */
declare function nlriToJson(nlri: Nlri): Json;
/** The NLRI of `nlriToJson`. Throws `MESH_JSON_VALUE` that names the member at fault. */
declare function nlriFromJson(json: unknown, context: CodecContext): Nlri;

/** A message, or why the octets are none; `M` are messages of the further types that a context carries. */
type DecodeResult<M = never> = {
    readonly ok: true;
    readonly message: DecodedMessage | M;
} | {
    readonly ok: false;
    readonly fault: Fault;
};
/**
 * Decodes one whole message with its header. An UPDATE comes back as a view that borrows `frame`; `assess` tells its
 * RFC 7606 outcome, also where `ok` is true. Never throws.
 */
declare function decodeMessage<M extends {
    readonly type: string;
}>(frame: Uint8Array, context: ExtendedContext<M>): DecodeResult<M>;
declare function decodeMessage(frame: Uint8Array, context: CodecContext): DecodeResult;
/** Decodes a frame that a `Framer` delivered: marker, length and type are known to be right. */
declare function decodeFrame<M extends {
    readonly type: string;
}>(frame: Uint8Array, context: ExtendedContext<M>): DecodeResult<M>;
declare function decodeFrame(frame: Uint8Array, context: CodecContext): DecodeResult;

/** A capability that begins or ceases to hold within a session (draft-ietf-idr-dynamic-cap §4). */
interface CapabilityChange {
    readonly action: 'advertise' | 'remove';
    /** Whether the change is announced, or acknowledged. */
    readonly phase: 'initiate' | 'acknowledge';
    readonly wantsAcknowledgement: boolean;
    /** What ties an acknowledgement to its change. */
    readonly sequence: number;
    readonly capability: Capability;
}
/** A CAPABILITY message: changes, in their order. */
interface DynamicCapabilityMessage {
    readonly type: 'CAPABILITY';
    readonly changes: readonly CapabilityChange[];
}
/**
 * CAPABILITY, draft-ietf-idr-dynamic-cap §4. Its type is that of OPERATIONAL, too: a session speaks one of them.
 *
 * ```text
 * +-----------+--------------+----------+------------+-------+
 * | flags (1) | sequence (4) | code (1) | length (2) | value | …
 * +-----------+--------------+----------+------------+-------+
 *    flags: 0x80 acknowledges, 0x40 wants to be acknowledged, 0x01 removes
 * ```
 */
declare const DYNAMIC_CAPABILITY_MESSAGE: MessageRow<DynamicCapabilityMessage>;

/** The octets of one message with its header. Throws `RangeError` for a value that has no encoding or no room. */
declare function encodeMessage<M extends {
    readonly type: string;
}>(message: Message | M, context: ExtendedContext<M>): Uint8Array;
declare function encodeMessage(message: Message, context: CodecContext): Uint8Array;

/** Subcodes of the Message Header Error (RFC 4271 §6.1). */
declare const HeaderSubcode: {
    readonly NOT_SYNCHRONIZED: 1;
    readonly BAD_LENGTH: 2;
    readonly BAD_TYPE: 3;
};

/** What operators tell and ask each other, by name (draft-ietf-idr-operational-message §3). */
declare const OperationalType: {
    /** Advisory demand and static message: a text. */
    readonly ADM: 1;
    readonly ASM: 2;
    /** Counts of reachable prefixes, of the Adj-RIB-Out and of the Loc-RIB: question and answer. */
    readonly RPCQ: 3;
    readonly RPCP: 4;
    readonly APCQ: 5;
    readonly APCP: 6;
    readonly LPCQ: 7;
    readonly LPCP: 8;
};
type Advisory = 'ADM' | 'ASM';
type Query = 'RPCQ' | 'APCQ' | 'LPCQ';
type Counter = 'RPCP' | 'APCP' | 'LPCP';
/** An OPERATIONAL message: the fields that its kind has, or the octets of a kind that has no model. */
type OperationalMessage = {
    readonly type: 'OPERATIONAL';
} & ({
    readonly kind: Advisory;
    readonly family: Family$1;
    readonly text: string;
} | {
    readonly kind: Query;
    readonly family: Family$1;
    readonly routerId: RouterId;
    readonly sequence: number;
} | {
    readonly kind: Counter;
    readonly family: Family$1;
    readonly routerId: RouterId;
    readonly sequence: number;
    readonly counter: number;
} | {
    readonly kind: number;
    readonly value: Uint8Array;
});
/**
 * OPERATIONAL, draft-ietf-idr-operational-message §3, under the type that its speakers use (none is assigned).
 *
 * ```text
 * +----------+------------+---------+----------+------+
 * | kind (2) | length (2) | AFI (2) | SAFI (1) | text |                                       ADM, ASM
 * |          |            |         |          | router id (4), sequence (4) |                RPCQ, APCQ, LPCQ
 * |          |            |         |          | router id (4), sequence (4), counter (4) |   RPCP, APCP, LPCP
 * +----------+------------+---------+----------+------------------------------------------+
 * ```
 */
declare const OPERATIONAL_MESSAGE: MessageRow<OperationalMessage>;

/** ORF types by name; 128 is what speakers older than RFC 5292 use for 64. */
declare const OrfType: {
    readonly ADDRESS_PREFIX: 64;
    readonly CISCO_ADDRESS_PREFIX: 128;
};
/** One filter on prefixes (RFC 5292 §2). */
interface PrefixOrfEntry {
    readonly action: 'add' | 'remove';
    readonly match: 'permit' | 'deny';
    /** Filters are tried in ascending order. */
    readonly sequence: number;
    /** Shortest and longest prefix that is meant, in bits; 0: not said. */
    readonly minLength: number;
    readonly maxLength: number;
    readonly prefix: string;
}
/** Forget all filters of the type (RFC 5291 §4). */
interface RemoveAllOrf {
    readonly action: 'remove-all';
}
/** Filters of one type: of prefixes, or as octets where the type has no model here. */
type OrfCollection = {
    readonly type: number;
    readonly entries: readonly (PrefixOrfEntry | RemoveAllOrf)[];
} | {
    readonly type: number;
    readonly octets: Uint8Array;
};
/** What a ROUTE-REFRESH with filters asks for. */
interface OrfRequest {
    /** Send the routes again at once, or wait for the next ROUTE-REFRESH. */
    readonly whenToRefresh: 'immediate' | 'defer';
    readonly collections: readonly OrfCollection[];
}
/**
 * The filters in the octets behind a ROUTE-REFRESH, or undefined where they are malformed. Never reads outside.
 *
 * ```text
 * +---------------------+----------+------------+-----------+
 * | when to refresh (1) | type (1) | length (2) | entries … | …
 * +---------------------+----------+------------+-----------+
 * ```
 */
declare function decodeOrf(rest: Uint8Array, family: Family$1): OrfRequest | undefined;
/** The octets that stand behind a ROUTE-REFRESH. Throws `RangeError` for filters that have no encoding. */
declare function encodeOrf({ whenToRefresh, collections }: OrfRequest, family: Family$1): Uint8Array;

/**
 * A link-state NLRI (RFC 9552 §5.2).
 *
 * ```text
 * +---------------+------------+----------+-----------------+----------------+-------------+
 * | NLRI type (2) | length (2) | RD (8)   | protocol id (1) | identifier (8) | descriptors |
 * +---------------+------------+----------+-----------------+----------------+-------------+
 *                               BGP-LS-VPN
 * ```
 */
interface BgpLsNlri extends Nlri, BgpLsDescriptors {
    readonly nlriType: number;
    /** Of bgp-ls-vpn only. */
    readonly rd?: string;
    /** See `BgpLsProtocol`. */
    readonly protocolId?: number;
    /** Which instance of the protocol: a number up to 2^53 − 1, else sixteen hexadecimal digits. */
    readonly identifier?: number | string;
    /** What follows type and length, or the RD, of a type without a row. */
    readonly body?: Uint8Array;
}
declare const BGP_LS: FamilyRow<BgpLsNlri>;
declare const BGP_LS_VPN: FamilyRow<BgpLsNlri>;

/** Where link-state information comes from (IANA bgp-ls-parameters, protocol identifiers). */
declare const BgpLsProtocol: {
    readonly ISIS_LEVEL_1: 1;
    readonly ISIS_LEVEL_2: 2;
    readonly OSPFV2: 3;
    readonly DIRECT: 4;
    readonly STATIC: 5;
    readonly OSPFV3: 6;
    readonly BGP: 7;
};

/**
 * The endpoint of a tunnel (RFC 5512 §3, deprecated by RFC 9012 §1.3 and still spoken).
 *
 * ```text
 * +---------------+------------------+
 * | length (bits) | endpoint (4, 16) |
 * +---------------+------------------+
 * ```
 */
interface EncapNlri extends Nlri {
    readonly endpoint: string;
}
declare const IPV4_ENCAP: FamilyRow<EncapNlri>;
declare const IPV6_ENCAP: FamilyRow<EncapNlri>;

/** An NLRI of such a family: its type, and its fields by name or, of a type nobody knows, its octets. */
interface TypedNlri extends Nlri {
    readonly routeType: number;
    /** Octets after type and length, of a type without a row. */
    readonly body?: Uint8Array;
    readonly [field: string]: unknown;
}

/**
 * An EVPN route (RFC 7432 §7, RFC 9136 §3, RFC 9251 §9, RFC 9572 §3). Which fields it has depends on its type; ESI,
 * gateway and labels are payload where the RFC says so.
 *
 * ```text
 * +----------------+------------+--------------------+
 * | route type (1) | length (1) | fields of the type |
 * +----------------+------------+--------------------+
 * ```
 */
type EvpnNlri = TypedNlri & {
    readonly rd?: string;
    /** Ethernet segment identifier, ten octets as `00:11:…`. */
    readonly esi?: string;
    readonly ethernetTag?: number;
    readonly mac?: string;
    readonly ip?: string;
    /** `10.0.0.0/24` of an IP prefix route. */
    readonly prefix?: string;
    readonly gateway?: string;
    /** 24 bits as they stand: an MPLS label in the upper 20, or a VNI. */
    readonly label?: number;
    readonly label2?: number;
};
/** Route types by name (IANA evpn-route-types). */
declare const EvpnRouteType: {
    readonly ETHERNET_AUTO_DISCOVERY: 1;
    readonly MAC_IP_ADVERTISEMENT: 2;
    readonly INCLUSIVE_MULTICAST: 3;
    readonly ETHERNET_SEGMENT: 4;
    readonly IP_PREFIX: 5;
    readonly SELECTIVE_MULTICAST: 6;
    readonly MEMBERSHIP_REPORT_SYNC: 7;
    readonly LEAVE_SYNC: 8;
    readonly PER_REGION_I_PMSI: 9;
    readonly S_PMSI: 10;
    readonly LEAF: 11;
};
declare const L2VPN_EVPN: FamilyRow<EvpnNlri>;

/** Called for each NLRI of a field: its octets without path identifier stand at `bytes[offset, offset + length)`. */
type NlriCallback = (family: Family$1, bytes: Uint8Array, offset: number, length: number, pathId: number) => void;
/**
 * Offset of the first malformed NLRI in `bytes[start, end)`, or -1 where all are well formed. Plain prefixes take no
 * call each: this loop is what every received prefix goes through.
 */
declare function checkNlri(bytes: Uint8Array, start: number, end: number, row: FamilyRow<Nlri>, addPath: boolean, withdrawn?: boolean): number;
/** Calls back for each NLRI of a field that `checkNlri` passed. Throws `RangeError` at one that it would not pass. */
declare function forEachNlri(bytes: Uint8Array, start: number, end: number, row: FamilyRow<Nlri>, addPath: boolean, callback: NlriCallback, withdrawn?: boolean): void;
/**
 * The NLRI of a field that `checkNlri` passed; one opaque NLRI with all octets where the family has no row or was not
 * negotiated, for then nobody checked them.
 */
declare function decodeNlri(bytes: Uint8Array, start: number, end: number, family: Family$1, context: CodecContext, withdrawn?: boolean): Nlri[];
/** Writes NLRI of one family one after another, with path identifiers where the context has ADD-PATH for it. */
declare function encodeNlri(list: readonly Nlri[], family: Family$1, writer: ByteWriter, context: CodecContext): void;
/** True for the NLRI of a family without a row. */
declare function isOpaqueNlri(nlri: Nlri): nlri is OpaqueNlri;

/** How the value of a component is written. */
type FlowEncoding = 'prefix' | 'numeric' | 'bitmask' | 'mac';
/** One component type of one address family. */
interface FlowComponentType {
    readonly type: number;
    readonly name: string;
    readonly encoding: FlowEncoding;
}
/** Components of IPv4 flows (RFC 8955 §4.2.2). */
declare const IPV4_COMPONENTS: readonly FlowComponentType[];
/** Components of IPv6 flows (RFC 8956 §3). */
declare const IPV6_COMPONENTS: readonly FlowComponentType[];
/** Components of layer 2 flows (draft-ietf-idr-flowspec-l2vpn §2). */
declare const L2_COMPONENTS: readonly FlowComponentType[];

/** Comparisons of a numeric operator, by its lt, gt and eq bits (RFC 8955 §4.2.1.1). */
declare const NUMERIC: readonly ["false", "=", ">", ">=", "<", "<=", "!=", "true"];
/** Matches of a bitmask operator, by its not and m bits (RFC 8955 §4.2.1.2): any of the bits, all of them, and their negations. */
declare const BITMASK: readonly ["any", "all", "not-any", "not-all"];
type NumericMatch = (typeof NUMERIC)[number];
type BitmaskMatch = (typeof BITMASK)[number];
/** One operator and its value. A list of them is a disjunction of conjunctions: `and` binds to the one before. */
interface FlowMatch<Match extends string = NumericMatch | BitmaskMatch> {
    readonly match: Match;
    /** Joined to the operator before by AND, else by OR. The first one's bit has no meaning. */
    readonly and: boolean;
    /** A number of 1, 2 or 4 octets; sixteen hexadecimal digits for one of 8. */
    readonly value: number | string;
    /** Octets the value is written in: 1, 2, 4 or 8. The shortest that hold it, where left out. */
    readonly octets?: number;
}

/** A prefix of a flow; for IPv6 with the bits before it that are not compared (RFC 8956 §3.1). */
interface FlowPrefix {
    readonly prefix: string;
    readonly offset?: number;
}

/** One component: a prefix, a MAC address, or a list of operators. */
type FlowComponent = ({
    readonly type: number;
} & FlowPrefix)
/** `lengthInOctets`: its length stands there as 6, as GoBGP has it, and not as 48 bits. */
 | {
    readonly type: number;
    readonly mac: string;
    readonly lengthInOctets?: true;
} | {
    readonly type: number;
    readonly matches: readonly FlowMatch[];
};
/**
 * A flow specification (RFC 8955 §4, RFC 8956 §3; with a route distinguisher RFC 8955 §8; layer 2
 * draft-ietf-idr-flowspec-l2vpn). Components stand in strictly ascending type.
 *
 * ```text
 * +---------------+-----------+------------------------------------+
 * | length (1, 2) | RD (8)    | components: type (1), value | …    |   two octets (0xfnnn) from 240 on
 * +---------------+-----------+------------------------------------+
 * ```
 */
interface FlowNlri extends Nlri {
    /** Only in the VPN families. */
    readonly rd?: string;
    readonly components: readonly FlowComponent[];
}
declare const IPV4_FLOW: FamilyRow<FlowNlri>;
declare const IPV6_FLOW: FamilyRow<FlowNlri>;
declare const IPV4_FLOW_VPN: FamilyRow<FlowNlri>;
declare const IPV6_FLOW_VPN: FamilyRow<FlowNlri>;
declare const L2_FLOW: FamilyRow<FlowNlri>;
declare const L2VPN_FLOW_VPN: FamilyRow<FlowNlri>;

/** Labels of an NLRI, first to last. */
interface LabelStack {
    /** Empty where a withdrawn route has none. */
    readonly labels: readonly number[];
    /** The three reserved bits of each label, where a speaker set some (RFC 8277 §2.2: sent as 0, ignored). */
    readonly reservedBits?: readonly number[];
}

/**
 * A prefix with the labels to reach it (RFC 8277 §2.2). The prefix is the key, the labels are payload; no labels
 * stand for "none", which only a withdrawn route has.
 *
 * ```text
 * +---------------+------------------+--------+
 * | length (bits) | labels (3 each)  | prefix |   the length counts labels and prefix
 * +---------------+------------------+--------+
 * ```
 */
interface LabelledNlri extends Nlri, LabelStack {
    readonly prefix: string;
}
declare const IPV4_LABELLED_UNICAST: FamilyRow<LabelledNlri>;
declare const IPV6_LABELLED_UNICAST: FamilyRow<LabelledNlri>;

/**
 * An MCAST-VPN route (RFC 6514 §4). All its fields are the key.
 *
 * ```text
 * +----------------+------------+--------------------+
 * | route type (1) | length (1) | fields of the type |
 * +----------------+------------+--------------------+
 * ```
 */
type McastVpnNlri = TypedNlri & {
    readonly rd?: string;
    readonly sourceAs?: number;
    readonly source?: string;
    readonly group?: string;
    readonly originator?: string;
};
declare const IPV4_MCAST_VPN: FamilyRow<McastVpnNlri>;
declare const IPV6_MCAST_VPN: FamilyRow<McastVpnNlri>;

/**
 * A Mobile User Plane route (draft-ietf-bess-mup-safi §3). `routeType` is architecture and type in one number:
 * `0x010001` for the interwork segment discovery of 3GPP 5G.
 *
 * ```text
 * +------------------+----------------+------------+--------------------+
 * | architecture (1) | route type (2) | length (1) | fields of the type |
 * +------------------+----------------+------------+--------------------+
 * ```
 */
type MupNlri = TypedNlri & {
    readonly rd?: string;
    readonly prefix?: string;
    readonly address?: string;
    readonly teid?: number | string;
    readonly qfi?: number;
    readonly endpoint?: string;
    readonly source?: string;
};
declare const IPV4_MUP: FamilyRow<MupNlri>;
declare const IPV6_MUP: FamilyRow<MupNlri>;

/** A prefix as octets, and its length in bits. */
interface Prefix {
    readonly address: Uint8Array;
    readonly bits: number;
}
/** Octets and length of `10.0.0.0/24`; no length means the whole address. Undefined for text that is no prefix. */
declare function parsePrefix(text: string): Prefix | undefined;
/** True where a bit after the prefix length is set, as in `10.0.0.1/24`. */
declare function hasHostBits({ address, bits }: Prefix): boolean;
/** Text of length octet and prefix at `offset`. Host bits print as 0. */
declare function formatPrefix(bytes: Uint8Array, offset: number, addressLength: 4 | 16): string;
/** Writes length octet and prefix, host bits cleared. */
declare function writePrefix(prefix: Prefix, writer: ByteWriter): void;

/**
 * Text of the route distinguisher at `offset` (RFC 4364 §4.2): `65000:1` (type 0), `192.0.2.1:1` (type 1), `70000:1`
 * (type 2), else `0x` and sixteen digits. A type 2 whose AS number fits two octets prints as `65000L:1`.
 *
 * ```text
 * +----------+-----------------------------------+
 * | type (2) | administrator, assigned number (6)|   0: AS (2) + 4, 1: IPv4 (4) + 2, 2: AS (4) + 2
 * +----------+-----------------------------------+
 * ```
 */
declare function formatRd(bytes: Uint8Array, offset: number): string;
/** Writes the route distinguisher of a text that `formatRd` gives. Throws `RangeError` for any other text. */
declare function writeRd(text: string, writer: ByteWriter): void;

/**
 * Route target membership (RFC 4684 §4): which route targets the origin AS wants. The default target has no octets;
 * prefixes shorter than 96 bits match many targets.
 *
 * ```text
 * +---------------+---------------+------------------+
 * | length (bits) | origin AS (4) | route target (8) |   0, or 32 to 96 bits
 * +---------------+---------------+------------------+
 * ```
 */
interface RouteTargetNlri extends Nlri {
    /** Bits that are compared: 0 for the default target, else 32 to 96. */
    readonly bits: number;
    readonly originAs: Asn;
    /** `target:65000:1`; octets after the length are 0. */
    readonly routeTarget: string;
}
declare const ROUTE_TARGET: FamilyRow<RouteTargetNlri>;

/**
 * A candidate path of an SR Policy (RFC 9830 §2.1); what the path is stands in the Tunnel Encapsulation attribute.
 *
 * ```text
 * +---------------+-------------------+-----------+------------------+
 * | length (bits) | distinguisher (4) | color (4) | endpoint (4, 16) |   96 or 192 bits
 * +---------------+-------------------+-----------+------------------+
 * ```
 */
interface SrPolicyNlri extends Nlri {
    readonly distinguisher: number;
    readonly color: number;
    readonly endpoint: string;
}
declare const IPV4_SR_POLICY: FamilyRow<SrPolicyNlri>;
declare const IPV6_SR_POLICY: FamilyRow<SrPolicyNlri>;

/** A table of the given rows; of two rows with one family the later stands. */
declare function familyTable(rows: readonly FamilyRow<Nlri>[]): FamilyTable;
/** Every family this codec has a model for. */
declare const standardFamilies: FamilyTable;

/**
 * A prefix of IPv4 or IPv6, unicast or multicast (RFC 4271 §4.3, RFC 4760 §5).
 *
 * ```text
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 …
 * +---------------+---------------- … -+
 * | length (bits) | prefix (⌈bits/8⌉)  |   bits after the length are ignored and written as 0
 * +---------------+---------------- … -+
 * ```
 */
interface PrefixNlri extends Nlri {
    /** `10.0.0.0/24`, `2001:db8::/32`; host bits are 0. */
    readonly prefix: string;
}
declare const IPV4_UNICAST: FamilyRow<PrefixNlri>;
declare const IPV4_MULTICAST: FamilyRow<PrefixNlri>;
declare const IPV6_UNICAST: FamilyRow<PrefixNlri>;
declare const IPV6_MULTICAST: FamilyRow<PrefixNlri>;
/** True for an NLRI of one of the four families of plain prefixes. Others have a prefix too, and more than that. */
declare function isPrefixNlri(nlri: Nlri): nlri is PrefixNlri;
/** The unicast NLRI of a prefix, IPv4 or IPv6 by its text. Throws `RangeError` for text that is no prefix. */
declare function unicast(prefix: string, pathId?: number): PrefixNlri;
/** The multicast NLRI of a prefix, IPv4 or IPv6 by its text. Throws `RangeError` for text that is no prefix. */
declare function multicast(prefix: string, pathId?: number): PrefixNlri;

/**
 * What l2vpn-vpls carries: a block of labels of an endpoint, or only who takes part; the length tells them apart
 * (RFC 6074 §7).
 */
type VplsNlri = VplsLabelBlock | VplsDiscovery;
/**
 * VPLS endpoint with its block of labels (RFC 4761 §3.2.2). Distinguisher, endpoint and offset are the key.
 *
 * ```text
 * +------------+--------+-----------+------------+----------+----------------+
 * | length (2) | RD (8) | VE id (2) | offset (2) | size (2) | label base (3) |
 * +------------+--------+-----------+------------+----------+----------------+
 * ```
 */
interface VplsLabelBlock extends Nlri {
    readonly rd: string;
    readonly endpoint: number;
    readonly offset: number;
    readonly size: number;
    /** 20 bits. */
    readonly base: number;
}
/**
 * A router that takes part in an L2VPN whose labels LDP gives out (RFC 6074 §3.2.2.1). All of it is the key.
 *
 * ```text
 * +------------+--------+----------------+
 * | length (2) | RD (8) | PE address (4) |
 * +------------+--------+----------------+
 * ```
 */
interface VplsDiscovery extends Nlri {
    readonly rd: string;
    /** IPv4 address, or any other number of four octets, in that form. */
    readonly address: string;
}
declare const VPLS: FamilyRow<VplsNlri>;

/**
 * A prefix of a VPN: labels, route distinguisher, prefix (RFC 4364 §4.3.4, RFC 4659 §3.2, RFC 6514 §7). Distinguisher
 * and prefix are the key, the labels are payload.
 *
 * ```text
 * +---------------+------------------+--------+--------+
 * | length (bits) | labels (3 each)  | RD (8) | prefix |   the length counts all three
 * +---------------+------------------+--------+--------+
 * ```
 */
interface VpnNlri extends Nlri, LabelStack {
    readonly rd: string;
    readonly prefix: string;
}
declare const IPV4_VPN: FamilyRow<VpnNlri>;
declare const IPV6_VPN: FamilyRow<VpnNlri>;

/**
 * A multicast prefix of a VPN (RFC 6514 §7): route distinguisher and prefix, without labels.
 *
 * ```text
 * +---------------+--------+--------+
 * | length (bits) | RD (8) | prefix |
 * +---------------+--------+--------+
 * ```
 */
interface VpnMulticastNlri extends Nlri {
    readonly rd: string;
    readonly prefix: string;
}
declare const IPV4_VPN_MULTICAST: FamilyRow<VpnMulticastNlri>;
declare const IPV6_VPN_MULTICAST: FamilyRow<VpnMulticastNlri>;

/** A path attribute, right or wrong: what is left out is as it should be. */
interface RawAttribute {
    readonly code: number;
    /** The flag octet; the row's, or optional transitive, where it is left out. */
    readonly flags?: number;
    /** A model of the row, or octets. Nothing where it is left out. */
    readonly value?: unknown;
    /** What the length field says, whatever follows. */
    readonly length?: number;
    /** How many octets the length field really has, whatever the Extended Length bit says: `flags` is written as it is. */
    readonly lengthOctets?: 1 | 2;
}
/** The octets of an attribute. Throws `RangeError` for what cannot be written even so. */
declare function rawAttribute(attribute: RawAttribute, context: CodecContext): Uint8Array;

/** A capability, right or wrong. */
interface RawCapability {
    readonly code: number;
    /** A model of the row, or octets. */
    readonly value: unknown;
    /** What the length field says, whatever follows. */
    readonly length?: number;
}
/** An optional parameter of an OPEN, right or wrong: its octets, or capabilities. */
interface RawParameter {
    /** 2, capabilities, where it is left out. */
    readonly type?: number;
    /** What the length field says, whatever follows. */
    readonly length?: number;
    readonly value: Uint8Array | readonly (RawCapability | Capability | Uint8Array)[];
}
/** An OPEN, right or wrong. */
interface RawOpen {
    readonly type: 'OPEN';
    readonly version?: number;
    /** The 2-octet field. */
    readonly myAs: number;
    /** Seconds. */
    readonly holdTime?: number;
    readonly routerId: number;
    readonly parameters: readonly (RawParameter | Uint8Array)[];
    /** What the field says that counts the parameters. */
    readonly parametersLength?: number;
    /** The form of RFC 9072, whose lengths have two octets. */
    readonly extendedParameters?: boolean;
}
/** The octets of a capability. */
declare function rawCapability({ code, value, length }: RawCapability, context: CodecContext): Uint8Array;

/** An UPDATE, right or wrong. An `UpdateMessage` is one; octets may stand wherever a model may. */
interface RawUpdate {
    readonly type: 'UPDATE';
    readonly withdrawn?: readonly (Nlri | Uint8Array)[];
    /** What the field says that counts the withdrawn routes. */
    readonly withdrawnLength?: number;
    /** In the order they are written, twice where they stand twice. */
    readonly attributes?: readonly (RawAttribute | PathAttribute | Uint8Array)[];
    /** What the field says that counts the attributes. */
    readonly attributesLength?: number;
    readonly nlri?: readonly (Nlri | Uint8Array)[];
}
/** The octets of NLRI of one family; octets among them are written as they are. */
declare function rawNlri(list: readonly (Nlri | Uint8Array)[], family: Family$1, context: CodecContext): Uint8Array;

/** What may be said of any message against its body. */
interface RawHeader {
    /** Instead of sixteen octets of ff; of any number. */
    readonly marker?: Uint8Array;
    /** What the length field says, whatever follows. */
    readonly length?: number;
    /** What the type field says, whatever the body is. */
    readonly typeCode?: number;
    /** Octets after the body; the length field does not count them. */
    readonly trailing?: Uint8Array;
}
/** A body that is only octets, of the type that `typeCode` says. */
interface RawBody {
    readonly type: 'RAW';
    readonly typeCode: number;
    readonly body: Uint8Array;
}
/** A message, right or wrong. */
type RawMessage = (Message | RawUpdate | RawOpen | RawBody) & RawHeader;
/** The octets of a message as it is told. Throws `RangeError` for what cannot be written even so. */
declare function rawMessage(message: RawMessage, context: CodecContext): Uint8Array;

/**
 * A frozen context. Defaults: 4-octet AS numbers, 4096 octets, no ADD-PATH, all families, peering `any`, all rows, the
 * message types of every session. With `messageTypes: [OPERATIONAL_MESSAGE]` it decodes and encodes those as well.
 */
declare function createContext<M extends {
    readonly type: string;
}>(options: ContextOptions & {
    readonly messageTypes: readonly MessageRow<M>[];
}): ExtendedContext<M>;
declare function createContext(options?: ContextOptions): CodecContext;

/** The path and the aggregator with all AS numbers in full. */
interface MergedAs4 {
    readonly asPath: readonly AsPathSegment[] | undefined;
    readonly aggregator: Aggregator | undefined;
}
/**
 * Puts AS4_PATH and AS4_AGGREGATOR of an UPDATE from a 2-octet speaker back where they belong (RFC 6793 §4.2.3). From
 * a 4-octet speaker the attributes are as they are.
 */
declare function mergeAs4(view: UpdateView): MergedAs4;
/**
 * The full path of an AS_PATH in 2-octet numbers and an AS4_PATH: the leading part of AS_PATH that AS4_PATH does not
 * cover, with the AS_CONFED segments that lead it or adjoin it, then AS4_PATH. AS_PATH alone where it is the shorter
 * one. AS_CONFED segments of AS4_PATH are left out.
 */
declare function mergeAs4Path(asPath: readonly AsPathSegment[], as4Path: readonly AsPathSegment[]): readonly AsPathSegment[];

/**
 * Appends the canonical attribute set of an UPDATE. Discarded attributes are left out, and so are unknown optional
 * non-transitive ones (RFC 4271 §9); AS4_* are merged (RFC 6793 §4.2.3).
 */
declare function writeCanonicalAttributes(view: UpdateView, writer: ByteWriter): void;
/** Writes one attribute with the shortest header its length allows; the unused flag bits are cleared. */
declare function writeAttribute(code: number, flags: number, bytes: Uint8Array, start: number, end: number, writer: ByteWriter): void;
/** Called for each attribute of an encoded list: value in `bytes[start, end)`. */
type AttributeCallback = (code: number, flags: number, bytes: Uint8Array, start: number, end: number) => void;
/** Walks the attributes of a set that this package wrote; their lengths are trusted. */
declare function forEachAttribute(set: Uint8Array, callback: AttributeCallback): void;
/**
 * Appends a canonical set as a session sends it: AS numbers in the width of `context`, with AS4_PATH and
 * AS4_AGGREGATOR where two octets lose something (RFC 6793 §4.2.2). A copy between 4-octet speakers.
 */
declare function writeSessionAttributes(set: Uint8Array, writer: ByteWriter, context: CodecContext): void;

interface PackerOptions {
    /** Octets of a chunk. Default 65536. */
    readonly chunkSize?: number | undefined;
    /** Put routes that share their attributes into one UPDATE. Default true; false: an UPDATE a route. */
    readonly grouped?: boolean | undefined;
}
/** Writes chunks of whole UPDATEs. Owned by one sender; a taken chunk is never touched again. */
declare class UpdatePacker {
    #private;
    /** `chunkSize` is raised to the context's largest message where it is smaller. */
    constructor(context: CodecContext, options?: PackerOptions);
    /** Octets packed so far and not taken. */
    get length(): number;
    /**
     * The routes that follow are announced with these attributes: session octets without NEXT_HOP and MP_REACH, the next
     * hop as 4, 16 or 32 octets. IPv4 unicast with a 4-octet next hop takes the NLRI field, all else MP_REACH_NLRI.
     */
    announce(family: Family$1, attributes: Uint8Array, nextHop: Uint8Array): void;
    /** The routes that follow are withdrawn. */
    withdraw(family: Family$1): void;
    /**
     * Adds an NLRI: its octets without path identifier at `bytes[offset, offset + length)`. False where the chunk is full
     * (take it and add again) — or where one route alone does not fit a message, which `fits` tells.
     */
    add(bytes: Uint8Array, offset: number, length: number, pathId: number): boolean;
    /** True where a route of `length` octets fits a message of its own with the group's attributes. */
    fits(length: number): boolean;
    /** Appends the End-of-RIB of a family (RFC 4724 §2). False where the chunk is full. */
    endOfRib(family: Family$1): boolean;
    /** The whole messages packed so far, now the caller's; undefined where there are none. */
    take(): Uint8Array | undefined;
}

/** Routes that share attributes and a next hop. NEXT_HOP and MP_REACH_NLRI are written from `nextHop`. */
interface Announcement {
    readonly nlri: readonly Nlri[];
    readonly attributes: readonly PathAttribute[];
    readonly nextHop: NextHop;
}
/**
 * The octets of all UPDATEs that withdraw and announce these routes, packed, withdrawals first. For a harness or a
 * file; a session sends through the Adj-RIB-Out of `@mesh/rib`. Throws `RangeError` for a route that no message holds.
 */
declare function packUpdates(routes: {
    readonly withdrawn?: readonly Nlri[];
    readonly announced?: readonly Announcement[];
}, context: CodecContext): Uint8Array;
/** The octets of attributes in ascending type, without NEXT_HOP and MP_REACH/UNREACH_NLRI, as `UpdatePacker` takes them. */
declare function attributeSet(attributes: readonly PathAttribute[], context: CodecContext): Uint8Array;
/** The octets of a next hop. Throws `RangeError` for text that is no address. */
declare function nextHopOctets(nextHop: NextHop): Uint8Array;

/** Takes what an UPDATE does to the routes of a peer. The octets are borrowed. */
interface RouteVisitor {
    /** A route is withdrawn. Its NLRI without path identifier stands at `bytes[offset, offset + length)`. */
    withdraw(family: Family$1, bytes: Uint8Array, offset: number, length: number, pathId: number): void;
    /** The next hop of the announcements that follow, at `bytes[offset, offset + length)`. */
    nextHop(family: Family$1, bytes: Uint8Array, offset: number, length: number): void;
    /** A route is announced. */
    announce(family: Family$1, bytes: Uint8Array, offset: number, length: number, pathId: number): void;
}
/**
 * Hands over every route of an UPDATE with its RFC 7606 outcome applied: nothing on `session-reset` and
 * `afi-safi-disable`; everything as withdrawn on `treat-as-withdraw`. The order is withdrawn routes, MP_UNREACH_NLRI,
 * MP_REACH_NLRI, NLRI, so that a prefix in both counts as announced (RFC 4271 §4.3). Families without a row, or not
 * negotiated, are passed over, and so are NLRI that their row discards.
 */
declare function visitRoutes(view: UpdateView, visitor: RouteVisitor): void;

export { ADD_PATH, AGGREGATOR, AIGP, AS4_AGGREGATOR, AS4_PATH, AS_PATH, AS_TRANS, ATOMIC_AGGREGATE, ATTR_SET, type AddPathFamily, Afi, type Aggregator, type Aigp, type Announcement, type AsPathSegment, type Asn, type Assessment, type AttrSet, type AttributeCallback, AttributeCode, type AttributeFinding, AttributeFlag, type AttributeRow, type AttributeTable, BFD_DISCRIMINATOR, BGP_LS, BGP_LS_ATTRIBUTE, BGP_LS_VPN, type BfdDiscriminator, type BgpLsAttribute, type BgpLsDescriptors, type BgpLsNlri, BgpLsNlriType, BgpLsProtocol, type BindingSid, type BitmaskMatch, ByteReader, ByteWriter, CISCO_MULTISESSION, CISCO_ROUTE_REFRESH, CLUSTER_LIST, COMMUNITIES, type Capability, type CapabilityChange, CapabilityCode, type CapabilityRow, type CapabilityTable, CeaseSubcode, type CodecContext, type Community, type ContextOptions, type ContextTables, DYNAMIC_CAPABILITY, DYNAMIC_CAPABILITY_MESSAGE, type DecodeResult, type DecodedMessage, type DynamicCapabilityMessage, ENHANCED_ROUTE_REFRESH, EXTENDED_COMMUNITIES, EXTENDED_MESSAGE, EXTENDED_NEXT_HOP, type EgressEndpoint, type EncapNlri, type EndpointBehavior, ErrorCode, type EvpnNlri, EvpnRouteType, type ExtendedCommunity, type ExtendedContext, type ExtendedNextHop, FOUR_OCTET_AS, FQDN, Family, type FamilyRow, type FamilyTable, type Fault, type FlowComponent, type FlowComponentType, type FlowEncoding, type FlowMatch, type FlowNlri, type Fqdn, type FrameHandler, Framer, GRACEFUL_RESTART, GRE_ENCAPSULATION, type GracefulRestart, type GracefulRestartFamily, HEADER_LENGTH, HeaderSubcode, IPV4_COMPONENTS, IPV4_ENCAP, IPV4_FLOW, IPV4_FLOW_VPN, IPV4_LABELLED_UNICAST, IPV4_MCAST_VPN, IPV4_MULTICAST, IPV4_MUP, IPV4_SR_POLICY, IPV4_UNICAST, IPV4_VPN, IPV4_VPN_MULTICAST, IPV6_COMPONENTS, IPV6_ENCAP, IPV6_EXTENDED_COMMUNITIES, IPV6_FLOW, IPV6_FLOW_VPN, IPV6_LABELLED_UNICAST, IPV6_MCAST_VPN, IPV6_MULTICAST, IPV6_MUP, IPV6_SR_POLICY, IPV6_UNICAST, IPV6_VPN, IPV6_VPN_MULTICAST, type Ipv6ExtendedCommunity, type Json, JsonField, type JsonForm, KEEPALIVE, type KeepaliveMessage, L2TPV3_ENCAPSULATION, L2VPN_EVPN, L2VPN_FLOW_VPN, L2_COMPONENTS, L2_FLOW, type L2tpv3, LARGE_COMMUNITY, LINK_LOCAL_NEXT_HOP, LOCAL_PREF, LONG_LIVED_GRACEFUL_RESTART, type LabelEntry, type LabelledNlri, type LargeCommunity, type LongLivedFamily, MAX_AS_PATH_LENGTH, MAX_EXTENDED_MESSAGE_LENGTH, MAX_MESSAGE_LENGTH, MP_REACH_NLRI, MP_UNREACH_NLRI, MULTIPLE_LABELS, MULTIPROTOCOL, MULTISESSION, MULTI_EXIT_DISC, type McastVpnNlri, type MergedAs4, MeshError, type MeshErrorDetails, type Message, type MessageRow, MessageType, type MpReachNlri, type MpUnreachNlri, type MultipleLabelsFamily, type MupNlri, NEXT_HOP, NO_PATH_ID, type NextHop, type Nlri, type NlriCallback, type NodeDescriptors, type NotificationMessage, type NumericMatch, OPERATIONAL, OPERATIONAL_MESSAGE, OPTIONAL_NON_TRANSITIVE, OPTIONAL_TRANSITIVE, ORIGIN, ORIGINATOR_ID, OTC, OUTBOUND_ROUTE_FILTERING, type OpaqueNlri, type OpaqueTlv, type OpenMessage, OpenSubcode, type OperationalMessage, OperationalType, type OrfCollection, type OrfFamily, type OrfRequest, OrfType, type Origin, type Outcome, PATHS_LIMIT, PE_DISTINGUISHER_LABELS, PMSI_TUNNEL, PREFIX_SID, type PackerOptions, type PathAttribute, type PathId, type PathsLimitFamily, type PeDistinguisherLabel, type PmsiTunnel, PmsiTunnelType, type Prefix, type PrefixNlri, type PrefixOrfEntry, type PrefixSid, ROLE, ROUTE_REFRESH, ROUTE_TARGET, type RawAttribute, type RawBody, type RawCapability, type RawHeader, type RawMessage, type RawOpen, type RawParameter, type RawUpdate, RefreshSubtype, type RemoveAllOrf, type Role, type RouteRefreshMessage, type RouteTargetNlri, type RouteVisitor, type RouterId, SOFTWARE_VERSION, Safi, Segment, type SegmentList, type SegmentType, type SegmentTypes, type SidStructure, type SoundLengths, type Span, SpanCursor, type SrPolicyName, type SrPolicyNlri, type SrPolicyNumber, type SrPolicyPriority, SrPolicySubTlv, type SrPolicySubTlvs, type SrgbRange, type Srv6BindingSid, type Srv6Service, type Srv6Sid$1 as Srv6Sid, type SubTlv, type SubTlvRow, TUNNEL_ENCAP, type TlvRecord, type Tunnel, type TunnelColor, TunnelSubTlv, type TunnelSubTlvs, TunnelType, type TypedNlri, type UpdateMessage, UpdatePacker, UpdateSubcode, UpdateView, VPLS, VXLAN_ENCAPSULATION, type ValueForm, type VirtualNetwork, type VplsDiscovery, type VplsLabelBlock, type VplsNlri, type VpnMulticastNlri, type VpnNlri, WEIGHT, WELL_KNOWN, WellKnownCommunity, administrativeCease, afiOf, asPathLength, asSequence, assess, attribute, attributeFromJson, attributeName, attributeSet, attributeTable, attributeToJson, capability, capabilityFromJson, capabilityTable, capabilityToJson, capabilityValue, capabilityValues, checkNlri, createContext, createContextFrom, decodeCapabilities, decodeFrame, decodeMessage, decodeNlri, decodeOrf, decodeUtf8, decodeUtf8Strict, dissect, dissectAttributes, dissectCapabilities, dissectNlri, enclosedNotification, encodeAttributes, encodeCapabilities, encodeMessage, encodeNlri, encodeOrf, encodeUtf8, familyOf, familyTable, flagRow, forEachAttribute, forEachNlri, formatAddress, formatAsPath, formatAssessment, formatCommunity, formatDissection, formatExtendedCommunity, formatFamily, formatHex, formatIPv4, formatIPv6, formatIpv6ExtendedCommunity, formatLargeCommunity, formatNextHop, formatNotification, formatPrefix, formatRd, formatTunnelType, hardReset, hasHostBits, isHardReset, isMeshError, isOpaqueNlri, isPrefixNlri, isUsableTunnel, mergeAs4, mergeAs4Path, messageFromJson, messageToJson, multicast, nextHopOctets, nlriFromJson, nlriToJson, notification, packUpdates, parseAddress, parseCommunity, parseExtendedCommunity, parseFamilyName, parseHex, parseIPv4, parseIPv6, parseIpv6ExtendedCommunity, parseLargeCommunity, parsePrefix, parseTunnelType, rawAttribute, rawCapability, rawMessage, rawNlri, readU16, readU32, routeRefresh, safiOf, shutdownText, standardAttributes, standardCapabilities, standardFamilies, strongerThan, strongest, subTlv, subTlvValue, subTlvValues, unicast, visitRoutes, writeAttribute, writeCanonicalAttributes, writePrefix, writeRd, writeSessionAttributes, writeU32 };
