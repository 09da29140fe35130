import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { MessageType } from '../iana.js';
import { finishMessage, startMessage } from './header.js';
import type { Message } from './message.js';
import { encodeNotification } from './notification.js';
import { encodeOpen } from './open.js';
import { encodeRouteRefresh } from './route-refresh.js';
import { encodeUpdate } from './update.js';

const TYPES: Readonly<Record<Message['type'], number>> = {
  OPEN: MessageType.OPEN,
  UPDATE: MessageType.UPDATE,
  NOTIFICATION: MessageType.NOTIFICATION,
  KEEPALIVE: MessageType.KEEPALIVE,
  'ROUTE-REFRESH': MessageType.ROUTE_REFRESH,
};

/** The octets of one message with its header. Throws `RangeError` for a value that has no encoding or no room. */
export function encodeMessage(message: Message, context: CodecContext): Uint8Array {
  const writer = new ByteWriter();
  const type = TYPES[message.type];
  const start = startMessage(writer, type);
  const encode = ENCODERS[message.type] as (message: Message, writer: ByteWriter, context: CodecContext) => void;
  encode(message, writer, context);
  finishMessage(writer, start, type, context.extendedMessage);
  return writer.take();
}

const ENCODERS: {
  readonly [T in Message['type']]: (
    message: Extract<Message, { type: T }>,
    writer: ByteWriter,
    context: CodecContext,
  ) => void;
} = {
  OPEN: encodeOpen,
  UPDATE: encodeUpdate,
  NOTIFICATION: encodeNotification,
  KEEPALIVE: () => undefined,
  'ROUTE-REFRESH': encodeRouteRefresh,
};
