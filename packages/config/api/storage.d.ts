import { Clock, Secret } from '@mesh/bgp-session';
import { RouteSelector, Route, RouteStore, RouteIndex } from '@mesh/rib';
import { Nlri, PathAttribute, Family, OperationalType, MeshError } from '@mesh/bgp-wire';

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
/** `details` of `MESH_STORAGE_JSON`. */
interface JsonErrorDetails {
    /** From 1. */
    readonly line: number;
    readonly column: number;
    /** The punctuation that stands there, or the key that stands twice. Empty for all else, which may be a password. */
    readonly token: string;
    readonly expected: string;
}
/**
 * Reads JSON as RFC 8259 has it, in linear time, and refuses what `JSON.parse` lets pass and what a configuration never
 * means: a key twice in an object, the keys `__proto__`, `constructor` and `prototype`, numbers that are no integers or
 * beyond 2^53, half a surrogate pair, and anything too long, too wide or too deep. Throws `MESH_STORAGE_JSON` with the place and
 * what was expected (`JsonErrorDetails`); it quotes no value, which may be a password.
 */
declare function parseJson(text: string, limits?: JsonLimits): JsonValue;

/** What a file is written from. A chunk may be of any size: a line, a thousand routes, everything. */
type Chunks = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Names one content of one file. Equal versions: nobody has written the file in between. */
interface FileVersion {
    /** Device and inode. */
    readonly identity: string;
    readonly size: number;
    readonly mtimeNs: bigint;
    /** Of the content, hexadecimal. */
    readonly sha256: string;
}

interface FileStat {
    readonly kind: 'file' | 'directory' | 'symlink' | 'other';
    /** Device and inode: they name the file whatever its name is. */
    readonly identity: string;
    /** Permissions with set-user-ID, set-group-ID and sticky bit: 0–0o7777. */
    readonly mode: number;
    readonly uid: number;
    readonly gid: number;
    /** Names the file has. */
    readonly links: number;
    readonly size: number;
    readonly mtimeNs: bigint;
}
/** A descriptor. */
interface OpenFile {
    stat(): Promise<FileStat>;
    /** Octets read, fewer than asked for at times; 0 at the end. */
    read(into: Uint8Array, position: number): Promise<number>;
    /** Octets written, fewer than asked for at times. */
    write(from: Uint8Array, position: number): Promise<number>;
    chmod(mode: number): Promise<void>;
    chown(uid: number, gid: number): Promise<void>;
    sync(): Promise<void>;
    close(): Promise<void>;
}
/** An open directory: its entries stay reachable whatever becomes of its path. Names are single path components. */
interface Directory {
    /** To read. A symbolic link is not followed (`ELOOP`), a FIFO does not block. */
    open(name: string): Promise<OpenFile>;
    /** A new file of mode 0600, to read and to write. Anything in its place is `EEXIST`. */
    create(name: string): Promise<OpenFile>;
    /** What has the name, a symbolic link itself. */
    stat(name: string): Promise<FileStat>;
    /** A second name. `EEXIST` where it is taken. */
    link(from: string, to: string): Promise<void>;
    /** Takes the place of what has the name, atomically. */
    rename(from: string, to: string): Promise<void>;
    unlink(name: string): Promise<void>;
    list(): Promise<readonly string[]>;
    /** Returns once all of the above would survive a power loss. */
    sync(): Promise<void>;
    close(): Promise<void>;
}
interface FileSystem {
    /** The path's last component is not followed where it is a symbolic link. */
    openDirectory(path: string): Promise<Directory>;
    /** A directory of mode 0700 and those above it that are missing, safe against a power loss. Fine where it exists. */
    makeDirectory(path: string): Promise<void>;
    /** Whose files are ours; undefined where files have no owner. */
    userId(): number | undefined;
    /** Sixteen hexadecimal digits that were never used before. */
    token(): string;
}

/** Names a process for as long as the machine runs: process ids are used again, and start again at every boot. */
interface ProcessIdentity {
    readonly pid: number;
    /** Differs after every boot; empty where the host does not tell. */
    readonly bootId: string;
    /** When the process began, in ticks since the boot; empty where the host does not tell. */
    readonly startedAt: string;
    /** Where its id counts: a container has a namespace of its own. Empty where the host does not tell. */
    readonly namespace: string;
}
/** `unknown` where the process is of another namespace, so that its id says nothing here. */
type ProcessState = 'running' | 'gone' | 'unknown';
/** Who runs on this machine, for the locks that processes leave behind when they are killed. */
interface ProcessTable {
    self(): Promise<ProcessIdentity>;
    stateOf(process: ProcessIdentity): Promise<ProcessState>;
}

