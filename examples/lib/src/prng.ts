/**
 * A small seeded generator of random numbers (mulberry32): the same seed gives the same table on every machine.
 * Not for anything that needs to be unpredictable.
 */
export class Prng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An unsigned 32-bit number. */
  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** An integer, 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor((this.u32() / 0x1_0000_0000) * limit);
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.u32() < probability * 0x1_0000_0000;
  }
}

/** Values with weights; drawing is one random number and a binary search. */
export class Mix<T> {
  readonly #values: readonly T[];
  readonly #ends: readonly number[];
  readonly #total: number;

  /** Weights are relative to each other; they need not add up to anything. */
  constructor(weights: readonly (readonly [value: T, weight: number])[]) {
    let total = 0;
    this.#values = weights.map(([value]) => value);
    this.#ends = weights.map(([, weight]) => {
      total += weight;
      return total;
    });
    this.#total = total;
  }

  draw(random: Prng): T {
    const at = (random.u32() / 0x1_0000_0000) * this.#total;
    let [low, high] = [0, this.#ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at < this.#ends[middle]!) high = middle;
      else low = middle + 1;
    }
    return this.#values[low]!;
  }
}
