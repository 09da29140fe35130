import type { FsmAction } from './action.js';
import type { FsmEvent } from './event.js';
import { type Arm, type Move, type StateTable, stay } from './move.js';
import type { FsmOptions } from './options.js';
import { unmetPrecondition } from './preconditions.js';
import type { FsmState, FsmStateName } from './state.js';
import { active } from './states/active.js';
import { connect } from './states/connect.js';
import { established } from './states/established.js';
import { idle } from './states/idle.js';
import { openConfirm } from './states/open-confirm.js';
import { openSent } from './states/open-sent.js';
import { ALLOWED_TIMERS, stop, timersAfter } from './timers.js';

/**
 * The BGP finite state machine (RFC 4271 §8) as a function.
 *
 * The idea: one table a state, one arm an event, and the compiler counts that none of the 186 is missing. An arm says
 * where to go and what the shell is to do; it reads no clock, draws no random number and touches no stream. What the
 * RFC calls the status of a timer is derived here from the actions, so that the guards ("if the DelayOpenTimer is
 * running") and the shell cannot disagree. The peer's OPEN is judged inside, by the pure `negotiate`: a shell that has
 * to arbitrate a collision may call it first and gets the same answer.
 *
 * Invariants:
 * - total: every event has an answer in every state, and none throws;
 * - no orphans: a timer that may not run in the next state is stopped on the way, whatever the arm forgot;
 * - `negotiated` exists in OpenConfirm and Established only, and the routes of an Established session are deleted or
 *   retained before anything of it is released;
 * - a NOTIFICATION is sent at most once a connection, and never after one was received (RFC 4271 §6.4);
 * - each connection ends in exactly one `close-stream`, which carries the reason.
 *
 * Deliberate deviations from the text of RFC 4271 §8.2.2:
 * - passive peers have no ConnectRetryTimer at all, so that they never dial;
 * - a NOTIFICATION is not answered in OpenSent either, and errors of other layers keep their own code: header errors
 *   are 1/x in Established, and an UPDATE before Established is 5/x without looking into it;
 * - losing a collision does not damp the peer, and a lost session that looks like a graceful restart does not either;
 * - Active with a failed connection leaves no ConnectRetryTimer behind in Idle: starting again is the supervisor's;
 * - ConnectRetryTime and IdleHoldTime double with each failure. IdleHoldTime halves with each KEEPALIVE of an
 *   Established session, so that stability is forgiven at the pace it is shown.
 */
export function transition(state: FsmState, event: FsmEvent, options: FsmOptions): Transition {
  const needs = unmetPrecondition(event.type, options);
  if (needs !== undefined) {
    return settle(state, event, stay({ type: 'log', level: 'error', text: `${event.type} needs ${needs}` }));
  }
  const arm = TABLES[state.name][event.type] as Arm<FsmState, FsmEvent>;
  return settle(state, event, arm(state, event, options));
}

/** The next state and what the shell is to do, in order. */
export interface Transition {
  readonly state: FsmState;
  readonly actions: readonly FsmAction[];
}

const TABLES: { readonly [N in FsmStateName]: StateTable<Extract<FsmState, { readonly name: N }>> } = {
  Idle: idle,
  Connect: connect,
  Active: active,
  OpenSent: openSent,
  OpenConfirm: openConfirm,
  Established: established,
};

function settle(state: FsmState, event: FsmEvent, move: Move): Transition {
  const running = timersAfter(state.timers, event.type, move.actions);
  // What most events of a session come to: nothing to record, only to do.
  if (!move.to && !move.counters && running === state.timers) return { state, actions: move.actions };
  const place = move.to ?? state;
  const allowed = ALLOWED_TIMERS[place.name];
  const orphans = [...running].filter((timer) => !allowed.includes(timer));
  const { connectRetryCounter, connectAttempts, idleHoldSeconds } = state;
  return {
    state: {
      connectRetryCounter,
      connectAttempts,
      idleHoldSeconds,
      ...place,
      ...move.counters,
      timers: orphans.length === 0 ? running : new Set([...running].filter((timer) => allowed.includes(timer))),
    },
    actions: [...move.actions, ...orphans.map(stop)],
  };
}
