import type { Clock } from '../../src/index.js';

/** Time that moves when it is told to; what is deferred runs before it does. */
export class TurnClock implements Clock {
  #now = 0;
  #timers: { readonly due: number; readonly fn: () => void }[] = [];
  #deferred: (() => void)[] = [];
  /** Timers set so far. */
  set = 0;

  /** Timers and deferred calls that wait. */
  get pending(): number {
    return this.#timers.length + this.#deferred.length;
  }

  get timers(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    if (!(ms >= 0 && ms <= 0x7fffffff)) throw new RangeError(`a timer waits 0 to 2147483647 ms, got ${ms}`);
    const timer = { due: this.#now + ms, fn };
    this.set++;
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  defer(fn: () => void): void {
    this.#deferred.push(fn);
  }

  /** One round of what was deferred. */
  turn(): void {
    for (const fn of this.#deferred.splice(0)) fn();
  }

  runFor(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      while (this.#deferred.length > 0) this.turn();
      const next = this.#timers.toSorted((a, b) => a.due - b.due)[0];
      if (!next || next.due > end) break;
      this.#now = Math.max(this.#now, next.due);
      this.#timers = this.#timers.filter((one) => one !== next);
      next.fn();
    }
    this.#now = end;
  }
}
