import type { Family } from '@mesh/bgp-wire';
import type { AttributeId } from './attribute-table.js';
import { IdSet } from './intern/id-set.js';
import type { RouteId, RouteTable } from './route-table.js';

/** Attribute ids a block: pending routes are counted by block, so that a window knows how far it can reach. */
const BLOCK_SHIFT = 10;
/** Routes a window holds at most. */
const WINDOW = 1 << 16;
/** Ids below this are exact beside any attribute id in one double. */
const ID_LIMIT = 2 ** 27;

/** Routes to announce, counted by block of their attribute ids. A member keeps its attributes while it is one. */
export class PendingSet {
  readonly ids: IdSet = new IdSet();
  readonly blocks: number[] = [];
  readonly #routes: RouteTable;

  constructor(routes: RouteTable) {
    this.#routes = routes;
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: RouteId): boolean {
    return this.ids.has(id);
  }

  add(id: RouteId): void {
    if (!this.ids.add(id)) return;
    const block = this.#routes.attributes(id) >>> BLOCK_SHIFT;
    while (this.blocks.length <= block) this.blocks.push(0);
    this.blocks[block]!++;
  }

  delete(id: RouteId): void {
    if (this.ids.delete(id)) this.blocks[this.#routes.attributes(id) >>> BLOCK_SHIFT]!--;
  }
}

/*
 * Hands out the pending routes of a sweep ordered by attribute set, without sorting all of them: as many blocks of
 * attribute ids as hold a window's worth are picked out of the bitmap and sorted. Every window reads the attributes
 * of all that is pending, some milliseconds for a million routes; memory stays at one window.
 *
 * The blocks of a sweep are fixed when it begins, so that it ends however much is announced meanwhile. A block with
 * more routes than a window takes several, by id.
 */
export class PendingWindow {
  readonly pending: PendingSet;
  readonly #routes: RouteTable;
  /** Attribute id and route id of each entry, in one sortable number. */
  #entries = new Float64Array(0);
  #count = 0;
  #at = 0;
  /** Blocks of the window, `[from, to)`, and of the sweep. */
  #from = 0;
  #to = 0;
  #end = 0;
  /** Where the scan of the window's blocks goes on; 0 where it is done. */
  #resume = 0;
  /** The attributes and family whose message is open. */
  group: AttributeId = 0;
  groupFamily: Family = 0;

  constructor(routes: RouteTable) {
    this.#routes = routes;
    this.pending = new PendingSet(routes);
  }

  get empty(): boolean {
    return this.#at === this.#count;
  }

  /** The next route. It may have been cancelled, or be pending anew with other attributes. */
  get first(): RouteId {
    const entry = this.#entries[this.#at]!;
    return entry - Math.floor(entry / ID_LIMIT) * ID_LIMIT;
  }

  shift(): void {
    this.#at++;
  }

  /** The next route begins a message of its own: attribute ids may mean something else by now. */
  forgetGroup(): void {
    this.group = 0;
  }

  beginSweep(): void {
    this.#end = this.pending.blocks.length;
    this.#from = this.#to = this.#resume = 0;
    this.#count = this.#at = 0;
  }

  /** Takes the next window. False where the sweep has come to its end. */
  refill(): boolean {
    this.#count = this.#at = 0;
    while (this.#count === 0) {
      if (this.#resume === 0 && !this.#nextBlocks()) return false;
      this.#scan();
    }
    this.#entries.subarray(0, this.#count).sort();
    return true;
  }

  /** Chooses the blocks of the next window: at least one, and as many more as fit. */
  #nextBlocks(): boolean {
    const { blocks } = this.pending;
    this.#from = this.#to;
    let sum = 0;
    while (this.#to < this.#end) {
      const count = blocks[this.#to]!;
      if (sum > 0 && sum + count > WINDOW) break;
      sum += count;
      this.#to++;
    }
    if (sum === 0) return false;
    this.#resume = 1;
    const size = Math.min(sum, WINDOW);
    if (size > this.#entries.length) this.#entries = new Float64Array(Math.max(size, Math.min(WINDOW, 2 * size)));
    return true;
  }

  /** Picks the window's routes out of the bitmap, from where the last scan stopped. */
  #scan(): void {
    const { ids } = this.pending;
    const limit = this.#entries.length;
    let id = ids.next(this.#resume);
    for (; id !== 0 && this.#count < limit; id = ids.next(id + 1)) {
      const attributes = this.#routes.attributes(id);
      const block = attributes >>> BLOCK_SHIFT;
      if (block >= this.#from && block < this.#to) this.#entries[this.#count++] = attributes * ID_LIMIT + id;
    }
    this.#resume = id;
  }
}
