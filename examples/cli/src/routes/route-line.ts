import {
  AGGREGATOR,
  AS_PATH,
  ATOMIC_AGGREGATE,
  type AttributeRow,
  attributeName,
  CLUSTER_LIST,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  formatAsPath,
  formatCommunity,
  formatExtendedCommunity,
  formatFamily,
  formatHex,
  formatLargeCommunity,
  type Json,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  ORIGINATOR_ID,
  OTC,
} from '@mesh/bgp-wire';
import type { Route } from '@mesh/rib';

/** The members a route has in a JSON line, by attribute; what is absent is left out. */
const MEMBERS: ReadonlyMap<number, readonly [name: string, write: (value: unknown) => Json]> = new Map([
  member(ORIGIN, 'origin', (value) => value),
  member(AS_PATH, 'asPath', formatAsPath),
  member(MULTI_EXIT_DISC, 'med', (value) => value),
  member(LOCAL_PREF, 'localPref', (value) => value),
  member(ATOMIC_AGGREGATE, 'atomicAggregate', (value) => value),
  member(AGGREGATOR, 'aggregator', AGGREGATOR.format),
  member(COMMUNITIES, 'communities', (value) => value.map(formatCommunity)),
  member(ORIGINATOR_ID, 'originatorId', (value) => value),
  member(CLUSTER_LIST, 'clusterList', (value) => value),
  member(EXTENDED_COMMUNITIES, 'extendedCommunities', (value) => value.map(formatExtendedCommunity)),
  member(LARGE_COMMUNITY, 'largeCommunities', (value) => value.map(formatLargeCommunity)),
  member(OTC, 'onlyToCustomer', (value) => value),
]);

function member<T>(row: AttributeRow<T>, name: string, write: (value: T) => Json) {
  return [row.code, [name, write as (value: unknown) => Json]] as const;
}

/** A route as one object: names of its own for what is common, `attribute 99` with octets for what is not. */
export function routeObject(route: Route): { readonly [name: string]: Json } {
  const { pathId, linkLocal } = route;
  const object: Record<string, Json> = { family: formatFamily(route.family), prefix: route.prefix };
  if (pathId !== undefined) object['pathId'] = pathId;
  object['nextHop'] = route.nextHop;
  if (linkLocal !== undefined) object['linkLocal'] = linkLocal;
  for (const { code, value } of route.attributes) {
    const [name, write] = MEMBERS.get(code) ?? [attributeName(code), undefined];
    object[name] = value instanceof Uint8Array || !write ? { hex: formatHex(value as Uint8Array) } : write(value);
  }
  return object;
}

/** A route as a person reads it: prefix, next hop, path. */
export function routeText(route: Route): string {
  const path = route.get(AS_PATH);
  const id = route.pathId === undefined ? '' : ` path ${route.pathId}`;
  return `${route.prefix}${id} via ${route.nextHop} as-path ${path === undefined ? '' : formatAsPath(path)}`.trimEnd();
}
