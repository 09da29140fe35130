import {
  AS_PATH,
  asPathLength,
  attributeSet,
  createContext,
  formatHex,
  isPrefixNlri,
  packUpdates,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type InternetTableOptions, internetTable, Prng } from '../src/index.js';

const context = createContext();

function table(options: InternetTableOptions) {
  const groups = [...internetTable(options)];
  const prefixes = groups.flatMap(({ nlri }) => nlri.filter(isPrefixNlri).map(({ prefix }) => prefix));
  return { groups, prefixes };
}

const share = (list: readonly unknown[], count: number) => count / list.length;

describe('the seeded generator of random numbers', () => {
  it('gives the published sequence of mulberry32 for seed 1', () => {
    const random = new Prng(1);
    expect([random.u32(), random.u32(), random.u32()]).toEqual([2693262067, 11749833, 2265367787]);
  });
});

describe('the Internet-like table', () => {
  const { groups, prefixes } = table({ count: 50_000, seed: 7 });

  it('has as many routes as asked for, and no prefix twice', () => {
    expect(prefixes).toHaveLength(50_000);
    expect(new Set(prefixes).size).toBe(50_000);
  });

  it('is the same for a seed, and another for another', () => {
    const octets = (seed: number) => formatHex(packUpdates({ announced: table({ count: 500, seed }).groups }, context));
    expect(octets(3)).toBe(octets(3));
    expect(octets(3)).not.toBe(octets(4));
  });

  it('has about ten prefixes an attribute set', () => {
    expect(prefixes.length / groups.length).toBeGreaterThan(8);
    expect(prefixes.length / groups.length).toBeLessThan(12);
  });

  it('is mostly /24, with few short prefixes and none longer', () => {
    const lengths = prefixes.map((prefix) => Number(prefix.split('/')[1]));
    const slash24 = lengths.filter((bits) => bits === 24).length;
    expect(share(lengths, slash24)).toBeGreaterThan(0.58);
    expect(share(lengths, slash24)).toBeLessThan(0.66);
    expect(Math.max(...lengths)).toBe(24);
    expect(share(lengths, lengths.filter((bits) => bits <= 16).length)).toBeLessThan(0.03);
  });

  it('has paths of four to five hops on average, and both kinds of AS number', () => {
    const paths = groups.map(({ attributes }) => attributes.find(({ code }) => code === AS_PATH.code)!.value);
    const lengths = paths.map((path) => asPathLength(path as Parameters<typeof asPathLength>[0]));
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(4);
    expect(mean).toBeLessThan(5);
    const asns = new Set((paths as { asns: number[] }[][]).flat().flatMap(({ asns }) => asns));
    expect([...asns].some((asn) => asn > 0xffff)).toBe(true);
    expect(asns.has(0)).toBe(false);
  });

  it('keeps to addresses that are routed: no private, loopback or multicast space', () => {
    const special = /^(0|10|127|169|172|192|198|203|22[4-9]|2[3-5]\d)\./;
    expect(prefixes.filter((prefix) => special.test(prefix))).toEqual([]);
  });

  it('writes attributes in ascending type', () => {
    const sorted = groups.every(({ attributes }) =>
      attributes.every(({ code }, i) => i === 0 || attributes[i - 1]!.code < code),
    );
    expect(sorted).toBe(true);
    expect(attributeSet(groups[0]!.attributes, context).length).toBeGreaterThan(0);
  });

  it('mixes in IPv6 from the blocks of the registries', () => {
    const mixed = table({ count: 5000, seed: 7, ipv6Share: 0.3 }).prefixes;
    const ipv6 = mixed.filter((prefix) => prefix.includes(':'));
    expect(ipv6.length).toBeGreaterThan(1000);
    expect(ipv6.every((prefix) => /^2[4-9a-c][0-9a-f]{2}:/.test(prefix))).toBe(true);
    expect(new Set(mixed).size).toBe(5000);
  });
});
