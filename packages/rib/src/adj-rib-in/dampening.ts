import type { Clock } from '../ports.js';
import { IdCounts } from '../store/intern/id-counts.js';
import { IdSet } from '../store/intern/id-set.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import {
  type DampeningSettings,
  dampeningSettings,
  decayed,
  penaltyCeiling,
  raised,
  secondsUntil,
} from './dampening-penalty.js';
import { Slices } from './slices.js';

/** How long a reuse list covers: as late as this a route may be used again. */
const LIST_SECONDS = 15;
/** What is left of a reuse threshold where a route's past is forgotten (RFC 2439 frees below half of it). */
const FORGET = 0.5;
/** Penalties are kept in these parts of one. */
const PARTS = 16;

/**
 * Route flap dampening (RFC 2439) with the defaults of RFC 7196, for the routes of one external peer. Whoever has the
 * routes tells of every flap; a route is named by the id of any pair of its key.
 *
 * Only keys that have flapped cost anything: one pair of each is held, with its penalty and the time the penalty was
 * true in columns by its id, until the past is forgotten. Reuse lists are sets in a ring, one for each fifteen
 * seconds; a list that is due is gone through in slices. A flap on the way leaves a route in its list, unless it is
 * suppressed from then on: when the list is due, the route goes to the one its penalty asks for then.
 */
export class RouteDampening {
  readonly settings: DampeningSettings;
  readonly #core: StoreCore;
  readonly #clock: Clock;
  readonly #onReuse: (id: RouteId) => void;
  /** One pair of each key that has flapped. */
  readonly #flapping: RouteSet;
  readonly #suppressed = new IdSet();
  /** By pair: penalty in parts, and the second in which it was that. */
  readonly #penalties = new IdCounts();
  readonly #seconds = new IdCounts();
  readonly #lists: IdSet[];
  /** By pair: 1 and the number of its list. */
  readonly #listOf = new IdCounts();
  readonly #slices: Slices;
  readonly #epoch: number;
  #due = 0;
  #stop: (() => void) | undefined;

  /** `onReuse` hears of a key whose suppression is over. Throws `RangeError` for settings that are none. */
  constructor(core: StoreCore, clock: Clock, onReuse: (id: RouteId) => void, given: Partial<DampeningSettings> = {}) {
    this.settings = dampeningSettings(given);
    this.#core = core;
    this.#clock = clock;
    this.#onReuse = onReuse;
    this.#flapping = new RouteSet(core);
    this.#slices = new Slices(clock);
    this.#epoch = clock.now();
    const longest = secondsUntil(penaltyCeiling(this.settings), FORGET * this.settings.reuseThreshold, this.settings);
    this.#lists = Array.from({ length: Math.ceil(longest / LIST_SECONDS) + 2 }, () => new IdSet());
  }

  /** Keys with a past. */
  get size(): number {
    return this.#flapping.size;
  }

  get suppressedSize(): number {
    return this.#suppressed.size;
  }

  /** Octets of memory in the columns. */
  get byteLength(): number {
    return this.#penalties.byteLength + this.#seconds.byteLength + this.#listOf.byteLength;
  }

  /** The peer has withdrawn the route. */
  withdrawn(id: RouteId): void {
    this.#flap(id, this.settings.withdrawalPenalty, true);
  }

  /** The peer has announced the route after a withdrawal. True where it is not to be used for now. */
  announced(id: RouteId): boolean {
    // A route that has no past is new.
    this.#flap(id, this.settings.readvertisementPenalty, false);
    return this.isSuppressed(id);
  }

  /** The peer has announced the route with other attributes. True where it is not to be used for now. */
  changed(id: RouteId): boolean {
    this.#flap(id, this.settings.changePenalty, true);
    return this.isSuppressed(id);
  }

  isSuppressed(id: RouteId): boolean {
    return this.#suppressed.size > 0 && this.#suppressed.has(this.#pairOf(id));
  }

  /** The penalty of a route as of now, 0 for one without a past. */
  penalty(id: RouteId): number {
    const pair = this.#pairOf(id);
    return pair === 0 ? 0 : this.#penaltyNow(pair);
  }

  /** Forgets every past; suppressed routes are not told. */
  clear(): void {
    for (const list of this.#lists) list.clear();
    for (const id of this.#flapping.walk()) this.#erase(id);
    this.#suppressed.clear();
    this.#flapping.clear();
    this.#stop?.();
    this.#stop = undefined;
  }

  #flap(id: RouteId, by: number, begins: boolean): void {
    if (by === 0) return;
    let pair = this.#pairOf(id);
    if (pair === 0) {
      if (!begins) return;
      pair = id;
      this.#flapping.add(pair);
    }
    const isNew = this.#penalties.get(pair) === 0;
    const penalty = raised(this.#penaltyNow(pair), by, this.settings);
    this.#penalties.set(pair, Math.round(PARTS * penalty));
    this.#seconds.set(pair, this.#now());
    const isMore = penalty >= this.settings.suppressThreshold && this.#suppressed.add(pair);
    if (isNew || isMore) this.#enlist(pair, penalty);
  }

  /** The pair under which the past of a route's key is kept, 0 for none. */
  #pairOf(id: RouteId): RouteId {
    return this.#flapping.size === 0 ? 0 : this.#core.routes.heldWith(id, this.#flapping.ids);
  }

  #penaltyNow(pair: RouteId): number {
    const penalty = this.#penalties.get(pair);
    return penalty === 0 ? 0 : decayed(penalty / PARTS, this.#now() - this.#seconds.get(pair), this.settings);
  }

  #now(): number {
    return Math.floor((this.#clock.now() - this.#epoch) / 1000);
  }

  /** Puts a pair into the list of the time at which something is to be done about it. */
  #enlist(pair: RouteId, penalty: number): void {
    const { reuseThreshold } = this.settings;
    const threshold = this.#suppressed.has(pair) ? reuseThreshold : FORGET * reuseThreshold;
    const lists = 1 + Math.floor(secondsUntil(penalty, threshold, this.settings) / LIST_SECONDS);
    const number = (this.#due + Math.min(lists, this.#lists.length - 1)) % this.#lists.length;
    this.#lists[this.#listOf.get(pair) - 1]?.delete(pair);
    this.#lists[number]!.add(pair);
    this.#listOf.set(pair, number + 1);
    this.#stop ??= this.#clock.after(1000 * LIST_SECONDS, () => this.#turn());
  }

  /** The next list is due. */
  #turn(): void {
    this.#due = (this.#due + 1) % this.#lists.length;
    this.#stop = this.#flapping.size > 0 ? this.#clock.after(1000 * LIST_SECONDS, () => this.#turn()) : undefined;
    const list = this.#lists[this.#due]!;
    this.#slices.run(() => {
      const pair = list.next(1);
      if (pair === 0) return false;
      list.delete(pair);
      this.#review(pair);
      return true;
    });
  }

  #review(pair: RouteId): void {
    const penalty = this.#penaltyNow(pair);
    const { reuseThreshold } = this.settings;
    const isOver = penalty <= reuseThreshold && this.#suppressed.delete(pair);
    if (penalty > FORGET * reuseThreshold) {
      this.#enlist(pair, penalty);
      if (isOver) this.#onReuse(pair);
      return;
    }
    if (isOver) this.#onReuse(pair);
    this.#erase(pair);
    this.#flapping.delete(pair);
  }

  #erase(pair: RouteId): void {
    this.#penalties.set(pair, 0);
    this.#seconds.set(pair, 0);
    this.#listOf.set(pair, 0);
  }
}
