import { readU16, readU32 } from './reader.js';
import { writeU32 } from './writer.js';

/** Dotted quad of an unsigned 32-bit number: `3232235777` → `192.168.1.1`. */
export function formatIPv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`;
}

/** The number of a dotted quad without leading zeros; undefined for any other text. */
export function parseIPv4(text: string): number | undefined {
  let address = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (octet < 0 || ++dots > 3) return undefined;
      address = (address << 8) | octet;
      octet = -1;
    } else if (code >= 0x30 && code <= 0x39) {
      if (octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet * 10) + (code - 0x30);
      if (octet > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && octet >= 0 ? ((address << 8) | octet) >>> 0 : undefined;
}

/** Text of the 16 octets at `offset`, in the canonical form of RFC 5952. */
export function formatIPv6(bytes: Uint8Array, offset: number = 0): string {
  const groups: number[] = [];
  for (let i = 0; i < 8; i++) groups.push(readU16(bytes, offset + 2 * i));
  const [at, length] = longestZeroRun(groups);
  if (at === 0 && length === 5 && groups[5] === 0xffff) return `::ffff:${formatIPv4(readU32(bytes, offset + 12))}`;
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return length < 2 ? hex(0, 8) : `${hex(0, at)}::${hex(at + length, 8)}`;
}

function longestZeroRun(groups: readonly number[]): readonly [at: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > best[1]) best = [i, end - i];
    if (end > i) i = end;
  }
  return best;
}

/** The 16 octets of an IPv6 address in any form of RFC 4291 §2.2 without zone; undefined for any other text. */
export function parseIPv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const bytes = new Uint8Array(16);
  head.forEach((group, i) => {
    bytes[2 * i] = group >>> 8;
    bytes[2 * i + 1] = group;
  });
  tail.forEach((group, i) => {
    const at = 2 * (8 - tail.length + i);
    bytes[at] = group >>> 8;
    bytes[at + 1] = group;
  });
  return bytes;
}

function parseGroups(text: string, mayEndInIPv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (mayEndInIPv4 && i === parts.length - 1 && part.includes('.')) {
      const address = parseIPv4(part);
      if (address === undefined) return undefined;
      groups.push(address >>> 16, address & 0xffff);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups.length <= 8 ? groups : undefined;
}

/** Text of an address of 4 octets (IPv4) or 16 octets (IPv6). Throws `RangeError` for any other length. */
export function formatAddress(bytes: Uint8Array, start: number = 0, end: number = bytes.length): string {
  if (end - start === 4) return formatIPv4(readU32(bytes, start));
  if (end - start === 16) return formatIPv6(bytes, start);
  throw new RangeError(`an address has 4 or 16 octets, not ${end - start}`);
}

/** The 4 or 16 octets of an IPv4 or IPv6 address; undefined for any other text. */
export function parseAddress(text: string): Uint8Array | undefined {
  if (text.includes(':')) return parseIPv6(text);
  const address = parseIPv4(text);
  if (address === undefined) return undefined;
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, address);
  return bytes;
}
