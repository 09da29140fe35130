import { EtcdCluster, until } from '@mesh-examples/lib/daemon';
import { EtcdRegistry } from '@mesh-examples/lib/etcd';
import { type ComplianceLab, type RegistryEvent, registryCompliance } from '@mesh-examples/lib/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Line } from '../lab/line.js';
import { hostAddress } from './scenario.js';

/* The registry port on real etcd: the suite every adapter passes, etcdctl as the witness, and a cluster that loses its leader. */

const CLUSTER = [hostAddress(11), hostAddress(12), hostAddress(13)];
const LONE = hostAddress(14);
const utf8 = (value: Uint8Array) => Buffer.from(value).toString();

describe('one member', () => {
  let etcd: EtcdCluster;
  const lines: Line[] = [];

  beforeAll(async () => {
    etcd = await EtcdCluster.start([LONE]);
  });
  afterAll(() => etcd?.stop());

  async function etcdLab(): Promise<ComplianceLab> {
    await etcd.tell('del', '', '--prefix');
    const registries: EtcdRegistry[] = [];
    // Clients of a check are few: their lines are laid beforehand, as `connect` does not wait.
    const free = await Promise.all(Array.from({ length: 4 }, () => Line.lay(new URL(etcd.endpoints[0]!))));
    lines.push(...free);
    return {
      connect() {
        const own = free.pop()!;
        const registry = new EtcdRegistry({ endpoints: [own.endpoint], callTimeoutMs: 5_000, maxBackOffMs: 500 });
        registries.push(registry);
        return { registry, cut: () => own.cut(), mend: () => own.mend() };
      },
      compact: async (revision) => void (await etcd.tell('compact', `${revision}`, '--physical')),
      settled: (promise) => promise,
      async close() {
        await Promise.all(registries.map((registry) => registry.close()));
        await Promise.all(lines.splice(0).map((one) => one.close()));
      },
    };
  }

  it.each(registryCompliance(etcdLab))('complies: $title', ({ run }) => run());

  it('etcdctl reads what is put, and what etcdctl does is told', async () => {
    const line = await Line.lay(new URL(etcd.endpoints[0]!));
    await using registry = new EtcdRegistry({ endpoints: [line.endpoint] });
    await registry.put('/witness/ä', 'grün\n');
    expect(await etcd.tell('get', '/witness/ä', '--print-value-only')).toBe('grün\n\n');
    const watch = registry.watch('/witness/');
    expect((await watch.next()).value?.type).toBe('snapshot');
    await etcd.tell('put', '/witness/b', '2');
    await etcd.tell('del', '/witness/', '--prefix');
    const told = [await watch.next(), await watch.next(), await watch.next()].map(({ value }) => eventText(value));
    expect(told).toEqual(['put /witness/b=2', 'delete /witness/b', 'delete /witness/ä']);
    await line.close();
  });

  it('eight megabytes of changes, which etcd tells in pieces, are told once each, with a cut in the middle', async () => {
    const line = await Line.lay(new URL(etcd.endpoints[0]!));
    await using registry = new EtcdRegistry({ endpoints: [line.endpoint] });
    const { revision } = await registry.list('/');
    for (let i = 0; i < 8; i++) await registry.put(`/big/${i}`, new Uint8Array(1_000_000).fill(i));
    const watch = registry.watch('/big/', { from: revision + 1 });
    for (let i = 0; i < 8; i++) {
      if (i === 4) {
        line.cut();
        line.mend();
      }
      const { value } = await watch.next();
      expect(value).toMatchObject({ type: 'put', key: `/big/${i}`, revision: revision + 1 + i });
    }
    await line.close();
  });
});

describe('three members', () => {
  let etcd: EtcdCluster;

  beforeAll(async () => {
    etcd = await EtcdCluster.start(CLUSTER);
  });
  afterAll(() => etcd?.stop());

  it('the leader killed: leases, watches and writes go on, nothing is lost, and it may come back', async () => {
    const leader = await etcd.leader();
    // The one that is killed comes first, so that everything has to move.
    const endpoints = [leader.endpoint, ...etcd.endpoints.filter((endpoint) => endpoint !== leader.endpoint)];
    const problems: string[] = [];
    await using registry = new EtcdRegistry({
      endpoints,
      callTimeoutMs: 30_000,
      onProblem: ({ message }) => problems.push(message),
    });
    const lease = await registry.lease({ ttlSeconds: 20 });
    await registry.put('/node', 'here', { lease });
    const watch = registry.watch('/seq/');
    expect((await watch.next()).value?.type).toBe('snapshot');

    for (let i = 0; i < 20; i++) {
      if (i === 10) await leader.crash();
      await registry.put(`/seq/${i}`, `${i}`, { ifRevision: 0 });
    }
    const told: string[] = [];
    while (told.length < 20) told.push(eventText((await watch.next()).value));
    expect(told).toEqual(Array.from({ length: 20 }, (_, i) => `put /seq/${i}=${i}`));
    expect(problems.length).toBeGreaterThan(0);
    expect(lease.lost.aborted).toBe(false);
    expect(await etcd.tell('get', '/node', '--print-value-only')).toBe('here\n');
    expect((await etcd.leader()).endpoint).not.toBe(leader.endpoint);

    await leader.launch();
    await registry.put('/seq/20', '20');
    expect(eventText((await watch.next()).value)).toBe('put /seq/20=20');
  });

  it('a member that has lost the others ends its watch: the watch goes on where there is a leader', async () => {
    const leader = await etcd.leader();
    const [first, second] = etcd.members.filter((member) => member !== leader);
    const problems: string[] = [];
    await using registry = new EtcdRegistry({
      endpoints: [first!.endpoint],
      callTimeoutMs: 30_000,
      onProblem: ({ message }) => problems.push(message),
    });
    const watch = registry.watch('/quorum/');
    expect((await watch.next()).value?.type).toBe('snapshot');
    await leader.crash();
    await second!.crash();
    const next = watch.next();
    await until('the watch ends', () => problems.some((message) => message.includes('no leader')), 20_000);
    await Promise.all([leader.launch(), second!.launch()]);
    await registry.put('/quorum/a', '1');
    expect(eventText((await next).value)).toBe('put /quorum/a=1');
  });
});

function eventText(event: RegistryEvent | undefined): string {
  if (event === undefined || event.type === 'snapshot') return `${event?.type}`;
  return event.type === 'put' ? `put ${event.key}=${utf8(event.value)}` : `delete ${event.key}`;
}
