import { type Memory, ownMemory } from './memory.js';

/*
 * Octet strings of any length up to a page, in pages that never move: growing is one more page, never a copy. A handle
 * counts units of four octets, so that 32 bits reach 16 GiB. What is freed waits in a list of its size class, linked
 * through its own first unit. Up to 1 KiB a class is one size; above, a quarter of a power of two.
 *
 * Handles are signed 32-bit numbers, 0 is none. The arena keeps no lengths: the owner says them again when it frees.
 */

const PAGE_OCTETS = 1 << 18;
const UNIT_SHIFT = 2;
const PAGE_UNITS = PAGE_OCTETS >> UNIT_SHIFT;
const PAGE_SHIFT = 16;
const EXACT_UNITS = 256;
const CLASSES = EXACT_UNITS + 4 * (PAGE_SHIFT - 8) + 1;

/** Longest string an arena takes, in octets. */
export const MAX_ARENA_OCTETS: number = PAGE_OCTETS >> 1;

/** What a `ByteArena` is made of, for another thread to take over. */
export interface ByteArenaState {
  readonly pages: Uint8Array[];
  readonly free: Int32Array;
  readonly next: number;
  readonly used: number;
}

export class ByteArena {
  readonly #memory: Memory;
  #pages: Uint8Array[] = [];
  #free: Int32Array = new Int32Array(CLASSES);
  /** Next unit never given out, within the last page. */
  #next = PAGE_UNITS;
  #used = 0;

  constructor(memory: Memory = ownMemory, state?: ByteArenaState) {
    this.#memory = memory;
    if (!state) return;
    this.#pages = state.pages;
    this.#free = state.free;
    this.#next = state.next;
    this.#used = state.used;
  }

  get state(): ByteArenaState {
    return { pages: this.#pages, free: this.#free, next: this.#next, used: this.#used };
  }

  /** Octets the arena holds from the system. */
  get byteLength(): number {
    return this.#pages.length * PAGE_OCTETS + this.#free.byteLength;
  }

  /** Octets given out, rounded up to their classes. */
  get used(): number {
    return this.#used << UNIT_SHIFT;
  }

  /** A place for `length` octets (at least 1). */
  allocate(length: number): number {
    if (length > MAX_ARENA_OCTETS)
      throw new RangeError(`at most ${MAX_ARENA_OCTETS} octets can be kept, got ${length}`);
    const units = roundUp(Math.max(1, (length + 3) >> UNIT_SHIFT));
    const klass = classOf(units);
    this.#used += units;
    const free = this.#free[klass]!;
    if (free !== 0) {
      this.#free[klass] = readLink(this.page(free), this.offset(free));
      return free;
    }
    if (this.#next + units > PAGE_UNITS) this.#addPage();
    const handle = ((this.#pages.length - 1) << PAGE_SHIFT) | this.#next;
    this.#next += units;
    return handle;
  }

  /** Gives back a place of `length` octets. */
  free(handle: number, length: number): void {
    const units = roundUp(Math.max(1, (length + 3) >> UNIT_SHIFT));
    this.#used -= units;
    this.#link(handle, units);
  }

  /** The page a handle lies in; its octets begin at `offset(handle)`. */
  page(handle: number): Uint8Array {
    return this.#pages[handle >>> PAGE_SHIFT]!;
  }

  offset(handle: number): number {
    return (handle & (PAGE_UNITS - 1)) << UNIT_SHIFT;
  }

  /** Forgets everything and gives the pages back. */
  clear(): void {
    this.#pages = [];
    this.#free.fill(0);
    this.#next = PAGE_UNITS;
    this.#used = 0;
  }

  /** Opens a page; what is left of the one before becomes free places. Unit 0 of the first page is never given out. */
  #addPage(): void {
    while (this.#next < PAGE_UNITS) {
      const units = Math.min(EXACT_UNITS, PAGE_UNITS - this.#next);
      this.#link(((this.#pages.length - 1) << PAGE_SHIFT) | this.#next, units);
      this.#next += units;
    }
    this.#next = this.#pages.length === 0 ? 1 : 0;
    this.#pages.push(this.#memory.octets(PAGE_OCTETS));
  }

  #link(handle: number, units: number): void {
    const klass = classOf(units);
    writeLink(this.page(handle), this.offset(handle), this.#free[klass]!);
    this.#free[klass] = handle;
  }
}

/** Units of the class that holds `units`. */
function roundUp(units: number): number {
  if (units <= EXACT_UNITS) return units;
  const step = 1 << (29 - Math.clz32(units - 1));
  return (units + step - 1) & -step;
}

/** Number of the class of units that `roundUp` gave. */
function classOf(units: number): number {
  if (units <= EXACT_UNITS) return units;
  const log = 31 - Math.clz32(units - 1);
  return EXACT_UNITS + 4 * (log - 8) + (((units - 1) >> (log - 2)) & 3) + 1;
}

function readLink(page: Uint8Array, at: number): number {
  return page[at]! | (page[at + 1]! << 8) | (page[at + 2]! << 16) | (page[at + 3]! << 24);
}

function writeLink(page: Uint8Array, at: number, link: number): void {
  page[at] = link;
  page[at + 1] = link >>> 8;
  page[at + 2] = link >>> 16;
  page[at + 3] = link >>> 24;
}
