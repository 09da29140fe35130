import type { Cancel, Clock } from '../clock.js';

/**
 * The Detection Time as a deadline. Each packet moves it by writing a number; the clock's timer looks again when it
 * fires. After a stall of the event loop timers run before the socket is read, so the peer is held to be silent only
 * after its packets had a full turn.
 */
export class DetectionTimer {
  readonly #clock: Clock;
  readonly #expired: () => void;
  #deadline = Number.POSITIVE_INFINITY;
  /** When the clock's timer fires; never later than the deadline. */
  #fires = Number.POSITIVE_INFINITY;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** Moves the deadline. */
  set(deadline: number): void {
    this.#deadline = deadline;
    if (this.#cancel !== undefined && this.#fires <= deadline) return;
    this.#cancel?.();
    this.#arm();
  }

  stop(): void {
    this.#deadline = this.#fires = Number.POSITIVE_INFINITY;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #arm(): void {
    this.#fires = this.#deadline;
    this.#cancel = this.#clock.after(Math.max(0, this.#deadline - this.#clock.now()), () => this.#fire());
  }

  #fire(): void {
    this.#cancel = undefined;
    if (this.#clock.now() < this.#deadline) {
      this.#arm();
      return;
    }
    const deadline = this.#deadline;
    const decide = () => {
      if (this.#cancel !== undefined || this.#deadline !== deadline) return;
      this.stop();
      this.#expired();
    };
    this.#clock.defer(() => this.#clock.defer(decide));
  }
}
