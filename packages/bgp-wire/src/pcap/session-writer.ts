import { unsigned } from '../bytes/range.js';
import type { Endpoint } from './event.js';
import { PacketBuilder } from './packet-builder.js';
import { type CaptureFormat, PcapWriter } from './pcap-writer.js';
import { TcpFlag } from './segment.js';

/** The connection that a session is written as. */
export interface SessionWriterOptions {
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
export interface SessionMessage {
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly timestampNs: bigint;
  readonly direction: 'forward' | 'reverse';
  /** One message, several, or any part of the stream. */
  readonly frame: Uint8Array;
}

const EMPTY = new Uint8Array(0);

/** One end of the connection while it is written. */
interface Side {
  readonly builder: PacketBuilder;
  /** The next sequence number. */
  sequence: number;
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
export class SessionWriter {
  readonly #pcap: PcapWriter;
  readonly #forward: Side;
  readonly #reverse: Side;
  readonly #mss: number;
  #state: 'new' | 'open' | 'closed' = 'new';

  /** Throws `MeshError` `MESH_CAPTURE_ADDRESS` for addresses that are none, and `RangeError` for numbers that cannot be. */
  constructor(options: SessionWriterOptions) {
    const { source, destination } = options;
    this.#pcap = options.pcap ?? new PcapWriter({ format: options.format ?? 'pcapng' });
    this.#forward = { builder: new PacketBuilder(source, destination, 1), sequence: 0 };
    this.#reverse = { builder: new PacketBuilder(destination, source, 2), sequence: 0 };
    this.#mss = unsigned('the MSS', options.mss ?? 1460, this.#forward.builder.maxPayload);
    if (this.#mss === 0) throw new RangeError('the MSS is at least 1, got 0');
  }

  /** Writes the handshake. The first message does it too, where it was not done before. Throws `RangeError` once open. */
  open(timestampNs: bigint): void {
    if (this.#state !== 'new') throw new RangeError(`a connection is opened once, and this one is ${this.#state}`);
    this.#state = 'open';
    const { SYN, ACK } = TcpFlag;
    this.#write(this.#forward, this.#reverse, timestampNs, SYN, EMPTY);
    this.#write(this.#reverse, this.#forward, timestampNs, SYN | ACK, EMPTY);
    this.#write(this.#forward, this.#reverse, timestampNs, ACK, EMPTY);
  }

  /** Writes octets of one side, and the other side's acknowledgment. Throws `RangeError` once the connection is closed. */
  message({ timestampNs, direction, frame }: SessionMessage): void {
    if (this.#state === 'new') this.open(timestampNs);
    if (this.#state === 'closed') throw new RangeError('the connection is closed: nothing can be written after it');
    const [from, to] = direction === 'forward' ? [this.#forward, this.#reverse] : [this.#reverse, this.#forward];
    for (let at = 0; at < frame.length; at += this.#mss) {
      const payload = frame.subarray(at, at + this.#mss);
      const last = at + this.#mss >= frame.length;
      this.#write(from, to, timestampNs, TcpFlag.ACK | (last ? TcpFlag.PSH : 0), payload);
    }
    if (frame.length > 0) this.#write(to, from, timestampNs, TcpFlag.ACK, EMPTY);
  }

  /** Writes the end of the connection, by the side that is given. */
  close(timestampNs: bigint, by: 'forward' | 'reverse' = 'forward'): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    const [first, second] = by === 'forward' ? [this.#forward, this.#reverse] : [this.#reverse, this.#forward];
    const { FIN, ACK } = TcpFlag;
    this.#write(first, second, timestampNs, FIN | ACK, EMPTY);
    this.#write(second, first, timestampNs, FIN | ACK, EMPTY);
    this.#write(first, second, timestampNs, ACK, EMPTY);
  }

  /** What was written since the last call, by all that share the file: the octets to append to it. */
  take(): Uint8Array {
    return this.#pcap.take();
  }

  #write(from: Side, to: Side, timestampNs: bigint, flags: number, payload: Uint8Array): void {
    const syn = (flags & TcpFlag.SYN) !== 0;
    const acknowledgment = (flags & TcpFlag.ACK) === 0 ? 0 : to.sequence;
    const mss = syn ? { mss: this.#mss } : {};
    const octets = from.builder.build({ sequence: from.sequence, acknowledgment, flags, payload, ...mss });
    this.#pcap.packet({ timestampNs, octets });
    const counted = payload.length + ((flags & (TcpFlag.SYN | TcpFlag.FIN)) === 0 ? 0 : 1);
    from.sequence = (from.sequence + counted) >>> 0;
  }
}

/** A whole session as the octets of a capture file. The connection ends with the last message. */
export function writeSession(
  options: SessionWriterOptions & { readonly messages: Iterable<SessionMessage> },
): Uint8Array {
  const writer = new SessionWriter(options);
  let latestNs = 0n;
  for (const message of options.messages) {
    writer.message(message);
    latestNs = message.timestampNs;
  }
  writer.close(latestNs);
  return writer.take();
}
