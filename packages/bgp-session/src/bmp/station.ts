import { type Family, UpdateView } from '@mesh/bgp-wire';
import {
  type BmpFault,
  BmpFramer,
  type BmpMessage,
  type BmpStatistic,
  type BmpTlv,
  decodeBmp,
  InformationType,
  monitoredRib,
  PeerContexts,
  type PeerDownMessage,
  type PeerHeader,
  type PeerUpMessage,
} from '@mesh/bgp-wire/bmp';
import { EventEmitter } from 'eventemitter3';
import { type AnyDuplex, toDuplex } from '../adapters/to-duplex.js';
import type { CloseReason } from '../close-reason.js';
import type { DuplexLike } from '../duplex.js';
import type { UpdateSink } from '../update-sink.js';
import { type MonitoredPeer, monitoredSession, peerKey, ribKey } from './monitored-peer.js';
import type { MonitoredRouter } from './monitored-router.js';

export interface BmpStationOptions {
  /**
   * Where the routes of one RIB of one peer go; asked when its first message comes. The sink is told of them as if it
   * were at the router's session: `up` (where both OPENs are known), updates, End-of-RIB, `down`.
   */
  readonly sinkFor?: ((peer: MonitoredPeer) => UpdateSink | undefined) | undefined;
  /** Longest BMP message taken. Default 1 MiB. */
  readonly maxMessageBytes?: number | undefined;
}

export interface BmpStationEvents {
  /** A router has said what it is. */
  initiation: (router: MonitoredRouter, information: readonly BmpTlv[]) => void;
  peerUp: (router: MonitoredRouter, message: PeerUpMessage) => void;
  peerDown: (router: MonitoredRouter, message: PeerDownMessage) => void;
  statistics: (router: MonitoredRouter, peer: PeerHeader, statistics: readonly BmpStatistic[]) => void;
  /** Messages just as the router got them; octets are borrowed. */
  mirrored: (router: MonitoredRouter, peer: PeerHeader, tlvs: readonly BmpTlv[]) => void;
  termination: (router: MonitoredRouter, information: readonly BmpTlv[]) => void;
  /** Octets that are no BMP, which end the connection, or an UPDATE that cannot be applied, which ends nothing. */
  fault: (router: MonitoredRouter, fault: BmpFault) => void;
  /** A sink or a listener threw; nothing ends for it. */
  error: (error: unknown, router: MonitoredRouter) => void;
  closed: (router: MonitoredRouter, error: Error | undefined) => void;
}

/**
 * Receives what routers tell of their sessions over BMP (RFC 7854), each over a stream of its own. It only listens: a
 * station sends nothing.
 *
 * ```ts
 * const station = new BmpStation({ sinkFor: (peer) => new AdjRibIn(store) });
 * net.createServer((socket) => station.accept(socket)).listen(11019);
 * ```
 */
export class BmpStation extends EventEmitter<BmpStationEvents> {
  readonly #options: BmpStationOptions;
  readonly #routers = new Set<RouterConnection>();

  constructor(options: BmpStationOptions = {}) {
    super();
    this.#options = options;
  }

