import { FamilyTable, Family, FamilyRow, Nlri, PathId, PathAttribute, AttributeRow, OpaqueNlri, CodecContext, AttributeTable as AttributeTable$1, Asn, OpenMessage, RouterId, Role, UpdateView, NotificationMessage, UpdatePacker, OrfCollection, AsPathSegment, ExtendedCommunity, Origin } from '@mesh/bgp-wire';

/**
 * Where tables take their memory from, always zeroed: the thread's own, or such as threads can share. A table takes
 * pages and never returns them one by one; it forgets them.
 */
interface Memory {
    readonly shared: boolean;
    words(count: number): Int32Array;
    octets(count: number): Uint8Array;
}

/** What `BucketHeads` are made of, for another thread to take over. */
interface BucketHeadsState {
    readonly pages: Int32Array[];
    readonly level: number;
    readonly count: number;
}

/** What a `ByteArena` is made of, for another thread to take over. */
interface ByteArenaState {
    readonly pages: Uint8Array[];
    readonly free: Int32Array;
    readonly next: number;
    readonly used: number;
}

/** What `RecordPages` are made of, for another thread to take over. */
interface RecordPagesState {
    readonly pages: Int32Array[];
    readonly free: number;
    readonly next: number;
}

/** Names an interned attribute set together with its next hop, from 1 up. */
type AttributeId = number;
/** What an `AttributeTable` is made of, for another thread to take over. */
interface AttributeTableState {
    readonly records: RecordPagesState;
    readonly heads: BucketHeadsState;
    readonly arena: ByteArenaState;
    readonly size: number;
}
declare class AttributeTable {
    #private;
    /** What `locate` found: the next hop in `bytes[hopStart, setStart)`, the set in `bytes[setStart, setEnd)`. */
    bytes: Uint8Array;
    hopStart: number;
    setStart: number;
    setEnd: number;
    constructor(seed: number, memory: Memory, state?: AttributeTableState);
    get state(): AttributeTableState;
    /** Entries there are. */
    get size(): number;
    get byteLength(): number;
    /** The id of a next hop and a canonical set, with one reference more. */
    intern(hop: Uint8Array, hopStart: number, hopLength: number, set: Uint8Array): AttributeId;
    retain(id: AttributeId): void;
    /** Gives one reference back; the last one frees the entry. */
    release(id: AttributeId): void;
    /**
     * Calls back with each id whose entry goes, before the id can come to mean anything else: whoever keeps facts about
     * an id forgets them then. Returns what ends it.
     */
    onFreed(listener: (id: AttributeId) => void): () => void;
    /** The octets of the next hop, borrowed; none for `self`. */
    nextHop(id: AttributeId): Uint8Array;
    /** The octets of the canonical set, borrowed. */
    set(id: AttributeId): Uint8Array;
    /** Says where an entry lies, without a view of it; the octets stay there as long as the entry is held. */
    locate(id: AttributeId): void;
    /** Becomes empty and leaves the memory to whoever has its `state`; a table that was large does so when it is empty. */
    abandon(): void;
}

/** What `Buckets` are made of, for another thread to take over. */
interface BucketsState {
    readonly pages: Int32Array[];
    readonly overflow: Int32Array[];
    readonly level: number;
    readonly count: number;
    readonly overflows: number;
    readonly free: number;
}

/** What an `IdSet` is made of, for another thread to take over. */
interface IdSetState {
    readonly pages: (Int32Array | undefined)[];
    readonly counts: number[];
    readonly size: number;
}
/**
 * A set of ids from 1 up, as a bitmap in pages: an eighth of an octet an id where they are dense, nothing for a page
 * without members. Walking it in ascending order tolerates any change on the way.
 */
declare class IdSet {
    #private;
    constructor(memory?: Memory, state?: IdSetState);
    get state(): IdSetState;
    /** A set of its own with the same members. */
    copy(): IdSet;
    get size(): number;
    get byteLength(): number;
    has(id: number): boolean;
    /** True where the id was not in the set. */
    add(id: number): boolean;
    /** True where the id was in the set. */
    delete(id: number): boolean;
    /** The smallest member that is `from` or more, 0 for none. */
    next(from: number): number;
    /**
     * Calls `visit` with each member from `from` up until it returns false. Returns the member it refused, 0 where it
     * took all. Members of the word at hand that are deleted on the way may still come.
     */
    scan(from: number, visit: (id: number) => boolean): number;
    /** Adds the members of another set, a word at a time. */
    addAll(other: IdSet): void;
    /** Adds what two other sets have in common. */
    addCommon(one: IdSet, other: IdSet): void;
    /** Deletes the members of another set, a word at a time. */
    deleteAll(other: IdSet): void;
    clear(): void;
}

/** The route keys of one family, with or without path identifier: what two keys must share to be compared at all. */
interface KeySpace {
    readonly family: Family;
    /** Its keys begin with a path identifier. */
    readonly addPath: boolean;
    /** Longest prefix of the family; 0 where its NLRI are no plain prefixes. */
    readonly prefixBits: number;
    /** A key fits the record itself: an IPv4 prefix without path identifier. */
    readonly inline: boolean;
    /** The family's row where NLRI have payload beside the key; undefined where all octets are the key. */
    readonly keyed: (FamilyRow<Nlri> & Required<Pick<FamilyRow<Nlri>, 'writeKey'>>) | undefined;
    /** Of plain prefixes, how many routes there are of each length. */
    readonly lengths: Int32Array;
}
/** What `KeySpaces` are made of, for another thread to take over. */
type KeySpacesState = readonly (Pick<KeySpace, 'family' | 'addPath' | 'lengths'> & {
    readonly keyed: boolean;
})[];
/** Numbers the key spaces a store meets, from 1 up, so that a record needs one octet for its own. */
declare class KeySpaces {
    #private;
    /** Throws `RangeError` where a family that was taken over has its keys written by a row, and no row here, or the reverse. */
    constructor(families: FamilyTable, state?: KeySpacesState);
    get state(): KeySpacesState;
    /** Counts no prefixes any more. */
    clear(): void;
    /** Numbers given out; the last one is `count - 1`. */
    get count(): number;
    get(number: number): KeySpace;
    /** The number of a space, 0 where no route of it has been stored. */
    find(family: Family, addPath: boolean): number;
    /** The number of the space that a family's routes with this path identifier lie in. */
    of(family: Family, pathId: number): number;
}

