import type { Clock } from '../clock.js';
import type { StartTimer } from '../fsm/action.js';

/** From how late on a timer shows that the loop stood still. */
const LATE_MS = 250;

/** Longest grace before the peer is held to be gone. */
const MAX_GRACE_MS = 10_000;

/**
 * The second look at a hold timer that fired. After a stall of the event loop timers run before the stream is read, so
 * what fired may be our own fault: the peer's KEEPALIVE waits in the kernel. So the stream gets a full turn first, and
 * where the loop was late, octets are still unread, or nobody looked for a while, a grace of a third of the hold time as
 * well.
 */
export class HoldWatch {
  readonly #clock: Clock;
  #holdMs = 0;
  /** Counts what makes a check that is under way pointless: a restart or stop of the timer. */
  #epoch = 0;
  #graced = false;
  /** What the peer said while nobody looked may still be on its way. */
  #doubted = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The timer was (re)started by the protocol. */
  reset(holdMs: number): void {
    this.#holdMs = holdMs;
    this.#epoch++;
    this.#graced = this.#doubted = false;
  }

  /** The stream is read again after it was not: the next expiry is too early. */
  doubt(): void {
    this.#doubted = true;
  }

  cancel(): void {
    this.#epoch++;
  }

  /** The timer fired: `again` sets it for the grace, `expire` says that the peer is gone. */
  check(lateMs: number, behind: () => boolean, again: (grace: StartTimer) => void, expire: () => void): void {
    const epoch = this.#epoch;
    const decide = () => {
      if (epoch !== this.#epoch) return;
      const doubtful = behind() || this.#doubted || (lateMs > LATE_MS && !this.#graced);
      this.#graced = true;
      this.#doubted = false;
      if (doubtful) again(this.#grace());
      else expire();
    };
    this.#clock.defer(() => this.#clock.defer(decide));
  }

  #grace(): StartTimer {
    const durationMs = Math.min(MAX_GRACE_MS, this.#holdMs / 3);
    return { type: 'start-timer', timer: 'hold', durationMs, jitter: false, minimumMs: 0 };
  }
}
