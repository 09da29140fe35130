import type { Memory } from './memory.js';

const PAGE_SHIFT = 14;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;
/** Buckets at the beginning, as a power of two. */
const FIRST_LEVEL = 10;

/** What `BucketHeads` are made of, for another thread to take over. */
export interface BucketHeadsState {
  readonly pages: Int32Array[];
  readonly level: number;
  readonly count: number;
}

/**
 * The heads of the chains of a hash table that grows by linear hashing: one bucket at a time is split in two, in
 * order, so that no insertion pays for more than one chain and the load stays the same at every size. A page more is
 * all that growing allocates.
 */
export class BucketHeads {
  readonly #memory: Memory;
  readonly #pages: Int32Array[];
  #level = FIRST_LEVEL;
  #count = 1 << FIRST_LEVEL;

  constructor(memory: Memory, state?: BucketHeadsState) {
    this.#memory = memory;
    this.#pages = state ? state.pages : [memory.words(1 << PAGE_SHIFT)];
    if (!state) return;
    this.#level = state.level;
    this.#count = state.count;
  }

  get state(): BucketHeadsState {
    return { pages: this.#pages, level: this.#level, count: this.#count };
  }

  /** Buckets there are now. */
  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    return this.#pages.length << (PAGE_SHIFT + 2);
  }

  /** The bucket of a hash. */
  bucket(hash: number): number {
    const wide = hash & ((2 << this.#level) - 1);
    return wide < this.#count ? wide : hash & ((1 << this.#level) - 1);
  }

  /** First id of a bucket's chain, 0 for none. */
  get(bucket: number): number {
    return this.#pages[bucket >>> PAGE_SHIFT]![bucket & PAGE_MASK]!;
  }

  set(bucket: number, id: number): void {
    this.#pages[bucket >>> PAGE_SHIFT]![bucket & PAGE_MASK] = id;
  }

  /** Adds a bucket and returns the one whose chain must now be divided between itself and the new last one. */
  grow(): number {
    const from = this.#count - (1 << this.#level);
    const bucket = this.#count++;
    if (bucket >>> PAGE_SHIFT === this.#pages.length) this.#pages.push(this.#memory.words(1 << PAGE_SHIFT));
    if (this.#count === 2 << this.#level) this.#level++;
    return from;
  }
}
