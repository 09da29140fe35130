import { CeaseSubcode, ErrorCode, type Fault, type NotificationMessage, notification } from '@mesh/bgp-wire';
import type { CloseReason } from '../close-reason.js';
import type { FsmAction } from './action.js';
import type { FsmEventOf } from './event.js';
import { type Ending, hardened, isLasting, retains, routesAfter } from './graceful-restart.js';
import type { Move, Place } from './move.js';
import type { FsmOptions } from './options.js';
import type { EstablishedState, FsmState, IdleState } from './state.js';
import { startIdleHold, stop } from './timers.js';

/**
 * The ways back to Idle. RFC 4271 §8.2.2 spells them out state by state with slips from one to the next; here each is
 * written once and the arms differ in what they say to the peer:
 *
 * - `stopPeer`: an operator's stop. ConnectRetryCounter becomes 0 and what is known of oscillation is forgotten.
 * - `goDown`: the session ends through nobody's fault. The counter stays, nothing is damped.
 * - `fail`: everything else. The counter goes up and IdleHoldTime doubles.
 *
 * From Established each has the routes deleted or retained first. A NOTIFICATION always precedes the close and is the
 * last word of its connection: every exit ends in Idle, and no arm of Idle sends.
 */

/** What is said and told when a connection ends. */
export interface Farewell {
  /** What the peer is told. */
  readonly say?: NotificationMessage;
  /** Why, where the peer said nothing and is told nothing. */
  readonly reason?: CloseReason;
  /** The peer's octets that were the reason. */
  readonly fault?: Fault;
  /** What the end means for the routes, where it does not follow from the above. */
  readonly ending?: Ending;
  /** False where the peer is not to blame. Default true. */
  readonly damp?: boolean;
}

const IDLE: Place<IdleState> = Object.freeze({ name: 'Idle', startPending: false });

const CEASE = notification(ErrorCode.CEASE);

/** What a manual stop says unless it is given a Cease. */
export const SHUTDOWN: NotificationMessage = notification(ErrorCode.CEASE, CeaseSubcode.ADMINISTRATIVE_SHUTDOWN);

const STOPPED: CloseReason = Object.freeze({ kind: 'stopped' });

/** Closes the stream with the reason that the farewell gives. */
export function close(reason: CloseReason): FsmAction {
  return { type: 'close-stream', reason };
}

function reasonOf({ say, reason, fault }: Farewell): CloseReason {
  if (reason) return reason;
  if (!say) return STOPPED;
  return { kind: 'notification-sent', notification: say, ...(fault ? { fault } : {}) };
}

function leave(state: FsmState, farewell: Farewell, options: FsmOptions): readonly FsmAction[] {
  return [
    ...(farewell.say ? [{ type: 'send', message: farewell.say } as const] : []),
    ...(state.name === 'Established' ? [routesAfter(state.negotiated, endingOf(farewell), options)] : []),
    stop('connect-retry'),
    { type: 'release' },
    close(reasonOf(farewell)),
  ];
}

function endingOf({ say, reason, ending }: Farewell): Ending {
  if (ending) return ending;
  if (reason?.kind === 'notification-received') return { by: 'peer', notification: reason.notification };
  if (reason?.kind === 'connection-lost') return { by: 'connection-lost' };
  return { by: 'us', notification: say ?? CEASE };
}

/** STOP: the operator has had enough of the peer. */
export function stopPeer(state: FsmState, farewell: Farewell, options: FsmOptions): Move {
  return {
    to: IDLE,
    actions: leave(state, farewell, options),
    counters: { connectRetryCounter: 0, connectAttempts: 0, idleHoldSeconds: 0 },
  };
}

/** DOWN: back to Idle without a mark against the peer. */
export function goDown(state: FsmState, farewell: Farewell, options: FsmOptions): Move {
  return { to: IDLE, actions: leave(state, farewell, options) };
}

/** FAIL: back to Idle with the counter up, and damped where DampPeerOscillations says so (RFC 4271 §8.1.1). */
export function fail(state: FsmState, farewell: Farewell, options: FsmOptions): Move {
  const connectRetryCounter = state.connectRetryCounter + 1;
  const actions = leave(state, farewell, options);
  if (farewell.damp === false || !options.dampPeerOscillations)
    return { to: IDLE, actions, counters: { connectRetryCounter } };
  const idleHoldSeconds = Math.min(options.idleHoldMaxSeconds, Math.max(1, state.idleHoldSeconds * 2));
  return {
    to: IDLE,
    actions: [...actions, startIdleHold(idleHoldSeconds)],
    counters: { connectRetryCounter, idleHoldSeconds },
  };
}

