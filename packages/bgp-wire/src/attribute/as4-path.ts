import { type AsPathSegment, decodeSegments, dissectSegments, encodeSegments, formatAsPath } from './as-path.js';
import { discardFor, discardFromFourOctet, UpdateSubcode } from './finding.js';
import { type AttributeFinding, type AttributeRow, OPTIONAL_TRANSITIVE } from './row.js';

/**
 * AS4_PATH, RFC 6793 §3: the path in 4-octet AS numbers, carried through speakers that know only two. A 4-octet
 * speaker must not send it. AS_CONFED segments are not legal in it; `mergeAs4Path` leaves them out.
 *
 * ```text
 * +------+-------+----------------+
 * | type | count | count × AS (4) | …
 * +------+-------+----------------+
 * ```
 */
export const AS4_PATH: AttributeRow<readonly AsPathSegment[]> = {
  code: 17,
  name: 'AS4_PATH',
  flags: OPTIONAL_TRANSITIVE,
  flagsOutcome: discardFromFourOctet,
  check(bytes, start, end, context) {
    if (context.asn4) {
      return discardFor('AS4_PATH from a 4-octet speaker', 'RFC 6793 §4.1', UpdateSubcode.OPTIONAL_ATTRIBUTE);
    }
    return checkAs4Path(bytes, start, end);
  },
  decode: (bytes, start, end) => decodeSegments(bytes, start, end, 4),
  encode: (value, writer) => encodeSegments(value, writer, 4),
  format: formatAsPath,
  dissect: (cursor) => dissectSegments(cursor, 4),
};

function checkAs4Path(bytes: Uint8Array, start: number, end: number): AttributeFinding | undefined {
  if (end - start < 6 || (end - start) % 2 !== 0) {
    return malformed(`AS4_PATH has an even length of at least 6, got ${end - start}`);
  }
  for (let offset = start; offset < end; ) {
    if (offset + 2 > end) return malformed('AS4_PATH ends inside a segment header');
    const type = bytes[offset]!;
    const count = bytes[offset + 1]!;
    if (type < 1 || type > 4) return malformed(`AS4_PATH segment type is 1 to 4, got ${type}`);
    if (count === 0) return malformed('AS4_PATH has a segment without AS numbers');
    const next = offset + 2 + 4 * count;
    if (next > end) return malformed(`AS4_PATH segment of ${count} AS numbers overruns the attribute`);
    for (offset += 2; offset < next; offset += 4) {
      if (bytes[offset] === 0 && bytes[offset + 1] === 0 && bytes[offset + 2] === 0 && bytes[offset + 3] === 0) {
        return discardFor('AS4_PATH has AS number 0', 'RFC 7607 §2', UpdateSubcode.OPTIONAL_ATTRIBUTE);
      }
    }
  }
  return undefined;
}

function malformed(reason: string): AttributeFinding {
  return discardFor(reason, 'RFC 6793 §6', UpdateSubcode.OPTIONAL_ATTRIBUTE);
}
