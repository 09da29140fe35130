import type { Route, RouteHolder, RouteStore } from '@mesh/rib';
import type { NeighborRoutes } from './neighbor-routes.js';

/** One neighbour's way from store to store: the routes it had, in ascending id, and the one that comes next. */
interface Mover {
  readonly routes: Iterator<Route, undefined>;
  readonly from: RouteHolder;
  readonly to: RouteHolder;
  next: Route | undefined;
}

/**
 * Moves neighbours to another store. They are walked side by side in the order of ids, so that a route that several of them
 * have is read once, stored once and shared, as it was.
 */
export function moveRoutes(neighbors: Iterable<NeighborRoutes>, store: RouteStore): void {
  const movers = [...neighbors].map((neighbor): Mover => {
    const { from, to } = neighbor.moveTo(store);
    const routes = from.routes() as Iterator<Route, undefined>;
    return { routes, from, to, next: routes.next().value };
  });
  for (;;) {
    const id = movers.reduce((least, { next }) => Math.min(least, next?.id ?? least), Number.POSITIVE_INFINITY);
    if (id === Number.POSITIVE_INFINITY) break;
    let moved: Route | undefined;
    for (const mover of movers) {
      if (mover.next?.id !== id) continue;
      moved = mover.to.set(moved ?? mover.next.toEncoded());
      mover.next = mover.routes.next().value;
    }
  }
  for (const { from } of movers) from.clear();
}
