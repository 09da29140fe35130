import { readU32 } from '../bytes/reader.js';
import { RecordBuffer } from '../bytes/record-buffer.js';
import { checkRtrHeader } from './codec.js';
import { RTR_HEADER_LENGTH } from './codes.js';
import type { RtrFault } from './fault.js';

/** Called with each whole PDU. The octets are borrowed: they may change once the call has returned. False stops. */
export type RtrFrameHandler = (frame: Uint8Array) => boolean | undefined;

/** Many times what any PDU needs. */
const DEFAULT_MAX_LENGTH = 64 * 1024;

/**
 * Bytes of an RTR session in, PDUs out, for `decodeRtr`. Version, type and length are judged before anything is
 * buffered, and no more than one PDU is held.
 *
 * After a fault, or once the handler has returned false, further bytes are dropped (RFC 8210 §5.11: the session ends).
 */
export class RtrFramer {
  readonly #records: RecordBuffer;
  #fault: RtrFault | undefined;

  /** PDUs longer than `maxLength` octets (default 64 KiB) are a fault. */
  constructor(options: { readonly maxLength?: number } = {}) {
    const maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
    this.#records = new RecordBuffer({
      headerLength: RTR_HEADER_LENGTH,
      lengthAt: (bytes, offset) => {
        this.#fault = checkRtrHeader(bytes, offset, maxLength);
        return this.#fault ? -1 : readU32(bytes, offset + 4);
      },
    });
  }

  /** Octets of an unfinished PDU. */
  get held(): number {
    return this.#records.held;
  }

  /** Takes a chunk and hands over every PDU that is whole by now. Returns the fault that ended the stream, if any. */
  push(chunk: Uint8Array, handler: RtrFrameHandler): RtrFault | undefined {
    this.#records.push(chunk, (bytes, start, end) => handler(bytes.subarray(start, end)));
    return this.#fault;
  }
}
