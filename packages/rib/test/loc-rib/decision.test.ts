import {
  AIGP,
  AS_PATH,
  type AsPathSegment,
  attribute,
  CLUSTER_LIST,
  COMMUNITIES,
  formatIPv4,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  ORIGINATOR_ID,
  type PathAttribute,
  parseCommunity,
} from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecisionOptions, LocRibOptions } from '../../src/index.js';
import { type NaivePath, naiveBest } from '../support/naive-decision.js';
import { type Announced, type NeighbourOptions, Router } from '../support/router.js';

const P = '10.0.0.0/8';
const med = (value: number): PathAttribute => attribute(MULTI_EXIT_DISC, value);
const preference = (value: number): PathAttribute => attribute(LOCAL_PREF, value);
const internal: NeighbourOptions = { kind: 'internal' };

/** Two paths that are equal but for what a rule looks at: the first is to win, by the rule named. */
interface Duel {
  readonly row: string;
  readonly says: string;
  readonly better: [NeighbourOptions, Announced];
  readonly worse: [NeighbourOptions, Announced];
  readonly options?: LocRibOptions;
  readonly values: [won: string, lost: string];
}

// What wins has the worse tie-breaks (host 9 against host 1), so that only the rule can have decided.
const duels: Duel[] = [
  {
    row: 'next-hop',
    says: 'RFC 4271 §9.1.2: a route whose NEXT_HOP is not resolvable is excluded',
    better: [{ host: 9 }, { path: [65009, 65001] }],
    worse: [{ host: 1 }, { nextHop: '198.51.100.1' }],
    options: { nextHopMetric: (address) => (address.startsWith('192.') ? 1 : undefined) },
    values: ['reachable', 'unreachable'],
  },
  {
    row: 'long-lived-stale',
    says: 'RFC 9494 §4.3: a route with LLGR_STALE is least preferred',
    better: [
      { host: 9, ...internal },
      { path: [1, 2, 3], attributes: [preference(1)] },
    ],
    worse: [
      { host: 1, ...internal },
      { path: [1], attributes: [attribute(COMMUNITIES, [parseCommunity('llgr-stale')!])] },
    ],
    values: ['fresh', 'stale'],
  },
  {
    row: 'weight',
    says: 'local policy: the weight of the peer',
    better: [{ host: 9, weight: 10 }, { path: [65009, 65001] }],
    worse: [{ host: 1 }, {}],
    values: ['10', '0'],
  },
  {
    row: 'local-pref',
    says: 'RFC 4271 §9.1.1: the higher degree of preference',
    better: [
      { host: 9, ...internal },
      { path: [1, 2, 3], attributes: [preference(200)] },
    ],
    worse: [
      { host: 1, ...internal },
      { path: [1], attributes: [preference(199)] },
    ],
    values: ['200', '199'],
  },
  {
    row: 'aigp',
    says: 'RFC 7311 §4.1: a route without AIGP is removed where another has it',
    better: [
      { host: 9, ...internal },
      { path: [1, 2], attributes: [preference(100), attribute(AIGP, { metric: 900 })] },
    ],
    worse: [
      { host: 1, ...internal },
      { path: [1], attributes: [preference(100)] },
    ],
    values: ['900', 'none'],
  },
  {
    row: 'aigp',
    says: 'RFC 7311 §4.1: AIGP and the distance to the next hop are added',
    better: [
      { host: 9, ...internal },
      { path: [1], attributes: [attribute(AIGP, { metric: 50 })], nextHop: '198.51.100.1' },
    ],
    worse: [
      { host: 1, ...internal },
      { path: [1], attributes: [attribute(AIGP, { metric: 10 })], nextHop: '198.51.100.2' },
    ],
    options: { nextHopMetric: (address) => (address === '198.51.100.2' ? 100 : 20) },
    values: ['70', '110'],
  },
  {
    row: 'as-path',
    says: 'RFC 4271 §9.1.2.2 a: an AS_SET counts as 1, no matter how many ASes are in it',
    better: [
      { host: 9 },
      {
        path: [
          { type: 'AS_SEQUENCE', asns: [65009] },
          { type: 'AS_SET', asns: [1, 2, 3] },
        ] as AsPathSegment[],
      },
    ],
    worse: [{ host: 1 }, { path: [65001, 1, 2] }],
    values: ['2', '3'],
  },
  {
    row: 'as-path',
    says: 'RFC 5065 §5.3: confederation segments do not count',
    better: [
      { host: 9, kind: 'confederation', as: 65109 },
      {
        path: [
          { type: 'AS_CONFED_SEQUENCE', asns: [65109, 65108, 65107] },
          { type: 'AS_SEQUENCE', asns: [1] },
        ] as AsPathSegment[],
      },
    ],
    worse: [{ host: 1, ...internal }, { path: [1, 2] }],
    values: ['1', '2'],
  },
  {
    row: 'origin',
    says: 'RFC 4271 §9.1.2.2 b: the lowest Origin number, IGP before EGP before INCOMPLETE',
    better: [{ host: 9 }, { attributes: [attribute(ORIGIN, 'egp')] }],
    worse: [{ host: 1 }, { attributes: [attribute(ORIGIN, 'incomplete')] }],
    values: ['EGP', 'INCOMPLETE'],
  },
  {
    row: 'med',
    says: 'RFC 4271 §9.1.2.2 c: the lower MED of routes from one neighbouring AS',
    better: [{ host: 9, as: 65100 }, { attributes: [med(10)] }],
    worse: [{ host: 1, as: 65100 }, { attributes: [med(11)] }],
    values: ['10', '11'],
  },
  {
    row: 'med',
    says: 'RFC 4271 §9.1.2.2 c: a route without MED has the lowest possible value',
    better: [{ host: 9, as: 65100 }, {}],
    worse: [{ host: 1, as: 65100 }, { attributes: [med(1)] }],
    values: ['0', '1'],
  },
  {
    row: 'med',
    says: 'missing MED as worst',
    better: [{ host: 9, as: 65100 }, { attributes: [med(1)] }],
    worse: [{ host: 1, as: 65100 }, {}],
    options: { decision: { missingMed: 'worst' } },
    values: ['1', '4294967295'],
  },
  {
    row: 'med',
    says: 'always compare MED',
    better: [{ host: 9 }, { attributes: [med(1)] }],
    worse: [{ host: 1 }, { attributes: [med(2)] }],
    options: { decision: { med: 'always' } },
    values: ['1', '2'],
  },
  {
    row: 'external',
    says: 'RFC 4271 §9.1.2.2 d: EBGP before IBGP',
    better: [{ host: 9 }, {}],
    worse: [{ host: 1, ...internal }, { path: [1] }],
    values: ['external', 'internal'],
  },
  {
    row: 'igp-metric',
    says: 'RFC 4271 §9.1.2.2 e: the lower interior cost',
    better: [
      { host: 9, ...internal },
      { path: [1], nextHop: '198.51.100.9' },
    ],
    worse: [
      { host: 1, ...internal },
      { path: [1], nextHop: '198.51.100.1' },
    ],
    options: { nextHopMetric: (address) => (address === '198.51.100.1' ? 20 : 10) },
    values: ['10', '20'],
  },
  {
    row: 'router-id',
    says: 'RFC 4271 §9.1.2.2 f: the lowest BGP Identifier',
    better: [{ host: 9, id: '1.0.0.0', ...internal }, { path: [1] }],
    worse: [{ host: 1, id: '2.0.0.0', ...internal }, { path: [1] }],
    values: ['1.0.0.0', '2.0.0.0'],
  },
  {
    row: 'router-id',
    says: 'RFC 4456 §9: ORIGINATOR_ID in place of the identifier',
    better: [
      { host: 9, ...internal },
      { path: [1], attributes: [attribute(ORIGINATOR_ID, '9.9.9.9')] },
    ],
    worse: [{ host: 1, ...internal }, { path: [1] }],
    values: ['9.9.9.9', '10.255.0.1'],
  },
  {
    row: 'cluster-list',
    says: 'RFC 4456 §9: the shorter CLUSTER_LIST',
    better: [
      { host: 9, ...internal },
      { path: [1], attributes: [attribute(ORIGINATOR_ID, '9.9.9.9'), attribute(CLUSTER_LIST, ['1.1.1.1'])] },
    ],
    worse: [
      { host: 1, ...internal },
      { path: [1], attributes: [attribute(ORIGINATOR_ID, '9.9.9.9'), attribute(CLUSTER_LIST, ['1.1.1.1', '2.2.2.2'])] },
    ],
    values: ['1', '2'],
  },
  {
    row: 'address',
    says: 'RFC 4271 §9.1.2.2 g: the lowest peer address, by its octets and not by its text',
    better: [{ host: 9, address: '192.0.2.9', id: '1.0.0.0', ...internal }, { path: [1] }],
    worse: [{ host: 1, address: '192.0.2.10', id: '1.0.0.0', ...internal }, { path: [1] }],
    values: ["no. 1 of the peers' addresses in ascending order", "no. 2 of the peers' addresses in ascending order"],
  },
];

