import type { RecordFormat } from '../bytes/record-buffer.js';
import { BIG_ENDIAN, type ByteOrder, LITTLE_ENDIAN } from './endian.js';
import { type CapturedPacket, type CaptureFault, captureFault } from './event.js';

/** Block types of pcapng that are read or written; every other type is passed over. */
export const BlockType = {
  INTERFACE: 1,
  PACKET: 2,
  SIMPLE_PACKET: 3,
  ENHANCED_PACKET: 6,
  SECTION: 0x0a0d0d0a,
} as const;

/** The byte-order magic of a section. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const SPEC = 'draft-ietf-opsawg-pcapng';
const OPTION_END = 0;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_TIME_OFFSET = 14;

/** Longest block that is believed: many times what any packet needs. */
const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;

/** Interfaces a section may describe. */
const MAX_INTERFACES = 65_536;

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly unitsPerSecond: bigint;
  readonly offsetSeconds: bigint;
}

type ReadBlock = (
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
) => CapturedPacket | CaptureFault | undefined;

/**
 * The pcapng file format (draft-ietf-opsawg-pcapng): blocks, whose type says what they hold. A section header sets the
 * byte order and forgets the interfaces.
 *
 * ```text
 * +----------+-------------------+------+-------------------+
 * | type (4) | block length (4)  | body | block length (4)  | …   both lengths count the whole block
 * +----------+-------------------+------+-------------------+
 *
 * section     byte-order magic (4), major (2), minor (2), section length (8), options
 * interface   link type (2), reserved (2), snap length (4), options
 * enhanced    interface (4), time high (4), time low (4), captured (4), original (4), octets, padding, options
 * packet      interface (2), drops (2), time high (4), time low (4), captured (4), original (4), octets, padding, …
 * simple      original (4), octets, padding
 * ```
 */
export class BlockFormat implements RecordFormat {
  readonly headerLength = 12;
  fault: CaptureFault | undefined;
  #order: ByteOrder = LITTLE_ENDIAN;
  #interfaces: Interface[] = [];

  readonly #readers: ReadonlyMap<number, ReadBlock> = new Map<number, ReadBlock>([
    [BlockType.SECTION, () => this.#readSection()],
    [BlockType.INTERFACE, (bytes, start, end, position) => this.#readInterface(bytes, start, end, position)],
    [
      BlockType.ENHANCED_PACKET,
      (bytes, start, end, position) =>
        this.#readTimed(bytes, start, end, position, end - start < 16 ? 0 : this.#order.u32(bytes, start + 8)),
    ],
    [
      BlockType.PACKET,
      (bytes, start, end, position) =>
        this.#readTimed(bytes, start, end, position, end - start < 16 ? 0 : this.#order.u16(bytes, start + 8)),
    ],
    [BlockType.SIMPLE_PACKET, (bytes, start, end, position) => this.#readSimple(bytes, start, end, position)],
  ]);

  lengthAt(bytes: Uint8Array, offset: number): number {
    if (BIG_ENDIAN.u32(bytes, offset) === BlockType.SECTION && !this.#setByteOrder(bytes, offset + 8)) return -1;
    const length = this.#order.u32(bytes, offset + 4);
    if (length >= 12 && length % 4 === 0 && length <= MAX_BLOCK_LENGTH) return length;
    this.#fail(4, `a block has 12 to ${MAX_BLOCK_LENGTH} octets, a multiple of 4, got ${length}`, '§3.1');
    return -1;
  }

  /** The packet of a block; undefined for a block that holds none. */
  read(bytes: Uint8Array, start: number, end: number, position: number): CapturedPacket | CaptureFault | undefined {
    const trailer = this.#order.u32(bytes, end - 4);
    if (trailer !== end - start) {
      const reason = `a block of ${end - start} octets ends in the length ${trailer}`;
      return captureFault('file', position + end - start - 4, reason, `${SPEC} §3.1`);
    }
    return this.#readers.get(this.#order.u32(bytes, start))?.(bytes, start, end, position);
  }

  #setByteOrder(bytes: Uint8Array, at: number): boolean {
    const order = [LITTLE_ENDIAN, BIG_ENDIAN].find((one) => one.u32(bytes, at) === BYTE_ORDER_MAGIC);
    if (order) this.#order = order;
    else this.#fail(8, `the byte-order magic is 1a2b3c4d, got ${BIG_ENDIAN.u32(bytes, at).toString(16)}`, '§4.1');
    return order !== undefined;
  }

  #fail(offset: number, reason: string, clause: string): void {
    this.fault = captureFault('file', offset, reason, `${SPEC} ${clause}`);
  }

