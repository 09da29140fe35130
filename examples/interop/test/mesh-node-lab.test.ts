import path from 'node:path';
import { run, until } from '@mesh-examples/lib/daemon';
import { type LabNode, MeshLab } from '@mesh-examples/mesh-node/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PingWatch } from '../lab/ping-watch.js';
import { RouteMonitor } from '../lab/route-monitor.js';

/*
 * The mesh as it is deployed: machines that are network namespaces, with etcd, tincd and mesh-node as processes, MD5 on the
 * sessions, and the routes in their kernels. The steps build on one another.
 */

const PROGRAM = path.resolve(import.meta.dirname, '../../mesh-node/bin/mesh-node.mjs');
const DEADLINE_MS = 30_000;
/** Beside what BFD takes: for the processes of six nodes, and of etcd, on a host that is busy. */
const MARGIN_MS = 1_500;

describe('five nodes', () => {
  let lab: MeshLab;
  const count = (node: LabNode, event: string) => node.events().filter((one) => one === event).length;
  const counts = (nodes: readonly LabNode[], event: string) => nodes.map((node) => count(node, event));
  const others = (...numbers: readonly number[]) => lab.nodes.filter(({ number }) => !numbers.includes(number));
  const nobodyHas = (gone: LabNode) =>
    until(
      `${gone.name} is gone everywhere`,
      async () => {
        const tables = await Promise.all(others(gone.number).map((node) => node.routes()));
        return tables.every((routes) => gone.networks.every((network) => !routes.includes(network)));
      },
      DEADLINE_MS,
      () =>
        others(gone.number)
          .map((node) => node.lastWords())
          .join('\n'),
    );

  beforeAll(async () => {
    lab = await MeshLab.start({ nodes: 5, program: PROGRAM, settings: { bgp: { password: 'of the mesh' } } });
  });
  afterAll(() => lab?.stop());

  it('converge: each has the networks of the others in its kernel', () => lab.converged());

  it('reach each other, and the networks behind, over IPv4 and IPv6', async () => {
    expect(await lab.unreached()).toEqual([]);
  });

  it('a sixth is taken in: one connection more at each of them, and none less', async () => {
    const event = 'Reconciling connections (added: 1, removed: 0)';
    const before = counts(lab.nodes, event);
    await lab.addNode(6);
    await lab.converged();
    expect(counts(others(6), event)).toEqual(before.map((number) => number + 1));
    expect(await lab.unreached()).toEqual([]);
  });

  it('the power of node 3 goes: its routes go within the time of BFD, and nothing else does', async () => {
    const node3 = lab.node(3);
    const { interval, multiplier } = node3.settings.bgp.bfd;
    const monitors = await Promise.all(others(3).map(({ namespace }) => RouteMonitor.start(namespace)));
    const watch = new PingWatch(others(3));
    const begun = Date.now();
    await node3.powerOff();
    const times = () => monitors.flatMap((monitor) => node3.networks.map((network) => monitor.lostAt(network)));
    await until('all have lost them', () => times().every((time) => time !== undefined), DEADLINE_MS);
    const took = times().map((time) => time! - begun);
    for (const monitor of monitors) monitor.stop();
    expect(Math.max(...took)).toBeLessThan(interval * multiplier + MARGIN_MS);
    await lab.converged({ nodes: others(3) });
    expect(await watch.stop()).toEqual([]);
    expect(await lab.unreached(others(3))).toEqual([]);
  });

  it('its key lapses: the others let go of it', async () => {
    // Before that it is not to come back either: tincd would go on with the keys of the one it knew.
    await until(
      'one connection less at each of them',
      () => counts(others(3), 'Reconciling connections (added: 0, removed: 1)').every((number) => number === 1),
      DEADLINE_MS,
      () =>
        others(3)
          .map((node) => node.lastWords())
          .join('\n'),
    );
    expect(await lab.etcd.tell('get', '--prefix', '/peers/', '--keys-only')).not.toContain('node3');
  });

  it('it comes back', async () => {
    await lab.node(3).powerOn();
    await lab.converged();
    expect(await lab.unreached()).toEqual([]);
  });

  it('the leader of etcd is killed: the mesh goes on, nodes leave and register, and the member comes back', async () => {
    const watch = new PingWatch(others(6));
    const leader = await lab.etcd.leader();
    await leader.crash();
    expect((await lab.etcd.leader()).endpoint).not.toBe(leader.endpoint);
    await lab.node(6).leave();
    await nobodyHas(lab.node(6));
    await lab.node(6).start();
    await lab.converged();
    expect(await watch.stop()).toEqual([]);
    await leader.launch();
    expect(await lab.etcd.tell('endpoint', 'health')).not.toContain('unhealthy');
  });

  it('a peer deleted from etcd by hand is gone from every node, until it is started again', async () => {
    const node5 = lab.node(5);
    await lab.etcd.tell('del', '/peers/node5');
    await nobodyHas(node5);
    await until(
      'it has nobody',
      async () => (await node5.routes()).length === 0,
      DEADLINE_MS,
      () => node5.lastWords(),
    );
    expect(await lab.unreached(others(5))).toEqual([]);
    await node5.leave();
    await node5.start();
    await lab.converged();
  });

  it('all are replaced one by one, and not one packet is lost', async () => {
    const watch = new PingWatch(lab.nodes);
    for (const node of lab.nodes) {
      const before = count(node, 'restart is over');
      await node.replaceDaemon();
      await until(
        `${node.name} is back`,
        () => count(node, 'restart is over') > before,
        DEADLINE_MS,
        () => node.lastWords(),
      );
    }
    await lab.converged();
    expect(await watch.stop()).toEqual([]);
  });

  it('stopped they leave nothing: no route, no process, no namespace', async () => {
    const namespaces = [lab.net, ...lab.nodes.map(({ namespace }) => namespace)];
    const pids = (await Promise.all(namespaces.map((namespace) => namespace.pids()))).flat();
    // Three members of etcd, tincd and mesh-node of each node.
    expect(pids.length).toBeGreaterThanOrEqual(3 + 2 * 6);
    expect(await Promise.all(lab.nodes.map(({ daemon }) => daemon.end('SIGTERM')))).toEqual(lab.nodes.map(() => 0));
    // While tinc is up: it is not its interface that has taken them away.
    expect((await Promise.all(lab.nodes.map((node) => node.routes()))).flat()).toEqual([]);
    const waiting = expect(lab.converged()).rejects.toThrow('the lab has been stopped');
    await lab.stop();
    await waiting;
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    const left = await run('ip', ['netns', 'list']);
    expect(namespaces.filter(({ name }) => left.includes(name))).toEqual([]);
  });
});

