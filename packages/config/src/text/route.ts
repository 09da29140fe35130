import type { MeshError } from '@mesh/bgp-wire';
import { Family, type Prefix } from '@mesh/bgp-wire';
import { closest } from './closest.js';
import type { RouteDraft, RouteKeyword } from './keywords/row.js';
import { splitPrefix } from './keywords/split.js';
import { routeKeywords } from './keywords/table.js';
import { type Token, TokenCursor } from './lexer.js';
import type { ParsedRoute, RouteAction, RouteText } from './route-text.js';
import { familyOfPrefix, prefixText, readPrefix } from './values.js';

/*
 * Route text, after ExaBGP's `static` section:
 *
 *   text       = { statement [ ";" ] }
 *   statement  = "route" prefix body
 *              | ( "ipv4" | "ipv6" ) ( "unicast" | "multicast" ) prefix body
 *              | "attributes" { keyword } "nlri" prefix { prefix }
 *   body       = { keyword } [ "{" { keyword [ ";" ] } "}" ]
 *
 * A statement ends at `;`, or where the next one starts on a line of its own. Strict where ExaBGP is lenient: a keyword
 * that stands twice, a prefix with host bits and a value out of range are errors, each with its place in the text.
 * Reading a text changes nothing but what is returned.
 */

const KEYWORDS: ReadonlyMap<string, RouteKeyword> = new Map(routeKeywords.map((row) => [row.keyword, row]));
const SAFIS = ['unicast', 'multicast'] as const;
const FAMILIES: Readonly<Record<string, Readonly<Record<(typeof SAFIS)[number], Family>>>> = {
  ipv4: { unicast: Family.IPV4_UNICAST, multicast: Family.IPV4_MULTICAST },
  ipv6: { unicast: Family.IPV6_UNICAST, multicast: Family.IPV6_MULTICAST },
};
const OPENERS: readonly string[] = ['route', 'attributes', ...Object.keys(FAMILIES)];

/**
 * The routes of a text, one for each prefix, for announcing: each has a next hop. Throws `MESH_TEXT_SYNTAX` with
 * `details` of line, column, token, what was expected, and sometimes a hint.
 */
export function parseRouteText(text: string, action?: 'announce'): ParsedRoute[];
/** The same for withdrawing: a route may do without next hop. */
export function parseRouteText(text: string, action: RouteAction): RouteText[];
export function parseRouteText(text: string, action: RouteAction = 'announce'): RouteText[] {
  const cursor = new TokenCursor(text);
  const routes: RouteText[] = [];
  while (cursor.peek().kind !== 'end') {
    if (cursor.accept(';')) continue;
    for (const route of readStatement(cursor, action)) routes.push(route);
  }
  return routes;
}

interface Target {
  readonly prefix: Prefix;
  readonly family: Family;
}

function readStatement(cursor: TokenCursor, action: RouteAction): RouteText[] {
  const opener = cursor.peek();
  const draft: RouteDraft = { attributes: new Map() };
  let targets: readonly Target[];
  if (cursor.accept('route')) {
    const prefix = readPrefix(cursor);
    targets = [{ prefix, family: familyOfPrefix(prefix) }];
    readBody(cursor, draft, new Set());
  } else if (opener.kind === 'word' && Object.hasOwn(FAMILIES, opener.text)) {
    targets = [readFamilyTarget(cursor)];
    readBody(cursor, draft, new Set());
  } else if (cursor.accept('attributes') || cursor.accept('attribute')) {
    targets = readAttributes(cursor, draft);
  } else {
    throw notAStatement(cursor, opener);
  }
  checkNextHop(cursor, draft, targets, action, opener);
  return routesOf(cursor, draft, targets);
}

function notAStatement(cursor: TokenCursor, token: Token): MeshError {
  const verb = token.text === 'announce' || token.text === 'withdraw';
  return cursor.error(token, {
    expected: 'route, attributes, ipv4 or ipv6',
    hint: verb
      ? 'route text starts with the route; whether it is announced or withdrawn is said beside it'
      : 'a route is written: route 10.0.0.0/24 next-hop 192.0.2.1',
  });
}

