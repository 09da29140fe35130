import {
  CeaseSubcode,
  ErrorCode,
  type Fault,
  MeshError,
  type NotificationMessage,
  notification,
  OpenSubcode,
  type Outcome,
} from '@mesh/bgp-wire';
import type { AnyDuplex } from './adapters/to-duplex.js';
import type { Cancel } from './clock.js';
import type { CloseReason } from './close-reason.js';
import { Mailbox } from './connection/mailbox.js';
import { refuse } from './connection/refuse.js';
import { Taps } from './connection/taps.js';
import { startCounting, type Traffic } from './connection/traffic.js';
import { Connection, type ConnectionOwner, type ConnectionPorts, type RetainRoutes } from './connection.js';
import type { Negotiated } from './fsm/negotiated.js';
import { restartPlan, startEvent } from './fsm/start.js';
import type { FsmState, FsmStateName } from './fsm/state.js';
import { LiveSession } from './live-session.js';
import type { MakeTap } from './observe/message-tap.js';
import { PeerConnections } from './peer-connections.js';
import { normalAddress, type ResolvedPeer } from './peer-settings.js';
import type { Session } from './session.js';
import type { SessionHandler } from './session-handler.js';
import { StaleRoutes } from './stale-routes.js';

/*
 * One peer: its sessions, whether an operator wants it up, and when it is tried again. Which of its connections counts is
 * decided by `PeerConnections`, what one of them does by its FSM. An operator's start forgets what was; a peer that
 * refuses our capabilities is left alone until then (RFC 5492 §3).
 */

/** What the speaker lends to each peer. */
export interface PeerPorts extends Omit<ConnectionPorts, 'mailbox' | 'received' | 'sent' | 'connect' | 'tap'> {
  connect(peer: ResolvedPeer, signal: AbortSignal): AnyDuplex | Promise<AnyDuplex>;
  readonly events: PeerEvents;
  /** Who observes the streams of every peer. */
  readonly taps: ReadonlySet<MakeTap>;
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
  readonly #connections: PeerConnections;
  readonly #live = new Map<Connection, LiveSession>();
  #enabled = false;
  #disposed = false;
  #restart: Cancel | undefined;
  #lastReason: CloseReason | undefined;
  readonly #faults: Record<Outcome, number> = startCountingFaults();
  #sessions = 0;
  #establishedAt: number | undefined;

