import { AS_PATH, type AsPathSegment, ByteWriter, createContext } from '@mesh/bgp-wire';
import { expect, it } from 'vitest';
import { originAsOf, originAsOfOctets } from '../../src/index.js';

const OWN = 64999;
const sequence = (...asns: number[]): AsPathSegment => ({ type: 'AS_SEQUENCE', asns });
const rows: readonly [string, readonly AsPathSegment[], number | undefined][] = [
  ['the rightmost AS of the last AS_SEQUENCE', [sequence(1, 2, 4_200_000_000)], 4_200_000_000],
  ['of two sequences the last', [sequence(1), sequence(2, 3)], 3],
  ['our own for an empty path', [], OWN],
  ['our own for a path within the confederation', [{ type: 'AS_CONFED_SEQUENCE', asns: [65001, 65002] }], OWN],
  ['our own after a set of the confederation', [sequence(1), { type: 'AS_CONFED_SET', asns: [65001] }], OWN],
  ['what follows the confederation', [{ type: 'AS_CONFED_SEQUENCE', asns: [65001] }, sequence(7)], 7],
  ['none for an AS_SET at the end', [sequence(1), { type: 'AS_SET', asns: [2] }], undefined],
  ['the sequence after an AS_SET', [{ type: 'AS_SET', asns: [2] }, sequence(3)], 3],
];

it.each(rows)('%s (RFC 6811 §2)', (_name, path, origin) => {
  expect(originAsOf(path, OWN)).toBe(origin);
  const writer = new ByteWriter(64);
  writer.u8(0xff); // what stands before and after is not part of it
  AS_PATH.encode(path, writer, createContext());
  const end = writer.length;
  writer.u8(0xff);
  expect(originAsOfOctets(writer.take(), 1, end, OWN)).toBe(origin);
});

it('octets that end within a segment have no origin, and read nothing beyond', () => {
  expect(originAsOfOctets(new Uint8Array([2, 1, 0, 0]), 0, 4, OWN)).toBeUndefined();
  expect(originAsOfOctets(new Uint8Array([2]), 0, 1, OWN)).toBeUndefined();
});
