import {
  CeaseSubcode,
  ErrorCode,
  type Fault,
  type NotificationMessage,
  notification,
  type UpdateView,
} from '@mesh/bgp-wire';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { BfdPort, BfdStateName, BfdStatus } from '../bfd/bfd-port.js';
import type { CloseReason } from '../close-reason.js';
import {
  Connection,
  type ConnectionOwner,
  type ConnectionPorts,
  type Incoming,
  type RetainRoutes,
} from '../connection/connection.js';
import { Mailbox } from '../connection/mailbox.js';
import { refuse } from '../connection/refuse.js';
import type { Hold } from '../connection/sender.js';
import { Taps } from '../connection/taps.js';
import { withRestarting } from '../fsm/graceful-restart.js';
import type { Negotiated } from '../fsm/negotiated.js';
import { startEvent } from '../fsm/start.js';
import type { FsmState, FsmStateName } from '../fsm/state.js';
import type { MakeTap } from '../observe/message-tap.js';
import type { Session } from '../session.js';
import type { SessionHandler } from '../session-handler.js';
import type { SelectionDeferral } from '../speaker/selection-deferral.js';
import { Departure, type Ephemeral } from './ephemeral.js';
import { LiveSession } from './live-session.js';
import { PeerBfd } from './peer-bfd.js';
import type { ChangeEffect } from './peer-change.js';
import { PeerConnections } from './peer-connections.js';
import { normalAddress, type ResolvedPeer } from './peer-settings.js';
import { PeerStatistics } from './peer-statistics.js';
import { type HeldDown, PeerSupervisor } from './peer-supervisor.js';
import { type StaleFamily, StaleRoutes } from './stale-routes.js';

/*
 * One peer: its sessions, and whether an operator wants it up. Which of its connections counts is decided by
 * `PeerConnections`, what one of them does by its FSM, when it is tried again by `PeerSupervisor`. An operator's start
 * forgets what was. A peer that sent too many prefixes is not let in either while it is left alone.
 */

/** What the speaker lends to each peer. */
export interface PeerPorts
  extends Omit<ConnectionPorts, 'mailbox' | 'received' | 'sent' | 'connect' | 'tap' | 'restMs'> {
  connect(peer: ResolvedPeer, signal: AbortSignal): AnyDuplex | PromiseLike<AnyDuplex>;
  readonly bfd: BfdPort | undefined;
  readonly events: PeerEvents;
  /** Our own restart, where there was one. */
  readonly deferral: SelectionDeferral | undefined;
  /** A host's code has returned that was called at `start`: it is reported where that was long ago. */
  took(start: number): void;
  /** Who observes the streams of every peer. */
  readonly taps: ReadonlySet<MakeTap>;
}

/** What a peer tells its speaker. */
export interface PeerEvents {
  created(peer: Peer): void;
  deleted(peer: Peer): void;
  updated(peer: Peer): void;
  state(peer: Peer, from: FsmStateName, to: FsmStateName): void;
  established(peer: Peer, session: Session): void;
  closed(peer: Peer, reason: CloseReason): void;
  bfd(peer: Peer, from: BfdStateName): void;
  fault(peer: Peer, fault: Fault): void;
  error(peer: Peer, error: unknown): void;
}

export class Peer {
  readonly ephemeral: Ephemeral | undefined;
  #resolved: ResolvedPeer;
  readonly #ports: PeerPorts;
  readonly #handler: SessionHandler;
  readonly #mailbox = new Mailbox();
  readonly #supervisor: PeerSupervisor;
  readonly #departure: Departure;
  readonly statistics: PeerStatistics;
  readonly #stale: StaleRoutes;
  readonly #connections: PeerConnections;
  readonly #bfd: PeerBfd;
  readonly #live = new Map<Connection, LiveSession>();
  #enabled = false;
  #disposed = false;
  /** Its routes are about to go. */
  #leaving = false;
  /** Between the end and the new beginning that changed settings ask for. */
  #resetting = false;
  /** OPENs carry the R bit. */
  #restarting: boolean;

