import type { Family } from '@mesh/bgp-wire';
import { IdSet } from '../store/intern/id-set.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';

/**
 * Marks on the routes of families. To mark a family is to copy the bitmap of all that is held, so that it costs the
 * same few microseconds for a million routes; bits of other families in it mean nothing.
 */
export class FamilyMarks {
  readonly #core: StoreCore;
  readonly #marks = new Map<Family, IdSet>();

  constructor(core: StoreCore) {
    this.#core = core;
  }

  /** Marks all routes of a family that are in `held`. */
  mark(family: Family, held: IdSet): void {
    this.#marks.set(family, held.copy());
  }

  /** Marks one route. */
  add(id: RouteId): void {
    const { family } = this.#core.routes.space(id);
    let marked = this.#marks.get(family);
    if (marked === undefined) {
      marked = new IdSet();
      this.#marks.set(family, marked);
    }
    marked.add(id);
  }

  has(id: RouteId): boolean {
    return id !== 0 && this.#marks.size > 0 && (this.#marks.get(this.#core.routes.space(id).family)?.has(id) ?? false);
  }

  /** Takes the mark off a route; bits in other families' sets go as well, for the id may come to name another route. */
  delete(id: RouteId): void {
    if (this.#marks.size > 0) for (const marked of this.#marks.values()) marked.delete(id);
  }

  /** Routes of a family, or of all, that are marked and not in `except`. */
  count(family: Family | undefined, except: IdSet): number {
    let count = 0;
    for (const [of, marked] of this.#marks) {
      if (family !== undefined && of !== family) continue;
      for (let id = marked.next(1); id !== 0; id = marked.next(id + 1)) {
        if (!except.has(id) && this.#core.routes.space(id).family === of) count++;
      }
    }
    return count;
  }

  /** Ends the marks of a family and hands over its set. */
  take(family: Family): IdSet | undefined {
    const marked = this.#marks.get(family);
    this.#marks.delete(family);
    return marked;
  }

  clear(): void {
    this.#marks.clear();
  }
}
