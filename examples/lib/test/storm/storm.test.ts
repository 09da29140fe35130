import { describe, expect, it } from 'vitest';
import {
  formatStorm,
  planStorm,
  runStorm,
  STORM_KINDS,
  type StormKind,
  type StormOptions,
  shrinkStorm,
} from '../../src/storm/index.js';

const SEEDS = 200;
/** So many seeds a test, that a run says where it is. */
const BATCH = 20;

/** How often each kind of event has happened, over all seeds. */
const happened = new Map<StormKind, number>();

describe('storms', () => {
  it.each(Array.from({ length: SEEDS / BATCH }, (_, i) => 1 + i * BATCH))(
    'break no invariant: seeds from %i on',
    (first) => {
      for (let seed = first; seed < first + BATCH; seed++) {
        const report = runStorm(planStorm(seed));
        for (const kind of report.done) happened.set(kind, (happened.get(kind) ?? 0) + 1);
        if (report.complaints.length === 0) continue;
        expect.fail(formatStorm(runStorm(shrinkStorm(report.plan))));
      }
    },
    120_000,
  );

  it('have had each kind of event happen, many times', () => {
    for (const kind of Object.keys(STORM_KINDS) as StormKind[]) {
      expect(happened.get(kind), kind).toBeGreaterThanOrEqual(30);
    }
  });

  it('are the same to the octet for the same seed, and others for another', () => {
    const { hash, complaints } = runStorm(planStorm(11));
    expect(runStorm(planStorm(11))).toMatchObject({ hash, complaints });
    expect(runStorm(planStorm(12)).hash).not.toBe(hash);
  });

  it('shrink to the fewest events that show what is wrong, and replay to the octet', () => {
    // Without the sweep at End-of-RIB: few events of a storm are needed to show that.
    const broken: StormOptions = {
      ports: (ports) => ({
        ...ports,
        sink: {
          ...ports.sink,
          refresh: (family, mark) => ports.sink.refresh(family, mark === 'end' ? 'begin' : 'end'),
        },
      }),
    };
    const plan = seedsFrom(1)
      .map(planStorm)
      .find((one) => runStorm(one, broken).complaints.length > 0)!;
    const small = shrinkStorm(plan, broken);
    expect(small.events.length).toBeLessThan(plan.events.length);
    const [first, again] = [runStorm(small, broken), runStorm(small, broken)];
    expect(first.complaints).not.toEqual([]);
    expect(again).toEqual(first);
    expect(formatStorm(first)).toContain(`pnpm storm --seed ${plan.seed}`);
    expect(runStorm(small).complaints).toEqual([]);
  }, 120_000);
});

function seedsFrom(first: number): number[] {
  return Array.from({ length: 100 }, (_, i) => first + i);
}