/** Names a pair of route key and attributes, from 1 up. */
type RouteId = number;
/** What a `RouteTable` is made of, for another thread to take over. */
interface RouteTableState {
    readonly records: RecordPagesState;
    readonly buckets: BucketsState;
    readonly keys: ByteArenaState;
    readonly ids: IdSetState;
    readonly generation: number;
    readonly references: number;
}
declare class RouteTable {
    #private;
    readonly spaces: KeySpaces;
    /** The pairs there are. */
    readonly ids: IdSet;
    /** How often a pair was made of a key that had another. */
    paired: number;
    /** What `resolve` found the set to hold for the probed key, 0 for nothing. */
    held: RouteId;
    constructor(spaces: KeySpaces, attributes: AttributeTable, seed: number, memory: Memory, state?: RouteTableState);
    get state(): RouteTableState;
    /** Pairs there are. */
    get size(): number;
    /** References to all pairs together. */
    get totalReferences(): number;
    /** Pairs that nobody holds, kept for a snapshot. */
    get dead(): number;
    /** Snapshots that are open. */
    get snapshots(): number;
    get byteLength(): number;
    /**
     * Takes the key of an NLRI (octets without path identifier) for the calls that follow. `withdrawn`: the NLRI stands in
     * a field of withdrawn routes, where a label may mean none.
     */
    probe(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number, withdrawn?: boolean): void;
    /** Takes a key as such, for calls that find routes: what the row of a family with payload writes as its key. */
    probeKey(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void;
    /** Takes an IPv4 prefix, of a space whose keys lie in the record; host bits are 0. */
    probeWord(number: number, address: number, bits: number): void;
    /**
     * The pair of the probed NLRI and an attribute set, made where it is missing: with no reference yet, which the
     * caller adds at once. `held` is then what the set has for the probed key.
     */
    resolve(attributes: AttributeId, set: IdSet): RouteId;
    /** The pair of the probed NLRI and an attribute set, made where it is missing. */
    pair(attributes: AttributeId): RouteId;
    /** First pair of the probed key, 0 for none. */
    first(): RouteId;
    /** The pair of the probed key after one that `first` or `next` gave and that is still there, 0 for none. */
    next(id: RouteId): RouteId;
    /** What a set has of the probed key, 0 for nothing. */
    find(set: IdSet): RouteId;
    /** What a set has of the key of a route that is there, 0 for nothing. */
    heldWith(id: RouteId, set: IdSet): RouteId;
    /** The key of a pair may have others. */
    hasSiblings(id: RouteId): boolean;
    retain(id: RouteId): void;
    /** Gives one reference back; the last one frees the pair. Throws `MESH_ROUTE_RELEASED` where there is none. */
    release(id: RouteId): void;
    /** From here on pairs that nobody holds any more keep their records, until `closeSnapshot` is called as often. */
    openSnapshot(): void;
    closeSnapshot(): void;
    /** Frees at most so many of the dead, unless a snapshot is open. True where none is left. */
    reap(atMost: number): boolean;
    /** References a pair has; 0 for one that is dead. */
    references(id: RouteId): number;
    attributes(id: RouteId): AttributeId;
    /** Tells this pair from others that had, or will have, its id. */
    generation(id: RouteId): number;
    /** True where the id names a pair of this generation that is there. */
    lives(id: RouteId, generation: number): boolean;
    /** True where the record of a pair can be read: it is there, or kept for a snapshot. */
    isKept(id: RouteId, generation: number): boolean;
    /** True where the id names a pair that is there. */
    exists(id: RouteId): boolean;
    /** The largest id a pair may have now. */
    get lastId(): RouteId;
    spaceNumber(id: RouteId): number;
    space(id: RouteId): KeySpace;
    /** Path identifier of a route, `NO_PATH_ID` where it has none. */
    pathId(id: RouteId): number;
    /** Hands the NLRI octets (without path identifier, with labels and all payload) to `use`, borrowed for the call. */
    withNlri<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T;
    /** Hands the NLRI octets that withdraw the route (without path identifier) to `use`, borrowed for the call. */
    withWithdrawn<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T;
    /** Hands the octets of the key (without path identifier and payload) to `use`, borrowed for the call. */
    withKey<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T;
    /** Probes the key of a route whose record is kept, and its payload. */
    probeKeyOf(id: RouteId): void;
    /** Pairs in the bucket of the probed key: what an operation on it looks at. */
    get chainLength(): number;
    /** Becomes empty and leaves the memory to whoever has its `state`. */
    abandon(): void;
}

/**
 * The public, stable name of a route key (family, path identifier, NLRI) as lower-case hexadecimal:
 * `0101180a000000` is 10.0.0.0/24 of IPv4 unicast.
 *
 * ```text
 * +--------------------+----------+---------------------+-------------------------------------------+
 * | AFI (1)            | SAFI (1) | nothing             | bits (1, 00–80) | whole address (4 or 16)  |
 * | or ff and AFI (2)  |          | or ff and id (4)    | or fe and the octets of any other key     |
 * +--------------------+----------+---------------------+-------------------------------------------+
 * ```
 */
type RouteIndex = string;
/** What a `RouteIndex` says. */
interface RouteKey {
    readonly family: Family;
    readonly pathId?: PathId;
    /**
     * The octets of the key, without path identifier: of a prefix length octet and prefix, host bits 0; of a family whose
     * row has a `writeKey` what that writes; of any other its NLRI as in an UPDATE.
     */
    readonly key: Uint8Array;
}
/** The index of a key. Families whose row says that their NLRI are prefixes show the whole address. */
declare function formatRouteIndex(key: RouteKey, families?: FamilyTable): RouteIndex;
/** The key of an index; undefined for text that is none. Only the canonical text is an index. */
declare function parseRouteIndex(text: string): RouteKey | undefined;
/** The key of an NLRI in octets as they stand in an UPDATE, path identifier apart. */
declare function routeKeyOf(family: Family, nlri: Uint8Array, pathId?: PathId, families?: FamilyTable): RouteKey;

/** What names a route: its prefix, or the NLRI of any family; and what else is part of the key. */
type RouteKeySpec = PrefixKeySpec | NlriKeySpec;
interface PrefixKeySpec {
    /** `10.0.0.0/24`, `2001:db8::/32`; without length the whole address. Host bits are cleared. */
    readonly prefix: string;
    /** Names the route instead of the prefix, where it is given. */
    readonly nlri?: Nlri | undefined;
    /** Path identifier (RFC 7911), part of what names the route. */
    readonly pathId?: PathId | undefined;
    /** Unicast of the prefix's address family if left out. */
    readonly family?: Family | undefined;
}
interface NlriKeySpec {
    /** The NLRI as its family's row has it, or `{ family, bytes }` of a family without row. */
    readonly nlri: Nlri;
    /** Ignored beside `nlri`. */
    readonly prefix?: string | undefined;
    /** Path identifier (RFC 7911); that of the NLRI if left out. */
    readonly pathId?: PathId | undefined;
    /** Ignored beside `nlri`, which says it. */
    readonly family?: Family | undefined;
}
/** A route as plain data: what a store takes, and what `toObject()` gives. */
type RouteSpec = RouteKeySpec & RouteValue;
/** What a route says of its key. */
interface RouteValue {
    /** An address, or `self`: our end of each session, put in when the route is sent. */
    readonly nextHop: string;
    /** The link-local next hop beside a global one (RFC 2545 §3). */
    readonly linkLocal?: string | undefined;
    /** In any order; NEXT_HOP and MP_REACH_NLRI are left out of it. None if left out. */
    readonly attributes?: readonly PathAttribute[] | undefined;
}
/** A route in octets, as readers and writers of tables have it. They are borrowed for the call that takes it. */
interface EncodedRoute {
    readonly family: Family;
    /** Well-formed NLRI octets without path identifier. */
    readonly nlri: Uint8Array;
    /** `NO_PATH_ID` where there is none. */
    readonly pathId: number;
    /** A canonical attribute set, as `writeCanonicalAttributes` writes it. */
    readonly attributes: Uint8Array;
    /** 4, 16 or 32 octets; none for `self`. */
    readonly nextHop: Uint8Array;
}
/**
 * A route of a store: a name for octets that the store keeps, read on demand. It takes no reference: once its last
 * holder let it go, every member but `id` and `released` throws `MESH_ROUTE_RELEASED`. `toObject()` outlives it.
 */
interface Route extends RouteValue {
    readonly family: Family;
    /** The NLRI as a person writes it: `10.0.0.0/24`, `rd 65000:1 10.0.0.0/24 label 16`. */
    readonly prefix: string;
    /** The NLRI with all it carries, labels and other payload included. */
    readonly nlri: Nlri;
    readonly linkLocal: string | undefined;
    readonly pathId: PathId | undefined;
    /** In ascending order of their codes, without NEXT_HOP and MP_REACH_NLRI. */
    readonly attributes: readonly PathAttribute[];
    /** Names the route's key, the same in every store and every run. */
    readonly index: RouteIndex;
    /** Names the pair of key and attributes in this store, as long as it is held. */
    readonly id: number;
    /** Holders there are. */
    readonly references: number;
    /** The last holder let it go. */
    readonly released: boolean;
    /** The model of one attribute, undefined where it is absent or malformed. */
    get<T>(row: AttributeRow<T>): T | undefined;
    /** An owned copy. */
    toObject(): RouteObject;
    /** An owned copy in octets, as writers of tables take it. */
    toEncoded(): EncodedRoute;
}
/** An owned copy of a route, ready for JSON or for another store. */
interface RouteObject extends RouteValue {
    readonly family: Family;
    readonly prefix: string;
    /** Where the family's NLRI are more than a prefix. */
    readonly nlri?: Nlri | undefined;
    readonly pathId?: PathId | undefined;
    readonly attributes: readonly PathAttribute[];
    readonly index: RouteIndex;
}
/** The flyweight: an id, and the generation that proves it still means the same route. */
declare class StoredRoute implements Route {
    #private;
    readonly core: StoreCore;
    readonly id: RouteId;
    constructor(core: StoreCore, id: RouteId);
    get released(): boolean;
    /** True where the route can be read. */
    protected get readable(): boolean;
    protected get generation(): number;
    /** Throws `MESH_ROUTE_RELEASED` unless someone holds the route. */
    assertHeld(): RouteId;
    get family(): Family;
    get prefix(): string;
    get nlri(): Nlri | OpaqueNlri;
    get pathId(): PathId | undefined;
    get nextHop(): string;
    get linkLocal(): string | undefined;
    get attributes(): readonly PathAttribute[];
    get<T>(row: AttributeRow<T>): T | undefined;
    get index(): RouteIndex;
    get references(): number;
    toObject(): RouteObject;
    toEncoded(): EncodedRoute;
    toJSON(): RouteObject;
}

/** Names a route key: its index, or its prefix or NLRI with what else is part of the key. */
type RouteSelector = RouteIndex | RouteKeySpec;
interface StoreCoreOptions {
    readonly families: FamilyTable;
    readonly attributes: AttributeTable$1;
    readonly seed: number;
    readonly memory: Memory;
}
/** What a `StoreCore` is made of, for another thread to take over. */
interface StoreCoreState {
    readonly spaces: KeySpacesState;
    readonly attributes: AttributeTableState;
    readonly routes: RouteTableState;
}
/** The tables of a store and the ways into them; only this package sees it. */
declare class StoreCore {
    #private;
    readonly families: FamilyTable;
    /** Stored sets are decoded with it: 4-octet AS numbers, no rules of any session. */
    readonly context: CodecContext;
    readonly attributes: AttributeTable;
    readonly routes: RouteTable;
    readonly seed: number;
    readonly memory: Memory;
    constructor({ families, attributes, seed, memory }: StoreCoreOptions, state?: StoreCoreState);
    get state(): StoreCoreState;
    /** Probes the key of a selector. False where it cannot be in the store. */
    probe(selector: RouteSelector): boolean;
    /** Probes what a spec names, to store it. Throws `RangeError` for a prefix, an NLRI or a path identifier that is none. */
    probeSpec(spec: RouteKeySpec): void;
    /** Probes a route in octets. Throws `RangeError` where they are no NLRI of the family. */
    probeEncoded({ family, nlri, pathId }: EncodedRoute): void;
    /** Interns the attributes and next hop of a spec, with one reference for the caller. */
    internSpec(spec: RouteSpec): AttributeId;
    route(id: RouteId): StoredRoute;
}

/** Called with a prefix: its 4 or 16 octets, borrowed, and its length. */
type PrefixVisitor = (address: Uint8Array, bits: number) => void;
/**
 * The prefixes below which routes may have another validity than before: every such route has one of these as its own
 * prefix or a shorter one that covers it. A prefix may come twice. Yours to work off at your own pace.
 */
interface ValidityChanges {
    /** Prefixes that are left. Where they are many, to look at all routes is cheaper than at those below each. */
    readonly size: number;
    /** Takes at most `max` of them; false once none is left. */
    take(max: number, visitor: PrefixVisitor): boolean;
}

/** Where a route comes from, or where it is to go. */
interface PolicyPeer {
    readonly name: string;
    readonly address?: string | undefined;
    readonly asn: Asn;
    /** `local`: the route begins here, no peer has told it. */
    readonly kind: 'external' | 'internal' | 'confederation' | 'local';
}
/** The route is not taken, or not sent; the reason is a word or two that people search for. */
interface Rejection {
    readonly reject: string;
}
/** What becomes of a route. */
type Verdict = 'accept' | Rejection;
/**
 * One step: it looks at a route, may change it, and says what becomes of it; undefined goes on to the next step. A
 * route that comes to the end without a verdict is accepted, with the changes made so far.
 */
type Policy = (route: PolicyRoute) => Verdict | undefined | void;
/** A question about a route. */
type Match = (route: PolicyRoute) => boolean;
/** Runs the parts of a policy and takes down what came of them. */
interface PolicyTracer {
    step(policy: Policy, route: PolicyRoute): ReturnType<Policy>;
    match(match: Match, route: PolicyRoute): boolean;
}
/**
 * A route as it stands with the changes so far. It is borrowed for the call: one object serves all routes of a run.
 *
 * `locate…` reads octets without an allocation: they position `bytes[start, end)`, valid until the next of them and
 * the next change.
 */
interface PolicyRoute {
    readonly family: Family;
    /** `10.0.0.0/24`, or the text of what else the family has for NLRI; made when asked for. */
    readonly prefix: string;
    /** Length in bits; -1 where the family's NLRI are no prefixes. */
    readonly prefixLength: number;
    readonly pathId: PathId | undefined;
    /** Whose policy this is: of an import where the route comes from, of an export where it goes to. */
    readonly peer: PolicyPeer;
    /** Where the route comes from; the same as `peer` in an import. */
    readonly source: PolicyPeer;
    /** An address or `self`. To set it drops the link-local next hop beside a global one. */
    nextHop: string;
    /** The model of an attribute, undefined where it is absent or malformed. */
    get<T>(row: AttributeRow<T>): T | undefined;
    has(row: AttributeRow<unknown>): boolean;
    /** Throws `RangeError` for a value that has no encoding. An empty list where there must be none is no attribute. */
    set<T>(row: AttributeRow<T>, value: T): void;
    /** Puts the octets `bytes[start, end)` in the place of a value. Throws `RangeError` where the row finds them malformed. */
    setOctets(row: AttributeRow<unknown>, bytes: Uint8Array, start: number, end: number): void;
    /** False where there was none. */
    delete(row: AttributeRow<unknown>): boolean;
    /** Who follows the run step by step; undefined but in a trace. Combinators of your own run their parts through it. */
    readonly tracer: PolicyTracer | undefined;
    readonly bytes: Uint8Array;
    readonly start: number;
    readonly end: number;
    /** Positions on the value of an attribute (AS numbers have 4 octets); false where there is none. */
    locate(code: number): boolean;
    /** Positions on the octets of the prefix, as many as its length needs; false where the family has no prefixes. */
    locatePrefix(): boolean;
    /** Positions on the 4, 16 or 32 octets of the next hop; false where it is `self`. */
    locateNextHop(): boolean;
    /** Rightmost AS number of the path; undefined where it is empty or ends in a set (RFC 6811 §2). */
    readonly originAs: Asn | undefined;
    /** Leftmost AS number of the path; undefined where it is empty or begins with a set. */
    readonly neighbourAs: Asn | undefined;
    /** Hops as the decision process counts them (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3). */
    readonly pathLength: number;
}

/** What a RIB must know of an Established session; the session's own description has it. */
interface RibSession {
    readonly localAs: Asn;
    readonly peerAs: Asn;
    /** The session is within one AS (iBGP). */
    readonly internal: boolean;
    /** Our end of the stream, where it has an address: what `next-hop self` means. */
    readonly localAddress: string | undefined;
    /** Families both sides speak. */
    readonly families: readonly Family[];
    /** How what the peer sends is decoded. */
    readonly rx: CodecContext;
    /** How what we send is encoded. */
    readonly tx: CodecContext;
    /** What the peer can. Without it all is taken to be so. */
    readonly peerOpen?: OpenMessage | undefined;
    readonly localRouterId?: RouterId | undefined;
    /** Breaks ties between routes (RFC 4271 §9.1.2.2 f). */
    readonly peerRouterId?: RouterId | undefined;
    /** The peer's end of the stream: the last tie-break (RFC 4271 §9.1.2.2 g). */
    readonly peerAddress?: string | undefined;
    /** What we are to the peer, where it was said (RFC 9234 §4). */
    readonly localRole?: Role | undefined;
}
/** Monotonic time and later work. Nothing else in the package reads a clock or schedules. */
interface Clock {
    /** Milliseconds since some fixed moment; never goes back. */
    now(): number;
    /** Calls `fn` once, `ms` milliseconds from now; what it returns stops that. */
    after(ms: number, fn: () => void): () => void;
    /** Calls `fn` soon, after what is waiting for input has been served. */
    defer(fn: () => void): void;
}
/**
 * Called with one VRP (validated ROA payload): 4 or 16 octets of address, borrowed until it returns, the prefix length,
 * the longest length that may be announced, and the AS that may originate it.
 */
type VrpVisitor = (announced: boolean, address: Uint8Array, bits: number, maxLength: number, as: Asn) => void;
/** VRPs that came or went; borrowed. */
interface VrpDelta {
    readonly size: number;
    visit(visitor: VrpVisitor): void;
}
/** What a table must know of an RTR client: what it holds, and what it tells. Slices of `update` end with another event. */
interface VrpFeed extends VrpDelta {
    on(event: 'update', listener: (delta: VrpDelta) => void): unknown;
    on(event: 'endOfData' | 'expired', listener: () => void): unknown;
    off(event: 'update', listener: (delta: VrpDelta) => void): unknown;
    off(event: 'endOfData' | 'expired', listener: () => void): unknown;
}
/** What is needed of an `AbortSignal`, which hosts have and the language does not. */
interface AbortSignalLike {
    readonly aborted: boolean;
    throwIfAborted(): void;
    addEventListener(type: 'abort', listener: () => void): void;
    removeEventListener(type: 'abort', listener: () => void): void;
}

/** What a `RouteSet` is made of, for another thread to take over. */
interface RouteSetState {
    readonly ids: IdSetState;
    readonly counts: number[];
}
/**
 * The routes one holder has, at most one a key: a bitmap over the store's ids, with one reference each. The calls
 * that take no id speak of the key the store has probed last.
 */
declare class RouteSet {
    #private;
    readonly core: StoreCore;
    readonly ids: IdSet;
    constructor(core: StoreCore, state?: RouteSetState);
    get state(): RouteSetState;
    get byteLength(): number;
    get size(): number;
    sizeOf(family: Family): number;
    /** Families with at least one member. */
    families(): Set<Family>;
    /** The route held of the probed key, 0 for none. */
    find(): RouteId;
    /**
     * Holds the probed key with these attributes. Returns the route; the one it replaces, if any, is `routes.held` and
     * stays a member until the caller deletes or takes it. Nothing changes where the two are the same.
     */
    put(attributes: AttributeId): RouteId;
    /** As `put`, for a route that is there. */
    putRoute(id: RouteId): RouteId;
    /** Holds a route, from wherever it comes, as `put` does. */
    putAny(route: RouteSpec | EncodedRoute): RouteId;
    /** True where the route was no member. */
    add(id: RouteId): boolean;
    /** Holds routes of keys that it has no route of, so many of each key space; their references were the caller's. */
    adopt(ids: IdSet, counts: readonly number[]): void;
    /** Lets a member go. */
    delete(id: RouteId): void;
    /** Removes a member and leaves its reference to the caller. Throws `MESH_ROUTE_RELEASED` for a route that is none. */
    take(id: RouteId): void;
    /** Members in ascending order, of one family or of all; changes on the way are tolerated. */
    walk(family?: Family): Generator<RouteId, void>;
    /**
     * Holds the routes of another set too, instead of those of their keys that were held: at most so many members of that
     * one are looked at, from an id on. Returns the member to go on from, 0 where it was the last.
     */
    share(other: RouteSet, atMost?: number, from?: RouteId): RouteId;
    /** Removes all members and leaves their references to the caller. */
    takeAll(): IdSet;
    /** Becomes empty and leaves memory and references to whoever has its `state`. */
    abandon(): void;
    /** Lets at most so many members go. True where none is left. */
    clear(atMost?: number): boolean;
}

/**
 * A whole store with its holders, on its way to another thread: what `postMessage` takes, and `RouteStore.adopt` makes
 * a store of. There is one writer at a time, for the store that gave it is empty from then on.
 */
interface StoreHandover {
    /** The holders' sizes, in the order in which they were given. */
    readonly sizes: readonly number[];
    /** What to give to `postMessage` beside it: the buffers of a store that is not shared. None of one that is. */
    readonly transfer: ArrayBuffer[];
}

/**
 * Routes in the order of their keys: family by family, prefixes by address and then length (10.0.0.0/8, 10.0.0.0/9,
 * 10.0.0.0/24, 10.1.0.0/16), other keys by their octets, then by path identifier. Routes that come while it goes on
 * are not seen, those that leave are passed over.
 */
interface OrderedRoutes extends IterableIterator<Route> {
    /**
     * Does a part of the work that the next route needs: looks at no more than so many routes. True once the next route,
     * or the end, is ready. Who must not be held up calls it until then; `next` does what is left.
     */
    prepare(atMost: number): boolean;
}

/**
 * What a holder had, or the store, at one moment: it stays so while everybody goes on. Taking it copies a bit a route.
 * Until it is closed, routes that nobody holds any more keep their memory, and its routes can be read.
 */
interface RouteSnapshot {
    readonly size: number;
    /** The routes there were, in the order of their ids. */
    routes(family?: Family): IterableIterator<Route>;
    /** The routes there were, in the order of their keys. */
    inOrder(family?: Family): OrderedRoutes;
    /** Lets go what was kept for it. Routes that are held by nobody else throw `MESH_ROUTE_RELEASED` from then on. */
    close(): void;
}

/**
 * One owner's routes in a store, at most one a key: what a neighbour of a configuration is to be told, say. Holding a
 * route costs a bit; the store keeps it as long as any holder does.
 */
interface RouteHolder {
    readonly size: number;
    /** Octets of memory the holder takes; the routes themselves are the store's. */
    readonly byteLength: number;
    /** Holds a route instead of any other with its key, and returns it. */
    set(route: RouteSpec | EncodedRoute): Route;
    /**
     * Holds what another holder of the store has, route by route as `set` does: at most so many of its routes, from an id
     * on. Returns the id to go on from, 0 after the last.
     */
    share(other: RouteHolder, atMost?: number, from?: number): number;
    get(selector: RouteSelector): Route | undefined;
    /** Lets a route go. False where none of that key was held. */
    delete(selector: RouteSelector): boolean;
    /** The routes held, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** The routes held, in the order of their keys. */
    inOrder(family?: Family): OrderedRoutes;
    /** The route with the longest prefix that an address, or a whole prefix, lies in; with the lowest path identifier. */
    longestMatch(prefix: string, family?: Family): Route | undefined;
    /** The routes whose prefixes cover this one or equal it, the shortest first. */
    covering(prefix: string, family?: Family): Route[];
    /** The routes whose prefixes this one covers or equals, in the order of their keys. */
    covered(prefix: string, family?: Family): OrderedRoutes;
    /** What is held now, to be read while it changes. */
    snapshot(): RouteSnapshot;
    /** Lets everything go, or at most so many routes. True where none is left. */
    clear(atMost?: number): boolean;
}

interface RouteStoreOptions {
    /** Families whose NLRI the store can read; those of any other are kept as octets. */
    readonly families?: FamilyTable;
    /** Attributes that routes show as models; any other is shown as octets. */
    readonly attributes?: AttributeTable$1;
    /**
     * Seed of the hashes. Give a random number where peers are not trusted, so that none can choose prefixes which
     * slow the store down.
     */
    readonly seed?: number;
    /**
     * Keep the tables in memory that threads share, so that `handOver` moves nothing. Needs `SharedArrayBuffer`: in a
     * browser that is a page isolated from other origins.
     */
    readonly shared?: boolean;
}
/** A store that another thread has filled, and its holders in the order in which they were handed over. */
interface AdoptedStore {
    readonly store: RouteStore;
    readonly holders: RouteHolder[];
}
/**
 * Every route of a process, once: route keys and attribute sets are interned, and what any number of neighbours hold
 * is shared. A route lives as long as someone holds it: a `RouteHolder`, an Adj-RIB, or a caller of `retain`.
 */
declare class RouteStore {
    #private;
    constructor(options?: RouteStoreOptions);
    /**
     * The store that another thread has handed over, without a copy of its routes where it is shared. Tables of families
     * and attributes are given again, the same as there; seed and memory come with it. Throws `MESH_STORE_HANDOVER` for
     * what is no handover, `RangeError` where the families differ.
     */
    static adopt(handover: StoreHandover, options?: Omit<RouteStoreOptions, 'seed' | 'shared'>): AdoptedStore;
    /** Routes there are: pairs of key and attributes. */
    get size(): number;
    /** Attribute sets with their next hops there are. */
    get attributeSets(): number;
    /** Octets of memory in the store's tables; those of its holders come on top. */
    get byteLength(): number;
    /** A new, empty holder. */
    createHolder(): RouteHolder;
    /** Takes one reference to a route, storing it first if need be. */
    retain(route: RouteSpec): Route;
    /** Gives back a reference that `retain` took. Throws `MESH_ROUTE_RELEASED` where there is none left to give back. */
    release(route: Route): void;
    /** The route an id names. */
    get(id: RouteId): Route | undefined;
    /** Every route of a key: one for each attribute set that someone holds it with. */
    find(selector: RouteSelector): IterableIterator<Route>;
    /** Takes one reference to a route, as `retain`, and returns its index. */
    storeRoute(route: RouteSpec): RouteIndex;
    /** Gives back a reference that `storeRoute` took; false where there is none. */
    releaseRoute(index: RouteIndex): boolean;
    /** A route of an index, one that `storeRoute` stored before any other. */
    getRoute(index: RouteIndex): Route | undefined;
    /** All routes, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** All routes, in the order of their keys. */
    inOrder(family?: Family): OrderedRoutes;
    /** The routes of the longest prefix that an address, or a whole prefix, lies in. */
    longestMatch(prefix: string, family?: Family): Route[];
    /** The routes whose prefixes cover this one or equal it, the shortest first. */
    covering(prefix: string, family?: Family): Route[];
    /** The routes whose prefixes this one covers or equals, in the order of their keys. */
    covered(prefix: string, family?: Family): OrderedRoutes;
    /** All routes there are now, to be read while they change. */
    snapshot(): RouteSnapshot;
    /**
     * Gives the store with these holders away, to be adopted in another thread; it is empty from then on, and so are they.
     * Throws `MESH_STORE_HELD` where somebody else holds routes (an Adj-RIB, another holder), or a snapshot is open.
     */
    handOver(holders?: readonly RouteHolder[]): StoreHandover;
}

/** Hears of a route that is accepted now, of one that is so no more, or of both where one follows another; 0 for none. */
type AcceptedListener = (current: RouteId, previous: RouteId) => void;
declare class AcceptedRoutes {
    #private;
    readonly set: RouteSet;
    constructor(core: StoreCore);
    listen(listener: AcceptedListener): void;
    get ids(): IdSet;
    /** An accepted route is one of several its key may have: it came when the peer had sent path identifiers. */
    isPath(accepted: RouteId): boolean;
    /** What a received route became, 0 where it was not accepted. */
    of(received: RouteId): RouteId;
    /** The path identifier an accepted route came with; 0 without ADD-PATH. */
    pathId(accepted: RouteId): number;
    /**
     * A received route has come to be held with these attributes after import, 0 for not accepted. `replaced` is the
     * received route whose place it takes, the same one where only the import has changed, 0 for none. `others` is what
     * the peer has sent.
     */
    change(received: RouteId, attributes: AttributeId, replaced: RouteId, others: IdSet): void;
    /** A received route has gone. */
    drop(received: RouteId): void;
}

/** How routes that flap are held down; every member has the default of RFC 7196. */
interface DampeningSettings {
    /** What a withdrawal costs. Default 1000. */
    readonly withdrawalPenalty: number;
    /** What it costs to be announced again after a withdrawal. Default 0. */
    readonly readvertisementPenalty: number;
    /** What an announcement with other attributes costs. Default 500. */
    readonly changePenalty: number;
    /** From this penalty on a route is suppressed. Default 6000, so that only routes that flap without end are. */
    readonly suppressThreshold: number;
    /** Below this penalty a suppressed route is used again. Default 750. */
    readonly reuseThreshold: number;
    /** In this time half of a penalty is forgotten. Default 900. */
    readonly halfLifeSeconds: number;
    /** No route is suppressed for longer after its last flap. Default 3600. */
    readonly maxSuppressSeconds: number;
}
declare const DAMPENING_DEFAULTS: DampeningSettings;

/** What a peer is to us. A client of a route reflector is internal, one of a route server external. */
type PeerKind = 'external' | 'internal' | 'client' | 'confederation' | 'route-server-client';

/** How the routes of a peer become candidates. */
interface ImportOptions {
    /** The peer's name for policies. Default `peer`. */
    readonly name?: string;
    /** What the peer is to us. Default: what the session says, `internal` or `external`. */
    readonly kind?: PeerKind;
    /** Our AS within the confederation, of which the AS of the sessions to the outside is the identifier (RFC 5065). */
    readonly memberAs?: number;
    /** Default: that of the session. */
    readonly routerId?: RouterId;
    /** Default: the router id (RFC 4456 §7). */
    readonly clusterId?: RouterId;
    /** How often our own AS may stand in a path that is taken. Default 0 (RFC 4271 §9.1.2). */
    readonly allowOwnAs?: number;
    /**
     * A path of an external peer begins with its AS (RFC 4271 §6.3). Default true, but for a peer that is a route server:
     * its paths do not (RFC 7947 §2.2.2.1).
     */
    readonly enforceFirstAs?: boolean;
    /** Most AS numbers in a path that is taken. Default: no limit. */
    readonly maxAsPath?: number;
    /** Addresses of ours beside that of the session: a route whose next hop is one of them is not taken. */
    readonly ownAddresses?: readonly string[];
    /** What we are to the peer. Default: what the session says (RFC 9234 §4). */
    readonly role?: Role;
    /** Nothing is taken from an external peer without policy (RFC 8212 §2.1). Default false. */
    readonly requirePolicy?: boolean;
    /** GRACEFUL_SHUTDOWN of an external peer sets LOCAL_PREF to 0 (RFC 8326 §4.2). Default true. */
    readonly gracefulShutdown?: boolean;
    readonly policy?: Policy | undefined;
    /** A policy threw; the route is rejected. */
    readonly onPolicyError?: (error: unknown) => void;
}
/** Why a received route is no candidate. */
interface ImportRejection {
    /** The name of the check, `policy`, or `no-path` where nothing of the key has been received. */
    readonly check: string;
    readonly rfc: string | undefined;
    readonly reason: string;
}

interface AdjRibInOptions {
    /** Most routes the peer may announce, of each family or family by family; more end the session (RFC 4486 §4). */
    readonly prefixLimit?: number | ReadonlyMap<Family, number>;
    /** `warn`: nothing but `onPrefixWarning` comes of the limit. Default `cease`: the session ends with Cease 6/1. */
    readonly prefixLimitAction?: 'cease' | 'warn';
    /** From how many hundredths of the limit on there is a warning. Default 80. */
    readonly prefixWarnPercent?: number;
    /** A family has come near its limit, or passed one that ends nothing; once, until it has fallen below again. */
    readonly onPrefixWarning?: (warning: PrefixWarning) => void;
    /**
     * Called for every route that came, changed or went; both are borrowed, `previous` is gone after the call. A route
     * announced again as it was is no change.
     */
    readonly onChange?: (current: Route | undefined, previous: Route | undefined) => void;
    /** As `onChange`, for the routes after import. */
    readonly onAccepted?: (current: Route | undefined, previous: Route | undefined) => void;
    /** Which routes are taken, and what import makes of them. Default: all, as they came. */
    readonly import?: ImportOptions;
    /** Routes that flap are not accepted for a while (RFC 2439); for external peers. Needs `import` and `clock`. */
    readonly dampening?: Partial<DampeningSettings>;
    /** Work on many routes is done in slices of some milliseconds. Default: all at once. */
    readonly clock?: Clock;
    /** The peer has sent all it has of a family. */
    readonly onEndOfRib?: (family: Family) => void;
}
/** How many routes of a family the peer has announced, and how many it may. */
interface PrefixWarning {
    readonly family: Family;
    readonly held: number;
    readonly limit: number;
}
/** Whether a received route is a candidate. */
interface ImportVerdict {
    readonly accepted: boolean;
    /** What stands against it; undefined for an accepted route. */
    readonly rejection: ImportRejection | undefined;
}
declare class AdjRibIn {
    #private;
    /** Throws `RangeError` for a `prefixWarnPercent` or a `prefixLimit` that is none. */
    constructor(store: RouteStore, options?: AdjRibInOptions);
    /** Routes the peer has told us, of one family or of all. */
    size(family?: Family): number;
    /** Of these, routes that are candidates; without import, all. */
    acceptedSize(family?: Family): number;
    /** Routes of a family that are stale. */
    staleSize(family?: Family): number;
    get(selector: RouteSelector): Route | undefined;
    /** What import made of the route under this selector; undefined where it is not accepted, or not there. */
    getAccepted(selector: RouteSelector): Route | undefined;
    /** The routes held, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** As `routes`, after import. Keys have no path identifiers: paths with equal attributes are one. */
    acceptedRoutes(family?: Family): IterableIterator<Route>;
    /** Whether the route under this selector is a candidate, and what stands against it. */
    verdict(selector: RouteSelector): ImportVerdict;
    /** True where the route under this selector is there and stale. */
    isStale(selector: RouteSelector): boolean;
    /** How the route under this selector is stale; undefined where it is not, or not there. */
    staleness(selector: RouteSelector): 'gr' | 'llgr' | undefined;
    /** The peer has sent all it has of the family since the session came up. */
    isComplete(family: Family): boolean;
    /** Another policy from here on: what the peer has told us is judged anew, without asking it again. Needs `import`. */
    setPolicy(policy: Policy | undefined): void;
    /**
     * VRPs have changed (`VrpTable.onChange`): the routes whose validity may be another are judged anew (RFC 6811 §5),
     * without asking the peer again. Takes all of `changes`; without import nothing comes of it.
     */
    revalidate(changes: ValidityChanges): void;
    up(session: RibSession): void;
    update(view: UpdateView): NotificationMessage | undefined;
    endOfRib(family: Family): void;
    refresh(family: Family, mark: 'begin' | 'end'): void;
    stale(family: Family, kind: 'gr' | 'llgr'): void;
    purge(family: Family): void;
    down(_reason: unknown, retain: boolean): void;
    /** Lets everything go as `clear` does, and takes nothing from then on, whatever a session still brings. */
    close(done?: () => void): void;
    /** Lets everything go, with a change for each route; `done` is called when the last one has gone. */
    clear(done?: () => void): void;
}

/** Why a route is not sent on a session. */
type SkipReason = 
/** The session does not speak its family. */
'family'
/** `self` with no local address of the family, or an address that the family cannot carry on the session. */
 | 'next-hop'
/** It does not fit one message with its attributes. */
 | 'too-large'
/** It has LLGR_STALE, and the peer does not know long-lived graceful restart (RFC 9494 §4.3). */
 | 'long-lived-stale'
/** The peer has asked for a filter that it does not pass (RFC 5291 §6). */
 | 'orf'
/** It has OTC, and goes to customers only, which the peer is not (RFC 9234 §5). */
 | 'otc'
/** The peer's AS is in its path. */
 | 'loop'
/** The peer is where it came from. */
 | 'source';

/** A route is not sent on a session. */
interface Filtered {
    readonly filtered: SkipReason;
}
/**
 * How far a route has come on a session: `queued` to be announced or withdrawn, or on its way; `written`, the stream has
 * accepted its announcement; `withdrawn`, the stream has accepted its withdrawal.
 */
type Delivery = 'queued' | 'written' | 'withdrawn' | Filtered;
/** Who wants to know what becomes of some routes. A table has at most one; it costs nothing for all other routes. */
interface DeliveryWatch {
    /** The routes, changed by the watcher as it likes. It holds a reference to each, so that none becomes another. */
    readonly ids: IdSet;
    /**
     * A route has been written, filtered or withdrawn on a session. Called inside `accepted` and `next` of the session's
     * source: it may announce and withdraw. A route that was replaced by another of its key is not `withdrawn`; one that is
     * withdrawn before it was ever handed out is told of by no call, and `deliveryOf` no longer knows it.
     */
    changed(id: RouteId, delivery: Exclude<Delivery, 'queued'>, session: RibSession): void;
    /** A session is over: its peer knows nothing any more. */
    closed?(session: RibSession): void;
}
/** A table that is encoded for every session there is, to be sent at one instant. */
interface PreparedRoutes {
    /** Octets that are held for it. */
    readonly byteLength: number;
    /**
     * The sessions are to have its routes, as by `announce`, and each is woken: what was prepared goes out before all else
     * that is pending. Sessions that were not there, or whose encoding has changed meanwhile, get them as any other route.
     */
    fire(): void;
    /** Lets it go. Without effect after `fire`. */
    discard(): void;
}

/** What OTC asks of routes sent to a peer, by our own role (RFC 9234 §5). */
interface OtcEgress {
    /** Routes that have OTC are not sent. */
    readonly held: boolean;
    /** Routes that have none get it. */
    readonly added: boolean;
}

/** What one session, or all of its kind, are sent. Sessions whose rules are equal field by field are sent the same. */
interface OutboundRules {
    readonly internal: boolean;
    readonly localAs: number;
    /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2 b). */
    readonly prependLocalAs: boolean;
    /** The peer knows what LLGR_STALE means. */
    readonly takesLongLivedStale: boolean;
    /** `self`: our address takes the place of every next hop, `given`: of `self` alone (RFC 4271 §5.1.3, RFC 7947 §2.2.2). */
    readonly nextHop: 'given' | 'self';
    readonly otc: OtcEgress;
    /** Routes with a source came from a peer: what nobody here knows is passed on as RFC 4271 §5 says. */
    readonly readvertised: boolean;
    /** Routes with this AS in their path are not sent; undefined: all are. */
    readonly loopAs: number | undefined;
    /** Routes are sent as about to go: with GRACEFUL_SHUTDOWN, and least preferred within the AS (RFC 8326 §4.1). */
    readonly leaving: boolean;
}