  constructor(resolved: ResolvedPeer, ports: PeerPorts, makeHandler: (peer: Peer) => SessionHandler) {
    this.resolved = resolved;
    this.#ports = ports;
    this.#stale = new StaleRoutes(ports.clock);
    this.#connections = new PeerConnections({
      options: resolved.options,
      mailbox: this.#mailbox,
      make: (options) => this.#makeConnection(options),
      refuse: (stream, subcode) => this.#refuse(stream, subcode),
      replaced: (from, to) => {
        this.#cancelRestart();
        this.#ports.events.state(this, from.name, to.name);
      },
    });
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

  /** Findings in what the peer sent so far, by their outcome (RFC 7606). */
  get faults(): Readonly<Record<Outcome, number>> {
    return { ...this.#faults };
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
      this.#connections.renew();
      this.#main.raise(startEvent(this.resolved.options, 'manual'));
    }, undefined);
  }

  /** Stops the peer with a Cease, 6/2 unless another is given; it stays down until started. */
  stop(cease?: NotificationMessage): void {
    this.#mailbox.run(() => {
      this.#enabled = false;
      this.#cancelRestart();
      for (const connection of this.#connections.all) {
        connection.raise({ type: 'ManualStop', ...(cease ? { notification: cease } : {}) });
      }
    }, undefined);
  }

  /** Stops the peer and lets go of all it holds. */
  dispose(cease?: NotificationMessage): void {
    this.stop(cease);
    const letGo = () => {
      this.#disposed = true;
      for (const connection of this.#connections.all) connection.dispose();
      this.#ports.guard(() => this.#stale.purgeAll());
    };
    // Behind what `stop` puts into the mailbox, also where both are called from within a step.
    this.#mailbox.run(() => this.#mailbox.run(letGo, undefined), undefined);
  }

  /** Takes a stream that the peer opened. */
  accept(stream: AnyDuplex): void {
    this.#mailbox.run(() => {
      if (this.#enabled) this.#connections.accept(stream);
      else this.#refuse(stream, CeaseSubcode.CONNECTION_REJECTED);
    }, undefined);
  }

  /** Observes the streams that are open. */
  tap(make: MakeTap): void {
    for (const connection of this.#connections.all) {
      connection.wire?.taps.add(make, this.#live.get(connection)?.session);
    }
  }

  untap(make: MakeTap): void {
    for (const connection of this.#connections.all) connection.wire?.taps.remove(make);
  }

  get #main(): Connection {
    return this.#connections.main;
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
      tap: ({ localAddress, localPort, remoteAddress, remotePort }, initiator) =>
        new Taps(
          { peer: this.name, initiator, localAddress, localPort, remoteAddress, remotePort },
          this.#ports.guard,
          this.#ports.taps,
        ),
    };
    return new Connection(options, ports, this.#owner);
  }

  readonly #owner: ConnectionOwner = {
    loses: (connection, open) => this.#connections.loses(connection, open),
    notified: (connection, message) => this.#connections.notified(connection, message),
    stateChanged: (connection, from, to) => this.#stateChanged(connection, from, to),
    opened: (_connection, open) => this.#ports.guard(() => this.#handler.onOpen?.(open)),
    established: (connection, negotiated) => this.#established(connection, negotiated),
    update: (connection, view) => this.#live.get(connection)?.update(view),
    refresh: (connection, message) => this.#live.get(connection)?.refresh(message),
    faults: (_connection, faults) => {
      for (const fault of faults) {
        this.#faults[fault.outcome]++;
        this.#ports.events.fault(this, fault);
      }
    },
    closed: (connection, reason, retain) => this.#closed(connection, reason, retain),
    restart: (connection, event) => {
      if (connection === this.#main && this.#enabled) connection.raise(event);
    },
    track: () => this.#connections.track(),
    reject: () => this.#connections.reject(),
    error: (error) => this.#ports.events.error(this, error),
  };

  #stateChanged(connection: Connection, from: FsmState, to: FsmState): void {
    if (connection !== this.#main && to.name === 'Idle') {
      this.#connections.drop(connection);
      return;
    }
    const wasMain = connection === this.#main;
    if (to.name === 'OpenConfirm') this.#connections.confirmed(connection);
    if (wasMain) this.#ports.events.state(this, from.name, to.name);
    if (wasMain && to.name === 'Idle') this.#supervise(to);
  }

  /** Starts an idle peer again where no timer of the FSM will; one that refuses our capabilities is left alone (RFC 5492 §3). */
  #supervise(state: Extract<FsmState, { readonly name: 'Idle' }>): void {
    if (!this.#enabled) return;
    const reason = this.#lastReason;
    if (reason?.kind === 'notification-received' && isUnsupportedCapability(reason.notification)) {
      this.#connections.renew();
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
      { peer: name, localAddress: normalAddress(connection.wire?.localAddress ?? '') ?? localAddress, peerAddress },
      negotiated,
      connection,
      this.#stale,
      this.#ports.clock,
      this.#ports.guard,
    );
    this.#live.set(connection, live);
    this.#sessions++;
    this.#establishedAt = this.#ports.clock.now();
    connection.wire?.taps.established(live.session);
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
    if (reason.kind === 'notification-sent' && reason.fault !== undefined) this.#faults[reason.fault.outcome]++;
    this.#ports.guard(() => this.#handler.onClose?.(reason));
    this.#ports.events.closed(this, reason);
  }
}

function startCountingFaults(): Record<Outcome, number> {
  return { accept: 0, 'attribute-discard': 0, 'treat-as-withdraw': 0, 'afi-safi-disable': 0, 'session-reset': 0 };
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
