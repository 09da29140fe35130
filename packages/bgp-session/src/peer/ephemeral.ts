import type { Cancel, Clock } from '../clock.js';
import type { Peer } from './peer.js';

/** What makes a peer go away by itself. */
export interface Ephemeral {
  /** The prefix of its range. */
  readonly range: string;
  /** How long it stays after its last connection. */
  readonly idleTimeoutMs: number;
  /** Nothing of it is left to wait for. */
  gone(peer: Peer): void;
  /** It is no peer of the speaker any more. */
  left(): void;
}

/** The time between a peer's last connection and its going away. */
export class Departure {
  readonly #clock: Clock;
  #timer: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls back after a time: at once for none. */
  after(ms: number, fn: () => void): void {
    this.cancel();
    if (ms <= 0) {
      fn();
      return;
    }
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = undefined;
      fn();
    });
  }

  cancel(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}