/** What the octets of a session depend on: sessions of one `encodingKey` are sent the same. */
interface EncodingOptions {
    readonly session: Pick<RibSession, 'families' | 'tx'>;
    /** What `next-hop self` means; undefined where nothing can. */
    readonly localAddress: string | undefined;
    /** Stands behind that where it is an IPv6 address (RFC 2545 §3). */
    readonly localLinkLocal: string | undefined;
    /** Routes that share their attributes share UPDATEs. */
    readonly grouped: boolean;
    readonly rules: OutboundRules;
}
/** How routes of a store become the messages of a session. */
declare class Encoding {
    #private;
    readonly options: EncodingOptions;
    readonly context: CodecContext;
    readonly families: ReadonlySet<Family>;
    constructor(core: StoreCore, options: EncodingOptions);
    /** A packer of chunks of so many octets at most, 64 KiB at most. */
    createPacker(maxBytes?: number): UpdatePacker;
    /** Begins messages that announce a family with these attributes; the reason where the session is not to have them. */
    announce(packer: UpdatePacker, family: Family, group: AttributeId, source: number): SkipReason | undefined;
    /** Why routes of a family with these attributes are not sent, whatever their size; undefined where they are. */
    refusal(family: Family, group: AttributeId, source: number): SkipReason | undefined;
}

