import { readU16 } from '../bytes/reader.js';
import type { CodecContext, ExtendedContext } from '../context.js';
import type { Fault } from '../fault.js';
import { HEADER_LENGTH, MessageType } from '../iana.js';
import { UpdateView } from '../update/view.js';
import { badLength, badMarker, checkHeader, markerFault } from './header.js';
import { KEEPALIVE } from './keepalive.js';
import type { DecodedMessage } from './message.js';
import { decodeNotification } from './notification.js';
import { decodeOpen } from './open.js';
import { decodeRouteRefresh } from './route-refresh.js';

/** A message, or why the octets are none; `M` are messages of the further types that a context carries. */
export type DecodeResult<M = never> =
  | { readonly ok: true; readonly message: DecodedMessage | M }
  | { readonly ok: false; readonly fault: Fault };

type Decode = (frame: Uint8Array, context: CodecContext) => DecodedMessage | Fault;

/** The message types by their code. */
const DECODERS: Readonly<Record<number, Decode>> = {
  [MessageType.OPEN]: decodeOpen,
  [MessageType.UPDATE]: (frame, context) => new UpdateView(frame, context),
  [MessageType.NOTIFICATION]: decodeNotification,
  [MessageType.KEEPALIVE]: () => KEEPALIVE,
  [MessageType.ROUTE_REFRESH]: decodeRouteRefresh,
};

/**
 * Decodes one whole message with its header. An UPDATE comes back as a view that borrows `frame`; `assess` tells its
 * RFC 7606 outcome, also where `ok` is true. Never throws.
 */
export function decodeMessage<M extends { readonly type: string }>(
  frame: Uint8Array,
  context: ExtendedContext<M>,
): DecodeResult<M>;
export function decodeMessage(frame: Uint8Array, context: CodecContext): DecodeResult;
export function decodeMessage(frame: Uint8Array, context: CodecContext): DecodeResult<object> {
  const bad = badMarker(frame, 0, frame.length);
  if (bad >= 0) return { ok: false, fault: markerFault(frame, 0, bad) };
  if (frame.length < HEADER_LENGTH) {
    return {
      ok: false,
      fault: badLength(frame.length, `a message has at least ${HEADER_LENGTH} octets, got ${frame.length}`),
    };
  }
  const fault = checkHeader(frame, 0, context);
  if (fault) return { ok: false, fault };
  const length = readU16(frame, 16);
  if (length !== frame.length) {
    return { ok: false, fault: badLength(length, `the header says ${length} octets, but there are ${frame.length}`) };
  }
  return decodeFrame(frame, context);
}

/** Decodes a frame that a `Framer` delivered: marker, length and type are known to be right. */
export function decodeFrame<M extends { readonly type: string }>(
  frame: Uint8Array,
  context: ExtendedContext<M>,
): DecodeResult<M>;
export function decodeFrame(frame: Uint8Array, context: CodecContext): DecodeResult;
export function decodeFrame(frame: Uint8Array, context: CodecContext): DecodeResult<object> {
  const type = frame[18]!;
  const decode = DECODERS[type] ?? context.messageTypes.find(({ code }) => code === type)!.decode;
  const result = decode(frame, context);
  return isFault(result) ? { ok: false, fault: result } : { ok: true, message: result };
}

function isFault(result: object): result is Fault {
  return 'outcome' in result;
}
