import { COMMUNITIES, formatCommunity, parseCommunity } from '@mesh/bgp-wire';
import { printList, readList } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

export const community: RouteKeyword = attributeKeyword({
  keyword: 'community',
  argument: '<community> | [ … ]',
  attribute: COMMUNITIES,
  read(cursor, { compat }) {
    const list = readList(cursor, () =>
      cursor.value('a community such as 65000:1 (two numbers up to 65535), 0xfde80001 or no-export', parseCommunity),
    );
    return compat ? [...list].sort((a, b) => a - b) : list;
  },
  write: (value) => printList(value.map(formatCommunity)),
});
