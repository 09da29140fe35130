import { RtrPdu, EndOfDataPdu } from '@mesh/bgp-wire/rtr';
import { Asn, RouterId, Family, ExtendedNextHop, AddPathFamily, MultipleLabelsFamily, OrfFamily, GracefulRestartFamily, LongLivedFamily, Role, Fqdn, Capability, ContextOptions, DecodedMessage, Fault, OpenMessage, CodecContext, Message } from '@mesh/bgp-wire';

/** Where datagrams arrive, or leave from. */
interface DatagramAddress {
    /** Undefined: any address of the host. */
    readonly address: string | undefined;
    readonly family: 4 | 6;
    readonly port: number;
}
interface DatagramEvents {
    /** A datagram has come; its octets are the port's and may change once the call has returned. */
    received(bytes: Uint8Array, from: string): void;
    /** The socket cannot be used; nothing more comes. Never called before `listen` has returned. */
    failed(error: Error): void;
}
/** A socket to send from. */
interface DatagramSender {
    /** Sends a datagram with TTL or hop limit 255, if it can; what is lost is lost. */
    send(bytes: Uint8Array, to: {
        readonly address: string;
        readonly port: number;
    }): void;
    close(): void;
}
/** Unreliable datagrams: UDP, or a network in virtual time. */
interface DatagramPort {
    /** Takes what comes to an address, until it is closed. */
    listen(at: DatagramAddress, events: DatagramEvents): {
        close(): void;
    };
    /**
     * A socket to send from; where its port is taken, the next free one of `SOURCE_PORTS`. `failed` is never called before
     * this has returned.
     */
    sender(from: DatagramAddress, failed: (error: Error) => void): DatagramSender;
}

/** Stops what was scheduled; calling it again, or too late, does nothing. */
type Cancel = () => void;
/**
 * Monotonic time and later work. Nothing else in the package reads a clock or schedules, so that a test owns time.
 */
interface Clock {
    /** Milliseconds since some fixed moment; never goes back. */
    now(): number;
    /** The moment 0 as milliseconds since 1970-01-01 UTC, for what records when something happened. Default 0. */
    readonly epochMs?: number | undefined;
    /** Calls `fn` once, `ms` milliseconds from now (0–2 147 483 647). */
    after(ms: number, fn: () => void): Cancel;
    /** Calls `fn` soon, after what is waiting for input has been served. */
    defer(fn: () => void): void;
}

interface DatagramNetworkOptions {
    /** One-way delay in milliseconds. Default 0. */
    readonly latencyMs?: number;
    /** What becomes of a datagram: how often it arrives and how much later than others. Default: once, in order. */
    readonly fate?: (datagram: Datagram) => readonly {
        readonly delayMs: number;
    }[];
}
/** A datagram on its way. */
interface Datagram {
    readonly from: {
        readonly address: string;
        readonly port: number;
    };
    readonly to: {
        readonly address: string;
        readonly port: number;
    };
    readonly bytes: Uint8Array;
    /** When it was sent. */
    readonly at: number;
}
/** A network of datagrams in virtual time: hosts by address, with links that can be cut and a fate for each datagram. */
declare class DatagramNetwork {
    #private;
    /** Everything that was sent, in order, whatever became of it. */
    readonly sent: Datagram[];
    constructor(clock: Clock, options?: DatagramNetworkOptions);
    /** The sockets open: 0 once everything has been closed. */
    get open(): number;
    /** The port of a host: where no local address is asked for, it is this one. */
    host(address: string): DatagramPort;
    /** Datagrams from one address to another are lost from now on; those under way arrive. */
    cut(from: string, to: string): void;
    mend(from: string, to: string): void;
    /** Puts a datagram on its way as if a host had sent it. */
    inject(datagram: Omit<Datagram, 'at'>): void;
}

/** What a stream tells its one user. */
interface DuplexEvents {
    /** Octets have come; they are the stream's and may change once the call has returned. */
    data(bytes: Uint8Array): void;
    /** After `write` returned false: there is room again. */
    drain(): void;
    /** The stream is over, in both directions. Called exactly once, whatever happens. */
    closed(error?: Error): void;
}
/**
 * Any byte stream, as a push port. `memoryPair` implements it synchronously on a clock; `fromDuplex` (Node) and
 * `fromWebStreams` adapt the rest.
 */
