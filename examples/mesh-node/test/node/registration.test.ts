import { expect, test } from 'vitest';
import { Registration } from '../../src/node/registration.js';
import { formatPeer } from '../../src/peer.js';
import { MemoryLog, MemoryMetrics } from '../../src/simulation/recording.js';
import { Lab, peer, put } from './lab.js';

test('a node that dies is gone from the registry when its lease lapses', async () => {
  const lab = new Lab();
  const [one, two] = [await lab.node(1).join(), await lab.node(2).join()];
  await two.registry.close();
  await lab.clock.advance(15_000);
  expect(one.members).toEqual(['node2']);
  await lab.clock.advance(16_000);
  expect(one.members).toEqual([]);
});

test('a lease that lapsed while the registry was away is taken anew, and the key put again', async () => {
  const lab = new Lab();
  const [one, two] = [await lab.node(1).join(), await lab.node(2).join()];
  two.registry.disconnect();
  await lab.clock.advance(60_000);
  expect(await lab.keys()).toEqual(['/peers/node1']);
  expect(one.members).toEqual([]);
  two.registry.reconnect();
  await lab.clock.advance(10_000);
  expect(await lab.keys()).toEqual(['/peers/node1', '/peers/node2']);
  expect(one.members).toEqual(['node2']);
  expect(two.members).toEqual(['node1']);
  await lab.clock.advance(120_000);
  expect(await lab.keys()).toEqual(['/peers/node1', '/peers/node2']);
});

test('where all were cut off from the registry, none lets go of the others when it is back', async () => {
  const lab = new Lab();
  const nodes = [lab.node(1), lab.node(2), lab.node(3), lab.node(4)];
  await Promise.all(nodes.map(({ node }) => node.start()));
  await lab.clock.advance(20_000);
  for (const { registry } of nodes) registry.disconnect();
  await lab.clock.advance(120_000);
  expect(await lab.keys()).toEqual([]);
  const followed = nodes.map(({ routing }) => routing.followed.length);
  for (const { registry } of nodes) registry.reconnect();
  await lab.clock.advance(30_000);
  expect(await lab.keys()).toHaveLength(4);
  for (const [i, { routing, members }] of nodes.entries()) {
    expect(members).toHaveLength(3);
    expect(routing.followed.slice(followed[i]).every((names) => names.length === 3)).toBe(true);
  }
});

test('a key deleted by hand is gone from every node, and the node stays out', async () => {
  const lab = new Lab();
  const [one, two] = [await lab.node(1).join(), await lab.node(2).join()];
  await lab.operator.delete('/peers/node2');
  await lab.clock.advance(600_000);
  expect(await lab.keys()).toEqual(['/peers/node1']);
  expect(one.members).toEqual([]);
  expect(two.node.registration).toBe('removed');
  expect(two.members).toEqual([]);
  expect(two.overlay.connectTo).toEqual([]);
  expect(two.routing.followed.at(-1)).toEqual([]);
  expect(two.log.events()).toContain('our key was deleted from the registry: out of the mesh until restarted');
});

test('a key deleted by hand while the node was cut off keeps it out as well', async () => {
  const lab = new Lab();
  const two = await lab.node(2).join();
  await put(lab, 3);
  two.registry.disconnect();
  await lab.operator.delete('/peers/node2');
  lab.store.compact(await put(lab, 4));
  two.registry.reconnect();
  await lab.clock.advance(60_000);
  expect(two.node.registration).toBe('removed');
  expect(two.members).toEqual([]);
});

test('a node that was taken out comes back with a restart', async () => {
  const lab = new Lab();
  const two = await lab.node(2).join();
  await lab.operator.delete('/peers/node2');
  await lab.clock.advance(1_000);
  await two.node.stop('restart');
  await lab.node(2).join();
  expect(await lab.keys()).toEqual(['/peers/node2']);
});

test('a node that was taken out comes back when its key is put by hand', async () => {
  const lab = new Lab();
  await put(lab, 3);
  const two = await lab.node(2).join();
  await lab.operator.delete('/peers/node2');
  await lab.clock.advance(1_000);
  expect(two.members).toEqual([]);
  await lab.operator.put('/peers/node2', formatPeer(peer(2)));
  await lab.clock.advance(1_000);
  expect(two.node.registration).toBe('registered');
  expect(two.members).toEqual(['node3']);
});

