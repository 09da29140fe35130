import { CeaseSubcode, ErrorCode, MeshError, notification } from '@mesh/bgp-wire';
import { EventEmitter } from 'eventemitter3';
import { systemClock, systemRandom } from './adapters/system-clock.js';
import { type AnyDuplex, toDuplex } from './adapters/to-duplex.js';
import type { Cancel, Clock } from './clock.js';
import { refuse } from './connection/refuse.js';
import type { EventStream, EventStreamOptions } from './observe/event-stream.js';
import type { MakeTap } from './observe/message-tap.js';
import { noTransport, Peer, type PeerPorts } from './peer.js';
import {
  normalAddress,
  optionUnsupported,
  type PeerSettings,
  type ResolvedPeer,
  resolvePeer,
  TRANSPORT_OPTIONS,
  type TransportOption,
} from './peer-settings.js';
import { type PeerPredicate, type PeerSnapshot, snapshot } from './peer-snapshot.js';
import type { Session } from './session.js';
import type { SessionHandler } from './session-handler.js';
import { Reporter, type SpeakerEvent, type SpeakerEvents, type SpeakerSnapshot } from './speaker-events.js';

/** Where to connect to: the settings of a peer with addresses in one spelling and the port filled in. */
export type ConnectTarget = Pick<ResolvedPeer, 'name' | 'peerPort' | 'peerAddress' | 'localAddress'> & {
  readonly password?: string | undefined;
  readonly ttlSecurity?: number | undefined;
};

/** Opens a stream to a peer. `signal` gives the attempt up. */
export interface Connect {
  (target: ConnectTarget, signal: AbortSignal): AnyDuplex | Promise<AnyDuplex>;
  /** The protective options it can set. A peer that has another one configured is refused, for it would be unprotected. */
  readonly supports?: readonly TransportOption[];
}

export interface SpeakerOptions {
  /** Default: the host's clock. */
  readonly clock?: Clock | undefined;
  /** Numbers drawn uniformly from [0, 1), for jitter. Default: the host's. */
  readonly random?: (() => number) | undefined;
  /** How streams to peers are opened; none where all peers are passive. */
  readonly connect?: Connect | undefined;
  /** Makes the handler of a peer, once, when it is created. */
  readonly handlerFor?: ((peer: PeerSnapshot) => SessionHandler) | undefined;
  /** For tests and debugging: overwrite received messages once they were handled, so that a kept view is found out. */
  readonly poison?: boolean | undefined;
}

/** Addresses of an incoming stream, where it has them. */
export interface StreamAddresses {
  readonly localAddress?: string | undefined;
  readonly remoteAddress?: string | undefined;
}

/** Strangers that are told why they are turned away at one time; of a flood the rest is cut. */
const MAX_STRANGERS = 256;

/** A set of peers. Owns their sessions; knows nothing of routes. */
export class Speaker extends EventEmitter<SpeakerEvents> implements AsyncDisposable {
  readonly #options: SpeakerOptions;
  readonly #clock: Clock;
  readonly #peers = new Map<string, Peer>();
  readonly #ports: Omit<PeerPorts, 'guard' | 'events'>;
  readonly #reporter: Reporter;
  readonly #taps = new Set<MakeTap>();
  /** Those who wait for a session, told when the speaker closes. */
  readonly #waiting = new Set<(error: MeshError) => void>();
  /** Streams that are just being turned away. */
  #strangers = 0;
  /** Streams that are not let go of yet. */
  #streams = 0;
  #closing: Promise<void> | undefined;
  #released: (() => void) | undefined;

  constructor(options: SpeakerOptions = {}) {
    super();
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
    this.#reporter = new Reporter(this, this.#clock);
    this.#ports = {
      clock: this.#clock,
      random: options.random ?? systemRandom,
      poison: options.poison ?? false,
      taps: this.#taps,
      connect: (peer, signal) => this.#connect(peer, signal),
      opened: () => {
        this.#streams++;
      },
      released: () => {
        if (--this.#streams === 0) this.#released?.();
      },
    };
  }