describe.each(duels)('$row: $says', ({ row, better, worse, options, values }) => {
  it.each(['first', 'second'])('whether it comes %s', (turn) => {
    const router = new Router({ ...options, decision: { keepExisting: false, ...options?.decision } });
    const b = router.neighbour('better', better[0]);
    const w = router.neighbour('worse', worse[0]);
    if (turn === 'first') b.announce(P, better[1]);
    w.announce(P, worse[1]);
    if (turn === 'second') b.announce(P, better[1]);
    const explanation = router.rib.explain({ prefix: P });
    expect(explanation.candidates.map(({ peer }) => peer)).toEqual(['better', 'worse']);
    expect(explanation.candidates[1]?.lostTo).toMatchObject({
      path: 0,
      deciding: { row, won: values[0], lost: values[1] },
    });
    expect(explanation.between(0, 1)).toMatchObject({ row, winner: 0, won: values[0], lost: values[1] });
  });
});

describe('the decision', () => {
  it('prefers what begins here', () => {
    const router = new Router();
    router.neighbour('a', internal).announce(P, { path: [], attributes: [preference(900)] });
    router.rib.originate({ prefix: P, nextHop: 'self' });
    expect(router.rib.paths({ prefix: P }).map(({ peer }) => peer)).toEqual([undefined, 'a']);
    expect(router.rib.explain({ prefix: P }).candidates[1]?.lostTo?.deciding.row).toBe('local-origin');
  });

  it('has no best path where no next hop can be reached, and says so', () => {
    let metric: number | undefined;
    const router = new Router({ nextHopMetric: () => metric });
    const a = router.neighbour('a', { host: 1 });
    const b = router.neighbour('b', { host: 2 });
    a.announce(P);
    expect([router.rib.size, router.rib.explain({ prefix: P }).usable]).toEqual([0, false]);
    metric = 7;
    router.rib.nextHopsChanged();
    expect(router.rib.size).toBe(1);
    expect(b.told(P)).toBeDefined();
    metric = undefined;
    router.rib.nextHopsChanged();
    expect([router.rib.size, b.told(P)]).toEqual([0, undefined]);
  });

  it('does not depend on the order of arrival with MED (RFC 4271 §9.1.2.2 c)', () => {
    // The three paths of RFC 3345's kind: A and B from one AS, B with the lower MED; C from another. Pairwise A beats C
    // (IGP metric), C beats B (IGP metric), B beats A (MED). B removes A, so that C is the best of those left.
    const paths: Record<string, [NeighbourOptions, Announced]> = {
      A: [
        { host: 1, ...internal },
        { path: [100, 7], attributes: [med(20)], nextHop: '198.51.100.1' },
      ],
      B: [
        { host: 2, ...internal },
        { path: [100, 7], attributes: [med(10)], nextHop: '198.51.100.3' },
      ],
      C: [
        { host: 3, ...internal },
        { path: [200, 7], attributes: [med(0)], nextHop: '198.51.100.2' },
      ],
    };
    const nextHopMetric = (address: string): number => Number(address.at(-1));
    for (const order of ['ABC', 'ACB', 'BAC', 'BCA', 'CAB', 'CBA']) {
      const router = new Router({ nextHopMetric });
      const made = new Map([...'ABC'].map((name) => [name, router.neighbour(name, paths[name]![0])]));
      for (const name of order) made.get(name)!.announce(P, paths[name]![1]);
      expect(router.bestFrom(P), order).toBe('C');
      const explanation = router.rib.explain({ prefix: P });
      const lost = explanation.candidates.find(({ peer }) => peer === 'A')?.lostTo;
      expect(explanation.candidates[lost!.path]?.peer, order).toBe('B');
      expect(lost?.deciding.row, order).toBe('med');
      made.get('B')!.withdraw(P);
      expect(router.bestFrom(P), order).toBe('A');
    }
  });

  it('keeps the external best path until more than an identifier is against it (RFC 5004 §3)', () => {
    const router = new Router();
    const a = router.neighbour('a', { host: 9 });
    const b = router.neighbour('b', { host: 1 });
    a.announce(P);
    b.announce(P);
    expect(router.bestFrom(P)).toBe('a');
    b.announce(P, { attributes: [attribute(ORIGIN, 'igp')] });
    expect(router.bestFrom(P)).toBe('a');
    a.withdraw(P);
    a.announce(P);
    expect(router.bestFrom(P)).toBe('b');
  });

  it('keeps no internal best path for its age', () => {
    const router = new Router();
    router.neighbour('a', { host: 9, ...internal }).announce(P, { path: [1] });
    router.neighbour('b', { host: 1, ...internal }).announce(P, { path: [1] });
    expect(router.bestFrom(P)).toBe('b');
  });

  it('ignores the length of the AS_PATH where that is wanted', () => {
    const router = new Router({ decision: { ignoreAsPath: true } });
    router.neighbour('a', { host: 2, ...internal }).announce(P, { path: [1] });
    router.neighbour('b', { host: 1, ...internal }).announce(P, { path: [1, 2, 3] });
    expect(router.bestFrom(P)).toBe('b');
  });
});

