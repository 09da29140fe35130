import { systemClock } from '@mesh/bgp-session';
import type { Log, LogFields } from '@mesh-examples/lib/log';
import { IpRoutes, type RunIp, runIp } from '@mesh-examples/mesh-node';
import { NetworkNamespace } from '@mesh-examples/mesh-node/lab';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/* The routes of a node in a real kernel, read back by `ip` as anybody would. */

const PROTOCOL = 178;
const METRIC = 32;

describe('routes of the mesh node in the kernel', () => {
  let namespace: NetworkNamespace;
  let lines: ({ readonly event: string } & LogFields)[] = [];
  const line = (event: string, fields: LogFields = {}) => void lines.push({ event, ...fields });
  const log: Log = { info: line, error: line };

  const run: RunIp = (args, stdin) => runIp(['-n', namespace.name, ...args], stdin);
  const start = (place: { readonly table?: number; readonly metric?: number } = {}) =>
    new IpRoutes({ protocol: PROTOCOL, metric: METRIC, table: 254, ...place, run, clock: systemClock(), log });
  /** All there is behind a gateway, whoever made it. */
  const shown = async (table = 'main') => {
    const texts = await Promise.all(
      ['-4', '-6'].map((family) => namespace.ip('-j', '-N', family, 'route', 'show', 'table', table)),
    );
    const routes = texts.flatMap((text) => JSON.parse(text) as readonly Shown[]).filter(({ gateway }) => gateway);
    return routes
      .map(({ dst, gateway, protocol, metric }) => `${dst} via ${gateway} proto ${protocol} ${metric ?? 0}`)
      .sort();
  };

  beforeAll(async () => {
    namespace = await NetworkNamespace.make(`mesh-kernel-${process.pid}`);
    await namespace.ipBatch(['link add mesh0 type veth peer name other', 'link set other up']);
  });

  beforeEach(async () => {
    lines = [];
    await namespace.ipBatch([
      'link set mesh0 down',
      'addr replace 10.0.0.1/24 dev mesh0',
      'link set mesh0 up',
      'addr replace fd00:6d65:7368::1/64 dev mesh0 nodad',
      'route add 10.200.0.0/16 via 10.0.0.200 proto 4 metric 32',
      'route add 10.101.0.0/16 via 10.0.0.200 proto 4 metric 99',
    ]);
  });

  afterAll(() => namespace.remove());

  const FOREIGN = ['10.101.0.0/16 via 10.0.0.200 proto 4 99', '10.200.0.0/16 via 10.0.0.200 proto 4 32'];
  const MESH = [
    { prefix: '10.101.0.0/16', nextHop: '10.0.0.2' },
    { prefix: '10.102.3.4/32', nextHop: '10.0.0.3' },
    { prefix: '2001:db8:2::/48', nextHop: 'fd00:6d65:7368::2' },
    { prefix: '2001:db8::3/128', nextHop: 'fd00:6d65:7368::3' },
  ];
  const OURS = [
    '10.101.0.0/16 via 10.0.0.2 proto 178 32',
    '10.102.3.4 via 10.0.0.3 proto 178 32',
    '2001:db8:2::/48 via fd00:6d65:7368::2 proto 178 32',
    '2001:db8::3 via fd00:6d65:7368::3 proto 178 32',
  ];
  const sorted = (...routes: readonly string[]) => [...routes].sort();

  it('go in, of both families, and come out again on leave, with those of others untouched', async () => {
    const routes = start();
    expect(await routes.adopt()).toBe(0);
    for (const route of MESH) routes.set(route);
    await routes.settled();
    expect(await shown()).toEqual(sorted(...FOREIGN, ...OURS));
    routes.unset('10.101.0.0/16');
    routes.set({ prefix: '2001:db8:2::/48', nextHop: 'fd00:6d65:7368::9' });
    await routes.settled();
    expect(await shown()).toEqual(
      sorted(...FOREIGN, ...OURS.slice(1, 2), '2001:db8:2::/48 via fd00:6d65:7368::9 proto 178 32', ...OURS.slice(3)),
    );
    await routes.close('leave');
    expect(await shown()).toEqual(FOREIGN);
    expect(lines).toEqual([]);
  });

  it('stay over a restart, are adopted, and what is not set again is swept', async () => {
    const before = start();
    await before.adopt();
    for (const route of MESH) before.set(route);
    await before.close('restart');
    expect(await shown()).toEqual(sorted(...FOREIGN, ...OURS));

    const after = start();
    expect(await after.adopt()).toBe(4);
    for (const route of MESH.slice(0, 3)) after.set(route);
    await after.settled();
    expect(await shown()).toEqual(sorted(...FOREIGN, ...OURS));
    after.sweep();
    await after.settled();
    expect(await shown()).toEqual(sorted(...FOREIGN, ...OURS.slice(0, 3)));
    await after.close('leave');
    expect(await shown()).toEqual(FOREIGN);
    expect(lines).toEqual([]);
  });

  it('are refused one by one, where there is no way to the next hop or somebody has the place', async () => {
    const routes = start();
    await routes.adopt();
    routes.set({ prefix: '10.103.0.0/16', nextHop: '192.0.2.1' });
    routes.set({ prefix: '10.200.0.0/16', nextHop: '10.0.0.2' });
    routes.set({ prefix: '2001:db8:3::/48', nextHop: '2001:db8:ffff::1' });
    for (const route of MESH) routes.set(route);
    await routes.settled();
    expect(await shown()).toEqual(sorted(...FOREIGN, ...OURS));
    expect(lines.map(({ line, reason }) => `${String(line).split(' ')[2]}: ${reason}`)).toEqual([
      '10.103.0.0/16: Error: Nexthop has invalid gateway.',
      '10.200.0.0/16: RTNETLINK answers: File exists',
      '2001:db8:3::/48: RTNETLINK answers: No route to host',
    ]);
    await routes.close('leave');
    expect(await shown()).toEqual(FOREIGN);
  });

  it('that went with their interface come out without a word, and go in again', async () => {
    const routes = start();
    await routes.adopt();
    for (const route of MESH) routes.set(route);
    await routes.settled();
    await namespace.ipBatch([
      'link set mesh0 down',
      'link set mesh0 up',
      'addr add fd00:6d65:7368::1/64 dev mesh0 nodad',
    ]);
    expect(await shown()).toEqual([]);
    for (const { prefix } of MESH) routes.unset(prefix);
    await routes.settled();
    expect(lines).toEqual([]);
    for (const route of MESH) routes.set(route);
    await routes.settled();
    expect(await shown()).toEqual(OURS);
    await routes.close('leave');
    expect(await shown()).toEqual([]);
  });

  it('have a table of their own where one is named, which need not be there yet', async () => {
    const routes = start({ table: 1781 });
    expect(await routes.adopt()).toBe(0);
    for (const route of MESH) routes.set(route);
    await routes.settled();
    expect(await shown('1781')).toEqual(OURS);
    expect(await shown()).toEqual(FOREIGN);
    await routes.close('leave');
    expect(await shown('1781')).toEqual([]);
  });

  it('with metric 0 are what they are to be in IPv6 as well, where the kernel makes it 1024', async () => {
    const before = start({ metric: 0 });
    for (const route of MESH) before.set(route);
    await before.close('restart');
    const after = start({ metric: 0 });
    expect(await after.adopt()).toBe(4);
    await after.close('leave');
    expect(await shown()).toEqual(FOREIGN);
    expect(lines).toEqual([]);
  });

  it('are a thousand as well', async () => {
    const routes = start();
    await routes.adopt();
    for (let i = 0; i < 1000; i++) {
      routes.set({ prefix: `10.150.${i >> 2}.${(i & 3) << 6}/26`, nextHop: `10.0.0.${2 + (i % 100)}` });
    }
    await routes.settled();
    expect(await shown()).toHaveLength(FOREIGN.length + 1000);
    const after = start();
    expect(await after.adopt()).toBe(1000);
    after.sweep();
    await after.settled();
    expect(await shown()).toEqual(FOREIGN);
    await Promise.all([routes.close('restart'), after.close('restart')]);
  });
});

interface Shown {
  readonly dst: string;
  readonly gateway?: string;
  readonly protocol: string;
  readonly metric?: number;
}
