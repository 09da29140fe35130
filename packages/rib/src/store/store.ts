import {
  type AttributeTable as AttributeRows,
  type Family,
  type FamilyTable,
  MeshError,
  standardAttributes,
  standardFamilies,
} from '@mesh/bgp-wire';
import { handOver, readHandover, type StoreHandover } from './handover.js';
import { IdCounts } from './intern/id-counts.js';
import { ownMemory, sharedMemory } from './intern/memory.js';
import type { OrderedRoutes } from './ordered-walk.js';
import { type Route, type RouteSpec, StoredRoute } from './route.js';
import { type RouteHolder, StoreHolder, setOf } from './route-holder.js';
import type { RouteIndex } from './route-index.js';
import { RouteReader } from './route-reader.js';
import { RouteSet } from './route-set.js';
import type { RouteId } from './route-table.js';
import type { RouteSnapshot } from './snapshot.js';
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
  /**
   * Keep the tables in memory that threads share, so that `handOver` moves nothing. Needs `SharedArrayBuffer`: in a
   * browser that is a page isolated from other origins.
   */
  readonly shared?: boolean;
}

/** A store that another thread has filled, and its holders in the order in which they were handed over. */
export interface AdoptedStore {
  readonly store: RouteStore;
  readonly holders: RouteHolder[];
}

const DEFAULT_SEED = 0x2f0b4c47;

/** Lets the other files of the package reach the tables of a store. */
export let coreOf: (store: RouteStore) => StoreCore;

/**
 * Every route of a process, once: route keys and attribute sets are interned, and what any number of neighbours hold
 * is shared. A route lives as long as someone holds it: a `RouteHolder`, an Adj-RIB, or a caller of `retain`.
 */
export class RouteStore {
  #core: StoreCore;
  /** References that `retain` and `storeRoute` gave, by route. */
  #retained = new IdCounts();
  #reader: RouteReader;

  static {
    coreOf = (store) => store.#core;
  }

  constructor(options: RouteStoreOptions = {}) {
    this.#core = new StoreCore({
      families: options.families ?? standardFamilies,
      attributes: options.attributes ?? standardAttributes,
      seed: options.seed ?? DEFAULT_SEED,
      memory: options.shared ? sharedMemory : ownMemory,
    });
    this.#reader = new RouteReader(this.#core, this.#core.routes.ids);
  }

  /**
   * The store that another thread has handed over, without a copy of its routes where it is shared. Tables of families
   * and attributes are given again, the same as there; seed and memory come with it. Throws `MESH_STORE_HANDOVER` for
   * what is no handover, `RangeError` where the families differ.
   */
  static adopt(handover: StoreHandover, options: Omit<RouteStoreOptions, 'seed' | 'shared'> = {}): AdoptedStore {
    const { seed, shared, core, retained, holders } = readHandover(handover);
    const store = new RouteStore({ ...options, seed, shared });
    const { families, context, memory } = store.#core;
    store.#core = new StoreCore({ families, attributes: context.attributes, seed, memory }, core);
    store.#reader = new RouteReader(store.#core, store.#core.routes.ids);
    store.#retained = new IdCounts(retained);
    return { store, holders: holders.map((state) => new StoreHolder(store.#core, new RouteSet(store.#core, state))) };
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
    return this.#core.routes.byteLength + this.#core.attributes.byteLength + this.#retained.byteLength;
  }

  /** A new, empty holder. */
  createHolder(): RouteHolder {
    return new StoreHolder(this.#core);
  }

  /** Takes one reference to a route, storing it first if need be. */
  retain(route: RouteSpec): Route {
    const core = this.#core;
    if (route instanceof StoredRoute && route.core === core && !route.released) return this.#retain(route.id);
    const attributes = core.internSpec(route);
    try {
      core.probeSpec(route);
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
  routes(family?: Family): IterableIterator<Route> {
    return this.#reader.routes(family);
  }

  /** All routes, in the order of their keys. */
  inOrder(family?: Family): OrderedRoutes {
    return this.#reader.inOrder(family);
  }

  /** The routes of the longest prefix that an address, or a whole prefix, lies in. */
  longestMatch(prefix: string, family?: Family): Route[] {
    return this.#reader.longestMatch(prefix, family);
  }

  /** The routes whose prefixes cover this one or equal it, the shortest first. */
  covering(prefix: string, family?: Family): Route[] {
    return this.#reader.covering(prefix, family);
  }

  /** The routes whose prefixes this one covers or equals, in the order of their keys. */
  covered(prefix: string, family?: Family): OrderedRoutes {
    return this.#reader.covered(prefix, family);
  }

  /** All routes there are now, to be read while they change. */
  snapshot(): RouteSnapshot {
    return this.#reader.snapshot();
  }

  /**
   * Gives the store with these holders away, to be adopted in another thread; it is empty from then on, and so are they.
   * Throws `MESH_STORE_HELD` where somebody else holds routes (an Adj-RIB, another holder), or a snapshot is open.
   */
  handOver(holders: readonly RouteHolder[] = []): StoreHandover {
    const sets = holders.map((holder) => {
      if (holder instanceof StoreHolder && holder.belongsTo(this.#core)) return setOf(holder);
      throw new RangeError('a store is handed over with its own holders, got one of another');
    });
    const handover = handOver(this.#core, this.#retained.state, sets);
    this.#retained = new IdCounts();
    return handover;
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
