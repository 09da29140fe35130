import type { Cancel, Clock } from '../../clock.js';
import type { DuplexLike } from '../../duplex.js';
import type { ConnectTarget } from '../../peer/peer-transport.js';
import { MemoryEnd } from '../memory-pair.js';
import { Later } from './later.js';
import { NetworkHost } from './network-host.js';
import { type LinkConditions, type LinkEnd, type LinkPorts, NetworkLink } from './network-link.js';
import { seededRandom } from './seeded-random.js';
import { TraceHash } from './trace-hash.js';

export interface MemoryNetworkOptions extends LinkConditions {
  /** Decides every draw. Default 1. */
  readonly seed?: number | undefined;
  /** Octets that may wait before a `write` returns false. Default 65 536. */
  readonly highWaterMark?: number | undefined;
  /** Overwrite delivered octets once the call has returned, so that whoever kept a slice is found out. */
  readonly poison?: boolean | undefined;
}

/** Octets that one host brings another. */
export interface Delivery {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** Borrowed for the call. */
  readonly octets: Uint8Array;
}

/** Ports of ends that connect (RFC 6335 §6). */
const FIRST_PORT = 49_152;
const PORTS = 16_384;

/** One host, or several. */
export type Hosts = string | Iterable<string>;

/** A message of the operating system for each thing that can go wrong. */
const REFUSED = 'connect ECONNREFUSED';
const RESET = 'read ECONNRESET';
const DOWN = 'connect ENETDOWN';

/**
 * A network of streams in virtual time: hosts by address, ways between them that are slow, narrow, cut or lossy, and
 * hosts that stop reading, fall over and come back.
 *
 * - Everything is drawn from one generator, `random`: give it to the speakers as well, and a seed decides the run.
 * - `hash` is that of every delivery, with its time, source and destination: two runs with the same are the same run.
 * - What is written to a host that cannot be reached waits, as TCP sends it again; timers have to find out.
 */
export class MemoryNetwork {
  /** The one generator of all that is drawn. */
  readonly random: () => number;
  readonly #clock: Clock;
  readonly #options: MemoryNetworkOptions;
  readonly #hosts = new Map<string, NetworkHost>();
  readonly #links = new Map<string, NetworkLink>();
  readonly #trace = new TraceHash();
  readonly #observers = new Set<(delivery: Delivery) => void>();
  readonly #ports: LinkPorts;
  /** Made so far. */
  #connections = 0;

  /** Throws `RangeError` for conditions that are none. */
  constructor(clock: Clock, options: MemoryNetworkOptions = {}) {
    this.#clock = clock;
    this.#options = options;
    this.random = seededRandom(options.seed ?? 1);
    this.#ports = { clock, random: this.random, passing: (from, to, octets) => this.#passing(from, to, octets) };
  }

