import { LinkedAbort } from './linked-abort.js';
import type { RegistryEvent, RegistryWatch } from './registry.js';

const DONE = { done: true, value: undefined } as const;

/** A watch over a generator, which gives up as soon as its signal says so: `return` of a generator alone waits for what it awaits. */
export class GeneratedWatch implements RegistryWatch {
  readonly #scope: LinkedAbort;
  readonly #events: AsyncGenerator<RegistryEvent, void>;

  constructor(
    run: (signal: AbortSignal) => AsyncGenerator<RegistryEvent, void>,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    this.#scope = new LinkedAbort(signals);
    this.#events = run(this.#scope.signal);
  }

  async next(): Promise<IteratorResult<RegistryEvent, undefined>> {
    const { signal } = this.#scope;
    if (signal.aborted) return this.return();
    try {
      const { done, value } = await this.#events.next();
      if (!signal.aborted && done !== true) return { done: false, value: value as RegistryEvent };
    } catch (error) {
      if (!signal.aborted) {
        this.#scope.release();
        throw error;
      }
    }
    return this.return();
  }

  async return(): Promise<IteratorResult<RegistryEvent, undefined>> {
    this.#scope.abort(undefined);
    this.#scope.release();
    await this.#events.return().catch(() => undefined);
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
