import type { Cancel, Clock } from '@mesh/bgp-session';
import type { RegistryLease } from './registry.js';
import { leaseLost } from './registry-error.js';

export interface KeptLeaseOptions {
  readonly id: string;
  readonly ttlSeconds: number;
  /** When the grant was asked for, by the clock: the store may have counted from then on. */
  readonly grantedAt: number;
  readonly clock: Clock;
  /** Resolves to the seconds the lease lives from now on, 0 where there is none; rejects where the store gave no answer. */
  readonly renew: () => Promise<number>;
  readonly revoke: () => Promise<void>;
}

/** Renewals in one lifetime: two may fail before it matters. */
const RENEWALS = 3;
/** Where one failed, the next comes sooner. */
const RETRIES = 10;

/** Renews a lease in time, and tells when it is, or may be, gone. */
export class KeptLease implements RegistryLease {
  readonly id: string;
  readonly ttlSeconds: number;
  readonly #options: KeptLeaseOptions;
  readonly #lost = new AbortController();
  #next: Cancel | undefined;
  #deadline: Cancel | undefined;
  #ended = false;

  constructor(options: KeptLeaseOptions) {
    this.#options = options;
    this.id = options.id;
    this.ttlSeconds = options.ttlSeconds;
    this.#renewed(options.grantedAt, options.ttlSeconds);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async revoke(): Promise<void> {
    if (this.#ended) return;
    this.stop();
    await this.#options.revoke();
  }

  /** Renews no more: the lease lapses. */
  stop(): void {
    this.#ended = true;
    this.#next?.();
    this.#deadline?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.revoke();
  }

  #renewed(askedAt: number, ttlSeconds: number): void {
    const { clock } = this.#options;
    const ttlMs = ttlSeconds * 1000;
    this.#deadline?.();
    this.#deadline = clock.after(Math.max(0, askedAt + ttlMs - clock.now()), () => this.#lose('not renewed in time'));
    this.#next = clock.after(ttlMs / RENEWALS, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { clock, renew, ttlSeconds } = this.#options;
    const askedAt = clock.now();
    try {
      const granted = await renew();
      if (this.#ended) return;
      if (granted > 0) this.#renewed(askedAt, granted);
      else this.#lose('the store has none such');
    } catch {
      if (!this.#ended) this.#next = clock.after((ttlSeconds * 1000) / RETRIES, () => void this.#renew());
    }
  }

  #lose(why: string): void {
    if (this.#ended) return;
    this.stop();
    this.#lost.abort(leaseLost(this.id, why));
  }
}