  /**
   * Adds a peer and starts it. Throws `MESH_PEER_EXISTS`, `MESH_PEER_SETTING`, `MESH_SESSION_OPTION`,
   * `MESH_TCP_OPTION_UNSUPPORTED`, `MESH_NO_TRANSPORT` or `MESH_SPEAKER_CLOSED`, and then nothing has happened.
   */
  create(settings: PeerSettings): PeerSnapshot {
    const resolved = resolvePeer(settings);
    this.#check(resolved);
    const peer: Peer = new Peer(
      resolved,
      { ...this.#ports, ...this.#reporter.portsOf(() => peer) },
      (made) => this.#options.handlerFor?.(snapshot(made)) ?? {},
    );
    this.#peers.set(resolved.name, peer);
    peer.start();
    return snapshot(peer);
  }

  /** Ends and forgets the peers chosen (Cease 6/3). Returns how many; throws `MESH_NO_PEER` where it is none. */
  delete(predicate: PeerPredicate): number {
    const chosen = this.#choose(predicate, 'delete');
    for (const peer of chosen) {
      this.#peers.delete(peer.name);
      peer.dispose(notification(ErrorCode.CEASE, CeaseSubcode.PEER_DECONFIGURED));
    }
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
   * Takes a stream that somebody opened, and gives it to the peer at its remote address; a stream without an address goes
   * to the one peer that has none. False where there is no such peer: the stream is told so (Cease 6/5) and closed.
   */
  accept(stream: AnyDuplex, addresses: StreamAddresses = {}): boolean {
    const peer = this.#peerAt(addresses);
    const duplex = toDuplex(stream);
    if (peer !== undefined) {
      peer.accept(duplex);
      return true;
    }
    if (this.#strangers >= MAX_STRANGERS) {
      duplex.destroy();
      return false;
    }
    this.#strangers++;
    this.#ports.opened();
    const rejected = notification(ErrorCode.CEASE, CeaseSubcode.CONNECTION_REJECTED);
    refuse(duplex, rejected, this.#clock, () => {
      this.#strangers--;
      this.#ports.released();
    });
    return false;
  }

  /**
   * Observes what passes on every stream, from here on: those that are open and those to come. `make` is called once a
   * stream. Gives back what ends it.
   */
  tap(make: MakeTap): Cancel {
    this.#taps.add(make);
    for (const peer of this.#peers.values()) peer.tap(make);
    return () => {
      this.#taps.delete(make);
      for (const peer of this.#peers.values()) peer.untap(make);
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
    return [...this.#peers.values()].map(snapshot);
  }

  /** The peer of a name as it is now. */
  peer(name: string): PeerSnapshot | undefined {
    const peer = this.#peers.get(name);
    return peer && snapshot(peer);
  }

  /** The session of a peer: now, or as soon as it is up. Rejects where the signal aborts or the speaker closes. */
  whenEstablished(peer: string | PeerPredicate, options: { readonly signal?: AbortSignal } = {}): Promise<Session> {
    const predicate: PeerPredicate = typeof peer === 'string' ? ({ name }) => name === peer : peer;
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.off('established', onEstablished);
        this.#waiting.delete(onClose);
        signal?.removeEventListener('abort', onAbort);
      };
      const onEstablished = (session: Session, of: PeerSnapshot) => {
        if (!predicate(of)) return;
        settle();
        resolve(session);
      };
      const onAbort = () => {
        settle();
        reject(signal?.reason);
      };
      const onClose = (error: MeshError) => {
        settle();
        reject(error);
      };
      const present = this.peers().find((one) => one.session !== undefined && predicate(one))?.session;
      if (present !== undefined) resolve(present);
      else if (signal?.aborted) reject(signal.reason);
      else if (this.#closing !== undefined) reject(closed());
      else {
        this.on('established', onEstablished);
        this.#waiting.add(onClose);
        signal?.addEventListener('abort', onAbort);
      }
    });
  }

  /**
   * Ends all sessions (Cease 6/2) and forgets all peers. Resolves once every stream has been let go of: a second at
   * most, however slow a peer reads. In virtual time somebody has to move the clock meanwhile.
   */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      for (const peer of this.#peers.values()) {
        peer.dispose(notification(ErrorCode.CEASE, CeaseSubcode.ADMINISTRATIVE_SHUTDOWN));
      }
      this.#peers.clear();
      for (const reject of [...this.#waiting]) reject(closed());
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

  #check({ name, settings, options }: ResolvedPeer): void {
    if (this.#closing !== undefined) throw closed();
    if (this.#peers.has(name)) {
      throw new MeshError('MESH_PEER_EXISTS', `there is a peer ${JSON.stringify(name)} already: delete it first`, {
        details: { name },
      });
    }
    const { connect } = this.#options;
    for (const option of TRANSPORT_OPTIONS) {
      if (settings[option] === undefined || connect?.supports?.includes(option)) continue;
      throw optionUnsupported(option, name);
    }
    if (connect === undefined && !options.passiveTcpEstablishment) throw noTransport(name);
  }

  #choose(predicate: PeerPredicate, verb: string): Peer[] {
    const chosen = [...this.#peers.values()].filter((peer) => predicate(snapshot(peer)));
    if (chosen.length === 0) {
      throw new MeshError('MESH_NO_PEER', `no peer to ${verb}: none of ${this.#peers.size} was chosen`);
    }
    return chosen;
  }

  /** The peer that an incoming stream is from; of several at one address the one that waits for a stream. */
  #peerAt({ localAddress, remoteAddress }: StreamAddresses): Peer | undefined {
    const remote = remoteAddress === undefined ? undefined : normalAddress(remoteAddress);
    const local = localAddress === undefined ? undefined : normalAddress(localAddress);
    const candidates = [...this.#peers.values()].filter(({ resolved }) => {
      if (resolved.peerAddress !== remote) return false;
      return resolved.localAddress === undefined || local === undefined || resolved.localAddress === local;
    });
    return (
      candidates.find(({ state }) => state === 'Active') ??
      candidates.find(({ state }) => state === 'Connect') ??
      candidates.find(({ state }) => state !== 'Idle') ??
      candidates[0]
    );
  }

  #connect(peer: ResolvedPeer, signal: AbortSignal): AnyDuplex | Promise<AnyDuplex> {
    const { connect } = this.#options;
    if (connect === undefined) throw noTransport(peer.name);
    const { name, peerPort, peerAddress, localAddress, settings } = peer;
    const { password, ttlSecurity } = settings;
    return connect({ name, peerPort, peerAddress, localAddress, password, ttlSecurity }, signal);
  }
}

function closed(): MeshError {
  return new MeshError('MESH_SPEAKER_CLOSED', 'the speaker has been closed: make a new one');
}
