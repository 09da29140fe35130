import { expect, it } from 'vitest';
import { RtrCaches, RtrClient } from '../../src/rtr/index.js';
import { memoryPair, ScriptedCache, VirtualClock } from '../../src/testing/index.js';
import { A, B } from './lab.js';

/** A client for each preference, and the cache that it would reach. */
function lab(preferences: readonly number[]) {
  const clock = new VirtualClock();
  const hosts = preferences.map((preference) => {
    const cache = new ScriptedCache({ sessionId: preference });
    const host = { cache, preference, reachable: true, dials: 0 };
    const client = new RtrClient({
      clock,
      random: () => 0,
      connect: () => {
        host.dials++;
        if (!host.reachable) throw new Error('no route to host');
        const [ours, theirs] = memoryPair(clock);
        cache.serve(theirs);
        return ours;
      },
    });
    cache.change({ announced: [A, { ...B, as: preference }] });
    client.on('error', () => undefined);
    return Object.assign(host, { client });
  });
  return { clock, hosts, caches: new RtrCaches(hosts) };
}

it('starts the caches of the best preference, and no others (RFC 8210 §10)', () => {
  const { clock, hosts, caches } = lab([20, 10, 10]);
  caches.start();
  clock.runFor(1_000);
  expect(hosts.map(({ client }) => client.size)).toEqual([0, 2, 2]);
  expect(hosts[0]!.dials).toBe(0);
  expect(caches.clients.map((client) => client.position?.sessionId)).toEqual([10, 10, undefined]);
});

it('the next preference stands in while all of the best are out of touch, and goes once one is back', () => {
  const { clock, hosts, caches } = lab([10, 20]);
  const [best, next] = [hosts[0]!, hosts[1]!];
  caches.start();
  clock.runFor(1_000);
  best.reachable = false;
  best.cache.hangUp();
  clock.runFor(1_000);
  expect(caches.inUse).toEqual([best.client, next.client]);
  // What the best told stays: it has not expired.
  expect([best.client.size, next.client.size]).toEqual([2, 2]);
  best.reachable = true;
  clock.runFor(600_000);
  expect(caches.inUse).toEqual([best.client]);
  expect([best.client.size, next.client.size, next.client.state]).toEqual([2, 0, 'idle']);
});

it('the data of the next go only once the best has all of its own', () => {
  const { clock, hosts, caches } = lab([10, 20]);
  const [best, next] = [hosts[0]!, hosts[1]!];
  best.reachable = false;
  caches.start();
  clock.runFor(1_000);
  expect([best.client.size, next.client.size]).toEqual([0, 2]);
  const least: number[] = [];
  for (const { client } of hosts) client.on('update', () => least.push(best.client.size + next.client.size));
  best.reachable = true;
  clock.runFor(600_000);
  expect(Math.min(...least)).toBeGreaterThanOrEqual(2);
  expect([best.client.size, next.client.size]).toEqual([2, 0]);
});

it('a cache that has no data yet is out of touch', () => {
  const { clock, hosts, caches } = lab([10, 20]);
  const [best, next] = [hosts[0]!, hosts[1]!];
  best.cache.silent = true;
  caches.start();
  clock.runFor(10);
  best.cache.send({ type: 'ERROR-REPORT', version: 1, errorCode: 2, pdu: new Uint8Array(0), text: '' });
  clock.runFor(10);
  expect(next.client.size).toBe(2);
});

it('close leaves nothing behind', async () => {
  const { clock, hosts, caches } = lab([10, 20]);
  hosts[0]!.reachable = false;
  caches.start();
  clock.runFor(1_000);
  const closed = caches.close();
  clock.runFor(1_000);
  await closed;
  expect(clock.pending).toBe(0);
  for (const { client } of hosts) expect(client.listenerCount('state') + client.listenerCount('endOfData')).toBe(0);
});

it('refuses no caches at all', () => {
  expect(() => new RtrCaches([])).toThrow('caches must name one client or more, got none');
});
