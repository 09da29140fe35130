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
type Family$1 = Flavour<number, 'Family'>;

/** What every record says of itself (RFC 6396 §2). */
interface MrtHeader {
    /** Octets before the record in the decompressed file. */
    readonly offset: number;
    /** Seconds since 1970. */
    readonly timestamp: number;
    /** Microseconds past `timestamp`; only records with an extended timestamp have them (RFC 6396 §3). */
    readonly microseconds: number | undefined;
    readonly mrtType: number;
    readonly subtype: number;
}
/** A peer of the collector. */
interface MrtPeer {
    readonly routerId: RouterId;
    readonly address: string;
    readonly asn: Asn;
    /** How the PEER_INDEX_TABLE writes `asn`: in four octets, which is what left out means too, or in two. */
    readonly asn4?: boolean;
}
/** The peers that the RIB records after it refer to (RFC 6396 §4.3.1). */
interface MrtPeerIndexTable extends MrtHeader {
    readonly type: 'PEER_INDEX_TABLE';
    readonly collector: RouterId;
    readonly viewName: string;
    readonly peers: readonly MrtPeer[];
}
/** One peer's route in a RIB (RFC 6396 §4.3.4, RFC 8050 §4.1). */
interface MrtRibEntry {
    readonly peer: MrtPeer;
    /** Seconds since 1970. */
    readonly originated: number;
    readonly pathId?: number;
    /** As in the file: MP_REACH_NLRI is usually cut to its next hop. `RibEntryReader` puts it back. */
    readonly attributes: Uint8Array;
}
/** All routes to one prefix, of TABLE_DUMP_V2, or the one route of a TABLE_DUMP record (RFC 6396 §4.2, §4.3). */
interface MrtRib extends MrtHeader {
    readonly type: 'RIB';
    readonly sequence: number;
    readonly family: Family$1;
    /** AS numbers in the attributes have four octets. */
    readonly asn4: boolean;
    /** Length octet and prefix, as in an UPDATE. */
    readonly nlri: Uint8Array;
    readonly entries: readonly MrtRibEntry[];
}
/** A RIB record of any family, kept as octets from the NLRI on (RFC 6396 §4.3.3). */
interface MrtRibGeneric extends MrtHeader {
    readonly type: 'RIB_GENERIC';
    readonly sequence: number;
    readonly family: Family$1;
    readonly addPath: boolean;
    readonly rest: Uint8Array;
}
/** Who spoke with whom (RFC 6396 §4.4). */
interface MrtSession extends MrtHeader {
    readonly peerAs: Asn;
    readonly localAs: Asn;
    readonly interfaceIndex: number;
    readonly peerAddress: string;
    readonly localAddress: string;
}
/** A message of a session, with its header (RFC 6396 §4.4.2–4.4.3, RFC 8050 §3). */
interface MrtMessage extends MrtSession {
    readonly type: 'MESSAGE';
    readonly asn4: boolean;
    readonly addPath: boolean;
    /** The collector itself sent it. */
    readonly local: boolean;
    readonly frame: Uint8Array;
}
/** A change of the FSM's state, by the numbers of RFC 6396 §4.4.1: 1 Idle … 6 Established. */
interface MrtStateChange extends MrtSession {
    readonly type: 'STATE_CHANGE';
    readonly oldState: number;
    readonly newState: number;
}
/** A type or subtype this codec does not read: its octets behind the header. */
interface MrtUnknown extends MrtHeader {
    readonly type: 'UNKNOWN';
    readonly body: Uint8Array;
}
/** A record that cannot be read. The next one can, unless `reason` says that the file ends here. */
interface MrtFault extends MrtHeader {
    readonly type: 'FAULT';
    readonly reason: string;
    readonly rfc: string;
}
/** A record of an MRT file. Octets in it are views of the input's chunks. */
type MrtRecord = MrtPeerIndexTable | MrtRib | MrtRibGeneric | MrtMessage | MrtStateChange | MrtUnknown | MrtFault;
/** What a caller may leave out: it follows from the other members. */
type Written<R extends MrtHeader> = Omit<R, keyof MrtHeader> & Pick<R, 'timestamp'> & Partial<MrtHeader>;
/**
 * A record that can be written: one that was read, or one with the members that matter. `offset` is of no account;
 * `mrtType` and `subtype` stand together, and where they are left out the record is TABLE_DUMP_V2 (a RIB with AS numbers
 * of two octets: TABLE_DUMP), BGP4MP, or with `microseconds` BGP4MP_ET.
 */
