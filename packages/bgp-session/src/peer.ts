import {
  CeaseSubcode,
  ErrorCode,
  type Fault,
  MeshError,
  type NotificationMessage,
  notification,
  OpenSubcode,
  type Outcome,
  type UpdateView,
} from '@mesh/bgp-wire';
import { type AnyDuplex, toDuplex } from './adapters/to-duplex.js';
import type { BfdPort, BfdStateName, BfdStatus } from './bfd-port.js';
import type { Cancel } from './clock.js';
import type { CloseReason } from './close-reason.js';
import { Mailbox } from './connection/mailbox.js';
import { refuse } from './connection/refuse.js';
import { Taps } from './connection/taps.js';
import { startCounting, type Traffic } from './connection/traffic.js';
import {
  Connection,
  type ConnectionOwner,
  type ConnectionPorts,
  type Incoming,
  type RetainRoutes,
} from './connection.js';
import { withRestarting } from './fsm/graceful-restart.js';
import type { Negotiated } from './fsm/negotiated.js';
import { restartPlan, startEvent } from './fsm/start.js';
import type { FsmState, FsmStateName, IdleState } from './fsm/state.js';
import { LiveSession } from './live-session.js';
import type { MakeTap } from './observe/message-tap.js';
import { PeerBfd } from './peer-bfd.js';
import type { ChangeEffect } from './peer-change.js';
import { PeerConnections } from './peer-connections.js';
import { normalAddress, type ResolvedPeer } from './peer-settings.js';
import type { SelectionDeferral } from './selection-deferral.js';
import type { Session } from './session.js';
import type { SessionHandler } from './session-handler.js';
import { type StaleFamily, StaleRoutes } from './stale-routes.js';

/*
 * One peer: its sessions, whether an operator wants it up, and when it is tried again. Which of its connections counts is
 * decided by `PeerConnections`, what one of them does by its FSM. An operator's start forgets what was. Until then two
 * kinds of peer are left alone: one that refuses our capabilities (RFC 5492 §3), and one that sent too many prefixes
 * (RFC 4486 §4), which would do so again at once; the second is not let in either.
 */

