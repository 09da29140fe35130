import { expect, test } from 'vitest';
import { Membership } from '../../src/node/membership.js';
import { formatPeer, type Peer } from '../../src/peer.js';
import { Lab, peer, put } from './lab.js';

const self = { name: 'node1', number: 1 };
const membership = () => new Membership({ self, mesh: '10.0.0.0/24', prefix: '/peers/' });

function entry(name: string, of: Peer, revision: number) {
  return { key: `/peers/${name}`, value: Buffer.from(formatPeer(of)), revision };
}

test('members are in the order of their numbers, whatever the order of their keys', () => {
  const members = membership();
  members.learn({
    type: 'snapshot',
    revision: 9,
    entries: [entry('node1', peer(1), 2), entry('node10', peer(10), 3), entry('node9', peer(9), 4)],
  });
  expect([...members.resolve().members.keys()]).toEqual(['node9', 'node10']);
});

test.each([
  ['../../etc/cron', peer(2), 'the name is none of a node'],
  ['a/b', peer(2), 'the name is none of a node'],
  ['', peer(2), 'the name is none of a node'],
  ['node2', peer(2, { Endpoint: 'tinc2' }), 'the value is none of a peer'],
  ['node2', peer(2, { IP: '10.0.1.2' }), 'the address is outside of the mesh'],
  ['node2', peer(2, { IP: '10.0.0.0' }), 'the address is outside of the mesh'],
  ['node2', peer(2, { IP: '10.0.0.255' }), 'the address is outside of the mesh'],
  ['node2', peer(1), 'the address is ours'],
] as const)('the key %j with %j is refused: %s', (name, value, reason) => {
  const members = membership();
  members.learn({ type: 'put', ...entry(name, value, 2) });
  expect(members.resolve()).toEqual({ members: new Map(), refused: new Map([[name, reason]]) });
});

test('of two nodes with one address the older key wins, in whatever order they are told', () => {
  for (const order of [
    ['node2', 'twin'],
    ['twin', 'node2'],
  ]) {
    const members = membership();
    for (const name of order) members.learn({ type: 'put', ...entry(name, peer(2), name === 'twin' ? 5 : 7) });
    const { members: there, refused } = members.resolve();
    expect([...there.keys()]).toEqual(['twin']);
    expect(refused).toEqual(new Map([['node2', 'the address is of an older node']]));
  }
});

test('when the older one goes, the younger takes its place', () => {
  const members = membership();
  members.learn({ type: 'put', ...entry('node2', peer(2), 5) });
  members.learn({ type: 'put', ...entry('twin', peer(2), 6) });
  members.learn({ type: 'delete', key: '/peers/node2', revision: 7 });
  expect([...members.resolve().members.keys()]).toEqual(['twin']);
});

test('a value that becomes invalid takes the node out, as it would be for a node that comes later', () => {
  const members = membership();
  members.learn({ type: 'put', ...entry('node2', peer(2), 5) });
  members.learn({ type: 'put', key: '/peers/node2', value: Buffer.from('{'), revision: 6 });
  expect(members.resolve().members.size).toBe(0);
});

test('what is refused is logged and counted once, and nothing is written of it', async () => {
  const lab = new Lab();
  await lab.operator.put('/peers/node3', '{"IP":"10.0.0.3"}');
  const one = await lab.node(1).join();
  await put(lab, 4);
  await lab.clock.advance(1_000);
  await put(lab, 5, { IP: '192.0.2.5' });
  await lab.clock.advance(1_000);
  const refused = one.log.lines.filter(({ event }) => event === 'a peer of the registry is refused');
  expect(refused.map(({ fields }) => fields)).toEqual([
    { peer: 'node3', reason: 'the value is none of a peer' },
    { peer: 'node5', reason: 'the address is outside of the mesh' },
  ]);
  expect(one.metrics.syncs.get('error sync')).toBe(1);
  expect(one.metrics.syncs.get('error put')).toBe(1);
  expect([...one.overlay.hosts.keys()]).toEqual(['node4']);
});

test('a registry full of nonsense does not fill the log', async () => {
  const lab = new Lab();
  for (let n = 0; n < 500; n++) await lab.operator.put(`/peers/junk${n}`, '{');
  const one = await lab.node(1).join();
  expect(one.log.lines.length).toBeLessThan(20);
  expect(one.metrics.syncs.get('error sync')).toBe(500);
});
