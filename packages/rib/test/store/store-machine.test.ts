// The route store against a naive one under long runs of operations: `STORE_OPERATIONS=5000000` makes them millions,
// `STORE_SEED` others.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedKeys } from '../support/route-keys.js';
import { OPERATIONS, type Operation, StoreMachine } from '../support/store-machine.js';

const COUNT = Number(process.env.STORE_OPERATIONS ?? 6000);
const SEED = Number(process.env.STORE_SEED ?? 5);
/** Operations between two comparisons of everything, and in the life of one store. */
const CHECKED = COUNT > 100_000 ? 1000 : 40;
const LIFE = 20_000;

/** A generator of 32-bit numbers (xorshift). */
function generator(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

describe('the store and a naive one', () => {
  it(
    `stay equal under ${COUNT} operations of seed ${SEED}`,
    () => {
      const random = generator(SEED);
      for (let done = 0; done < COUNT; ) {
        const machine = new StoreMachine(random());
        for (let i = 0; i < LIFE && done < COUNT; i++, done++) {
          const kind = OPERATIONS[random() % OPERATIONS.length]!;
          machine.apply({ kind, holder: random(), key: random(), variant: random(), attributes: random() });
          if (i % CHECKED === 0) machine.check();
        }
        machine.check();
        machine.end();
      }
    },
    60_000 + COUNT,
  );

  it('stay equal under any few operations', () => {
    const number = fc.nat({ max: 400 });
    const operations: fc.Arbitrary<Operation> = fc.record({
      kind: fc.constantFrom(...OPERATIONS),
      holder: number,
      key: number,
      variant: number,
      attributes: number,
    });
    fc.assert(
      fc.property(fc.array(operations, { maxLength: 60, size: 'max' }), (list) => {
        const machine = new StoreMachine(1);
        for (const operation of list) machine.apply(operation);
        machine.check();
        machine.end();
      }),
      { seed: 21, numRuns: 60 },
    );
  });

  it('know keys of every kind', () => {
    expect(new Set(namedKeys.map(({ family }) => family)).size).toBeGreaterThanOrEqual(10);
  });
});
