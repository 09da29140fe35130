/** One end of a TCP connection in a capture. */
interface Endpoint {
    /** IPv4 or IPv6 address as text. */
    readonly address: string;
    readonly port: number;
}
/**
 * One direction of one TCP connection. The object is the identity: all events of a stream carry the same one, so it
 * can be the key of a `Map` that holds a decoder for each stream.
 */
interface CaptureStream {
    /** Counts the connections of a capture from 0; both directions have the same number. */
    readonly connection: number;
    /** Who sends. */
    readonly source: Endpoint;
    readonly destination: Endpoint;
    /**
     * `forward` from the side that opened the connection. Where the capture began after that: from the side whose port
     * the filter does not name.
     */
    readonly direction: 'forward' | 'reverse';
}
/** One packet as it stands in the file. */
interface CapturedPacket {
    readonly kind: 'packet';
    /** Nanoseconds since 1970-01-01 UTC; 0 where the file holds no time (Simple Packet Block). */
    readonly timestampNs: bigint;
    /** What the first octet belongs to: a code of the link-layer header types registry (LINKTYPE_…). */
    readonly linkType: number;
    /** The captured octets, as far as the capture's snapshot length let them through. */
    readonly octets: Uint8Array;
    /** Octets the packet had on the wire. */
    readonly originalLength: number;
    /** Octets from the start of the file to the packet's first octet. */
    readonly offset: number;
}
/** Something in the file that cannot be read. A value, never thrown; what can be read after it, is. */
interface CaptureFault {
    readonly kind: 'fault';
    /** `file` ends the reading; the others cost one packet, `bgp` the octets up to the next message. */
    readonly layer: 'file' | 'link' | 'ip' | 'tcp' | 'bgp';
    /** Octets from the start of the file; for `bgp`, from the start of the message. */
    readonly offset: number;
    /** One sentence, lower case, that quotes the offending value. */
    readonly reason: string;
    /** The clause that is broken: `RFC 9293 §3.1`. */
    readonly rfc: string;
    /** Where it was, for the layer `bgp`. */
    readonly stream?: CaptureStream;
}
/** A connection's direction was seen for the first time; `synchronized` where its SYN is in the capture. */
interface StreamOpened {
    readonly kind: 'opened';
    readonly timestampNs: bigint;
    readonly stream: CaptureStream;
    readonly synchronized: boolean;
}
/** The next octets of a stream, in order, each once. */
interface StreamData {
    readonly kind: 'data';
    /** When the packet that held them was captured. */
    readonly timestampNs: bigint;
    readonly stream: CaptureStream;
    readonly octets: Uint8Array;
}
/** Octets of a stream that are not in the capture. */
interface StreamGap {
    readonly kind: 'gap';
    readonly timestampNs: bigint;
    readonly stream: CaptureStream;
    readonly octets: number;
}
/** Why nothing more comes of a stream. */
type CloseCause = 'fin' | 'rst' | 'replaced' | 'evicted' | 'end-of-capture';
interface StreamClosed {
    readonly kind: 'closed';
    readonly timestampNs: bigint;
    readonly stream: CaptureStream;
    readonly cause: CloseCause;
}
/** What was read and what was passed over, in packets. */
interface CaptureCounters {
    packets: number;
    /** TCP segments that passed the filter. */
    segments: number;
    /** TCP segments of other ports. */
    filtered: number;
    /** IP fragments: they are not put together. */
    fragments: number;
    /** Packets of other protocols, and of link types or Ethernet types that are not known. */
    other: number;
    malformed: number;
    /** Octets that came again: retransmissions, overlaps, and what follows the end of a stream. */
    repeatedOctets: number;
}
/** The last event of a capture. */
interface CaptureEnd {
    readonly kind: 'end';
    readonly counters: Readonly<CaptureCounters>;
}
/** What a stream reader tells. */
type StreamEvent = StreamOpened | StreamData | StreamGap | StreamClosed | CaptureFault | CaptureEnd;
/** One whole BGP message. */
interface CapturedMessage {
    readonly kind: 'message';
    /** When the packet that completed it was captured, in nanoseconds since 1970-01-01 UTC. */
    readonly timestampNs: bigint;
    readonly stream: CaptureStream;
    readonly source: Endpoint;
    readonly destination: Endpoint;
    readonly direction: 'forward' | 'reverse';
    /** The message with its header. */
    readonly frame: Uint8Array;
}
/** Octets of a stream that belong to no message: up to the next header that can be one. */
interface SkippedOctets {
    readonly kind: 'skipped';
    readonly timestampNs: bigint;
    readonly stream: CaptureStream;
    readonly octets: number;
}
/** What a message reader tells. */
type MessageEvent = CapturedMessage | SkippedOctets | StreamOpened | StreamGap | StreamClosed | CaptureFault | CaptureEnd;

/** Called with each event; octets in it are borrowed until it returns. */
type StreamHandler = (event: StreamEvent) => void;

