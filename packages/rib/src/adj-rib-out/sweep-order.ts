import { IdSet } from '../store/intern/id-set.js';
import type { RouteId, RouteTable } from '../store/route-table.js';

/** Sweeps of at most so many routes are sorted at once; larger ones are counted and placed in slices. */
const SMALL = 4096;
/** Attribute ids there is room for at first. */
const FIRST_IDS = 1024;
const NONE = new Int32Array(0);
/** What sorting a small sweep needs, for all: it is done in one go. */
const found = new Int32Array(SMALL);
const keys = new Float64Array(SMALL);

/*
 * Puts the routes of a sweep into the order of their attribute sets, so that those of one set share UPDATEs however they
 * were announced. It is a counting sort that can stop anywhere: one walk counts the routes of each set, the next puts
 * them into their places. Both walk a copy of the bitmap as it was when the sweep began, so that the sweep ends however
 * much is announced meanwhile, and has taken what was pending then.
 *
 * A route may be cancelled between the walks, and its id be pending again with other attributes: its place stays empty,
 * or it finds none and goes last, out of order. Memory: four octets a route and eight an attribute id, for the sweep.
 */
export class SweepOrder {
  readonly #routes: RouteTable;
  readonly #pending: IdSet;
  /** What was pending when the sweep began. */
  readonly #due = new IdSet();
  /** Where the walk goes on; 0 where it is over. */
  #cursor: RouteId = 0;
  #counting = false;
  /** By attribute id: routes that have no place yet, and the next place. */
  #counts: Int32Array = NONE;
  #places: Int32Array = NONE;
  #entries: Int32Array = NONE;
  /** Routes that found no place. */
  #late: RouteId[] = [];
  #size = 0;
  #at = 0;

  constructor(routes: RouteTable, pending: IdSet) {
    this.#routes = routes;
    this.#pending = pending;
  }

  /** What was begun is in order: `first` and `shift` may be used. */
  get ready(): boolean {
    return this.#cursor === 0;
  }

  get empty(): boolean {
    return this.#at >= this.#size + this.#late.length;
  }

  /** The next route; 0 for a place that stayed empty. It may have been cancelled. */
  get first(): RouteId {
    return this.#at < this.#size ? this.#entries[this.#at]! : this.#late[this.#at - this.#size]!;
  }

  shift(): void {
    this.#at++;
  }

  /** Begins to put what is pending now in order. `admits` says which routes are to be sent at all, and may cancel others. */
  begin(admits: (id: RouteId) => boolean): void {
    this.end();
    if (this.#pending.size <= SMALL) {
      this.#sort(admits);
      return;
    }
    this.#due.addAll(this.#pending);
    this.#counts = new Int32Array(FIRST_IDS);
    this.#counting = true;
    this.#cursor = 1;
  }

  /** Looks at `limit` routes more. */
  look(limit: number, admits: (id: RouteId) => boolean): void {
    if (this.#counting) this.#count(limit, admits);
    else this.#place(limit);
  }

  /** Gives back the memory of a sweep. */
  end(): void {
    this.#due.clear();
    this.#counts = this.#places = this.#entries = NONE;
    this.#late = [];
    this.#size = this.#at = this.#cursor = 0;
  }

  #sort(admits: (id: RouteId) => boolean): void {
    const routes = this.#routes;
    let count = 0;
    this.#pending.scan(1, (id) => {
      if (!this.#pending.has(id) || !admits(id)) return true;
      found[count] = id;
      keys[count] = routes.attributes(id) * SMALL + count;
      count++;
      return true;
    });
    const ordered = keys.subarray(0, count).sort();
    this.#entries = new Int32Array(count);
    for (let i = 0; i < count; i++) this.#entries[i] = found[ordered[i]! % SMALL]!;
    this.#size = count;
  }

  #count(limit: number, admits: (id: RouteId) => boolean): void {
    const [pending, routes] = [this.#pending, this.#routes];
    let left = limit;
    this.#cursor = this.#due.scan(this.#cursor, (id) => {
      if (left-- === 0) return false;
      if (!pending.has(id) || !admits(id)) return true;
      const attributes = routes.attributes(id);
      if (attributes >= this.#counts.length) this.#grow(attributes);
      this.#counts[attributes]!++;
      this.#size++;
      return true;
    });
    if (this.#cursor !== 0) return;
    this.#counting = false;
    this.#cursor = 1;
    this.#entries = new Int32Array(this.#size);
    this.#places = new Int32Array(this.#counts.length);
    for (let i = 1; i < this.#counts.length; i++) this.#places[i] = this.#places[i - 1]! + this.#counts[i - 1]!;
  }

  #grow(attributes: number): void {
    const counts = new Int32Array(Math.max(attributes + 1, 2 * this.#counts.length));
    counts.set(this.#counts);
    this.#counts = counts;
  }

  #place(limit: number): void {
    const [pending, routes, counts, places] = [this.#pending, this.#routes, this.#counts, this.#places];
    let left = limit;
    this.#cursor = this.#due.scan(this.#cursor, (id) => {
      if (left-- === 0) return false;
      if (!pending.has(id)) return true;
      const attributes = routes.attributes(id);
      if (attributes < counts.length && counts[attributes]! > 0) {
        counts[attributes]!--;
        this.#entries[places[attributes]!++] = id;
      } else this.#late.push(id);
      return true;
    });
  }
}
