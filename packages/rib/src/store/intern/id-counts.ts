const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;

/** A number for each id, 0 until counted, in pages that come when they are needed. */
export class IdCounts {
  readonly #pages: (Int32Array | undefined)[] = [];

  get(id: number): number {
    return this.#pages[id >>> PAGE_SHIFT]?.[id & PAGE_MASK] ?? 0;
  }

  add(id: number, change: number): void {
    const number = id >>> PAGE_SHIFT;
    while (this.#pages.length <= number) this.#pages.push(undefined);
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Int32Array(1 << PAGE_SHIFT);
      this.#pages[number] = page;
    }
    page[id & PAGE_MASK]! += change;
  }
}
