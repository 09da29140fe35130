import type { Clock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';
import type { Discovery } from '../ports.js';
import { failure } from './failure.js';

export interface NeighbourhoodOptions {
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly log: Log;
  /** Whether a node is known to the registry. */
  readonly isKnown: (name: string) => boolean;
}

/** Looks around by mDNS from time to time, and says what has changed; nothing else follows from it. */
export class Neighbourhood {
  readonly #options: NeighbourhoodOptions;
  readonly #stopping = new AbortController();
  /** What was said last. */
  #said = '';

  constructor(options: NeighbourhoodOptions) {
    this.#options = options;
  }

  /** Tells of this node, and looks now and then every interval. */
  async start(self: Parameters<Discovery['advertise']>[0]): Promise<void> {
    try {
      await this.#options.discovery.advertise(self);
    } catch (error) {
      this.#say('mDNS: can not advertise', failure(error));
    }
    void this.#look();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#options.discovery.close();
  }

  async #look(): Promise<void> {
    const { discovery, clock, intervalMs, isKnown } = this.#options;
    const { signal } = this.#stopping;
    try {
      const found = (await discovery.lookupPeers()).map(({ name }) => name).sort();
      if (!signal.aborted) this.#say('mDNS', { found, unknown: found.filter((name) => !isKnown(name)) });
    } catch (error) {
      if (!signal.aborted) this.#say('mDNS: can not look', failure(error));
    }
    if (signal.aborted) return;
    const cancel = clock.after(intervalMs, () => {
      signal.removeEventListener('abort', cancel);
      void this.#look();
    });
    signal.addEventListener('abort', cancel, { once: true });
  }

  /** Says a thing once. */
  #say(event: string, fields: Readonly<Record<string, unknown>>): void {
    const text = `${event} ${JSON.stringify(fields)}`;
    if (text === this.#said) return;
    this.#said = text;
    this.#options.log.info(event, fields);
  }
}