test('a lease that somebody revokes is no removal: the node registers again', async () => {
  const lab = new Lab();
  const two = await lab.node(2).join();
  const { fields } = two.log.lines.find(({ event }) => event === 'registered')!;
  lab.store.revoke(String(fields['lease']));
  await lab.clock.advance(500);
  expect(two.node.registration).toBe('removed');
  await lab.clock.advance(20_000);
  expect(two.node.registration).toBe('registered');
  expect(await lab.keys()).toEqual(['/peers/node2']);
});

test('a registry that refuses for a while is asked again, later each time, and no lease is left behind', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  const leases: string[] = [];
  const lease = one.registry.lease.bind(one.registry);
  one.registry.lease = async (options) => {
    const granted = await lease(options);
    leases.push(granted.id);
    return granted;
  };
  const { put: honest } = one.registry;
  one.registry.put = async () => {
    throw new Error('no space');
  };
  await one.node.start();
  await lab.clock.advance(60_000);
  const refused = one.metrics.syncs.get('error put')!;
  expect(refused).toBeGreaterThan(10);
  expect(refused).toBeLessThan(30);
  // It follows the others all the same.
  await put(lab, 2);
  await lab.clock.advance(15_000);
  expect(one.members).toEqual(['node2']);
  one.registry.put = honest;
  await lab.clock.advance(10_000);
  expect(one.node.registration).toBe('registered');
  expect(leases.filter((id) => lab.store.renew(id) > 0)).toHaveLength(1);
  await one.node.stop('leave');
  await lab.clock.advance(40_000);
  expect(lab.clock.pending).toBe(0);
});

test('after a success the first pause is a short one again', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  const { put: honest } = one.registry;
  const refuse = async () => {
    throw new Error('no space');
  };
  one.registry.put = refuse;
  await one.node.start();
  await lab.clock.advance(60_000);
  one.registry.put = honest;
  await lab.clock.advance(() => one.node.registration === 'registered', 6_000);
  const { fields } = one.log.lines.find(({ event }) => event === 'registered')!;
  one.registry.put = refuse;
  lab.store.revoke(String(fields['lease']));
  await lab.clock.advance(() => one.node.registration === 'absent', 15_000);
  one.registry.put = honest;
  await lab.clock.advance(600);
  expect(one.node.registration).toBe('registered');
});

test('what the watch tells late, of a key before this one, is no removal', async () => {
  const { lab, registration } = registered();
  await registration.start();
  registration.heard(1, undefined);
  expect(registration.state).toBe('registered');
  await registration.stop('leave');
  expect(lab.clock.pending).toBe(0);
});

test('a removal that is told before our put is answered counts', async () => {
  const { lab, registry, registration } = registered();
  const honest = registry.put.bind(registry);
  registry.put = async (key, ...rest) => {
    const revision = await honest(key, ...rest);
    await lab.operator.delete(key);
    registration.heard(revision + 1, undefined);
    return revision;
  };
  await registration.start();
  expect(registration.state).toBe('removed');
  // That it was there before is old news.
  registration.heard(2, Buffer.from(formatPeer(peer(1))));
  expect(registration.state).toBe('removed');
  await registration.stop('leave');
});

test('two nodes with one name: who is put over says so, and does not fight', async () => {
  const lab = new Lab();
  const one = await lab.node(1).join();
  await lab.operator.put('/peers/node1', formatPeer(peer(1)));
  await lab.clock.advance(1_000);
  const complaint = 'somebody else has put our key: give each node a name of its own';
  expect(one.log.events()).not.toContain(complaint);
  await put(lab, 1, { Endpoint: 'other:655' });
  await lab.clock.advance(60_000);
  expect(one.log.events().filter((event) => event === complaint)).toHaveLength(1);
  expect(JSON.parse(Buffer.from((await lab.operator.get('/peers/node1'))!.value).toString()).Endpoint).toBe(
    'other:655',
  );
});

function registered() {
  const lab = new Lab();
  const registry = lab.store.connect();
  const registration = new Registration({
    registry,
    clock: lab.clock,
    random: lab.random,
    key: '/peers/node1',
    value: formatPeer(peer(1)),
    ttlSeconds: 30,
    metrics: new MemoryMetrics(),
    log: new MemoryLog(),
    changed: () => {},
  });
  return { lab, registry, registration };
}
