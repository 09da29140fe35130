import type { Clock } from '@mesh/bgp-session';

/** As ExaBGP has it: a program that dies more often than this in about a minute is left alone. */
export const MOST_RESPAWNS = 5;
export const RESPAWN_WINDOW_MS = 64_000;

/** How often a program may be started again. */
export class RespawnLimit {
  readonly #clock: Clock;
  #times: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one more start; false where there were too many of late. */
  take(): boolean {
    const now = this.#clock.now();
    this.#times = this.#times.filter((time) => now - time < RESPAWN_WINDOW_MS);
    if (this.#times.length >= MOST_RESPAWNS) return false;
    this.#times.push(now);
    return true;
  }
}
