import { decodeOrf, ErrorCode, type Fault, notification, type RouteRefreshMessage } from '@mesh/bgp-wire';
import type { FsmState } from './state.js';

/** Invalid Message Length (RFC 7313 §5). */
const INVALID_LENGTH = 1;

/**
 * What is wrong with octets behind the fixed part of a ROUTE-REFRESH: only filters may stand there, whole ones, and only
 * where both sides agreed on them (RFC 5291 §5). No RFC says what becomes of others; a message whose length is not what
 * it should be is answered with 7/1 and itself.
 */
export function orfFault(state: FsmState, { family, rest }: RouteRefreshMessage, frame: Uint8Array): Fault | undefined {
  if (rest.length === 0 || state.name !== 'Established') return undefined;
  const agreed = state.negotiated.orf.receive.has(family);
  if (agreed && decodeOrf(rest, family) !== undefined) return undefined;
  return {
    outcome: 'session-reset',
    offset: 23,
    reason: agreed
      ? `${rest.length} octets behind a ROUTE-REFRESH that are no outbound route filters`
      : `${rest.length} octets behind a ROUTE-REFRESH, where outbound route filters were not agreed on`,
    rfc: 'RFC 5291 §4',
    notification: notification(ErrorCode.ROUTE_REFRESH, INVALID_LENGTH, frame.slice()),
  };
}
