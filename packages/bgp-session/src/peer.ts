import {
  CeaseSubcode,
  ErrorCode,
  type Fault,
  MeshError,
  type NotificationMessage,
  notification,
  type OpenMessage,
  OpenSubcode,
} from '@mesh/bgp-wire';
import { type AnyDuplex, toDuplex } from './adapters/to-duplex.js';
import type { Cancel } from './clock.js';
import type { CloseReason } from './close-reason.js';
import { Mailbox } from './connection/mailbox.js';
import { refuse } from './connection/refuse.js';
import { startCounting, type Traffic } from './connection/traffic.js';
import { Connection, type ConnectionOwner, type ConnectionPorts, type RetainRoutes } from './connection.js';
import { arbitrate } from './fsm/collision.js';
import type { Negotiated } from './fsm/negotiated.js';
import { peerAsOf } from './fsm/peer-as.js';
import { restartPlan, startEvent } from './fsm/start.js';
import type { FsmState, FsmStateName } from './fsm/state.js';
import { LiveSession } from './live-session.js';
import type { ResolvedPeer } from './peer-settings.js';
import type { Session } from './session.js';
import type { SessionHandler } from './session-handler.js';
import { StaleRoutes } from './stale-routes.js';

/*
 * One peer and its connections. The FSM of `#main` is the peer's own: it lives through Idle and holds what is known of
 * the peer (counters, IdleHoldTime). A connection that comes in while it is busy gets an FSM of its own, and either
 * takes over or is disposed (RFC 4271 §6.8, §8.2.1). Decided here:
 *
 * - A connection that reaches OpenConfirm has won: it becomes the peer's own, whatever the other one was at. Only then is
 *   the loser told, so that an OPEN nobody accepts closes nothing. Where the peer's own has lost, the other one takes over
 *   before it ends.
 * - The loser never counts against the peer: the winner takes the counters from before.
 * - An operator's start forgets what was, and makes a new FSM.
 */

/** Connections of one peer with a stream; one more is turned away. */
const MAX_CONNECTIONS = 2;

/** How long an incoming connection may take to send its OPEN, in seconds. */
const INCOMING_OPEN_SECONDS = 30;

/** What the speaker lends to each peer. */
export interface PeerPorts extends Omit<ConnectionPorts, 'mailbox' | 'received' | 'sent' | 'connect'> {
  connect(peer: ResolvedPeer, signal: AbortSignal): AnyDuplex | Promise<AnyDuplex>;
  readonly events: PeerEvents;
}

/** What a peer tells its speaker. */
export interface PeerEvents {
  state(peer: Peer, from: FsmStateName, to: FsmStateName): void;
  established(peer: Peer, session: Session): void;
  closed(peer: Peer, reason: CloseReason): void;
  fault(peer: Peer, fault: Fault): void;
  error(peer: Peer, error: unknown): void;
}

export class Peer {
  readonly resolved: ResolvedPeer;
  readonly #ports: PeerPorts;
  readonly #handler: SessionHandler;
  readonly #mailbox = new Mailbox();
  readonly #received = startCounting();
  readonly #sent = startCounting();
  readonly #stale: StaleRoutes;
  readonly #incoming = new Set<Connection>();
  readonly #live = new Map<Connection, LiveSession>();
  #main: Connection;
  #enabled = false;
  #disposed = false;
  #restart: Cancel | undefined;
  /** An incoming stream that an FSM is being asked about. */
  #offered: AnyDuplex | undefined;
  /** Who is to be closed once this connection's OPEN has been accepted. */
  #verdict: { readonly winner: Connection; readonly loser: Connection; readonly how: 'dump' | 'lost' } | undefined;
  #lastReason: CloseReason | undefined;
  #sessions = 0;
  #establishedAt: number | undefined;

  constructor(resolved: ResolvedPeer, ports: PeerPorts, makeHandler: (peer: Peer) => SessionHandler) {
    this.resolved = resolved;
    this.#ports = ports;
    this.#stale = new StaleRoutes(ports.clock);
    this.#main = this.#makeConnection(resolved.options);
    this.#handler = makeHandler(this);
  }

  get name(): string {
    return this.resolved.name;
  }

