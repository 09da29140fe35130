import { DecodedMessage, Family, NotificationMessage, Fault, Asn, RouterId, CodecContext, Role, OpenMessage, UpdateView, RouteRefreshMessage, GracefulRestart, LongLivedFamily, KeepaliveMessage, ExtendedNextHop, AddPathFamily, MultipleLabelsFamily, OrfFamily, GracefulRestartFamily, Fqdn, Capability, ContextOptions, OrfCollection, Message, OrfRequest, MeshError, Outcome } from '@mesh/bgp-wire';
import { EventEmitter } from 'eventemitter3';
import { RtrPdu, EndOfDataPdu } from '@mesh/bgp-wire/rtr';

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

/** A message of the given type. */
type MessageOf<T extends DecodedMessage['type']> = Extract<DecodedMessage, {
    readonly type: T;
}>;
interface OpenPattern {
    readonly version?: number;
    /** The 2-octet field as it stands. */
    readonly myAs?: number;
    /** The AS number that counts: that of the 4-octet capability where there is one (RFC 6793 §4.1). */
    readonly as?: number;
    readonly holdTime?: number;
    /** As `192.0.2.1`. */
    readonly routerId?: string;
    /** Codes of capabilities, all of which are there. */
    readonly capabilities?: readonly number[];
}
interface UpdatePattern {
    /** A prefix, or several, all of which are announced; `10.0.0.0/24 path 7` also names the path identifier. */
    readonly announces?: string | readonly string[];
    readonly withdraws?: string | readonly string[];
    /** `65001 65002 {65003}`. */
    readonly asPath?: string;
    /** Attributes by the name of the RFC, with their values as text: `{ MULTI_EXIT_DISC: '5' }`. */
    readonly attributes?: Readonly<Record<string, string>>;
    /** Names of attributes that are not there. */
    readonly without?: string | readonly string[];
    /** The flag octets of attributes by name, the Extended Length bit left out. */
    readonly flags?: Readonly<Record<string, number>>;
    /** It is the End-of-RIB of the family (RFC 4724 §2). */
    readonly endOfRib?: Family;
}
interface NotificationPattern {
    readonly code?: number;
    readonly subcode?: number;
    /** Octets, or their hexadecimal digits. */
    readonly data?: Uint8Array | string;
    /** The text for the operator (RFC 9003 §2). */
    readonly text?: string;
}
interface RouteRefreshPattern {
    readonly family?: Family;
    readonly subtype?: number;
}
interface Patterns {
    readonly OPEN: OpenPattern;
    readonly UPDATE: UpdatePattern;
    readonly NOTIFICATION: NotificationPattern;
    readonly KEEPALIVE: Readonly<Record<never, never>>;
    readonly 'ROUTE-REFRESH': RouteRefreshPattern;
}
/** What a message is to have; of what is left out nothing is demanded. */
type PatternOf<T extends DecodedMessage['type']> = Patterns[T];

interface ExpectOptions<T extends DecodedMessage['type']> {
    /** How long to wait. Default 10 000. */
    readonly ms?: number;
    /** A condition that no pattern has words for. */
    readonly match?: (message: MessageOf<T>) => boolean;
}
interface SilenceOptions {
    /** How long nothing is to come. */
    readonly ms: number;
    /** Types of messages that may come all the same. */
    readonly but?: readonly DecodedMessage['type'][];
}

/** A message in one line, for the failure of an expectation: `UPDATE announces 10.0.0.0/24; ORIGIN igp; AS_PATH 65001`. */
declare function messageText(message: DecodedMessage): string;

/** What a matcher gives back, as `expect.extend` of vitest and of jest takes it. */
interface MatcherResult {
    readonly pass: boolean;
    message(): string;
}
/**
 * Assertions about messages as plain functions: `expect.extend(bgpMatchers)`. Each takes the message first and fails,
 * without throwing, for what is none.
 */
declare const bgpMatchers: BgpMatcherFunctions;
/** The assertions of `bgpMatchers` as they stand behind `expect(…)`: extend `Matchers` of your test runner with it. */
interface BgpMatchers<R = unknown> {
    toBeMessage<T extends DecodedMessage['type']>(type: T, pattern?: PatternOf<T>): R;
    toAnnounce(prefix: string | readonly string[], attributes?: Readonly<Record<string, string>>): R;
    toWithdraw(prefix: string | readonly string[]): R;
    toBeNotification(code: number, subcode?: number): R;
}
/** The same as `expect.extend` takes them: with the message first. */
type BgpMatcherFunctions = {
    readonly [K in keyof BgpMatchers]: (received: unknown, ...expected: Parameters<BgpMatchers[K]>) => MatcherResult;
};

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

/** A key, of text or of octets, that shows nowhere: what prints, logs or serialises it says `[redacted]`. */
declare class Secret {
    #private;
    constructor(value: string | Uint8Array);
    /** The key itself, as it was given. */
    reveal(): string | Uint8Array;
    /** A copy of its octets: of text those in UTF-8. */
    octets(): Uint8Array;
    toString(): string;
    toJSON(): string;
}

