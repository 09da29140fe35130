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
import { TouchedRoutes } from '../origin-validation/touched-routes.js';
import type { ValidityChanges } from '../origin-validation/validity-changes.js';
import type { Policy } from '../policy/policy.js';
import type { Clock, RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import { IdSet } from '../store/intern/id-set.js';
import { type Route, StoredRoute } from '../store/route.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { UpdateIntake } from '../store/update-intake.js';
import { AcceptedRoutes } from './accepted-routes.js';
import { RouteDampening } from './dampening.js';
import type { DampeningSettings } from './dampening-penalty.js';
import { FamilyMarks } from './family-marks.js';
import { type ImportOptions, type ImportRejection, ImportRules } from './import-rules.js';
import { LongLivedAttributes } from './long-lived.js';
import { Slices } from './slices.js';

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
  /** As `onChange`, for the routes after import. */
  readonly onAccepted?: (current: Route | undefined, previous: Route | undefined) => void;
  /** Which routes are taken, and what import makes of them. Default: all, as they came. */
  readonly import?: ImportOptions;
  /** Routes that flap are not accepted for a while (RFC 2439); for external peers. Needs `import` and `clock`. */
  readonly dampening?: Partial<DampeningSettings>;
  /** Work on many routes is done in slices of some milliseconds. Default: all at once. */
  readonly clock?: Clock;
  /** The peer has sent all it has of a family. */
  readonly onEndOfRib?: (family: Family) => void;
}

/** How many routes of a family the peer has announced, and how many it may. */
export interface PrefixWarning {
  readonly family: Family;
  readonly held: number;
  readonly limit: number;
}

/** Whether a received route is a candidate. */
export interface ImportVerdict {
  readonly accepted: boolean;
  /** What stands against it; undefined for an accepted route. */
  readonly rejection: ImportRejection | undefined;
}

const WARN_PERCENT = 80;

/** Lets the other files of the package reach the accepted routes; undefined without import. */
export let acceptedOf: (rib: AdjRibIn) => AcceptedRoutes | undefined;
/** Has the routes that a change of VRPs touches judged anew. */
export let rejudge: (rib: AdjRibIn, touched: TouchedRoutes) => void;

/*
 * What one peer has told us (RFC 4271 §3.2), as a set of routes in the store. It is the `UpdateSink` of the peer's
 * sessions and outlives them. When something becomes stale or is purged the session says; here stand the marks:
 *
 * - `stale`: kept over a restart (RFC 4724 §4.2), until announced again or purged;
 * - `longLived`: of these, kept for longer than that. They carry LLGR_STALE, which whoever chooses between routes holds
 *   for the last choice; routes with NO_LLGR are gone (RFC 9494 §4.2);
 * - `unconfirmed`: held when the peer began to send a family again, until announced again; what is left at the end of
 *   the refresh is gone (RFC 7313 §4). Apart from `stale`, so that neither sweep takes what the other marked;
 * - `condemned`: of a session that is over. Nobody sees them any more, and they go a slice at a time.
 *
 * With import there is a second set: what passed its checks and its policy, with the attributes that policy gave it.
 * Routes that did not pass stay in the first, so that another policy can take them without asking the peer again.
 */
export class AdjRibIn {
  readonly #core: StoreCore;
  readonly #held: RouteSet;
  readonly #intake: UpdateIntake;
  readonly #options: AdjRibInOptions;
  readonly #rules: ImportRules | undefined;
  readonly #accepted: AcceptedRoutes | undefined;
  readonly #dampening: RouteDampening | undefined;
  readonly #slices: Slices;
  readonly #stale: FamilyMarks;
  readonly #longLived = new IdSet();
  readonly #unconfirmed: FamilyMarks;
  #condemned = new IdSet();
  readonly #condemnedOf = new Map<Family, number>();
  readonly #cleared: (() => void)[] = [];
  /** Marked sets whose routes are being dropped. */
  readonly #sweeps = new Set<IdSet>();
  readonly #complete = new Set<Family>();
  /** Families a warning has been given for, with whether the limit was passed then. */
  readonly #warned = new Map<Family, boolean>();
  /** It takes nothing any more. */
  #closed = false;
  /** Changes of the import so far: a re-evaluation ends where another has begun. */
  #imports = 0;

  static {
    acceptedOf = (rib) => rib.#accepted;
    rejudge = (rib, touched) => rib.#rejudge(touched);
  }

