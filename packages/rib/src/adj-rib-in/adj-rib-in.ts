import {
  afiOf,
  ByteWriter,
  CeaseSubcode,
  ErrorCode,
  type Family,
  type NotificationMessage,
  notification,
  safiOf,
  type UpdateView,
} from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import { IdSet } from '../store/intern/id-set.js';
import { type Route, StoredRoute } from '../store/route.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { LongLivedAttributes } from './long-lived.js';
import { UpdateIntake } from './update-intake.js';

export interface AdjRibInOptions {
  /** Most routes the peer may announce, of each family or family by family; more end the session (RFC 4486 §4). */
  readonly prefixLimit?: number | ReadonlyMap<Family, number>;
  /** `warn`: nothing but `onPrefixWarning` comes of the limit. Default `cease`: the session ends with Cease 6/1. */
  readonly prefixLimitAction?: 'cease' | 'warn';
  /** From how many hundredths of the limit on there is a warning. Default 80. */
  readonly prefixWarnPercent?: number;
  /** A family has come near its limit, or passed one that ends nothing; once, until it has fallen below again. */
  readonly onPrefixWarning?: (warning: PrefixWarning) => void;
  /**
   * Called for every route that came, changed or went; both are borrowed, `previous` is gone after the call. A route
   * announced again as it was is no change.
   */
  readonly onChange?: (current: Route | undefined, previous: Route | undefined) => void;
  /** The peer has sent all it has of a family. */
  readonly onEndOfRib?: (family: Family) => void;
}

/** How many routes of a family the peer has announced, and how many it may. */
export interface PrefixWarning {
  readonly family: Family;
  readonly held: number;
  readonly limit: number;
}

const WARN_PERCENT = 80;

/*
 * What one peer has told us (RFC 4271 §3.2), as a set of routes in the store. It is the `UpdateSink` of the peer's
 * sessions and outlives them. When something becomes stale or is purged the session says; here stand the marks:
 *
 * - `stale`: kept over a restart (RFC 4724 §4.2), until announced again or purged;
 * - `longLived`: of these, kept for longer than that. They carry LLGR_STALE, which whoever chooses between routes holds
 *   for the last choice; routes with NO_LLGR are gone (RFC 9494 §4.2);
 * - `unconfirmed`: held when the peer began to send a family again, until announced again; what is left at the end of
 *   the refresh is gone (RFC 7313 §4). Apart from `stale`, so that neither sweep takes what the other marked.
 */
export class AdjRibIn {
  readonly #core: StoreCore;
  readonly #held: RouteSet;
  readonly #intake: UpdateIntake;
  readonly #options: AdjRibInOptions;
  readonly #stale = new IdSet();
  readonly #longLived = new IdSet();
  readonly #unconfirmed = new IdSet();
  readonly #complete = new Set<Family>();
  /** Families a warning has been given for, with whether the limit was passed then. */
  readonly #warned = new Map<Family, boolean>();

