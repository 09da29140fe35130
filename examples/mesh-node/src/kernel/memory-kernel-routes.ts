import type { Farewell, KernelRoute, KernelRoutes } from '../ports.js';

/** A kernel's table in memory: it outlives the processes that write to it. */
export type MemoryKernel = Map<string, string>;

/** The routes of a node in a kernel in memory, for simulations: everything is done at once. */
export class MemoryKernelRoutes implements KernelRoutes {
  /** Next hops by prefix. */
  readonly kernel: MemoryKernel;
  /** Adopted, and not set since. */
  readonly #stale = new Set<string>();

  constructor(kernel: MemoryKernel = new Map()) {
    this.kernel = kernel;
  }

  async adopt(): Promise<number> {
    for (const prefix of this.kernel.keys()) this.#stale.add(prefix);
    return this.#stale.size;
  }

  set({ prefix, nextHop }: KernelRoute): void {
    this.#stale.delete(prefix);
    this.kernel.set(prefix, nextHop);
  }

  unset(prefix: string): void {
    this.#stale.delete(prefix);
    this.kernel.delete(prefix);
  }

  sweep(): void {
    for (const prefix of [...this.#stale]) this.unset(prefix);
  }

  async settled(): Promise<void> {}

  async close(how: Farewell): Promise<void> {
    if (how === 'leave') this.kernel.clear();
  }
}
