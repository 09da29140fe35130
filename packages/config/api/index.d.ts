import { RouterId, Family, Nlri, PathAttribute, PathId, Asn, OpenMessage, UpdateView, NotificationMessage, RouteRefreshMessage, OperationalMessage, Json, Announcement, OperationalType, CodecContext } from '@mesh/bgp-wire';
import { Connect, Speaker, Clock, PeerPredicate, PeerSnapshot, Session } from '@mesh/bgp-session';
import { RouteStore, AnnounceOptions, RouteAnnouncer, AdjRibIn, AdjRibOut, RouteSpec, AnnouncedRoute, RouteSelector } from '@mesh/rib';

/** What a selector looks at: the settings of a peer, and where its session ends. A `PeerSnapshot` has all of it. */
interface SelectorPeer {
    readonly peerAddress: string | undefined;
    readonly settings: {
        readonly localAddress?: string | undefined;
        readonly localAs: number;
        readonly peerAs?: number | undefined;
        readonly routerId: RouterId | string;
        readonly families?: readonly Family[] | undefined;
    };
    readonly session?: {
        readonly localAddress: string | undefined;
    } | undefined;
}
/** Conditions that a peer has to meet, all of them; one that is left out is met by every peer. */
interface SelectorTerm {
    /** The peer's address in canonical form. */
    readonly peerAddress?: string;
    /** Our address, as it is set or as the session has it; `auto`: none is set. */
    readonly localIp?: string;
    readonly localAs?: number;
    /** `auto`: any AS is accepted. */
    readonly peerAs?: number | 'auto';
    readonly routerId?: string;
    /** Exactly these families are offered; `in-open`: whatever the OPEN offers, which every peer meets. */
    readonly familyAllowed?: readonly Family[] | 'in-open';
}
/**
 * Chooses peers: those that meet any of the terms. A selector is a predicate, for everything that takes one, and never
 * falls back to all peers: what no peer meets chooses none.
 */
interface Selector {
    (peer: SelectorPeer): boolean;
    readonly terms: readonly SelectorTerm[];
    /** Its text, as `parseSelector` reads it. */
    toString(): string;
}

/** What a text is to be read for. Announcing needs a next hop, withdrawing does not. */
type RouteAction = 'announce' | 'withdraw';
/** How strictly a text is read. */
interface TextOptions {
    /**
     * `exabgp`: the same octets as ExaBGP where it is at odds with the RFCs or drops what was written: an AS number above
     * 65535 in `target:70000:1` becomes an IPv4 address, communities are sorted, of a keyword that stands twice the first
     * counts, a split to a shorter length is left out, a path identifier of over 32 bits wraps, labels of SR Policies have
     * the bottom of stack, and an IPv6 MUP route a mapped next hop.
     */
    readonly compat?: 'exabgp' | undefined;
}
/**
 * One route as text says it: what is reached, and what stands with it. Those that are read are frozen and may be shared.
 */
interface RouteText {
    /** The route itself, of any family, with its path identifier (RFC 7911) where the text has one. */
    readonly nlri: Nlri;
    /** An address, or `self`: the local address of each session it is sent on. Flows may have none. */
    readonly nextHop?: string | undefined;
    /** The link-local next hop beside a global one (RFC 2545 §3). */
    readonly linkLocal?: string | undefined;
    /** What the text names, in ascending type code. Nothing is added: defaults depend on the session. */
    readonly attributes: readonly PathAttribute[];
    /** A label for people; it is never sent. */
    readonly name?: string | undefined;
    /** The group that switches the route on and off together with others. */
    readonly watchdog?: string | undefined;
    /** The route is known and starts withdrawn. */
    readonly withdrawn?: true | undefined;
}
/** A route of a RIB as data: its members side by side, and `nlri` where they do not say all. */
interface PrefixRouteText extends Omit<RouteText, 'nlri'> {
    readonly nlri?: Nlri | undefined;
    readonly prefix: string;
    /** Unicast of the prefix's address family if left out. */
    readonly family?: number | undefined;
    readonly pathId?: PathId | undefined;
}

/** Who is told of a neighbour. */
interface ApiSettings {
    /** Names of the programs that get its events and may command it. Default none. */
    readonly processes?: readonly string[];
}

