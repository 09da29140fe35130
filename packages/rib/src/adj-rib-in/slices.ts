import type { Clock } from '../ports.js';

/** Steps between two looks at the clock. */
const STEPS = 64;
/** Milliseconds of work in one go. */
const SLICE_MS = 2;

/**
 * Work on many routes, a slice at a time where there is a clock, so that nobody waits longer than some milliseconds;
 * all at once without one. Jobs run one after another, in the order they came.
 */
export class Slices {
  readonly #clock: Clock | undefined;
  readonly #jobs: (() => boolean)[] = [];
  #running = false;
  #scheduled = false;

  constructor(clock: Clock | undefined) {
    this.#clock = clock;
  }

  /** Nothing is left to do. */
  get idle(): boolean {
    return this.#jobs.length === 0;
  }

  /** Takes on a job: `step` does a little, and returns false when there is nothing left. The first slice is done at once. */
  run(step: () => boolean): void {
    this.#jobs.push(step);
    if (!this.#running && !this.#scheduled) this.#slice();
  }

  /** Does all that is left now. */
  finish(): void {
    while (this.#jobs.length > 0) if (!this.#jobs[0]!()) this.#jobs.shift();
  }

  #slice(): void {
    this.#running = true;
    try {
      const end = this.#clock ? this.#clock.now() + SLICE_MS : Number.POSITIVE_INFINITY;
      while (this.#jobs.length > 0) {
        if (this.#step()) this.#jobs.shift();
        else if (this.#clock && this.#clock.now() >= end) break;
      }
    } finally {
      this.#running = false;
    }
    if (this.#jobs.length === 0 || this.#clock === undefined) return;
    this.#scheduled = true;
    this.#clock.defer(() => {
      this.#scheduled = false;
      this.#slice();
    });
  }

  /** Some steps of the first job; true where it is done. */
  #step(): boolean {
    const step = this.#jobs[0]!;
    for (let i = 0; i < STEPS; i++) if (!step()) return true;
    return false;
  }
}
