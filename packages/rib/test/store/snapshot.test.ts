import { isMeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { RouteStore } from '../../src/index.js';
import { RouteSet } from '../../src/store/route-set.js';
import { coreOf } from '../../src/store/store.js';

const spec = (i: number) => ({ prefix: `10.${i >> 8}.${i & 255}.0/24`, nextHop: 'self' });
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return isMeshError(error) ? error.code : 'another error';
  }
  return 'nothing thrown';
};

describe('a snapshot', () => {
  it('keeps what is released until it is closed, and its places are not taken meanwhile', () => {
    const store = new RouteStore();
    const holder = store.createHolder();
    for (let i = 0; i < 3000; i++) holder.set(spec(i));
    const route = holder.get(spec(7))!;
    const snapshot = holder.snapshot();
    const walk = snapshot.routes();
    const [first] = [walk.next().value!];
    holder.clear();
    expect([store.size, route.released, first.released, first.prefix]).toEqual([0, true, true, '10.0.0.0/24']);
    expect(codeOf(() => route.prefix)).toBe('MESH_ROUTE_RELEASED');
    for (let i = 0; i < 3000; i++) holder.set({ ...spec(i), prefix: `11.${i >> 8}.${i & 255}.0/24` });
    expect([...walk].map(({ prefix }) => prefix)).toEqual(Array.from({ length: 2999 }, (_, i) => spec(i + 1).prefix));
    expect(holder.set(first).prefix).toBe('10.0.0.0/24');
    expect(holder.get(spec(0))?.released).toBe(false);
    snapshot.close();
    snapshot.close();
    expect(codeOf(() => first.prefix)).toBe('MESH_ROUTE_RELEASED');
    expect([...snapshot.routes()]).toEqual([]);
    expect(coreOf(store).routes.dead).toBe(0);
    holder.clear();
    expect([store.size, store.attributeSets]).toEqual([0, 0]);
  });

  it('frees what it kept in small parts', () => {
    const store = new RouteStore();
    const holder = store.createHolder();
    for (let i = 0; i < 20_000; i++) holder.set(spec(i));
    const snapshot = store.snapshot();
    holder.clear();
    const { routes } = coreOf(store);
    expect(routes.dead).toBe(20_000);
    snapshot.close();
    expect(routes.dead).toBeGreaterThan(10_000);
    while (routes.dead > 0) {
      const before = routes.dead;
      holder.set(spec(1));
      holder.clear();
      expect(routes.dead).toBeLessThan(before);
    }
    expect(store.attributeSets).toBe(0);
  });
});

describe('inOrder', () => {
  it('can be prepared in parts, and passes over what leaves', () => {
    const holder = new RouteStore().createHolder();
    for (let i = 0; i < 5000; i++) holder.set(spec((i * 2641) % 5000));
    const walk = holder.inOrder();
    let parts = 0;
    while (!walk.prepare(100)) parts++;
    expect(parts).toBeGreaterThan(100);
    for (let i = 0; i < 5000; i += 2) holder.delete(spec(i));
    holder.set({ prefix: '9.0.0.0/8', nextHop: 'self' });
    expect([...walk].map(({ prefix }) => prefix)).toEqual(
      Array.from({ length: 2500 }, (_, i) => spec(2 * i + 1).prefix),
    );
  });
});

describe('references', () => {
  it('are given back once', () => {
    const store = new RouteStore();
    const set = new RouteSet(coreOf(store));
    const id = set.putAny(spec(1));
    set.delete(id);
    expect(codeOf(() => set.delete(id))).toBe('MESH_ROUTE_RELEASED');
    expect(codeOf(() => coreOf(store).routes.release(id))).toBe('MESH_ROUTE_RELEASED');
  });
});
