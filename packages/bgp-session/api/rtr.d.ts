import { EventEmitter } from 'eventemitter3';
import { RouterKeyPdu, AspaPdu } from '@mesh/bgp-wire/rtr';
import { Asn } from '@mesh/bgp-wire';

/** How often a cache is asked, and how long its data lasts. */
interface RtrIntervals {
    /** From End of Data to the next question. */
    readonly refreshSeconds: number;
    /** Before a question that failed is asked again. */
    readonly retrySeconds: number;
    /** How long data is used that could not be refreshed. */
    readonly expireSeconds: number;
}

/**
 * Where the client stands with its cache:
 *
 * - `idle`: not started, or stopped;
 * - `connecting`: a stream is being opened;
 * - `querying`: asked, no answer yet;
 * - `receiving`: between Cache Response and End of Data;
 * - `synchronised`: what the cache has is here, and the cache can be asked what changed;
 * - `no-data`: connected to a cache that has nothing to tell yet (RFC 8210 §8.4);
 * - `waiting`: without a stream until it is tried again.
 */
type RtrStateName = 'idle' | 'connecting' | 'querying' | 'receiving' | 'synchronised' | 'no-data' | 'waiting';
/** What a Serial Query tells: the run of the cache, and how far we have it. Only good within one version (RFC 8210 §5.1). */
interface RtrPosition {
    readonly version: number;
    readonly sessionId: number;
    readonly serial: number;
}

/** Why what a cache told is given up: its age (RFC 8210 §6), a session id that changed (§5.1), or the host. */
type FlushReason = 'age' | 'session' | 'stop';

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

/**
 * Called with one VRP (validated ROA payload): 4 or 16 octets of address, borrowed until it returns, the prefix length,
 * the longest length that may be announced, and the AS that may originate it.
 */
type VrpVisitor = (announced: boolean, address: Uint8Array, bits: number, maxLength: number, as: Asn) => void;
/** VRPs that came or went; borrowed, gone once the listener has returned. */
interface VrpDelta {
    readonly size: number;
    visit(visitor: VrpVisitor): void;
}

interface RtrClientOptions {
    /** Opens a stream to the cache; `signal` gives the attempt up. */
    readonly connect: (signal: AbortSignal) => AnyDuplex | Promise<AnyDuplex>;
    /** Highest version to speak: 0 (RFC 6810), 1 (RFC 8210), 2 (draft-ietf-sidrops-8210bis). Default 1. */
    readonly version?: 0 | 1 | 2 | undefined;
    /** Lowest version to fall back to. Default 0. */
    readonly minVersion?: 0 | 1 | 2 | undefined;
    /** Until the cache says them, and for version 0, which cannot. Default 3600, 600 and 7200 seconds (RFC 8210 §6). */
    readonly intervals?: Partial<RtrIntervals> | undefined;
    /** VRPs a cache may have; more end the stream with Internal Error. Default 4 000 000. */
    readonly maxVrps?: number | undefined;
    /** Seconds of silence that end a stream on which an answer is due. Default 60. */
    readonly responseSeconds?: number | undefined;
    /** Seconds before the first new attempt, doubled for each further one, up to the retry interval. Default 1. */
    readonly backOffSeconds?: number | undefined;
    /** Seconds between two queries that follow a Serial Notify. Default 10. */
    readonly notifySeconds?: number | undefined;
    readonly clock?: Clock | undefined;
    /** For jitter, and for the seed of the hash table. */
    readonly random?: (() => number) | undefined;
}
interface RtrClientEvents {
    state: (state: RtrStateName, before: RtrStateName) => void;
    /**
     * VRPs that hold from now on, or no more. What one response brings comes in slices, announcements first; `endOfData`,
     * or `expired` where everything goes, follows the last.
     */
    update: (delta: VrpDelta) => void;
    /** All that the cache has told up to this serial number holds. */
    endOfData: (position: RtrPosition) => void;
    /** Nothing of this cache holds any more. */
    expired: (reason: FlushReason) => void;
    /** A BGPsec router key, as it comes and borrowed: before the End of Data, and nothing here keeps it. */
    routerKey: (pdu: RouterKeyPdu) => void;
    /** Providers of an AS, likewise; version 2 only. */
    aspa: (pdu: AspaPdu) => void;
    /**
     * What the cache did wrong (`MESH_RTR_FAULT`), what it reports (`MESH_RTR_REPORT`), why no stream came to be, or what a
     * listener threw. The client goes on.
     */
    error: (error: unknown) => void;
}
declare class RtrClient extends EventEmitter<RtrClientEvents> implements AsyncDisposable {
    #private;
    /** Nothing happens before `start`. Throws `RangeError` for numbers that are none. */
    constructor(options: RtrClientOptions);
    get state(): RtrStateName;
    /** Which version is spoken, or asked with next. */
    get version(): number;
    /** How far the data that hold go; undefined where there are none. */
    get position(): RtrPosition | undefined;
    /** VRPs that hold. */
    get size(): number;
    /** Octets they take. */
    get byteLength(): number;
    /** Calls `visitor` with each VRP that holds, `announced` being true. */
    visit(visitor: VrpVisitor): void;
    /** Connects, and keeps in touch with the cache until `stop` or `close`. Nothing where it does already. */
    start(): this;
    /** Leaves the cache alone. What it told holds until it expires, or goes now with `flush`. */
    stop(options?: {
        readonly flush?: boolean;
    }): void;
    /** Ends the stream and lets go of everything; listeners hear nothing more. Resolves within a second. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

/** A cache, and how much it is preferred: lower numbers first (RFC 8210 §10). */
interface PreferredCache {
    readonly client: RtrClient;
    readonly preference: number;
}
interface RtrCachesEvents {
    /** Other caches are in use from here on. */
    inUse: (clients: readonly RtrClient[]) => void;
}
declare class RtrCaches extends EventEmitter<RtrCachesEvents> implements AsyncDisposable {
    #private;
    /** Takes clients that are not started yet; listeners must be tied to each. Throws `RangeError` where there is none. */
    constructor(caches: readonly PreferredCache[]);
    /** All clients, the preferred first. */
    get clients(): readonly RtrClient[];
    /** Those whose cache is to be asked now. */
    get inUse(): readonly RtrClient[];
    start(): this;
    /** Closes all clients. */
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

export { type FlushReason, type PreferredCache, RtrCaches, type RtrCachesEvents, RtrClient, type RtrClientEvents, type RtrClientOptions, type RtrIntervals, type RtrPosition, type RtrStateName, type VrpDelta, type VrpVisitor };
