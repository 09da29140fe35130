import type { Family } from '@mesh/bgp-wire';
import type { OrderedRoutes, Route, RouteHolder, RouteSelector, RouteStore } from '@mesh/rib';
import { routeSpec } from '../running/route-spec.js';
import type { RouteText } from '../text/route-text.js';
import { noteOf, RouteNotes } from './route-note.js';
import { routeTextOf } from './route-text-of.js';

/** The routes of a neighbour at one moment, to be read while they change. */
export interface ConfiguredSnapshot {
  readonly size: number;
  /** In no order that means anything, and without any work before the first. */
  routes(family?: Family): IterableIterator<RouteText>;
  /** In the order of their keys, the same for the same routes. */
  inOrder(family?: Family): ConfiguredWalk;
  /** Lets go what was kept for it. */
  close(): void;
}

/** Routes in the order of their keys. */
export interface ConfiguredWalk extends IterableIterator<RouteText> {
  /** Looks at no more than so many routes to make order. True once the next route, or the end, is ready. */
  prepare(atMost: number): boolean;
}

/** What a configuration has one neighbour told, in the order of the keys; `Configuration` changes it. */
export interface ConfiguredRoutes extends Iterable<RouteText> {
  readonly size: number;
  /** The route of an index, or of what names it, as text has it; an owned copy. */
  get(selector: RouteSelector): RouteText | undefined;
  /** The same as the store has it: `references` counts its holders. It is read until the last of them lets it go. */
  stored(selector: RouteSelector): Route | undefined;
  /** The routes that do not start withdrawn, as the store has them. */
  standing(): IterableIterator<Route>;
  /** In the order of their keys, of one family or of all. */
  inOrder(family?: Family): ConfiguredWalk;
  /** The routes that have a name or a watchdog, or start withdrawn. */
  noted(): IterableIterator<RouteText>;
  snapshot(): ConfiguredSnapshot;
}

/**
 * The routes one neighbour is to have: a holder in the store that all neighbours of a configuration share, which costs a
 * bit a route, and beside it the few notes that a store has no room for. Changes on the way of an iteration are tolerated.
 */
export class NeighborRoutes implements ConfiguredRoutes {
  #holder: RouteHolder;
  readonly #notes = new RouteNotes();

  constructor(store: RouteStore) {
    this.#holder = store.createHolder();
  }

  get size(): number {
    return this.#holder.size;
  }

  get byteLength(): number {
    return this.#holder.byteLength;
  }

  get(selector: RouteSelector): RouteText | undefined {
    const route = this.#holder.get(selector);
    return route && this.#textOf(route);
  }

  stored(selector: RouteSelector): Route | undefined {
    return this.#holder.get(selector);
  }

  /**
   * Holds a route instead of any other of its key. Where `shared`, which is this route in the store, is given, nothing is
   * looked up. Throws `RangeError` for a route that has no octets.
   */
  set(route: RouteText, shared?: Route): Route {
    const stored = this.#holder.set(shared ?? routeSpec(route));
    const note = noteOf(route);
    if (note || !this.#notes.isEmpty) this.#notes.set(stored.index, note);
    return stored;
  }

  /** Lets a route go. False where none of that key was held. */
  delete(selector: RouteSelector): boolean {
    if (!this.#notes.isEmpty) {
      const route = this.#holder.get(selector);
      if (route) this.#notes.set(route.index, undefined);
    }
    return this.#holder.delete(selector);
  }

  /** Lets all routes go. */
  clear(): void {
    for (const [index] of this.#notes.entries()) this.#notes.set(index, undefined);
    this.#holder.clear();
  }

  *standing(): IterableIterator<Route> {
    for (const route of this.#holder.routes()) {
      if (this.#notes.isEmpty || !this.#notes.get(route.index)?.withdrawn) yield route;
    }
  }

  [Symbol.iterator](): IterableIterator<RouteText> {
    return this.inOrder();
  }

  inOrder(family?: Family): ConfiguredWalk {
    return new Walk(this.#holder.inOrder(family), (route) => this.#textOf(route));
  }

  *noted(): IterableIterator<RouteText> {
    for (const [index] of this.#notes.entries()) yield this.get(index)!;
  }

  snapshot(): ConfiguredSnapshot {
    const routes = this.#holder.snapshot();
    const notes = this.#notes.snapshot();
    const bare = this.#notes.isEmpty;
    const textOf = (route: Route): RouteText => routeTextOf(route, bare ? undefined : notes.get(route.index));
    return {
      get size() {
        return routes.size;
      },
      *routes(family) {
        for (const route of routes.routes(family)) yield textOf(route);
      },
      inOrder: (family) => new Walk(routes.inOrder(family), textOf),
      close() {
        routes.close();
        notes.close();
      },
    };
  }

  /** The holder of now, and from here on another one: what `shareStore` fills. */
  moveTo(store: RouteStore): { readonly from: RouteHolder; readonly to: RouteHolder } {
    const from = this.#holder;
    this.#holder = store.createHolder();
    return { from, to: this.#holder };
  }

  #textOf(route: Route): RouteText {
    return routeTextOf(route, this.#notes.isEmpty ? undefined : this.#notes.get(route.index));
  }
}

class Walk implements ConfiguredWalk {
  readonly #routes: OrderedRoutes;
  readonly #textOf: (route: Route) => RouteText;

  constructor(routes: OrderedRoutes, textOf: (route: Route) => RouteText) {
    this.#routes = routes;
    this.#textOf = textOf;
  }

  prepare(atMost: number): boolean {
    return this.#routes.prepare(atMost);
  }

  next(): IteratorResult<RouteText> {
    const step = this.#routes.next();
    return step.done === true ? { done: true, value: undefined } : { done: false, value: this.#textOf(step.value) };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
