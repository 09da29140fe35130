import { RouteSelector, Route, RouteStore, RouteIndex } from '@mesh/rib';
import { Nlri, PathAttribute, Family, OperationalType } from '@mesh/bgp-wire';
import { Secret } from '@mesh/bgp-session';

/** What a text is to be read for. Announcing needs a next hop, withdrawing does not. */
type RouteAction = 'announce' | 'withdraw';
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

/** A whole configuration as data. */
interface ConfigurationSettings {
    readonly neighbors: readonly NeighborSettings[];
    /** Programs that are told of neighbours. Default none. */
    readonly processes?: readonly ProcessSettings[];
    /** What several neighbours have alike, by name. Default none. */
    readonly templates?: Templates;
}

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

/** A value of strict JSON. Objects inherit nothing. */
type JsonValue = null | boolean | number | string | JsonValue[] | {
    [key: string]: JsonValue;
};
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
 * The configuration of a text in YAML 1.2, as one document. Throws `MESH_YAML_SYNTAX` for what is no YAML or more than settings
 * need (see `parseYaml`), and `MESH_SETTINGS_INVALID` for settings that are wrong. Both have line and column.
 */
declare function configurationFromYaml(text: string, limits?: JsonLimits): Configuration;

/** `details` of `MESH_YAML_SYNTAX`. */
interface YamlErrorDetails {
    /** From 1. */
    readonly line: number;
    readonly column: number;
    readonly expected: string;
}
/**
 * Reads YAML 1.2 as strictly as `parseJson` reads JSON: each key once, no key that reaches a prototype, integers within 2^53
 * as decimal digits, and nothing too long, too wide or too deep. Throws `MESH_YAML_SYNTAX` with the place.
 */
declare function parseYaml(text: string, limits?: JsonLimits): JsonValue;

export { type YamlErrorDetails, configurationFromYaml, parseYaml };
