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

/** The UDP ports of BFD Control packets (RFC 5881 §4, RFC 5883 §5). */
declare const BFD_PORT = 3784;
declare const BFD_MULTIHOP_PORT = 4784;
/** Why a session last left Up (RFC 5880 §4.1). */
declare const BfdDiagnostic: {
    readonly NONE: 0;
    readonly DETECTION_TIME_EXPIRED: 1;
    readonly ECHO_FAILED: 2;
    readonly NEIGHBOR_SIGNALED_DOWN: 3;
    readonly FORWARDING_PLANE_RESET: 4;
    readonly PATH_DOWN: 5;
    readonly CONCATENATED_PATH_DOWN: 6;
    readonly ADMINISTRATIVELY_DOWN: 7;
    readonly REVERSE_CONCATENATED_PATH_DOWN: 8;
};
/** A BFD Control packet (RFC 5880 §4.1). Intervals are in milliseconds; on the wire they are microseconds. */
interface BfdPacket {
    /** 0–31; `BfdDiagnostic` has those with a name. */
    readonly diagnostic: number;
    readonly state: BfdStateName;
    /** Asks for an answer with `final`. */
    readonly poll: boolean;
    /** Answers a packet with `poll`. */
    readonly final: boolean;
    /** The sender's BFD does not share the fate of its control plane. */
    readonly controlPlaneIndependent: boolean;
    /** An authentication section follows; its octets are not read here. */
    readonly authenticated: boolean;
    /** The sender knows another way to tell that the path works, and wants no periodic packets. */
    readonly demand: boolean;
    readonly detectMultiplier: number;
    readonly myDiscriminator: number;
    /** 0 where the sender does not know it. */
    readonly yourDiscriminator: number;
    readonly desiredMinTxMs: number;
    readonly requiredMinRxMs: number;
    readonly requiredMinEchoRxMs: number;
}
/** The rule that a discarded packet broke, in the order of RFC 5880 §6.8.6. */
declare const DISCARD_REASONS: readonly ["truncated", "version", "length", "detect-multiplier", "multipoint", "my-discriminator", "your-discriminator", "no-session", "authentication"];
type DiscardReason = (typeof DISCARD_REASONS)[number];
type DecodedBfdPacket = {
    readonly ok: true;
    readonly packet: BfdPacket;
} | {
    readonly ok: false;
    readonly reason: DiscardReason;
};
/**
 * Reads a BFD Control packet, and judges of it what can be judged without a session (RFC 5880 §6.8.6). Never throws.
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       My Discriminator                        |
 * |                      Your Discriminator                       |
 * |                    Desired Min TX Interval                    |
 * |                   Required Min RX Interval                    |
 * |                 Required Min Echo RX Interval                 |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
declare function decodeBfdPacket(bytes: Uint8Array): DecodedBfdPacket;
/** The 24 octets of a packet without authentication. Throws `RangeError` where a field has no octets. */
declare function encodeBfdPacket(packet: BfdPacket): Uint8Array;

/** What a packet says but for our discriminator, which the shell knows. */
type OutgoingPacket = Omit<BfdPacket, 'myDiscriminator'>;
/** What the shell does, in order. */
type BfdAction = 
/** `answer`: a Final, which the periodic packets take no notice of. Any other packet is one of them. */
{
    readonly type: 'send';
    readonly packet: OutgoingPacket;
    readonly answer: boolean;
}
/**
 * From now on periodic packets are this far apart, reckoned from the last one; 0 stops them. Each time the interval is
 * multiplied by a factor drawn uniformly from `shortest` to `longest`.
 */
 | {
    readonly type: 'pace';
    readonly intervalMs: number;
    readonly shortest: number;
    readonly longest: number;
}
/** The peer may be silent for this long, reckoned from the last packet received; 0: for ever. */
 | {
    readonly type: 'detect';
    readonly timeMs: number;
}
/** The session is in another state. */
 | {
    readonly type: 'changed';
    readonly from: BfdStateName;
};

/** The ports that BFD packets may come from (RFC 5881 §4). */
declare const SOURCE_PORTS: {
    readonly low: 49152;
    readonly high: 65535;
};
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

interface BfdEndpointOptions {
    /** Where datagrams go and come from: `udp()`, or a network in virtual time. */
    readonly port: DatagramPort;
    /** Default: the host's clock. */
    readonly clock?: Clock | undefined;
    /** Numbers drawn uniformly from [0, 1), for jitter, discriminators and source ports. Default: the host's. */
    readonly random?: (() => number) | undefined;
}
/** A watch whose pace can be changed while it runs. */
interface BfdEndpointWatch extends BfdWatch {
    /** Other intervals, or another multiplier. Throws `MESH_PEER_SETTING`. */
    retime(settings: Omit<BfdSettings, 'multihop'>): void;
}
declare class BfdEndpoint implements BfdPort, AsyncDisposable {
    #private;
    constructor({ port, clock, random }: BfdEndpointOptions);
    /** Starts to watch a path. Throws `MESH_PEER_SETTING` or `MESH_BFD_CLOSED`, and then nothing has happened. */
    watch(target: BfdTarget, settings: BfdSettings, events: BfdEvents): BfdEndpointWatch;
    /** Packets that were discarded, by the rule they broke (RFC 5880 §6.8.6). */
    get discards(): Readonly<Record<DiscardReason, number>>;
    /** Ends all watches; nothing is left behind. */
    close(): void;
    [Symbol.asyncDispose](): Promise<void>;
}

