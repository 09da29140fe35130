import { type Family, NO_PATH_ID, type Prefix } from '@mesh/bgp-wire';
import type { IdSet } from './intern/id-set.js';
import { sharesBits } from './prefix-search.js';
import type { Route } from './route.js';
import type { RouteId, RouteTable } from './route-table.js';
import type { StoreCore } from './store-core.js';

/**
 * Routes in the order of their keys: family by family, prefixes by address and then length (10.0.0.0/8, 10.0.0.0/9,
 * 10.0.0.0/24, 10.1.0.0/16), other keys by their octets, then by path identifier. Routes that come while it goes on
 * are not seen, those that leave are passed over.
 */
export interface OrderedRoutes extends IterableIterator<Route> {
  /**
   * Does a part of the work that the next route needs: looks at no more than so many routes. True once the next route,
   * or the end, is ready. Who must not be held up calls it until then; `next` does what is left.
   */
  prepare(atMost: number): boolean;
}

/** Sorts what is left in one go once it is so few. */
const FEW = 24;
/** Values of an octet of a key, and two ends: of the key with its path identifier, of the key before one. */
const OCTETS = 258;
const END = 0;
const PATH = 1;
const FIRST_OCTET = 2;

/** A part of the routes that have their octets before `depth` in common. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

/*
 * The table is hashed, so that order is made when asked for: members are collected, then sorted by the octets of their
 * keys, most significant first, a range at a time and only when it is its turn (radix sort on demand). Collecting,
 * counting and placing are loops that stop after any number of routes and go on later.
 */
export class OrderedWalk implements OrderedRoutes {
  readonly #core: StoreCore;
  readonly #routes: RouteTable;
  readonly #members: IdSet;
  readonly #show: (id: RouteId) => Route;
  readonly #within: Prefix | undefined;
  /** Families that come after the one at hand, last one first. */
  readonly #families: Family[];
  #family: Family = 0;
  #prefixOctets = 0;
  // Routes of the family, in order up to `#ready`, with the generations that tell whether they are still meant.
  #ids = new Int32Array(0);
  #generations = new Uint16Array(0);
  #count = 0;
  #at = 0;
  #ready = 0;
  #ranges: Range[] = [];
  /** Where collecting goes on; 0 when it is done. */
  #from: RouteId = 0;
  // The range that is being divided: octets counted up to, placed up to.
  #dividing: Range | undefined;
  #counted = 0;
  #placed = 0;
  #octets = new Uint16Array(0);
  readonly #starts = new Int32Array(OCTETS + 1);
  readonly #places = new Int32Array(OCTETS);
  #spareIds = new Int32Array(0);
  #spareGenerations = new Uint16Array(0);

