import { type Announcement, type Family, type NextHop, standardFamilies } from '@mesh/bgp-wire';
import type { RouteText } from './route-text.js';

/** A next hop of no octets: that of a flow, and `self` to writers that know it. */
const NONE: NextHop = { bytes: new Uint8Array(0) };
/** The route distinguisher before the next hop of a VPN route (RFC 4364 §4.3.2). */
const NO_RD = '0:0';
/** Lengths of next hops with a route distinguisher: IPv4, IPv6, and IPv6 with a link-local one. */
const WITH_RD: readonly number[] = [12, 24, 48];

/**
 * A route as `packUpdates` takes it: NLRI, attributes and next hop as they stand on the wire, nothing added. `self`
 * becomes `localAddress`, and no octets where that is left out.
 */
export function announcementOf(route: RouteText, localAddress?: string): Announcement {
  const { nlri, attributes } = route;
  return { nlri: [nlri], attributes, nextHop: nextHopOf(route, localAddress) };
}

function nextHopOf({ nlri, nextHop, linkLocal }: RouteText, localAddress: string | undefined): NextHop {
  const address = nextHop === 'self' ? localAddress : nextHop;
  if (address === undefined) return NONE;
  return {
    address,
    ...(linkLocal === undefined ? {} : { linkLocal }),
    ...(hasRd(nlri.family) ? { rd: NO_RD } : {}),
  };
}

function hasRd(family: Family): boolean {
  const lengths = standardFamilies.get(family)?.nextHopLengths ?? [];
  return lengths.length > 0 && lengths.every((length) => WITH_RD.includes(length));
}
