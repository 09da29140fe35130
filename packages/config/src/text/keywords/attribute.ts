import {
  AttributeCode,
  AttributeFlag,
  type AttributeRow,
  ByteWriter,
  type CodecContext,
  createContext,
  encodeAttributes,
  type PathAttribute,
} from '@mesh/bgp-wire';
import type { Span } from '../diagnostic.js';
import type { TokenCursor } from '../lexer.js';
import { printOctets, readOctets } from '../values.js';
import { addAttribute, type RouteKeyword } from './row.js';

/*
 * `attribute [ 0xCODE 0xFLAGS 0xDATA ]` is every attribute that no keyword speaks of, and every one whose flags are not
 * the usual ones. A type that the codec knows must be well formed, AS numbers in four octets, and becomes the same
 * value as its keyword would make. Those that a session writes by itself cannot be given. Long data stands in several
 * words.
 */

const OWN: ReadonlyMap<number, string> = new Map([
  [AttributeCode.NEXT_HOP, 'write next-hop'],
  [AttributeCode.MP_REACH_NLRI, 'write a route of the family'],
  [AttributeCode.MP_UNREACH_NLRI, 'withdraw a route of the family'],
  [AttributeCode.AS4_PATH, 'write as-path: a session with a 2-octet peer makes AS4_PATH of it'],
  [AttributeCode.AS4_AGGREGATOR, 'write aggregator: a session with a 2-octet peer makes AS4_AGGREGATOR of it'],
]);

const CONTEXT: CodecContext = createContext();
const MAX_LENGTH = 0xffff;

/** The keyword for attributes in octets. */
export const rawAttribute: RouteKeyword = {
  keyword: 'attribute',
  argument: '[ 0x<code> 0x<flags> 0x<data> ]',
  repeatable: true,
  parse(cursor, draft) {
    const start = cursor.peek().start;
    cursor.expect('[');
    const code = readOctet(cursor, 'type code');
    const flags = readOctet(cursor, 'flags') & ~AttributeFlag.EXTENDED_LENGTH;
    const octets = readOctets(cursor, 'the value in hexadecimal, as 0x00ff (0x for none)');
    const span = { start, end: cursor.peek().end };
    cursor.expect(']');
    addAttribute(cursor, draft, span, { code, flags, value: checked(cursor, code, octets, span) });
  },
};

/** An attribute in octets, as the keyword reads it. */
export function printRawAttribute(one: PathAttribute): string {
  const flags = one.flags & ~AttributeFlag.EXTENDED_LENGTH;
  return `attribute [ ${hex(one.code)} ${hex(flags)} ${printOctets(valueOctets(one))} ]`;
}

function readOctet(cursor: TokenCursor, what: string): number {
  return cursor.value(`the ${what} in hexadecimal, as 0x20`, (text) =>
    /^0x[0-9a-f]{1,2}$/i.test(text) ? Number(text) : undefined,
  );
}

/** The model of octets whose type is known, else the octets. */
function checked(cursor: TokenCursor, code: number, octets: Uint8Array, span: Span): unknown {
  const hint = OWN.get(code);
  if (hint !== undefined) {
    throw cursor.error(span, {
      problem: `path attribute ${code} is made by the session`,
      expected: 'another type',
      hint,
    });
  }
  if (octets.length > MAX_LENGTH) {
    throw cursor.error(span, {
      problem: `path attribute ${code} has ${octets.length} octets`,
      expected: `at most ${MAX_LENGTH} octets`,
    });
  }
  const row = CONTEXT.attributes.get(code);
  if (!row) return octets;
  check(cursor, row, octets, span);
  return row.decode(octets, 0, octets.length, CONTEXT);
}

function check(cursor: TokenCursor, row: AttributeRow<unknown>, octets: Uint8Array, span: Span): void {
  const finding = row.check(octets, 0, octets.length, CONTEXT);
  if (!finding) return;
  throw cursor.error(span, { problem: `${finding.reason} (${finding.rfc})`, expected: 'a well-formed value' });
}

/** Throws at `span` where a peer would find the value of an attribute malformed. */
export function requireWellFormed<T>(cursor: TokenCursor, row: AttributeRow<T>, value: T, span: Span): void {
  check(cursor, row, valueOctets({ code: row.code, flags: row.flags, value }), span);
}

function hex(octet: number): string {
  return `0x${octet.toString(16).padStart(2, '0')}`;
}

/** The octets of an attribute's value, AS numbers in four. */
export function valueOctets(one: PathAttribute): Uint8Array {
  if (one.value instanceof Uint8Array) return one.value;
  const writer = new ByteWriter();
  encodeAttributes([{ ...one, flags: one.flags | AttributeFlag.EXTENDED_LENGTH }], writer, CONTEXT);
  return writer.view().subarray(4);
}
