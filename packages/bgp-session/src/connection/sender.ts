import { type Family, HEADER_LENGTH, type OrfCollection, readU16 } from '@mesh/bgp-wire';
import type { Cancel, Clock } from '../clock.js';
import type { CloseReason } from '../close-reason.js';
import type { DuplexLike } from '../duplex.js';
import type { UpdateSource } from '../update-source.js';
import { Refreshes, type RefreshMarks } from './refreshes.js';
import type { Taps } from './taps.js';
import { type Counting, countMessage } from './traffic.js';

/*
 * What leaves a session. Updates are pulled: the source is asked for the next chunk only while the stream takes it and
 * none of its chunks is unaccepted. Control messages are written at once, whatever waits (RFC 4271 gives no licence to
 * be late with a KEEPALIVE): a KEEPALIVE at most once, for a second one behind it says nothing new.
 */

/** Most octets of updates that are asked for at once. */
const CHUNK = 65536;

/** Where raw sending is told to stop, and where it ends the session. */
const SOFT_LIMIT = 8 << 20;
export const HARD_LIMIT: number = 32 << 20;

/** What a sender works with. */
export interface SenderPorts {
  readonly clock: Clock;
  readonly count: Counting;
  readonly taps: Taps;
  /** How long to rest once all has been told, in milliseconds; 0 for not at all (MinRouteAdvertisementIntervalTimer). */
  restMs(): number;
}

/** What a sender tells. */
export interface SenderUser {
  /** A KEEPALIVE or UPDATE was written: the keepalive timer starts again (RFC 4271 §8.2.2). */
  wrote(): void;
  /** The stream took a message: the send hold timer starts again (RFC 9687 §4). */
  accepted(): void;
  /** Calls a source: what it throws is reported, and ends nothing. */
  guard(call: () => unknown): void;
}

export class Sender {
  readonly #stream: DuplexLike;
  readonly #user: SenderUser;
  readonly #count: Counting;
  readonly #taps: Taps;
  readonly #clock: Clock;
  readonly #restMs: () => number;
  /** Something was told since the last rest. */
  #told = false;
  /** The source is left alone until this is over. */
  #rest: Cancel | undefined;
  #source: UpdateSource | undefined;
  #chunk: Uint8Array | undefined;
  #writable = true;
  #pulling = false;
  /** Others have their turn before the source is asked again. */
  #yielding = false;
  /** The source has something again since it was asked. */
  #woken = false;
  #keepalives = 0;
  /** Made with the source, whose routes they send again. */
  #refreshes: Refreshes | undefined;
  /** The source is not to be asked yet. */
  #held = false;
  #closed = false;

  constructor(stream: DuplexLike, { clock, count, taps, restMs }: SenderPorts, user: SenderUser) {
    this.#stream = stream;
    this.#count = count;
    this.#taps = taps;
    this.#clock = clock;
    this.#restMs = restMs;
    this.#user = user;
  }

  /** The stream would take something at once. */
  get writable(): boolean {
    return this.#writable && this.#stream.unaccepted === 0;
  }

  /** Writes an OPEN, NOTIFICATION or ROUTE-REFRESH at once. */
  control(bytes: Uint8Array): void {
    this.#write(bytes, () => this.#user.accepted());
  }