type MrtWritable = Written<MrtPeerIndexTable> | Written<MrtRib> | Written<MrtRibGeneric> | Written<MrtMessage> | Written<MrtStateChange> | (Omit<MrtUnknown, 'offset' | 'microseconds'> & Partial<Pick<MrtUnknown, 'offset' | 'microseconds'>>);

/**
 * The octets of one record, header included; the inverse of reading it. A RIB of TABLE_DUMP_V2 refers to its peers by
 * their places in the table before it: `peers` are those of that table. Throws `RangeError` that names the field for a
 * value that has no encoding.
 */
declare function encodeMrt(record: MrtWritable, peers?: readonly MrtPeer[]): Uint8Array;

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

/** Octets of the common header (RFC 6396 §2). */
declare const MRT_HEADER_LENGTH = 12;
/** Record types this codec reads. */
declare const MrtType: {
    readonly BGP: 5;
    readonly TABLE_DUMP: 12;
    readonly TABLE_DUMP_V2: 13;
    readonly BGP4MP: 16;
    readonly BGP4MP_ET: 17;
};
/** Subtypes of TABLE_DUMP_V2 that are no prefix RIB. */
declare const TableDumpV2Subtype: {
    readonly PEER_INDEX_TABLE: 1;
    readonly RIB_GENERIC: 6;
    readonly RIB_GENERIC_ADDPATH: 12;
};
/** What a RIB subtype of TABLE_DUMP_V2 holds. */
interface RibFormat {
    readonly name: string;
    readonly family: Family;
    readonly addPath: boolean;
}
declare const RIB_FORMATS: ReadonlyMap<number, RibFormat>;
/** What a subtype of BGP4MP holds. */
interface Bgp4mpFormat {
    readonly name: string;
    readonly holds: 'message' | 'state-change';
    /** AS numbers have four octets, in the record and in its message. */
    readonly asn4: boolean;
    /** NLRI in the message carry path identifiers. */
    readonly addPath: boolean;
    /** The collector itself sent the message. */
    readonly local: boolean;
}
declare const BGP4MP_FORMATS: ReadonlyMap<number, Bgp4mpFormat>;

/** The octets of a file: at once, or in chunks. */
type MrtInput = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
/** Turns compressed chunks into what they hold. */
type Decompress = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

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
    family(): Family$1;
}

/** How the model of a row stands in JSON, where that is not the general form of `value.ts`. */
interface JsonForm<T> {
    write(value: T): Json;
    /** Throws `MESH_JSON_VALUE` for JSON of another form. */
    read(field: JsonField): T;
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
    readonly family: Family$1;
    /** Path identifier, where the session has ADD-PATH for the family (RFC 7911 §3). */
    readonly pathId?: PathId;
}
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

interface ReadMrtOptions {
    /** What bzip2 needs: this package brings gzip only. */
    readonly decompressBzip2?: Decompress;
    /** The longest record that is read, in octets; one that claims to be longer ends the file. Default 16 MiB. */
    readonly maxRecordLength?: number;
}
/**
 * The records of an MRT file (RFC 6396), read as they are asked for: `for await (const record of readMrt(file)) …`.
 * gzip and bzip2 are told by their first octets. What is malformed is a FAULT among the records, and reading goes on
 * behind it where its length allows. Throws `MeshError` for damaged compression.
 */
declare function readMrt(input: MrtInput, options?: ReadMrtOptions): AsyncGenerator<MrtRecord, void, undefined>;
/** The same records, some of them at a time: for those who cannot pay a promise a record. */
declare function readMrtBatches(input: MrtInput, options?: ReadMrtOptions): AsyncGenerator<readonly MrtRecord[], void, undefined>;

/** An UPDATE of a file. All members are borrowed until the next one is asked for. */
interface MrtUpdate {
    readonly record: MrtRib | MrtMessage;
    readonly peer: MrtPeer;
    /** Seconds since 1970: when the message came, or when the route of a table did. */
    readonly timestamp: number;
    /** One route for an entry of a RIB. */
    readonly view: UpdateView;
}
/**
 * Every UPDATE of an MRT file: those of BGP4MP records, and one for each RIB entry. Other records, and messages that
 * are no whole UPDATE, are passed over; `onSkipped` is told of each. The verdict stands in `view.assessment`.
 */
