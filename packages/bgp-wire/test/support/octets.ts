import { readFileSync } from 'node:fs';
import { parseHex } from '../../src/index.js';

/*
 * Octets written by hand, so that no test of a decoder depends on our encoder. Everything is hexadecimal text; lengths
 * are counted here, by plain arithmetic on the text.
 */

/** Octets of hexadecimal text; spaces are free. */
export function octets(hex: string): Uint8Array {
  const bytes = parseHex(hex);
  if (!bytes) throw new Error(`no hexadecimal text: ${hex}`);
  return bytes;
}

/** A number in `length` octets as hexadecimal text. */
export function hex(value: number, length: number): string {
  return value.toString(16).padStart(2 * length, '0');
}

const size = (text: string) => octets(text).length;

/** A whole message of a type. */
export function message(type: number, body: string): Uint8Array {
  return octets(`${'ff'.repeat(16)} ${hex(19 + size(body), 2)} ${hex(type, 1)} ${body}`);
}

/** A whole UPDATE of its three fields. */
export function update(fields: { withdrawn?: string; attributes?: string; nlri?: string }): Uint8Array {
  const { withdrawn = '', attributes = '', nlri = '' } = fields;
  return message(2, `${hex(size(withdrawn), 2)} ${withdrawn} ${hex(size(attributes), 2)} ${attributes} ${nlri}`);
}

/** One attribute with a 1-octet length, or a 2-octet one where the flags say so. */
export function tlv(flags: number, code: number, value: string): string {
  const lengthOctets = (flags & 0x10) !== 0 ? 2 : 1;
  return `${hex(flags, 1)} ${hex(code, 1)} ${hex(size(value), lengthOctets)} ${value}`;
}

/** The frame in the middle of a larger buffer whose other octets are `poison`. */
export function poisoned(frame: Uint8Array, poison: number): Uint8Array {
  const buffer = new Uint8Array(frame.length + 128).fill(poison);
  buffer.set(frame, 64);
  return buffer.subarray(64, 64 + frame.length);
}

/** A file of hand-written vectors. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')) as T;
}

export const ORIGIN_IGP = '40 01 01 00';
export const PATH_65001 = '40 02 06 02 01 0000fde9';
export const NEXT_HOP_192_0_2_1 = '40 03 04 c0000201';
export const LOCAL_PREF_100 = '40 05 04 00000064';
/** 10.0.0.0/8 and 192.0.2.0/24. */
export const TWO_PREFIXES = '08 0a 18 c00002';
/** MP_REACH_NLRI of 2001:db8::/32 by 2001:db8::1. */
export const REACH_V6 = `80 0e 1a 0002 01 10 20010db8000000000000000000000001 00 20 20010db8`;
/** MP_UNREACH_NLRI of 2001:db8:1::/48. */
export const UNREACH_V6 = '80 0f 0a 0002 01 30 20010db80001';
