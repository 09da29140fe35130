import { NotificationMessage, Fault, OpenMessage, UpdateView, RouteRefreshMessage, Asn, RouterId, Family, GracefulRestart, LongLivedFamily, Role, CodecContext, KeepaliveMessage, ContextOptions, ExtendedNextHop, AddPathFamily, MultipleLabelsFamily, OrfFamily, GracefulRestartFamily, Fqdn, Capability, DecodedMessage, Message, OrfRequest, MeshError, OrfCollection, Outcome } from '@mesh/bgp-wire';
import { CaptureFormat } from '@mesh/bgp-wire/pcap';
import { EventEmitter } from 'eventemitter3';

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
/**
 * A Node `Duplex` (socket, TLS socket, child's stdio, a pair in memory) as a port. Its listeners stand from the first
 * moment, so that an early error never goes unhandled; `end`, `error`, `close` and a premature destroy all become the
 * one `closed`, after which no listener but that for late errors is left.
 */
declare function fromDuplex(stream: NodeDuplex): DuplexLike;

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
/**
 * A `MessagePort` as a port, or anything like it; the other end has to be one as well. It is the port's only user, and
 * closes it at the end. Where a thread ends without a word, `closed` comes if the host tells (Node does, a browser may
 * not: then the session's hold timer finds out).
 */
declare function fromMessagePort(port: MessagePortLike): DuplexLike;

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
interface WebSocketOptions {
    /** Times the looks at `bufferedAmount`. Default: the host's clock. */
    readonly clock?: Clock | undefined;
}
/**
 * A WebSocket as a port. One that is still connecting will do: what is written waits until it is open. `end` closes it
 * with code 1000; any other end than a normal closure, a text message, and a failure are the error of `closed`.
 */
declare function fromWebSocket(socket: WebSocketLike, options?: WebSocketOptions): DuplexLike;

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
/** Web Streams as a port. The promises end here: what they settle is pushed on. */
declare function fromWebStreams(streams: WebStreams): DuplexLike;

/**
 * The host's monotonic clock and timers: the one place in the package that touches them. With `ref: false` timers that
 * wait do not keep a Node process alive.
 */
declare function systemClock(options?: {
    readonly ref?: boolean;
}): Clock;
/** Numbers drawn uniformly from [0, 1), for jitter. */
declare const systemRandom: () => number;

/** What `connect` may give and `accept` takes. */
type AnyDuplex = DuplexLike | NodeDuplex | WebStreams | WebSocketLike | MessagePortLike;
/** The port of a stream of any shape, told by what only that shape has. */
declare function toDuplex(stream: AnyDuplex): DuplexLike;

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

/** The reason for a person: `the peer refused: OPEN Message Error / Bad Peer AS (2/2): AS 65009`. */
declare function formatCloseReason(reason: CloseReason): string;

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
/** The event of a given type with its payload. */
type FsmEventOf<T extends FsmEventType> = Extract<FsmEvent, {
    readonly type: T;
}>;
/** RFC 4271 §8.1 and RFC 9687 §4 number the events; those with an X are ours. */
declare const EVENT_NUMBERS: {
    readonly [T in FsmEventType]: number | `X${number}`;
};

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
/** A peer that was never started. */
declare const initialState: IdleState;
/**
 * The state of an incoming connection that takes over as the peer's, with the counters of the peer's own FSM: what a
 * peer has done to us does not depend on who dialled.
 */
declare function inheritCounters<S extends FsmState>(winner: S, owner: FsmState): S;

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
type FsmActionType = FsmAction['type'];
/** Milliseconds to arm a timer with; `random` is a number drawn uniformly from [0, 1). */
declare function drawDuration({ durationMs, jitter, minimumMs }: Omit<StartTimer, 'type' | 'timer'>, random: number): number;