describe('many peers and any paths', () => {
  const HOSTS = [1, 2, 3, 4, 5, 6];
  const pathOf = (host: number) =>
    fc.record({
      reachable: fc.boolean().map((no) => !no || host > 2),
      external: fc.constant(host > 3),
      localPref: fc.constantFrom(100, 100, 200),
      asPath:
        host > 3
          ? fc.constantFrom([65100], [65100, 1], [65200], [65200, 2])
          : fc.constantFrom([], [65100], [65200], [65100, 1]),
      hasSet: fc.boolean(),
      origin: fc.constantFrom('igp' as const, 'igp' as const, 'egp' as const, 'incomplete' as const),
      med: fc.constantFrom(undefined, 0, 1, 2 ** 31, 2 ** 32 - 1),
      igpMetric: fc.constantFrom(0, 1, 5),
      originatorId: host > 3 ? fc.constant(undefined) : fc.constantFrom(undefined, 1, 0x0aff0002, 2 ** 32 - 1),
      clusters: host > 3 ? fc.constant(0) : fc.nat({ max: 2 }),
      aigp: host > 3 ? fc.constant(undefined) : fc.constantFrom(undefined, undefined, 3, 2 ** 33),
    });
  const tables = fc.tuple(...HOSTS.map((host) => fc.option(pathOf(host), { nil: undefined })));
  const orders = fc.shuffledSubarray(HOSTS, { minLength: HOSTS.length, maxLength: HOSTS.length });

  it.each<Required<Pick<DecisionOptions, 'med' | 'missingMed'>>>([
    { med: 'same-neighbour', missingMed: 'best' },
    { med: 'same-neighbour', missingMed: 'worst' },
    { med: 'always', missingMed: 'best' },
    { med: 'ignore', missingMed: 'best' },
  ])('have the best path that the text of the RFCs gives ($med, $missingMed)', (options) => {
    const metrics = new Map<string, number | undefined>();
    const router = new Router({
      decision: { ...options, keepExisting: false },
      nextHopMetric: (address) => metrics.get(address),
    });
    // Two identifiers are the same, so that addresses have something to decide.
    const neighbours = HOSTS.map((host) =>
      router.neighbour(`p${host}`, {
        host,
        kind: host > 3 ? 'external' : 'internal',
        id: `10.255.0.${host >> 1}`,
        as: host % 2 === 0 ? 65100 : 65200,
        enforceFirstAs: false,
      }),
    );
    fc.assert(
      fc.property(tables, orders, (table, order) => {
        const naive: NaivePath[] = [];
        for (const host of order) {
          const path = table[host - 1];
          if (path === undefined) {
            neighbours[host - 1]!.withdraw(P);
            continue;
          }
          const { reachable, igpMetric, med: given, originatorId, clusters, aigp } = path;
          const external = host > 3;
          // Preference is what the sender says within the AS; from outside it is ours.
          const localPref = external ? 100 : path.localPref;
          const nextHop = `198.51.${host}.${igpMetric + (reachable ? 0 : 100)}`;
          metrics.set(nextHop, reachable ? igpMetric : undefined);
          const segments: AsPathSegment[] = path.asPath.length > 0 ? [{ type: 'AS_SEQUENCE', asns: path.asPath }] : [];
          if (path.hasSet) segments.push({ type: 'AS_SET', asns: [64512, 64513] });
          neighbours[host - 1]!.announce(P, {
            path: segments,
            nextHop,
            attributes: [
              attribute(ORIGIN, path.origin),
              attribute(AS_PATH, segments),
              ...(given === undefined ? [] : [med(given)]),
              ...(external ? [] : [preference(localPref)]),
              ...(originatorId === undefined ? [] : [attribute(ORIGINATOR_ID, formatIPv4(originatorId))]),
              ...(clusters === 0 ? [] : [attribute(CLUSTER_LIST, ['1.1.1.1', '2.2.2.2'].slice(0, clusters))]),
              ...(aigp === undefined ? [] : [attribute(AIGP, { metric: aigp })]),
            ],
          });
          naive.push({
            ...path,
            localPref,
            peer: `p${host}`,
            external,
            routerId: 0x0aff0000 + (host >> 1),
            address: host,
          });
        }
        expect(router.rib.best({ prefix: P }) && router.bestFrom(P)).toBe(naiveBest(naive, options));
        const told = router.rib.explain({ prefix: P });
        expect(told.candidates).toHaveLength(naive.length);
        expect(told.usable ? told.candidates[0]?.peer : undefined).toBe(naiveBest(naive, options));
      }),
      { seed: 7, numRuns: 400 },
    );
  });
});