type AddPathMode = 'disabled' | 'receive' | 'send' | 'both';
/** What the OPEN offers besides the families. */
interface CapabilitySettings {
    /** 4-octet AS numbers (RFC 6793). Default true. */
    readonly asn4?: boolean;
    /** Messages up to 65535 octets (RFC 8654). Default true. */
    readonly extendedMessage?: boolean;
    /** Route Refresh, plain and enhanced (RFC 2918, RFC 7313). Default true. */
    readonly routeRefresh?: boolean;
    /** Several paths a prefix, for every family offered (RFC 7911). Default `disabled`. */
    readonly addPath?: AddPathMode;
    /** IPv6 next hops for every IPv4 family offered (RFC 8950). Default false. */
    readonly nexthop?: boolean;
    /** Seconds the peer is to wait for us over a restart, 1–4095; 0: the hold time. Default false: not offered (RFC 4724). */
    readonly gracefulRestart?: number | false;
    /** Name and version of this software, for people; empty: not offered. Default empty. */
    readonly softwareVersion?: string;
}
/** Capability settings with nothing left open. */
type Capabilities = Required<CapabilitySettings>;

/** Who speaks with whom, and over which connection. */
interface SessionSettings {
    /** The peer's IPv4 or IPv6 address; a link-local one with its zone, as `fe80::1%eth0`. */
    readonly peerAddress: string;
    readonly localAs: number;
    readonly peerAs: number;
    /** The address to speak from, and what `next-hop self` means. Default `auto`: what the connection has. */
    readonly localAddress?: string;
    /** BGP Identifier as a dotted quad. Default `localAddress` where that is IPv4; else it must be given. */
    readonly routerId?: string;
    /** Port to dial. Default 0: 179. */
    readonly connect?: number;
    /** Port to listen on at `localAddress`. Default 0: do not listen. */
    readonly listen?: number;
    /** Never dial, wait for the peer. Default false. */
    readonly passive?: boolean;
}
/** Session settings with nothing left open. */
type NeighborSession = Required<SessionSettings>;

/** One neighbour: its session, what the OPEN offers, and the routes it is to have. */
interface NeighborSettings {
    readonly session: SessionSettings;
    /** For people; never sent. Default empty. */
    readonly description?: string;
    /** Hold time offered, in seconds: 0 (none) or 3–65535. Default 180. */
    readonly holdTime?: number;
    /** Names to introduce ourselves with (FQDN capability); no host name, no capability. Default empty. */
    readonly hostName?: string;
    readonly domainName?: string;
    /** Keep what the peer announces. Default true. */
    readonly adjRibIn?: boolean;
    /** Put routes that share their attributes into one UPDATE. Default true. */
    readonly groupUpdates?: boolean;
    readonly api?: ApiSettings;
    readonly capability?: CapabilitySettings;
    /** Families to offer, as `parseFamily` reads them. Default `all`. */
    readonly families?: string;
    /** Routes to announce, as `parseRouteText` reads them. Default none. */
    readonly routes?: string;
}
/** A neighbour's settings with nothing left open, checked and frozen. */
interface Neighbor {
    readonly session: NeighborSession;
    readonly description: string;
    readonly holdTime: number;
    readonly hostName: string;
    readonly domainName: string;
    readonly adjRibIn: boolean;
    readonly groupUpdates: boolean;
    readonly api: Required<ApiSettings>;
    readonly capability: Capabilities;
    readonly families: readonly Family[];
    /** The routes of the settings; those added later stand in the configuration. */
    readonly routes: readonly RouteText[];
}

