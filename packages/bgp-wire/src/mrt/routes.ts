import { AttributeFlag, OPTIONAL_NON_TRANSITIVE } from '../attribute/row.js';
import { readU16 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { afiOf, Family, safiOf } from '../family.js';
import { AttributeCode, MessageType } from '../iana.js';
import { finishMessage, startMessage } from '../message/header.js';
import { NO_PATH_ID } from '../nlri/row.js';
import { createContext } from '../standard-context.js';
import { writeCanonicalAttributes } from '../update/canonical.js';
import { UpdateView } from '../update/view.js';
import { type RouteVisitor, visitRoutes } from '../update/visit.js';
import type { MrtInput } from './input.js';
import { type ReadMrtOptions, readMrtBatches } from './read.js';
import type { MrtMessage, MrtPeer, MrtRecord, MrtRib, MrtRibEntry } from './record.js';

/*
 * Routes of an MRT file for those who do not care which kind of record they stood in. A RIB entry is put back into the
 * UPDATE it came from, so that everything that reads UPDATEs reads tables too, with the same RFC 7606 verdict: the
 * attributes as they are, MP_REACH_NLRI completed by family and prefix, which the file leaves out (RFC 6396 §4.3.4).
 */

/** An UPDATE of a file. All members are borrowed until the next one is asked for. */
export interface MrtUpdate {
  readonly record: MrtRib | MrtMessage;
  readonly peer: MrtPeer;
  /** Seconds since 1970: when the message came, or when the route of a table did. */
  readonly timestamp: number;
  /** One route for an entry of a RIB. */
  readonly view: UpdateView;
}

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
  return CONTEXTS[(asn4 ? 2 : 0) + (addPath ? 1 : 0)]!;
}

/**
 * Every UPDATE of an MRT file: those of BGP4MP records, and one for each RIB entry. Other records, and messages that
 * are no whole UPDATE, are passed over; `onSkipped` is told of each. The verdict stands in `view.assessment`.
 */
export async function* readMrtUpdates(
  input: MrtInput,
  options: ReadMrtOptions & { readonly onSkipped?: (record: MrtRecord) => void } = {},
): AsyncGenerator<MrtUpdate, void, undefined> {
  const entries = new RibEntryReader();
  for await (const records of readMrtBatches(input, options)) {
    for (const record of records) {
      if (record.type === 'RIB') {
        for (const entry of record.entries) {
          yield { record, peer: entry.peer, timestamp: entry.originated, view: entries.read(record, entry) };
        }
      } else if (record.type === 'MESSAGE' && isUpdate(record.frame)) {
        const peer = { routerId: 0, address: record.peerAddress, asn: record.peerAs };
        const view = new UpdateView(record.frame, mrtContext(record));
        yield { record, peer, timestamp: record.timestamp, view };
      } else options.onSkipped?.(record);
    }
  }
}

/** True for octets that have the length and type of a whole UPDATE. */
function isUpdate(frame: Uint8Array): boolean {
  return frame.length >= 23 && readU16(frame, 16) === frame.length && frame[18] === MessageType.UPDATE;
}

/** Puts RIB entries back into UPDATEs, one at a time: the view it gives is valid until the next. */
export class RibEntryReader {
  readonly #writer = new ByteWriter(4096);
  readonly #view = new UpdateView(EMPTY_UPDATE, CONTEXTS[0]!);

  read(rib: MrtRib, entry: MrtRibEntry): UpdateView {
    const writer = this.#writer;
    writer.truncate(0);
    const start = startMessage(writer, MessageType.UPDATE);
    writer.u16(0);
    const attributes = writer.reserve16();
    const nextHop = findNextHop(entry.attributes);
    const inField = rib.family === Family.IPV4_UNICAST && nextHop.plain;
    writeAttributes(writer, rib, entry, nextHop, inField);
    writer.patch16(attributes);
    if (inField) writeNlri(writer, rib, entry);
    finishMessage(writer, start, MessageType.UPDATE, true);
    const context = mrtContext({ asn4: rib.asn4, addPath: entry.pathId !== undefined });
    return this.#view.reset(writer.view(), context);
  }
}

const EMPTY_UPDATE: Uint8Array = (() => {
  const writer = new ByteWriter(23);
  const start = startMessage(writer, MessageType.UPDATE);
  writer.u32(0);
  finishMessage(writer, start, MessageType.UPDATE, false);
  return writer.take();
})();

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

/** One route of a table. All octets are borrowed until the next one is asked for. */
export interface MrtRoute {
  readonly peer: MrtPeer;
  /** Seconds since 1970. */
  readonly originated: number;
  readonly family: Family;
  /** Length octet and prefix. */
  readonly nlri: Uint8Array;
  /** `NO_PATH_ID` where there is none. */
  readonly pathId: number;
  /** The canonical attribute set: 4-octet AS numbers, ascending, without next hop. */
  readonly attributes: Uint8Array;
  /** 4, 16 or 32 octets. */
  readonly nextHop: Uint8Array;
}

/**
 * The routes of a table dump as an injector takes them: `(family, NLRI, path id)`, canonical attributes, next hop.
 * Routes that no UPDATE could announce (malformed, or without next hop) are passed over; `onSkipped` is told of their
 * record.
 */
export async function* readMrtRoutes(
  input: MrtInput,
  options: ReadMrtOptions & { readonly onSkipped?: (record: MrtRecord) => void } = {},
): AsyncGenerator<MrtRoute, void, undefined> {
  const entries = new RibEntryReader();
  const attributes = new ByteWriter(4096);
  let nextHop: Uint8Array = new Uint8Array(0);
  let announced = false;
  const visitor: RouteVisitor = {
    withdraw: () => undefined,
    announce: () => {
      announced = true;
    },
    nextHop: (_family, bytes, offset, length) => {
      nextHop = bytes.subarray(offset, offset + length);
    },
  };
  for await (const records of readMrtBatches(input, options)) {
    for (const record of records) {
      if (record.type !== 'RIB') {
        if (record.type !== 'PEER_INDEX_TABLE') options.onSkipped?.(record);
        continue;
      }
      const { family, nlri } = record;
      for (const entry of record.entries) {
        const view = entries.read(record, entry);
        announced = false;
        visitRoutes(view, visitor);
        if (!announced) {
          options.onSkipped?.(record);
          continue;
        }
        attributes.truncate(0);
        writeCanonicalAttributes(view, attributes);
        const { peer, originated, pathId = NO_PATH_ID } = entry;
        yield { peer, originated, family, nlri, pathId, attributes: attributes.view(), nextHop };
      }
    }
  }
}
