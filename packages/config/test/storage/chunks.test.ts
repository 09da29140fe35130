import type { Clock } from '@mesh/bgp-session';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octetsOf } from '../../src/storage/chunks.js';

/** Time that moves by so much at each look; counts how often the loop had its turn. */
function ticking(msALook: number): Clock & { turns: number } {
  let now = 0;
  return {
    turns: 0,
    now: () => {
      now += msALook;
      return now;
    },
    after: () => () => {},
    defer(fn) {
      this.turns++;
      setImmediate(fn);
    },
  };
}

async function collect(chunks: Parameters<typeof octetsOf>[0], clock = ticking(0)): Promise<Uint8Array[]> {
  const slices: Uint8Array[] = [];
  for await (const slice of octetsOf(chunks, clock)) slices.push(slice);
  return slices;
}

const lengths = (slices: readonly Uint8Array[]) => slices.map(({ length }) => length);

describe('slices', () => {
  it('have a thousand chunks at most', async () => {
    const clock = ticking(0);
    const slices = await collect(
      Array.from({ length: 3_500 }, () => 'abc\n'),
      clock,
    );
    expect(lengths(slices)).toEqual([4_000, 4_000, 4_000, 2_000]);
    expect(clock.turns).toBe(4);
  });

  it('take eight milliseconds at most', async () => {
    // One look a chunk.
    const slices = await collect(
      Array.from({ length: 100 }, () => 'a'),
      ticking(1),
    );
    expect(Math.max(...lengths(slices))).toBeLessThanOrEqual(8);
    expect(slices.length).toBeGreaterThan(10);
  });

  it('have some 64 KiB, however long a chunk is', async () => {
    for (const chunks of ['ä'.repeat(500_000), new Uint8Array(1_000_000), ['x'.repeat(1_000_000)]]) {
      const clock = ticking(0);
      const slices = await collect(chunks, clock);
      expect(lengths(slices).reduce((sum, length) => sum + length, 0)).toBe(1_000_000);
      expect(Math.max(...lengths(slices))).toBeLessThanOrEqual(0x20000);
      expect(clock.turns).toBeGreaterThanOrEqual(8);
    }
  });

  it('say the same as the whole text, wherever it is cut', async () => {
    const text = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (parts, isAsync) => {
        // Cut at every code unit, so within surrogate pairs too.
        const units = parts.join('').split('');
        const chunks = isAsync
          ? (async function* () {
              yield* units;
            })()
          : units;
        const octets = Buffer.concat(await collect(chunks));
        expect(octets).toEqual(Buffer.from(parts.join(''), 'utf8'));
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  it('are none where there is nothing', async () => {
    for (const chunks of ['', [], [''], new Uint8Array()]) expect(await collect(chunks)).toEqual([]);
  });
});