/** Text of routes, eor, route-refresh and operational as it stands in a command, with its place there. */
interface Statement {
    readonly text: string;
    /** Offset of the text in the command line. */
    readonly at: number;
}
/** One command, whichever grammar it was written in. */
type Command = {
    readonly name: 'comment';
} | {
    readonly name: 'daemon';
    readonly action: 'shutdown' | 'reload' | 'restart' | 'status';
} | {
    readonly name: 'ack';
    readonly mode: 'enable' | 'disable' | 'silence';
} | {
    readonly name: 'sync';
    readonly enabled: boolean;
} | {
    readonly name: 'session';
    readonly action: 'reset';
} | {
    readonly name: 'ping';
    readonly words: readonly string[];
} | {
    readonly name: 'bye';
    readonly words: readonly string[];
} | {
    readonly name: 'system';
    readonly action: 'help' | 'version' | 'crash' | 'queue-status';
} | {
    readonly name: 'api-version';
    readonly version: 4 | 6 | undefined;
} | RibShow | {
    readonly name: 'rib-flush';
    readonly selector: Selector;
} | {
    readonly name: 'rib-clear';
    readonly direction: RibDirection;
    readonly selector: Selector;
} | {
    readonly name: 'peer-list';
} | {
    readonly name: 'peer-show';
    readonly detail: PeerDetail | undefined;
    readonly selector: Selector;
} | {
    readonly name: 'create';
    readonly peers: readonly NeighborSettings[];
} | {
    readonly name: 'delete';
    readonly selector: Selector;
} | {
    readonly name: 'teardown';
    readonly selector: Selector;
    readonly subcode: number;
} | {
    readonly name: 'announce' | 'withdraw';
    readonly selector: Selector;
    readonly statement: Statement;
} | {
    readonly name: 'announce-index' | 'withdraw-index';
    readonly selector: Selector;
    readonly index: string;
} | {
    readonly name: 'announce-watchdog' | 'withdraw-watchdog';
    readonly selector: Selector;
    readonly group: string;
} | {
    readonly name: 'routes-list';
    readonly selector: Selector;
    readonly families: readonly Family[] | undefined;
} | {
    readonly name: 'routes-add' | 'routes-remove';
    readonly selector: Selector;
    readonly statement: Statement;
} | {
    readonly name: 'routes-remove-index';
    readonly selector: Selector;
    readonly index: string;
} | {
    readonly name: 'group-start' | 'group-end';
} | {
    readonly name: 'group';
    readonly selector: Selector;
    readonly lines: readonly string[];
};
declare const DIRECTIONS: readonly ["in", "out"];
type RibDirection = (typeof DIRECTIONS)[number];
declare const DETAILS: readonly ["summary", "extensive", "configuration"];
type PeerDetail = (typeof DETAILS)[number];
declare const RIB_FAMILIES: readonly ["inet", "flow", "l2vpn"];
interface RibShow {
    readonly name: 'rib-show';
    readonly direction: RibDirection;
    readonly extensive: boolean;
    readonly family: (typeof RIB_FAMILIES)[number] | undefined;
    readonly selector: Selector;
}
/** A command with how its answer is to be given. */
interface CommandLine {
    readonly command: Command;
    /** `json` or `text` at the end of the line; else what the session has. */
    readonly output: 'json' | 'text' | undefined;
    /** `sync`: answer when connected peers have been told; `async`: at once; else what the session has. */
    readonly sync: boolean | undefined;
}

/** What a host allows in the text of a peer beyond the grammar. */
interface PeerTextOptions {
    /** What `local-ip` is where the text has none. Default: it must be given. */
    readonly localIp?: 'auto';
}

/** The command of a line. Throws `MESH_TEXT_SYNTAX` with line, column, token and what was expected. */
declare function parseCommand(line: string, options?: PeerTextOptions): CommandLine;

/** A whole configuration as data. */
interface ConfigurationSettings {
    readonly neighbors: readonly NeighborSettings[];
}
/** What is wrong with settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
declare function validateSettings(settings: ConfigurationSettings): string;

/**
 * Neighbours, and the routes each of them is to have. The neighbours never change; routes come and go until a speaker
 * is started with the configuration, which takes them as they are then.
 */
