import type { RouteSpec } from '@mesh/rib';
import type { RouteText } from '../text/route-text.js';

/**
 * A route of text as a RIB takes it. Where the text has no next hop it is `self`, which a family that has routes without
 * one, as flows, makes none of; to withdraw, none is asked for.
 */
export function routeSpec({ nlri, nextHop = 'self', linkLocal, attributes }: RouteText): RouteSpec {
  return { nlri, nextHop, linkLocal, attributes };
}
