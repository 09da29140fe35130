import type { Cancel, Clock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';

/** Something that accepts streams. */
export interface Listener {
  close(): Promise<void>;
}

const RETRY_MS = 1_000;

/**
 * A listener at the overlay address. That address is there once tinc is up, which may be after us, or again after it was
 * away: so it is tried until it works.
 */
export class KeptListener {
  readonly #open: () => Promise<Listener>;
  readonly #clock: Clock;
  readonly #log: Log;
  #listener: Listener | undefined;
  #retry: Cancel = () => {};
  #closed = false;

  constructor(open: () => Promise<Listener>, clock: Clock, log: Log) {
    this.#open = open;
    this.#clock = clock;
    this.#log = log;
  }

  /** Resolves once it listens, or waits for the address; rejects for any other reason. */
  async start(): Promise<void> {
    try {
      const listener = await this.#open();
      if (this.#closed) await listener.close();
      else this.#listener = listener;
    } catch (error) {
      if (!isAbsentAddress(error)) throw error;
      this.#log.info('waiting for the overlay address');
      this.#later();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retry();
    await this.#listener?.close();
  }

  #later(): void {
    if (this.#closed) return;
    this.#retry = this.#clock.after(RETRY_MS, () => {
      this.#open().then(
        (listener) => {
          if (this.#closed) return listener.close();
          this.#listener = listener;
          this.#log.info('listening');
          return undefined;
        },
        () => this.#later(),
      );
    });
  }
}

function isAbsentAddress(error: unknown): boolean {
  return (error as { readonly code?: unknown } | undefined)?.code === 'EADDRNOTAVAIL';
}
