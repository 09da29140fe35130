import type { RibSession } from '../ports.js';
import type { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';
import type { SkipReason } from './skip-reason.js';

/** A route is not sent on a session. */
export interface Filtered {
  readonly filtered: SkipReason;
}

/**
 * How far a route has come on a session: `queued` to be announced or withdrawn, or on its way; `written`, the stream has
 * accepted its announcement; `withdrawn`, the stream has accepted its withdrawal.
 */
export type Delivery = 'queued' | 'written' | 'withdrawn' | Filtered;

/** Who wants to know what becomes of some routes. A table has at most one; it costs nothing for all other routes. */
export interface DeliveryWatch {
  /** The routes, changed by the watcher as it likes. It holds a reference to each, so that none becomes another. */
  readonly ids: IdSet;
  /**
   * A route has been written, filtered or withdrawn on a session. Called inside `accepted` and `next` of the session's
   * source: it may announce and withdraw. A route that was replaced by another of its key is not `withdrawn`; one that is
   * withdrawn before it was ever handed out is told of by no call, and `deliveryOf` no longer knows it.
   */
  changed(id: RouteId, delivery: Exclude<Delivery, 'queued'>, session: RibSession): void;
  /** A session is over: its peer knows nothing any more. */
  closed?(session: RibSession): void;
}

/** A table that is encoded for every session there is, to be sent at one instant. */
export interface PreparedRoutes {
  /** Octets that are held for it. */
  readonly byteLength: number;
  /**
   * The sessions are to have its routes, as by `announce`, and each is woken: what was prepared goes out before all else
   * that is pending. Sessions that were not there, or whose encoding has changed meanwhile, get them as any other route.
   */
  fire(): void;
  /** Lets it go. Without effect after `fire`. */
  discard(): void;
}
