import { readU32 } from '../../src/index.js';

export { gzipSync } from 'node:zlib';

/** What any bzip2 file begins with; the decompressor of a test does not look at it. */
export const bzip2Fixture: Uint8Array = new Uint8Array([0x42, 0x5a, 0x68, 0x39, 0x31]);

/** Records of a file, by its lengths. */
export function records(file: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < file.length; at += 12 + readU32(file, at + 8)) count++;
  return count;
}
