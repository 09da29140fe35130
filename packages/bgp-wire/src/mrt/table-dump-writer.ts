import { attributeName } from '../attribute/finding.js';
import { AttributeFlag, OPTIONAL_NON_TRANSITIVE, WELL_KNOWN } from '../attribute/row.js';
import type { RouterId } from '../brand.js';
import { MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { Family } from '../family.js';
import { AttributeCode } from '../iana.js';
import { NO_PATH_ID } from '../nlri/row.js';
import { finishMrtRecord, startMrtRecord, writeMrtRecord } from './encode.js';
import { assertPrefix, writeU32Field } from './field.js';
import { MrtType, ribSubtype, TableDumpV2Subtype } from './format.js';
import { PeerIndex } from './peer-index.js';
import type { MrtPeer } from './record.js';
import type { MrtRoute } from './routes.js';
import { writeFamily } from './table-dump-v2.js';

/*
 * A table as TABLE_DUMP_V2 (RFC 6396 §4.3): the peers first, then a record for each prefix with the routes of all
 * peers. Only the record of the prefix at hand is held, so the order of the routes decides what a record is: routes of
 * one prefix that follow each other share it, and a prefix that comes again gets another one, which every reader takes.
 *
 * Families without a RIB subtype are written as RIB_GENERIC. Of its ADD-PATH form there are two readings; this is that
 * of RFC 8050 §4.2, where the path identifier belongs to the NLRI.
 */

export interface TableDumpOptions {
  /** When the table was taken, in seconds since 1970. */
  readonly timestamp: number;
  /** BGP Identifier of whoever took it. */
  readonly collector: RouterId;
  readonly viewName?: string;
  /** All peers whose routes follow. */
  readonly peers: readonly MrtPeer[];
}

/** Most routes that one record can count. */
const MAX_ENTRIES = MAX_U16;

/** The prefix at hand, whose record is not finished. */
interface OpenRecord {
  readonly family: Family;
  readonly subtype: number;
  readonly nlri: Uint8Array;
  /** Of the NLRI, in RIB_GENERIC_ADDPATH. */
  readonly pathId: number;
  entries: number;
}

/**
 * Routes in, octets of a table dump out. What `readMrtRoutes` gives, it takes. It touches no file: `take()` gives what is
 * to be appended, `close()` finishes the last record.
 *
 * ```ts
 * const writer = new TableDumpWriter({ timestamp, collector, peers: [peer] });
 * writer.route({ peer, originated, family, nlri, pathId: NO_PATH_ID, attributes, nextHop });
 * writer.close();
 * file.write(writer.take());
 * ```
 */
export class TableDumpWriter {
  readonly #timestamp: number;
  readonly #peers: PeerIndex;
  readonly #output = new ByteWriter(4096);
  readonly #entries = new ByteWriter(4096);
  #open: OpenRecord | undefined;
  #sequence = 0;
  #closed = false;

  /** Throws `RangeError` that names the field for peers and numbers that have no encoding. */
  constructor({ timestamp, collector, viewName = '', peers }: TableDumpOptions) {
    this.#timestamp = timestamp;
    this.#peers = new PeerIndex(peers);
    writeMrtRecord(this.#output, { type: 'PEER_INDEX_TABLE', timestamp, collector, viewName, peers }, undefined);
  }

  /** Octets that `take()` would give. */
  get length(): number {
    return this.#output.length;
  }

  /**
   * Adds a route; its octets are copied. Throws `RangeError` that names the field for one that has no encoding, of a
   * peer that is not in the table, or after `close()`; nothing is added then.
   */
  route(route: MrtRoute): void {
    if (this.#closed) throw new RangeError('the table is closed: no route can be added');
    const record = this.#recordFor(route);
    const start = this.#entries.length;
    try {
      this.#writeEntry(route, record);
    } catch (error) {
      this.#entries.truncate(start);
      throw error;
    }
    record.entries += 1;
  }

  /** Finishes the record of the last prefix. */
  close(): void {
    this.#finish();
    this.#closed = true;
  }

  /** What was written since the last call: whole records. That of the last prefix comes once another has begun. */
  take(): Uint8Array {
    const octets = this.#output.take();
    this.#output.truncate(0);
    return octets;
  }

  #recordFor({ family, nlri, pathId }: MrtRoute): OpenRecord {
    const addPath = pathId !== NO_PATH_ID;
    if (addPath) unsigned('pathId', pathId, MAX_U32);
    const own = ribSubtype(family, addPath);
    const { RIB_GENERIC, RIB_GENERIC_ADDPATH } = TableDumpV2Subtype;
    const subtype = own ?? (addPath ? RIB_GENERIC_ADDPATH : RIB_GENERIC);
    const ofNlri = own === undefined ? pathId : NO_PATH_ID;
    const open = this.#open;
    if (
      open?.family === family &&
      open.subtype === subtype &&
      open.pathId === ofNlri &&
      open.entries < MAX_ENTRIES &&
      isSame(open.nlri, nlri)
    ) {
      return open;
    }
    if (own !== undefined) assertPrefix(nlri, family);
    this.#finish();
    this.#open = { family, subtype, nlri: nlri.slice(), pathId: ofNlri, entries: 0 };
    return this.#open;
  }

  #writeEntry({ peer, originated, family, pathId, attributes, nextHop }: MrtRoute, record: OpenRecord): void {
    const writer = this.#entries;
    writer.u16(this.#peers.placeOf(peer));
    writeU32Field(writer, 'originated', originated);
    if (pathId !== record.pathId) writer.u32(pathId);
    const length = writer.reserve16();
    writeRouteAttributes(writer, family, attributes, nextHop);
    const written = writer.length - length - 2;
    if (written > MAX_U16)
      throw new RangeError(`attributes with next hop have up to ${MAX_U16} octets, got ${written}`);
    writer.patch16(length);
  }

  /** Writes the record of the prefix at hand, if it has routes. */
  #finish(): void {
    const open = this.#open;
    this.#open = undefined;
    if (!open || open.entries === 0) return;
    const writer = this.#output;
    const start = writer.length;
    const { subtype } = open;
    startMrtRecord(writer, { timestamp: this.#timestamp }, { mrtType: MrtType.TABLE_DUMP_V2, subtype });
    writer.u32(this.#sequence);
    this.#sequence = (this.#sequence + 1) >>> 0;
    if (subtype === TableDumpV2Subtype.RIB_GENERIC || subtype === TableDumpV2Subtype.RIB_GENERIC_ADDPATH) {
      writeFamily(writer, open.family);
      if (open.pathId !== NO_PATH_ID) writer.u32(open.pathId);
    }
    writer.bytes(open.nlri);
    writer.u16(open.entries);
    writer.bytes(this.#entries.view());
    finishMrtRecord(writer, start);
    this.#entries.truncate(0);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Writes the attributes of a RIB entry: the set, and the next hop in its place: NEXT_HOP, or an MP_REACH_NLRI of nothing
 * but length and next hop (RFC 6396 §4.3.4).
 */
function writeRouteAttributes(writer: ByteWriter, family: Family, set: Uint8Array, nextHop: Uint8Array): void {
  if (nextHop.length > 0xfe) throw new RangeError(`nextHop has up to 254 octets, got ${nextHop.length}`);
  if (nextHop.length === 0 && ribSubtype(family, false) !== undefined) throw new RangeError('nextHop has no octets');
  const plain = family === Family.IPV4_UNICAST && nextHop.length === 4;
  const code = plain ? AttributeCode.NEXT_HOP : AttributeCode.MP_REACH_NLRI;
  const at = placeOf(code, set);
  writer.bytes(set, 0, at);
  writer.u8(plain ? WELL_KNOWN : OPTIONAL_NON_TRANSITIVE);
  writer.u8(code);
  if (!plain) writer.u8(1 + nextHop.length);
  writer.u8(nextHop.length);
  writer.bytes(nextHop);
  writer.bytes(set, at);
}

/** Attributes that say where a route leads; a set has none of them. */
const NO_QUALITIES: readonly number[] = [
  AttributeCode.NEXT_HOP,
  AttributeCode.MP_REACH_NLRI,
  AttributeCode.MP_UNREACH_NLRI,
];

/** Where an attribute belongs in a set in ascending order. Throws `RangeError` for octets that are no such set. */
function placeOf(code: number, set: Uint8Array): number {
  let place = -1;
  let at = 0;
  while (at + 3 <= set.length) {
    const own = set[at + 1]!;
    if (NO_QUALITIES.includes(own)) throw new RangeError(`attributes hold ${attributeName(own)}: leave it out of them`);
    if (place < 0 && own > code) place = at;
    const extended = (set[at]! & AttributeFlag.EXTENDED_LENGTH) !== 0;
    at += extended ? 4 + readU16(set, at + 2) : 3 + set[at + 2]!;
  }
  if (at !== set.length) throw new RangeError(`attributes end inside one of them, at octet ${set.length}`);
  return place < 0 ? at : place;
}
