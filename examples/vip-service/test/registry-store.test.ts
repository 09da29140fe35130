import { VirtualClock } from '@mesh/bgp-session/testing';
import { MemoryRegistryStore } from '@mesh-examples/lib/registry';
import { describe, expect, it } from 'vitest';
import type { VipRecord } from '../src/state.js';
import { RegistryStore } from '../src/store/registry-store.js';
import { MemoryStore } from '../src/store/state-store.js';
import { keyOf } from '../src/vip.js';

const RECORD: VipRecord = {
  vip: '198.51.100.1',
  prefix_len: 32,
  communities: [],
  local_pref: 100,
  advertised: true,
  since: 1,
};

/** Lets what was promised happen: no time passes. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function instances(count: number) {
  const clock = new VirtualClock();
  const common = new MemoryRegistryStore(clock);
  const make = async () => {
    const registry = common.connect();
    const store = new RegistryStore({ registry, local: new MemoryStore(), clock });
    const heard: string[] = [];
    const loading = store.load();
    await turn();
    clock.runFor(0);
    const loaded = await loading;
    store.watch((record) => heard.push(`${keyOf(record)} ${record.advertised} ${record.since}`));
    return { registry, store, heard, loaded };
  };
  const all = [];
  for (let i = 0; i < count; i++) all.push(await make());
  return { clock, common, make, all };
}

const save = (store: RegistryStore, ...records: readonly VipRecord[]) =>
  store.save(records.map((record) => ({ type: 'route', record })));

describe('a state that instances share', () => {
  it('is told to the others, and found by those who come later', async () => {
    const { all, make } = await instances(2);
    const [a, b] = all as [Awaited<ReturnType<typeof make>>, Awaited<ReturnType<typeof make>>];
    await save(a.store, RECORD);
    await turn();
    expect(b.heard).toEqual(['198.51.100.1/32 true 1']);
    expect(a.heard).toEqual([]);
    expect((await make()).loaded.routes).toEqual([RECORD]);
  });

  it('is never told what it has said itself, however fast it says another thing', async () => {
    const { all } = await instances(2);
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]];
    await Promise.all([1, 2, 3, 4, 5].map((since) => save(a.store, { ...RECORD, since, advertised: since % 2 === 1 })));
    await turn();
    expect(a.heard).toEqual([]);
    expect(b.heard.at(-1)).toBe('198.51.100.1/32 true 5');
  });

  it('is in the end the same with two who speak at once', async () => {
    const { all, make } = await instances(2);
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]];
    await Promise.all([
      save(a.store, { ...RECORD, since: 1 }),
      save(b.store, { ...RECORD, since: 2, advertised: false }),
    ]);
    await turn();
    const [stands] = (await make()).loaded.routes;
    const view = (heard: readonly string[], own: number) => Number(heard.at(-1)?.split(' ')[2] ?? own);
    expect([view(a.heard, 1), view(b.heard, 2)]).toEqual([stands!.since, stands!.since]);
  });

  it('is told of what came between the start and the first who listens', async () => {
    const { clock, common } = await instances(0);
    const store = new RegistryStore({ registry: common.connect(), local: new MemoryStore(), clock });
    expect((await store.load()).routes).toEqual([]);
    await common.connect().put('/vip-service/routes/198.51.100.1/32', JSON.stringify(RECORD));
    await turn();
    const heard: string[] = [];
    store.watch((record) => heard.push(keyOf(record)));
    expect(heard).toEqual(['198.51.100.1/32']);
  });

  it('has a key that was deleted as withdrawn', async () => {
    const { all, common } = await instances(1);
    await save(all[0]!.store, RECORD);
    const other = common.connect();
    await turn();
    await other.put('/vip-service/routes/198.51.100.1/32', JSON.stringify({ ...RECORD, since: 7 }));
    await other.delete('/vip-service/routes/198.51.100.1/32');
    await turn();
    expect(all[0]!.heard).toEqual(['198.51.100.1/32 true 7', '198.51.100.1/32 false 7']);
  });

  it.each([
    '',
    'null',
    '{"vip":"x"}',
    JSON.stringify({ ...RECORD, vip: '198.51.100.2' }),
    JSON.stringify({ ...RECORD, more: 1 }),
  ])('passes over what is no record: %j', async (text) => {
    const { all, common } = await instances(1);
    await common.connect().put('/vip-service/routes/198.51.100.1/32', text);
    await common.connect().put('/vip-service/routes/x', JSON.stringify(RECORD));
    await turn();
    expect(all[0]!.heard).toEqual([]);
  });

  it('that is out of reach is told of, and put again until it is stored', async () => {
    const { all, clock } = await instances(2);
    const [a, b] = all as [(typeof all)[0], (typeof all)[0]];
    a.registry.disconnect();
    await expect(save(a.store, RECORD)).rejects.toMatchObject({ code: 'MESH_REGISTRY_UNAVAILABLE' });
    expect(a.store.problem()).toContain('out of reach');
    await clock.advance(5_000);
    a.registry.reconnect();
    await clock.advance(2_000);
    await turn();
    expect(b.heard).toEqual(['198.51.100.1/32 true 1']);
    expect(a.store.problem()).toBeUndefined();
  });

  it('that does not answer at the start gives way to what is known here, and is followed later', async () => {
    const { clock, common } = await instances(0);
    await common.connect().put('/vip-service/routes/198.51.100.1/32', JSON.stringify(RECORD));
    const registry = common.connect();
    registry.disconnect();
    const local = new MemoryStore();
    const store = new RegistryStore({ registry, local, clock });
    const heard: string[] = [];
    store.watch((record) => heard.push(keyOf(record)));
    let loaded: unknown;
    void store.load().then((value) => (loaded = value));
    await clock.advance(5_000);
    expect(loaded).toEqual({ routes: [], peers: [] });
    registry.reconnect();
    await turn();
    expect(heard).toEqual(['198.51.100.1/32']);
    await store.close();
  });
});