/** One of two connections to one peer. */
interface CollidingConnection {
    readonly state: FsmStateName;
    /** Who opened it. */
    readonly initiator: 'local' | 'remote';
}
/** Everything RFC 4271 §6.8 asks about two connections. */
interface Collision {
    readonly localRouterId: RouterId;
    readonly remoteRouterId: RouterId;
    readonly localAs: Asn;
    readonly remoteAs: Asn;
    /** The connection that was there. */
    readonly old: CollidingConnection;
    /** The connection on which a valid OPEN has just come. */
    readonly new: CollidingConnection;
    readonly collisionDetectEstablishedState: boolean;
    /** The old session is Established, and its peer named a family in its Graceful Restart capability (RFC 4724 §4.2). */
    readonly gracefulRestart: boolean;
}
/**
 * Which connection to close. `dump`: with `OpenCollisionDump` for the old one and `loses` on the `BGPOpen` of the new one
 * (6/7 either way). `lost`: the old stream is dead already, give its FSM `TcpConnectionFails`: no NOTIFICATION, routes
 * are retained.
 */
type CollisionVerdict = {
    readonly close: 'none';
} | {
    readonly close: 'old';
    readonly how: 'dump' | 'lost';
} | {
    readonly close: 'new';
    readonly how: 'dump';
};
/**
 * Decides which of two connections to one peer stays (RFC 4271 §6.8). The RFC says "close the existing" or "the new";
 * said by who opened the connection it reads the same from both ends, so that both keep the same one: the connection
 * opened by the side with the larger BGP Identifier, or of two equal ones (RFC 6286 §2.3) by the larger AS number.
 */
declare function arbitrate(collision: Collision): CollisionVerdict;

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
/**
 * Fills in the defaults and checks everything, so that nothing later can fail for a bad option. Throws `MeshError` with
 * code `MESH_SESSION_OPTION` and field, value and rule as details: `hold time must be 0 or 3–65535 seconds, got 2`.
 */
declare function createFsmOptions(settings: FsmSettings): FsmOptions;

/**
 * Of the families whose stale routes are held, those to purge as soon as the session is up again: the capability or
 * the family is missing, or the peer did not keep its forwarding state (F bit; RFC 4724 §4.2). Of those that are
 * `longLived` stale both capabilities speak: the newer one has to name them with an F bit, and the older one not to deny
 * it (RFC 9494 §4.2).
 */
declare function purgedOnReturn(stale: Iterable<Family>, { families, gracefulRestart }: Negotiated, longLived?: readonly Family[]): Family[];

/**
 * The OPEN that a peer's options make us send: all capabilities in one parameter (RFC 5492 §4), AS_TRANS where the AS
 * number has no two-octet form (RFC 6793 §4.1).
 */
declare function localOpen(options: FsmOptions): OpenMessage;

/** A message other than UPDATE, whose event depends on its RFC 7606 outcome. */
type PlainMessage = Exclude<DecodedMessage, UpdateView>;
/**
 * The event that a message is. An OPEN is another event while DelayOpenTimer runs; `loses` passes on what the collision
 * arbiter said of it.
 */
declare function messageEvent(state: FsmState, message: PlainMessage, loses?: boolean): FsmEvent;

/** What became of the peer's OPEN: an agreement, or why it is refused and the NOTIFICATION that says so. */
type Negotiation = {
    readonly ok: true;
    readonly negotiated: Negotiated;
} | {
    readonly ok: false;
    readonly fault: Fault;
};
/**
 * Judges the peer's OPEN (RFC 4271 §6.2, in the order of `refusal`) and takes from both what the session is. Pure;
 * what the peer sends never throws here.
 */
declare function negotiate(options: FsmOptions, peerOpen: OpenMessage): Negotiation;

/**
 * The start event that the options of a peer call for (RFC 4271 §8.1.2). There is no manual start with damping for a
 * passive peer, so that one is started automatically (event 7) and may wait for IdleHoldTimer.
 */
declare function startEvent(options: FsmOptions, cause: 'manual' | 'automatic'): StartEvent;
/** What a supervisor does for an FSM that came to Idle without IdleHoldTimer. */
interface Restart {
    readonly event: StartEvent;
    readonly durationMs: number;
    /** As in `StartTimer`. */
    readonly jitter: boolean;
    readonly minimumMs: number;
}
/**
 * When to start an idle peer again, for exits that arm no timer (a refused dial, a graceful restart): RFC 4271 leaves
 * that to the local system. Undefined where IdleHoldTimer runs and will say so itself, and without AllowAutomaticStart.
 */
