import type { RouteSpec } from '@mesh/rib';
import { routeKey } from '../route-key.js';
import type { RouteText } from '../text/route-text.js';
import { routeSpec } from './route-spec.js';

/**
 * The routes of one peer that are switched on and off in groups. A route is of one group at most, that of the text that
 * announced it last; withdrawn by itself, it is of none.
 */
export class Watchdogs {
  /** By group, the routes by their keys. */
  readonly #groups = new Map<string, Map<string, RouteSpec>>();

  /** A route was announced, or is known and starts withdrawn. */
  set(route: RouteText): void {
    this.forget(route);
    if (route.watchdog === undefined) return;
    const group = this.#groups.get(route.watchdog);
    const key = routeKey(route.nlri);
    if (group) group.set(key, routeSpec(route));
    else this.#groups.set(route.watchdog, new Map([[key, routeSpec(route)]]));
  }

  forget({ nlri }: Pick<RouteText, 'nlri'>): void {
    if (this.#groups.size === 0) return;
    const key = routeKey(nlri);
    for (const [name, routes] of this.#groups) if (routes.delete(key) && routes.size === 0) this.#groups.delete(name);
  }

  /** The routes of a group; none where there is no such group. */
  routes(group: string): Iterable<RouteSpec> {
    return this.#groups.get(group)?.values() ?? [];
  }
}
