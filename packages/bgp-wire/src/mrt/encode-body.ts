import type { ByteWriter } from '../bytes/writer.js';
import type { PeerIndex } from './peer-index.js';
import type { MrtWritable } from './record.js';

/**
 * Writes the body of a record whose subtype is settled; false where that subtype holds no record of this kind. `peers`
 * are those of the PEER_INDEX_TABLE before it.
 */
export type EncodeBody = (
  writer: ByteWriter,
  record: MrtWritable,
  subtype: number,
  peers: PeerIndex | undefined,
) => boolean;
