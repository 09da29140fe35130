import {
  EXTENDED_COMMUNITIES,
  type ExtendedCommunity,
  formatExtendedCommunity,
  formatIPv4,
  parseExtendedCommunity,
  parseIPv4,
} from '@mesh/bgp-wire';
import type { TokenCursor } from '../lexer.js';
import { printList, readList } from '../values.js';
import { attributeKeyword, type RouteDraft, type RouteKeyword } from './row.js';

export const extendedCommunity: RouteKeyword = attributeKeyword({
  keyword: 'extended-community',
  argument: '<extended community> | [ … ]',
  attribute: EXTENDED_COMMUNITIES,
  read: readExtendedCommunities,
  write: (value) => printList(value.map(formatExtendedCommunity)),
});

/** Takes one extended community, or a list of them. */
export function readExtendedCommunities(
  cursor: TokenCursor,
  { compat }: Pick<RouteDraft, 'compat'>,
): readonly ExtendedCommunity[] {
  const list = readList(cursor, () => {
    const name = TWO_WORDS.find((word) => cursor.accept(word));
    return cursor.value(
      'an extended community such as target:65000:1, origin:192.0.2.1:1, 65000:1 (a target) or 0x0002fde800000001',
      (text) => parse(name === undefined ? text : `${name}:${text}`, compat),
    );
  });
  return compat ? sortedCommunities(list) : list;
}

/** Names that may stand as a word of their own before their value: `mark 10`, `action sample`. */
const TWO_WORDS: readonly string[] = ['action', 'mark'];

/** The 4-octet value behind a 2-octet AS number may be written as a dotted quad: `target:65000:0.0.0.1`. */
function parse(text: string, compat: boolean): ExtendedCommunity | undefined {
  const [, head, quad] = /^((?:[a-z]+:)?\d{1,5}:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const value = quad === undefined ? undefined : parseIPv4(quad);
  return parseExtendedCommunity(value === undefined ? (compat ? asExabgp(text) : text) : `${head}${value}`);
}

/** `target:70000:1` as ExaBGP writes it: the AS number where RFC 4360 §4 has an IPv4 address. */
function asExabgp(text: string): string {
  const [, name, digits, local] = /^(target|origin):(\d{5,10}):(\d{1,5})$/.exec(text) ?? [];
  const asn = Number(digits);
  return asn > 0xffff && asn <= 0xffffffff ? `${name}:${formatIPv4(asn)}:${local}` : text;
}

/** Communities in the order of their octets. */
export function sortedCommunities(list: readonly ExtendedCommunity[]): ExtendedCommunity[] {
  return [...list].sort((a, b) => a.high - b.high || a.low - b.low);
}
