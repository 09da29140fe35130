export const PAGE_SHIFT = 12;
export const PAGE_MASK: number = (1 << PAGE_SHIFT) - 1;

/**
 * Records of any fixed number of 32-bit words, addressed by id from 1 up, in pages that never move: a prefix of IPv6
 * has seven. Word 0 of a free record links it to the next.
 */
export class VrpRecords {
  /** Read and written in place by the table that owns the records. */
  readonly pages: Int32Array[] = [];
  readonly #stride: number;
  #free = 0;
  #next = 1;

  constructor(stride: number) {
    this.#stride = stride;
  }

  get byteLength(): number {
    return (this.pages.length << PAGE_SHIFT) * this.#stride * 4;
  }

  /** The largest id given out so far. */
  get last(): number {
    return this.#next - 1;
  }

  /** The id of a record nobody has. Its words are as they were left, zero the first time. */
  allocate(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.pages[free >>> PAGE_SHIFT]![(free & PAGE_MASK) * this.#stride]!;
      return free;
    }
    const id = this.#next++;
    if (id >>> PAGE_SHIFT === this.pages.length) this.pages.push(new Int32Array(this.#stride << PAGE_SHIFT));
    return id;
  }

  free(id: number): void {
    this.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * this.#stride] = this.#free;
    this.#free = id;
  }
}
