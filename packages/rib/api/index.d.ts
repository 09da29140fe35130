import { Asn, Family, CodecContext, OpenMessage, PathId, FamilyTable, PathAttribute, AttributeRow, AttributeTable, UpdateView, NotificationMessage } from '@mesh/bgp-wire';

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
    /** NLRI octets as in an UPDATE, without path identifier; of a prefix: length octet and prefix, host bits 0. */
    readonly nlri: Uint8Array;
}
/** The index of a key. Families whose row says that their NLRI are prefixes show the whole address. */
declare function formatRouteIndex(key: RouteKey, families?: FamilyTable): RouteIndex;
/** The key of an index; undefined for text that is none. Only the canonical text is an index. */
declare function parseRouteIndex(text: string): RouteKey | undefined;

/** Names a pair of route key and attributes, from 1 up. */
type RouteId = number;

/** Names a route key: its index, or its prefix with what else is part of the key. */
type RouteSelector = RouteIndex | Pick<RouteSpec, 'prefix' | 'pathId' | 'family'>;

/** A route as plain data: what a store takes, and what `toObject()` gives. */
interface RouteSpec {
    /** `10.0.0.0/24`, `2001:db8::/32`; without length the whole address. Host bits are cleared. */
    readonly prefix: string;
    /** An address, or `self`: our end of each session, put in when the route is sent. */
    readonly nextHop: string;
    /** The link-local next hop beside a global one (RFC 2545 §3). */
    readonly linkLocal?: string | undefined;
    /** In any order; NEXT_HOP and MP_REACH_NLRI are left out of it. None if left out. */
    readonly attributes?: readonly PathAttribute[] | undefined;
    /** Path identifier (RFC 7911), part of what names the route. */
    readonly pathId?: PathId | undefined;
    /** Unicast of the prefix's address family if left out. */
    readonly family?: Family | undefined;
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
interface Route extends RouteSpec {
    readonly family: Family;
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
interface RouteObject extends RouteSpec {
    readonly family: Family;
    readonly attributes: readonly PathAttribute[];
    readonly index: RouteIndex;
}

/**
 * One owner's routes in a store, at most one a key: what a neighbour of a configuration is to be told, say. Holding a
 * route costs a bit; the store keeps it as long as any holder does.
 */
interface RouteHolder {
    readonly size: number;
    /** Holds a route instead of any other with its key, and returns it. */
    set(route: RouteSpec | EncodedRoute): Route;
    get(selector: RouteSelector): Route | undefined;
    /** Lets a route go. False where none of that key was held. */
    delete(selector: RouteSelector): boolean;
    /** The routes held, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** Lets everything go. */
    clear(): void;
}

interface RouteStoreOptions {
    /** Families whose NLRI the store can read; those of any other are kept as octets. */
    readonly families?: FamilyTable;
    /** Attributes that routes show as models; any other is shown as octets. */
    readonly attributes?: AttributeTable;
    /**
     * Seed of the hashes. Give a random number where peers are not trusted, so that none can choose prefixes which
     * slow the store down.
     */
    readonly seed?: number;
}
/**
 * Every route of a process, once: route keys and attribute sets are interned, and what any number of neighbours hold
 * is shared. A route lives as long as someone holds it: a `RouteHolder`, an Adj-RIB, or a caller of `retain`.
 */
declare class RouteStore {
    #private;
    constructor(options?: RouteStoreOptions);
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
    routes(): IterableIterator<Route>;
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
    /** The peer has sent all it has of a family. */
    readonly onEndOfRib?: (family: Family) => void;
}
/** How many routes of a family the peer has announced, and how many it may. */
interface PrefixWarning {
    readonly family: Family;
    readonly held: number;
    readonly limit: number;
}
declare class AdjRibIn {
    #private;
    /** Throws `RangeError` for a `prefixWarnPercent` or a `prefixLimit` that is none. */
    constructor(store: RouteStore, options?: AdjRibInOptions);
    /** Routes held, of one family or of all. */
    size(family?: Family): number;
    /** Routes of a family that are stale. */
    staleSize(family?: Family): number;
    get(selector: RouteSelector): Route | undefined;
    /** The routes held, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** True where the route under this selector is there and stale. */
    isStale(selector: RouteSelector): boolean;
    /** How the route under this selector is stale; undefined where it is not, or not there. */
    staleness(selector: RouteSelector): 'gr' | 'llgr' | undefined;
    /** The peer has sent all it has of the family since the session came up. */
    isComplete(family: Family): boolean;
    up(_session: RibSession): void;
    update(view: UpdateView): NotificationMessage | undefined;
    endOfRib(family: Family): void;
    refresh(family: Family, mark: 'begin' | 'end'): void;
    stale(family: Family, kind: 'gr' | 'llgr'): void;
    purge(family: Family): void;
    down(_reason: unknown, retain: boolean): void;
    /** Lets everything go, with a change for each route. */
    clear(): void;
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
 | 'long-lived-stale';

interface AdjRibOutOptions {
    /** What `next-hop self` means, instead of our end of each session. */
    readonly localAddress?: string;
    /** The AS put into paths, instead of the session's own. */
    readonly localAs?: number;
    /** With `localAs`, tells whether sessions are internal, instead of what they say. */
    readonly peerAs?: number;
    /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2). A path is sent as given without. */
    readonly prependLocalAs?: boolean;
    /** A route is not sent on the session there is now; it is tried again on the next. The route is borrowed. */
    readonly onSkipped?: (route: Route, reason: SkipReason) => void;
}
/** What `open` gives a session: its source of UPDATEs. */
interface RibUpdateSource {
    next(maxBytes: number): Uint8Array | undefined;
    accepted(chunk: Uint8Array): void;
    onReady(wake: () => void): void;
    /** Sends all of a family again (RFC 2918); `done` is called inside the `next` that hands out the last of it. */
    refresh(family: Family, done?: () => void): void;
    /** Sends all there is again with GRACEFUL_SHUTDOWN, and so what is announced later (RFC 8326 §4.1). */
    gracefulShutdown(): void;
    close(reason: unknown): void;
}
/**
 * What we want one peer to have (RFC 4271 §3.2), as a set of routes in the store. It outlives sessions: each one that
 * opens is told everything, then the changes. One session at a time.
 */
declare class AdjRibOut {
    #private;
    constructor(store: RouteStore, options?: AdjRibOutOptions);
    /** Routes the peer is to have. */
    get size(): number;
    /** Routes the peer has yet to be told of, or to be told that they are gone; without a session, all of them. */
    get pending(): number;
    get(selector: RouteSelector): Route | undefined;
    /** The routes the peer is to have, in the order of their ids; changes on the way are tolerated. */
    routes(family?: Family): IterableIterator<Route>;
    /** The peer is to have this route, instead of any other with its key. */
    announce(route: RouteSpec | EncodedRoute): Route;
    /**
     * As `announce`, for readers that have octets: the NLRI without path identifier at `bytes[offset, offset + length)`,
     * well formed; a path identifier or `NO_PATH_ID`; a canonical attribute set as `writeCanonicalAttributes` writes it;
     * the next hop, no octets for `self`. Nothing is kept of the arguments, nothing allocated a route.
     */
    announceEncoded(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number, attributes: Uint8Array, nextHop: Uint8Array): void;
    /** Announces and withdraws what an UPDATE does, with its RFC 7606 outcome. */
    announceUpdate(view: UpdateView): void;
    /** The peer is to have no route of this key. False where it was to have none anyway. */
    withdraw(selector: RouteSelector): boolean;
    /** As `withdraw`, for readers that have octets. */
    withdrawEncoded(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): boolean;
    /** Withdraws everything, of one family or of all. */
    clear(family?: Family): void;
    /**
     * Resolves when all that is pending now has been accepted by the stream, or was replaced or withdrawn before it was
     * sent. It waits for a session where there is none, and for the next where one ends: the peer is then told
     * everything anew. With nothing pending it resolves at once.
     */
    flushed(): Promise<void>;
    /** Begins a session: the peer knows nothing. Throws `MESH_RIB_OPEN` while another session is open. */
    open(session: RibSession): RibUpdateSource;
}

export { AdjRibIn, type AdjRibInOptions, AdjRibOut, type AdjRibOutOptions, type EncodedRoute, type PrefixWarning, type RibSession, type RibUpdateSource, type Route, type RouteHolder, type RouteIndex, type RouteKey, type RouteObject, type RouteSelector, type RouteSpec, RouteStore, type RouteStoreOptions, type SkipReason, formatRouteIndex, parseRouteIndex };
