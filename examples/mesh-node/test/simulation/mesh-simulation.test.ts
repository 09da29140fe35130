import { expect, test } from 'vitest';
import { unconverged } from '../../src/simulation/invariants.js';
import { MeshSimulation } from '../../src/simulation/mesh-simulation.js';

/** Virtual. */
const TWO_MINUTES_MS = 120_000;

async function converged(count: number, options?: ConstructorParameters<typeof MeshSimulation>[0]) {
  const mesh = new MeshSimulation(options);
  await mesh.start(count);
  const tookMs = await mesh.until(() => unconverged(mesh).length === 0, TWO_MINUTES_MS);
  expect(unconverged(mesh)).toEqual([]);
  expect(tookMs).toBeLessThan(TWO_MINUTES_MS);
  return mesh;
}

test('five nodes have ten sessions, four each, and each has the networks of the others', async () => {
  const mesh = await converged(5);
  for (const { process } of mesh.nodes)
    expect(process.routing.peers().map(({ state }) => state)).toEqual(Array(4).fill('Established'));
  expect([...mesh.node(1).kernel].sort()).toEqual(
    [2, 3, 4, 5]
      .flatMap((n) => [
        [`10.100.${n}.0/24`, `10.0.0.${n}`],
        [`2001:db8:${n}::/48`, `fd00:6d65:7368::${n}`],
      ])
      .sort(),
  );
  expect(await mesh.close()).toEqual([]);
});

test('a hundred nodes converge in two virtual minutes, by way of two reflectors', async () => {
  const mesh = await converged(100);
  expect(mesh.node(1).process.routing.peers()).toHaveLength(99);
  expect(
    mesh
      .node(50)
      .process.routing.peers()
      .map(({ name }) => name),
  ).toEqual(['node1', 'node2']);
  expect(await mesh.close()).toEqual([]);
});
