import { LOCAL_PREF, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  accept,
  anyOf,
  formatTrace,
  type Policy,
  policy,
  prefixList,
  RouteStore,
  reject,
  setLocalPref,
  tracePolicy,
  when,
} from '../../src/index.js';
import { routeOf, upstream } from '../support/policy.js';

const customers = prefixList(['10.0.0.0/8 orlonger'], 'customers');
const bogons = prefixList(['192.168.0.0/16 orlonger'], 'bogons');
function prefer(route: Parameters<Policy>[0]): void {
  route.set(LOCAL_PREF, 200);
  route.nextHop = 'self';
}

describe('tracePolicy', () => {
  const inbound = policy('inbound', when(bogons, reject('bogon')), when(anyOf(bogons, customers), prefer, accept));

  it('tells each part with what it said and changed', () => {
    const trace = tracePolicy(inbound, routeOf(), upstream);
    expect(trace).toEqual({
      prefix: '10.0.0.0/24',
      peer: 'upstream',
      verdict: 'accept',
      steps: [
        {
          name: 'inbound',
          verdict: 'accept',
          changes: [],
          parts: [
            {
              name: 'when',
              changes: [],
              parts: [{ name: 'prefix list bogons', matched: false, changes: [], parts: [] }],
            },
            {
              name: 'when',
              verdict: 'accept',
              changes: [],
              parts: [
                {
                  name: 'anyOf',
                  matched: true,
                  changes: [],
                  parts: [
                    { name: 'prefix list bogons', matched: false, changes: [], parts: [] },
                    { name: 'prefix list customers', matched: true, changes: [], parts: [] },
                  ],
                },
                {
                  name: 'prefer',
                  changes: [
                    { attribute: 'NEXT_HOP', before: '192.0.2.2', after: 'self' },
                    { attribute: 'LOCAL_PREF', before: undefined, after: '200' },
                  ],
                  parts: [],
                },
                { name: 'accept', verdict: 'accept', changes: [], parts: [] },
              ],
            },
          ],
        },
      ],
    });
  });

  it('prints as lines', () => {
    expect(formatTrace(tracePolicy(inbound, routeOf(), upstream))).toBe(
      [
        '10.0.0.0/24 upstream: accepted',
        '  inbound: accepted',
        '    when',
        '      prefix list bogons: no',
        '    when: accepted',
        '      anyOf: yes',
        '        prefix list bogons: no',
        '        prefix list customers: yes',
        '      prefer',
        '        NEXT_HOP: 192.0.2.2 → self',
        '        LOCAL_PREF: none → 200',
        '      accept: accepted',
      ].join('\n'),
    );
  });

  it('prints what the guide shows', () => {
    const guided = policy(
      'inbound',
      when(prefixList(['10.0.0.0/8 orlonger'], 'private'), reject('bogon')),
      setLocalPref(200),
    );
    expect(formatTrace(tracePolicy(guided, { prefix: '203.0.113.0/24', nextHop: '192.0.2.1' }, upstream))).toBe(
      [
        '203.0.113.0/24 upstream: accepted',
        '  inbound',
        '    when',
        '      prefix list private: no',
        '    set local preference 200',
        '      LOCAL_PREF: none → 200',
      ].join('\n'),
    );
  });

  it('leaves a route of a store as it is', () => {
    const store = new RouteStore();
    const route = store.retain(routeOf());
    expect(tracePolicy(inbound, route, upstream).verdict).toBe('accept');
    expect([store.size, store.attributeSets, route.nextHop]).toEqual([1, 1, '192.0.2.2']);
  });

  it('names what has no name, and shows how far a policy came that throws', () => {
    const broken = policy(
      (route) => route.set(MULTI_EXIT_DISC, 1),
      (route) => route.set(MULTI_EXIT_DISC, -1),
    );
    const trace = tracePolicy(broken, routeOf(), upstream);
    expect(trace.verdict).toEqual({ reject: 'policy-error' });
    expect(formatTrace(trace)).toMatch(
      /^10\.0\.0\.0\/24 upstream: rejected, policy-error\n {2}policy\n {4}anonymous\n {6}MULTI_EXIT_DISC: none → 1\n {4}anonymous\n {2}error: RangeError: .*-1/,
    );
  });
});
