import { type Family, formatFamily, type Prefix } from '@mesh/bgp-wire';
import type { IdSet } from './intern/id-set.js';
import { type OrderedRoutes, OrderedWalk } from './ordered-walk.js';
import { covering, longestMatch } from './prefix-search.js';
import { type Route, StoredRoute } from './route.js';
import type { RouteId } from './route-table.js';
import { type RouteSnapshot, StoreSnapshot } from './snapshot.js';
import { familiesIn, requirePrefix, type StoreCore, unicastOf } from './store-core.js';

/** The ways of looking through a set of routes: a holder's, or all there are. */
export class RouteReader {
  readonly #core: StoreCore;
  readonly #ids: IdSet;

  constructor(core: StoreCore, ids: IdSet) {
    this.#core = core;
    this.#ids = ids;
  }

  *routes(family?: Family): IterableIterator<Route> {
    const { routes } = this.#core;
    for (let id = this.#ids.next(1); id !== 0; id = this.#ids.next(id + 1)) {
      if (family === undefined || routes.space(id).family === family) yield this.#show(id);
    }
  }

  inOrder(family?: Family): OrderedRoutes {
    return this.#ordered(family === undefined ? familiesIn(this.#core) : [family]);
  }

  longestMatch(text: string, family?: Family): Route[] {
    const { prefix, chosen } = this.#prefix(text, family);
    return longestMatch(this.#core, this.#ids, chosen, prefix).map((id) => this.#show(id));
  }

  covering(text: string, family?: Family): Route[] {
    const { prefix, chosen } = this.#prefix(text, family);
    return covering(this.#core, this.#ids, chosen, prefix).map((id) => this.#show(id));
  }

  covered(text: string, family?: Family): OrderedRoutes {
    const { prefix, chosen } = this.#prefix(text, family);
    return this.#ordered([chosen], prefix);
  }

  snapshot(): RouteSnapshot {
    return new StoreSnapshot(this.#core, this.#ids);
  }

  #ordered(families: Iterable<Family>, within?: Prefix): OrderedRoutes {
    return new OrderedWalk(this.#core, this.#ids, families, (id) => this.#show(id), within);
  }

  #show(id: RouteId): Route {
    return new StoredRoute(this.#core, id);
  }

  /** The prefix of a text, and the family that is asked for. Throws `RangeError` where one has none of the other. */
  #prefix(text: string, family: Family | undefined): { prefix: Prefix; chosen: Family } {
    const prefix = requirePrefix(text);
    const chosen = family ?? unicastOf(prefix);
    const row = this.#core.families.get(chosen);
    if (row?.prefixBits === 8 * prefix.address.length) return { prefix, chosen };
    throw new RangeError(
      `${row?.name ?? formatFamily(chosen)} has no routes that are found by prefixes such as ${text}`,
    );
  }
}
