import {
  AGGREGATOR,
  AS_PATH,
  type AsPathSegment,
  ATOMIC_AGGREGATE,
  attribute,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGIN,
  type PathAttribute,
  parseCommunity,
  parseExtendedCommunity,
  parseLargeCommunity,
} from '@mesh/bgp-wire';
import type { TableRoute } from './route.js';

/** The attributes of a route of the suite, in ascending type; the next hop stands beside them. */
export function pathAttributes(route: TableRoute): readonly PathAttribute[] {
  const { communities = [], extendedCommunities = [], largeCommunities = [] } = route;
  return [
    attribute(ORIGIN, route.origin),
    attribute(AS_PATH, asPathSegments(route.asPath)),
    ...(route.med === undefined ? [] : [attribute(MULTI_EXIT_DISC, route.med)]),
    ...(route.localPref === undefined ? [] : [attribute(LOCAL_PREF, route.localPref)]),
    ...(route.atomicAggregate ? [attribute(ATOMIC_AGGREGATE, true)] : []),
    ...(route.aggregator === undefined ? [] : [attribute(AGGREGATOR, aggregator(route.aggregator))]),
    ...(communities.length === 0
      ? []
      : [
          attribute(
            COMMUNITIES,
            communities.map((text) => parsed(text, parseCommunity)),
          ),
        ]),
    ...(extendedCommunities.length === 0
      ? []
      : [
          attribute(
            EXTENDED_COMMUNITIES,
            extendedCommunities.map((text) => parsed(text, parseExtendedCommunity)),
          ),
        ]),
    ...(largeCommunities.length === 0
      ? []
      : [
          attribute(
            LARGE_COMMUNITY,
            largeCommunities.map((text) => parsed(text, parseLargeCommunity)),
          ),
        ]),
  ];
}

/** The segments of `1 2 {3,4} 5`. */
export function asPathSegments(text: string): readonly AsPathSegment[] {
  return [...text.matchAll(/\{([^}]*)\}|[^{}]+/g)]
    .map(([part, members]) =>
      members === undefined
        ? { type: 'AS_SEQUENCE' as const, asns: numbers(part) }
        : { type: 'AS_SET' as const, asns: numbers(members) },
    )
    .filter(({ asns }) => asns.length > 0);
}

function numbers(text: string): readonly number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

function aggregator(text: string): { readonly asn: number; readonly address: string } {
  const [asn = '', address = ''] = text.split(' ');
  return { asn: Number(asn), address };
}

function parsed<T>(text: string, parse: (text: string) => T | undefined): T {
  const value = parse(text);
  if (value === undefined) throw new Error(`no community: ${JSON.stringify(text)}`);
  return value;
}
