import { expect, test } from 'vitest';
import { routesToTheDead, unconverged } from '../../src/simulation/invariants.js';
import { MeshSimulation } from '../../src/simulation/mesh-simulation.js';

test('five nodes converge', async () => {
  const mesh = new MeshSimulation();
  for (let n = 1; n <= 5; n++) await mesh.node(n).start();
  const t0 = performance.now();
  const took = await mesh.until(() => unconverged(mesh).length === 0, 120_000);
  console.log(took, performance.now() - t0, unconverged(mesh));
  await mesh.run(5000);
  mesh.node(3).fail('power');
  console.log(await mesh.until(() => routesToTheDead(mesh).length === 0, 20_000));
  await mesh.run(40000);
  console.log(await mesh.close(), performance.now() - t0);
});
for (const [n, above] of [
  [100, 100],
  [100, 50],
  [500, 50],
])
  test(`${n} nodes converge`, async () => {
    const mesh = new MeshSimulation({ bgp: { reflectors: { above } } });
    const t0 = performance.now();
    for (let i = 1; i <= n; i++) {
      await mesh.node(i).start();
      await mesh.run(10);
    }
    console.log('started', mesh.clock.now(), performance.now() - t0);
    const took = await mesh.until(() => unconverged(mesh).length === 0, 120_000);
    console.log(took, performance.now() - t0, unconverged(mesh));
    console.log(await mesh.close(), performance.now() - t0);
  }, 300000);
