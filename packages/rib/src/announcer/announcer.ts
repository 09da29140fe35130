import { type Family, formatFamily, MeshError } from '@mesh/bgp-wire';
import type { Clock } from '../ports.js';
import { type EncodedRoute, type RouteSpec, StoredRoute } from '../store/route.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import {
  type AnnouncedRoute,
  type AnnouncementEnd,
  type AnnounceOptions,
  type AnnouncerSide,
  checkTtl,
  StandingRoute,
} from './announced-route.js';
import { type AnnouncedChoice, type Batch, isThenable, OpenBatch } from './batch.js';
import { filtered, type PeerDelivery, WITHDRAWING, WITHDRAWN } from './delivery.js';
import { Handles } from './handles.js';
import { Leases } from './leases.js';
import { type AnnouncerPeer, Outlet } from './outlet.js';
import { type PreparedTable, StandingTable } from './prepared-table.js';
import { pathOf, storeChecked } from './route-check.js';
import { SignalWatch } from './signal-watch.js';

/** Routes that `prepare` stores in one turn. */
const SLICE = 1 << 14;

export interface RouteAnnouncerOptions {
  /** What leases go by, and when listeners are told. */
  readonly clock: Clock;
  /** What a listener has thrown, and at the change of which peer. Default: thrown again where the clock calls. */
  readonly report?: ((error: unknown, peer: string) => void) | undefined;
}

/**
 * Announces routes to named peers and gives a handle for each: how far it got, how long it stands, whom it stands with.
 *
 * - Of two handles of one key the later one wins, peer by peer. The earlier one says `replaced` there, and its later
 *   withdrawal, lapse or abort does not touch the other.
 * - All changes of one call, to whatever number of peers, are made in one step: no session is asked for a chunk between them.
 * - A handle costs some hundred octets however many peers it has. Those with receipts cost an entry a peer more; routes
 *   that are announced past the announcer, or `prepare`d, cost nothing here.
 */
export class RouteAnnouncer {
  readonly #core: StoreCore;
  readonly #clock: Clock;
  readonly #report: ((error: unknown, peer: string) => void) | undefined;
  readonly #outlets = new Map<string, Outlet>();
  readonly #handles = new Handles();
  readonly #leases: Leases<StandingRoute>;
  readonly #signals: SignalWatch<StandingRoute>;
  readonly #side: AnnouncerSide;
  #isTogether = false;
  /** Changes of deliveries that listeners have yet to be told of. */
  #changes: { readonly peer: string; readonly tell: () => void }[] = [];

  constructor(store: RouteStore, options: RouteAnnouncerOptions) {
    this.#core = coreOf(store);
    this.#clock = options.clock;
    this.#report = options.report;
    this.#leases = new Leases(options.clock, (routes) => this.#endAll(routes, 'lapsed'));
    this.#signals = new SignalWatch((routes) => this.#endAll(routes, 'aborted'));
    this.#side = {
      withdraw: (route) => this.#endAll([route], 'withdrawn') > 0,
      renew: (route, ttlMs) => {
        // One that waits for its batch begins its lease when it stands.
        if (route.standing) this.#leases.set(route, ttlMs);
      },
      remainingMs: (route) => Math.max(0, route.deadline - this.#clock.now()),
      changed: (route, peer, delivery) => this.#changed(route, peer, delivery),
      settled: (route) => this.#core.routes.release(route.id),
    };
  }

  /** Handles that stand. */
  get size(): number {
    return this.#handles.size;
  }

