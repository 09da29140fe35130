import { MeshError } from '@mesh/bgp-wire';
import type { PreparedRoutes } from '../adj-rib-out/delivery.js';
import { Preparation, PreparedTable as Prepared } from '../adj-rib-out/prepared.js';
import type { EncodedRoute, RouteSpec } from '../store/route.js';
import { RouteSet } from '../store/route-set.js';
import type { StoreCore } from '../store/store-core.js';
import type { Outlet } from './outlet.js';
import { storeChecked } from './route-check.js';

/** Routes that are looked at in one step. */
const SLICE = 1 << 14;

/** A table of routes that is encoded for the sessions its peers had when it was prepared. Made by `RouteAnnouncer.prepare`. */
export interface PreparedTable {
  /** Routes in it. */
  readonly size: number;
  /** Octets that are held for it beside its routes. */
  readonly byteLength: number;
  /**
   * Its peers are to have its routes, each instead of any other of its key, and are sent them at once, before all that is
   * pending. Sessions that are not what they were when it was prepared get them as any other route. A table fires once:
   * throws `MESH_PREPARED_OVER`.
   */
  fire(): void;
  /** Its peers are to have its routes no more, those of them that were not replaced meanwhile. */
  withdraw(): void;
  /** Lets it go; what was fired stays announced. */
  discard(): void;
}

/** What a table has its announcer do. */
interface TableSide {
  /** Makes a change of which no session is given a part. */
  together(change: () => void): void;
  /** As `together`, and the table takes the place of the handles of its keys. */
  fire(table: StandingTable, change: () => void): void;
}

export class StandingTable implements PreparedTable {
  readonly routes: RouteSet;
  readonly #outlets: readonly Outlet[];
  readonly #side: TableSide;
  #encoded: (readonly [Outlet, PreparedRoutes])[] = [];
  #state: 'ready' | 'fired' | 'discarded' = 'ready';

  constructor(core: StoreCore, outlets: readonly Outlet[], side: TableSide) {
    this.routes = new RouteSet(core);
    this.#outlets = outlets;
    this.#side = side;
  }

  get size(): number {
    return this.routes.size;
  }

  get outlets(): readonly Outlet[] {
    return this.#outlets;
  }

  get byteLength(): number {
    return this.#encoded.reduce((sum, [, { byteLength }]) => sum + byteLength, 0);
  }

  /** Takes a route in, instead of any other of its key. Throws what `announce` throws for it. */
  store(route: RouteSpec | EncodedRoute): void {
    const { core } = this.routes;
    const id = storeChecked(core, route);
    this.routes.putRoute(id);
    const { held } = core.routes;
    if (held !== 0 && held !== id) this.routes.delete(held);
    core.routes.release(id);
  }

  /** Encodes the table for the sessions of its peers, in steps; once for all that are sent the same. */
  *encode(): Generator<void, void> {
    const shared = new Preparation(this.routes.core.routes, 0);
    for (let from = 1; from !== 0; ) {
      let left = SLICE;
      from = this.routes.ids.scan(from, (id) => {
        if (left-- === 0) return false;
        shared.add(id);
        return true;
      });
      yield;
    }
    for (const outlet of this.#outlets) {
      const prepared = new Prepared(outlet.table, shared);
      this.#encoded.push([outlet, prepared]);
      yield* prepared.encode();
    }
  }

  fire(): void {
    if (this.#state !== 'ready') {
      throw new MeshError('MESH_PREPARED_OVER', `this table was ${this.#state} before: prepare another`);
    }
    this.#state = 'fired';
    this.#side.fire(this, () => {
      for (const [{ gone }, encoded] of this.#encoded) {
        if (gone) encoded.discard();
        else encoded.fire();
      }
    });
    this.#encoded = [];
  }

  withdraw(): void {
    if (this.#state !== 'fired') return;
    const { ids } = this.routes;
    this.#side.together(() => {
      for (const { gone, table } of this.#outlets) {
        if (gone) continue;
        for (let id = ids.next(1); id !== 0; id = ids.next(id + 1)) if (table.wanted.ids.has(id)) table.removeRoute(id);
      }
    });
  }

  discard(): void {
    this.#state = 'discarded';
    for (const [, encoded] of this.#encoded) encoded.discard();
    this.#encoded = [];
    this.routes.clear();
  }
}
