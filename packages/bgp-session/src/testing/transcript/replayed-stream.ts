import type { Clock } from '../../clock.js';
import type { DuplexEvents, DuplexLike } from '../../duplex.js';

/** A stream on which comes what is said, when it is said, and which takes what is written when it is told to. */
export class ReplayedStream implements DuplexLike {
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly #clock: Clock;
  #events: DuplexEvents | undefined;
  /** What came while nobody took it. */
  #waiting: ((events: DuplexEvents) => void)[] = [];
  /** What was written and not taken. */
  readonly #written: { readonly length: number; accepted(): void }[] = [];
  /** Of each write that was recorded, whether there was room for more. */
  readonly #room: readonly boolean[];
  #writes = 0;
  #paused = false;
  #over = false;

  constructor(clock: Clock, addresses: Pick<DuplexLike, 'localAddress' | 'remoteAddress'>, room: readonly boolean[]) {
    this.#clock = clock;
    this.#room = room;
    this.localAddress = addresses.localAddress;
    this.remoteAddress = addresses.remoteAddress;
  }

  get unaccepted(): number {
    return this.#written.reduce((sum, { length }) => sum + length, 0);
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

  /** The earliest of what was written is taken. */
  accept(): void {
    if (!this.#over) this.#written.shift()?.accepted();
  }

  /** There is room again. */
  drain(): void {
    if (!this.#over) this.#events?.drain();
  }

  write({ length }: Uint8Array, accepted: () => void): boolean {
    if (this.#over) return false;
    this.#written.push({ length, accepted });
    const room = this.#room[this.#writes++];
    // A write that nobody recorded is taken at once: nothing says when.
    if (room === undefined) this.#clock.defer(() => this.accept());
    return room ?? true;
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
    this.#written.length = 0;
    this.#events?.closed(error);
  }
}
