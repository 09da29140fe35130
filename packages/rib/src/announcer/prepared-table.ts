import { MeshError } from '@mesh/bgp-wire';
import type { PreparedRoutes } from '../adj-rib-out/delivery.js';
import { RouteSet } from '../store/route-set.js';
import type { StoreCore } from '../store/store-core.js';
import type { Outlet } from './outlet.js';

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

  /** Encodes the table for the sessions of its peers, a peer a step. */
  *encode(): Generator<void, void> {
    for (const outlet of this.#outlets) {
      this.#encoded.push([outlet, outlet.table.prepare(this.routes.walk())]);
      yield;
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
