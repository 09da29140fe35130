import { VirtualClock } from '@mesh/bgp-session/testing';
import type { LogFields } from '@mesh-examples/lib/log';
import { expect, test } from 'vitest';
import { IpRoutes } from '../../src/kernel/ip-routes.js';
import { FakeIp } from './fake-ip.js';

function lab(place: { readonly metric?: number; readonly table?: number } = {}) {
  const [clock, ip] = [new VirtualClock(), new FakeIp()];
  const lines: ({ readonly event: string } & LogFields)[] = [];
  const line = (event: string, fields: LogFields = {}) => void lines.push({ event, ...fields });
  const log = { info: line, error: line };
  const start = () => new IpRoutes({ protocol: 178, metric: 32, table: 254, ...place, run: ip.run, clock, log });
  /** Lets everything be done that waits. */
  const done = () => clock.advance(1);
  return { clock, ip, lines, start, done };
}

const route = (prefix: string, nextHop: string) => ({ prefix, nextHop });

test('all changes of a turn are one batch, and of several of a prefix the last counts', async () => {
  const { ip, start, done } = lab();
  const routes = start();
  routes.set(route('10.103.0.0/16', '10.0.0.3'));
  routes.set(route('2001:db8:3::/48', 'fd00:6d65:7368::3'));
  routes.set(route('10.104.0.0/16', '10.0.0.4'));
  routes.unset('10.104.0.0/16');
  routes.set(route('10.103.0.0/16', '10.0.0.5'));
  await done();
  expect(ip.batches).toEqual([
    'route add 10.103.0.0/16 via 10.0.0.5 proto 178 metric 32 table 254\n' +
      'route add 2001:db8:3::/48 via fd00:6d65:7368::3 proto 178 metric 32 table 254\n',
  ]);
  routes.set(route('10.103.0.0/16', '10.0.0.6'));
  routes.unset('2001:db8:3::/48');
  routes.unset('10.99.0.0/16');
  await done();
  expect(ip.batches.slice(1)).toEqual([
    'route replace 10.103.0.0/16 via 10.0.0.6 proto 178 metric 32 table 254\n' +
      'route del 2001:db8:3::/48 proto 178 metric 32 table 254\n',
  ]);
});

test('one process at a time: what changes while it runs is the next batch', async () => {
  const { ip, start, done } = lab();
  const routes = start();
  let open = () => {};
  ip.gate = new Promise((resolve) => {
    open = resolve;
  });
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  await done();
  routes.set(route('10.102.0.0/16', '10.0.0.2'));
  await done();
  routes.set(route('10.101.0.0/16', '10.0.0.3'));
  await done();
  expect(ip.batches).toHaveLength(0);
  open();
  await done();
  await routes.settled();
  expect(ip.ours).toEqual(['10.101.0.0/16 via 10.0.0.3', '10.102.0.0/16 via 10.0.0.2']);
  expect(ip.batches).toHaveLength(2);
});

test('a line that fails costs no other one, is told once, and is tried again', async () => {
  const { clock, ip, lines, start, done } = lab();
  const routes = start();
  await routes.adopt();
  routes.set(route('10.101.0.0/16', '192.0.2.1'));
  routes.set(route('10.102.0.0/16', '10.0.0.2'));
  await done();
  expect(ip.ours).toEqual(['10.102.0.0/16 via 10.0.0.2']);
  const refused = {
    event: 'kernel route refused',
    line: 'route add 10.101.0.0/16 via 192.0.2.1 proto 178 metric 32 table 254',
    reason: 'Error: Nexthop has invalid gateway.',
  };
  expect(lines).toEqual([refused]);
  routes.set(route('10.103.0.0/16', '10.0.0.3'));
  await done();
  expect(ip.batches[1]).toContain('10.101.0.0/16');
  await clock.advance(60_000);
  expect(lines).toEqual([refused]);
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  await done();
  expect(ip.ours).toContain('10.101.0.0/16 via 10.0.0.1');
  expect(ip.ours).toHaveLength(3);
});

test('an ip that cannot be run is told of once for a batch, and tried again after a pause', async () => {
  const { clock, ip, lines, start, done } = lab();
  const routes = start();
  await routes.adopt();
  ip.broken = true;
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  routes.set(route('10.102.0.0/16', '10.0.0.2'));
  await done();
  expect(lines).toEqual([{ event: 'kernel batch failed', lines: 2, reason: 'Error: spawn ip ENOENT' }]);
  ip.broken = false;
  await clock.advance(30_000);
  expect(ip.ours).toHaveLength(2);
});

test('somebody else has a route of the prefix and metric: it stays, and comes to us once it is gone', async () => {
  const { clock, ip, lines, start, done } = lab();
  const foreign = { prefix: '10.101.0.0/16', via: '10.0.0.99', proto: 4, metric: 32, table: 254 };
  ip.routes = [foreign];
  const routes = start();
  expect(await routes.adopt()).toBe(0);
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  await done();
  expect(ip.routes).toEqual([foreign]);
  expect(lines).toMatchObject([{ event: 'kernel route refused', reason: 'RTNETLINK answers: File exists' }]);
  ip.routes = [];
  await clock.advance(30_000);
  expect(ip.ours).toEqual(['10.101.0.0/16 via 10.0.0.1']);
});

test('what went with its interface is put back, and what nobody wants goes', async () => {
  const { clock, ip, lines, start, done } = lab();
  const routes = start();
  await routes.adopt();
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  routes.set(route('2001:db8::1/128', 'fd00:6d65:7368::1'));
  await done();
  ip.routes = [{ prefix: '10.7.7.7/32', via: '10.0.0.1', proto: 178, metric: 32, table: 254 }];
  await clock.advance(30_000);
  expect([...ip.ours].sort()).toEqual(['10.101.0.0/16 via 10.0.0.1', '2001:db8::1/128 via fd00:6d65:7368::1']);
  expect(lines).toEqual([{ event: 'kernel routes are gone', count: 2 }]);
});