/** What a lane tells of the routes it packs. It has taken them out of its own sets before. */
interface LaneUser {
    /** False for a route that is not to be sent; the user has cancelled it then. */
    admits(id: RouteId): boolean;
    /** The number that the messages of a route must have in common, beside attributes and family. */
    sourceOf(id: RouteId): number;
    /** The messages of a source begin at this octet of the chunk. */
    marked(source: number, offset: number): void;
    announced(id: RouteId): void;
    withdrawn(id: RouteId): void;
    skipped(id: RouteId, reason: SkipReason): void;
    /** What was there when a sweep began has been packed, whatever came meanwhile. */
    swept(sweep: number): void;
}
declare class Lane {
    #private;
    readonly pending: IdSet;
    readonly withdrawn: IdSet;
    /** Sweeps begun, and whether the last one is still going on. */
    sweep: number;
    sweeping: boolean;
    constructor(core: StoreCore, encoding: Encoding, user: LaneUser);
    /** Routes to be announced or withdrawn; at least one while some of a family are still looked for. */
    get size(): number;
    get idle(): boolean;
    /** Families that are looked for to be sent again. */
    get resending(): ReadonlySet<Family>;
    /** Sends the routes of a family in a set again. */
    resend(routes: IdSet, family: Family): void;
    /** Packs until the chunk is full, nothing is left, or there is something to show for a slice of work. */
    pack(packer: UpdatePacker): void;
}

/** What a member asks of its table. */
interface MemberUser {
    /** Each family gets its End-of-RIB. */
    readonly endOfRib: boolean;
    /** Puts a member into a class of its own, whose routes are sent as about to go where `leaving` says so. */
    isolate(member: Member, leaving: boolean): void;
    closed(member: Member): void;
}
declare class Member implements LaneUser {
    #private;
    readonly session: RibSession;
    /** The number that routes from this session have, 0 for none. */
    readonly source: number;
    class: EncodingClass;
    /** The number of the next chunk of the log to take. */
    position: number;
    constructor(session: RibSession, source: number, into: EncodingClass, user: MemberUser);
    /** It has left the log. */
    get away(): boolean;
    /** Routes the peer has to be told of. */
    get pending(): number;
    /** The route may be sent here: it did not come from here. */
    sees(id: RouteId): boolean;
    onReady(wake: () => void): void;
    wake(): void;
    /** The next whole messages, at most `maxBytes` octets, or one message where that is more. */
    next(maxBytes: number): Uint8Array | undefined;
    accepted(): void;
    refresh(family: Family, done: (() => void) | undefined): void;
    filter(family: Family, filters: readonly OrfCollection[]): void;
    gracefulShutdown(): void;
    close(): void;
    /** Calls back when all that is pending now has been accepted by the stream. */
    flush(fire: () => void): void;
    /** Leaves its class, and gives the calls that waited for the stream here. */
    dispose(): (() => void)[];
    /** How far a route has come; undefined where the peer is to have none of it, and has none. */
    deliveryOf(id: RouteId): Delivery | undefined;
    /** Leaves the log and owes itself what it has not taken. */
    leaveLog(): void;
    /** The class announces a route; `older` of its key was sent, 0 for none. */
    classAnnounced(id: RouteId, older: RouteId): void;
    /** The class has put routes into the log of whose keys neither it nor this member knew any. */
    classFired(ids: IdSet, source: number): void;
    /** Adds those of a set that it has yet to withdraw to another set. */
    addOwed(ids: IdSet, into: IdSet): void;
    /** The class withdraws a route. */
    classWithdrew(id: RouteId): void;
    /** A sweep of the class has ended, at the end of the log; `all`: nothing is left there. */
    classSwept(sweep: number, all: boolean): void;
    admits(id: RouteId): boolean;
    sourceOf(id: RouteId): number;
    marked(): void;
    announced(id: RouteId): void;
    withdrawn(id: RouteId): void;
    skipped(): void;
    swept(): void;
    moveTo(fork: EncodingClass): void;
    /** Calls back whoever has waited for what has been handed out, or for what need not be any more. */
    settle(): void;
}

declare class PrefixFilters {
    #private;
    /** How often they were changed. */
    changes: number;
    /** Applies what a ROUTE-REFRESH asks for, in its order (RFC 5291 §5.2). */
    apply(family: Family, collections: readonly OrfCollection[]): void;
    /** True unless the peer does not want the route. */
    permits(routes: RouteTable, id: RouteId): boolean;
}

/** Which session each route came from, 0 for none, in pages that come when they are needed: two octets a route. */
declare class SourceNumbers {
    #private;
    get(id: RouteId): number;
    /** Sets it for all of a set. */
    setAll(ids: IdSet, source: number): void;
    set(id: RouteId, source: number): void;
}

/** Messages that were packed in advance, with the routes in them. */
interface PreparedChunk {
    readonly bytes: Uint8Array;
    readonly ids: Int32Array;
}
/** What a table does with routes that are fired. */
interface PreparedUser {
    readonly routes: RouteTable;
    readonly wanted: RouteSet;
    readonly sources: SourceNumbers;
    readonly classes: readonly EncodingClass[];
    /** Others are being fired: what was packed for these has no place in the order of the log. */
    firing: boolean;
    putRoute(id: RouteId, source: number): RouteId;
    /** Wakes no session before the action is over. */
    batch(action: () => void): void;
}
/** Routes as one encoding has them. */
declare class EncodedRoutes implements LaneUser {
    #private;
    readonly chunks: PreparedChunk[];
    /** Routes that stand in no chunk: they are not sent now, and skipped with their reason in a sweep. */
    readonly refused: IdSet;
    /** The routes of one source, packed without a change to the class. */
    constructor(into: EncodingClass, ids: IdSet, source: number);
    /** Packs them, a chunk a step. */
    pack(): Generator<void, void>;
    get byteLength(): number;
    /** The peer has changed its filters since. */
    get outdated(): boolean;
    readonly sourceOf: () => number;
    admits(id: RouteId): boolean;
    marked(): void;
    announced(id: RouteId): void;
    withdrawn(): void;
    skipped(id: RouteId): void;
    swept(): void;
}

/** Messages of one source within a chunk: `bytes[start, end)`. */
interface SourceMark {
    readonly source: number;
    readonly start: number;
    end: number;
    /** The announced routes of the chunk that they are: `announced[from, to)`. */
    readonly from: number;
    to: number;
    /** At least one of the routes takes the place of another that was sent. */
    replaces: boolean;
    /** The same of one that did not come from the source, which so has it. */
    replacesOthers: boolean;
}
/** A chunk of whole messages and what is in it. */
interface LogEntry {
    readonly bytes: Uint8Array;
    /** Empty where nobody needs them: nobody is behind, and nobody watches. */
    readonly announced: Int32Array;
    readonly withdrawn: readonly RouteId[];
    /** Where the messages of sources stand that a member of the class is. */
    readonly marks: readonly SourceMark[];
    /** Routes in it, and in all chunks before it. */
    readonly routes: number;
    readonly before: number;
    /** It does not count for the window: it was prepared, and is held anyhow. */
    readonly prepared: boolean;
    /** Members that have yet to take it. */
    readers: number;
}
/** The last chunks of a class, numbered from 0 on, as long as a member has yet to take them. */
declare class UpdateLog {
    #private;
    /** The number of the next chunk. */
    head: number;
    /** Routes in all chunks there were. */
    routes: number;
    constructor(freed: (entry: LogEntry) => void);
    /** Chunks that count for the window. */
    get length(): number;
    /** The number of the oldest chunk there is, `head` for none. */
    get tail(): number;
    get byteLength(): number;
    at(position: number): LogEntry;
    append(entry: LogEntry): void;
    /** A member has taken a chunk, or does not want it. */
    taken(position: number): void;
}

