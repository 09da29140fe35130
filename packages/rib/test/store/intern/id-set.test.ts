import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from '../../../src/store/intern/id-set.js';

// Around the edges of words and pages.
const ids = fc.oneof(
  fc.integer({ min: 1, max: 70 }),
  fc.integer({ min: 32_760, max: 32_775 }),
  fc.integer({ min: 1, max: 200_000 }),
);

function walk(set: IdSet): number[] {
  const found: number[] = [];
  for (let id = set.next(1); id !== 0; id = set.next(id + 1)) found.push(id);
  return found;
}

describe('IdSet', () => {
  it('is a set that walks in ascending order', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: ids, add: fc.boolean() }), { maxLength: 200 }), ids, (list, from) => {
        const [set, model] = [new IdSet(), new Set<number>()];
        for (const { id, add } of list) {
          expect(add ? set.add(id) : set.delete(id)).toBe(add ? !model.has(id) : model.has(id));
          if (add) model.add(id);
          else model.delete(id);
          expect(set.has(id)).toBe(add);
        }
        const expected = [...model].sort((a, b) => a - b);
        expect(set.size).toBe(model.size);
        expect(walk(set)).toEqual(expected);
        const scanned: number[] = [];
        const stop = set.scan(from, (id) => scanned.push(id) < 5);
        const behind = expected.filter((id) => id >= from);
        expect(scanned).toEqual(behind.slice(0, 5));
        expect(stop).toBe(behind[4] ?? 0);
      }),
      { seed: 41 },
    );
  });

  it('may lose members, and gain later ones, while it is walked', () => {
    const set = new IdSet();
    for (let id = 1; id <= 100; id++) set.add(id);
    const seen: number[] = [];
    for (let id = set.next(1); id !== 0; id = set.next(id + 1)) {
      seen.push(id);
      set.delete(id + 1);
      if (id === 51) set.add(40_000);
    }
    expect(seen).toEqual([...Array.from({ length: 50 }, (_, i) => 2 * i + 1), 40_000]);
  });

  it('takes in and takes out other sets as wholes', () => {
    const members = fc.uniqueArray(ids, { maxLength: 200 });
    const setOf = (list: readonly number[]): IdSet => {
      const set = new IdSet();
      for (const id of list) set.add(id);
      return set;
    };
    const sorted = (list: Iterable<number>): number[] => [...new Set(list)].sort((a, b) => a - b);
    fc.assert(
      fc.property(members, members, members, (a, b, c) => {
        const [common, less, more] = [setOf(a), setOf(a), setOf(a)];
        common.addCommon(setOf(b), setOf(c));
        less.deleteAll(setOf(b));
        more.addAll(setOf(b));
        const expected = [
          sorted([...a, ...b.filter((id) => c.includes(id))]),
          sorted(a.filter((id) => !b.includes(id))),
          sorted([...a, ...b]),
        ];
        expect([common, less, more].map(walk)).toEqual(expected);
        expect([common, less, more].map(({ size }) => size)).toEqual(expected.map(({ length }) => length));
      }),
      { seed: 42 },
    );
  });
});
