import type { Family } from '@mesh/bgp-wire';
import { type EncodedRoute, type Route, type RouteSpec, StoredRoute } from './route.js';
import { RouteSet } from './route-set.js';
import type { RouteSelector, StoreCore } from './store-core.js';

/**
 * One owner's routes in a store, at most one a key: what a neighbour of a configuration is to be told, say. Holding a
 * route costs a bit; the store keeps it as long as any holder does.
 */
export interface RouteHolder {
  readonly size: number;
  /** Holds a route instead of any other with its key, and returns it. */
  set(route: RouteSpec | EncodedRoute): Route;
  get(selector: RouteSelector): Route | undefined;
  /** Lets a route go. False where none of that key was held. */
  delete(selector: RouteSelector): boolean;
  /** The routes held, in the order of their ids; changes on the way are tolerated. */
  routes(family?: Family): IterableIterator<Route>;
  /** Lets everything go. */
  clear(): void;
}

export class StoreHolder implements RouteHolder {
  readonly #core: StoreCore;
  readonly #set: RouteSet;

  constructor(core: StoreCore) {
    this.#core = core;
    this.#set = new RouteSet(core);
  }

  get size(): number {
    return this.#set.size;
  }

  set(route: RouteSpec | EncodedRoute): Route {
    const id = this.#set.putAny(route);
    const { held } = this.#core.routes;
    if (held !== 0 && held !== id) this.#set.delete(held);
    return new StoredRoute(this.#core, id);
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

  *routes(family?: Family): IterableIterator<Route> {
    for (const id of this.#set.walk(family)) yield new StoredRoute(this.#core, id);
  }

  clear(): void {
    this.#set.clear();
  }
}
