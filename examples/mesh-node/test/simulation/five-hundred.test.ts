import { expect, test } from 'vitest';
import { unconverged } from '../../src/simulation/invariants.js';
import { MeshSimulation } from '../../src/simulation/mesh-simulation.js';

// A file of its own, so that it runs beside the others. `mesh-node sim --nodes 500` has two reflectors and both families.
test('five hundred nodes converge in two virtual minutes, by way of a reflector', async () => {
  const mesh = new MeshSimulation({ networks: 1, bgp: { reflectors: { count: 1 } } });
  await mesh.start(500);
  await mesh.until(() => unconverged(mesh).length === 0, 120_000);
  expect(unconverged(mesh)).toEqual([]);
  expect(mesh.node(1).process.routing.peers()).toHaveLength(499);
  expect(mesh.node(500).kernel.size).toBe(499);
  expect(await mesh.close()).toEqual([]);
}, 120_000);
