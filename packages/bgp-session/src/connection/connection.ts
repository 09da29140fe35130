import {
  CeaseSubcode,
  type CodecContext,
  createContext,
  decodeFrame,
  ErrorCode,
  encodeMessage,
  type Fault,
  HeaderSubcode,
  KEEPALIVE,
  MeshError,
  type Message,
  MessageType,
  type NotificationMessage,
  notification,
  type OpenMessage,
  type RouteRefreshMessage,
  UpdateView,
} from '@mesh/bgp-wire';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { CloseReason } from '../close-reason.js';
import type { FsmAction, FsmActionType, StartTimer } from '../fsm/action.js';
import type { FsmEvent, StartEvent } from '../fsm/event.js';
import { messageEvent } from '../fsm/message-event.js';
import type { Negotiated } from '../fsm/negotiated.js';
import type { FsmOptions } from '../fsm/options.js';
import { orfFault } from '../fsm/orf-fault.js';
import { type FsmState, type FsmTimer, inheritCounters, initialState } from '../fsm/state.js';
import { RELEASED } from '../fsm/timers.js';
import { transition } from '../fsm/transition.js';
import type { Ticket } from '../speaker/admission.js';
import { type Dial, Dialler } from './dialler.js';
import { HoldWatch } from './hold-watch.js';
import { Timers } from './timers.js';
import { Wire, type WirePorts } from './wire.js';

/*
 * The thin shell around one FSM: octets become events, the FSM decides, its actions are done in order. Every event is a
 * step of its own (`Mailbox`), so that handlers never come back into the middle of one (RFC 4271 says nothing of it,
 * every implementation learns it). What is decided here and not in the FSM:
 *
 * - Frames before the session is up are not decoded further than their event needs: an UPDATE there is wrong whatever
 *   stands in it (RFC 6608).
 * - The hold timer is believed only after the stream had its turn (`HoldWatch`).
 * - One `UpdateView` is used again for every UPDATE: views are borrowed.
 */

export interface ConnectionPorts extends WirePorts {
  random(): number;
  /** Runs a host's code: what it throws is reported, and ends nothing. */
  guard<T>(call: () => T): T | undefined;
  readonly connect: Dial;
}

/** The peer that a connection belongs to. All calls come from within a step. */
export interface ConnectionOwner {
  /** A valid OPEN has come and is not yet judged: true where the collision is lost already (RFC 4271 §6.8). */
  loses(connection: Connection, open: OpenMessage): boolean;
  /** The peer's OPEN has been accepted. A NOTIFICATION given back refuses it all the same. */
  opened(connection: Connection, open: OpenMessage): NotificationMessage | undefined;
  /** The peer is about to end the connection with a NOTIFICATION. */
  notified(connection: Connection, message: NotificationMessage): void;
  stateChanged(connection: Connection, from: FsmState, to: FsmState): void;
  established(connection: Connection, negotiated: Negotiated): void;
  /** An UPDATE that may be applied. A NOTIFICATION given back ends the session. */
  update(connection: Connection, view: UpdateView): NotificationMessage | undefined;
  refresh(connection: Connection, message: RouteRefreshMessage): void;
  /** Faults of an UPDATE that does not end the session. */
  faults(connection: Connection, faults: readonly Fault[]): void;
  closed(connection: Connection, reason: CloseReason, retain: RetainRoutes | undefined): void;
  restart(connection: Connection, event: StartEvent): void;
  track(connection: Connection): void;
  reject(connection: Connection): void;
  /** Something went wrong that ends nothing: a handler threw, the loop stood still. */
  error(error: unknown): void;
}

/** A stream that the peer opened, let in until its OPEN has come. */
export interface Incoming {
  readonly stream: AnyDuplex;
  readonly ticket: Ticket;
}

/** Does an action for a connection. */
type Perform<T extends FsmActionType> = (self: Connection, action: Extract<FsmAction, { readonly type: T }>) => void;

export type RetainRoutes = Extract<FsmAction, { readonly type: 'retain-routes' }>;

/** How messages are read and written where no stream has brought a context of its own. */
const PLAIN_CONTEXT = createContext();

const KEEPALIVE_OCTETS = encodeMessage(KEEPALIVE, PLAIN_CONTEXT);

