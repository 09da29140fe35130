// A hundred networks that buy from and sell to each other, as in the Internet, in one ordinary test.

import { internetLike } from '@mesh/bgp-session/testing';
import { AS_PATH } from '@mesh/bgp-wire';
import { Simulation } from '@mesh-examples/lib/simulation';
import { expect, it } from 'vitest';

it('everybody reaches ten of them, and nobody carries traffic for nothing', () => {
  const topology = internetLike({ count: 100, seed: 42 });
  const internet = new Simulation(topology, { latencyMs: 20, jitterMs: 10, seed: 42 });
  for (let i = 0; i < 100; i += 10) internet.routers[i]!.originate(`20.0.${i}.0/24`);
  internet.start();
  expect(internet.settle()).toBe(true);
  expect(internet.routers.map(({ rib }) => rib.size)).toEqual(Array(100).fill(10));

  // A path climbs to providers, crosses once to an equal, and from there on descends to customers: no valley (RFC 9234).
  const asn = new Map(topology.nodes.map((node) => [node.name, node.asn]));
  const steps = new Map<string, string>();
  for (const { a, b, relation } of topology.links) {
    const isSale = relation === 'customer';
    steps.set(`${asn.get(a)} ${asn.get(b)}`, isSale ? 'down' : 'across');
    steps.set(`${asn.get(b)} ${asn.get(a)}`, isSale ? 'up' : 'across');
  }
  for (const { rib, node } of internet.routers) {
    for (const route of rib.routes()) {
      const path = [node.asn, ...(route.get(AS_PATH) ?? []).flatMap(({ asns }) => asns)];
      const taken = path.slice(1).map((next, i) => steps.get(`${path[i]} ${next}`));
      expect(taken.join(' ')).toMatch(/^(up ?)*(across ?)?(down ?)*$/);
    }
  }

  internet.clock.runFor(3_600_000); // an hour later
  expect(internet.established).toBe(true);
});
