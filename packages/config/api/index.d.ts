import { Nlri, PathAttribute, PathId, OperationalType, Family, RouterId, MeshError, Asn, OpenMessage, UpdateView, NotificationMessage, RouteRefreshMessage, OperationalMessage, Json, Announcement, CodecContext } from '@mesh/bgp-wire';
import { Secret, SessionHandler, Clock, Session, Connect, Speaker, PeerPredicate, PeerSnapshot } from '@mesh/bgp-session';
import { RouteSelector, Route, RouteStore, RouteIndex, RouteSpec, AdjRibIn, AdjRibOut, RouteAnnouncer, AnnounceOptions, AnnouncedRoute } from '@mesh/rib';

/** What a text is to be read for. Announcing needs a next hop, withdrawing does not. */
type RouteAction = 'announce' | 'withdraw';
/** How strictly a text is read. */
interface TextOptions {
    /**
     * `exabgp`: the same octets as ExaBGP where it is at odds with the RFCs or drops what was written: an AS number above
     * 65535 in `target:70000:1` becomes an IPv4 address, communities are sorted, of a keyword that stands twice the first
     * counts, a split to a shorter length is left out, a path identifier of over 32 bits wraps, labels of SR Policies have
     * the bottom of stack, an IPv6 MUP route a mapped next hop, and any other IPv6 route may have an IPv4 one.
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

/** Which messages of one direction a program is told of. All default to false. */
interface ApiMessages {
    /** As JSON or text. Default false. */
    readonly parsed?: boolean;
    /** As octets in hex. */
    readonly packets?: boolean;
    /** Octets and what they say in one event. */
    readonly consolidate?: boolean;
    readonly open?: boolean;
    readonly update?: boolean;
    readonly notification?: boolean;
    readonly keepalive?: boolean;
    readonly refresh?: boolean;
    readonly operational?: boolean;
}
/** Who is told of a neighbour, and of what. */
interface ApiSettings {
    /** Names of the programs that get its events and may command it. Default none. */
    readonly processes?: readonly string[];
    /** Regular expressions: the programs whose names match one of them. Default none. */
    readonly processesMatch?: readonly string[];
    /** Tell when the session goes up or down. Default false. */
    readonly neighborChanges?: boolean;
    /** Tell what the OPENs agreed on. Default false. */
    readonly negotiated?: boolean;
    /** Tell each change of the state machine. Default false. */
    readonly fsm?: boolean;
    /** Tell of signals of the process. Default false. */
    readonly signal?: boolean;
    readonly receive?: ApiMessages;
    readonly send?: ApiMessages;
}
/** The same with nothing left open. */
interface Api extends Required<Omit<ApiSettings, 'receive' | 'send'>> {
    readonly receive: Required<ApiMessages>;
    readonly send: Required<ApiMessages>;
}

type AddPathMode = (typeof ADD_PATH_MODES)[number];
declare const ADD_PATH_MODES: readonly ["disabled", "receive", "send", "both"];
/** What the OPEN offers besides the families. */
interface CapabilitySettings {
    /** 4-octet AS numbers (RFC 6793). Default true. */
    readonly asn4?: boolean;
    /** Messages up to 65535 octets (RFC 8654). Default true. */
    readonly extendedMessage?: boolean;
    /** Route Refresh, plain and enhanced (RFC 2918, RFC 7313). Default true. */
    readonly routeRefresh?: boolean;
    /** Several paths a prefix (RFC 7911), for every family offered or those of `addpaths`. Default `disabled`. */
    readonly addPath?: AddPathMode;
    /**
     * How many paths to a prefix we take, 1–65535, for each family in which we receive several
     * (draft-abraitis-idr-addpath-paths-limit). Default 0: not said.
     */
    readonly pathsLimit?: number;
    /**
     * Next hops of the other IP version (RFC 8950): IPv6 ones for every IPv4 family offered, or the pairs of `nexthops`.
     * Default: true where there are `nexthops`.
     */
    readonly nexthop?: boolean;
    /** Seconds the peer is to wait for us over a restart, 1–4095; 0: the hold time. Default false: not offered (RFC 4724). */
    readonly gracefulRestart?: number | false;
    /** A session for each family (draft-ietf-idr-bgp-multisession). It is offered; one session is held. Default false. */
    readonly multiSession?: boolean;
    /** Operational messages (draft-ietf-idr-operational-message). Default false. */
    readonly operational?: boolean;
    /** AIGP (RFC 7311) on external sessions, where it is discarded otherwise; no capability. Default false. */
    readonly aigp?: boolean;
    /** A link-local address alone may be a next hop (draft-ietf-idr-linklocal-capability). Default false. */
    readonly linkLocalNexthop?: boolean;
    /** Of a global and a link-local next hop the latter is to be used. For who installs routes; never sent. Default false. */
    readonly linkLocalPrefer?: boolean;
    /** Name and version of this software, for people; empty: not offered. Default empty. */
    readonly softwareVersion?: string;
}
/** Capability settings with nothing left open; `nexthop` where it was not given is settled by the neighbour. */
type Capabilities = Required<CapabilitySettings>;

/** Routes of a family may have next hops of this IP version (RFC 8950). */
interface NexthopSettings {
    /** One family, as `ipv4 unicast`. */
    readonly family: string;
    readonly nexthop: 'ipv4' | 'ipv6';
}
/** Several paths a prefix in one family. */
interface AddPathSettings {
    /** One family, as `ipv4 unicast`. */
    readonly family: string;
    /** Default: `addPath` of the capabilities. */
    readonly mode?: AddPathMode;
    /** Default: `pathsLimit` of the capabilities. */
    readonly pathsLimit?: number;
}
/** A pair of `nexthops`, resolved. */
interface NexthopFamily {
    readonly family: Family;
    /** AFI of the next hop. */
    readonly nextHopAfi: number;
}

/** A key of TCP-AO (RFC 5925). */
interface TcpAoSettings {
    /** SendID and RecvID of the key, 0–255. */
    readonly keyId: number;
    /** How segments are signed (RFC 5926; HMAC-SHA-256 beyond it). */
    readonly algorithm: TcpAoAlgorithm;
    /** The master key: 1 to 80 octets. */
    readonly password: string | Secret;
    /** `password` is the key in base64. Default false. */
    readonly base64?: boolean;
}
type TcpAoAlgorithm = (typeof TCP_AO_ALGORITHMS)[number];
declare const TCP_AO_ALGORITHMS: readonly ["hmac-sha-1-96", "aes-128-cmac-96", "hmac-sha-256"];
/** Who speaks with whom, and over which connection. */
interface SessionSettings {
    /** The peer's IPv4 or IPv6 address; a link-local one with its zone, as `fe80::1%eth0`. */
    readonly peerAddress: string;
    /** `auto`: that of the peer, which then has to be given. */
    readonly localAs: number | 'auto';
    /** `auto`: whatever the peer says. */
    readonly peerAs: number | 'auto';
    /** The address to speak from, and what `next-hop self` means. Default `auto`: what the connection has. */
    readonly localAddress?: string;
    /** Our link-local address on the link to the peer: stands behind `next-hop self` in IPv6 (RFC 2545 §3). */
    readonly localLinkLocal?: string;
    /** BGP Identifier as a dotted quad. Default `localAddress` where that is IPv4; else it must be given. */
    readonly routerId?: string;
    /** Port to dial. Default 0: 179. */
    readonly connect?: number;
    /** Port to listen on at `localAddress`. Default 0: do not listen. */
    readonly listen?: number;
    /** Never dial, wait for the peer. Default false. */
    readonly passive?: boolean;
    /** The network interface that the session goes over, by name. */
    readonly sourceInterface?: string;
    /** TTL or hop limit of what we send, 1–255. Default: the host's; 255 beside `incomingTtl`. */
    readonly outgoingTtl?: number;
    /** The least TTL that is taken, 1–255; 255: the peer is directly connected (GTSM, RFC 5082). Default: any. */
    readonly incomingTtl?: number;
    /** TCP MD5 key (RFC 2385), 1 to 80 octets; empty: none. It shows nowhere: what prints or serialises it says `[redacted]`. */
    readonly md5Password?: string | Secret;
    /** `md5Password` is the key in base64. Default false. */
    readonly md5Base64?: boolean;
    /** Our address that the key is for. It is for every address of ours anyway, so that nothing depends on this. */
    readonly md5Ip?: string;
    /** TCP-AO, instead of MD5. */
    readonly tcpAo?: TcpAoSettings;
}
/** A key of TCP-AO with nothing left open. */
type TcpAo = Omit<Required<TcpAoSettings>, 'password'> & {
    readonly password: Secret;
};
/** Session settings that have a value when nobody has given one. */
type Defaulted = 'localAddress' | 'routerId' | 'connect' | 'listen' | 'passive' | 'md5Base64';
/** Session settings with nothing left open: what is absent is not asked for. */
interface NeighborSession extends Required<Pick<SessionSettings, 'peerAddress' | 'peerAs' | Defaulted>>, Pick<SessionSettings, 'localLinkLocal' | 'sourceInterface' | 'outgoingTtl' | 'incomingTtl' | 'md5Ip'> {
    readonly localAs: number;
    readonly md5Password?: Secret;
    readonly tcpAo?: TcpAo;
}

/** One neighbour: its session, what the OPEN offers, and the routes it is to have. */
interface NeighborSettings {
    readonly session: SessionSettings;
    /** For people; never sent. Default empty. */
    readonly description?: string;
    /** Hold time offered, in seconds: 0 (none) or 3–65535. Default 180. */
    readonly holdTime?: number;
    /** Most UPDATE messages a second that we send; 0: as fast as the peer takes them. Default 0. */
    readonly rateLimit?: number;
    /** Names to introduce ourselves with (FQDN capability); no host name, no capability. Default empty. */
    readonly hostName?: string;
    readonly domainName?: string;
    /** Put routes that share their attributes into one UPDATE. Default true. */
    readonly groupUpdates?: boolean;
    /** Send what commands change at once; false: hold it until `flush`. Default true. */
    readonly autoFlush?: boolean;
    /** Keep what the peer announces. Default true. */
    readonly adjRibIn?: boolean;
    /** Keep what was announced beside `routes` for the next session; false: it goes with the session. Default true. */
    readonly adjRibOut?: boolean;
    /** Send End-of-RIB only when a command asks for it. Default false. */
    readonly manualEor?: boolean;
    readonly capability?: CapabilitySettings;
    /** Families to offer, as `parseFamily` reads them, or a list of such texts. Default `all`. */
    readonly families?: string | readonly string[];
    /** Families with next hops of another IP version, instead of every IPv4 family over IPv6. Default none. */
    readonly nexthops?: readonly NexthopSettings[];
    /** Families with several paths a prefix, instead of all of them. Default none. */
    readonly addpaths?: readonly AddPathSettings[];
    /** Routes to announce, as `parseRouteText` reads them or gives them, or a list of both. Default none. */
    readonly routes?: string | readonly (string | RouteText)[];
    /**
     * OPERATIONAL messages to send whenever a session comes up that has their family and on which both sides offer
     * `capability.operational`, as text of one or several behind `operational`: `asm afi ipv4 safi unicast advisory "hello"`.
     * Default none.
     */
    readonly operational?: string | readonly string[];
    /** Who is told of the neighbour: one block or several. Default nobody. */
    readonly api?: ApiSettings | readonly ApiSettings[];
    /** Names of templates whose settings it has where it has none of its own; of two that say the same the later counts. */
    readonly template?: string | readonly string[];
}
/** What several neighbours have alike. */
type NeighborTemplate = Omit<Partial<NeighborSettings>, 'session' | 'template'> & {
    readonly session?: Partial<SessionSettings>;
};
/** A family with several paths a prefix; `mode` from our side, `pathsLimit` 0 where none is said. */
interface AddPathNeighbor {
    readonly family: Family;
    readonly mode: AddPathMode;
    readonly pathsLimit: number;
}
/** A neighbour's settings with nothing left open, checked and frozen. */
interface Neighbor extends Required<Omit<NeighborSettings, 'session' | 'api' | 'capability' | 'template' | ByFamily | 'routes' | 'operational'>> {
    readonly session: NeighborSession;
    readonly capability: Capabilities;
    readonly families: readonly Family[];
    /** Empty where `capability.nexthop` means every IPv4 family. */
    readonly nexthops: readonly NexthopFamily[];
    /** Empty where `capability.addPath` means every family. */
    readonly addpaths: readonly AddPathNeighbor[];
    /** The routes of the settings; those added later stand in the configuration. */
    readonly routes: readonly RouteText[];
    readonly operational: readonly OperationalStatement[];
    readonly api: readonly Api[];
}
type ByFamily = 'families' | 'nexthops' | 'addpaths';

/** A neighbour that is made at run time. */
interface DynamicPeer extends NeighborSettings {
    /** It is of the configuration from then on, and stored with it. Default false: gone after a reload. */
    readonly persist?: boolean;
}

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
    readonly peers: readonly DynamicPeer[];
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

/** What JSON can hold. */
type JsonValue = string | number | boolean | null | readonly JsonValue[] | {
    readonly [name: string]: JsonValue | undefined;
};
/** One thing that a command tells, ready for JSON. */
type CommandRecord = {
    readonly [name: string]: JsonValue | undefined;
};

/** The routes of a neighbour at one moment, to be read while they change. */
interface ConfiguredSnapshot {
    readonly size: number;
    /** In no order that means anything, and without any work before the first. */
    routes(family?: Family): IterableIterator<RouteText>;
    /** In the order of their keys, the same for the same routes. */
    inOrder(family?: Family): ConfiguredWalk;
    /** Lets go what was kept for it. */
    close(): void;
}
/** Routes in the order of their keys. */
interface ConfiguredWalk extends IterableIterator<RouteText> {
    /** Looks at no more than so many routes to make order. True once the next route, or the end, is ready. */
    prepare(atMost: number): boolean;
}
/** What a configuration has one neighbour told, in the order of the keys; `Configuration` changes it. */
interface ConfiguredRoutes extends Iterable<RouteText> {
    readonly size: number;
    /** The route of an index, or of what names it, as text has it; an owned copy. */
    get(selector: RouteSelector): RouteText | undefined;
    /** The same as the store has it: `references` counts its holders. It is read until the last of them lets it go. */
    stored(selector: RouteSelector): Route | undefined;
    /** The routes that do not start withdrawn, as the store has them. */
    standing(): IterableIterator<Route>;
    /** In the order of their keys, of one family or of all. */
    inOrder(family?: Family): ConfiguredWalk;
    /** The routes that have a name or a watchdog, or start withdrawn. */
    noted(): IterableIterator<RouteText>;
    snapshot(): ConfiguredSnapshot;
}

/** One setting of a neighbour that differs. Keys say `[redacted]`. */
interface SettingChange {
    /** As `holdTime`, `session.localAddress`, `capability.addPath`. */
    readonly setting: string;
    /** Absent where the setting is. */
    readonly before?: unknown;
    readonly after?: unknown;
    /** `live`: it counts at once; `session`: the session has to begin anew. */
    readonly effect: 'live' | 'session';
}

/** Routes that come and go, as text. */
interface RouteChanges {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    /** Of the same key as one that was there: as they are to be. */
    readonly replaced: readonly string[];
}
/** What becomes of one neighbour. */
interface NeighborPlan {
    /**
     * `restart`: its session begins anew; `change`: it goes on, with other routes or with settings that it does not depend on.
     */
    readonly action: 'create' | 'delete' | 'restart' | 'change';
    /** Its address, with the port where that is not 179. */
    readonly peer: string;
    /** Of a neighbour that stays. */
    readonly settings: readonly SettingChange[];
    readonly routes: RouteChanges;
}
/** Programs that come, go and are others than before, by name. */
interface ProcessPlan {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
}
/** The way from one configuration to another, as plain data without keys. Neighbours that stay as they are have no part in it. */
interface ConfigurationPlan {
    readonly neighbors: readonly NeighborPlan[];
    readonly processes: ProcessPlan;
}

/** A program that is started beside the speaker, gets events and gives commands. */
interface ProcessSettings {
    readonly name: string;
    /** The program and its arguments. */
    readonly run: readonly string[];
    /** How it is told of events and answered. Default `text`. */
    readonly encoder?: 'text' | 'json';
    /** Start it again when it ends. Default true. */
    readonly respawn?: boolean;
}
/** The same with nothing left open. */
type Process = Required<ProcessSettings>;

/** Templates by name. */
type Templates = Readonly<Record<string, NeighborTemplate>>;
/**
 * A neighbour with what it takes from templates: its own settings stand before those of a template, later templates before
 * earlier ones, and routes are put one behind another. Nothing is checked beyond the names, nothing changed. Throws
 * `MESH_SETTINGS_INVALID` for a name that no template has.
 */
declare function withTemplates(settings: NeighborSettings, templates: Templates): NeighborSettings;

/** A whole configuration as data. */
interface ConfigurationSettings {
    readonly neighbors: readonly NeighborSettings[];
    /** Programs that are told of neighbours. Default none. */
    readonly processes?: readonly ProcessSettings[];
    /** What several neighbours have alike, by name. Default none. */
    readonly templates?: Templates;
}
/** What is wrong with settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
declare function validateSettings(settings: ConfigurationSettings): string;

/**
 * Neighbours, and the routes each of them is to have. A route is stored once for all neighbours that have it, in a store
 * that a running speaker shares: the configuration of `MeshSpeaker` is what its peers were told at the start, and what is
 * added and removed since.
 */
declare class Configuration {
    #private;
    private constructor();
    /** Throws `MESH_SETTINGS_INVALID` with what `validate` would say. */
    static fromSettings(settings: ConfigurationSettings): Configuration;
    /** Programs that are told of neighbours. */
    get processes(): readonly Process[];
    get neighbors(): readonly Neighbor[];
    /** Neighbours that were made at run time and are not to be stored. */
    get ephemeral(): readonly Neighbor[];
    /** Neighbours that were deleted at run time, which a reload brings back. */
    get retired(): readonly Neighbor[];
    /** What is to be stored: the neighbours there are without those made at run time only, and those that are retired. */
    get storedNeighbors(): readonly Neighbor[];
    /** What peers made at run time may name. */
    get templates(): Templates;
    /** Where the routes are. Another one once a speaker has been started that has its own. */
    get store(): RouteStore;
    /** True where the store was given by `shareStore`. */
    get sharesStore(): boolean;
    /** What is wrong with the settings, as `neighbor[0]: session peer-address missing`; empty where nothing is. */
    validate(): string;
    /**
     * The routes of a text, one for each NLRI; nothing is changed. Throws `MESH_TEXT_SYNTAX` with line, column, token
     * and what was expected.
     */
    parseRouteText(text: string, action?: RouteAction): RouteText[];
    /**
     * Adds a neighbour with the routes of its settings, one that is not to be stored where it is `ephemeral`. One that is retired
     * is back with the routes it had; one that is there stays as it is.
     */
    addNeighbor(neighbor: Neighbor, { ephemeral }?: {
        readonly ephemeral?: boolean;
    }): void;
    /** True for a neighbour that was made at run time and is not to be stored. */
    isEphemeral(neighbor: Neighbor): boolean;
    /**
     * Takes a neighbour out at run time. One that is stored keeps its routes for when it is back, and stays in what is stored; an
     * ephemeral one is gone. Changes nothing for one that is none of this configuration.
     */
    retireNeighbor(neighbor: Neighbor): void;
    /** Another neighbour in the place of one, with its routes. */
    replaceNeighbor(before: Neighbor, after: Neighbor): void;
    /** A neighbour is to have these routes and no others. Throws `RangeError` for a neighbour of another configuration. */
    resetRoutes(neighbor: Neighbor, routes: Iterable<RouteText>): void;
    /** A neighbour is to have no route of this key. False where it was to have none. */
    removeRoute(neighbor: Neighbor, { nlri }: Pick<RouteText, 'nlri'>): boolean;
    /**
     * Another configuration was gone over to: its programs and templates are those from here on, the neighbours there are now are
     * those to store, and none is retired.
     */
    adopt({ processes, templates }: Pick<Configuration, 'processes' | 'templates'>): void;
    /**
     * The way from here to another configuration: the neighbours that come, go and change, and their routes. Nothing is
     * changed; `MeshSpeaker.apply` goes it.
     */
    diff(next: Configuration): ConfigurationPlan;
    /** Removes a neighbour and lets its routes go. False for one that is none of this configuration. */
    removeNeighbor(neighbor: Neighbor): boolean;
    /** The routes a neighbour is to have. Throws `RangeError` for a neighbour of another configuration. */
    routesOf(neighbor: Neighbor): ConfiguredRoutes;
    /** The route of an index that a neighbour is to have. */
    getRoute(neighbor: Neighbor, index: RouteIndex): RouteText | undefined;
    /**
     * A neighbour is to have this route, or several are, instead of any other of its key. Those that do not have its family are
     * left out. Returns its index. Throws `MESH_NO_FAMILY` where none is left, `RangeError` for a route that has no octets.
     */
    addRoute(neighbors: Neighbor | readonly Neighbor[], route: RouteText): RouteIndex;
    /**
     * A neighbour is to have no route of this index. False where it was to have none. Throws `MESH_ROUTE_INDEX` for text that
     * is none.
     */
    removeByIndex(neighbor: Neighbor, index: RouteIndex): boolean;
    /**
     * Gives routes to every neighbour that has the family; of two that are the same route the later stands.
     * False where a route found no neighbour.
     */
    addRoutes(routes: Iterable<RouteText>): boolean;
    /** Takes routes, known by their keys, from every neighbour. False where a family is no neighbour's. */
    removeRoutes(routes: Iterable<RouteText>): boolean;
    /** Moves all routes to a store, so that others who use it hold the same. Snapshots that are open stay as they are. */
    shareStore(store: RouteStore): void;
}

/**
 * The routes of one peer that are switched on and off in groups. A route is of one group at most, that of the text that
 * announced it last; withdrawn by itself, it is of none.
 */
declare class Watchdogs {
    #private;
    /** No route is of any group. */
    get isEmpty(): boolean;
    /** A route was announced, or is known and starts withdrawn. */
    set(route: RouteText): void;
    /** A route is of no group any more. */
    forget(index: RouteIndex): void;
    /** The routes of a group; none where there is no such group. */
    routes(group: string): Iterable<RouteSpec>;
}

/** The Adj-RIBs of one peer. They live as long as the peer and serve its sessions one after another. */
declare class PeerRibs implements SessionHandler {
    #private;
    readonly adjRibIn: AdjRibIn | undefined;
    readonly adjRibOut: AdjRibOut;
    readonly watchdogs: Watchdogs;
    /** Families that the peer may be told of. */
    readonly families: ReadonlySet<Family>;
    readonly peerAs: number | undefined;
    constructor(store: RouteStore, clock: Clock, neighbor: Neighbor, report: (error: MeshError) => void, forget: () => void);
    get neighbor(): Neighbor;
    /** The session that is up. */
    get session(): Session | undefined;
    /** Other settings count from the next session on. False where they need other RIBs: then nothing has changed. */
    reconfigure(neighbor: Neighbor): boolean;
    onEstablished(session: Session): ReturnType<NonNullable<SessionHandler['onEstablished']>>;
    /** Sends what is held for want of `autoFlush`. */
    flush(): void;
    onClose(): void;
    /**
     * Resolves when the session that is up has been sent all that is pending now, or is over; at once where there is none.
     * Neither a peer that is away is waited for, as `flushed` does, nor what is held for want of `autoFlush`.
     */
    settled(): Promise<void>;
    /** Writes octets on a session behind the routes that are pending now. */
    say(session: Session, octets: Uint8Array): void;
    /** Sends the peer all its routes again, as it may ask for itself (RFC 2918 §3), and what is held. */
    sendAgain(): void;
    /** As `AdjRibOut.flushed`, but over as well when the peer is: `release` settles it. */
    flushed(): Promise<void>;
    /** The peer is gone: gives its routes back to the store, a slice at a time. Resolves when that is done. */
    release(error?: MeshError): Promise<void>;
}

/** What became of a route that was added. */
interface AddedRoute {
    readonly index: RouteIndex;
    /** It is announced; false for one that starts withdrawn. */
    readonly live: boolean;
}
/** What changes of routes go through to a speaker. */
interface LiveRoutesPorts {
    readonly configuration: Configuration;
    readonly announcer: RouteAnnouncer;
    /** Throws `MESH_NO_PEER`. */
    ribsOf(peer: string): Pick<PeerRibs, 'neighbor' | 'watchdogs'>;
    /** What is configured has changed. */
    changed(): void;
}
/**
 * The routes that the configuration of a running speaker has for its peers, by index. What is added is announced and
 * stays; what is removed is withdrawn and gone; between the two, `announce` and `withdraw` change what a peer is told and
 * leave what is configured as it is. Peers are named, and each call speaks of these alone.
 */
declare class LiveRoutes {
    #private;
    constructor(ports: LiveRoutesPorts);
    /** The routes of a peer as they are now, to be read while they change. */
    snapshot(peer: string): ConfiguredSnapshot;
    /** The route that a peer is to have, as text has it. */
    get(peer: string, selector: RouteSelector): RouteText | undefined;
    /**
     * Those of the peers that have the family are to have the route, instead of any other of its key; it is announced unless it
     * starts withdrawn. Throws `MESH_NO_FAMILY` where none of them has, `MESH_ROUTE_INVALID` for a route that no session could
     * send; then nothing has changed.
     */
    add(peers: readonly string[], route: RouteText): AddedRoute;
    /** The peers are to have no route of this key, and are told so. Returns how many of them were to have one. */
    remove(peers: readonly string[], index: RouteIndex): number;
    /** Announces the route that the configuration has for each of the peers. Returns how many have one. */
    announce(peers: readonly string[], index: RouteIndex): number;
    /** Withdraws the route from the peers, and leaves the configuration as it is. Returns how many of them were to have it. */
    withdraw(peers: readonly string[], index: RouteIndex): number;
}

/** How many peers a speaker has made and ended since it started, those of its configuration among them. */
interface PeerCounts {
    readonly created: number;
    readonly deleted: number;
}

/** Stores a configuration somewhere; rejects where it could not. */
type Persist = () => Promise<unknown>;
/** What became of storing a change. */
interface Persisted {
    /** It is stored. False without anything to store it with, and where that has failed. */
    readonly persisted: boolean;
    /** Why it is not stored; the change is in force all the same. */
    readonly error?: Error;
}

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
    /**
     * Stores the configuration when its routes have changed by index (`addRoute`, `removeByIndex` and the commands `routes …`).
     * One call at a time; a failure is told to whoever made the change, and the next change has all stored. Default: nothing is
     * stored.
     */
    readonly persist?: Persist | undefined;
    /** How long changes gather before they are stored. Default 250 ms. */
    readonly persistDelayMs?: number | undefined;
    /** Reads the configuration again, for `reload`. */
    readonly load?: (() => Configuration | Promise<Configuration>) | undefined;
    /** Closes the speaker. */
    readonly signal?: AbortSignal | undefined;
}

