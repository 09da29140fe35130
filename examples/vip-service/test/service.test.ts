import { describe, expect, it } from 'vitest';
import type { VipRecord } from '../src/state.js';
import type { StateStore, StoredChange } from '../src/store/state-store.js';
import { keyOf } from '../src/vip.js';
import { lab, ROUTER, TODAY } from './lib.js';

const A = { vip: '198.51.100.1', prefix_len: 32 };
const B = { vip: '198.51.100.2', prefix_len: 32 };

/** A store that several services share, or one after another. */
class SharedStore implements StateStore {
  readonly records = new Map<string, VipRecord>();
  readonly #watchers = new Set<(record: VipRecord) => void>();
  failing = false;

  async load() {
    return { routes: [...this.records.values()], peers: [] };
  }

  async save(changes: readonly StoredChange[]) {
    if (this.failing) throw new Error('disk full');
    for (const change of changes) {
      if (change.type !== 'route') continue;
      this.records.set(keyOf(change.record), change.record);
      for (const tell of this.#watchers) tell(change.record);
    }
  }

  watch(changed: (record: VipRecord) => void) {
    this.#watchers.add(changed);
  }

  problem() {
    return this.failing ? 'disk full' : undefined;
  }

  async close() {}
}

describe('what the router has', () => {
  it('follows advertise and withdraw, with communities of the request or the settings', async () => {
    const { clock, router, start } = lab({ communities: ['65000:1'] });
    const service = await start();
    expect(await service.advertise([A, { ...B, communities: ['65000:2'] }])).toEqual([true, true]);
    clock.runFor(2_000);
    expect(router.routes()).toEqual(['198.51.100.1/32 65000:1', '198.51.100.2/32 65000:2']);
    expect(service.deliveries(keyOf(A)).get(ROUTER)).toEqual({ state: 'written' });
    expect(service.peers()[0]).toMatchObject({ announced: 2, snapshot: { state: 'Established' } });
    expect(await service.withdraw([A])).toEqual([true]);
    clock.runFor(1_000);
    expect(router.routes()).toEqual(['198.51.100.2/32 65000:2']);
  });

  it('is sent nothing when a request is repeated', async () => {
    const { clock, router, start } = lab();
    const service = await start();
    await service.advertise([A]);
    clock.runFor(2_000);
    const { updates } = router.speaker.peers()[0]!.traffic.received;
    expect(await service.advertise([A])).toEqual([false]);
    expect(await service.withdraw([B])).toEqual([false]);
    clock.runFor(2_000);
    expect(router.speaker.peers()[0]!.traffic.received.updates).toBe(updates);
    expect(await service.advertise([{ ...A, communities: ['65000:9'] }])).toEqual([false]);
    clock.runFor(2_000);
    expect(router.routes()).toEqual(['198.51.100.1/32 65000:9']);
  });

  it('lapses with its lease, unless that is renewed', async () => {
    const { clock, router, start } = lab();
    const service = await start();
    await service.advertise([{ ...A, ttl_seconds: 30 }, B]);
    clock.runFor(20_000);
    await service.advertise([{ ...A, ttl_seconds: 30 }]);
    clock.runFor(29_000);
    expect(router.routes()).toHaveLength(2);
    clock.runFor(2_000);
    expect(router.routes()).toEqual(['198.51.100.2/32']);
    expect(service.state.get(keyOf(A))).toMatchObject({ advertised: false, since: TODAY + 50_000 });
    expect(service.history()[0]).toMatchObject({ key: keyOf(A), what: 'lapsed' });
  });

  it('is told that an address leaves before it goes (RFC 8326)', async () => {
    const { clock, router, start } = lab({ graceful_shutdown: 10 });
    const service = await start();
    await service.advertise([A, B]);
    clock.runFor(2_000);
    await service.withdraw([A, B]);
    clock.runFor(1_000);
    expect(router.routes()).toEqual(['198.51.100.1/32 graceful-shutdown', '198.51.100.2/32 graceful-shutdown']);
    await service.advertise([B]);
    clock.runFor(10_000);
    expect(router.routes()).toEqual(['198.51.100.2/32']);
  });

  it('comes to a neighbour that is added later, and goes with one that is removed', async () => {
    const { clock, router, start } = lab({ peers: [] });
    const service = await start();
    await service.advertise([A]);
    const peer = { address: ROUTER, asn: 65001, hold_time: 90, keepalive: 30, port: 179, passive: false };
    await service.addPeer({ ...peer, local_address: '192.0.2.1' });
    await expect(service.addPeer(peer)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    clock.runFor(2_000);
    expect(router.routes()).toEqual(['198.51.100.1/32']);
    expect(service.deliveries(keyOf(A)).get(ROUTER)?.state).toBe('written');
    await service.removePeer(ROUTER);
    await expect(service.removePeer(ROUTER)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    clock.runFor(2_000);
    expect(router.routes()).toEqual([]);
    expect(service.deliveries(keyOf(A)).size).toBe(0);
  });
});

describe('the end', () => {
  it('is Cease 6/2 with a text', async () => {
    const { clock, router, start } = lab();
    const service = await start();
    clock.runFor(2_000);
    const stopped = service.stop('maintenance');
    clock.runFor(2_000);
    await stopped;
    expect(router.ends.join()).toMatch(/"code":6,"subcode":2/);
    await expect(service.advertise([A])).rejects.toMatchObject({ code: 'STOPPING' });
  });

  it('by kill -9 leaves the routes with the router until they are announced again (RFC 4724)', async () => {
    const store = new SharedStore();
    const { clock, network, router, start } = lab({}, store);
    const first = await start();
    await first.advertise([A, { ...B, ttl_seconds: 5 }]);
    clock.runFor(2_000);
    network.kill('192.0.2.1');
    clock.runFor(1_000);
    expect(router.routes()).toHaveLength(2);
    clock.runFor(10_000);
    network.restart('192.0.2.1');
    const second = await start();
    clock.runFor(5_000);
    expect(second.state.get(keyOf(A))).toEqual(first.state.get(keyOf(A)));
    expect(second.state.get(keyOf(B))?.advertised).toBe(false);
    expect(router.routes()).toEqual(['198.51.100.1/32']);
  });
});

describe('the store', () => {
  it('that fails is told, and the change is in force', async () => {
    const store = new SharedStore();
    const { clock, router, start } = lab({}, store);
    const service = await start();
    clock.runFor(2_000);
    expect(service.notReady()).toBeUndefined();
    store.failing = true;
    await expect(service.advertise([A])).rejects.toMatchObject({ code: 'INTERNAL' });
    clock.runFor(2_000);
    expect(router.routes()).toEqual(['198.51.100.1/32']);
    expect(service.notReady()).toContain('disk full');
  });

  it('brings what another instance announces to neighbours of its own', async () => {
    const store = new SharedStore();
    const { clock, router, start } = lab({}, store);
    await start();
    const other = lab({}, store);
    const elsewhere = await other.start();
    await elsewhere.advertise([A]);
    clock.runFor(2_000);
    expect(router.routes()).toEqual(['198.51.100.1/32']);
    await elsewhere.withdraw([A]);
    clock.runFor(2_000);
    expect(router.routes()).toEqual([]);
  });
});
