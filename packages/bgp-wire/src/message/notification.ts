import { formatHex } from '../bytes/hex.js';
import { MAX_U8, unsigned } from '../bytes/range.js';
import { readU16 } from '../bytes/reader.js';
import { clampUtf8, decodeUtf8Strict, encodeUtf8 } from '../bytes/utf8.js';
import type { ByteWriter } from '../bytes/writer.js';
import type { CodecContext } from '../context.js';
import { ErrorCode, HEADER_LENGTH, MAX_EXTENDED_MESSAGE_LENGTH, MAX_MESSAGE_LENGTH } from '../iana.js';

/** NOTIFICATION: why the session ends (RFC 4271 §4.5). Codes are kept as they came, known or not. */
export interface NotificationMessage {
  readonly type: 'NOTIFICATION';
  readonly code: number;
  readonly subcode: number;
  readonly data: Uint8Array;
}

/** Subcodes of Cease (RFC 4486 §3, RFC 8538 §3.1, RFC 9384 §3). */
export const CeaseSubcode = {
  MAXIMUM_PREFIXES: 1,
  ADMINISTRATIVE_SHUTDOWN: 2,
  PEER_DECONFIGURED: 3,
  ADMINISTRATIVE_RESET: 4,
  CONNECTION_REJECTED: 5,
  OTHER_CONFIGURATION_CHANGE: 6,
  CONNECTION_COLLISION: 7,
  OUT_OF_RESOURCES: 8,
  HARD_RESET: 9,
  BFD_DOWN: 10,
} as const;

/** Subcodes of the OPEN Message Error (RFC 4271 §6.2, RFC 5492 §5, RFC 9234 §4.2). */
export const OpenSubcode = {
  UNSUPPORTED_VERSION: 1,
  BAD_PEER_AS: 2,
  BAD_BGP_IDENTIFIER: 3,
  UNSUPPORTED_OPTIONAL_PARAMETER: 4,
  UNACCEPTABLE_HOLD_TIME: 6,
  UNSUPPORTED_CAPABILITY: 7,
  ROLE_MISMATCH: 11,
} as const;

const CODES: Readonly<Record<number, readonly [name: string, subcodes: Readonly<Record<number, string>>]>> = {
  1: ['Message Header Error', { 1: 'Connection Not Synchronized', 2: 'Bad Message Length', 3: 'Bad Message Type' }],
  2: [
    'OPEN Message Error',
    {
      1: 'Unsupported Version Number',
      2: 'Bad Peer AS',
      3: 'Bad BGP Identifier',
      4: 'Unsupported Optional Parameter',
      5: 'Authentication Failure (deprecated)',
      6: 'Unacceptable Hold Time',
      7: 'Unsupported Capability',
      11: 'Role Mismatch',
    },
  ],
  3: [
    'UPDATE Message Error',
    {
      1: 'Malformed Attribute List',
      2: 'Unrecognized Well-known Attribute',
      3: 'Missing Well-known Attribute',
      4: 'Attribute Flags Error',
      5: 'Attribute Length Error',
      6: 'Invalid ORIGIN Attribute',
      7: 'AS Routing Loop (deprecated)',
      8: 'Invalid NEXT_HOP Attribute',
      9: 'Optional Attribute Error',
      10: 'Invalid Network Field',
      11: 'Malformed AS_PATH',
    },
  ],
  4: ['Hold Timer Expired', {}],
  5: [
    'Finite State Machine Error',
    {
      1: 'Unexpected Message in OpenSent State',
      2: 'Unexpected Message in OpenConfirm State',
      3: 'Unexpected Message in Established State',
    },
  ],
  6: [
    'Cease',
    {
      1: 'Maximum Number of Prefixes Reached',
      2: 'Administrative Shutdown',
      3: 'Peer De-configured',
      4: 'Administrative Reset',
      5: 'Connection Rejected',
      6: 'Other Configuration Change',
      7: 'Connection Collision Resolution',
      8: 'Out of Resources',
      9: 'Hard Reset',
      10: 'BFD Down',
    },
  ],
  7: ['ROUTE-REFRESH Message Error', { 1: 'Invalid Message Length' }],
  8: ['Send Hold Timer Expired', {}],
};

const EMPTY = new Uint8Array(0);

/** Longest administrative text for a peer that may not know RFC 9003, in octets. */
const MAX_SHUTDOWN_TEXT = 128;

/** A NOTIFICATION; subcode 0 and no data unless given (RFC 4271 §4.5). */
export function notification(code: number, subcode: number = 0, data: Uint8Array = EMPTY): NotificationMessage {
  return { type: 'NOTIFICATION', code, subcode, data };
}

/**
 * Cease with a text for the peer's operator, for Administrative Shutdown and Reset (RFC 9003 §2). Text beyond 128
 * octets is cut before the code point that does not fit.
 */
