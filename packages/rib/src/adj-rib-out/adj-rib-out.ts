import { type Family, LONG_LIVED_GRACEFUL_RESTART, MeshError, type UpdateView } from '@mesh/bgp-wire';
import { UpdateIntake } from '../adj-rib-in/update-intake.js';
import type { RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import { type EncodedRoute, type Route, type RouteSpec, StoredRoute } from '../store/route.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { type SkipReason, UpdateSender } from './update-sender.js';

export interface AdjRibOutOptions {
  /** What `next-hop self` means, instead of our end of each session. */
  readonly localAddress?: string;
  /** The AS put into paths, instead of the session's own. */
  readonly localAs?: number;
  /** With `localAs`, tells whether sessions are internal, instead of what they say. */
  readonly peerAs?: number;
  /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2). A path is sent as given without. */
  readonly prependLocalAs?: boolean;
  /** Put routes that share their attributes into one UPDATE. Default true; false: an UPDATE a route. */
  readonly groupUpdates?: boolean;
  /** A route is not sent on the session there is now; it is tried again on the next. The route is borrowed. */
  readonly onSkipped?: (route: Route, reason: SkipReason) => void;
}

/** What `open` gives a session: its source of UPDATEs. */
export interface RibUpdateSource {
  next(maxBytes: number): Uint8Array | undefined;
  accepted(chunk: Uint8Array): void;
  onReady(wake: () => void): void;
  /** Sends all of a family again (RFC 2918); `done` is called inside the `next` that hands out the last of it. */
  refresh(family: Family, done?: () => void): void;
  /** Sends all there is again with GRACEFUL_SHUTDOWN, and so what is announced later (RFC 8326 §4.1). */
  gracefulShutdown(): void;
  close(reason: unknown): void;
}

/** What the rest of the package does with a table of routes to send, by the key the store has probed last. */
export interface OutboundTable {
  put(attributes: AttributeId, source: number): void;
  remove(): void;
}

/** Lets the other files of the package reach the table behind an Adj-RIB-Out. */
export let outboundOf: (out: AdjRibOut) => OutboundTable;

/**
 * What we want one peer to have (RFC 4271 §3.2), as a set of routes in the store. It outlives sessions: each one that
 * opens is told everything, then the changes. One session at a time.
 */
export class AdjRibOut {
  readonly #core: StoreCore;
  readonly #options: AdjRibOutOptions;
  readonly #wanted: RouteSet;
  readonly #intake: UpdateIntake;
  #sender: UpdateSender | undefined;
  /** `flushed()` calls that no session has met yet. */
  #waiting: (() => void)[] = [];

  static {
    outboundOf = (out) => ({
      put: (attributes) => out.#put(attributes),
      remove: () => {
        out.#remove();
      },
    });
  }