/** The intervals that packets carry and that both sides reckon with, in milliseconds. */
interface BfdIntervals {
    /** bfd.DesiredMinTxInterval. */
    readonly desiredMinTxMs: number;
    /** bfd.RequiredMinRxInterval. */
    readonly requiredMinRxMs: number;
}
/** What is asked for here: the intervals while the session is Up, and bfd.DetectMult. */
interface BfdTiming extends BfdIntervals {
    readonly detectMultiplier: number;
}
/** What the peer said last. */
interface BfdRemote {
    /** bfd.RemoteSessionState. */
    readonly state: BfdStateName;
    /** bfd.RemoteDiscr; 0 as long as it is not known. */
    readonly discriminator: number;
    /** bfd.RemoteMinRxInterval; 0 where the peer wants no periodic packets. */
    readonly requiredMinRxMs: number;
    readonly desiredMinTxMs: number;
    readonly detectMultiplier: number;
    /** bfd.RemoteDemandMode. */
    readonly demand: boolean;
}
/** The state variables of one session (RFC 5880 §6.8.1). */
interface BfdState {
    /** bfd.SessionState. */
    readonly name: BfdStateName;
    /** bfd.LocalDiag. */
    readonly diagnostic: number;
    readonly timing: BfdTiming;
    /** What our packets say. */
    readonly advertised: BfdIntervals;
    /** What we go by: `advertised`, but for what waits for a Final (RFC 5880 §6.8.3). */
    readonly used: BfdIntervals;
    /**
     * The Poll Sequence (RFC 5880 §6.5). `settling`: the Final has come, and no other sequence may start before a packet
     * without it has, for its Final could not be told from this one's (§6.8.3).
     */
    readonly poll: 'none' | 'running' | 'settling';
    readonly remote: BfdRemote;
}
/** A session that knows nothing yet. */
declare function initialBfdState(timing: BfdTiming): BfdState;
/** How far apart periodic packets are, before jitter; 0 where there are none (RFC 5880 §6.8.2, §6.8.7). */
declare function transmitIntervalMs(state: BfdState): number;
/** How long the peer may be silent; 0 where it has said nothing or does not matter (RFC 5880 §6.8.4, asynchronous mode). */
declare function detectionTimeMs({ name, remote, used }: BfdState): number;

/** Everything that can happen to a BFD session. */
type BfdEvent = 
/** A packet of this session that was not discarded before it came here. */
{
    readonly type: 'received';
    readonly packet: BfdPacket;
}
/** The peer was silent for the Detection Time. */
 | {
    readonly type: 'detection-expired';
}
/** A periodic packet is due. */
 | {
    readonly type: 'transmit-due';
}
/** An operator wants the session (RFC 5880 §6.8.16). */
 | {
    readonly type: 'enable';
}
/** An operator wants it no more. */
 | {
    readonly type: 'disable';
}
/** The configuration has changed. */
 | {
    readonly type: 'retime';
    readonly timing: BfdTiming;
};
type BfdEventType = BfdEvent['type'];

interface BfdTransition {
    readonly state: BfdState;
    readonly actions: readonly BfdAction[];
}
/** What happens to a session, in any state. */
declare function bfdTransition(state: BfdState, event: BfdEvent): BfdTransition;

/** Datagrams over UDP. Sockets keep a Node process alive until they are closed. */
declare function udp(): DatagramPort;

export { BFD_MULTIHOP_PORT, BFD_PORT, type BfdAction, BfdDiagnostic, BfdEndpoint, type BfdEndpointOptions, type BfdEndpointWatch, type BfdEvent, type BfdEventType, type BfdEvents, type BfdIntervals, type BfdPacket, type BfdPort, type BfdRemote, type BfdSettings, type BfdState, type BfdStateName, type BfdStatus, type BfdTarget, type BfdTiming, type BfdTransition, type BfdWatch, type DatagramAddress, type DatagramEvents, type DatagramPort, type DatagramSender, type DecodedBfdPacket, type DiscardReason, type OutgoingPacket, SOURCE_PORTS, bfdTransition, decodeBfdPacket, detectionTimeMs, encodeBfdPacket, initialBfdState, transmitIntervalMs, udp };
