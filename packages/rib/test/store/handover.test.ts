import { once } from 'node:events';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Family, isMeshError } from '@mesh/bgp-wire';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { AdjRibOut, RouteStore, type StoreHandover } from '../../src/index.js';
import { namedKeys, octetsOfRoute } from '../support/route-keys.js';
import { attributeSets } from '../support/specs.js';

function filled(options: { shared: boolean }) {
  const store = new RouteStore({ ...options, seed: 12345 });
  const holders = [store.createHolder(), store.createHolder()];
  namedKeys.forEach((key, i) => {
    holders[i % 2]!.set({ ...key.variants[0]!, nextHop: '192.0.2.1', attributes: attributeSets[i % 3] });
  });
  for (let i = 0; i < 5000; i++) holders[0]!.set({ prefix: `10.${i >> 8}.${i & 255}.0/24`, nextHop: 'self' });
  const kept = store.storeRoute({ prefix: '203.0.113.0/24', nextHop: 'self' });
  return { store, holders, kept };
}

function sent(handover: StoreHandover): StoreHandover {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(handover, handover.transfer);
  const message = receiveMessageOnPort(port2)?.message;
  port1.close();
  return message;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isMeshError(error)) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe.each([{ shared: true }, { shared: false }])('a store with %o, handed over', (options) => {
  it('is the same store there, and goes on', () => {
    const { store, holders, kept } = filled(options);
    const texts = (all: Iterable<Parameters<typeof octetsOfRoute>[0]>) => [...all].map(octetsOfRoute);
    const before = [store, ...holders].map((one) => texts(one.inOrder()));
    const old = holders[0]!.get({ prefix: '10.0.1.0/24' })!;
    const handover = sent(store.handOver(holders));
    expect([store.size, ...holders.map(({ size }) => size), old.released]).toEqual([0, 0, 0, true]);
    const adopted = RouteStore.adopt(handover);
    expect([adopted.store, ...adopted.holders].map((one) => texts(one.inOrder()))).toEqual(before);
    expect(adopted.holders.map(({ size }) => size)).toEqual(handover.sizes);
    for (const index of ['0101180a000100', kept]) expect(adopted.store.getRoute(index)?.index).toBe(index);
    // The one that gave it away can be filled anew, the other can be written on.
    holders[0]!.set({ prefix: '10.0.1.0/24', nextHop: 'self' });
    expect(store.size).toBe(1);
    expect(adopted.holders[0]!.delete('0101180a000100')).toBe(true);
    expect(adopted.holders[1]!.longestMatch('10.0.1.7')?.prefix).toBeDefined();
    expect(adopted.store.releaseRoute(kept)).toBe(true);
    for (const holder of adopted.holders) holder.clear();
    expect([adopted.store.size, adopted.store.attributeSets, store.size]).toEqual([0, 0, 1]);
  });
});

describe('handOver', () => {
  it('refuses while others hold routes, or a snapshot is open', () => {
    const { store, holders } = filled({ shared: true });
    expect(codeOf(() => store.handOver([holders[0]!]))).toBe('MESH_STORE_HELD');
    const snapshot = store.snapshot();
    expect(codeOf(() => store.handOver(holders))).toBe('MESH_STORE_HELD');
    snapshot.close();
    const out = new AdjRibOut(store);
    out.announce({ prefix: '198.51.100.0/24', nextHop: 'self' });
    expect(codeOf(() => store.handOver(holders))).toBe('MESH_STORE_HELD');
    expect(codeOf(() => RouteStore.adopt({ sizes: [], transfer: [] }))).toBe('MESH_STORE_HANDOVER');
    expect(() => store.handOver([new RouteStore().createHolder()])).toThrow(RangeError);
  });

  it('brings what a worker has filled, without a copy of it', async () => {
    const program = await build({
      stdin: {
        contents: `
          import { parentPort } from 'node:worker_threads';
          import { RouteStore } from './src/index.js';
          const store = new RouteStore({ shared: true, seed: 99 });
          const holder = store.createHolder();
          for (let i = 0; i < 20000; i++) holder.set({ prefix: '10.' + (i >> 8) + '.' + (i & 255) + '.0/24', nextHop: 'self' });
          parentPort.postMessage(store.handOver([holder]));
        `,
        resolveDir: new URL('../..', import.meta.url).pathname,
      },
      bundle: true,
      write: false,
      platform: 'node',
      conditions: ['@mesh/source'],
    });
    const worker = new Worker(program.outputFiles[0]!.text, { eval: true });
    const [handover] = (await once(worker, 'message')) as [StoreHandover];
    const { store, holders } = RouteStore.adopt(handover);
    expect(handover.transfer).toEqual([]);
    expect([store.size, holders[0]!.size]).toEqual([20_000, 20_000]);
    expect(holders[0]!.get({ prefix: '10.5.6.0/24', family: Family.IPV4_UNICAST })?.index).toBe('0101180a050600');
    holders[0]!.clear();
    expect(store.size).toBe(0);
    await once(worker, 'exit');
  });
});
