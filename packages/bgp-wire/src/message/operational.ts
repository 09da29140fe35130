import type { Family, RouterId } from '../brand.js';
import { MAX_U8, MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { decodeUtf8Strict, encodeUtf8 } from '../bytes/utf8.js';
import type { ByteWriter } from '../bytes/writer.js';
import { afiOf, familyOf, safiOf } from '../family.js';
import { HEADER_LENGTH } from '../iana.js';
import { badLength } from './header.js';
import type { MessageRow } from './row.js';

/** What operators tell and ask each other, by name (draft-ietf-idr-operational-message §3). */
export const OperationalType = {
  /** Advisory demand and static message: a text. */
  ADM: 1,
  ASM: 2,
  /** Counts of reachable prefixes, of the Adj-RIB-Out and of the Loc-RIB: question and answer. */
  RPCQ: 3,
  RPCP: 4,
  APCQ: 5,
  APCP: 6,
  LPCQ: 7,
  LPCP: 8,
} as const;

type Advisory = 'ADM' | 'ASM';
type Query = 'RPCQ' | 'APCQ' | 'LPCQ';
type Counter = 'RPCP' | 'APCP' | 'LPCP';

/** An OPERATIONAL message: the fields that its kind has, or the octets of a kind that has no model. */
export type OperationalMessage = { readonly type: 'OPERATIONAL' } & (
  | { readonly kind: Advisory; readonly family: Family; readonly text: string }
  | { readonly kind: Query; readonly family: Family; readonly routerId: RouterId; readonly sequence: number }
  | {
      readonly kind: Counter;
      readonly family: Family;
      readonly routerId: RouterId;
      readonly sequence: number;
      readonly counter: number;
    }
  | { readonly kind: number; readonly value: Uint8Array }
);

const KINDS = new Map<number, Advisory | Query | Counter>(
  Object.entries(OperationalType).map(([kind, code]) => [code, kind as keyof typeof OperationalType]),
);

/** Octets of AFI and SAFI; with router identifier and sequence; with the counter. */
const FAMILY_LENGTH = 3;
const QUERY_LENGTH = 11;
const COUNTER_LENGTH = 15;

/**
 * OPERATIONAL, draft-ietf-idr-operational-message §3, under the type that its speakers use (none is assigned).
 *
 * ```text
 * +----------+------------+---------+----------+------+
 * | kind (2) | length (2) | AFI (2) | SAFI (1) | text |                                       ADM, ASM
 * |          |            |         |          | router id (4), sequence (4) |                RPCQ, APCQ, LPCQ
 * |          |            |         |          | router id (4), sequence (4), counter (4) |   RPCP, APCP, LPCP
 * +----------+------------+---------+----------+------------------------------------------+
 * ```
 */
export const OPERATIONAL_MESSAGE: MessageRow<OperationalMessage> = {
  code: 6,
  type: 'OPERATIONAL',
  minLength: HEADER_LENGTH + 4,
  decode(frame) {
    const start = HEADER_LENGTH + 4;
    const length = readU16(frame, HEADER_LENGTH + 2);
    if (start + length !== frame.length) {
      return badLength(frame.length, `an OPERATIONAL value has ${length} octets, but ${frame.length - start} follow`);
    }
    const kind = readU16(frame, HEADER_LENGTH);
    return decodeValue(kind, frame, start) ?? { type: 'OPERATIONAL', kind, value: frame.slice(start) };
  },
  encode(message, writer) {
    writer.u16(
      typeof message.kind === 'number' ? unsigned('a kind', message.kind, MAX_U16) : OperationalType[message.kind],
    );
    const length = writer.reserve16();
    encodeValue(message, writer);
    writer.patch16(length);
  },
};

/** The message of a kind that has a model; undefined where it has none, or its value another length. */
function decodeValue(code: number, frame: Uint8Array, start: number): OperationalMessage | undefined {
  const kind = KINDS.get(code);
  const length = frame.length - start;
  if (kind === undefined || length < FAMILY_LENGTH) return undefined;
  const base = { type: 'OPERATIONAL', family: familyOf(readU16(frame, start), frame[start + 2]!) } as const;
  if (isAdvisory(kind)) {
    const text = decodeUtf8Strict(frame.subarray(start + FAMILY_LENGTH));
    return text === undefined ? undefined : { ...base, kind, text };
  }
  if (length !== (isQuery(kind) ? QUERY_LENGTH : COUNTER_LENGTH)) return undefined;
  const routerId = readU32(frame, start + FAMILY_LENGTH);
  const sequence = readU32(frame, start + FAMILY_LENGTH + 4);
  return isQuery(kind)
    ? { ...base, kind, routerId, sequence }
    : { ...base, kind, routerId, sequence, counter: readU32(frame, start + QUERY_LENGTH) };
}

function isAdvisory(kind: string): kind is Advisory {
  return kind === 'ADM' || kind === 'ASM';
}

function isQuery(kind: string): kind is Query {
  return kind.endsWith('Q');
}

function encodeValue(message: OperationalMessage, writer: ByteWriter): void {
  if ('value' in message) {
    writer.bytes(message.value);
    return;
  }
  writer.u16(afiOf(message.family));
  writer.u8(unsigned('a SAFI', safiOf(message.family), MAX_U8));
  if ('text' in message) {
    writer.bytes(encodeUtf8(message.text));
    return;
  }
  writer.u32(unsigned('a router id', message.routerId, MAX_U32));
  writer.u32(unsigned('a sequence', message.sequence, MAX_U32));
  if ('counter' in message) writer.u32(unsigned('a counter', message.counter, MAX_U32));
}
