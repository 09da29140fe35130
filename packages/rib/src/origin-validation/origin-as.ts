import { type Asn, type AsPathSegment, readU32 } from '@mesh/bgp-wire';
import { AS_SEQUENCE, AS_SET, segmentEnd } from '../policy/as-path/octets.js';

/**
 * The origin of a path (RFC 6811 §2): the rightmost AS where the last segment is an AS_SEQUENCE; our own where the path
 * is empty or ends in a segment of the confederation; undefined, which no VRP matches, where it ends in an AS_SET.
 */
export function originAsOf(path: readonly AsPathSegment[], localAs: Asn): Asn | undefined {
  const last = path.at(-1);
  if (last === undefined || last.type.startsWith('AS_CONFED')) return localAs;
  return last.type === 'AS_SEQUENCE' ? last.asns.at(-1) : undefined;
}

/** The same of the octets of an AS_PATH with 4-octet AS numbers, in `bytes[start, end)`. */
export function originAsOfOctets(bytes: Uint8Array, start: number, end: number, localAs: Asn): Asn | undefined {
  let [at, last] = [start, -1];
  while (at < end) {
    last = at;
    at = segmentEnd(bytes, at, end);
  }
  if (last < 0) return localAs;
  const type = bytes[last];
  if (type === AS_SET) return undefined;
  if (type !== AS_SEQUENCE) return localAs;
  return end - last >= 6 ? readU32(bytes, end - 4) : undefined;
}
