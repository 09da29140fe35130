import { formatAddress, parseAddress } from '@mesh/bgp-wire';
import type { RouteKeyword } from './row.js';

/** Where packets go. `self` is resolved on each session, when the route is sent. */
export const nextHop: RouteKeyword = {
  keyword: 'next-hop',
  argument: '<address> | self',
  parse(cursor, draft) {
    const span = cursor.peek();
    draft.nextHop = { address: cursor.value('an IPv4 or IPv6 address, or self', parseNextHop), span };
  },
  print: ({ nextHop }) => (nextHop === undefined ? [] : [`next-hop ${nextHop}`]),
};

function parseNextHop(text: string): string | undefined {
  if (text === 'self') return text;
  const octets = parseAddress(text);
  return octets && formatAddress(octets);
}
