import { formatFamily, isPrefixNlri } from '@mesh/bgp-wire';
import type { RouteSpec } from '@mesh/rib';
import type { RouteText } from '../text/route-text.js';

/** A route of text as a RIB takes it. Throws `RangeError` for a family that the RIBs do not hold. */
export function routeSpec({ nlri, nextHop = '', linkLocal, attributes }: RouteText): RouteSpec {
  if (!isPrefixNlri(nlri)) throw new RangeError(`a RIB holds no routes of ${formatFamily(nlri.family)}`);
  const { family, prefix, pathId } = nlri;
  return { family, prefix, pathId, nextHop, linkLocal, attributes };
}
