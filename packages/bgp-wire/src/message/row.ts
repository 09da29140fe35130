import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import type { Fault } from '../fault.js';

/**
 * A message type beside those of every session: one file, one row. A context that carries the row in `messageTypes`
 * decodes and encodes it; to every other context the type stays a Bad Message Type (RFC 4271 §6.1).
 */
export interface MessageRow<M extends object> {
  readonly code: number;
  /** What `type` of the model says. */
  readonly type: string;
  /** Octets of the shortest message, header included; a shorter one is a Bad Message Length. */
  readonly minLength: number;
  /** Reads the body of a frame of at least `minLength` octets. */
  decode(frame: Uint8Array, context: CodecContext): M | Fault;
  /** Writes the body. Throws `RangeError` for a model that has no encoding. */
  encode(message: M, writer: ByteWriter, context: CodecContext): void;
}
