import {
  AS_PATH,
  type AsPathSegment,
  asSequence,
  attribute,
  EXTENDED_COMMUNITIES,
  Family,
  formatExtendedCommunity,
  ORIGIN,
  parseExtendedCommunity,
} from '@mesh/bgp-wire';
import { expect, it } from 'vitest';
import {
  dropOriginValidity,
  type Match,
  markedOriginValidity,
  type OriginValidity,
  originValidation,
  type Policy,
  type PolicyRoute,
  RouteStore,
  readValidityCommunity,
  setOriginValidity,
  VrpTable,
  validityCommunity,
} from '../../src/index.js';
import { PolicyRunner } from '../../src/policy/policy-runner.js';
import { coreOf } from '../../src/store/store.js';
import { delta } from './support.js';

const options = { localAs: 64999 };
const table = new VrpTable();
table.source('a').apply(delta('+ 10.0.0.0/16-24 AS65001', '+ 2001:db8::/32-32 AS64999'));
const parse = (text: string) => parseExtendedCommunity(text)!;

interface Told {
  readonly prefix: string;
  readonly path?: readonly AsPathSegment[];
  readonly communities?: readonly string[];
  readonly family?: Family;
}

/** Runs a policy over a route, and gives what `look` saw after it. */
function after<T>(
  { prefix, path, communities = [], family }: Told,
  policy: Policy,
  look: (route: PolicyRoute) => T,
): T {
  const store = new RouteStore();
  const attributes = [
    attribute(ORIGIN, 'igp'),
    ...(path === undefined ? [] : [attribute(AS_PATH, path)]),
    ...(communities.length === 0 ? [] : [attribute(EXTENDED_COMMUNITIES, communities.map(parse))]),
  ];
  const route = store.retain({ prefix, nextHop: '192.0.2.2', attributes, family });
  const errors: unknown[] = [];
  const seen: T[] = [];
  const watched: Policy = (one) => {
    policy(one);
    seen.push(look(one));
  };
  new PolicyRunner(coreOf(store), (error) => errors.push(error)).run(watched, route.id, {
    name: 'p',
    asn: 65001,
    kind: 'external',
  });
  expect(errors).toEqual([]);
  return seen[0]!;
}

const nothing: Policy = () => undefined;
const communitiesOf = (route: PolicyRoute) => (route.get(EXTENDED_COMMUNITIES) ?? []).map(formatExtendedCommunity);
const STATES: readonly OriginValidity[] = ['valid', 'not-found', 'invalid'];

/** Which of the three matches hold. */
function which(told: Told, matchOf: (validity: OriginValidity) => Match): OriginValidity[] {
  return STATES.filter((validity) => after(told, nothing, matchOf(validity)));
}

it.each<[Told, readonly OriginValidity[]]>([
  [{ prefix: '10.0.0.0/24', path: asSequence(65002, 65001) }, ['valid']],
  [{ prefix: '10.0.0.0/25', path: asSequence(65002, 65001) }, ['invalid']],
  [{ prefix: '10.0.0.0/24', path: [...asSequence(65001), { type: 'AS_SET', asns: [65001] }] }, ['invalid']],
  [{ prefix: '10.1.0.0/24', path: asSequence(65001) }, ['not-found']],
  [{ prefix: '2001:db8::/32', path: [] }, ['valid']],
  [{ prefix: '2001:db8::/32' }, ['valid']],
  [{ prefix: '2001:db8::/32', path: [{ type: 'AS_CONFED_SEQUENCE', asns: [65001] }] }, ['valid']],
  [{ prefix: '10.0.0.0/25', path: asSequence(65001), family: Family.IPV4_MULTICAST }, []],
])('%o is %o', (told, validity) => {
  expect(which(told, (one) => originValidation(table, one, options))).toEqual(validity);
});

it('a mark is the octets of RFC 8097 §2', () => {
  const octets = STATES.map(validityCommunity);
  expect(octets).toEqual([
    { high: 0x43000000, low: 0 },
    { high: 0x43000000, low: 1 },
    { high: 0x43000000, low: 2 },
  ]);
  expect(octets.map(formatExtendedCommunity)).toEqual(STATES.map((state) => `origin-validation:${state}`));
});

it('of several marks the greatest counts, and an unknown one is none (RFC 8097 §2)', () => {
  const read = (...lows: readonly number[]) => readValidityCommunity(lows.map((low) => ({ high: 0x43000000, low })));
  expect(read()).toBeUndefined();
  expect(read(0, 2, 1)).toBe('invalid');
  expect(read(3)).toBeUndefined();
  expect(read(3, 1)).toBe('not-found');
  expect(readValidityCommunity([{ high: 0x03000000, low: 2 }])).toBeUndefined();
});

it('setOriginValidity takes the place of marks that were there', () => {
  const told = {
    prefix: '10.0.0.0/24',
    path: asSequence(65001),
    communities: ['target:65000:1', 'origin-validation:invalid'],
  };
  expect(after(told, setOriginValidity(table, options), communitiesOf)).toEqual([
    'target:65000:1',
    'origin-validation:valid',
  ]);
  expect(after({ ...told, communities: [] }, setOriginValidity(table, options), communitiesOf)).toEqual([
    'origin-validation:valid',
  ]);
});

it('dropOriginValidity leaves nothing but what else there was', () => {
  const told = { prefix: '10.0.0.0/24', path: asSequence(65001), communities: ['origin-validation:valid'] };
  expect(after(told, dropOriginValidity(), (route) => route.has(EXTENDED_COMMUNITIES))).toBe(false);
  const more = { ...told, communities: ['target:65000:1', 'origin-validation:valid'] };
  expect(after(more, dropOriginValidity(), communitiesOf)).toEqual(['target:65000:1']);
  expect(after({ ...told, communities: [] }, dropOriginValidity(), communitiesOf)).toEqual([]);
});

it('markedOriginValidity reads what another speaker has found', () => {
  const told = { prefix: '10.0.0.0/24', path: asSequence(65001) };
  expect(which({ ...told, communities: ['origin-validation:not-found'] }, markedOriginValidity)).toEqual(['not-found']);
  expect(which(told, markedOriginValidity)).toEqual([]);
});
