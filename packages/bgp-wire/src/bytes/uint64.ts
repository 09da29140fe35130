import { readU32 } from './reader.js';
import type { ByteWriter } from './writer.js';

/** The unsigned 64-bit number at `offset`: a number where JavaScript holds it exactly, else sixteen hexadecimal digits. */
export function readU64(bytes: Uint8Array, offset: number): number | string {
  const high = readU32(bytes, offset);
  const low = readU32(bytes, offset + 4);
  const hex = (half: number) => half.toString(16).padStart(8, '0');
  return high <= 0x1fffff ? high * 0x100000000 + low : hex(high) + hex(low);
}

/** Writes what `readU64` gives, or any text of up to sixteen hexadecimal digits. Throws `RangeError` for another value. */
export function writeU64(value: unknown, writer: ByteWriter, name: string): void {
  const digits =
    typeof value === 'string'
      ? value
      : typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? value.toString(16)
        : '';
  if (!/^[0-9a-f]{1,16}$/i.test(digits)) {
    throw new RangeError(`${name} is 0 to 2^53 - 1, or up to sixteen hexadecimal digits, got ${value}`);
  }
  const padded = digits.padStart(16, '0');
  writer.u32(Number.parseInt(padded.slice(0, 8), 16));
  writer.u32(Number.parseInt(padded.slice(8), 16));
}
