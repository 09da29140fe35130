import { ByteWriter } from '../bytes/writer.js';
import type { CodecContext, ExtendedContext } from '../context.js';
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

type Encode = (message: object, writer: ByteWriter, context: CodecContext) => void;

/** The octets of one message with its header. Throws `RangeError` for a value that has no encoding or no room. */
export function encodeMessage<M extends { readonly type: string }>(
  message: Message | M,
  context: ExtendedContext<M>,
): Uint8Array;
export function encodeMessage(message: Message, context: CodecContext): Uint8Array;
export function encodeMessage(message: { readonly type: string }, context: CodecContext): Uint8Array {
  const { code, encode } = encoderOf(message.type, context);
  const writer = new ByteWriter();
  const start = startMessage(writer, code);
  encode(message, writer, context);
  finishMessage(writer, start, code, context.extendedMessage);
  return writer.take();
}

function encoderOf(type: string, { messageTypes }: CodecContext): { readonly code: number; readonly encode: Encode } {
  if (isStandard(type)) return { code: TYPES[type], encode: ENCODERS[type] as Encode };
  const row = messageTypes.find((one) => one.type === type);
  if (!row) throw new RangeError(`the context has no message type ${type}: give its row as one of messageTypes`);
  return row;
}

function isStandard(type: string): type is Message['type'] {
  return Object.hasOwn(TYPES, type);
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
