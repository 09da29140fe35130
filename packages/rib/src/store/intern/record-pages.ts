import type { Memory } from './memory.js';

/** Records a page of `RecordPages`: `id >>> PAGE_SHIFT` is the page, `id & PAGE_MASK` the record. */
export const PAGE_SHIFT = 14;
export const PAGE_MASK: number = (1 << PAGE_SHIFT) - 1;
/** A record has four words: `(id & PAGE_MASK) << RECORD_SHIFT` is the first. */
export const RECORD_SHIFT = 2;
/** Records that the first page has room for at the beginning. */
const FIRST = 1 << 10;

/** What `RecordPages` are made of, for another thread to take over. */
export interface RecordPagesState {
  readonly pages: Int32Array[];
  readonly free: number;
  readonly next: number;
}

/**
 * Records of four 32-bit words, addressed by id from 1 up. Pages hold 256 KiB, so that a million records are 61
 * buffers, and never move; the first one alone is copied as it grows up to that. Word 0 of a free record links it
 * to the next.
 */
export class RecordPages {
  /** Read and written in place by the table that owns the records. Not to be kept over `allocate`. */
  pages: Int32Array[] = [];
  readonly #memory: Memory;
  #room = 0;
  #free = 0;
  /** Smallest id never given out; 0 is none. */
  #next = 1;

  constructor(memory: Memory, state?: RecordPagesState) {
    this.#memory = memory;
    if (!state) return;
    this.pages = state.pages;
    this.#free = state.free;
    this.#next = state.next;
    this.#room = this.byteLength >> (RECORD_SHIFT + 2);
  }

  get state(): RecordPagesState {
    return { pages: this.pages, free: this.#free, next: this.#next };
  }

  get byteLength(): number {
    return this.pages.reduce((sum, page) => sum + page.byteLength, 0);
  }

  /** The largest id given out so far. */
  get last(): number {
    return this.#next - 1;
  }

  /** The id of a record nobody has. Its words are as they were left, zero the first time. */
  allocate(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.pages[free >>> PAGE_SHIFT]![(free & PAGE_MASK) << RECORD_SHIFT]!;
      return free;
    }
    const id = this.#next++;
    if (id >= this.#room) this.#grow();
    return id;
  }

  free(id: number): void {
    this.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) << RECORD_SHIFT] = this.#free;
    this.#free = id;
  }

  #grow(): void {
    const page = 1 << PAGE_SHIFT;
    if (this.#room > 0 && this.#room < page) {
      this.#room *= 2;
      const larger = this.#memory.words(this.#room << RECORD_SHIFT);
      larger.set(this.pages[0]!);
      this.pages[0] = larger;
      return;
    }
    const more = this.#room === 0 ? FIRST : page;
    this.pages.push(this.#memory.words(more << RECORD_SHIFT));
    this.#room += more;
  }
}