  /** Writes a KEEPALIVE, unless one is on its way. */
  keepalive(bytes: Uint8Array): void {
    this.#user.wrote();
    if (this.#keepalives > 0) return;
    this.#keepalives++;
    this.#write(bytes, () => {
      this.#keepalives--;
      this.#user.accepted();
    });
  }

  /** Writes octets as they are. False: the peer is behind, hold on; undefined: it is too far behind. */
  raw(bytes: Uint8Array): boolean | undefined {
    if (this.#stream.unaccepted + bytes.length > HARD_LIMIT) return undefined;
    this.#write(bytes, () => this.#user.accepted());
    this.#user.wrote();
    return this.#stream.unaccepted < SOFT_LIMIT;
  }

  /** Sends what a source has from here on; where it is held, from `begin` on. */
  attach(source: UpdateSource, held: boolean): void {
    this.#source = source;
    this.#refreshes = new Refreshes(this.#clock, {
      begin: (family, marks) => this.#beginRefresh(family, marks),
      end: (marks) => {
        if (marks !== undefined) this.control(marks.end);
      },
    });
    this.#held = held;
    this.#user.guard(() =>
      source.onReady(() => {
        this.#woken = true;
        this.#pull();
      }),
    );
    this.#pull();
  }

  /** A source that was held may send. */
  begin(): void {
    this.#held = false;
    this.#pull();
  }

  /**
   * Has the source send a family again, between marks where both sides know them (RFC 7313 §4): once it has sent all there
   * was at first, End-of-RIB with it.
   */
  refresh(family: Family, marks: RefreshMarks | undefined): void {
    if (this.#source?.refresh !== undefined) this.#refreshes?.ask(family, marks);
  }

  #beginRefresh(family: Family, marks: RefreshMarks | undefined): void {
    if (marks !== undefined) this.control(marks.begin);
    this.#user.guard(() =>
      this.#source?.refresh?.(family, () => {
        this.#refreshes?.handedOut(family, marks);
        if (!this.#pulling) this.#refreshes?.finish();
      }),
    );
  }

  /** Hands filters of the peer to the source. */
  filter(family: Family, filters: readonly OrfCollection[]): void {
    this.#user.guard(() => this.#source?.filter?.(family, filters));
  }

  /** Has the source tell the peer that its routes are about to go. */
  gracefulShutdown(): void {
    this.#user.guard(() => this.#source?.gracefulShutdown?.());
  }

  drain(): void {
    this.#writable = true;
    this.#pull();
  }

  /** Nothing more is sent; the source is told, and chunks that were not accepted are lost. */
  close(reason: CloseReason): void {
    this.#closed = true;
    this.#chunk = undefined;
    this.#refreshes?.close();
    this.#rest?.();
    const source = this.#source;
    this.#source = undefined;
    if (source !== undefined) this.#user.guard(() => source.close(reason));
  }

  #pull(): void {
    if (this.#pulling || this.#yielding || this.#held || this.#rest !== undefined) return;
    this.#pulling = true;
    this.#user.guard(() => {
      while (this.#writable && this.#chunk === undefined && !this.#yielding && !this.#closed) {
        const chunk = this.#source?.next(CHUNK);
        this.#woken = false;
        if (chunk !== undefined) {
          this.#checkOctets(chunk);
          this.#chunk = chunk;
          this.#told = true;
          this.#write(chunk, () => this.#acceptedChunk(chunk));
          this.#user.wrote();
        }
        this.#refreshes?.finish();
        if (chunk === undefined && this.#source !== undefined) this.#refreshes?.open();
        if (chunk === undefined && (this.#beginRest() || !this.#woken)) return;
      }
    });
    this.#pulling = false;
  }

  /** All has been told: where there is an interval, the source is left alone for it. */
  #beginRest(): boolean {
    const ms = this.#told ? this.#restMs() : 0;
    this.#told = false;
    if (ms === 0) return false;
    this.#rest = this.#clock.after(ms, () => {
      this.#rest = undefined;
      this.#pull();
    });
    return true;
  }

  /** An asynchronous `next` is a mistake that the types forbid, and must not reach the stream all the same. */
  #checkOctets(chunk: unknown): void {
    if (chunk instanceof Uint8Array) return;
    this.#user.guard(() => chunk);
    throw new TypeError('the next of a source gives octets or undefined');
  }

  #acceptedChunk(chunk: Uint8Array): void {
    if (this.#closed) return;
    this.#chunk = undefined;
    this.#user.accepted();
    this.#user.guard(() => this.#source?.accepted(chunk));
    this.#yield();
  }

  /** One chunk a turn: a peer that takes them as fast as they come must not have the event loop for itself. */
  #yield(): void {
    if (this.#yielding) return;
    this.#yielding = true;
    this.#clock.defer(() => {
      this.#yielding = false;
      this.#pull();
    });
  }

  #write(bytes: Uint8Array, accepted: () => void): void {
    if (this.#closed) return;
    countMessages(bytes, this.#count);
    this.#taps.sent(bytes);
    this.#writable = this.#stream.write(bytes, accepted);
  }
}

/** Counts the messages in octets that hold whole ones; octets that are no messages count as octets alone. */
function countMessages(bytes: Uint8Array, count: Counting): void {
  count.octets += bytes.length;
  for (let at = 0; at + HEADER_LENGTH <= bytes.length; ) {
    const length = readU16(bytes, at + 16);
    if (length < HEADER_LENGTH) return;
    countMessage(count, bytes[at + 18]!);
    at += length;
  }
}