describe('three nodes, two of them with BIRD, and tinc in router mode', () => {
  let lab: MeshLab;

  beforeAll(async () => {
    lab = await MeshLab.start({
      nodes: 3,
      program: PROGRAM,
      bird: [2, 3],
      settings: { bgp: { password: 'of the mesh' }, tinc: { mode: 'router' } },
    });
  });
  afterAll(() => lab?.stop());

  it('converge, and reach each other', async () => {
    await lab.converged();
    expect(await lab.unreached()).toEqual([]);
  });

  it('watch each other by BFD, whoever speaks', async () => {
    const socket = lab.node(2).settings.bird.socket;
    await until(
      'BIRD has both up',
      async () => ((await run('birdc', ['-s', socket, 'show', 'bfd', 'sessions'])).match(/ Up /g) ?? []).length === 2,
      DEADLINE_MS,
      () => run('birdc', ['-s', socket, 'show', 'bfd', 'sessions']),
    );
  });

  it('mesh-node render has the same members, and nothing to change', async () => {
    const { daemon, namespace, bird } = lab.node(2);
    const [program = '', ...before] = namespace.within;
    const args = [...before, process.execPath, PROGRAM, 'render', '--config', daemon.path('mesh.yaml')];
    expect(await run(program, args)).toBe(`${bird?.folder}: 2 members, nothing has changed\n`);
  });

  it('one with BIRD leaves: BIRD of the other has no more of it, and neither has our speaker', async () => {
    await lab.node(3).leave();
    await lab.converged({ nodes: [lab.node(1), lab.node(2)] });
    expect(await lab.node(3).routes()).toEqual([]);
  });

  it('and comes back', async () => {
    await lab.node(3).start();
    await lab.converged();
    expect(await lab.unreached()).toEqual([]);
  });
});
