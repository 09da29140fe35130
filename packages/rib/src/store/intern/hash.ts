/*
 * Seeded 32-bit hashes: HalfSipHash-1-3, a keyed function made for tables whose keys others choose, over two words of
 * key. With a seed a peer does not know it cannot choose prefixes that meet in one bucket; of weaker functions
 * (MurmurHash3 was here) collisions are known that hold for every seed. Results are signed: V8 keeps them out of the heap.
 */

/** The second half of the key of a seed. */
function secondKey(seed: number): number {
  let h = Math.imul(seed ^ (seed >>> 16) ^ 0x5bd1e995, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const FINAL = 0xff;

/** Hash of two 32-bit words. */
export function hashWords(a: number, b: number, seed: number): number {
  const key = secondKey(seed);
  let v0 = seed;
  let v1 = key;
  let v2 = seed ^ 0x6c796765;
  let v3 = key ^ 0x74656462;
  v3 ^= a;
  v0 = (v0 + v1) | 0;
  v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
  v0 = (v0 << 16) | (v0 >>> 16);
  v2 = (v2 + v3) | 0;
  v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
  v0 = (v0 + v3) | 0;
  v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
  v2 = (v2 + v1) | 0;
  v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
  v2 = (v2 << 16) | (v2 >>> 16);
  v0 ^= a;
  v3 ^= b;
  v0 = (v0 + v1) | 0;
  v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
  v0 = (v0 << 16) | (v0 >>> 16);
  v2 = (v2 + v3) | 0;
  v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
  v0 = (v0 + v3) | 0;
  v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
  v2 = (v2 + v1) | 0;
  v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
  v2 = (v2 << 16) | (v2 >>> 16);
  v0 ^= b;
  return finish(v0, v1, v2, v3);
}

/** Hash of the octets in `bytes[start, end)`. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  const key = secondKey(seed);
  let v0 = seed;
  let v1 = key;
  let v2 = seed ^ 0x6c796765;
  let v3 = key ^ 0x74656462;
  const length = end - start;
  for (let at = start; ; at += 4) {
    const left = end - at;
    let word: number;
    if (left >= 4) word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    else {
      word = length << 24;
      if (left > 0) word |= bytes[at]!;
      if (left > 1) word |= bytes[at + 1]! << 8;
      if (left > 2) word |= bytes[at + 2]! << 16;
    }
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
    if (left < 4) return finish(v0, v1, v2, v3);
  }
}

/** The three rounds at the end, folded to one word. */
function finish(a: number, b: number, c: number, d: number): number {
  let [v0, v1, v2, v3] = [a, b, c ^ FINAL, d];
  for (let round = 0; round < 3; round++) {
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
  }
  return v1 ^ v3;
}

/** True where `length` octets at `a[i]` and at `b[j]` are the same. */
export function sameBytes(a: Uint8Array, i: number, b: Uint8Array, j: number, length: number): boolean {
  for (let n = 0; n < length; n++) if (a[i + n] !== b[j + n]) return false;
  return true;
}
