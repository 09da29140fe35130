import type { Asn } from '../brand.js';
import { MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import type { SpanCursor } from '../dissect/cursor.js';
import { AS_TRANS } from '../iana.js';
import { UpdateSubcode, withdrawFor } from './finding.js';
import { type AttributeFinding, type AttributeRow, WELL_KNOWN } from './row.js';

export type SegmentType = 'AS_SET' | 'AS_SEQUENCE' | 'AS_CONFED_SEQUENCE' | 'AS_CONFED_SET';

/** One segment of a path (RFC 4271 §4.3 b, RFC 5065 §3). */
export interface AsPathSegment {
  readonly type: SegmentType;
  readonly asns: readonly Asn[];
}

const TYPES: readonly (SegmentType | undefined)[] = [
  undefined,
  'AS_SET',
  'AS_SEQUENCE',
  'AS_CONFED_SEQUENCE',
  'AS_CONFED_SET',
];
const BRACKETS: Readonly<Record<SegmentType, readonly [string, string, string]>> = {
  AS_SET: ['{', ',', '}'],
  AS_SEQUENCE: ['', ' ', ''],
  AS_CONFED_SEQUENCE: ['(', ' ', ')'],
  AS_CONFED_SET: ['[', ',', ']'],
};

/** Longest path taken from a peer: more are treated as withdrawn, so that nothing later meets an absurd one. */
export const MAX_AS_PATH_LENGTH = 1000;

/**
 * AS_PATH, RFC 4271 §5.1.2: segments of at most 255 AS numbers each, of 4 octets between speakers that both have the
 * capability, else of 2 (RFC 6793 §4.1). The encoder splits longer segments.
 *
 * ```text
 * +------+-------+-----------------------+
 * | type | count | count × AS (2 or 4)   | …
 * +------+-------+-----------------------+
 * ```
 */
export const AS_PATH: AttributeRow<readonly AsPathSegment[]> = {
  code: 2,
  name: 'AS_PATH',
  flags: WELL_KNOWN,
  check: (bytes, start, end, context) => checkSegments(bytes, start, end, context.asn4 ? 4 : 2, context),
  decode: (bytes, start, end, context) => decodeSegments(bytes, start, end, context.asn4 ? 4 : 2),
  encode: (value, writer, context) => encodeSegments(value, writer, context.asn4 ? 4 : 2),
  format: formatAsPath,
  dissect: (cursor, context) => dissectSegments(cursor, context.asn4 ? 4 : 2),
};

/** Walks the segments: types, counts, overruns, AS 0, length guard (RFC 7606 §7.2, RFC 7607); then policy. */
function checkSegments(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: 2 | 4,
  context: CodecContext,
): AttributeFinding | undefined {
  let offset = start;
  let count = 0;
  let onlySequences = true;
  while (offset < end) {
    if (offset + 2 > end) return malformed('AS_PATH ends inside a segment header');
    const type = bytes[offset]!;
    const length = bytes[offset + 1]!;
    if (type < 1 || type > 4) return malformed(`AS_PATH segment type is 1 to 4, got ${type}`);
    if (length === 0) return malformed('AS_PATH has a segment without AS numbers');
    offset += 2;
    const next = offset + length * width;
    if (next > end) return malformed(`AS_PATH segment of ${length} AS numbers overruns the attribute`);
    for (; offset < next; offset += width) {
      if (bytes[offset + width - 1] === 0 && isAsZero(bytes, offset, width)) {
        return withdrawFor('AS_PATH has AS number 0', 'RFC 7607 §2', UpdateSubcode.MALFORMED_AS_PATH);
      }
    }
    count += length;
    if (type !== 2) onlySequences = false;
  }
  if (count > MAX_AS_PATH_LENGTH) {
    return malformed(`AS_PATH has ${count} AS numbers, the limit is ${MAX_AS_PATH_LENGTH}`);
  }
  return (onlySequences ? undefined : checkTypes(bytes, start, end, context)) ?? checkFirst(bytes, start, end, context);
}

/** True for AS 0 of `width` octets; those who ask have looked at the last octet, for it is hardly ever 0. */
function isAsZero(bytes: Uint8Array, offset: number, width: 2 | 4): boolean {
  return (width === 2 ? readU16(bytes, offset) : readU32(bytes, offset)) === 0;
}

/** The rules that depend on who sent it: confederation segments and sets. */
function checkTypes(
  bytes: Uint8Array,
  start: number,
  end: number,
  context: CodecContext,
): AttributeFinding | undefined {
  if (context.peering === 'any' && !context.rejectAsSets) return undefined;
  const width = context.asn4 ? 4 : 2;
  for (let offset = start; offset < end; offset += 2 + bytes[offset + 1]! * width) {
    const type = bytes[offset]!;
    if (type >= 3 && context.peering === 'external' && !context.confederation) {
      return withdrawFor(
        `AS_PATH has an ${TYPES[type]} segment from outside the confederation`,
        'RFC 5065 §5',
        UpdateSubcode.MALFORMED_AS_PATH,
      );
    }
    if ((type === 1 || type === 4) && context.rejectAsSets) {
      return withdrawFor(`AS_PATH has an ${TYPES[type]} segment`, 'RFC 9774 §3', UpdateSubcode.MALFORMED_AS_PATH);
    }
  }
  return undefined;
}

/** The leftmost AS, where the session demands its own (RFC 4271 §6.3, option). */
function checkFirst(
  bytes: Uint8Array,
  start: number,
  end: number,
  context: CodecContext,
): AttributeFinding | undefined {
  if (context.firstAs === undefined || context.peering !== 'external') return undefined;
  const width = context.asn4 ? 4 : 2;
  const first =
    end - start < 2 + width ? undefined : width === 4 ? readU32(bytes, start + 2) : readU16(bytes, start + 2);
  if (first === context.firstAs || (width === 2 && first === AS_TRANS && context.firstAs > 0xffff)) return undefined;
  return withdrawFor(
    `AS_PATH must start with the peer's AS ${context.firstAs}, got ${first ?? 'an empty path'}`,
    'RFC 4271 §6.3',
    UpdateSubcode.MALFORMED_AS_PATH,
  );
}

function malformed(reason: string): AttributeFinding {
  return withdrawFor(reason, 'RFC 7606 §7.2', UpdateSubcode.MALFORMED_AS_PATH);
}

/** The segments of a value that was checked, with AS numbers of `width` octets. */
export function decodeSegments(bytes: Uint8Array, start: number, end: number, width: 2 | 4): AsPathSegment[] {
  const segments: AsPathSegment[] = [];
  let offset = start;
  while (offset < end) {
    const type = TYPES[bytes[offset]!]!;
    const count = bytes[offset + 1]!;
    offset += 2;
    const asns: Asn[] = [];
    for (let i = 0; i < count; i++, offset += width) {
      asns.push(width === 4 ? readU32(bytes, offset) : readU16(bytes, offset));
    }
    segments.push({ type, asns });
  }
  return segments;
}

/** Names the octets of segments with AS numbers of `width` octets. */
export function dissectSegments(cursor: SpanCursor, width: 2 | 4): void {
  while (cursor.remaining > 0) {
    cursor.group('segment', 2 + cursor.peek(1) * width, (segment) => {
      segment.number('segment type', 1, (type) => TYPES[type] ?? String(type));
      segment.number('AS count', 1);
      while (segment.remaining > 0) segment.number('AS', width);
    });
  }
}

/** Writes segments with AS numbers of `width` octets; in two octets, larger numbers become AS_TRANS (RFC 6793 §4.2.2). */
export function encodeSegments(segments: readonly AsPathSegment[], writer: ByteWriter, width: 2 | 4): void {
  for (const { type, asns } of segments) {
    const code = TYPES.indexOf(type);
    if (code < 1) throw new RangeError(`AS_PATH segment type is one of ${TYPES.slice(1).join(', ')}, got ${type}`);
    for (let at = 0; at < asns.length; at += 255) {
      const part = asns.slice(at, at + 255);
      writer.u8(code);
      writer.u8(part.length);
      for (const asn of part) {
        unsigned('an AS number', asn, MAX_U32);
        if (width === 4) writer.u32(asn);
        else writer.u16(asn > 0xffff ? AS_TRANS : asn);
      }
    }
  }
}

/** `65001 65002 {65003,65004}`; confederation sequences in `( )`, confederation sets in `[ ]`. */
export function formatAsPath(segments: readonly AsPathSegment[]): string {
  let text = '';
  for (const { type, asns } of segments) {
    const [open, separator, close] = BRACKETS[type];
    if (text !== '') text += ' ';
    text += open;
    let between = '';
    for (const asn of asns) {
      text += between + asn;
      between = separator;
    }
    text += close;
  }
  return text;
}

/** Hops as the decision process counts them: a set is one, confederation segments are none (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3). */
export function asPathLength(segments: readonly AsPathSegment[]): number {
  let length = 0;
  for (const { type, asns } of segments) {
    if (type === 'AS_SEQUENCE') length += asns.length;
    else if (type === 'AS_SET') length += 1;
  }
  return length;
}

/** One AS_SEQUENCE of the given AS numbers; no segment for none. */
export function asSequence(...asns: readonly Asn[]): readonly AsPathSegment[] {
  return asns.length === 0 ? [] : [{ type: 'AS_SEQUENCE', asns }];
}
