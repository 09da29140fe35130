import type { Clock } from '@mesh/bgp-session';

const FIRST_MS = 500;
const MOST_MS = 5_000;

/** Pauses between attempts at something that fails: twice as long each time, half of it drawn, so that nodes do not try in step. */
export class BackOff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: () => number }) {
    this.#clock = clock;
    this.#random = random;
  }

  /** It went well: the next pause is the first again. */
  reset(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.#failures++);
    return most * (0.5 + this.#random() / 2);
  }

  /** Waits until the next attempt, or until the signal is aborted. */
  pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(this.next(), done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}
