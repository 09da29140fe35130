import type { Memory } from './memory.js';

/*
 * The buckets of a hash table that grows by linear hashing, a bucket at a time. A bucket is one line of a processor's
 * cache: fifteen entries, filled from the first, and the number of a bucket that takes what does not fit (0 for none).
 * An entry is an id of 26 bits under a tag of six bits of the hash, so that an entry of another key costs no look at
 * its record but once in 64 times. Entry 0 ends a bucket.
 *
 * With twelve entries a bucket on average, a bucket that waits for its turn to be split holds up to twenty-four. Buckets lie in
 * pages that never move (the first one alone is copied while it is small), so that growing stalls nobody. Those that
 * overflow lie in pages of their own.
 */

export const BUCKET_SHIFT = 4;
/** Entries a bucket; the word after them is the number of its overflow. */
export const ENTRIES = 15;
export const PAGE_SHIFT = 12;
export const PAGE_MASK: number = (1 << PAGE_SHIFT) - 1;
/** Where the tag begins in an entry. */
export const TAG_SHIFT = 26;
export const ID_MASK: number = (1 << TAG_SHIFT) - 1;
const LOAD = 12;
/** Buckets at the beginning, as a power of two. */
const FIRST_LEVEL = 6;

/**
 * Gives the hashes of records again whose bucket is split: of the ids in the first `count` entries, in their place in
 * `hashes`. All at once, so that the records come out of memory side by side.
 */
export type HashAll = (entries: Int32Array, hashes: Int32Array, count: number) => void;

/** What `Buckets` are made of, for another thread to take over. */
export interface BucketsState {
  readonly pages: Int32Array[];
  readonly overflow: Int32Array[];
  readonly level: number;
  readonly count: number;
  readonly overflows: number;
  readonly free: number;
}

export class Buckets {
  /** Read in place by the table that owns the buckets. Not to be kept over a change. */
  readonly pages: Int32Array[];
  /** Overflow buckets by number, from 1 up. */
  readonly overflow: Int32Array[];
  readonly #memory: Memory;
  readonly #hashAll: HashAll;
  #level = FIRST_LEVEL;
  #count = 1 << FIRST_LEVEL;
  /** Overflow buckets ever used, and the first that is free again. */
  #overflows = 0;
  #free = 0;
  /** Entries of a chain that is being split. */
  #entries = new Int32Array(4 * ENTRIES);
  #hashes = new Int32Array(4 * ENTRIES);

  constructor(memory: Memory, hashAll: HashAll, state?: BucketsState) {
    this.#memory = memory;
    this.#hashAll = hashAll;
    this.pages = state ? state.pages : [memory.words(1 << (FIRST_LEVEL + BUCKET_SHIFT))];
    this.overflow = state ? state.overflow : [];
    if (!state) return;
    this.#level = state.level;
    this.#count = state.count;
    this.#overflows = state.overflows;
    this.#free = state.free;
  }

  get state(): BucketsState {
    const { pages, overflow } = this;
    const [level, count, overflows, free] = [this.#level, this.#count, this.#overflows, this.#free];
    return { pages, overflow, level, count, overflows, free };
  }

  /** Buckets there are, without those of overflows. */
  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return [...this.pages, ...this.overflow].reduce((sum, page) => sum + page.byteLength, 0);
  }

