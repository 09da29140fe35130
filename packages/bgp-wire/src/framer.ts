import { readU16 } from './bytes/reader.js';
import type { CodecContext } from './context.js';
import type { Fault } from './fault.js';
import { HEADER_LENGTH } from './iana.js';
import { badMarker, checkHeader, markerFault } from './message/header.js';

/** Called with each whole message. The octets are borrowed: they may change once the call has returned. False stops. */
export type FrameHandler = (frame: Uint8Array) => boolean | undefined;

/** Called with each whole message where it stands, `bytes[start, end)`. The octets are borrowed; false stops. */
export type FrameSpanHandler = (bytes: Uint8Array, start: number, end: number) => boolean | undefined;

const NOTHING = new Uint8Array(0);

/** Room for a message that comes in pieces, at first. */
const LEAST_ROOM = 64;

/**
 * Bytes in, frames out. Marker and header are judged as they come, before anything is buffered for them, and no more
 * than one message is ever held. Frames that lie whole in a chunk are not copied.
 *
 * After a fault, or once the handler has returned false, the stream has no meaning any more: further bytes are dropped.
 */
export class Framer {
  /** Set once RFC 8654 was negotiated; only messages that begin after it are affected. */
  extendedMessage: boolean;
  /** Message types that are let through beside those of every session. */
  messageTypes: CodecContext['messageTypes'];
  #partial: Uint8Array = NOTHING;
  #held = 0;
  #fault: Fault | undefined;
  #faultType: number | undefined;
  #stopped = false;

  constructor(options: Partial<Pick<CodecContext, 'extendedMessage' | 'messageTypes'>> = {}) {
    this.extendedMessage = options.extendedMessage ?? false;
    this.messageTypes = options.messageTypes ?? [];
  }

  /** Octets of an unfinished message. */
  get held(): number {
    return this.#held;
  }

  /** The type octet of the header that was at fault: a NOTIFICATION must not be answered, even one that cannot be read. */
  get faultType(): number | undefined {
    return this.#faultType;
  }

  /**
   * Takes a chunk and hands over every message that is whole by now. Returns the fault that ended the stream, if there
   * is one: messages before it have been handed over. A handler that returns false ends it without a fault.
   */
  push(chunk: Uint8Array, handler: FrameHandler): Fault | undefined {
    return this.pushSpans(chunk, (bytes, start, end) => handler(bytes.subarray(start, end)));
  }

  /** The same without an object a message, for those who read where the octets stand (`UpdateView.reset`). */
  pushSpans(chunk: Uint8Array, handler: FrameSpanHandler): Fault | undefined {
    let offset = 0;
    while (offset < chunk.length && !this.#stopped) {
      const taken = this.#held > 0 ? this.#complete(chunk, offset, handler) : this.#direct(chunk, offset, handler);
      this.#stopped = taken < 0;
      offset += taken;
    }
    return this.#fault;
  }

  /** A message that begins in this chunk: handed over in place where it is whole, else kept. Returns octets taken, -1 to stop. */
  #direct(chunk: Uint8Array, offset: number, handler: FrameSpanHandler): number {
    const available = chunk.length - offset;
    if (this.#judge(chunk, offset, available)) return -1;
    const length = available >= HEADER_LENGTH ? readU16(chunk, offset + 16) : HEADER_LENGTH;
    if (available < length) {
      this.#hold(chunk, offset, available);
      return available;
    }
    return handler(chunk, offset, offset + length) === false ? -1 : length;
  }

  /** A message that began in an earlier chunk. Returns octets taken, -1 to stop. */
  #complete(chunk: Uint8Array, offset: number, handler: FrameSpanHandler): number {
    const length = this.#held >= HEADER_LENGTH ? readU16(this.#partial, 16) : HEADER_LENGTH;
    const taken = Math.min(length - this.#held, chunk.length - offset);
    const hadHeader = this.#held >= HEADER_LENGTH;
    this.#hold(chunk, offset, taken);
    if (!hadHeader && this.#judge(this.#partial, 0, this.#held)) return -1;
    const whole = this.#held >= HEADER_LENGTH ? readU16(this.#partial, 16) : HEADER_LENGTH + 1;
    if (this.#held < whole) return taken;
    this.#held = 0;
    return handler(this.#partial, 0, whole) === false ? -1 : taken;
  }

  /** Judges as much of a header as is there; true where it cannot be one. */
  #judge(bytes: Uint8Array, start: number, available: number): boolean {
    const bad = badMarker(bytes, start, start + available);
    const hasHeader = bad < 0 && available >= HEADER_LENGTH;
    const fault = bad >= 0 ? markerFault(bytes, start, bad) : hasHeader ? checkHeader(bytes, start, this) : undefined;
    if (fault === undefined) return false;
    this.#fault = fault;
    if (hasHeader) this.#faultType = bytes[start + 18];
    return true;
  }

  /** Makes room for what came, never for what the header announces. */
  #hold(chunk: Uint8Array, offset: number, length: number): void {
    const needed = this.#held + length;
    if (needed > this.#partial.length) {
      const grown = new Uint8Array(Math.max(needed, LEAST_ROOM, 2 * this.#partial.length));
      grown.set(this.#partial.subarray(0, this.#held));
      this.#partial = grown;
    }
    this.#partial.set(chunk.subarray(offset, offset + length), this.#held);
    this.#held += length;
  }
}
