import { hex, octets } from './octets.js';

/** A TLV with two octets of type and two of length, as hexadecimal text; BGP-LS has only such ones. */
export function lsTlv(type: number, ...values: readonly string[]): string {
  const value = values.join(' ');
  return `${hex(type, 2)} ${hex(octets(value).length, 2)} ${value}`;
}
