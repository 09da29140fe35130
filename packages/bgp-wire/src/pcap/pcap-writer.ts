import { MAX_U32 } from '../bytes/range.js';
import { ByteWriter } from '../bytes/writer.js';
import { BlockType, BYTE_ORDER_MAGIC } from './block-format.js';
import { LinkType } from './link.js';

/** The two file formats. */
export type CaptureFormat = 'pcapng' | 'pcap';

export interface PcapWriterOptions {
  /** Default `pcapng`. */
  readonly format?: CaptureFormat;
  /** What the packets begin with. Default Ethernet. */
  readonly linkType?: number;
}

const NANOSECONDS_MAGIC = 0xa1b23c4d;
const OPTION_TIME_RESOLUTION = 9;
const NANOSECONDS = 9;
const SECOND_NS = 1_000_000_000n;
const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/**
 * Packets in, octets of a capture file out; times are kept to the nanosecond. It touches no file: `take()` gives what
 * is to be appended.
 *
 * ```ts
 * const writer = new PcapWriter();
 * writer.packet({ timestampNs: 0n, octets });
 * file.write(writer.take());
 * ```
 */
export class PcapWriter {
  readonly #format: CaptureFormat;
  #writer = new ByteWriter(4096);

  constructor(options: PcapWriterOptions = {}) {
    this.#format = options.format ?? 'pcapng';
    const linkType = options.linkType ?? LinkType.ETHERNET;
    if (this.#format === 'pcapng') this.#writePreamble(linkType);
    else this.#writeFileHeader(linkType);
  }

  /**
   * Appends one packet. Throws `RangeError` for a time that the format cannot hold: before 1970, or in pcap after
   * 2106.
   */
  packet({ timestampNs, octets }: { readonly timestampNs: bigint; readonly octets: Uint8Array }): void {
    const latest = this.#format === 'pcapng' ? MAX_U64 : BigInt(MAX_U32) * SECOND_NS;
    if (timestampNs < 0n || timestampNs > latest) {
      throw new RangeError(`a ${this.#format} timestamp is 0 to ${latest} nanoseconds, got ${timestampNs}`);
    }
    if (this.#format === 'pcapng') this.#writeBlock(timestampNs, octets);
    else this.#writeRecord(timestampNs, octets);
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const octets = this.#writer.take();
    this.#writer.truncate(0);
    return octets;
  }

  #writePreamble(linkType: number): void {
    const writer = this.#writer;
    writer.u32(BlockType.SECTION);
    writer.u32(28);
    writer.u32(BYTE_ORDER_MAGIC);
    writer.u16(1);
    writer.u16(0);
    // The length of the section is not known yet: all ones (draft-ietf-opsawg-pcapng §4.1).
    writer.u32(MAX_U32);
    writer.u32(MAX_U32);
    writer.u32(28);
    writer.u32(BlockType.INTERFACE);
    writer.u32(32);
    writer.u16(linkType);
    writer.u16(0);
    writer.u32(0);
    writer.u16(OPTION_TIME_RESOLUTION);
    writer.u16(1);
    writer.u32(NANOSECONDS << 24);
    writer.u32(0);
    writer.u32(32);
  }

  #writeBlock(timestampNs: bigint, octets: Uint8Array): void {
    const writer = this.#writer;
    const padding = -octets.length & 3;
    const length = 32 + octets.length + padding;
    writer.u32(BlockType.ENHANCED_PACKET);
    writer.u32(length);
    writer.u32(0);
    writer.u32(Number(timestampNs >> 32n));
    writer.u32(Number(timestampNs & BigInt(MAX_U32)));
    writer.u32(octets.length);
    writer.u32(octets.length);
    writer.bytes(octets);
    for (let i = 0; i < padding; i++) writer.u8(0);
    writer.u32(length);
  }

  #writeFileHeader(linkType: number): void {
    const writer = this.#writer;
    writer.u32(NANOSECONDS_MAGIC);
    writer.u16(2);
    writer.u16(4);
    writer.u32(0);
    writer.u32(0);
    writer.u32(262_144);
    writer.u32(linkType);
  }

  #writeRecord(timestampNs: bigint, octets: Uint8Array): void {
    const writer = this.#writer;
    writer.u32(Number(timestampNs / SECOND_NS));
    writer.u32(Number(timestampNs % SECOND_NS));
    writer.u32(octets.length);
    writer.u32(octets.length);
    writer.bytes(octets);
  }
}
