import type { FsmAction } from '../action.js';
import { ignore, type Move, reject, type StateTable, stay } from '../move.js';
import type { FsmOptions } from '../options.js';
import { startEvent } from '../start.js';
import type { IdleState } from '../state.js';
import { startConnectRetry } from '../timers.js';

const FRESH = { connectRetryCounter: 0, connectAttempts: 0 } as const;

const INITIALIZE: FsmAction = { type: 'initialize' };
const LISTEN: FsmAction = { type: 'listen' };

/** RFC 4271 §8.2.2, Idle, events 1 and 3: initialize, zero the counter, start ConnectRetryTimer, dial and listen. */
function startActive(state: IdleState, _event: unknown, options: FsmOptions): Move {
  return dial({ ...state, ...FRESH }, options);
}

function dial(state: IdleState, options: FsmOptions): Move {
  const { connectRetryCounter, connectAttempts, idleHoldSeconds } = state;
  return {
    to: { name: 'Connect', dialing: true },
    actions: [INITIALIZE, ...startConnectRetry(state, options), { type: 'dial' }, LISTEN],
    counters: { connectRetryCounter, connectAttempts: connectAttempts + 1, idleHoldSeconds },
  };
}

/** RFC 4271 §8.2.2, Idle, events 4 and 5: as event 1, but wait for the peer; there is no timer to dial by. */
function startPassive(): Move {
  return { to: { name: 'Active' }, actions: [INITIALIZE, LISTEN], counters: FRESH };
}

/** RFC 4271 §8.1.2, events 6 and 7: a damped start waits for IdleHoldTimer, and keeps the counters that led to it. */
function startDamped(start: (state: IdleState, options: FsmOptions) => Move) {
  return (state: IdleState, _event: unknown, options: FsmOptions): Move =>
    state.timers.has('idle-hold') ? { to: { name: 'Idle', startPending: true }, actions: [] } : start(state, options);
}

/**
 * RFC 4271 §8.2.2, Idle, event 13: the peer has waited out its IdleHoldTime. The start is asked for, not made: whether
 * an operator has stopped the peer since is known to the supervisor.
 */
function idleHoldOver(state: IdleState, _event: unknown, options: FsmOptions): Move {
  if (!state.startPending && !options.allowAutomaticStart) return stay();
  return {
    to: { name: 'Idle', startPending: false },
    actions: [{ type: 'restart', event: startEvent(options, 'automatic') }],
  };
}

/** Idle (RFC 4271 §8.2.2): refuses all connections; everything but a start is ignored. */
export const idle: StateTable<IdleState> = {
  ManualStart: (state, event, options) => startActive({ ...state, idleHoldSeconds: 0 }, event, options),
  ManualStop: ignore,
  AutomaticStart: startActive,
  ManualStart_with_PassiveTcpEstablishment: startPassive,
  AutomaticStart_with_PassiveTcpEstablishment: startPassive,
  AutomaticStart_with_DampPeerOscillations: startDamped(dial),
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: startDamped(() => ({
    to: { name: 'Active' },
    actions: [INITIALIZE, LISTEN],
  })),
  AutomaticStop: ignore,
  ConnectRetryTimer_Expires: ignore,
  HoldTimer_Expires: ignore,
  KeepaliveTimer_Expires: ignore,
  DelayOpenTimer_Expires: ignore,
  IdleHoldTimer_Expires: idleHoldOver,
  TcpConnection_Valid: reject,
  Tcp_CR_Invalid: ignore,
  Tcp_CR_Acked: ignore,
  TcpConnectionConfirmed: reject,
  TcpConnectionFails: ignore,
  BGPOpen: ignore,
  BGPOpen_with_DelayOpenTimer_running: ignore,
  BGPHeaderErr: ignore,
  BGPOpenMsgErr: ignore,
  OpenCollisionDump: ignore,
  NotifMsgVerErr: ignore,
  NotifMsg: ignore,
  KeepAliveMsg: ignore,
  UpdateMsg: ignore,
  UpdateMsgErr: ignore,
  SendHoldTimer_Expires: ignore,
  RouteRefreshMsg: ignore,
  RouteRefreshErr: ignore,
};
