import type { Cancel, Clock } from '../clock.js';
import { drawDuration, type StartTimer } from '../fsm/action.js';
import type { FsmTimer } from '../fsm/state.js';

/** One timer that runs: its deadline moves freely, the clock's own timer follows when it fires. */
interface Slot {
  start: StartTimer;
  deadline: number;
  /** When the clock's timer fires; never later than the deadline. */
  fires: number;
  cancel: Cancel;
}

/**
 * The timers of one FSM as deadlines. Restarting one, which every UPDATE does to the hold timer, only writes a number:
 * the clock's timer looks again when it fires.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #expired: (timer: FsmTimer, lateMs: number) => void;
  readonly #slots = new Map<FsmTimer, Slot>();

  constructor(clock: Clock, random: () => number, expired: (timer: FsmTimer, lateMs: number) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#expired = expired;
  }

  runs(timer: FsmTimer): boolean {
    return this.#slots.has(timer);
  }

  /** (Re)starts a timer, with jitter drawn anew (RFC 4271 §10). */
  start(start: StartTimer): void {
    const { timer } = start;
    const deadline = this.#clock.now() + drawDuration(start, this.#random());
    const slot = this.#slots.get(timer);
    if (slot !== undefined && slot.fires <= deadline) {
      slot.start = start;
      slot.deadline = deadline;
      return;
    }
    slot?.cancel();
    this.#slots.set(timer, { start, deadline, fires: deadline, cancel: this.#arm(timer, deadline) });
  }

  /** Starts a timer again as it was last started; nothing where it does not run. */
  restart(timer: FsmTimer): void {
    const slot = this.#slots.get(timer);
    if (slot !== undefined) this.start(slot.start);
  }

  stop(timer: FsmTimer): void {
    this.#slots.get(timer)?.cancel();
    this.#slots.delete(timer);
  }

  stopAll(): void {
    for (const timer of [...this.#slots.keys()]) this.stop(timer);
  }

  #arm(timer: FsmTimer, deadline: number): Cancel {
    return this.#clock.after(Math.max(0, deadline - this.#clock.now()), () => this.#fire(timer));
  }

  #fire(timer: FsmTimer): void {
    const slot = this.#slots.get(timer);
    if (slot === undefined) return;
    const lateMs = this.#clock.now() - slot.deadline;
    if (lateMs < 0) {
      slot.fires = slot.deadline;
      slot.cancel = this.#arm(timer, slot.deadline);
      return;
    }
    this.#slots.delete(timer);
    this.#expired(timer, lateMs);
  }
}
