/** A controller that is aborted with any of some signals, until `release`: unlike `AbortSignal.any` it leaves nothing at them. */
export class LinkedAbort {
  readonly #controller = new AbortController();
  readonly #release: (() => void)[] = [];

  constructor(signals: readonly (AbortSignal | undefined)[]) {
    for (const signal of signals) {
      if (signal === undefined) continue;
      const aborted = () => this.abort(signal.reason);
      signal.addEventListener('abort', aborted, { once: true });
      this.#release.push(() => signal.removeEventListener('abort', aborted));
      if (signal.aborted) aborted();
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  release(): void {
    for (const release of this.#release) release();
  }
}
