import {
  AS_PATH,
  type AsPathSegment,
  asSequence,
  attribute,
  COMMUNITIES,
  Family,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  type PathAttribute,
  WellKnownCommunity,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  addToMed,
  asPathList,
  asPathMatches,
  deleteAttribute,
  familyIs,
  hasAttribute,
  honourGracefulShutdown,
  localPrefIs,
  type Match,
  medIs,
  neighbourAsIs,
  nextHopIs,
  originAsIs,
  originIs,
  type Policy,
  type PolicyPeer,
  pathLengthIs,
  peerIs,
  prependAs,
  type RouteSpec,
  setLocalPref,
  setMed,
  setNextHop,
  setOrigin,
  sourceIs,
  stripPrivateAs,
  tagGracefulShutdown,
} from '../../src/index.js';
import { asksOf, plain, routeOf, runPolicy, upstream } from '../support/policy.js';

const here: PolicyPeer = { name: 'here', asn: 65001, kind: 'local' };
const med = (value: number): PathAttribute => attribute(MULTI_EXIT_DISC, value);
const path = (...segments: AsPathSegment[]): RouteSpec =>
  routeOf({ attributes: [attribute(ORIGIN, 'egp'), attribute(AS_PATH, segments)] });
const withMed = routeOf({ attributes: [...plain, med(4_000_000_000)] });
const ipv6 = routeOf({ prefix: '2001:db8::/32', nextHop: '2001:db8::1', linkLocal: 'fe80::1' });

describe('matches', () => {
  it.each<[string, Match, RouteSpec, boolean]>([
    ['a family', familyIs(Family.IPV6_UNICAST, Family.IPV4_UNICAST), routeOf(), true],
    ['another family', familyIs(Family.IPV6_UNICAST), routeOf(), false],
    ['an origin', originIs('egp', 'igp'), routeOf(), true],
    ['another origin', originIs('incomplete'), routeOf(), false],
    ['a med', medIs([1, 4_294_967_295]), withMed, true],
    ['a med out of range', medIs(4_000_000_001), withMed, false],
    ['a med that is not there', medIs([0, 4_294_967_295]), routeOf(), false],
    ['a local preference', localPrefIs(5), routeOf({ attributes: [attribute(LOCAL_PREF, 5)] }), true],
    ['a path length', pathLengthIs(2), routeOf(), true],
    ['a path length out of range', pathLengthIs([3, 9]), routeOf(), false],
    ['the length of no path', pathLengthIs(0), path(), true],
    [
      'a length as the decision process counts',
      pathLengthIs(2),
      path(
        { type: 'AS_CONFED_SEQUENCE', asns: [1, 2] },
        { type: 'AS_SEQUENCE', asns: [3] },
        { type: 'AS_SET', asns: [4, 5] },
      ),
      true,
    ],
    ['an origin AS', originAsIs(1, [65010, 65011]), routeOf(), true],
    ['another origin AS', originAsIs(65002), routeOf(), false],
    ['the origin AS of a set', originAsIs([0, 65535]), path({ type: 'AS_SET', asns: [4, 5] }), false],
    ['a neighbour AS', neighbourAsIs(65002), routeOf(), true],
    ['the neighbour AS of no path', neighbourAsIs([0, 65535]), path(), false],
    ['a next hop', nextHopIs('192.0.2.1', '192.0.2.2'), routeOf(), true],
    ['another next hop', nextHopIs('192.0.2.1'), routeOf(), false],
    ['next hop self', nextHopIs('self'), routeOf({ nextHop: 'self' }), true],
    ['the global next hop of two', nextHopIs('2001:db8::1'), ipv6, true],
    ['the link-local next hop of two', nextHopIs('fe80::1'), ipv6, false],
    ['an attribute', hasAttribute(MULTI_EXIT_DISC), withMed, true],
    ['no attribute', hasAttribute(MULTI_EXIT_DISC), routeOf(), false],
    ['a peer', peerIs({ name: 'upstream', kind: 'external', asn: 65002, address: '192.0.2.2' }), routeOf(), true],
    ['another peer', peerIs({ name: 'upstream', asn: 65003 }), routeOf(), false],
    ['a source', sourceIs({ kind: 'local' }), routeOf(), true],
    ['another source', sourceIs({ name: 'upstream' }), routeOf(), false],
    ['a path', asPathMatches('^65002_65010$'), routeOf(), true],
    ['no path for an empty one', asPathMatches('^$'), routeOf({ attributes: [] }), true],
    ['a path list', asPathList(['deny _65011_', 'permit ^65002']), routeOf(), true],
    ['a path list that denies', asPathList(['deny _65010$', '^65002']), routeOf(), false],
    ['a path list without it', asPathList(['^65003']), routeOf(), false],
  ])('%s', (_, match, route, expected) => {
    expect(asksOf(match, route, upstream, here)).toBe(expected);
  });

  it.each<[string, () => unknown]>([
    ['origin', () => originIs('bgp' as 'igp')],
    ['med', () => medIs(-1)],
    ['local preference', () => localPrefIs([2, 1])],
    ['path length', () => pathLengthIs(1.5)],
    ['AS number', () => originAsIs(4_294_967_296)],
    ['next hop', () => nextHopIs('nowhere')],
    ['peer', () => peerIs({ as: 1 } as Partial<PolicyPeer>)],
  ])('refuse a wrong %s', (what, build) => {
    expect(build).toThrow(RangeError);
    expect(build).toThrow(what);
  });
});

