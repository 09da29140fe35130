import type { RegistryEvent, RegistryWatch } from './registry.js';

const DONE = { done: true, value: undefined } as const;

/** A watch over a generator, which gives up as soon as its signal says so: `return` of a generator alone waits for what it awaits. */
export class GeneratedWatch implements RegistryWatch {
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  readonly #events: AsyncGenerator<RegistryEvent, void>;

  constructor(
    run: (signal: AbortSignal) => AsyncGenerator<RegistryEvent, void>,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    this.#signal = AbortSignal.any([this.#end.signal, ...signals.filter((signal) => signal !== undefined)]);
    this.#events = run(this.#signal);
  }

  async next(): Promise<IteratorResult<RegistryEvent, undefined>> {
    if (this.#signal.aborted) return DONE;
    try {
      const { done, value } = await this.#events.next();
      if (this.#signal.aborted || done === true) return DONE;
      return { done: false, value: value as RegistryEvent };
    } catch (error) {
      if (this.#signal.aborted) return DONE;
      throw error;
    }
  }

  async return(): Promise<IteratorResult<RegistryEvent, undefined>> {
    this.#end.abort();
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