/** FAIL without a word to the peer. */
export const failSilently = (state: FsmState, _event: unknown, options: FsmOptions): Move => fail(state, {}, options);

/** FAIL with a NOTIFICATION that the event does not change. */
export function failWith(
  code: number,
  subcode: number = 0,
  data?: Uint8Array,
): (state: FsmState, event: unknown, options: FsmOptions) => Move {
  const say = notification(code, subcode, data);
  return (state, _event, options) => fail(state, { say }, options);
}

/** FAIL because a message has no place in the state (RFC 6608 §3): the data is the type of the message. */
export function failUnexpected(subcode: number): (messageType: number) => ReturnType<typeof failWith> {
  return (messageType) => failWith(ErrorCode.FSM, subcode, new Uint8Array([messageType]));
}

/** A Cease of those that last, as a Hard Reset where it would else restart the session (RFC 8538 §5.1). */
const ceaseOf = (state: FsmState, cease: NotificationMessage): NotificationMessage =>
  isLasting(cease) ? hardened(state, cease) : cease;

/** RFC 4271 §8.2.2, OpenSent and later, event 2: Cease, then STOP. */
export const manualStop = (state: FsmState, event: FsmEventOf<'ManualStop'>, options: FsmOptions): Move =>
  stopPeer(state, { say: ceaseOf(state, event.notification ?? SHUTDOWN) }, options);

/** RFC 4271 §8.2.2, OpenSent and later, event 8: Cease, then FAIL. */
export const automaticStop = (state: FsmState, event: FsmEventOf<'AutomaticStop'>, options: FsmOptions): Move => {
  const cease = event.notification ?? CEASE;
  return fail(state, { say: event.graceful ? cease : ceaseOf(state, cease) }, options);
};

/** FAIL because the connection is gone. */
export const failOnLostConnection = (
  state: FsmState,
  event: FsmEventOf<'TcpConnectionFails'>,
  options: FsmOptions,
): Move => fail(state, { reason: lost(event) }, options);

/** FAIL with what the peer's octets deserve. */
export const failOnFault = (state: FsmState, { fault }: { readonly fault: Fault }, options: FsmOptions): Move =>
  fail(state, { say: fault.notification, fault }, options);

/** FAIL because the peer sent a NOTIFICATION: it is never answered with another (RFC 4271 §6.4). */
export const failOnNotification = (
  state: FsmState,
  event: { readonly notification: NotificationMessage },
  options: FsmOptions,
): Move => fail(state, { reason: received(event) }, options);

/** Event 13 outside Idle: IdleHoldTimer cannot run there, so the shell has a bug; the table holds all the same. */
export function failOnIdleHold(exit: (state: FsmState, event: unknown, options: FsmOptions) => Move): typeof exit {
  return (state, event, options) => {
    const move = exit(state, event, options);
    const text = `IdleHoldTimer_Expires in ${state.name}: the timer runs in Idle only`;
    return { ...move, actions: [{ type: 'log', level: 'error', text }, ...move.actions] };
  };
}

/** The connection lost the collision: 6/7, and the peer is not damped for it (RFC 4271 §6.8, §8.2.1). */
export function dump(state: FsmState, options: FsmOptions, audible: boolean = true): Move {
  const say = notification(ErrorCode.CEASE, CeaseSubcode.CONNECTION_COLLISION);
  return fail(state, audible ? { say, damp: false } : { damp: false }, options);
}

/** The connection lost the collision before it said anything. */
export const dumpSilently = (state: FsmState, _event: unknown, options: FsmOptions): Move =>
  dump(state, options, false);

/** The end of an Established session that came from the peer or the network: not damped where it looks like a restart. */
export function failEstablished(state: EstablishedState, reason: CloseReason, options: FsmOptions): Move {
  const damp = !retains(state.negotiated, endingOf({ reason }));
  return fail(state, { reason, damp }, options);
}

/** The close reason of a received NOTIFICATION. */
export function received({ notification }: { readonly notification: NotificationMessage }): CloseReason {
  return { kind: 'notification-received', notification };
}

/** The close reason of event 18. */
export function lost({ error }: { readonly error?: Error }): CloseReason {
  return error ? { kind: 'connection-lost', error } : { kind: 'connection-lost' };
}