const EXPIRIES = {
  'connect-retry': 'ConnectRetryTimer_Expires',
  hold: 'HoldTimer_Expires',
  keepalive: 'KeepaliveTimer_Expires',
  'delay-open': 'DelayOpenTimer_Expires',
  'idle-hold': 'IdleHoldTimer_Expires',
} as const;

/** An UPDATE before Established: wrong whatever stands in it, so nothing in it is read (RFC 4271 §9, RFC 6608 §4). */
const PREMATURE_UPDATE: FsmEvent = {
  type: 'UpdateMsgErr',
  fault: {
    outcome: 'session-reset',
    offset: 18,
    reason: 'an UPDATE before the session is established',
    rfc: 'RFC 4271 §9',
    notification: notification(ErrorCode.FSM),
  },
};

/** A NOTIFICATION too short to be one ends the session like any other, and is not answered (RFC 4271 §6.4). */
const UNREADABLE_NOTIFICATION: FsmEvent = { type: 'NotifMsg', notification: notification(0) };

const UNEXPECTED_REFRESH: Fault = {
  outcome: 'session-reset',
  offset: 18,
  reason: 'a ROUTE-REFRESH that we did not offer to understand',
  rfc: 'RFC 2918 §4',
  notification: notification(
    ErrorCode.MESSAGE_HEADER,
    HeaderSubcode.BAD_TYPE,
    new Uint8Array([MessageType.ROUTE_REFRESH]),
  ),
};

