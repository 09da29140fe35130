import { KEEPALIVE } from '@mesh/bgp-wire';
import { ignore, type Move, stay } from './move.js';
import type { EstablishedState, OpenConfirmState } from './state.js';
import { restartKeepalive } from './timers.js';

/**
 * RFC 4271 §8.2.2, OpenConfirm and Established, event 11: send a KEEPALIVE and start the timer anew. With a hold time
 * of 0 there is no such timer, and no KEEPALIVE may be sent (§4.4).
 */
export function keepAlive({ negotiated }: OpenConfirmState | EstablishedState): Move {
  if (negotiated.keepaliveSeconds === 0) return ignore();
  return stay({ type: 'send', message: KEEPALIVE }, ...restartKeepalive(negotiated));
}
