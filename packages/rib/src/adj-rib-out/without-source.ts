import {
  AttributeCode,
  ByteWriter,
  type CodecContext,
  type Family,
  familyOf,
  HEADER_LENGTH,
  readU16,
} from '@mesh/bgp-wire';
import type { LogEntry } from './update-log.js';

/** Where the length of a message stands in it, and where its withdrawn routes begin. */
const LENGTH_AT = 16;
const FIXED = HEADER_LENGTH + 2;
/** Octets of MP_REACH_NLRI before its next hop: header, AFI, SAFI and the length of the next hop. */
const REACH_FIXED = 8;
/** Octets of a path identifier (RFC 7911 §3). */
const PATH_ID = 4;

/**
 * A chunk as the member that is `source` gets it: without the messages of its own routes. Where these took the place of
 * others that it has, they become withdrawals: a message that announces says all that one needs which withdraws, each
 * NLRI as its family's RFC has it there.
 */
export function withoutSource({ bytes, marks }: LogEntry, source: number, context: CodecContext): Uint8Array {
  const writer = new ByteWriter(bytes.length);
  let at = 0;
  for (const mark of marks) {
    if (mark.source !== source) continue;
    writer.bytes(bytes, at, mark.start);
    if (mark.replacesOthers) withdrawMessages(bytes, mark.start, mark.end, context, writer);
    at = mark.end;
  }
  writer.bytes(bytes, at, bytes.length);
  return writer.view();
}

/** Writes each message that announces as one that withdraws the same NLRI, which is never longer. */
function withdrawMessages(
  bytes: Uint8Array,
  start: number,
  end: number,
  context: CodecContext,
  writer: ByteWriter,
): void {
  for (let at = start; at < end; ) {
    const next = at + readU16(bytes, at + LENGTH_AT);
    const attributes = at + FIXED + 2;
    const nlri = attributes + readU16(bytes, at + FIXED);
    if (nlri < next) writeWithdrawn(bytes, at, nlri, next, writer);
    else writeUnreach(bytes, at, attributes, context, writer);
    at = next;
  }
}

function writeHeader(bytes: Uint8Array, at: number, length: number, writer: ByteWriter): void {
  writer.bytes(bytes, at, at + LENGTH_AT);
  writer.u16(length);
  writer.bytes(bytes, at + LENGTH_AT + 2, at + HEADER_LENGTH);
}

/** IPv4 unicast in the withdrawn routes, from `bytes[nlri, next)` (RFC 4271 §4.3). */
function writeWithdrawn(bytes: Uint8Array, at: number, nlri: number, next: number, writer: ByteWriter): void {
  writeHeader(bytes, at, FIXED + next - nlri + 2, writer);
  writer.u16(next - nlri);
  writer.bytes(bytes, nlri, next);
  writer.u16(0);
}

/** MP_UNREACH_NLRI from the MP_REACH_NLRI at `reach`, which the packer puts first (RFC 4760 §4). */
function writeUnreach(bytes: Uint8Array, at: number, reach: number, context: CodecContext, writer: ByteWriter): void {
  const end = reach + 4 + readU16(bytes, reach + 2);
  const from = reach + REACH_FIXED + bytes[reach + REACH_FIXED - 1]! + 1;
  const nlri = withdrawnNlri(bytes, familyOf(readU16(bytes, reach + 4), bytes[reach + 6]!), from, end, context);
  const length = 3 + nlri.length;
  writeHeader(bytes, at, FIXED + 2 + 4 + length, writer);
  writer.u16(0);
  writer.u16(4 + length);
  writer.u8(bytes[reach]!);
  writer.u8(AttributeCode.MP_UNREACH_NLRI);
  writer.u16(length);
  writer.bytes(bytes, reach + 4, reach + 7);
  writer.bytes(nlri, 0, nlri.length);
}

/** The NLRI of a family in `bytes[from, end)`, announced there, as they stand among withdrawn routes: never longer. */
function withdrawnNlri(
  bytes: Uint8Array,
  family: Family,
  from: number,
  end: number,
  { familyTable, addPath }: CodecContext,
): Uint8Array {
  const row = familyTable.get(family);
  if (row?.writeWithdrawn === undefined) return bytes.subarray(from, end);
  const skipped = addPath.has(family) ? PATH_ID : 0;
  const writer = new ByteWriter(end - from);
  for (let at = from; at < end; ) {
    const next = at + skipped + row.measure(bytes, at + skipped, end, false);
    writer.bytes(bytes, at, at + skipped);
    row.writeWithdrawn(bytes, at + skipped, next, writer);
    at = next;
  }
  return writer.view();
}
