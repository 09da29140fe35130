import { readU16, readU32 } from '../bytes/reader.js';
import { decodeMrtRecord, type MrtState } from './decode.js';
import { MRT_HEADER_LENGTH } from './format.js';
import { type Decompress, type MrtInput, mrtOctets } from './input.js';
import type { MrtFault, MrtRecord } from './record.js';
import { RecordSplitter } from './splitter.js';

export interface ReadMrtOptions {
  /** What bzip2 needs: this package brings gzip only. */
  readonly decompressBzip2?: Decompress;
  /** The longest record that is read, in octets; one that claims to be longer ends the file. Default 16 MiB. */
  readonly maxRecordLength?: number;
}

const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** Most records handed over at a time, so that a file in one piece is not decoded in one piece. */
const BATCH = 64;

/**
 * The records of an MRT file (RFC 6396), read as they are asked for: `for await (const record of readMrt(file)) …`.
 * gzip and bzip2 are told by their first octets. What is malformed is a FAULT among the records, and reading goes on
 * behind it where its length allows. Throws `MeshError` for damaged compression.
 */
export async function* readMrt(
  input: MrtInput,
  options: ReadMrtOptions = {},
): AsyncGenerator<MrtRecord, void, undefined> {
  for await (const records of readMrtBatches(input, options)) yield* records;
}

/** The same records, some of them at a time: for those who cannot pay a promise a record. */
export async function* readMrtBatches(
  input: MrtInput,
  options: ReadMrtOptions = {},
): AsyncGenerator<readonly MrtRecord[], void, undefined> {
  const { decompressBzip2, maxRecordLength = MAX_RECORD_LENGTH } = options;
  const splitter = new RecordSplitter(maxRecordLength);
  const state: MrtState = { peers: undefined };
  let offset = 0;
  for await (const chunk of mrtOctets(input, decompressBzip2)) {
    let batch: MrtRecord[] = [];
    for (const bytes of splitter.push(chunk)) {
      batch.push(decodeMrtRecord(bytes, offset, state));
      offset += bytes.length;
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
    if (splitter.excess !== undefined) break;
  }
  if (splitter.held > 0) yield [endFault(splitter, offset)];
}

/** What is left where the last record is no whole one. */
function endFault(splitter: RecordSplitter, offset: number): MrtFault {
  const bytes = splitter.rest();
  const whole = bytes.length >= MRT_HEADER_LENGTH;
  return {
    offset,
    timestamp: whole ? readU32(bytes, 0) : 0,
    microseconds: undefined,
    mrtType: whole ? readU16(bytes, 4) : 0,
    subtype: whole ? readU16(bytes, 6) : 0,
    type: 'FAULT',
    reason:
      splitter.excess === undefined
        ? `the file ends inside a record, ${bytes.length} octets after its start`
        : `a record of ${splitter.excess} octets is too long; the file ends here`,
    rfc: 'RFC 6396 §2',
  };
}
