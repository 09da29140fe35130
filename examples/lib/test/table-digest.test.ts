import { describe, expect, it } from 'vitest';
import { compareTables, TableDigest } from '../src/index.js';

const octets = (...bytes: number[]) => new Uint8Array(bytes);

function digest(...routes: readonly (readonly [string, Uint8Array])[]): string {
  const sum = new TableDigest();
  for (const [key, attributes] of routes) sum.add({ key, attributes });
  return `${sum.count} ${sum}`;
}

describe('the digest of a table', () => {
  it('is the SHA-256 of its one route', () => {
    // printf 'a\0\1' | sha256sum
    expect(digest(['a', octets(1)])).toBe('1 b32fda8337e9a70666eb44a0e9bd3e5639aae28459d5f6b472cdd7a479b46c7a');
  });

  it('does not depend on the order of routes', () => {
    const [a, b] = [['10.0.0.0/8', octets(1)] as const, ['11.0.0.0/8', octets(2)] as const];
    expect(digest(a, b)).toBe(digest(b, a));
  });

  it.each([
    ['an attribute', digest(['10.0.0.0/8', octets(2)])],
    ['a prefix', digest(['10.0.0.0/9', octets(1)])],
    ['a second copy', digest(['10.0.0.0/8', octets(1)], ['10.0.0.0/8', octets(1)])],
  ])('tells %s', (_what, other) => {
    expect(other).not.toBe(digest(['10.0.0.0/8', octets(1)]));
  });
});

describe('the comparison of tables', () => {
  it('names what is missing, unexpected and changed', () => {
    const expected = new Map([
      ['10.0.0.0/8', 'igp'],
      ['11.0.0.0/8', 'igp'],
      ['12.0.0.0/8', 'igp'],
    ]);
    const actual = new Map([
      ['10.0.0.0/8', 'igp'],
      ['12.0.0.0/8', 'egp'],
      ['13.0.0.0/8', 'igp'],
    ]);
    expect(compareTables(expected, actual)).toEqual({
      missing: ['11.0.0.0/8'],
      unexpected: ['13.0.0.0/8'],
      changed: ['12.0.0.0/8: expected igp, got egp'],
    });
  });
});
