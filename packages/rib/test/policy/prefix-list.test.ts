import { Family, formatPrefix, parsePrefix } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PrefixListEntry, prefixList } from '../../src/index.js';
import { asksOf, routeOf } from '../support/policy.js';

function has(list: readonly (string | PrefixListEntry)[], prefix: string, family?: Family): boolean {
  return asksOf(
    prefixList(list),
    routeOf({ prefix, family, nextHop: prefix.includes(':') ? '2001:db8::1' : '192.0.2.1' }),
  );
}

describe('prefixList', () => {
  it.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.0.0.0/8', true],
    ['10.0.0.0/8', '10.0.0.0/9', false],
    ['10.0.0.0/8 ge 8', '10.255.255.255/32', true],
    ['10.0.0.0/8 orlonger', '10.1.0.0/16', true],
    ['10.0.0.0/8 orlonger', '10.0.0.0/8', true],
    ['10.0.0.0/8 orlonger', '10.0.0.0/7', false],
    ['10.0.0.0/8 orlonger', '11.0.0.0/16', false],
    ['10.0.0.0/8 ge 16 le 24', '10.1.0.0/15', false],
    ['10.0.0.0/8 ge 16 le 24', '10.1.0.0/16', true],
    ['10.0.0.0/8 ge 16 le 24', '10.1.1.0/24', true],
    ['10.0.0.0/8 ge 16 le 24', '10.1.1.0/25', false],
    ['10.0.0.0/8 le 9', '10.0.0.0/8', true],
    ['0.0.0.0/0', '0.0.0.0/0', true],
    ['0.0.0.0/0', '10.0.0.0/8', false],
    ['0.0.0.0/0 ge 25', '10.0.0.128/25', true],
    ['0.0.0.0/0 le 32', '10.0.0.1/32', true],
    ['0.0.0.0/0 orlonger', '2001:db8::/32', false],
    ['::/0 ge 49', '2001:db8::/48', false],
    ['::/0 ge 49', '2001:db8::/49', true],
    ['2001:db8::/32 orlonger', '2001:db8:ffff::1/128', true],
    ['10.0.0.0', '10.0.0.0/32', true],
    ['permit 10.0.0.0/8', '10.0.0.0/8', true],
    ['deny 10.0.0.0/8', '10.0.0.0/8', false],
  ])('%s takes %s: %s', (entry, prefix, expected) => {
    expect(has([entry], prefix)).toBe(expected);
  });

  it('lets the first entry that takes a prefix decide', () => {
    const list = ['deny 10.1.0.0/16 orlonger', '10.0.0.0/8 orlonger', 'deny 10.2.0.0/16', { prefix: '10.1.2.0/24' }];
    expect(
      ['10.0.0.0/8', '10.2.0.0/16', '10.1.0.0/16', '10.1.2.0/24', '11.0.0.0/8'].map((one) => has(list, one)),
    ).toEqual([true, true, false, false, false]);
  });

  it('takes the prefixes of multicast, and of families without prefixes none', () => {
    expect(has(['10.0.0.0/8'], '10.0.0.0/8', Family.IPV4_MULTICAST)).toBe(true);
    expect(has([], '10.0.0.0/8')).toBe(false);
  });

  const addresses = fc.constantFrom('10', '11', '138').map((octet) => `${octet}.0.0.0`);
  const ipv4 = fc.record({ address: addresses, bits: fc.integer({ min: 0, max: 32 }), low: fc.nat(255) }).map((one) => {
    const prefix = parsePrefix(`${one.address}/${one.bits}`)!;
    prefix.address[1] = one.low;
    prefix.address[3] = one.low;
    return formatPrefix(new Uint8Array([one.bits, ...prefix.address]), 0, 4);
  });
  const entries = fc
    .record({ prefix: ipv4, more: fc.nat(8), span: fc.nat(8), deny: fc.boolean() })
    .map(({ prefix, more, span, deny }) => {
      const bits = Number(prefix.split('/')[1]);
      const ge = Math.min(32, bits + more);
      return { prefix, ge, le: Math.min(32, ge + span), deny };
    });

  it('agrees with a walk over the entries in their order', () => {
    const covers = (above: string, below: string): boolean => {
      const [a, b] = [parsePrefix(above)!, parsePrefix(below)!];
      const word = ({ address }: { address: Uint8Array }): number =>
        address.reduce((sum, octet) => 256 * sum + octet, 0);
      const size = 2 ** (32 - a.bits);
      return b.bits >= a.bits && Math.floor(word(a) / size) === Math.floor(word(b) / size);
    };
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 12 }), fc.array(ipv4, { maxLength: 12 }), (list, prefixes) => {
        for (const prefix of [...prefixes, ...list.map((entry) => entry.prefix)]) {
          const bits = Number(prefix.split('/')[1]);
          const first = list.find((one) => covers(one.prefix, prefix) && bits >= one.ge && bits <= one.le);
          expect(has(list, prefix)).toBe(first !== undefined && !first.deny);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string | PrefixListEntry, RegExp]>([
    ['', /an entry is written .* got $/],
    ['10.0.0.0/8 longer', /an entry is written/],
    ['10.0.0.0/33', /prefix is written/],
    ['10.0.0.1/8', /no bits behind its length, got 10\.0\.0\.1\/8/],
    ['10.0.0.0/8 ge 7', /ge of 10\.0\.0\.0\/8 must be 8–32, got 7/],
    ['10.0.0.0/8 le 33', /le of 10\.0\.0\.0\/8 must be 8–32, got 33/],
    ['10.0.0.0/8 ge 20 le 19', /le of 10\.0\.0\.0\/8 must be 20–32, got 19/],
    [{ prefix: '::/0', ge: 1.5 }, /ge of ::\/0 must be 0–128, got 1\.5/],
  ])('refuses %j', (entry, message) => {
    expect(() => prefixList(['10.0.0.0/8', entry])).toThrow(
      expect.objectContaining({
        code: 'MESH_PREFIX_LIST',
        message: expect.stringMatching(message),
        details: { entry: 2 },
      }),
    );
  });
});