declare function readMrtUpdates(input: MrtInput, options?: ReadMrtOptions & {
    readonly onSkipped?: (record: MrtRecord) => void;
}): AsyncGenerator<MrtUpdate, void, undefined>;
/** One route of a table. All octets are borrowed until the next one is asked for. */
interface MrtRoute {
    readonly peer: MrtPeer;
    /** Seconds since 1970. */
    readonly originated: number;
    readonly family: Family$1;
    /** Length octet and prefix. */
    readonly nlri: Uint8Array;
    /** `NO_PATH_ID` where there is none. */
    readonly pathId: number;
    /** The canonical attribute set: 4-octet AS numbers, ascending, without next hop. */
    readonly attributes: Uint8Array;
    /** 4, 16 or 32 octets. */
    readonly nextHop: Uint8Array;
}
/** Gives the routes of a table one at a time; each is valid until the next. */
declare class RibRouteReader {
    #private;
    /** The route of an entry; undefined where no UPDATE could announce it (malformed, or without next hop). */
    read(rib: MrtRib, entry: MrtRibEntry): MrtRoute | undefined;
}
/**
 * The routes of a table dump as an injector takes them: `(family, NLRI, path id)`, canonical attributes, next hop.
 * Routes that no UPDATE could announce are passed over; `onSkipped` is told of their record. For those who cannot pay a
 * promise a route there are `readMrtBatches` and `RibRouteReader`.
 */
declare function readMrtRoutes(input: MrtInput, options?: ReadMrtOptions & {
    readonly onSkipped?: (record: MrtRecord) => void;
}): AsyncGenerator<MrtRoute, void, undefined>;

interface TableDumpOptions {
    /** When the table was taken, in seconds since 1970. */
    readonly timestamp: number;
    /** BGP Identifier of whoever took it. */
    readonly collector: RouterId;
    readonly viewName?: string;
    /** All peers whose routes follow. */
    readonly peers: readonly MrtPeer[];
}
/**
 * Routes in, octets of a table dump out. What `readMrtRoutes` gives, it takes. It touches no file: `take()` gives what is
 * to be appended, `close()` finishes the last record.
 *
 * ```ts
 * const writer = new TableDumpWriter({ timestamp, collector, peers: [peer] });
 * writer.route({ peer, originated, family, nlri, pathId: NO_PATH_ID, attributes, nextHop });
 * writer.close();
 * file.write(writer.take());
 * ```
 */
declare class TableDumpWriter {
    #private;
    /** Throws `RangeError` that names the field for peers and numbers that have no encoding. */
    constructor({ timestamp, collector, viewName, peers }: TableDumpOptions);
    /** Octets that `take()` would give. */
    get length(): number;
    /**
     * Adds a route; its octets are copied. Throws `RangeError` that names the field for one that has no encoding, of a
     * peer that is not in the table, or after `close()`; nothing is added then.
     */
    route(route: MrtRoute): void;
    /** Finishes the record of the last prefix. */
    close(): void;
    /** What was written since the last call: whole records. That of the last prefix comes once another has begun. */
    take(): Uint8Array;
}

interface WriteMrtOptions {
    /** Compress the octets. Default false. */
    readonly gzip?: boolean;
}
/**
 * The octets of an MRT file in chunks, written as they are asked for; the inverse of `readMrt`. Throws `RangeError` that
 * names the field for a record that has no encoding.
 */
declare function writeMrt(records: Iterable<MrtWritable> | AsyncIterable<MrtWritable>, options?: WriteMrtOptions): AsyncGenerator<Uint8Array, void, undefined>;
/**
 * The octets of a table dump in chunks, written as they are asked for; the inverse of `readMrtRoutes`. Routes of one
 * prefix share a record where they follow each other. Throws `RangeError` as `TableDumpWriter` does.
 */
declare function writeTableDump(routes: Iterable<MrtRoute> | AsyncIterable<MrtRoute>, options: TableDumpOptions & WriteMrtOptions): AsyncGenerator<Uint8Array, void, undefined>;
/** The gzip form of octets, for what the writers of this package `take()`. */
declare function gzipOctets(octets: MrtInput): AsyncGenerator<Uint8Array, void, undefined>;

