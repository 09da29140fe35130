import { type AsPathSegment, type CodecContext, readU16, readU32 } from '@mesh/bgp-wire';
import { digits } from '../digits.js';

/** Segments by type; ExaBGP calls those of a confederation sequences too (RFC 5065 §3). */
const ELEMENTS = ['', 'as-set', 'as-sequence', 'as-sequence', 'as-sequence'];

/** `{"0":{"element":"as-sequence","value":[65001]}}`, a member a segment, from the octets. */
export function writeAsPath(bytes: Uint8Array, start: number, end: number, { asn4 }: CodecContext): string {
  const size = asn4 ? 4 : 2;
  let text = '{';
  for (let at = start, i = 0; at < end; i++) {
    const last = at + 2 + size * bytes[at + 1]!;
    text += `${i === 0 ? '' : ','}"${i}":{"element":"${ELEMENTS[bytes[at]!]}","value":[`;
    for (at += 2; at < last; at += size) {
      text += digits(asn4 ? readU32(bytes, at) : readU16(bytes, at));
      if (at + size < last) text += ',';
    }
    text += ']}';
  }
  return `${text}}`;
}

/** The same of segments that no octets have. */
export function segmentsText(segments: readonly AsPathSegment[]): string {
  const members = segments.map(({ type, asns }, i) => [
    i,
    { element: type === 'AS_SET' ? 'as-set' : 'as-sequence', value: asns },
  ]);
  return JSON.stringify(Object.fromEntries(members));
}
