import type { Clock } from '@mesh/bgp-session';

/** Callers that are remembered; whoever was seen longest ago is forgotten first. */
const CALLERS = 4096;

/** A token bucket for each caller: so many at once, so many a second after that. */
export class Buckets {
  readonly #clock: Clock;
  readonly #rate: number;
  readonly #burst: number;
  readonly #callers = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock, limits: { readonly perSecond: number; readonly burst: number }) {
    this.#clock = clock;
    this.#rate = limits.perSecond;
    this.#burst = limits.burst;
  }

  /** Takes a token. Seconds to wait where there is none; 0 where there was one. */
  take(caller: string): number {
    const bucket = this.#refilled(caller);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.#rate);
    bucket.tokens--;
    return 0;
  }

  /** Seconds until there is a token, without taking it. */
  wait(caller: string): number {
    const { tokens } = this.#refilled(caller);
    return tokens < 1 ? Math.ceil((1 - tokens) / this.#rate) : 0;
  }

  #refilled(caller: string): { tokens: number; at: number } {
    const now = this.#clock.now();
    const { tokens, at } = this.#callers.get(caller) ?? { tokens: this.#burst, at: now };
    const bucket = { tokens: Math.min(this.#burst, tokens + ((now - at) / 1000) * this.#rate), at: now };
    this.#callers.delete(caller);
    this.#callers.set(caller, bucket);
    if (this.#callers.size > CALLERS) this.#callers.delete(this.#callers.keys().next().value!);
    return bucket;
  }
}
