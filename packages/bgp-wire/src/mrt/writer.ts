import { ByteWriter } from '../bytes/writer.js';
import { writeMrtRecord } from './encode.js';
import { PeerIndex } from './peer-index.js';
import type { MrtWritable } from './record.js';

/**
 * Records in, octets of an MRT file out. It touches no file: `take()` gives what is to be appended. What was read can
 * be written as it is, and gives the octets it was read from; RIBs refer to the last PEER_INDEX_TABLE before them.
 *
 * ```ts
 * const writer = new MrtWriter();
 * writer.record({ type: 'PEER_INDEX_TABLE', timestamp, collector, viewName: '', peers });
 * file.write(writer.take());
 * ```
 */
export class MrtWriter {
  readonly #writer = new ByteWriter(4096);
  #peers: PeerIndex | undefined;

  /** Octets that `take()` would give. */
  get length(): number {
    return this.#writer.length;
  }

  /** Appends one record. Throws `RangeError` that names the field for a value without encoding, and appends nothing. */
  record(record: MrtWritable): void {
    const peers = record.type === 'PEER_INDEX_TABLE' ? new PeerIndex(record.peers) : this.#peers;
    writeMrtRecord(this.#writer, record, peers);
    this.#peers = peers;
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const octets = this.#writer.take();
    this.#writer.truncate(0);
    return octets;
  }
}
