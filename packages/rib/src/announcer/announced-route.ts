import { MeshError } from '@mesh/bgp-wire';
import type { AbortSignalLike } from '../ports.js';
import type { Route } from '../store/route.js';
import type { RouteIndex } from '../store/route-index.js';
import { isUnderWay, type PeerDelivery, QUEUED, sameDelivery } from './delivery.js';
import type { Lease } from './leases.js';
import type { Outlet } from './outlet.js';

/** Why an announced route stands no more. */
export type AnnouncementEnd =
  /** It was withdrawn: through itself, by tag, by predicate or by key. */
  | 'withdrawn'
  /** Its time ran out. */
  | 'lapsed'
  /** Its signal aborted. */
  | 'aborted'
  /** Another route of its key was announced to every peer it stood with. */
  | 'replaced'
  /** None of its peers is left. */
  | 'peers-gone';

/** Told of each change of a delivery, later: after what was waiting for input has been served. */
export type DeliveryListener = (delivery: PeerDelivery, peer: string, route: AnnouncedRoute) => void;

export interface AnnounceOptions {
  /** Withdraw it after so many milliseconds, unless it is renewed. */
  readonly ttlMs?: number | undefined;
  /** Withdraws it. Throws the signal's reason where it has aborted already. */
  readonly signal?: AbortSignalLike | undefined;
  /** What `withdraw({ tag })` goes by; any number of routes may share it. */
  readonly tag?: string | undefined;
  /** The names of the peers it is for. Default: every peer there is now that may be told of the family. */
  readonly peers?: Iterable<string> | undefined;
  /** Follow how far it gets: `delivery` and `deliveries` are of use only then. Default: only with `onChange`. */
  readonly receipts?: boolean | undefined;
  /** Told of each change of a delivery. */
  readonly onChange?: DeliveryListener | undefined;
  /** Filter it for peers whose AS is in its AS_PATH: they would discard it (RFC 4271 §9.1.2). Default false. */
  readonly filterLoops?: boolean | undefined;
}

/**
 * A route that was announced, as whoever announced it sees it. It outlives sessions. Once another handle announces a
 * route of the same key to a peer, this one has no more say there.
 */
export interface AnnouncedRoute extends AsyncDisposable {
  /** Names its key. */
  readonly index: RouteIndex;
  /** The route, until nothing of it is under way any more. */
  readonly route: Route;
  readonly tag: string | undefined;
  /** The peers it stands with. */
  readonly peers: readonly string[];
  /** Why it stands with no peer any more; undefined as long as it does. */
  readonly ended: AnnouncementEnd | undefined;
  /** Milliseconds until it lapses, undefined without a lease. */
  readonly remainingMs: number | undefined;
  /** How far it has come, by peer. Throws `MESH_NO_RECEIPT` where receipts are not on. */
  deliveries(): ReadonlyMap<string, PeerDelivery>;
  /** How far it has come on its way to one peer. Throws `MESH_NO_RECEIPT`, and `MESH_NO_PEER` where it was not for that peer. */
  delivery(peer: string): PeerDelivery;
  /**
   * Resolves when each peer it was announced to has been sent all that is pending now, and so this, or its withdrawal;
   * a route that is filtered counts as sent. It waits for a session where there is none.
   */
  flushed(): Promise<void>;
  /** Withdraws it from the peers it stands with. False where it stands with none. */
  withdraw(): boolean;
  /**
   * It lapses `ttlMs` from now, or as long from now as it was given last. Throws `MESH_LEASE_OVER` where the route
   * stands no more: announce it again.
   */
  renew(ttlMs?: number): void;
  /** Withdraws it, and waits until the withdrawals are written or their sessions are gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a handle has its announcer do. */
export interface AnnouncerSide {
  withdraw(route: StandingRoute): boolean;
  renew(route: StandingRoute, ttlMs: number): void;
  remainingMs(route: StandingRoute): number;
  changed(route: StandingRoute, peer: string, delivery: PeerDelivery): void;
  /** Nothing of the route is under way any more: its reference may go. */
  settled(route: StandingRoute): void;
}

export class StandingRoute implements AnnouncedRoute, Lease {
  readonly index: RouteIndex;
  readonly route: Route;
  readonly tag: string | undefined;
  readonly signal: AbortSignalLike | undefined;
  readonly onChange: DeliveryListener | undefined;
  ended: AnnouncementEnd | undefined;
  /** It was announced; a batch that is being composed has it announced later. */
  standing = false;
  deadline = 0;
  place = -1;
  /** The handle of the same key before this one. */
  older: StandingRoute | undefined;
  /** Where it stands. */
  outlets: readonly Outlet[];
  /** Where it was announced; fewer once a peer is gone. */
  reached: readonly Outlet[];
  #ttlMs: number | undefined;
  readonly #side: AnnouncerSide;
  readonly #deliveries: Map<string, PeerDelivery> | undefined;
  #underWay = 0;
  #released = false;