interface DuplexLike {
    /**
     * Writes octets, which stay unchanged until `accepted` is called: then they have left the process, as far as it can
     * tell. False: stop until `drain`. After the end of the stream nothing is written and `accepted` is not called.
     */
    write(bytes: Uint8Array, accepted: () => void): boolean;
    /** Ends the stream once everything written has been accepted. */
    end(): void;
    /** Ends the stream now; what was not accepted is lost. `closed` may come before this returns. */
    destroy(error?: Error): void;
    /** Asks for no more `data` until `resume`. */
    pause(): void;
    resume(): void;
    /** Octets written and not yet accepted. */
    readonly unaccepted: number;
    /** Sets the one user, once; data that came before is delivered then, and `closed` where it is over already. */
    attach(events: DuplexEvents): void;
    /** The address of our end, where the stream has one: what `next-hop self` means. */
    readonly localAddress?: string | undefined;
    readonly localPort?: number | undefined;
    readonly remoteAddress?: string | undefined;
    readonly remotePort?: number | undefined;
}

/** Two ends of a new stream, and how to wait on its host. */
interface DuplexPair {
    readonly ours: DuplexLike;
    readonly theirs: DuplexLike;
    /** Lets the host work until the condition holds; false where it gave up. */
    until(condition: () => boolean): Promise<boolean>;
}
/** One promise of the port, as a check any test framework can run; it throws where the promise is broken. */
interface ComplianceCheck {
    readonly name: string;
    run(): Promise<void>;
}
/** What every `DuplexLike` promises, as checks over pairs that `makePair` makes. Bring your own stream and run them all. */
declare function duplexComplianceSuite(makePair: () => DuplexPair | Promise<DuplexPair>): readonly ComplianceCheck[];

interface MemoryPairOptions {
    /** One-way delay in milliseconds; 0, the default, delivers as input of the clock's next turn. */
    readonly latencyMs?: number;
    /** Most octets that one `data` call brings. Default: what was written, as it was written. */
    readonly chunk?: number;
    /** Octets that may wait before `write` returns false. Default 65 536. */
    readonly highWaterMark?: number;
    /** Overwrite delivered octets once the call has returned, so that whoever kept a slice is found out. */
    readonly poison?: boolean;
    /** What the first and the second end call themselves. */
    readonly addresses?: readonly [first: string, second: string];
}
/**
 * Two ends of a stream in memory, driven by a clock, with back-pressure: what one writes is accepted when the other has
 * taken it, so a reader that pauses stops its writer at once.
 */
declare function memoryPair(clock: Clock, options?: MemoryPairOptions): [DuplexLike, DuplexLike];

/** A VRP as text: `{ prefix: '192.0.2.0/24', maxLength: 24, as: 65001 }`. */
interface ScriptedVrp {
    readonly prefix: string;
    readonly maxLength: number;
    readonly as: number;
}
interface ScriptedCacheOptions {
    /** The highest version it speaks. Default 1. */
    readonly version?: number;
    readonly sessionId?: number;
    readonly serial?: number;
    /** Of its End of Data. Default 3600, 600 and 7200 seconds. */
    readonly intervals?: NonNullable<EndOfDataPdu['intervals']>;
}
/**
 * An RPKI-to-Router cache (RFC 8210) for tests: it answers queries over any number of streams from the data it is given,
 * remembers what changed, and writes down what it received. With `silent` it answers nothing, and a test speaks for it
 * with `send`.
 */
declare class ScriptedCache {
    #private;
    /** Every PDU that came, in order. */
    readonly received: RtrPdu[];
    silent: boolean;
    version: number;
    sessionId: number;
    serial: number;
    intervals: NonNullable<EndOfDataPdu['intervals']>;
    constructor(options?: ScriptedCacheOptions);
    /** Streams that are open. */
    get connections(): number;
    /** Speaks over a stream. */
    serve(stream: DuplexLike): void;
    /** Changes the data under the next serial number, and says so to all who are connected unless `notify` is false. */
    change(change: {
        readonly announced?: readonly ScriptedVrp[];
        readonly withdrawn?: readonly ScriptedVrp[];
        readonly notify?: boolean;
    }): void;
    /** Serial Notify to all who are connected. */
    notify(): void;
    /** Forgets what changed: Serial Queries are answered with Cache Reset. */
    forget(): void;
    /** Falls over and comes back: its streams end, with a new session id it begins to count anew. The data stay. */
    restart(sessionId?: number): void;
    hangUp(): void;
    /** PDUs to all who are connected. */
    send(...pdus: readonly RtrPdu[]): void;
    sendOctets(octets: Uint8Array): void;
}

