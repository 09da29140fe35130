import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lease, Leases } from '../../src/announcer/leases.js';
import { TurnClock } from '../support/turn-clock.js';

const lease = (): Lease => ({ deadline: 0, place: -1 });

describe('leases', () => {
  it('lapse when a list of deadlines says so, whatever is renewed and let go on the way', () => {
    const step = fc.record({
      which: fc.nat(15),
      kind: fc.constantFrom('set', 'set', 'set', 'delete', 'wait'),
      ms: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const clock = new TurnClock();
        const lapsed: Lease[] = [];
        const leases = new Leases(clock, (due) => lapsed.push(...due));
        const all = Array.from({ length: 16 }, lease);
        const model = new Map<Lease, number>();
        for (const { which, kind, ms } of steps) {
          const one = all[which]!;
          if (kind === 'set') {
            leases.set(one, ms);
            model.set(one, clock.now() + ms);
          } else if (kind === 'delete') {
            leases.delete(one);
            model.delete(one);
          } else {
            lapsed.length = 0;
            clock.runFor(ms);
            const due = [...model].filter(([, at]) => at <= clock.now());
            for (const [gone] of due) model.delete(gone);
            expect(lapsed.map(({ deadline }) => deadline)).toEqual(due.map(([, at]) => at).sort((a, b) => a - b));
            expect(new Set(lapsed)).toEqual(new Set(due.map(([gone]) => gone)));
          }
          expect(leases.size).toBe(model.size);
          expect(clock.timers).toBeLessThanOrEqual(1);
        }
        for (const one of all) leases.delete(one);
        expect(clock.pending).toBe(0);
      }),
      { seed: 51, numRuns: 300 },
    );
  });

  it('of 100,000 handles need one timer, and lapse a slice a turn', () => {
    const clock = new TurnClock();
    const slices: number[] = [];
    const leases = new Leases(clock, (due) => slices.push(due.length));
    const all = Array.from({ length: 100_000 }, lease);
    for (const one of all) leases.set(one, 1000);
    expect([clock.timers, clock.set]).toEqual([1, 1]);
    clock.runFor(500);
    for (const one of all) leases.set(one, 1000);
    expect([clock.timers, clock.set]).toEqual([1, 1]);
    clock.runFor(999);
    expect(slices).toEqual([]);
    clock.runFor(1);
    expect(slices.reduce((sum, count) => sum + count)).toBe(100_000);
    expect(Math.max(...slices)).toBeLessThanOrEqual(4096);
    expect([clock.pending, leases.size]).toEqual([0, 0]);
  });

  it('may be longer than a timer of the clock', () => {
    const clock = new TurnClock();
    let lapsed = 0;
    const leases = new Leases(clock, ({ length }) => (lapsed += length));
    leases.set(lease(), 2 ** 33);
    clock.runFor(2 ** 33 - 1);
    expect(lapsed).toBe(0);
    clock.runFor(1);
    expect(lapsed).toBe(1);
  });
});
