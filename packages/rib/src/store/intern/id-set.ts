import { type Memory, ownMemory } from './memory.js';

const PAGE_SHIFT = 13;
const PAGE_WORDS = 1 << (PAGE_SHIFT - 5);
const WORD_MASK = PAGE_WORDS - 1;

/** What an `IdSet` is made of, for another thread to take over. */
export interface IdSetState {
  readonly pages: (Int32Array | undefined)[];
  readonly counts: number[];
  readonly size: number;
}

/**
 * A set of ids from 1 up, as a bitmap in pages: an eighth of an octet an id where they are dense, nothing for a page
 * without members. Walking it in ascending order tolerates any change on the way.
 */
export class IdSet {
  readonly #memory: Memory;
  #pages: (Int32Array | undefined)[] = [];
  #counts: number[] = [];
  #size = 0;

  constructor(memory: Memory = ownMemory, state?: IdSetState) {
    this.#memory = memory;
    if (!state) return;
    this.#pages = state.pages;
    this.#counts = state.counts;
    this.#size = state.size;
  }

  get state(): IdSetState {
    return { pages: this.#pages, counts: this.#counts, size: this.#size };
  }

  /** A set of its own with the same members. */
  copy(): IdSet {
    const pages = this.#pages.map((page, number) => (this.#counts[number]! > 0 ? page?.slice() : undefined));
    return new IdSet(ownMemory, { pages, counts: [...this.#counts], size: this.#size });
  }

  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.#pages.reduce((sum, page) => sum + (page?.byteLength ?? 0), 0);
  }

  has(id: number): boolean {
    const page = this.#pages[id >>> PAGE_SHIFT];
    return page !== undefined && (page[(id >>> 5) & WORD_MASK]! & (1 << (id & 31))) !== 0;
  }

  /** True where the id was not in the set. */
  add(id: number): boolean {
    const page = this.#pages[id >>> PAGE_SHIFT] ?? this.#addPage(id >>> PAGE_SHIFT);
    const at = (id >>> 5) & WORD_MASK;
    const word = page[at]!;
    const bit = 1 << (id & 31);
    if ((word & bit) !== 0) return false;
    page[at] = word | bit;
    this.#counts[id >>> PAGE_SHIFT]!++;
    this.#size++;
    return true;
  }

  /** True where the id was in the set. */
  delete(id: number): boolean {
    const page = this.#pages[id >>> PAGE_SHIFT];
    if (page === undefined) return false;
    const at = (id >>> 5) & WORD_MASK;
    const word = page[at]!;
    const bit = 1 << (id & 31);
    if ((word & bit) === 0) return false;
    page[at] = word & ~bit;
    this.#counts[id >>> PAGE_SHIFT]!--;
    this.#size--;
    return true;
  }

  /** The smallest member that is `from` or more, 0 for none. */
  next(from: number): number {
    if (this.#size === 0) return 0;
    let number = from >>> PAGE_SHIFT;
    let at = (from >>> 5) & WORD_MASK;
    let mask = -1 << (from & 31);
    for (; number < this.#pages.length; number++) {
      const page = this.#pages[number];
      if (page !== undefined && this.#counts[number]! > 0) {
        for (; at < PAGE_WORDS; at++) {
          const word = page[at]! & mask;
          if (word !== 0) return (number << PAGE_SHIFT) | (at << 5) | (31 - Math.clz32(word & -word));
          mask = -1;
        }
      }
      mask = -1;
      at = 0;
    }
    return 0;
  }

  /**
   * Calls `visit` with each member from `from` up until it returns false. Returns the member it refused, 0 where it
   * took all. Members of the word at hand that are deleted on the way may still come.
   */
  scan(from: number, visit: (id: number) => boolean): number {
    let at = (from >>> 5) & WORD_MASK;
    let mask = -1 << (from & 31);
    for (let number = from >>> PAGE_SHIFT; number < this.#pages.length; number++) {
      const page = this.#pages[number];
      if (page !== undefined && this.#counts[number]! > 0) {
        for (; at < PAGE_WORDS; at++) {
          const first = (number << PAGE_SHIFT) | (at << 5);
          for (let word = page[at]! & mask; word !== 0; word &= word - 1) {
            const id = first | (31 - Math.clz32(word & -word));
            if (!visit(id)) return id;
          }
          mask = -1;
        }
      }
      mask = -1;
      at = 0;
    }
    return 0;
  }

  /** Adds the members of another set, a word at a time. */
  addAll(other: IdSet): void {
    for (let number = 0; number < other.#pages.length; number++) {
      const theirs = other.#pages[number];
      if (theirs === undefined || other.#counts[number] === 0) continue;
      const page = this.#pages[number] ?? this.#addPage(number);
      let count = 0;
      for (let at = 0; at < PAGE_WORDS; at++) {
        const word = page[at]! | theirs[at]!;
        page[at] = word;
        if (word !== 0) count += bitsOf(word);
      }
      this.#size += count - this.#counts[number]!;
      this.#counts[number] = count;
    }
  }

  /** Adds what two other sets have in common. */
  addCommon(one: IdSet, other: IdSet): void {
    for (let number = 0; number < one.#pages.length; number++) {
      const [ours, theirs] = [one.#pages[number], other.#pages[number]];
      if (ours === undefined || theirs === undefined || one.#counts[number] === 0 || other.#counts[number] === 0)
        continue;
      for (let at = 0; at < PAGE_WORDS; at++) {
        const word = ours[at]! & theirs[at]!;
        if (word !== 0) this.#addWord(number, at, word);
      }
    }
  }

  #addWord(number: number, at: number, word: number): void {
    const page = this.#pages[number] ?? this.#addPage(number);
    const added = bitsOf(word & ~page[at]!);
    page[at]! |= word;
    this.#counts[number]! += added;
    this.#size += added;
  }

  /** Deletes the members of another set, a word at a time. */
  deleteAll(other: IdSet): void {
    if (other.#size === 0) return;
    for (let number = 0; number < this.#pages.length; number++) {
      const [page, theirs] = [this.#pages[number], other.#pages[number]];
      if (page === undefined || theirs === undefined || other.#counts[number] === 0) continue;
      let gone = 0;
      for (let at = 0; at < PAGE_WORDS; at++) {
        const word = page[at]! & theirs[at]!;
        if (word === 0) continue;
        page[at]! ^= word;
        gone += bitsOf(word);
      }
      this.#counts[number]! -= gone;
      this.#size -= gone;
    }
  }

  clear(): void {
    this.#pages = [];
    this.#counts = [];
    this.#size = 0;
  }

  #addPage(number: number): Int32Array {
    while (this.#pages.length <= number) {
      this.#pages.push(undefined);
      this.#counts.push(0);
    }
    const page = this.#memory.words(PAGE_WORDS);
    this.#pages[number] = page;
    return page;
  }
}

/** How many bits of a word are set. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
