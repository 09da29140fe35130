import type { FsmEventOf } from '../event.js';
import {
  dumpSilently,
  failOnIdleHold,
  failOnLostConnection,
  failOnNotification,
  failSilently,
  SHUTDOWN,
  stopPeer,
} from '../exits.js';
import { ignore, type Move, reject, type StateTable, stay } from '../move.js';
import { answerOpen, connected, fault, notifiedOfVersion, speakFirstPassively } from '../opening.js';
import type { FsmOptions } from '../options.js';
import type { ActiveState } from '../state.js';
import { startConnectRetry } from '../timers.js';

/**
 * RFC 4271 §8.2.2, Active, event 2: with DelayOpenTimer running there is a connection to take leave of, where
 * SendNOTIFICATIONwithoutOPEN allows it.
 */
function manualStop(state: ActiveState, event: FsmEventOf<'ManualStop'>, options: FsmOptions): Move {
  const audible = state.timers.has('delay-open') && options.sendNotificationWithoutOpen;
  return stopPeer(state, audible ? { say: event.notification ?? SHUTDOWN } : {}, options);
}

/** RFC 4271 §8.2.2, Active, event 9: restart ConnectRetryTimer, dial, go on listening. A passive peer is never dialled. */
function dial(state: ActiveState, _event: unknown, options: FsmOptions): Move {
  if (options.passiveTcpEstablishment) return stay();
  return {
    to: { name: 'Connect', dialing: true },
    actions: [...startConnectRetry(state, options), { type: 'dial' }, { type: 'listen' }],
    counters: { connectAttempts: state.connectAttempts + 1 },
  };
}

/** Active (RFC 4271 §8.2.2): waits for the peer; "any other" event (8, 10, 11, 13, 19, 23, 25–28) is FAIL. */
export const active: StateTable<ActiveState> = {
  ManualStart: ignore,
  ManualStop: manualStop,
  AutomaticStart: ignore,
  ManualStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_DampPeerOscillations: ignore,
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: ignore,
  AutomaticStop: failSilently,
  ConnectRetryTimer_Expires: dial,
  HoldTimer_Expires: failSilently,
  KeepaliveTimer_Expires: failSilently,
  DelayOpenTimer_Expires: speakFirstPassively,
  IdleHoldTimer_Expires: failOnIdleHold(failSilently),
  TcpConnection_Valid: () => stay({ type: 'process-connection' }),
  Tcp_CR_Invalid: reject,
  Tcp_CR_Acked: connected,
  TcpConnectionConfirmed: connected,
  // RFC 4271 §8.2.2, event 18: the connection we held our OPEN back on is gone. The ConnectRetryTimer that the text
  // restarts would do nothing in Idle.
  TcpConnectionFails: failOnLostConnection,
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
