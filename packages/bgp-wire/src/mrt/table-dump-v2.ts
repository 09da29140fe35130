import { formatAddress } from '../bytes/address.js';
import { MAX_U16, unsigned } from '../bytes/range.js';
import type { ByteReader } from '../bytes/reader.js';
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.js';
import type { ByteWriter } from '../bytes/writer.js';
import { afiOf, familyOf, formatFamily, safiOf } from '../family.js';
import { Afi } from '../iana.js';
import type { EncodeBody } from './encode-body.js';
import { addressField, assertPrefix, writeAsn, writeAttributesField, writeU16Field, writeU32Field } from './field.js';
import { RIB_FORMATS, type RibFormat, TableDumpV2Subtype } from './format.js';
import type { PeerIndex } from './peer-index.js';
import type { MrtHeader, MrtPeer, MrtPeerIndexTable, MrtRecord, MrtRib, MrtRibEntry, MrtRibGeneric } from './record.js';
import { unknownRecord } from './unknown.js';

/** Bits of a peer's type octet (RFC 6396 §4.3.1). */
const PeerType = { IPV6: 0x01, AS4: 0x02 } as const;

/**
 * TABLE_DUMP_V2 (RFC 6396 §4.3, RFC 8050 §4): a table of peers, then a record a prefix with the routes of all of them.
 *
 * ```text
 * +--------------+-----------+--------+-----------+   +----------+--------------+-----------+----------+------------+
 * | sequence (4) | bits (1)  | prefix | count (2) |   | peer (2) | originated(4)| [path id] | len (2)  | attributes | …
 * +--------------+-----------+--------+-----------+   +----------+--------------+-----------+----------+------------+
 * ```
 */
export function decodeTableDumpV2(
  reader: ByteReader,
  header: MrtHeader,
  state: { peers: readonly MrtPeer[] | undefined },
): MrtRecord | string {
  const { subtype } = header;
  if (subtype === TableDumpV2Subtype.PEER_INDEX_TABLE) {
    const table = decodePeerIndexTable(reader, header);
    if (!reader.failed) state.peers = table.peers;
    return table;
  }
  const format = RIB_FORMATS.get(subtype);
  if (format) return decodeRib(reader, header, format, state.peers);
  if (subtype === TableDumpV2Subtype.RIB_GENERIC || subtype === TableDumpV2Subtype.RIB_GENERIC_ADDPATH) {
    return {
      offset: header.offset,
      timestamp: header.timestamp,
      microseconds: header.microseconds,
      mrtType: header.mrtType,
      subtype: header.subtype,
      type: 'RIB_GENERIC',
      sequence: reader.u32(),
      family: familyOf(reader.u16(), reader.u8()),
      addPath: subtype === TableDumpV2Subtype.RIB_GENERIC_ADDPATH,
      rest: reader.view(reader.remaining),
    };
  }
  return unknownRecord(reader, header);
}

function decodePeerIndexTable(reader: ByteReader, header: MrtHeader): MrtPeerIndexTable {
  const collector = reader.u32();
  const viewName = decodeUtf8(reader.view(reader.u16()));
  const count = reader.u16();
  const peers: MrtPeer[] = [];
  while (peers.length < count && !reader.failed) {
    const type = reader.u8();
    const routerId = reader.u32();
    const address = reader.view((type & PeerType.IPV6) !== 0 ? 16 : 4);
    const asn4 = (type & PeerType.AS4) !== 0;
    const asn = asn4 ? reader.u32() : reader.u16();
    if (!reader.failed) peers.push({ routerId, address: formatAddress(address), asn, asn4 });
  }
  return {
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    type: 'PEER_INDEX_TABLE',
    collector,
    viewName,
    peers,
  };
}

function decodeRib(
  reader: ByteReader,
  header: MrtHeader,
  { family, addPath }: RibFormat,
  peers: readonly MrtPeer[] | undefined,
): MrtRib | string {
  if (peers === undefined) return 'a RIB stands before any PEER_INDEX_TABLE';
  const sequence = reader.u32();
  const nlri = readPrefix(reader, family);
  if (nlri === undefined) return 'malformed prefix';
  const count = reader.u16();
  const entries: MrtRibEntry[] = [];
  while (entries.length < count && !reader.failed) {
    const index = reader.u16();
    const originated = reader.u32();
    const pathId = addPath ? reader.u32() : undefined;
    const attributes = reader.view(reader.u16());
    const peer = peers[index];
    if (peer === undefined) return `peer ${index} is not in the table of ${peers.length}`;
    entries.push(pathId === undefined ? { peer, originated, attributes } : { peer, originated, pathId, attributes });
  }
  return {
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    type: 'RIB',
    sequence,
    family,
    asn4: true,
    nlri,
    entries,
  };
}

