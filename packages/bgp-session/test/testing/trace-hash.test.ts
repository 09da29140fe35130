import { expect, it } from 'vitest';
import { seededRandom } from '../../src/testing/index.js';
import { TraceHash } from '../../src/testing/network/trace-hash.js';

/** FNV-1a of 32 bits (draft-eastlake-fnv §3) with numbers of any size. */
function fnv1a(octets: Uint8Array): string {
  let hash = 0x811c9dc5n;
  for (const octet of octets) hash = ((hash ^ BigInt(octet)) * 0x01000193n) % (1n << 32n);
  return hash.toString(16).padStart(8, '0');
}

it('is FNV-1a of time, source, destination, length and octets in its first half', () => {
  const hash = new TraceHash();
  hash.add(1.5, 1, 2, Uint8Array.of(3, 4));
  // 1.5 in IEEE 754 is 3ff8 0000 0000 0000.
  const record = [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 3, 4];
  expect(hash.toString().slice(0, 8)).toBe(fnv1a(Uint8Array.from(record)));
  expect(fnv1a(new TextEncoder().encode('foobar'))).toBe('bf9cf968');
});

it.each([
  ['another time', 2, 1, 2, [3, 4]],
  ['another source', 1, 2, 2, [3, 4]],
  ['another destination', 1, 1, 1, [3, 4]],
  ['other octets', 1, 1, 2, [4, 3]],
] as const)('tells %s apart, in both halves', (_, at, from, to, octets) => {
  const [one, other] = [new TraceHash(), new TraceHash()];
  one.add(1, 1, 2, Uint8Array.of(3, 4));
  other.add(at, from, to, Uint8Array.from(octets));
  expect(other.toString().slice(0, 8)).not.toBe(one.toString().slice(0, 8));
  expect(other.toString().slice(8)).not.toBe(one.toString().slice(8));
});

it('random numbers are those of mulberry32, in every engine', () => {
  const random = seededRandom(1);
  // The published reference of mulberry32 for the seed 1, as 32-bit numbers.
  const numbers = Array.from({ length: 3 }, () => random() * 0x1_0000_0000);
  expect(numbers).toEqual([2_693_262_067, 11_749_833, 2_265_367_787]);
});