/** What every call of this entry takes. */
interface StorageOptions {
    /** A file with more than one name is replaced under this one; the other keeps the old content. Default false. */
    readonly allowHardlink?: boolean;
    /** A file of another user: `warn` says so in the result, `refuse` throws `MESH_STORAGE_OWNER`. Default `warn`. */
    readonly foreignOwner?: 'warn' | 'refuse';
    /** Largest file to read or write, in octets. Default 1 GiB. */
    readonly maxBytes?: number;
    /** How long to wait for a lock that another process holds. Default 5000 ms. */
    readonly lockWaitMs?: number;
    readonly clock?: Clock;
    readonly fileSystem?: FileSystem;
    readonly processes?: ProcessTable;
}

interface SaveOptions extends StorageOptions {
    /** Keep what was there as `<path>.backup`. Default false. */
    readonly backup?: boolean;
    /** The version the file must have; null: it must not exist. Default: not checked. */
    readonly expected?: FileVersion | null;
    /**
     * Whether a content is good: false, or an error thrown, says no. A current file that is not good does not become the
     * backup where that would cost a good one.
     */
    readonly validate?: (text: string) => boolean | Promise<boolean>;
}
interface SaveResult {
    readonly path: string;
    /** Path of the backup that was made; null where there was nothing to back up, or none was asked for. */
    readonly backup: string | null;
    /** What to give as `expected` the next time. */
    readonly version: FileVersion;
    /** What is not as it should be and did not keep the file from being saved. */
    readonly warnings: readonly string[];
}
/** Replaces a file, or makes it, with mode 0600, and its directory. Throws `MESH_STORAGE_*`, see `StorageErrorDetails`. */
declare function replaceFile(path: string, chunks: Chunks, options?: SaveOptions): Promise<SaveResult>;

interface LoadOptions extends StorageOptions {
    /** Take the backup, whatever the file is. Default false: no start from an old state that nobody asked for. */
    readonly fromBackup?: boolean;
}
interface Loaded<T> {
    readonly value: T;
    readonly source: 'file' | 'backup';
    /** Of the file, to be the `expected` of the next save; null where it does not exist. */
    readonly version: FileVersion | null;
    /** Names of the unfinished files of killed processes that were removed. */
    readonly swept: readonly string[];
}
/**
 * Reads a file for the start of a program, after removing what killed processes left beside it. A file that is missing
 * or that `parse` throws for is an error whose message and `details.backup` name the backup, if that one is good.
 *
 * Throws `MESH_STORAGE_NOT_FOUND`, `MESH_STORAGE_UNPARSEABLE` with the error of `parse` as its cause, and what reading
 * throws.
 */
declare function load<T>(path: string, parse: (text: string) => T | Promise<T>, options?: LoadOptions): Promise<Loaded<T>>;
/** `load` of strict JSON, see `parseJson`; `check` makes of the value what the program wants, or throws. */
declare function loadJson<T>(path: string, check: (value: unknown) => T, options?: LoadOptions & JsonLimits): Promise<Loaded<T>>;

interface NodeFileSystemOptions {
    /** What the host is taken for. Default: what it is. */
    readonly platform?: string;
    readonly clock?: Clock;
}
declare function nodeFileSystem(options?: NodeFileSystemOptions): FileSystem;

/** The processes of this machine. Elsewhere than on Linux only the process id tells them apart. */
declare const nodeProcessTable: ProcessTable;

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

interface PersistOptions extends Omit<SaveOptions, 'clock'>, ExportOptions {
}
/**
 * Writes a configuration to its file, as it is at the call, without peers made at run time only (`live` has them as well): what was there becomes `<path>.backup`, whose path is returned,
 * or null where there was no file. Does nothing, and returns null, without a path. Passwords are written unless `secrets` is
 * false: a new file is for its owner only. Throws what `safeUpdate` throws.
 */
declare function persist(configuration: Configuration, path: string | undefined, options?: PersistOptions): Promise<string | null>;

/** The text of a file. Throws `File not found: P`, `Refusing to read symlink: P`, and `Failed to read P: …`. */
declare function safeRead(path: string, options?: StorageOptions): Promise<string>;
/** Copies a file to `<path>.backup`, which it replaces. Returns that path, or null where there is no file. */
declare function safeBackup(path: string, options?: StorageOptions): Promise<string | null>;
/**
 * Replaces a file or makes it, without a backup. Chunks come from a string, an iterator or an async iterator; between
 * slices of them the event loop has its turn.
 */
declare function safeWrite(path: string, chunks: Chunks, options?: SaveOptions): Promise<void>;
/** Backs a file up, then replaces it. Returns the path of the backup, or null where there was no file. */
declare function safeUpdate(path: string, chunks: Chunks, options?: SaveOptions): Promise<string | null>;

/**
 * How far a call had come, in the order of the protocol. `commit` is the rename of the new file over the old one:
 * whatever fails up to then has left the old file as it was.
 */
