import { formatLargeCommunity, LARGE_COMMUNITY, type LargeCommunity, parseLargeCommunity } from '@mesh/bgp-wire';
import { printList, readList } from '../values.js';
import { attributeKeyword, type RouteKeyword } from './row.js';

/** Duplicates are removed: a large community must not be sent twice (RFC 8092 §5). */
export const largeCommunity: RouteKeyword = attributeKeyword({
  keyword: 'large-community',
  argument: '<large community> | [ … ]',
  attribute: LARGE_COMMUNITY,
  read(cursor, { compat }) {
    const list = readList(cursor, () =>
      cursor.value('a large community such as 65000:1:2 (three numbers up to 4294967295)', parse),
    );
    const once = [...new Map(list.map((value) => [formatLargeCommunity(value), value])).values()];
    return compat ? once.sort(compare) : once;
  },
  write: (value) => printList(value.map(formatLargeCommunity)),
});

/** Besides `a:b:c`, all 96 bits as one number, hexadecimal or decimal. */
function parse(text: string): LargeCommunity | undefined {
  if (!/^(?:0x[0-9a-f]{1,24}|\d{1,29})$/i.test(text)) return parseLargeCommunity(text);
  const bits = BigInt(text);
  if (bits >> 96n !== 0n) return undefined;
  const part = (shift: bigint) => Number((bits >> shift) & 0xffffffffn);
  return { globalAdministrator: part(64n), localData1: part(32n), localData2: part(0n) };
}

function compare(a: LargeCommunity, b: LargeCommunity): number {
  return a.globalAdministrator - b.globalAdministrator || a.localData1 - b.localData1 || a.localData2 - b.localData2;
}
