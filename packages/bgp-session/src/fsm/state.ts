import type { Negotiated } from './negotiated.js';

/** The timers of one FSM (RFC 4271 §8.1.3, §10; RFC 9687 §4). */
export type FsmTimer = 'connect-retry' | 'hold' | 'keepalive' | 'delay-open' | 'idle-hold' | 'send-hold';

/** What every state carries: it lives through Idle (RFC 4271 §8). */
export interface FsmCounters {
  /** ConnectRetryCounter: never negative; 0 after a manual start or stop. */
  readonly connectRetryCounter: number;
  /** Dials since the last session or manual start: the exponent of the ConnectRetryTime back-off. */
  readonly connectAttempts: number;
  /** IdleHoldTime: what the next damped exit to Idle starts from; 0 for a peer that has not oscillated. */
  readonly idleHoldSeconds: number;
  /** The timers that run. Derived from the actions, so the two never disagree. */
  readonly timers: ReadonlySet<FsmTimer>;
}

/** Refuses connections, holds no resources; only IdleHoldTimer may run. */
export interface IdleState extends FsmCounters {
  readonly name: 'Idle';
  /** A damped start came while IdleHoldTimer ran, and waits for its expiry. */
  readonly startPending: boolean;
}

/** Waits for its own dial, or, with DelayOpenTimer running, for the peer to speak first. */
export interface ConnectState extends FsmCounters {
  readonly name: 'Connect';
  /** A dial is under way, so that an incoming connection is somebody else's (RFC 4271 §8.2.1). */
  readonly dialing: boolean;
}

/** Waits for the peer to connect; with DelayOpenTimer running it has a connection and waits for the peer to speak. */
export interface ActiveState extends FsmCounters {
  readonly name: 'Active';
}

/** Has sent its OPEN and waits for the peer's. */
export interface OpenSentState extends FsmCounters {
  readonly name: 'OpenSent';
}

/** Has accepted the peer's OPEN and waits for a KEEPALIVE. */
export interface OpenConfirmState extends FsmCounters {
  readonly name: 'OpenConfirm';
  readonly negotiated: Negotiated;
}

/** Exchanges routes. */
export interface EstablishedState extends FsmCounters {
  readonly name: 'Established';
  readonly negotiated: Negotiated;
}

/** The six states of RFC 4271 §8.2.2; what belongs to one state exists only there. */
export type FsmState = IdleState | ConnectState | ActiveState | OpenSentState | OpenConfirmState | EstablishedState;

export type FsmStateName = FsmState['name'];

const NO_TIMERS: ReadonlySet<FsmTimer> = new Set();

/** A peer that was never started. */
export const initialState: IdleState = Object.freeze({
  name: 'Idle',
  connectRetryCounter: 0,
  connectAttempts: 0,
  idleHoldSeconds: 0,
  timers: NO_TIMERS,
  startPending: false,
});

/**
 * The state of an incoming connection that takes over as the peer's, with the counters of the peer's own FSM: what a
 * peer has done to us does not depend on who dialled.
 */
export function inheritCounters<S extends FsmState>(winner: S, owner: FsmState): S {
  const { connectRetryCounter, connectAttempts, idleHoldSeconds } = owner;
  return { ...winner, connectRetryCounter, connectAttempts, idleHoldSeconds };
}