/** Length octet and prefix; undefined where the length is beyond the family's. */
function readPrefix(reader: ByteReader, family: number): Uint8Array | undefined {
  const start = reader.offset;
  const bits = reader.u8();
  if (bits > (afiOf(family) === Afi.IPV4 ? 32 : 128)) return undefined;
  reader.view((bits + 7) >> 3);
  return reader.bytes.subarray(start, reader.offset);
}

/** Writes what `decodeTableDumpV2` reads. */
export const encodeTableDumpV2: EncodeBody = (writer, record, subtype, peers) => {
  const { PEER_INDEX_TABLE, RIB_GENERIC, RIB_GENERIC_ADDPATH } = TableDumpV2Subtype;
  const format = RIB_FORMATS.get(subtype);
  if (record.type === 'RIB' && format) writeRib(writer, record, format, peers);
  else if (record.type === 'PEER_INDEX_TABLE' && subtype === PEER_INDEX_TABLE) writePeerIndexTable(writer, record);
  else if (record.type === 'RIB_GENERIC' && subtype === (record.addPath ? RIB_GENERIC_ADDPATH : RIB_GENERIC)) {
    writeRibGeneric(writer, record);
  } else return false;
  return true;
};

function writePeerIndexTable(
  writer: ByteWriter,
  { collector, viewName, peers }: Omit<MrtPeerIndexTable, keyof MrtHeader>,
): void {
  const name = encodeUtf8(viewName);
  if (name.length > MAX_U16) throw new RangeError(`viewName has up to ${MAX_U16} octets, got ${name.length}`);
  writeU32Field(writer, 'collector', collector);
  writer.u16(name.length);
  writer.bytes(name);
  writeU16Field(writer, 'the number of peers', peers.length);
  for (const { routerId, address, asn, asn4 = true } of peers) {
    const octets = addressField('address of a peer', address);
    writer.u8((octets.length === 16 ? PeerType.IPV6 : 0) | (asn4 ? PeerType.AS4 : 0));
    writeU32Field(writer, 'routerId of a peer', routerId);
    writer.bytes(octets);
    writeAsn(writer, 'asn of a peer', asn, asn4);
  }
}

function writeRib(
  writer: ByteWriter,
  { sequence, family, asn4, nlri, entries }: Omit<MrtRib, keyof MrtHeader>,
  format: RibFormat,
  peers: PeerIndex | undefined,
): void {
  if (!peers) throw new RangeError('peers are missing: a RIB refers to the PEER_INDEX_TABLE before it');
  if (!asn4) throw new RangeError('asn4 is true in TABLE_DUMP_V2');
  if (family !== format.family) throw new RangeError(`family is that of ${format.name}, got ${formatFamily(family)}`);
  assertPrefix(nlri, family);
  writeU32Field(writer, 'sequence', sequence);
  writer.bytes(nlri);
  writeU16Field(writer, 'the number of entries', entries.length);
  for (const { peer, originated, pathId, attributes } of entries) {
    if ((pathId !== undefined) !== format.addPath) {
      throw new RangeError(`pathId ${format.addPath ? 'is missing' : 'has no place'} in ${format.name}`);
    }
    writer.u16(peers.placeOf(peer));
    writeU32Field(writer, 'originated', originated);
    if (pathId !== undefined) writeU32Field(writer, 'pathId', pathId);
    writeAttributesField(writer, attributes);
  }
}

function writeRibGeneric(writer: ByteWriter, { sequence, family, rest }: Omit<MrtRibGeneric, keyof MrtHeader>): void {
  writeU32Field(writer, 'sequence', sequence);
  writeFamily(writer, family);
  writer.bytes(rest);
}

/** AFI and SAFI. */
export function writeFamily(writer: ByteWriter, family: number): void {
  unsigned('family', family, 0xffffff);
  writer.u16(afiOf(family));
  writer.u8(safiOf(family));
}