/** Block types of pcapng that are read or written; every other type is passed over. */
declare const BlockType: {
    readonly INTERFACE: 1;
    readonly PACKET: 2;
    readonly SIMPLE_PACKET: 3;
    readonly ENHANCED_PACKET: 6;
    readonly SECTION: 168627466;
};

/** Codes of the link-layer header types registry that are understood. */
declare const LinkType: {
    readonly NULL: 0;
    readonly ETHERNET: 1;
    readonly PPP: 9;
    readonly RAW: 101;
    readonly C_HDLC: 104;
    readonly FRAME_RELAY: 107;
    readonly LOOP: 108;
    readonly LINUX_SLL: 113;
    readonly JUNIPER_ETHERNET: 178;
    readonly IPV4: 228;
    readonly IPV6: 229;
    readonly LINUX_SLL2: 276;
};

/** Called with each event; the frame of a message is borrowed until it returns. */
type MessageHandler = (event: MessageEvent) => void;
/**
 * Octets of TCP streams in, BGP messages out.
 *
 * The session's `Framer` ends a stream at its first fault, because a session does; a capture goes on. So this one has
 * a second state, hunting: octets are skipped up to the next ones that can be a message header (marker, length and
 * type, RFC 4271 §4.1). A stream hunts where the capture began in its middle, after a gap, and after a fault.
 */
declare class MessageReader {
    #private;
    /** `extendedMessage: false` refuses messages beyond 4096 octets; by default they are read (RFC 8654). */
    constructor(options?: {
        readonly extendedMessage?: boolean;
    });
    /** Takes what a stream reader told. */
    push(event: StreamEvent, handler: MessageHandler): void;
}

/** Called with each packet and each fault; a packet's octets are borrowed until it returns. */
type PacketHandler = (event: CapturedPacket | CaptureFault) => void;
/**
 * Octets of a capture file in, packets out. pcap and pcapng are told apart by their first octets. A file that is
 * neither, or whose structure breaks, gives one fault of layer `file`; what follows it is dropped. Never throws.
 */
declare class PacketReader {
    #private;
    constructor();
    /** Takes a chunk of the file and hands over every packet that is whole by now. */
    push(chunk: Uint8Array, handler: PacketHandler): void;
    /** Tells that the file ends here: a record that is not whole is a fault. */
    end(handler: PacketHandler): void;
}

/** The two file formats. */
type CaptureFormat = 'pcapng' | 'pcap';
interface PcapWriterOptions {
    /** Default `pcapng`. */
    readonly format?: CaptureFormat;
    /** What the packets begin with. Default Ethernet. */
    readonly linkType?: number;
}
/**
 * Packets in, octets of a capture file out; times are kept to the nanosecond. It touches no file: `take()` gives what
 * is to be appended.
 *
 * ```ts
 * const writer = new PcapWriter();
 * writer.packet({ timestampNs: 0n, octets });
 * file.write(writer.take());
 * ```
 */
declare class PcapWriter {
    #private;
    constructor(options?: PcapWriterOptions);
    /**
     * Appends one packet. Throws `RangeError` for a time that the format cannot hold: before 1970, or in pcap after
     * 2106.
     */
    packet({ timestampNs, octets }: {
        readonly timestampNs: bigint;
        readonly octets: Uint8Array;
    }): void;
    /** What was written since the last call. */
    take(): Uint8Array;
}

/** Which connections are read, and how much of them is kept. */
interface StreamOptions {
    /** Connections with one of these ports on either side; empty: all. Default 179. */
    readonly ports?: readonly number[];
    /** Octets kept for each direction of a connection while others before them are missing. Default 1 MiB. */
    readonly maxBufferedOctets?: number;
    /** Connections remembered; beyond it the one unused for longest is given up. Default 1024. */
    readonly maxConnections?: number;
}
/**
 * Packets in, the octets of TCP streams out: in order, each once, gaps told. What is no TCP segment of the ports asked
 * for is counted and passed over. Never throws on what a capture holds.
 */
declare class StreamReader {
    #private;
    /** Throws `RangeError` for a port or a limit that cannot be. */
    constructor(options?: StreamOptions);
    /** Takes what a packet reader told. */
    push(event: CapturedPacket | CaptureFault, handler: StreamHandler): void;
    /** Tells that the capture ends here. */
    end(handler: StreamHandler): void;
}

/** A capture file: whole, or in chunks as a file stream gives them. */
type CaptureInput = Uint8Array | AsyncIterable<Uint8Array>;
/** What to read messages of. */
interface MessageOptions extends StreamOptions {
    /** False refuses messages beyond 4096 octets; by default they are read (RFC 8654). */
    readonly extendedMessage?: boolean;
}
/** The packets of a capture, as they stand in the file. Octets are the caller's own. */
declare function readPackets(input: CaptureInput): AsyncGenerator<CapturedPacket | CaptureFault, void, undefined>;
/**
 * The octets of the TCP streams in a capture, of whatever protocol: feed those of a stream to its own framer. The last
 * event is `end`, with counters. Octets are the caller's own.
 */