/** What is used of Node's `stream.Duplex`, so that nothing here imports it. Sockets tell their addresses as well. */
interface NodeDuplex {
    on(event: string, listener: (argument: unknown) => void): unknown;
    off(event: string, listener: (argument: unknown) => void): unknown;
    write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean;
    end(): unknown;
    destroy(error?: Error): unknown;
    pause(): unknown;
    resume(): unknown;
    readonly destroyed: boolean;
    readonly localAddress?: string | undefined;
    readonly localPort?: number | undefined;
    readonly remoteAddress?: string | undefined;
    readonly remotePort?: number | undefined;
}

/** What is used of a `MessagePort`, a worker, the scope of a worker or a `BroadcastChannel` that two share. */
interface MessagePortLike {
    postMessage(message: unknown, transfer: ArrayBuffer[]): void;
    addEventListener?(type: string, listener: (event: unknown) => void): void;
    removeEventListener?(type: string, listener: (event: unknown) => void): void;
    /** A `Worker` of Node's has these instead. */
    on?(event: string, listener: (argument: unknown) => void): unknown;
    off?(event: string, listener: (argument: unknown) => void): unknown;
    /** A `MessagePort` has it; only that is closed at the end, for a worker may have other things to do. */
    start?(): void;
    close?(): void;
}

/** What is used of a browser's `WebSocket` and of the one of `ws`, which has more; nothing here imports either. */
interface WebSocketLike {
    binaryType: string;
    /** 0 CONNECTING, 1 OPEN, 2 CLOSING, 3 CLOSED. */
    readonly readyState: number;
    readonly bufferedAmount: number;
    addEventListener(type: WebSocketEventType, listener: (event: unknown) => void): void;
    removeEventListener(type: WebSocketEventType, listener: (event: unknown) => void): void;
    send(data: Uint8Array<ArrayBuffer>): void;
    close(code?: number): void;
    /** `ws` only. */
    pause?(): void;
    /** `ws` only. */
    resume?(): void;
    /** `ws` only: ends the connection without a word. */
    terminate?(): void;
}
type WebSocketEventType = 'open' | 'message' | 'error' | 'close';

/** What is used of a `ReadableStream` of octets. */
interface WebReadable {
    getReader(): {
        read(): Promise<{
            readonly done: boolean;
            readonly value?: Uint8Array | undefined;
        }>;
        cancel(reason?: unknown): Promise<unknown>;
    };
}
/** What is used of a `WritableStream` of octets. */
interface WebWritable {
    getWriter(): {
        readonly desiredSize: number | null;
        readonly ready: Promise<unknown>;
        write(chunk: Uint8Array): Promise<unknown>;
        close(): Promise<unknown>;
        abort(reason?: unknown): Promise<unknown>;
    };
}
/** Both directions of a stream as Web Streams: WebTransport, a Deno connection, a pair of `TransformStream`s. */
interface WebStreams {
    readonly readable: WebReadable;
    readonly writable: WebWritable;
}

/** What `connect` may give and `accept` takes. */
type AnyDuplex = DuplexLike | NodeDuplex | WebStreams | WebSocketLike | MessagePortLike;

/** How a path is watched. What is left out is the default. */
interface BfdSettings {
    /** Packets we send are at least this far apart while the session is Up, in whole milliseconds. Default 300. */
    readonly desiredMinTxMs?: number | undefined;
    /** Packets we receive shall be at least this far apart, in whole milliseconds. Default 300. */
    readonly requiredMinRxMs?: number | undefined;
    /** Packets of ours that may be lost in a row before the peer calls the path down, 1–255. Default 3. */
    readonly detectMultiplier?: number | undefined;
    /** The peer is more than one hop away: port 4784 (RFC 5883) in place of 3784 (RFC 5881). Default false. */
    readonly multihop?: boolean | undefined;
}

/**
 * The session attributes of one peer (RFC 4271 §8, §10) and what its OPEN says. Frozen; made by `createFsmOptions`.
 * AcceptConnectionsUnconfiguredPeers is not here: it is a question for who accepts connections, before there is an FSM.
 */
