import {
  administrativeCease,
  CeaseSubcode,
  ErrorCode,
  MeshError,
  type NotificationMessage,
  notification,
} from '@mesh/bgp-wire';
import { systemClock, systemRandom } from '../adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { BfdPort } from '../bfd/bfd-port.js';
import type { Cancel, Clock } from '../clock.js';
import type { Incoming } from '../connection/connection.js';
import type { EventStream, EventStreamOptions } from '../observe/event-stream.js';
import type { MakeTap } from '../observe/message-tap.js';
import type { Ephemeral } from '../peer/ephemeral.js';
import { Peer, type PeerPorts } from '../peer/peer.js';
import { changedPeer, effectOf, type PeerChanges } from '../peer/peer-change.js';
import { type PeerSettings, type ResolvedPeer, resolvePeer } from '../peer/peer-settings.js';
import { type PeerPredicate, type PeerSnapshot, snapshot } from '../peer/peer-snapshot.js';
import {
  type ConnectTarget,
  optionUnsupported,
  TRANSPORT_OPTIONS,
  type TransportOption,
} from '../peer/peer-transport.js';
import type { Session } from '../session.js';
import type { SessionHandler } from '../session-handler.js';
import type { AdmissionLimits } from './admission.js';
import { Door } from './door.js';
import {
  type DynamicRange,
  memberOf,
  type Range,
  RangeSet,
  type RangeSnapshot,
  rangeSnapshot,
  resolveRange,
} from './dynamic-ranges.js';
import { type GracefulShutdownOptions, shutDownGracefully } from './graceful-shutdown.js';
import { checkDistinct, isSamePlace, PeerSet, type Place, placeOf } from './peer-set.js';
import { type RestartOptions, SelectionDeferral } from './selection-deferral.js';
import { SpeakerEmitter } from './speaker-emitter.js';
import { noBfd, noTransport, notMade, peerExists, rangeFull, speakerClosed, stranger } from './speaker-errors.js';
import { Reporter, type SpeakerEvent, type SpeakerSnapshot, type StreamAddresses } from './speaker-events.js';
import { protectStream, type StreamGuard, StreamGuards } from './stream-guard.js';
import { type Waiting, whenEstablished } from './when-established.js';

/** Opens a stream to a peer. `signal` gives the attempt up. */
export interface Connect {
  (target: ConnectTarget, signal: AbortSignal): AnyDuplex | PromiseLike<AnyDuplex>;
  /** The options it can set. A peer that asks for another one is refused, for it would go without. */
  readonly supports?: readonly TransportOption[];
  /** Throws where an option of a peer cannot be set on this host after all; then there is no such peer. */
  readonly check?: (target: ConnectTarget) => void;
}

export interface SpeakerOptions {
  /** Default: the host's clock. */
  readonly clock?: Clock | undefined;
  /** Numbers drawn uniformly from [0, 1), for jitter. Default: the host's. */
  readonly random?: (() => number) | undefined;
  /** How streams to peers are opened; none where all peers are passive. */
  readonly connect?: Connect | undefined;
  /** What watches the paths to peers that have `bfd`: the endpoint of `@mesh/bgp-session/bfd`. Its sockets are yours to close. */
  readonly bfd?: BfdPort | undefined;
  /** Makes the handler of a peer, once, when it is created. */
  readonly handlerFor?: ((peer: PeerSnapshot) => SessionHandler) | undefined;
  /** This process has just restarted, and peers kept our routes meanwhile (RFC 4724 §4.1). Left out: it is new to them. */
  readonly restart?: RestartOptions | undefined;
  /** How many streams may wait for a peer to say who it is. */
  readonly admission?: AdmissionLimits | undefined;
  /** For tests and debugging: overwrite received messages once they were handled, so that a kept view is found out. */
  readonly poison?: boolean | undefined;
}

/** What all peers of a speaker are lent alike. */
type SharedPorts = Omit<PeerPorts, 'guard' | 'events' | 'took'>;

const DECONFIGURED = notification(ErrorCode.CEASE, CeaseSubcode.PEER_DECONFIGURED);

