import type { DuplexEvents, DuplexLike } from '../duplex.js';

/** What is used of a `ReadableStream` of octets. */
export interface WebReadable {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<unknown>;
  };
}

/** What is used of a `WritableStream` of octets. */
export interface WebWritable {
  getWriter(): {
    readonly desiredSize: number | null;
    readonly ready: Promise<unknown>;
    write(chunk: Uint8Array): Promise<unknown>;
    close(): Promise<unknown>;
    abort(reason?: unknown): Promise<unknown>;
  };
}

/** Both directions of a stream as Web Streams: WebTransport, a Deno connection, a pair of `TransformStream`s. */
export interface WebStreams {
  readonly readable: WebReadable;
  readonly writable: WebWritable;
}

/** Web Streams as a port. The promises end here: what they settle is pushed on. */
export function fromWebStreams(streams: WebStreams): DuplexLike {
  return new WebStreamsAdapter(streams);
}

class WebStreamsAdapter implements DuplexLike {
  readonly #reader: ReturnType<WebReadable['getReader']>;
  readonly #writer: ReturnType<WebWritable['getWriter']>;
  #events: DuplexEvents | undefined;
  #unaccepted = 0;
  #paused = false;
  #reading = false;
  #waitingForRoom = false;
  #ending = false;
  #over = false;
  #error: Error | undefined;
  /** What was read before the pause took hold. */
  #held: Uint8Array | undefined;

  constructor({ readable, writable }: WebStreams) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  get unaccepted(): number {
    return this.#unaccepted;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    if (this.#over) events.closed(this.#error);
    else this.#read();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ending) return false;
    this.#unaccepted += bytes.length;
    this.#writer.write(bytes).then(
      () => {
        if (this.#over) return;
        this.#unaccepted -= bytes.length;
        accepted();
      },
      (error: unknown) => this.#fail(error),
    );
    if ((this.#writer.desiredSize ?? 0) > 0) return true;
    this.#awaitRoom();
    return false;
  }

  end(): void {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    this.#writer.close().then(
      () => this.#finish(),
      (error: unknown) => this.#fail(error),
    );
  }

  destroy(error?: Error): void {
    this.#finish(error);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#events?.data(held);
    this.#read();
  }

  #awaitRoom(): void {
    if (this.#waitingForRoom) return;
    this.#waitingForRoom = true;
    this.#writer.ready.then(
      () => {
        this.#waitingForRoom = false;
        if (!this.#over) this.#events?.drain();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #read(): void {
    if (this.#events === undefined || this.#reading || this.#paused || this.#over || this.#held !== undefined) return;
    this.#reading = true;
    this.#reader.read().then(
      ({ done, value }) => {
        this.#reading = false;
        if (this.#over) return;
        if (done) this.#finish();
        else if (value !== undefined) this.#deliver(value);
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #deliver(value: Uint8Array): void {
    if (this.#paused) this.#held = value;
    else this.#events?.data(value);
    this.#read();
  }

  #fail(error: unknown): void {
    this.#finish(error instanceof Error ? error : new Error(String(error)));
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#held = undefined;
    this.#unaccepted = 0;
    const settled = () => undefined;
    this.#reader.cancel(error).then(settled, settled);
    this.#writer.abort(error).then(settled, settled);
    this.#events?.closed(error);
  }
}
