import type { Family } from '@mesh/bgp-wire';
import type { IdSet } from './intern/id-set.js';
import { type OrderedRoutes, OrderedWalk } from './ordered-walk.js';
import { type Route, StoredRoute } from './route.js';
import type { RouteId } from './route-table.js';
import { familiesIn, type StoreCore } from './store-core.js';

/**
 * What a holder had, or the store, at one moment: it stays so while everybody goes on. Taking it copies a bit a route.
 * Until it is closed, routes that nobody holds any more keep their memory, and its routes can be read.
 */
export interface RouteSnapshot {
  readonly size: number;
  /** The routes there were, in the order of their ids. */
  routes(family?: Family): IterableIterator<Route>;
  /** The routes there were, in the order of their keys. */
  inOrder(family?: Family): OrderedRoutes;
  /** Lets go what was kept for it. Routes that are held by nobody else throw `MESH_ROUTE_RELEASED` from then on. */
  close(): void;
}

export class StoreSnapshot implements RouteSnapshot {
  readonly #core: StoreCore;
  readonly #ids: IdSet;
  #open = true;

  constructor(core: StoreCore, ids: IdSet) {
    this.#core = core;
    this.#ids = ids.copy();
    core.routes.openSnapshot();
  }

  get open(): boolean {
    return this.#open;
  }

  get size(): number {
    return this.#ids.size;
  }

  *routes(family?: Family): IterableIterator<Route> {
    const { routes } = this.#core;
    for (let id = this.#ids.next(1); id !== 0 && this.#open; id = this.#ids.next(id + 1)) {
      if (family === undefined || routes.space(id).family === family) yield this.#show(id);
    }
  }

  inOrder(family?: Family): OrderedRoutes {
    const families = family === undefined ? familiesIn(this.#core) : [family];
    return new OrderedWalk(this.#core, this.#ids, families, (id) => this.#show(id));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#ids.clear();
    this.#core.routes.closeSnapshot();
  }

  #show(id: RouteId): Route {
    return new SnapshotRoute(this.#core, id, this);
  }
}

/** A route that can be read as long as its snapshot is open, whoever holds it. */
class SnapshotRoute extends StoredRoute {
  readonly #snapshot: StoreSnapshot;

  constructor(core: StoreCore, id: RouteId, snapshot: StoreSnapshot) {
    super(core, id);
    this.#snapshot = snapshot;
  }

  protected override get readable(): boolean {
    return !this.released || (this.#snapshot.open && this.core.routes.isKept(this.id, this.generation));
  }
}