  /** The host at an address; there is one from the first call on. */
  host(address: string): NetworkHost {
    const known = this.#hosts.get(address);
    if (known !== undefined) return known;
    const host = new NetworkHost(
      { connect: (from, target, signal) => this.#connect(from, target, signal), changed: (one) => this.#wake(one) },
      address,
      this.#hosts.size,
    );
    this.#hosts.set(address, host);
    return host;
  }

  /** What passed so far, as 16 hexadecimal digits. */
  get hash(): string {
    return this.#trace.toString();
  }

  /** Ends of connections that are not over: 0 once everything has been closed. */
  get open(): number {
    let count = 0;
    for (const { ends } of this.#links.values()) count += ends.size;
    return count;
  }

  /** Tells of every delivery from here on, before it is made. Returns what ends it. */
  observe(observer: (delivery: Delivery) => void): Cancel {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Conditions between two hosts from here on; what is left out stays as it was. Throws `RangeError`. */
  setLink(a: string, b: string, conditions: LinkConditions): void {
    this.#link(this.host(a), this.host(b)).change(conditions);
  }

  /** Nothing passes between the hosts on the two sides from now on; without a second side, between one and all others. */
  partition(one: Hosts, other?: Hosts): void {
    for (const link of this.#between(one, other)) link.cut();
  }

  /** What was cut is mended: between the two sides, between one and all others, or everywhere. */
  heal(one?: Hosts, other?: Hosts): void {
    const links = one === undefined ? this.#links.values() : this.#between(one, other);
    for (const link of links) link.mend();
  }

  /** Whether something can pass between two hosts. */
  isCut(a: string, b: string): boolean {
    return this.#links.get(linkKey(this.host(a), this.host(b)))?.isCut ?? false;
  }

  /** The connections between two hosts break: both learn of it. */
  reset(a: string, b: string): void {
    for (const end of [...this.#link(this.host(a), this.host(b)).ends]) end.lapse(new Error(RESET));
  }

  /** The connections between two hosts are over for the first; the second believes that it is connected. */
  halfOpen(forgets: string, believes: string): void {
    const link = this.#link(this.host(forgets), this.host(believes));
    for (const end of [...link.ends]) if (end.localAddress === forgets) end.lapse(new Error(RESET));
  }

  /** A host reads so many octets a second from each connection; 0 for none, `Infinity` for all there are. */
  slow(address: string, octetsPerSecond: number): void {
    this.host(address).readRate = octetsPerSecond;
  }

  /**
   * A host falls over, in the middle of what it writes: others get a part of the octets on their way, and learn that the
   * connection is over. `silent`, as where the power fails: they get nothing and learn nothing. Who ran on it still has to be
   * told to stop. It can be reached again after `restart`.
   */
  kill(address: string, { silent = false }: { readonly silent?: boolean } = {}): void {
    const host = this.host(address);
    host.turn(false);
    for (const link of this.#linksOf(host)) {
      for (const end of [...link.ends]) {
        if (end.localAddress !== address) continue;
        if (silent) end.lapse(new Error(RESET));
        else end.crash(new Error(RESET), (octets) => Math.floor(this.random() * (octets + 1)));
      }
    }
  }

  /** A host that was killed is on again; nobody listens yet, and who believes that it is connected learns that it is not. */
  restart(address: string): void {
    const host = this.host(address);
    if (host.up) throw new RangeError(`the host ${address} is up already`);
    host.turn(true);
    for (const link of this.#linksOf(host)) {
      for (const end of [...link.ends]) {
        if (end.other.isOver) link.later(() => end.lapse(new Error(RESET)));
      }
    }
  }

  #connect(from: NetworkHost, { peerAddress, peerPort }: ConnectTarget, signal: AbortSignal): PromiseLike<DuplexLike> {
    const stream = new Later<DuplexLike>();
    if (peerAddress === undefined || !from.up) {
      stream.reject(new Error(DOWN));
      return stream;
    }
    const to = this.host(peerAddress);
    const link = this.#link(from, to);
    // A first way to say that there is somebody, and one back with the answer. A host that is off says nothing.
    link.later(() => {
      if (signal.aborted || !from.up || !to.up) return;
      const accept = to.listener(peerPort);
      if (accept === undefined) {
        link.later(() => stream.reject(new Error(REFUSED)));
        return;
      }
      const ours = this.#pair(link, from, to, peerPort);
      accept(ours.other, ours.other);
      link.later(() => {
        if (signal.aborted) ours.destroy();
        else stream.resolve(ours);
      });
    });
    return stream;
  }

  /** The end of the host that connects. */
  #pair(link: NetworkLink, from: NetworkHost, to: NetworkHost, port: number): MemoryEnd {
    const breakOff = (): void => {
      ours.lapse(new Error(RESET));
      ours.other.lapse(new Error(RESET));
    };
    const { highWaterMark = 65536, poison = false } = this.#options;
    const forth = link.path(from, to, breakOff, () => link.ends.delete(ours));
    const back = link.path(to, from, breakOff, () => link.ends.delete(ours.other));
    const addresses = [from.address, to.address] as const;
    const ports = [FIRST_PORT + (this.#connections++ % PORTS), port] as const;
    const ours: MemoryEnd = new MemoryEnd(this.#clock, {
      highWaterMark,
      poison,
      addresses,
      ports,
      paths: [forth, back],
    });
    link.ends.add(ours).add(ours.other);
    return ours;
  }

  #passing(from: LinkEnd, to: LinkEnd, octets: Uint8Array): void {
    const at = this.#clock.now();
    this.#trace.add(at, from.number, to.number, octets);
    if (this.#observers.size === 0) return;
    for (const observer of this.#observers) observer({ at, from: from.address, to: to.address, octets });
  }

  #link(a: NetworkHost, b: NetworkHost): NetworkLink {
    const key = linkKey(a, b);
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const { latencyMs, jitterMs, bandwidth, chunk, loss } = this.#options;
    const link = new NetworkLink(this.#ports, [a, b], { latencyMs, jitterMs, bandwidth, chunk, loss });
    this.#links.set(key, link);
    return link;
  }

  #between(one: Hosts, other: Hosts | undefined): NetworkLink[] {
    const side = hostSet(one);
    const rest = other === undefined ? [...this.#hosts.keys()].filter((address) => !side.has(address)) : hostSet(other);
    return [...side].flatMap((a) => [...rest].map((b) => this.#link(this.host(a), this.host(b))));
  }

  #linksOf(host: NetworkHost): NetworkLink[] {
    return [...this.#links.values()].filter(({ hosts }) => hosts.includes(host));
  }

  #wake(host: NetworkHost): void {
    for (const link of this.#linksOf(host)) link.wake();
  }
}

function linkKey(a: NetworkHost, b: NetworkHost): string {
  return a.number < b.number ? `${a.number} ${b.number}` : `${b.number} ${a.number}`;
}

function hostSet(hosts: Hosts): Set<string> {
  return new Set(typeof hosts === 'string' ? [hosts] : hosts);
}
