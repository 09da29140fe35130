import type { Clock } from '@mesh/bgp-session';
import type { Log } from '@mesh-examples/lib/log';
import type { Registry, RegistryLease, Revision } from '@mesh-examples/lib/registry';
import type { Farewell, NodeMetrics } from '../ports.js';
import { BackOff } from './back-off.js';
import { failure } from './failure.js';

/*
 * Our own key in the registry. It lives under a lease, so that it goes with us, and it can go in two ways that are not the
 * same:
 *
 * - The lease lapses: the registry was away for longer, or we were. We take another and put the key again.
 * - Somebody deletes the key while the lease lives: an operator wants this node out. It stays out until it is restarted,
 *   its key is put by hand, or its lease is lost.
 *
 * When the key is seen to go we need not know which it was: a lease that is gone as well says so by itself, at its next
 * renewal at the latest.
 */

export type RegistrationState =
  /** Nothing is in the registry, as far as we know; we are at it. */
  | 'absent'
  | 'registered'
  /** Our key was deleted while its lease lived. */
  | 'removed';

export interface RegistrationOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: () => number;
  readonly key: string;
  readonly value: string;
  readonly ttlSeconds: number;
  readonly metrics: NodeMetrics;
  readonly log: Log;
  readonly changed: (state: RegistrationState) => void;
}

export class Registration {
  readonly #options: RegistrationOptions;
  readonly #stopping = new AbortController();
  readonly #backOff: BackOff;
  #state: RegistrationState = 'absent';
  #lease: RegistryLease | undefined;
  /** Of the change that put our key last, and of the one that took it away. */
  #putAt: Revision = 0;
  #goneAt: Revision = 0;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#backOff = new BackOff(options);
  }

  get state(): RegistrationState {
    return this.#state;
  }

  /** Keeps the key in the registry from now on. Resolves after the first attempt, however it went. */
  async start(): Promise<void> {
    const lease = await this.#attempt();
    void this.#keep(lease);
  }

  /** The watch tells of our key: its value, or that it is gone. */
  heard(revision: Revision, value: Uint8Array | undefined): void {
    if (value !== undefined) {
      if (this.#state === 'registered' && revision > this.#putAt) this.#compare(revision, value);
      if (this.#state !== 'removed' || revision < this.#goneAt) return;
      this.#putAt = revision;
      this.#become('registered');
    } else {
      this.#goneAt = Math.max(this.#goneAt, revision);
      if (this.#state === 'registered' && this.#goneAt > this.#putAt) this.#removed();
    }
  }

  /** `leave` takes the key out of the registry, if it can be reached; `restart` leaves it for who comes after us. */
  async stop(how: Farewell): Promise<void> {
    this.#stopping.abort();
    if (how === 'leave') await this.#lease?.revoke();
  }

  async #keep(first: RegistryLease | undefined): Promise<void> {
    const { signal } = this.#stopping;
    for (let lease = first; !signal.aborted; ) {
      if (lease === undefined) {
        await this.#backOff.pause(signal);
      } else {
        await aborted(lease.lost, signal);
        if (signal.aborted) return;
        this.#options.log.error('the lease is lost: registering again', failure(lease.lost.reason));
        this.#become('absent');
      }
      if (!signal.aborted) lease = await this.#attempt();
    }
  }

  /** Undefined where it failed. */
  async #attempt(): Promise<RegistryLease | undefined> {
    const { registry, key, value, ttlSeconds, metrics, log } = this.#options;
    const { signal } = this.#stopping;
    let lease: RegistryLease | undefined;
    try {
      lease = await registry.lease({ ttlSeconds, signal });
      this.#lease = lease;
      this.#putAt = await registry.put(key, value, { lease, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      metrics.peerSync('error', 'put');
      log.error('can not register', failure(error));
      // The key may be there all the same; then it goes with this lease, and comes with the next.
      lease?.revoke().catch(() => undefined);
      return undefined;
    }
    this.#backOff.reset();
    metrics.peerSync('success', 'put');
    log.info('registered', { key, lease: lease.id, revision: this.#putAt });
    if (this.#goneAt > this.#putAt) this.#removed();
    else this.#become('registered');
    return lease;
  }

  /** Somebody has put our key. That is not fought: who is right, only an operator knows. */
  #compare(revision: Revision, value: Uint8Array): void {
    this.#putAt = revision;
    if (new TextDecoder().decode(value) === this.#options.value) return;
    this.#options.log.error('somebody else has put our key: give each node a name of its own', {
      key: this.#options.key,
      revision,
    });
  }

  #removed(): void {
    this.#options.log.error('our key was deleted from the registry: out of the mesh until restarted', {
      key: this.#options.key,
    });
    this.#become('removed');
  }

  #become(state: RegistrationState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.changed(state);
  }
}

/** Resolves when one of the signals is aborted. */
function aborted(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    for (const signal of signals) {
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    }
  });
}
