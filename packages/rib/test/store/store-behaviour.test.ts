// One behaviour, two stores: the naive one says what is right, the columnar one must do the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnarStore } from '../support/columnar-store.js';
import { type HolderUnderTest, NaiveStore, type StoreUnderTest, textOf } from '../support/naive-store.js';
import { attributeSets, specs } from '../support/specs.js';

const [, short, long] = attributeSets;
const route = { prefix: '10.0.0.0/24', nextHop: '192.0.2.1', attributes: short };

describe.each<[string, () => StoreUnderTest]>([
  ['the naive store', () => new NaiveStore()],
  ['the columnar store', () => new ColumnarStore()],
])('%s', (_name, create) => {
  it('keeps one route a key and holder, the last one', () => {
    const store = create();
    const holder = store.createHolder();
    holder.set(route);
    holder.set({ ...route, attributes: long });
    expect(holder.size).toBe(1);
    expect(store.size).toBe(1);
    expect(holder.get(route)).toEqual(textOf({ ...route, attributes: long }));
  });

  it('shares what holders have in common and keeps apart what they have not', () => {
    const store = create();
    const [one, two, three] = [store.createHolder(), store.createHolder(), store.createHolder()];
    one.set(route);
    two.set(route);
    three.set({ ...route, attributes: long });
    expect(store.size).toBe(2);
    expect(store.find(route)).toHaveLength(2);
    one.clear();
    expect(store.size).toBe(2);
    expect(two.delete(route)).toBe(true);
    expect(two.delete(route)).toBe(false);
    expect(store.find(route)).toEqual([textOf({ ...route, attributes: long })]);
  });

  it('takes family, path identifier and length as part of the key', () => {
    const holder = create().createHolder();
    holder.set(route);
    holder.set({ ...route, pathId: 0 });
    holder.set({ ...route, pathId: 1 });
    holder.set({ ...route, family: 0x000102 });
    holder.set({ ...route, prefix: '10.0.0.0/25' });
    expect(holder.size).toBe(5);
    expect(holder.delete({ ...route, pathId: 1 })).toBe(true);
    expect(holder.get(route)).toEqual(textOf(route));
    expect(holder.get({ ...route, pathId: 1 })).toBeUndefined();
  });

  it('clears host bits', () => {
    const holder = create().createHolder();
    holder.set({ ...route, prefix: '10.0.0.77/24' });
    expect(holder.get(route)).toEqual(textOf(route));
  });
});

describe('the two stores', () => {
  const holderNumber = fc.nat({ max: 2 });
  const operations = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), holder: holderNumber, spec: specs }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), holder: holderNumber, spec: specs }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('find' as const), holder: holderNumber, spec: specs }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), holder: holderNumber, spec: specs }) },
  );

  it('stay equal under any operations, and are empty when all holders have left', () => {
    fc.assert(
      fc.property(fc.array(operations, { maxLength: 200, size: 'max' }), (list) => {
        const [naive, columnar] = [new NaiveStore(), new ColumnarStore()];
        const pairs = [0, 1, 2].map((): [HolderUnderTest, HolderUnderTest] => [
          naive.createHolder(),
          columnar.createHolder(),
        ]);
        for (const { kind, holder, spec } of list) {
          const [expected, actual] = pairs[holder]!;
          if (kind === 'set') for (const one of [expected, actual]) one.set(spec);
          else if (kind === 'clear') for (const one of [expected, actual]) one.clear();
          else if (kind === 'delete') expect(actual.delete(spec)).toBe(expected.delete(spec));
          else {
            expect(columnar.find(spec)).toEqual(naive.find(spec));
            expect(actual.get(spec)).toEqual(expected.get(spec));
          }
          expect(columnar.size).toBe(naive.size);
        }
        for (const [expected, actual] of pairs) {
          expect(actual.size).toBe(expected.size);
          expect(actual.all()).toEqual(expected.all());
          actual.clear();
        }
        expect(columnar.size).toBe(0);
        expect(columnar.store.attributeSets).toBe(0);
      }),
      { seed: 20, numRuns: 150 },
    );
  });

  it('stay equal while the tables grow and shrink by thousands', () => {
    const [naive, columnar] = [new NaiveStore(), new ColumnarStore()];
    const [expected, actual] = [naive.createHolder(), columnar.createHolder()];
    for (let i = 0; i < 20_000; i++) {
      const spec = {
        prefix: i % 3 === 0 ? `2001:db8:${i.toString(16)}::/48` : `10.${i >> 8}.${i & 0xff}.0/24`,
        nextHop: 'self',
        attributes: attributeSets[i % 4],
      };
      for (const holder of [expected, actual]) holder.set(spec);
      if (i % 5 === 0) for (const holder of [expected, actual]) holder.delete(spec);
    }
    expect(actual.all()).toEqual(expected.all());
    actual.clear();
    expect(columnar.size).toBe(0);
  });
});