  constructor(store: RouteStore, options: AdjRibOutOptions = {}) {
    this.#core = coreOf(store);
    this.#options = options;
    this.#wanted = new RouteSet(this.#core);
    this.#intake = new UpdateIntake(this.#core, {
      announced: (attributes) => this.#put(attributes),
      withdrawn: () => {
        this.#remove();
      },
    });
  }

  /** Routes the peer is to have. */
  get size(): number {
    return this.#wanted.size;
  }

  /** Routes the peer has yet to be told of, or to be told that they are gone; without a session, all of them. */
  get pending(): number {
    return this.#sender ? this.#sender.pending : this.#wanted.size;
  }

  get(selector: RouteSelector): Route | undefined {
    const id = this.#core.probe(selector) ? this.#wanted.find() : 0;
    return id === 0 ? undefined : new StoredRoute(this.#core, id);
  }

  /** The routes the peer is to have, in the order of their ids; changes on the way are tolerated. */
  *routes(family?: Family): IterableIterator<Route> {
    for (const id of this.#wanted.walk(family)) yield new StoredRoute(this.#core, id);
  }

  /** The peer is to have this route, instead of any other with its key. */
  announce(route: RouteSpec | EncodedRoute): Route {
    return new StoredRoute(this.#core, this.#become(this.#wanted.putAny(route)));
  }

  /**
   * As `announce`, for readers that have octets: the NLRI without path identifier at `bytes[offset, offset + length)`,
   * well formed; a path identifier or `NO_PATH_ID`; a canonical attribute set as `writeCanonicalAttributes` writes it;
   * the next hop, no octets for `self`. Nothing is kept of the arguments, nothing allocated a route.
   */
  announceEncoded(
    family: Family,
    bytes: Uint8Array,
    offset: number,
    length: number,
    pathId: number,
    attributes: Uint8Array,
    nextHop: Uint8Array,
  ): void {
    const id = this.#core.attributes.intern(nextHop, 0, nextHop.length, attributes);
    this.#core.routes.probe(family, bytes, offset, length, pathId);
    this.#put(id);
    this.#core.attributes.release(id);
  }

  /** Announces and withdraws what an UPDATE does, with its RFC 7606 outcome. */
  announceUpdate(view: UpdateView): void {
    this.#intake.apply(view);
  }

  /** The peer is to have no route of this key. False where it was to have none anyway. */
  withdraw(selector: RouteSelector): boolean {
    return this.#core.probe(selector) && this.#remove();
  }

  /** As `withdraw`, for readers that have octets. */
  withdrawEncoded(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): boolean {
    this.#core.routes.probe(family, bytes, offset, length, pathId, true);
    return this.#remove();
  }

  /** Withdraws everything, of one family or of all. */
  clear(family?: Family): void {
    for (const id of this.#wanted.walk(family)) this.#drop(id, false);
  }

  /**
   * Resolves when all that is pending now has been accepted by the stream, or was replaced or withdrawn before it was
   * sent. It waits for a session where there is none, and for the next where one ends: the peer is then told
   * everything anew. With nothing pending it resolves at once.
   */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#sender) this.#sender.barrier(resolve);
      else if (this.#wanted.size === 0) resolve();
      else this.#waiting.push(resolve);
    });
  }

  /** Begins a session: the peer knows nothing. Throws `MESH_RIB_OPEN` while another session is open. */
  open(session: RibSession): RibUpdateSource {
    if (this.#sender) {
      throw new MeshError('MESH_RIB_OPEN', 'this Adj-RIB-Out serves a session already: close that one first');
    }
    const localAs = this.#options.localAs ?? session.localAs;
    const peerAs = this.#options.peerAs ?? session.peerAs;
    const overridden = this.#options.localAs !== undefined && this.#options.peerAs !== undefined;
    const sender = new UpdateSender({
      core: this.#core,
      wanted: this.#wanted,
      session,
      grouped: this.#options.groupUpdates ?? true,
      localAddress: this.#options.localAddress ?? session.localAddress,
      rules: {
        localAs,
        internal: overridden ? localAs === peerAs : session.internal,
        prependLocalAs: this.#options.prependLocalAs ?? false,
        takesLongLivedStale: takesLongLivedStale(session),
      },
      skipped: (id, reason) => this.#options.onSkipped?.(new StoredRoute(this.#core, id), reason),
    });
    this.#sender = sender;
    for (const resolve of this.#waiting.splice(0)) sender.barrier(resolve);
    return {
      next: (maxBytes) => sender.next(maxBytes),
      accepted: () => sender.accepted(),
      onReady: (wake) => sender.onReady(wake),
      refresh: (family, done) => sender.refresh(family, done),
      gracefulShutdown: () => sender.gracefulShutdown(),
      close: () => this.#close(sender),
    };
  }

  #close(sender: UpdateSender): void {
    if (this.#sender !== sender) return;
    this.#sender = undefined;
    for (const { fire } of sender.close()) this.#waiting.push(fire);
    this.#settleWaiting();
  }

  /** With nothing wanted and no session, nobody has anything to wait for. */
  #settleWaiting(): void {
    if (this.#wanted.size === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Wants the probed key with these attributes. */
  #put(attributes: AttributeId): void {
    this.#become(this.#wanted.put(attributes));
  }

  /** A route is wanted now instead of the one that was held of its key. */
  #become(id: RouteId): RouteId {
    const { held } = this.#core.routes;
    if (id === held) return id;
    if (held !== 0) this.#drop(held, true);
    this.#sender?.announced(id);
    return id;
  }

  #remove(): boolean {
    const id = this.#wanted.find();
    if (id !== 0) this.#drop(id, false);
    return id !== 0;
  }

  #drop(id: RouteId, replaced: boolean): void {
    this.#wanted.take(id);
    if (this.#sender) {
      this.#sender.dropped(id, replaced);
      return;
    }
    this.#core.routes.release(id);
    if (!replaced) this.#settleWaiting();
  }
}

/** The peer has sent the Long-lived Graceful Restart Capability, whatever families it names, or nobody knows. */
function takesLongLivedStale({ peerOpen }: RibSession): boolean {
  return peerOpen?.capabilities.some(({ code }) => code === LONG_LIVED_GRACEFUL_RESTART.code) ?? true;
}
