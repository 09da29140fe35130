import { MAX_U8, MAX_U16, unsigned } from '../bytes/range.js';
import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { HEADER_LENGTH } from '../iana.js';
import { encodeMessage } from '../message/encode.js';
import type { Message } from '../message/message.js';
import { type RawOpen, writeRawOpen } from './open.js';
import { type RawUpdate, writeRawUpdate } from './update.js';

/*
 * Messages as no speaker should send them, for a test that wants to see what the other side does. Everything that
 * counts, marks or orders can be said otherwise; what is not said is right, so that a message with one fault is a right
 * message and one member. Models and octets mix: whatever a list takes as a model, it takes as octets too.
 */

/** What may be said of any message against its body. */
export interface RawHeader {
  /** Instead of sixteen octets of ff; of any number. */
  readonly marker?: Uint8Array;
  /** What the length field says, whatever follows. */
  readonly length?: number;
  /** What the type field says, whatever the body is. */
  readonly typeCode?: number;
  /** Octets after the body; the length field does not count them. */
  readonly trailing?: Uint8Array;
}

/** A body that is only octets, of the type that `typeCode` says. */
export interface RawBody {
  readonly type: 'RAW';
  readonly typeCode: number;
  readonly body: Uint8Array;
}

/** A message, right or wrong. */
export type RawMessage = (Message | RawUpdate | RawOpen | RawBody) & RawHeader;

/** The octets of a message as it is told. Throws `RangeError` for what cannot be written even so. */
export function rawMessage(message: RawMessage, context: CodecContext): Uint8Array {
  const [typeCode, body] = bodyOf(message, context);
  const writer = new ByteWriter(body.length + 64);
  writer.bytes(message.marker ?? MARKER);
  writer.u16(unsigned('the length of a message', message.length ?? HEADER_LENGTH + body.length, MAX_U16));
  writer.u8(unsigned('a message type', message.typeCode ?? typeCode, MAX_U8));
  writer.bytes(body);
  if (message.trailing) writer.bytes(message.trailing);
  return writer.take();
}

const MARKER = new Uint8Array(16).fill(0xff);
const OPEN = 1;
const UPDATE = 2;

function bodyOf(message: RawMessage, context: CodecContext): readonly [typeCode: number, body: Uint8Array] {
  if (message.type === 'RAW') return [message.typeCode, message.body];
  const writer = new ByteWriter();
  if (message.type === 'UPDATE') {
    writeRawUpdate(message, writer, context);
    return [UPDATE, writer.take()];
  }
  if (message.type === 'OPEN' && 'parameters' in message) {
    writeRawOpen(message, writer, context);
    return [OPEN, writer.take()];
  }
  const frame = encodeMessage(message as Message, context);
  return [frame[HEADER_LENGTH - 1]!, frame.subarray(HEADER_LENGTH)];
}