interface FsmOptions {
    readonly localAs: Asn;
    /** Undefined: whatever AS number the peer has (a dynamic neighbour). */
    readonly peerAs: Asn | undefined;
    /** Of a peer of any AS number: the numbers it may have, single ones and `[first, last]`. Undefined: all. */
    readonly allowedAs: readonly (Asn | readonly [first: Asn, last: Asn])[] | undefined;
    readonly routerId: RouterId;
    /** HoldTime we offer: 0 for none, or 3–65535. Default 90. */
    readonly holdTimeSeconds: number;
    /** A peer's non-zero HoldTime below it is refused with 2/6. Default 3. */
    readonly minHoldTimeSeconds: number;
    /** The "large" hold time while we wait for an OPEN (RFC 4271 §8.2.2). Default 240. */
    readonly openHoldTimeSeconds: number;
    /** SendHoldTime: 0 for none. Default the larger of 480 and twice the negotiated hold time (RFC 9687 §6). */
    readonly sendHoldTimeSeconds: number | undefined;
    /** ConnectRetryTime of the first dial; it doubles with every further one. Default 5. */
    readonly connectRetrySeconds: number;
    /** Where the doubling of ConnectRetryTime ends. Default 120. */
    readonly connectRetryMaxSeconds: number;
    /**
     * MinRouteAdvertisementIntervalTimer: once all that was to be told has been, nothing more is for this long, jittered;
     * 0 for none. Withdrawals wait with the rest, which RFC 4271 §9.2.1.1 leaves open. Default 0.
     */
    readonly minRouteAdvertisementIntervalSeconds: number;
    /** DelayOpenTime: how long we leave the first word to the peer; 0 turns DelayOpen off. Default 0. */
    readonly delayOpenSeconds: number;
    /** Where the doubling of IdleHoldTime ends. Default 120. */
    readonly idleHoldMaxSeconds: number;
    /** Default true. */
    readonly allowAutomaticStart: boolean;
    /** Default true. */
    readonly allowAutomaticStop: boolean;
    /** Default true. */
    readonly dampPeerOscillations: boolean;
    /** Never dial. Default false. */
    readonly passiveTcpEstablishment: boolean;
    /** The stream reports connection requests apart from connections; no Node stream does. Default false. */
    readonly trackTcpState: boolean;
    /** SendNOTIFICATIONwithoutOPEN. Default true. */
    readonly sendNotificationWithoutOpen: boolean;
    /** Default false. */
    readonly collisionDetectEstablishedState: boolean;
    /** Families offered, each with a Multiprotocol capability. Default IPv4 unicast. */
    readonly families: readonly Family[];
    /** Offer 4-octet AS numbers (RFC 6793). Default true. */
    readonly fourOctetAs: boolean;
    /** Default true. */
    readonly routeRefresh: boolean;
    /** Default true. */
    readonly enhancedRouteRefresh: boolean;
    /** Default true. */
    readonly extendedMessage: boolean;
    readonly extendedNextHop: readonly ExtendedNextHop[];
    /** What we do, from our side: `send` is that we would send several paths. */
    readonly addPath: readonly AddPathFamily[];
    /** How many labels we take in an NLRI of a family, at least 2 (RFC 8277 §2.1). Default none: one label each. */
    readonly multipleLabels: readonly MultipleLabelsFamily[];
    /**
     * What we do with outbound route filters, from our side: `receive` is that the peer may send us some (RFC 5291 §5). One
     * that does gets no routes until it has asked for each such family, or has not for ten seconds (§6).
     */
    readonly orf: readonly OrfFamily[];
    readonly gracefulRestart: GracefulRestartOptions | undefined;
    /** What we are to the peer (RFC 9234). */
    readonly role: Role | undefined;
    /** Refuse a peer that does not send its role. Default false. */
    readonly strictRole: boolean;
    readonly fqdn: Fqdn | undefined;
    readonly softwareVersion: string | undefined;
    /** Further capabilities, sent last and as they are: octets for a code without a row. */
    readonly capabilities: readonly Capability[];
    /** Capabilities the peer must send; without one the OPEN is refused with 2/7 (RFC 5492 §5). */
    readonly requiredCapabilities: readonly Capability[];
    /** Use the extended parameter form also where it is not needed (RFC 9072 §2). Default false. */
    readonly extendedParameters: boolean;
    /** What the codec contexts get beside what is negotiated: tables and strictness. */
    readonly codec: CodecOptions;
}
/** The members of a codec context that no OPEN decides. `firstAs` is filled in by `enforceFirstAs`. */
interface CodecOptions extends Pick<ContextOptions, 'confederation' | 'rejectAsSets' | 'afiSafiDisable' | 'aigp' | 'prefixSid' | 'loopbackNextHop' | 'attributes' | 'capabilities' | 'familyTable'> {
    /** AS_PATH of an external peer begins with its AS number (RFC 4271 §6.3). Default false. */
    readonly enforceFirstAs?: boolean;
}
/** Our part in graceful restart (RFC 4724, RFC 8538). */
interface GracefulRestartOptions {
    /** How long the peer is to wait for us, 0–4095. Default the hold time, at most 4095. */
    readonly restartTimeSeconds?: number;
    /** How long stale routes are kept at most (RFC 8538 §4). Default 180. */
    readonly staleTimeSeconds?: number;
    /** Set the N bit (RFC 8538). Default true. */
    readonly notification?: boolean;
    /** Set the R bit until the first session is up: we have just restarted (RFC 4724 §4.1). Default false. */
    readonly restarting?: boolean;
    /** Families whose forwarding we keep over our restart; none for a helper. Default none. */
    readonly families?: readonly GracefulRestartFamily[];
    /**
     * Families whose routes the peer may keep for longer than the restart time, and for which we do the same where it asks for
     * it (RFC 9494): the stale time is how long it is to keep ours, 0 for not at all. Off unless families are named (§5).
     */
    readonly longLived?: readonly LongLivedFamily[];
    /** How long the peer's routes are kept so at most, whatever it says, 0–16777215. Default what the peer says. */
    readonly longLivedLimitSeconds?: number;
    /** When a second connection replaces an Established one: at its OPEN, or at once as in RFC 4724 §5. Default `open`. */
    readonly replaceOn?: 'open' | 'connection';
}

