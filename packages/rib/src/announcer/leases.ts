import type { Clock } from '../ports.js';

/** Something that ends at a moment of the clock unless it is renewed. */
export interface Lease {
  /** The moment it lapses. */
  deadline: number;
  /** Its place in the heap; -1 while it is in none. */
  place: number;
}

/** The longest a timer of the clock may wait. */
const MAX_TIMER_MS = 0x7fffffff;
/** Leases that lapse in one turn: the rest has to wait for what is waiting for input. */
const SLICE = 4096;

/**
 * Leases by deadline, with one timer however many there are: a binary heap whose members know their place, so that a
 * lease is renewed or let go in logarithmic time. A timer that finds the earliest lease renewed sets itself anew.
 */
export class Leases<T extends Lease> {
  readonly #clock: Clock;
  readonly #lapsed: (leases: readonly T[]) => void;
  readonly #heap: T[] = [];
  #armedFor = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;
  /** The rest of what is due has its turn already. */
  #deferred = false;

  /** `lapsed` is called with what is due, in the order of the deadlines, a slice at a time. */
  constructor(clock: Clock, lapsed: (leases: readonly T[]) => void) {
    this.#clock = clock;
    this.#lapsed = lapsed;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The lease lapses `ttlMs` from now, whatever was set before. */
  set(lease: T, ttlMs: number): void {
    lease.deadline = this.#clock.now() + ttlMs;
    if (lease.place < 0) {
      lease.place = this.#heap.length;
      this.#heap.push(lease);
    }
    this.#settle(lease);
    this.#arm();
  }

  /** The lease lapses no more. */
  delete(lease: T): void {
    if (lease.place < 0) return;
    this.#remove(lease);
    if (this.#heap.length === 0) this.#disarm();
  }

  #remove(lease: T): void {
    const { place } = lease;
    lease.place = -1;
    const last = this.#heap.pop()!;
    if (last === lease) return;
    this.#put(last, place);
    this.#settle(last);
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || this.#deferred || first.deadline >= this.#armedFor) return;
    this.#disarm();
    this.#armedFor = first.deadline;
    const wait = Math.max(0, first.deadline - this.#clock.now());
    this.#cancel = this.#clock.after(Math.min(wait, MAX_TIMER_MS), () => this.#due());
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #due(): void {
    this.#disarm();
    const now = this.#clock.now();
    const due: T[] = [];
    while (due.length < SLICE && this.#heap.length > 0 && this.#heap[0]!.deadline <= now) {
      const lease = this.#heap[0]!;
      due.push(lease);
      this.#remove(lease);
    }
    if (due.length === SLICE) {
      this.#deferred = true;
      this.#clock.defer(() => {
        this.#deferred = false;
        this.#due();
      });
    }
    if (due.length > 0) this.#lapsed(due);
    this.#arm();
  }

  /** Moves a lease to where its deadline belongs. */
  #settle(lease: T): void {
    let at = lease.place;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#heap[parent]!.deadline <= lease.deadline) break;
      this.#put(this.#heap[parent]!, at);
      at = parent;
    }
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#heap[child + 1]!.deadline < this.#heap[child]!.deadline) child++;
      if (this.#heap[child]!.deadline >= lease.deadline) break;
      this.#put(this.#heap[child]!, at);
      at = child;
    }
    this.#put(lease, at);
  }

  #put(lease: T, at: number): void {
    this.#heap[at] = lease;
    lease.place = at;
  }
}
