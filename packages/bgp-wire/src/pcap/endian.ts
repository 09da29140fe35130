import { readU16, readU32 } from '../bytes/reader.js';

/** Reads numbers in the byte order of the machine that wrote a capture. */
export interface ByteOrder {
  u16(bytes: Uint8Array, offset: number): number;
  u32(bytes: Uint8Array, offset: number): number;
}

export const BIG_ENDIAN: ByteOrder = { u16: readU16, u32: readU32 };

export const LITTLE_ENDIAN: ByteOrder = {
  u16: (bytes, offset) => bytes[offset]! | (bytes[offset + 1]! << 8),
  u32: (bytes, offset) =>
    (bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)) >>> 0,
};
