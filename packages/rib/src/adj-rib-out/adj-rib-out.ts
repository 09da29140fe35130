import { type Family, LONG_LIVED_GRACEFUL_RESTART, MeshError, type UpdateView } from '@mesh/bgp-wire';
import { UpdateIntake } from '../adj-rib-in/update-intake.js';
import type { RibSession } from '../ports.js';
import type { AttributeId } from '../store/attribute-table.js';
import type { IdSet } from '../store/intern/id-set.js';
import { type EncodedRoute, type Route, type RouteSpec, StoredRoute } from '../store/route.js';
import { RouteSet } from '../store/route-set.js';
import type { RouteId } from '../store/route-table.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { DeliveryLog } from './delivery-log.js';
import type { SkipReason } from './skip-reason.js';
import { type EncodedTable, UpdateSender } from './update-sender.js';

/*
 * What the rest of the package builds on: `outboundOf(out)` gives the `OutboundTable` behind an `AdjRibOut` or an
 * `UpdateGroup`, which speaks of ids instead of routes.
 *
 * - `put(attributes, source)` and `remove()` want, or no longer want, the key that the store has probed last;
 *   `putRoute(id, source)` and `removeRoute(id)` a route that is there. A source is the number, from 1 up, of the session
 *   that a route came from, 0 for none; a session that was opened with `{ source }` never gets the routes of its own.
 * - `sessions()` are the open ones; `deliveryOf(id)` of each tells how far a route has come there (`delivery.ts`).
 * - `watch(watch)` has a `DeliveryWatch` told of the routes it names; `watch(undefined)` ends it.
 * - `prepare(ids)` encodes routes now, for the sessions there are, and gives `PreparedRoutes` to `fire()`.
 */

export interface AdjRibOutOptions {
  /** What `next-hop self` means, instead of our end of each session. */
  readonly localAddress?: string;
  /** The AS put into paths, instead of the session's own. */
  readonly localAs?: number;
  /** With `localAs`, tells whether sessions are internal, instead of what they say. */
  readonly peerAs?: number;
  /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2). A path is sent as given without. */
  readonly prependLocalAs?: boolean;
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

/** Lets the other files of the package follow how far routes of an Adj-RIB-Out have come, and hold its sessions. */
export let outboxOf: (out: AdjRibOut) => Outbox;

export interface Outbox {
  readonly log: DeliveryLog;
  /** A route that is wanted already is followed from here on. */
  followed(id: RouteId): void;
  /** The session is given nothing until `resume` has been called as often: what changes meanwhile goes out together. */
  hold(): void;
  resume(): void;
  /** Calls back when all that is pending now was accepted by the stream, or the session is over, or there is none. */
  settled(done: () => void): void;
  /** What encodes as its session does; undefined without one. */
  encoder(): UpdateSender | undefined;
  /**
   * The peer is to have a table, for each route of which one reference was taken; `siblings` are the routes whose keys may
   * have others. `encoded` tells what a session sends for it, undefined for nothing ready.
   */
  fire(
    table: RouteSet,
    siblings: readonly RouteId[],
    encoded: (sender: UpdateSender) => EncodedTable | undefined,
  ): void;
  /** The peer is to have those of these routes no more that it is to have. */
  withdraw(ids: IdSet): void;
}

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
  readonly #log = new DeliveryLog();
  /** Who waits for the end of the session at the latest. */
  readonly #settling = new Set<() => void>();
  #holds = 0;
  #wake: (() => void) | undefined;
  /** The session has asked in vain, or was to be woken, while it was held. */
  #missed = false;

  static {
    outboxOf = (out) => ({
      log: out.#log,
      followed: (id) => out.#sender?.followed(id),
      hold: () => {
        out.#holds++;
      },
      resume: () => out.#resume(),
      settled: (done) => out.#settled(done),
      encoder: () => out.#sender,
      fire: (table, siblings, encoded) => out.#fire(table, siblings, encoded),
      withdraw: (ids) => {
        for (let id = ids.next(1); id !== 0; id = ids.next(id + 1)) if (out.#wanted.ids.has(id)) out.#drop(id, false);
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
    this.#core.routes.probe(family, bytes, offset, length, pathId);
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
      localAddress: this.#options.localAddress ?? session.localAddress,
      rules: {
        localAs,
        internal: overridden ? localAs === peerAs : session.internal,
        prependLocalAs: this.#options.prependLocalAs ?? false,
        takesLongLivedStale: takesLongLivedStale(session),
      },
      skipped: (id, reason) => {
        this.#log.filtered(id, reason);
        this.#options.onSkipped?.(new StoredRoute(this.#core, id), reason);
      },
      log: this.#log,
    });
    this.#sender = sender;
    this.#missed = false;
    for (const resolve of this.#waiting.splice(0)) sender.barrier(resolve);
    return {
      next: (maxBytes) => {
        if (this.#holds > 0) this.#missed = true;
        return this.#holds > 0 ? undefined : sender.next(maxBytes);
      },
      accepted: () => sender.accepted(),
      onReady: (wake) => {
        this.#wake = wake;
        sender.onReady(() => {
          if (this.#holds > 0) this.#missed = true;
          else wake();
        });
      },
      refresh: (family, done) => sender.refresh(family, done),
      gracefulShutdown: () => sender.gracefulShutdown(),
      close: () => this.#close(sender),
    };
  }

  #resume(): void {
    if (--this.#holds > 0 || !this.#missed) return;
    this.#missed = false;
    this.#wake?.();
  }

  #fire(
    table: RouteSet,
    siblings: readonly RouteId[],
    encodedFor: (sender: UpdateSender) => EncodedTable | undefined,
  ): void {
    for (const id of siblings) {
      const older = this.#core.routes.heldWith(id, this.#wanted.ids);
      if (older !== 0 && older !== id) this.#drop(older, true);
    }
    const sender = this.#sender;
    const encoded = sender && encodedFor(sender);
    const fresh = sender && !encoded ? [...table.walk()].filter((id) => !this.#wanted.ids.has(id)) : [];
    if (encoded) sender.fire(encoded, siblings);
    this.#wanted.addAll(table);
    for (const id of fresh) sender!.announced(id);
  }

  #settled(done: () => void): void {
    if (!this.#sender) {
      done();
      return;
    }
    this.#settling.add(done);
    this.#sender.barrier(() => {
      if (this.#settling.delete(done)) done();
    });
  }

  #close(sender: UpdateSender): void {
    if (this.#sender !== sender) return;
    this.#sender = undefined;
    this.#wake = undefined;
    for (const done of [...this.#settling]) {
      this.#settling.delete(done);
      done();
    }
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
    this.#log.dropped(id, replaced, 0, 0);
    this.#core.routes.release(id);
    if (!replaced) this.#settleWaiting();
  }
}

/** The peer has sent the Long-lived Graceful Restart Capability, whatever families it names, or nobody knows. */
function takesLongLivedStale({ peerOpen }: RibSession): boolean {
  return peerOpen?.capabilities.some(({ code }) => code === LONG_LIVED_GRACEFUL_RESTART.code) ?? true;
}
