import {
  attribute,
  EXTENDED_COMMUNITIES,
  type ExtendedCommunity,
  IPV6_EXTENDED_COMMUNITIES,
  type Ipv6ExtendedCommunity,
  parseExtendedCommunity,
  parseIpv6ExtendedCommunity,
} from '@mesh/bgp-wire';
import type { Span } from '../../diagnostic.js';
import type { TokenCursor } from '../../lexer.js';
import { canonicalAddress, parseUint, readAddress, readList } from '../../values.js';
import { readExtendedCommunities, sortedCommunities } from '../extended-community.js';
import { nextHop } from '../next-hop.js';
import { attributeOf, type RouteDraft, type RouteKeyword, setAttribute } from '../row.js';

/*
 * What is done with the packets of a flow. Each action is an extended community, and prints as one: a flow has all its
 * actions in one attribute, whatever keywords they were written with.
 */

function addCommunity(draft: RouteDraft, ...added: readonly ExtendedCommunity[]): void {
  const { code } = EXTENDED_COMMUNITIES;
  const list = [...((attributeOf(draft, code)?.value as readonly ExtendedCommunity[] | undefined) ?? []), ...added];
  setAttribute(draft, attribute(EXTENDED_COMMUNITIES, draft.compat ? sortedCommunities(list) : list));
}

function addIpv6Community(draft: RouteDraft, added: Ipv6ExtendedCommunity): void {
  const { code } = IPV6_EXTENDED_COMMUNITIES;
  const list = (attributeOf(draft, code)?.value as readonly Ipv6ExtendedCommunity[] | undefined) ?? [];
  setAttribute(draft, attribute(IPV6_EXTENDED_COMMUNITIES, [...list, added]));
}

/** The next hop that an action names; it cannot stand beside another one. */
function setNextHop(cursor: TokenCursor, draft: RouteDraft, address: string, span: Span): void {
  if (draft.nextHop) {
    throw cursor.error(span, { problem: 'the flow has two next hops', expected: 'next-hop, redirect or copy once' });
  }
  draft.seen.push(nextHop);
  draft.nextHop = { address, span };
}

function action(
  keyword: string,
  argument: string,
  parse: (cursor: TokenCursor, draft: RouteDraft, span: Span) => void,
): RouteKeyword {
  return { keyword, argument, parse };
}

/** An action whose community is the name, and a word that may stand behind it. */
function wordAction(
  keyword: string,
  argument: string,
  expected: string,
  accept: (text: string) => boolean,
): RouteKeyword {
  return action(keyword, argument, (cursor, draft) => {
    addCommunity(
      draft,
      cursor.value(expected, (text) => (accept(text) ? parseExtendedCommunity(`${keyword}:${text}`) : undefined)),
    );
  });
}

function bareAction(keyword: string, community: string): RouteKeyword {
  return action(keyword, '', (_cursor, draft) => addCommunity(draft, parseExtendedCommunity(community)!));
}

const ACTIONS = ['sample', 'terminal', 'sample-terminal'];
/** Bits of a DSCP. */
const MAX_DSCP = 63;

export const actionKeywords: readonly RouteKeyword[] = [
  action('accept', '', () => undefined),
  bareAction('discard', 'rate-limit:0'),
  action('rate-limit', '<number> [ bytes | packets ]', (cursor, draft) => {
    const rate = cursor.value('octets, or packets, a second', (text) =>
      parseExtendedCommunity(`rate-limit:${text}`) ? text : undefined,
    );
    const unit = cursor.accept('packets') ? ':packets' : '';
    if (unit === '') cursor.accept('bytes');
    addCommunity(draft, parseExtendedCommunity(`rate-limit:${rate}${unit}`)!);
  }),
  action('redirect', '<asn>:<number> | <IPv4 address>:<number> | [<IPv6 address>]:<number> | <address>', redirect),
  bareAction('redirect-to-nexthop', 'redirect-to-nexthop'),
  bareAction('copy-to-nexthop', 'copy-to-nexthop'),
  action('redirect-to-nexthop-ietf', '<address>', (cursor, draft) => {
    const address = readAddress(cursor);
    const community = parseExtendedCommunity(`redirect-to-nexthop-ietf:${address}`);
    if (community) addCommunity(draft, community);
    else addIpv6Community(draft, parseIpv6ExtendedCommunity(`redirect-to-nexthop-ietf:[${address}]`)!);
  }),
  action('copy', '<address>', (cursor, draft, span) => {
    setNextHop(cursor, draft, readAddress(cursor), span);
    addCommunity(draft, parseExtendedCommunity('copy-to-nexthop')!);
  }),
  wordAction('mark', '<DSCP>', `a DSCP from 0 to ${MAX_DSCP}`, (text) => parseUint(text, MAX_DSCP) !== undefined),
  wordAction('action', ACTIONS.join(' | '), ACTIONS.join(', '), (text) => ACTIONS.includes(text)),
  {
    keyword: 'extended-community',
    argument: '<extended community> | [ … ]',
    parse: (cursor, draft) => addCommunity(draft, ...readExtendedCommunities(cursor, draft)),
  },
];

/** The interfaces that a flow is for (draft-ietf-idr-flowspec-interfaceset §3). */
export const interfaceSet: RouteKeyword = action(
  'interface-set',
  '<transitivity>:<direction>:<asn>:<group> | [ … ]',
  (cursor, draft) => {
    const list = readList(cursor, () =>
      cursor.value('an interface set such as transitive:input:65000:10', (text) =>
        parseExtendedCommunity(`interface-set:${text}`),
      ),
    );
    addCommunity(draft, ...list);
  },
);

/** To a VRF by its route target (RFC 8955 §7.4, RFC 8956 §6.1), or to a next hop of one's own. */
function redirect(cursor: TokenCursor, draft: RouteDraft, span: Span): void {
  if (cursor.accept('[')) {
    const address = readAddress(cursor, 'an IPv6 address');
    const bracket = cursor.peek();
    cursor.expect(']');
    const next = cursor.peek();
    if (next.start !== bracket.end || next.kind !== 'word') {
      redirectToAddress(cursor, draft, address, span);
      return;
    }
    addIpv6Community(
      draft,
      cursor.value('a colon and a number from 0 to 65535', (text) =>
        parseIpv6ExtendedCommunity(`redirect:[${address}]${text}`),
      ),
    );
    return;
  }
  const { text } = cursor.peek();
  const address = canonicalAddress(text);
  if (address !== undefined) {
    cursor.next();
    redirectToAddress(cursor, draft, address, span);
    return;
  }
  addCommunity(
    draft,
    cursor.value('a route target such as 65000:1, or an address', (word) => parseExtendedCommunity(`redirect:${word}`)),
  );
}

function redirectToAddress(cursor: TokenCursor, draft: RouteDraft, address: string, span: Span): void {
  setNextHop(cursor, draft, address, span);
  addCommunity(draft, parseExtendedCommunity('redirect-to-nexthop')!);
}
