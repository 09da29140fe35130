import { type PeerSettings, type Session, type SessionPorts, Speaker, type SpeakerOptions } from '@mesh/bgp-session';
import type { MemoryNetwork, NetworkHost, TopologyNode, VirtualClock } from '@mesh/bgp-session/testing';
import { LocRib, type LocRibOptions, type RibPeerOptions, type RouteSpec, type RouteStore } from '@mesh/rib';
import type { Side } from './relation.js';

/** What the routers of a simulation share. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly store: RouteStore;
  /** Overwrite what was delivered and handled, so that whoever kept it is found out. */
  readonly poison: boolean;
  /** Settings of every session. */
  readonly session: Partial<PeerSettings>;
  readonly speaker: Partial<SpeakerOptions>;
  readonly rib: Partial<LocRibOptions>;
  /** Something of routes was told or asked for. */
  active(): void;
}

/** A neighbour as a router is configured for it. */
export interface Neighbour {
  readonly node: TopologyNode;
  readonly side: Side;
  readonly settings: Partial<PeerSettings>;
  readonly rib: Partial<RibPeerOptions>;
}

/** What runs from a start to a crash. */
interface Process {
  readonly speaker: Speaker;
  readonly rib: LocRib;
  /** Takes no more streams. */
  readonly deafen: () => void;
}

/** A router made of a speaker and its RIBs, on a host of a network; it can fall over and come back. */
export class SimulatedRouter {
  readonly node: TopologyNode;
  readonly host: NetworkHost;
  readonly #around: Surroundings;
  readonly #neighbours = new Map<string, Neighbour>();
  readonly #routes = new Map<string, RouteSpec>();
  #running: Process | undefined;

  constructor(around: Surroundings, node: TopologyNode) {
    this.#around = around;
    this.node = node;
    this.host = around.network.host(node.address);
  }

  get name(): string {
    return this.node.name;
  }

  /** False before `start` and after `crash` or `stop`. */
  get up(): boolean {
    return this.#running !== undefined;
  }

  /** The speaker of the process that runs. Throws `RangeError` where none does. */
  get speaker(): Speaker {
    return this.#process.speaker;
  }

  get rib(): LocRib {
    return this.#process.rib;
  }

  get neighbours(): readonly Neighbour[] {
    return [...this.#neighbours.values()];
  }

  /** Configures a neighbour; a router that runs takes it at once. */
  addNeighbour(neighbour: Neighbour): void {
    this.#neighbours.set(neighbour.node.name, neighbour);
    if (this.#running !== undefined) this.#create(neighbour);
  }

  /** The process begins. `restarting`: it was there before, and peers may have kept its routes (RFC 4724 §4.1). */
  start({ restarting = false }: { readonly restarting?: boolean } = {}): void {
    if (this.#running !== undefined) return;
    const { clock, network, store, poison } = this.#around;
    const rib = new LocRib(store, { clock, ...this.#around.rib });
    const speaker = new Speaker({
      clock,
      random: network.random,
      connect: this.host.connect,
      poison,
      handlerFor: ({ name }) => ({ onEstablished: (session) => this.#open(name, session) }),
      ...(restarting ? { restart: { selectionDeferralSeconds: 60 } } : {}),
      ...this.#around.speaker,
    });
    const deafen = this.host.listen((stream, addresses) => speaker.accept(stream, addresses));
    this.#running = { speaker, rib, deafen };
    for (const route of this.#routes.values()) rib.originate(route);
    for (const neighbour of this.#neighbours.values()) this.#create(neighbour);
  }

  /** The process ends in good order: Cease 6/2 to all. */
  stop(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.deafen();
    void running.speaker.close();
    this.#forget(running.rib);
  }

  /** The process falls over in the middle of what it writes; `silent` where the power fails. */
  crash({ silent = false }: { readonly silent?: boolean } = {}): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    this.#around.network.kill(this.node.address, { silent });
    void running.speaker.close({ graceful: true });
    this.#forget(running.rib);
  }

  /** The router that fell over is on again. */
  restart(): void {
    if (this.#running !== undefined) return;
    if (!this.host.up) this.#around.network.restart(this.node.address);
    this.start({ restarting: true });
  }

  /** A route begins here, and does again after a restart. */
  originate(route: string | RouteSpec): void {
    const spec = typeof route === 'string' ? { prefix: route, nextHop: this.node.address } : route;
    this.#routes.set(spec.prefix ?? JSON.stringify(spec.nlri), spec);
    this.#running?.rib.originate(spec);
    this.#around.active();
  }

  /** A route begins here no more. False where none did. */
  retract(prefix: string): boolean {
    const known = this.#routes.delete(prefix);
    if (known) this.#running?.rib.retract({ prefix });
    this.#around.active();
    return known;
  }

  /** Prefixes of the routes that begin here. */
  get originated(): readonly string[] {
    return [...this.#routes.keys()];
  }

  /** Every session is up. */
  get established(): boolean {
    return this.up && this.speaker.peers().every(({ state }) => state === 'Established');
  }

  get #process(): Process {
    if (this.#running === undefined) throw new RangeError(`the router ${this.name} does not run: start it first`);
    return this.#running;
  }

  #create({ node, side, settings, rib }: Neighbour): void {
    this.rib.addPeer({ name: node.name, kind: side.kind, ...rib });
    this.speaker.create({
      name: node.name,
      peerAddress: node.address,
      localAddress: this.node.address,
      localAs: this.node.asn,
      peerAs: node.asn,
      routerId: this.node.address,
      role: side.role,
      ...this.#around.session,
      ...settings,
    });
  }

  /** What a session sends from and delivers to: the RIBs of its peer. */
  #open(name: string, session: Session): SessionPorts {
    const ribs = this.#running?.rib.peer(name)?.open(session);
    if (ribs === undefined) return {};
    const { sink } = ribs;
    const { active } = this.#around;
    return {
      source: ribs.source,
      sink: {
        up: (info) => sink.up(info),
        update: (view) => {
          active();
          return sink.update(view);
        },
        endOfRib: (family) => {
          active();
          sink.endOfRib(family);
        },
        refresh: (family, mark) => {
          active();
          sink.refresh(family, mark);
        },
        stale: (family, kind) => sink.stale(family, kind),
        purge: (family) => {
          active();
          sink.purge(family);
        },
        down: (reason, retain) => {
          active();
          sink.down(reason, retain);
        },
      },
    };
  }

  /** The memory of a process goes with it; the store is everybody's. */
  #forget(rib: LocRib): void {
    for (const peer of [...rib.peers]) rib.removePeer(peer.name);
    for (const prefix of this.#routes.keys()) rib.retract({ prefix });
  }
}
