import { type Family, HEADER_LENGTH, readU16 } from '@mesh/bgp-wire';
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
  #source: UpdateSource | undefined;
  #chunk: Uint8Array | undefined;
  #writable = true;
  #pulling = false;
  #keepalives = 0;
  /** Made when the peer first asks for a family again. */
  #refreshes: Refreshes | undefined;
  #closed = false;

  constructor(stream: DuplexLike, count: Counting, taps: Taps, user: SenderUser) {
    this.#stream = stream;
    this.#count = count;
    this.#taps = taps;
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

  /** Sends what a source has from here on. */
  attach(source: UpdateSource): void {
    this.#source = source;
    this.#user.guard(() => source.onReady(() => this.#pull()));
    this.#pull();
  }

  /**
   * Has the source send a family again, between marks where both sides know them (RFC 7313 §4). Of what the peer asks
   * for while that is under way, one more round is made.
   */
  refresh(family: Family, marks: RefreshMarks | undefined): void {
    const source = this.#source;
    if (source?.refresh === undefined) return;
    this.#refreshes ??= new Refreshes();
    const refreshes = this.#refreshes;
    if (!refreshes.begin(family)) return;
    if (marks !== undefined) this.control(marks.begin);
    this.#user.guard(() =>
      source.refresh?.(family, () => {
        refreshes.handedOut(family, marks);
        if (!this.#pulling) this.#endRefreshes();
      }),
    );
  }

  /** After the octets that hold the last of a family: the mark, and another round where the peer asked again. */
  #endRefreshes(): void {
    if (this.#refreshes === undefined) return;
    for (const { family, marks, again } of this.#refreshes.finish()) {
      if (marks !== undefined) this.control(marks.end);
      if (again) this.refresh(family, marks);
    }
  }

  drain(): void {
    this.#writable = true;
    this.#pull();
  }

  /** Nothing more is sent; the source is told, and chunks that were not accepted are lost. */
  close(reason: CloseReason): void {
    this.#closed = true;
    this.#chunk = undefined;
    const source = this.#source;
    this.#source = undefined;
    if (source !== undefined) this.#user.guard(() => source.close(reason));
  }

  #pull(): void {
    if (this.#pulling) return;
    this.#pulling = true;
    this.#user.guard(() => {
      while (this.#writable && this.#chunk === undefined && !this.#closed) {
        const chunk = this.#source?.next(CHUNK);
        if (chunk !== undefined) {
          this.#checkOctets(chunk);
          this.#chunk = chunk;
          this.#write(chunk, () => this.#acceptedChunk(chunk));
          this.#user.wrote();
        }
        this.#endRefreshes();
        if (chunk === undefined) return;
      }
    });
    this.#pulling = false;
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
    this.#pull();
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