declare class Configuration {
    #private;
    readonly neighbors: readonly Neighbor[];
    private constructor();
    /** Throws `MESH_SETTINGS_INVALID` with what `validate` would say. */
    static fromSettings(settings: ConfigurationSettings): Configuration;
    /** What is wrong with the settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
    validate(): string;
    /**
     * The routes of a text, one for each NLRI; nothing is changed. Throws `MESH_TEXT_SYNTAX` with line, column, token
     * and what was expected.
     */
    parseRouteText(text: string, action?: RouteAction): RouteText[];
    /** The routes a neighbour is to have. Throws `RangeError` for a neighbour of another configuration. */
    routesOf(neighbor: Neighbor): Iterable<RouteText>;
    /**
     * Gives routes to every neighbour that has the family; of two that are the same route the later stands.
     * False where a route found no neighbour.
     */
    addRoutes(routes: Iterable<RouteText>): boolean;
    /** Takes routes, known by their keys, from every neighbour. False where a family is no neighbour's. */
    removeRoutes(routes: Iterable<RouteText>): boolean;
}

/**
 * The settings of a peer from a text such as `neighbor 192.0.2.1 local-ip 192.0.2.254 local-as 65001 peer-as 65002
 * router-id 192.0.2.254`, with or without `create` at its end; IPv4 unicast alone unless `family-allowed` says
 * otherwise. Throws `MESH_TEXT_SYNTAX`.
 */
declare function parsePeer(text: string, options?: PeerTextOptions): NeighborSettings;

/** The neighbour that an event is about. */
interface EventPeer {
    readonly localAddress: string;
    readonly peerAddress: string;
    readonly localAs: Asn;
    readonly peerAs: Asn;
    /** Our BGP Identifier as a dotted quad; left out of the JSON where it is not known. */
    readonly routerId?: string;
}
/** Every event happens at a time: milliseconds since 1970. Nothing here reads a clock. */
interface Timed {
    readonly timeMs: number;
}
interface OfPeer extends Timed {
    readonly peer: EventPeer;
}
/** A message of a session, which way it went, and its octets with the header where they are to be shown. */
interface OfMessage extends OfPeer {
    readonly direction: 'in' | 'out';
    readonly frame?: Uint8Array;
}
/** What both OPENs agreed on; a `Negotiated` of `@mesh/bgp-session` gives all of it. */
interface NegotiatedFacts {
    readonly holdTimeSeconds: number;
    readonly asn4: boolean;
    readonly families: readonly Family[];
    readonly addPath: {
        readonly receive: ReadonlySet<Family>;
        readonly send: ReadonlySet<Family>;
    };
    readonly extendedMessage: {
        readonly receive: boolean;
        readonly send: boolean;
    };
    readonly extendedNextHop: ReadonlySet<Family>;
    readonly routeRefresh: boolean;
    readonly enhancedRouteRefresh: boolean;
    /** Both sides have the capability (draft-ietf-idr-bgp-multisession, draft-ietf-idr-operational-message). */
    readonly multisession?: boolean;
    readonly operational?: boolean;
}
interface StateEvent extends OfPeer {
    readonly type: 'state';
    readonly state: 'connected' | 'up' | 'down';
    /** Why it is down. */
    readonly reason?: string;
}
interface NegotiatedEvent extends OfPeer {
    readonly type: 'negotiated';
    readonly negotiated: NegotiatedFacts;
}
interface FsmEvent extends OfPeer {
    readonly type: 'fsm';
    /** The state that was entered: `IDLE`, `OPENSENT`, … as the caller names it. */
    readonly state: string;
}
interface SignalEvent extends OfPeer {
    readonly type: 'signal';
    readonly code: number;
    /** `SIGUSR1`. */
    readonly name: string;
}
interface OpenEvent extends OfMessage {
    readonly type: 'open';
    readonly message: OpenMessage;
}
interface UpdateEvent extends OfMessage {
    readonly type: 'update';
    /** Read while the event is written, and not kept. */
    readonly message: UpdateView;
}
interface NotificationEvent extends OfMessage {
    readonly type: 'notification';
    readonly message: NotificationMessage;
}
interface KeepaliveEvent extends OfMessage {
    readonly type: 'keepalive';
}
interface RefreshEvent extends OfMessage {
    readonly type: 'refresh';
    readonly message: RouteRefreshMessage;
}
interface OperationalEvent extends OfMessage {
    readonly type: 'operational';
    readonly message: OperationalMessage;
}
/** The process ends. */
interface ShutdownEvent extends Timed {
    readonly type: 'shutdown';
}
/** What happens to a session or to the process, as it is told to other programs. */
type SpeakerEvent = StateEvent | NegotiatedEvent | FsmEvent | SignalEvent | OpenEvent | UpdateEvent | NotificationEvent | KeepaliveEvent | RefreshEvent | OperationalEvent | ShutdownEvent;
/** Those about a neighbour. */
type PeerEvent = Exclude<SpeakerEvent, ShutdownEvent>;