declare function readStreams(input: CaptureInput, options?: StreamOptions): AsyncGenerator<StreamEvent, void, undefined>;
/**
 * The BGP messages in a capture, in the order in which they were complete; what is missing or malformed stands between
 * them as values. The last event is `end`, with counters. Frames are the caller's own.
 */
declare function readMessages(input: CaptureInput, options?: MessageOptions): AsyncGenerator<MessageEvent, void, undefined>;

/** Bits of the TCP flags octet (RFC 9293 §3.1). */
declare const TcpFlag: {
    readonly FIN: 1;
    readonly SYN: 2;
    readonly RST: 4;
    readonly PSH: 8;
    readonly ACK: 16;
};
/** One TCP segment of a packet. */
interface TcpSegment {
    readonly kind: 'segment';
    readonly timestampNs: bigint;
    readonly source: Endpoint;
    readonly destination: Endpoint;
    readonly sequence: number;
    readonly acknowledgment: number;
    /** `TcpFlag` bits. */
    readonly flags: number;
    /** As far as it was captured. */
    readonly payload: Uint8Array;
}
/** A packet that holds no whole TCP segment: `fragment` is a part of an IP packet, `other` another protocol. */
type Unread = 'fragment' | 'other';
/**
 * The TCP segment in a packet; a fault where a header is malformed or cut off. Checksums are not looked at: packets
 * captured where they were sent carry none yet.
 */
declare function decodeSegment(packet: CapturedPacket): TcpSegment | CaptureFault | Unread;

/** The connection that a session is written as. */
interface SessionWriterOptions {
    /** Who opened the connection; messages of direction `forward` are its own. */
    readonly source: Endpoint;
    /** Who listened, for BGP on port 179. */
    readonly destination: Endpoint;
    /** Default `pcapng`. */
    readonly format?: CaptureFormat;
    /** Where packets go, for several connections in one file; `take` is its own then. Default: a file of its own. */
    readonly pcap?: PcapWriter;
    /** Octets of payload in one segment, up to 65,495 over IPv4 and 65,515 over IPv6. Default 1460. */
    readonly mss?: number;
}
/** Octets that one side sent at once. */
interface SessionMessage {
    /** Nanoseconds since 1970-01-01 UTC. */
    readonly timestampNs: bigint;
    readonly direction: 'forward' | 'reverse';
    /** One message, several, or any part of the stream. */
    readonly frame: Uint8Array;
}
/**
 * Writes messages as a TCP connection that Wireshark opens: Ethernet, IP, handshake, segments of at most the MSS, an
 * acknowledgment for each message, and the end. What it writes can be read back with `readMessages`.
 *
 * ```ts
 * const writer = new SessionWriter({ source: { address: '192.0.2.1', port: 50_000 }, destination: { address: '192.0.2.2', port: 179 } });
 * writer.message({ timestampNs, direction: 'forward', frame });
 * writer.close(timestampNs);
 * file.write(writer.take());
 * ```
 */
declare class SessionWriter {
    #private;
    /** Throws `MeshError` `MESH_CAPTURE_ADDRESS` for addresses that are none, and `RangeError` for numbers that cannot be. */
    constructor(options: SessionWriterOptions);
    /** Writes the handshake. The first message does it too, where it was not done before. Throws `RangeError` once open. */
    open(timestampNs: bigint): void;
    /** Writes octets of one side, and the other side's acknowledgment. Throws `RangeError` once the connection is closed. */
    message({ timestampNs, direction, frame }: SessionMessage): void;
    /** Writes the end of the connection, by the side that is given. */
    close(timestampNs: bigint, by?: 'forward' | 'reverse'): void;
    /** What was written since the last call, by all that share the file: the octets to append to it. */
    take(): Uint8Array;
}
/** A whole session as the octets of a capture file. The connection ends with the last message. */
declare function writeSession(options: SessionWriterOptions & {
    readonly messages: Iterable<SessionMessage>;
}): Uint8Array;

export { BlockType, type CaptureCounters, type CaptureEnd, type CaptureFault, type CaptureFormat, type CaptureInput, type CaptureStream, type CapturedMessage, type CapturedPacket, type CloseCause, type Endpoint, LinkType, type MessageEvent, type MessageHandler, type MessageOptions, MessageReader, type PacketHandler, PacketReader, PcapWriter, type PcapWriterOptions, type SessionMessage, SessionWriter, type SessionWriterOptions, type SkippedOctets, type StreamClosed, type StreamData, type StreamEvent, type StreamGap, type StreamHandler, type StreamOpened, type StreamOptions, StreamReader, TcpFlag, type TcpSegment, type Unread, decodeSegment, readMessages, readPackets, readStreams, writeSession };
