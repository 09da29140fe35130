import type { DuplexEvents, DuplexLike } from '@mesh/bgp-session';
import { HEADER_LENGTH, MessageType } from '@mesh/bgp-wire';

/** A stream right above the network, where it is seen when something really goes out. */
export class WatchedStream implements DuplexLike {
  /** When something was last written, or the network took the KEEPALIVE that was. */
  writtenAt: number;
  /** KEEPALIVEs that the network has not taken yet. */
  keepalives = 0;
  isOver = false;
  readonly #stream: DuplexLike;
  readonly #now: () => number;

  constructor(stream: DuplexLike, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.writtenAt = now();
  }

  get unaccepted(): number {
    return this.#stream.unaccepted;
  }

  get localAddress(): string | undefined {
    return this.#stream.localAddress;
  }

  get remoteAddress(): string | undefined {
    return this.#stream.remoteAddress;
  }

  get localPort(): number | undefined {
    return this.#stream.localPort;
  }

  get remotePort(): number | undefined {
    return this.#stream.remotePort;
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    this.writtenAt = this.#now();
    const isKeepalive = bytes.length === HEADER_LENGTH && bytes[18] === MessageType.KEEPALIVE;
    if (isKeepalive) this.keepalives++;
    return this.#stream.write(bytes, () => {
      // A second one behind it would have said nothing new: the pace counts from here on.
      if (isKeepalive) {
        this.keepalives--;
        this.writtenAt = this.#now();
      }
      accepted();
    });
  }

  attach(events: DuplexEvents): void {
    this.#stream.attach({
      data: (bytes) => events.data(bytes),
      drain: () => events.drain(),
      closed: (error) => {
        this.isOver = true;
        events.closed(error);
      },
    });
  }

  end(): void {
    this.#stream.end();
  }

  destroy(error?: Error): void {
    this.#stream.destroy(error);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }
}
