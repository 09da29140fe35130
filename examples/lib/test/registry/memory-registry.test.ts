import { VirtualClock } from '@mesh/bgp-session/testing';
import { describe, expect, it } from 'vitest';
import { type ComplianceLab, MemoryRegistryStore, registryCompliance } from '../../src/registry/index.js';

async function memoryLab(): Promise<ComplianceLab> {
  const clock = new VirtualClock();
  const store = new MemoryRegistryStore(clock);
  return {
    connect() {
      const registry = store.connect();
      return { registry, cut: () => registry.disconnect(), mend: () => registry.reconnect() };
    },
    compact: async (revision) => store.compact(revision),
    async settled(promise) {
      let isSettled = false;
      const settle = () => {
        isSettled = true;
      };
      promise.then(settle, settle);
      if (!(await clock.advance(() => isSettled, 60_000))) throw new Error('not settled within a virtual minute');
      return promise;
    },
    close: async () => undefined,
  };
}

describe('the registry in memory complies', () => {
  it.each(registryCompliance(memoryLab))('$title', ({ run }) => run());
});

describe('MemoryRegistryStore', () => {
  it('remembers as many changes as it is told to, and gives a snapshot to who wants older ones', async () => {
    const store = new MemoryRegistryStore(new VirtualClock(), { history: 10 });
    const registry = store.connect();
    for (let i = 0; i < 100; i++) await registry.put(`/${i}`, '');
    const types = async (from: number) => (await registry.watch('/', { from }).next()).value?.type;
    expect(await types(2)).toBe('snapshot');
    expect(await types(92)).toBe('put');
  });

  it('lets go of its timers when its leases have ended', async () => {
    const clock = new VirtualClock();
    const registry = new MemoryRegistryStore(clock).connect();
    const [revoked] = [await registry.lease({ ttlSeconds: 5 }), await registry.lease({ ttlSeconds: 5 })];
    await revoked?.revoke();
    await registry.close();
    await clock.advance(5_000);
    expect(clock.pending).toBe(0);
  });
});
