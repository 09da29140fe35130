/** A seeded generator of 32-bit numbers (mulberry32): the same seed, the same run on every machine. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** 0 to 2^32 − 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  }

  /** 0 to `limit` − 1. */
  below(limit) {
    return this.next() % limit;
  }

  /** One of a list. */
  of(list) {
    return list[this.below(list.length)];
  }
}
