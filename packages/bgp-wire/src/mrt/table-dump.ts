import { formatAddress } from '../bytes/address.js';
import type { ByteReader } from '../bytes/reader.js';
import { familyOf, formatFamily } from '../family.js';
import { Afi, Safi } from '../iana.js';
import type { EncodeBody } from './encode-body.js';
import {
  addressField,
  addressLength,
  assertPrefix,
  writeAttributesField,
  writeU16Field,
  writeU32Field,
} from './field.js';
import type { MrtHeader, MrtRecord } from './record.js';
import { unknownRecord } from './unknown.js';

/**
 * TABLE_DUMP (RFC 6396 §4.2): one route a record, the AFI as subtype, AS numbers of two octets.
 *
 * ```text
 * +----------+--------------+----------------+----------+------------+
 * | view (2) | sequence (2) | prefix (4, 16) | bits (1) | status (1) |
 * +----------+-----+--------+----+-----------+--+-------+------------+
 * | originated (4) | peer (4, 16)| peer AS (2) | length (2) | attributes |
 * +----------------+-------------+-------------+------------+------------+
 * ```
 */
export function decodeTableDump(reader: ByteReader, header: MrtHeader): MrtRecord | string {
  if (header.subtype !== Afi.IPV4 && header.subtype !== Afi.IPV6) {
    return unknownRecord(reader, header);
  }
  const width = addressLength(header.subtype);
  reader.u16();
  const sequence = reader.u16();
  const prefix = reader.view(width);
  const bits = reader.u8();
  if (bits > 8 * width) return `a prefix has up to ${8 * width} bits, got ${bits}`;
  reader.u8();
  const originated = reader.u32();
  const address = reader.view(width);
  const asn = reader.u16();
  const attributes = reader.view(reader.u16());
  if (reader.failed) return 'the record ends inside a field';
  if (reader.remaining > 0) return `${reader.remaining} octets follow the attributes`;
  const nlri = new Uint8Array(1 + ((bits + 7) >> 3));
  nlri[0] = bits;
  nlri.set(prefix.subarray(0, nlri.length - 1), 1);
  const peer = { routerId: 0, address: formatAddress(address), asn };
  return {
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    type: 'RIB',
    sequence,
    family: familyOf(header.subtype, Safi.UNICAST),
    asn4: false,
    nlri,
    entries: [{ peer, originated, attributes }],
  };
}

/** Writes what `decodeTableDump` reads: view 0, status 1 (RFC 6396 §4.2). */
export const encodeTableDump: EncodeBody = (writer, record, subtype) => {
  if (record.type !== 'RIB' || (subtype !== Afi.IPV4 && subtype !== Afi.IPV6)) return false;
  const { family, nlri, entries } = record;
  const [entry] = entries;
  if (record.asn4) throw new RangeError('asn4 is false in TABLE_DUMP');
  if (family !== familyOf(subtype, Safi.UNICAST)) {
    throw new RangeError(`family is unicast of AFI ${subtype} in its TABLE_DUMP, got ${formatFamily(family)}`);
  }
  if (!entry || entries.length > 1) throw new RangeError(`entries of a TABLE_DUMP are 1, got ${entries.length}`);
  if (entry.pathId !== undefined) throw new RangeError(`pathId has no place in TABLE_DUMP, got ${entry.pathId}`);
  assertPrefix(nlri, family);
  const width = addressLength(subtype);
  writer.u16(0);
  writeU16Field(writer, 'sequence', record.sequence);
  writer.bytes(nlri, 1);
  for (let i = nlri.length; i <= width; i++) writer.u8(0);
  writer.u8(nlri[0]!);
  writer.u8(1);
  writeU32Field(writer, 'originated', entry.originated);
  writer.bytes(addressField('address of a peer', entry.peer.address, width));
  writeU16Field(writer, 'asn of a peer', entry.peer.asn);
  writeAttributesField(writer, entry.attributes);
  return true;
};
