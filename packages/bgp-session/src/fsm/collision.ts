import type { Asn, RouterId } from '@mesh/bgp-wire';
import type { FsmStateName } from './state.js';

/** One of two connections to one peer. */
export interface CollidingConnection {
  readonly state: FsmStateName;
  /** Who opened it. */
  readonly initiator: 'local' | 'remote';
}

/** Everything RFC 4271 §6.8 asks about two connections. */
export interface Collision {
  readonly localRouterId: RouterId;
  readonly remoteRouterId: RouterId;
  readonly localAs: Asn;
  readonly remoteAs: Asn;
  /** The connection that was there. */
  readonly old: CollidingConnection;
  /** The connection on which a valid OPEN has just come. */
  readonly new: CollidingConnection;
  readonly collisionDetectEstablishedState: boolean;
  /** The old session is Established, and its peer named a family in its Graceful Restart capability (RFC 4724 §4.2). */
  readonly gracefulRestart: boolean;
}

/**
 * Which connection to close. `dump`: with `OpenCollisionDump` for the old one and `loses` on the `BGPOpen` of the new one
 * (6/7 either way). `lost`: the old stream is dead already, give its FSM `TcpConnectionFails`: no NOTIFICATION, routes
 * are retained.
 */
export type CollisionVerdict =
  | { readonly close: 'none' }
  | { readonly close: 'old'; readonly how: 'dump' | 'lost' }
  | { readonly close: 'new'; readonly how: 'dump' };