/** Options of the transport. A transport that cannot set one of them refuses the peer. */
declare const TRANSPORT_OPTIONS: readonly ["password", "tcpAo", "ttlSecurity", "ttl", "interface", "localPort"];
type TransportOption = (typeof TRANSPORT_OPTIONS)[number];
/** A key of TCP-AO (RFC 5925 §3.1). */
interface TcpAoKey {
    /** SendID and RecvID, 0–255. */
    readonly keyId: number;
    /** Of RFC 5926; HMAC-SHA-256 beyond it. */
    readonly algorithm: (typeof TCP_AO_ALGORITHMS)[number];
    /** The master key: 1 to 80 octets, in UTF-8 where it is text. */
    readonly password: string | Secret;
}
declare const TCP_AO_ALGORITHMS: readonly ["hmac-sha-1-96", "aes-128-cmac-96", "hmac-sha-256"];
/** What a peer asks of the transport that carries its sessions. */
interface TransportSettings {
    /**
     * TCP MD5 signature key (RFC 2385): 1 to 80 octets, in UTF-8 where it is text. No segment that is not signed with it
     * counts, in either direction. A snapshot shows it redacted.
     */
    readonly password?: string | Secret | undefined;
    /** Sign segments with TCP-AO (RFC 5925), not beside `password`. The transport of `/tcp` does not have it, and refuses the peer. */
    readonly tcpAo?: TcpAoKey | undefined;
    /** GTSM (RFC 5082): the peer is at most this many hops away, 1 where it is directly connected; what comes from further away is dropped. */
    readonly ttlSecurity?: number | undefined;
    /** TTL or hop limit of what we send, 1 to 255: how far away the peer may be. Default: the host's. Not beside `ttlSecurity`. */
    readonly ttl?: number | undefined;
    /** The network interface that sessions go over, by name. */
    readonly interface?: string | undefined;
    /** The port we connect from. Default: any that is free. */
    readonly localPort?: number | undefined;
}
/** A peer as a transport knows it: where to connect to, where streams come from, and what was asked for, all of it checked. */
interface ConnectTarget extends TransportSettings {
    readonly name: string;
    readonly peerPort: number;
    /** In one spelling. */
    readonly peerAddress: string | undefined;
    readonly localAddress: string | undefined;
    readonly password?: Secret | undefined;
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

/** bfd.SessionState (RFC 5880 §6.2, §6.8.1). */
type BfdStateName = 'AdminDown' | 'Down' | 'Init' | 'Up';
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
/** The two ends of a watched path, in the one spelling of their addresses. */
interface BfdTarget {
    readonly peerAddress: string;
    /** Where packets come from and go to here; undefined leaves it to the host. */
    readonly localAddress: string | undefined;
}
/** A BFD session as it is now; plain data. */
interface BfdStatus {
    readonly state: BfdStateName;
    /** bfd.LocalDiag: why the session last left Up (RFC 5880 §4.1). */
    readonly diagnostic: number;
    /** What the peer said last; Down as long as it has said nothing. */
    readonly remoteState: BfdStateName;
    readonly localDiscriminator: number;
    /** 0 as long as it is not known. */
    readonly remoteDiscriminator: number;
    /** How far apart our packets are, before jitter; 0 where the peer wants none. */
    readonly transmitIntervalMs: number;
    /** How long the peer may be silent; 0 as long as it has said nothing. */
    readonly detectionTimeMs: number;
}
/** What a watch tells until it is closed; nothing before `watch` has returned. */
interface BfdEvents {
    /** The session is in another state. */
    changed(status: BfdStatus, from: BfdStateName): void;
    /** Packets cannot be sent or received for now; it is tried again. */
    failed(error: Error): void;
}
/** One watched path. */
interface BfdWatch {
    readonly status: BfdStatus;
    /** Ends it; the peer is told that the session is administratively down, unless others watch the same path. */
    close(): void;
}
/** What watches paths for a speaker; `@mesh/bgp-session/bfd` has one. */
interface BfdPort {
    /** Starts to watch a path, until the watch is closed. */
    watch(target: BfdTarget, settings: BfdSettings, events: BfdEvents): BfdWatch;
}

interface EventStreamOptions {
    /** Events that wait for their reader at most. Default 1024. */
    readonly capacity?: number | undefined;
    /**
     * What becomes of an event that finds the buffer full. `drop-oldest`, the default: the oldest goes, and a `missed`
     * event stands where some are gone. `fail`: iteration ends with `MESH_EVENTS_OVERFLOW`.
     */
    readonly overflow?: 'drop-oldest' | 'fail' | undefined;
    /** Ends the iteration. */
    readonly signal?: AbortSignal | undefined;
}
/** Stands in a stream where events were lost because their reader was too slow. */
interface MissedEvents {
    readonly type: 'missed';
    readonly count: number;
}
/**
 * Events for one reader of `for await`, from the moment it was made: nothing is lost between asking for it and the first
 * `next`. A slow reader costs at most `capacity` events of memory.
 */
declare class EventStream<E> implements AsyncIterableIterator<E | MissedEvents> {
    #private;
    /** `onEnd` is called once, when nobody reads any more: in here where the signal is aborted already. Throws `RangeError` for options that are none. */
    constructor(options: EventStreamOptions, onEnd: (stream: EventStream<E>) => void);
    /** Gives the reader an event, or keeps it. */
    push(event: E): void;
    /** No more events come; what waits is still read. */
    end(): void;
    next(): Promise<IteratorResult<E | MissedEvents>>;
    return(): Promise<IteratorResult<E | MissedEvents>>;
    [Symbol.asyncIterator](): this;
}

/** Why a session ended, or never came to be. Exactly one for each connection. */
type CloseReason = 
/** The peer said why. */
{
    readonly kind: 'notification-received';
    readonly notification: NotificationMessage;
}
/** We said why; `fault` where the peer's octets were the reason. */
 | {
    readonly kind: 'notification-sent';
    readonly notification: NotificationMessage;
    readonly fault?: Fault;
}
/** The stream ended or could not be opened. */
 | {
    readonly kind: 'connection-lost';
    readonly error?: Error;
}
/** Stopped here without a word to the peer: there was no session to tell. */
 | {
    readonly kind: 'stopped';
};

/** What is fixed once a session is Established; the same object from `up` to `down`. */
interface SessionInfo {
    /** The peer's name in its speaker. */
    readonly peer: string;
    readonly localAs: Asn;
    readonly peerAs: Asn;
    /** The session is within one AS (iBGP). */
    readonly internal: boolean;
    readonly localRouterId: RouterId;
    readonly peerRouterId: RouterId;
    /** Our end of the stream, where it has an address: what `next-hop self` means. */
    readonly localAddress: string | undefined;
    readonly peerAddress: string | undefined;
    /** Families both sides speak. */
    readonly families: readonly Family[];
    /** Seconds; 0 for none. */
    readonly holdTime: number;
    /** How what the peer sends is decoded. */
    readonly rx: CodecContext;
    /** How what we send is encoded. */
    readonly tx: CodecContext;
    /** Both sides have Route Refresh (RFC 2918). */
    readonly routeRefresh: boolean;
    /** Most labels in an NLRI that the peer takes, where it is more than one (RFC 8277 §2.1). */
    readonly multipleLabels: ReadonlyMap<Family, number>;
    /** ORF types of the filters that we may send and that the peer may send us (RFC 5291 §5). */
    readonly orf: {
        readonly receive: ReadonlyMap<Family, ReadonlySet<number>>;
        readonly send: ReadonlyMap<Family, ReadonlySet<number>>;
    };
    /** What each side is to the other, where it said so: what OTC depends on (RFC 9234 §5). */
    readonly localRole: Role | undefined;
    readonly peerRole: Role | undefined;
    /** Both sides have Enhanced Route Refresh (RFC 7313). */
    readonly enhancedRouteRefresh: boolean;
    readonly localOpen: OpenMessage;
    readonly peerOpen: OpenMessage;
}

/** A stream that is observed. What it has no address for is undefined. */
interface TappedStream {
    /** The peer's name in its speaker. */
    readonly peer: string;
    /** Who opened the stream. */
    readonly initiator: 'local' | 'remote';
    readonly localAddress: string | undefined;
    readonly localPort: number | undefined;
    readonly remoteAddress: string | undefined;
    readonly remotePort: number | undefined;
}
/**
 * Sees what passes on one stream, octet for octet, and changes nothing. Calls are synchronous, octets are borrowed for
 * the call; what a tap throws is reported as an `error` event.
 */
interface MessageTap {
    /** A whole message has come; it has not been decoded yet. */
    received?(message: Uint8Array): void;
    /** Octets, usually whole messages, were handed to the stream. */
    sent?(octets: Uint8Array): void;
    /** The session is Established; routes follow. */
    established?(session: SessionInfo): void;
    /** The connection is over; nothing follows. */
    closed?(reason: CloseReason): void;
}
/** Makes the tap of a stream, or none. */
type MakeTap = (stream: TappedStream) => MessageTap | undefined;

/** Starts (RFC 4271 §8.1.2, events 1 and 3–7). Which one fits a peer is told by `startEvent`. */
type StartEvent = {
    readonly type: 'ManualStart';
} | {
    readonly type: 'AutomaticStart';
} | {
    readonly type: 'ManualStart_with_PassiveTcpEstablishment';
} | {
    readonly type: 'AutomaticStart_with_PassiveTcpEstablishment';
} | {
    readonly type: 'AutomaticStart_with_DampPeerOscillations';
} | {
    readonly type: 'AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment';
};
/**
 * Stops (events 2 and 8). Both take the Cease to send; 6/2 and 6/0 where none is given. `graceful`: the session is to
 * restart gracefully, whatever the Cease (RFC 8538 §5.1).
 */
type StopEvent = {
    readonly type: 'ManualStop';
    readonly notification?: NotificationMessage;
} | {
    readonly type: 'AutomaticStop';
    readonly notification?: NotificationMessage;
    readonly graceful?: boolean;
};
/** Expiries (RFC 4271 §8.1.3, events 9–13; RFC 9687 §4, event 29). */
type TimerEvent = {
    readonly type: 'ConnectRetryTimer_Expires';
} | {
    readonly type: 'HoldTimer_Expires';
} | {
    readonly type: 'KeepaliveTimer_Expires';
} | {
    readonly type: 'DelayOpenTimer_Expires';
} | {
    readonly type: 'IdleHoldTimer_Expires';
}
/** `writable`: the stream would take a NOTIFICATION at once. */
 | {
    readonly type: 'SendHoldTimer_Expires';
    readonly writable: boolean;
};
/** The stream (RFC 4271 §8.1.4, events 14–18). `TcpConnectionFails` comes exactly once a connection. */
type TcpEvent = {
    readonly type: 'TcpConnection_Valid';
} | {
    readonly type: 'Tcp_CR_Invalid';
} | {
    readonly type: 'Tcp_CR_Acked';
} | {
    readonly type: 'TcpConnectionConfirmed';
} | {
    readonly type: 'TcpConnectionFails';
    readonly error?: Error;
};
/** Messages (RFC 4271 §8.1.5, events 19–28; ROUTE-REFRESH has no number in an RFC). */
type MessageEvent = 
/** `loses`: the collision arbiter closes this connection if the OPEN is acceptable (RFC 4271 §6.8). */
{
    readonly type: 'BGPOpen';
    readonly open: OpenMessage;
    readonly loses?: boolean;
} | {
    readonly type: 'BGPOpen_with_DelayOpenTimer_running';
    readonly open: OpenMessage;
    readonly loses?: boolean;
} | {
    readonly type: 'BGPHeaderErr';
    readonly fault: Fault;
} | {
    readonly type: 'BGPOpenMsgErr';
    readonly fault: Fault;
} | {
    readonly type: 'OpenCollisionDump';
} | {
    readonly type: 'NotifMsgVerErr';
    readonly notification: NotificationMessage;
} | {
    readonly type: 'NotifMsg';
    readonly notification: NotificationMessage;
} | {
    readonly type: 'KeepAliveMsg';
} | {
    readonly type: 'UpdateMsg';
    readonly update: UpdateView;
} | {
    readonly type: 'UpdateMsgErr';
    readonly fault: Fault;
} | {
    readonly type: 'RouteRefreshMsg';
    readonly refresh: RouteRefreshMessage;
} | {
    readonly type: 'RouteRefreshErr';
    readonly fault: Fault;
};
/** Everything that can happen to an FSM, named as RFC 4271 §8.1 names it. */
type FsmEvent = StartEvent | StopEvent | TimerEvent | TcpEvent | MessageEvent;
type FsmEventType = FsmEvent['type'];

/** What two OPENs agreed on; exists only once both are acceptable. */
interface Negotiated {
    readonly localOpen: OpenMessage;
    readonly peerOpen: OpenMessage;
    readonly localAs: Asn;
    /** The peer's AS number in four octets where both sides can (RFC 6793 §4.1). */
    readonly peerAs: Asn;
    readonly internal: boolean;
    readonly localRouterId: RouterId;
    readonly peerRouterId: RouterId;
    /** The smaller of both; 0 for none (RFC 4271 §4.2). */
    readonly holdTimeSeconds: number;
    /** A third of the hold time, at least 1; 0 for none (RFC 4271 §4.4). */
    readonly keepaliveSeconds: number;
    /** 0 for none (RFC 9687 §4). */
    readonly sendHoldTimeSeconds: number;
    /** Families both sides speak; IPv4 unicast for a peer without the Multiprotocol capability (RFC 4760 §8). */
    readonly families: readonly Family[];
    /** Path identifiers a direction (RFC 7911 §4). */
    readonly addPath: {
        readonly receive: ReadonlySet<Family>;
        readonly send: ReadonlySet<Family>;
    };
    readonly asn4: boolean;
    /** Messages beyond 4096 octets a direction (RFC 8654 §4). */
    readonly extendedMessage: {
        readonly receive: boolean;
        readonly send: boolean;
    };
    /** IPv4 families whose next hop may be IPv6 (RFC 8950 §4). */
    readonly extendedNextHop: ReadonlySet<Family>;
    /** Most labels in an NLRI that we send, for the families that both sides named; 1 for others (RFC 8277 §2.1). */
    readonly multipleLabels: ReadonlyMap<Family, number>;
    /** ORF types a direction: filters that we may send, and those that the peer may send us (RFC 5291 §5). */
    readonly orf: {
        readonly receive: ReadonlyMap<Family, ReadonlySet<number>>;
        readonly send: ReadonlyMap<Family, ReadonlySet<number>>;
    };
    readonly routeRefresh: boolean;
    readonly enhancedRouteRefresh: boolean;
    /** Present where we take part and the peer named a family that both speak (RFC 4724 §5, RFC 9494 §4.2). */
    readonly gracefulRestart: NegotiatedGracefulRestart | undefined;
    /** The N bit both ways: a NOTIFICATION restarts gracefully unless it is a Hard Reset (RFC 8538 §4). */
    readonly notificationRestart: boolean;
    /** What each side is to the other, where it said so (RFC 9234 §4.2). */
    readonly localRole: Role | undefined;
    readonly peerRole: Role | undefined;
    /** How what the peer sends is decoded. */
    readonly rx: CodecContext;
    /** How what we send is encoded. */
    readonly tx: CodecContext;
}
/** The peer's side of graceful restart, as far as it concerns this session. */
interface NegotiatedGracefulRestart {
    /** The peer's capability as it came. */
    readonly peer: GracefulRestart;
    /** Families of the session whose routes are kept over a restart of the peer. */
    readonly families: readonly Family[];
    /**
     * What the peer says of families whose routes are kept longer (RFC 9494), as far as both sides named them; the stale
     * time is no longer than ours.
     */
    readonly longLived: ReadonlyMap<Family, LongLivedFamily>;
}

/** The timers of one FSM (RFC 4271 §8.1.3, §10; RFC 9687 §4). */
type FsmTimer = 'connect-retry' | 'hold' | 'keepalive' | 'delay-open' | 'idle-hold' | 'send-hold';
/** What every state carries: it lives through Idle (RFC 4271 §8). */
interface FsmCounters {
    /** ConnectRetryCounter: never negative; 0 after a manual start or stop. */
    readonly connectRetryCounter: number;
    /** Dials since the last session or manual start: the exponent of the ConnectRetryTime back-off. */
    readonly connectAttempts: number;
    /** IdleHoldTime: what the next damped exit to Idle starts from; 0 for a peer that has not oscillated. */
    readonly idleHoldSeconds: number;
    /** The timers that run. Derived from the actions, so the two never disagree. */
    readonly timers: ReadonlySet<FsmTimer>;
}
/** Refuses connections, holds no resources; only IdleHoldTimer may run. */
interface IdleState extends FsmCounters {
    readonly name: 'Idle';
    /** A damped start came while IdleHoldTimer ran, and waits for its expiry. */
    readonly startPending: boolean;
}
/** Waits for its own dial, or, with DelayOpenTimer running, for the peer to speak first. */
interface ConnectState extends FsmCounters {
    readonly name: 'Connect';
    /** A dial is under way, so that an incoming connection is somebody else's (RFC 4271 §8.2.1). */
    readonly dialing: boolean;
}
/** Waits for the peer to connect; with DelayOpenTimer running it has a connection and waits for the peer to speak. */
interface ActiveState extends FsmCounters {
    readonly name: 'Active';
}
/** Has sent its OPEN and waits for the peer's. */
interface OpenSentState extends FsmCounters {
    readonly name: 'OpenSent';
}
/** Has accepted the peer's OPEN and waits for a KEEPALIVE. */
interface OpenConfirmState extends FsmCounters {
    readonly name: 'OpenConfirm';
    readonly negotiated: Negotiated;
}
/** Exchanges routes. */
interface EstablishedState extends FsmCounters {
    readonly name: 'Established';
    readonly negotiated: Negotiated;
}
/** The six states of RFC 4271 §8.2.2; what belongs to one state exists only there. */
type FsmState = IdleState | ConnectState | ActiveState | OpenSentState | OpenConfirmState | EstablishedState;
type FsmStateName = FsmState['name'];

/** (Re)starts a timer. The shell draws the jitter with `drawDuration`, anew each time (RFC 4271 §10). */
interface StartTimer {
    readonly type: 'start-timer';
    readonly timer: FsmTimer;
    readonly durationMs: number;
    /** Multiply by a factor drawn uniformly from 0.75 to 1. */
    readonly jitter: boolean;
    /** Jitter never goes below it: KEEPALIVEs are at least a second apart (RFC 4271 §4.4). */
    readonly minimumMs: number;
}
/**
 * What the shell does, mechanically and in order. It adds two rules that depend on bytes leaving, which the FSM does
 * not see: sending a KEEPALIVE or UPDATE restarts 'keepalive' where it runs, and a message accepted by the stream
 * restarts 'send-hold' where it runs, each with the duration it was last started with.
 */
type FsmAction = 
/** Allocate what a connection needs: parser, queues. Retained routes stay (RFC 4724 §5). */
{
    readonly type: 'initialize';
} | StartTimer
/** Stop a timer; nothing where it does not run. */
 | {
    readonly type: 'stop-timer';
    readonly timer: FsmTimer;
}
/** Open a connection; its end is `Tcp_CR_Acked` or `TcpConnectionFails`. */
 | {
    readonly type: 'dial';
}
/** Keep accepting connections of this peer. */
 | {
    readonly type: 'listen';
}
/** A NOTIFICATION is flushed before the `close-stream` that follows, as long as that may take. */
 | {
    readonly type: 'send';
    readonly message: OpenMessage | KeepaliveMessage | NotificationMessage;
}
/** Both OPENs are known: decode with `negotiated.rx`, encode with `negotiated.tx` from here on. */
 | {
    readonly type: 'use-negotiated';
    readonly negotiated: Negotiated;
}
/** Stop the hold, keepalive, delay-open and send-hold timers, drop what is buffered. */
 | {
    readonly type: 'release';
}
/** Close the stream, or give up the dial; nothing more where it has ended. Each connection passes exactly one of these. */
 | {
    readonly type: 'close-stream';
    readonly reason: CloseReason;
}
/** The session is up. */
 | {
    readonly type: 'established';
    readonly negotiated: Negotiated;
} | {
    readonly type: 'deliver-update';
    readonly update: UpdateView;
} | {
    readonly type: 'deliver-refresh';
    readonly refresh: RouteRefreshMessage;
}
/** Every route learnt on this connection goes. */
 | {
    readonly type: 'delete-routes';
}
/** Routes of `families` become stale, those stale already and those of other families go (RFC 4724 §4.2). */
 | {
    readonly type: 'retain-routes';
    readonly families: readonly Family[];
    /** Purge what is still stale if no session is up by then: the peer's Restart Time. */
    readonly restartTimeSeconds: number;
    /** Purge what is still stale then in any case (RFC 8538 §4). */
    readonly staleTimeSeconds: number;
}
/** Another connection of this peer: give it an FSM of its own and to the collision arbiter. This one goes on. */
 | {
    readonly type: 'track-connection';
}
/** Let an incoming connection request through (event 14). */
 | {
    readonly type: 'process-connection';
}
/** Turn an incoming connection away: close it without a word. */
 | {
    readonly type: 'reject-connection';
}
/** IdleHoldTimer is over: the supervisor gives this event back, unless the peer is administratively down. */
 | {
    readonly type: 'restart';
    readonly event: StartEvent;
}
/** `error`: the event was not legal here (RFC 4271 §8.1.2), which a correct shell never causes. */
 | {
    readonly type: 'log';
    readonly level: 'info' | 'error';
    readonly text: string;
};

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

/** How many streams may wait for a peer to say who it is: those accepted that have not brought a valid OPEN yet. */
interface AdmissionLimits {
    /** From one source address at one time. Default 8. */
    readonly perAddress?: number | undefined;
    /** From all of them at one time. Default 256. */
    readonly total?: number | undefined;
    /** New ones of one source address in a second. Default 5. */
    readonly perSecond?: number | undefined;
    /** How long one may wait before it is closed, in seconds. Default 30. */
    readonly openSeconds?: number | undefined;
}

/** What a session sends, asked for only while the stream takes it: memory is bounded by routes, not by messages. */
interface UpdateSource {
    /** The next whole messages, at most `maxBytes` octets together, unchanged until accepted; undefined where there are none now. */
    next(maxBytes: number): Uint8Array | undefined;
    /** The stream has taken a chunk that `next` gave. */
    accepted(chunk: Uint8Array): void;
    /** Sets whom to call when `next` has something again after it had nothing. */
    onReady(wake: () => void): void;
    /** The peer asks for a family again (RFC 2918 §3); `done` is called inside the `next` that hands out the last of it. */
    refresh?(family: Family, done: () => void): void;
    /**
     * Filters that the peer wants applied to what it is sent of a family (RFC 5291 §6); `refresh` follows where it is to take
     * effect at once, but for what has not been sent yet. A source without this sends as if there were none.
     */
    filter?(family: Family, filters: readonly OrfCollection[]): void;
    /** What the peer has is to be sent again as about to go, with GRACEFUL_SHUTDOWN, and what comes later likewise (RFC 8326 §4.1). */
    gracefulShutdown?(): void;
    /** The session is over; chunks not accepted are lost. */
    close(reason: CloseReason): void;
}

/** What has passed in one direction. */
interface TrafficCount {
    readonly messages: number;
    readonly opens: number;
    readonly updates: number;
    readonly notifications: number;
    readonly keepalives: number;
    readonly routeRefreshes: number;
    readonly octets: number;
}
/** What has passed in both directions since the peer was created. */
interface Traffic {
    readonly received: TrafficCount;
    readonly sent: TrafficCount;
}

/** What a session does on the wire; the connection behind it. */
interface SessionControl {
    /** False once the session is over. */
    readonly up: boolean;
    send(message: Message | Uint8Array): boolean;
    notify(notification: NotificationMessage): void;
    teardown(subcode: number, text: string | undefined, graceful: boolean): void;
    requestRefresh(family: Family): void;
    sendOrf(family: Family, request: OrfRequest): void;
    warn(warning: MeshError): void;
    pause(): void;
    resume(): void;
}
interface TeardownOptions {
    /**
     * Both sides keep their routes until the session is up again, where they agreed on that (RFC 8538 §4). Without, a Cease
     * with one of the subcodes 1 to 4 is sent as a Hard Reset and the routes go. Default false.
     */
    readonly graceful?: boolean;
}
/** An Established session: what both sides agreed on, and what a host may do with it. */
declare class Session implements SessionInfo {
    #private;
    readonly peer: string;
    readonly localAs: Asn;
    readonly peerAs: Asn;
    readonly internal: boolean;
    readonly localRouterId: RouterId;
    readonly peerRouterId: RouterId;
    readonly localAddress: string | undefined;
    readonly peerAddress: string | undefined;
    readonly families: readonly Family[];
    readonly holdTime: number;
    readonly rx: CodecContext;
    readonly tx: CodecContext;
    readonly routeRefresh: boolean;
    readonly enhancedRouteRefresh: boolean;
    readonly multipleLabels: SessionInfo['multipleLabels'];
    readonly orf: SessionInfo['orf'];
    readonly localRole: SessionInfo['localRole'];
    readonly peerRole: SessionInfo['peerRole'];
    readonly localOpen: OpenMessage;
    readonly peerOpen: OpenMessage;
    constructor(place: Pick<SessionInfo, 'peer' | 'localAddress' | 'peerAddress'>, negotiated: Negotiated, control: SessionControl);
    /** False once the session is over: what is called then does nothing. */
    get up(): boolean;
    /**
     * Writes a message, or octets just as they are, beside what the source sends. False: the peer is behind by 8 MiB, hold
     * on; at 32 MiB the session ends with Cease 6/8.
     */
    send(message: Message | Uint8Array): boolean;
    /** Ends the session with this very NOTIFICATION. The peer is tried again after its idle hold time. */
    notify(notification: NotificationMessage): void;
    /** Ends the session with a Cease (RFC 4486), with a text for the operator where its subcode has one (RFC 9003). */
    teardown(subcode: number, text?: string, { graceful }?: TeardownOptions): void;
    /**
     * Takes nothing more from the peer until `resume`, so that TCP slows it down: for a host that cannot keep up. What was
     * read already (64 KiB at most) still comes. Meanwhile the hold timer does not expire, for nobody looks whether the
     * peer has spoken, and our KEEPALIVEs go on; a peer that has a send hold time ends the session after it (RFC 9687). Nor is
     * it seen that the peer has hung up, before `resume` or our own send hold time.
     */
    pause(): void;
    resume(): void;
    /**
     * Has the peer filter what it sends of a family (RFC 5291 §6). The filters last as long as the session. Throws
     * `MESH_NO_ORF` for a type that was not agreed on, and `RangeError` for filters that have no encoding.
     */
    sendOrf(family: Family, request: OrfRequest): void;
    /** Asks the peer for all its routes of a family. Throws `MESH_NO_ROUTE_REFRESH` where it cannot be asked (RFC 2918). */
    requestRefresh(family: Family): void;
    /** Tells of something that ends nothing, as an `error` event of the speaker: a prefix limit that is near. */
    warn(warning: MeshError): void;
}

/** What a session delivers, in the order it came. Calls are synchronous; views are borrowed. */
interface UpdateSink {
    /** The session is Established. */
    up(session: SessionInfo): void;
    /**
     * An UPDATE whose RFC 7606 outcome is not `session-reset`. A NOTIFICATION given back ends the session with it (a
     * prefix limit: Cease 6/1).
     */
    update(view: UpdateView): NotificationMessage | undefined;
    /** The peer has sent all it has of the family (RFC 4724 §2). */
    endOfRib(family: Family): void;
    /** Begin or end of what the peer sends again of the family (RFC 7313 §4). */
    refresh(family: Family, mark: 'begin' | 'end'): void;
    /** The routes held of the family are stale from now (RFC 4724 §4.2, RFC 9494 §4.2). */
    stale(family: Family, kind: 'gr' | 'llgr'): void;
    /** The routes of the family that are still stale are gone. */
    purge(family: Family): void;
    /** The session is over. `retain`: the routes are kept, and `stale` has said so; else they are gone. */
    down(reason: CloseReason, retain: boolean): void;
}

/** What a session sends from and delivers to. It dies with the session. */
interface SessionPorts {
    readonly source?: UpdateSource | undefined;
    readonly sink?: UpdateSink | undefined;
}
/**
 * What a host does with the sessions of one peer: the low level on which all else is built. One handler lives as long
 * as its peer. What it throws is reported as an `error` event and ends nothing.
 */
interface SessionHandler {
    /** The peer's OPEN has come and is acceptable. A NOTIFICATION given back refuses it all the same. */
    onOpen?(open: OpenMessage): NotificationMessage | undefined;
    /** A session is up. */
    onEstablished?(session: Session): SessionPorts | undefined | void;
    /** A session, or an attempt at one, is over. */
    onClose?(reason: CloseReason): void;
}

/** We have just restarted, and peers kept our routes meanwhile (RFC 4724 §4.1). */
interface RestartOptions {
    /**
     * How long to wait at most for what the peers know before we send, in seconds (Selection_Deferral_Timer, RFC 4724 §4.1).
     * Less than the restart time we offer, or peers have given up our routes by then. Default 360.
     */
    readonly selectionDeferralSeconds?: number | undefined;
}

type Required = 'localAs' | 'routerId';
/** What makes the options of a peer: our AS number and identifier, and whatever differs from the defaults. */
type FsmSettings = Pick<FsmOptions, Required> & {
    readonly [K in Exclude<keyof FsmOptions, Required>]?: FsmOptions[K] | undefined;
};

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

/** Why an idle peer is not tried, and for how long still; without an end it waits for an operator. */
interface HeldDown {
    readonly why: 'maximum-prefixes' | 'unsupported-capability' | 'damped';
    readonly remainingMs: number | undefined;
}

/** Routes of one family that are kept though their peer is away, or back without having sent them again. */
interface StaleFamily {
    readonly family: Family;
    /** `llgr`: the restart time is over, they are long-lived stale (RFC 9494 §4.2). */
    readonly kind: 'gr' | 'llgr';
    /** Until that changes, or they are gone. */
    readonly remainingMs: number;
}

/** New values for settings of a peer; `undefined` goes back to the default. A peer keeps its name. */
type PeerChanges = {
    readonly [K in keyof Omit<PeerSettings, 'name'>]?: PeerSettings[K] | undefined;
};

/** One peer as it is now; plain data. */
interface PeerSnapshot {
    readonly name: string;
    readonly settings: PeerSettings;
    readonly peerAddress: string | undefined;
    readonly state: FsmStateName;
    /** Not stopped by an operator. */
    readonly enabled: boolean;
    /** The Established session, while there is one. */
    readonly session: Session | undefined;
    readonly uptimeMs: number | undefined;
    /** Families whose routes are kept though the peer is away, or back and still sending them again (RFC 4724, RFC 9494). */
    readonly stale: readonly StaleFamily[];
    /** Sessions that were Established since the peer was created. */
    readonly sessions: number;
    readonly traffic: Traffic;
    /** Findings in what the peer sent since it was created, by their outcome (RFC 7606). */
    readonly faults: Readonly<Record<Outcome, number>>;
    /** Why the last session or attempt ended. */
    readonly lastReason: CloseReason | undefined;
    /** The BFD session that watches the path, while the peer is enabled and to be watched. */
    readonly bfd: BfdStatus | undefined;
    /** Why the peer is not tried, where it is not though it is enabled. */
    readonly heldDown: HeldDown | undefined;
    /** The prefix of the range that a dynamic peer is of; undefined for one that was created. */
    readonly range: string | undefined;
}
/** Chooses peers. */
type PeerPredicate = (peer: PeerSnapshot) => boolean;

/** The settings of all peers of a range. */
type PeerTemplate = Omit<PeerSettings, 'name' | 'peerAddress' | 'peerPort' | 'passive' | 'accept'>;
/** Peers that need not be created: those that connect from addresses of a prefix. */
interface DynamicRange {
    /** `10.0.0.0/8`; of several that hold an address the longest counts. */
    readonly prefix: string;
    /** Without `peerAs` its peers may have any AS number, or one of `allowedAs`. */
    readonly template: PeerTemplate;
    /** Peers at one time; one more is turned away. Default 100. */
    readonly limit?: number | undefined;
    /** What the peer at an address is called. Default its address. */
    readonly name?: ((address: string) => string) | undefined;
    /** How long a peer is kept after its session or attempt has ended, in seconds. Default 0, and as long as graceful restart needs. */
    readonly idleTimeoutSeconds?: number | undefined;
}
/** A range as it is now; plain data. */
interface RangeSnapshot {
    readonly prefix: string;
    readonly template: PeerTemplate;
    readonly limit: number;
    /** Peers now. */
    readonly peers: number;
    /** Peers since the range was added. */
    readonly created: number;
    /** Streams that were turned away, because of the limit or because no peer could be made. */
    readonly refused: number;
}

/** State changes and faults; nothing of the hot path. */
interface SpeakerEvents {
    /** A peer was created, by the host or because it connected from a range. */
    created: (peer: PeerSnapshot) => void;
    /** A peer was deleted, or is gone by itself as those of ranges are. */
    deleted: (peer: PeerSnapshot) => void;
    /** The settings of a peer were changed. */
    updated: (peer: PeerSnapshot) => void;
    /** A stream was turned away before a peer had it; at most ten a minute. */
    refused: (reason: MeshError, from: StreamAddresses) => void;
    state: (peer: PeerSnapshot, from: FsmStateName) => void;
    established: (session: Session, peer: PeerSnapshot) => void;
    /** A session, or an attempt at one, is over. */
    closed: (reason: CloseReason, peer: PeerSnapshot) => void;
    /** Our own restart is over: the peers have told us all they have, or the time is up (RFC 4724 §4.1). */
    restarted: () => void;
    /** The BFD session of a peer is in another state: `peer.bfd` (RFC 5880). */
    bfd: (peer: PeerSnapshot, from: BfdStateName) => void;
    /** A finding in an UPDATE that does not end the session (RFC 7606); at most ten a minute from each peer. */
    fault: (fault: Fault, peer: PeerSnapshot) => void;
    /** Something that ends nothing: a handler threw (`cause`) or took long, the event loop stood still. */
    error: (error: MeshError, peer: PeerSnapshot) => void;
}
/** Each event of a peer as a value, for `for await`. */
type SpeakerEventDetail = {
    readonly type: 'created';
    readonly peer: PeerSnapshot;
} | {
    readonly type: 'updated';
    readonly peer: PeerSnapshot;
} | {
    readonly type: 'deleted';
    readonly peer: PeerSnapshot;
} | {
    readonly type: 'state';
    readonly peer: PeerSnapshot;
    readonly from: FsmStateName;
} | {
    readonly type: 'established';
    readonly peer: PeerSnapshot;
    readonly session: Session;
} | {
    readonly type: 'closed';
    readonly peer: PeerSnapshot;
    readonly reason: CloseReason;
} | {
    readonly type: 'bfd';
    readonly peer: PeerSnapshot;
    readonly from: BfdStateName;
} | {
    readonly type: 'fault';
    readonly peer: PeerSnapshot;
    readonly fault: Fault;
} | {
    readonly type: 'error';
    readonly peer: PeerSnapshot;
    readonly error: MeshError;
};
/** One event of a speaker; `cursor` counts them from 1. A snapshot with cursor n knows of all up to n. */
type SpeakerEvent = SpeakerEventDetail & {
    readonly cursor: number;
};
/** A speaker at one moment: what all events up to `cursor` have led to. */
interface SpeakerSnapshot {
    readonly cursor: number;
    readonly peers: readonly PeerSnapshot[];
}
/** Addresses of an incoming stream, where it has them. */
interface StreamAddresses {
    readonly localAddress?: string | undefined;
    readonly remoteAddress?: string | undefined;
    readonly remotePort?: number | undefined;
    /**
     * Makes the stream what the peer it belongs to asks of the transport, before any of it is read. Throws where it cannot,
     * or where it is too late: the stream is closed then. Without this no peer that asks for anything gets the stream.
     */
    readonly protect?: ((peer: ConnectTarget) => void) | undefined;
}

type Name = EventEmitter.EventNames<SpeakerEvents>;
type Listener<T extends Name> = EventEmitter.EventListener<SpeakerEvents, T>;
/**
 * The emitter of a speaker: what one listener throws, or promises and does not keep, stops no other and is nobody's
 * unhandled rejection.
 */
declare class SpeakerEmitter extends EventEmitter<SpeakerEvents> {
    #private;
    on<T extends Name>(event: T, listener: Listener<T>, context?: unknown): this;
    once<T extends Name>(event: T, listener: Listener<T>, context?: unknown): this;
    addListener<T extends Name>(event: T, listener: Listener<T>, context?: unknown): this;
    off<T extends Name>(event: T, listener?: Listener<T>, context?: unknown, once?: boolean): this;
    removeListener<T extends Name>(event: T, listener?: Listener<T>, context?: unknown, once?: boolean): this;
    /** Emits an event; `failed` is called for each listener that does, now or later. */
    tell<T extends Name>(failed: (error: unknown) => void, event: T, ...args: Parameters<SpeakerEvents[T]>): void;
}

interface GracefulShutdownOptions {
    /** How long peers get to find other ways, in milliseconds. Default two minutes. */
    readonly waitMs?: number | undefined;
    /** For the operator of each peer (RFC 9003). */
    readonly text?: string | undefined;
    /** Calls it off. */
    readonly signal?: AbortSignal | undefined;
}

/** Protects streams before they come. */
interface StreamGuard {
    /** Prepares for streams from a peer. Throws where it cannot; then nothing has changed. */
    add(peer: ConnectTarget): void;
    /** Forgets a peer that was added. */
    remove(peer: ConnectTarget): void;
}

/** Opens a stream to a peer. `signal` gives the attempt up. */
interface Connect {
    (target: ConnectTarget, signal: AbortSignal): AnyDuplex | PromiseLike<AnyDuplex>;
    /** The options it can set. A peer that asks for another one is refused, for it would go without. */
    readonly supports?: readonly TransportOption[];
    /** Throws where an option of a peer cannot be set on this host after all; then there is no such peer. */
    readonly check?: (target: ConnectTarget) => void;
}
interface SpeakerOptions {
    /** Default: the host's clock. */
    readonly clock?: Clock | undefined;
    /** Numbers drawn uniformly from [0, 1), for jitter. Default: the host's. */
    readonly random?: (() => number) | undefined;
    /** How streams to peers are opened; none where all peers are passive. */
    readonly connect?: Connect | undefined;
    /** What watches the paths to peers that have `bfd`: the endpoint of `@mesh/bgp-session/bfd`. Its sockets are yours to close. */
    readonly bfd?: BfdPort | undefined;
    /** Makes the handler of a peer, once, when it is created. */
    readonly handlerFor?: ((peer: PeerSnapshot) => SessionHandler) | undefined;
    /** This process has just restarted, and peers kept our routes meanwhile (RFC 4724 §4.1). Left out: it is new to them. */
    readonly restart?: RestartOptions | undefined;
    /** How many streams may wait for a peer to say who it is. */
    readonly admission?: AdmissionLimits | undefined;
    /** For tests and debugging: overwrite received messages once they were handled, so that a kept view is found out. */
    readonly poison?: boolean | undefined;
}
/** A set of peers. Owns their sessions; knows nothing of routes. */
declare class Speaker extends SpeakerEmitter implements AsyncDisposable {
    #private;
    constructor(options?: SpeakerOptions);
    /** We have just restarted, and hold back what we send until the peers have told us all they have. */
    get restarting(): boolean;
    /**
     * Adds a peer and starts it; a dynamic peer at its address makes room (Cease 6/3). Throws `MESH_PEER_EXISTS`,
     * `MESH_PEER_AMBIGUOUS`, `MESH_PEER_SETTING`, `MESH_SESSION_OPTION`, `MESH_TCP_OPTION_UNSUPPORTED`,
     * `MESH_TCP_OPTION`, `MESH_BFD_UNSUPPORTED`, `MESH_NO_TRANSPORT` or `MESH_SPEAKER_CLOSED`, and then nothing has happened.
     */
    create(settings: PeerSettings): PeerSnapshot;
    /**
     * Changes settings of the peers chosen. What a session does not depend on counts at once; anything else ends it with
     * Cease 6/6 and it begins anew. Returns how many were chosen; throws as `create` does, or `MESH_NO_PEER` or
     * `MESH_PEER_DYNAMIC`, and then nothing has happened to any of them.
     */
    update(peers: string | PeerPredicate, changes: PeerChanges): number;
    /**
     * Ends and forgets the peers chosen (Cease 6/3). A text for the other operator goes along in the form of RFC 9003, which
     * speaks of subcodes 2 and 4 alone: whoever does not look for it passes it over. Returns how many; throws `MESH_NO_PEER`
     * where it is none.
     */
    delete(predicate: PeerPredicate, text?: string): number;
    /** Starts the peers chosen. Returns how many; throws `MESH_NO_PEER` where it is none. */
    enable(predicate: PeerPredicate): number;
    /** Stops the peers chosen (Cease 6/2) until they are enabled. Returns how many; throws `MESH_NO_PEER` where it is none. */
    disable(predicate: PeerPredicate): number;
    /**
     * Takes peers out of service without losing packets (RFC 8326 §4.1): what each of them has is sent again with the
     * community GRACEFUL_SHUTDOWN (`UpdateSource.gracefulShutdown`), they get `waitMs` to find other ways, and then they
     * are stopped with Cease 6/2 and the text. So is what a session begins with that comes up meanwhile. An abort before that
     * leaves them up, with the routes marked as they are until the session ends. Rejects with `MESH_NO_PEER` where no peer is
     * chosen, `MESH_SPEAKER_CLOSED` where the speaker closes first, and `RangeError` for a time that is none.
     */
    gracefulShutdown(peers: string | PeerPredicate, options?: GracefulShutdownOptions): Promise<void>;
    /**
     * Takes connections from all addresses of a prefix: each makes a passive peer, which is gone once its session has
     * ended. Throws `MESH_RANGE_EXISTS` or `MESH_RANGE_SETTING`, or as `create` does for the settings of the template.
     */
    acceptFrom(settings: DynamicRange): RangeSnapshot;
    /** Takes no more connections from a range and ends its peers (Cease 6/3). Throws `MESH_NO_RANGE`. */
    removeRange(prefix: string): RangeSnapshot;
    /** The ranges as they are now, the longest prefix first. */
    ranges(): RangeSnapshot[];
    /**
     * Has streams protected before they come: the guard is told of every peer and range there is, and of those that come
     * and go. What it throws comes through: from here, and from `create`. Returns what lets it go.
     */
    guardWith(guard: StreamGuard): () => void;
    /**
     * Takes a stream that somebody opened, and gives it to the peer it is from: the one with its remote and local address,
     * the one with its remote address, or one of a range that holds it; a stream without an address goes to the one peer
     * that has none. False where there is no such peer or too many streams wait: it is told so (Cease 6/5) and closed. Where
     * it cannot be protected as the peer demands, it is closed without a word.
     */
    accept(stream: AnyDuplex, addresses?: StreamAddresses): boolean;
    /**
     * Observes what passes on every stream, from here on: those that are open and those to come. `make` is called once a
     * stream. Gives back what ends it, without a `closed` for streams that stay open.
     */
    tap(make: MakeTap): Cancel;
    /**
     * The events from here on, for `for await`; they end when the speaker has closed. Together with a `snapshot` taken in
     * the same turn nothing is missed and nothing seen twice.
     */
    events(options?: EventStreamOptions): EventStream<SpeakerEvent>;
    /** The peers as they are now, with the number of the last event they show. */
    snapshot(): SpeakerSnapshot;
    /** The peers as they are now. */
    peers(): PeerSnapshot[];
    /** The peer of a name as it is now. */
    peer(name: string): PeerSnapshot | undefined;
    /** The session of a peer: now, or as soon as it is up. Rejects where the signal aborts or the speaker closes. */
    whenEstablished(peer: string | PeerPredicate, options?: {
        readonly signal?: AbortSignal;
    }): Promise<Session>;
    /**
     * Ends all sessions (Cease 6/2) and forgets all peers. `graceful`: without a word, as where a process falls over, so that
     * peers keep our routes for the restart time (RFC 4724 §4.2); the one that comes after says `restart`. Resolves once every stream has been let go of: a second at
     * most, however slow a peer reads. In virtual time somebody has to move the clock meanwhile.
     */
    close({ graceful }?: {
        readonly graceful?: boolean;
    }): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

/** What the way between two hosts is like, in each direction. */
interface LinkConditions {
    /** One-way delay in milliseconds. Default 0: what is written comes with the clock's next turn. */
    readonly latencyMs?: number | undefined;
    /** Up to this much more, drawn for each write; octets stay in order. Default 0. */
    readonly jitterMs?: number | undefined;
    /** Octets a second of each connection and direction. Default: without limit. */
    readonly bandwidth?: number | undefined;
    /** Most octets of one `data` call: a number, or the least and the most of a draw. Default: as written. */
    readonly chunk?: number | readonly [least: number, most: number] | undefined;
    /** Probability, from 0 to 1, that a connection breaks with a delivery. Default 0. */
    readonly loss?: number | undefined;
}
/** A host as its links see it. */
interface LinkEnd {
    readonly address: string;
    /** In the order in which hosts came to be. */
    readonly number: number;
    /** Octets a second that it reads from each connection; `Infinity` for all, 0 for none. */
    readonly readRate: number;
}

/** Takes a stream that somebody opened; `Speaker.accept` fits. */
type Accept = (stream: DuplexLike, addresses: StreamAddresses) => unknown;
/** What a host asks of its network. */
interface HostPorts {
    connect(from: NetworkHost, target: ConnectTarget, signal: AbortSignal): PromiseLike<DuplexLike>;
    changed(host: NetworkHost): void;
}
/** A host of a `MemoryNetwork`: the ports that a `Speaker` takes. */
declare class NetworkHost implements LinkEnd {
    #private;
    readonly address: string;
    readonly number: number;
    /** Opens streams to other hosts: after a round trip, or never where there is no way to them. */
    readonly connect: Connect;
    constructor(ports: HostPorts, address: string, number: number);
    /** False between `kill` and `restart`. */
    get up(): boolean;
    get readRate(): number;
    set readRate(rate: number);
    /** Takes streams at a port from here on, until what is given back is called or the host is killed. */
    listen(accept: Accept, port?: number): () => void;
    /** Who listens at a port; nobody at a host that is down. */
    listener(port?: number): Accept | undefined;
    /** For the network: the host is off, or on again with nobody listening. */
    turn(up: boolean): void;
}

interface MemoryNetworkOptions extends LinkConditions {
    /** Decides every draw. Default 1. */
    readonly seed?: number | undefined;
    /** Octets that may wait before a `write` returns false. Default 65 536. */
    readonly highWaterMark?: number | undefined;
    /** Overwrite delivered octets once the call has returned, so that whoever kept a slice is found out. */
    readonly poison?: boolean | undefined;
}
/** Octets that one host brings another. */
interface Delivery {
    readonly at: number;
    readonly from: string;
    readonly to: string;
    /** Borrowed for the call. */
    readonly octets: Uint8Array;
}
/** One host, or several. */
type Hosts = string | Iterable<string>;
/**
 * A network of streams in virtual time: hosts by address, ways between them that are slow, narrow, cut or lossy, and
 * hosts that stop reading, fall over and come back.
 *
 * - Everything is drawn from one generator, `random`: give it to the speakers as well, and a seed decides the run.
 * - `hash` is that of every delivery, with its time, source and destination: two runs with the same are the same run.
 * - What is written to a host that cannot be reached waits, as TCP sends it again; timers have to find out.
 */
declare class MemoryNetwork {
    #private;
    /** The one generator of all that is drawn. */
    readonly random: () => number;
    /** Throws `RangeError` for conditions that are none. */
    constructor(clock: Clock, options?: MemoryNetworkOptions);
    /** The host at an address; there is one from the first call on. */
    host(address: string): NetworkHost;
    /** What passed so far, as 16 hexadecimal digits. */
    get hash(): string;
    /** Ends of connections that are not over: 0 once everything has been closed. */
    get open(): number;
    /** Tells of every delivery from here on, before it is made. Returns what ends it. */
    observe(observer: (delivery: Delivery) => void): Cancel;
    /** Conditions between two hosts from here on; what is left out stays as it was. Throws `RangeError`. */
    setLink(a: string, b: string, conditions: LinkConditions): void;
    /** Nothing passes between the hosts on the two sides from now on; without a second side, between one and all others. */
    partition(one: Hosts, other?: Hosts): void;
    /** What was cut is mended: between the two sides, between one and all others, or everywhere. */
    heal(one?: Hosts, other?: Hosts): void;
    /** Whether something can pass between two hosts. */
    isCut(a: string, b: string): boolean;
    /** The connections between two hosts break: both learn of it. */
    reset(a: string, b: string): void;
    /** The connections between two hosts are over for the first; the second believes that it is connected. */
    halfOpen(forgets: string, believes: string): void;
    /** A host reads so many octets a second from each connection; 0 for none, `Infinity` for all there are. */
    slow(address: string, octetsPerSecond: number): void;
    /**
     * A host falls over, in the middle of what it writes: others get a part of the octets on their way, and learn that the
     * connection is over. `silent`, as where the power fails: they get nothing and learn nothing. Who ran on it still has to be
     * told to stop. It can be reached again after `restart`.
     */
    kill(address: string, { silent }?: {
        readonly silent?: boolean;
    }): void;
    /** A host that was killed is on again; nobody listens yet, and who believes that it is connected learns that it is not. */
    restart(address: string): void;
}

/**
 * Numbers from [0, 1) that a seed decides (mulberry32): the same on every machine, as only 32-bit arithmetic is done.
 * Not for anything that needs to be unpredictable.
 */
declare function seededRandom(seed: number): () => number;

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

/**
 * The other end of a session, without a will of its own: it says what the test says and remembers what it hears. It
 * sends no KEEPALIVE by itself and answers nothing, so that a test has every octet in its hand.
 *
 * In virtual time what is expected drives the clock and is settled when the call returns; over a real stream it waits.
 * So one test serves both. What is not as expected rejects with `MESH_EXPECTATION`, and says what came instead.
 */
declare class ScriptedPeer {
    #private;
    constructor(stream: AnyDuplex, settings: PeerSettings, clock?: Clock);
    /** Everything that came, in order; UPDATEs are owned copies. */
    get received(): readonly DecodedMessage[];
    /** What came and was no message; nothing is read after it. */
    get fault(): Fault | undefined;
    /** The stream is over. */
    get closed(): boolean;
    /** The OPEN that fits the settings. */
    get open(): OpenMessage;
    /** How what we send is encoded: as negotiated, once both OPENs are known. */
    get tx(): CodecContext;
    /** Writes a message, or octets just as they are. */
    send(message: Message | Uint8Array): void;
    /** Sends a KEEPALIVE every so often, until the stream ends or the function given back is called. */
    keepAlive(everyMs: number): Cancel;
    /** OPEN and KEEPALIVE in both directions, then silence. Resolves to the OPEN of the other side. */
    establish(options?: {
        readonly ms?: number;
    }): Promise<OpenMessage>;
    /** The next message of a type that fits the pattern; those before it are passed over. */
    expect<T extends DecodedMessage['type']>(type: T, expected?: PatternOf<T> & ExpectOptions<T>, options?: ExpectOptions<T>): Promise<MessageOf<T>>;
    /**
     * The same of the very next message, so that calls one after another say an order: any other is a failure at once.
     * KEEPALIVEs are passed over, unless one is expected.
     */
    expectNext<T extends DecodedMessage['type']>(type: T, expected?: PatternOf<T> & ExpectOptions<T>, options?: ExpectOptions<T>): Promise<MessageOf<T>>;
    /** The very next message, or messages, octet for octet. KEEPALIVEs are passed over, unless the octets begin with one. */
    expectBytes(octets: Uint8Array, options?: {
        readonly ms?: number;
    }): Promise<void>;
    /** Nothing comes for a while, counted from now, and the stream does not end. `but`: types that may come. */
    silence(options: SilenceOptions): Promise<void>;
    /** The other side ends the stream. */
    expectClose(options?: {
        readonly ms?: number;
    }): Promise<void>;
    /**
     * Waits for whatever may be said of all that came: until `look` gives something, which it resolves to. `what` names it
     * in a failure. Nothing is passed over.
     */
    until<T>(what: string, look: (received: readonly DecodedMessage[]) => T | undefined | false, options?: {
        readonly ms?: number;
    }): Promise<T>;
    /** Stops reading, as a peer that is stuck. */
    pause(): void;
    resume(): void;
    /** Ends the stream in good order. */
    end(): void;
    /** Cuts the stream. */
    destroy(): void;
}

/** A router of a topology: plain data. */
interface TopologyNode {
    readonly name: string;
    /** Where it is reached; its BGP Identifier as well. */
    readonly address: string;
    readonly asn: number;
}
/**
 * What `b` is to `a`: `external` and `internal` peers; `client` of `a` as a route reflector (RFC 4456); `customer` of `a`,
 * or its equal (`peer`), as the roles of RFC 9234 have them.
 */
type Relation = 'external' | 'internal' | 'client' | 'customer' | 'peer';
/** A session between two nodes, by their names. */
interface TopologyLink {
    readonly a: string;
    readonly b: string;
    readonly relation: Relation;
}
/** Who there is, and who speaks with whom. */
interface Topology {
    readonly nodes: readonly TopologyNode[];
    readonly links: readonly TopologyLink[];
}

/** Everybody speaks with everybody: within one AS (RFC 4271 §9.1), or each with an AS of its own. */
declare function fullMesh(count: number, relation?: 'internal' | 'external'): Topology;

interface InternetLikeOptions {
    /** Networks in all. */
    readonly count: number;
    /** Networks at the top, who are each other's equals and nobody's customers. Default: a tenth, 2 at least. */
    readonly top?: number | undefined;
    /** Most providers of one network. Default 2. */
    readonly providers?: number | undefined;
    /** Probability that a network has an equal beside it. Default 0.2. */
    readonly peering?: number | undefined;
    /** Default 1. */
    readonly seed?: number | undefined;
}
/**
 * Networks with an AS each that buy from and sell to each other: some at the top that all know each other, below them
 * customers of one or more networks that came before, popular ones more often, and equals side by side. There is a
 * valley-free way between any two.
 */
declare function internetLike(options: InternetLikeOptions): Topology;

interface LeafSpineOptions {
    readonly spines: number;
    readonly leaves: number;
}
/** A Clos fabric of two stages (RFC 7938 §5.2): each leaf speaks with each spine; spines share an AS, leaves have their own. */
declare function leafSpine({ spines, leaves }: LeafSpineOptions): Topology;

/** Each speaks with the two beside it, and each has an AS of its own. */
declare function ring(count: number): Topology;

interface RouteReflectorTreeOptions {
    /** Clients of each reflector. */
    readonly fanOut: number;
    /** Levels below the root. Default 1: a reflector with its clients. */
    readonly depth?: number | undefined;
}
/** A route reflector, its clients, which reflect for clients of their own, and so on (RFC 4456 §5), within one AS. */
declare function routeReflectorTree({ fanOut, depth }: RouteReflectorTreeOptions): Topology;

/** What was called of a speaker, as plain data: what a replay calls again. */
interface TranscriptCall {
    readonly event: 'call';
    readonly call: string;
    /** Whom it was about, by name: the peers that a predicate chose, or the peer of a session. */
    readonly peers?: readonly string[];
    /** Octets stand as `{ "hex": "…" }`, keys of TCP MD5 and TCP-AO not at all. */
    readonly arguments: readonly unknown[];
}
/** What not every source can do. */
type SourceSkill = 'refresh' | 'filter' | 'gracefulShutdown';
/** What happened, without when. Streams and timers are counted from 1 in the order in which they came to be. */
type TranscriptEvent = TranscriptCall
/** We asked for a stream to a peer. */
 | {
    readonly event: 'dialled';
    readonly stream: number;
    readonly peer: string;
}
/** It came to nothing. */
 | {
    readonly event: 'refused';
    readonly stream: number;
    readonly error: string;
} | {
    readonly event: 'opened';
    readonly stream: number;
    readonly by: 'local' | 'remote';
    readonly localAddress?: string | undefined;
    readonly remoteAddress?: string | undefined;
}
/** Octets as they came, in hexadecimal: they need not be whole messages. */
 | {
    readonly event: 'received';
    readonly stream: number;
    readonly hex: string;
}
/** Octets that were handed to the stream at once; `full`: it had no room for more then. */
 | {
    readonly event: 'sent';
    readonly stream: number;
    readonly hex: string;
    readonly full?: boolean;
}
/** The stream has taken the earliest of what was handed to it. */
 | {
    readonly event: 'accepted';
    readonly stream: number;
}
/** There is room again. */
 | {
    readonly event: 'drained';
    readonly stream: number;
}
/** The stream is over. `local`: we ended it; else the peer, or the network. */
 | {
    readonly event: 'ended';
    readonly stream: number;
    readonly by: 'local' | 'remote';
    readonly error?: string;
}
/** The host gave a session its ends; of a source, what it can do beside giving octets. */
 | {
    readonly event: 'attached';
    readonly peer: string;
    readonly source?: readonly SourceSkill[];
}
/** Octets, or none, that the host's source gave for the session of a peer; `refreshed`: refreshes that end with them. */
 | {
    readonly event: 'offered';
    readonly peer: string;
    readonly hex: string;
    readonly refreshed?: number;
}
/** A timer was set, `ms` from then. */
 | {
    readonly event: 'timer';
    readonly timer: number;
    readonly ms: number;
} | {
    readonly event: 'expired';
    readonly timer: number;
}
/** A random number was drawn. */
 | {
    readonly event: 'random';
    readonly value: number;
};
/** One line of a transcript: what happened, and when, in milliseconds since the recording began. */
type TranscriptLine = {
    readonly atMs: number;
} & TranscriptEvent;
type TranscriptEventName = TranscriptEvent['event'];
/** Every line of an event. */
type LineOf<E extends TranscriptEventName> = Extract<TranscriptLine, {
    readonly event: E;
}>;

/** A message of a transcript. */
interface TranscriptMessage {
    /** When its last octet came or went. */
    readonly atMs: number;
    readonly stream: number;
    readonly direction: 'received' | 'sent';
    readonly frame: Uint8Array;
    /** Undefined where the octets are none. */
    readonly message: DecodedMessage | undefined;
    /** Decoded, in one line; what is wrong with it, where it cannot be. */
    readonly text: string;
}
/** The messages of all streams of a transcript in the order in which they were complete, decoded as both OPENs have agreed. */
declare function transcriptMessages(lines: Iterable<TranscriptLine>): TranscriptMessage[];

/** Something that a message says. */
interface MessageFact {
    /** Of what: facts about the same thing keep their order, those about different things come in any. */
    readonly about: string;
    readonly says: string;
}
interface DiffOptions {
    /** What counts of a message; nothing for one that is passed over. Default: its octets, all in order. */
    readonly facts?: ((message: TranscriptMessage) => readonly MessageFact[]) | undefined;
    /** What is said again as it was said last counts once. Default false. */
    readonly withoutRepetition?: boolean | undefined;
    /** What goes without saying of everything at the beginning: that a route is withdrawn. With `withoutRepetition`. */
    readonly initially?: string | undefined;
    /** Messages that are said at times further apart than this differ. Default: times do not count. */
    readonly withinMs?: number | undefined;
}
/** The first thing that one side has and the other has not, or not there. */
interface TranscriptDivergence {
    readonly stream: number;
    readonly direction: 'received' | 'sent';
    /** Position among the messages of that stream and direction, from 1. */
    readonly position: number;
    readonly left: TranscriptMessage | undefined;
    readonly right: TranscriptMessage | undefined;
}
/**
 * Where two runs part: the earliest message, of all streams and both directions, in place of which the other run has
 * another, or none. Streams correspond by number. Undefined where both say the same.
 */
declare function diffTranscripts(left: Iterable<TranscriptLine>, right: Iterable<TranscriptLine>, options?: DiffOptions): TranscriptDivergence | undefined;
/** `formatDivergence`: which message it is, and both sides decoded. */
declare function formatDivergence(divergence: TranscriptDivergence, names?: readonly [string, string]): string;

/** The version that is written, and the only one that is read. */
declare const TRANSCRIPT_VERSION = 1;
/** The text of a transcript: its head, and a line for each thing that happened. */
declare function formatTranscript(lines: Iterable<TranscriptLine>): string;
/** What a file begins with. */
declare function transcriptHead(): string;
declare function formatTranscriptLine(line: TranscriptLine): string;
/**
 * The lines of a transcript. Throws `MESH_TRANSCRIPT` for a text that is none, with the number of the line at fault
 * (`details.line`, from 1), the member, its value and what it must be.
 */
declare function parseTranscript(text: string): TranscriptLine[];

/** One event of the FSM, and what it made of it. */
interface FsmStep {
    /** In virtual time, with the shortest jitter there is: timers are up to a quarter earlier than recorded. */
    readonly atMs: number;
    readonly event: FsmEventType;
    readonly from: FsmStateName;
    readonly to: FsmStateName;
    readonly actions: readonly FsmAction[];
}
/**
 * What the FSM alone, `transition` without any speaker around it, makes of the streams and calls of one peer. One
 * connection at a time: where two collide, the second is not followed. Throws `MESH_TRANSCRIPT` where the transcript does
 * not create such a peer.
 */
declare function replayFsm(lines: readonly TranscriptLine[], peer: string): FsmStep[];

interface TranscriptRecorderOptions {
    /** Takes each line as it happens. Default: they are kept in `lines`. */
    readonly write?: ((line: TranscriptLine) => void) | undefined;
}
/** Makes speakers that are written down, one transcript each. */
declare class TranscriptRecorder {
    #private;
    /** What happened so far, where there is no `write`. */
    readonly lines: TranscriptLine[];
    constructor(options?: TranscriptRecorderOptions);
    /** A speaker as `new Speaker(options)` makes it, all of whose life is written down. Once a recorder. */
    speaker(options?: SpeakerOptions): Speaker;
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

interface TranscriptReplayOptions extends Pick<SpeakerOptions, 'restart' | 'admission'> {
    /** The host's part, done anew. Default: its sources give what they gave. */
    readonly handlerFor?: SpeakerOptions['handlerFor'];
}
/**
 * A fresh speaker in virtual time to which everything happens that happened to the one of a transcript: calls, streams,
 * octets, random numbers. What it does of itself (timers, messages) it does anew, and `divergence` says where that is
 * not what was recorded.
 */
declare class TranscriptReplay {
    #private;
    readonly clock: VirtualClock;
    readonly speaker: Speaker;
    constructor(recorded: readonly TranscriptLine[], options?: TranscriptReplayOptions);
    /** What the fresh speaker did and what was done to it so far, as a transcript of its own. */
    get lines(): readonly TranscriptLine[];
    /** Everything recorded has been done to the speaker. */
    get done(): boolean;
    /** Goes on to a time of the recording, in milliseconds: all that happened until then has happened. */
    runTo(atMs: number): void;
    /** Goes on to the end of the recording. */
    run(): void;
    /** Does the next thing that was done to the speaker, when it was done, and gives it; undefined at the end. */
    step(): TranscriptLine | undefined;
    /** Where the fresh speaker did something else so far than the recorded one, if it did. */
    divergence(options?: DiffOptions): TranscriptDivergence | undefined;
}

export { type Accept, type BgpMatcherFunctions, type BgpMatchers, type ComplianceCheck, type Datagram, DatagramNetwork, type DatagramNetworkOptions, type Delivery, type DiffOptions, type DuplexPair, type ExpectOptions, type FsmStep, type Hosts, type InternetLikeOptions, type LeafSpineOptions, type LineOf, type LinkConditions, type MatcherResult, MemoryNetwork, type MemoryNetworkOptions, type MemoryPairOptions, type MessageFact, type MessageOf, NetworkHost, type NotificationPattern, type OpenPattern, type PatternOf, type Relation, type RouteReflectorTreeOptions, type RouteRefreshPattern, ScriptedCache, type ScriptedCacheOptions, ScriptedPeer, type ScriptedVrp, type SilenceOptions, TRANSCRIPT_VERSION, type Topology, type TopologyLink, type TopologyNode, type TranscriptCall, type TranscriptDivergence, type TranscriptEvent, type TranscriptEventName, type TranscriptLine, type TranscriptMessage, TranscriptRecorder, type TranscriptRecorderOptions, TranscriptReplay, type TranscriptReplayOptions, type UpdatePattern, VirtualClock, bgpMatchers, diffTranscripts, duplexComplianceSuite, formatDivergence, formatTranscript, formatTranscriptLine, fullMesh, internetLike, leafSpine, memoryPair, messageText, parseTranscript, replayFsm, ring, routeReflectorTree, seededRandom, transcriptHead, transcriptMessages };
