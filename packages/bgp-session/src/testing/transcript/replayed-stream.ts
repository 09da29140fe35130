import type { Clock } from '../../clock.js';
import type { DuplexEvents, DuplexLike } from '../../duplex.js';

/** A stream on which comes what is said, when it is said, and which takes all that is written at once. */
export class ReplayedStream implements DuplexLike {
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly #clock: Clock;
  #events: DuplexEvents | undefined;
  /** What came while nobody took it. */
  #waiting: ((events: DuplexEvents) => void)[] = [];
  #unaccepted = 0;
  #paused = false;
  #over = false;

  constructor(clock: Clock, addresses: Pick<DuplexLike, 'localAddress' | 'remoteAddress'>) {
    this.#clock = clock;
    this.localAddress = addresses.localAddress;
    this.remoteAddress = addresses.remoteAddress;
  }

  get unaccepted(): number {
    return this.#unaccepted;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    this.#deliver();
  }

  /** Octets come from the peer. */
  bring(octets: Uint8Array): void {
    this.#waiting.push((events) => events.data(octets));
    this.#deliver();
  }

  /** The peer, or the network, ends it. */
  endByPeer(error?: Error): void {
    this.#waiting.push(() => this.#finish(error));
    this.#deliver();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over) return false;
    this.#unaccepted += bytes.length;
    this.#clock.defer(() => {
      if (this.#over) return;
      this.#unaccepted -= bytes.length;
      accepted();
    });
    return true;
  }

  end(): void {
    this.#clock.defer(() => this.#finish());
  }

  destroy(error?: Error): void {
    this.#finish(error);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#clock.defer(() => this.#deliver());
  }

  #deliver(): void {
    while (this.#events !== undefined && !this.#paused && !this.#over) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next(this.#events);
    }
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#waiting = [];
    this.#unaccepted = 0;
    this.#events?.closed(error);
  }
}
