import { CeaseSubcode, ErrorCode, type Family, hardReset, isHardReset, type NotificationMessage } from '@mesh/bgp-wire';
import type { FsmAction } from './action.js';
import type { Negotiated } from './negotiated.js';
import type { FsmOptions } from './options.js';
import type { FsmState } from './state.js';

/** How an Established session ends, as far as its routes are concerned. */
export type Ending =
  | { readonly by: 'connection-lost' }
  | { readonly by: 'peer' | 'us'; readonly notification: NotificationMessage };

/** How long stale routes are kept at most where nothing else is said (RFC 8538 §4). */
const STALE_TIME_SECONDS = 180;

/**
 * Whether the peer's routes survive the end of the session. A lost connection may be a restart (RFC 4724 §5); a
 * NOTIFICATION is one only with the N bit both ways, and never where it is a Hard Reset (RFC 8538 §4). Stricter than
 * that RFC: after an UPDATE that we could not read, the routes of the peer are not worth keeping.
 */
export function retains({ gracefulRestart, notificationRestart }: Negotiated, ending: Ending): boolean {
  if (!gracefulRestart) return false;
  if (ending.by === 'connection-lost') return true;
  if (isHardReset(ending.notification)) return false;
  if (ending.by === 'us' && ending.notification.code === ErrorCode.UPDATE_MESSAGE) return false;
  return notificationRestart;
}

/**
 * The Ceases that speak of a session that is over for longer than a restart takes. RFC 8538 §5.1 would have a Hard Reset
 * for the first three and the user decide on an Administrative Reset: who asks for one mostly wants a clean beginning.
 */
const LASTING: readonly number[] = [
  CeaseSubcode.MAXIMUM_PREFIXES,
  CeaseSubcode.ADMINISTRATIVE_SHUTDOWN,
  CeaseSubcode.PEER_DECONFIGURED,
  CeaseSubcode.ADMINISTRATIVE_RESET,
];

/** True for a Cease after which routes are not worth keeping (RFC 8538 §5.1). */
export function isLasting({ code, subcode }: NotificationMessage): boolean {
  return code === ErrorCode.CEASE && LASTING.includes(subcode);
}

/** A NOTIFICATION as a Hard Reset where it would else restart the session gracefully (RFC 8538 §3). */
export function hardened(state: FsmState, message: NotificationMessage): NotificationMessage {
  if (state.name !== 'Established' || !state.negotiated.notificationRestart || isHardReset(message)) return message;
  return hardReset(message);
}

/** The options of a peer with the R bit set or clear, where it takes part at all (RFC 4724 §4.1). */
export function withRestarting(options: FsmOptions, restarting: boolean): FsmOptions {
  const { gracefulRestart } = options;
  if (gracefulRestart === undefined || (gracefulRestart.restarting ?? false) === restarting) return options;
  return Object.freeze({ ...options, gracefulRestart: { ...gracefulRestart, restarting } });
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
 * the family is missing, or the peer did not keep its forwarding state (F bit; RFC 4724 §4.2). Of those that are
 * `longLived` stale both capabilities speak: the newer one has to name them with an F bit, and the older one not to deny
 * it (RFC 9494 §4.2).
 */
export function purgedOnReturn(
  stale: Iterable<Family>,
  { families, gracefulRestart }: Negotiated,
  longLived: readonly Family[] = [],
): Family[] {
  const kept = (family: Family): boolean => {
    if (!gracefulRestart || !families.includes(family)) return false;
    const short = gracefulRestart.peer.families.find((one) => one.family === family)?.forwardingPreserved;
    if (!longLived.includes(family)) return short ?? false;
    return (short ?? true) && (gracefulRestart.longLived.get(family)?.forwardingPreserved ?? false);
  };
  return [...stale].filter((family) => !kept(family));
}