  constructor(
    resolved: ResolvedPeer,
    ports: PeerPorts,
    makeHandler: (peer: Peer) => SessionHandler,
    ephemeral?: Ephemeral,
  ) {
    this.ephemeral = ephemeral;
    this.#resolved = resolved;
    this.#ports = ports;
    this.#stale = new StaleRoutes(ports.clock, ports.guard);
    this.statistics = new PeerStatistics(ports.clock);
    this.#departure = new Departure(ports.clock);
    this.#supervisor = new PeerSupervisor(ports.clock, () => ports.random(), {
      raise: (event) => this.#main.raise(event),
      begin: () => this.#mailbox.run(() => this.#begin(), undefined),
      renew: () => this.#connections.renew(),
    });
    this.#restarting = ports.deferral?.active || (resolved.options.gracefulRestart?.restarting ?? false);
    this.#connections = new PeerConnections({
      options: () => withRestarting(this.#resolved.options, this.#restarting),
      mailbox: this.#mailbox,
      make: (options) => this.#makeConnection(options),
      refuse: (incoming, subcode) => this.#refuse(incoming, subcode),
      replaced: (from, to) => {
        this.#supervisor.release();
        this.#ports.events.state(this, from.name, to.name);
      },
    });
    this.#bfd = new PeerBfd(ports.bfd, resolved, {
      down: (cease) => this.#pathDown(cease),
      changed: (from) => ports.events.bfd(this, from),
      failed: (error) => ports.events.error(this, error),
    });
    this.#handler = makeHandler(this);
  }

  /** The settings it has now. */
  get resolved(): ResolvedPeer {
    return this.#resolved;
  }

  get name(): string {
    return this.#resolved.name;
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

  /** Families whose routes are stale, and for how long. */
  get stale(): readonly StaleFamily[] {
    return this.#stale.families;
  }

  /** The BFD session that watches the path, where there is one. */
  get bfd(): BfdStatus | undefined {
    return this.#bfd.status;
  }

  /** Why the peer is not tried, where it is not. */
  get heldDown(): HeldDown | undefined {
    return this.#supervisor.heldDown(this.#main.state);
  }

  /** Starts the peer, or starts it anew where it waits in Idle: what was known of it is forgotten. */
  start(): void {
    this.#mailbox.run(() => {
      if (this.#disposed) return;
      this.#enabled = true;
      this.#ports.guard(() => this.#bfd.start());
      if (this.#main.state.name === 'Idle') this.#begin();
    }, undefined);
  }

  /** Stops the peer with a Cease, 6/2 unless another is given; it stays down until started. */
  stop(cease?: NotificationMessage): void {
    this.#mailbox.run(() => {
      this.#enabled = this.#leaving = false;
      this.#end(cease);
      this.#bfd.stop();
      // Behind the stops in the mailbox. What is kept of a peer that is away has nothing to wait for any more.
      this.#mailbox.run(() => this.#stale.purgeAll(), undefined);
      this.#ports.deferral?.check();
    }, undefined);
  }

  /** Takes over new settings, which may cost the session (Cease 6/6). */
  update(resolved: ResolvedPeer, effect: ChangeEffect): void {
    this.#resolved = resolved;
    this.#mailbox.run(() => {
      if (this.#disposed) return;
      this.#ports.guard(() => this.#bfd.update(resolved, this.#enabled));
      if (effect === 'session' || (effect === 'attempt' && this.state !== 'Established')) this.#reset();
      else this.#connections.configure();
    }, undefined);
  }

  /** Has the peer told that its routes are about to go (RFC 8326 §4.1), in this session and those to come until it is stopped. */
  gracefulShutdown(): void {
    this.#leaving = true;
    this.#main.wire?.sender.gracefulShutdown();
  }

  /** It is not to be stopped after all: sessions to come begin as ever. */
  stay(): void {
    this.#leaving = false;
  }

  /** Stops the peer and lets go of all it holds. `silent`: it is told nothing, as where we fall over. */
  dispose(cease?: NotificationMessage | 'silent'): void {
    if (cease === 'silent') this.#cut();
    else this.stop(cease);
    const letGo = () => {
      this.#disposed = true;
      for (const connection of this.#connections.all) connection.dispose();
      this.#stale.purgeAll();
    };
    // Behind what `stop` puts into the mailbox, also where both are called from within a step.
    this.#mailbox.run(() => this.#mailbox.run(letGo, undefined), undefined);
  }

  /** Ends the connections without a word: the peer keeps our routes where it would over a restart (RFC 4724 §4.2). */
  #cut(): void {
    this.#mailbox.run(() => {
      this.#enabled = false;
      this.#supervisor.release();
      for (const connection of this.#connections.all) connection.raise({ type: 'TcpConnectionFails' });
      this.#mailbox.run(() => this.#stale.purgeAll(), undefined);
    }, undefined);
  }

  /** Our own restart waits for what the peer knows. */
  get owesEndOfRib(): boolean {
    if (!this.#enabled || this.resolved.options.gracefulRestart === undefined) return false;
    return this.#live.get(this.#main)?.owesEndOfRib ?? true;
  }

  /** Our own restart is over: what was held back may go out. */
  restarted(): void {
    this.#mailbox.run(() => {
      this.#clearRestarting();
      for (const connection of this.#live.keys()) connection.wire?.sender.begin('restart');
    }, undefined);
  }

  #clearRestarting(): void {
    if (!this.#restarting) return;
    this.#restarting = false;
    this.#connections.configure();
  }

  /** Takes a stream that the peer opened. */
  accept(incoming: Incoming): void {
    this.#mailbox.run(() => {
      if (this.#enabled && this.#supervisor.held !== 'maximum-prefixes') this.#connections.accept(incoming);
      else this.#refuse(incoming, CeaseSubcode.CONNECTION_REJECTED);
    }, undefined);
  }

  /** A first attempt, with nothing known of the peer. */
  #begin(): void {
    this.#supervisor.release();
    this.#connections.renew();
    this.#main.raise(startEvent(this.#resolved.options, 'manual'));
  }

  #end(cease: NotificationMessage | undefined): void {
    this.#supervisor.release();
    this.#departure.cancel();
    for (const connection of this.#connections.all) {
      connection.raise({ type: 'ManualStop', ...(cease ? { notification: cease } : {}) });
    }
  }

  #reset(): void {
    this.#resetting = true;
    this.#end(notification(ErrorCode.CEASE, CeaseSubcode.OTHER_CONFIGURATION_CHANGE));
    this.#mailbox.run(() => {
      this.#resetting = false;
      if (this.#disposed) return;
      if (this.#enabled) this.#begin();
      else this.#connections.renew();
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

  /** Ends what is under way with the peer: nothing will come over that path (RFC 9384 §3). A dial is left to find out. */
  #pathDown(cease: NotificationMessage): void {
    this.#mailbox.run(() => {
      for (const connection of this.#connections.all) {
        if (connection.hasStream) connection.raise({ type: 'AutomaticStop', notification: cease });
      }
    }, undefined);
  }

  #refuse({ stream, ticket }: Incoming, subcode: number | undefined): void {
    ticket.leave();
    if (subcode === undefined || !this.#resolved.options.sendNotificationWithoutOpen) {
      toDuplex(stream).destroy();
      return;
    }
    this.#ports.opened();
    refuse(stream, notification(ErrorCode.CEASE, subcode), this.#ports.clock, () => this.#ports.released());
  }

  #makeConnection(options: ResolvedPeer['options']): Connection {
    // Named one by one, as in `Speaker`.
    const { clock, random, poison, opened, released, guard } = this.#ports;
    const ports: ConnectionPorts = {
      clock,
      random,
      poison,
      opened,
      released,
      guard,
      mailbox: this.#mailbox,
      received: this.statistics.received,
      sent: this.statistics.sent,
      connect: (signal) => this.#ports.connect(this.#resolved, signal),
      // Jitter as RFC 4271 §10 has it.
      restMs: () =>
        this.#resolved.options.minRouteAdvertisementIntervalSeconds * 1000 * (0.75 + this.#ports.random() / 4),
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
    update: (connection, view) => this.#update(connection, view),
    refresh: (connection, message) => this.#live.get(connection)?.refresh(message),
    faults: (_connection, faults) => {
      for (const fault of faults) {
        this.statistics.fault(fault);
        this.#ports.events.fault(this, fault);
      }
    },
    closed: (connection, reason, retain) => this.#closed(connection, reason, retain),
    restart: (connection, event) => {
      if (connection === this.#main && this.#enabled && this.#supervisor.held === undefined) connection.raise(event);
    },
    track: () => this.#connections.track(),
    reject: () => this.#connections.reject(),
    error: (error) => this.#ports.events.error(this, error),
  };

  #stateChanged(connection: Connection, from: FsmState, to: FsmState): void {
    if (connection !== this.#main && to.name === 'Idle') {
      this.#connections.drop(connection);
      this.#settle();
      return;
    }
    const wasMain = connection === this.#main;
    if (to.name === 'OpenConfirm') this.#connections.confirmed(connection);
    if (wasMain) this.#ports.events.state(this, from.name, to.name);
    if (wasMain && to.name === 'Idle' && this.#enabled && !this.#resetting) {
      this.#supervisor.idle(to, this.#resolved, this.statistics.lastReason);
    }
    // A stream that is lost before its OPEN leads to Active (RFC 4271 §8.2.2, OpenSent, event 18).
    if (to.name === 'Idle' || (to.name === 'Active' && from.name !== 'Idle')) this.#settle();
  }

  /** A peer that goes away by itself does so once nothing of it is left to wait for: connections, stale routes, a hold. */
  #settle(): void {
    const { ephemeral } = this;
    if (ephemeral === undefined || !this.#enabled || this.#resetting || this.#disposed || this.#hasStream) return;
    // Gone and back, it would be free of the hold.
    const heldMs = this.#supervisor.held === 'maximum-prefixes' ? this.heldDown?.remainingMs : 0;
    if (heldMs === undefined) {
      this.#departure.cancel();
      return;
    }
    this.#departure.after(Math.max(ephemeral.idleTimeoutMs, heldMs, this.#staleMs), () =>
      this.#mailbox.run(() => {
        if (this.#hasStream) return;
        if (this.#staleMs > 0) this.#settle();
        else ephemeral.gone(this);
      }, undefined),
    );
  }

  get #hasStream(): boolean {
    return this.#connections.all.some(({ hasStream }) => hasStream);
  }

  /** How long routes of the peer are kept for it to come back, at least. */
  get #staleMs(): number {
    return Math.max(0, ...this.#stale.families.map(({ remainingMs }) => remainingMs));
  }

  #established(connection: Connection, negotiated: Negotiated): void {
    const { name, peerAddress, localAddress } = this.#resolved;
    const live = new LiveSession(
      { peer: name, localAddress: normalAddress(connection.wire?.localAddress ?? '') ?? localAddress, peerAddress },
      negotiated,
      connection,
      this.#stale,
      this.#ports.clock,
      this.#ports.guard,
    );
    this.#live.set(connection, live);
    this.statistics.established();
    connection.wire?.taps.established(live.session);
    const ports = this.#ports.guard(() => this.#handler.onEstablished?.(live.session)) ?? {};
    live.open(ports.sink);
    // The R bit was for this once (RFC 4724 §4.1).
    this.#clearRestarting();
    const { source } = ports;
    if (source !== undefined) {
      if (this.#leaving) this.#ports.guard(() => source.gracefulShutdown?.());
      const holds: Hold[] = [];
      if (this.#ports.deferral?.active) holds.push('restart');
      if (live.awaitsFilters) holds.push('filters');
      connection.wire?.pullFrom(source, holds);
    }
    this.#ports.events.established(this, live.session);
    this.#ports.deferral?.check();
  }

  /** A sink that gives back anything but a NOTIFICATION has nothing to say. */
  #update(connection: Connection, view: UpdateView): NotificationMessage | undefined {
    const start = this.#ports.clock.now();
    const objection = this.#live.get(connection)?.update(view);
    this.#ports.took(start);
    if (this.#ports.deferral?.active && view.endOfRib !== undefined) this.#ports.deferral.check();
    if (objection === undefined || objection.type === 'NOTIFICATION') return objection;
    this.#ports.guard(() => objection);
    return undefined;
  }

  #closed(connection: Connection, reason: CloseReason, retain: RetainRoutes | undefined): void {
    const live = this.#live.get(connection);
    this.#live.delete(connection);
    live?.close(reason, retain);
    if (live !== undefined) this.statistics.down();
    else if (connection !== this.#main && isCollision(reason)) return;
    this.statistics.closed(reason);
    this.#ports.guard(() => this.#handler.onClose?.(reason));
    this.#ports.events.closed(this, reason);
  }
}

function isCollision(reason: CloseReason): boolean {
  return (
    'notification' in reason &&
    reason.notification.code === ErrorCode.CEASE &&
    reason.notification.subcode === CeaseSubcode.CONNECTION_COLLISION
  );
}