  /** Throws `RangeError` for a `prefixWarnPercent` or a `prefixLimit` that is none. */
  constructor(store: RouteStore, options: AdjRibInOptions = {}) {
    const { prefixWarnPercent: percent = WARN_PERCENT } = options;
    if (!(percent >= 1 && percent <= 100)) throw new RangeError(`prefixWarnPercent must be 1–100, got ${percent}`);
    checkLimits(options.prefixLimit);
    this.#core = coreOf(store);
    this.#held = new RouteSet(this.#core);
    this.#options = options;
    this.#intake = new UpdateIntake(this.#core, {
      announced: (attributes) => this.#announced(attributes),
      withdrawn: () => this.#withdrawn(),
    });
  }

  /** Routes held, of one family or of all. */
  size(family?: Family): number {
    return family === undefined ? this.#held.size : this.#held.sizeOf(family);
  }

  /** Routes of a family that are stale. */
  staleSize(family?: Family): number {
    if (family === undefined) return this.#stale.size;
    let count = 0;
    for (let id = this.#stale.next(1); id !== 0; id = this.#stale.next(id + 1)) {
      if (this.#core.routes.space(id).family === family) count++;
    }
    return count;
  }

  get(selector: RouteSelector): Route | undefined {
    const id = this.#core.probe(selector) ? this.#held.find() : 0;
    return id === 0 ? undefined : new StoredRoute(this.#core, id);
  }

  /** The routes held, in the order of their ids; changes on the way are tolerated. */
  *routes(family?: Family): IterableIterator<Route> {
    for (const id of this.#held.walk(family)) yield new StoredRoute(this.#core, id);
  }

  /** True where the route under this selector is there and stale. */
  isStale(selector: RouteSelector): boolean {
    return this.#core.probe(selector) && this.#stale.has(this.#held.find());
  }

  /** How the route under this selector is stale; undefined where it is not, or not there. */
  staleness(selector: RouteSelector): 'gr' | 'llgr' | undefined {
    const id = this.#core.probe(selector) ? this.#held.find() : 0;
    if (this.#longLived.has(id)) return 'llgr';
    return this.#stale.has(id) ? 'gr' : undefined;
  }

  /** The peer has sent all it has of the family since the session came up. */
  isComplete(family: Family): boolean {
    return this.#complete.has(family);
  }

  up(_session: RibSession): void {
    this.#complete.clear();
    this.#warned.clear();
    this.#unconfirmed.clear();
  }

  update(view: UpdateView): NotificationMessage | undefined {
    this.#intake.apply(view);
    return this.#options.prefixLimit === undefined ? undefined : this.#checkLimits(this.#options.prefixLimit);
  }

  endOfRib(family: Family): void {
    this.#complete.add(family);
    this.#options.onEndOfRib?.(family);
  }

  refresh(family: Family, mark: 'begin' | 'end'): void {
    if (mark === 'begin') for (const id of this.#held.walk(family)) this.#unconfirmed.add(id);
    else this.#sweep(family, this.#unconfirmed);
  }

  stale(family: Family, kind: 'gr' | 'llgr'): void {
    if (kind === 'llgr') this.#becomeLongLived(family);
    else for (const id of this.#held.walk(family)) this.#stale.add(id);
  }

  purge(family: Family): void {
    this.#sweep(family, this.#stale);
  }

  down(_reason: unknown, retain: boolean): void {
    this.#complete.clear();
    this.#unconfirmed.clear();
    if (!retain) this.clear();
  }

  /** Lets everything go, with a change for each route. */
  clear(): void {
    for (const id of this.#held.walk()) this.#drop(id);
  }

  #announced(attributes: AttributeId): void {
    const id = this.#held.put(attributes);
    const { held } = this.#core.routes;
    if (id === held) {
      this.#unmark(id);
      return;
    }
    if (held === 0) this.#options.onChange?.(new StoredRoute(this.#core, id), undefined);
    else this.#drop(held, id);
  }

  #withdrawn(): void {
    const id = this.#held.find();
    if (id !== 0) this.#drop(id);
  }

  /** Lets a route go, for another or for none. */
  #drop(id: RouteId, successor: RouteId = 0): void {
    this.#unmark(id);
    this.#held.take(id);
    this.#options.onChange?.(
      successor === 0 ? undefined : new StoredRoute(this.#core, successor),
      new StoredRoute(this.#core, id),
    );
    this.#core.routes.release(id);
  }

  #unmark(id: RouteId): void {
    if (this.#stale.size > 0) this.#stale.delete(id);
    if (this.#longLived.size > 0) this.#longLived.delete(id);
    if (this.#unconfirmed.size > 0) this.#unconfirmed.delete(id);
  }

  /** RFC 9494 §4.2: the routes of a family go on as others, with LLGR_STALE; those with NO_LLGR do not. */
  #becomeLongLived(family: Family): void {
    const { routes } = this.#core;
    const known = new LongLivedAttributes(this.#core);
    try {
      for (const id of this.#held.walk(family)) {
        if (this.#longLived.has(id)) continue;
        const attributes = known.of(routes.attributes(id));
        if (attributes === 0) {
          this.#drop(id);
          continue;
        }
        routes.probeKeyOf(id);
        const successor = this.#held.put(attributes);
        this.#stale.add(successor);
        this.#longLived.add(successor);
        if (successor !== id) this.#drop(id, successor);
      }
    } finally {
      known.release();
    }
  }

  #sweep(family: Family, marked: IdSet): void {
    for (let id = marked.next(1); id !== 0; id = marked.next(id + 1)) {
      if (this.#core.routes.space(id).family === family) this.#drop(id);
    }
  }

  /** The Cease for the first family over its limit, with AFI, SAFI and the limit as data (RFC 4486 §4). */
  #checkLimits(limit: number | ReadonlyMap<Family, number>): NotificationMessage | undefined {
    const { prefixLimitAction: action = 'cease', prefixWarnPercent: percent = WARN_PERCENT } = this.#options;
    for (const family of new Set([...this.#held.families(), ...this.#warned.keys()])) {
      const most = typeof limit === 'number' ? limit : limit.get(family);
      if (most === undefined) continue;
      const held = this.#held.sizeOf(family);
      if (held > most && action === 'cease') return tooMany(family, most);
      if (100 * held >= percent * most) this.#warn(family, held, most);
      else if (this.#warned.size > 0) this.#warned.delete(family);
    }
    return undefined;
  }

  #warn(family: Family, held: number, limit: number): void {
    const passed = held > limit;
    const before = this.#warned.get(family);
    if (before === passed || before === true) return;
    this.#warned.set(family, passed);
    this.#options.onPrefixWarning?.({ family, held, limit });
  }
}

function checkLimits(limit: AdjRibInOptions['prefixLimit']): void {
  if (limit === undefined) return;
  for (const one of typeof limit === 'number' ? [limit] : limit.values()) {
    if (Number.isInteger(one) && one >= 0) continue;
    throw new RangeError(`prefixLimit must be a whole number of at least 0, got ${one}`);
  }
}

function tooMany(family: Family, limit: number): NotificationMessage {
  const data = new ByteWriter(7);
  data.u16(afiOf(family));
  data.u8(safiOf(family));
  data.u32(limit);
  return notification(ErrorCode.CEASE, CeaseSubcode.MAXIMUM_PREFIXES, data.take());
}
