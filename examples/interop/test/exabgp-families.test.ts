import { formatFamily } from '@mesh/bgp-wire';
import { announcement, familySample } from '@mesh-examples/lib';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exabgpFamilies, exabgpLacks, exabgpRefuses, exabgpRoutes, startExabgp } from '../lab/families/exabgp.js';
import type { Router } from '../lab/families/router.js';
import { FamilySpeaker } from '../lab/families/speaker.js';
import { ATTRIBUTES, offeredFamilies, routesFor, wordsOf } from './family-suite.js';

const US = { address: '10.99.0.1', as: 65_001 };
const ROUTER = { address: '10.99.0.2', as: 65_002 };
const EXCHANGE_MS = 10_000;
const families = [...exabgpFamilies.keys()];

describe('exabgp, families', () => {
  let router: Router;
  let ours: FamilySpeaker;

  beforeAll(async () => {
    router = await startExabgp({ ...ROUTER, peers: [US] });
    ours = new FamilySpeaker({ local: US, peer: ROUTER, families: offeredFamilies(families, exabgpLacks) });
    await ours.established();
  });
  afterAll(async () => {
    await ours?.close();
    await router?.stop();
  });

  it('Established: of all families there are, those it speaks are agreed on', () => {
    expect([...ours.session.families].sort()).toEqual([...families].sort());
  });

  it.each(exabgpRoutes.map((route) => [route.text, route] as const))('of its own: %s', async (_text, route) => {
    await router.originate(route);
    await ours.hearsText(route.text, EXCHANGE_MS);
  });

  it.each(families.map((family) => [formatFamily(family), family] as const))(
    '%s, in its JSON',
    async (_name, family) => {
      const { nextHops } = familySample(family);
      const routes = routesFor(exabgpRefuses, family);
      for (const nlri of routes) ours.send(announcement([nlri], nextHops[0]!, ATTRIBUTES));
      const words = routes.flatMap(wordsOf);
      const missing = async () => {
        const table = (await router.table(family)).toLowerCase();
        return words.filter((word) => !table.includes(word));
      };
      await until(
        'it prints our routes',
        async () => (await missing()).length === 0,
        EXCHANGE_MS,
        async () => `missing ${await missing()} in ${await router.table(family)} ${router.log().slice(-600)}`,
      );
    },
  );

  it('the session lives', () => {
    expect(ours.closed).toEqual([]);
  });
});
