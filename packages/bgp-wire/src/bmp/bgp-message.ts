import { readU16 } from '../bytes/reader.js';
import { HEADER_LENGTH } from '../iana.js';
import { badMarker, checkHeader, markerFault } from '../message/header.js';
import { type BmpFault, bmpFault } from './fault.js';

/** A router may have taken messages of any length from its peer (RFC 8654). */
const LIMITS = { extendedMessage: true };

/** Octets of the BGP message that begins at `start`, or why none does: its header is judged, its body is not. */
export function bgpMessageLength(bytes: Uint8Array, start: number, end: number): number | BmpFault {
  if (end - start < HEADER_LENGTH) {
    return bmpFault(
      start,
      `a BGP message has at least ${HEADER_LENGTH} octets, ${end - start} are left`,
      'RFC 7854 §4.6',
    );
  }
  const bad = badMarker(bytes, start, end);
  const fault = bad < 0 ? checkHeader(bytes, start, LIMITS) : markerFault(bytes, start, bad);
  if (fault) return bmpFault(start + fault.offset, fault.reason, fault.rfc);
  const length = readU16(bytes, start + 16);
  if (start + length <= end) return length;
  return bmpFault(start + 16, `a BGP message of ${length} octets, ${end - start} are left`, 'RFC 7854 §4.6');
}

/** The fault of octets that are not exactly one BGP message. */
export function checkBgpMessage(bytes: Uint8Array, start: number, end: number): BmpFault | undefined {
  const length = bgpMessageLength(bytes, start, end);
  if (typeof length !== 'number') return length;
  if (start + length === end) return undefined;
  return bmpFault(start + length, `${end - start - length} octets follow the BGP message`, 'RFC 7854 §4.6');
}
