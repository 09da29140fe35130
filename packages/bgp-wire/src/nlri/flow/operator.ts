import { formatHex } from '../../bytes/hex.js';
import type { ByteWriter } from '../../bytes/writer.js';

/** Comparisons of a numeric operator, by its lt, gt and eq bits (RFC 8955 §4.2.1.1). */
const NUMERIC = ['false', '=', '>', '>=', '<', '<=', '!=', 'true'] as const;
/** Matches of a bitmask operator, by its not and m bits (RFC 8955 §4.2.1.2): any of the bits, all of them, and their negations. */
const BITMASK = ['any', 'all', 'not-any', 'not-all'] as const;

export type NumericMatch = (typeof NUMERIC)[number];
export type BitmaskMatch = (typeof BITMASK)[number];

/** One operator and its value. A list of them is a disjunction of conjunctions: `and` binds to the one before. */
export interface FlowMatch<Match extends string = NumericMatch | BitmaskMatch> {
  readonly match: Match;
  /** Joined to the operator before by AND, else by OR. The first one's bit has no meaning. */
  readonly and: boolean;
  /** A number of 1, 2 or 4 octets; sixteen hexadecimal digits for one of 8. */
  readonly value: number | string;
  /** Octets the value is written in: 1, 2, 4 or 8. The shortest that hold it, where left out. */
  readonly octets?: number;
}

const END = 0x80;
const AND = 0x40;

/** Octets of the operator list at `offset`, or -1 where none ends inside `end`. */
export function measureOperators(bytes: Uint8Array, offset: number, end: number): number {
  for (let at = offset; at < end; ) {
    const operator = bytes[at]!;
    at += 1 + (1 << ((operator >> 4) & 3));
    if (at > end) return -1;
    if ((operator & END) !== 0) return at - offset;
  }
  return -1;
}

/** The operators of a list of `length` octets. */
export function decodeOperators(bytes: Uint8Array, offset: number, length: number, bitmask: boolean): FlowMatch[] {
  const list: FlowMatch[] = [];
  for (let at = offset; at < offset + length; ) {
    const operator = bytes[at]!;
    const octets = 1 << ((operator >> 4) & 3);
    const value = octets === 8 ? formatHex(bytes, at + 1, at + 9) : readNumber(bytes, at + 1, octets);
    const match = bitmask ? BITMASK[bitmaskIndex(operator)]! : NUMERIC[operator & 7]!;
    const shortest = octetsOf(value) === octets;
    list.push({ match, and: (operator & AND) !== 0, value, ...(shortest ? {} : { octets }) });
    at += 1 + octets;
  }
  return list;
}

function bitmaskIndex(operator: number): number {
  return ((operator & 2) !== 0 ? 2 : 0) | (operator & 1);
}

function readNumber(bytes: Uint8Array, offset: number, octets: number): number {
  let value = 0;
  for (let i = 0; i < octets; i++) value = value * 256 + bytes[offset + i]!;
  return value;
}

function octetsOf(value: number | string): number {
  if (typeof value === 'string') return 8;
  return value <= 0xff ? 1 : value <= 0xffff ? 2 : 4;
}

/** Writes a list of operators, the end bit on the last. Throws `RangeError` for an empty list or a value that does not fit. */
export function encodeOperators(list: readonly FlowMatch[], writer: ByteWriter, bitmask: boolean): void {
  if (list.length === 0) throw new RangeError('a flow component has at least one operator');
  list.forEach(({ match, and, value, octets = octetsOf(value) }, i) => {
    const bits = (bitmask ? BITMASK : NUMERIC).indexOf(match as never);
    const size = [1, 2, 4, 8].indexOf(octets);
    if (bits < 0 || size < 0)
      throw new RangeError(`${match} of ${octets} octets is no ${bitmask ? 'bitmask' : 'numeric'} operator`);
    writer.u8((i === list.length - 1 ? END : 0) | (and ? AND : 0) | (size << 4) | bits);
    writeNumber(value, octets, writer);
  });
}

function writeNumber(value: number | string, octets: number, writer: ByteWriter): void {
  const digits = typeof value === 'string' ? value : value.toString(16);
  if (!/^[0-9a-f]+$/i.test(digits) || digits.length > 2 * octets) {
    throw new RangeError(`a flow value of ${octets} octets cannot hold ${value}`);
  }
  const padded = digits.padStart(2 * octets, '0');
  for (let i = 0; i < octets; i++) writer.u8(Number.parseInt(padded.slice(2 * i, 2 * i + 2), 16));
}
