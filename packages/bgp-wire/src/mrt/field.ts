import { parseAddress } from '../bytes/address.js';
import { MAX_U16, MAX_U32, unsigned } from '../bytes/range.js';
import type { ByteWriter } from '../bytes/writer.js';
import { afiOf } from '../family.js';
import { Afi } from '../iana.js';

/*
 * The fields that records of several types share, written. Each throws `RangeError` that names the field for a value
 * that has no encoding.
 */

/** Octets of an address of the AFI, 1 or 2. */
export function addressLength(afi: number): 4 | 16 {
  return afi === Afi.IPV4 ? 4 : 16;
}

/** The octets of an address; of `length` octets where that is given. */
export function addressField(name: string, text: string, length?: number): Uint8Array {
  const address = parseAddress(text);
  if (address !== undefined && (length === undefined || address.length === length)) return address;
  const kind = length === undefined ? 'IPv4 or IPv6' : length === 4 ? 'IPv4' : 'IPv6';
  throw new RangeError(`${name} is an ${kind} address, got ${text}`);
}

export function writeU16Field(writer: ByteWriter, name: string, value: number): void {
  writer.u16(unsigned(name, value, MAX_U16));
}

export function writeU32Field(writer: ByteWriter, name: string, value: number): void {
  writer.u32(unsigned(name, value, MAX_U32));
}

/** An AS number in the width that the record has. */
export function writeAsn(writer: ByteWriter, name: string, asn: number, asn4: boolean): void {
  if (asn4) writeU32Field(writer, name, asn);
  else writeU16Field(writer, name, asn);
}

/** Throws `RangeError` unless the octets are length octet and prefix of the family, no more and no less. */
export function assertPrefix(nlri: Uint8Array, family: number): void {
  const bits = nlri[0];
  const limit = 8 * addressLength(afiOf(family));
  if (bits !== undefined && bits <= limit && nlri.length === 1 + ((bits + 7) >> 3)) return;
  throw new RangeError(
    bits === undefined
      ? 'nlri is a length octet and a prefix, got no octets'
      : `nlri is a prefix of up to ${limit} bits, got ${bits} bits in ${nlri.length - 1} octets`,
  );
}

/** Attributes with their length before them. */
export function writeAttributesField(writer: ByteWriter, attributes: Uint8Array): void {
  if (attributes.length > MAX_U16) {
    throw new RangeError(`attributes have up to ${MAX_U16} octets, got ${attributes.length}`);
  }
  writer.u16(attributes.length);
  writer.bytes(attributes);
}
