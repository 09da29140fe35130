import { standardFamilies } from '@mesh/bgp-wire';
import type { Route, RouteSpec, RouteStore } from '@mesh/rib';
import type { RouteText } from '../text/route-text.js';
import type { RouteNote } from './route-note.js';

/** A route of a store as text has it: an owned copy. */
export function routeTextOf(route: Route, note?: RouteNote): RouteText {
  const { nlri, nextHop, linkLocal, attributes } = route;
  return {
    nlri,
    ...(nextHop === 'self' && needsNone(route) ? {} : { nextHop }),
    ...(linkLocal === undefined ? {} : { linkLocal }),
    attributes,
    ...note,
  };
}

/** A route as data, as text has it. Throws `RangeError` for one that has no octets. */
export function routeTextIn(store: RouteStore, spec: RouteSpec): RouteText {
  const route = store.retain(spec);
  try {
    return routeTextOf(route);
  } finally {
    store.release(route);
  }
}

/** True for a family that has routes without a next hop, as flows: `self` says there what no next hop says. */
function needsNone({ family }: Route): boolean {
  return standardFamilies.get(family)?.nextHopLengths.includes(0) === true;
}
