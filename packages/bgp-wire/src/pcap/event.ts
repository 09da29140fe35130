/** One end of a TCP connection in a capture. */
export interface Endpoint {
  /** IPv4 or IPv6 address as text. */
  readonly address: string;
  readonly port: number;
}

/**
 * One direction of one TCP connection. The object is the identity: all events of a stream carry the same one, so it
 * can be the key of a `Map` that holds a decoder for each stream.
 */
export interface CaptureStream {
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
export interface CapturedPacket {
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
export interface CaptureFault {
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
export interface StreamOpened {
  readonly kind: 'opened';
  readonly timestampNs: bigint;
  readonly stream: CaptureStream;
  readonly synchronized: boolean;
}

/** The next octets of a stream, in order, each once. */
export interface StreamData {
  readonly kind: 'data';
  /** When the packet that held them was captured. */
  readonly timestampNs: bigint;
  readonly stream: CaptureStream;
  readonly octets: Uint8Array;
}

/** Octets of a stream that are not in the capture. */
export interface StreamGap {
  readonly kind: 'gap';
  readonly timestampNs: bigint;
  readonly stream: CaptureStream;
  readonly octets: number;
}

/** Why nothing more comes of a stream. */
export type CloseCause = 'fin' | 'rst' | 'replaced' | 'evicted' | 'end-of-capture';

export interface StreamClosed {
  readonly kind: 'closed';
  readonly timestampNs: bigint;
  readonly stream: CaptureStream;
  readonly cause: CloseCause;
}

/** What was read and what was passed over, in packets. */
export interface CaptureCounters {
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
export interface CaptureEnd {
  readonly kind: 'end';
  readonly counters: Readonly<CaptureCounters>;
}

/** What a stream reader tells. */
export type StreamEvent = StreamOpened | StreamData | StreamGap | StreamClosed | CaptureFault | CaptureEnd;

/** One whole BGP message. */
export interface CapturedMessage {
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
export interface SkippedOctets {
  readonly kind: 'skipped';
  readonly timestampNs: bigint;
  readonly stream: CaptureStream;
  readonly octets: number;
}

/** What a message reader tells. */
export type MessageEvent =
  | CapturedMessage
  | SkippedOctets
  | StreamOpened
  | StreamGap
  | StreamClosed
  | CaptureFault
  | CaptureEnd;

/** The fault of a layer. */
export function captureFault(
  layer: CaptureFault['layer'],
  offset: number,
  reason: string,
  rfc: string,
  stream?: CaptureStream,
): CaptureFault {
  return { kind: 'fault', layer, offset, reason, rfc, ...(stream ? { stream } : {}) };
}

/** Counters at zero. */
export function emptyCounters(): CaptureCounters {
  return { packets: 0, segments: 0, filtered: 0, fragments: 0, other: 0, malformed: 0, repeatedOctets: 0 };
}
