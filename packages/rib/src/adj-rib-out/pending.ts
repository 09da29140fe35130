import type { Family } from '@mesh/bgp-wire';
import type { AttributeId } from '../store/attribute-table.js';
import { IdSet } from '../store/intern/id-set.js';
import type { RouteId, RouteTable } from '../store/route-table.js';

/** Attribute ids a block: pending routes are counted by block, so that a window knows how far it can reach. */
const BLOCK_SHIFT = 10;
/** Routes a window holds at most. */
const WINDOW = 1 << 16;
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
  /** Routes of the window as found, their attributes, and the routes by attributes. */
  #found = new Int32Array(0);
  #attributes = new Int32Array(0);
  #entries = new Int32Array(0);
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
    return this.#entries[this.#at]!;
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
    this.#sort();
    return true;
  }

  /** Takes a few of the routes there are, in no order. */
  take(count: number): void {
    this.#reserve(count);
    this.#count = this.#at = 0;
    this.pending.ids.scan(1, (id) => {
      this.#entries[this.#count++] = id;
      return this.#count < count;
    });
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
    this.#reserve(Math.min(sum, WINDOW));
    return true;
  }

  #reserve(count: number): void {
    if (count <= this.#entries.length) return;
    const size = Math.min(WINDOW, 2 * count);
    this.#found = new Int32Array(size);
    this.#attributes = new Int32Array(size);
    this.#entries = new Int32Array(size);
  }

  /** Picks the window's routes out of the bitmap, from where the last scan stopped. */
  #scan(): void {
    const limit = this.#entries.length;
    const [found, attributes, from, to, routes] = [this.#found, this.#attributes, this.#from, this.#to, this.#routes];
    let count = 0;
    this.#resume = this.pending.ids.scan(this.#resume, (id) => {
      const set = routes.attributes(id);
      const block = set >>> BLOCK_SHIFT;
      if (block < from || block >= to) return true;
      if (count === limit) return false;
      found[count] = id;
      attributes[count++] = set;
      return true;
    });
    this.#count = count;
  }

  /** Orders the routes by attribute id, those of one by route id: counting where ids lie close, else comparing. */
  #sort(): void {
    const [found, attributes, entries, count] = [this.#found, this.#attributes, this.#entries, this.#count];
    const base = this.#from << BLOCK_SHIFT;
    const range = (this.#to - this.#from) << BLOCK_SHIFT;
    if (range > 4 * WINDOW) {
      const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => attributes[a]! - attributes[b]! || a - b);
      for (let i = 0; i < count; i++) entries[i] = found[order[i]!]!;
      return;
    }
    const places = new Int32Array(range + 1);
    for (let i = 0; i < count; i++) places[attributes[i]! - base + 1]!++;
    for (let i = 0; i < range; i++) places[i + 1]! += places[i]!;
    for (let i = 0; i < count; i++) entries[places[attributes[i]! - base]!++] = found[i]!;
  }
}