/** The context in which the octets of a record are read. */
declare function mrtContext({ asn4, addPath }: {
    readonly asn4: boolean;
    readonly addPath: boolean;
}): CodecContext;
/** Puts RIB entries back into UPDATEs, one at a time: the view it gives is valid until the next. */
declare class RibEntryReader {
    #private;
    constructor();
    read(rib: MrtRib, entry: MrtRibEntry): UpdateView;
}

/** The session whose messages are written. */
interface MrtSessionOptions {
    readonly peerAs: Asn;
    readonly localAs: Asn;
    readonly peerAddress: string;
    readonly localAddress: string;
    /** Default 0. */
    readonly interfaceIndex?: number;
    /** What messages of the peer are decoded with. Default a session of 4-octet AS numbers without ADD-PATH. */
    readonly rx?: CodecContext;
    /** What our messages are encoded with. Default as `rx`. */
    readonly tx?: CodecContext;
}
/** One message of a session. */
interface MrtSessionMessage {
    /** Nanoseconds since 1970-01-01 UTC; the file keeps microseconds. */
    readonly timestampNs: bigint;
    readonly direction: 'received' | 'sent';
    /** One whole message, header included. */
    readonly frame: Uint8Array;
}
/** A change of the FSM's state, by the numbers of RFC 6396 §4.4.1: 1 Idle … 6 Established. */
interface MrtSessionStateChange {
    readonly timestampNs: bigint;
    readonly oldState: number;
    readonly newState: number;
}
/**
 * Writes what happens on a session as BGP4MP_ET, times to the microsecond; what we sent as LOCAL. The subtype says of
 * each message how it is to be read: in which width AS numbers stand, and whether its NLRI carry path identifiers, which
 * the families of a session need not agree on (RFC 8050 §3).
 *
 * ```ts
 * const writer = new MrtSessionWriter({ peerAs: 65001, localAs: 65002, peerAddress: '192.0.2.1', localAddress: '192.0.2.2' });
 * writer.message({ timestampNs, direction: 'received', frame });
 * file.write(writer.take());
 * ```
 */
declare class MrtSessionWriter {
    #private;
    constructor(options: MrtSessionOptions);
    /** Octets that `take()` would give. */
    get length(): number;
    /** Appends a message. Throws `RangeError` for a time before 1970 or after 2106, or a session without encoding. */
    message({ timestampNs, direction, frame }: MrtSessionMessage): void;
    /** Appends a change of state. Throws `RangeError` as `message` does. */
    stateChange({ timestampNs, oldState, newState }: MrtSessionStateChange): void;
    /** What was written since the last call. */
    take(): Uint8Array;
}
/** The messages of a session as the octets of an MRT file. */
declare function writeMrtSession(options: MrtSessionOptions & {
    readonly messages: Iterable<MrtSessionMessage>;
}): Uint8Array;

/**
 * Records in, octets of an MRT file out. It touches no file: `take()` gives what is to be appended. What was read can
 * be written as it is, and gives the octets it was read from; RIBs refer to the last PEER_INDEX_TABLE before them.
 *
 * ```ts
 * const writer = new MrtWriter();
 * writer.record({ type: 'PEER_INDEX_TABLE', timestamp, collector, viewName: '', peers });
 * file.write(writer.take());
 * ```
 */
declare class MrtWriter {
    #private;
    /** Octets that `take()` would give. */
    get length(): number;
    /** Appends one record. Throws `RangeError` that names the field for a value without encoding, and appends nothing. */
    record(record: MrtWritable): void;
    /** What was written since the last call. */
    take(): Uint8Array;
}

export { BGP4MP_FORMATS, type Bgp4mpFormat, type Decompress, MRT_HEADER_LENGTH, type MrtFault, type MrtHeader, type MrtInput, type MrtMessage, type MrtPeer, type MrtPeerIndexTable, type MrtRecord, type MrtRib, type MrtRibEntry, type MrtRibGeneric, type MrtRoute, type MrtSession, type MrtSessionMessage, type MrtSessionOptions, type MrtSessionStateChange, MrtSessionWriter, type MrtStateChange, MrtType, type MrtUnknown, type MrtUpdate, type MrtWritable, MrtWriter, RIB_FORMATS, type ReadMrtOptions, RibEntryReader, type RibFormat, RibRouteReader, type TableDumpOptions, TableDumpV2Subtype, TableDumpWriter, type WriteMrtOptions, encodeMrt, gzipOctets, mrtContext, readMrt, readMrtBatches, readMrtRoutes, readMrtUpdates, writeMrt, writeMrtSession, writeTableDump };
