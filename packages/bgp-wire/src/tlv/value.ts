import { formatAddress, parseAddress } from '../bytes/address.js';
import { formatHex, parseHex } from '../bytes/hex.js';
import { unsigned } from '../bytes/range.js';
import { readU16, readU32 } from '../bytes/reader.js';
import { readU64, writeU64 } from '../bytes/uint64.js';
import { decodeUtf8Strict, encodeUtf8 } from '../bytes/utf8.js';
import type { ByteWriter } from '../bytes/writer.js';
import { fixed, rest, type ValueForm } from './form.js';

/** An unsigned number of 1 to 4 octets. */
export function uint(octets: 1 | 2 | 3 | 4): ValueForm<number> {
  const max = 2 ** (8 * octets) - 1;
  return fixed(
    octets,
    (bytes, at) => readUint(bytes, at, octets),
    (value, writer, name) => writeUint(unsigned(name, value, max), octets, writer),
  );
}

/** A field that means nothing yet: a member of the model only where it is not zero. */
export function reserved(octets: 1 | 2 | 3 | 4): ValueForm<number> {
  return { ...uint(octets), absent: 0 };
}

/** The unsigned number in `octets` octets (1 to 4) at `at`. */
export function readUint(bytes: Uint8Array, at: number, octets: number): number {
  if (octets === 4) return readU32(bytes, at);
  if (octets === 3) return (bytes[at]! << 16) | readU16(bytes, at + 1);
  return octets === 2 ? readU16(bytes, at) : bytes[at]!;
}

/** Writes an unsigned number in `octets` octets (1 to 4). */
export function writeUint(value: number, octets: number, writer: ByteWriter): void {
  for (let shift = 8 * (octets - 1); shift >= 0; shift -= 8) writer.u8(value >>> shift);
}

/** 64 bits: a number up to 2^53 − 1, else sixteen hexadecimal digits. */
export const uint64: ValueForm<number | string> = fixed(8, readU64, writeU64);

/**
 * IEEE 754 single precision (RFC 9552 §5.3.2: bandwidths, in octets a second). What is no finite number is not of the
 * form: a NaN would lose its octets.
 */
export const float32: ValueForm<number> = fixed(
  4,
  (bytes, at) => {
    const value = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(at);
    return Number.isFinite(value) ? value : undefined;
  },
  (value, writer, name) => {
    const octets = new Uint8Array(4);
    new DataView(octets.buffer).setFloat32(0, value);
    if (typeof value !== 'number' || !Number.isFinite(Math.fround(value)))
      throw new RangeError(`${name} is a number of single precision, got ${value}`);
    writer.bytes(octets);
  },
);

function address(what: string, lengths: readonly number[], measured: number | undefined): ValueForm<string> {
  return {
    measure: (_bytes, start, end) => measured ?? end - start,
    decode: (bytes, start, end) => (lengths.includes(end - start) ? formatAddress(bytes, start, end) : undefined),
    encode(value, writer, name) {
      const octets = typeof value === 'string' ? parseAddress(value) : undefined;
      if (!octets || !lengths.includes(octets.length)) throw new RangeError(`${name} is ${what}, got ${value}`);
      writer.bytes(octets);
    },
  };
}

export const ipv4: ValueForm<string> = address('an IPv4 address', [4], 4);
export const ipv6: ValueForm<string> = address('an IPv6 address', [16], 16);
/** An IPv4 or an IPv6 address, told apart by the length. */
export const ipAddress: ValueForm<string> = address('an IPv4 or IPv6 address', [4, 16], undefined);

/** A MAC address, `00:11:22:33:44:55`. */
export const macAddress: ValueForm<string> = fixed(
  6,
  (bytes, at) => formatHex(bytes, at, at + 6).replace(/(..)(?=.)/g, '$1:'),
  (value, writer, name) => {
    const octets = typeof value === 'string' ? parseHex(value) : undefined;
    if (octets?.length !== 6) throw new RangeError(`${name} is written 00:11:22:33:44:55, got ${value}`);
    writer.bytes(octets);
  },
);

/** Octets nobody reads. */
export const octets: ValueForm<Uint8Array> = rest(
  (bytes, start, end) => bytes.slice(start, end),
  (value, writer, name) => {
    if (!(value instanceof Uint8Array)) throw new RangeError(`${name} is octets, got ${value}`);
    writer.bytes(value);
  },
);

/** A name. */
export const text: ValueForm<string> = rest(
  (bytes, start, end) => decodeUtf8Strict(bytes.subarray(start, end)),
  (value, writer, name) => {
    if (typeof value !== 'string') throw new RangeError(`${name} is a text, got ${value}`);
    writer.bytes(encodeUtf8(value));
  },
);

/** No octets: presence is the value. */
export const presence: ValueForm<true> = fixed<true>(
  0,
  () => true,
  (value, _writer, name) => {
    if (value !== true) throw new RangeError(`${name} is true or left out, got ${value}`);
  },
);