  /** Throws `RangeError` for a `prefixWarnPercent` or a `prefixLimit` that is none. */
  constructor(store: RouteStore, options: AdjRibInOptions = {}) {
    const { prefixWarnPercent: percent = WARN_PERCENT } = options;
    if (!(percent >= 1 && percent <= 100)) throw new RangeError(`prefixWarnPercent must be 1–100, got ${percent}`);
    checkLimits(options.prefixLimit);
    const core = coreOf(store);
    this.#core = core;
    this.#held = new RouteSet(core);
    this.#options = options;
    this.#slices = new Slices(options.clock);
    this.#stale = new FamilyMarks(core);
    this.#unconfirmed = new FamilyMarks(core);
    if (options.import) {
      this.#rules = new ImportRules(core, options.import);
      this.#accepted = new AcceptedRoutes(core);
      this.#accepted.listen((current, previous) =>
        this.#options.onAccepted?.(this.#route(current), this.#route(previous)),
      );
    }
    this.#dampening = options.dampening && this.#dampen(options.dampening);
    this.#intake = new UpdateIntake(core, {
      announced: (attributes) => this.#announced(attributes),
      withdrawn: () => this.#withdrawn(),
    });
  }

  /** Routes the peer has told us, of one family or of all. */
  size(family?: Family): number {
    if (family === undefined) return this.#held.size - this.#condemned.size;
    return this.#held.sizeOf(family) - (this.#condemnedOf.get(family) ?? 0);
  }

  /** Of these, routes that are candidates; without import, all. */
  acceptedSize(family?: Family): number {
    if (this.#accepted === undefined) return this.size(family);
    return family === undefined ? this.#accepted.set.size : this.#accepted.set.sizeOf(family);
  }

  /** Routes of a family that are stale. */
  staleSize(family?: Family): number {
    return this.#stale.count(family, this.#condemned);
  }

  get(selector: RouteSelector): Route | undefined {
    return this.#route(this.#find(selector));
  }

  /** What import made of the route under this selector; undefined where it is not accepted, or not there. */
  getAccepted(selector: RouteSelector): Route | undefined {
    const id = this.#find(selector);
    return this.#route(id === 0 || this.#accepted === undefined ? id : this.#accepted.of(id));
  }

  /** The routes held, in the order of their ids; changes on the way are tolerated. */
  *routes(family?: Family): IterableIterator<Route> {
    for (const id of this.#held.walk(family)) if (!this.#condemned.has(id)) yield new StoredRoute(this.#core, id);
  }

  /** As `routes`, after import. Keys have no path identifiers: paths with equal attributes are one. */
  *acceptedRoutes(family?: Family): IterableIterator<Route> {
    if (this.#accepted === undefined) yield* this.routes(family);
    else for (const id of this.#accepted.set.walk(family)) yield new StoredRoute(this.#core, id);
  }

  /** Whether the route under this selector is a candidate, and what stands against it. */
  verdict(selector: RouteSelector): ImportVerdict {
    const id = this.#find(selector);
    if (id === 0) return { accepted: false, rejection: NO_PATH };
    const rejection = this.#dampening?.isSuppressed(id) ? SUPPRESSED : this.#rules?.rejection(id);
    this.#rules?.forget();
    return { accepted: rejection === undefined, rejection };
  }

  /** True where the route under this selector is there and stale. */
  isStale(selector: RouteSelector): boolean {
    return this.#stale.has(this.#find(selector));
  }

  /** How the route under this selector is stale; undefined where it is not, or not there. */
  staleness(selector: RouteSelector): 'gr' | 'llgr' | undefined {
    const id = this.#find(selector);
    if (this.#longLived.has(id)) return 'llgr';
    return this.#stale.has(id) ? 'gr' : undefined;
  }

  /** The peer has sent all it has of the family since the session came up. */
  isComplete(family: Family): boolean {
    return this.#complete.has(family);
  }

  /** Another policy from here on: what the peer has told us is judged anew, without asking it again. Needs `import`. */
  setPolicy(policy: Policy | undefined): void {
    if (this.#rules === undefined) throw new RangeError('a policy needs the option import: this Adj-RIB-In takes all');
    this.#rules.setPolicy(policy);
    this.#reevaluate(this.#rules);
  }

  /**
   * VRPs have changed (`VrpTable.onChange`): the routes whose validity may be another are judged anew (RFC 6811 §5),
   * without asking the peer again. Takes all of `changes`; without import nothing comes of it.
   */
  revalidate(changes: ValidityChanges): void {
    this.#rejudge(new TouchedRoutes(this.#core, changes));
  }

  up(session: RibSession): void {
    this.#complete.clear();
    this.#warned.clear();
    this.#unconfirmed.clear();
    this.#rules?.up(session);
  }

  update(view: UpdateView): NotificationMessage | undefined {
    if (this.#closed) return undefined;
    this.#intake.apply(view);
    this.#rules?.forget();
    return this.#options.prefixLimit === undefined ? undefined : this.#checkLimits(this.#options.prefixLimit);
  }

  endOfRib(family: Family): void {
    this.#complete.add(family);
    this.#options.onEndOfRib?.(family);
  }

  refresh(family: Family, mark: 'begin' | 'end'): void {
    if (mark === 'begin') this.#unconfirmed.mark(family, this.#held.ids);
    else this.#sweep(family, this.#unconfirmed);
  }

  stale(family: Family, kind: 'gr' | 'llgr'): void {
    this.#stale.mark(family, this.#held.ids);
    if (kind === 'llgr') this.#becomeLongLived(family);
  }

  purge(family: Family): void {
    this.#sweep(family, this.#stale);
  }

  down(_reason: unknown, retain: boolean): void {
    this.#complete.clear();
    this.#unconfirmed.clear();
    if (!retain) this.clear();
  }

  /** Lets everything go as `clear` does, and takes nothing from then on, whatever a session still brings. */
  close(done?: () => void): void {
    this.#closed = true;
    this.clear(done);
  }

  /** Lets everything go, with a change for each route; `done` is called when the last one has gone. */
  clear(done?: () => void): void {
    const running = this.#condemned.size > 0;
    for (const family of this.#held.families()) this.#condemnedOf.set(family, this.#held.sizeOf(family));
    this.#condemned = this.#held.ids.copy();
    this.#dampening?.clear();
    this.#stale.clear();
    this.#longLived.clear();
    if (done) this.#cleared.push(done);
    if (running) return;
    let id = 0;
    this.#slices.run(() => {
      id = this.#condemned.next(id + 1) || this.#condemned.next(1);
      if (id !== 0) this.#drop(id);
      else for (const call of this.#cleared.splice(0)) call();
      return id !== 0;
    });
  }

  #route(id: RouteId): Route | undefined {
    return id === 0 ? undefined : new StoredRoute(this.#core, id);
  }

  /** The route of a selector that the peer has told us, 0 for none. */
  #find(selector: RouteSelector): RouteId {
    const id = this.#core.probe(selector) ? this.#held.find() : 0;
    return this.#condemned.has(id) ? 0 : id;
  }

  #announced(attributes: AttributeId): void {
    const id = this.#held.put(attributes);
    const { held } = this.#core.routes;
    if (id === held) {
      // Left by a session that is over: what holds on this one may have it come out otherwise.
      const isLeft = this.#condemned.has(id) || this.#stale.has(id);
      this.#unmark(id);
      if (isLeft) this.#import(id, id);
      return;
    }
    if (held !== 0) {
      this.#dampening?.changed(held);
      this.#drop(held, id);
    } else {
      this.#dampening?.announced(id);
      this.#options.onChange?.(this.#route(id), undefined);
      this.#import(id, 0);
    }
  }

  #withdrawn(): void {
    const id = this.#held.find();
    if (id === 0) return;
    this.#dampening?.withdrawn(id);
    this.#drop(id);
  }

  /** Throws `RangeError` where nothing could be kept from being accepted, or nothing tells the time. */
  #dampen(settings: Partial<DampeningSettings>): RouteDampening {
    const { clock } = this.#options;
    if (clock === undefined || this.#rules === undefined) throw new RangeError('dampening needs import and a clock');
    return new RouteDampening(this.#core, clock, (pair) => this.#reuse(pair), settings);
  }

  /** The suppression of a route is over. */
  #reuse(pair: RouteId): void {
    const id = this.#core.routes.heldWith(pair, this.#held.ids);
    if (id === 0 || this.#condemned.has(id)) return;
    this.#import(id, id);
    this.#rules?.forget();
  }

  /** Lets a route go, for another or for none. */
  #drop(id: RouteId, successor: RouteId = 0): void {
    this.#unmark(id);
    this.#held.take(id);
    this.#options.onChange?.(this.#route(successor), this.#route(id));
    if (successor !== 0) this.#import(successor, id);
    else this.#accepted?.drop(id);
    this.#core.routes.release(id);
  }

  /** Takes a route through import, in the place of another, of itself or of none. */
  #import(id: RouteId, replaced: RouteId): void {
    if (this.#rules === undefined || this.#accepted === undefined) return;
    const attributes = this.#dampening?.isSuppressed(id) ? 0 : this.#rules.run(id);
    this.#accepted.change(id, attributes, replaced, this.#held.ids);
    if (attributes !== 0) this.#core.attributes.release(attributes);
  }

  #reevaluate(rules: ImportRules): void {
    const turn = ++this.#imports;
    let id = 0;
    this.#slices.run(() => {
      id = turn === this.#imports ? this.#held.ids.next(id + 1) : 0;
      if (id === 0) rules.forget();
      else if (!this.#condemned.has(id)) this.#import(id, id);
      return id !== 0;
    });
  }

  #rejudge(touched: TouchedRoutes): void {
    const rules = this.#rules;
    if (rules === undefined) return;
    let id = 0;
    this.#slices.run(() => {
      id = this.#held.ids.next(id + 1);
      if (id === 0) rules.forget();
      else if (!this.#condemned.has(id) && touched.has(id)) this.#import(id, id);
      return id !== 0;
    });
  }

  #unmark(id: RouteId): void {
    this.#stale.delete(id);
    this.#unconfirmed.delete(id);
    if (this.#longLived.size > 0) this.#longLived.delete(id);
    for (const sweep of this.#sweeps) sweep.delete(id);
    if (this.#condemned.size > 0 && this.#condemned.delete(id)) {
      const { family } = this.#core.routes.space(id);
      this.#condemnedOf.set(family, this.#condemnedOf.get(family)! - 1);
    }
  }

  /** RFC 9494 §4.2: the stale routes of a family go on as others, with LLGR_STALE; those with NO_LLGR do not. */
  #becomeLongLived(family: Family): void {
    const known = new LongLivedAttributes(this.#core);
    let id = 0;
    this.#slices.run(() => {
      id = this.#held.ids.next(id + 1);
      if (id === 0) {
        known.release();
        this.#rules?.forget();
      } else if (this.#isOf(family, id) && this.#stale.has(id) && !this.#longLived.has(id)) this.#prolong(id, known);
      return id !== 0;
    });
  }

  /** A route of the family that the peer has told us. */
  #isOf(family: Family, id: RouteId): boolean {
    return this.#core.routes.space(id).family === family && !this.#condemned.has(id);
  }

  #prolong(id: RouteId, known: LongLivedAttributes): void {
    const { routes } = this.#core;
    const attributes = known.of(routes.attributes(id));
    if (attributes === 0) {
      this.#drop(id);
      return;
    }
    routes.probeKeyOf(id);
    const successor = this.#held.put(attributes);
    if (successor !== id) this.#drop(id, successor);
    this.#stale.add(successor);
    this.#longLived.add(successor);
  }

  /** Drops the marked routes of a family; those announced again meanwhile are no longer marked. */
  #sweep(family: Family, marks: FamilyMarks): void {
    const marked = marks.take(family);
    if (marked === undefined) return;
    this.#sweeps.add(marked);
    let id = 0;
    this.#slices.run(() => {
      id = marked.next(id + 1);
      if (id === 0) this.#sweeps.delete(marked);
      else if (this.#isOf(family, id)) this.#drop(id);
      return id !== 0;
    });
  }

  /** The Cease for the first family over its limit, with AFI, SAFI and the limit as data (RFC 4486 §4). */
  #checkLimits(limit: number | ReadonlyMap<Family, number>): NotificationMessage | undefined {
    const { prefixLimitAction: action = 'cease', prefixWarnPercent: percent = WARN_PERCENT } = this.#options;
    for (const family of new Set([...this.#held.families(), ...this.#warned.keys()])) {
      const most = typeof limit === 'number' ? limit : limit.get(family);
      if (most === undefined) continue;
      const held = this.size(family);
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

const NO_PATH: ImportRejection = { check: 'no-path', rfc: undefined, reason: 'the peer has told us no such route' };
const SUPPRESSED: ImportRejection = {
  check: 'dampening',
  rfc: 'RFC 2439',
  reason: 'suppressed: the route has flapped too often',
};

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