/** A set of peers. Owns their sessions; knows nothing of routes. */
export class Speaker extends SpeakerEmitter implements AsyncDisposable {
  readonly #options: SpeakerOptions;
  readonly #clock: Clock;
  readonly #peers = new PeerSet();
  readonly #ranges = new RangeSet();
  readonly #door: Door;
  readonly #guards = new StreamGuards();
  readonly #ports: SharedPorts;
  readonly #reporter: Reporter;
  readonly #deferral: SelectionDeferral | undefined;
  readonly #taps = new Set<MakeTap>();
  /** Those who wait for something, told when the speaker closes. */
  readonly #waiting: Waiting = new Set();
  /** Streams that are not let go of yet. */
  #streams = 0;
  #closing: Promise<void> | undefined;
  #released: (() => void) | undefined;

  constructor(options: SpeakerOptions = {}) {
    super();
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#reporter = new Reporter(this, this.#clock);
    this.#deferral =
      options.restart &&
      new SelectionDeferral(
        this.#clock,
        options.restart,
        () => this.#peers,
        () => this.#reporter.restarted(),
      );
    this.#ports = {
      clock: this.#clock,
      random: options.random ?? systemRandom,
      poison: options.poison ?? false,
      deferral: this.#deferral,
      taps: this.#taps,
      connect: (peer, signal) => this.#connect(peer, signal),
      bfd: options.bfd,
      opened: () => {
        this.#streams++;
      },
      released: () => {
        if (--this.#streams === 0) this.#released?.();
      },
    };
    this.#door = new Door(this.#ports, options.admission, (reason, from) => this.#reporter.refused(reason, from));
  }

  /** We have just restarted, and hold back what we send until the peers have told us all they have. */
  get restarting(): boolean {
    return this.#deferral?.active ?? false;
  }

