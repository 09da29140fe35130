import { decodeOrf, encodeOrf, Family, type PrefixOrfEntry } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { PrefixFilters } from '../../src/adj-rib-out/prefix-filter.js';
import { RouteStore } from '../../src/index.js';
import { coreOf } from '../../src/store/store.js';

/** An entry written as routers write it: `5 permit 10.0.0.0/8 ge 16 le 24`. */
function entry(text: string, action: 'add' | 'remove' = 'add'): PrefixOrfEntry {
  const [sequence, match, prefix, ...rest] = text.split(' ');
  const of = (word: string) => Number(rest[rest.indexOf(word) + 1] ?? 0);
  return {
    action,
    match: match as 'permit' | 'deny',
    sequence: Number(sequence),
    prefix: prefix!,
    minLength: rest.includes('ge') ? of('ge') : 0,
    maxLength: rest.includes('le') ? of('le') : 0,
  };
}

const routes = ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/16', '10.1.0.0/16', '10.1.2.0/24', '10.1.2.3/32', '11.0.0.0/8'];

function permitted(filters: PrefixFilters): string[] {
  const store = new RouteStore();
  return routes.filter((prefix) => {
    const { id } = store.retain({ prefix, nextHop: 'self' });
    return filters.permits(coreOf(store).routes, id);
  });
}

function filtersOf(...entries: Parameters<typeof encodeOrf>[0]['collections'][number][]): PrefixFilters {
  const filters = new PrefixFilters();
  // Through the octets of a ROUTE-REFRESH, as a session has them.
  const request = decodeOrf(
    encodeOrf({ whenToRefresh: 'immediate', collections: entries }, Family.IPV4_UNICAST),
    Family.IPV4_UNICAST,
  );
  filters.apply(Family.IPV4_UNICAST, request!.collections);
  return filters;
}
const list = (...texts: string[]) => ({ type: 64, entries: texts.map((text) => entry(text)) });

describe('PrefixFilters (RFC 5292 §2)', () => {
  it.each([
    ['the prefix itself where no length is given', ['5 permit 10.0.0.0/8'], ['10.0.0.0/8']],
    ['from a length up', ['5 permit 10.0.0.0/8 ge 17'], ['10.1.2.0/24', '10.1.2.3/32']],
    ['up to a length', ['5 permit 10.0.0.0/8 le 16'], ['10.0.0.0/8', '10.0.0.0/16', '10.1.0.0/16']],
    ['between lengths', ['5 permit 10.1.0.0/16 ge 20 le 24'], ['10.1.2.0/24']],
    ['all of them', ['5 permit 0.0.0.0/0 le 32'], routes],
    ['bits within an octet', ['5 permit 10.0.0.0/7 ge 8 le 8'], ['10.0.0.0/8', '11.0.0.0/8']],
    [
      'what the first entry says',
      ['5 deny 10.1.0.0/16 le 32', '9 permit 10.0.0.0/8 le 32'],
      ['10.0.0.0/8', '10.0.0.0/16'],
    ],
    [
      'in the order of their numbers',
      ['9 permit 10.0.0.0/8 le 16', '5 deny 10.0.0.0/8'],
      ['10.0.0.0/16', '10.1.0.0/16'],
    ],
  ])('permits %s', (_, texts, expected) => {
    expect(permitted(filtersOf(list(...texts)))).toEqual(expected);
  });

  it('permits all without entries, or once they are removed', () => {
    expect(permitted(new PrefixFilters())).toEqual(routes);
    const filters = filtersOf(list('5 permit 10.0.0.0/8'));
    filters.apply(Family.IPV4_UNICAST, [{ type: 64, entries: [entry('5 permit 10.0.0.0/8', 'remove')] }]);
    expect(permitted(filters)).toEqual(routes);
    expect(permitted(filtersOf({ type: 128, entries: [entry('5 deny 0.0.0.0/0'), { action: 'remove-all' }] }))).toEqual(
      routes,
    );
  });

  it('removes the entry that is named, and no other', () => {
    const filters = filtersOf(list('5 permit 10.0.0.0/8', '6 permit 11.0.0.0/8'));
    filters.apply(Family.IPV4_UNICAST, [{ type: 64, entries: [entry('5 permit 11.0.0.0/8', 'remove')] }]);
    expect(permitted(filters)).toEqual(['10.0.0.0/8', '11.0.0.0/8']);
    filters.apply(Family.IPV4_UNICAST, [{ type: 64, entries: [entry('6 permit 11.0.0.0/8', 'remove')] }]);
    expect(permitted(filters)).toEqual(['10.0.0.0/8']);
  });

  it('leaves other families and other types of filter alone', () => {
    const filters = filtersOf({ type: 3, octets: new Uint8Array([0x00, 1, 2]) });
    filters.apply(Family.IPV6_UNICAST, [{ type: 64, entries: [entry('5 deny 2001:db8::/32')] }]);
    expect(permitted(filters)).toEqual(routes);
  });
});