  /** The names of the peers. */
  get peers(): readonly string[] {
    return [...this.#outlets.keys()];
  }

  /** Adds a peer. It gets what is announced from here on. Throws `MESH_PEER_EXISTS`. */
  add(name: string, peer: AnnouncerPeer): void {
    if (this.#outlets.has(name)) {
      throw new MeshError('MESH_PEER_EXISTS', `there is a peer ${JSON.stringify(name)} already`);
    }
    this.#outlets.set(name, new Outlet(name, peer, (route, outlet, end) => this.#leave(route, outlet, end)));
  }

  /** Forgets a peer: its routes are as withdrawn. Its Adj-RIB-Out is left as it is. False where there is none. */
  remove(name: string): boolean {
    const outlet = this.#outlets.get(name);
    if (!outlet) return false;
    this.#outlets.delete(name);
    for (const route of [...this.#handles.all()]) {
      if (!route.outlets.includes(outlet)) continue;
      this.#leave(route, outlet, 'peers-gone');
      route.deliver(name, WITHDRAWN);
      route.letGo();
    }
    outlet.close();
    return true;
  }

  /** The handles that stand, of one key or all. */
  announced(selector?: RouteSelector): readonly AnnouncedRoute[] {
    return selector === undefined ? [...this.#handles.all()] : this.#of(selector);
  }

  /**
   * The peers are to have this route, instead of any other of its key. Throws `MESH_ROUTE_INVALID` for a route that no
   * session could send, `MESH_NO_PEER` for a name that is none and for a route that every peer is to be spared,
   * `RangeError` for a time that is none, and the signal's reason; then nothing has changed.
   */
  announce(route: RouteSpec | EncodedRoute, options: AnnounceOptions = {}): AnnouncedRoute {
    const handle = this.#draft(route, options);
    this.together(() => this.#stand(handle));
    return handle;
  }

  /**
   * As `announce`, without a handle: for routes that somebody else keeps account of, as a configuration does. Handles of its
   * key are replaced at these peers. Families are not looked at.
   */
  put(route: RouteSpec | EncodedRoute, peers: Iterable<string>): void {
    const outlets = [...new Set(peers)].map((name) => this.#outlet(name));
    const id = storeChecked(this.#core, route);
    const older = this.#handles.size === 0 ? [] : this.#handles.of(this.#core.route(id).index);
    this.together(() => {
      for (const outlet of outlets) {
        for (const one of older) if (this.#leave(one, outlet, 'replaced')) outlet.replace(one);
        outlet.put(id);
      }
      for (const one of older) one.letGo();
    });
    this.#core.routes.release(id);
  }

  /** Throws `MESH_ROUTE_INVALID` for a route that no session could send, as `put` would. */
  check(route: RouteSpec | EncodedRoute): void {
    this.#core.routes.release(storeChecked(this.#core, route));
  }

  /** Withdraws the routes of a tag, or those that a predicate chooses. Returns how many. */
  withdraw(which: AnnouncedChoice): number {
    return this.#endAll(this.#chosen(which), 'withdrawn');
  }

  /**
   * The peers, all unless given, are to have no route of this key, whoever has announced it. Returns how many of them
   * were to have one.
   */
  withdrawKey(selector: RouteSelector, peers: Iterable<string> = this.#outlets.keys()): number {
    const outlets = [...peers].map((name) => this.#outlet(name));
    const handles = this.#of(selector);
    // A selector that is a route may be what is withdrawn: its index outlives it.
    const key = selector instanceof StoredRoute ? selector.index : selector;
    let count = 0;
    this.together(() => {
      for (const outlet of outlets) {
        const handle = handles.find((one) => one.outlets.includes(outlet));
        const wanted = outlet.adjRibOut.get(key) !== undefined;
        if (wanted) count++;
        if (handle) {
          this.#leave(handle, outlet, 'withdrawn');
          handle.deliver(outlet.name, WITHDRAWING);
          outlet.withdraw(handle);
          handle.letGo();
        }
        if (wanted) outlet.adjRibOut.withdraw(key);
      }
    });
    return count;
  }

  /** Withdraws every route that was announced here. */
  clear(): void {
    this.withdraw(() => true);
  }

  /**
   * All or nothing: collects what `compose` announces and withdraws, and applies it in one step once it has returned, or
   * once what it returned has been fulfilled. What it throws is thrown on, and nothing has changed.
   *
   * Towards each peer the step is one: its session is asked for no chunk while it is applied. Where nothing else was
   * pending and it fits one chunk, it goes out as that chunk, withdrawals first. What takes more chunks goes out in one
   * sweep, withdrawals before announcements: of later changes only those join it that the sweep has not passed.
   */
  batch<T>(compose: (batch: Batch) => T): T {
    const batch = new OpenBatch({
      draft: (route, options) => this.#draft(route, options),
      stand: (route) => this.#stand(route),
      choose: (which, beside) =>
        which instanceof StandingRoute ? [which] : this.#chosen(which as AnnouncedChoice, beside()),
      withdraw: (routes) => void this.#endAll(routes, 'withdrawn'),
      discard: (route) => this.#discard(route),
    });
    const giveUp = (error: unknown): never => {
      batch.discard();
      throw error;
    };
    const apply = (): void => {
      const changes = batch.complete();
      this.together(() => {
        for (const change of changes) change();
      });
    };
    try {
      const result = compose(batch);
      if (isThenable(result)) {
        return result
          .then((value) => {
            apply();
            return value;
          })
          .then(undefined, giveUp) as T;
      }
      apply();
      return result;
    } catch (error) {
      return giveUp(error);
    }
  }

  /**
   * Stores and encodes routes for the peers, all unless given, to be sent at one instant by `fire`; of two routes of a key
   * the later one counts. Routes are stored in slices, so that sessions are served meanwhile, and
   * encoded in slices, once for all sessions that are sent the same. Rejects with what `announce` throws for a route or a peer; then nothing is kept.
   */
  async prepare(
    routes: Iterable<RouteSpec | EncodedRoute> | AsyncIterable<RouteSpec | EncodedRoute>,
    options: { readonly peers?: Iterable<string> | undefined } = {},
  ): Promise<PreparedTable> {
    const outlets = [...new Set(options.peers ?? this.#outlets.keys())].map((name) => this.#outlet(name));
    const table = new StandingTable(this.#core, outlets, {
      together: (change) => this.together(change),
      fire: (fired, change) => this.#fire(fired, change),
    });
    const turn = (): Promise<void> => new Promise((resolve) => this.#clock.defer(resolve));
    try {
      let left = SLICE;
      const due = (): boolean => {
        if (--left > 0) return false;
        left = SLICE;
        return true;
      };
      if (Symbol.asyncIterator in routes) {
        for await (const route of routes) {
          table.store(route);
          if (due()) await turn();
        }
      } else {
        for (const route of routes) {
          table.store(route);
          if (due()) await turn();
        }
      }
      for (const _step of table.encode()) await turn();
    } catch (error) {
      table.discard();
      throw error;
    }
    return table;
  }

  /** The table takes the place of the handles of its keys. */
  #fire(table: StandingTable, change: () => void): void {
    this.together(() => {
      const { routes } = this.#core;
      const replaced = [...this.#handles.all()].filter(({ id }) => routes.heldWith(id, table.routes.ids) !== 0);
      for (const handle of replaced) {
        for (const outlet of table.outlets) if (this.#leave(handle, outlet, 'replaced')) outlet.replace(handle);
      }
      change();
      for (const handle of replaced) handle.letGo();
    });
  }

  /** A handle that does not stand yet: everything that can be refused has been checked. */
  #draft(route: RouteSpec | EncodedRoute, options: AnnounceOptions): StandingRoute {
    if (options.ttlMs !== undefined) checkTtl(options.ttlMs);
    options.signal?.throwIfAborted();
    const chosen = options.peers
      ? [...new Set(options.peers)].map((name) => this.#outlet(name))
      : this.#outlets.values();
    const id = storeChecked(this.#core, route);
    const kept = new Map<string, PeerDelivery>();
    const { family } = this.#core.routes.space(id);
    const path = options.filterLoops ? pathOf(this.#core, id) : undefined;
    const outlets: Outlet[] = [];
    for (const outlet of chosen) {
      if (!outlet.has(family)) kept.set(outlet.name, filtered('family'));
      else if (outlet.peerAs !== undefined && path?.has(outlet.peerAs)) kept.set(outlet.name, filtered('loop'));
      else outlets.push(outlet);
    }
    if (outlets.length === 0) {
      const { prefix } = this.#core.route(id);
      this.#core.routes.release(id);
      throw noTaker(prefix, family, kept);
    }
    return new StandingRoute(this.#side, new StoredRoute(this.#core, id), outlets, kept, options);
  }

  /** A draft comes to stand. */
  #stand(handle: StandingRoute): void {
    if (handle.ended !== undefined) return;
    if (handle.signal?.aborted) {
      this.#discard(handle, 'aborted');
      return;
    }
    const { outlets } = handle;
    handle.outlets = outlets.filter(({ gone }) => !gone);
    for (const { gone, name } of outlets) if (gone) handle.deliver(name, WITHDRAWN);
    if (handle.outlets.length === 0) {
      this.#discard(handle, 'peers-gone');
      return;
    }
    handle.standing = true;
    const older = this.#handles.of(handle.index);
    for (const outlet of handle.outlets) {
      for (const one of older) if (this.#leave(one, outlet, 'replaced')) outlet.replace(one);
      outlet.announce(handle);
    }
    for (const one of older) one.letGo();
    this.#handles.add(handle);
    if (handle.ttlMs !== undefined) this.#leases.set(handle, handle.ttlMs);
    if (handle.signal) this.#signals.add(handle.signal, handle);
  }

  /** A draft that will not come to stand. */
  #discard(handle: StandingRoute, end: AnnouncementEnd = 'withdrawn'): void {
    if (handle.ended !== undefined) return;
    const { outlets } = handle;
    this.#end(handle, end);
    for (const { name } of outlets) handle.deliver(name, WITHDRAWN);
    handle.letGo();
  }

  /** Withdraws handles wherever they stand. Returns how many of them did. */
  #endAll(handles: readonly StandingRoute[], end: AnnouncementEnd): number {
    const standing = handles.filter(({ ended }) => ended === undefined);
    this.together(() => {
      for (const handle of standing) this.#withdraw(handle, end);
    });
    return standing.length;
  }

  #withdraw(handle: StandingRoute, end: AnnouncementEnd): void {
    if (!handle.standing) {
      this.#discard(handle, end);
      return;
    }
    const { outlets } = handle;
    this.#end(handle, end);
    // All first: the reference goes with the last that is done.
    for (const { name } of outlets) handle.deliver(name, WITHDRAWING);
    for (const outlet of outlets) outlet.withdraw(handle);
    handle.letGo();
  }

  /** The handle stands with a peer no more. False where it did not. */
  #leave(handle: StandingRoute, outlet: Outlet, end: AnnouncementEnd): boolean {
    if (!handle.outlets.includes(outlet)) return false;
    handle.outlets = handle.outlets.filter((one) => one !== outlet);
    if (end !== 'withdrawn') handle.reached = handle.reached.filter((one) => one !== outlet);
    if (handle.outlets.length === 0) this.#end(handle, end);
    return true;
  }

  #end(handle: StandingRoute, end: AnnouncementEnd): void {
    handle.ended = end;
    handle.outlets = [];
    if (!handle.standing) return;
    this.#handles.delete(handle);
    this.#leases.delete(handle);
    if (handle.signal) this.#signals.delete(handle.signal, handle);
  }

  /**
   * Makes changes of which no session is given a part: what `put`, `announce` and `withdrawKey` do within it is one step
   * towards each peer. What is thrown within is thrown on, and undoes nothing.
   */
  together(change: () => void): void {
    if (this.#isTogether) {
      change();
      return;
    }
    this.#isTogether = true;
    // Side by side, not one within the other: there may be more peers than the stack is deep.
    const began = [...this.#outlets.values()].filter(({ table }) => table.beginBatch());
    try {
      change();
    } finally {
      this.#isTogether = false;
      for (const { table } of began) table.endBatch();
    }
  }

  #chosen(which: AnnouncedChoice, beside: readonly StandingRoute[] = []): StandingRoute[] {
    const matches = typeof which === 'function' ? which : ({ tag }: AnnouncedRoute) => tag === which.tag;
    return [...this.#handles.all(), ...beside].filter(matches);
  }

  /** The handles of a key, newest first. */
  #of(selector: RouteSelector): StandingRoute[] {
    const id = this.#core.probe(selector) ? this.#core.routes.first() : 0;
    return id === 0 ? [] : this.#handles.of(this.#core.route(id).index);
  }

  #outlet(name: string): Outlet {
    const outlet = this.#outlets.get(name);
    if (outlet) return outlet;
    throw new MeshError(
      'MESH_NO_PEER',
      `there is no peer ${JSON.stringify(name)}, there is ${this.peers.join(', ') || 'none'}`,
    );
  }

  /** Listeners are told when no RIB is in the midst of something. */
  #changed(route: StandingRoute, peer: string, delivery: PeerDelivery): void {
    const { onChange } = route;
    if (!onChange) return;
    this.#changes.push({ peer, tell: () => onChange(delivery, peer, route) });
    if (this.#changes.length === 1) this.#clock.defer(() => this.#tell());
  }

  #tell(): void {
    const changes = this.#changes;
    this.#changes = [];
    for (const { peer, tell } of changes) {
      try {
        tell();
      } catch (error) {
        if (this.#report) this.#report(error, peer);
        else {
          this.#clock.defer(() => {
            throw error;
          });
        }
      }
    }
  }
}

function noTaker(prefix: string, family: Family, kept: ReadonlyMap<string, PeerDelivery>): MeshError {
  const loops = [...kept.values()].some((one) => one.state === 'filtered' && one.reason === 'loop');
  const why = `the family ${formatFamily(family)} of route ${prefix}${loops ? ' and an AS that is not in its path' : ''}`;
  return new MeshError('MESH_NO_PEER', `no peer chosen has ${why}`, {
    details: { deliveries: Object.fromEntries(kept) },
  });
}
