import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/testing/index.js';

describe('VirtualClock', () => {
  it('runs timers in the order of their time, and of their making where that is one', () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.after(20, () => order.push(`c ${clock.now()}`));
    clock.after(10, () => order.push(`a ${clock.now()}`));
    clock.after(10, () => order.push(`b ${clock.now()}`));
    clock.defer(() => order.push(`now ${clock.now()}`));
    clock.runFor(15);
    expect([order, clock.now(), clock.pending]).toEqual([['now 0', 'a 10', 'b 10'], 15, 1]);
    clock.runFor(5);
    expect(order.at(-1)).toBe('c 20');
  });

  it('keeps order among thousands of timers, half of them cancelled', () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    for (let i = 0; i < 5_000; i++) {
      const due = (i * 7_919) % 5_003;
      const cancel = clock.after(due, () => fired.push(due));
      if (i % 2 === 0) cancel();
    }
    expect(clock.pending).toBe(2_500);
    clock.runFor(6_000);
    expect(fired).toHaveLength(2_500);
    expect(fired).toEqual(fired.toSorted((a, b) => a - b));
    expect(clock.pending).toBe(0);
  });

  it('forgets a timer that was cancelled, twice or too late', () => {
    const clock = new VirtualClock();
    let fired = 0;
    const [first, second] = [clock.after(1, () => fired++), clock.after(2, () => fired++)];
    first();
    first();
    clock.runFor(5);
    second();
    expect([fired, clock.pending]).toEqual([1, 0]);
  });

  it('follows a condition from deadline to deadline', () => {
    const clock = new VirtualClock();
    let ticks = 0;
    const tick = () => {
      ticks++;
      clock.after(10, tick);
    };
    tick();
    expect(clock.runUntil(() => ticks === 4, 1_000)).toBe(true);
    expect(clock.now()).toBe(30);
    expect(clock.runUntil(() => false, 100)).toBe(false);
    expect(clock.now()).toBe(130);
  });

  it('lets promises settle between deadlines', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const sleep = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
    const work = async (name: string, ms: number) => {
      for (let i = 0; i < 3; i++) {
        await sleep(ms);
        log.push(`${name} ${clock.now()}`);
      }
    };
    void work('a', 10);
    void work('b', 15);
    expect(await clock.advance(() => log.length === 6)).toBe(true);
    expect(log).toEqual(['a 10', 'b 15', 'a 20', 'b 30', 'a 30', 'b 45']);
    await clock.advance(100);
    expect(clock.now()).toBe(145);
    expect(await clock.advance(() => false, 5)).toBe(false);
  });

  it('runs what fell due in a stall late, timers before deferred calls', () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.defer(() => order.push('input'));
    clock.after(10, () => order.push(`timer ${clock.now()}`));
    clock.stall(50);
    clock.runFor(0);
    expect(order).toEqual(['timer 50', 'input']);
  });

  it('counts what a late timer cancels once, be it late itself', () => {
    const clock = new VirtualClock();
    const cancels = [clock.after(10, () => cancels[1]!()), clock.after(20, () => undefined)];
    clock.after(100, () => undefined);
    clock.stall(50);
    expect(clock.pending).toBe(1);
    clock.runFor(100);
    expect(clock.pending).toBe(0);
  });

  it('refuses to be driven from within, and times that are none', () => {
    const clock = new VirtualClock();
    let error: unknown;
    clock.after(1, () => {
      try {
        clock.runFor(1);
      } catch (thrown) {
        error = thrown;
      }
    });
    clock.runFor(2);
    expect(error).toBeInstanceOf(RangeError);
    expect(() => clock.after(Number.NaN, () => undefined)).toThrow(RangeError);
  });
});
