import {
  type Asn,
  ByteWriter,
  Family,
  formatAddress,
  formatHex,
  formatPrefix,
  formatRd,
  hasHostBits,
  type Prefix,
  parseAddress,
  parseHex,
  parseIPv4,
  parsePrefix,
  unicast,
  writeRd,
} from '@mesh/bgp-wire';
import type { TokenCursor } from './lexer.js';

export const MAX_UINT32 = 0xffffffff;
/** Digits of the longest number that is read. */
const MAX_DIGITS = 16;
const ZERO = 0x30;

/** An unsigned decimal number without leading zeros, 0 to `max`; undefined for any other text. */
export function parseUint(text: string, max: number): number | undefined {
  const { length } = text;
  if (length === 0 || length > MAX_DIGITS || (length > 1 && text.charCodeAt(0) === ZERO)) return undefined;
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = 10 * number + digit;
  }
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

/** Takes an IPv4 or IPv6 address, in its canonical form. */
export function readAddress(cursor: TokenCursor, expected: string = 'an IPv4 or IPv6 address'): string {
  return cursor.value(expected, canonicalAddress);
}

/** The canonical form of an address; undefined for any other text. */
export function canonicalAddress(text: string): string | undefined {
  if (!text.includes(':')) return parseIPv4(text) === undefined ? undefined : text;
  const octets = parseAddress(text);
  return octets && formatAddress(octets);
}

/** Takes a route distinguisher (RFC 4364 §4.2), in its canonical form. */
export function readRd(cursor: TokenCursor): string {
  return cursor.value('a route distinguisher such as 65000:1, 192.0.2.1:1 or 70000:1', canonicalRd);
}

function canonicalRd(text: string): string | undefined {
  const writer = new ByteWriter(8);
  try {
    writeRd(text, writer);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return formatRd(writer.view(), 0);
}

/** Most values of a list, and most octets: no attribute has room for more (RFC 4271 §4.3). */
export const MAX_LIST = 0x3fff;
const MAX_OCTETS = 0xffff;

/** Throws at the value that comes next where a list is full. */
export function requireRoom(cursor: TokenCursor, list: { readonly length: number }, most: number = MAX_LIST): void {
  if (list.length < most) return;
  throw cursor.error(cursor.peek(), {
    problem: `a list of over ${most} values`,
    expected: `at most ${most} values`,
    hint: 'no path attribute has room for more',
  });
}

/** Octets of one word: longer values take several, so that no word grows too long. */
const CHUNK = 1024;

/** Takes octets as one word in hexadecimal, `0x00ff`, or as several, one after another. */
export function readOctets(cursor: TokenCursor, expected: string): Uint8Array {
  const words = [cursor.value(expected, hexOctets)];
  let length = words[0]!.length;
  while (cursor.kind === 'word' && /^0x/i.test(cursor.text)) {
    requireRoom(cursor, { length: Math.max(length, words.length) }, MAX_OCTETS);
    const more = cursor.value(expected, hexOctets);
    length += more.length;
    words.push(more);
  }
  if (words.length === 1) return words[0]!;
  const writer = new ByteWriter();
  for (const octets of words) writer.bytes(octets);
  return writer.take();
}

function hexOctets(text: string): Uint8Array | undefined {
  return /^0x/i.test(text) ? parseHex(text) : undefined;
}

/** Octets as `readOctets` takes them. */
export function printOctets(octets: Uint8Array): string {
  if (octets.length <= CHUNK) return `0x${formatHex(octets)}`;
  const words: string[] = [];
  for (let at = 0; at < octets.length; at += CHUNK) {
    words.push(`0x${formatHex(octets, at, Math.min(octets.length, at + CHUNK))}`);
  }
  return words.join(' ');
}

/** Takes one value, or a list `[ a b … ]` of at least one; commas between them are allowed. */
export function readList<T>(cursor: TokenCursor, read: () => T): readonly T[] {
  if (!cursor.accept('[')) return [read()];
  const list = [read()];
  while (!cursor.accept(']')) {
    cursor.accept(',');
    requireRoom(cursor, list);
    list.push(read());
  }
  return list;
}

/** One value alone, several in brackets: the way `readList` reads. */
export function printList(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `[ ${values.join(' ')} ]`;
}

/** A prefix, and its text in canonical form. */
export interface PrefixWord extends Prefix {
  readonly text: string;
}

/** Takes a prefix without host bits; an address alone is a prefix of its whole length. `part`: the part of the word that it is. */
export function readPrefix(cursor: TokenCursor, part?: string): PrefixWord {
  const text = part ?? cursor.text;
  const plain = cursor.kind === 'word' ? plainPrefix(text) : undefined;
  if (plain) {
    cursor.skip();
    return plain;
  }
  const token = cursor.peek();
  const prefix = cursor.value(
    'a prefix such as 10.0.0.0/24 or 2001:db8::/32',
    () => parsePrefix(text),
    (word) => `'${word}' is not a valid network`,
  );
  if (hasHostBits(prefix)) {
    throw cursor.error(token, {
      problem: `'${token.text}' is not a valid network`,
      expected: 'a prefix whose host bits are 0',
      hint: `the network is ${unicast(text).prefix}`,
    });
  }
  return { ...prefix, text: canonicalPrefix(prefix, text) };
}

/** The way of most prefixes: IPv4 with a length and without host bits. Undefined for any other text. */
function plainPrefix(text: string): PrefixWord | undefined {
  const slash = text.indexOf('/');
  const bits = slash < 0 ? undefined : parseUint(text.slice(slash + 1), 32);
  const network = bits === undefined ? undefined : parseIPv4(text.slice(0, slash));
  if (bits === undefined || network === undefined) return undefined;
  if (bits === 0 ? network !== 0 : bits < 32 && network << bits !== 0) return undefined;
  const address = Uint8Array.of(network >>> 24, network >>> 16, network >>> 8, network);
  return { address, bits, text };
}

/** An IPv4 prefix that could be read is canonical but for a length that was left out. */
function canonicalPrefix(prefix: Prefix, text: string): string {
  if (prefix.address.length !== 4) return prefixText(prefix);
  return text.includes('/') ? text : `${text}/32`;
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
