import type { Clock } from '../clock.js';

/** Milliseconds since 1970-01-01 UTC, as the clock counts from its epoch: never back, whatever happens to the host's calendar. */
export function wallTimeMs(clock: Clock): number {
  return (clock.epochMs ?? 0) + clock.now();
}

/** The same in nanoseconds, as capture files have it. */
export function wallTimeNs(clock: Clock): bigint {
  return BigInt(Math.round(wallTimeMs(clock) * 1000)) * 1000n;
}
