import { AS_PATH, type AsPathSegment, type SegmentType } from '@mesh/bgp-wire';
import type { TokenCursor } from '../lexer.js';
import { EXPECTED_ASN, parseAsn, requireRoom } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

/** How each segment opens and closes: braces inside the brackets make the confederation form (RFC 5065). */
const BRACKETS: Readonly<Record<SegmentType, readonly [open: string, close: string]>> = {
  AS_SEQUENCE: ['[', ']'],
  AS_SET: ['(', ')'],
  AS_CONFED_SEQUENCE: ['[{', '}]'],
  AS_CONFED_SET: ['({', '})'],
};

export const asPath: RouteKeyword = attributeKeyword({
  keyword: 'as-path',
  argument: '<asn> | [ <sequence> ] | ( <set> ) …',
  attribute: AS_PATH,
  read(cursor): readonly AsPathSegment[] {
    if (!cursor.at('[') && !cursor.at('(')) {
      return [{ type: 'AS_SEQUENCE', asns: [cursor.value(`${EXPECTED_ASN}, [ or (`, parseAsn)] }];
    }
    const segments: AsPathSegment[] = [];
    while (cursor.at('[') || cursor.at('(')) {
      const segment = readSegment(cursor);
      if (segment.asns.length > 0) segments.push(segment);
    }
    return segments;
  },
  write(segments) {
    if (segments.length === 0) return '[ ]';
    let text = '';
    for (const { type, asns } of segments) {
      const [open, close] = BRACKETS[type];
      text += `${text === '' ? '' : ' '}${open} ${asns.join(' ')} ${close}`;
    }
    return text;
  },
});

function readSegment(cursor: TokenCursor): AsPathSegment {
  const set = cursor.next().text === '(';
  const confederation = cursor.accept('{');
  const asns: number[] = [];
  while (!cursor.at(confederation ? '}' : set ? ')' : ']')) {
    if (asns.length > 0) cursor.accept(',');
    requireRoom(cursor, asns);
    asns.push(cursor.value(EXPECTED_ASN, parseAsn));
  }
  if (confederation) cursor.expect('}');
  cursor.expect(set ? ')' : ']');
  const kind = set ? 'SET' : 'SEQUENCE';
  return { type: confederation ? `AS_CONFED_${kind}` : `AS_${kind}`, asns };
}
