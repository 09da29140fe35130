import { ErrorCode, MessageType } from '@mesh/bgp-wire';
import type { FsmEventOf } from '../event.js';
import {
  automaticStop,
  close,
  dump,
  fail,
  failOnFault,
  failOnIdleHold,
  failOnNotification,
  failUnexpected,
  failWith,
  goDown,
  lost,
  manualStop,
  received,
} from '../exits.js';
import { ignore, type Move, type StateTable, track } from '../move.js';
import { negotiate } from '../negotiate.js';
import { acceptOpen } from '../opening.js';
import type { FsmOptions } from '../options.js';
import type { OpenSentState } from '../state.js';
import { startConnectRetry, stop } from '../timers.js';

/** RFC 4271 §8.2.2, OpenSent, event 18: close, restart ConnectRetryTimer, listen on and wait in Active. */
function connectionFailed(state: OpenSentState, event: FsmEventOf<'TcpConnectionFails'>, options: FsmOptions): Move {
  return {
    to: { name: 'Active' },
    actions: [close(lost(event)), ...startConnectRetry(state, options), { type: 'listen' }],
  };
}

/**
 * RFC 4271 §8.2.2, OpenSent, event 19: the OPEN is examined (§6.2), then the collision (§6.8); an acceptable OPEN stops
 * the timers of the way here, is answered with a KEEPALIVE, and sets the timers to what was negotiated.
 */
function open(state: OpenSentState, event: FsmEventOf<'BGPOpen'>, options: FsmOptions): Move {
  const result = negotiate(options, event.open);
  if (!result.ok) return fail(state, { say: result.fault.notification, fault: result.fault }, options);
  if (event.loses) return dump(state, options);
  return {
    to: { name: 'OpenConfirm', negotiated: result.negotiated },
    actions: [stop('delay-open'), stop('connect-retry'), ...acceptOpen(result.negotiated)],
  };
}

const fsmError = failWith(ErrorCode.FSM);

/** RFC 6608 §3: the type octet of what came before the OPEN. */
const unexpected = failUnexpected(1);

/** OpenSent (RFC 4271 §8.2.2): waits for the peer's OPEN; "any other" event (9, 11–13, 20, 25–28) is an FSM error. */
export const openSent: StateTable<OpenSentState> = {
  ManualStart: ignore,
  ManualStop: manualStop,
  AutomaticStart: ignore,
  ManualStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_DampPeerOscillations: ignore,
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: ignore,
  AutomaticStop: automaticStop,
  ConnectRetryTimer_Expires: fsmError,
  HoldTimer_Expires: failWith(ErrorCode.HOLD_TIMER_EXPIRED),
  KeepaliveTimer_Expires: fsmError,
  DelayOpenTimer_Expires: fsmError,
  IdleHoldTimer_Expires: failOnIdleHold(fsmError),
  TcpConnection_Valid: track,
  Tcp_CR_Invalid: ignore,
  Tcp_CR_Acked: track,
  TcpConnectionConfirmed: track,
  TcpConnectionFails: connectionFailed,
  BGPOpen: open,
  BGPOpen_with_DelayOpenTimer_running: unexpected(MessageType.OPEN),
  BGPHeaderErr: failOnFault,
  BGPOpenMsgErr: failOnFault,
  OpenCollisionDump: (state, _event, options) => dump(state, options),
  // RFC 4271 §8.2.2, event 24: the peer may come back with another version; it is not counted as a failure.
  NotifMsgVerErr: (state, event, options) => goDown(state, { reason: received(event) }, options),
  // RFC 4271 §6.4 over §8.2.2: a NOTIFICATION is never answered with one.
  NotifMsg: failOnNotification,
  KeepAliveMsg: unexpected(MessageType.KEEPALIVE),
  UpdateMsg: unexpected(MessageType.UPDATE),
  UpdateMsgErr: unexpected(MessageType.UPDATE),
  SendHoldTimer_Expires: ignore,
  RouteRefreshMsg: unexpected(MessageType.ROUTE_REFRESH),
  RouteRefreshErr: unexpected(MessageType.ROUTE_REFRESH),
};
