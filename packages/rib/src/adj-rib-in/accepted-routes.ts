import { NO_PATH_ID } from '@mesh/bgp-wire';
import type { AttributeId } from '../store/attribute-table.js';
import { IdCounts } from '../store/intern/id-counts.js';
import type { IdSet } from '../store/intern/id-set.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';

/** Hears of a route that is accepted now, of one that is so no more, or of both where one follows another; 0 for none. */
export type AcceptedListener = (current: RouteId, previous: RouteId) => void;

/*
 * The routes of one peer after import (RFC 4271 §3.2: those the decision may use), as a set in the store. Its keys
 * have no path identifier: all paths of a destination lie in one hash chain, whoever sent them, and that is where the
 * decision finds its candidates.
 *
 * Without ADD-PATH a peer has one route a key, so that the accepted one is found by its key. With it (RFC 7911) a
 * column says which accepted route a received one became, and another how many received ones it stands for: paths with
 * equal attributes are one candidate.
 */
export class AcceptedRoutes {
  readonly set: RouteSet;
  readonly #core: StoreCore;
  readonly #listeners: AcceptedListener[] = [];
  /** By received route: what it became. Only where the peer sends path identifiers. */
  #became: IdCounts | undefined;
  /** By accepted route: received ones it stands for, and the path identifier of the first. */
  readonly #standsFor = new IdCounts();
  readonly #pathIds = new IdCounts();
  /** Accepted routes from before the first path identifier. */
  #plain: IdSet | undefined;

  constructor(core: StoreCore) {
    this.#core = core;
    this.set = new RouteSet(core);
  }

  listen(listener: AcceptedListener): void {
    this.#listeners.push(listener);
  }

  get ids(): IdSet {
    return this.set.ids;
  }

  /** An accepted route is one of several its key may have: it came when the peer had sent path identifiers. */
  isPath(accepted: RouteId): boolean {
    return this.#became !== undefined && !this.#plain?.has(accepted);
  }

  /** What a received route became, 0 where it was not accepted. */
  of(received: RouteId): RouteId {
    return this.#became ? this.#became.get(received) : this.#core.routes.heldWith(received, this.set.ids);
  }

  /** The path identifier an accepted route came with; 0 without ADD-PATH. */
  pathId(accepted: RouteId): number {
    return this.#became ? this.#pathIds.get(accepted) >>> 0 : 0;
  }

  /**
   * A received route has come to be held with these attributes after import, 0 for not accepted. `replaced` is the
   * received route whose place it takes, the same one where only the import has changed, 0 for none. `others` is what
   * the peer has sent.
   */
  change(received: RouteId, attributes: AttributeId, replaced: RouteId, others: IdSet): void {
    if (this.#became === undefined && received !== 0 && this.#core.routes.pathId(received) !== NO_PATH_ID) {
      this.#rememberPaths(others, received, replaced);
    }
    const before = replaced === 0 ? 0 : this.of(replaced);
    const now = attributes === 0 ? 0 : this.#accepted(received, attributes);
    if (this.#became) this.#move(this.#became, received, now, replaced, before);
    else if (now !== before) {
      if (now !== 0) this.set.add(now);
      this.#tell(now, before);
    }
  }

  /** A received route has gone. */
  drop(received: RouteId): void {
    const before = this.of(received);
    if (this.#became) this.#move(this.#became, 0, 0, received, before);
    else if (before !== 0) this.#tell(0, before);
  }

  #move(became: IdCounts, received: RouteId, now: RouteId, replaced: RouteId, before: RouteId): void {
    if (replaced !== 0) became.set(replaced, 0);
    if (received !== 0) became.set(received, now);
    if (now === before) return;
    const added = now !== 0 && this.set.add(now);
    if (now !== 0) this.#standsFor.add(now, 1);
    if (added) this.#pathIds.set(now, this.#core.routes.pathId(received) | 0);
    let removed = false;
    if (before !== 0) {
      this.#standsFor.add(before, -1);
      removed = this.#standsFor.get(before) === 0;
    }
    if (added || removed) this.#tell(added ? now : 0, removed ? before : 0);
  }

  /** The pair of a received route's destination and the attributes. */
  #accepted(received: RouteId, attributes: AttributeId): RouteId {
    const { routes } = this.#core;
    if (routes.attributes(received) === attributes && routes.pathId(received) === NO_PATH_ID) return received;
    probeDestination(this.#core, received);
    return routes.pair(attributes);
  }

  #tell(current: RouteId, previous: RouteId): void {
    if (previous !== 0) this.set.take(previous);
    for (const listener of this.#listeners) listener(current, previous);
    if (previous === 0) return;
    this.#plain?.delete(previous);
    this.#core.routes.release(previous);
  }

  /** The first path identifier: from here on what a route became is written down, for those held already as well. */
  #rememberPaths(others: IdSet, received: RouteId, replaced: RouteId): void {
    const became = new IdCounts();
    const { routes } = this.#core;
    for (let id = others.next(1); id !== 0; id = others.next(id + 1)) {
      if (id !== received) this.#remember(became, id, routes.heldWith(id, this.set.ids));
    }
    if (replaced !== 0 && !others.has(replaced))
      this.#remember(became, replaced, routes.heldWith(replaced, this.set.ids));
    this.#became = became;
    this.#plain = this.set.ids.copy();
  }

  #remember(became: IdCounts, id: RouteId, accepted: RouteId): void {
    if (accepted === 0 || became.get(id) !== 0) return;
    became.set(id, accepted);
    this.#standsFor.add(accepted, 1);
  }
}

/** Probes the key of a route's destination: its own, without path identifier. */
export function probeDestination(core: StoreCore, id: RouteId): void {
  const { routes } = core;
  if (routes.pathId(id) === NO_PATH_ID) {
    routes.probeKeyOf(id);
    return;
  }
  const { family } = routes.space(id);
  routes.withNlri(id, (bytes, offset, length) => routes.probe(family, bytes, offset, length, NO_PATH_ID));
}