  /** The routers that are connected. */
  get routers(): readonly MonitoredRouter[] {
    return [...this.#routers];
  }

  /** Takes the stream of a router. */
  accept(stream: AnyDuplex): MonitoredRouter {
    const forget = () => this.#routers.delete(router);
    const router: RouterConnection = new RouterConnection(toDuplex(stream), this.#options, this, forget);
    this.#routers.add(router);
    router.attach();
    return router;
  }

  /** Ends all connections. */
  close(): void {
    for (const router of this.#routers) router.close();
  }
}

/** One RIB of one peer, with the sink its routes go to. */
interface Monitored {
  readonly peer: string;
  readonly sink: UpdateSink | undefined;
}

const PEER_DOWN: CloseReason = { kind: 'connection-lost' };

class RouterConnection implements MonitoredRouter {
  readonly remoteAddress: string | undefined;
  readonly #stream: DuplexLike;
  readonly #options: BmpStationOptions;
  readonly #station: EventEmitter<BmpStationEvents>;
  readonly #forget: () => void;
  readonly #framer: BmpFramer;
  readonly #contexts = new PeerContexts();
  readonly #ups = new Map<string, PeerUpMessage>();
  readonly #monitored = new Map<string, Monitored>();
  sysName: string | undefined;
  sysDescr: string | undefined;

  constructor(
    stream: DuplexLike,
    options: BmpStationOptions,
    station: EventEmitter<BmpStationEvents>,
    forget: () => void,
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#station = station;
    this.#forget = forget;
    this.remoteAddress = stream.remoteAddress;
    const { maxMessageBytes: maxLength } = options;
    this.#framer = new BmpFramer(maxLength === undefined ? {} : { maxLength });
  }

  attach(): void {
    this.#stream.attach({
      data: (bytes) => this.#data(bytes),
      drain: () => undefined,
      closed: (error) => this.#closed(error),
    });
  }

  close(): void {
    this.#stream.destroy();
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  #data(bytes: Uint8Array): void {
    const fault = this.#framer.push(bytes, (frame) => {
      const result = decodeBmp(frame);
      if (result.ok) this.#take(result.message);
      else this.#emit('fault', this, result.fault);
      return true;
    });
    if (fault === undefined) return;
    this.#emit('fault', this, fault);
    this.#stream.destroy(new Error(fault.reason));
  }

  #take(message: BmpMessage): void {
    this.#contexts.observe(message);
    this.#takers[message.type](message as never);
  }

  readonly #takers: { readonly [T in BmpMessage['type']]: (message: Extract<BmpMessage, { type: T }>) => void } = {
    INITIATION: ({ information }) => {
      this.sysName = text(information, InformationType.SYS_NAME);
      this.sysDescr = text(information, InformationType.SYS_DESCR);
      this.#emit('initiation', this, information);
    },
    TERMINATION: ({ information }) => this.#emit('termination', this, information),
    'PEER-UP': (message) => {
      this.#peerDown(message.peer);
      const { sentOpen, receivedOpen } = message;
      const owned = { ...message, sentOpen: sentOpen.slice(), receivedOpen: receivedOpen.slice() };
      this.#ups.set(peerKey(message.peer), owned);
      this.#emit('peerUp', this, owned);
    },
    'PEER-DOWN': (message) => {
      this.#peerDown(message.peer);
      this.#ups.delete(peerKey(message.peer));
      this.#emit('peerDown', this, message);
    },
    'ROUTE-MONITORING': ({ peer, frame }) => this.#route(peer, frame),
    'STATISTICS-REPORT': ({ peer, statistics }) => this.#emit('statistics', this, peer, statistics),
    'ROUTE-MIRRORING': ({ peer, tlvs }) => this.#emit('mirrored', this, peer, tlvs),
  };

  #route(header: PeerHeader, frame: Uint8Array): void {
    const sink = this.#sinkOf(header);
    if (sink === undefined) return;
    const view = new UpdateView(frame, this.#contexts.contextOf(header));
    const { outcome, faults } = view.assessment;
    const [fault] = faults;
    if (outcome === 'session-reset' && fault !== undefined) {
      this.#emit('fault', this, { offset: fault.offset, reason: fault.reason, rfc: fault.rfc });
      return;
    }
    const endOfRib: Family | undefined = view.endOfRib;
    this.#guard(() => {
      if (endOfRib === undefined) sink.update(view);
      else sink.endOfRib(endOfRib);
    });
  }

  #sinkOf(header: PeerHeader): UpdateSink | undefined {
    const key = ribKey(header);
    const known = this.#monitored.get(key);
    if (known !== undefined) return known.sink;
    const up = this.#ups.get(peerKey(header));
    const session = up && monitoredSession(up, header);
    const peer: MonitoredPeer = { router: this, rib: monitoredRib(header), header, session };
    const sink = this.#guard(() => this.#options.sinkFor?.(peer));
    this.#monitored.set(key, { peer: peerKey(header), sink });
    if (session !== undefined) this.#guard(() => sink?.up(session));
    return sink;
  }

  /** The routes of all RIBs of a peer are gone. */
  #peerDown(header: PeerHeader): void {
    for (const [key, { peer, sink }] of this.#monitored) {
      if (peer !== peerKey(header)) continue;
      this.#monitored.delete(key);
      this.#guard(() => sink?.down(PEER_DOWN, false));
    }
  }

  #closed(error: Error | undefined): void {
    for (const { sink } of this.#monitored.values()) this.#guard(() => sink?.down(PEER_DOWN, false));
    this.#monitored.clear();
    this.#forget();
    this.#emit('closed', this, error);
  }

  #emit<K extends keyof BmpStationEvents>(event: K, ...args: Parameters<BmpStationEvents[K]>): void {
    this.#guard(() => this.#station.emit(event, ...(args as never)));
  }

  #guard<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      try {
        this.#station.emit('error', error, this);
      } catch {
        // A listener for errors that throws has nobody left to tell.
      }
      return undefined;
    }
  }
}

function text(information: readonly BmpTlv[], type: number): string | undefined {
  const value = information.find((tlv) => tlv.type === type)?.value;
  return typeof value === 'string' ? value : undefined;
}