/** Raised when a member changes its meaning or goes away; new members alone don't raise it. */
declare const EVENT_VERSION = 1;
interface Head {
    readonly version: typeof EVENT_VERSION;
    /** Milliseconds since 1970. */
    readonly timeMs: number;
}
interface PeerHead extends Head {
    readonly peer: EventPeer;
}
interface MessageHead extends PeerHead {
    readonly direction: 'in' | 'out';
    /** The octets in hexadecimal, header included, where they were asked for. */
    readonly frame?: string;
}
/** Families by name, directions apart. */
interface NegotiatedJson {
    readonly holdTimeSeconds: number;
    readonly asn4: boolean;
    readonly families: readonly string[];
    readonly addPath: {
        readonly receive: readonly string[];
        readonly send: readonly string[];
    };
    readonly extendedMessage: {
        readonly receive: boolean;
        readonly send: boolean;
    };
    readonly extendedNextHop: readonly string[];
    readonly routeRefresh: boolean;
    readonly enhancedRouteRefresh: boolean;
    readonly multisession: boolean;
    readonly operational: boolean;
}
/** An event of our own schema. `message` is what `messageToJson` writes and `messageFromJson` reads. */
type EventJson = (PeerHead & {
    readonly type: 'state';
    readonly state: 'connected' | 'up' | 'down';
    readonly reason?: string;
}) | (PeerHead & {
    readonly type: 'negotiated';
    readonly negotiated: NegotiatedJson;
}) | (PeerHead & {
    readonly type: 'fsm';
    readonly state: string;
}) | (PeerHead & {
    readonly type: 'signal';
    readonly code: number;
    readonly name: string;
}) | (MessageHead & {
    readonly type: 'open' | 'notification' | 'refresh' | 'operational';
    readonly message: Json;
}) | (MessageHead & {
    readonly type: 'update';
    /** The family that is at its end (RFC 4724 §2). */
    readonly endOfRib?: string;
    /** What RFC 7606 makes of it, where that is not to accept it: what, and why. */
    readonly outcome?: string;
    readonly faults?: string;
    readonly message: Json;
}) | (MessageHead & {
    readonly type: 'keepalive';
}) | (Head & {
    readonly type: 'shutdown';
});
/**
 * An event as plain data of our own schema. Every number in it is exact: what exceeds 2^53 stands as text, as in the
 * codec's JSON.
 */
declare function eventToJson(event: SpeakerEvent): EventJson;

/** JSON Schema (2020-12) of `eventToJson`, for those who read events in other languages. */
declare function eventJsonSchema(): object;

/** ExaBGP's two sets of events, by the version of its API: what it calls itself in each. */
declare const EXABGP_VERSIONS: {
    readonly 4: "4.0.1";
    readonly 6: "6.0.0";
};
type ExabgpVersion = keyof typeof EXABGP_VERSIONS;

/** Who writes: what stands in every event. */
interface ExabgpEventOptions {
    /** Of the API: 6 unless told. 4 differs in its name and in the next hop that stands in flows and BGP-LS. */
    readonly version?: ExabgpVersion;
    readonly host: string;
    readonly pid: number;
    readonly ppid: number;
}
/**
 * Writes events as ExaBGP does, a line each without the line break, so that programs written for it can read them. Each
 * neighbour's events are counted from 1. Text is put together without objects in between where it is written often.
 */
declare class ExabgpEventWriter {
    #private;
    constructor({ version, host, pid, ppid }: ExabgpEventOptions);
    /** The JSON of an event. An UPDATE is read while this runs, and not kept. */
    write(event: SpeakerEvent): string;
    /** Forgets a neighbour that is gone: should it come back, its events are counted from 1 again. */
    forget(peer: EventPeer): void;
}

