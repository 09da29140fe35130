import type { DuplexEvents, DuplexLike } from '../duplex.js';
import { Fifo } from './fifo.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';

/*
 * A stream over messages between two threads, with this adapter at both ends. A port has neither back-pressure nor, on
 * every host, a word about its end, so both are messages:
 *
 *     { type: 'data', bytes }        up to 64 KiB; at most 128 KiB are on their way or held at any time
 *     { type: 'accepted', octets }   the reader's user has taken so many: its writer may send as many again
 *     { type: 'end', failed }        the stream is over in both directions; nothing follows
 *
 * Octets are copied once, into a buffer of their own, which is transferred: what was written may be shared with others,
 * and to clone a view would clone all of the buffer behind it.
 */

/** What is used of a `MessagePort`, a worker, the scope of a worker or a `BroadcastChannel` that two share. */
export interface MessagePortLike {
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

type PortMessage =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'accepted'; readonly octets: number }
  | { readonly type: 'end'; readonly failed: boolean };

/** Most octets of one message. */
const PIECE = 65536;

/** Most octets that a reader has to hold: what a peer may have buffered with us. */
const WINDOW = 131_072;

/**
 * A `MessagePort` as a port, or anything like it; the other end has to be one as well. It is the port's only user, and
 * closes it at the end. Where a thread ends without a word, `closed` comes if the host tells (Node does, a browser may
 * not: then the session's hold timer finds out).
 */
export function fromMessagePort(port: MessagePortLike): DuplexLike {
  return new MessagePortAdapter(port);
}

class MessagePortAdapter implements DuplexLike {
  readonly #port: MessagePortLike;
  readonly #inbox = new Inbox((bytes) => this.#deliver(bytes));
  readonly #outbox = new Outbox();
  #events: DuplexEvents | undefined;
  /** Pieces that the window has no room for yet. */
  readonly #waiting = new Fifo<Uint8Array>();
  #posted = 0;
  /** Octets of those posted that the other end has taken. */
  #taken = 0;
  #ending = false;
  #over = false;
  #error: Error | undefined;

  readonly #listeners: readonly (readonly [type: string, listener: (argument: unknown) => void])[];

  constructor(port: MessagePortLike) {
    this.#port = port;
    const onMessage = (message: unknown) => this.#onMessage(message);
    const onLost = () => this.#finish(new Error('the port was closed'));
    this.#listeners = [
      ['message', port.addEventListener ? (event) => onMessage((event as { readonly data: unknown }).data) : onMessage],
      ['messageerror', () => this.#fail('a message came that cannot be read')],
      ['close', onLost],
      ['exit', onLost],
    ];
    for (const [type, listener] of this.#listeners) {
      if (port.addEventListener) port.addEventListener(type, listener);
      else port.on?.(type, listener);
    }
    port.start?.();
  }

  get unaccepted(): number {
    return this.#outbox.unaccepted;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    if (this.#over) events.closed(this.#error);
    else this.#inbox.attach();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ending) return false;
    const room = this.#outbox.push(bytes.length, accepted);
    for (let at = 0; at === 0 || at < bytes.length; at += PIECE) this.#waiting.push(bytes.subarray(at, at + PIECE));
    this.#postWaiting();
    return room;
  }

  end(): void {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    if (this.#outbox.empty) this.destroy();
  }

  destroy(error?: Error): void {
    if (this.#over) return;
    this.#post({ type: 'end', failed: error !== undefined });
    this.#finish(error);
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  #onMessage(message: unknown): void {
    if (this.#over) return;
    if (!isPortMessage(message)) this.#fail('a message came that fromMessagePort has not sent');
    else if (message.type === 'data') this.#onData(message.bytes);
    else if (message.type === 'accepted') this.#onAccepted(message.octets);
    else this.#finish(message.failed ? new Error('the other end was destroyed') : undefined);
  }

  #onData(bytes: Uint8Array): void {
    if (bytes.length === 0) this.#post({ type: 'accepted', octets: 0 });
    else if (this.#inbox.length + bytes.length > WINDOW)
      this.#fail(`more than ${WINDOW} octets came that nobody asked for`);
    else this.#inbox.receive(bytes);
  }

  #onAccepted(octets: number): void {
    const onTheirWay = this.#posted - this.#taken;
    if (octets < 0 || octets > onTheirWay) {
      this.#fail(`${octets} octets were accepted of ${onTheirWay} on their way`);
      return;
    }
    this.#taken += octets;
    this.#outbox.accept(this.#taken);
    if (this.#over) return;
    this.#postWaiting();
    if (!this.#outbox.empty) return;
    if (this.#ending) this.destroy();
    else if (this.#outbox.unblock()) this.#events?.drain();
  }

  #deliver(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#events?.data(bytes);
    if (!this.#over) this.#post({ type: 'accepted', octets: length });
  }

  #postWaiting(): void {
    for (let piece = this.#waiting.first; piece !== undefined; piece = this.#waiting.first) {
      if (this.#posted + piece.length - this.#taken > WINDOW) return;
      this.#waiting.shift();
      this.#posted += piece.length;
      const bytes = new Uint8Array(piece);
      this.#post({ type: 'data', bytes }, [bytes.buffer]);
    }
  }

  #post(message: PortMessage, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #fail(reason: string): void {
    this.destroy(new Error(reason));
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#inbox.clear();
    this.#outbox.clear();
    this.#waiting.clear();
    const port = this.#port;
    for (const [type, listener] of this.#listeners) {
      if (port.removeEventListener) port.removeEventListener(type, listener);
      else port.off?.(type, listener);
    }
    if (port.start !== undefined) port.close?.();
    this.#events?.closed(error);
  }
}

/** True for a message of the other end, whatever else comes over the port. */
function isPortMessage(message: unknown): message is PortMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  if (message.type === 'data') return 'bytes' in message && isWhole(message.bytes);
  if (message.type === 'accepted') return 'octets' in message && Number.isInteger(message.octets);
  return message.type === 'end' && 'failed' in message;
}

/** True for octets with a buffer of their own: a view would hold all of the buffer behind it. */
function isWhole(bytes: unknown): boolean {
  return bytes instanceof Uint8Array && bytes.length === bytes.buffer.byteLength;
}