/** What the classes of a table share. */
interface ClassPorts {
    readonly core: StoreCore;
    readonly wanted: RouteSet;
    readonly sources: SourceNumbers;
    readonly watch: DeliveryWatch | undefined;
    /** Chunks that are kept for members that are behind. */
    readonly window: number;
    /** Changes are under way that sessions are to see together. */
    readonly batching: boolean;
    skipped(id: RouteId, reason: SkipReason): void;
}
declare class EncodingClass implements LaneUser {
    #private;
    readonly encoding: Encoding;
    readonly ports: ClassPorts;
    /** Filters of the only member; undefined where the class may have others. */
    readonly filters: PrefixFilters | undefined;
    readonly members: Set<Member>;
    /** Members that have something of their own to send, or have left the log. */
    readonly owing: Set<Member>;
    readonly sent: IdSet;
    readonly lane: Lane;
    readonly log: UpdateLog;
    superseded: number;
    /** Members that have been told everything and wait to be woken. */
    asleep: number;
    /** Calls that wait for a sweep, of all members. */
    waiting: number;
    /** Members that routes come from. */
    sourced: number;
    /** Chunks were put into the log that those who sleep have not been woken for. */
    fired: boolean;
    constructor(ports: ClassPorts, encoding: Encoding, filters: PrefixFilters | undefined);
    /** Nothing is left to pack. */
    get idle(): boolean;
    /** Octets that are kept for members that are behind. */
    get byteLength(): number;
    /**
     * A route has become wanted; the one of its key that was, if any, has been `dropped` before. `moved`: it came from
     * another session when it was wanted before, so that one member must not have it now and one may.
     */
    wants(id: RouteId, moved: boolean): void;
    /** A route that is wanted comes from another session now. */
    moved(id: RouteId): void;
    /**
     * A route is wanted no more; `replaced`: another of its key is. True where its reference stays here: the caller's,
     * unless that is `taken`.
     */
    dropped(id: RouteId, replaced: boolean, taken: boolean): boolean;
    /** The route of the same key that the members have, 0 for none. */
    sentOf(id: RouteId): RouteId;
    /** Wakes whoever has been told everything; later where a batch is going on. */
    ready(): void;
    /** The next chunk, which is then the last of the log; undefined where there is nothing to send. */
    produce(maxBytes: number): LogEntry | undefined;
    packer(maxBytes: number): UpdatePacker;
    admits(id: RouteId): boolean;
    /** What can be told of a route without its attributes. */
    earlyRefusal(id: RouteId): SkipReason | undefined;
    /** Why a route that is wanted and was looked at is not sent. */
    refusalOf(id: RouteId): SkipReason;
    sourceOf(id: RouteId): number;
    marked(source: number, offset: number): void;
    announced(id: RouteId): void;
    withdrawn(id: RouteId): void;
    /** A route that cannot go out; what the members had of its key goes. */
    skipped(id: RouteId, reason: SkipReason): void;
    swept(sweep: number): void;
    /**
     * Routes have become wanted that the class knows nothing of. Those that were packed in advance stand in the log from
     * here on; what is being packed was begun before, so that they would overtake it: then they are announced as any other.
     * Gives the entries of the log.
     */
    fire(fresh: IdSet, encoded: EncodedRoutes | undefined, source: number): readonly LogEntry[];
    /** Takes some routes of a fired chunk for sent that were put one by one, with what has changed since it was made. */
    fireApart({ announced, marks }: LogEntry, apart: IdSet): void;
    join(member: Member): void;
    /** A member is no more of this class; without members it lets go what only they had. */
    part(member: Member): void;
    /** Begins a class of one member, which has what the members of another have. */
    copyFrom(other: EncodingClass, member: Member): void;
    /** The only member may have a route that is to be withdrawn; its reference is this class's now. */
    maybeSent(id: RouteId): void;
    /** Everything is wanted no more; the caller keeps the references that stay here. */
    cleared(): void;
}

/** How routes are sent, whoever puts them into the table. */
interface OutboundOptions {
    readonly localAddress?: string | undefined;
    readonly localLinkLocal?: string | undefined;
    readonly localAs?: number | undefined;
    readonly peerAs?: number | undefined;
    readonly prependLocalAs?: boolean | undefined;
    readonly groupUpdates?: boolean | undefined;
    readonly nextHop?: 'given' | 'self' | undefined;
    readonly endOfRib?: boolean | undefined;
    /**
     * Routes with a source came from a peer: attributes that nobody here knows are passed on with Partial, or not at all
     * (RFC 4271 §5), and 4 KiB of them at most.
     */
    readonly readvertised?: boolean | undefined;
    /** Routes with the AS of an external peer in their path are not sent to it. */
    readonly withholdsLoops?: boolean | undefined;
    /** Chunks, of 64 KiB at most, that are kept for sessions that are behind, of each encoding. Default 64. */
    readonly window?: number | undefined;
    readonly skipped?: ((id: RouteId, reason: SkipReason) => void) | undefined;
}
/** What `open` gives a session: its source of UPDATEs. */
interface RibUpdateSource {
    next(maxBytes: number): Uint8Array | undefined;
    accepted(chunk: Uint8Array): void;
    onReady(wake: () => void): void;
    /** Sends all of a family again (RFC 2918); `done` is called inside the `next` that hands out the last of it. */
    refresh(family: Family, done?: () => void): void;
    /**
     * Filters that the peer wants applied to a family (RFC 5291 §6). They hold for what is sent from now on; `refresh` has
     * what was sent judged anew: what they deny is withdrawn, what they permit is sent.
     */
    filter(family: Family, filters: readonly OrfCollection[]): void;
    /** Sends all there is again with GRACEFUL_SHUTDOWN, and so what is announced later (RFC 8326 §4.1). */
    gracefulShutdown(): void;
    close(reason: unknown): void;
}
/** A session that is open in a table. */
type OutboundSession = Pick<Member, 'session' | 'pending' | 'deliveryOf' | 'flush'>;
/**
 * The routes that some sessions are to have, by id, and the sessions. What several of them have in common is packed once:
 * those of equal encoding are one class.
 */
declare class OutboundTable implements ClassPorts, MemberUser, PreparedUser {
    #private;
    readonly core: StoreCore;
    readonly wanted: RouteSet;
    readonly sources: SourceNumbers;
    watch: DeliveryWatch | undefined;
    readonly window: number;
    batching: boolean;
    firing: boolean;
    constructor(core: StoreCore, options?: OutboundOptions);
    /** Routes that the session with the most to hear has yet to be told of; without a session, all of them. */
    get pending(): number;
    get endOfRib(): boolean;
    /** Octets that are kept for sessions that are behind. */
    get byteLength(): number;
    get routes(): RouteTable;
    get classes(): readonly EncodingClass[];
    /** The sessions that are open. */
    sessions(): Iterable<OutboundSession>;
    skipped(id: RouteId, reason: SkipReason): void;
    /** Wants the probed key with these attributes. `source` is the number of the session it came from, 0 for none. */
    put(attributes: AttributeId, source?: number): RouteId;
    /** Wants a route that is there, instead of any other of its key. */
    putRoute(id: RouteId, source?: number): RouteId;
    /** A route was put into `wanted` instead of the one that was held of its key. */
    became(id: RouteId, source: number): RouteId;
    /** The probed key is wanted no more. False where it was not. */
    remove(): boolean;
    /** A route that is wanted is no more. False for 0. */
    removeRoute(id: RouteId): boolean;
    /** At most so many routes are wanted no more, of one family or of all. True where none is left. */
    clear(family?: Family, atMost?: number): boolean;
    /** Wakes no session before the action is over, so that all sees of it is its end. */
    batch(action: () => void): void;
    /** Wakes no session before `endBatch`. False where a batch is going on already, which another has to end. */
    beginBatch(): boolean;
    endBatch(): void;
    /** Encodes routes now, at most one of a key, for the sessions there are; `source` is that of all of them. */
    prepare(ids: Iterable<RouteId>, source?: number): PreparedRoutes;
    /** As `AdjRibOut.flushed`. */
    flushed(): Promise<void>;
    /** True while sessions are open. */
    get isOpen(): boolean;
    /** Begins a session: the peer knows nothing. `source` is the number that its own routes have. */
    open(session: RibSession, source?: number): RibUpdateSource;
    isolate(member: Member, leaving: boolean): void;
    closed(member: Member): void;
}

interface UpdateGroupOptions {
    /** What `next-hop self` means, instead of our end of each session. */
    readonly localAddress?: string;
    /** Our link-local address on the link: stands behind `next-hop self` where that is an IPv6 address (RFC 2545 §3). */
    readonly localLinkLocal?: string | undefined;
    /** The AS put into paths, instead of the session's own. */
    readonly localAs?: number;
    /** With `localAs`, tells whether sessions are internal, instead of what they say. */
    readonly peerAs?: number;
    /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2). A path is sent as given without. */
    readonly prependLocalAs?: boolean;
    /** Put routes that share their attributes into one UPDATE. Default true; false: an UPDATE a route. */
    readonly groupUpdates?: boolean;
    /**
     * `self`: our end of the session takes the place of every next hop. Default `given`: of `self` alone; any other is sent
     * as it is, as a third party's (RFC 4271 §5.1.3) or by a route server (RFC 7947 §2.2.2).
     */
    readonly nextHop?: 'given' | 'self';
    /** Tell a session of each family when it has had all there was (RFC 4724 §2). Default true. */
    readonly endOfRib?: boolean;
    /**
     * A route is not sent on the sessions there are now; it is tried again on the next. Called once for all sessions that
     * are sent the same. The route is borrowed.
     */
    readonly onSkipped?: (route: Route, reason: SkipReason) => void;
}
/**
 * What several peers are to have alike, as a set of routes in the store. It outlives sessions: each one that opens is told
 * everything, then the changes. What sessions of one encoding are sent is packed once and handed to each of them, however
 * many they are; a peer that is slow holds up no other.
 */
declare class UpdateGroup {
    #private;
    constructor(store: RouteStore, options?: UpdateGroupOptions);
    /** Routes the peers are to have. */
    get size(): number;
    /**
     * Routes a peer has yet to be told of, or to be told that they are gone: the peer with the most of them. Without a
     * session, all routes.
     */
    get pending(): number;
    get(selector: RouteSelector): Route | undefined;
    /** The routes the peers are to have, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** The peers are to have this route, instead of any other with its key. */
    announce(route: RouteSpec | EncodedRoute): Route;
    /**
     * As `announce`, for readers that have octets: the NLRI without path identifier at `bytes[offset, offset + length)`,
     * well formed; a path identifier or `NO_PATH_ID`; a canonical attribute set as `writeCanonicalAttributes` writes it;
     * the next hop, no octets for `self`. Nothing is kept of the arguments, nothing allocated a route.
     */
    announceEncoded(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number, attributes: Uint8Array, nextHop: Uint8Array): void;
    /** Makes several changes one step: no session is asked for a chunk before `action` has returned. */
    batch(action: () => void): void;
    /** Announces and withdraws what an UPDATE does, with its RFC 7606 outcome. */
    announceUpdate(view: UpdateView): void;
    /** The peers are to have no route of this key. False where they were to have none anyway. */
    withdraw(selector: RouteSelector): boolean;
    /** As `withdraw`, for readers that have octets. */
    withdrawEncoded(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): boolean;
    /**
     * Withdraws everything, of one family or of all: at most so many routes, for callers that do it in slices. True where
     * none is left.
     */
    clear(family?: Family, atMost?: number): boolean;
    /**
     * Resolves when all that is pending now has been accepted by the streams of all sessions, or was replaced or withdrawn
     * before it was sent. A session that ends is waited for no more where there are others; where there is none, the next
     * one is waited for, which is told everything anew. With nothing pending it resolves at once.
     */
    flushed(): Promise<void>;
    /** Begins a session, beside those there are: its peer knows nothing. */
    open(session: RibSession): RibUpdateSource;
}

type AdjRibOutOptions = UpdateGroupOptions;
/**
 * What we want one peer to have (RFC 4271 §3.2), as a set of routes in the store. It outlives sessions: each one that
 * opens is told everything, then the changes. One session at a time.
 */
declare class AdjRibOut extends UpdateGroup {
    /** Begins a session: the peer knows nothing. Throws `MESH_RIB_OPEN` while another session is open. */
    open(session: RibSession): RibUpdateSource;
}

/**
 * How far a route has come on its way to one peer. `written` and `withdrawn` say that the stream has taken the octets:
 * whether the peer has read them, nobody can know.
 */
type PeerDelivery = 
/** Not written on the session there is, or there is none. */
{
    readonly state: 'queued';
}
/** Not sent on the session there is; tried again on the next, unless the peer is not to have it at all. */
 | {
    readonly state: 'filtered';
    readonly reason: SkipReason;
}
/** The stream has accepted the message that announces it. */
 | {
    readonly state: 'written';
}
/** It is to go, and the stream has not accepted the message that says so. */
 | {
    readonly state: 'withdrawing';
}
/** The peer has it no more, or never had it: the withdrawal was accepted, the session ended, or nothing was sent. */
 | {
    readonly state: 'withdrawn';
}
/** The peer is to have another route of the same key. */
 | {
    readonly state: 'replaced';
};

