import {
  EXTENDED_COMMUNITIES,
  type ExtendedCommunity,
  formatExtendedCommunity,
  parseExtendedCommunity,
  parseIPv4,
} from '@mesh/bgp-wire';
import { printList, readList } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const extendedCommunity: RouteKeyword = attributeKeyword({
  keyword: 'extended-community',
  argument: '<extended community> | [ … ]',
  attribute: EXTENDED_COMMUNITIES,
  read: (cursor) =>
    readList(cursor, () => {
      const name = TWO_WORDS.find((word) => cursor.accept(word));
      return cursor.value(
        'an extended community such as target:65000:1, origin:192.0.2.1:1, 65000:1 (a target) or 0x0002fde800000001',
        (text) => parse(name === undefined ? text : `${name}:${text}`),
      );
    }),
  write: (value) => printList(value.map(formatExtendedCommunity)),
});

/** Names that may stand as a word of their own before their value: `mark 10`, `action sample`. */
const TWO_WORDS: readonly string[] = ['action', 'mark'];

/** The 4-octet value behind a 2-octet AS number may be written as a dotted quad: `target:65000:0.0.0.1`. */
function parse(text: string): ExtendedCommunity | undefined {
  const [, head, quad] = /^((?:[a-z]+:)?\d{1,5}:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const value = quad === undefined ? undefined : parseIPv4(quad);
  return parseExtendedCommunity(value === undefined ? text : `${head}${value}`);
}
