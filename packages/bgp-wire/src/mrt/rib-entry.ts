import { AttributeFlag, OPTIONAL_NON_TRANSITIVE } from '../attribute/row.js';
import { readU16 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { afiOf, Family, safiOf } from '../family.js';
import { AttributeCode, HEADER_LENGTH, MessageType } from '../iana.js';
import { finishMessage, startMessage } from '../message/header.js';
import { createContext } from '../standard-context.js';
import { UpdateView } from '../update/view.js';
import type { MrtRib, MrtRibEntry } from './record.js';

/*
 * Routes of an MRT file for those who do not care which kind of record they stood in. A RIB entry is put back into the
 * UPDATE it came from, so that everything that reads UPDATEs reads tables too, with the same RFC 7606 verdict: the
 * attributes as they are, MP_REACH_NLRI completed by family and prefix, which the file leaves out (RFC 6396 §4.3.4).
 */

/** Contexts that take every width and path identifier a file can hold. */
const CONTEXTS: readonly CodecContext[] = [false, true].flatMap((asn4) =>
  [false, true].map((addPath) =>
    createContext({
      asn4,
      extendedMessage: true,
      addPath: addPath ? Object.values(Family) : [],
      extendedNextHop: [Family.IPV4_UNICAST, Family.IPV4_MULTICAST],
    }),
  ),
);

/** The context in which the octets of a record are read. */
export function mrtContext({ asn4, addPath }: { readonly asn4: boolean; readonly addPath: boolean }): CodecContext {
  return contextOf(asn4, addPath);
}

function contextOf(asn4: boolean, addPath: boolean): CodecContext {
  return CONTEXTS[(asn4 ? 2 : 0) + (addPath ? 1 : 0)]!;
}

/** Puts RIB entries back into UPDATEs, one at a time: the view it gives is valid until the next. */
export class RibEntryReader {
  /** Begins with a header and no withdrawn routes, which stay; only what is behind them and the length is written anew. */
  readonly #writer = new ByteWriter(4096);
  readonly #view: UpdateView;

  constructor() {
    const start = startMessage(this.#writer, MessageType.UPDATE);
    this.#writer.u32(0);
    finishMessage(this.#writer, start, MessageType.UPDATE, false);
    this.#view = new UpdateView(this.#writer.view(), CONTEXTS[0]!);
  }

  read(rib: MrtRib, entry: MrtRibEntry): UpdateView {
    const writer = this.#writer;
    writer.truncate(HEADER_LENGTH + 2);
    const attributes = writer.reserve16();
    const nextHop = findNextHop(entry.attributes);
    const inField = rib.family === Family.IPV4_UNICAST && nextHop.plain;
    writeAttributes(writer, rib, entry, nextHop, inField);
    writer.patch16(attributes);
    if (inField) writeNlri(writer, rib, entry);
    finishMessage(writer, 0, MessageType.UPDATE, true);
    return this.#view.reset(writer.buffer, contextOf(rib.asn4, entry.pathId !== undefined), 0, writer.length);
  }
}

/** Where the next hop of a RIB entry stands in its attributes. */
interface RibNextHop {
  /** There is a NEXT_HOP attribute. */
  readonly plain: boolean;
  /** MP_REACH_NLRI, header included; -1 where there is none. */
  readonly mpStart: number;
  readonly mpEnd: number;
  /** The next hop within it. */
  readonly start: number;
  readonly end: number;
}

const PLAIN: RibNextHop = { plain: true, mpStart: -1, mpEnd: -1, start: -1, end: -1 };

/** Looks for both kinds of next hop; a list that cannot be walked to its end is left to the RFC 7606 walk. */
function findNextHop(bytes: Uint8Array): RibNextHop {
  let plain = false;
  for (let at = 0; at + 4 <= bytes.length; ) {
    const extended = (bytes[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0;
    const value = at + (extended ? 4 : 3);
    const end = value + (extended ? readU16(bytes, at + 2) : bytes[at + 2]!);
    if (end > bytes.length) break;
    if (bytes[at + 1] === AttributeCode.NEXT_HOP) plain = true;
    if (bytes[at + 1] === AttributeCode.MP_REACH_NLRI) {
      return { plain, mpStart: at, mpEnd: end, ...mpNextHop(bytes, value, end) };
    }
    at = end;
  }
  return plain ? PLAIN : { ...PLAIN, plain };
}

/**
 * The next hop in an MP_REACH_NLRI that is cut to it (RFC 6396 §4.3.4) — or is not, as some writers have it: the first
 * octet is then that of the AFI, 0, which as a length would leave nothing.
 */
function mpNextHop(bytes: Uint8Array, value: number, end: number): { start: number; end: number } {
  const lengthAt = bytes[value] === 0 && end - value >= 5 ? value + 3 : value;
  if (lengthAt >= end) return { start: end, end };
  return { start: lengthAt + 1, end: Math.min(end, lengthAt + 1 + bytes[lengthAt]!) };
}

function writeAttributes(
  writer: ByteWriter,
  rib: MrtRib,
  entry: MrtRibEntry,
  nextHop: RibNextHop,
  inField: boolean,
): void {
  const { attributes } = entry;
  const cut = nextHop.mpStart >= 0;
  writer.bytes(attributes, 0, cut ? nextHop.mpStart : attributes.length);
  if (!inField) {
    writer.u8(OPTIONAL_NON_TRANSITIVE | AttributeFlag.EXTENDED_LENGTH);
    writer.u8(AttributeCode.MP_REACH_NLRI);
    const length = writer.reserve16();
    writer.u16(afiOf(rib.family));
    writer.u8(safiOf(rib.family));
    writer.u8(cut ? nextHop.end - nextHop.start : 0);
    if (cut) writer.bytes(attributes, nextHop.start, nextHop.end);
    writer.u8(0);
    writeNlri(writer, rib, entry);
    writer.patch16(length);
  }
  if (cut) writer.bytes(attributes, nextHop.mpEnd);
}

function writeNlri(writer: ByteWriter, { nlri }: MrtRib, { pathId }: MrtRibEntry): void {
  if (pathId !== undefined) writer.u32(pathId);
  writer.bytes(nlri);
}