describe('actions', () => {
  const after = (policy: Policy, route: RouteSpec = routeOf()): readonly PathAttribute[] | undefined =>
    runPolicy(policy, route).route?.attributes;

  it('set numbers and origin', () => {
    expect(after(setMed(7))).toEqual([...plain, med(7)]);
    expect(after(setLocalPref(300))).toEqual([...plain, attribute(LOCAL_PREF, 300)]);
    expect(after(setOrigin('incomplete'))).toEqual([attribute(ORIGIN, 'incomplete'), plain[1]]);
    expect(after(deleteAttribute(MULTI_EXIT_DISC), withMed)).toEqual(plain);
  });

  it('add to a med and stay within 32 bits', () => {
    expect(after(addToMed(5))).toEqual([...plain, med(5)]);
    expect(after(addToMed(-5))).toEqual([...plain, med(0)]);
    expect(after(addToMed(-4_000_000_000), withMed)).toEqual([...plain, med(0)]);
    expect(after(addToMed(4_000_000_000), withMed)).toEqual([...plain, med(4_294_967_295)]);
  });

  it('set the next hop', () => {
    const hop = (policy: Policy): unknown => runPolicy(policy, ipv6).route?.nextHop;
    expect([setNextHop('self'), setNextHop('unchanged'), setNextHop('2001:db8::9')].map(hop)).toEqual([
      'self',
      '2001:db8::1',
      '2001:db8::9',
    ]);
    expect(runPolicy(setNextHop('unchanged'), ipv6).route?.linkLocal).toBe('fe80::1');
    expect(runPolicy(setNextHop('2001:db8::9'), ipv6).route?.linkLocal).toBeUndefined();
  });

  const pathOf = (policy: Policy, ...segments: AsPathSegment[]): unknown =>
    after(policy, path(...segments))?.find(({ code }) => code === AS_PATH.code)?.value;

  it('prepend: within the first sequence where there is room', () => {
    expect(pathOf(prependAs(65001, 3), ...asSequence(65002))).toEqual(asSequence(65001, 65001, 65001, 65002));
    expect(pathOf(prependAs(65001))).toEqual(asSequence(65001));
    const set: AsPathSegment = { type: 'AS_SET', asns: [1, 2] };
    expect(pathOf(prependAs(65001), set)).toEqual([...asSequence(65001), set]);
    const full = asSequence(...Array.from({ length: 254 }, () => 1));
    expect(pathOf(prependAs(65001, 2), ...full)).toEqual([...asSequence(65001, 65001), ...full]);
    expect(after(prependAs(65001), routeOf({ attributes: [] }))).toEqual([attribute(AS_PATH, asSequence(65001))]);
  });

  it('strip private AS numbers (RFC 6996 §5), and segments without any other', () => {
    const segments: AsPathSegment[] = [
      { type: 'AS_CONFED_SEQUENCE', asns: [64600] },
      { type: 'AS_SEQUENCE', asns: [64511, 64512, 65534, 65535, 4199999999, 4200000000, 4294967294, 4294967295] },
      { type: 'AS_SET', asns: [64513] },
    ];
    expect(pathOf(stripPrivateAs(), ...segments)).toEqual([
      segments[0],
      { type: 'AS_SEQUENCE', asns: [64511, 65535, 4199999999, 4294967295] },
    ]);
    expect(pathOf(stripPrivateAs({ replaceWith: 1 }), ...asSequence(2, 64512, 64512))).toEqual(asSequence(2, 1, 1));
    expect(pathOf(stripPrivateAs(), ...asSequence(2, 3))).toEqual(asSequence(2, 3));
  });

  it('tag routes that are about to go, and honour the tag (RFC 8326)', () => {
    const tag = attribute(COMMUNITIES, [WellKnownCommunity['graceful-shutdown']]);
    expect(after(tagGracefulShutdown)).toEqual([...plain, tag]);
    expect(after(honourGracefulShutdown)).toEqual(plain);
    expect(after(honourGracefulShutdown, routeOf({ attributes: [...plain, tag] }))).toEqual([
      ...plain,
      attribute(LOCAL_PREF, 0),
      tag,
    ]);
  });

  it.each<[string, () => unknown]>([
    ['a local preference must be 0–4294967295, got -1', () => setLocalPref(-1)],
    ['a med must be 0–4294967295, got 1.5', () => setMed(1.5)],
    ['got NaN', () => addToMed(Number.NaN)],
    ['an origin is igp, egp or incomplete, got bgp', () => setOrigin('bgp' as 'igp')],
    ['a next hop is an address, self or unchanged, got here', () => setNextHop('here')],
    ['an AS number must be 1–4294967295, got 0', () => prependAs(0)],
    ['how often an AS number is prepended must be 1–255, got 256', () => prependAs(1, 256)],
    ['replaceWith must be 1–4294967295, got 0', () => stripPrivateAs({ replaceWith: 0 })],
  ])('refuse: %s', (message, build) => {
    expect(build).toThrow(RangeError);
    expect(build).toThrow(message);
  });
});
