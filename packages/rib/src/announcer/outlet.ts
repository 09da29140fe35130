import type { Family } from '@mesh/bgp-wire';
import { type AdjRibOut, type Outbox, outboxOf } from '../adj-rib-out/adj-rib-out.js';
import type { DeliveryObserver } from '../adj-rib-out/delivery-log.js';
import type { SkipReason } from '../adj-rib-out/skip-reason.js';
import type { RouteId } from '../store/route-table.js';
import type { AnnouncementEnd, StandingRoute } from './announced-route.js';
import { filtered, type PeerDelivery, QUEUED, REPLACED, WITHDRAWING, WITHDRAWN, WRITTEN } from './delivery.js';

/** A peer to announce to. */
export interface AnnouncerPeer {
  readonly adjRibOut: AdjRibOut;
  /** Families the peer may be told of. Default: whatever a session speaks. */
  readonly families?: Iterable<Family> | undefined;
  /** For `filterLoops`. */
  readonly peerAs?: number | undefined;
}

/** One peer of an announcer: brings handles to its Adj-RIB-Out and tells those that have receipts how far they are. */
export class Outlet implements DeliveryObserver {
  readonly name: string;
  readonly adjRibOut: AdjRibOut;
  readonly peerAs: number | undefined;
  readonly outbox: Outbox;
  readonly #families: ReadonlySet<Family> | undefined;
  /** Handles with receipts, by the route they follow. */
  readonly #followed = new Map<RouteId, StandingRoute>();
  readonly #left: (route: StandingRoute, outlet: Outlet, end: AnnouncementEnd) => void;
  /** Who waits for the stream; told as well when the peer is gone. */
  readonly #waiting = new Set<() => void>();
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
    this.outbox = outboxOf(peer.adjRibOut);
    this.outbox.log.observer = this;
    this.#left = left;
  }

  /** The peer was removed. */
  get gone(): boolean {
    return this.#gone;
  }

  has(family: Family): boolean {
    return this.#families?.has(family) ?? true;
  }

  /** The peer is to have the route, instead of any other of its key. */
  announce(route: StandingRoute): void {
    if (!route.receipts) {
      this.adjRibOut.announce(route.route);
      return;
    }
    const { log } = this.outbox;
    const wanted = this.#wants(route);
    // The very same route was about to go, as another handle's.
    this.#followed.get(route.id)?.deliver(this.name, REPLACED);
    this.#followed.set(route.id, route);
    log.follow(route.id);
    if (wanted) this.outbox.followed(route.id);
    else this.adjRibOut.announce(route.route);
  }

  /** The route stands here no more: another handle's does, or is about to. */
  replace(route: StandingRoute): void {
    if (this.#followed.get(route.id) === route) {
      this.#followed.delete(route.id);
      this.outbox.log.unfollow(route.id);
    }
    route.deliver(this.name, REPLACED);
  }

  /** The peer is to have the route no more. */
  withdraw(route: StandingRoute): void {
    if (!this.#wants(route)) {
      // Somebody else has withdrawn or replaced it, below this announcer.
      route.deliver(this.name, WITHDRAWN);
      return;
    }
    route.deliver(this.name, WITHDRAWING);
    this.adjRibOut.withdraw(route.route);
  }

  #wants(route: StandingRoute): boolean {
    return this.adjRibOut.get(route.route)?.id === route.id;
  }

  /** As `AdjRibOut.flushed`, but over as well when the peer is gone. */
  flushed(): Promise<void> {
    return this.#until((done) => void this.adjRibOut.flushed().then(done));
  }

  /** Resolves when all that is pending now was accepted by the stream, or its session is over, or there is none. */
  settled(): Promise<void> {
    return this.#until((done) => this.outbox.settled(done));
  }

  #until(begin: (done: () => void) => void): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      begin(done);
    });
  }

  /** The peer is gone. */
  close(): void {
    this.#gone = true;
    this.outbox.log.observer = undefined;
    for (const [id, route] of [...this.#followed]) {
      this.outbox.log.unfollow(id);
      route.deliver(this.name, WITHDRAWN);
    }
    this.#followed.clear();
    for (const done of [...this.#waiting]) done();
  }

  queued(id: RouteId): void {
    this.#deliver(id, QUEUED);
  }

  filtered(id: RouteId, reason: SkipReason): void {
    this.#deliver(id, filtered(reason));
  }

  written(id: RouteId): void {
    this.#deliver(id, WRITTEN);
  }

  withdrawn(id: RouteId): void {
    this.#leave(id, WITHDRAWN);
  }

  replaced(id: RouteId): void {
    this.#leave(id, REPLACED);
  }

  #deliver(id: RouteId, delivery: PeerDelivery): void {
    this.#followed.get(id)?.deliver(this.name, delivery);
  }

  #leave(id: RouteId, delivery: PeerDelivery): void {
    const route = this.#followed.get(id);
    if (!route) return;
    this.#followed.delete(id);
    this.#left(route, this, delivery === REPLACED ? 'replaced' : 'withdrawn');
    route.deliver(this.name, delivery);
  }
}