declare function restartPlan(state: IdleState, options: FsmOptions): Restart | undefined;

/**
 * The BGP finite state machine (RFC 4271 §8) as a function.
 *
 * The idea: one table a state, one arm an event, and the compiler counts that none of the 186 is missing. An arm says
 * where to go and what the shell is to do; it reads no clock, draws no random number and touches no stream. What the
 * RFC calls the status of a timer is derived here from the actions, so that the guards ("if the DelayOpenTimer is
 * running") and the shell cannot disagree. The peer's OPEN is judged inside, by the pure `negotiate`: a shell that has
 * to arbitrate a collision may call it first and gets the same answer.
 *
 * Invariants:
 * - total: every event has an answer in every state, and none throws;
 * - no orphans: a timer that may not run in the next state is stopped on the way, whatever the arm forgot;
 * - `negotiated` exists in OpenConfirm and Established only, and the routes of an Established session are deleted or
 *   retained before anything of it is released;
 * - a NOTIFICATION is sent at most once a connection, and never after one was received (RFC 4271 §6.4);
 * - each connection ends in exactly one `close-stream`, which carries the reason.
 *
 * Deliberate deviations from the text of RFC 4271 §8.2.2:
 * - passive peers have no ConnectRetryTimer at all, so that they never dial;
 * - a NOTIFICATION is not answered in OpenSent either, and errors of other layers keep their own code: header errors
 *   are 1/x in Established, and an UPDATE before Established is 5/x without looking into it;
 * - losing a collision does not damp the peer, and a lost session that looks like a graceful restart does not either;
 * - Active with a failed connection leaves no ConnectRetryTimer behind in Idle: starting again is the supervisor's;
 * - ConnectRetryTime and IdleHoldTime double with each failure. IdleHoldTime halves with each KEEPALIVE of an
 *   Established session, so that stability is forgiven at the pace it is shown.
 */
