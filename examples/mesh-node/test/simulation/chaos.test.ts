import { expect, test } from 'vitest';
import { chaos } from '../../src/simulation/chaos.js';

const SEEDS = 50;

test(`the mesh is whole again after whatever happens to it, ${SEEDS} times`, async () => {
  const t0 = performance.now();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { broken, healedMs, events } = await chaos({ seed });
    if (broken.length) console.log(seed, healedMs, broken.slice(0, 12), events);
  }
  console.log(performance.now() - t0);
}, 300_000);
