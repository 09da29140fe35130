import { ErrorCode, MeshError, MessageType, notification } from '@mesh/bgp-wire';
import type { FsmEventOf } from '../event.js';
import {
  automaticStop,
  close,
  dump,
  fail,
  failEstablished,
  failOnFault,
  failOnIdleHold,
  failUnexpected,
  failWith,
  lost,
  manualStop,
  received,
} from '../exits.js';
import { routesAfter } from '../graceful-restart.js';
import { keepAlive } from '../keep-alive.js';
import { ignore, type Move, type StateTable, stay, track } from '../move.js';
import type { FsmOptions } from '../options.js';
import type { EstablishedState } from '../state.js';
import { restartHold, startConnectRetry } from '../timers.js';

/**
 * RFC 4724 §5, Established, events 16 and 17: a new connection of a peer that restarts gracefully proves that the old
 * one is dead. A bare connection is a weak proof, so by default it is tracked until its OPEN has come; `replaceOn:
 * 'connection'` is the text of the RFC: retain, drop the old connection, zero the counter, and go to Connect, where
 * the new connection is to be confirmed.
 */
function anotherConnection(state: EstablishedState, _event: unknown, options: FsmOptions): Move {
  const { gracefulRestart } = state.negotiated;
  if (!gracefulRestart || options.gracefulRestart?.replaceOn !== 'connection') return track();
  return {
    to: { name: 'Connect', dialing: false },
    actions: [
      routesAfter(state.negotiated, { by: 'connection-lost' }, options),
      { type: 'release' },
      close(lost({})),
      { type: 'initialize' },
      ...startConnectRetry({ connectAttempts: 0 }, options),
    ],
    counters: { connectRetryCounter: 0, connectAttempts: 0 },
  };
}

/** RFC 4271 §8.2.2, Established, event 23: only with CollisionDetectEstablishedState may the arbiter come here. */
function collision(state: EstablishedState, _event: unknown, options: FsmOptions): Move {
  if (options.collisionDetectEstablishedState) return dump(state, options);
  return stay({ type: 'log', level: 'error', text: 'OpenCollisionDump needs collisionDetectEstablishedState' });
}

/** RFC 4271 §8.2.2, Established, event 26: restart HoldTimer. A session that lasts is forgiven its oscillation. */
function keptAlive(state: EstablishedState): Move {
  const actions = restartHold(state.negotiated);
  if (state.idleHoldSeconds === 0) return { actions };
  return { actions, counters: { idleHoldSeconds: Math.floor(state.idleHoldSeconds / 2) } };
}

/** RFC 4271 §8.2.2, Established, event 27: process the UPDATE, restart HoldTimer. */
function update({ negotiated }: EstablishedState, event: FsmEventOf<'UpdateMsg'>): Move {
  return { actions: [{ type: 'deliver-update', update: event.update }, ...restartHold(negotiated)] };
}

/** RFC 2918 §4: process it. Not in RFC 4271's list of what restarts HoldTimer, so it does not. */
function refresh(_state: EstablishedState, event: FsmEventOf<'RouteRefreshMsg'>): Move {
  return stay({ type: 'deliver-refresh', refresh: event.refresh });
}

/**
 * RFC 9687 §4: the peer has taken nothing for SendHoldTime. Log it, tell the peer only where that cannot block, close.
 */
function sendHold(state: EstablishedState, event: FsmEventOf<'SendHoldTimer_Expires'>, options: FsmOptions): Move {
  const seconds = state.negotiated.sendHoldTimeSeconds;
  if (seconds === 0) return ignore();
  const expired = notification(ErrorCode.SEND_HOLD_TIMER_EXPIRED);
  const error = new MeshError('MESH_SEND_HOLD_EXPIRED', `the peer has taken nothing for ${seconds} seconds`);
  const ending = { by: 'us', notification: expired } as const;
  const move = fail(state, event.writable ? { say: expired } : { reason: lost({ error }), ending }, options);
  return { ...move, actions: [{ type: 'log', level: 'info', text: 'Send Hold Timer Expired' }, ...move.actions] };
}

const fsmError = failWith(ErrorCode.FSM);

/** RFC 6608 §3: the type octet of what has no place in a session. */
const unexpected = failUnexpected(3);

/** Established (RFC 4271 §8.2.2): exchanges routes; "any other" event (9, 12, 13, 20–22) is an FSM error. */
export const established: StateTable<EstablishedState> = {
  ManualStart: ignore,
  ManualStop: manualStop,
  AutomaticStart: ignore,
  ManualStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_PassiveTcpEstablishment: ignore,
  AutomaticStart_with_DampPeerOscillations: ignore,
  AutomaticStart_with_DampPeerOscillations_and_PassiveTcpEstablishment: ignore,
  AutomaticStop: automaticStop,
  ConnectRetryTimer_Expires: fsmError,
  // RFC 4271 §6.5 over §8.2.2, which forgets the routes here: the connection is closed, so they go or are retained.
  HoldTimer_Expires: failWith(ErrorCode.HOLD_TIMER_EXPIRED),
  KeepaliveTimer_Expires: keepAlive,
  DelayOpenTimer_Expires: fsmError,
  IdleHoldTimer_Expires: failOnIdleHold(fsmError),
  TcpConnection_Valid: track,
  Tcp_CR_Invalid: ignore,
  Tcp_CR_Acked: anotherConnection,
  TcpConnectionConfirmed: anotherConnection,
  TcpConnectionFails: (state, event, options) => failEstablished(state, lost(event), options),
  BGPOpen: unexpected(MessageType.OPEN),
  BGPOpen_with_DelayOpenTimer_running: unexpected(MessageType.OPEN),
  // RFC 4271 §6.1 over §8.2.2: a header error keeps its own code.
  BGPHeaderErr: failOnFault,
  BGPOpenMsgErr: unexpected(MessageType.OPEN),
  OpenCollisionDump: collision,
  NotifMsgVerErr: (state, event, options) => failEstablished(state, received(event), options),
  NotifMsg: (state, event, options) => failEstablished(state, received(event), options),
  KeepAliveMsg: keptAlive,
  UpdateMsg: update,
  UpdateMsgErr: failOnFault,
  SendHoldTimer_Expires: sendHold,
  RouteRefreshMsg: refresh,
  RouteRefreshErr: failOnFault,
};
