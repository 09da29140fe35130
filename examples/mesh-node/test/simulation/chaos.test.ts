import { expect, test } from 'vitest';
import { chaos } from '../../src/simulation/chaos.js';

// `pnpm coverage` is content with a few.
const SEEDS = Array.from({ length: Number(process.env['MESH_CHAOS_SEEDS'] ?? 50) }, (_, i) => i + 1);

// `mesh-node sim --chaos --seeds 500` does more of it.
test.each(SEEDS)(
  'the mesh is whole again after whatever seed %i does to it, and nothing is left at the end',
  async (seed) => {
    const { broken, healedMs } = await chaos({ seed, faults: 8 });
    expect(broken).toEqual([]);
    expect(healedMs).toBeLessThan(120_000);
  },
);

test('a seed decides what happens, to the millisecond', async () => {
  const [first, second] = [await chaos({ seed: 7 }), await chaos({ seed: 7 })];
  expect(first).toEqual(second);
  expect((await chaos({ seed: 8 })).events).not.toEqual(first.events);
});
