import { type CeaseSubcode, ErrorCode, type Family, type NotificationMessage } from '@mesh/bgp-wire';
import type { FsmAction } from './action.js';
import type { Negotiated } from './negotiated.js';
import type { FsmOptions } from './options.js';

/** How an Established session ends, as far as its routes are concerned. */
export type Ending =
  | { readonly by: 'connection-lost' }
  | { readonly by: 'peer' | 'us'; readonly notification: NotificationMessage };

const HARD_RESET: typeof CeaseSubcode.HARD_RESET = 9;

/** How long stale routes are kept at most where nothing else is said (RFC 8538 §4). */
const STALE_TIME_SECONDS = 180;

/**
 * Whether the peer's routes survive the end of the session. A lost connection may be a restart (RFC 4724 §5); a
 * NOTIFICATION is one only with the N bit both ways, and never where it is a Hard Reset (RFC 8538 §4). Stricter than
 * that RFC: after an UPDATE that we could not read, the routes of the peer are not worth keeping.
 */
export function retains({ gracefulRestart }: Negotiated, ending: Ending): boolean {
  if (!gracefulRestart) return false;
  if (ending.by === 'connection-lost') return true;
  const { code, subcode } = ending.notification;
  if (code === ErrorCode.CEASE && subcode === HARD_RESET) return false;
  if (ending.by === 'us' && code === ErrorCode.UPDATE_MESSAGE) return false;
  return gracefulRestart.notification;
}

/** What becomes of the peer's routes at the end of an Established session. */
export function routesAfter(negotiated: Negotiated, ending: Ending, options: FsmOptions): FsmAction {
  const { gracefulRestart } = negotiated;
  if (!gracefulRestart || !retains(negotiated, ending)) return { type: 'delete-routes' };
  return {
    type: 'retain-routes',
    families: gracefulRestart.families,
    restartTimeSeconds: gracefulRestart.peer.restartTimeSeconds,
    staleTimeSeconds: options.gracefulRestart?.staleTimeSeconds ?? STALE_TIME_SECONDS,
  };
}

/**
 * Of the families whose stale routes are held, those to purge as soon as the session is up again: the capability or
 * the family is missing, or the peer did not keep its forwarding state (F bit; RFC 4724 §4.2).
 */
export function purgedOnReturn(stale: Iterable<Family>, { gracefulRestart }: Negotiated): Family[] {
  const preserved = new Set(
    gracefulRestart?.peer.families.filter((one) => one.forwardingPreserved).map(({ family }) => family),
  );
  const kept = new Set(gracefulRestart?.families.filter((family) => preserved.has(family)));
  return [...stale].filter((family) => !kept.has(family));
}
