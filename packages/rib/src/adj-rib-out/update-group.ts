import type { Family, UpdateView } from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import { type EncodedRoute, type Route, type RouteSpec, StoredRoute } from '../store/route.js';
import { coreOf, type RouteStore } from '../store/store.js';
import type { RouteSelector, StoreCore } from '../store/store-core.js';
import { UpdateIntake } from '../store/update-intake.js';
import { OutboundTable, type RibUpdateSource } from './outbound-table.js';
import type { SkipReason } from './skip-reason.js';

export interface UpdateGroupOptions {
  /** What `next-hop self` means, instead of our end of each session. */
  readonly localAddress?: string;
  /** Our link-local address on the link: stands behind `next-hop self` where that is an IPv6 address (RFC 2545 §3). */
  readonly localLinkLocal?: string | undefined;
  /** The AS put into paths, instead of the session's own. */
  readonly localAs?: number;
  /** With `localAs`, tells whether sessions are internal, instead of what they say. */
  readonly peerAs?: number;
  /** Put the local AS before a path that is given, on external sessions (RFC 4271 §5.1.2). A path is sent as given without. */
  readonly prependLocalAs?: boolean;
  /** Put routes that share their attributes into one UPDATE. Default true; false: an UPDATE a route. */
  readonly groupUpdates?: boolean;
  /**
   * `self`: our end of the session takes the place of every next hop. Default `given`: of `self` alone; any other is sent
   * as it is, as a third party's (RFC 4271 §5.1.3) or by a route server (RFC 7947 §2.2.2).
   */
  readonly nextHop?: 'given' | 'self';
  /** Tell a session of each family when it has had all there was (RFC 4724 §2). Default true. */
  readonly endOfRib?: boolean;
  /**
   * A route is not sent on the sessions there are now; it is tried again on the next. Called once for all sessions that
   * are sent the same. The route is borrowed.
   */
  readonly onSkipped?: (route: Route, reason: SkipReason) => void;
}

/** Lets the other files of the package reach the table of a group. */
export let outboundOf: (group: UpdateGroup) => OutboundTable;

/**
 * What several peers are to have alike, as a set of routes in the store. It outlives sessions: each one that opens is told
 * everything, then the changes. What sessions of one encoding are sent is packed once and handed to each of them, however
 * many they are; a peer that is slow holds up no other.
 */
export class UpdateGroup {
  readonly #core: StoreCore;
  readonly #table: OutboundTable;
  readonly #intake: UpdateIntake;

  static {
    outboundOf = (group) => group.#table;
  }

  constructor(store: RouteStore, options: UpdateGroupOptions = {}) {
    this.#core = coreOf(store);
    const { onSkipped, ...rest } = options;
    const skipped =
      onSkipped && ((id: number, reason: SkipReason) => onSkipped(new StoredRoute(this.#core, id), reason));
    this.#table = new OutboundTable(this.#core, { ...rest, skipped });
    this.#intake = new UpdateIntake(this.#core, {
      announced: (attributes) => void this.#table.put(attributes),
      withdrawn: () => void this.#table.remove(),
    });
  }

  /** Routes the peers are to have. */
  get size(): number {
    return this.#table.wanted.size;
  }

  /**
   * Routes a peer has yet to be told of, or to be told that they are gone: the peer with the most of them. Without a
   * session, all routes.
   */
  get pending(): number {
    return this.#table.pending;
  }

  get(selector: RouteSelector): Route | undefined {
    const id = this.#core.probe(selector) ? this.#table.wanted.find() : 0;
    return id === 0 ? undefined : new StoredRoute(this.#core, id);
  }

  /** The routes the peers are to have, in the order of their ids; changes on the way are tolerated. */
  *routes(family?: Family): IterableIterator<Route> {
    for (const id of this.#table.wanted.walk(family)) yield new StoredRoute(this.#core, id);
  }

  /** The peers are to have this route, instead of any other with its key. */
  announce(route: RouteSpec | EncodedRoute): Route {
    return new StoredRoute(this.#core, this.#table.became(this.#table.wanted.putAny(route), 0));
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
    this.#table.put(id);
    this.#core.attributes.release(id);
  }

  /** Makes several changes one step: no session is asked for a chunk before `action` has returned. */
  batch(action: () => void): void {
    this.#table.batch(action);
  }

  /** Announces and withdraws what an UPDATE does, with its RFC 7606 outcome. */
  announceUpdate(view: UpdateView): void {
    this.#intake.apply(view);
  }

  /** The peers are to have no route of this key. False where they were to have none anyway. */
  withdraw(selector: RouteSelector): boolean {
    return this.#core.probe(selector) && this.#table.remove();
  }

  /** As `withdraw`, for readers that have octets. */
  withdrawEncoded(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): boolean {
    this.#core.routes.probe(family, bytes, offset, length, pathId, true);
    return this.#table.remove();
  }

  /**
   * Withdraws everything, of one family or of all: at most so many routes, for callers that do it in slices. True where
   * none is left.
   */
  clear(family?: Family, atMost?: number): boolean {
    return this.#table.clear(family, atMost);
  }

  /**
   * Resolves when all that is pending now has been accepted by the streams of all sessions, or was replaced or withdrawn
   * before it was sent. A session that ends is waited for no more where there are others; where there is none, the next
   * one is waited for, which is told everything anew. With nothing pending it resolves at once.
   */
  flushed(): Promise<void> {
    return this.#table.flushed();
  }

  /** Begins a session, beside those there are: its peer knows nothing. */
  open(session: RibSession): RibUpdateSource {
    return this.#table.open(session);
  }
}
