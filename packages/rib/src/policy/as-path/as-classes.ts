import { type AsRanges, MAX_ASN } from './expression.js';

/*
 * The patterns of a list tell some AS numbers apart and not others: a class is a run of AS numbers that they treat
 * alike. The machine then steps over classes, of which there are few.
 */
export class AsClasses {
  /** First AS number of each class, ascending. */
  readonly #firsts: Float64Array;
  /** Bit `ranges × classes + class`: the class lies in the ranges. */
  readonly #members: Uint32Array;

  constructor(ranges: readonly AsRanges[]) {
    const firsts = new Set([0]);
    for (const list of ranges) {
      for (let i = 0; i < list.length; i += 2) {
        firsts.add(list[i]!);
        if (list[i + 1]! < MAX_ASN) firsts.add(list[i + 1]! + 1);
      }
    }
    this.#firsts = Float64Array.from([...firsts].sort((a, b) => a - b));
    this.#members = new Uint32Array((ranges.length * this.count + 31) >> 5);
    for (const [number, list] of ranges.entries()) {
      for (let i = 0; i < list.length; i += 2) {
        for (let one = this.of(list[i]!); one < this.count && this.#firsts[one]! <= list[i + 1]!; one++) {
          const bit = number * this.count + one;
          this.#members[bit >> 5]! |= 1 << (bit & 31);
        }
      }
    }
  }

  get count(): number {
    return this.#firsts.length;
  }

  /** The class of an AS number. */
  of(asn: number): number {
    const firsts = this.#firsts;
    let low = 0;
    let high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (firsts[middle]! <= asn) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** True where the class lies in the ranges of this number. */
  isIn(one: number, ranges: number): boolean {
    const bit = ranges * this.count + one;
    return ((this.#members[bit >> 5]! >>> (bit & 31)) & 1) === 1;
  }
}
