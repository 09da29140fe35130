import { expect, test } from 'vitest';
import { keyOf } from '../../src/simulation/memory-overlay.js';
import { Lab, peer, put } from './lab.js';

test('a node puts itself as BGP4mesh has it, and its key goes with it', async () => {
  const lab = new Lab();
  const { node } = await lab.node(7).join();
  const { value } = (await lab.operator.get('/peers/node7'))!;
  expect(JSON.parse(Buffer.from(value).toString())).toEqual({
    IP: '10.0.0.7',
    Key: keyOf('node7'),
    Endpoint: 'tinc7:655',
  });
  await node.stop('leave');
  expect(await lab.keys()).toEqual([]);
});

test('the first sync waits for two seconds without a change', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  await one.node.start();
  await lab.clock.advance(1_500);
  await put(lab, 2);
  await lab.clock.advance(1_900);
  expect(one.overlay.hosts.size).toBe(0);
  await lab.clock.advance(100);
  expect([...one.overlay.hosts.keys()]).toEqual(['node2']);
  expect(one.routing.followed).toEqual([['node2']]);
  expect(one.metrics.syncs.get('success sync')).toBe(1);
});

test('the first sync waits for ten seconds at most', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  await one.node.start();
  for (let second = 0; second < 9; second++) {
    await put(lab, 2, { Endpoint: `tinc2:${1000 + second}` });
    await lab.clock.advance(1_000);
  }
  expect(one.node.isSynced).toBe(false);
  await put(lab, 3);
  await lab.clock.advance(1_000);
  expect(one.members).toEqual(['node2', 'node3']);
});

test('a node that joins is one host file, one connection, one reload, and the line of the log', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  expect(one.reconciliations).toEqual(['Reconciling connections (added: 1, removed: 0)']);
  await put(lab, 6);
  await lab.clock.advance(1_000);
  expect(one.overlay.hosts.get('node6')).toEqual(peer(6));
  expect(one.overlay.connectTo).toEqual(['node2', 'node6']);
  expect(one.overlay.reloads).toBe(2);
  expect(one.reconciliations.slice(1)).toEqual(['Reconciling connections (added: 1, removed: 0)']);
  expect(one.routing.followed.at(-1)).toEqual(['node2', 'node6']);
  expect(one.metrics).toMatchObject({ discovered: 2, connections: 2 });
});

test('a key that is deleted is a host file less, a connection less, a reload, and a peer less', async () => {
  const lab = new Lab();
  await put(lab, 2);
  await put(lab, 3);
  const one = await lab.node(1).join();
  await lab.operator.delete('/peers/node2');
  await lab.clock.advance(1_000);
  expect([...one.overlay.hosts.keys()]).toEqual(['node3']);
  expect(one.overlay.connectTo).toEqual(['node3']);
  expect(one.overlay.reloads).toBe(2);
  expect(one.reconciliations.at(-1)).toBe('Reconciling connections (added: 0, removed: 1)');
  expect(one.routing.followed.at(-1)).toEqual(['node3']);
  expect(one.metrics.syncs.get('success delete')).toBe(1);
});

test('a value that is put again changes nothing, one that changed is a host file and a reload', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  await put(lab, 2);
  await lab.clock.advance(1_000);
  expect(one.overlay.reloads).toBe(1);
  await put(lab, 2, { Endpoint: '[2001:db8::2]:656' });
  await lab.clock.advance(1_000);
  expect(one.overlay.hosts.get('node2')!.Endpoint).toBe('[2001:db8::2]:656');
  expect(one.overlay.reloads).toBe(2);
  expect(one.reconciliations).toHaveLength(1);
});

test('five hundred nodes that join at once are a few reloads, not five hundred', async () => {
  const lab = new Lab();
  const one = await lab.node(1, { mesh: { prefix: '10.0.0.0/16' } }).join();
  for (let n = 2; n <= 501; n++) {
    await lab.operator.put(`/peers/node${n}`, JSON.stringify(peer(n, { IP: `10.0.${n >> 8}.${n & 255}` })));
    await lab.clock.advance(10);
  }
  await lab.clock.advance(1_000);
  expect(one.overlay.hosts.size).toBe(500);
  expect(one.overlay.reloads).toBeLessThanOrEqual(7);
  // And nobody has to wait for the last one.
  expect(one.overlay.reloads).toBeGreaterThanOrEqual(5);
});

test('host files and connections that an earlier process has left and nobody has any more go', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = lab.node(1);
  one.overlay.hosts.set('node2', peer(2)).set('node9', peer(9));
  one.overlay.connectTo = ['node2', 'node9'];
  await one.join();
  expect([...one.overlay.hosts.keys()]).toEqual(['node2']);
  expect(one.overlay.connectTo).toEqual(['node2']);
  expect(one.reconciliations).toEqual(['Reconciling connections (added: 0, removed: 1)']);
});

