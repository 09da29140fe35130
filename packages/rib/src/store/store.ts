import {
  type AttributeTable as AttributeRows,
  type FamilyTable,
  MeshError,
  standardAttributes,
  standardFamilies,
} from '@mesh/bgp-wire';
import { IdCounts } from './intern/id-counts.js';
import { type Route, type RouteSpec, StoredRoute } from './route.js';
import { type RouteHolder, StoreHolder } from './route-holder.js';
import type { RouteIndex } from './route-index.js';
import type { RouteId } from './route-table.js';
import { type RouteSelector, StoreCore } from './store-core.js';

export interface RouteStoreOptions {
  /** Families whose NLRI the store can read; those of any other are kept as octets. */
  readonly families?: FamilyTable;
  /** Attributes that routes show as models; any other is shown as octets. */
  readonly attributes?: AttributeRows;
  /**
   * Seed of the hashes. Give a random number where peers are not trusted, so that none can choose prefixes which
   * slow the store down.
   */
  readonly seed?: number;
}

const DEFAULT_SEED = 0x2f0b4c47;

/** Lets the other files of the package reach the tables of a store. */
export let coreOf: (store: RouteStore) => StoreCore;

/**
 * Every route of a process, once: route keys and attribute sets are interned, and what any number of neighbours hold
 * is shared. A route lives as long as someone holds it: a `RouteHolder`, an Adj-RIB, or a caller of `retain`.
 */
export class RouteStore {
  readonly #core: StoreCore;
  /** References that `retain` and `storeRoute` gave, by route. */
  readonly #retained = new IdCounts();

  static {
    coreOf = (store) => store.#core;
  }

  constructor(options: RouteStoreOptions = {}) {
    this.#core = new StoreCore(
      options.families ?? standardFamilies,
      options.attributes ?? standardAttributes,
      options.seed ?? DEFAULT_SEED,
    );
  }

  /** Routes there are: pairs of key and attributes. */
  get size(): number {
    return this.#core.routes.size;
  }

  /** Attribute sets with their next hops there are. */
  get attributeSets(): number {
    return this.#core.attributes.size;
  }

  /** Octets of memory in the store's tables; those of its holders come on top. */
  get byteLength(): number {
    return this.#core.routes.byteLength + this.#core.attributes.byteLength;
  }

  /** A new, empty holder. */
  createHolder(): RouteHolder {
    return new StoreHolder(this.#core);
  }

  /** Takes one reference to a route, storing it first if need be. */
  retain(route: RouteSpec): Route {
    const core = this.#core;
    if (route instanceof StoredRoute && route.core === core) return this.#retain(route.assertHeld());
    const attributes = core.internSpec(route);
    try {
      core.probePrefix(route);
      return this.#retain(core.routes.pair(attributes));
    } finally {
      core.attributes.release(attributes);
    }
  }

  /** Gives back a reference that `retain` took. Throws `MESH_ROUTE_RELEASED` where there is none left to give back. */
  release(route: Route): void {
    if (!(route instanceof StoredRoute) || route.core !== this.#core) {
      throw new MeshError('MESH_ROUTE_FOREIGN', 'a route is released in the store it came from: this is another one');
    }
    const id = route.assertHeld();
    if (!this.#giveBack(id)) {
      throw new MeshError('MESH_ROUTE_RELEASED', `route ${route.index} was not retained here, or is released already`);
    }
  }

  /** The route an id names. */
  get(id: RouteId): Route | undefined {
    return this.#core.routes.exists(id) ? new StoredRoute(this.#core, id) : undefined;
  }

  /** Every route of a key: one for each attribute set that someone holds it with. */
  *find(selector: RouteSelector): IterableIterator<Route> {
    yield* this.#found(selector).map((id) => new StoredRoute(this.#core, id));
  }

  /** Takes one reference to a route, as `retain`, and returns its index. */
  storeRoute(route: RouteSpec): RouteIndex {
    return this.retain(route).index;
  }

  /** Gives back a reference that `storeRoute` took; false where there is none. */
  releaseRoute(index: RouteIndex): boolean {
    return this.#found(index).some((id) => this.#giveBack(id));
  }

  /** A route of an index, one that `storeRoute` stored before any other. */
  getRoute(index: RouteIndex): Route | undefined {
    const core = this.#core;
    let id = core.probe(index) ? core.routes.first() : 0;
    const first = id;
    while (id !== 0 && this.#retained.get(id) === 0) id = core.routes.next(id);
    const chosen = id === 0 ? first : id;
    return chosen === 0 ? undefined : new StoredRoute(core, chosen);
  }

  /** All routes, in the order of their ids; changes on the way are tolerated. */
  *routes(): IterableIterator<Route> {
    const { routes } = this.#core;
    for (let id = 1; id <= routes.lastId; id++) if (routes.exists(id)) yield new StoredRoute(this.#core, id);
  }

  #retain(id: RouteId): Route {
    this.#core.routes.retain(id);
    this.#retained.add(id, 1);
    return new StoredRoute(this.#core, id);
  }

  #giveBack(id: RouteId): boolean {
    if (this.#retained.get(id) === 0) return false;
    this.#retained.add(id, -1);
    this.#core.routes.release(id);
    return true;
  }

  #found(selector: RouteSelector): RouteId[] {
    const { routes } = this.#core;
    const ids: RouteId[] = [];
    if (!this.#core.probe(selector)) return ids;
    for (let id = routes.first(); id !== 0; id = routes.next(id)) ids.push(id);
    return ids;
  }
}
