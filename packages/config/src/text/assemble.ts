import { type Family, formatFamily, type Nlri, type PathAttribute, standardFamilies } from '@mesh/bgp-wire';
import type { RouteDraft } from './keywords/row.js';
import type { Token, TokenCursor } from './lexer.js';
import type { RouteText } from './route-text.js';

/** One route for each NLRI. They share one list of attributes; everything is frozen, so that every holder may keep it. */
export function routesOf(cursor: TokenCursor, draft: RouteDraft, list: readonly Nlri[], opener: Token): RouteText[] {
  let family: Family | undefined;
  for (const nlri of list) {
    if (nlri.family !== family) checkNextHop(cursor, draft, nlri.family, opener);
    family = nlri.family;
  }
  const attributes = attributesOf(draft);
  return list.map((nlri) => routeOf(draft, nlri, attributes));
}

function routeOf(draft: RouteDraft, nlri: Nlri, attributes: readonly PathAttribute[]): RouteText {
  const { nextHop, linkLocal, name, watchdog, withdrawn } = draft;
  const route: { -readonly [K in keyof RouteText]: RouteText[K] } = { nlri: Object.freeze(nlri), attributes };
  if (nextHop !== undefined) route.nextHop = nextHop.address;
  if (linkLocal !== undefined) route.linkLocal = linkLocal;
  if (name !== undefined) route.name = name;
  if (watchdog !== undefined) route.watchdog = watchdog;
  if (withdrawn !== undefined) route.withdrawn = withdrawn;
  return Object.freeze(route);
}

const NO_ATTRIBUTES: readonly PathAttribute[] = Object.freeze([]);

/** What a draft has gathered, in ascending type code. */
export function attributesOf({ attributes }: RouteDraft): readonly PathAttribute[] {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  for (const one of attributes) Object.freeze(one);
  return Object.freeze(attributes);
}

/** What a family takes as next hop. */
interface NextHopRule {
  /** It may do without: its routes go nowhere (RFC 8955 §4). */
  readonly optional: boolean;
  readonly ipv4: boolean;
}

const RULES = new Map<Family, NextHopRule>();
/** Octets of an IPv4 next hop, alone and behind a route distinguisher. */
const IPV4_LENGTHS = [4, 12];

function ruleOf(family: Family): NextHopRule {
  let rule = RULES.get(family);
  if (!rule) {
    const lengths = standardFamilies.get(family)?.nextHopLengths;
    rule = {
      optional: lengths?.includes(0) ?? false,
      ipv4: lengths?.some((one) => IPV4_LENGTHS.includes(one)) ?? true,
    };
    RULES.set(family, rule);
  }
  return rule;
}

/** To announce, a next hop must be there where the family has one; and most IPv6 NLRI cannot carry an IPv4 one (RFC 2545 §3). */
function checkNextHop(cursor: TokenCursor, draft: RouteDraft, family: Family, opener: Token): void {
  const { nextHop, action, compat } = draft;
  const { optional, ipv4 } = ruleOf(family);
  if (nextHop === undefined) {
    if (action === 'withdraw' || optional) return;
    throw cursor.error(opener, {
      problem: 'the route has no next hop',
      expected: 'next-hop',
      hint: 'add next-hop <address>, or next-hop self',
    });
  }
  const { address, span } = nextHop;
  if (ipv4 || compat || action === 'withdraw' || address === 'self' || address.includes(':')) return;
  throw cursor.error(span, {
    problem: `an IPv6 route cannot have the IPv4 next hop ${address}`,
    expected: `an IPv6 address or self, for ${formatFamily(family)}`,
    hint: `write next-hop ::ffff:${address} for an IPv4-mapped one`,
  });
}
