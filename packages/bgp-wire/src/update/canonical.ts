import { AGGREGATOR } from '../attribute/aggregator.js';
import { AS_PATH, type AsPathSegment, encodeSegments } from '../attribute/as-path.js';
import { AS4_AGGREGATOR } from '../attribute/as4-aggregator.js';
import { AS4_PATH } from '../attribute/as4-path.js';
import { AttributeFlag } from '../attribute/row.js';
import { readU16 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { AttributeCode } from '../iana.js';
import { mergeAs4 } from './as4-merge.js';
import type { AttributeIndex } from './attribute-index.js';
import type { UpdateView } from './view.js';

/*
 * A canonical attribute set is what two peers' octets must share to be the same routes: attributes in ascending type,
 * 4-octet AS numbers, without NEXT_HOP and MP_REACH/UNREACH_NLRI (the next hop stands beside the set), each header in
 * its shortest form. What a peer sends is nearly always in that order already, so that writing it is a copy.
 */

/** Attributes that are never part of a set: they say where and what, not which qualities. */
function excluded(code: number): boolean {
  return (
    code === AttributeCode.NEXT_HOP || code === AttributeCode.MP_REACH_NLRI || code === AttributeCode.MP_UNREACH_NLRI
  );
}

/**
 * Appends the canonical attribute set of an UPDATE. Discarded attributes are left out, and so are unknown optional
 * non-transitive ones (RFC 4271 §9); AS4_* are merged (RFC 6793 §4.2.3).
 */
export function writeCanonicalAttributes(view: UpdateView, writer: ByteWriter): void {
  const { index, context, bytes } = view;
  const inOrder = isAscending(index);
  let code = -1;
  // Attributes that are written as they stand, one behind the other, are one copy: `bytes[from, to)`.
  let from = 0;
  let to = 0;
  for (let n = 0; n < index.count; n++) {
    const i = inOrder ? n : nextAttribute(view, code);
    code = index.code(i);
    if (excluded(code) || index.discarded(i)) continue;
    const flags = index.flags(i);
    if ((flags & AttributeFlag.TRANSITIVE) === 0 && context.attributes.judges[code] === undefined) continue;
    const start = index.start(i);
    const end = index.end(i);
    const isChanged = (flags & ~KEPT_FLAGS) !== 0 || (!context.asn4 && isOfAs4(code));
    if (isChanged || start - 3 !== to) {
      writer.bytes(bytes, from, to);
      from = start - 3;
    }
    to = end;
    if (!isChanged) continue;
    from = end;
    if (!context.asn4 && writeMerged(view, code, flags, start, end, writer)) continue;
    writeAttribute(code, flags, bytes, start, end, writer);
  }
  writer.bytes(bytes, from, to);
}

/** Attributes that the AS4 merge reads or writes. */
function isOfAs4(code: number): boolean {
  return code === AS_PATH.code || code === AGGREGATOR.code || code === AS4_PATH.code || code === AS4_AGGREGATOR.code;
}

/** The flag bits that are part of a set. A header that has no others is the shortest there is. */
const KEPT_FLAGS = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE | AttributeFlag.PARTIAL;

function isAscending(index: AttributeIndex): boolean {
  for (let i = 1; i < index.count; i++) if (index.code(i) < index.code(i - 1)) return false;
  return true;
}

/** Position of the attribute with the smallest code above `previous`. */
function nextAttribute({ index }: UpdateView, previous: number): number {
  let best = -1;
  for (let i = 0; i < index.count; i++) {
    const code = index.code(i);
    if (code > previous && (best < 0 || code < index.code(best))) best = i;
  }
  return best;
}

/** Writes what the AS4 merge changes; true where the attribute is dealt with. */
function writeMerged(
  view: UpdateView,
  code: number,
  flags: number,
  start: number,
  end: number,
  writer: ByteWriter,
): boolean {
  if (code === AS4_PATH.code || code === AS4_AGGREGATOR.code) return true;
  if (code !== AS_PATH.code && code !== AGGREGATOR.code) return false;
  if (code === AS_PATH.code && view.assessment.outcome === 'accept' && !view.has(AS4_PATH)) {
    writeWidened(flags, view.bytes, start, end, writer);
    return true;
  }
  const { asPath, aggregator } = mergeAs4(view);
  const value = new ByteWriter(64);
  if (code === AS_PATH.code) encodeSegments(asPath ?? [], value, 4);
  else if (aggregator) AGGREGATOR.encode(aggregator, value, { ...view.context, asn4: true });
  else return true;
  writeAttribute(code, flags, value.view(), 0, value.length, writer);
  return true;
}

/** Writes an AS_PATH of 2-octet AS numbers that nothing has to be merged into, which is nearly every one. */
function writeWidened(flags: number, bytes: Uint8Array, start: number, end: number, writer: ByteWriter): void {
  let length = 0;
  for (let at = start; at < end; at += 2 + 2 * bytes[at + 1]!) length += 2 + 4 * bytes[at + 1]!;
  writeHeader(AS_PATH.code, flags, length, writer);
  for (let at = start; at < end; ) {
    writer.u8(bytes[at]!);
    writer.u8(bytes[at + 1]!);
    const next = at + 2 + 2 * bytes[at + 1]!;
    for (at += 2; at < next; at += 2) writer.u32(readU16(bytes, at));
  }
}

/** Writes one attribute with the shortest header its length allows; the unused flag bits are cleared. */
export function writeAttribute(
  code: number,
  flags: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  writer: ByteWriter,
): void {
  writeHeader(code, flags, end - start, writer);
  writer.bytes(bytes, start, end);
}

function writeHeader(code: number, flags: number, length: number, writer: ByteWriter): void {
  const kept = flags & KEPT_FLAGS;
  writer.u8(length > 0xff ? kept | AttributeFlag.EXTENDED_LENGTH : kept);
  writer.u8(code);
  if (length > 0xff) writer.u16(length);
  else writer.u8(length);
}

/** Called for each attribute of an encoded list: value in `bytes[start, end)`. */
export type AttributeCallback = (code: number, flags: number, bytes: Uint8Array, start: number, end: number) => void;

/** Walks the attributes of a set that this package wrote; their lengths are trusted. */
export function forEachAttribute(set: Uint8Array, callback: AttributeCallback): void {
  let at = 0;
  while (at < set.length) {
    const flags = set[at]!;
    const extended = (flags & AttributeFlag.EXTENDED_LENGTH) !== 0;
    const start = at + (extended ? 4 : 3);
    const end = start + (extended ? readU16(set, at + 2) : set[at + 2]!);
    callback(set[at + 1]!, flags, set, start, end);
    at = end;
  }
}

/**
 * Appends a canonical set as a session sends it: AS numbers in the width of `context`, with AS4_PATH and
 * AS4_AGGREGATOR where two octets lose something (RFC 6793 §4.2.2). A copy between 4-octet speakers.
 */
export function writeSessionAttributes(set: Uint8Array, writer: ByteWriter, context: CodecContext): void {
  if (context.asn4) {
    writer.bytes(set);
    return;
  }
  const wide = { ...context, asn4: true };
  const as4: [code: number, value: Uint8Array][] = [];
  const flush = (below: number) => {
    while (as4.length > 0 && as4[0]![0] < below) {
      const [code, value] = as4.shift()!;
      writeAttribute(code, AS4_PATH.flags, value, 0, value.length, writer);
    }
  };
  forEachAttribute(set, (code, flags, bytes, start, end) => {
    flush(code);
    if (code !== AS_PATH.code && code !== AGGREGATOR.code) {
      writeAttribute(code, flags, bytes, start, end, writer);
      return;
    }
    const value = new ByteWriter();
    if (code === AS_PATH.code) {
      const segments = AS_PATH.decode(bytes, start, end, wide);
      encodeSegments(segments, value, 2);
      const outside = segments.filter(({ type }) => type === 'AS_SEQUENCE' || type === 'AS_SET');
      if (needsAs4(outside)) {
        const full = new ByteWriter();
        encodeSegments(outside, full, 4);
        as4.push([AS4_PATH.code, full.take()]);
      }
    } else {
      const aggregator = AGGREGATOR.decode(bytes, start, end, wide);
      AGGREGATOR.encode(aggregator, value, context);
      if (aggregator.asn > 0xffff) as4.push([AS4_AGGREGATOR.code, bytes.slice(start, end)]);
    }
    writeAttribute(code, flags, value.view(), 0, value.length, writer);
  });
  flush(256);
}

function needsAs4(segments: readonly AsPathSegment[]): boolean {
  return segments.some(({ asns }) => asns.some((asn) => asn > 0xffff));
}
