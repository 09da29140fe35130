import type { RecordFormat } from '../bytes/record-buffer.js';
import { BIG_ENDIAN, type ByteOrder, LITTLE_ENDIAN } from './endian.js';
import { type CapturedPacket, type CaptureFault, captureFault } from './event.js';

/** Octets of the file header. */
export const CLASSIC_FILE_HEADER_LENGTH = 24;

const RECORD_HEADER_LENGTH = 16;

/** Longest packet that is believed; libpcap's own limit for every link type. */
const MAX_PACKET_LENGTH = 262_144;

const SPEC = 'draft-ietf-opsawg-pcap §4';

/** The magic numbers as they stand in the file: byte order, and nanoseconds a unit of the second time field. */
const MAGICS: ReadonlyMap<number, readonly [order: ByteOrder, nanosecondsPerUnit: bigint]> = new Map([
  [0xa1b2c3d4, [BIG_ENDIAN, 1000n]],
  [0xd4c3b2a1, [LITTLE_ENDIAN, 1000n]],
  [0xa1b23c4d, [BIG_ENDIAN, 1n]],
  [0x4d3cb2a1, [LITTLE_ENDIAN, 1n]],
]);

/** True for the first four octets of a pcap file, read in network order. */
export function isClassicMagic(magic: number): boolean {
  return MAGICS.has(magic);
}

/**
 * The pcap file format (draft-ietf-opsawg-pcap): a file header, then packets, in the byte order of the writer.
 *
 * ```text
 * +-----------+-----------+-----------+--------------+---------------+---------------+
 * | magic (4) | major (2) | minor (2) | reserved (8) | snap length (4) | link type (4) |
 * +-----------+-----------+-----------+--------------+---------------+---------------+
 * | seconds (4) | micro- or nanoseconds (4) | captured (4) | original (4) | octets … | …
 * +-------------+---------------------------+--------------+--------------+----------+
 * ```
 */
export class ClassicFormat implements RecordFormat {
  readonly headerLength: number = RECORD_HEADER_LENGTH;
  fault: CaptureFault | undefined;
  readonly #order: ByteOrder;
  readonly #nanosecondsPerUnit: bigint;
  readonly #linkType: number;

  /** From a file header whose magic number was recognised. */
  constructor(header: Uint8Array, start: number, magic: number) {
    const [order, nanosecondsPerUnit] = MAGICS.get(magic)!;
    this.#order = order;
    this.#nanosecondsPerUnit = nanosecondsPerUnit;
    // The upper bits tell the length of a frame check sequence, which is after everything that is read here.
    this.#linkType = order.u32(header, start + 20) & 0xffff;
  }

  lengthAt(bytes: Uint8Array, offset: number): number {
    const captured = this.#order.u32(bytes, offset + 8);
    if (captured <= MAX_PACKET_LENGTH) return RECORD_HEADER_LENGTH + captured;
    this.fault = captureFault('file', 8, `a packet has at most ${MAX_PACKET_LENGTH} octets, got ${captured}`, SPEC);
    return -1;
  }

  read(bytes: Uint8Array, start: number, end: number, position: number): CapturedPacket {
    const seconds = BigInt(this.#order.u32(bytes, start));
    const units = BigInt(this.#order.u32(bytes, start + 4));
    return {
      kind: 'packet',
      timestampNs: seconds * 1_000_000_000n + units * this.#nanosecondsPerUnit,
      linkType: this.#linkType,
      octets: bytes.subarray(start + RECORD_HEADER_LENGTH, end),
      originalLength: this.#order.u32(bytes, start + 12),
      offset: position + RECORD_HEADER_LENGTH,
    };
  }
}
