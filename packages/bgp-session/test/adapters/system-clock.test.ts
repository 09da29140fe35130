import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/index.js';

describe('systemClock', () => {
  it('never fires at once what is due in a month, or at no time', async () => {
    const clock = systemClock({ ref: false });
    let fired = 0;
    const cancels = [2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY, Number.NaN].map((ms) =>
      clock.after(ms, () => fired++),
    );
    const start = clock.now();
    while (clock.now() - start < 5) await setImmediate();
    expect(fired).toBe(0);
    for (const cancel of cancels) cancel();
  });

  it('goes forward, fires in time, and cancels', async () => {
    const clock = systemClock();
    const order: string[] = [];
    const start = clock.now();
    const cancel = clock.after(1_000, () => order.push('cancelled'));
    cancel();
    cancel();
    clock.defer(() => order.push('deferred'));
    await new Promise<void>((resolve) => clock.after(2, resolve));
    expect(order).toEqual(['deferred']);
    expect(clock.now()).toBeGreaterThan(start);
  });
});
