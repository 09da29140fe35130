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

const KEEP_BOTH: CollisionVerdict = Object.freeze({ close: 'none' });
const CLOSE_OLD: CollisionVerdict = Object.freeze({ close: 'old', how: 'dump' });
const CLOSE_NEW: CollisionVerdict = Object.freeze({ close: 'new', how: 'dump' });
const OLD_IS_DEAD: CollisionVerdict = Object.freeze({ close: 'old', how: 'lost' });

/**
 * Decides which of two connections to one peer stays (RFC 4271 §6.8). The RFC says "close the existing" or "the new";
 * said by who opened the connection it reads the same from both ends, so that both keep the same one: the connection
 * opened by the side with the larger BGP Identifier, or of two equal ones (RFC 6286 §2.3) by the larger AS number.
 */
export function arbitrate(collision: Collision): CollisionVerdict {
  const { old, new: fresh } = collision;
  if (old.state === 'Established') {
    // RFC 4724 §4.2: whoever opens again has lost what was open.
    if (collision.gracefulRestart) return OLD_IS_DEAD;
    if (!collision.collisionDetectEstablishedState || old.initiator === fresh.initiator) return CLOSE_NEW;
  } else if (old.state !== 'OpenSent' && old.state !== 'OpenConfirm') {
    return KEEP_BOTH;
  }
  // The same side twice: it has forgotten the first, or it would not have opened the second.
  if (old.initiator === fresh.initiator) return CLOSE_OLD;
  const keep = survivingInitiator(collision);
  if (keep === undefined) return CLOSE_NEW;
  return fresh.initiator === keep ? CLOSE_OLD : CLOSE_NEW;
}

function survivingInitiator(collision: Collision): CollidingConnection['initiator'] | undefined {
  const { localRouterId, remoteRouterId, localAs, remoteAs } = collision;
  if (localRouterId !== remoteRouterId) return localRouterId > remoteRouterId ? 'local' : 'remote';
  if (localAs !== remoteAs) return localAs > remoteAs ? 'local' : 'remote';
  return undefined;
}
