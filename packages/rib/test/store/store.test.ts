import {
  AS_PATH,
  attribute,
  COMMUNITIES,
  Family,
  formatHex,
  isMeshError,
  MULTI_EXIT_DISC,
  ORIGIN,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { RouteStore } from '../../src/index.js';
import { attributeSets } from '../support/specs.js';

const route = { prefix: '10.0.0.0/24', nextHop: 'self', attributes: attributeSets[1] };

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isMeshError(error)) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('RouteStore', () => {
  it('names a route by its index, the same one every time', () => {
    const store = new RouteStore();
    expect(store.storeRoute(route)).toBe('0101180a000000');
    expect(store.storeRoute(route)).toBe('0101180a000000');
    expect(store.size).toBe(1);
    expect(store.getRoute('0101180a000000')?.references).toBe(2);
    expect(store.releaseRoute('0101180a000000')).toBe(true);
    expect(store.getRoute('0101180a000000')?.prefix).toBe('10.0.0.0/24');
    expect(store.releaseRoute('0101180a000000')).toBe(true);
    expect(store.releaseRoute('0101180a000000')).toBe(false);
    expect(store.size).toBe(0);
  });

  it('finds every pair of a key by its index', () => {
    const store = new RouteStore();
    store.retain(route);
    store.retain({ ...route, attributes: attributeSets[2] });
    store.retain({ ...route, prefix: '10.0.1.0/24' });
    expect([...store.find('0101180a000000')]).toHaveLength(2);
    expect([...store.find('0101180a000200')]).toEqual([]);
    expect([...store.find('02012020010db8000000000000000000000000')].length).toBe(0);
    expect([...store.routes()]).toHaveLength(3);
  });

  it('shows a route as it was given, the set in canonical order', () => {
    const store = new RouteStore();
    const given = {
      prefix: '2001:db8::/32',
      nextHop: '2001:db8::1',
      linkLocal: 'fe80::1',
      pathId: 9,
      attributes: [attribute(MULTI_EXIT_DISC, 5), attribute(ORIGIN, 'egp' as const), attribute(AS_PATH, [])],
    };
    const stored = store.retain(given);
    expect(stored.get(MULTI_EXIT_DISC)).toBe(5);
    expect(stored.get(COMMUNITIES)).toBeUndefined();
    expect(stored.toObject()).toEqual({
      index: '0201ff000000092020010db8000000000000000000000000',
      family: Family.IPV6_UNICAST,
      prefix: '2001:db8::/32',
      pathId: 9,
      nextHop: '2001:db8::1',
      linkLocal: 'fe80::1',
      attributes: [attribute(ORIGIN, 'egp'), attribute(AS_PATH, []), attribute(MULTI_EXIT_DISC, 5)],
    });
    const { nlri, pathId, attributes, nextHop } = stored.toEncoded();
    expect([nlri, attributes, nextHop].map((octets) => formatHex(octets))).toEqual([
      '2020010db8',
      '40010101' + '400200' + '80040400000005',
      '20010db8000000000000000000000001' + 'fe800000000000000000000000000001',
    ]);
    expect(pathId).toBe(9);
    expect(new RouteStore().createHolder().set(stored.toEncoded()).toObject()).toEqual(stored.toObject());
    expect(new RouteStore().retain(stored.toObject()).toObject()).toEqual(stored.toObject());
    expect(new RouteStore().retain(stored).toObject()).toEqual(stored.toObject());
  });

  it('tells of a route that was released, also when its place is taken', () => {
    const store = new RouteStore();
    const held = store.retain(route);
    const copy = held.toObject();
    store.release(held);
    expect(held.released).toBe(true);
    expect(codeOf(() => held.prefix)).toBe('MESH_ROUTE_RELEASED');
    const next = store.retain({ ...route, prefix: '10.9.0.0/16' });
    expect(next.id).toBe(held.id);
    expect(codeOf(() => held.attributes)).toBe('MESH_ROUTE_RELEASED');
    expect(copy.prefix).toBe('10.0.0.0/24');
  });

  it('detects a reference given back twice, whoever else holds the route', () => {
    const store = new RouteStore();
    const holder = store.createHolder();
    holder.set(route);
    const held = store.retain(route);
    expect(held.references).toBe(2);
    store.release(held);
    expect(codeOf(() => store.release(held))).toBe('MESH_ROUTE_RELEASED');
    expect(codeOf(() => new RouteStore().release(held))).toBe('MESH_ROUTE_FOREIGN');
    expect(holder.get(route)?.references).toBe(1);
  });

  it('gives its memory back', () => {
    const store = new RouteStore();
    const empty = store.byteLength;
    const holder = store.createHolder();
    for (let i = 0; i < 30_000; i++) {
      holder.set({ ...route, prefix: `10.${i >> 8}.${i & 0xff}.0/24`, attributes: [attribute(MULTI_EXIT_DISC, i)] });
    }
    expect(store.byteLength).toBeGreaterThan(2 * empty);
    holder.clear();
    expect(store.byteLength).toBeLessThanOrEqual(2 * empty);
  });

  it('refuses what it cannot mean', () => {
    const store = new RouteStore();
    expect(codeOf(() => store.getRoute('0101180A000000'))).toBe('MESH_ROUTE_INDEX');
    expect(() => store.retain({ ...route, prefix: '10.0.0.0/33' })).toThrow(RangeError);
    expect(() => store.retain({ ...route, nextHop: 'nowhere' })).toThrow(RangeError);
    expect(() => store.retain({ ...route, pathId: 2 ** 32 })).toThrow(RangeError);
    expect(() => store.retain({ ...route, family: Family.IPV6_UNICAST })).toThrow(RangeError);
    expect([store.size, store.attributeSets]).toEqual([0, 0]);
  });
});