type Required = 'localAs' | 'routerId';
/** What makes the options of a peer: our AS number and identifier, and whatever differs from the defaults. */
type FsmSettings = Pick<FsmOptions, Required> & {
    readonly [K in Exclude<keyof FsmOptions, Required>]?: FsmOptions[K] | undefined;
};

/** A key that shows nowhere: what prints, logs or serialises it says `[redacted]`. */
declare class Secret {
    #private;
    constructor(value: string);
    /** The key itself. */
    reveal(): string;
    toString(): string;
    toJSON(): string;
}

/** What a peer asks of the transport that carries its sessions. */
interface TransportSettings {
    /**
     * TCP MD5 signature key (RFC 2385): 1 to 80 octets, in UTF-8 where it is text. No segment that is not signed with it
     * counts, in either direction. A snapshot shows it redacted.
     */
    readonly password?: string | Secret | undefined;
    /** GTSM (RFC 5082): the peer is at most this many hops away, 1 where it is directly connected; what comes from further away is dropped. */
    readonly ttlSecurity?: number | undefined;
    /** TTL or hop limit of what we send, 1 to 255: how far away the peer may be. Default: the host's. Not beside `ttlSecurity`. */
    readonly ttl?: number | undefined;
    /** The network interface that sessions go over, by name. */
    readonly interface?: string | undefined;
    /** The port we connect from. Default: any that is free. */
    readonly localPort?: number | undefined;
}

/** One peer of a speaker, as plain data. Only the AS number and identifier of our side are always needed. */
interface PeerSettings extends Omit<FsmSettings, 'routerId' | 'passiveTcpEstablishment'>, TransportSettings {
    /** What the peer is called in its speaker; its address and port, unless given. */
    readonly name?: string | undefined;
    /** Where to connect to, and where connections come from. A harness over a pipe has none. */
    readonly peerAddress?: string | undefined;
    /** Default 179. */
    readonly peerPort?: number | undefined;
    /** The address we connect from, and to which connections come; any unless given. */
    readonly localAddress?: string | undefined;
    /** Our BGP Identifier: a number, or an IPv4 address as text. */
    readonly routerId: RouterId | string;
    /** For the operator; nothing depends on it. */
    readonly description?: string | undefined;
    /** Wait for the peer to connect, and never dial. Default false. */
    readonly passive?: boolean | undefined;
    /** Take connections that the peer opens. Default true. */
    readonly accept?: boolean | undefined;
    /**
     * When to try again after we ended the session for too many prefixes (Cease 6/1), in seconds. Default 0: not before an
     * operator enables the peer.
     */
    readonly maxPrefixRestartSeconds?: number | undefined;
    /** Watch the path with BFD, and end the session when it goes down (RFC 5882, RFC 9384). */
    readonly bfd?: BfdSettings | undefined;
}

