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
    /** A view of what was written; the next write may change it. */
    view(): Uint8Array;
    /** A copy of what was written. */
    take(): Uint8Array;
}
/** Writes an unsigned 32-bit number in network order. */
declare function writeU32(bytes: Uint8Array, offset: number, value: number): void;

/** The rows by type code. Frozen: `with` makes a new table. */
interface AttributeTable {
    readonly rows: readonly AttributeRow<unknown>[];
    get(code: number): AttributeRow<unknown> | undefined;
    /** A table in which the given rows stand beside, or instead of, those with the same code. */
    with(...rows: readonly AttributeRow<unknown>[]): AttributeTable;
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
    /** Octets of the NLRI at `offset`, path identifier not counted; -1 where it is malformed or overruns `end`. */
    measure(bytes: Uint8Array, offset: number, end: number): number;
    /** The model of an NLRI that `measure` passed. `pathId` is `NO_PATH_ID` where there is none. */
    decode(bytes: Uint8Array, offset: number, pathId: number): N;
    /** Writes the NLRI without path identifier. Throws `RangeError` for a model that has no encoding. */
    encode(nlri: N, writer: ByteWriter): void;
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

/**
 * Everything a message cannot tell about itself: what both OPENs agreed on, for one direction. Immutable; built once
 * a session. Decoding with the wrong context is silent corruption (RFC 7911, RFC 6793), so there is no default for
 * a session: `negotiate` of `@mesh/bgp-session` makes both.
 */
interface CodecContext {
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
    /** Disable the family instead of resetting the session where RFC 4760 §7 allows it. */
    readonly afiSafiDisable: boolean;
    readonly attributes: AttributeTable;
    readonly capabilities: CapabilityTable;
    readonly familyTable: FamilyTable;
}
/** What to set; everything left out has the value of a modern session between speakers that know 4-octet AS numbers. */
interface ContextOptions extends Partial<Omit<CodecContext, 'addPath' | 'extendedNextHop' | 'families'>> {
    readonly addPath?: Iterable<Family$1>;
    readonly extendedNextHop?: Iterable<Family$1>;
    readonly families?: Iterable<Family$1> | undefined;
}
/** A frozen context. Defaults: 4-octet AS numbers, 4096 octets, no ADD-PATH, all families, peering `any`. */
declare function createContext(options?: ContextOptions): CodecContext;

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
 * A NOTIFICATION in words: `Cease / Administrative Shutdown (6/2): "maintenance"`. Control characters of the peer's
 * text are escaped; other data is shown as hexadecimal.
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
/** Everything known about one path attribute: one file, one row, one line in the table. */
interface AttributeRow<T> {
    readonly code: number;
    readonly name: string;
    /** Expected Optional and Transitive bits. */
    readonly flags: number;
    /** What a conflict of those bits costs; treat-as-withdraw unless the row says otherwise (RFC 7606 §3.c). */
    flagsOutcome?(context: CodecContext): Outcome;
    /** Judges the value in `bytes[start, end)`; undefined where it is well formed. Never reads outside. */
    check(bytes: Uint8Array, start: number, end: number, context: CodecContext): AttributeFinding | undefined;
    /** The model of a value that `check` passed. */
    decode(bytes: Uint8Array, start: number, end: number, context: CodecContext): T;
    /** Writes the value without header. Throws `RangeError` for a model that has no encoding. */
    encode(value: T, writer: ByteWriter, context: CodecContext): void;
    /** The value as a person writes it. */
    format(value: T): string;
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
/** `target:65000:1`, `origin:192.0.2.1:1`, or `0x` and sixteen hexadecimal digits where there is no text form. */
declare function formatExtendedCommunity({ high, low }: ExtendedCommunity): string;
/**
 * The extended community of `target:65000:1`, `origin:192.0.2.1:1`, `target:70000:1` or `target:65000L:1` (4-octet AS,
 * RFC 5668), `65000:1` (a target), or `0x` and sixteen digits. Undefined for any other text.
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
 * Where packets go: one address, for IPv6 with the link-local one beside it where the peer sent both (RFC 2545 §3).
 * A next hop of a length the family has no address for is kept as octets.
 */
type NextHop = {
    readonly address: string;
    readonly linkLocal?: string;
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

/** A table of the given rows; of two rows with one code the later stands. */
declare function attributeTable(rows: readonly AttributeRow<unknown>[]): AttributeTable;
/** Every attribute this codec has a model for. */
declare const standardAttributes: AttributeTable;

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
    readonly IPV6_UNICAST: 513;
    readonly IPV6_MULTICAST: 514;
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
 * `IPv4_Unicast`, `afi-9-safi-7`. Undefined for a name that is not known.
 */
declare function parseFamilyName(text: string): Family$1 | undefined;

/** Called with each whole message. The octets are borrowed: they may change once the call has returned. False stops. */
type FrameHandler = (frame: Uint8Array) => boolean | undefined;
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
    constructor(options?: {
        readonly extendedMessage?: boolean;
    });
    /** Octets of an unfinished message. */
    get held(): number;
    /** The type octet of the header that was at fault: a NOTIFICATION must not be answered, even one that cannot be read. */
    get faultType(): number | undefined;
    /**
     * Takes a chunk and hands over every message that is whole by now. Returns the fault that ended the stream, if there
     * is one: messages before it have been handed over. A handler that returns false ends it without a fault.
     */
    push(chunk: Uint8Array, handler: FrameHandler): Fault | undefined;
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
    readonly AIGP: 26;
    readonly LARGE_COMMUNITY: 32;
    readonly OTC: 35;
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
    code(i: number): number;
    /** Flag octet as received. */
    flags(i: number): number;
    start(i: number): number;
    end(i: number): number;
    /** Marks an attribute as one that the RFC 7606 walk discarded. */
    discard(i: number): void;
    discarded(i: number): boolean;
}

/** What the walk found: the strongest outcome and every fault. */
interface Assessment {
    readonly outcome: Outcome;
    readonly faults: readonly Fault[];
}
/** Where the three fields of an UPDATE stand; filled by the walk. */
interface UpdateLayout {
    readonly frame: Uint8Array;
    readonly context: CodecContext;
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
    /** A fault of the attribute in `frame[at, end)`, header included: the data of its NOTIFICATION (RFC 4271 §6.3). */
    attribute(frame: Uint8Array, code: number, at: number, end: number, finding: AttributeFinding): void;
    assessment(): Assessment;
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
    frame: Uint8Array;
    context: CodecContext;
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
    /** Takes the next frame: a whole UPDATE with its header, of at least 23 octets. */
    reset(frame: Uint8Array, context: CodecContext): this;
    /** An owned copy that outlives the handler. */
    retain(): UpdateView;
    /** The family whose End-of-RIB this is; undefined where it is none (RFC 4724 §2). */
    get endOfRib(): Family$1 | undefined;
    /** True where the attribute is there and was not discarded. */
    has(row: AttributeRow<unknown>): boolean;
    /** The model of an attribute; undefined where it is absent, discarded or malformed. */
    get<T>(row: AttributeRow<T>): T | undefined;
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

/** A message, or why the octets are none. */
type DecodeResult = {
    readonly ok: true;
    readonly message: DecodedMessage;
} | {
    readonly ok: false;
    readonly fault: Fault;
};
/**
 * Decodes one whole message with its header. An UPDATE comes back as a view that borrows `frame`; `assess` tells its
 * RFC 7606 outcome, also where `ok` is true. Never throws.
 */
declare function decodeMessage(frame: Uint8Array, context: CodecContext): DecodeResult;
/** Decodes a frame that a `Framer` delivered: marker, length and type are known to be right. */
declare function decodeFrame(frame: Uint8Array, context: CodecContext): DecodeResult;

/** The octets of one message with its header. Throws `RangeError` for a value that has no encoding or no room. */
declare function encodeMessage(message: Message, context: CodecContext): Uint8Array;

/** Subcodes of the Message Header Error (RFC 4271 §6.1). */
declare const HeaderSubcode: {
    readonly NOT_SYNCHRONIZED: 1;
    readonly BAD_LENGTH: 2;
    readonly BAD_TYPE: 3;
};

/** Called for each NLRI of a field: its octets without path identifier stand at `bytes[offset, offset + length)`. */
type NlriCallback = (family: Family$1, bytes: Uint8Array, offset: number, length: number, pathId: number) => void;
/**
 * Offset of the first malformed NLRI in `bytes[start, end)`, or -1 where all are well formed. Plain prefixes take no
 * call each: this loop is what every received prefix goes through.
 */
declare function checkNlri(bytes: Uint8Array, start: number, end: number, row: FamilyRow<Nlri>, addPath: boolean): number;
/** Calls back for each NLRI of a field that `checkNlri` passed. */
declare function forEachNlri(bytes: Uint8Array, start: number, end: number, row: FamilyRow<Nlri>, addPath: boolean, callback: NlriCallback): void;
/**
 * The NLRI of a field that `checkNlri` passed; one opaque NLRI with all octets where the family has no row or was not
 * negotiated, for then nobody checked them.
 */
declare function decodeNlri(bytes: Uint8Array, start: number, end: number, family: Family$1, context: CodecContext): Nlri[];
/** Writes NLRI of one family one after another, with path identifiers where the context has ADD-PATH for it. */
declare function encodeNlri(list: readonly Nlri[], family: Family$1, writer: ByteWriter, context: CodecContext): void;
/** True for the NLRI of a family without a row. */
declare function isOpaqueNlri(nlri: Nlri): nlri is OpaqueNlri;

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
/** A prefix as octets: address with host bits cleared, and its length in bits. */
interface Prefix {
    readonly address: Uint8Array;
    readonly bits: number;
}
/** Octets and length of `10.0.0.0/24`; no length means the whole address. Undefined for text that is no prefix. */
declare function parsePrefix(text: string): Prefix | undefined;
/** True where a bit after the prefix length is set, as in `10.0.0.1/24`. */
declare function hasHostBits({ address, bits }: Prefix): boolean;
/** Text of the NLRI at `offset` (length octet and prefix), for addresses of 4 or 16 octets. Host bits print as 0. */
declare function formatPrefix(bytes: Uint8Array, offset: number, addressLength: 4 | 16): string;
/** Writes length octet and prefix, host bits cleared. */
declare function writePrefix({ address, bits }: Prefix, writer: ByteWriter): void;
declare const IPV4_UNICAST: FamilyRow<PrefixNlri>;
declare const IPV4_MULTICAST: FamilyRow<PrefixNlri>;
declare const IPV6_UNICAST: FamilyRow<PrefixNlri>;
declare const IPV6_MULTICAST: FamilyRow<PrefixNlri>;
/** True for an NLRI of a family of plain prefixes. */
declare function isPrefixNlri(nlri: Nlri): nlri is PrefixNlri;
/** The unicast NLRI of a prefix, IPv4 or IPv6 by its text. Throws `RangeError` for text that is no prefix. */
declare function unicast(prefix: string, pathId?: number): PrefixNlri;
/** The multicast NLRI of a prefix, IPv4 or IPv6 by its text. Throws `RangeError` for text that is no prefix. */
declare function multicast(prefix: string, pathId?: number): PrefixNlri;

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

/** Writes chunks of whole UPDATEs. Owned by one sender; a taken chunk is never touched again. */
declare class UpdatePacker {
    #private;
    /** `chunkSize` is raised to the context's largest message where it is smaller. */
    constructor(context: CodecContext, options?: {
        readonly chunkSize?: number;
    });
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
 * negotiated, are passed over.
 */
declare function visitRoutes(view: UpdateView, visitor: RouteVisitor): void;

export { ADD_PATH, AGGREGATOR, AS4_AGGREGATOR, AS4_PATH, AS_PATH, AS_TRANS, ATOMIC_AGGREGATE, type AddPathFamily, Afi, type Aggregator, type Announcement, type AsPathSegment, type Asn, type Assessment, type AttributeCallback, AttributeCode, type AttributeFinding, AttributeFlag, type AttributeRow, type AttributeTable, ByteReader, ByteWriter, CLUSTER_LIST, COMMUNITIES, type Capability, CapabilityCode, type CapabilityRow, type CapabilityTable, CeaseSubcode, type CodecContext, type Community, type ContextOptions, type DecodeResult, type DecodedMessage, ENHANCED_ROUTE_REFRESH, EXTENDED_COMMUNITIES, EXTENDED_MESSAGE, EXTENDED_NEXT_HOP, ErrorCode, type ExtendedCommunity, type ExtendedNextHop, FOUR_OCTET_AS, FQDN, Family, type FamilyRow, type FamilyTable, type Fault, type Fqdn, type FrameHandler, Framer, GRACEFUL_RESTART, type GracefulRestart, type GracefulRestartFamily, HEADER_LENGTH, HeaderSubcode, IPV4_MULTICAST, IPV4_UNICAST, IPV6_MULTICAST, IPV6_UNICAST, KEEPALIVE, type KeepaliveMessage, LARGE_COMMUNITY, LOCAL_PREF, type LargeCommunity, MAX_AS_PATH_LENGTH, MAX_EXTENDED_MESSAGE_LENGTH, MAX_MESSAGE_LENGTH, MP_REACH_NLRI, MP_UNREACH_NLRI, MULTIPROTOCOL, MULTI_EXIT_DISC, type MergedAs4, MeshError, type MeshErrorDetails, type Message, MessageType, type MpReachNlri, type MpUnreachNlri, NEXT_HOP, NO_PATH_ID, type NextHop, type Nlri, type NlriCallback, type NotificationMessage, OPTIONAL_NON_TRANSITIVE, OPTIONAL_TRANSITIVE, ORIGIN, ORIGINATOR_ID, OTC, type OpaqueNlri, type OpenMessage, OpenSubcode, type Origin, type Outcome, type PathAttribute, type PathId, type Prefix, type PrefixNlri, ROLE, ROUTE_REFRESH, RefreshSubtype, type Role, type RouteRefreshMessage, type RouteVisitor, type RouterId, SOFTWARE_VERSION, Safi, type SegmentType, type UpdateMessage, UpdatePacker, UpdateSubcode, UpdateView, WELL_KNOWN, WellKnownCommunity, administrativeCease, afiOf, asPathLength, asSequence, assess, attribute, attributeName, attributeSet, attributeTable, capability, capabilityTable, capabilityValue, capabilityValues, checkNlri, createContext, decodeCapabilities, decodeFrame, decodeMessage, decodeNlri, decodeUtf8, decodeUtf8Strict, encodeAttributes, encodeCapabilities, encodeMessage, encodeNlri, encodeUtf8, familyOf, familyTable, flagRow, forEachAttribute, forEachNlri, formatAddress, formatAsPath, formatAssessment, formatCommunity, formatExtendedCommunity, formatFamily, formatHex, formatIPv4, formatIPv6, formatLargeCommunity, formatNextHop, formatNotification, formatPrefix, hasHostBits, isMeshError, isOpaqueNlri, isPrefixNlri, mergeAs4, mergeAs4Path, multicast, nextHopOctets, notification, packUpdates, parseAddress, parseCommunity, parseExtendedCommunity, parseFamilyName, parseHex, parseIPv4, parseIPv6, parseLargeCommunity, parsePrefix, readU16, readU32, routeRefresh, safiOf, shutdownText, standardAttributes, standardCapabilities, standardFamilies, strongerThan, strongest, unicast, visitRoutes, writeAttribute, writeCanonicalAttributes, writePrefix, writeSessionAttributes, writeU32 };
