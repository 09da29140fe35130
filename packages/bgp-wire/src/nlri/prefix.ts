import { formatAddress, parseAddress } from '../bytes/address.js';
import type { ByteWriter } from '../bytes/writer.js';

/** A prefix as octets, and its length in bits. */
export interface Prefix {
  readonly address: Uint8Array;
  readonly bits: number;
}

/** Octets and length of `10.0.0.0/24`; no length means the whole address. Undefined for text that is no prefix. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return undefined;
  if (slash < 0) return { address, bits: 8 * address.length };
  const digits = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(digits)) return undefined;
  const bits = Number(digits);
  return bits <= 8 * address.length ? { address, bits } : undefined;
}

/** The octets of a prefix of an address family. Throws `RangeError` that names `what` for any other text. */
export function requirePrefix(text: string, addressLength: number, what: string): Prefix {
  const prefix = parsePrefix(text);
  if (prefix?.address.length === addressLength) return prefix;
  throw new RangeError(
    `${what} takes a prefix such as ${addressLength === 4 ? '10.0.0.0/24' : '2001:db8::/32'}, got ${text}`,
  );
}

/** True where a bit after the prefix length is set, as in `10.0.0.1/24`. */
export function hasHostBits({ address, bits }: Prefix): boolean {
  return address.some((octet, i) => (octet & ~octetMask(bits, i) & 0xff) !== 0);
}

/** The bits of octet `i` that a prefix of `bits` bits keeps. */
function octetMask(bits: number, i: number): number {
  const kept = bits - 8 * i;
  return kept >= 8 ? 0xff : kept <= 0 ? 0 : (0xff00 >> kept) & 0xff;
}

/** Text of the prefix of `bits` bits whose octets stand at `offset`. Host bits print as 0. */
export function formatPrefixBits(bytes: Uint8Array, offset: number, bits: number, addressLength: 4 | 16): string {
  const address = new Uint8Array(addressLength);
  const octets = (bits + 7) >> 3;
  for (let i = 0; i < octets; i++) address[i] = bytes[offset + i]! & octetMask(bits, i);
  return `${formatAddress(address)}/${bits}`;
}

/** Text of length octet and prefix at `offset`. Host bits print as 0. */
export function formatPrefix(bytes: Uint8Array, offset: number, addressLength: 4 | 16): string {
  return formatPrefixBits(bytes, offset + 1, bytes[offset]!, addressLength);
}

/** Writes the octets of a prefix without its length, host bits cleared. */
export function writePrefixBits({ address, bits }: Prefix, writer: ByteWriter): void {
  for (let i = 0; i < (bits + 7) >> 3; i++) writer.u8(address[i]! & octetMask(bits, i));
}

/** Writes length octet and prefix, host bits cleared. */
export function writePrefix(prefix: Prefix, writer: ByteWriter): void {
  writer.u8(prefix.bits);
  writePrefixBits(prefix, writer);
}

/** Writes a length in bits and the octets in `bytes[start, end)` that are so many bits, those after the length cleared. */
export function writePrefixKey(bits: number, bytes: Uint8Array, start: number, end: number, writer: ByteWriter): void {
  writer.u8(bits);
  writer.bytes(bytes, start, end);
  if ((bits & 7) !== 0) writer.buffer[writer.length - 1]! &= 0xff00 >> (bits & 7);
}
