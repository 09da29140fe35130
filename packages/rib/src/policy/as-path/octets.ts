import { type Asn, readU32 } from '@mesh/bgp-wire';

/*
 * Reads of an AS_PATH with 4-octet AS numbers where it lies, in `bytes[start, end)`. A segment that claims more than
 * there is ends the path: a harness may have stored what no row would.
 */

export const AS_SET = 1;
export const AS_SEQUENCE = 2;
export const AS_CONFED_SEQUENCE = 3;
export const AS_CONFED_SET = 4;

/** Where the segment at `at` ends, at most at `end`. */
export function segmentEnd(bytes: Uint8Array, at: number, end: number): number {
  return at + 2 > end ? end : Math.min(end, at + 2 + 4 * bytes[at + 1]!);
}

/** Leftmost AS number; undefined for an empty path and for one that begins with a set. */
export function firstAs(bytes: Uint8Array, start: number, end: number): Asn | undefined {
  const isSequence = bytes[start] === AS_SEQUENCE || bytes[start] === AS_CONFED_SEQUENCE;
  return end - start >= 6 && isSequence ? readU32(bytes, start + 2) : undefined;
}

/** Rightmost AS number; undefined for an empty path and for one that ends in a set. */
export function lastAs(bytes: Uint8Array, start: number, end: number): Asn | undefined {
  let [at, last] = [start, start];
  while (at < end) {
    last = at;
    at = segmentEnd(bytes, at, end);
  }
  const isSequence = bytes[last] === AS_SEQUENCE || bytes[last] === AS_CONFED_SEQUENCE;
  return end - last >= 6 && isSequence ? readU32(bytes, end - 4) : undefined;
}

/** A set is one hop, confederation segments are none (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3). */
export function pathLengthOf(bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at = segmentEnd(bytes, at, end)) {
    if (bytes[at] === AS_SET) length++;
    else if (bytes[at] === AS_SEQUENCE) length += bytes[at + 1]!;
  }
  return length;
}
