import { parseAddress } from '@mesh/bgp-wire';
import { MAX_UINT32, parseUint, printOctets, readAddress, readOctets } from '../values.js';
import { nlriKeyword } from './nlri.js';
import type { RouteKeyword } from './row.js';

/** A member that is an address. `any`: the text says so where the NLRI has none. */
export function addressKeyword(
  keyword: string,
  options: { readonly member?: string; readonly any?: boolean } = {},
): RouteKeyword {
  const { member = keyword, any = false } = options;
  return nlriKeyword<string>({
    keyword,
    argument: any ? '<address> | any' : '<address>',
    member,
    read: (cursor) =>
      any && cursor.accept('any') ? undefined : readAddress(cursor, any ? 'an address, or any' : undefined),
    write: (value) => value,
    ...(any ? { absent: 'any' } : {}),
  });
}

/** A member that is an unsigned number. */
export function numberKeyword(keyword: string, max: number = MAX_UINT32, member: string = keyword): RouteKeyword {
  return nlriKeyword<number>({
    keyword,
    argument: '<number>',
    member,
    read: (cursor) => cursor.value(`a number from 0 to ${max}`, (text) => parseUint(text, max)),
    write: String,
  });
}

/** A member that is octets, in hexadecimal. */
export function octetsKeyword(keyword: string, member: string): RouteKeyword {
  return nlriKeyword<Uint8Array>({
    keyword,
    argument: '0x<octets>',
    member,
    read: (cursor) => readOctets(cursor, 'octets in hexadecimal, as 0x00ff'),
    write: printOctets,
  });
}

/** A member that is octets between colons, `00:11:22:33:44:55`, so many of them. */
export function pairsKeyword(keyword: string, octets: number, member: string = keyword): RouteKeyword {
  const form = new RegExp(`^[0-9a-f]{2}(?::[0-9a-f]{2}){${octets - 1}}$`, 'i');
  return nlriKeyword<string>({
    keyword,
    argument: Array.from({ length: octets }, () => 'xx').join(':'),
    member,
    read: (cursor) =>
      cursor.value(`${octets} octets between colons, as 00:11:22:…`, (text) =>
        form.test(text) ? text.toLowerCase() : undefined,
      ),
    write: (value) => value,
  });
}

/** True for text of an IPv4 address. */
export function isIPv4(text: string): boolean {
  return parseAddress(text)?.length === 4;
}
