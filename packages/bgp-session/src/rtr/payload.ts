import { RtrErrorCode } from '@mesh/bgp-wire/rtr';
import type { RtrProblem } from './event.js';
import type { VrpSet } from './vrp-set.js';

/** Octets of a prefix PDU before its address (RFC 8210 §5.6). */
const ADDRESS = 12;
const ANNOUNCED = 1;

const DUPLICATE: RtrProblem = {
  errorCode: RtrErrorCode.DUPLICATE_ANNOUNCEMENT,
  reason: 'this record was announced already',
  rfc: 'RFC 8210 §5.6',
};
const UNKNOWN: RtrProblem = {
  errorCode: RtrErrorCode.UNKNOWN_WITHDRAWAL,
  reason: 'this record was not announced',
  rfc: 'RFC 8210 §5.6',
};
/** Of all codes the one for a side that cannot go on (RFC 8210 §12). */
const FULL: RtrProblem = {
  errorCode: RtrErrorCode.INTERNAL_ERROR,
  reason: 'more records than are taken',
  rfc: 'RFC 8210 §12',
};

/**
 * Takes a prefix PDU, whose header has been judged, into the set where it stands: half a million of them come at a time.
 * `malformed` where its lengths are out of order.
 */
export function takePrefix(frame: Uint8Array, octets: 4 | 16, set: VrpSet): RtrProblem | 'malformed' | undefined {
  const [bits, maxLength] = [frame[9]!, frame[10]!];
  if (bits > maxLength || maxLength > 8 * octets) return 'malformed';
  const at = ADDRESS + octets;
  const as = ((frame[at]! << 24) | (frame[at + 1]! << 16) | (frame[at + 2]! << 8) | frame[at + 3]!) >>> 0;
  if ((frame[8]! & ANNOUNCED) === 0)
    return set.withdraw(octets, frame, ADDRESS, bits, maxLength, as) ? undefined : UNKNOWN;
  const outcome = set.announce(octets, frame, ADDRESS, bits, maxLength, as);
  return outcome === 'ok' ? undefined : outcome === 'full' ? FULL : DUPLICATE;
}
