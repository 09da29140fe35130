import type { Family } from '@mesh/bgp-wire';
import type { AttributeId } from './attribute-table.js';
import { IdSet } from './intern/id-set.js';
import { type EncodedRoute, type RouteSpec, StoredRoute } from './route.js';
import type { RouteId } from './route-table.js';
import type { StoreCore } from './store-core.js';

/**
 * The routes one holder has, at most one a key: a bitmap over the store's ids, with one reference each. The calls
 * that take no id speak of the key the store has probed last.
 */
export class RouteSet {
  readonly core: StoreCore;
  readonly ids: IdSet = new IdSet();
  /** Members by number of their key space. */
  readonly #counts: number[] = [];

  constructor(core: StoreCore) {
    this.core = core;
  }

  get size(): number {
    return this.ids.size;
  }

  sizeOf(family: Family): number {
    const { spaces } = this.core.routes;
    return (this.#counts[spaces.find(family, false)] ?? 0) + (this.#counts[spaces.find(family, true)] ?? 0);
  }

  /** Families with at least one member. */
  families(): Set<Family> {
    const { spaces } = this.core.routes;
    const found = new Set<Family>();
    this.#counts.forEach((count, number) => {
      if (count > 0) found.add(spaces.get(number).family);
    });
    return found;
  }

  /** The route held of the probed key, 0 for none. */
  find(): RouteId {
    return this.core.routes.find(this.ids);
  }

  /**
   * Holds the probed key with these attributes. Returns the route; the one it replaces, if any, is `routes.held` and
   * stays a member until the caller deletes or takes it. Nothing changes where the two are the same.
   */
  put(attributes: AttributeId): RouteId {
    const { routes } = this.core;
    const id = routes.resolve(attributes, this.ids);
    if (id !== routes.held) this.add(id);
    return id;
  }

  /** As `put`, for a route that is there. */
  putRoute(id: RouteId): RouteId {
    const { routes } = this.core;
    routes.held = routes.heldWith(id, this.ids);
    if (routes.held !== id) this.add(id);
    return id;
  }

  /** Holds a route, from wherever it comes, as `put` does. */
  putAny(route: RouteSpec | EncodedRoute): RouteId {
    const { core } = this;
    if (route instanceof StoredRoute && route.core === core) return this.putRoute(route.assertHeld());
    const encoded = 'nlri' in route;
    const attributes = encoded
      ? core.attributes.intern(route.nextHop, 0, route.nextHop.length, route.attributes)
      : core.internSpec(route);
    try {
      if (encoded) core.routes.probe(route.family, route.nlri, 0, route.nlri.length, route.pathId);
      else core.probePrefix(route);
      return this.put(attributes);
    } finally {
      core.attributes.release(attributes);
    }
  }

  /** True where the route was no member. */
  add(id: RouteId): boolean {
    if (!this.ids.add(id)) return false;
    const { routes } = this.core;
    routes.retain(id);
    const number = routes.spaceNumber(id);
    this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    return true;
  }

  /** Lets a member go. */
  delete(id: RouteId): void {
    this.take(id);
    this.core.routes.release(id);
  }

  /** Removes a member and leaves its reference to the caller. */
  take(id: RouteId): void {
    this.ids.delete(id);
    this.#counts[this.core.routes.spaceNumber(id)]!--;
  }

  /** Members in ascending order, of one family or of all; changes on the way are tolerated. */
  *walk(family?: Family): Generator<RouteId, void> {
    for (let id = this.ids.next(1); id !== 0; id = this.ids.next(id + 1)) {
      if (family === undefined || this.core.routes.space(id).family === family) yield id;
    }
  }

  /** Removes all members and leaves their references to the caller. */
  takeAll(): IdSet {
    const all = new IdSet();
    all.addAll(this.ids);
    this.ids.clear();
    this.#counts.length = 0;
    return all;
  }

  clear(): void {
    for (let id = this.ids.next(1); id !== 0; id = this.ids.next(id + 1)) this.core.routes.release(id);
    this.ids.clear();
    this.#counts.length = 0;
  }
}