function readFamilyTarget(cursor: TokenCursor): Target {
  const afi = cursor.next().text;
  const safi = cursor.value('unicast or multicast', (text) => SAFIS.find((name) => name === text));
  const token = cursor.peek();
  const prefix = readPrefix(cursor);
  if ((prefix.address.length === 4) !== (afi === 'ipv4')) {
    throw cursor.error(token, { expected: `an ${afi} prefix` });
  }
  return { prefix, family: FAMILIES[afi]![safi] };
}

/** Keywords up to the end of the statement, the last of them perhaps in a block. */
function readBody(cursor: TokenCursor, draft: RouteDraft, seen: Set<string>): void {
  while (!atStatementEnd(cursor)) {
    if (cursor.accept('{')) {
      while (!cursor.accept('}')) {
        if (!cursor.accept(';')) readKeyword(cursor, draft, seen);
      }
      return;
    }
    readKeyword(cursor, draft, seen);
  }
}

function atStatementEnd(cursor: TokenCursor): boolean {
  const { kind, text, firstOnLine } = cursor.peek();
  return kind === 'end' || text === ';' || (firstOnLine && OPENERS.includes(text));
}

function readAttributes(cursor: TokenCursor, draft: RouteDraft): Target[] {
  const seen = new Set<string>();
  while (!cursor.accept('nlri')) {
    if (atStatementEnd(cursor))
      throw cursor.error(cursor.peek(), { expected: 'nlri and the prefixes that share the attributes' });
    readKeyword(cursor, draft, seen);
  }
  const targets: Target[] = [];
  do {
    const prefix = readPrefix(cursor);
    targets.push({ prefix, family: familyOfPrefix(prefix) });
    cursor.accept(',');
  } while (!atStatementEnd(cursor));
  return targets;
}

function readKeyword(cursor: TokenCursor, draft: RouteDraft, seen: Set<string>): void {
  const token = cursor.peek();
  const row = token.kind === 'word' ? KEYWORDS.get(token.text) : undefined;
  if (!row) {
    const likely = closest(token.text, KEYWORDS.keys());
    throw cursor.error(token, {
      expected: 'a keyword',
      hint: likely === undefined ? `keywords are ${[...KEYWORDS.keys()].join(', ')}` : `did you mean ${likely}?`,
    });
  }
  if (seen.has(row.keyword) && !row.repeatable) {
    throw cursor.error(token, {
      problem: `${row.keyword} stands twice`,
      expected: 'every keyword once',
      ...(row.argument.includes('[ … ]') ? { hint: `put all values in one list: ${row.keyword} [ a b ]` } : {}),
    });
  }
  seen.add(row.keyword);
  cursor.next();
  row.parse(cursor, draft, token);
}

/** To announce, a next hop must be there; and an IPv6 NLRI cannot carry an IPv4 one (RFC 2545 §3). */
function checkNextHop(
  cursor: TokenCursor,
  { nextHop }: RouteDraft,
  targets: readonly Target[],
  action: RouteAction,
  opener: Token,
): void {
  if (nextHop === undefined) {
    if (action === 'withdraw') return;
    throw cursor.error(opener, {
      problem: 'the route has no next hop',
      expected: 'next-hop',
      hint: 'add next-hop <address>, or next-hop self',
    });
  }
  const { address, span } = nextHop;
  if (address === 'self' || address.includes(':')) return;
  if (targets.some(({ prefix }) => prefix.address.length === 16)) {
    throw cursor.error(span, {
      problem: `an IPv6 route cannot have the IPv4 next hop ${address}`,
      expected: 'an IPv6 address or self',
      hint: `write next-hop ::ffff:${address} for an IPv4-mapped one`,
    });
  }
}

/** One route a prefix. They share one list of attributes; everything is frozen, so that every holder may keep it. */
function routesOf(cursor: TokenCursor, draft: RouteDraft, targets: readonly Target[]): RouteText[] {
  const { nextHop, pathId, name, watchdog, withdrawn } = draft;
  const shared = {
    ...(pathId === undefined ? {} : { pathId }),
    ...(nextHop === undefined ? {} : { nextHop: nextHop.address }),
    attributes: Object.freeze(
      [...draft.attributes.values()].sort((a, b) => a.code - b.code).map((one) => Object.freeze(one)),
    ),
    ...(name === undefined ? {} : { name }),
    ...(watchdog === undefined ? {} : { watchdog }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
  };
  return targets.flatMap(({ prefix, family }) =>
    splitPrefix(cursor, draft, prefix).map((one) => Object.freeze({ prefix: prefixText(one), family, ...shared })),
  );
}
