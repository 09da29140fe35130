// A fabric that loses a spine: how long traffic has nowhere to go, and that it finds the other way.

import { leafSpine } from '@mesh/bgp-session/testing';
import { Simulation } from '@mesh-examples/lib/simulation';
import { expect, it } from 'vitest';

it('leaves reach each other over the other spine, one hold time after the first has gone silent', () => {
  const fabric = new Simulation(leafSpine({ spines: 2, leaves: 4 }), {
    ...{ latencyMs: 1, jitterMs: 1, seed: 7 }, // the same run each time
    session: { holdTimeSeconds: 9 },
  });
  const leaves = fabric.routers.filter(({ name }) => name.startsWith('leaf'));
  for (const [i, leaf] of leaves.entries()) leaf.originate(`10.1.${i}.0/24`);
  fabric.start();
  expect(fabric.settle(10_000)).toBe(true);

  /** Which spine a leaf uses for the network of the last one. */
  const via = (leaf: (typeof leaves)[number]) =>
    leaf.rib.paths({ prefix: '10.1.3.0/24' }).find(({ best }) => best)?.peer;
  const [first, ...rest] = leaves.slice(0, 3);
  const used = via(first!)!;
  const other = used === 'spine1' ? 'spine2' : 'spine1';

  fabric.network.partition(fabric.router(used).node.address); // no word to anybody: only timers find out
  const cutAt = fabric.clock.now();
  expect(fabric.clock.runUntil(() => [first!, ...rest].every((leaf) => via(leaf) === other), 60_000)).toBe(true);
  expect(fabric.clock.now() - cutAt).toBeLessThanOrEqual(9_010);

  fabric.network.heal();
  expect(fabric.settle(120_000)).toBe(true);
  expect(leaves.every(({ rib }) => rib.size === 4)).toBe(true);
});
