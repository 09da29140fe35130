import type { Clock, Connect } from '@mesh/bgp-session';
import { type Datagram, DatagramNetwork, MemoryNetwork } from '@mesh/bgp-session/testing';
import { keyOf, MemoryOverlay } from './memory-overlay.js';

export interface OverlayFabricOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** One way, between any two nodes. */
  readonly latencyMs: number;
}

/** A node as tinc sees it. */
interface Place {
  readonly overlay: MemoryOverlay;
  readonly address: string;
  isOn: boolean;
  /** Nothing it still sends gets out. */
  isMuted: boolean;
  /** Addresses of the nodes that it reaches now. */
  readonly reached: Set<string>;
}

/** What tinc takes to read its files and to shake hands; in the lab it was between 10 and 120 ms. */
const TINC_MS = 100;
/** A neighbour that does not answer is asked for three times, as Linux does with ARP. */
const ASK_MS = 1_000;
const UNREACHABLE_MS = 3_000;
const ONCE = [{ delayMs: 0 }] as const;
const LOST = [] as const;

/**
 * The overlay among simulated nodes. Two of them reach each other, over TCP and UDP, as long as each has the host file of
 * the other with the key and the address that it has, both are on, and the way between them is not cut.
 */
export class OverlayFabric {
  readonly network: MemoryNetwork;
  readonly datagrams: DatagramNetwork;
  readonly #clock: Clock;
  readonly #byName = new Map<string, Place>();
  readonly #byAddress = new Map<string, Place>();
  readonly #cut = new Set<string>();

  constructor({ clock, seed, latencyMs }: OverlayFabricOptions) {
    this.#clock = clock;
    this.network = new MemoryNetwork(clock, { latencyMs, seed });
    const fate = ({ from, to }: Datagram) =>
      this.reaches(from.address, to.address) && this.#byAddress.get(from.address)?.isMuted === false ? ONCE : LOST;
    this.datagrams = new DatagramNetwork(clock, { latencyMs, fate });
  }

  /** A node with its tinc, off. */
  add(name: string, address: string): MemoryOverlay {
    const overlay = new MemoryOverlay(name, () => {
      this.#clock.after(TINC_MS, () => this.#update(place));
    });
    const place: Place = { overlay, address, isOn: false, isMuted: false, reached: new Set() };
    this.#byName.set(name, place);
    this.#byAddress.set(address, place);
    return overlay;
  }

  reaches(from: string, to: string): boolean {
    return this.#byAddress.get(from)?.reached.has(to) ?? false;
  }

  /** The host of a node goes on, and its tinc with it; what it has on its disk is there. */
  powerOn(name: string): void {
    const place = this.#place(name);
    if (!this.network.host(place.address).up) this.network.restart(place.address);
    place.isOn = true;
    place.overlay.loaded = new Map(place.overlay.hosts);
    this.#update(place);
  }

  /** The host of a node loses its power: nobody is told. */
  powerOff(name: string): void {
    const place = this.#place(name);
    this.network.kill(place.address, { silent: true });
    place.isOn = false;
    this.#update(place);
  }

  /** The process of a node is killed: its connections break, and it says nothing more. Until `revive`. */
  kill(name: string): void {
    const place = this.#place(name);
    place.isMuted = true;
    this.network.kill(place.address);
  }

  revive(name: string): void {
    const place = this.#place(name);
    place.isMuted = false;
    this.network.restart(place.address);
  }

  /** Nothing passes between the nodes of the two sides from now on. */
  cut(one: readonly string[], other: readonly string[]): void {
    for (const a of one) {
      for (const b of other) this.#cut.add(pairKey(a, b));
      this.#update(this.#place(a));
    }
  }

  /** What was cut is mended. */
  heal(): void {
    this.#cut.clear();
    for (const place of this.#byName.values()) this.#update(place);
  }

  /** How the node at an address opens streams: as long as the other does not answer, it is asked for once a second. */
  connect(address: string): Connect {
    const host = this.network.host(address);
    return async (target, signal) => {
      const to = target.peerAddress ?? '';
      for (let waitedMs = 0; !this.reaches(address, to); waitedMs += ASK_MS) {
        if (waitedMs >= UNREACHABLE_MS || signal.aborted) throw new Error('connect EHOSTUNREACH');
        await this.#pause(signal);
      }
      return host.connect(target, signal);
    };
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.#clock.after(ASK_MS, done);
      signal.addEventListener('abort', done);
    });
  }

  #update(place: Place): void {
    for (const other of this.#byName.values()) {
      if (other === place) continue;
      const isOpen = this.#isOpen(place, other);
      if (isOpen === place.reached.has(other.address)) continue;
      if (isOpen) {
        place.reached.add(other.address);
        other.reached.add(place.address);
        if (this.network.isCut(place.address, other.address)) this.network.heal(place.address, other.address);
      } else {
        place.reached.delete(other.address);
        other.reached.delete(place.address);
        this.network.partition(place.address, other.address);
      }
    }
  }

  #isOpen(a: Place, b: Place): boolean {
    return a.isOn && b.isOn && knows(a, b) && knows(b, a) && !this.#cut.has(pairKey(a.overlay.name, b.overlay.name));
  }

  #place(name: string): Place {
    const place = this.#byName.get(name);
    if (place === undefined) throw new RangeError(`there is no node ${name}`);
    return place;
  }
}

function knows({ overlay }: Place, other: Place): boolean {
  const { name } = other.overlay;
  const peer = overlay.loaded.get(name);
  return peer !== undefined && peer.IP === other.address && peer.Key === keyOf(name);
}

function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