test('a restarted node that finds everything as it is to be does not reload', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = lab.node(1);
  one.overlay.hosts.set('node2', peer(2));
  one.overlay.connectTo = ['node2'];
  await one.join();
  expect(one.overlay.reloads).toBe(0);
  expect(one.reconciliations).toEqual([]);
  expect(one.routing.followed).toEqual([['node2']]);
});

test('connections that are missing are a reload, also where the host files are right', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = lab.node(1);
  one.overlay.hosts.set('node2', peer(2));
  await one.join();
  expect(one.overlay.connectTo).toEqual(['node2']);
  expect(one.overlay.reloads).toBe(1);
});

test('one sync at a time: what changes meanwhile is the next one', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  const write = one.overlay.syncHostFile.bind(one.overlay);
  let [running, most] = [0, 0];
  one.overlay.syncHostFile = async (...args) => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => {
      lab.clock.after(3_000, resolve);
    });
    running--;
    return write(...args);
  };
  await put(lab, 2);
  await one.node.start();
  await lab.clock.advance(3_000);
  await put(lab, 3);
  await lab.clock.advance(500);
  await lab.operator.delete('/peers/node2');
  await lab.clock.advance(10_000);
  expect(most).toBe(1);
  expect([...one.overlay.hosts.keys()]).toEqual(['node3']);
  expect(one.members).toEqual(['node3']);
});

test('before the registry has said who there is nothing is touched', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  one.overlay.hosts.set('node2', peer(2));
  one.overlay.connectTo = ['node2'];
  one.registry.disconnect();
  await one.node.start();
  await lab.clock.advance(60_000);
  expect(one.overlay.connectTo).toEqual(['node2']);
  expect(one.routing.followed).toEqual([]);
  await put(lab, 2);
  one.registry.reconnect();
  await lab.clock.advance(20_000);
  expect(one.members).toEqual(['node2']);
  expect(await lab.keys()).toContain('/peers/node1');
});

test('a node that is registered and has not been told who there is waits for that as well', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = lab.node(1);
  one.overlay.hosts.set('node2', peer(2));
  const watch = one.registry.watch.bind(one.registry);
  one.registry.watch = () => {
    throw new Error('permission denied');
  };
  await one.node.start();
  await lab.clock.advance(60_000);
  expect(one.node.registration).toBe('registered');
  expect([...one.overlay.hosts.keys()]).toEqual(['node2']);
  expect(one.metrics.watchErrors).toBeGreaterThan(5);
  one.registry.watch = watch;
  await lab.clock.advance(10_000);
  expect(one.members).toEqual(['node2']);
});

test('a snapshot after a compaction replaces all that was known', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  one.registry.disconnect();
  await lab.operator.delete('/peers/node2');
  lab.store.compact(await put(lab, 3));
  await lab.clock.advance(3_000);
  expect(one.members).toEqual(['node2']);
  one.registry.reconnect();
  await lab.clock.advance(5_000);
  expect([...one.overlay.hosts.keys()]).toEqual(['node3']);
  expect(one.routing.followed.at(-1)).toEqual(['node3']);
  expect(one.node.registration).toBe('registered');
});

test('the mesh goes on while the registry is away', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  one.registry.disconnect();
  await lab.clock.advance(600_000);
  expect(one.members).toEqual(['node2']);
  expect(one.overlay.reloads).toBe(1);
});

test.each([
  ['syncHostFile', 'put'],
  ['removeHostFile', 'delete'],
  ['updateConnectTo', 'put'],
  ['reload', 'put'],
] as const)('a %s that fails is logged, counted, and tried again until it works', async (call, operation) => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  one.overlay.fault = (which) =>
    which === call ? Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }) : undefined;
  await lab.operator.delete('/peers/node2');
  await put(lab, 3);
  await lab.clock.advance(20_000);
  expect(one.metrics.syncs.get(`error ${operation}`)).toBeGreaterThan(1);
  expect(one.log.lines).toContainEqual(
    expect.objectContaining({ level: 'error', fields: expect.objectContaining({ code: 'ENOSPC' }) }),
  );
  // The sessions do not wait for the disk.
  expect(one.routing.followed.at(-1)).toEqual(['node3']);
  one.overlay.fault = undefined;
  await lab.clock.advance(6_000);
  expect([...one.overlay.loaded.keys()]).toEqual(['node3']);
  expect(one.overlay.connectTo).toEqual(['node3']);
  const { reloads } = one.overlay;
  await lab.clock.advance(60_000);
  expect(one.overlay.reloads).toBe(reloads);
});