/** A peer to announce to. */
interface AnnouncerPeer {
    readonly adjRibOut: AdjRibOut;
    /** Families the peer may be told of. Default: whatever a session speaks. */
    readonly families?: Iterable<Family> | undefined;
    /** For `filterLoops`. */
    readonly peerAs?: number | undefined;
}

/** Why an announced route stands no more. */
type AnnouncementEnd = 
/** It was withdrawn: through itself, by tag, by predicate or by key. */
'withdrawn'
/** Its time ran out. */
 | 'lapsed'
/** Its signal aborted. */
 | 'aborted'
/** Another route of its key was announced to every peer it stood with. */
 | 'replaced'
/** None of its peers is left. */
 | 'peers-gone';
/** Told of each change of a delivery, later: after what was waiting for input has been served. */
type DeliveryListener = (delivery: PeerDelivery, peer: string, route: AnnouncedRoute) => void;
interface AnnounceOptions {
    /** Withdraw it after so many milliseconds, unless it is renewed. */
    readonly ttlMs?: number | undefined;
    /** Withdraws it. Throws the signal's reason where it has aborted already. */
    readonly signal?: AbortSignalLike | undefined;
    /** What `withdraw({ tag })` goes by; any number of routes may share it. */
    readonly tag?: string | undefined;
    /** The names of the peers it is for. Default: every peer there is now that may be told of the family. */
    readonly peers?: Iterable<string> | undefined;
    /** Follow how far it gets: `delivery` and `deliveries` are of use only then. Default: only with `onChange`. */
    readonly receipts?: boolean | undefined;
    /** Told of each change of a delivery. */
    readonly onChange?: DeliveryListener | undefined;
    /** Filter it for peers whose AS is in its AS_PATH: they would discard it (RFC 4271 §9.1.2). Default false. */
    readonly filterLoops?: boolean | undefined;
}
/**
 * A route that was announced, as whoever announced it sees it. It outlives sessions. Once another handle announces a
 * route of the same key to a peer, this one has no more say there.
 */
interface AnnouncedRoute extends AsyncDisposable {
    /** Names its key. */
    readonly index: RouteIndex;
    /** The route, until nothing of it is under way any more. */
    readonly route: Route;
    readonly tag: string | undefined;
    /** The peers it stands with. */
    readonly peers: readonly string[];
    /** Why it stands with no peer any more; undefined as long as it does. */
    readonly ended: AnnouncementEnd | undefined;
    /** Milliseconds until it lapses, undefined without a lease. */
    readonly remainingMs: number | undefined;
    /** How far it has come, by peer. Throws `MESH_NO_RECEIPT` where receipts are not on. */
    deliveries(): ReadonlyMap<string, PeerDelivery>;
    /** How far it has come on its way to one peer. Throws `MESH_NO_RECEIPT`, and `MESH_NO_PEER` where it was not for that peer. */
    delivery(peer: string): PeerDelivery;
    /**
     * Resolves when each peer it was announced to has been sent all that is pending now, and so this, or its withdrawal;
     * a route that is filtered counts as sent. It waits for a session where there is none.
     */
    flushed(): Promise<void>;
    /** Withdraws it from the peers it stands with. False where it stands with none. */
    withdraw(): boolean;
    /**
     * It lapses `ttlMs` from now, or as long from now as it was given last. Throws `MESH_LEASE_OVER` where the route
     * stands no more: announce it again.
     */
    renew(ttlMs?: number): void;
    /** Withdraws it, and waits until the withdrawals are written or their sessions are gone. */
    [Symbol.asyncDispose](): Promise<void>;
}

/** Which announced routes: those of a tag, or those a predicate is true for. */
type AnnouncedChoice = {
    readonly tag: string;
} | ((route: AnnouncedRoute) => boolean);
/** What is collected for `RouteAnnouncer.batch`. Nothing of it is seen by a peer before the batch is complete. */
interface Batch {
    /** As `RouteAnnouncer.announce`; what it refuses it throws here. The handle stands once the batch is applied. */
    announce(route: RouteSpec | EncodedRoute, options?: AnnounceOptions): AnnouncedRoute;
    /** Withdraws one route, or those that are chosen when the batch is applied, with what it announced before this. */
    withdraw(which: AnnouncedRoute | AnnouncedChoice): void;
}

/** A table of routes that is encoded for the sessions its peers had when it was prepared. Made by `RouteAnnouncer.prepare`. */
interface PreparedTable {
    /** Routes in it. */
    readonly size: number;
    /** Octets that are held for it beside its routes. */
    readonly byteLength: number;
    /**
     * Its peers are to have its routes, each instead of any other of its key, and are sent them at once, before all that is
     * pending. Sessions that are not what they were when it was prepared get them as any other route. A table fires once:
     * throws `MESH_PREPARED_OVER`.
     */
    fire(): void;
    /** Its peers are to have its routes no more, those of them that were not replaced meanwhile. */
    withdraw(): void;
    /** Lets it go; what was fired stays announced. */
    discard(): void;
}

interface RouteAnnouncerOptions {
    /** What leases go by, and when listeners are told. */
    readonly clock: Clock;
    /** What a listener has thrown, and at the change of which peer. Default: thrown again where the clock calls. */
    readonly report?: ((error: unknown, peer: string) => void) | undefined;
}
/**
 * Announces routes to named peers and gives a handle for each: how far it got, how long it stands, whom it stands with.
 *
 * - Of two handles of one key the later one wins, peer by peer. The earlier one says `replaced` there, and its later
 *   withdrawal, lapse or abort does not touch the other.
 * - All changes of one call, to whatever number of peers, are made in one step: no session is asked for a chunk between them.
 * - A handle costs some hundred octets however many peers it has. Those with receipts cost an entry a peer more; routes
 *   that are announced past the announcer, or `prepare`d, cost nothing here.
 */
declare class RouteAnnouncer {
    #private;
    constructor(store: RouteStore, options: RouteAnnouncerOptions);
    /** Handles that stand. */
    get size(): number;
    /** The names of the peers. */
    get peers(): readonly string[];
    /** Adds a peer. It gets what is announced from here on. Throws `MESH_PEER_EXISTS`. */
    add(name: string, peer: AnnouncerPeer): void;
    /** Forgets a peer: its routes are as withdrawn. Its Adj-RIB-Out is left as it is. False where there is none. */
    remove(name: string): boolean;
    /** The handles that stand, of one key or all. */
    announced(selector?: RouteSelector): readonly AnnouncedRoute[];
    /**
     * The peers are to have this route, instead of any other of its key. Throws `MESH_ROUTE_INVALID` for a route that no
     * session could send, `MESH_NO_PEER` for a name that is none and for a route that every peer is to be spared,
     * `RangeError` for a time that is none, and the signal's reason; then nothing has changed.
     */
    announce(route: RouteSpec | EncodedRoute, options?: AnnounceOptions): AnnouncedRoute;
    /**
     * As `announce`, without a handle: for routes that somebody else keeps account of, as a configuration does. Handles of its
     * key are replaced at these peers. Families are not looked at.
     */
    put(route: RouteSpec | EncodedRoute, peers: Iterable<string>): void;
    /** Throws `MESH_ROUTE_INVALID` for a route that no session could send, as `put` would. */
    check(route: RouteSpec | EncodedRoute): void;
    /** Withdraws the routes of a tag, or those that a predicate chooses. Returns how many. */
    withdraw(which: AnnouncedChoice): number;
    /**
     * The peers, all unless given, are to have no route of this key, whoever has announced it. Returns how many of them
     * were to have one.
     */
    withdrawKey(selector: RouteSelector, peers?: Iterable<string>): number;
    /** Withdraws every route that was announced here. */
    clear(): void;
    /**
     * All or nothing: collects what `compose` announces and withdraws, and applies it in one step once it has returned, or
     * once what it returned has been fulfilled. What it throws is thrown on, and nothing has changed.
     *
     * Towards each peer the step is one: its session is asked for no chunk while it is applied. Where nothing else was
     * pending and it fits one chunk, it goes out as that chunk, withdrawals first. What takes more chunks goes out in one
     * sweep, withdrawals before announcements: of later changes only those join it that the sweep has not passed.
     */
    batch<T>(compose: (batch: Batch) => T): T;
    /**
     * Stores and encodes routes for the peers, all unless given, to be sent at one instant by `fire`; of two routes of a key
     * the later one counts. Routes are stored in slices, so that sessions are served meanwhile, and
     * encoded in slices, once for all sessions that are sent the same. Rejects with what `announce` throws for a route or a peer; then nothing is kept.
     */
    prepare(routes: Iterable<RouteSpec | EncodedRoute> | AsyncIterable<RouteSpec | EncodedRoute>, options?: {
        readonly peers?: Iterable<string> | undefined;
    }): Promise<PreparedTable>;
    /**
     * Makes changes of which no session is given a part: what `put`, `announce` and `withdrawKey` do within it is one step
     * towards each peer. What is thrown within is thrown on, and undoes nothing.
     */
    together(change: () => void): void;
}

/** The IGP's metric to an address; undefined where it cannot be reached (RFC 4271 §9.1.2). */
type NextHopMetric = (address: string) => number | undefined;

/** What decisions ask of the peer a candidate came from. */
interface PeerFacts {
    readonly kind: PeerKind | 'local';
    /** Its routes count as external (RFC 4271 §9.1.2.2 d); those of other members of a confederation do not (RFC 5065 §5.3). */
    readonly external: boolean;
    /** The peer's AS; 0 for routes that begin here. */
    readonly asn: number;
    readonly weight: number;
    readonly routerId: number;
    /** Place of its address among those of all peers, in ascending order. */
    readonly addressRank: number;
    /** The path identifier it sent a route with; 0 without ADD-PATH. */
    pathId(accepted: RouteId): number;
}

interface DecisionOptions {
    /**
     * `same-neighbour`: MEDs are compared among routes of one neighbouring AS (RFC 4271 §9.1.2.2 c). `always`: among all.
     * `ignore`: not at all. Default `same-neighbour`.
     */
    readonly med?: 'same-neighbour' | 'always' | 'ignore';
    /** What a route without MED counts for. Default `best`: the lowest possible value (RFC 4271 §9.1.2.2 c). */
    readonly missingMed?: 'best' | 'worst';
    /** Leave the length of the AS_PATH out. Default false. */
    readonly ignoreAsPath?: boolean;
    /**
     * An external best path stays the best before identifiers and addresses are compared (RFC 5004 §3). Default true.
     * Without it the choice does not depend on what came first.
     */
    readonly keepExisting?: boolean;
}

/** Where a route comes from: a peer, or this speaker. */
interface ExportSource {
    /** Its number in the Loc-RIB; 0 for routes that begin here. */
    readonly number: number;
    readonly kind: PeerKind | 'local';
}
/** The peer that a route is to go to. */
interface ExportTarget {
    readonly number: number;
    readonly kind: PeerKind;
    /** What we are to the peer (RFC 9234 §4). */
    readonly role: Role | undefined;
    readonly requirePolicy: boolean;
    readonly hasPolicy: boolean;
    /** Routes of clients, and to clients, are reflected now (RFC 4456 §6). */
    readonly reflects: boolean;
}

/** What routes to a peer are written with. */
interface ExportSettings extends ExportTarget {
    /** The AS that the peer sees: of a confederation its identifier, unless the peer is a member. */
    readonly localAs: number;
    readonly clusterId: number;
    /** `self` also for routes that internal peers get from external ones. */
    readonly nextHopSelf: boolean;
    /** The peer's own address in octets; it is never its own next hop. */
    readonly peerAddress: Uint8Array | undefined;
    /** True for next hops on a network that we share with the external peer: they are passed on (RFC 4271 §5.1.3). */
    readonly isShared: ((nextHop: Uint8Array) => boolean) | undefined;
}
declare class ExportAttributes {
    #private;
    readonly settings: ExportSettings;
    constructor(core: StoreCore, settings: ExportSettings);
    /** The attributes of a set towards the peer, borrowed. `originator`: the identifier of a peer whose route is reflected. */
    of(id: AttributeId, source: ExportSource, originator: number, keepMed: boolean): AttributeId;
    /** MED is left out of what other ASes told us (RFC 4271 §5.1.4). */
    dropsMed(source: ExportSource): boolean;
    close(): void;
}

interface ExportGroupOptions {
    readonly key: string;
    readonly settings: ExportSettings;
    readonly policy: Policy | undefined;
    readonly policyPeer: PolicyPeer;
    readonly localAddress: string | undefined;
    /** Families with ADD-PATH, and how many paths of them. */
    readonly addPath: ReadonlySet<Family>;
    readonly paths: number;
    readonly skipped: (id: RouteId, reason: SkipReason) => void;
}
/**
 * Peers that are to have the same: their routes are worked out once and packed once. Whom a route came from does not get
 * it back, for the table knows the sources.
 */
declare class ExportGroup {
    #private;
    readonly key: string;
    readonly table: OutboundTable;
    attributes: ExportAttributes;
    policy: Policy | undefined;
    readonly policyPeer: PolicyPeer;
    members: number;
    /** What its peers are to have has been worked out; before that nothing is sent. */
    filled: boolean;
    constructor(core: StoreCore, options: ExportGroupOptions);
    /** Each client of a route server has a best path of its own. */
    get choosesItself(): boolean;
    /** What its peers are to have can change while the best path of a destination stays. */
    get looksBehindBest(): boolean;
    /** Most paths of a destination that its peers get with path identifiers; 0 for one without. */
    pathsOf(family: Family): number;
    setPolicy(policy: Policy | undefined): void;
    setReflecting(reflects: boolean): void;
    /** Calls back when there is something to send. */
    onFilled(wake: () => void): () => void;
    hasFilled(): void;
    close(): void;
}