  /** `within`: only prefixes that this one covers, of the one family that is given. */
  constructor(
    core: StoreCore,
    members: IdSet,
    families: Iterable<Family>,
    show: (id: RouteId) => Route,
    within?: Prefix,
  ) {
    this.#core = core;
    this.#routes = core.routes;
    this.#members = members;
    this.#families = [...families].sort((a, b) => b - a);
    this.#show = show;
    this.#within = within;
    this.#beginFamily();
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Route, undefined> {
    for (;;) {
      this.prepare(Number.POSITIVE_INFINITY);
      if (this.#at === this.#ready) return { done: true, value: undefined };
      const at = this.#at++;
      const id = this.#ids[at]!;
      if (this.#members.has(id) && this.#routes.generation(id) === this.#generations[at]) {
        return { done: false, value: this.#show(id) };
      }
    }
  }

  return(): IteratorResult<Route, undefined> {
    this.#families.length = 0;
    this.#ranges = [];
    this.#dividing = undefined;
    this.#from = this.#at = this.#ready = this.#count = 0;
    return { done: true, value: undefined };
  }

  prepare(atMost: number): boolean {
    let left = atMost;
    while (this.#at === this.#ready) {
      if (left <= 0) return false;
      if (this.#from !== 0) left -= this.#collect(left);
      else if (this.#dividing !== undefined) left -= this.#divide(this.#dividing, left);
      else if (this.#ranges.length > 0) left -= this.#beginRange(this.#ranges.pop()!);
      else if (!this.#beginFamily()) return true;
    }
    return true;
  }

  #beginFamily(): boolean {
    const family = this.#families.pop();
    if (family === undefined) return false;
    this.#family = family;
    this.#prefixOctets = (this.#core.families.get(family)?.prefixBits ?? 0) >> 3;
    this.#count = this.#at = this.#ready = 0;
    this.#from = this.#members.next(1);
    return true;
  }

  /** Picks the family's routes out of a part of the members, and returns how many it has looked at. */
  #collect(atMost: number): number {
    let looked = 0;
    this.#from = this.#members.scan(this.#from, (id) => {
      if (looked === atMost) return false;
      looked++;
      if (this.#routes.space(id).family === this.#family && this.#isWithin(id)) this.#push(id);
      return true;
    });
    if (this.#from === 0 && this.#count > 0) this.#ranges.push({ start: 0, end: this.#count, depth: 0 });
    return Math.max(1, looked);
  }

  #isWithin(id: RouteId): boolean {
    const within = this.#within;
    if (within === undefined) return true;
    return this.#routes.withKey(
      id,
      (bytes, offset) => bytes[offset]! >= within.bits && sharesBits(bytes, offset + 1, within.address, within.bits),
    );
  }

  #push(id: RouteId): void {
    if (this.#count === this.#ids.length) {
      const size = Math.max(64, 2 * this.#count);
      this.#ids = grown(this.#ids, new Int32Array(size));
      this.#generations = grown(this.#generations, new Uint16Array(size));
    }
    this.#ids[this.#count] = id;
    this.#generations[this.#count++] = this.#routes.generation(id);
  }

  /** Takes a range in hand: sorts it where it is small, else it is to be divided. Returns how many it has sorted. */
  #beginRange(range: Range): number {
    const { start, end } = range;
    if (end - start <= FEW) {
      this.#sortFew(start, end);
      this.#ready = end;
      return end - start;
    }
    this.#dividing = range;
    this.#counted = start;
    this.#placed = start;
    this.#starts.fill(0);
    if (this.#octets.length < end) this.#octets = new Uint16Array(this.#ids.length);
    return 1;
  }

  /** Divides a range by the next octet of the keys, a part at a time. Returns how many it has looked at. */
  #divide(range: Range, atMost: number): number {
    const { start, end, depth } = range;
    const from = this.#counted;
    const to = Math.min(end, from + atMost);
    for (let i = from; i < to; i++) {
      const octet = this.#octetOf(this.#ids[i]!, this.#generations[i]!, depth);
      this.#octets[i] = octet;
      this.#starts[octet + 1]!++;
    }
    this.#counted = to;
    if (from < to) return to - from;
    if (this.#placed === start) this.#beginPlacing(start);
    const first = this.#placed;
    const last = Math.min(end, first + atMost);
    for (let i = first; i < last; i++) {
      const place = this.#places[this.#octets[i]!]!++;
      this.#spareIds[place] = this.#ids[i]!;
      this.#spareGenerations[place] = this.#generations[i]!;
    }
    this.#placed = last;
    if (last === end) this.#endRange(range);
    return Math.max(1, last - first);
  }

  #beginPlacing(start: number): void {
    for (let octet = 0; octet < OCTETS; octet++) {
      this.#starts[octet + 1]! += this.#starts[octet]!;
      this.#places[octet] = start + this.#starts[octet]!;
    }
    if (this.#spareIds.length >= this.#ids.length) return;
    this.#spareIds = new Int32Array(this.#ids.length);
    this.#spareGenerations = new Uint16Array(this.#ids.length);
  }

  /** Puts the range back in its new order and leaves its parts to be looked at, the first one on top. */
  #endRange({ start, end, depth }: Range): void {
    this.#ids.set(this.#spareIds.subarray(start, end), start);
    this.#generations.set(this.#spareGenerations.subarray(start, end), start);
    for (let octet = OCTETS - 1; octet > 0; octet--) {
      const [from, to] = [start + this.#starts[octet]!, start + this.#starts[octet + 1]!];
      if (to > from) this.#ranges.push({ start: from, end: to, depth: depth + 1 });
    }
    this.#ready = start + this.#starts[1]!;
    this.#dividing = undefined;
  }

  #sortFew(start: number, end: number): void {
    for (let i = start + 1; i < end; i++) {
      const [id, generation] = [this.#ids[i]!, this.#generations[i]!];
      let at = i;
      while (at > start && this.#compare(this.#ids[at - 1]!, this.#generations[at - 1]!, id, generation) > 0) {
        this.#ids[at] = this.#ids[at - 1]!;
        this.#generations[at] = this.#generations[at - 1]!;
        at--;
      }
      this.#ids[at] = id;
      this.#generations[at] = generation;
    }
  }

  #compare(a: RouteId, generationA: number, b: RouteId, generationB: number): number {
    for (let depth = 0; ; depth++) {
      const octet = this.#octetOf(a, generationA, depth);
      const difference = octet - this.#octetOf(b, generationB, depth);
      if (difference !== 0) return difference;
      if (octet === END) return a - b;
    }
  }

  /** An octet of a key as a number from `FIRST_OCTET` up, or what stands behind it; `END` for a route that has left. */
  #octetOf(id: RouteId, generation: number, depth: number): number {
    if (!this.#routes.isKept(id, generation)) return END;
    const size = this.#prefixOctets;
    const octet = this.#routes.withKey(id, (bytes, offset, length) => {
      if (size === 0) return depth < length ? bytes[offset + depth]! : length - depth - 1;
      if (depth < size) return depth + 1 < length ? bytes[offset + 1 + depth]! : 0;
      return depth === size ? bytes[offset]! : size - depth;
    });
    if (octet >= 0) return octet + FIRST_OCTET;
    const path = this.#routes.pathId(id);
    const behind = -1 - octet;
    if (path === NO_PATH_ID || behind > 4) return END;
    return behind === 0 ? PATH : ((path >>> (8 * (4 - behind))) & 0xff) + FIRST_OCTET;
  }
}

function grown<T extends Int32Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
