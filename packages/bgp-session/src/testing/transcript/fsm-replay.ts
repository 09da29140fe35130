import {
  type CodecContext,
  createContext,
  decodeFrame,
  ErrorCode,
  Framer,
  MeshError,
  MessageType,
  type NotificationMessage,
  notification,
} from '@mesh/bgp-wire';
import { Timers } from '../../connection/timers.js';
import type { FsmAction } from '../../fsm/action.js';
import type { FsmEvent, FsmEventType } from '../../fsm/event.js';
import { messageEvent } from '../../fsm/message-event.js';
import type { FsmOptions } from '../../fsm/options.js';
import { restartPlan, startEvent } from '../../fsm/start.js';
import { type FsmState, type FsmStateName, type FsmTimer, initialState } from '../../fsm/state.js';
import { RELEASED } from '../../fsm/timers.js';
import { transition } from '../../fsm/transition.js';
import { type PeerSettings, resolvePeer } from '../../peer/peer-settings.js';
import { VirtualClock } from '../virtual-clock.js';
import { lineOctets } from './format.js';
import type { LineOf, TranscriptLine } from './line.js';
import { fromPlain } from './plain.js';

/** One event of the FSM, and what it made of it. */
export interface FsmStep {
  /** In virtual time, with the shortest jitter there is: timers are up to a quarter earlier than recorded. */
  readonly atMs: number;
  readonly event: FsmEventType;
  readonly from: FsmStateName;
  readonly to: FsmStateName;
  readonly actions: readonly FsmAction[];
}

const EXPIRIES: { readonly [T in FsmTimer]: FsmEvent } = {
  'connect-retry': { type: 'ConnectRetryTimer_Expires' },
  hold: { type: 'HoldTimer_Expires' },
  keepalive: { type: 'KeepaliveTimer_Expires' },
  'delay-open': { type: 'DelayOpenTimer_Expires' },
  'idle-hold': { type: 'IdleHoldTimer_Expires' },
  'send-hold': { type: 'SendHoldTimer_Expires', writable: true },
};

/**
 * What the FSM alone, `transition` without any speaker around it, makes of the streams and calls of one peer. One
 * connection at a time: where two collide, the second is not followed. Throws `MESH_TRANSCRIPT` where the transcript does
 * not create such a peer.
 */
export function replayFsm(lines: readonly TranscriptLine[], peer: string): FsmStep[] {
  const created = lines.find((line): line is LineOf<'call'> => {
    return line.event === 'call' && line.call === 'create' && settingsOf(line).name === peer;
  });
  if (created === undefined) throw new MeshError('MESH_TRANSCRIPT', `the transcript creates no peer ${peer}`);
  const replay = new FsmReplay(peer, settingsOf(created));
  for (const line of lines) replay.take(line);
  return replay.steps;
}

function settingsOf({ arguments: [settings] }: LineOf<'call'>): ReturnType<typeof resolvePeer> {
  return resolvePeer(fromPlain(settings) as PeerSettings);
}

