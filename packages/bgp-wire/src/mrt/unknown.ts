import type { ByteReader } from '../bytes/reader.js';
import type { MrtHeader, MrtUnknown } from './record.js';

/** A record that is not read: its octets from where the reader stands. */
export function unknownRecord(reader: ByteReader, header: MrtHeader): MrtUnknown {
  return {
    type: 'UNKNOWN',
    offset: header.offset,
    timestamp: header.timestamp,
    microseconds: header.microseconds,
    mrtType: header.mrtType,
    subtype: header.subtype,
    body: reader.view(reader.remaining),
  };
}
