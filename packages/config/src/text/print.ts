import { formatFamily, parsePrefix } from '@mesh/bgp-wire';
import { routeKeywords } from './keywords/table.js';
import type { RouteText } from './route-text.js';
import { familyOfPrefix } from './values.js';

/**
 * The text that `parseRouteText` reads as the same route, on one line and without `;`: keywords in the order of the
 * table, values in their canonical form. Throws `RangeError` where `prefix` is none.
 */
export function formatRoute(route: RouteText): string {
  const prefix = parsePrefix(route.prefix);
  if (!prefix) throw new RangeError(`a prefix is written 10.0.0.0/24 or 2001:db8::/32, got ${route.prefix}`);
  const opener = familyOfPrefix(prefix) === route.family ? 'route' : formatFamily(route.family).replace('-', ' ');
  return [opener, route.prefix, ...routeKeywords.flatMap((row) => row.print(route))].join(' ');
}
