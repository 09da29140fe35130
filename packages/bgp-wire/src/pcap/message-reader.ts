import { readU16 } from '../bytes/reader.js';
import type { Fault } from '../fault.js';
import { HEADER_LENGTH } from '../iana.js';
import { badMarker, checkHeader, markerFault } from '../message/header.js';
import { type CaptureStream, captureFault, type MessageEvent, type StreamEvent } from './event.js';

/** Called with each event; the frame of a message is borrowed until it returns. */
export type MessageHandler = (event: MessageEvent) => void;

/**
 * Octets of TCP streams in, BGP messages out.
 *
 * The session's `Framer` ends a stream at its first fault, because a session does; a capture goes on. So this one has
 * a second state, hunting: octets are skipped up to the next ones that can be a message header (marker, length and
 * type, RFC 4271 §4.1). A stream hunts where the capture began in its middle, after a gap, and after a fault.
 */
export class MessageReader {
  readonly #finders = new Map<CaptureStream, MessageFinder>();
  readonly #extendedMessage: boolean;

  /** `extendedMessage: false` refuses messages beyond 4096 octets; by default they are read (RFC 8654). */
  constructor(options: { readonly extendedMessage?: boolean } = {}) {
    this.#extendedMessage = options.extendedMessage ?? true;
  }

  /** Takes what a stream reader told. */
  push(event: StreamEvent, handler: MessageHandler): void {
    switch (event.kind) {
      case 'opened':
        this.#finders.set(event.stream, new MessageFinder(event.stream, event.synchronized, this.#extendedMessage));
        break;
      case 'data':
        this.#finders.get(event.stream)?.push(event.octets, event.timestampNs, handler);
        return;
      case 'gap':
        this.#finders.get(event.stream)?.abandon(event.timestampNs, handler);
        break;
      case 'closed':
        this.#finders.get(event.stream)?.abandon(event.timestampNs, handler);
        this.#finders.delete(event.stream);
        break;
    }
    handler(event);
  }
}

/** Finds the messages of one stream. */
class MessageFinder {
  readonly #stream: CaptureStream;
  readonly #limits: { readonly extendedMessage: boolean };
  #hunting: boolean;
  #skipped = 0;
  /** The beginning of a message, in the first `#length` octets. */
  #held: Uint8Array = new Uint8Array(64);
  #length = 0;

  constructor(stream: CaptureStream, synchronized: boolean, extendedMessage: boolean) {
    this.#stream = stream;
    this.#hunting = !synchronized;
    this.#limits = { extendedMessage };
  }

  push(octets: Uint8Array, timestampNs: bigint, handler: MessageHandler): void {
    const bytes = this.#length === 0 ? octets : this.#append(octets);
    let offset = 0;
    while (bytes.length - offset >= HEADER_LENGTH) {
      const fault = this.#judge(bytes, offset);
      if (fault) offset = this.#hunt(fault, bytes, offset, handler);
      else {
        const end = offset + readU16(bytes, offset + 16);
        if (end > bytes.length) break;
        this.#deliver(bytes.subarray(offset, end), timestampNs, handler);
        offset = end;
      }
    }
    this.#length = 0;
    this.#append(bytes.subarray(offset));
  }

  /** What is held will not be completed. */
  abandon(timestampNs: bigint, handler: MessageHandler): void {
    this.#skipped += this.#length;
    this.#length = 0;
    this.#hunting = true;
    this.#tellSkipped(timestampNs, handler);
  }

  #judge(bytes: Uint8Array, offset: number): Fault | undefined {
    const bad = badMarker(bytes, offset, bytes.length);
    return bad < 0 ? checkHeader(bytes, offset, this.#limits) : markerFault(bytes, offset, bad);
  }

  /** Goes to the next octet that a marker can begin with, and tells the first fault. */
  #hunt(fault: Fault, bytes: Uint8Array, offset: number, handler: MessageHandler): number {
    if (!this.#hunting) handler(captureFault('bgp', fault.offset, fault.reason, fault.rfc, this.#stream));
    this.#hunting = true;
    const found = bytes.indexOf(0xff, offset + 1);
    const next = found < 0 ? bytes.length : found;
    this.#skipped += next - offset;
    return next;
  }

  #deliver(frame: Uint8Array, timestampNs: bigint, handler: MessageHandler): void {
    this.#hunting = false;
    this.#tellSkipped(timestampNs, handler);
    const { source, destination, direction } = this.#stream;
    handler({ kind: 'message', timestampNs, stream: this.#stream, source, destination, direction, frame });
  }

  #tellSkipped(timestampNs: bigint, handler: MessageHandler): void {
    if (this.#skipped === 0) return;
    handler({ kind: 'skipped', timestampNs, stream: this.#stream, octets: this.#skipped });
    this.#skipped = 0;
  }

  /** What is held with more octets after it. The octets may be a part of what is held. */
  #append(octets: Uint8Array): Uint8Array {
    const length = this.#length + octets.length;
    const from = this.#held;
    if (length > from.length) {
      this.#held = new Uint8Array(Math.max(length, 2 * from.length));
      this.#held.set(from.subarray(0, this.#length));
    }
    this.#held.set(octets, this.#length);
    this.#length = length;
    return this.#held.subarray(0, length);
  }
}
