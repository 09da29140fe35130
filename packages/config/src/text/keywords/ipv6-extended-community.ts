import { formatIpv6ExtendedCommunity, IPV6_EXTENDED_COMMUNITIES, parseIpv6ExtendedCommunity } from '@mesh/bgp-wire';
import type { TokenCursor } from '../lexer.js';
import { printList, readList } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

/** Extended communities with room for an IPv6 address (RFC 5701): `target:[2001:db8::1]:100`. */
export const ipv6ExtendedCommunity: RouteKeyword = attributeKeyword({
  keyword: 'ipv6-extended-community',
  argument: '<name>:[<IPv6 address>]:<number> | [ … ]',
  attribute: IPV6_EXTENDED_COMMUNITIES,
  read: (cursor) => readList(cursor, () => readCommunity(cursor)),
  write: (value) => printList(value.map(formatIpv6ExtendedCommunity)),
});

/** A community is three tokens or five, for its brackets are punctuation: `target:`, `[`, address, `]`, `:100`. */
function readCommunity(cursor: TokenCursor) {
  const token = cursor.peek();
  const name = cursor.value(EXPECTED, (text) => (text.endsWith(':') ? text : undefined));
  cursor.expect('[');
  const address = cursor.value('an IPv6 address', (text) => text);
  const bracket = cursor.peek();
  cursor.expect(']');
  const next = cursor.peek();
  const local =
    next.kind === 'word' && next.start === bracket.end && next.text.startsWith(':') ? cursor.next().text : '';
  const community = parseIpv6ExtendedCommunity(`${name}[${address}]${local}`);
  if (!community) {
    throw cursor.error(
      { start: token.start, end: next.start === bracket.end ? next.end : bracket.end },
      { expected: EXPECTED },
    );
  }
  return community;
}

const EXPECTED = 'an IPv6 extended community such as target:[2001:db8::1]:100';