interface RibPeerOptions extends Omit<ImportOptions, 'name' | 'kind' | 'policy' | 'memberAs' | 'routerId' | 'clusterId'>, Pick<AdjRibInOptions, 'prefixLimit' | 'prefixLimitAction' | 'prefixWarnPercent' | 'onPrefixWarning' | 'onEndOfRib'> {
    readonly name: string;
    /**
     * `client`: an internal peer to which we reflect (RFC 4456). `route-server-client`: an external one that gets routes as
     * they came (RFC 7947). `confederation`: a peer in another member AS (RFC 5065).
     */
    readonly kind: PeerKind;
    readonly importPolicy?: Policy;
    /** A peer with an export policy is told apart from all others; those without share their work. */
    readonly exportPolicy?: Policy;
    /** Its routes are preferred to those of peers with less, before all else but reachability. Default 0. */
    readonly weight?: number;
    /** Paths of a destination it gets where the session has ADD-PATH (RFC 7911): the best ones, or all. Default 1. */
    readonly paths?: number | 'all';
    /** An internal peer gets our own address as next hop of external routes. Default false. */
    readonly nextHopSelf?: boolean;
    /** What `next-hop self` means, instead of our end of each session. */
    readonly localAddress?: string;
    /** True for next hops in octets on a network shared with the external peer: they are passed on (RFC 4271 §5.1.3). */
    readonly sharedNextHop?: (nextHop: Uint8Array) => boolean;
    /** A route is not sent on the session there is now. The route is borrowed. Such a peer shares no work with others. */
    readonly onSkipped?: (route: Route, reason: SkipReason) => void;
}
/** What a session is given. Its sink and source are those of the peer, and end with the session. */
interface PeerRibs {
    readonly sink: RibSink;
    readonly source: RibUpdateSource;
}
/** An `UpdateSink` as `@mesh/bgp-session` has it. */
interface RibSink {
    up(session: RibSession): void;
    update(view: UpdateView): NotificationMessage | undefined;
    endOfRib(family: Family): void;
    refresh(family: Family, mark: 'begin' | 'end'): void;
    stale(family: Family, kind: 'gr' | 'llgr'): void;
    purge(family: Family): void;
    down(reason: unknown, retain: boolean): void;
}
/** What a Loc-RIB does for its peers. */
interface PeerHost {
    readonly store: RouteStore;
    readonly core: StoreCore;
    readonly clock: Clock | undefined;
    readonly memberAs: number;
    readonly routerId: number | undefined;
    readonly clusterId: number | undefined;
    /** Routes are reflected now. */
    readonly reflects: boolean;
    /** A route of the peer has become a candidate, or is one no more. */
    changed(peer: RibPeer, current: RouteId, previous: RouteId): void;
    /** A session has come up, and with it what decisions ask of the peer. */
    sessionUp(peer: RibPeer): void;
    /** Makes a peer a member of the group that these options name, and no more of the one it was in. */
    join(options: ExportGroupOptions, before: ExportGroup | undefined): ExportGroup;
    leave(group: ExportGroup): void;
}
/** One peer of a Loc-RIB: what it told us, what it shall have, and the rules between. */
declare class RibPeer implements PeerFacts {
    #private;
    readonly name: string;
    readonly kind: PeerKind;
    readonly external: boolean;
    readonly weight: number;
    readonly options: RibPeerOptions;
    /** Its number in the Loc-RIB, from 1 up. */
    readonly number: number;
    readonly in: AdjRibIn;
    readonly accepted: AcceptedRoutes;
    addressRank: number;
    /** It has been removed; what is left of it goes a slice at a time. */
    closed: boolean;
    exportPolicy: Policy | undefined;
    session: RibSession | undefined;
    /** Peers that are to have the same; undefined until the first session. */
    group: ExportGroup | undefined;
    constructor(host: PeerHost, number: number, options: RibPeerOptions);
    get asn(): number;
    get routerId(): number;
    /** What we are to the peer (RFC 9234 §4). */
    get role(): Role | undefined;
    /** The peer as policies see it. */
    get policyPeer(): PolicyPeer;
    /** Routes that the peer, and those that are to have the same, shall have: before the first session none. */
    get advertisedSize(): number;
    /** These routes; its own are among them where it shares them with others, but it is not sent them. */
    advertised(family?: Family): IterableIterator<Route>;
    /** The one of these with this key. */
    getAdvertised(selector: RouteSelector): Route | undefined;
    pathId(accepted: RouteId): number;
    /** The path identifier that a path of this peer has towards others, the same as long as it is the same path. */
    ownPathId(accepted: RouteId): number;
    /**
     * Begins a session: its ribs. Throws `MESH_RIB_OPEN` while another session is open, `MESH_PEER_UNKNOWN` for a peer that
     * has been removed.
     */
    open(session: RibSession): PeerRibs;
    /** Lets all go that the peer told us and was to have, for good, and calls back when that is done. */
    close(done: () => void): void;
}

/** What decided between two candidates. */
interface Deciding {
    /** Name of the row of the decision, and where it stands. */
    readonly row: string;
    readonly rfc: string;
    /** What the row saw of the one that lost, and of the one that won. */
    readonly lost: string;
    readonly won: string;
}
/** A candidate of a destination. */
interface ExplainedPath {
    readonly peer: string | undefined;
    readonly route: RouteObject;
    /** Place in the candidates that beat it, and how; undefined for the best one. */
    readonly lostTo: {
        readonly path: number;
        readonly deciding: Deciding;
    } | undefined;
}
/** A route that a peer told us, and that is no candidate. */
interface RejectedPath {
    readonly peer: string;
    readonly route: RouteObject;
    readonly rejection: ImportRejection;
}
/** Why a destination's best path is the best. An owned copy. */
interface Explanation {
    /** In order of preference, the best one first; candidates without a next hop come last. */
    readonly candidates: readonly ExplainedPath[];
    /** The first candidate can be used; false where none has a next hop, or there is none. */
    readonly usable: boolean;
    readonly rejected: readonly RejectedPath[];
    /** What decides between two candidates by themselves, by their places; undefined where nothing does. */
    between(a: number, b: number): (Deciding & {
        readonly winner: number;
    }) | undefined;
}

/** Why a peer does not get a route. */
interface ExportRejection {
    /** The name of the check, `policy`, `no-best` or `no-session`. */
    readonly check: string;
    readonly rfc: string | undefined;
    readonly reason: string;
}

/** An explanation as text, one line a path. */
declare function formatExplanation(explanation: Explanation): string;

interface MultipathOptions {
    /** Most paths from external peers that are used at a time. Default 1. */
    readonly external?: number;
    /** Most paths from internal peers. Default 1. */
    readonly internal?: number;
    /** Paths of equal length may go through other ASes. Default false: they have the same AS_PATH. */
    readonly relax?: boolean;
}

interface LocRibOptions {
    /** Ours, where sessions do not say it; used against loops of reflection. */
    readonly routerId?: RouterId;
    /** The cluster we reflect for (RFC 4456 §7). Default: the router id. */
    readonly clusterId?: RouterId;
    /** Routes of clients, and to clients, are reflected (RFC 4456 §6); without, clients are as other internal peers. Default true. */
    readonly reflects?: boolean;
    /** Our AS within a confederation, whose identifier the sessions to the outside have as their local AS (RFC 5065). */
    readonly memberAs?: number;
    readonly decision?: DecisionOptions;
    readonly multipath?: MultipathOptions;
    /** The metric to a next hop. Default: every one can be reached, and none is nearer than another. */
    readonly nextHopMetric?: NextHopMetric;
    /** Work on many routes is done in slices of some milliseconds. Default: all at once. */
    readonly clock?: Clock;
    /** An export policy threw; the route is not sent. */
    readonly onPolicyError?: (error: unknown, peer: string) => void;
}
/** The best path of a destination is another now. Borrowed for the call. */
interface BestPathChange {
    /** Undefined where there is none any more. */
    readonly current: Route | undefined;
    readonly previous: Route | undefined;
    /** Whom the current one comes from; undefined for `local`, and where there is none. */
    readonly peer: string | undefined;
}
/** A path of a destination. */
interface LocRibPath {
    readonly route: Route;
    /** Whom it comes from; undefined for routes that begin here. */
    readonly peer: string | undefined;
    readonly best: boolean;
    /** Share of the traffic where it is one of several paths in use; undefined where it is not in use. */
    readonly weight: number | undefined;
}
declare class LocRib {
    #private;
    constructor(store: RouteStore, options?: LocRibOptions);
    /** Destinations with a best path. */
    get size(): number;
    /** Octets of memory beside the store: facts and bitmaps, those of the peers' Adj-RIBs left out. */
    get byteLength(): number;
    get peers(): readonly RibPeer[];
    peer(name: string): RibPeer | undefined;
    /** Throws `MESH_PEER_EXISTS` for a name there is. */
    addPeer(options: RibPeerOptions): RibPeer;
    /** Its routes are gone, at once. False where there is no such peer. */
    removePeer(name: string): boolean;
    /** A route begins here, instead of any other of its key. Its path identifier is left out. */
    originate(route: RouteSpec | EncodedRoute): Route;
    /** A route begins here no more. False where none did. */
    retract(selector: RouteSelector): boolean;
    /** Calls back for every change of a best path. Returns what ends it. */
    onChange(listener: (change: BestPathChange) => void): () => void;
    best(selector: RouteSelector): Route | undefined;
    /** The best paths, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** The paths of a destination in order of preference, those without a next hop left out. */
    paths(selector: RouteSelector): LocRibPath[];
    /** Why the best path of a destination is the best: what decided between any two candidates, and why others are none. */
    explain(selector: RouteSelector): Explanation;
    /** Why a peer does not get the best path of a destination; undefined where it does. Throws `MESH_PEER_UNKNOWN`. */
    explainExport(selector: RouteSelector, name: string): ExportRejection | undefined;
    /** Metrics to next hops may be others now: each is asked for again, and what depends on those that changed is decided anew. */
    nextHopsChanged(): void;
    /**
     * VRPs have changed (`VrpTable.onChange`): routes whose validity may be another are taken through the policies anew
     * (RFC 6811 §5), towards peers with an export policy as well. Takes all of `changes`.
     */
    revalidate(changes: ValidityChanges): void;
    /** Another import policy of a peer: what it told us is judged anew. */
    setImportPolicy(name: string, policy: Policy | undefined): void;
    /**
     * Another export policy of a peer: what it is to have is worked out anew. Throws `MESH_POLICY_SHARED` for a peer that
     * was added without one and is up: it shares what it is sent with others.
     */
    setExportPolicy(name: string, policy: Policy): void;
    /**
     * Routes of clients, and to clients, are reflected from here on, or no more: what every peer is to have is worked out anew,
     * and sessions go on.
     */
    setReflecting(reflects: boolean): void;
}

/** What the VRPs say of a route (RFC 6811 §2). */
type OriginValidity = 'valid' | 'not-found' | 'invalid';

interface VrpTableOptions {
    /** Seed of the hashes. Give a random number where a source is not trusted to choose prefixes well. */
    readonly seed?: number | undefined;
}
/** A VRP that covers a prefix, and who told it. */
interface CoveringVrp {
    readonly prefix: string;
    readonly maxLength: number;
    readonly as: Asn;
    readonly sources: readonly string[];
}
/** The VRPs that one cache, or whoever else, has told. */
interface VrpSource {
    readonly name: string;
    /** Takes VRPs in and out; they count at once. What is there already, or is not, is passed over. */
    apply(delta: VrpDelta): void;
    /** What was applied is complete: listeners are told what it changes. */
    commit(): void;
    /**
     * Takes all its VRPs out, for good: each call of the function given back does a slice of some milliseconds at most;
     * true once it was the last, and listeners have been told.
     */
    remove(): () => boolean;
}
declare class VrpTable {
    #private;
    constructor({ seed }?: VrpTableOptions);
    /** VRPs, each counted once however many sources have it. */
    get size(): number;
    get byteLength(): number;
    /** A source of VRPs. Throws `MESH_VRP_SOURCES` where there are 31 already. */
    source(name: string): VrpSource;
    /**
     * The validity of a route (RFC 6811 §2); `originAs` is undefined where its path ends in an AS_SET. Throws `RangeError`
     * for a text that is no prefix.
     */
    validate(prefix: string, originAs: Asn | undefined): OriginValidity;
    /**
     * The same without an allocation. `octets` is 4 for IPv4 and 16 for IPv6; at `offset` stand as many octets of the prefix
     * as `bits` need, as in NLRI.
     */
    validateOctets(octets: 4 | 16, bytes: Uint8Array, offset: number, bits: number, originAs: Asn | undefined): OriginValidity;
    /** The VRPs whose prefix covers this one, the shortest first: why a route has its validity. */
    covering(prefix: string): CoveringVrp[];
    /** Calls `visitor` with each VRP, `announced` being true. */
    visit(visitor: VrpVisitor): void;
    /** `listener` hears after each commit which routes may have another validity; each listener has its own to work off. */
    onChange(listener: (changes: ValidityChanges) => void): () => void;
}

interface AttachRtrOptions {
    /** How the table calls this source. Default `rtr`. */
    readonly name?: string;
    /** Calls `fn` soon: with it, what goes when it is detached goes in slices. */
    readonly defer?: (fn: () => void) => void;
}
/**
 * Keeps a table up to date with what an RTR client holds. The function given back ends that, and takes out of the table
 * what came of it.
 */
