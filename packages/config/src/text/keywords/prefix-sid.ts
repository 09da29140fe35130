import { PREFIX_SID, type PrefixSid, parseIPv6, type SidStructure, type SrgbRange } from '@mesh/bgp-wire';
import type { Span } from '../diagnostic.js';
import type { TokenCursor } from '../lexer.js';
import { canonicalAddress, MAX_UINT32, parseUint, readUint } from '../values.js';
import { requireWellFormed } from './attribute.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

/** Label index, and the label blocks of the originator (RFC 8669 §3). */
export const prefixSid: RouteKeyword = attributeKeyword({
  keyword: 'bgp-prefix-sid',
  argument: '[ <index> ] | [ <index>, [ ( <base>,<size> ) … ] ]',
  attribute: PREFIX_SID,
  read(cursor) {
    cursor.expect('[');
    const labelIndex = { flags: 0, index: readUint(cursor, MAX_UINT32) };
    cursor.accept(',');
    const ranges = cursor.at('[') ? readRanges(cursor) : [];
    cursor.expect(']');
    return ranges.length === 0 ? { labelIndex } : { labelIndex, originatorSrgb: { flags: 0, ranges } };
  },
  write({ labelIndex, originatorSrgb, ...rest }) {
    if (labelIndex?.flags !== 0 || (originatorSrgb && originatorSrgb.flags !== 0) || Object.keys(rest).length > 0)
      return undefined;
    const ranges = originatorSrgb?.ranges.map(({ base, size }) => `( ${base},${size} )`);
    return ranges ? `[ ${labelIndex.index}, [ ${ranges.join(', ')} ] ]` : `[ ${labelIndex.index} ]`;
  },
});

function readRanges(cursor: TokenCursor): SrgbRange[] {
  const ranges: SrgbRange[] = [];
  cursor.expect('[');
  while (!cursor.accept(']')) {
    if (ranges.length > 0) cursor.accept(',');
    cursor.expect('(');
    const base = readUint(cursor, 0xffffff);
    cursor.accept(',');
    ranges.push({ base, size: readUint(cursor, 0xffffff) });
    cursor.expect(')');
  }
  return ranges;
}

const SERVICES = { 'l3-service': 'srv6L3Service', 'l2-service': 'srv6L2Service' } as const;
/** The behaviour that tells nothing (RFC 9252 §3.1). */
const OPAQUE_BEHAVIOR = 0xffff;
const STRUCTURE = [
  'locatorBlock',
  'locatorNode',
  'function',
  'argument',
  'transpositionLength',
  'transpositionOffset',
] as const satisfies readonly (keyof SidStructure)[];

/** The SID of an SRv6 service, its endpoint behaviour and how its bits divide (RFC 9252). */
export const prefixSidSrv6: RouteKeyword = attributeKeyword({
  keyword: 'bgp-prefix-sid-srv6',
  argument: '( l3-service | l2-service <SID> [<behavior>] [LBL,LNL,FL,AL,TL,TO] )',
  attribute: PREFIX_SID,
  read(cursor) {
    const { start } = cursor.peek();
    cursor.expect('(');
    const service = cursor.value('l3-service or l2-service', (text) =>
      Object.hasOwn(SERVICES, text) ? SERVICES[text as keyof typeof SERVICES] : undefined,
    );
    const sid = cursor.value('an IPv6 address', (text) => (parseIPv6(text) ? canonicalAddress(text) : undefined));
    const behavior = cursor.at(')') || cursor.at('[') ? OPAQUE_BEHAVIOR : readBehavior(cursor);
    const structure = cursor.at('[') ? readStructure(cursor) : undefined;
    const span: Span = { start, end: cursor.peek().end };
    cursor.expect(')');
    const value: PrefixSid = {
      [service]: { sids: [{ sid, flags: 0, behavior, ...(structure ? { structure } : {}) }] },
    };
    requireWellFormed(cursor, PREFIX_SID, value, span);
    return value;
  },
  write(value) {
    const [name, ...more] = Object.keys(value);
    const word = Object.entries(SERVICES).find(([, member]) => member === name);
    const service = word && value[word[1]];
    if (!service || more.length > 0 || service.others || service.sids.length !== 1) return undefined;
    const [{ sid, flags, behavior, structure, others }] = service.sids as [(typeof service.sids)[0]];
    if (flags !== 0 || others) return undefined;
    const bits = structure ? ` [${STRUCTURE.map((part) => structure[part]).join(',')}]` : '';
    return `( ${word[0]} ${sid} 0x${behavior.toString(16)}${bits} )`;
  },
});

function readBehavior(cursor: TokenCursor): number {
  return cursor.value('an endpoint behaviour from 0 to 65535, as 0x48', parseBehavior);
}

/** The number of an endpoint behaviour, decimal or hexadecimal. */
export function parseBehavior(text: string): number | undefined {
  return /^0x[0-9a-f]{1,4}$/i.test(text) ? Number(text) : parseUint(text, 0xffff);
}

function readStructure(cursor: TokenCursor): SidStructure {
  cursor.expect('[');
  const parts = STRUCTURE.map((name, i) => {
    if (i > 0) cursor.accept(',');
    return [name, readUint(cursor, 255)] as const;
  });
  cursor.expect(']');
  return Object.fromEntries(parts) as unknown as SidStructure;
}
