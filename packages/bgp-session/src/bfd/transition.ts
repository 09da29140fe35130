import type { BfdAction, OutgoingPacket } from './action.js';
import type { BfdStateName } from './bfd-port.js';
import type { BfdEvent, BfdEventType } from './event.js';
import { BfdDiagnostic, type BfdPacket } from './packet.js';
import {
  type BfdIntervals,
  type BfdState,
  detectionTimeMs,
  intervalsOf,
  transmitIntervalMs,
  UNKNOWN_REMOTE,
} from './state.js';

/*
 * The BFD state machine (RFC 5880 §6) as a function: asynchronous mode, active role, without echo, without
 * authentication. Demand mode is never asked for, and respected where the peer is in it.
 *
 * Invariants:
 * - total: every event has an answer in every state, and none throws;
 * - a packet never has both Poll and Final, and never asks for demand mode or echo;
 * - outside Up we never offer to send faster than once a second;
 * - a Poll Sequence changes nothing that is held back before its Final has come, and a second one waits for it to settle.
 *
 * Deliberate deviations from the text of RFC 5880:
 * - A Detection Time without a packet forgets all that the peer said, not only its discriminator (§6.8.1): a peer that
 *   wanted no packets and came back after a restart would else never hear of us.
 * - Poll Sequences start only where the discriminator of the peer is known: nobody else could answer.
 * - A packet with Poll that comes in AdminDown is not answered: §6.8.6 discards it before §6.8.7 could have it answered.
 */

export interface BfdTransition {
  readonly state: BfdState;
  readonly actions: readonly BfdAction[];
}

/** What happens to a session, in any state. */
export function bfdTransition(state: BfdState, event: BfdEvent): BfdTransition {
  const arm = ARMS[event.type] as (state: BfdState, event: BfdEvent) => BfdTransition;
  return arm(state, event);
}

const ARMS: { readonly [T in BfdEventType]: (state: BfdState, event: EventOf<T>) => BfdTransition } = {
  received,
  'detection-expired': detectionExpired,
  'transmit-due': (state) => settle(state, state, { send: transmitIntervalMs(state) > 0 }),
  enable: (state) =>
    settle(state, state.name === 'AdminDown' ? enter(state, 'Down', BfdDiagnostic.NONE) : state, { start: true }),
  disable: (state) =>
    settle(state, state.name === 'AdminDown' ? state : enter(state, 'AdminDown', BfdDiagnostic.ADMINISTRATIVELY_DOWN)),
  retime: (state, { timing }) => settle(state, offer({ ...state, timing })),
};

type EventOf<T extends BfdEventType> = Extract<BfdEvent, { readonly type: T }>;

interface Step {
  readonly to: BfdStateName;
  readonly diagnostic?: number;
}

const STAY = undefined;
const SIGNALED_DOWN: Step = { to: 'Down', diagnostic: BfdDiagnostic.NEIGHBOR_SIGNALED_DOWN };
const INIT: Step = { to: 'Init' };
const UP: Step = { to: 'Up' };

/** RFC 5880 §6.8.6: the state we are in, then the state that the packet tells. */
const ON_RECEIVED: { readonly [N in BfdStateName]: { readonly [R in BfdStateName]: Step | undefined } } = {
  AdminDown: { AdminDown: STAY, Down: STAY, Init: STAY, Up: STAY },
  Down: { AdminDown: STAY, Down: INIT, Init: UP, Up: STAY },
  Init: { AdminDown: SIGNALED_DOWN, Down: STAY, Init: UP, Up: UP },
  Up: { AdminDown: SIGNALED_DOWN, Down: SIGNALED_DOWN, Init: STAY, Up: STAY },
};

/** RFC 5880 §6.8.6, from where the session is known: take down what the packet says, move, answer a Poll. */
function received(before: BfdState, { packet }: EventOf<'received'>): BfdTransition {
  const heard = finish({ ...before, remote: remoteOf(packet) }, packet);
  if (heard.name === 'AdminDown') return settle(before, heard);
  const step = ON_RECEIVED[heard.name][packet.state];
  const moved = step === undefined ? heard : enter(heard, step.to, step.diagnostic);
  const state = moved.name === 'Up' && before.name === 'Up' ? offer(moved) : moved;
  return settle(before, state, { heard: true, answer: packet.poll });
}

function remoteOf(packet: BfdPacket): BfdState['remote'] {
  const { state, myDiscriminator, requiredMinRxMs, desiredMinTxMs, detectMultiplier, demand } = packet;
  return { state, discriminator: myDiscriminator, requiredMinRxMs, desiredMinTxMs, detectMultiplier, demand };
}