declare function transition(state: FsmState, event: FsmEvent, options: FsmOptions): Transition;
/** The next state and what the shell is to do, in order. */
interface Transition {
    readonly state: FsmState;
    readonly actions: readonly FsmAction[];
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

/** New values for settings of a peer; `undefined` goes back to the default. A peer keeps its name. */
type PeerChanges = {
    readonly [K in keyof Omit<PeerSettings, 'name'>]?: PeerSettings[K] | undefined;
};
/**
 * What a change of a setting does to a peer that runs:
 *
 * - `live`: it counts from the next time it is looked at;
 * - `attempt`: an Established session goes on; whatever else the peer is at begins anew;
 * - `session`: both sides have agreed on something else, so the session is reset (Cease 6/6, RFC 4486 §4).
 */
type ChangeEffect = 'live' | 'attempt' | 'session';

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

/**
 * The peers of a speaker in the Prometheus text format 0.0.4, with the content type
 * `text/plain; version=0.0.4; charset=utf-8`. Every sample has the label `peer`.
 *
 * ```ts
 * response.end(metrics(speaker));
 * ```
 */
declare function metrics(speaker: {
    peers(): readonly PeerSnapshot[];
}): string;

interface RecordPcapOptions {
    /** Takes octets to append to the file, in order. */
    readonly write: (octets: Uint8Array) => void;
    /** Default `pcapng`. */
    readonly format?: CaptureFormat | undefined;
    /** When things happen. Default: the host's clock. */
    readonly clock?: Clock | undefined;
}
/**
 * A tap that writes sessions as a capture file: each stream is a TCP connection with a handshake made up for it, whose
 * segments are the messages, so that Wireshark and `mesh decode` read it.
 *
 * ```ts
 * const file = createWriteStream('session.pcapng');
 * speaker.tap(recordPcap({ write: (octets) => file.write(octets) }));
 * ```
 */
declare function recordPcap(options: RecordPcapOptions): MakeTap;

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

/** What a session brings, in order; views are owned copies. */
type UpdateEvent = {
    readonly type: 'update';
    readonly view: UpdateView;
} | {
    readonly type: 'end-of-rib';
    readonly family: Family;
} | {
    readonly type: 'refresh';
    readonly family: Family;
    readonly mark: 'begin' | 'end';
} | {
    readonly type: 'stale';
    readonly family: Family;
    readonly kind: 'gr' | 'llgr';
} | {
    readonly type: 'purge';
    readonly family: Family;
} | {
    readonly type: 'down';
    readonly reason: CloseReason;
    readonly retain: boolean;
};
/**
 * An `UpdateSink` to read with `for await`: it keeps copies of the views, and pauses the session while a slow reader has
 * many of them waiting, so that memory stays bounded and nothing is lost. It ends after the `down` of its session. What a
 * graceful restart has kept by then (`retain`) is nobody's any more when the next session has a stream of its own: whoever
 * keeps routes over a restart needs a sink that lives as long as the peer.
 *
 * ```ts
 * onEstablished: (session) => {
 *   const updates = new UpdateStream(session);
 *   void consume(updates); // for await (const event of updates) …
 *   return { sink: updates };
 * }
 * ```
 */
declare class UpdateStream implements UpdateSink, AsyncIterableIterator<UpdateEvent> {
    #private;
    /**
     * `highWater`: events that may wait before the session is paused. Default 1024; it goes on at a quarter of it. Throws
     * `RangeError` for a number that is none.
     */
    constructor(session: Pick<Session, 'pause' | 'resume'>, options?: {
        readonly highWater?: number;
    });
    up(_session: SessionInfo): void;
    update(view: UpdateView): undefined;
    endOfRib(family: Family): void;
    refresh(family: Family, mark: 'begin' | 'end'): void;
    stale(family: Family, kind: 'gr' | 'llgr'): void;
    purge(family: Family): void;
    down(reason: CloseReason, retain: boolean): void;
    next(): Promise<IteratorResult<UpdateEvent>>;
    /** The reader has had enough: what still comes is dropped, and the session goes on. */
    return(): Promise<IteratorResult<UpdateEvent>>;
    [Symbol.asyncIterator](): this;
}

export { type ActiveState, type AdmissionLimits, type AnyDuplex, type BfdEvents, type BfdPort, type BfdSettings, type BfdStateName, type BfdStatus, type BfdTarget, type BfdWatch, type Cancel, type ChangeEffect, type Clock, type CloseReason, type CodecOptions, type CollidingConnection, type Collision, type CollisionVerdict, type Connect, type ConnectState, type ConnectTarget, type DuplexEvents, type DuplexLike, type DynamicRange, EVENT_NUMBERS, type EstablishedState, EventStream, type EventStreamOptions, type FsmAction, type FsmActionType, type FsmCounters, type FsmEvent, type FsmEventOf, type FsmEventType, type FsmOptions, type FsmSettings, type FsmState, type FsmStateName, type FsmTimer, type GracefulRestartOptions, type GracefulShutdownOptions, type HeldDown, type IdleState, type MakeTap, type MessageEvent, type MessagePortLike, type MessageTap, type MissedEvents, type Negotiated, type NegotiatedGracefulRestart, type Negotiation, type NodeDuplex, type OpenConfirmState, type OpenSentState, type PeerChanges, type PeerPredicate, type PeerSettings, type PeerSnapshot, type PeerTemplate, type RangeSnapshot, type RecordPcapOptions, type Restart, type RestartOptions, Secret, Session, type SessionHandler, type SessionInfo, type SessionPorts, Speaker, type SpeakerEvent, type SpeakerEvents, type SpeakerOptions, type SpeakerSnapshot, type StaleFamily, type StartEvent, type StartTimer, type StopEvent, type StreamAddresses, type StreamGuard, type TappedStream, type TcpAoKey, type TcpEvent, type TeardownOptions, type TimerEvent, type Traffic, type TrafficCount, type Transition, type TransportOption, type TransportSettings, type UpdateEvent, type UpdateSink, type UpdateSource, UpdateStream, type WebReadable, type WebSocketEventType, type WebSocketLike, type WebSocketOptions, type WebStreams, type WebWritable, arbitrate, createFsmOptions, drawDuration, formatCloseReason, fromDuplex, fromMessagePort, fromWebSocket, fromWebStreams, inheritCounters, initialState, localOpen, messageEvent, metrics, negotiate, purgedOnReturn, recordPcap, restartPlan, startEvent, systemClock, systemRandom, toDuplex, transition };
