import { Fifo } from './fifo.js';

/** Octets that may be unaccepted before `write` returns false: as many as a session asks its source for at once. */
const HIGH_WATER_MARK = 65536;

interface Write {
  /** Octets written up to its end, since the stream began. */
  readonly end: number;
  readonly length: number;
  readonly accepted: () => void;
}

/** What was written and is not accepted yet, for streams that only tell how many octets they have taken. */
export class Outbox {
  readonly #writes = new Fifo<Write>();
  #written = 0;
  #unaccepted = 0;
  #blocked = false;

  get unaccepted(): number {
    return this.#unaccepted;
  }

  get empty(): boolean {
    return this.#writes.first === undefined;
  }

  /** Notes a write down. False: stop until `unblock` says so. */
  push(length: number, accepted: () => void): boolean {
    this.#written += length;
    this.#unaccepted += length;
    this.#writes.push({ end: this.#written, length, accepted });
    this.#blocked ||= this.#unaccepted >= HIGH_WATER_MARK;
    return !this.#blocked;
  }

  /** So many octets have been taken since the stream began: accepts what they complete. */
  accept(taken: number): void {
    for (let write = this.#writes.first; write !== undefined && write.end <= taken; write = this.#writes.first) {
      this.#writes.shift();
      this.#unaccepted -= write.length;
      write.accepted();
    }
  }

  /** True, once, where a write was told to stop and nothing waits any more. */
  unblock(): boolean {
    if (!this.#blocked || !this.empty) return false;
    this.#blocked = false;
    return true;
  }

  clear(): void {
    this.#writes.clear();
    this.#unaccepted = 0;
  }
}
