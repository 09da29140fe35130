import { administrativeCease, CeaseSubcode } from '@mesh/bgp-wire';
import type { Clock } from './clock.js';
import type { Peer } from './peer.js';

export interface GracefulShutdownOptions {
  /** How long peers get to find other ways, in milliseconds. Default two minutes. */
  readonly waitMs?: number | undefined;
  /** For the operator of each peer (RFC 9003). */
  readonly text?: string | undefined;
  /** Calls it off. */
  readonly signal?: AbortSignal | undefined;
}

/** How long a table takes to move to other ways, with a margin. */
const WAIT_MS = 120_000;

/** Has peers told that their routes are about to go, waits, and stops them (RFC 8326 §4.1). Rejects where the signal aborts. */
export async function shutDownGracefully(
  peers: readonly Peer[],
  clock: Clock,
  { waitMs = WAIT_MS, text, signal }: GracefulShutdownOptions,
): Promise<void> {
  const cease = text === undefined ? undefined : administrativeCease(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, text);
  for (const peer of peers) peer.gracefulShutdown();
  await pause(clock, waitMs, signal);
  for (const peer of peers) peer.stop(cease);
}

function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
