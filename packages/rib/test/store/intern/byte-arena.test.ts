import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteArena, MAX_ARENA_OCTETS } from '../../../src/store/intern/byte-arena.js';

const lengths = fc.oneof(fc.nat({ max: 80 }), fc.nat({ max: 5000 }), fc.nat({ max: MAX_ARENA_OCTETS }));

/** Fills a place with octets that tell whose it is. */
function fill(arena: ByteArena, handle: number, length: number, mark: number): void {
  const offset = arena.offset(handle);
  arena.page(handle).fill(mark, offset, offset + length);
}

function holds(arena: ByteArena, handle: number, length: number, mark: number): boolean {
  const offset = arena.offset(handle);
  return arena
    .page(handle)
    .subarray(offset, offset + length)
    .every((octet) => octet === mark);
}

describe('ByteArena', () => {
  it('never gives one octet to two', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ length: lengths, drop: fc.nat({ max: 3 }) }), { maxLength: 80 }), (list) => {
        const arena = new ByteArena();
        const live: { handle: number; length: number; mark: number }[] = [];
        list.forEach(({ length, drop }, i) => {
          if (drop === 0) {
            const one = live.shift();
            if (one) arena.free(one.handle, one.length);
          }
          const handle = arena.allocate(length);
          expect(handle).not.toBe(0);
          expect(arena.offset(handle) + length).toBeLessThanOrEqual(arena.page(handle).length);
          fill(arena, handle, length, i & 0xff);
          live.push({ handle, length, mark: i & 0xff });
        });
        for (const { handle, length, mark } of live) expect(holds(arena, handle, length, mark)).toBe(true);
      }),
      { seed: 40, numRuns: 60 },
    );
  });

  it('takes freed places again, so that it stays as large as what it holds', () => {
    const arena = new ByteArena();
    for (const length of [9, 1500, 40_000]) {
      const first = arena.allocate(length);
      const size = arena.byteLength;
      arena.free(first, length);
      for (let i = 0; i < 100; i++) arena.free(arena.allocate(length), length);
      expect(arena.byteLength).toBe(size);
    }
    expect(arena.used).toBe(0);
  });

  it('refuses what no page holds', () => {
    expect(() => new ByteArena().allocate(MAX_ARENA_OCTETS + 1)).toThrow(RangeError);
  });
});
