import type { DuplexLike } from '../../duplex.js';
import type { ConnectTarget } from '../../peer/peer-transport.js';
import type { Connect } from '../../speaker/speaker.js';
import type { StreamAddresses } from '../../speaker/speaker-events.js';
import type { LinkEnd } from './network-link.js';

/** Takes a stream that somebody opened; `Speaker.accept` fits. */
export type Accept = (stream: DuplexLike, addresses: StreamAddresses) => unknown;

const BGP_PORT = 179;

/** What a host asks of its network. */
export interface HostPorts {
  connect(from: NetworkHost, target: ConnectTarget, signal: AbortSignal): PromiseLike<DuplexLike>;
  changed(host: NetworkHost): void;
}

/** A host of a `MemoryNetwork`: the ports that a `Speaker` takes. */
export class NetworkHost implements LinkEnd {
  readonly address: string;
  readonly number: number;
  /** Opens streams to other hosts: after a round trip, or never where there is no way to them. */
  readonly connect: Connect;
  readonly #listeners = new Map<number, Accept>();
  readonly #ports: HostPorts;
  #readRate = Number.POSITIVE_INFINITY;
  #up = true;

  constructor(ports: HostPorts, address: string, number: number) {
    this.#ports = ports;
    this.address = address;
    this.number = number;
    this.connect = (target, signal) => ports.connect(this, target, signal);
  }

  /** False between `kill` and `restart`. */
  get up(): boolean {
    return this.#up;
  }

  get readRate(): number {
    return this.#readRate;
  }

  set readRate(rate: number) {
    if (!(rate >= 0)) throw new RangeError(`readRate must be 0 octets a second or more, got ${rate}`);
    this.#readRate = rate;
    this.#ports.changed(this);
  }

  /** Takes streams at a port from here on, until what is given back is called or the host is killed. */
  listen(accept: Accept, port: number = BGP_PORT): () => void {
    if (this.#listeners.has(port)) throw new RangeError(`port ${port} of ${this.address} is in use`);
    this.#listeners.set(port, accept);
    return () => {
      if (this.#listeners.get(port) === accept) this.#listeners.delete(port);
    };
  }

  /** Who listens at a port; nobody at a host that is down. */
  listener(port: number = BGP_PORT): Accept | undefined {
    return this.#listeners.get(port);
  }

  /** For the network: the host is off, or on again with nobody listening. */
  turn(up: boolean): void {
    this.#up = up;
    this.#listeners.clear();
  }
}
