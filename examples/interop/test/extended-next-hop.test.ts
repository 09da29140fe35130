import { Family } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import type { Ours } from '../lab/ours.js';
import type { TableRoute } from '../lab/route.js';
import { expectTable } from './expectations.js';
import { type Between, FROM, startBetween } from './router-scenario.js';
import { EXCHANGE_MS, OUR_AS, THEIR } from './scenario.js';

/* IPv4 routes with IPv6 next hops (RFC 8950), to the daemon and from it, on sessions over IPv6. */

const V4: Family = Family.IPV4_UNICAST;
const IPV6 = 2;

for (const kind of [bird, frr, gobgp]) {
  describe(`${kind.name}, IPv6 next hops of IPv4 routes`, () => {
    let between: Between;
    const routes: readonly TableRoute[] = ['10.64.0.0/16', '10.65.0.0/24', '10.66.1.1/32'].map((prefix, i) => ({
      ...{ prefix, nextHop: FROM.address6, origin: 'igp', asPath: `${OUR_AS} ${64_500 + i}` },
    }));

    beforeAll(async () => {
      const side = {
        settings: { extendedNextHop: [{ family: V4, nextHopAfi: IPV6 }] },
        features: { extendedNextHop: true },
        ipv6: true,
      };
      between = await startBetween(kind, { from: side, to: side });
    });
    afterAll(() => between?.stop());

    it('Established, with the capability', () => {
      const has = ({ session }: Ours) => [session.tx.extendedNextHop.has(V4), session.rx.extendedNextHop.has(V4)];
      expect([has(between.from), has(between.to)]).toEqual([
        [true, true],
        [true, true],
      ]);
    });

    it('three routes out, our address in its table', async () => {
      for (const route of routes) between.from.announce(route);
      await expectTable(kind, between.daemon, 'ipv4', routes);
    });

    it('three routes in, its address in ours', async () => {
      const held = () => [...between.to.in.routes(V4)].map(({ prefix, nextHop }) => `${prefix} ${nextHop}`);
      await until('they come', () => held().length === routes.length, EXCHANGE_MS);
      expect(held().sort()).toEqual(routes.map(({ prefix }) => `${prefix} ${THEIR.address6}`).sort());
      expect([...between.from.closed, ...between.to.closed]).toEqual([]);
    });

    it('withdrawals', async () => {
      for (const { prefix } of routes) between.from.withdraw(prefix);
      await expectTable(kind, between.daemon, 'ipv4', []);
      await until('they go', () => between.to.in.size(V4) === 0, EXCHANGE_MS);
    });
  });
}
