import type { RouteIndex } from '../store/route-index.js';
import type { StandingRoute } from './announced-route.js';

/** The handles that stand, in the order of their keys' first, and those of a key chained to each other. */
export class Handles {
  readonly #newest = new Map<RouteIndex, StandingRoute>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(route: StandingRoute): void {
    route.older = this.#newest.get(route.index);
    this.#newest.set(route.index, route);
    this.#size++;
  }

  delete(route: StandingRoute): void {
    let newer: StandingRoute | undefined;
    let at = this.#newest.get(route.index);
    while (at !== undefined && at !== route) [newer, at] = [at, at.older];
    if (at === undefined) return;
    if (newer !== undefined) newer.older = route.older;
    else if (route.older === undefined) this.#newest.delete(route.index);
    else this.#newest.set(route.index, route.older);
    route.older = undefined;
    this.#size--;
  }

  /** The handles of a key, newest first. */
  of(index: RouteIndex): StandingRoute[] {
    const found: StandingRoute[] = [];
    for (let at = this.#newest.get(index); at !== undefined; at = at.older) found.push(at);
    return found;
  }

  *all(): IterableIterator<StandingRoute> {
    for (const newest of this.#newest.values()) {
      for (let at: StandingRoute | undefined = newest; at !== undefined; at = at.older) yield at;
    }
  }
}
