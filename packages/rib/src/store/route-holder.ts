import type { Family } from '@mesh/bgp-wire';
import type { OrderedRoutes } from './ordered-walk.js';
import { type EncodedRoute, type Route, type RouteSpec, StoredRoute } from './route.js';
import { RouteReader } from './route-reader.js';
import { RouteSet } from './route-set.js';
import type { RouteSnapshot } from './snapshot.js';
import type { RouteSelector, StoreCore } from './store-core.js';

/** Lets the other files of the package reach the set of a holder. */
export let setOf: (holder: StoreHolder) => RouteSet;

/**
 * One owner's routes in a store, at most one a key: what a neighbour of a configuration is to be told, say. Holding a
 * route costs a bit; the store keeps it as long as any holder does.
 */
export interface RouteHolder {
  readonly size: number;
  /** Octets of memory the holder takes; the routes themselves are the store's. */
  readonly byteLength: number;
  /** Holds a route instead of any other with its key, and returns it. */
  set(route: RouteSpec | EncodedRoute): Route;
  /**
   * Holds what another holder of the store has, route by route as `set` does: at most so many of its routes, from an id
   * on. Returns the id to go on from, 0 after the last.
   */
  share(other: RouteHolder, atMost?: number, from?: number): number;
  get(selector: RouteSelector): Route | undefined;
  /** Lets a route go. False where none of that key was held. */
  delete(selector: RouteSelector): boolean;
  /** The routes held, in the order of their ids; changes on the way are tolerated. */
  routes(family?: Family): IterableIterator<Route>;
  /** The routes held, in the order of their keys. */
  inOrder(family?: Family): OrderedRoutes;
  /** The route with the longest prefix that an address, or a whole prefix, lies in; with the lowest path identifier. */
  longestMatch(prefix: string, family?: Family): Route | undefined;
  /** The routes whose prefixes cover this one or equal it, the shortest first. */
  covering(prefix: string, family?: Family): Route[];
  /** The routes whose prefixes this one covers or equals, in the order of their keys. */
  covered(prefix: string, family?: Family): OrderedRoutes;
  /** What is held now, to be read while it changes. */
  snapshot(): RouteSnapshot;
  /** Lets everything go, or at most so many routes. True where none is left. */
  clear(atMost?: number): boolean;
}

export class StoreHolder implements RouteHolder {
  readonly #core: StoreCore;
  readonly #set: RouteSet;
  readonly #reader: RouteReader;

  static {
    setOf = (holder) => holder.#set;
  }

  constructor(core: StoreCore, set: RouteSet = new RouteSet(core)) {
    this.#core = core;
    this.#set = set;
    this.#reader = new RouteReader(core, set.ids);
  }

  belongsTo(core: StoreCore): boolean {
    return core === this.#core;
  }

  get size(): number {
    return this.#set.size;
  }

  get byteLength(): number {
    return this.#set.byteLength;
  }

  set(route: RouteSpec | EncodedRoute): Route {
    const id = this.#set.putAny(route);
    const { held } = this.#core.routes;
    if (held !== 0 && held !== id) this.#set.delete(held);
    return new StoredRoute(this.#core, id);
  }

  share(other: RouteHolder, atMost?: number, from?: number): number {
    if (!(other instanceof StoreHolder && other.belongsTo(this.#core))) {
      throw new RangeError('routes are shared by holders of one store, got a holder of another');
    }
    return this.#set.share(other.#set, atMost, from);
  }

  get(selector: RouteSelector): Route | undefined {
    const id = this.#core.probe(selector) ? this.#set.find() : 0;
    return id === 0 ? undefined : new StoredRoute(this.#core, id);
  }

  delete(selector: RouteSelector): boolean {
    const id = this.#core.probe(selector) ? this.#set.find() : 0;
    if (id !== 0) this.#set.delete(id);
    return id !== 0;
  }

  routes(family?: Family): IterableIterator<Route> {
    return this.#reader.routes(family);
  }

  inOrder(family?: Family): OrderedRoutes {
    return this.#reader.inOrder(family);
  }

  longestMatch(prefix: string, family?: Family): Route | undefined {
    return this.#reader.longestMatch(prefix, family)[0];
  }

  covering(prefix: string, family?: Family): Route[] {
    return this.#reader.covering(prefix, family);
  }

  covered(prefix: string, family?: Family): OrderedRoutes {
    return this.#reader.covered(prefix, family);
  }

  snapshot(): RouteSnapshot {
    return this.#reader.snapshot();
  }

  clear(atMost?: number): boolean {
    return this.#set.clear(atMost);
  }
}
