import type { FsmEventOf } from '../event.js';
import {
  close,
  dumpSilently,
  failOnIdleHold,
  failOnNotification,
  failSilently,
  goDown,
  lost,
  stopPeer,
} from '../exits.js';
import { ignore, type Move, reject, type StateTable, stay, track } from '../move.js';
import { answerOpen, connected, fault, notifiedOfVersion, speakFirst } from '../opening.js';
import type { FsmOptions } from '../options.js';
import type { ConnectState } from '../state.js';
import { startConnectRetry, stop } from '../timers.js';

/**
 * RFC 4271 §8.2.2, Connect, event 9: the dial took too long. Drop it, restart ConnectRetryTimer, stop DelayOpenTimer,
 * dial again and go on listening.
 */
function redial(state: ConnectState, _event: unknown, options: FsmOptions): Move {
  const passive = options.passiveTcpEstablishment;
  return {
    to: { name: 'Connect', dialing: !passive },
    actions: [
      close(lost({})),
      ...startConnectRetry(state, options),
      stop('delay-open'),
      ...(passive ? [] : [{ type: 'dial' } as const]),
      { type: 'listen' },
    ],
    counters: { connectAttempts: state.connectAttempts + (passive ? 0 : 1) },
  };
}

/** RFC 4271 §8.2.1: a connection that comes in while ours is being made has an FSM of its own. */
function confirmed(state: ConnectState, event: unknown, options: FsmOptions): Move {
  return state.dialing ? track() : connected(state, event, options);
}

/**
 * RFC 4271 §8.2.2, Connect, event 18: with DelayOpenTimer running, restart ConnectRetryTimer, stop DelayOpenTimer and
 * wait in Active; else go to Idle, where the counter stays as it is.
 */
function connectionFailed(state: ConnectState, event: FsmEventOf<'TcpConnectionFails'>, options: FsmOptions): Move {
  const reason = lost(event);
  if (!state.timers.has('delay-open')) return goDown(state, { reason }, options);
  return {
    to: { name: 'Active' },
    actions: [close(reason), ...startConnectRetry(state, options), stop('delay-open'), { type: 'listen' }],
  };
}

/** Connect (RFC 4271 §8.2.2): waits for its dial; "any other" event (8, 10, 11, 13, 19, 23, 25–28) is FAIL. */
export const connect: StateTable<ConnectState> = {
  ManualStart: ignore,
  ManualStop: (state, _event, options) => stopPeer(state, {}, options),
  AutomaticStart: ignore,
  ManualStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_DampPeerOscillations: ignore,
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: ignore,
  AutomaticStop: failSilently,
  ConnectRetryTimer_Expires: redial,
  HoldTimer_Expires: failSilently,
  KeepaliveTimer_Expires: failSilently,
  DelayOpenTimer_Expires: speakFirst,
  IdleHoldTimer_Expires: failOnIdleHold(failSilently),
  TcpConnection_Valid: () => stay({ type: 'process-connection' }),
  Tcp_CR_Invalid: reject,
  Tcp_CR_Acked: connected,
  TcpConnectionConfirmed: confirmed,
  TcpConnectionFails: connectionFailed,
  BGPOpen: failSilently,
  BGPOpen_with_DelayOpenTimer_running: answerOpen,
  BGPHeaderErr: fault,
  BGPOpenMsgErr: fault,
  OpenCollisionDump: dumpSilently,
  NotifMsgVerErr: notifiedOfVersion,
  NotifMsg: failOnNotification,
  KeepAliveMsg: failSilently,
  UpdateMsg: failSilently,
  UpdateMsgErr: failSilently,
  // RFC 9687 §4 knows the timer in Established only.
  SendHoldTimer_Expires: ignore,
  RouteRefreshMsg: failSilently,
  RouteRefreshErr: failSilently,
};