  /** The bucket of a hash. */
  bucket(hash: number): number {
    const wide = hash & ((2 << this.#level) - 1);
    return wide < this.#count ? wide : hash & ((1 << this.#level) - 1);
  }

  /** Entries in the chain of a bucket, its overflows included. */
  chainLength(bucket: number): number {
    let length = 0;
    this.#forEach(bucket, () => length++);
    return length;
  }

  /** Puts an id under a hash. `size`: ids there are, this one included; where they are too many a bucket is split. */
  add(hash: number, id: number, size: number): void {
    this.#put(this.bucket(hash), (hash & ~ID_MASK) | id);
    if (size > LOAD * this.#count) this.#split();
  }

  /** Takes an id out again. */
  remove(hash: number, id: number): void {
    const entry = (hash & ~ID_MASK) | id;
    const bucket = this.bucket(hash);
    let page = this.pages[bucket >>> PAGE_SHIFT]!;
    let at = (bucket & PAGE_MASK) << BUCKET_SHIFT;
    let before = page;
    let link = at + ENTRIES;
    let i = at;
    while (page[i] !== entry) {
      if (++i < at + ENTRIES) continue;
      before = page;
      link = i;
      const number = page[i]!;
      page = this.overflow[number >>> PAGE_SHIFT]!;
      i = at = (number & PAGE_MASK) << BUCKET_SHIFT;
    }
    this.#fill(page, at, i, before, link);
  }

  /** Fills a gap with the last entry of its chain; a bucket of overflows that becomes empty is free. */
  #fill(gapPage: Int32Array, gapAt: number, gap: number, gapBefore: Int32Array, gapLink: number): void {
    let [page, at, before, link] = [gapPage, gapAt, gapBefore, gapLink];
    while (page[at + ENTRIES] !== 0) {
      before = page;
      link = at + ENTRIES;
      const number = page[link]!;
      page = this.overflow[number >>> PAGE_SHIFT]!;
      at = (number & PAGE_MASK) << BUCKET_SHIFT;
    }
    let last = at + ENTRIES - 1;
    while (page[last] === 0) last--;
    gapPage[gap] = page[last]!;
    page[last] = 0;
    const first = before === page && link === at + ENTRIES;
    if (last === at && !first) {
      const number = before[link]!;
      before[link] = 0;
      page[at] = this.#free;
      this.#free = number;
    }
  }

  #put(bucket: number, entry: number): void {
    let page = this.pages[bucket >>> PAGE_SHIFT]!;
    let at = (bucket & PAGE_MASK) << BUCKET_SHIFT;
    while (page[at + ENTRIES - 1] !== 0) {
      let number = page[at + ENTRIES]!;
      if (number === 0) {
        number = this.#addOverflow();
        page[at + ENTRIES] = number;
      }
      page = this.overflow[number >>> PAGE_SHIFT]!;
      at = (number & PAGE_MASK) << BUCKET_SHIFT;
    }
    while (page[at] !== 0) at++;
    page[at] = entry;
  }

  /** The number of an empty bucket for what overflows. */
  #addOverflow(): number {
    const free = this.#free;
    if (free !== 0) {
      const page = this.overflow[free >>> PAGE_SHIFT]!;
      const at = (free & PAGE_MASK) << BUCKET_SHIFT;
      this.#free = page[at]!;
      page[at] = 0;
      return free;
    }
    const number = ++this.#overflows;
    this.#makeRoom(this.overflow, number);
    return number;
  }

  /** Makes the page of a bucket large enough, where it is the first one by copying it. */
  #makeRoom(pages: Int32Array[], bucket: number): void {
    const words = (bucket + 1) << BUCKET_SHIFT;
    const page = pages[bucket >>> PAGE_SHIFT];
    if (page === undefined) {
      const first = pages.length === 0 ? FIRST_LEVEL : PAGE_SHIFT;
      pages.push(this.#memory.words(1 << (first + BUCKET_SHIFT)));
    } else if (pages.length === 1 && words > page.length) {
      const larger = this.#memory.words(2 * page.length);
      larger.set(page);
      pages[0] = larger;
    }
  }

  #forEach(bucket: number, visit: (entry: number) => void): void {
    let page = this.pages[bucket >>> PAGE_SHIFT]!;
    let at = (bucket & PAGE_MASK) << BUCKET_SHIFT;
    for (;;) {
      for (let i = at; i < at + ENTRIES && page[i] !== 0; i++) visit(page[i]!);
      const number = page[at + ENTRIES]!;
      if (number === 0) return;
      page = this.overflow[number >>> PAGE_SHIFT]!;
      at = (number & PAGE_MASK) << BUCKET_SHIFT;
    }
  }

  /** Divides the entries of one bucket between itself and a new one. */
  #split(): void {
    const from = this.#count - (1 << this.#level);
    const count = this.#drain(from);
    this.#hashAll(this.#entries, this.#hashes, count);
    const to = this.#count++;
    const bit = 1 << this.#level;
    this.#makeRoom(this.pages, to);
    if (this.#count === 2 << this.#level) this.#level++;
    for (let i = 0; i < count; i++) {
      this.#put((this.#hashes[i]! & bit) === 0 ? from : to, this.#entries[i]!);
    }
  }

  /** Takes all entries of a bucket into `#entries` and returns their number. */
  #drain(bucket: number): number {
    let page = this.pages[bucket >>> PAGE_SHIFT]!;
    let at = (bucket & PAGE_MASK) << BUCKET_SHIFT;
    let count = 0;
    let number = 0;
    for (;;) {
      if (count + ENTRIES > this.#entries.length) this.#widen();
      for (let i = at; i < at + ENTRIES && page[i] !== 0; i++) {
        this.#entries[count++] = page[i]!;
        page[i] = 0;
      }
      const next = page[at + ENTRIES]!;
      page[at + ENTRIES] = 0;
      if (number !== 0) {
        page[at] = this.#free;
        this.#free = number;
      }
      if (next === 0) return count;
      number = next;
      page = this.overflow[number >>> PAGE_SHIFT]!;
      at = (number & PAGE_MASK) << BUCKET_SHIFT;
    }
  }

  #widen(): void {
    const wider = new Int32Array(2 * this.#entries.length);
    wider.set(this.#entries);
    this.#entries = wider;
    this.#hashes = new Int32Array(wider.length);
  }
}