/**
 * The families of a text: `all`, or pairs `afi safi` one after another (`ipv4 unicast ipv6 unicast`), each also in one
 * word (`ipv4-unicast`, `ipv4/unicast`). Without duplicates, in the order of the text. Throws `MESH_FAMILY_INVALID`.
 */
declare function parseFamily(text: string): Family[];

/** Something that accepts streams for a speaker. */
interface Listener {
    readonly host: string;
    readonly port: number;
    close(): Promise<void>;
}
/** How streams come to be; `@mesh/bgp-session/tcp` is one. */
interface Transport {
    readonly connect?: Connect | undefined;
    /** Accepts streams for neighbours that listen. */
    readonly listen?: ((options: {
        readonly host: string;
        readonly port: number;
    }, speaker: Pick<Speaker, 'accept' | 'guardWith'>) => Promise<Listener>) | undefined;
}
/** What a host brings. */
interface StartOptions {
    readonly transport?: Transport | undefined;
    /** Instead of the transport's. */
    readonly connect?: Connect | undefined;
    /** Default: the host's clock. */
    readonly clock?: Clock | undefined;
    /** Numbers drawn uniformly from [0, 1), for jitter. Default: the host's. */
    readonly random?: (() => number) | undefined;
    /** Shared with other speakers, or read by the host. Default: a new one. */
    readonly store?: RouteStore | undefined;
    /** Closes the speaker. */
    readonly signal?: AbortSignal | undefined;
}

