import { MeshError } from '@mesh/bgp-wire';
import type { RibSession } from '../ports.js';
import type { RibUpdateSource } from './outbound-table.js';
import { outboundOf, UpdateGroup, type UpdateGroupOptions } from './update-group.js';

/*
 * What the rest of the package builds on: `outboundOf(out)` gives the `OutboundTable` behind an `AdjRibOut` or an
 * `UpdateGroup`, which speaks of ids instead of routes. A table can be had without either: the Loc-RIB makes its own,
 * with rules for routes that came from peers (`OutboundOptions`).
 *
 * - `put(attributes, source)` and `remove()` want, or no longer want, the key that the store has probed last;
 *   `putRoute(id, source)` and `removeRoute(id)` a route that is there. A source is the number, from 1 up, of the session
 *   that a route came from, 0 for none; a session that is opened as `open(session, source)` never gets its own routes.
 * - `sessions()` are the open ones; `deliveryOf(id)` of each tells how far a route has come there (`delivery.ts`).
 * - `watch` is who is told of the routes it names (`DeliveryWatch`), undefined for nobody.
 * - `prepare(ids, source)` encodes routes now, for the sessions there are, and gives `PreparedRoutes` to `fire()`.
 * - `batch(action)` wakes no session before the action is over.
 */

export { outboundOf, type RibUpdateSource };

export type AdjRibOutOptions = UpdateGroupOptions;

/**
 * What we want one peer to have (RFC 4271 §3.2), as a set of routes in the store. It outlives sessions: each one that
 * opens is told everything, then the changes. One session at a time.
 */
export class AdjRibOut extends UpdateGroup {
  /** Begins a session: the peer knows nothing. Throws `MESH_RIB_OPEN` while another session is open. */
  override open(session: RibSession): RibUpdateSource {
    if (outboundOf(this).isOpen) {
      throw new MeshError('MESH_RIB_OPEN', 'this Adj-RIB-Out serves a session already: close that one first');
    }
    return super.open(session);
  }
}
