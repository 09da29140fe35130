import type { Cancel, Clock } from '@mesh/bgp-session';

export interface CalmWindowTimes {
  /** So long nothing must have happened. */
  readonly calmMs: number;
  /** So long it waits for that at most, from the first thing that happened. */
  readonly maxWaitMs: number;
}

/** Calls once for many things that happen at about the same time: when it has been calm, or when it has waited long enough. */
export class CalmWindow {
  /** May be changed: what has begun to wait goes by what it was. */
  times: CalmWindowTimes;
  readonly #clock: Clock;
  readonly #isOver: () => void;
  #calm: Cancel | undefined;
  #longest: Cancel | undefined;

  constructor(clock: Clock, times: CalmWindowTimes, isOver: () => void) {
    this.#clock = clock;
    this.times = times;
    this.#isOver = isOver;
  }

  /** Something happened. */
  touch(): void {
    const over = () => {
      this.cancel();
      this.#isOver();
    };
    this.#calm?.();
    this.#calm = this.#clock.after(this.times.calmMs, over);
    this.#longest ??= this.#clock.after(this.times.maxWaitMs, over);
  }

  cancel(): void {
    this.#calm?.();
    this.#longest?.();
    this.#calm = undefined;
    this.#longest = undefined;
  }
}
