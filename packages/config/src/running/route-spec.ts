import type { RouteSpec } from '@mesh/rib';
import type { RouteText } from '../text/route-text.js';

/** A route of text as a RIB takes it. To withdraw, a next hop is not asked for. */
export function routeSpec({ nlri, nextHop = '', linkLocal, attributes }: RouteText): RouteSpec {
  return { nlri, nextHop, linkLocal, attributes };
}
