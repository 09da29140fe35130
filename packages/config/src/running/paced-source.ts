import type { Clock, UpdateSource } from '@mesh/bgp-session';

/*
 * What stands between the RIB and the session of a neighbour with `rateLimit` or without `autoFlush`. A source is asked
 * and says that there is nothing: that is how it is slowed down and how it is held. What it would have sent waits in the
 * RIB, where a later change of the same route takes the place of an earlier one.
 */

/** Length of a BGP header and where the length of a message stands in it (RFC 4271 §4.1). */
const HEADER_OCTETS = 19;
const LENGTH_AT = 16;
/** What may be sent at once is what a tenth of a second allows: timers of hosts are coarse. */
const BURSTS_A_SECOND = 10;

export interface Pace {
  /** UPDATE messages a second; 0: any number. */
  readonly rateLimit: number;
  /** False: what comes after the first full table waits for `flush`. */
  readonly autoFlush: boolean;
}

/** A source that keeps a pace. */
export interface PacedSource extends UpdateSource {
  /** Lets go of what is held now. */
  flush(): void;
}

export function pacedSource(source: UpdateSource, clock: Clock, { rateLimit, autoFlush }: Pace): PacedSource {
  const burst = Math.max(1, rateLimit / BURSTS_A_SECOND);
  let tokens = burst;
  let filledAt = clock.now();
  let isOpen = true;
  let wake = (): void => {};
  let cancel: (() => void) | undefined;

  /** The next message may go; where not, wakes the session when it may. */
  const mayGo = (): boolean => {
    if (rateLimit === 0) return true;
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) * rateLimit) / 1000);
    filledAt = now;
    if (tokens >= 1) return true;
    cancel ??= clock.after(Math.ceil(((1 - tokens) * 1000) / rateLimit), () => {
      cancel = undefined;
      wake();
    });
    return false;
  };

  const next = (maxBytes: number): Uint8Array | undefined => {
    if (!isOpen || !mayGo()) return undefined;
    // One message at a time, which is what a source gives where nothing fits.
    const chunk = source.next(rateLimit === 0 ? maxBytes : 1);
    if (chunk !== undefined) tokens -= messagesIn(chunk);
    else isOpen = autoFlush;
    return chunk;
  };

  const reopen = (): void => {
    isOpen = true;
    wake();
  };

  return {
    next,
    accepted: (chunk) => source.accepted(chunk),
    onReady(ready) {
      wake = ready;
      source.onReady(ready);
    },
    refresh(family, done) {
      // RFC 2918 §4: who asks is told, what is held with it.
      isOpen = true;
      source.refresh?.(family, done);
    },
    filter: (family, filters) => source.filter?.(family, filters),
    gracefulShutdown() {
      isOpen = true;
      source.gracefulShutdown?.();
    },
    flush: reopen,
    close(reason) {
      cancel?.();
      cancel = undefined;
      source.close(reason);
    },
  };
}

function messagesIn(chunk: Uint8Array): number {
  let count = 0;
  for (let at = 0; at + HEADER_OCTETS <= chunk.length; count++) {
    at += Math.max(HEADER_OCTETS, (chunk[at + LENGTH_AT]! << 8) | chunk[at + LENGTH_AT + 1]!);
  }
  return count;
}
