import { type Family, MeshError } from '@mesh/bgp-wire';
import type { AttributeId } from './attribute-table.js';
import { IdSet, type IdSetState } from './intern/id-set.js';
import { type EncodedRoute, isEncodedRoute, type RouteSpec, StoredRoute } from './route.js';
import type { RouteId } from './route-table.js';
import type { StoreCore } from './store-core.js';

/** What a `RouteSet` is made of, for another thread to take over. */
export interface RouteSetState {
  readonly ids: IdSetState;
  readonly counts: number[];
}

/**
 * The routes one holder has, at most one a key: a bitmap over the store's ids, with one reference each. The calls
 * that take no id speak of the key the store has probed last.
 */
export class RouteSet {
  readonly core: StoreCore;
  readonly ids: IdSet;
  /** Members by number of their key space. */
  #counts: number[];

  constructor(core: StoreCore, state?: RouteSetState) {
    this.core = core;
    this.ids = new IdSet(core.memory, state?.ids);
    this.#counts = state?.counts ?? [];
  }

  get state(): RouteSetState {
    return { ids: this.ids.state, counts: this.#counts };
  }

  get byteLength(): number {
    return this.ids.byteLength;
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
    if (route instanceof StoredRoute && route.core === core && !route.released) return this.putRoute(route.id);
    const attributes = isEncodedRoute(route)
      ? core.attributes.intern(route.nextHop, 0, route.nextHop.length, route.attributes)
      : core.internSpec(route);
    try {
      if (isEncodedRoute(route)) core.probeEncoded(route);
      else core.probeSpec(route);
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

  /** Holds routes of keys that it has no route of, so many of each key space; their references were the caller's. */
  adopt(ids: IdSet, counts: readonly number[]): void {
    this.ids.addAll(ids);
    counts.forEach((count, number) => {
      this.#counts[number] = (this.#counts[number] ?? 0) + count;
    });
  }

  /** Lets a member go. */
  delete(id: RouteId): void {
    this.take(id);
    this.core.routes.release(id);
  }

  /** Removes a member and leaves its reference to the caller. Throws `MESH_ROUTE_RELEASED` for a route that is none. */
  take(id: RouteId): void {
    if (!this.ids.delete(id)) throw new MeshError('MESH_ROUTE_RELEASED', `route ${id} is not held here any more`);
    this.#counts[this.core.routes.spaceNumber(id)]!--;
  }

  /** Members in ascending order, of one family or of all; changes on the way are tolerated. */
  *walk(family?: Family): Generator<RouteId, void> {
    for (let id = this.ids.next(1); id !== 0; id = this.ids.next(id + 1)) {
      if (family === undefined || this.core.routes.space(id).family === family) yield id;
    }
  }

  /**
   * Holds the routes of another set too, instead of those of their keys that were held: at most so many members of that
   * one are looked at, from an id on. Returns the member to go on from, 0 where it was the last.
   */
  share(other: RouteSet, atMost: number = Number.POSITIVE_INFINITY, from: RouteId = 1): RouteId {
    let left = atMost;
    return other.ids.scan(from, (id) => {
      if (left-- <= 0) return false;
      this.putRoute(id);
      const { held } = this.core.routes;
      if (held !== 0 && held !== id) this.delete(held);
      return true;
    });
  }

  /** Removes all members and leaves their references to the caller. */
  takeAll(): IdSet {
    const all = this.ids.copy();
    this.abandon();
    return all;
  }

  /** Becomes empty and leaves memory and references to whoever has its `state`. */
  abandon(): void {
    this.ids.clear();
    this.#counts = [];
  }

  /** Lets at most so many members go. True where none is left. */
  clear(atMost: number = Number.POSITIVE_INFINITY): boolean {
    let left = atMost;
    const next = this.ids.scan(1, (id) => {
      if (left-- <= 0) return false;
      this.delete(id);
      return true;
    });
    if (next !== 0) return false;
    this.abandon();
    return true;
  }
}
