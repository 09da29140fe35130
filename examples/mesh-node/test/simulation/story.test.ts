import { expect, test } from 'vitest';
import { MeshSimulation } from '../../src/simulation/mesh-simulation.js';
import { Story } from '../../src/simulation/story.js';

test('a mesh comes together, grows, loses a node, its registry and a key, is upgraded, and leaves nothing behind', async () => {
  const logged: string[] = [];
  const mesh = new MeshSimulation({ onLog: (node, { event }) => logged.push(`${node}: ${event}`) });
  const said: string[] = [];
  // Real time is the command's to measure: here it does not pass.
  const story = new Story(mesh, { say: (text) => said.push(text), now: () => 0 });
  await story.run(5);
  expect(story.findings.filter(({ measured, goal }) => !(measured <= goal))).toEqual([]);
  expect(story.findings.map(({ what }) => what)).toEqual([
    '5 nodes converge',
    '… in real time',
    'node6 joins',
    'routes to a dead node are gone',
    'looks with a route missing, registry away',
    'a node taken out by hand is gone',
    'looks with a route missing, upgrades',
    'things left at the end',
  ]);
  const joined = logged.slice(logged.findIndex((line) => line.includes('(added: 1, removed: 0)')));
  expect(
    joined.slice(0, 5).filter((line) => line.endsWith('Reconciling connections (added: 1, removed: 0)')),
  ).toHaveLength(5);
  expect(said.at(-1)).toBe('nothing is left');
});

test('when node 3 dies, every other node still has a way to each of the others', async () => {
  const mesh = new MeshSimulation();
  const said: string[] = [];
  await new Story(mesh, { say: (text) => said.push(text), now: () => 0 }).run(5);
  expect(said).toContain('its networks are out of every kernel; those of the others are there');
  expect(said.some((text) => text.includes('NOT'))).toBe(false);
});
