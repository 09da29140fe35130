import type { CloseReason, UpdateSource } from '@mesh/bgp-session';

/**
 * Holds an `UpdateSource` back until a gate opens, so that a session comes up while the routes are still being read,
 * and End-of-RIB follows the last of them.
 */
export class GatedSource implements UpdateSource {
  readonly #source: UpdateSource;
  #isOpen = false;
  #wake: () => void = () => undefined;

  constructor(source: UpdateSource) {
    this.#source = source;
    source.onReady(() => {
      if (this.#isOpen) this.#wake();
    });
  }

  open(): void {
    this.#isOpen = true;
    this.#wake();
  }

  next(maxBytes: number): Uint8Array | undefined {
    return this.#isOpen ? this.#source.next(maxBytes) : undefined;
  }

  accepted(chunk: Uint8Array): void {
    this.#source.accepted(chunk);
  }

  onReady(wake: () => void): void {
    this.#wake = wake;
  }

  close(reason: CloseReason): void {
    this.#source.close(reason);
  }
}