/** Which peers; all unless given. */
interface PeerChoice {
    readonly peers?: PeerPredicate | undefined;
}
/** How a route is announced, and to which peers. */
interface AnnounceChoice extends Omit<AnnounceOptions, 'peers'>, PeerChoice {
}
/** A route by what names it. */
type RouteKeySpec = Exclude<RouteSelector, string>;
/** A running speaker with its RIBs. Made by `startSpeaker`. */
declare class MeshSpeaker implements AsyncDisposable {
    #private;
    readonly store: RouteStore;
    /**
     * Whom `announce` asks, with what it has beside: withdrawal by tag, batches, tables that are prepared and fired. Its peers
     * are those of the speaker, by name.
     */
    readonly announcer: RouteAnnouncer;
    private constructor();
    /** What `startSpeaker` does. */
    static start(configuration: Configuration, options: StartOptions): Promise<MeshSpeaker>;
    /** State changes and faults of the sessions, and routes that cannot be sent (`error`, `MESH_ROUTE_SKIPPED`). */
    get events(): Pick<Speaker, 'on' | 'once' | 'off'>;
    /** Where streams are accepted. */
    get listeners(): readonly Pick<Listener, 'host' | 'port'>[];
    /**
     * Adds a peer and starts it; its `routes` are announced. Where streams are accepted was settled at the start: `listen`
     * can name no other port. Throws `MESH_SETTINGS_INVALID`, and what `Speaker.create` throws; then nothing has happened.
     */
    create(settings: NeighborSettings): PeerSnapshot;
    /** Ends and forgets the peers chosen. Returns how many; throws `MESH_NO_PEER` where it is none. */
    delete(predicate: PeerPredicate): number;
    /** The peers as they are now. */
    peers(): PeerSnapshot[];
    /** What a peer has announced. Throws `MESH_NO_PEER`, and `MESH_NO_ADJ_RIB_IN` where it is not kept. */
    adjRibIn(peer: string): AdjRibIn;
    /** What a peer is to have: the low level of `announce` and `withdraw`. Throws `MESH_NO_PEER`. */
    adjRibOut(peer: string): AdjRibOut;
    /**
     * Announces a route to every peer chosen that has the family, and gives its handle: how far it got, how long it stands,
     * and its withdrawal. Of a text the routes that start withdrawn are left out, and the others announced in one step, each
     * with a handle. Throws `MESH_TEXT_SYNTAX`, `MESH_NO_PEER` where a route finds no peer, and what
     * `RouteAnnouncer.announce` throws; then nothing was announced.
     */
    announce(route: RouteSpec, choice?: AnnounceChoice): AnnouncedRoute;
    announce(routes: string, choice?: AnnounceChoice): readonly AnnouncedRoute[];
    /**
     * Withdraws routes, known by prefix and path identifier, from every peer chosen, whoever announced them. Returns how
     * many went, counted for each peer. Throws `MESH_TEXT_SYNTAX` and `MESH_NO_PEER` as `announce`.
     */
    withdraw(route: string | RouteKeySpec, choice?: PeerChoice): number;
    /**
     * Resolves with the sessions of all peers chosen once every one of them is up. Rejects where the signal aborts or the
     * speaker closes; throws `MESH_NO_PEER` where none was chosen.
     */
    whenEstablished(choice?: PeerChoice & {
        readonly signal?: AbortSignal;
    }): Promise<readonly Session[]>;
    /**
     * Resolves when the peers chosen have been sent all that was announced and withdrawn before; it waits for peers that
     * have no session yet. Rejects where the speaker closes; throws `MESH_NO_PEER` where none was chosen.
     */
    flushed(choice?: PeerChoice): Promise<void>;
    /** Stops listening, ends all sessions (Cease 6/2) and gives all routes back. Resolves once everything was let go of. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A route of text as a RIB takes it. Where the text has no next hop it is `self`, which a family that has routes without
 * one, as flows, makes none of; to withdraw, none is asked for.
 */
declare function routeSpec({ nlri, nextHop, linkLocal, attributes }: RouteText): RouteSpec;

/** The text that `parseSelector` reads as these terms. */
declare function formatSelector(terms: readonly SelectorTerm[]): string;
/**
 * What a peer is called: `neighbor 192.0.2.1 local-ip 192.0.2.254 local-as 65001 peer-as 65002 router-id 192.0.2.254
 * family-allowed in-open`. It is a selector of this peer, and of others only where they have the same.
 */
declare function formatPeerName({ peerAddress, settings }: SelectorPeer): string;

/**
 * The selector of a text such as `neighbor * peer-as 65002` or `[ 10.0.0.1 , 10.0.0.2 ]`. Throws `MESH_TEXT_SYNTAX` with
 * line, column, token and what was expected.
 */
declare function parseSelector(text: string): Selector;

/** What a configuration of one neighbour may say; everything has a default. */
interface MinimalSettings extends Partial<SessionSettings>, Pick<NeighborSettings, 'holdTime'> {
    /** As `parseFamily` reads them. `all` offers IPv6 next hops for IPv4 as well (RFC 8950). Default `ipv4 unicast`. */
    readonly families?: string;
    /** Send and receive several paths a prefix, in all families. Default false. */
    readonly addPath?: boolean;
}
/**
 * A configuration of one neighbour. Defaults: `peerAddress` and `localAddress` 127.0.0.1, `localAs` and `peerAs` 65533,
 * `families` `ipv4 unicast`, no ADD-PATH. Throws `MESH_SETTINGS_INVALID`.
 */
declare function createMinimalConfiguration(settings?: MinimalSettings): Configuration;
/**
 * The same with routes to announce. Throws `MESH_TEXT_SYNTAX` starting `Failed to parse route: `, and
 * `MESH_SETTINGS_INVALID` for a route whose family is not among `families`.
 */
declare function createConfigurationWithRoutes(routeText: string, settings?: MinimalSettings): Configuration;
/**
 * Gives the routes of a text to every neighbour that has their family, or takes them away. True where every route found
 * such a neighbour. `next-hop self` stays as it is: each session resolves it. Throws `MESH_TEXT_SYNTAX`, and
 * `MESH_ACTION_INVALID` for another action.
 */
declare function addRouteToConfig(configuration: Configuration, routeText: string, action?: RouteAction): boolean;

/**
 * Starts a speaker with all neighbours of a configuration and the routes they are to have: speaker, route store and
 * Adj-RIBs wired by one call. Resolves once it listens where neighbours listen; sessions come up afterwards, see
 * `whenEstablished`. Rejects with `MESH_NO_TRANSPORT` where there is nothing to listen or to dial with, and with what the
 * transport throws; then nothing is left running.
 */
declare function startSpeaker(configuration: Configuration, options?: StartOptions): Promise<MeshSpeaker>;

/**
 * A route as `packUpdates` takes it: NLRI, attributes and next hop as they stand on the wire, nothing added. `self`
 * becomes `localAddress`, and no octets where that is left out.
 */
declare function announcementOf(route: RouteText, localAddress?: string): Announcement;

/** One statement of a text. */
type RouteStatement = {
    readonly type: 'routes';
    readonly routes: readonly RouteText[];
} | {
    readonly type: 'attributes';
    readonly attributes: readonly PathAttribute[];
} | {
    readonly type: 'end-of-rib';
    readonly family: Family;
} | {
    readonly type: 'route-refresh';
    readonly family: Family;
} | OperationalStatement;
/** An OPERATIONAL message (draft-ietf-idr-operational-message §3). */
interface OperationalStatement {
    readonly type: 'operational';
    readonly kind: keyof typeof OperationalType;
    readonly family: Family;
    /** Of ADM and ASM. */
    readonly advisory?: string;
    /** Of the others: our own where it is left out. */
    readonly routerId?: number;
    readonly sequence?: number;
    readonly counter?: number;
}
/**
 * The statements of a text: routes as `parseRouteText` reads them, and what else can be announced. Throws
 * `MESH_TEXT_SYNTAX` as it does.
 */
declare function parseRouteStatements(text: string, action?: RouteAction, options?: TextOptions): RouteStatement[];
/** The text that `parseRouteStatements` reads as the same statement, where it is no route. */
declare function formatRouteStatement(statement: Exclude<RouteStatement, {
    readonly type: 'routes' | 'attributes';
}>): string;

/** Whose session a text is for: what a speaker adds to routes, and what `self` means. */
interface StatementSender {
    readonly localAs: number;
    readonly peerAs: number;
    /** Without it a route with `next-hop self` goes without next hop. */
    readonly localAddress?: string | undefined;
}
/**
 * The messages, whole and one after another, that a statement makes on a session that has sent nothing yet: what the
 * text leaves out is added as a session does (ORIGIN, AS_PATH, LOCAL_PREF within the AS). Throws `RangeError` for a route
 * that no message holds.
 */
declare function encodeStatement(statement: RouteStatement, action: RouteAction, sender: StatementSender, context: CodecContext): Uint8Array;

/**
 * The text that `parseRouteText` reads as the same route, on one line and without `;`: values in their canonical form,
 * attributes in ascending type. Takes a route of a RIB as well. Throws `RangeError` for a prefix that is none.
 */
declare function formatRoute(route: RouteText | PrefixRouteText): string;

/**
 * The routes of a text, of any family, one for each NLRI. For announcing, each has a next hop but flows. Throws
 * `MESH_TEXT_SYNTAX` with `details` of line, column, token, what was expected, and sometimes a hint.
 */
declare function parseRouteText(text: string, action?: RouteAction, options?: TextOptions): RouteText[];

export { type AddPathMode, type AnnounceChoice, type Capabilities, type CapabilitySettings, type Command, type CommandLine, Configuration, type ConfigurationSettings, EVENT_VERSION, type EventJson, type EventPeer, type ExabgpEventOptions, ExabgpEventWriter, type ExabgpVersion, type FsmEvent, type KeepaliveEvent, type Listener, MeshSpeaker, type MinimalSettings, type NegotiatedEvent, type NegotiatedFacts, type NegotiatedJson, type Neighbor, type NeighborSession, type NeighborSettings, type NotificationEvent, type OpenEvent, type OperationalEvent, type OperationalStatement, type PeerChoice, type PeerDetail, type PeerEvent, type PeerTextOptions, type PrefixRouteText, type RefreshEvent, type RibDirection, type RibShow, type RouteAction, type RouteKeySpec, type RouteStatement, type RouteText, type Selector, type SelectorPeer, type SelectorTerm, type SessionSettings, type ShutdownEvent, type SignalEvent, type SpeakerEvent, type StartOptions, type StateEvent, type Statement, type StatementSender, type TextOptions, type Transport, type UpdateEvent, addRouteToConfig, announcementOf, createConfigurationWithRoutes, createMinimalConfiguration, encodeStatement, eventJsonSchema, eventToJson, formatPeerName, formatRoute, formatRouteStatement, formatSelector, parseCommand, parseFamily, parsePeer, parseRouteStatements, parseRouteText, parseSelector, routeSpec, startSpeaker, validateSettings };
