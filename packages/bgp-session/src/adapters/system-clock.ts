import type { Clock } from '../clock.js';

/** Longest time a host's timer can wait; beyond it Node fires after 1 ms. */
const MAX_TIMER_MS = 0x7fffffff;

/**
 * The host's monotonic clock and timers: the one place in the package that touches them. With `ref: false` timers that
 * wait do not keep a Node process alive.
 */
export function systemClock(options: { readonly ref?: boolean } = {}): Clock {
  const ref = options.ref ?? true;
  return {
    now: () => performance.now(),
    epochMs: performance.timeOrigin,
    after(ms, fn) {
      const timer = setTimeout(fn, clampMs(ms));
      if (!ref && typeof timer === 'object') timer.unref();
      return () => clearTimeout(timer);
    },
    defer: typeof setImmediate === 'function' ? (fn) => void setImmediate(fn) : (fn) => void setTimeout(fn, 0),
  };
}

/** Not a number means never, as near as a timer can: a time nobody computed must not become a storm. */
function clampMs(ms: number): number {
  return ms >= 0 ? Math.min(ms, MAX_TIMER_MS) : ms < 0 ? 0 : MAX_TIMER_MS;
}

/** Numbers drawn uniformly from [0, 1), for jitter. */
export const systemRandom: () => number = Math.random;