class FsmReplay {
  readonly steps: FsmStep[] = [];
  readonly #clock = new VirtualClock();
  readonly #timers = new Timers(
    this.#clock,
    () => 0,
    (timer) => this.#raise(EXPIRIES[timer]),
  );
  readonly #peer: string;
  readonly #address: string | undefined;
  readonly #options: FsmOptions;
  /** Streams that were dialled to the peer. */
  readonly #dialled = new Set<number>();
  #state: FsmState = initialState;
  #stream: number | undefined;
  #framer = new Framer();
  #rx: CodecContext = createContext();

  constructor(peer: string, { options, peerAddress }: ReturnType<typeof resolvePeer>) {
    this.#peer = peer;
    this.#options = options;
    this.#address = peerAddress;
  }

  take(line: TranscriptLine): void {
    this.#clock.runFor(Math.max(0, line.atMs - this.#clock.now()));
    if (line.event === 'call') this.#call(line);
    else if (line.event === 'dialled' && line.peer === this.#peer) this.#dialled.add(line.stream);
    else if (line.event === 'opened') this.#opened(line);
    else if (line.event === 'refused' && this.#dialled.has(line.stream)) this.#raise({ type: 'TcpConnectionFails' });
    else if (line.event === 'received' && line.stream === this.#stream) this.#received(lineOctets(line));
    else if (line.event === 'ended' && line.stream === this.#stream && line.by === 'remote') this.#lost();
  }

  #call({ call, peers = [], arguments: plain }: LineOf<'call'>): void {
    const [first] = plain.map(fromPlain);
    const isOurs = call === 'create' ? settingsOf({ arguments: plain } as LineOf<'call'>).name === this.#peer : true;
    if (!isOurs || (call !== 'create' && call !== 'close' && !peers.includes(this.#peer))) return;
    if (call === 'create' || call === 'enable') this.#raise(startEvent(this.#options, 'manual'));
    else if (call === 'disable' || call === 'delete' || call === 'close') this.#raise({ type: 'ManualStop' });
    else if (call === 'notify') this.#raise({ type: 'AutomaticStop', notification: first as NotificationMessage });
    else if (call === 'teardown') {
      this.#raise({ type: 'AutomaticStop', notification: notification(ErrorCode.CEASE, first as number) });
    }
  }

  #opened({ stream, by, remoteAddress }: LineOf<'opened'>): void {
    const isOurs = by === 'local' ? this.#dialled.has(stream) : remoteAddress === this.#address;
    if (!isOurs || this.#stream !== undefined) return;
    this.#stream = stream;
    this.#framer = new Framer();
    this.#rx = createContext(this.#options.codec);
    this.#raise({ type: by === 'local' ? 'Tcp_CR_Acked' : 'TcpConnectionConfirmed' });
  }

  #lost(): void {
    this.#stream = undefined;
    this.#raise({ type: 'TcpConnectionFails' });
  }

  #received(octets: Uint8Array): void {
    const fault = this.#framer.push(octets, (frame) => {
      this.#raise(this.#eventOf(frame));
      return this.#stream !== undefined;
    });
    if (fault !== undefined) this.#raise({ type: 'BGPHeaderErr', fault });
  }

  #eventOf(frame: Uint8Array): FsmEvent {
    const result = decodeFrame(frame, this.#rx);
    if (!result.ok)
      return { type: frame[18] === MessageType.OPEN ? 'BGPOpenMsgErr' : 'BGPHeaderErr', fault: result.fault };
    const { message } = result;
    if (message.type !== 'UPDATE') return messageEvent(this.#state, message);
    const reset = message.assessment.faults.find(({ outcome }) => outcome === 'session-reset');
    return reset === undefined ? { type: 'UpdateMsg', update: message } : { type: 'UpdateMsgErr', fault: reset };
  }

  #raise(event: FsmEvent): void {
    const before = this.#state;
    const { state, actions } = transition(before, event, this.#options);
    this.#state = state;
    this.steps.push({ atMs: this.#clock.now(), event: event.type, from: before.name, to: state.name, actions });
    for (const action of actions) this.#perform(action);
    if (state.name === 'Idle' && before.name !== 'Idle' && !event.type.startsWith('Manual')) {
      const plan = restartPlan(state, this.#options);
      if (plan !== undefined)
        this.#clock.after(Math.max(plan.minimumMs, plan.durationMs * 0.75), () => this.#raise(plan.event));
    }
  }

  #perform(action: FsmAction): void {
    if (action.type === 'start-timer') this.#timers.start(action);
    else if (action.type === 'stop-timer') this.#timers.stop(action.timer);
    else if (action.type === 'release') for (const timer of RELEASED) this.#timers.stop(timer);
    else if (action.type === 'close-stream') this.#stream = undefined;
    else if (action.type === 'restart') this.#raise(action.event);
    else if (action.type === 'use-negotiated') {
      this.#rx = action.negotiated.rx;
      if (action.negotiated.rx.extendedMessage) this.#framer.extendedMessage = true;
    }
  }
}