export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #owner: ConnectionOwner;
  readonly #dialler: Dialler;
  readonly #timers: Timers;
  readonly #hold: HoldWatch;
  #options: FsmOptions;
  #state: FsmState = initialState;
  #rx: CodecContext = PLAIN_CONTEXT;
  #tx: CodecContext = PLAIN_CONTEXT;
  #view: UpdateView | undefined;
  #wire: Wire | undefined;
  #initiator: 'local' | 'remote' = 'local';
  #retain: RetainRoutes | undefined;
  /** The place of an incoming stream among those that have not brought an OPEN. */
  #ticket: Ticket | undefined;
  #disposed = false;

  constructor(options: FsmOptions, ports: ConnectionPorts, owner: ConnectionOwner) {
    this.#options = options;
    this.#ports = ports;
    this.#owner = owner;
    this.#dialler = new Dialler(ports.connect);
    this.#timers = new Timers(ports.clock, ports.random, (timer, lateMs) => this.#expired(timer, lateMs));
    this.#hold = new HoldWatch(ports.clock);
  }

  get state(): FsmState {
    return this.#state;
  }

  /** A stream is attached and open. */
  get hasStream(): boolean {
    return this.#wire !== undefined;
  }

  /** Who opened the stream. */
  get initiator(): 'local' | 'remote' {
    return this.#initiator;
  }

  get wire(): Wire | undefined {
    return this.#wire;
  }

  get tx(): CodecContext {
    return this.#tx;
  }

  /** Gives the FSM an event: now, or after the step under way. */
  raise(event: FsmEvent): void {
    this.#ports.mailbox.run(this.#step, event);
  }

  /** Binds an incoming stream to this FSM (event 17). */
  accept({ stream, ticket }: Incoming): void {
    this.#initiator = 'remote';
    this.#ticket = ticket;
    ticket.onExpiry = () => this.raise({ type: 'HoldTimer_Expires' });
    this.#bind(stream, { type: 'TcpConnectionConfirmed' });
  }

  /** What counts from now on. */
  configure(options: FsmOptions): void {
    this.#options = options;
  }

  /** Takes over as the connection of the peer, with what is known of it. */
  adopt(owner: FsmState, options: FsmOptions): void {
    this.#state = inheritCounters(this.#state, owner);
    this.#options = options;
  }

  /** Lets go of everything without a word: what is left of a connection that ended or lost. */
  dispose(): void {
    this.#disposed = true;
    this.#ticket?.leave();
    this.#timers.stopAll();
    this.#dialler.giveUp();
    this.#wire?.close({ kind: 'stopped' });
    this.#wire = undefined;
  }

  /** Takes nothing from the stream until `resume`. */
  pause(): void {
    this.#wire?.pause();
  }

  resume(): void {
    this.#hold.doubt();
    this.#wire?.resume();
  }

  /** Sends octets or a message as they are. False: hold on, the peer is behind. */
  send(message: Message | Uint8Array): boolean {
    const bytes = message instanceof Uint8Array ? message : encodeMessage(message, this.#tx);
    const wire = this.#wire;
    if (wire === undefined) return false;
    const room = wire.sender.raw(bytes);
    if (room !== undefined) return room;
    this.raise({ type: 'AutomaticStop', notification: notification(ErrorCode.CEASE, CeaseSubcode.OUT_OF_RESOURCES) });
    return false;
  }

  readonly #step = (event: FsmEvent): void => {
    if (this.#disposed) return;
    const before = this.#state;
    const { state, actions } = transition(before, event, this.#options);
    this.#state = state;
    for (const action of actions) this.#perform(action);
    if (state.name === 'OpenConfirm') this.#ticket?.leave();
    if (state.name !== before.name) this.#owner.stateChanged(this, before, state);
  };

  #perform<T extends FsmActionType>(action: Extract<FsmAction, { readonly type: T }>): void {
    const perform: Perform<T> = Connection.#performers[action.type as T];
    perform(this, action);
  }

  /** How each action is done; one table for all connections. */
  static readonly #performers: { readonly [T in FsmActionType]: Perform<T> } = {
    initialize: () => undefined,
    listen: () => undefined,
    'process-connection': () => undefined,
    'start-timer': (self, action) => self.#startTimer(action),
    'stop-timer': (self, { timer }) => self.#stopTimer(timer),
    dial: (self) => self.#dial(),
    send: (self, { message }) => self.#say(message),
    'use-negotiated': (self, { negotiated }) => self.#use(negotiated),
    release: (self) => {
      for (const timer of RELEASED) self.#stopTimer(timer);
    },
    'close-stream': (self, { reason }) => self.#close(reason),
    established: (self, { negotiated }) => self.#owner.established(self, negotiated),
    'deliver-update': (self, { update }) => {
      const objection = self.#owner.update(self, update);
      if (objection !== undefined) self.raise({ type: 'AutomaticStop', notification: objection });
    },
    'deliver-refresh': (self, { refresh }) => self.#owner.refresh(self, refresh),
    'delete-routes': (self) => {
      self.#retain = undefined;
    },
    'retain-routes': (self, action) => {
      self.#retain = action;
    },
    'track-connection': (self) => self.#owner.track(self),
    'reject-connection': (self) => self.#owner.reject(self),
    restart: (self, { event }) => self.#owner.restart(self, event),
    log: (self, { level, text }) => {
      if (level === 'error') self.#owner.error(new Error(text));
    },
  };

  // ── timers ──

  #startTimer(action: StartTimer): void {
    if (action.timer === 'hold') this.#hold.reset(action.durationMs);
    this.#timers.start(action);
  }

  #stopTimer(timer: FsmTimer): void {
    if (timer === 'hold') this.#hold.cancel();
    this.#timers.stop(timer);
  }

  #expired(timer: FsmTimer, lateMs: number): void {
    this.#reportStall(lateMs);
    if (timer === 'hold') {
      this.#hold.check(
        lateMs,
        () => this.#wire?.behind ?? false,
        (grace) => this.#timers.start(grace),
        () => this.raise({ type: 'HoldTimer_Expires' }),
      );
    } else if (timer === 'send-hold') {
      this.raise({ type: 'SendHoldTimer_Expires', writable: this.#wire?.sender.writable ?? false });
    } else this.raise({ type: EXPIRIES[timer] });
  }

  /** A loop that stands still for a third of the hold time is about to cost the session. */
  #reportStall(lateMs: number): void {
    if (this.#state.name !== 'Established') return;
    const { keepaliveSeconds } = this.#state.negotiated;
    if (keepaliveSeconds === 0 || lateMs < keepaliveSeconds * 1000) return;
    this.#owner.error(new MeshError('MESH_LOOP_STALL', `the event loop stood still for ${Math.round(lateMs)} ms`));
  }

  // ── the stream ──

  #dial(): void {
    this.#dialler.dial(
      (stream) => {
        this.#initiator = 'local';
        this.#bind(stream, { type: 'Tcp_CR_Acked' });
      },
      (error) => this.raise({ type: 'TcpConnectionFails', error }),
    );
  }

  #bind(stream: AnyDuplex, event: FsmEvent): void {
    this.#ports.mailbox.run(() => {
      const wire: Wire = new Wire(toDuplex(stream), this.#initiator, this.#ports, {
        frame: (frame) => this.#ports.mailbox.run(this.#onFrame, frame),
        broken: (fault, type) =>
          this.raise(type === MessageType.NOTIFICATION ? UNREADABLE_NOTIFICATION : { type: 'BGPHeaderErr', fault }),
        lost: (error) => {
          if (this.#wire === wire) this.raise({ type: 'TcpConnectionFails', ...(error ? { error } : {}) });
        },
        wrote: () => this.#timers.restart('keepalive'),
        accepted: () => this.#timers.restart('send-hold'),
        guard: (call) => this.#ports.guard(call),
      });
      this.#wire = wire;
      this.#rx = this.#tx = createContext(this.#options.codec);
      this.raise(event);
      wire.attach();
    }, undefined);
  }

  #close(reason: CloseReason): void {
    const retain = this.#retain;
    this.#retain = undefined;
    this.#dialler.giveUp();
    this.#ticket?.leave();
    this.#wire?.close(reason);
    this.#wire = undefined;
    this.#owner.closed(this, reason, retain);
  }

  /** A NOTIFICATION of a host that has no encoding is not sent; the session ends all the same. */
  #say(message: OpenMessage | NotificationMessage | typeof KEEPALIVE): void {
    const sender = this.#wire?.sender;
    if (message.type === 'KEEPALIVE') sender?.keepalive(KEEPALIVE_OCTETS);
    else this.#ports.guard(() => sender?.control(encodeMessage(message, this.#tx)));
  }

  #use(negotiated: Negotiated): void {
    this.#rx = negotiated.rx;
    this.#tx = negotiated.tx;
    if (negotiated.rx.extendedMessage) this.#wire?.allowExtendedMessages();
    const objection = this.#owner.opened(this, negotiated.peerOpen);
    if (objection?.type === 'NOTIFICATION') this.raise({ type: 'AutomaticStop', notification: objection });
  }

  // ── messages ──

  readonly #onFrame = (frame: Uint8Array): void => {
    this.#step(frame[18] === MessageType.UPDATE ? this.#updateEvent(frame) : this.#messageEvent(frame));
  };

  #messageEvent(frame: Uint8Array): FsmEvent {
    const result = decodeFrame(frame, this.#rx);
    if (!result.ok) return faultEvent(frame[18]!, result.fault);
    const { message } = result;
    if (message.type === 'UPDATE') return PREMATURE_UPDATE;
    if (message.type === 'NOTIFICATION') this.#owner.notified(this, message);
    if (message.type === 'ROUTE-REFRESH' && !this.#options.routeRefresh && !this.#options.enhancedRouteRefresh) {
      return { type: 'BGPHeaderErr', fault: UNEXPECTED_REFRESH };
    }
    if (message.type === 'ROUTE-REFRESH') {
      const fault = orfFault(this.#state, message, frame);
      if (fault !== undefined) return { type: 'RouteRefreshErr', fault };
    }
    return messageEvent(this.#state, message, message.type === 'OPEN' && this.#owner.loses(this, message));
  }

  #updateEvent(frame: Uint8Array): FsmEvent {
    if (this.#state.name !== 'Established') return PREMATURE_UPDATE;
    const view = this.#view?.reset(frame, this.#rx) ?? new UpdateView(frame, this.#rx);
    this.#view = view;
    const { outcome, faults } = view.assessment;
    if (faults.length === 0) return { type: 'UpdateMsg', update: view };
    if (outcome === 'session-reset') {
      return { type: 'UpdateMsgErr', fault: faults.find((fault) => fault.outcome === outcome) ?? faults[0]! };
    }
    this.#owner.faults(this, faults);
    return { type: 'UpdateMsg', update: view };
  }
}

function faultEvent(type: number, fault: Fault): FsmEvent {
  if (type === MessageType.OPEN) return { type: 'BGPOpenMsgErr', fault };
  return type === MessageType.ROUTE_REFRESH ? { type: 'RouteRefreshErr', fault } : { type: 'BGPHeaderErr', fault };
}
