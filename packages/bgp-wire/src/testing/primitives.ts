import * as fc from 'fast-check';
import type { Family as FamilyNumber } from '../brand.js';
import { formatAddress } from '../bytes/address.js';
import { formatHex } from '../bytes/hex.js';
import { readU64 } from '../bytes/uint64.js';
import { Family } from '../family.js';
import { formatPrefixBits } from '../nlri/prefix.js';
import { formatRd, RD_LENGTH } from '../nlri/route-distinguisher.js';
import type { OpaqueTlv } from '../tlv/record.js';

/** An unsigned number of so many bits, 1 to 32. */
export function unsignedOf(bits: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** bits - 1 });
}

export const u8: fc.Arbitrary<number> = unsignedOf(8);
export const u16: fc.Arbitrary<number> = unsignedOf(16);
export const u24: fc.Arbitrary<number> = unsignedOf(24);
export const u32: fc.Arbitrary<number> = unsignedOf(32);
/** 64 bits as the models write them: a number up to 2^53 − 1, else sixteen hexadecimal digits. */
export const u64: fc.Arbitrary<number | string> = octets(8).map((bytes) => readU64(bytes, 0));
/** An AS number of four octets, not 0 (RFC 7607). */
export const asn: fc.Arbitrary<number> = fc.integer({ min: 1, max: 0xffffffff });
/** An AS number of two octets, not 0. */
export const asn2: fc.Arbitrary<number> = fc.integer({ min: 1, max: 0xffff });

/** Exactly so many octets. */
export function octets(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

export const ipv4: fc.Arbitrary<string> = octets(4).map((bytes) => formatAddress(bytes));
export const ipv6: fc.Arbitrary<string> = octets(16).map((bytes) => formatAddress(bytes));
export const ipAddress: fc.Arbitrary<string> = fc.oneof(ipv4, ipv6);

/** An address of four or sixteen octets. */
export function addressOf(length: 4 | 16): fc.Arbitrary<string> {
  return length === 4 ? ipv4 : ipv6;
}

/** A prefix of any length, host bits 0. */
export function prefixOf(length: 4 | 16): fc.Arbitrary<string> {
  return fc
    .tuple(octets(length), fc.integer({ min: 0, max: 8 * length }))
    .map(([bytes, bits]) => formatPrefixBits(bytes, 0, bits, length));
}

/** A route distinguisher of every type that has a text, and of one that has none. */
export const rd: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(0, 1, 2, 0x8000), octets(RD_LENGTH))
  .map(([type, bytes]) => {
    bytes[0] = type >> 8;
    bytes[1] = type & 0xff;
    return formatRd(bytes, 0);
  });

/** Octets as pairs joined by colons: a MAC address, an ESI. */
export function colonOctets(length: number): fc.Arbitrary<string> {
  return octets(length).map((bytes) => formatHex(bytes).replace(/(..)(?=.)/g, '$1:'));
}

/** One to `maxLength` values. */
export function some<T>(one: fc.Arbitrary<T>, maxLength: number = 8): fc.Arbitrary<readonly T[]> {
  return fc.array(one, { minLength: 1, maxLength });
}

/** An object in which the members of `optional` may be absent. */
export function partial<T extends object, O extends object>(
  required: { readonly [K in keyof T]: fc.Arbitrary<T[K]> },
  optional: { readonly [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<T & Partial<O>> {
  const all: Record<string, fc.Arbitrary<unknown>> = { ...required, ...optional };
  return fc.record(all, { requiredKeys: Object.keys(required) }) as fc.Arbitrary<T & Partial<O>>;
}

/** TLVs kept as octets, of these types. */
export function opaqueTlvs(type: fc.Arbitrary<number>): fc.Arbitrary<readonly OpaqueTlv[]> {
  return some(fc.record({ type, value: fc.uint8Array({ maxLength: 12 }) }), 3);
}

/** A family this codec knows. */
export const family: fc.Arbitrary<FamilyNumber> = fc.constantFrom(...Object.values(Family));

/** A text of at most so many octets of UTF-8. */
export function textOf(maxOctets: number): fc.Arbitrary<string> {
  return fc.string({ unit: 'grapheme', maxLength: maxOctets / 5 }).filter((text) => utf8Length(text) <= maxOctets);
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
