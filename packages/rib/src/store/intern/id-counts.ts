const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;

/** What `IdCounts` are made of, for another thread to take over. */
export interface IdCountsState {
  readonly pages: (Int32Array | undefined)[];
  readonly sum: number;
}

/** A number for each id, 0 until counted, in pages that come when they are needed. */
export class IdCounts {
  #pages: (Int32Array | undefined)[];
  #sum = 0;

  constructor(state?: IdCountsState) {
    this.#pages = state?.pages ?? [];
    this.#sum = state?.sum ?? 0;
  }

  get state(): IdCountsState {
    return { pages: this.#pages, sum: this.#sum };
  }

  /** All counts together. */
  get sum(): number {
    return this.#sum;
  }

  get byteLength(): number {
    return this.#pages.reduce((sum, page) => sum + (page?.byteLength ?? 0), 0);
  }

  get(id: number): number {
    return this.#pages[id >>> PAGE_SHIFT]?.[id & PAGE_MASK] ?? 0;
  }

  set(id: number, value: number): void {
    this.add(id, value - this.get(id));
  }

  add(id: number, change: number): void {
    if (change === 0) return;
    const number = id >>> PAGE_SHIFT;
    while (this.#pages.length <= number) this.#pages.push(undefined);
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Int32Array(1 << PAGE_SHIFT);
      this.#pages[number] = page;
    }
    page[id & PAGE_MASK]! += change;
    this.#sum += change;
  }

  /** Calls `visit` with each id that has a number, in ascending order. */
  forEach(visit: (id: number, value: number) => void): void {
    for (let number = 0; number < this.#pages.length; number++) {
      const page = this.#pages[number];
      if (page === undefined) continue;
      for (let at = 0; at < page.length; at++) if (page[at] !== 0) visit((number << PAGE_SHIFT) | at, page[at]!);
    }
  }
}
