import { formatHex } from '../bytes/hex.js';
import { readU16 } from '../bytes/reader.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import type { Fault } from '../fault.js';
import { ErrorCode, HEADER_LENGTH, MAX_EXTENDED_MESSAGE_LENGTH, MAX_MESSAGE_LENGTH, MessageType } from '../iana.js';
import { notification } from './notification.js';

/** Subcodes of the Message Header Error (RFC 4271 §6.1). */
export const HeaderSubcode = { NOT_SYNCHRONIZED: 1, BAD_LENGTH: 2, BAD_TYPE: 3 } as const;

/** Shortest message of each type, in octets (RFC 4271 §6.1). */
const MIN_LENGTH: readonly (number | undefined)[] = [undefined, 29, 23, 21, 19, 23];

/** Octets of the longest message a context lets through for a type (RFC 8654 §4: never OPEN and KEEPALIVE). */
export function maxMessageLength(type: number, extendedMessage: boolean): number {
  return extendedMessage && type !== MessageType.OPEN && type !== MessageType.KEEPALIVE
    ? MAX_EXTENDED_MESSAGE_LENGTH
    : MAX_MESSAGE_LENGTH;
}

/** Offset of the first octet in `bytes[start, end)` that cannot stand there in a marker that began at `start`, or -1. */
export function badMarker(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + 16);
  if (stop - start === 16 && isMarker(bytes, start)) return -1;
  for (let i = start; i < stop; i++) if (bytes[i] !== 0xff) return i;
  return -1;
}

/** True where sixteen octets of ff stand at `start`: without a branch an octet, for every message goes through here. */
function isMarker(b: Uint8Array, i: number): boolean {
  const first = b[i]! & b[i + 1]! & b[i + 2]! & b[i + 3]! & b[i + 4]! & b[i + 5]! & b[i + 6]! & b[i + 7]!;
  const second = b[i + 8]! & b[i + 9]! & b[i + 10]! & b[i + 11]! & b[i + 12]! & b[i + 13]! & b[i + 14]! & b[i + 15]!;
  return (first & second) === 0xff;
}

/**
 * Judges the 19 octets at `start` (RFC 4271 §6.1, RFC 8654 §5), before anything of the body is buffered. The marker
 * has been checked as it came.
 */
export function checkHeader(
  bytes: Uint8Array,
  start: number,
  context: Pick<CodecContext, 'extendedMessage'> & Partial<Pick<CodecContext, 'messageTypes'>>,
): Fault | undefined {
  const length = readU16(bytes, start + 16);
  const type = bytes[start + 18]!;
  const known = MIN_LENGTH[type] ?? context.messageTypes?.find(({ code }) => code === type)?.minLength;
  if (length < HEADER_LENGTH || length > maxMessageLength(type, context.extendedMessage)) {
    return badLength(
      length,
      `a message has ${HEADER_LENGTH} to ${maxMessageLength(type, context.extendedMessage)} octets, got ${length}`,
    );
  }
  if (known === undefined) {
    return headerFault(18, HeaderSubcode.BAD_TYPE, new Uint8Array([type]), `message type is 1 to 5, got ${type}`);
  }
  if (length < known) return badLength(length, `a message of type ${type} has at least ${known} octets, got ${length}`);
  if (type === MessageType.KEEPALIVE && length !== HEADER_LENGTH) {
    return badLength(length, `a KEEPALIVE has ${HEADER_LENGTH} octets, got ${length}`);
  }
  return undefined;
}

/** The fault of a marker that is not all ones; `offset` from the start of the message. */
export function markerFault(bytes: Uint8Array, start: number, bad: number): Fault {
  return headerFault(
    bad - start,
    HeaderSubcode.NOT_SYNCHRONIZED,
    new Uint8Array(0),
    `the marker is sixteen octets of ff, got ${formatHex(bytes, bad, bad + 1)}`,
  );
}

/** The fault of a message length, with the length as data. */
export function badLength(length: number, reason: string): Fault {
  return headerFault(16, HeaderSubcode.BAD_LENGTH, new Uint8Array([length >>> 8, length & 0xff]), reason);
}

function headerFault(offset: number, subcode: number, data: Uint8Array, reason: string): Fault {
  return {
    outcome: 'session-reset',
    offset,
    reason,
    rfc: 'RFC 4271 §6.1',
    notification: notification(ErrorCode.MESSAGE_HEADER, subcode, data),
  };
}

/** Writes a header with room for the length; `finishMessage` patches it. Returns where the message starts. */
export function startMessage(writer: ByteWriter, type: number): number {
  const start = writer.length;
  for (let i = 0; i < 4; i++) writer.u32(0xffffffff);
  writer.u16(0);
  writer.u8(type);
  return start;
}

/** Patches the length of the message that began at `start`. Throws `RangeError` where it exceeds the limit. */
export function finishMessage(writer: ByteWriter, start: number, type: number, extendedMessage: boolean): void {
  const length = writer.length - start;
  const limit = maxMessageLength(type, extendedMessage);
  if (length > limit) throw new RangeError(`the message has ${length} octets, the limit is ${limit}`);
  writer.overwrite16(start + 16, length);
}
