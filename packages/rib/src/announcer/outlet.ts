import type { Family } from '@mesh/bgp-wire';
import type { AdjRibOut } from '../adj-rib-out/adj-rib-out.js';
import type { DeliveryWatch } from '../adj-rib-out/delivery.js';
import type { OutboundSession, OutboundTable } from '../adj-rib-out/outbound-table.js';
import { outboundOf } from '../adj-rib-out/update-group.js';
import { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';
import type { AnnouncementEnd, StandingRoute } from './announced-route.js';
import { filtered, type PeerDelivery, QUEUED, REPLACED, WITHDRAWN, WRITTEN } from './delivery.js';

/** A peer to announce to. */
export interface AnnouncerPeer {
  readonly adjRibOut: AdjRibOut;
  /** Families the peer may be told of. Default: whatever a session speaks. */
  readonly families?: Iterable<Family> | undefined;
  /** For `filterLoops`. */
  readonly peerAs?: number | undefined;
}

/*
 * One peer of an announcer: brings handles to its Adj-RIB-Out and tells those that have receipts how far they are.
 *
 * The table says when something has become of a route that is watched; what it has become is asked of the session then,
 * so that a chunk that was overtaken before the stream accepted it says nothing. What is to go is withdrawn when the
 * session knows of it no more and has nothing on its way that was there when it was to go: an earlier route of its key
 * may be. For that one barrier at a time is enough, however many routes go.
 */
export class Outlet implements DeliveryWatch {
  readonly name: string;
  readonly adjRibOut: AdjRibOut;
  readonly peerAs: number | undefined;
  readonly table: OutboundTable;
  readonly ids: IdSet = new IdSet();
  readonly #families: ReadonlySet<Family> | undefined;
  /** Handles with receipts that stand or are to go, by the route they follow. */
  readonly #followed = new Map<RouteId, StandingRoute>();
  /** Those that are to go, and wait for the barrier there is, or for the next. */
  #leaving: StandingRoute[] = [];
  #barrier = false;
  readonly #left: (route: StandingRoute, outlet: Outlet, end: AnnouncementEnd) => void;
  /** Who waits for the stream; told as well when the peer is gone. */
  readonly #waiting = new Set<() => void>();
  /** Who waits for the end of the session at the latest. */
  readonly #settling = new Set<() => void>();
  #gone = false;

  /** `left`: a route stands here no more, and its handle did not ask for it. */
  constructor(
    name: string,
    peer: AnnouncerPeer,
    left: (route: StandingRoute, outlet: Outlet, end: AnnouncementEnd) => void,
  ) {
    this.name = name;
    this.adjRibOut = peer.adjRibOut;
    this.peerAs = peer.peerAs;
    this.#families = peer.families === undefined ? undefined : new Set(peer.families);
    this.table = outboundOf(peer.adjRibOut);
    this.table.watch = this;
    this.#left = left;
  }

  /** The peer was removed. */
  get gone(): boolean {
    return this.#gone;
  }

  has(family: Family): boolean {
    return this.#families?.has(family) ?? true;
  }

  /** The peer is to have a route without a handle, instead of any other of its key. */
  put(id: RouteId): void {
    this.#stay(id);
    this.table.putRoute(id);
  }

  /** The very same route may be about to go, as another handle's. */
  #stay(id: RouteId): void {
    const leaving = this.#followed.get(id);
    if (leaving) this.replace(leaving);
  }

  /** The peer is to have the route, instead of any other of its key. */
  announce(route: StandingRoute): void {
    this.#stay(route.id);
    if (route.receipts) {
      this.#followed.set(route.id, route);
      this.ids.add(route.id);
    }
    this.table.putRoute(route.id);
    if (route.receipts) this.#look(route.id);
  }

  /** The route stands here no more: another handle's does, or is about to. */
  replace(route: StandingRoute): void {
    this.#forget(route);
    route.deliver(this.name, REPLACED);
  }

  /** The peer is to have the route no more. */
  withdraw(route: StandingRoute): void {
    // Where somebody else has withdrawn or replaced it, past this announcer, there is nothing to do.
    if (this.#wants(route.id)) this.table.removeRoute(route.id);
    if (!route.receipts) return;
    if (this.#session) {
      this.#leaving.push(route);
      this.#await();
    } else this.#leave(route);
  }

  /** Has those that are to go looked at when all that is pending now was accepted. */
  #await(): void {
    if (this.#barrier || this.#leaving.length === 0) return;
    const routes = this.#leaving;
    this.#leaving = [];
    this.#barrier = true;
    this.#session?.flush(() => {
      this.#barrier = false;
      for (const route of routes) this.#leave(route);
      this.#await();
    });
  }

  /** A route that was to go is gone. */
  #leave(route: StandingRoute): void {
    if (this.#followed.get(route.id) !== route || !route.isLeaving(this.name)) return;
    this.#forget(route);
    route.deliver(this.name, WITHDRAWN);
  }

  #forget(route: StandingRoute): void {
    if (this.#followed.get(route.id) !== route) return;
    this.#followed.delete(route.id);
    this.ids.delete(route.id);
  }

  #wants(id: RouteId): boolean {
    return this.table.wanted.ids.has(id);
  }

  /** The session there is. */
  get #session(): OutboundSession | undefined {
    for (const session of this.table.sessions()) return session;
    return undefined;
  }

  /** As `AdjRibOut.flushed`, but over as well when the peer is gone. */
  flushed(): Promise<void> {
    return this.#until((done) => void this.adjRibOut.flushed().then(done));
  }

  /** Resolves when all that is pending now was accepted by the stream, or its session is over, or there is none. */
  settled(): Promise<void> {
    return this.#until((done) => {
      const session = this.#session;
      if (!session) {
        done();
        return;
      }
      this.#settling.add(done);
      session.flush(done);
    });
  }

  #until(begin: (done: () => void) => void): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        this.#settling.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      begin(done);
    });
  }

  /** The peer is gone. */
  close(): void {
    this.#gone = true;
    this.table.watch = undefined;
    for (const route of [...this.#followed.values()]) {
      this.#forget(route);
      route.deliver(this.name, WITHDRAWN);
    }
    this.#leaving = [];
    for (const done of [...this.#waiting]) done();
  }

  changed(id: RouteId): void {
    this.#look(id);
  }

  closed(): void {
    this.#barrier = false;
    this.#leaving = [];
    for (const route of [...this.#followed.values()]) {
      if (route.isLeaving(this.name)) this.#leave(route);
      else this.#look(route.id);
    }
    for (const done of [...this.#settling]) done();
  }

  /** Tells a handle how far its route has come. */
  #look(id: RouteId): void {
    const route = this.#followed.get(id);
    if (!route || route.isLeaving(this.name)) return;
    if (this.#wants(id)) {
      route.deliver(this.name, this.#deliveryOf(id));
      return;
    }
    // Withdrawn past this announcer.
    this.#forget(route);
    this.#left(route, this, 'withdrawn');
    route.deliver(this.name, WITHDRAWN);
  }

  #deliveryOf(id: RouteId): PeerDelivery {
    const delivery = this.#session?.deliveryOf(id);
    if (delivery === undefined || delivery === 'queued' || delivery === 'withdrawn') return QUEUED;
    return delivery === 'written' ? WRITTEN : filtered(delivery.filtered);
  }
}
