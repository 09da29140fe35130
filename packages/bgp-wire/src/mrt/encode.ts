import { MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import { ByteWriter, writeU32 } from '../bytes/writer.js';
import { afiOf, formatFamily } from '../family.js';
import { encodeBgp } from './bgp.js';
import { encodeBgp4mp } from './bgp4mp.js';
import type { EncodeBody } from './encode-body.js';
import { BGP4MP_FORMATS, MRT_HEADER_LENGTH, MrtType, ribSubtype, TableDumpV2Subtype } from './format.js';
import { PeerIndex } from './peer-index.js';
import type { MrtPeer, MrtWritable } from './record.js';
import { encodeTableDump } from './table-dump.js';
import { encodeTableDumpV2 } from './table-dump-v2.js';

/** What the common header says of a record. */
export interface MrtCodes {
  readonly mrtType: number;
  readonly subtype: number;
}

const ENCODERS: ReadonlyMap<number, EncodeBody> = new Map([
  [MrtType.BGP, encodeBgp],
  [MrtType.TABLE_DUMP, encodeTableDump],
  [MrtType.TABLE_DUMP_V2, encodeTableDumpV2],
  [MrtType.BGP4MP, encodeBgp4mp],
  [MrtType.BGP4MP_ET, encodeBgp4mp],
]);

/**
 * The octets of one record, header included; the inverse of reading it. A RIB of TABLE_DUMP_V2 refers to its peers by
 * their places in the table before it: `peers` are those of that table. Throws `RangeError` that names the field for a
 * value that has no encoding.
 */
export function encodeMrt(record: MrtWritable, peers?: readonly MrtPeer[]): Uint8Array {
  const writer = new ByteWriter();
  writeMrtRecord(writer, record, peers && new PeerIndex(peers));
  return writer.take();
}

/** Appends one record; nothing where it throws. */
export function writeMrtRecord(writer: ByteWriter, record: MrtWritable, peers: PeerIndex | undefined): void {
  const start = writer.length;
  try {
    const codes = codesOf(record);
    startMrtRecord(writer, record, codes);
    if (record.type === 'UNKNOWN') writer.bytes(record.body);
    else if (!ENCODERS.get(codes.mrtType)?.(writer, record, codes.subtype, peers)) {
      throw new RangeError(
        `subtype ${codes.subtype} of MRT type ${codes.mrtType} holds no ${record.type}: leave both out`,
      );
    }
    finishMrtRecord(writer, start);
  } catch (error) {
    writer.truncate(start);
    throw error;
  }
}

/** Writes the header with room for the length; `finishMrtRecord` patches it (RFC 6396 §2, §3). */
export function startMrtRecord(
  writer: ByteWriter,
  { timestamp, microseconds }: { readonly timestamp: number; readonly microseconds?: number | undefined },
  { mrtType, subtype }: MrtCodes,
): void {
  writer.u32(unsigned('timestamp', timestamp, MAX_U32));
  writer.u16(mrtType);
  writer.u16(subtype);
  writer.u32(0);
  if (mrtType === MrtType.BGP4MP_ET) writer.u32(unsigned('microseconds', microseconds ?? 0, MAX_U32));
  else if (microseconds !== undefined) throw new RangeError(`microseconds have no place in MRT type ${mrtType}`);
}

/** Patches the length of the record that began at `start`. */
export function finishMrtRecord(writer: ByteWriter, start: number): void {
  writeU32(writer.view(), start + 8, writer.length - start - MRT_HEADER_LENGTH);
}

function codesOf(record: MrtWritable): MrtCodes {
  const { mrtType, subtype } = record;
  if (mrtType === undefined && subtype === undefined) return defaultCodes(record);
  if (mrtType === undefined || subtype === undefined) {
    throw new RangeError('mrtType and subtype stand together: give both, or leave both out');
  }
  return { mrtType: unsigned('mrtType', mrtType, MAX_U16), subtype: unsigned('subtype', subtype, MAX_U16) };
}

function defaultCodes(record: MrtWritable): MrtCodes {
  if (record.type === 'MESSAGE' || record.type === 'STATE_CHANGE') {
    const mrtType = record.microseconds === undefined ? MrtType.BGP4MP : MrtType.BGP4MP_ET;
    return { mrtType, subtype: bgp4mpSubtype(record) };
  }
  const mrtType = MrtType.TABLE_DUMP_V2;
  if (record.type === 'PEER_INDEX_TABLE') return { mrtType, subtype: TableDumpV2Subtype.PEER_INDEX_TABLE };
  if (record.type === 'RIB_GENERIC') {
    const { RIB_GENERIC, RIB_GENERIC_ADDPATH } = TableDumpV2Subtype;
    return { mrtType, subtype: record.addPath ? RIB_GENERIC_ADDPATH : RIB_GENERIC };
  }
  if (record.type !== 'RIB') throw new RangeError('mrtType and subtype of an UNKNOWN are missing');
  if (!record.asn4) return { mrtType: MrtType.TABLE_DUMP, subtype: afiOf(record.family) };
  const subtype = ribSubtype(record.family, record.entries[0]?.pathId !== undefined);
  if (subtype !== undefined) return { mrtType, subtype };
  throw new RangeError(`family ${formatFamily(record.family)} has no RIB subtype: write it as RIB_GENERIC`);
}

function bgp4mpSubtype(record: Extract<MrtWritable, { readonly type: 'MESSAGE' | 'STATE_CHANGE' }>): number {
  const isMessage = record.type === 'MESSAGE';
  const { asn4, addPath, local } = isMessage ? record : { asn4: true, addPath: false, local: false };
  const holds = isMessage ? 'message' : 'state-change';
  for (const [subtype, format] of BGP4MP_FORMATS) {
    if (format.holds === holds && format.asn4 === asn4 && format.addPath === addPath && format.local === local) {
      return subtype;
    }
  }
  throw new RangeError('asn4, addPath and local are true or false');
}
