import { expect, test } from 'vitest';
import { Lab, learned } from './lab.js';

const FIVE = [1, 2, 3, 4, 5];

async function fiveNodes(bgp: ConstructorParameters<typeof Lab>[0] = {}): Promise<Lab> {
  const lab = new Lab(bgp);
  for (const n of FIVE) await lab.start(n);
  lab.members(...FIVE);
  expect(lab.clock.runUntil(() => lab.established, 10_000)).toBe(true);
  lab.clock.runFor(2_000);
  return lab;
}

test('five nodes: ten sessions, and every kernel has the networks of the four others', async () => {
  const lab = await fiveNodes();
  expect(lab.sessions).toBe(20);
  for (const n of FIVE) expect(lab.kernel(n)).toEqual(learned(...FIVE.filter((other) => other !== n)));
});

test('a node whose power fails is out of the kernels in less than a second with BFD', async () => {
  const lab = await fiveNodes();
  lab.killSilently(3);
  lab.clock.runFor(999);
  for (const n of [1, 2, 4, 5]) expect(lab.kernel(n)).toEqual(learned(...[1, 2, 4, 5].filter((other) => other !== n)));
});

test('without BFD it takes the hold time', async () => {
  const lab = await fiveNodes({ bfd: { enabled: false }, hold_time: 9 });
  lab.killSilently(3);
  // RFC 4271 §4.4: KEEPALIVEs come every third of the hold time, so that no less than two thirds are left when they end.
  lab.clock.runFor(5_900);
  for (const n of [1, 2, 4, 5]) expect(lab.kernel(n)).toContain('10.103.0.0/16 via 10.0.0.3');
  lab.clock.runFor(3_200);
  for (const n of [1, 2, 4, 5]) expect(lab.kernel(n)).not.toContain('10.103.0.0/16 via 10.0.0.3');
});
