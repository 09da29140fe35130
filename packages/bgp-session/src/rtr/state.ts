import type { RtrIntervals } from './interval.js';

/**
 * Where the client stands with its cache:
 *
 * - `idle`: not started, or stopped;
 * - `connecting`: a stream is being opened;
 * - `querying`: asked, no answer yet;
 * - `receiving`: between Cache Response and End of Data;
 * - `synchronised`: what the cache has is here, and the cache can be asked what changed;
 * - `no-data`: connected to a cache that has nothing to tell yet (RFC 8210 §8.4);
 * - `waiting`: without a stream until it is tried again.
 */
export type RtrStateName = 'idle' | 'connecting' | 'querying' | 'receiving' | 'synchronised' | 'no-data' | 'waiting';

/** What a Serial Query tells: the run of the cache, and how far we have it. Only good within one version (RFC 8210 §5.1). */
export interface RtrPosition {
  readonly version: number;
  readonly sessionId: number;
  readonly serial: number;
}

export interface RtrState {
  readonly name: RtrStateName;
  /** What we speak now, and ask next with. */
  readonly version: number;
  /** Both sides speak it: it stays for this stream (RFC 8210 §7). */
  readonly agreed: boolean;
  /** Undefined where only a Reset Query helps. */
  readonly position: RtrPosition | undefined;
  /** There are VRPs of this cache, which may be older than `position`. */
  readonly holding: boolean;
  /** What was asked last. */
  readonly query: 'serial' | 'reset';
  /** Of the Cache Response that is being received. */
  readonly sessionId: number;
  /** The newest serial number notified while it could not be asked for. */
  readonly notified: number | undefined;
  /** No query for a notification before this timer has fired: caches may notify as often as they like. */
  readonly paced: boolean;
  readonly intervals: RtrIntervals;
  /** Attempts in a row that brought nothing, for the back-off. */
  readonly failures: number;
  /** The last stream ended for what the cache had sent. */
  readonly faulted: boolean;
}

export type RtrTimer = 'refresh' | 'retry' | 'response' | 'expire' | 'pace';

export function initialState(version: number, intervals: RtrIntervals): RtrState {
  return {
    name: 'idle',
    version,
    agreed: false,
    position: undefined,
    holding: false,
    query: 'reset',
    sessionId: 0,
    notified: undefined,
    paced: false,
    intervals,
    failures: 0,
    faulted: false,
  };
}
