import {
  AGGREGATOR,
  AS_PATH,
  type AsPathSegment,
  ATOMIC_AGGREGATE,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  formatAsPath,
  formatExtendedCommunity,
  formatLargeCommunity,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
} from '@mesh/bgp-wire';
import type { Route } from '@mesh/rib';
import { defined, normalAsPath, type RouteOrigin, type TableRoute } from './route.js';

/** A route of our Adj-RIB-In as the daemons' tables are written. */
export function tableRoute(route: Route): TableRoute {
  const aggregator = route.get(AGGREGATOR);
  return {
    prefix: route.prefix,
    nextHop: route.nextHop,
    origin: present(route.get<RouteOrigin>(ORIGIN), `${route.prefix} has no ORIGIN`),
    asPath: normalAsPath(
      formatAsPath(present<readonly AsPathSegment[]>(route.get(AS_PATH), `${route.prefix} has no AS_PATH`)),
    ),
    ...defined({
      med: route.get(MULTI_EXIT_DISC),
      localPref: route.get(LOCAL_PREF),
      atomicAggregate: route.get(ATOMIC_AGGREGATE) === undefined ? undefined : true,
      aggregator: aggregator === undefined ? undefined : `${aggregator.asn} ${aggregator.address}`,
    }),
    communities: (route.get(COMMUNITIES) ?? []).map((value) => `${value >>> 16}:${value & 0xffff}`),
    // We mark a 4-octet AS number: `target:4200000100L:300`.
    extendedCommunities: (route.get(EXTENDED_COMMUNITIES) ?? []).map((value) =>
      formatExtendedCommunity(value).replace(/(\d)L:/, '$1:'),
    ),
    largeCommunities: (route.get(LARGE_COMMUNITY) ?? []).map(formatLargeCommunity),
  };
}

function present<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
