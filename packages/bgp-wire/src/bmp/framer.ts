import { readU32 } from '../bytes/reader.js';
import { RecordBuffer } from '../bytes/record-buffer.js';
import { checkBmpHeader } from './codec.js';
import { BMP_HEADER_LENGTH } from './codes.js';
import type { BmpFault } from './fault.js';

/** Called with each whole message. The octets are borrowed: they may change once the call has returned. False stops. */
export type BmpFrameHandler = (frame: Uint8Array) => boolean | undefined;

/** Room for the longest BGP message many times over, as Route Mirroring may hold. */
const DEFAULT_MAX_LENGTH = 1024 * 1024;

/**
 * Bytes of a BMP stream in, messages out, for `decodeBmp`. The common header is judged before anything is buffered for
 * it, and no more than one message is held. A message of an unknown type is handed over: it can be passed over.
 *
 * After a fault, or once the handler has returned false, further bytes are dropped (RFC 7854 §3.3: the session ends).
 */
export class BmpFramer {
  readonly #records: RecordBuffer;
  #fault: BmpFault | undefined;

  /** Messages longer than `maxLength` octets (default 1 MiB) are a fault. */
  constructor(options: { readonly maxLength?: number } = {}) {
    const maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
    this.#records = new RecordBuffer({
      headerLength: BMP_HEADER_LENGTH,
      lengthAt: (bytes, offset) => {
        this.#fault = checkBmpHeader(bytes, offset, maxLength);
        return this.#fault ? -1 : readU32(bytes, offset + 1);
      },
    });
  }

  /** Octets of an unfinished message. */
  get held(): number {
    return this.#records.held;
  }

  /** Takes a chunk and hands over every message that is whole by now. Returns the fault that ended the stream, if any. */
  push(chunk: Uint8Array, handler: BmpFrameHandler): BmpFault | undefined {
    this.#records.push(chunk, (bytes, start, end) => handler(bytes.subarray(start, end)));
    return this.#fault;
  }
}
