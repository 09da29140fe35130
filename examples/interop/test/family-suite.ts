import {
  AS_PATH,
  asSequence,
  attribute,
  EXTENDED_COMMUNITIES,
  Family,
  formatFamily,
  type Nlri,
  ORIGIN,
  type PathAttribute,
  parseExtendedCommunity,
} from '@mesh/bgp-wire';
import { announcement, FAMILY_SAMPLES, familySample, withdrawal } from '@mesh-examples/lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lack, Router, RouterKind } from '../lab/families/router.js';
import { FamilySpeaker, routeText } from '../lab/families/speaker.js';

/*
 * The families beyond unicast: a daemon stands between two speakers of ours. What one announces, each route in an
 * UPDATE of its own, the daemon must tell the other, read and written again by itself, and show in its table.
 */

const FROM = { address: '10.99.0.1', as: 65_001 };
const TO = { address: '10.99.0.7', as: 65_003 };
const ROUTER = { address: '10.99.0.2', as: 65_002 };
const EXCHANGE_MS = 10_000;

export const ATTRIBUTES: readonly PathAttribute[] = [
  attribute(ORIGIN, 'igp'),
  attribute(AS_PATH, asSequence(FROM.as)),
  attribute(EXTENDED_COMMUNITIES, [parseExtendedCommunity('target:65000:100')!]),
];

export function describeFamilies(kind: RouterKind): void {
  describe(`${kind.name}, families`, () => {
    let router: Router;
    let from: FamilySpeaker;
    let to: FamilySpeaker;
    const families = [...kind.families.keys()];

    beforeAll(async () => {
      router = await kind.start({ ...ROUTER, peers: [FROM, TO] });
      const offered = offeredFamilies(families, kind.lacks);
      from = new FamilySpeaker({ local: FROM, peer: ROUTER, families: offered });
      to = new FamilySpeaker({ local: TO, peer: ROUTER, families: offered });
      await Promise.all([from.established(), to.established()]);
    });
    afterAll(async () => {
      await from?.close();
      await to?.close();
      await router?.stop();
    });

    it('Established: of all families there are, those it speaks are agreed on', () => {
      expect([...from.session.families].sort()).toEqual([...families].sort());
    });

    it.each(families.map((family) => [formatFamily(family), family] as const))('%s', async (_name, family) => {
      const { nextHops } = familySample(family);
      const taken = routesFor(kind.refuses, family);
      for (const nlri of taken) from.send(announcement([nlri], nextHops[0]!, ATTRIBUTES));
      await to.hears(family, taken, EXCHANGE_MS);
      const table = kind.hides.has(family) ? undefined : await router.table(family);
      for (const word of taken.flatMap(wordsOf)) if (table !== undefined) expect(table.toLowerCase()).toContain(word);
      for (const nlri of taken) from.send(withdrawal([nlri]));
      await to.hears(family, [], EXCHANGE_MS);
    });

    it.each(kind.originates.map((route) => [route.text, route] as const))('of its own: %s', async (_text, route) => {
      await router.originate(route);
      await to.hearsText(route.text, EXCHANGE_MS);
    });

    it('the sessions live', () => {
      expect([...from.closed, ...to.closed]).toEqual([]);
    });
  });
}

/**
 * Every family but the two of other suites: those a daemon speaks, and those it lacks. Throws where one is in neither
 * list, or in both.
 */
export function offeredFamilies(spoken: readonly Family[], lacks: readonly Lack[]): readonly Family[] {
  const listed = [...spoken, ...lacks.flatMap(({ families }) => families)].sort();
  const all = FAMILY_SAMPLES.map(({ family }) => family).filter((family) => !UNICAST.includes(family));
  expect(listed.map(formatFamily)).toEqual(all.sort().map(formatFamily));
  return listed;
}

const UNICAST: readonly Family[] = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];

/** The routes of a family's sample that are not refused. */
export function routesFor(refuses: RouterKind['refuses'], family: Family): readonly Nlri[] {
  return familySample(family).routes.filter((nlri) => !refuses.some(({ route }) => route.test(routeText(nlri))));
}

/** What any table shows of a route, as it is written everywhere; of a flow, what its components have of it. */
export function wordsOf(nlri: object): string[] {
  return Object.entries(nlri).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'components') return (value as readonly object[]).flatMap(wordsOf);
    if (typeof value !== 'string') return [];
    if (name === 'routeTarget') return [value.replace('target:', '')];
    return WORDS.includes(name) ? [value.split(/[ /]/)[0]!.toLowerCase()] : [];
  });
}

const WORDS = ['mac', 'prefix', 'endpoint', 'source', 'group'];