type StoragePhase = 'open-directory' | 'lock' | 'read' | 'check-conflict' | 'backup' | 'serialise' | 'write' | 'verify' | 'commit' | 'sync-directory' | 'parse';
/** The codes of this entry. */
type StorageCode = 
/** A path that cannot name a file: empty, `..`, with a NUL. */
'MESH_STORAGE_PATH' | 'MESH_STORAGE_NOT_FOUND' | 'MESH_STORAGE_SYMLINK'
/** A directory, a FIFO, a device. */
 | 'MESH_STORAGE_NOT_REGULAR'
/** The file has another name, that a rename would leave behind with the old content. */
 | 'MESH_STORAGE_HARDLINK' | 'MESH_STORAGE_OWNER' | 'MESH_STORAGE_TOO_LARGE'
/** Another process holds the lock file. */
 | 'MESH_STORAGE_LOCKED'
/** The file is not what was loaded: somebody else has written it. */
 | 'MESH_STORAGE_CHANGED_ON_DISK'
/** What was to be written could not be produced: the iterator threw, or its text has half a surrogate pair. */
 | 'MESH_STORAGE_SOURCE'
/** What was read back is not what was written. */
 | 'MESH_STORAGE_VERIFY'
/** A system call failed; `details.errno` says how. */
 | 'MESH_STORAGE_IO'
/** The new file is there for everybody to see, and a power loss may still undo it. */
 | 'MESH_STORAGE_NOT_DURABLE'
/** The file is there and its content is not what it should be. */
 | 'MESH_STORAGE_UNPARSEABLE' | 'MESH_STORAGE_JSON' | 'MESH_STORAGE_CLOSED';
/** `details` of every error of this entry that is about a file. */
interface StorageErrorDetails {
    readonly path: string;
    readonly phase: StoragePhase;
    /** The new content is visible. False: the old file is as it was. */
    readonly committed: boolean;
    /** The new content survives a power loss. */
    readonly durable: boolean;
    /** `ENOSPC` and the like, where a system call failed. */
    readonly errno?: string;
    /** Of the new content, where it is committed and not durable: what is to be expected from now on. */
    readonly version?: FileVersion;
    /** The backup that could be loaded instead; null where there is none. In errors of `load`. */
    readonly backup?: string | null;
}

/** A state as it was at one moment: changes made while it is written must not show in it. */
interface Snapshot {
    /** Grows with every change. */
    readonly generation: number;
    readonly chunks: Chunks;
}
interface SaverOptions extends SaveOptions {
    /** How long changes gather before they are written. Default 250 ms. */
    readonly debounceMs?: number;
    /** The pause after a save that failed; it doubles each time, up to a minute. Default 1000 ms. */
    readonly retryMs?: number;
    /** Saves that nobody awaits, and that failed. */
    readonly onError?: (error: MeshError) => void;
}
/** How a saver is doing, for the host's health page. */
interface StorageHealth {
    /** `dirty`: there are changes to be written. `failing`: the last save failed, and there is more to write. */
    readonly status: 'saved' | 'dirty' | 'saving' | 'failing';
    /** What the file has for sure; undefined before the first save. */
    readonly savedGeneration: number | undefined;
    /** Saves that failed since the last one that did not. */
    readonly failures: number;
    readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly phase?: StoragePhase;
    };
    /** When the next save begins by itself; undefined: not before somebody asks for it. */
    readonly nextSaveInMs?: number;
}
/**
 * Keeps a file up to a state that changes all the time: one save in flight and at most one more waiting, however often
 * it is asked for. A save that fails leaves file and state as they are, and is tried again.
 */
declare class Saver implements AsyncDisposable {
    #private;
    readonly path: string;
    /** `expected` of the options is the version that was loaded; later ones are known from the saves. */
    constructor(path: string, snapshot: () => Snapshot, options?: SaverOptions);
    /** There is something new to write: it is, `debounceMs` after the first of several changes. */
    changed(): void;
    /**
     * Writes the state now, or after the save in flight; all who ask meanwhile share one save. Rejects with what
     * `replaceFile` throws; the state stays to be written.
     */
    save(): Promise<SaveResult>;
    health(): StorageHealth;
    /** Writes what is left to write, and no more after that. Rejects where it can't be written. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

export { type Chunks, type Directory, type FileStat, type FileSystem, type FileVersion, type JsonErrorDetails, type JsonLimits, type JsonValue, type LoadOptions, type Loaded, type NodeFileSystemOptions, type OpenFile, type PersistOptions, type ProcessIdentity, type ProcessState, type ProcessTable, type SaveOptions, type SaveResult, Saver, type SaverOptions, type Snapshot, type StorageCode, type StorageErrorDetails, type StorageHealth, type StorageOptions, type StoragePhase, load, loadJson, nodeFileSystem, nodeProcessTable, parseJson, persist, replaceFile, safeBackup, safeRead, safeUpdate, safeWrite };