/** A route by what names it. */
type RouteKeySpec = Exclude<RouteSelector, string>;

/** Which peers; all unless given. */
interface PeerChoice {
    readonly peers?: PeerPredicate | undefined;
}
/** How a route is announced, and to which peers. */
interface AnnounceChoice extends Omit<AnnounceOptions, 'peers'>, PeerChoice {
}
/** What became of a change of the configured routes: in force at once, stored later or not at all. */
interface RouteChange extends Persisted {
    readonly index: RouteIndex;
    /** Peers are told to have the route. */
    readonly live: boolean;
}
/** A running speaker with its RIBs. Made by `startSpeaker`. */
declare class MeshSpeaker implements AsyncDisposable {
    #private;
    /** The neighbours there are, those made at run time among them, and the routes each of them is to have. */
    readonly configuration: Configuration;
    readonly store: RouteStore;
    /**
     * Whom `announce` asks, with what it has beside: withdrawal by tag, batches, tables that are prepared and fired. Its peers
     * are those of the speaker, by name.
     */
    readonly announcer: RouteAnnouncer;
    /** The configured routes by peer and index. */
    readonly routes: LiveRoutes;
    /** Peers made and ended so far. */
    readonly counts: PeerCounts;
    private constructor();
    /** What `startSpeaker` does. */
    static start(configuration: Configuration, options: StartOptions): Promise<MeshSpeaker>;
    /** State changes and faults of the sessions, routes that cannot be sent (`error`, `MESH_ROUTE_SKIPPED`), and taps. */
    get events(): Pick<Speaker, 'on' | 'once' | 'off' | 'tap'>;
    /** Where streams are accepted. */
    get listeners(): readonly Pick<Listener, 'host' | 'port'>[];
    /**
     * Adds a peer and starts it; its `routes` are announced. Where streams are accepted was settled at the start: `listen`
     * can name no other port. It is gone after a reload, unless it is to `persist`. Throws `MESH_SETTINGS_INVALID`, and what `Speaker.create` throws; then nothing has happened.
     */
    create(settings: DynamicPeer): PeerSnapshot;
    /**
     * Ends and forgets the peers chosen. Those of the configuration, and the routes it has for them, are `retired`: they stay
     * in what is stored, and a reload brings them back. Returns how many; throws `MESH_NO_PEER` where it is none.
     */
    delete(predicate: PeerPredicate): number;
    /**
     * Carries out a command, as text of either grammar or as data, and gives what it tells: `peer * announce route …`,
     * `routes add …`, `rib show in`. Resolves when it is done; `sync` at the end of a text waits for the connected peers as
     * well. Rejects with `MESH_TEXT_SYNTAX`, `MESH_NO_PEER` where nobody is chosen, and what the command throws; then
     * nothing was changed.
     */
    execute(command: string | Command): Promise<readonly CommandRecord[]>;
    /** The peers as they are now. */
    peers(): PeerSnapshot[];
    /** True for a peer that was made at run time without `persist`: it is not stored, and a reload ends it. Throws `MESH_NO_PEER`. */
    isEphemeral(peer: string): boolean;
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
     * Adds a route, given as data or as text of one, to what the configuration has for the peers chosen, and announces it at once
     * to those that have its family. Resolves when it is stored, where the speaker was given a way to, or could not be: it is in
     * force all the same. Rejects with `MESH_TEXT_SYNTAX`, `MESH_ROUTE_COUNT`, `MESH_NO_PEER`, `MESH_NO_FAMILY` and
     * `MESH_ROUTE_INVALID`; then nothing has changed.
     */
    addRoute(route: string | RouteSpec, choice?: PeerChoice): Promise<RouteChange>;
    /**
     * Removes the route of an index from what the configuration has for the peers chosen, and withdraws it from them at once.
     * Resolves as `addRoute`. Rejects with `MESH_ROUTE_INDEX`, `MESH_NO_PEER`, and `MESH_NO_ROUTE` where none of them has such
     * a route.
     */
    removeByIndex(index: RouteIndex, choice?: PeerChoice): Promise<RouteChange>;
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
    /** Sends what neighbours without `autoFlush` have held back, to the peers chosen. Throws `MESH_NO_PEER` where none was. */
    flush(choice?: PeerChoice): void;
    /**
     * Goes over to another configuration, or carries out a plan of `configuration.diff`: as a whole or, where this rejects, not
     * at all. Neighbours that stay as they are keep their sessions; those that differ in what a session has agreed on begin
     * anew; those that the configuration does not have are deleted, whoever made them. One is applied after another. Resolves
     * with what was done. Rejects with what `create` throws, and with `MESH_PLAN_STALE` for a plan that is not the way from how
     * things are when it is its turn.
     */
    apply(next: Configuration | ConfigurationPlan): Promise<ConfigurationPlan>;
    /**
     * Applies what `load` of the start options gives. Without `load` there is nothing to read again: the peers that were made at
     * run time go, those of the configuration that were deleted are back, and the rest stays.
     */
    reload(): Promise<ConfigurationPlan>;
    /** Stops listening, ends all sessions (Cease 6/2) and gives all routes back. Resolves once everything was let go of. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

/**
 * What the application around a speaker does on command. Each begins what it is asked for: the answer does not wait. One
 * that is left out is answered with an error.
 */
interface DaemonActions {
    readonly shutdown?: (() => void) | undefined;
    readonly reload?: (() => void) | undefined;
    readonly restart?: (() => void) | undefined;
    /** What `daemon status` tells beside what the speaker knows. */
    readonly status?: (() => CommandRecord) | undefined;
    /** What waits to be written to programs: `system queue-status`. */
    readonly queueStatus?: (() => CommandRecord) | undefined;
}
/** What commands act on. */
interface CommandHost extends PeerTextOptions {
    readonly mesh: MeshSpeaker;
    readonly daemon?: DaemonActions | undefined;
    /** What `system version` answers, as `mesh 1.2.3`. Default `mesh`. */
    readonly version?: string | undefined;
    /** How route text of commands is read. Default: strictly. */
    readonly text?: TextOptions | undefined;
}

/** How commands are answered. */
interface AnswerModes {
    /** `done` and `error` are answered; else nothing is. Default true. */
    ack: boolean;
    /** Answer when the connected peers chosen have been told. Default false: at once. */
    sync: boolean;
    /** The form of answers. Default `text`. */
    output: 'text' | 'json';
    /** The version of the grammar and of the events. Default 6. */
    version: 4 | 6;
}

interface CommandSessionOptions extends Partial<AnswerModes> {
    /**
     * Takes a line of an answer, without its newline. The next one waits for what is returned; false says that nobody reads any
     * more: a command that has a table to tell stops there, and the commands behind it are carried out all the same.
     */
    readonly write: (line: string) => unknown;
}
/**
 * One connection of the text API: takes commands line by line, carries them out in the order they come and answers each
 * as its modes say. What a command has to tell is written line by line, as fast as `write` takes it.
 */
declare class CommandSession {
    #private;
    constructor(host: CommandHost, { write, ...modes }: CommandSessionOptions);
    /** How commands are answered now. */
    get modes(): Readonly<AnswerModes>;
    /** `session bye` was said: what comes after it is passed over. */
    get left(): boolean;
    /** Takes a command. Resolves when it has been answered; rejects where `write` does. */
    feed(line: string): Promise<void>;
    /** Takes what a program writes, in pieces of any size, to its end. A command longer than 1 MiB is refused and passed over. */
    run(pieces: AsyncIterable<string> | Iterable<string>): Promise<void>;
    /** Tells that the daemon ends, behind the answers that are due. */
    shutdown(): Promise<void>;
}

/**
 * The command of a line; one that names no peers is for those of `selector`, all unless given. Throws `MESH_TEXT_SYNTAX`
 * with line, column, token and what was expected.
 */
declare function parseCommand(line: string, options?: PeerTextOptions, selector?: Selector): CommandLine;

/**
 * The index that ExaBGP 6.0 itself gives a route, for programs that have kept some: AFI and SAFI as four hexadecimal digits
 * in ASCII, twice, then `disabled` in ASCII or the path identifier, then the prefix as in an UPDATE. It names nothing here:
 * `RouteIndex` does. Of unicast and multicast prefixes alone; throws `RangeError` for any other route.
 */
declare function exabgpCompatIndex({ nlri }: {
    readonly nlri: Nlri;
}): string;

/**
 * The index of a route, whether anybody holds it or not; an NLRI without labels names the same as with them. Throws
 * `RangeError` for a route that has no octets.
 */
declare function routeIndexOf({ nlri }: {
    readonly nlri: Nlri;
}): RouteIndex;

/**
 * The settings of a peer from a text such as `neighbor 192.0.2.1 local-ip 192.0.2.254 local-as 65001 peer-as 65002
 * router-id 192.0.2.254`, with or without `create` at its end; IPv4 unicast alone unless `family-allowed` says
 * otherwise. Throws `MESH_TEXT_SYNTAX`.
 */
declare function parsePeer(text: string, options?: PeerTextOptions): DynamicPeer;

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
/** The octets of a message and nothing of what they say. */
interface PacketEvent extends OfMessage {
    readonly type: 'packet';
    readonly frame: Uint8Array;
}
/** The process ends. */
interface ShutdownEvent extends Timed {
    readonly type: 'shutdown';
}
/** What happens to a session or to the process, as it is told to other programs. */
type SpeakerEvent = StateEvent | NegotiatedEvent | FsmEvent | SignalEvent | OpenEvent | UpdateEvent | NotificationEvent | KeepaliveEvent | RefreshEvent | OperationalEvent | PacketEvent | ShutdownEvent;
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
}) | (MessageHead & {
    readonly type: 'packet';
    readonly frame: string;
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

/** Writes events as ExaBGP's text encoder does, without the last line break. */
declare class ExabgpTextWriter {
    #private;
    constructor({ pid, ppid }: {
        readonly pid: number;
        readonly ppid: number;
    });
    /** The lines of an event; undefined for one that the encoder says nothing of. An UPDATE is read while this runs. */
    write(event: SpeakerEvent): string | undefined;
}

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

/** Somebody who is told of events: a program of the configuration, or whoever speaks on a socket. */
interface EventListener {
    /** As `processes` of a neighbour's `api` has it. */
    readonly name: string;
    /** What it is told of every neighbour, whoever the settings name. */
    readonly api?: Api | undefined;
    /** Gets an event while it happens. An UPDATE is read in here, and not kept. */
    tell(event: SpeakerEvent): void;
}

interface FeedOptions {
    /** When things happen. Default: the host's clock. */
    readonly clock?: Clock | undefined;
}
/**
 * Tells listeners what happens to the peers of a speaker, each as the `api` settings of the neighbour ask for it. A
 * stream that nobody asks about is not looked at, a message that nobody asks for is not decoded.
 */
declare class EventFeed implements Disposable {
    #private;
    constructor(source: MeshSpeaker, { clock }?: FeedOptions);
    /** Adds a listener; what it is told of stands in the settings of the neighbours. Returns its end. */
    add(listener: EventListener): () => void;
    /** To be called when settings of neighbours have changed. */
    refresh(): void;
    /** Tells those who ask for signals of one, once for each neighbour. */
    signal(code: number, name: string): void;
    /** Tells every listener that the process ends. */
    shutdown(): void;
    [Symbol.dispose](): void;
}

/**
 * The families of a text: `all`, or pairs `afi safi` one after another (`ipv4 unicast ipv6 unicast`), each also in one
 * word (`ipv4-unicast`, `ipv4/unicast`). Without duplicates, in the order of the text. Throws `MESH_FAMILY_INVALID`.
 */
declare function parseFamily(text: string): Family[];

/**
 * The routes of a text, of any family, one for each NLRI. For announcing, each has a next hop but flows. Throws
 * `MESH_TEXT_SYNTAX` with `details` of line, column, token, what was expected, and sometimes a hint.
 */
declare function parseRouteText(text: string, action?: RouteAction, options?: TextOptions): RouteText[];

/** What is to be printed. */
interface PrintOptions {
    /** Print passwords too. Default false: a remark stands in their place. */
    readonly secrets?: boolean;
}

interface ExportOptions extends PrintOptions {
    /** Which of these neighbours are exported. Default all. */
    readonly only?: (neighbor: Neighbor) => boolean;
    /**
     * Export the neighbours there are now. Default false: those that are to be stored, without those made at run time only, and
     * with those deleted at run time, which a reload brings back.
     */
    readonly live?: boolean;
    /** Default: the host's clock. */
    readonly clock?: Clock;
}
/**
 * The text that `parseConfigurationText` reads as the same configuration, in chunks of up to a thousand routes, one a line;
 * routes stand in the order of their keys, so that the same configuration gives the same text. What changes after the call
 * does not show. It is to be iterated, or ended with `return()`: until then it keeps its moment. Passwords stand in it only
 * with `secrets`. Throws `MESH_SETTINGS_INVALID` for texts of more than one line.
 */
declare function exportChunks(configuration: Configuration, options?: ExportOptions): AsyncIterableIterator<string>;

/** How a configuration text is read. */
interface FileOptions extends TextOptions {
    /** Longest text to read, in characters. Default 67108864 (64 Mi); a million routes with attributes may need more. */
    readonly maxLength?: number;
}
/**
 * The settings that a configuration text in ExaBGP's grammar says: what `Configuration.fromSettings` takes. Routes are
 * read, keys of MD5 and TCP-AO are `Secret`. Throws `MESH_TEXT_SYNTAX` with `details` of line, column, token, what was
 * expected and sometimes a hint; also where the settings as a whole would be refused.
 */
declare function parseConfigurationText(text: string, options?: FileOptions): ConfigurationSettings;

/**
 * The configuration text that `parseConfigurationText` reads as the same settings: what they say, in a fixed order, and
 * no defaults. Passwords stand in it only with `secrets`; a remark tells where one was left out. Throws
 * `MESH_SETTINGS_INVALID` for settings that are refused, or that have a text of more than one line.
 */
declare function formatConfiguration(settings: ConfigurationSettings, options?: PrintOptions): string;

interface JsonLimits {
    /** Characters of the text. Default 64 Mi. */
    readonly maxLength?: number;
    /** Objects and arrays within each other. Default 32. */
    readonly maxDepth?: number;
    /** Keys of an object. Default 10,000. */
    readonly maxKeys?: number;
    /** Characters of a string or number, as it is written. Default 4096. */
    readonly maxToken?: number;
}

/**
 * The configuration of a text in JSON. Throws `MESH_STORAGE_JSON` for what is no JSON, or says a thing twice, nests or goes on
 * too long, or names what objects inherit; `MESH_SETTINGS_INVALID` for settings that are wrong. Both have line and column.
 */
declare function configurationFromJson(text: string, limits?: JsonLimits): Configuration;

/** A plan for people, a line for each thing that happens; `nothing changes` for one without. Without keys, as the plan is. */
declare function formatPlan({ neighbors, processes }: ConfigurationPlan): string;

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

/**
 * JSON Schema (draft 2020-12) of `ConfigurationSettings` as JSON has them, for editors and for programs that make
 * configurations. What it refuses is refused when they are read; what depends on several settings together, and what stands in
 * texts, is checked only then. Each call gives a new object.
 */
declare function configurationJsonSchema(): Record<string, unknown>;

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

export { type AddPathMode, type AddPathNeighbor, type AddPathSettings, type AddedRoute, type AnnounceChoice, type AnswerModes, type Api, type ApiMessages, type ApiSettings, type Capabilities, type CapabilitySettings, type Command, type CommandHost, type CommandLine, type CommandRecord, CommandSession, type CommandSessionOptions, Configuration, type ConfigurationPlan, type ConfigurationSettings, type ConfiguredRoutes, type ConfiguredSnapshot, type ConfiguredWalk, type DaemonActions, type DynamicPeer, EVENT_VERSION, EventFeed, type EventJson, type EventListener, type EventPeer, type ExabgpEventOptions, ExabgpEventWriter, ExabgpTextWriter, type ExabgpVersion, type ExportOptions, type FeedOptions, type FileOptions, type FsmEvent, type JsonValue, type KeepaliveEvent, type Listener, LiveRoutes, MeshSpeaker, type MinimalSettings, type NegotiatedEvent, type NegotiatedFacts, type NegotiatedJson, type Neighbor, type NeighborPlan, type NeighborSession, type NeighborSettings, type NeighborTemplate, type NexthopFamily, type NexthopSettings, type NotificationEvent, type OpenEvent, type OperationalEvent, type OperationalStatement, type PacketEvent, type PeerChoice, type PeerCounts, type PeerDetail, type PeerEvent, type PeerTextOptions, type Persist, type Persisted, type PrefixRouteText, type PrintOptions, type Process, type ProcessPlan, type ProcessSettings, type RefreshEvent, type RibDirection, type RibShow, type RouteAction, type RouteChange, type RouteChanges, type RouteKeySpec, type RouteStatement, type RouteText, type Selector, type SelectorPeer, type SelectorTerm, type SessionSettings, type SettingChange, type ShutdownEvent, type SignalEvent, type SpeakerEvent, type StartOptions, type StateEvent, type Statement, type StatementSender, type TcpAo, type TcpAoAlgorithm, type TcpAoSettings, type Templates, type TextOptions, type Transport, type UpdateEvent, addRouteToConfig, announcementOf, configurationFromJson, configurationJsonSchema, createConfigurationWithRoutes, createMinimalConfiguration, encodeStatement, eventJsonSchema, eventToJson, exabgpCompatIndex, exportChunks, formatConfiguration, formatPeerName, formatPlan, formatRoute, formatRouteStatement, formatSelector, parseCommand, parseConfigurationText, parseFamily, parsePeer, parseRouteStatements, parseRouteText, parseSelector, routeIndexOf, routeSpec, startSpeaker, validateSettings, withTemplates };
