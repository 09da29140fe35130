import type { PeerSettings } from '@mesh/bgp-session';
import { Afi, afiOf, type Family, standardFamilies } from '@mesh/bgp-wire';
import type { Neighbor } from '../settings/neighbor.js';

const BGP_PORT = 179;

/** What a speaker needs to know of a neighbour. */
export function peerSettings({
  session,
  holdTime,
  hostName,
  domainName,
  capability,
  families,
}: Neighbor): PeerSettings {
  const { addPath, gracefulRestart } = capability;
  return {
    peerAddress: session.peerAddress,
    peerPort: session.connect === 0 ? BGP_PORT : session.connect,
    localAddress: session.localAddress === 'auto' ? undefined : session.localAddress,
    localAs: session.localAs,
    peerAs: session.peerAs === 'auto' ? undefined : session.peerAs,
    routerId: session.routerId,
    passive: session.passive,
    holdTimeSeconds: holdTime,
    families,
    fourOctetAs: capability.asn4,
    extendedMessage: capability.extendedMessage,
    routeRefresh: capability.routeRefresh,
    enhancedRouteRefresh: capability.routeRefresh,
    extendedNextHop: capability.nexthop
      ? families.filter(hasIPv6NextHops).map((family) => ({ family, nextHopAfi: Afi.IPV6 }))
      : [],
    addPath: addPath === 'disabled' ? [] : families.map((family) => ({ family, mode: addPath })),
    // The restart time that is left out is the hold time.
    gracefulRestart:
      gracefulRestart === false ? undefined : gracefulRestart === 0 ? {} : { restartTimeSeconds: gracefulRestart },
    fqdn: hostName === '' ? undefined : { hostName, domainName },
    softwareVersion: capability.softwareVersion === '' ? undefined : capability.softwareVersion,
  };
}

/** An IPv4 family whose routes may have IPv6 next hops (RFC 8950 §3). */
function hasIPv6NextHops(family: Family): boolean {
  return afiOf(family) === Afi.IPV4 && (standardFamilies.get(family)?.extendedNextHopLengths.length ?? 0) > 0;
}
