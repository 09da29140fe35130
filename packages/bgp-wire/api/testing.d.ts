import * as fc from 'fast-check';
import { Arbitrary } from 'fast-check';

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

/** How the octets will be read, as far as an arbitrary has to know. */
interface ArbitraryOptions {
    /** Default: `createContext()`. Models are such as it reads and writes: its AS size, its path identifiers, its peer. */
    readonly context?: CodecContext;
    /** The NLRI stand among withdrawn routes, where a label may mean none. */
    readonly withdrawn?: boolean;
}
/**
 * Well-formed models of one row: `arbitraryOf(COMMUNITIES)`, `arbitraryOf(IPV4_VPN, { context, withdrawn: true })`,
 * `arbitraryOf(ADD_PATH)`. Throws `RangeError` for a row that is none of the standard tables'.
 */
declare function arbitraryOf<N extends Nlri>(row: FamilyRow<N>, options?: ArbitraryOptions): Arbitrary<N>;
declare function arbitraryOf<T>(row: AttributeRow<T>, options?: ArbitraryOptions): Arbitrary<T>;
declare function arbitraryOf<T>(row: CapabilityRow<T>, options?: ArbitraryOptions): Arbitrary<T>;

/** An UPDATE and what RFC 7606 makes of it. */
interface JudgedUpdate {
    /** What is wrong with what: `ORIGIN: Transitive flipped, with NLRI`. */
    readonly name: string;
    readonly octets: Uint8Array;
    readonly outcome: Outcome;
    /** The clause that demands the outcome; empty where it is `accept`. */
    readonly clause: string;
    /** Subcode of the UPDATE Message Error, should it come to a reset. */
    readonly subcode: number;
    /** Octets from the start of the message to what is at fault: an attribute, or an NLRI. */
    readonly offset: number;
    /** How many routes of the family under test are delivered, where that is told. */
    readonly routes?: number;
}
/** Every UPDATE of the tables for a context: those with a fault, and their faultless likes. */
declare function judgedUpdates(context?: CodecContext): readonly JudgedUpdate[];
/** Every UPDATE of the tables that the context does not accept. */
declare function malformedUpdates(context?: CodecContext): readonly JudgedUpdate[];
/** One of `malformedUpdates`. */
declare function malformedUpdate(context?: CodecContext): fc.Arbitrary<JudgedUpdate>;

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

/** KEEPALIVE: a header and nothing else (RFC 4271 §4.4). */
interface KeepaliveMessage {
    readonly type: 'KEEPALIVE';
}

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
    readonly family: Family;
    /** 0 request, 1 begin, 2 end; others are kept as they came. */
    readonly subtype: number;
    /** Octets after the fixed part: ORF entries (RFC 5291), as they came. */
    readonly rest: Uint8Array;
}

/** A message as plain data, as `encodeMessage` takes it. */
type Message = OpenMessage | UpdateMessage | NotificationMessage | KeepaliveMessage | RouteRefreshMessage;

/** OPEN with any capabilities, in the classic form of its parameters or the extended one (RFC 9072). */
declare function openMessage(context?: CodecContext): fc.Arbitrary<OpenMessage>;
/** Any attribute that the context accepts. */
declare function pathAttribute(context?: CodecContext): fc.Arbitrary<PathAttribute>;
/** UPDATE that the context accepts: with routes of any family and all attributes they need, or without routes. */
declare function updateMessage(context?: CodecContext): fc.Arbitrary<UpdateMessage>;
/** NOTIFICATION of any code with any data. */
declare function notificationMessage(): fc.Arbitrary<NotificationMessage>;
/** ROUTE-REFRESH of any family: a request, a mark, or a subtype nobody knows. */
declare function routeRefreshMessage(): fc.Arbitrary<RouteRefreshMessage>;
/** Any message that the context accepts. */
declare function message(context?: CodecContext): fc.Arbitrary<Message>;

export { type ArbitraryOptions, type JudgedUpdate, arbitraryOf, judgedUpdates, malformedUpdate, malformedUpdates, message, notificationMessage, openMessage, pathAttribute, routeRefreshMessage, updateMessage };
