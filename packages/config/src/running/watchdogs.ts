import type { RouteIndex, RouteSpec } from '@mesh/rib';
import { routeIndexOf } from '../configured/route-index-of.js';
import type { RouteText } from '../text/route-text.js';
import { routeSpec } from './route-spec.js';

/**
 * The routes of one peer that are switched on and off in groups. A route is of one group at most, that of the text that
 * announced it last; withdrawn by itself, it is of none.
 */
export class Watchdogs {
  readonly #groups = new Map<string, Map<RouteIndex, RouteSpec>>();

  /** No route is of any group. */
  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** A route was announced, or is known and starts withdrawn. */
  set(route: RouteText): void {
    if (this.isEmpty && route.watchdog === undefined) return;
    const index = routeIndexOf(route);
    this.forget(index);
    if (route.watchdog === undefined) return;
    const group = this.#groups.get(route.watchdog);
    if (group) group.set(index, routeSpec(route));
    else this.#groups.set(route.watchdog, new Map([[index, routeSpec(route)]]));
  }

  /** A route is of no group any more. */
  forget(index: RouteIndex): void {
    for (const [name, routes] of this.#groups) {
      if (routes.delete(index) && routes.size === 0) this.#groups.delete(name);
    }
  }

  /** The routes of a group; none where there is no such group. */
  routes(group: string): Iterable<RouteSpec> {
    return this.#groups.get(group)?.values() ?? [];
  }
}