test('one host file that can not be written does not keep out the others', async () => {
  const lab = new Lab();
  await put(lab, 2);
  await put(lab, 3);
  const one = lab.node(1);
  one.overlay.fault = (_call, name) => (name === 'node2' ? new Error('read-only') : undefined);
  await one.join();
  expect([...one.overlay.loaded.keys()]).toEqual(['node3']);
  expect(one.overlay.connectTo).toEqual(['node3']);
});

test('tincd is not told to connect to a node whose host file could not be written again', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  await lab.operator.delete('/peers/node2');
  await lab.clock.advance(1_000);
  one.overlay.fault = (call) => (call === 'syncHostFile' ? new Error('read-only') : undefined);
  await put(lab, 2);
  await lab.clock.advance(1_000);
  expect(one.overlay.connectTo).toEqual([]);
});

test('a host file that somebody deletes is written again with the next change', async () => {
  const lab = new Lab();
  await put(lab, 2);
  const one = await lab.node(1).join();
  one.overlay.hosts.clear();
  await put(lab, 3);
  await lab.clock.advance(1_000);
  expect([...one.overlay.hosts.keys()].sort()).toEqual(['node2', 'node3']);
});

test('what mDNS finds is said once, and nothing follows from it', async () => {
  const lab = new Lab();
  const one = await lab.node(1).join();
  const stranger = { name: 'stranger', addresses: ['192.0.2.9'], port: 655 };
  lab.neighbourhood.add(stranger);
  await lab.clock.advance(90_000);
  const said = one.log.lines.filter(({ event }) => event === 'mDNS');
  expect(said.map(({ fields }) => fields)).toEqual([
    { found: ['node1'], unknown: [] },
    { found: ['node1', 'stranger'], unknown: ['stranger'] },
  ]);
  one.discovery.fault = new Error('EADDRINUSE');
  await lab.clock.advance(90_000);
  expect(one.log.events().filter((event) => event.startsWith('mDNS:'))).toEqual(['mDNS: can not look']);
  expect(one.members).toEqual([]);
});

test.each(['leave', 'restart'] as const)(
  'after %s nothing is left: no timer, no watch, no advertisement',
  async (how) => {
    const lab = new Lab();
    const [one, two] = [await lab.node(1).join(), await lab.node(2).join()];
    await one.node.stop(how);
    expect(one.routing.closed).toBe(how);
    expect(await lab.keys()).toEqual(how === 'leave' ? ['/peers/node2'] : ['/peers/node1', '/peers/node2']);
    await two.node.stop('leave');
    await lab.clock.advance(30_000);
    expect(await lab.keys()).toEqual([]);
    expect(lab.neighbourhood.size).toBe(0);
    expect(lab.clock.pending).toBe(0);
  },
);

test('a node that restarts in time is unchanged for the others', async () => {
  const lab = new Lab();
  const [one, two] = [await lab.node(1).join(), await lab.node(2).join()];
  await lab.clock.advance(1_000);
  const { reloads } = one.overlay;
  await two.node.stop('restart');
  await lab.clock.advance(5_000);
  await lab.node(2).join();
  await lab.clock.advance(120_000);
  expect(one.members).toEqual(['node2']);
  expect(one.overlay.reloads).toBe(reloads);
  expect(new Set(one.routing.followed.slice(1).map(String))).toEqual(new Set(['node2']));
});

test('a node without a key of its own does not start', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  one.overlay.publicKey = async () => {
    throw new Error('no key: mesh-node init');
  };
  await expect(one.node.start()).rejects.toThrow('mesh-node init');
  await one.node.stop('leave');
  expect(await lab.keys()).toEqual([]);
  expect(lab.clock.pending).toBe(0);
});

test('a node may be stopped while it starts', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  one.registry.disconnect();
  await one.node.start();
  await one.node.stop('leave');
  expect(lab.clock.pending).toBe(0);
});

test('a registry that does not answer does not keep a node from leaving', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  const { registry } = one;
  const [lease, close] = [registry.lease.bind(registry), registry.close.bind(registry)];
  let giveUp = (_reason: Error) => {};
  const revoke = () =>
    new Promise<void>((_resolve, reject) => {
      giveUp = reject;
    });
  registry.lease = async (options) => Object.assign(await lease(options), { revoke });
  registry.close = async () => {
    giveUp(new Error('closed'));
    await close();
  };
  await one.join();
  const stopped = one.node.stop('leave');
  await lab.clock.advance(3_000);
  await stopped;
  expect(one.log.events()).toContain('stopping: can not deregister');
  await lab.clock.advance(30_000);
  expect(lab.clock.pending).toBe(0);
  expect(await lab.keys()).toEqual([]);
});

test('a node may be stopped while it waits for calm', async () => {
  const lab = new Lab();
  const one = lab.node(1);
  await one.node.start();
  await lab.clock.advance(500);
  await one.node.stop('leave');
  expect(lab.clock.pending).toBe(0);
});
