import type { DatagramAddress, DatagramEvents, DatagramPort } from '../bfd/datagram-port.js';
import type { Clock } from '../clock.js';

export interface DatagramNetworkOptions {
  /** One-way delay in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** What becomes of a datagram: how often it arrives and how much later than others. Default: once, in order. */
  readonly fate?: (datagram: Datagram) => readonly { readonly delayMs: number }[];
}

/** A datagram on its way. */
export interface Datagram {
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
  readonly bytes: Uint8Array;
  /** When it was sent. */
  readonly at: number;
}

const ONCE = [{ delayMs: 0 }] as const;

/** A network of datagrams in virtual time: hosts by address, with links that can be cut and a fate for each datagram. */
export class DatagramNetwork {
  /** Everything that was sent, in order, whatever became of it. */
  readonly sent: Datagram[] = [];
  readonly #clock: Clock;
  readonly #options: DatagramNetworkOptions;
  readonly #listeners = new Map<string, DatagramEvents>();
  readonly #sources = new Set<string>();
  readonly #cut = new Set<string>();

  constructor(clock: Clock, options: DatagramNetworkOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** The sockets open: 0 once everything has been closed. */
  get open(): number {
    return this.#listeners.size + this.#sources.size;
  }

  /** The port of a host: where no local address is asked for, it is this one. */
  host(address: string): DatagramPort {
    return {
      listen: (at, events) => this.#listen(place(at, address), events),
      sender: (from) => this.#sender({ address: from.address ?? address, port: from.port }),
    };
  }

  /** Datagrams from one address to another are lost from now on; those under way arrive. */
  cut(from: string, to: string): void {
    this.#cut.add(`${from} ${to}`);
  }

  mend(from: string, to: string): void {
    this.#cut.delete(`${from} ${to}`);
  }

  /** Puts a datagram on its way as if a host had sent it. */
  inject(datagram: Omit<Datagram, 'at'>): void {
    const whole = { ...datagram, at: this.#clock.now() };
    this.sent.push(whole);
    if (this.#cut.has(`${datagram.from.address} ${datagram.to.address}`)) return;
    const { latencyMs = 0, fate } = this.#options;
    for (const { delayMs } of fate?.(whole) ?? ONCE) {
      this.#clock.after(latencyMs + delayMs, () => {
        this.#listeners.get(`${datagram.to.address} ${datagram.to.port}`)?.received(datagram.bytes, whole.from.address);
      });
    }
  }

  #listen(key: string, events: DatagramEvents): { close(): void } {
    if (this.#listeners.has(key)) {
      this.#clock.defer(() => events.failed(new Error(`bind EADDRINUSE ${key}`)));
      return { close: () => undefined };
    }
    this.#listeners.set(key, events);
    return {
      close: () => {
        if (this.#listeners.get(key) === events) this.#listeners.delete(key);
      },
    };
  }

  #sender(from: { readonly address: string; readonly port: number }): ReturnType<DatagramPort['sender']> {
    let { port } = from;
    while (this.#sources.has(`${from.address} ${port}`)) port = port === 65535 ? 49152 : port + 1;
    const key = `${from.address} ${port}`;
    this.#sources.add(key);
    return {
      send: (bytes, to) => this.inject({ from: { address: from.address, port }, to, bytes: bytes.slice() }),
      close: () => void this.#sources.delete(key),
    };
  }
}

function place({ address, port }: DatagramAddress, host: string): string {
  return `${address ?? host} ${port}`;
}
