import { describe, expect, it } from 'vitest';
import { normalAsPath, routeLine, type TableRoute, tableDifference, tableLines } from '../lab/route.js';
import { sampleRoutes } from '../lab/sample.js';

/* The suite is worth what its comparison sees: each way in which a table may be wrong is told. */

const ROUTE: TableRoute = { prefix: '10.0.0.0/8', nextHop: '192.0.2.1', origin: 'igp', asPath: '1 2', med: 0 };
const OTHERS: readonly Partial<TableRoute>[] = [
  { nextHop: '192.0.2.2' },
  { origin: 'incomplete' },
  { asPath: '1 2 2' },
  { med: 1 },
  { localPref: 100 },
  { atomicAggregate: true },
  { aggregator: '1 192.0.2.1' },
  { communities: ['1:1'] },
  { extendedCommunities: ['target:1:1'] },
  { largeCommunities: ['1:1:1'] },
];

describe('comparison', () => {
  it.each(OTHERS)('sees %o', async (other) => {
    const difference = tableDifference(await tableLines([ROUTE]), await tableLines([{ ...ROUTE, ...other }]));
    expect(difference).toHaveLength(1);
    expect(difference[0]).toContain('10.0.0.0/8 differs');
  });

  it('sees an attribute that is not there', () => {
    const { med: _, ...without } = ROUTE;
    expect(routeLine(without)).not.toBe(routeLine(ROUTE));
  });

  it('sees what is missing and what is extra', async () => {
    const [one, other] = [await tableLines([ROUTE]), await tableLines([{ ...ROUTE, prefix: '11.0.0.0/8' }])];
    expect(tableDifference(one, other).map((line) => line.split(':')[0])).toEqual([
      '10.0.0.0/8 is missing',
      '11.0.0.0/8 is extra',
    ]);
  });

  it('refuses a prefix that stands twice', async () => {
    await expect(tableLines([ROUTE, ROUTE])).rejects.toThrow('10.0.0.0/8 stands twice');
  });

  it('passes over the order of a set, not of a sequence', () => {
    expect(normalAsPath('1 2 { 4, 3 }')).toBe(normalAsPath('1 2 {3 4}'));
    expect(normalAsPath('1 2')).not.toBe(normalAsPath('2 1'));
    expect(routeLine({ ...ROUTE, communities: ['1:2', '1:1'] })).toBe(
      routeLine({ ...ROUTE, communities: ['1:1', '1:2'] }),
    );
  });

  it('is given a hundred routes of different prefixes, most with attributes of their own', () => {
    for (const family of ['ipv4', 'ipv6'] as const) {
      const routes = sampleRoutes(family, { senderAs: 1, nextHop: '192.0.2.1', count: 100 });
      expect(new Set(routes.map(({ prefix }) => prefix)).size).toBe(100);
      expect(new Set(routes.map((route) => routeLine(route))).size).toBeGreaterThan(90);
    }
  });
});
