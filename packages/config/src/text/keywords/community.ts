import { COMMUNITIES, formatCommunity, parseCommunity } from '@mesh/bgp-wire';
import { parseUint, printList, readList } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const community: RouteKeyword = attributeKeyword({
  keyword: 'community',
  argument: '<community> | [ … ]',
  attribute: COMMUNITIES,
  read(cursor, { compat }) {
    const list = readList(cursor, () =>
      cursor.value('a community such as 65000:1 (two numbers up to 65535), 0xfde80001 or no-export', parse),
    );
    return compat ? [...list].sort((a, b) => a - b) : list;
  },
  write: (value) => printList(value.map(formatCommunity)),
});

/** The way of most communities is two numbers. */
function parse(text: string): number | undefined {
  const colon = text.indexOf(':');
  const high = colon < 0 ? undefined : parseUint(text.slice(0, colon), 0xffff);
  const low = high === undefined ? undefined : parseUint(text.slice(colon + 1), 0xffff);
  return high === undefined || low === undefined ? parseCommunity(text) : ((high << 16) | low) >>> 0;
}