declare function attachRtr(client: VrpFeed, table: VrpTable, options?: AttachRtrOptions): () => void;

/** Our side of what is asked: the AS of routes whose path is empty (RFC 6811 §2). */
interface OriginValidationOptions {
    readonly localAs: Asn;
}
/**
 * True for routes of this validity. Only routes of IPv4 and IPv6 unicast have one: RFC 6811 speaks of no others.
 *
 * RFC 6811 §3 leaves it to the operator what to do with which: nothing is rejected unless a policy says so.
 */
declare function originValidation(table: VrpTable, validity: OriginValidity, options: OriginValidationOptions): Match;
/**
 * Marks routes with their validity for other speakers of the AS (RFC 8097), in the place of any such mark they came with.
 */
declare function setOriginValidity(table: VrpTable, options: OriginValidationOptions): Policy;
/** True for routes that another speaker of the AS has marked with this validity (RFC 8097 §2). */
declare function markedOriginValidity(validity: OriginValidity): Match;
/** Takes away a mark of validity: what an external peer says of it counts for nothing (RFC 8097 §2). */
declare function dropOriginValidity(): Policy;

/**
 * The origin of a path (RFC 6811 §2): the rightmost AS where the last segment is an AS_SEQUENCE; our own where the path
 * is empty or ends in a segment of the confederation; undefined, which no VRP matches, where it ends in an AS_SET.
 */
declare function originAsOf(path: readonly AsPathSegment[], localAs: Asn): Asn | undefined;
/** The same of the octets of an AS_PATH with 4-octet AS numbers, in `bytes[start, end)`. */
declare function originAsOfOctets(bytes: Uint8Array, start: number, end: number, localAs: Asn): Asn | undefined;

/**
 * The Origin Validation State extended community (RFC 8097 §2), which carries a validity inside of an AS.
 *
 * ```text
 * +-----------+----------------+-----------+
 * | 0x43 0x00 | reserved (5) 0 | state (1) |   0 valid, 1 not found, 2 invalid
 * +-----------+----------------+-----------+
 * ```
 */
declare function validityCommunity(validity: OriginValidity): ExtendedCommunity;
/**
 * The validity that communities carry; undefined for none. Of several the greatest counts, and one beyond those that are
 * specified counts as absent (RFC 8097 §2).
 */
declare function readValidityCommunity(communities: readonly ExtendedCommunity[]): OriginValidity | undefined;

declare function setLocalPref(value: number): Policy;
declare function setMed(value: number): Policy;
/** Adds to the MED, or takes from it; a route without one has 0. The result stays within 0 to 4294967295. */
declare function addToMed(difference: number): Policy;
declare function setOrigin(origin: Origin): Policy;
/** An address, `self` (our end of the session that sends it), or `unchanged`, which says that nothing is to happen. */
declare function setNextHop(nextHop: string): Policy;
/** Puts an AS number in front of the path, so many times. */
declare function prependAs(asn: Asn, times?: number): Policy;
/** Takes private AS numbers out of the path, or puts another in the place of each; confederation segments stay. */
declare function stripPrivateAs(options?: {
    readonly replaceWith?: Asn;
}): Policy;
declare function deleteAttribute(row: AttributeRow<unknown>): Policy;
/** The routes are about to go: others should take what else they have (RFC 8326 §4). */
declare const tagGracefulShutdown: Policy;
/** What a receiver does for it: a route that is about to go is the last choice, LOCAL_PREF 0 (RFC 8326 §4). */
declare const honourGracefulShutdown: Policy;

/**
 * True for routes whose AS path has the pattern. The unit of a pattern is the AS number, not the digit: `65000` is
 * never found in 165000. `^65000_` is told by 65000, `_65001$` begins in 65001, `65000 65001` has both in a row, `.` is
 * any AS number, `[64512-65534 65540]` one of these and `[^ …]` none of them; `( | )`, `*`, `+`, `?` and `{n,m}` are as
 * usual, `^$` is the empty path. A set is one element and is what any of its members is; confederation segments count
 * as others do. Without `^` and `$` a pattern is found anywhere.
 *
 * A path costs time linear in its length, whatever the pattern. Throws `MESH_AS_PATH_PATTERN` for a pattern that is
 * none, or too large.
 */
declare function asPathMatches(pattern: string): Match;
/**
 * True for routes whose AS path the list has: the first pattern that a path has decides, `deny` in front of it takes
 * the path out. All patterns are matched at once.
 */
declare function asPathList(entries: readonly string[], name?: string): Match;

/** The steps one after another until one has a verdict. A text in front is the name that a trace shows. */
declare function policy(...parts: readonly [string, ...Policy[]] | readonly Policy[]): Policy;
/** The steps, for routes that match. */
declare function when(match: Match, ...steps: readonly Policy[]): Policy;
/** Goes through a table: the steps of the first row whose match holds, those of no other. A route without row goes on. */
declare function firstMatch(...rows: readonly (readonly [match: Match, ...steps: Policy[]])[]): Policy;
/** Takes the route as it is; no step comes after. */
declare const accept: Policy;
/** Does not take the route. Throws `RangeError` for an empty reason. */
declare function reject(reason: string): Policy;
/** True where one of them is; what follows it is not asked. */
declare function anyOf(...matches: readonly Match[]): Match;
/** True where all of them are; what follows one that is not is not asked. */
declare function allOf(...matches: readonly Match[]): Match;
declare function not(match: Match): Match;

/** True for routes with a community that is any of the patterns (RFC 1997). */
declare const hasCommunity: (...patterns: readonly string[]) => Match;
/** True for routes with an extended community that is any of the patterns (RFC 4360): `target:65000:*`, `target:*`. */
declare const hasExtendedCommunity: (...patterns: readonly string[]) => Match;
/** True for routes with a large community that is any of the patterns (RFC 8092): `65000:1:*`. */
declare const hasLargeCommunity: (...patterns: readonly string[]) => Match;
declare const addCommunities: (...texts: readonly string[]) => Policy;
declare const addExtendedCommunities: (...texts: readonly string[]) => Policy;
declare const addLargeCommunities: (...texts: readonly string[]) => Policy;
/** These and no others; without any the attribute goes. */
declare const setCommunities: (...texts: readonly string[]) => Policy;
/** These and no others; without any the attribute goes. */
declare const setExtendedCommunities: (...texts: readonly string[]) => Policy;
/** These and no others; without any the attribute goes. */
declare const setLargeCommunities: (...texts: readonly string[]) => Policy;
/** Takes those away that are any of the patterns. */
declare const deleteCommunities: (...patterns: readonly string[]) => Policy;
/** Takes those away that are any of the patterns. */
declare const deleteExtendedCommunities: (...patterns: readonly string[]) => Policy;
/** Takes those away that are any of the patterns. */
declare const deleteLargeCommunities: (...patterns: readonly string[]) => Policy;

/** A number, or all from one to another. */
type NumberRange = number | readonly [from: number, to: number];
/** True for routes of one of these families. */
declare function familyIs(...families: readonly Family[]): Match;
/** True where ORIGIN is one of these. */
declare function originIs(...origins: readonly Origin[]): Match;
/** True where MULTI_EXIT_DISC is there and in the range. */
declare function medIs(range: NumberRange): Match;
/** True where LOCAL_PREF is there and in the range. */
declare function localPrefIs(range: NumberRange): Match;
/** True where the AS path has so many hops, as the decision process counts them. */
declare function pathLengthIs(range: NumberRange): Match;
/** True where the rightmost AS number of the path is one of these. */
declare function originAsIs(...ranges: readonly NumberRange[]): Match;
/** True where the leftmost AS number of the path is one of these. */
declare function neighbourAsIs(...ranges: readonly NumberRange[]): Match;
/** True where the next hop is one of these addresses, or `self`. */
declare function nextHopIs(...addresses: readonly string[]): Match;
/** True where the attribute is there. */
declare function hasAttribute(row: AttributeRow<unknown>): Match;
/** True where the peer whose policy it is has all that is named. */
declare function peerIs(facts: Partial<PolicyPeer>): Match;
/** True where the peer that the route comes from has all that is named: `sourceIs({ kind: 'local' })` for own routes. */
declare function sourceIs(facts: Partial<PolicyPeer>): Match;

/** One entry of a prefix list. */
interface PrefixListEntry {
    readonly prefix: string;
    /** Shortest length taken; that of the prefix if left out. */
    readonly ge?: number;
    /** Longest length taken; with `ge` the longest there is, without it that of the prefix, if left out. */
    readonly le?: number;
    /** What the entry takes is not in the list, whatever comes after. */
    readonly deny?: boolean;
}
/**
 * True for routes whose prefix is in the list. Entries are `10.0.0.0/8`, `10.0.0.0/8 ge 16 le 24`,
 * `10.0.0.0/8 orlonger`, with `deny` or `permit` in front, or objects. The first entry that takes a prefix decides;
 * what none takes is not in the list. Both address families may stand in one list; routes of families without
 * prefixes are in none.
 *
 * Thousands of entries cost no more than one: a question looks at each bit of the prefix once. Throws
 * `MESH_PREFIX_LIST` for an entry that is none, with its number in `details.entry`.
 */
declare function prefixList(entries: readonly (string | PrefixListEntry)[], name?: string): Match;

/** One attribute, or the next hop, that a step changed; undefined where there was, or is, none. */
interface PolicyChange {
    readonly attribute: string;
    readonly before: string | undefined;
    readonly after: string | undefined;
}
/** What one part of a policy did; the parts it is made of stand in `parts`, with their own changes. */
interface PolicyTraceEntry {
    /** Name of the function; `anonymous` where it has none. */
    readonly name: string;
    /** Whether a match held; undefined for a step. */
    readonly matched?: boolean;
    /** What a step said; undefined where it went on. */
    readonly verdict?: Verdict;
    /** Of a part that is not made of others. */
    readonly changes: readonly PolicyChange[];
    readonly parts: readonly PolicyTraceEntry[];
}
/** A run of a policy over one route, step by step. */
interface PolicyTrace {
    readonly prefix: string;
    readonly peer: string;
    readonly steps: readonly PolicyTraceEntry[];
    /** What became of the route; `accept` where no step had a verdict. */
    readonly verdict: Verdict;
    /** What the policy threw. */
    readonly error?: unknown;
}
/**
 * Runs a policy over a route and tells what each step did. The route and its store stay as they are. `source` is where
 * the route of an export comes from.
 */
declare function tracePolicy(policy: Policy, route: Route | RouteSpec, peer: PolicyPeer, source?: PolicyPeer): PolicyTrace;
/** A trace as lines of text, one a step, indented below what they are part of. */
declare function formatTrace(trace: PolicyTrace): string;

export { type AbortSignalLike, AdjRibIn, type AdjRibInOptions, AdjRibOut, type AdjRibOutOptions, type AdoptedStore, type AnnounceOptions, type AnnouncedChoice, type AnnouncedRoute, type AnnouncementEnd, type AnnouncerPeer, type AttachRtrOptions, type Batch, type BestPathChange, type Clock, type CoveringVrp, DAMPENING_DEFAULTS, type DampeningSettings, type Deciding, type DecisionOptions, type DeliveryListener, type EncodedRoute, type ExplainedPath, type Explanation, type ExportRejection, type ImportOptions, type ImportRejection, type ImportVerdict, LocRib, type LocRibOptions, type LocRibPath, type Match, type MultipathOptions, type NextHopMetric, type NlriKeySpec, type NumberRange, type OrderedRoutes, type OriginValidationOptions, type OriginValidity, type PeerDelivery, type PeerKind, type PeerRibs, type Policy, type PolicyChange, type PolicyPeer, type PolicyRoute, type PolicyTrace, type PolicyTraceEntry, type PolicyTracer, type PrefixKeySpec, type PrefixListEntry, type PrefixVisitor, type PrefixWarning, type PreparedTable, type RejectedPath, type Rejection, RibPeer, type RibPeerOptions, type RibSession, type RibSink, type RibUpdateSource, type Route, RouteAnnouncer, type RouteAnnouncerOptions, type RouteHolder, type RouteIndex, type RouteKey, type RouteKeySpec, type RouteObject, type RouteSelector, type RouteSnapshot, type RouteSpec, RouteStore, type RouteStoreOptions, type RouteValue, type SkipReason, type StoreHandover, UpdateGroup, type UpdateGroupOptions, type ValidityChanges, type Verdict, type VrpDelta, type VrpFeed, type VrpSource, VrpTable, type VrpTableOptions, type VrpVisitor, accept, addCommunities, addExtendedCommunities, addLargeCommunities, addToMed, allOf, anyOf, asPathList, asPathMatches, attachRtr, deleteAttribute, deleteCommunities, deleteExtendedCommunities, deleteLargeCommunities, dropOriginValidity, familyIs, firstMatch, formatExplanation, formatRouteIndex, formatTrace, hasAttribute, hasCommunity, hasExtendedCommunity, hasLargeCommunity, honourGracefulShutdown, localPrefIs, markedOriginValidity, medIs, neighbourAsIs, nextHopIs, not, originAsIs, originAsOf, originAsOfOctets, originIs, originValidation, parseRouteIndex, pathLengthIs, peerIs, policy, prefixList, prependAs, readValidityCommunity, reject, routeKeyOf, setCommunities, setExtendedCommunities, setLargeCommunities, setLocalPref, setMed, setNextHop, setOrigin, setOriginValidity, sourceIs, stripPrivateAs, tagGracefulShutdown, tracePolicy, validityCommunity, when };