test('a route that went with its interface may be taken out as well', async () => {
  const { ip, lines, start, done } = lab();
  const routes = start();
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  await done();
  ip.routes = [];
  routes.unset('10.101.0.0/16');
  await done();
  expect(lines).toEqual([]);
  expect(ip.batches).toHaveLength(2);
});

test('what an earlier process left is taken over, replaced where it leads elsewhere, and swept where it is not set', async () => {
  const { ip, lines, start, done } = lab();
  const before = start();
  for (const n of [1, 2, 3]) before.set(route(`10.10${n}.0.0/16`, `10.0.0.${n}`));
  before.set(route('2001:db8:1::/48', 'fd00:6d65:7368::1'));
  const closed = before.close('restart');
  await done();
  await closed;
  const foreign = { prefix: '10.200.0.0/16', via: '10.0.0.9', proto: 3, metric: 32, table: 254 };
  ip.routes.push(foreign);
  ip.batches.length = 0;

  const after = start();
  expect(await after.adopt()).toBe(4);
  after.set(route('10.101.0.0/16', '10.0.0.1'));
  after.set(route('10.102.0.0/16', '10.0.0.9'));
  await done();
  expect(ip.batches).toEqual(['route replace 10.102.0.0/16 via 10.0.0.9 proto 178 metric 32 table 254\n']);
  after.sweep();
  await done();
  expect(ip.ours).toEqual(['10.101.0.0/16 via 10.0.0.1', '10.102.0.0/16 via 10.0.0.9']);
  expect(ip.routes).toContain(foreign);
  expect(lines).toEqual([]);
});

test('before the sweep neither a scan nor anything else takes what was adopted, but a peer that withdraws it', async () => {
  const { clock, ip, start, done } = lab();
  ip.routes = ['10.101.0.0/16', '10.102.0.0/16'].map((prefix) => ({
    prefix,
    via: '10.0.0.1',
    proto: 178,
    metric: 32,
    table: 254,
  }));
  const routes = start();
  await routes.adopt();
  await clock.advance(70_000);
  expect(ip.ours).toHaveLength(2);
  routes.unset('10.101.0.0/16');
  await done();
  expect(ip.ours).toEqual(['10.102.0.0/16 via 10.0.0.1']);
});

test('another metric than that of the last process: the old routes go with the sweep', async () => {
  const { ip, start, done } = lab({ metric: 50 });
  ip.routes = [{ prefix: '10.101.0.0/16', via: '10.0.0.1', proto: 178, metric: 32, table: 254 }];
  const routes = start();
  expect(await routes.adopt()).toBe(1);
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  await done();
  expect(ip.routes.map(({ metric }) => metric)).toEqual([32, 50]);
  routes.sweep();
  await done();
  expect(ip.routes.map(({ metric }) => metric)).toEqual([50]);
});

test('metric 0 is 1024 in IPv6, for the kernel has it so', async () => {
  const { ip, start, done } = lab({ metric: 0 });
  const routes = start();
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  routes.set(route('2001:db8:1::/48', 'fd00:6d65:7368::1'));
  await done();
  const after = start();
  expect(await after.adopt()).toBe(2);
  after.set(route('10.101.0.0/16', '10.0.0.1'));
  after.set(route('2001:db8:1::/48', 'fd00:6d65:7368::1'));
  after.sweep();
  await done();
  expect(ip.batches).toHaveLength(1);
});

test('a table that has never had a route is an empty one', async () => {
  const { ip, start, done } = lab({ table: 100 });
  const routes = start();
  expect(await routes.adopt()).toBe(0);
  routes.set(route('10.101.0.0/16', '10.0.0.1'));
  await done();
  expect(ip.routes).toMatchObject([{ table: 100 }]);
});

test('a table that cannot be read is no empty one', async () => {
  const { ip, start } = lab();
  ip.broken = true;
  await expect(start().adopt()).rejects.toThrow('ENOENT');
});

test('who leaves takes its routes out, those adopted and those that nobody told it of, and no others', async () => {
  const { clock, ip, start, done } = lab();
  const ours = (prefix: string, metric = 32) => ({ prefix, via: '10.0.0.1', proto: 178, metric, table: 254 });
  const foreign = { ...ours('10.200.0.0/16'), proto: 3 };
  ip.routes = [ours('10.101.0.0/16'), ours('10.101.0.0/16', 7), foreign];
  const routes = start();
  await routes.adopt();
  routes.set(route('10.102.0.0/16', '10.0.0.2'));
  await done();
  ip.routes.push(ours('10.103.0.0/16'));
  const closed = routes.close('leave');
  await done();
  await closed;
  expect(ip.routes).toEqual([foreign]);
  expect(clock.pending).toBe(0);
});

test.each([
  ['10.101.0.0/16 via 10.0.0.1 proto 4\nroute flush', '10.0.0.1'],
  ['10.101.0.1/16', '10.0.0.1'],
  ['default', '10.0.0.1'],
  ['10.101.0.0/16', '10.0.0.1 dev eth0'],
  ['10.101.0.0/16', 'self'],
  ['10.101.0.0/16', 'fd00:6d65:7368::1'],
])('%s through %s never comes near a batch', async (prefix, nextHop) => {
  const { ip, lines, start, done } = lab();
  const routes = start();
  routes.set({ prefix, nextHop });
  await done();
  expect(ip.batches).toEqual([]);
  expect(lines).toMatchObject([{ event: 'kernel route is none' }]);
});
