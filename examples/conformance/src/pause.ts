import type { Clock } from '@mesh/bgp-session';
import { VirtualClock } from '@mesh/bgp-session/testing';

/** Between two attempts to connect to a device that is not ready for us. */
export const RETRY_MS = 250;

/** Time passes, on either kind of clock. */
export async function pause(clock: Clock, ms: number): Promise<void> {
  if (clock instanceof VirtualClock) clock.runFor(ms);
  else await new Promise<void>((resolve) => void clock.after(ms, resolve));
}
