import { readU32 } from '@mesh/bgp-wire';

/** Texts of numbers of 16 bits, made when first needed: making them anew is most of what an UPDATE costs. */
const SMALL: (string | undefined)[] = new Array(0x10000).fill(undefined);

/** The decimal digits of an unsigned number. */
export function digits(value: number): string {
  if (value > 0xffff) return String(value);
  const known = SMALL[value];
  if (known !== undefined) return known;
  const text = String(value);
  SMALL[value] = text;
  return text;
}

/** The dotted quad of four octets. */
export function quad(bytes: Uint8Array, at: number): string {
  return `${digits(bytes[at]!)}.${digits(bytes[at + 1]!)}.${digits(bytes[at + 2]!)}.${digits(bytes[at + 3]!)}`;
}

/** The decimal digits of four octets. */
export function digits32(bytes: Uint8Array, at: number): string {
  return digits(readU32(bytes, at));
}
