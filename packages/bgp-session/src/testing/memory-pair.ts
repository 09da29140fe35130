import type { Cancel, Clock } from '../clock.js';
import type { DuplexEvents, DuplexLike } from '../duplex.js';

export interface MemoryPairOptions {
  /** One-way delay in milliseconds; 0, the default, delivers as input of the clock's next turn. */
  readonly latencyMs?: number;
  /** Most octets that one `data` call brings. Default: what was written, as it was written. */
  readonly chunk?: number;
  /** Octets that may wait before `write` returns false. Default 65 536. */
  readonly highWaterMark?: number;
  /** Overwrite delivered octets once the call has returned, so that whoever kept a slice is found out. */
  readonly poison?: boolean;
  /** What the first and the second end call themselves. */
  readonly addresses?: readonly [first: string, second: string];
}

/** Octets on their way. */
interface Segment {
  readonly bytes: Uint8Array;
  readonly accepted: () => void;
  readonly arrives: number;
  offset: number;
}

const POISON = 0xdb;

/**
 * Two ends of a stream in memory, driven by a clock, with back-pressure: what one writes is accepted when the other has
 * taken it, so a reader that pauses stops its writer at once.
 */
export function memoryPair(clock: Clock, options: MemoryPairOptions = {}): [DuplexLike, DuplexLike] {
  const ours = new MemoryEnd(clock, options, options.addresses ?? []);
  return [ours, ours.other];
}

class MemoryEnd implements DuplexLike {
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #chunk: number;
  readonly #highWaterMark: number;
  readonly #poison: boolean;
  readonly other: MemoryEnd;
  #events: DuplexEvents | undefined;
  /** What was written here and the other end has not taken. */
  #outgoing: Segment[] = [];
  #unaccepted = 0;
  #blocked = false;
  #ending = false;
  #paused = false;
  #over = false;
  #error: Error | undefined;
  #scheduled = false;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, options: MemoryPairOptions, addresses: readonly string[], other?: MemoryEnd) {
    this.#clock = clock;
    this.#latencyMs = options.latencyMs ?? 0;
    this.#chunk = options.chunk ?? Number.POSITIVE_INFINITY;
    this.#highWaterMark = options.highWaterMark ?? 65536;
    this.#poison = options.poison ?? false;
    [this.localAddress, this.remoteAddress] = addresses;
    if (!(this.#chunk >= 1)) throw new RangeError(`a chunk has 1 octet or more, got ${this.#chunk}`);
    this.other = other ?? new MemoryEnd(clock, options, addresses.toReversed(), this);
  }

  get unaccepted(): number {
    return this.#unaccepted;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    if (this.#over) events.closed(this.#error);
    else this.other.#schedule();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ending) return false;
    this.#outgoing.push({ bytes, accepted, arrives: this.#clock.now() + this.#latencyMs, offset: 0 });
    this.#unaccepted += bytes.length;
    this.#schedule();
    this.#blocked = this.#unaccepted >= this.#highWaterMark;
    return !this.#blocked;
  }

  end(): void {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    this.#schedule();
  }

  destroy(error?: Error): void {
    if (this.#over) return;
    this.#finish(error);
    const reset = error === undefined ? undefined : new Error('the other end was destroyed');
    this.#later(() => this.other.#finish(reset));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.other.#schedule();
  }

  /** Sees to it that what was written here goes on its way. */
  #schedule(): void {
    if (this.#scheduled || this.#over) return;
    const next = this.#outgoing[0];
    if (next === undefined && !this.#ending) return;
    this.#scheduled = true;
    const move = () => {
      this.#scheduled = false;
      this.#move();
    };
    const wait = next === undefined ? this.#latencyMs : next.arrives - this.#clock.now();
    if (wait > 0) this.#cancel = this.#clock.after(wait, move);
    else this.#clock.defer(move);
  }

  #later(fn: () => void): void {
    if (this.#latencyMs > 0) this.#clock.after(this.#latencyMs, fn);
    else this.#clock.defer(fn);
  }

  /** Hands the other end what has arrived, while it takes it. */
  #move(): void {
    while (!this.#over && this.other.#ready) {
      const segment = this.#outgoing[0];
      if (segment === undefined) break;
      if (segment.arrives > this.#clock.now()) {
        this.#schedule();
        return;
      }
      this.#deliver(segment);
    }
    if (this.#over || this.#outgoing.length > 0) return;
    if (this.#blocked) {
      this.#blocked = false;
      this.#events?.drain();
    }
    if (this.#ending && this.#outgoing.length === 0 && !this.#over) {
      this.other.#finish();
      this.#finish();
    }
  }

  #deliver(segment: Segment): void {
    const end = Math.min(segment.bytes.length, segment.offset + this.#chunk);
    const octets = segment.bytes.subarray(segment.offset, end);
    segment.offset = end;
    this.other.#receive(this.#poison ? octets.slice() : octets, this.#poison);
    if (this.#over || end < segment.bytes.length) return;
    this.#outgoing.shift();
    this.#unaccepted -= segment.bytes.length;
    segment.accepted();
  }

  /** True where this end takes data now. */
  get #ready(): boolean {
    return this.#events !== undefined && !this.#paused && !this.#over;
  }

  #receive(octets: Uint8Array, poison: boolean): void {
    this.#events?.data(octets);
    if (poison) octets.fill(POISON);
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#outgoing = [];
    this.#unaccepted = 0;
    this.#cancel?.();
    this.#events?.closed(error);
  }
}
