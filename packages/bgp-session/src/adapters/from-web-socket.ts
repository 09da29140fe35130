import type { Cancel, Clock } from '../clock.js';
import type { DuplexEvents, DuplexLike } from '../duplex.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import { systemClock } from './system-clock.js';

/*
 * BGP over WebSocket (RFC 6455): the octets of the stream as binary messages, whose borders mean nothing. Two things a
 * stream has are missing there:
 *
 * - No event tells that octets have left. `bufferedAmount` does, so it is looked at while something waits: in every turn
 *   of the host while it shrinks, and ever more seldom while it does not.
 * - A browser's socket cannot be paused. What comes meanwhile is held, up to a bound; beyond it the stream is given up.
 *   The `ws` package can pause, so there it is the peer that waits.
 */

/** What is used of a browser's `WebSocket` and of the one of `ws`, which has more; nothing here imports either. */
export interface WebSocketLike {
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

export type WebSocketEventType = 'open' | 'message' | 'error' | 'close';

export interface WebSocketOptions {
  /** Times the looks at `bufferedAmount`. Default: the host's clock. */
  readonly clock?: Clock | undefined;
}

const CONNECTING = 0;
const OPEN = 1;

/** Most octets of one message, so that a reader never has to take a long write in one piece. */
const MESSAGE = 65536;

/** Octets held while the user pauses a socket that cannot pause, a small message counted as 256: 32 times what a peer may have buffered with us (128 KiB). */
const HELD_LIMIT = 32 * 131_072;

/** Longest wait between two looks at a socket that takes nothing. */
const LOOK_MS = 64;

/** Close codes (RFC 6455 §7.4): normal closure, no code at all, and one for private use. */
const NORMAL = 1000;
const NO_CODE = 1005;
const DESTROYED = 4000;

/**
 * A WebSocket as a port. One that is still connecting will do: what is written waits until it is open. `end` closes it
 * with code 1000; any other end than a normal closure, a text message, and a failure are the error of `closed`.
 */
export function fromWebSocket(socket: WebSocketLike, options: WebSocketOptions = {}): DuplexLike {
  return new WebSocketAdapter(socket, options.clock ?? systemClock());
}

const ignoreError = (): void => undefined;

class WebSocketAdapter implements DuplexLike {
  readonly #socket: WebSocketLike;
  readonly #clock: Clock;
  readonly #inbox = new Inbox((bytes) => this.#events?.data(bytes));
  readonly #outbox = new Outbox();
  #events: DuplexEvents | undefined;
  /** What was written before the socket was open. */
  #early: Uint8Array[] = [];
  /** Octets given to the socket, and those that have left it. */
  #sent = 0;
  #left = 0;
  #looking = false;
  #waitMs = 0;
  #cancel: Cancel | undefined;
  #ending = false;
  /** The other end closed in good order; what it had sent is still to be delivered. */
  #ended = false;
  #over = false;
  #error: Error | undefined;

  readonly #listeners: readonly (readonly [type: WebSocketEventType, listener: (event: unknown) => void])[] = [
    ['open', () => this.#onOpen()],
    ['message', (event) => this.#onMessage((event as MessageEventLike).data)],
    ['error', (event) => this.#finish(failureOf(event as ErrorEventLike))],
    ['close', (event) => this.#onClose(event as CloseEventLike)],
  ];

  constructor(socket: WebSocketLike, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.binaryType = 'arraybuffer';
    for (const [type, listener] of this.#listeners) socket.addEventListener(type, listener);
    if (socket.readyState > OPEN) this.#finish(new Error('the WebSocket is closed'));
  }

  get unaccepted(): number {
    return this.#outbox.unaccepted;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    if (this.#over) {
      events.closed(this.#error);
      return;
    }
    this.#inbox.attach();
    this.#finishEmptied();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ending || this.#ended) return false;
    const room = this.#outbox.push(bytes.length, accepted);
    if (this.#socket.readyState === CONNECTING) this.#early.push(bytes);
    else this.#send(bytes);
    return room;
  }

  end(): void {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    if (!this.#outbox.empty) return;
    if (this.#socket.readyState === CONNECTING) this.#finish();
    else this.#socket.close(NORMAL);
  }

  destroy(error?: Error): void {
    this.#finish(error);
  }

  pause(): void {
    this.#inbox.pause();
    if (!this.#over) this.#socket.pause?.();
  }

  resume(): void {
    this.#inbox.resume();
    if (!this.#over && !this.#inbox.paused) this.#socket.resume?.();
    this.#finishEmptied();
  }

  #onOpen(): void {
    if (this.#inbox.paused) this.#socket.pause?.();
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.#send(bytes);
  }

  #onMessage(data: unknown): void {
    if (typeof data === 'string') {
      this.#finish(new Error('a text message came over the WebSocket: BGP takes binary ones only'));
      return;
    }
    this.#inbox.receive(new Uint8Array(data as ArrayBuffer));
    if (this.#inbox.cost <= HELD_LIMIT) return;
    this.#finish(new Error(`more than ${HELD_LIMIT} octets came over a WebSocket that cannot be paused`));
  }

  #onClose({ code, reason }: CloseEventLike): void {
    if (code === NORMAL || code === NO_CODE) {
      this.#ended = true;
      this.#finishEmptied();
    } else {
      const text = reason === '' ? '' : `: ${JSON.stringify(reason)}`;
      this.#finish(new Error(`the WebSocket was closed with code ${code}${text}`));
    }
  }

  /** What came before the end was delivered, and the user has not paused over it. */
  #finishEmptied(): void {
    if (this.#ended && this.#inbox.length === 0 && !this.#inbox.paused) this.#finish();
  }

  #send(bytes: Uint8Array): void {
    this.#sent += bytes.length;
    for (let at = 0; at < bytes.length; at += MESSAGE) {
      this.#socket.send(bytes.subarray(at, at + MESSAGE) as Uint8Array<ArrayBuffer>);
    }
    this.#look();
  }

  /** Looks soon at what has left; after a look that found nothing, later. */
  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    if (this.#waitMs === 0) this.#clock.defer(this.#onLook);
    else this.#cancel = this.#clock.after(this.#waitMs, this.#onLook);
  }

  readonly #onLook = (): void => {
    this.#looking = false;
    if (this.#over) return;
    const left = this.#sent - this.#socket.bufferedAmount;
    this.#waitMs = left > this.#left ? 0 : Math.min(Math.max(2 * this.#waitMs, 1), LOOK_MS);
    this.#left = left;
    this.#outbox.accept(left);
    if (!this.#outbox.empty) this.#look();
    else this.#onEmpty();
  };

  #onEmpty(): void {
    this.#waitMs = 0;
    if (this.#over) return;
    if (this.#ending) this.#socket.close(NORMAL);
    else if (this.#outbox.unblock()) this.#events?.drain();
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#cancel?.();
    this.#early = [];
    this.#inbox.clear();
    this.#outbox.clear();
    const socket = this.#socket;
    socket.addEventListener('error', ignoreError);
    for (const [type, listener] of this.#listeners) socket.removeEventListener(type, listener);
    if (socket.terminate !== undefined) socket.terminate();
    else if (error === undefined) socket.close();
    else socket.close(DESTROYED);
    this.#events?.closed(error);
  }
}

interface MessageEventLike {
  readonly data: unknown;
}

interface CloseEventLike {
  readonly code: number;
  readonly reason: string;
}

/** A browser keeps to itself what the error was. */
interface ErrorEventLike {
  readonly error?: unknown;
}

function failureOf({ error }: ErrorEventLike): Error {
  return error instanceof Error ? error : new Error('the WebSocket failed');
}