  /**
   * Adds a peer and starts it; a dynamic peer at its address makes room (Cease 6/3). Throws `MESH_PEER_EXISTS`,
   * `MESH_PEER_AMBIGUOUS`, `MESH_PEER_SETTING`, `MESH_SESSION_OPTION`, `MESH_TCP_OPTION_UNSUPPORTED`,
   * `MESH_TCP_OPTION`, `MESH_BFD_UNSUPPORTED`, `MESH_NO_TRANSPORT` or `MESH_SPEAKER_CLOSED`, and then nothing has happened.
   */
  create(settings: PeerSettings): PeerSnapshot {
    const resolved = resolvePeer(settings);
    this.#checkOpen();
    this.#checkTransport(resolved);
    const there = this.#peers.at(resolved.peerAddress);
    const inTheWay = there.filter((peer) => peer.ephemeral !== undefined && isSamePlace(peer.resolved, resolved));
    const rest = (peer: Peer | undefined): peer is Peer => peer !== undefined && !inTheWay.includes(peer);
    if (rest(this.#peers.get(resolved.name))) throw peerExists(resolved.name);
    for (const other of there.filter(rest)) checkDistinct(resolved, other.resolved);
    const peer = this.#guarded(resolved, () => this.#make(resolved));
    for (const dynamic of inTheWay) this.#forget(dynamic, DECONFIGURED);
    this.#add(peer);
    peer.start();
    return snapshot(peer);
  }

  /**
   * Changes settings of the peers chosen. What a session does not depend on counts at once; anything else ends it with
   * Cease 6/6 and it begins anew. Returns how many were chosen; throws as `create` does, or `MESH_NO_PEER` or
   * `MESH_PEER_DYNAMIC`, and then nothing has happened to any of them.
   */
  update(peers: string | PeerPredicate, changes: PeerChanges): number {
    const chosen = this.#choose(predicateOf(peers), 'update');
    const plans = chosen.map((peer) => ({ peer, resolved: changedPeer(peer, changes) }));
    const planned = new Map(plans.map(({ peer, resolved }) => [peer, resolved]));
    for (const { peer, resolved } of plans) {
      this.#checkTransport(resolved);
      for (const other of this.#peers) {
        if (other !== peer) checkDistinct(resolved, planned.get(other) ?? other.resolved);
      }
    }
    this.#guards.putAll(plans.flatMap(({ resolved }) => (resolved.accepts ? [resolved.transport] : [])));
    for (const { peer, resolved } of plans) {
      if (!resolved.accepts) this.#guards.delete(peer.name);
      this.#update(peer, resolved);
    }
    return chosen.length;
  }

  /**
   * Ends and forgets the peers chosen (Cease 6/3). A text for the other operator goes along in the form of RFC 9003, which
   * speaks of subcodes 2 and 4 alone: whoever does not look for it passes it over. Returns how many; throws `MESH_NO_PEER`
   * where it is none.
   */
  delete(predicate: PeerPredicate, text?: string): number {
    const chosen = this.#choose(predicate, 'delete');
    const cease = text === undefined ? DECONFIGURED : administrativeCease(CeaseSubcode.PEER_DECONFIGURED, text);
    for (const peer of chosen) this.#forget(peer, cease);
    return chosen.length;
  }

  /** Starts the peers chosen. Returns how many; throws `MESH_NO_PEER` where it is none. */
  enable(predicate: PeerPredicate): number {
    const chosen = this.#choose(predicate, 'enable');
    for (const peer of chosen) peer.start();
    return chosen.length;
  }

  /** Stops the peers chosen (Cease 6/2) until they are enabled. Returns how many; throws `MESH_NO_PEER` where it is none. */
  disable(predicate: PeerPredicate): number {
    const chosen = this.#choose(predicate, 'disable');
    for (const peer of chosen) peer.stop();
    return chosen.length;
  }

  /**
   * Takes peers out of service without losing packets (RFC 8326 §4.1): what each of them has is sent again with the
   * community GRACEFUL_SHUTDOWN (`UpdateSource.gracefulShutdown`), they get `waitMs` to find other ways, and then they
   * are stopped with Cease 6/2 and the text. So is what a session begins with that comes up meanwhile. An abort before that
   * leaves them up, with the routes marked as they are until the session ends. Rejects with `MESH_NO_PEER` where no peer is
   * chosen, `MESH_SPEAKER_CLOSED` where the speaker closes first, and `RangeError` for a time that is none.
   */
  async gracefulShutdown(peers: string | PeerPredicate, options: GracefulShutdownOptions = {}): Promise<void> {
    await shutDownGracefully(this.#choose(predicateOf(peers), 'shut down'), this.#clock, options, this.#waiting);
  }

  /**
   * Takes connections from all addresses of a prefix: each makes a passive peer, which is gone once its session has
   * ended. Throws `MESH_RANGE_EXISTS` or `MESH_RANGE_SETTING`, or as `create` does for the settings of the template.
   */
  acceptFrom(settings: DynamicRange): RangeSnapshot {
    const range = resolveRange(settings);
    this.#checkOpen();
    this.#ranges.checkNew(range);
    this.#checkTransport(range.sample);
    this.#guarded({ ...range.sample, transport: rangeTransport(range) }, () => this.#ranges.add(range));
    return rangeSnapshot(range);
  }

  /** Takes no more connections from a range and ends its peers (Cease 6/3). Throws `MESH_NO_RANGE`. */
  removeRange(prefix: string): RangeSnapshot {
    const range = this.#ranges.get(prefix);
    if (range === undefined)
      throw new MeshError('MESH_NO_RANGE', `there is no range ${prefix}`, { details: { prefix } });
    const last = rangeSnapshot(range);
    this.#ranges.remove(range);
    this.#guards.delete(rangeTransport(range).name);
    for (const peer of this.#peers) {
      if (peer.ephemeral?.range === range.prefix) this.#forget(peer, DECONFIGURED);
    }
    return last;
  }

  /** The ranges as they are now, the longest prefix first. */
  ranges(): RangeSnapshot[] {
    return this.#ranges.snapshots();
  }

  /**
   * Has streams protected before they come: the guard is told of every peer and range there is, and of those that come
   * and go. What it throws comes through: from here, and from `create`. Returns what lets it go.
   */
  guardWith(guard: StreamGuard): () => void {
    return this.#guards.attach(guard);
  }

  /**
   * Takes a stream that somebody opened, and gives it to the peer it is from: the one with its remote and local address,
   * the one with its remote address, or one of a range that holds it; a stream without an address goes to the one peer
   * that has none. False where there is no such peer or too many streams wait: it is told so (Cease 6/5) and closed. Where
   * it cannot be protected as the peer demands, it is closed without a word.
   */
  accept(stream: AnyDuplex, addresses: StreamAddresses = {}): boolean {
    const duplex = toDuplex(stream);
    const place = placeOf(addresses);
    const peer = this.#peers.find(place);
    const range = peer === undefined && !this.#isTaken(place) ? this.#ranges.find(place.remote) : undefined;
    if (peer === undefined && range === undefined) return this.#door.turnAway(duplex, stranger(), addresses);
    const ticket = this.#door.admission.enter(place.remote);
    if (ticket instanceof MeshError) {
      const says = peer?.resolved.options ?? range?.sample.options;
      return this.#door.turnAway(duplex, ticket, addresses, says?.sendNotificationWithoutOpen);
    }
    const unprotected = protectStream((peer?.resolved ?? (range as Range).sample).transport, addresses);
    if (unprotected !== undefined) {
      ticket.leave();
      duplex.destroy();
      if (peer === undefined) this.#reporter.refused(unprotected, addresses);
      else this.#reporter.events.error(peer, unprotected);
      return false;
    }
    if (peer !== undefined) {
      peer.accept({ stream: duplex, ticket });
      return true;
    }
    try {
      this.#join(range as Range, place.remote as string, { stream: duplex, ticket });
      return true;
    } catch (error) {
      ticket.leave();
      return this.#door.turnAway(duplex, notMade(error), addresses, range?.sample.options.sendNotificationWithoutOpen);
    }
  }

  /**
   * Observes what passes on every stream, from here on: those that are open and those to come. `make` is called once a
   * stream. Gives back what ends it, without a `closed` for streams that stay open.
   */
  tap(make: MakeTap): Cancel {
    // A key of its own: who observes twice ends it twice.
    const own: MakeTap = (stream) => make(stream);
    this.#taps.add(own);
    for (const peer of this.#peers) peer.tap(own);
    return () => {
      this.#taps.delete(own);
      for (const peer of this.#peers) peer.untap(own);
    };
  }

  /**
   * The events from here on, for `for await`; they end when the speaker has closed. Together with a `snapshot` taken in
   * the same turn nothing is missed and nothing seen twice.
   */
  events(options: EventStreamOptions = {}): EventStream<SpeakerEvent> {
    const stream = this.#reporter.stream(options);
    if (this.#closing !== undefined && this.#streams === 0) stream.end();
    return stream;
  }

  /** The peers as they are now, with the number of the last event they show. */
  snapshot(): SpeakerSnapshot {
    return { cursor: this.#reporter.cursor, peers: this.peers() };
  }

  /** The peers as they are now. */
  peers(): PeerSnapshot[] {
    return [...this.#peers].map(snapshot);
  }

  /** The peer of a name as it is now. */
  peer(name: string): PeerSnapshot | undefined {
    const peer = this.#peers.get(name);
    return peer && snapshot(peer);
  }

  /** The session of a peer: now, or as soon as it is up. Rejects where the signal aborts or the speaker closes. */
  whenEstablished(peer: string | PeerPredicate, options: { readonly signal?: AbortSignal } = {}): Promise<Session> {
    const predicate = predicateOf(peer);
    const { signal } = options;
    const present = this.peers().find((one) => one.session !== undefined && predicate(one))?.session;
    if (present !== undefined) return Promise.resolve(present);
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closing !== undefined) return Promise.reject(speakerClosed());
    return whenEstablished(this, predicate, signal, this.#waiting);
  }

  /**
   * Ends all sessions (Cease 6/2) and forgets all peers. `graceful`: without a word, as where a process falls over, so that
   * peers keep our routes for the restart time (RFC 4724 §4.2); the one that comes after says `restart`. Resolves once every stream has been let go of: a second at
   * most, however slow a peer reads. In virtual time somebody has to move the clock meanwhile.
   */
  close({ graceful = false }: { readonly graceful?: boolean } = {}): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#deferral?.cancel();
      for (const peer of this.#peers) {
        peer.dispose(graceful ? 'silent' : notification(ErrorCode.CEASE, CeaseSubcode.ADMINISTRATIVE_SHUTDOWN));
      }
      this.#peers.clear();
      this.#ranges.clear();
      this.#guards.clear();
      for (const reject of [...this.#waiting]) reject(speakerClosed());
      this.#released = () => {
        this.#reporter.end();
        resolve();
      };
      if (this.#streams === 0) this.#released();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #make(resolved: ResolvedPeer, ephemeral?: Ephemeral): Peer {
    // Named one by one: objects made by a spread have a shape each, which costs more than they do.
    const { clock, random, poison, taps, bfd, deferral, connect, opened, released } = this.#ports;
    const peer: Peer = new Peer(
      resolved,
      {
        clock,
        random,
        poison,
        taps,
        bfd,
        deferral,
        connect,
        opened,
        released,
        events: this.#reporter.events,
        guard: (call) => this.#reporter.guard(peer, call),
        took: (start) => this.#reporter.took(peer, start),
      },
      (made) => this.#options.handlerFor?.(snapshot(made)) ?? {},
      ephemeral,
    );
    // The host's code has run, and may have closed us.
    this.#checkOpen();
    return peer;
  }

  /** Does what makes a peer or range known, behind the guards: without them it does not come to be. */
  #guarded<T>({ transport, accepts }: ResolvedPeer, make: () => T): T {
    if (accepts) this.#guards.put(transport);
    try {
      return make();
    } catch (error) {
      this.#guards.delete(transport.name);
      throw error;
    }
  }

  #add(peer: Peer): void {
    this.#peers.add(peer);
    this.#reporter.events.created(peer);
  }

  #forget(peer: Peer, cease?: NotificationMessage): void {
    if (this.#peers.get(peer.name) !== peer) return;
    this.#peers.remove(peer);
    peer.dispose(cease);
    peer.ephemeral?.left();
    this.#reporter.events.deleted(peer);
    // A dynamic peer is guarded as one of its range; the name may be that of the peer that takes its place.
    if (peer.ephemeral === undefined) this.#guards.delete(peer.name);
  }

  /** Settings may move a peer to another address. */
  #update(peer: Peer, resolved: ResolvedPeer): void {
    const effect = effectOf(peer.resolved.settings, resolved.settings);
    if (effect === undefined) return;
    this.#peers.remove(peer);
    peer.update(resolved, effect);
    this.#peers.add(peer);
    this.#reporter.events.updated(peer);
  }

  /** Makes the peer of a range that a stream is from. Throws where the range is full or the host has no handler for it. */
  #join(range: Range, address: string, incoming: Incoming): void {
    try {
      if (range.peers >= range.limit) throw rangeFull(range);
      const resolved = memberOf(range.settings, address);
      if (this.#peers.get(resolved.name) !== undefined) throw peerExists(resolved.name);
      const peer = this.#make(resolved, {
        range: range.prefix,
        idleTimeoutMs: range.idleTimeoutMs,
        gone: (gone) => this.#forget(gone),
        left: () => {
          range.peers--;
        },
      });
      if (this.#ranges.get(range.prefix) !== range) throw stranger();
      range.peers++;
      range.created++;
      this.#add(peer);
      peer.start();
      peer.accept(incoming);
    } catch (error) {
      range.refused++;
      throw error;
    }
  }

  /** A peer that was created stands at the place, though it takes no streams: no range has it then. */
  #isTaken({ local, remote }: Place): boolean {
    return this.#peers
      .at(remote)
      .some(({ resolved }) => local === undefined || (resolved.localAddress ?? local) === local);
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw speakerClosed();
  }

  #checkTransport({ name, settings, options, transport }: ResolvedPeer): void {
    const { connect } = this.#options;
    const isGuarded = options.passiveTcpEstablishment && this.#guards.size > 0;
    for (const option of TRANSPORT_OPTIONS) {
      if (settings[option] === undefined || connect?.supports?.includes(option) || isGuarded) continue;
      throw optionUnsupported(option, name);
    }
    connect?.check?.(transport);
    if (settings.bfd !== undefined && this.#options.bfd === undefined) throw noBfd(name);
    if (connect === undefined && !options.passiveTcpEstablishment) throw noTransport(name);
  }

  #choose(predicate: PeerPredicate, verb: string): Peer[] {
    const chosen = [...this.#peers].filter((peer) => predicate(snapshot(peer)));
    if (chosen.length === 0) {
      throw new MeshError('MESH_NO_PEER', `no peer to ${verb}: none of ${this.#peers.size} was chosen`);
    }
    return chosen;
  }

  #connect(peer: ResolvedPeer, signal: AbortSignal): AnyDuplex | PromiseLike<AnyDuplex> {
    const { connect } = this.#options;
    if (connect === undefined) throw noTransport(peer.name);
    return connect(peer.transport, signal);
  }
}

/** A range as a guard knows it: any address of it may connect. */
function rangeTransport({ prefix, sample }: Range): ConnectTarget {
  return { ...sample.transport, name: `the range ${prefix}`, peerAddress: prefix };
}

function predicateOf(peers: string | PeerPredicate): PeerPredicate {
  return typeof peers === 'string' ? ({ name }) => name === peers : peers;
}
