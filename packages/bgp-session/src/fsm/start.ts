import type { StartEvent } from './event.js';
import type { FsmOptions } from './options.js';
import type { IdleState } from './state.js';
import { connectRetrySeconds } from './timers.js';

/**
 * The start event that the options of a peer call for (RFC 4271 §8.1.2). There is no manual start with damping for a
 * passive peer, so that one is started automatically (event 7) and may wait for IdleHoldTimer.
 */
export function startEvent(options: FsmOptions, cause: 'manual' | 'automatic'): StartEvent {
  const { passiveTcpEstablishment: passive, dampPeerOscillations: damp } = options;
  if (cause === 'manual' && !passive) return { type: 'ManualStart' };
  if (passive && damp) return { type: 'AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment' };
  if (cause === 'manual') return { type: 'ManualStart_with_PassiveTcpEstablishment' };
  if (passive) return { type: 'AutomaticStart_with_PassiveTcpEstablishment' };
  return damp ? { type: 'AutomaticStart_with_DampPeerOscillations' } : { type: 'AutomaticStart' };
}

/** What a supervisor does for an FSM that came to Idle without IdleHoldTimer. */
export interface Restart {
  readonly event: StartEvent;
  readonly durationMs: number;
  /** As in `StartTimer`. */
  readonly jitter: boolean;
  readonly minimumMs: number;
}

/**
 * When to start an idle peer again, for exits that arm no timer (a refused dial, a graceful restart): RFC 4271 leaves
 * that to the local system. Undefined where IdleHoldTimer runs and will say so itself, and without AllowAutomaticStart.
 */
export function restartPlan(state: IdleState, options: FsmOptions): Restart | undefined {
  if (!options.allowAutomaticStart || state.timers.has('idle-hold')) return undefined;
  const { connectAttempts: attempts, idleHoldSeconds } = state;
  const backOff = attempts === 0 ? 0 : connectRetrySeconds(attempts - 1, options);
  const seconds = Math.max(idleHoldSeconds, backOff);
  return { event: startEvent(options, 'automatic'), durationMs: seconds * 1000, jitter: true, minimumMs: 0 };
}
