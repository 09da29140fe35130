import type { Cancel, Clock } from '../clock.js';
import { drawDuration, type StartTimer } from '../fsm/action.js';
import type { FsmTimer } from '../fsm/state.js';

/** One timer: its deadline moves freely, the clock's own timer follows when it fires. */
interface Slot extends Omit<StartTimer, 'type' | 'timer'> {
  durationMs: number;
  jitter: boolean;
  minimumMs: number;
  runs: boolean;
  deadline: number;
  /** When the clock's timer fires; never later than the deadline. */
  fires: number;
  cancel: Cancel;
  /** What the clock calls. */
  readonly fire: () => void;
}

const NOTHING: Cancel = () => undefined;

/**
 * The timers of one FSM as deadlines. Restarting one, which every UPDATE does to the hold timer, only writes a number:
 * the clock's timer looks again when it fires.
 *
 * A slot is made once and written over. What is made anew with each KEEPALIVE lives for half a minute, which is long
 * enough for the garbage collector to take it for something that stays.
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
    return this.#slots.get(timer)?.runs ?? false;
  }

  /** (Re)starts a timer, with jitter drawn anew (RFC 4271 §10). */
  start({ timer, durationMs, jitter, minimumMs }: StartTimer): void {
    const slot = this.#slots.get(timer) ?? this.#slot(timer);
    slot.durationMs = durationMs;
    slot.jitter = jitter;
    slot.minimumMs = minimumMs;
    this.#run(slot);
  }

  /** Starts a timer again as it was last started; nothing where it does not run. */
  restart(timer: FsmTimer): void {
    const slot = this.#slots.get(timer);
    if (slot?.runs) this.#run(slot);
  }

  stop(timer: FsmTimer): void {
    const slot = this.#slots.get(timer);
    if (slot?.runs) this.#end(slot);
  }

  stopAll(): void {
    for (const slot of this.#slots.values()) if (slot.runs) this.#end(slot);
  }

  #slot(timer: FsmTimer): Slot {
    const slot: Slot = {
      durationMs: 0,
      jitter: false,
      minimumMs: 0,
      runs: false,
      deadline: 0,
      fires: 0,
      cancel: NOTHING,
      fire: () => this.#fire(timer, slot),
    };
    this.#slots.set(timer, slot);
    return slot;
  }

  #run(slot: Slot): void {
    slot.deadline = this.#clock.now() + drawDuration(slot, this.#random());
    if (slot.runs && slot.fires <= slot.deadline) return;
    if (slot.runs) slot.cancel();
    slot.runs = true;
    this.#arm(slot);
  }

  #end(slot: Slot): void {
    slot.runs = false;
    slot.cancel();
    slot.cancel = NOTHING;
  }

  #arm(slot: Slot): void {
    slot.fires = slot.deadline;
    slot.cancel = this.#clock.after(Math.max(0, slot.deadline - this.#clock.now()), slot.fire);
  }

  #fire(timer: FsmTimer, slot: Slot): void {
    if (!slot.runs) return;
    const lateMs = this.#clock.now() - slot.deadline;
    if (lateMs < 0) {
      this.#arm(slot);
      return;
    }
    slot.runs = false;
    this.#expired(timer, lateMs);
  }
}
