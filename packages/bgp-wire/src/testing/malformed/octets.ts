import { parseHex } from '../../bytes/hex.js';
import { ByteWriter } from '../../bytes/writer.js';

/** Octets of hexadecimal text written by hand; spaces are free. */
export function octetsOf(text: string): Uint8Array {
  const bytes = parseHex(text);
  if (!bytes) throw new RangeError(`hexadecimal text has pairs of digits, got ${text}`);
  return bytes;
}

/** One attribute with a 1-octet length, or a 2-octet one where the flags say so. */
export function tlv(flags: number, code: number, value: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(flags);
  writer.u8(code);
  if ((flags & 0x10) !== 0) writer.u16(value.length);
  else writer.u8(value.length);
  writer.bytes(value);
  return writer.take();
}

/** Octets one after another. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter();
  for (const part of parts) writer.bytes(part);
  return writer.take();
}

/** A whole UPDATE of its three fields. */
export function updateOf(withdrawn: Uint8Array, attributes: Uint8Array, nlri: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  for (let i = 0; i < 16; i++) writer.u8(0xff);
  writer.u16(23 + withdrawn.length + attributes.length + nlri.length);
  writer.u8(2);
  writer.u16(withdrawn.length);
  writer.bytes(withdrawn);
  writer.u16(attributes.length);
  writer.bytes(attributes);
  writer.bytes(nlri);
  return writer.take();
}
