import { formatHex } from '@mesh/bgp-wire';
import type { DuplexEvents, DuplexLike } from '../../duplex.js';
import type { TranscriptEvent } from './line.js';

/** A stream that tells what passes on it. */
export class RecordedStream implements DuplexLike {
  readonly #stream: number;
  readonly #duplex: DuplexLike;
  readonly #note: (event: TranscriptEvent) => void;
  #over = false;
  #ended = false;

  constructor(stream: number, duplex: DuplexLike, note: (event: TranscriptEvent) => void) {
    this.#stream = stream;
    this.#duplex = duplex;
    this.#note = note;
  }

  get unaccepted(): number {
    return this.#duplex.unaccepted;
  }
  get localAddress(): string | undefined {
    return this.#duplex.localAddress;
  }
  get localPort(): number | undefined {
    return this.#duplex.localPort;
  }
  get remoteAddress(): string | undefined {
    return this.#duplex.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#duplex.remotePort;
  }

  attach(events: DuplexEvents): void {
    this.#duplex.attach({
      data: (bytes) => {
        if (!this.#ended) this.#note({ event: 'received', stream: this.#stream, hex: formatHex(bytes) });
        events.data(bytes);
      },
      drain: () => {
        this.#note({ event: 'drained', stream: this.#stream });
        events.drain();
      },
      closed: (error) => {
        if (!this.#ended) this.#end('remote', error);
        this.#over = true;
        events.closed(error);
      },
    });
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ended) return this.#duplex.write(bytes, accepted);
    const stream = this.#stream;
    const hex = formatHex(bytes);
    const room = this.#duplex.write(bytes, () => {
      this.#note({ event: 'accepted', stream });
      accepted();
    });
    this.#note({ event: 'sent', stream, hex, ...(room ? {} : { full: true }) });
    return room;
  }

  end(): void {
    this.#end('local');
    this.#duplex.end();
  }

  destroy(error?: Error): void {
    this.#end('local', error);
    this.#duplex.destroy(error);
  }

  pause(): void {
    this.#duplex.pause();
  }

  resume(): void {
    this.#duplex.resume();
  }

  #end(by: 'local' | 'remote', error?: Error): void {
    if (this.#ended || this.#over) return;
    this.#ended = true;
    this.#note({ event: 'ended', stream: this.#stream, by, ...(error === undefined ? {} : { error: error.message }) });
  }
}
