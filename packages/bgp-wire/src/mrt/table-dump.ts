import { formatAddress } from '../bytes/address.js';
import type { ByteReader } from '../bytes/reader.js';
import { familyOf } from '../family.js';
import { Afi, Safi } from '../iana.js';
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
  const width = header.subtype === Afi.IPV4 ? 4 : 16;
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