/** What the speaker lends to each peer. */
export interface PeerPorts
  extends Omit<ConnectionPorts, 'mailbox' | 'received' | 'sent' | 'connect' | 'tap' | 'restMs'> {
  connect(peer: ResolvedPeer, signal: AbortSignal): AnyDuplex | Promise<AnyDuplex>;
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

/** Why an idle peer is not tried, and for how long still; without an end it waits for an operator. */
export interface HeldDown {
  readonly why: 'maximum-prefixes' | 'unsupported-capability' | 'damped';
  readonly remainingMs: number | undefined;
}

/** What makes a peer go away by itself. */
export interface Ephemeral {
  /** The prefix of its range. */
  readonly range: string;
  /** How long it stays after its last connection. */
  readonly idleTimeoutMs: number;
  /** Nothing of it is left to wait for. */
  gone(peer: Peer): void;
  /** It is no peer of the speaker any more. */
  left(): void;
}

export class Peer {
  readonly ephemeral: Ephemeral | undefined;
  #resolved: ResolvedPeer;
  readonly #ports: PeerPorts;
  readonly #handler: SessionHandler;
  readonly #mailbox = new Mailbox();
  readonly #received = startCounting();
  readonly #sent = startCounting();
  readonly #stale: StaleRoutes;
  readonly #connections: PeerConnections;
  readonly #bfd: PeerBfd;
  readonly #live = new Map<Connection, LiveSession>();
  #enabled = false;
  #disposed = false;
  /** Between the end and the new beginning that changed settings ask for. */
  #resetting = false;
  #restart: Cancel | undefined;
  #held: { readonly why: HeldDown['why']; readonly until: number | undefined } | undefined;
  #linger: Cancel | undefined;
  /** Until when the routes of the last session are kept for the peer to come back. */
  #retainUntil = 0;
  #dampedUntil = 0;
  #lastReason: CloseReason | undefined;
  readonly #faults: Record<Outcome, number> = startCountingFaults();
  /** OPENs carry the R bit. */
  #restarting: boolean;
  #sessions = 0;
  #establishedAt: number | undefined;

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
    this.#restarting = ports.deferral?.active || (resolved.options.gracefulRestart?.restarting ?? false);
    this.#connections = new PeerConnections({
      options: () => withRestarting(this.#resolved.options, this.#restarting),
      mailbox: this.#mailbox,
      make: (options) => this.#makeConnection(options),
      refuse: (incoming, subcode) => this.#refuse(incoming, subcode),
      replaced: (from, to) => {
        this.#cancelRestart();
        this.#held = undefined;
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

  get traffic(): Traffic {
    return { received: { ...this.#received }, sent: { ...this.#sent } };
  }

  /** Families whose routes are stale, and for how long. */
  get stale(): readonly StaleFamily[] {
    return this.#stale.families;
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

  /** The BFD session that watches the path, where there is one. */
  get bfd(): BfdStatus | undefined {
    return this.#bfd.status;
  }

  /** Why the peer is not tried, where it is not. */
  get heldDown(): HeldDown | undefined {
    const { state } = this.#main;
    if (this.#held !== undefined) return this.#heldFor(this.#held.why, this.#held.until);
    if (state.name !== 'Idle' || !state.timers.has('idle-hold')) return undefined;
    return this.#heldFor('damped', this.#dampedUntil);
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
      this.#enabled = false;
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

  /** Has the peer told that its routes are about to go (RFC 8326 §4.1). */
  gracefulShutdown(): void {
    this.#main.wire?.sender.gracefulShutdown();
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
      this.#cancelRestart();
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
      for (const connection of this.#live.keys()) connection.wire?.sender.begin();
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
      if (this.#enabled && this.#held?.why !== 'maximum-prefixes') this.#connections.accept(incoming);
      else this.#refuse(incoming, CeaseSubcode.CONNECTION_REJECTED);
    }, undefined);
  }

  /** A first attempt, with nothing known of the peer. */
  #begin(): void {
    this.#cancelRestart();
    this.#held = undefined;
    this.#connections.renew();
    this.#main.raise(startEvent(this.#resolved.options, 'manual'));
  }

  #end(cease: NotificationMessage | undefined): void {
    this.#cancelRestart();
    this.#held = undefined;
    this.#linger?.();
    this.#linger = undefined;
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
      received: this.#received,
      sent: this.#sent,
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
        this.#faults[fault.outcome]++;
        this.#ports.events.fault(this, fault);
      }
    },
    closed: (connection, reason, retain) => this.#closed(connection, reason, retain),
    restart: (connection, event) => {
      if (connection === this.#main && this.#enabled && this.#held === undefined) connection.raise(event);
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
    if (wasMain && to.name === 'Idle') this.#supervise(to);
    // A stream that is lost before its OPEN leads to Active (RFC 4271 §8.2.2, OpenSent, event 18).
    if (to.name === 'Idle' || (to.name === 'Active' && from.name !== 'Idle')) this.#settle();
  }

  /** Starts an idle peer again where no timer of the FSM will, unless it is better left alone. */
  #supervise(state: IdleState): void {
    if (!this.#enabled || this.#resetting) return;
    const { options, settings } = this.#resolved;
    this.#dampedUntil = this.#ports.clock.now() + state.idleHoldSeconds * 1000;
    const hold = holdFor(this.#lastReason);
    if (hold !== undefined) {
      this.#hold(hold, (hold === 'maximum-prefixes' && settings.maxPrefixRestartSeconds) || undefined);
      return;
    }
    const plan = restartPlan(state, options);
    if (plan === undefined) return;
    const factor = plan.jitter ? 0.75 + this.#ports.random() / 4 : 1;
    this.#schedule(Math.max(plan.minimumMs, plan.durationMs * factor), () => this.#main.raise(plan.event));
  }

  /** Leaves the peer alone: for a while, or until an operator starts it. */
  #hold(why: HeldDown['why'], seconds: number | undefined): void {
    this.#cancelRestart();
    this.#connections.renew();
    this.#held = { why, until: seconds === undefined ? undefined : this.#ports.clock.now() + seconds * 1000 };
    if (seconds !== undefined) this.#schedule(seconds * 1000, () => this.#begin());
  }

  #heldFor(why: HeldDown['why'], until: number | undefined): HeldDown {
    return { why, remainingMs: until === undefined ? undefined : Math.max(0, until - this.#ports.clock.now()) };
  }

  #schedule(ms: number, restart: () => void): void {
    this.#cancelRestart();
    this.#restart = this.#ports.clock.after(ms, () => {
      this.#restart = undefined;
      this.#mailbox.run(restart, undefined);
    });
  }

  /** A peer that goes away by itself does so once nothing of it is left to wait for. */
  #settle(): void {
    if (this.ephemeral === undefined || !this.#enabled || this.#resetting || this.#disposed) return;
    if (this.#connections.all.some(({ hasStream }) => hasStream)) return;
    this.#linger?.();
    this.#linger = undefined;
    const held = this.heldDown;
    // Gone and back, it would be free of the hold.
    const heldMs = held?.why === 'maximum-prefixes' ? held.remainingMs : 0;
    if (heldMs === undefined) return;
    const retainMs = this.#retainUntil - this.#ports.clock.now();
    const ms = Math.max(this.ephemeral.idleTimeoutMs, retainMs, heldMs);
    if (ms === 0) this.ephemeral.gone(this);
    else this.#linger = this.#ports.clock.after(ms, () => this.#mailbox.run(() => this.#expire(), undefined));
  }

  #expire(): void {
    this.#linger = undefined;
    if (!this.#connections.all.some(({ hasStream }) => hasStream)) this.ephemeral?.gone(this);
  }

  #cancelRestart(): void {
    this.#restart?.();
    this.#restart = undefined;
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
    this.#sessions++;
    this.#establishedAt = this.#ports.clock.now();
    connection.wire?.taps.established(live.session);
    const ports = this.#ports.guard(() => this.#handler.onEstablished?.(live.session)) ?? {};
    live.open(ports.sink);
    // The R bit was for this once (RFC 4724 §4.1).
    this.#clearRestarting();
    if (ports.source !== undefined) connection.wire?.pullFrom(ports.source, this.#ports.deferral?.active);
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
    if (live !== undefined) {
      this.#establishedAt = undefined;
      this.#retainUntil = retain === undefined ? 0 : this.#ports.clock.now() + retain.restartTimeSeconds * 1000;
    }
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

/** Why a peer is to be left alone after its last session or attempt ended so. */
function holdFor(reason: CloseReason | undefined): HeldDown['why'] | undefined {
  if (reason === undefined || !('notification' in reason)) return undefined;
  const { code, subcode } = reason.notification;
  if (reason.kind === 'notification-received') {
    const isRefusal = code === ErrorCode.OPEN_MESSAGE && subcode === OpenSubcode.UNSUPPORTED_CAPABILITY;
    return isRefusal ? 'unsupported-capability' : undefined;
  }
  return code === ErrorCode.CEASE && subcode === CeaseSubcode.MAXIMUM_PREFIXES ? 'maximum-prefixes' : undefined;
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