  constructor(
    side: AnnouncerSide,
    route: Route,
    outlets: readonly Outlet[],
    kept: ReadonlyMap<string, PeerDelivery>,
    options: AnnounceOptions,
  ) {
    this.#side = side;
    this.route = route;
    this.index = route.index;
    this.outlets = outlets;
    this.reached = outlets;
    this.tag = options.tag;
    this.signal = options.signal;
    this.onChange = options.onChange;
    this.#ttlMs = options.ttlMs;
    if (options.receipts ?? options.onChange !== undefined) {
      this.#deliveries = new Map(kept);
      for (const { name } of outlets) this.#deliveries.set(name, QUEUED);
      this.#underWay = outlets.length;
    }
  }

  get id(): number {
    return this.route.id;
  }

  get receipts(): boolean {
    return this.#deliveries !== undefined;
  }

  get ttlMs(): number | undefined {
    return this.#ttlMs;
  }

  get peers(): readonly string[] {
    return this.outlets.map(({ name }) => name);
  }

  get remainingMs(): number | undefined {
    return this.place < 0 ? undefined : this.#side.remainingMs(this);
  }

  deliveries(): ReadonlyMap<string, PeerDelivery> {
    return new Map(this.#receipts());
  }

  delivery(peer: string): PeerDelivery {
    const delivery = this.#receipts().get(peer);
    if (delivery) return delivery;
    throw new MeshError('MESH_NO_PEER', `route ${this.index} was not announced to a peer ${JSON.stringify(peer)}`);
  }

  async flushed(): Promise<void> {
    await Promise.all(this.reached.map((outlet) => outlet.flushed()));
  }

  withdraw(): boolean {
    return this.#side.withdraw(this);
  }

  renew(ttlMs: number | undefined = this.#ttlMs): void {
    if (this.ended !== undefined) {
      throw new MeshError('MESH_LEASE_OVER', `route ${this.index} stands no more (${this.ended}): announce it again`);
    }
    this.#ttlMs = checkTtl(ttlMs);
    this.#side.renew(this, this.#ttlMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.withdraw();
    await Promise.all(this.reached.map((outlet) => outlet.settled()));
  }

  /** It is to go, and its withdrawal is not known to be written. */
  isLeaving(peer: string): boolean {
    return this.#deliveries?.get(peer)?.state === 'withdrawing';
  }

  /** It has come so far. */
  deliver(peer: string, delivery: PeerDelivery): void {
    const before = this.#deliveries?.get(peer);
    if (!this.#deliveries || before === undefined || sameDelivery(before, delivery)) return;
    this.#deliveries.set(peer, delivery);
    this.#underWay += Number(isUnderWay(delivery)) - Number(isUnderWay(before));
    this.#side.changed(this, peer, delivery);
    this.letGo();
  }

  /** Gives its reference to the route back once it stands no more and nothing of it is under way. */
  letGo(): void {
    if (this.ended === undefined || this.#underWay > 0 || this.#released) return;
    this.#released = true;
    this.#side.settled(this);
  }

  #receipts(): ReadonlyMap<string, PeerDelivery> {
    if (this.#deliveries) return this.#deliveries;
    throw new MeshError('MESH_NO_RECEIPT', `route ${this.index} was announced without { receipts: true }`);
  }
}

/** The time as it was given, or the `RangeError` it deserves. */
export function checkTtl(ttlMs: unknown): number {
  if (typeof ttlMs === 'number' && ttlMs > 0 && ttlMs < Number.POSITIVE_INFINITY) return ttlMs;
  throw new RangeError(`ttlMs is a number of milliseconds above 0, got ${String(ttlMs)}`);
}
