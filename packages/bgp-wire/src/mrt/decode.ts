import { ByteReader, readU16, readU32 } from '../bytes/reader.js';
import { decodeBgp } from './bgp.js';
import { decodeBgp4mp } from './bgp4mp.js';
import { MRT_HEADER_LENGTH, MrtType } from './format.js';
import type { MrtHeader, MrtPeer, MrtRecord } from './record.js';
import { decodeTableDump } from './table-dump.js';
import { decodeTableDumpV2 } from './table-dump-v2.js';
import { unknownRecord } from './unknown.js';

/** What a record needs of those before it. */
export interface MrtState {
  /** Of the last PEER_INDEX_TABLE. */
  peers: readonly MrtPeer[] | undefined;
}

/** Reads the body of a record; a text is the reason why it cannot be read. */
export type DecodeBody = (reader: ByteReader, header: MrtHeader, state: MrtState) => MrtRecord | string;

const DECODERS: ReadonlyMap<number, { readonly decode: DecodeBody; readonly rfc: string }> = new Map([
  [MrtType.BGP, { decode: decodeBgp, rfc: 'RFC 6396 §4.1' }],
  [MrtType.TABLE_DUMP, { decode: decodeTableDump, rfc: 'RFC 6396 §4.2' }],
  [MrtType.TABLE_DUMP_V2, { decode: decodeTableDumpV2, rfc: 'RFC 6396 §4.3' }],
  [MrtType.BGP4MP, { decode: decodeBgp4mp, rfc: 'RFC 6396 §4.4' }],
  [MrtType.BGP4MP_ET, { decode: decodeBgp4mp, rfc: 'RFC 6396 §4.4' }],
]);

/**
 * The record in `bytes`, its header included. Malformed ones give a FAULT, what is not known an UNKNOWN; never throws.
 *
 * ```text
 * +---------------+----------+-------------+------------+--------------------------+
 * | timestamp (4) | type (2) | subtype (2) | length (4) | [microseconds (4)] body  |
 * +---------------+----------+-------------+------------+--------------------------+
 * ```
 */
export function decodeMrtRecord(bytes: Uint8Array, offset: number, state: MrtState): MrtRecord {
  const mrtType = readU16(bytes, 4);
  const reader = new ByteReader(bytes, MRT_HEADER_LENGTH);
  const header: MrtHeader = {
    offset,
    timestamp: readU32(bytes, 0),
    microseconds: mrtType === MrtType.BGP4MP_ET ? reader.u32() : undefined,
    mrtType,
    subtype: readU16(bytes, 6),
  };
  const row = DECODERS.get(mrtType);
  if (row === undefined) return unknownRecord(reader, header);
  const result = row.decode(reader, header, state);
  if (reader.failed) return { ...header, type: 'FAULT', reason: 'the record ends inside a field', rfc: row.rfc };
  return typeof result === 'string' ? { ...header, type: 'FAULT', reason: result, rfc: row.rfc } : result;
}
