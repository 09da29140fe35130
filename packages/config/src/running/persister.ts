import type { Cancel, Clock } from '@mesh/bgp-session';

/** Stores a configuration somewhere; rejects where it could not. */
export type Persist = () => Promise<unknown>;

/** What became of storing a change. */
export interface Persisted {
  /** It is stored. False without anything to store it with, and where that has failed. */
  readonly persisted: boolean;
  /** Why it is not stored; the change is in force all the same. */
  readonly error?: Error;
}

const NOWHERE: Persisted = { persisted: false };
const STORED: Persisted = { persisted: true };

type Told = (outcome: Persisted) => void;

/**
 * Has changes stored some time after the first of several, so that many cost one. One call of the port at a time: what
 * changes meanwhile is for the next. A call that fails is not repeated by itself; the next change has all stored.
 */
export class Persister {
  readonly #clock: Clock;
  readonly #persist: Persist | undefined;
  readonly #delayMs: number;
  #dirty = false;
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  /** Those who wait for the call under way, and for the next. */
  #waiting: Told[] = [];
  #next: Told[] = [];
  #failed: Persisted | undefined;
  #closed = false;

  constructor(clock: Clock, persist: Persist | undefined, delayMs: number) {
    this.#clock = clock;
    this.#persist = persist;
    this.#delayMs = delayMs;
  }

  /** There is something new to store. */
  changed(): void {
    if (!this.#persist || this.#closed) return;
    this.#dirty = true;
    if (!this.#running) this.#timer ??= this.#clock.after(this.#delayMs, () => this.#start());
  }

  /** Resolves when all that has changed so far is stored, or could not be. Never rejects. */
  settled(): Promise<Persisted> {
    if (!this.#persist) return Promise.resolve(NOWHERE);
    if (!this.#dirty && !this.#running) return Promise.resolve(this.#failed ?? STORED);
    return new Promise((resolve) => (this.#dirty ? this.#next : this.#waiting).push(resolve));
  }

  /** Stores at once what is left to store, and no more after that. Never rejects. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    if (this.#dirty || this.#failed) this.#start();
    await this.#running;
  }

  #start(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#dirty = false;
    this.#waiting = this.#next;
    this.#next = [];
    this.#running = this.#store().then((outcome) => {
      this.#running = undefined;
      this.#failed = outcome.persisted ? undefined : outcome;
      for (const tell of this.#waiting.splice(0)) tell(outcome);
      if (this.#dirty && !this.#closed) this.changed();
    });
  }

  async #store(): Promise<Persisted> {
    try {
      await this.#persist?.();
      return STORED;
    } catch (error) {
      return { persisted: false, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }
}
