import type { Clock } from '../../src/index.js';

/** A clock whose time goes by as it is read, so that every slice ends after some looks at it. */
export class BusyClock implements Clock {
  #now = 0;
  readonly #deferred: (() => void)[] = [];

  now(): number {
    this.#now += 2;
    return this.#now;
  }

  after(): () => void {
    throw new Error('nobody here waits');
  }

  defer(fn: () => void): void {
    this.#deferred.push(fn);
  }

  /** One slice; false where there is none. */
  step(): boolean {
    const next = this.#deferred.shift();
    next?.();
    return next !== undefined;
  }

  runAll(): number {
    let slices = 0;
    while (this.step()) slices++;
    return slices;
  }
}