  get state(): FsmStateName {
    return this.#main.state.name;
  }

  /** Not stopped by an operator. */
  get enabled(): boolean {
    return this.#enabled;
  }

  /** The Established session, while there is one. */
  get session(): Session | undefined {
    return this.#live.get(this.#main)?.session;
  }

  get traffic(): Traffic {
    return { received: { ...this.#received }, sent: { ...this.#sent } };
  }

  /** Sessions that were Established. */
  get sessions(): number {
    return this.#sessions;
  }

  /** How long the session has been up, in milliseconds. */
  get uptimeMs(): number | undefined {
    return this.#establishedAt === undefined ? undefined : this.#ports.clock.now() - this.#establishedAt;
  }

  /** Why the last session or attempt ended. */
  get lastReason(): CloseReason | undefined {
    return this.#lastReason;
  }

  /** Starts the peer, or starts it anew where it waits in Idle: what was known of it is forgotten. */
  start(): void {
    this.#mailbox.run(() => {
      if (this.#disposed) return;
      this.#enabled = true;
      if (this.#main.state.name !== 'Idle') return;
      this.#cancelRestart();
      this.#main.dispose();
      this.#main = this.#makeConnection(this.resolved.options);
      this.#main.raise(startEvent(this.resolved.options, 'manual'));
    }, undefined);
  }

  /** Stops the peer with a Cease, 6/2 unless another is given; it stays down until started. */
  stop(cease?: NotificationMessage): void {
    this.#mailbox.run(() => {
      this.#enabled = false;
      this.#cancelRestart();
      for (const connection of [this.#main, ...this.#incoming]) {
        connection.raise({ type: 'ManualStop', ...(cease ? { notification: cease } : {}) });
      }
    }, undefined);
  }

  /** Stops the peer and lets go of all it holds. */
  dispose(cease?: NotificationMessage): void {
    this.stop(cease);
    const letGo = () => {
      this.#disposed = true;
      for (const connection of [this.#main, ...this.#incoming]) connection.dispose();
      this.#ports.guard(() => this.#stale.purgeAll());
    };
    // Behind what `stop` puts into the mailbox, also where both are called from within a step.
    this.#mailbox.run(() => this.#mailbox.run(letGo, undefined), undefined);
  }

  /** Takes a stream that the peer opened. */
  accept(stream: AnyDuplex): void {
    this.#mailbox.run(() => {
      const main = this.#main;
      if (!this.#enabled) this.#refuse(stream, CeaseSubcode.CONNECTION_REJECTED);
      else if (main.state.name === 'Idle') this.#knockOnIdle(stream, main.state);
      else if (awaitsStream(main)) main.accept(stream);
      else this.#offer(main, stream);
    }, undefined);
  }

  /**
   * A damped peer is refused, as RFC 4271 §8.2.2 has it, and without a word: that leaves the other side waiting in Active
   * for us to dial, where a NOTIFICATION would have both sides damped and refusing each other for ever. A peer that only
   * waits to be dialled again is welcome.
   */
  #knockOnIdle(stream: AnyDuplex, state: FsmState): void {
    if (state.timers.has('idle-hold')) toDuplex(stream).destroy();
    else this.#track(stream);
  }

  /** Asks the peer's FSM about a second stream (RFC 4271 §8.2.2, event 17). */
  #offer(main: Connection, stream: AnyDuplex): void {
    this.#offered = stream;
    main.raise({ type: 'TcpConnectionConfirmed' });
    this.#mailbox.run(() => {
      if (this.#offered !== stream) return;
      this.#offered = undefined;
      // RFC 4724 §5: the old connection was given up for this one.
      if (awaitsStream(main)) main.accept(stream);
      else this.#track(stream);
    }, undefined);
  }

  /** Gives a second stream an FSM of its own. */
  #track(stream: AnyDuplex): void {
    const streams = [this.#main, ...this.#incoming].filter((connection) => connection.hasStream);
    if (streams.length >= MAX_CONNECTIONS) {
      this.#refuse(stream, CeaseSubcode.CONNECTION_COLLISION);
      return;
    }
    const { options } = this.resolved;
    const incoming = this.#makeConnection({
      ...options,
      passiveTcpEstablishment: true,
      dampPeerOscillations: false,
      openHoldTimeSeconds: Math.min(options.openHoldTimeSeconds, INCOMING_OPEN_SECONDS),
    });
    this.#incoming.add(incoming);
    incoming.raise({ type: 'ManualStart_with_PassiveTcpEstablishment' });
    incoming.accept(stream);
  }

  #refuse(stream: AnyDuplex, subcode: number): void {
    this.#ports.opened();
    refuse(stream, notification(ErrorCode.CEASE, subcode), this.#ports.clock, () => this.#ports.released());
  }

  #makeConnection(options: ResolvedPeer['options']): Connection {
    const ports: ConnectionPorts = {
      ...this.#ports,
      mailbox: this.#mailbox,
      received: this.#received,
      sent: this.#sent,
      connect: (signal) => this.#ports.connect(this.resolved, signal),
    };
    return new Connection(options, ports, this.#owner);
  }

  readonly #owner: ConnectionOwner = {
    loses: (connection, open) => this.#loses(connection, open),
    notified: (connection, message) => this.#notified(connection, message),
    stateChanged: (connection, from, to) => this.#stateChanged(connection, from, to),
    opened: (_connection, open) => this.#ports.guard(() => this.#handler.onOpen?.(open)),
    established: (connection, negotiated) => this.#established(connection, negotiated),
    update: (connection, view) => this.#live.get(connection)?.update(view),
    refresh: (connection, message) => this.#live.get(connection)?.refresh(message),
    faults: (_connection, faults) => {
      for (const fault of faults) this.#ports.events.fault(this, fault);
    },
    closed: (connection, reason, retain) => this.#closed(connection, reason, retain),
    restart: (connection, event) => {
      if (connection === this.#main && this.#enabled) connection.raise(event);
    },
    track: () => {
      const stream = this.#offered;
      this.#offered = undefined;
      if (stream !== undefined) this.#track(stream);
    },
    reject: () => {
      const stream = this.#offered;
      this.#offered = undefined;
      if (stream !== undefined) this.#refuse(stream, CeaseSubcode.CONNECTION_REJECTED);
    },
    error: (error) => this.#ports.events.error(this, error),
  };

  // ── collisions ──

  /** Whether the connection on which an OPEN has come must yield to another one (RFC 4271 §6.8). */
  #loses(connection: Connection, open: OpenMessage): boolean {
    const { options } = this.resolved;
    for (const other of [this.#main, ...this.#incoming]) {
      if (other === connection) continue;
      const verdict = arbitrate({
        localRouterId: options.routerId,
        remoteRouterId: open.routerId,
        localAs: options.localAs,
        remoteAs: peerAsOf(options, open),
        old: { state: other.state.name, initiator: other.initiator },
        new: { state: connection.state.name, initiator: connection.initiator },
        collisionDetectEstablishedState: options.collisionDetectEstablishedState,
        gracefulRestart: other.state.name === 'Established' && other.state.negotiated.gracefulRestart !== undefined,
      });
      if (verdict.close === 'new') {
        if (connection === this.#main) this.#promote(other);
        return true;
      }
      if (verdict.close === 'old') this.#verdict = { winner: connection, loser: other, how: verdict.how };
    }
    return false;
  }

  /** The peer has decided a collision against this connection: the other one takes over before this one ends. */
  #notified(connection: Connection, { code, subcode }: NotificationMessage): void {
    if (connection !== this.#main || code !== ErrorCode.CEASE || subcode !== CeaseSubcode.CONNECTION_COLLISION) return;
    const [other] = this.#incoming;
    if (other !== undefined) this.#promote(other);
  }

  /** An OPEN was accepted: its connection is the peer's from now on, and the one that collided goes. */
  #confirmed(connection: Connection): void {
    const verdict = this.#verdict?.winner === connection ? this.#verdict : undefined;
    this.#verdict = undefined;
    if (connection !== this.#main) this.#promote(connection);
    if (verdict === undefined) return;
    verdict.loser.raise({ type: verdict.how === 'dump' ? 'OpenCollisionDump' : 'TcpConnectionFails' });
  }

  /** Makes an incoming connection the peer's own. What the old one still does, it does as one that is on its way out. */
  #promote(connection: Connection): void {
    const old = this.#main;
    this.#cancelRestart();
    this.#incoming.delete(connection);
    connection.adopt(old.state, this.resolved.options);
    this.#main = connection;
    if (old.hasStream) this.#incoming.add(old);
    else old.dispose();
    this.#ports.events.state(this, old.state.name, connection.state.name);
  }

  // ── sessions ──

  #stateChanged(connection: Connection, from: FsmState, to: FsmState): void {
    if (connection !== this.#main && to.name === 'Idle') {
      this.#incoming.delete(connection);
      connection.dispose();
      return;
    }
    const wasMain = connection === this.#main;
    if (to.name === 'OpenConfirm') this.#confirmed(connection);
    if (wasMain) this.#ports.events.state(this, from.name, to.name);
    if (wasMain && to.name === 'Idle') this.#supervise(to);
  }

  /** Starts an idle peer again where no timer of the FSM will; one that refuses our capabilities is left alone (RFC 5492 §3). */
  #supervise(state: Extract<FsmState, { readonly name: 'Idle' }>): void {
    if (!this.#enabled) return;
    const reason = this.#lastReason;
    if (reason?.kind === 'notification-received' && isUnsupportedCapability(reason.notification)) {
      this.#main.dispose();
      this.#main = this.#makeConnection(this.resolved.options);
      return;
    }
    const plan = restartPlan(state, this.resolved.options);
    if (plan === undefined) return;
    const factor = plan.jitter ? 0.75 + this.#ports.random() / 4 : 1;
    this.#cancelRestart();
    this.#restart = this.#ports.clock.after(Math.max(plan.minimumMs, plan.durationMs * factor), () => {
      this.#restart = undefined;
      this.#main.raise(plan.event);
    });
  }

  #cancelRestart(): void {
    this.#restart?.();
    this.#restart = undefined;
  }

  #established(connection: Connection, negotiated: Negotiated): void {
    const { name, peerAddress, localAddress } = this.resolved;
    const live = new LiveSession(
      { peer: name, localAddress: connection.wire?.localAddress ?? localAddress, peerAddress },
      negotiated,
      connection,
      this.#stale,
      this.#ports.clock,
      this.#ports.guard,
    );
    this.#live.set(connection, live);
    this.#sessions++;
    this.#establishedAt = this.#ports.clock.now();
    const ports = this.#ports.guard(() => this.#handler.onEstablished?.(live.session)) ?? {};
    live.open(ports.sink);
    if (ports.source !== undefined) connection.wire?.pullFrom(ports.source);
    this.#ports.events.established(this, live.session);
  }

  #closed(connection: Connection, reason: CloseReason, retain: RetainRoutes | undefined): void {
    const live = this.#live.get(connection);
    this.#live.delete(connection);
    live?.close(reason, retain);
    if (live !== undefined) this.#establishedAt = undefined;
    if (live === undefined && connection !== this.#main && isCollision(reason)) return;
    this.#lastReason = reason;
    this.#ports.guard(() => this.#handler.onClose?.(reason));
    this.#ports.events.closed(this, reason);
  }
}

/** True where the FSM waits for the peer to connect. */
function awaitsStream(connection: Connection): boolean {
  const { state } = connection;
  if (connection.hasStream) return false;
  return state.name === 'Active' || (state.name === 'Connect' && !state.dialing);
}

function isUnsupportedCapability({ code, subcode }: NotificationMessage): boolean {
  return code === ErrorCode.OPEN_MESSAGE && subcode === OpenSubcode.UNSUPPORTED_CAPABILITY;
}

function isCollision(reason: CloseReason): boolean {
  return (
    'notification' in reason &&
    reason.notification.code === ErrorCode.CEASE &&
    reason.notification.subcode === CeaseSubcode.CONNECTION_COLLISION
  );
}

/** The error of a stream that nobody can open. */
export function noTransport(name: string): MeshError {
  return new MeshError(
    'MESH_NO_TRANSPORT',
    `${name} is to be dialled, but the speaker has no connect: give it one, or make the peer passive`,
  );
}
