import type { DuplexEvents, DuplexLike } from '../duplex.js';

/** What is used of Node's `stream.Duplex`, so that nothing here imports it. Sockets tell their addresses as well. */
export interface NodeDuplex {
  on(event: string, listener: (argument: unknown) => void): unknown;
  off(event: string, listener: (argument: unknown) => void): unknown;
  write(chunk: Uint8Array, callback: (error?: Error | null) => void): boolean;
  end(): unknown;
  destroy(error?: Error): unknown;
  pause(): unknown;
  resume(): unknown;
  readonly destroyed: boolean;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/**
 * A Node `Duplex` (socket, TLS socket, child's stdio, a pair in memory) as a port. Its listeners stand from the first
 * moment, so that an early error never goes unhandled; `end`, `error`, `close` and a premature destroy all become the
 * one `closed`, after which no listener but that for late errors is left.
 */
export function fromDuplex(stream: NodeDuplex): DuplexLike {
  return new DuplexAdapter(stream);
}

const ignoreError = (): void => undefined;

class DuplexAdapter implements DuplexLike {
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly #stream: NodeDuplex;
  #events: DuplexEvents | undefined;
  #unaccepted = 0;
  #paused = false;
  #ending = false;
  #over = false;
  #error: Error | undefined;

  readonly #listeners: readonly (readonly [event: string, listener: (argument: unknown) => void])[] = [
    ['drain', () => this.#events?.drain()],
    ['end', () => this.#finish()],
    ['close', () => this.#finish()],
    ['error', (error) => this.#finish(error instanceof Error ? error : new Error(String(error)))],
  ];
  readonly #onData = (chunk: unknown): void => {
    if (!this.#over) this.#events?.data(chunk as Uint8Array);
  };

  constructor(stream: NodeDuplex) {
    this.#stream = stream;
    this.localAddress = stream.localAddress;
    this.localPort = stream.localPort;
    this.remoteAddress = stream.remoteAddress;
    this.remotePort = stream.remotePort;
    for (const [event, listener] of this.#listeners) stream.on(event, listener);
    if (stream.destroyed) this.#finish();
  }

  get unaccepted(): number {
    return this.#unaccepted;
  }

  attach(events: DuplexEvents): void {
    this.#events = events;
    if (this.#over) {
      events.closed(this.#error);
      return;
    }
    this.#stream.on('data', this.#onData);
    if (this.#paused) this.#stream.pause();
    else this.#stream.resume();
  }

  write(bytes: Uint8Array, accepted: () => void): boolean {
    if (this.#over || this.#ending) return false;
    this.#unaccepted += bytes.length;
    return this.#stream.write(bytes, (error) => {
      if (this.#over) return;
      this.#unaccepted -= bytes.length;
      if (!error) accepted();
    });
  }

  end(): void {
    if (this.#over) return;
    this.#ending = true;
    this.#stream.end();
  }

  destroy(error?: Error): void {
    this.#finish(error);
  }

  pause(): void {
    this.#paused = true;
    if (!this.#over) this.#stream.pause();
  }

  resume(): void {
    this.#paused = false;
    if (!this.#over && this.#events !== undefined) this.#stream.resume();
  }

  #finish(error?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#unaccepted = 0;
    this.#stream.on('error', ignoreError);
    for (const [event, listener] of this.#listeners) this.#stream.off(event, listener);
    this.#stream.off('data', this.#onData);
    this.#stream.destroy();
    this.#events?.closed(error);
  }
}