  #readSection(): undefined {
    this.#interfaces = [];
    return undefined;
  }

  #readInterface(bytes: Uint8Array, start: number, end: number, position: number): CaptureFault | undefined {
    if (end - start < 20 || this.#interfaces.length >= MAX_INTERFACES) {
      return captureFault('file', position, `an interface block of ${end - start} octets`, `${SPEC} §4.2`);
    }
    const options = this.#readOptions(bytes, start + 16, end - 4);
    const resolution = options.get(OPTION_TIME_RESOLUTION);
    const offset = options.get(OPTION_TIME_OFFSET);
    this.#interfaces.push({
      linkType: this.#order.u16(bytes, start + 8),
      snapLength: this.#order.u32(bytes, start + 12),
      unitsPerSecond: resolution?.length === 1 ? unitsPerSecond(resolution[0]!) : 1_000_000n,
      offsetSeconds: offset?.length === 8 ? this.#i64(offset) : 0n,
    });
    return undefined;
  }

  #i64(bytes: Uint8Array): bigint {
    const [first, second] = [BigInt(this.#order.u32(bytes, 0)), BigInt(this.#order.u32(bytes, 4))];
    return BigInt.asIntN(64, this.#order === BIG_ENDIAN ? (first << 32n) | second : (second << 32n) | first);
  }

  /** Options up to their end mark, or up to one that overruns the block. */
  #readOptions(bytes: Uint8Array, start: number, end: number): Map<number, Uint8Array> {
    const options = new Map<number, Uint8Array>();
    for (let offset = start; offset + 4 <= end; ) {
      const code = this.#order.u16(bytes, offset);
      const valueEnd = offset + 4 + this.#order.u16(bytes, offset + 2);
      if (code === OPTION_END || valueEnd > end) break;
      options.set(code, bytes.subarray(offset + 4, valueEnd));
      offset = (valueEnd + 3) & ~3;
    }
    return options;
  }

  #readTimed(
    bytes: Uint8Array,
    start: number,
    end: number,
    position: number,
    interfaceId: number,
  ): CapturedPacket | CaptureFault {
    const room = end - start - 32;
    const captured = room < 0 ? 0 : this.#order.u32(bytes, start + 20);
    const from = this.#interfaces[interfaceId];
    if (room < 0 || captured > room || !from) {
      const reason = from
        ? `a packet of ${captured} octets in a block of ${end - start}`
        : `a packet of interface ${interfaceId}, but the section has ${this.#interfaces.length}`;
      return captureFault('file', position, reason, `${SPEC} §4.3`);
    }
    const units = (BigInt(this.#order.u32(bytes, start + 12)) << 32n) | BigInt(this.#order.u32(bytes, start + 16));
    return {
      kind: 'packet',
      timestampNs: from.offsetSeconds * 1_000_000_000n + (units * 1_000_000_000n) / from.unitsPerSecond,
      linkType: from.linkType,
      octets: bytes.subarray(start + 28, start + 28 + captured),
      originalLength: this.#order.u32(bytes, start + 24),
      offset: position + 28,
    };
  }

  #readSimple(bytes: Uint8Array, start: number, end: number, position: number): CapturedPacket | CaptureFault {
    const from = this.#interfaces[0];
    if (end - start < 16 || !from) {
      const reason = from ? `a simple packet block of ${end - start} octets` : 'a packet before any interface';
      return captureFault('file', position, reason, `${SPEC} §4.4`);
    }
    const originalLength = this.#order.u32(bytes, start + 8);
    const snapped = from.snapLength === 0 ? originalLength : Math.min(originalLength, from.snapLength);
    const captured = Math.min(snapped, end - start - 16);
    const octets = bytes.subarray(start + 12, start + 12 + captured);
    return { kind: 'packet', timestampNs: 0n, linkType: from.linkType, octets, originalLength, offset: position + 12 };
  }
}

/** `if_tsresol`: a power of ten, or of two where the highest bit is set (draft-ietf-opsawg-pcapng §4.2). */
function unitsPerSecond(resolution: number): bigint {
  return (resolution & 0x80) === 0 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution & 0x7f);
}