/** RFC 5880 §6.5: a Final ends the Poll Sequence, and what was held back for it takes effect (§6.8.3). */
function finish(state: BfdState, { final }: BfdPacket): BfdState {
  if (final) return state.poll === 'running' ? { ...state, used: state.advertised, poll: 'settling' } : state;
  return state.poll === 'settling' ? { ...state, poll: 'none' } : state;
}

/**
 * RFC 5880 §6.8.4: the peer was silent for too long. Init and Up are over; in any state what it said is forgotten (§6.8.1).
 */
function detectionExpired(before: BfdState): BfdTransition {
  const forgotten: BfdState = { ...before, remote: UNKNOWN_REMOTE, poll: 'none' };
  const over = before.name === 'Init' || before.name === 'Up';
  return settle(before, over ? enter(forgotten, 'Down', BfdDiagnostic.DETECTION_TIME_EXPIRED) : forgotten);
}

/**
 * Moves to a state and says what is to be said there. Nothing is held back: out of Up everything takes effect at once
 * (RFC 5880 §6.8.3), and into Up the rate only grows.
 */
function enter(state: BfdState, name: BfdStateName, diagnostic: number = state.diagnostic): BfdState {
  return advertise({ ...state, name, diagnostic }, intervalsOf(name, state.timing));
}

/** Says what the configuration asks for, unless an earlier change is not settled yet (RFC 5880 §6.8.3). */
function offer(state: BfdState): BfdState {
  if (state.name === 'Up' && state.poll !== 'none') return state;
  return advertise(state, intervalsOf(state.name, state.timing));
}

/** RFC 5880 §6.8.3: a Poll Sequence tells of the change; in Up, what the peer must know before waits for its end. */
function advertise(state: BfdState, next: BfdIntervals): BfdState {
  const { advertised, used } = state;
  if (next.desiredMinTxMs === advertised.desiredMinTxMs && next.requiredMinRxMs === advertised.requiredMinRxMs) {
    return state;
  }
  const up = state.name === 'Up';
  return {
    ...state,
    advertised: next,
    used: {
      desiredMinTxMs: up ? Math.min(used.desiredMinTxMs, next.desiredMinTxMs) : next.desiredMinTxMs,
      requiredMinRxMs: up ? Math.max(used.requiredMinRxMs, next.requiredMinRxMs) : next.requiredMinRxMs,
    },
    poll: state.remote.discriminator === 0 ? 'none' : 'running',
  };
}

/** What happened besides a change of state. */
interface Outcome {
  /** The session has just been wanted: its timers do not run yet. */
  readonly start?: boolean;
  /** A periodic packet is due. */
  readonly send?: boolean;
  /** A packet was received for the purposes of the Detection Time (RFC 5880 §6.8.6). */
  readonly heard?: boolean;
  /** It asked for an answer. */
  readonly answer?: boolean;
}

/** What the shell is to do on the way from one state to the next. */
function settle(before: BfdState, state: BfdState, { start, send, heard, answer }: Outcome = {}): BfdTransition {
  const actions: BfdAction[] = [];
  const changed = before.name !== state.name;
  const [was, pace] = [paceOf(before), paceOf(state)];
  if (start || pace.intervalMs !== was.intervalMs || pace.longest !== was.longest) actions.push(pace);
  // A Final tells of a change of state as well as any packet; else the peer is told at once (RFC 5880 §6.8.7).
  if (answer) actions.push({ type: 'send', packet: packetOf(state, true), answer: true });
  else if (send || start || changed) actions.push({ type: 'send', packet: packetOf(state, false), answer: false });
  const timeMs = detectionTimeMs(state);
  if (heard || timeMs !== detectionTimeMs(before)) actions.push({ type: 'detect', timeMs });
  if (changed) actions.push({ type: 'changed', from: before.name });
  return { state, actions };
}

/** RFC 5880 §6.8.7: up to a quarter less, and at least a tenth where a single lost packet ends the session. */
function paceOf(state: BfdState): Extract<BfdAction, { readonly type: 'pace' }> {
  const longest = state.timing.detectMultiplier === 1 ? 0.9 : 1;
  return { type: 'pace', intervalMs: transmitIntervalMs(state), shortest: 0.75, longest };
}

/** RFC 5880 §6.8.7, the contents of what is sent. */
function packetOf(state: BfdState, final: boolean): OutgoingPacket {
  const { name, diagnostic, advertised, poll, remote, timing } = state;
  return {
    diagnostic,
    state: name,
    poll: poll === 'running' && !final,
    final,
    controlPlaneIndependent: false,
    authenticated: false,
    demand: false,
    detectMultiplier: timing.detectMultiplier,
    yourDiscriminator: remote.discriminator,
    desiredMinTxMs: advertised.desiredMinTxMs,
    requiredMinRxMs: advertised.requiredMinRxMs,
    requiredMinEchoRxMs: 0,
  };
}
