import { systemClock } from '../adapters/system-clock.js';
import type { Cancel, Clock } from '../clock.js';

/** One thing to do. Compared by time, then by the order in which it was asked for. */
interface Entry {
  readonly due: number;
  readonly order: number;
  fn: (() => void) | undefined;
  /** It waits in the heap. */
  waits: boolean;
}

/** How far `advance` follows a predicate that never holds, unless told otherwise: an hour. */
const ADVANCE_LIMIT_MS = 3_600_000;

/**
 * Time that moves only when it is told to, from deadline to deadline, so that an hour of protocol is a second of
 * computing, the same way each time.
 *
 * - `runFor` and `runUntil` are synchronous: enough where nothing awaits.
 * - `advance` lets the host take a turn after each deadline, for code that awaits (storage, `flushed()`).
 * - What is deferred runs before time moves; timers of one moment run in the order they were set.
 */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  #cancelled = 0;
  #timers: Entry[] = [];
  #deferred: (() => void)[] = [];
  #running = false;
  readonly #host: Clock = systemClock();

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): Cancel {
    if (!(ms >= 0)) throw new RangeError(`a timer waits 0 milliseconds or more, got ${ms}`);
    const entry: Entry = { due: this.#now + ms, order: this.#order++, fn, waits: true };
    this.#push(entry);
    return () => {
      if (entry.fn === undefined) return;
      entry.fn = undefined;
      // One that is late with others has left already.
      if (!entry.waits) return;
      this.#cancelled++;
      if (this.#cancelled > 64 && 2 * this.#cancelled > this.#timers.length) this.#compact();
    };
  }

  defer(fn: () => void): void {
    this.#deferred.push(fn);
  }

  /** Timers and deferred calls that wait: 0 once everything has been released. */
  get pending(): number {
    return this.#timers.length - this.#cancelled + this.#deferred.length;
  }

  /** Moves time on, doing everything that falls due on the way. */
  runFor(ms: number): void {
    this.#exclusively(() => {
      const end = this.#now + ms;
      while (this.#step(end)) {}
      this.#now = end;
    });
  }

  /** Moves from deadline to deadline until the predicate holds; false where `maxMs` passed first or nothing is left to do. */
  runUntil(predicate: () => boolean, maxMs: number): boolean {
    return this.#exclusively(() => {
      const end = this.#now + maxMs;
      while (!predicate()) {
        if (this.#step(end)) continue;
        this.#now = end;
        return predicate();
      }
      return true;
    });
  }

  /**
   * As `runFor` or `runUntil`, but after each deadline the host takes a turn, in which promises settle, before time
   * moves. Resolves to whether the predicate held; a predicate is followed for an hour unless `maxMs` says otherwise.
   */
  async advance(until: number | (() => boolean), maxMs: number = ADVANCE_LIMIT_MS): Promise<boolean> {
    const end = this.#now + (typeof until === 'number' ? until : maxMs);
    const done = typeof until === 'number' ? () => false : until;
    for (;;) {
      await this.#hostTurn();
      if (done()) return true;
      if (this.#exclusively(() => this.#step(end))) continue;
      this.#now = Math.max(this.#now, end);
      return typeof until === 'number' || done();
    }
  }

  /**
   * A stall of the event loop: time passes and nothing runs; then what fell due runs late, timers before deferred
   * calls and input, as a host's loop has it.
   */
  stall(ms: number): void {
    this.#exclusively(() => {
      this.#now += ms;
      const late: Entry[] = [];
      for (let entry = this.#pop(this.#now); entry !== undefined; entry = this.#pop(this.#now)) late.push(entry);
      for (const entry of late) {
        const { fn } = entry;
        entry.fn = undefined;
        fn?.();
      }
    });
  }

  #hostTurn(): Promise<void> {
    return new Promise((resolve) => this.#host.defer(resolve));
  }

  /** Time belongs to one driver: a callback that drives it would run others inside its own turn. */
  #exclusively<T>(drive: () => T): T {
    if (this.#running) throw new RangeError('the clock is being driven already: a callback must not move time');
    this.#running = true;
    try {
      return drive();
    } finally {
      this.#running = false;
    }
  }

  /** Does the next thing due by `end`; false where there is none. */
  #step(end: number): boolean {
    if (this.#deferred.length > 0) {
      const batch = this.#deferred;
      this.#deferred = [];
      for (const fn of batch) fn();
      return true;
    }
    const entry = this.#pop(end);
    if (entry === undefined) return false;
    this.#now = Math.max(this.#now, entry.due);
    const { fn } = entry;
    entry.fn = undefined;
    fn?.();
    return true;
  }

  /** Takes the earliest timer due by `end` out of the heap. */
  #pop(end: number): Entry | undefined {
    for (;;) {
      const first = this.#timers[0];
      if (first === undefined) return undefined;
      if (first.fn !== undefined && first.due > end) return undefined;
      const last = this.#timers.pop()!;
      if (last !== first) this.#sink(last);
      first.waits = false;
      if (first.fn !== undefined) return first;
      this.#cancelled--;
    }
  }

  #push(entry: Entry): void {
    const heap = this.#timers;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Puts an entry in the place of the first and lets it sink to its own. */
  #sink(entry: Entry): void {
    const heap = this.#timers;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }

  /** Drops cancelled timers; a sorted list is a heap. */
  #compact(): void {
    this.#timers = this.#timers.filter(({ fn }) => fn !== undefined).sort((a, b) => (before(a, b) ? -1 : 1));
    this.#cancelled = 0;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