/** A message of the given type. */
type MessageOf<T extends DecodedMessage['type']> = Extract<DecodedMessage, {
    readonly type: T;
}>;
interface ExpectOptions<T extends DecodedMessage['type']> {
    /** How long to wait. Default 10 000. */
    readonly ms?: number;
    /** Messages of the type that it is false for are passed over. */
    readonly match?: (message: MessageOf<T>) => boolean;
}
/**
 * The other end of a session, without a will of its own: it says what the test says and remembers what it hears. It
 * sends no KEEPALIVE by itself and answers nothing, so that a test has every octet in its hand.
 *
 * In virtual time `expect` and `establish` drive the clock and are settled when they return; over a real stream they
 * wait. So one test serves both.
 */
declare class ScriptedPeer {
    #private;
    /** Everything that came, in order; UPDATEs are owned copies. */
    readonly received: DecodedMessage[];
    /** What came and was no message; nothing is read after it. */
    fault: Fault | undefined;
    /** The stream is over. */
    closed: boolean;
    constructor(stream: AnyDuplex, settings: PeerSettings, clock?: Clock);
    /** The OPEN that fits the settings. */
    get open(): OpenMessage;
    /** How what we send is encoded: as negotiated, once both OPENs are known. */
    get tx(): CodecContext;
    /** Writes a message, or octets just as they are. */
    send(message: Message | Uint8Array): void;
    /** OPEN and KEEPALIVE in both directions, then silence. Resolves to the OPEN of the other side. */
    establish(options?: {
        readonly ms?: number;
    }): Promise<OpenMessage>;
    /**
     * The next message of a type; those before it are passed over. Rejects with `MESH_EXPECTATION` where none comes in time,
     * or the stream ends first.
     */
    expect<T extends DecodedMessage['type']>(type: T, options?: ExpectOptions<T>): Promise<MessageOf<T>>;
    /** Stops reading, as a peer that is stuck. */
    pause(): void;
    resume(): void;
    /** Ends the stream in good order. */
    end(): void;
    /** Cuts the stream. */
    destroy(): void;
}

/**
 * Time that moves only when it is told to, from deadline to deadline, so that an hour of protocol is a second of
 * computing, the same way each time.
 *
 * - `runFor` and `runUntil` are synchronous: enough where nothing awaits.
 * - `advance` lets the host take a turn after each deadline, for code that awaits (storage, `flushed()`).
 * - What is deferred runs before time moves; timers of one moment run in the order they were set.
 */
declare class VirtualClock implements Clock {
    #private;
    now(): number;
    after(ms: number, fn: () => void): Cancel;
    defer(fn: () => void): void;
    /** Timers and deferred calls that wait: 0 once everything has been released. */
    get pending(): number;
    /** Moves time on, doing everything that falls due on the way. */
    runFor(ms: number): void;
    /** Moves from deadline to deadline until the predicate holds; false where `maxMs` passed first or nothing is left to do. */
    runUntil(predicate: () => boolean, maxMs: number): boolean;
    /**
     * As `runFor` or `runUntil`, but after each deadline the host takes a turn, in which promises settle, before time
     * moves. Resolves to whether the predicate held; a predicate is followed for an hour unless `maxMs` says otherwise.
     */
    advance(until: number | (() => boolean), maxMs?: number): Promise<boolean>;
    /**
     * A stall of the event loop: time passes and nothing runs; then what fell due runs late, timers before deferred
     * calls and input, as a host's loop has it.
     */
    stall(ms: number): void;
}

export { type ComplianceCheck, type Datagram, DatagramNetwork, type DatagramNetworkOptions, type DuplexPair, type ExpectOptions, type MemoryPairOptions, type MessageOf, ScriptedCache, type ScriptedCacheOptions, ScriptedPeer, type ScriptedVrp, VirtualClock, duplexComplianceSuite, memoryPair };
