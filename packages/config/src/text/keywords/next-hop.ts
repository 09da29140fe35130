import { canonicalAddress, readAddress } from '../values.js';
import type { RouteKeyword } from './row.js';

/** Where packets go. `self` is resolved on each session, when the route is sent. */
export const nextHop: RouteKeyword = {
  keyword: 'next-hop',
  argument: '<address> | self',
  parse(cursor, draft) {
    const span = cursor.span();
    draft.nextHop = { address: cursor.value('an IPv4 or IPv6 address, or self', parseNextHop), span };
  },
  print: ({ nextHop }) => (nextHop === undefined ? undefined : `next-hop ${nextHop}`),
};

function parseNextHop(text: string): string | undefined {
  return text === 'self' ? text : canonicalAddress(text);
}

/** The link-local next hop beside a global one (RFC 2545 §3). */
export const linkLocalNextHop: RouteKeyword = {
  keyword: 'link-local-next-hop',
  argument: '<IPv6 address>',
  parse(cursor, draft) {
    draft.linkLocal = readAddress(cursor, 'a link-local IPv6 address');
  },
  print: ({ linkLocal }) => (linkLocal === undefined ? undefined : `link-local-next-hop ${linkLocal}`),
};
