import { ErrorCode, MessageType } from '@mesh/bgp-wire';
import {
  automaticStop,
  dump,
  failOnFault,
  failOnIdleHold,
  failOnLostConnection,
  failOnNotification,
  failUnexpected,
  failWith,
  goDown,
  manualStop,
  received,
} from '../exits.js';
import { keepAlive } from '../keep-alive.js';
import { ignore, type Move, type StateTable, track } from '../move.js';
import type { OpenConfirmState } from '../state.js';
import { restartHold, startSendHold } from '../timers.js';

/**
 * RFC 4271 §8.2.2, OpenConfirm, event 26: the peer has accepted our OPEN. HoldTimer restarts, SendHoldTimer starts
 * (RFC 9687 §4), and routes may flow. The dials that led here are forgotten.
 */
function confirmed({ negotiated }: OpenConfirmState): Move {
  return {
    to: { name: 'Established', negotiated },
    actions: [...restartHold(negotiated), ...startSendHold(negotiated), { type: 'established', negotiated }],
    counters: { connectAttempts: 0 },
  };
}

const fsmError = failWith(ErrorCode.FSM);

/** RFC 6608 §3: the type octet of what came instead of a KEEPALIVE. */
const unexpected = failUnexpected(2);

/** OpenConfirm (RFC 4271 §8.2.2): waits for a KEEPALIVE; "any other" event (9, 12, 13, 20, 27, 28) is an FSM error. */
export const openConfirm: StateTable<OpenConfirmState> = {
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
  KeepaliveTimer_Expires: keepAlive,
  DelayOpenTimer_Expires: fsmError,
  IdleHoldTimer_Expires: failOnIdleHold(fsmError),
  TcpConnection_Valid: track,
  Tcp_CR_Invalid: ignore,
  Tcp_CR_Acked: track,
  TcpConnectionConfirmed: track,
  TcpConnectionFails: failOnLostConnection,
  // The "valid OPEN" of RFC 4271 §8.2.2 came on the other connection: that is event 23. A second one on this is RFC 6608.
  BGPOpen: unexpected(MessageType.OPEN),
  BGPOpen_with_DelayOpenTimer_running: unexpected(MessageType.OPEN),
  BGPHeaderErr: failOnFault,
  BGPOpenMsgErr: failOnFault,
  OpenCollisionDump: (state, _event, options) => dump(state, options),
  // RFC 4271 §8.2.2, event 24: as in OpenSent.
  NotifMsgVerErr: (state, event, options) => goDown(state, { reason: received(event) }, options),
  NotifMsg: failOnNotification,
  KeepAliveMsg: confirmed,
  UpdateMsg: unexpected(MessageType.UPDATE),
  UpdateMsgErr: unexpected(MessageType.UPDATE),
  SendHoldTimer_Expires: ignore,
  RouteRefreshMsg: unexpected(MessageType.ROUTE_REFRESH),
  RouteRefreshErr: unexpected(MessageType.ROUTE_REFRESH),
};