export function administrativeCease(subcode: number, text: string = ''): NotificationMessage {
  if (text === '') return notification(ErrorCode.CEASE, subcode);
  const octets = encodeUtf8(clampUtf8(text, MAX_SHUTDOWN_TEXT));
  const data = new Uint8Array(1 + octets.length);
  data[0] = octets.length;
  data.set(octets, 1);
  return notification(ErrorCode.CEASE, subcode, data);
}

/** The operator's text of an Administrative Shutdown or Reset; undefined where there is none or it is malformed (RFC 9003 §2). */
export function shutdownText({ code, subcode, data }: NotificationMessage): string | undefined {
  if (code !== ErrorCode.CEASE || (subcode !== 2 && subcode !== 4)) return undefined;
  if (data.length < 2 || data[0] !== data.length - 1) return undefined;
  return decodeUtf8Strict(data.subarray(1));
}

/**
 * Cease / Hard Reset around another NOTIFICATION: a peer that restarts gracefully over NOTIFICATIONs is not to, this time
 * (RFC 8538 §3).
 *
 * ```text
 * +----------+-------------+---------+
 * | code (1) | subcode (1) | data …  |
 * +----------+-------------+---------+
 * ```
 */
export function hardReset({ code, subcode, data }: NotificationMessage): NotificationMessage {
  const enclosed = new Uint8Array(2 + data.length);
  enclosed[0] = code;
  enclosed[1] = subcode;
  enclosed.set(data, 2);
  return notification(ErrorCode.CEASE, CeaseSubcode.HARD_RESET, enclosed);
}

/** True for a Hard Reset, also where it encloses nothing (RFC 8538 §3). */
export function isHardReset({ code, subcode }: NotificationMessage): boolean {
  return code === ErrorCode.CEASE && subcode === CeaseSubcode.HARD_RESET;
}

/** The NOTIFICATION that a Hard Reset encloses; undefined where there is none, or it is no Hard Reset. */
export function enclosedNotification(message: NotificationMessage): NotificationMessage | undefined {
  if (!isHardReset(message) || message.data.length < 2) return undefined;
  return notification(message.data[0]!, message.data[1]!, message.data.slice(2));
}

/**
 * A NOTIFICATION in words: `Cease / Administrative Shutdown (6/2): "maintenance"`. A Hard Reset goes on with what it
 * encloses. Control characters of the peer's text are escaped; other data is shown as hexadecimal.
 */
export function formatNotification(message: NotificationMessage): string {
  const enclosed = enclosedNotification(message);
  if (enclosed === undefined) return formatPlain(message);
  // One in another is no use, and a peer's: its octets are shown.
  return `${formatPlain({ ...message, data: EMPTY })}: ${formatPlain(enclosed)}`;
}

function formatPlain(message: NotificationMessage): string {
  const { code, subcode } = message;
  const [name, subcodes] = CODES[code] ?? [`Error ${code}`, {}];
  const detail = subcode === 0 ? '' : ` / ${subcodes[subcode] ?? `Subcode ${subcode}`}`;
  const text = shutdownText(message);
  return `${name}${detail} (${code}/${subcode})${text === undefined ? formatData(message) : `: ${JSON.stringify(text)}`}`;
}

function formatData({ code, subcode, data }: NotificationMessage): string {
  if (data.length === 0) return '';
  if (code === ErrorCode.OPEN_MESSAGE && subcode === OpenSubcode.BAD_PEER_AS && data.length === 2) {
    return `: AS ${readU16(data, 0)}`;
  }
  if (code === ErrorCode.OPEN_MESSAGE && subcode === OpenSubcode.UNSUPPORTED_VERSION && data.length === 2) {
    return `: version ${readU16(data, 0)}`;
  }
  return `: data 0x${formatHex(data, 0, Math.min(data.length, 64))}${data.length > 64 ? '…' : ''}`;
}

/** Reads the body of a frame; the framer has seen that it has at least 21 octets. Nothing in it can be at fault. */
export function decodeNotification(frame: Uint8Array): NotificationMessage {
  return notification(frame[HEADER_LENGTH]!, frame[HEADER_LENGTH + 1]!, frame.slice(HEADER_LENGTH + 2));
}

/** Writes the body, data cut to what a message may hold (RFC 8654 §5). */
export function encodeNotification(
  { code, subcode, data }: NotificationMessage,
  writer: ByteWriter,
  context: Pick<CodecContext, 'extendedMessage'>,
): void {
  const limit = context.extendedMessage ? MAX_EXTENDED_MESSAGE_LENGTH : MAX_MESSAGE_LENGTH;
  writer.u8(unsigned('an error code', code, MAX_U8));
  writer.u8(unsigned('an error subcode', subcode, MAX_U8));
  writer.bytes(data, 0, Math.min(data.length, limit - HEADER_LENGTH - 2));
}
