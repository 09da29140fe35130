import {
  type Asn,
  Family,
  formatPrefix,
  hasHostBits,
  type Prefix,
  parseIPv4,
  parsePrefix,
  unicast,
} from '@mesh/bgp-wire';
import type { TokenCursor } from './lexer.js';

export const MAX_UINT32 = 0xffffffff;

/** An unsigned decimal number without leading zeros, 0 to `max`; undefined for any other text. */
export function parseUint(text: string, max: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return undefined;
  const number = Number(text);
  return number <= max ? number : undefined;
}

/** Takes a number 0 to `max`. */
export function readUint(cursor: TokenCursor, max: number): number {
  return cursor.value(`a number from 0 to ${max}`, (text) => parseUint(text, max));
}

/** An AS number in decimal or `high.low` (RFC 5396 asdot); undefined for any other text and for 0 (RFC 7607). */
export function parseAsn(text: string): Asn | undefined {
  const dot = text.indexOf('.');
  if (dot < 0) return parseUint(text, MAX_UINT32) || undefined;
  const [high, low] = [parseUint(text.slice(0, dot), 0xffff), parseUint(text.slice(dot + 1), 0xffff)];
  return high === undefined || low === undefined ? undefined : high * 0x10000 + low || undefined;
}

export const EXPECTED_ASN: string = `an AS number from 1 to ${MAX_UINT32}`;

/** Takes an IPv4 address. */
export function readIPv4(cursor: TokenCursor): string {
  return cursor.value('an IPv4 address', (text) => (parseIPv4(text) === undefined ? undefined : text));
}

/** Takes one value, or a list `[ a b … ]` of at least one; commas between them are allowed. */
export function readList<T>(cursor: TokenCursor, read: () => T): readonly T[] {
  if (!cursor.accept('[')) return [read()];
  const list = [read()];
  while (!cursor.accept(']')) {
    cursor.accept(',');
    list.push(read());
  }
  return list;
}

/** One value alone, several in brackets: the way `readList` reads. */
export function printList(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `[ ${values.join(' ')} ]`;
}

/** Takes a prefix without host bits; an address alone is a prefix of its whole length. */
export function readPrefix(cursor: TokenCursor): Prefix {
  const token = cursor.peek();
  const prefix = cursor.value(
    'a prefix such as 10.0.0.0/24 or 2001:db8::/32',
    parsePrefix,
    (text) => `'${text}' is not a valid network`,
  );
  if (hasHostBits(prefix)) {
    throw cursor.error(token, {
      problem: `'${token.text}' is not a valid network`,
      expected: 'a prefix whose host bits are 0',
      hint: `the network is ${unicast(token.text).prefix}`,
    });
  }
  return prefix;
}

/** `10.0.0.0/24` of a prefix. */
export function prefixText({ address, bits }: Prefix): string {
  const octets = new Uint8Array(1 + address.length);
  octets[0] = bits;
  octets.set(address, 1);
  return formatPrefix(octets, 0, address.length === 4 ? 4 : 16);
}

/** The family of a prefix that names none: multicast for a range of multicast addresses, else unicast. */
export function familyOfPrefix({ address, bits }: Prefix): Family {
  if (address.length === 4) {
    const multicast = bits >= 4 && address[0]! >= 224 && address[0]! <= 239;
    return multicast ? Family.IPV4_MULTICAST : Family.IPV4_UNICAST;
  }
  return bits >= 8 && address[0] === 0xff ? Family.IPV6_MULTICAST : Family.IPV6_UNICAST;
}
