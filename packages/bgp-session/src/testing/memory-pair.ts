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

/** What lies in one direction between the two ends of a stream. */
export interface MemoryPath {
  /** When octets that are written now arrive; not before those written earlier. */
  arrives(now: number): number;
  /** From when on something passes: `Infinity` for not before the end is woken. */
  opens(now: number): number;
  /** Most octets that the next `data` call brings. */
  chunk(): number;
  /** Octets are about to be brought; borrowed. */
  passing(octets: Uint8Array): void;
  /** Calls back when the other end is to learn that this one is no more. */
  broken(tell: () => void): void;
  /** The end that writes here is over. */
  over(): void;
}

/** How two ends are made. */
export interface MemoryEndOptions extends Pick<MemoryPairOptions, 'highWaterMark' | 'poison' | 'addresses'> {
  readonly paths: readonly [forth: MemoryPath, back: MemoryPath];
  /** Ports of the first and the second end. */
  readonly ports?: readonly [first: number, second: number] | undefined;
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
  const { latencyMs = 0, chunk = Number.POSITIVE_INFINITY } = options;
  if (!(chunk >= 1)) throw new RangeError(`a chunk has 1 octet or more, got ${chunk}`);
  const path = evenPath(clock, latencyMs, chunk);
  const ours = new MemoryEnd(clock, { ...options, paths: [path, path] });
  return [ours, ours.other];
}

/** A path on which nothing happens but time. */
function evenPath(clock: Clock, latencyMs: number, chunk: number): MemoryPath {
  return {
    arrives: (now) => now + latencyMs,
    opens: () => 0,
    chunk: () => chunk,
    passing: () => undefined,
    broken: (tell) => (latencyMs > 0 ? clock.after(latencyMs, tell) : clock.defer(tell)),
    over: () => undefined,
  };
}

/** One end of a stream in memory. */
export class MemoryEnd implements DuplexLike {
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly remotePort: number | undefined;
  readonly #clock: Clock;
  readonly #path: MemoryPath;
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

  constructor(clock: Clock, options: MemoryEndOptions, other?: MemoryEnd) {
    const { paths, highWaterMark = 65536, poison = false, addresses = [], ports } = options;
    this.#clock = clock;
    this.#path = paths[0];
    this.#highWaterMark = highWaterMark;
    this.#poison = poison;
    [this.localAddress, this.remoteAddress] = addresses;
    [this.localPort, this.remotePort] = ports ?? [];
    this.other =
      other ??
      new MemoryEnd(
        clock,
        {
          highWaterMark,
          poison,
          paths: [paths[1], paths[0]],
          addresses: [addresses[1] as string, addresses[0] as string],
          ports: ports && [ports[1], ports[0]],
        },
        this,
      );
  }

  get unaccepted(): number {
    return this.#unaccepted;
  }

  /** It has been closed. */
  get isOver(): boolean {
    return this.#over;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    if (this.#over) events.closed(this.#error);
    else this.other.#schedule();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ending) return false;
    this.#outgoing.push({ bytes, accepted, arrives: this.#path.arrives(this.#clock.now()), offset: 0 });
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
    this.#path.broken(() => this.other.#finish(reset));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.other.#schedule();
  }

  /** What was written here may pass sooner than was said. */
  wake(): void {
    if (this.#over) return;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#scheduled = false;
    this.#schedule();
  }

  /** This end is over and the other does not learn of it: half a connection is left. */
  lapse(error: Error): void {
    this.#finish(error);
  }

  /** This end falls over in the middle of what it writes: `keeps` says how much of the next octets still goes out. */
  crash(error: Error, keeps: (octets: number) => number): void {
    if (this.#over) return;
    const next = this.#outgoing[0];
    const rest = next?.bytes.slice(next.offset, next.offset + keeps(next.bytes.length - next.offset));
    this.#finish(error);
    this.#path.broken(() => {
      if (rest !== undefined && rest.length > 0 && this.other.#ready) this.#bring(rest);
      this.other.#finish(new Error('read ECONNRESET'));
    });
  }

  /** Sees to it that what was written here goes on its way. */
  #schedule(): void {
    if (this.#scheduled || this.#over) return;
    const next = this.#outgoing[0];
    if (next === undefined && !this.#ending) return;
    const now = this.#clock.now();
    const wait = Math.max(next === undefined ? this.#path.arrives(now) : next.arrives, this.#path.opens(now)) - now;
    if (wait === Number.POSITIVE_INFINITY) return;
    this.#scheduled = true;
    if (wait > 0) this.#cancel = this.#clock.after(wait, this.#moveNow);
    else this.#clock.defer(this.#moveNow);
  }

  readonly #moveNow = (): void => {
    this.#scheduled = false;
    this.#cancel = undefined;
    this.#move();
  };

  /** Hands the other end what has arrived, while it takes it. */
  #move(): void {
    while (!this.#over && this.other.#ready) {
      const segment = this.#outgoing[0];
      if (segment === undefined) break;
      const now = this.#clock.now();
      if (segment.arrives > now || this.#path.opens(now) > now) {
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
    if (this.#ending && this.#outgoing.length === 0 && !this.#over) this.#conclude();
  }

  #deliver(segment: Segment): void {
    const end = Math.min(segment.bytes.length, segment.offset + this.#path.chunk());
    const octets = segment.bytes.subarray(segment.offset, end);
    segment.offset = end;
    this.#bring(octets);
    if (this.#over || end < segment.bytes.length) return;
    this.#outgoing.shift();
    this.#unaccepted -= segment.bytes.length;
    segment.accepted();
  }

  #bring(octets: Uint8Array): void {
    this.#path.passing(octets);
    this.other.#receive(this.#poison ? octets.slice() : octets, this.#poison);
  }

  /** All has been taken: the stream ends in good order. */
  #conclude(): void {
    if (this.#path.opens(this.#clock.now()) > this.#clock.now()) {
      this.#schedule();
      return;
    }
    this.other.#finish();
    this.#finish();
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
    this.#path.over();
    this.#events?.closed(error);
  }
}
