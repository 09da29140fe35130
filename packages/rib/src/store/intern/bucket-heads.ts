const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;
/** Buckets at the beginning, as a power of two. */
const FIRST_LEVEL = 10;

/**
 * The heads of the chains of a hash table that grows by linear hashing: one bucket at a time is split in two, in
 * order, so that no insertion pays for more than one chain and the load stays the same at every size. A page more is
 * all that growing allocates.
 */
export class BucketHeads {
  #pages: Int32Array[] = [new Int32Array(1 << PAGE_SHIFT)];
  #level = FIRST_LEVEL;
  #count = 1 << FIRST_LEVEL;

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
    if (bucket >>> PAGE_SHIFT === this.#pages.length) this.#pages.push(new Int32Array(1 << PAGE_SHIFT));
    if (this.#count === 2 << this.#level) this.#level++;
    return from;
  }
}
