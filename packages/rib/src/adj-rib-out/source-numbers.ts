import type { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';

const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;
const MAX_SOURCE = 0xffff;

/** Which session each route came from, 0 for none, in pages that come when they are needed: two octets a route. */
export class SourceNumbers {
  readonly #pages: (Uint16Array | undefined)[] = [];

  get(id: RouteId): number {
    return this.#pages[id >>> PAGE_SHIFT]?.[id & PAGE_MASK] ?? 0;
  }

  /** Sets it for all of a set. */
  setAll(ids: IdSet, source: number): void {
    if (source === 0 && this.#pages.length === 0) return;
    ids.scan(1, (id) => {
      this.set(id, source);
      return true;
    });
  }

  set(id: RouteId, source: number): void {
    if (source > MAX_SOURCE) throw new RangeError(`the source of a route is 0 to ${MAX_SOURCE}, got ${source}`);
    let page = this.#pages[id >>> PAGE_SHIFT];
    if (page === undefined) {
      if (source === 0) return;
      page = new Uint16Array(1 << PAGE_SHIFT);
      this.#pages[id >>> PAGE_SHIFT] = page;
    }
    page[id & PAGE_MASK] = source;
  }
}
