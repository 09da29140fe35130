import { administrativeCease, CeaseSubcode, type MeshError } from '@mesh/bgp-wire';
import type { Clock } from '../clock.js';
import type { Peer } from '../peer/peer.js';
import type { Waiting } from './when-established.js';

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

/**
 * Has peers told that their routes are about to go, waits, and stops them (RFC 8326 §4.1). Rejects where the signal aborts
 * or the speaker closes, and where there is no such time, before anybody is told.
 */
export async function shutDownGracefully(
  peers: readonly Peer[],
  clock: Clock,
  { waitMs = WAIT_MS, text, signal }: GracefulShutdownOptions,
  waiting: Waiting,
): Promise<void> {
  if (!(Number.isFinite(waitMs) && waitMs >= 0)) {
    throw new RangeError(`peers get 0 milliseconds or more to find other ways, got ${waitMs}`);
  }
  signal?.throwIfAborted();
  const cease = text === undefined ? undefined : administrativeCease(CeaseSubcode.ADMINISTRATIVE_SHUTDOWN, text);
  for (const peer of peers) peer.gracefulShutdown();
  try {
    await pause(clock, waitMs, signal, waiting);
  } catch (reason) {
    for (const peer of peers) peer.stay();
    throw reason;
  }
  for (const peer of peers) peer.stop(cease);
}

function pause(clock: Clock, ms: number, signal: AbortSignal | undefined, waiting: Waiting): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      waiting.delete(onClose);
    };
    const onAbort = () => {
      settle();
      reject(signal?.reason);
    };
    const onClose = (error: MeshError) => {
      settle();
      reject(error);
    };
    const cancel = clock.after(ms, () => {
      settle();
      resolve();
    });
    signal?.addEventListener('abort', onAbort);
    waiting.add(onClose);
  });
}
