import { EventEmitter } from 'eventemitter3';
import type { RtrClient } from './client.js';

/** A cache, and how much it is preferred: lower numbers first (RFC 8210 §10). */
export interface PreferredCache {
  readonly client: RtrClient;
  readonly preference: number;
}

export interface RtrCachesEvents {
  /** Other caches are in use from here on. */
  inUse: (clients: readonly RtrClient[]) => void;
}

/*
 * Several caches in order of preference (RFC 8210 §10). Those of the best preference are started at once; where all of a
 * preference are out of touch, the next is started beside them. Once one of a better preference has all its data, those
 * below are stopped and what they told goes: until then it stays, so that there is always one full set where there
 * ever was. Data of several caches hold together, and each client tells its own.
 */
export class RtrCaches extends EventEmitter<RtrCachesEvents> implements AsyncDisposable {
  /** The groups of one preference, best first. */
  readonly #groups: readonly (readonly RtrClient[])[];
  /** Clients that are in touch with their cache and have all its data. */
  readonly #inTouch = new Set<RtrClient>();
  readonly #untie: (() => void)[] = [];
  /** How many groups are started. */
  #started = 0;

  /** Takes clients that are not started yet; listeners must be tied to each. Throws `RangeError` where there is none. */
  constructor(caches: readonly PreferredCache[]) {
    super();
    if (caches.length === 0) throw new RangeError('caches must name one client or more, got none');
    const preferences = [...new Set(caches.map(({ preference }) => preference))].sort((a, b) => a - b);
    this.#groups = preferences.map((one) =>
      caches.filter(({ preference }) => preference === one).map(({ client }) => client),
    );
    for (const client of this.clients) this.#tie(client);
  }

  /** All clients, the preferred first. */
  get clients(): readonly RtrClient[] {
    return this.#groups.flat();
  }

  /** Those whose cache is to be asked now. */
  get inUse(): readonly RtrClient[] {
    return this.#groups.slice(0, this.#started).flat();
  }

  start(): this {
    if (this.#started === 0) this.#startNext();
    return this;
  }

  /** Closes all clients. */
  async close(): Promise<void> {
    for (const untie of this.#untie) untie();
    this.#untie.length = 0;
    this.#inTouch.clear();
    await Promise.all(this.clients.map((client) => client.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #tie(client: RtrClient): void {
    const synchronised = () => {
      this.#inTouch.add(client);
      this.#stopBelow(this.#groupOf(client));
    };
    const state = (name: RtrClient['state']) => {
      if (name !== 'waiting' && name !== 'no-data' && name !== 'idle') return;
      this.#inTouch.delete(client);
      if (name !== 'idle' && this.#started > 0 && this.#isOutOfTouch(this.#started - 1)) this.#startNext();
    };
    client.on('endOfData', synchronised);
    client.on('state', state);
    this.#untie.push(() => {
      client.off('endOfData', synchronised);
      client.off('state', state);
    });
  }

  #groupOf(client: RtrClient): number {
    return this.#groups.findIndex((group) => group.includes(client));
  }

  /** No cache of the group answers, nor may yet: all have failed once since they were last in touch. */
  #isOutOfTouch(group: number): boolean {
    return this.#groups[group]!.every(({ state }) => state === 'waiting' || state === 'no-data');
  }

  #startNext(): void {
    const group = this.#groups[this.#started];
    if (group === undefined) return;
    this.#started++;
    for (const client of group) client.start();
    this.emit('inUse', this.inUse);
  }

  #stopBelow(group: number): void {
    if (this.#started <= group + 1) return;
    const below = this.#groups.slice(group + 1, this.#started).flat();
    this.#started = group + 1;
    for (const client of below) client.stop({ flush: true });
    this.emit('inUse', this.inUse);
  }
}
