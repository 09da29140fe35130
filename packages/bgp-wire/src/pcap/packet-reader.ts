import { readU32 } from '../bytes/reader.js';
import { RecordBuffer, type RecordFormat } from '../bytes/record-buffer.js';
import { BlockFormat, BlockType } from './block-format.js';
import { CLASSIC_FILE_HEADER_LENGTH, ClassicFormat, isClassicMagic } from './classic-format.js';
import { type CapturedPacket, type CaptureFault, captureFault } from './event.js';

/** Called with each packet and each fault; a packet's octets are borrowed until it returns. */
export type PacketHandler = (event: CapturedPacket | CaptureFault) => void;

/**
 * Octets of a capture file in, packets out. pcap and pcapng are told apart by their first octets. A file that is
 * neither, or whose structure breaks, gives one fault of layer `file`; what follows it is dropped. Never throws.
 */
export class PacketReader {
  #format: ClassicFormat | BlockFormat | undefined;
  #fault: CaptureFault | undefined;
  /** Octets of the file before the record at hand. */
  #position = 0;
  readonly #records: RecordBuffer;

  constructor() {
    this.#records = new RecordBuffer(this.#recordFormat());
  }

  /** Takes a chunk of the file and hands over every packet that is whole by now. */
  push(chunk: Uint8Array, handler: PacketHandler): void {
    const stopped = this.#records.stopped;
    this.#records.push(chunk, (bytes, start, end) => {
      this.#read(bytes, start, end, handler);
      this.#position += end - start;
      return undefined;
    });
    if (!stopped && this.#records.stopped) {
      const fault = this.#fault ?? this.#format?.fault;
      if (fault) handler({ ...fault, offset: this.#position + fault.offset });
    }
  }

  /** Tells that the file ends here: a record that is not whole is a fault. */
  end(handler: PacketHandler): void {
    const { held, stopped } = this.#records;
    if (held === 0 || stopped) return;
    const reason = `the file ends ${held} octets into a record`;
    handler(captureFault('file', this.#position, reason, 'draft-ietf-opsawg-pcapng §3.1'));
  }

  #read(bytes: Uint8Array, start: number, end: number, handler: PacketHandler): void {
    if (!this.#format) this.#format = new ClassicFormat(bytes, start, readU32(bytes, start));
    else {
      const event = this.#format.read(bytes, start, end, this.#position);
      if (event) handler(event);
    }
  }

  /** The file header decides which format the records after it have. */
  #recordFormat(): RecordFormat {
    const format = (): ClassicFormat | BlockFormat | undefined => this.#format;
    return {
      get headerLength(): number {
        return format()?.headerLength ?? 12;
      },
      lengthAt: (bytes, offset) => format()?.lengthAt(bytes, offset) ?? this.#begin(bytes, offset),
    };
  }

  #begin(bytes: Uint8Array, offset: number): number {
    const magic = readU32(bytes, offset);
    if (isClassicMagic(magic)) return CLASSIC_FILE_HEADER_LENGTH;
    if (magic === BlockType.SECTION) {
      this.#format = new BlockFormat();
      return this.#format.lengthAt(bytes, offset);
    }
    const reason = `a capture begins with a magic number of pcap or pcapng, got ${magic.toString(16).padStart(8, '0')}`;
    this.#fault = captureFault('file', 0, reason, 'draft-ietf-opsawg-pcap §4');
    return -1;
  }
}
