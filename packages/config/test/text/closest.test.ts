import { expect, it } from 'vitest';
import { closest } from '../../src/text/closest.js';

const words = ['med', 'next-hop', 'community', 'origin'];

it.each([
  ['nexthop', 'next-hop'],
  ['comunity', 'community'],
  ['orgin', 'origin'],
  ['mad', 'med'],
  ['rd', undefined],
  ['label', undefined],
  ['', undefined],
])('%s is most likely %s', (word, expected) => {
  expect(closest(word, words)).toBe(expected);
});
