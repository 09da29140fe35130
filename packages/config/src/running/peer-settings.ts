import { type PeerSettings, Secret, type TransportSettings } from '@mesh/bgp-session';
import {
  Afi,
  afiOf,
  type Capability,
  capability,
  type Family,
  LINK_LOCAL_NEXT_HOP,
  MULTIPROTOCOL,
  MULTISESSION,
  OPERATIONAL,
  PATHS_LIMIT,
  standardFamilies,
} from '@mesh/bgp-wire';
import type { AddPathNeighbor, Neighbor } from '../settings/neighbor.js';
import { keyOctets } from '../settings/secret.js';
import type { NeighborSession } from '../settings/session.js';

const BGP_PORT = 179;
/** Least TTL 255: directly connected, one hop away (RFC 5082 §3). */
const GTSM_HOPS = 256;

/** What a speaker needs to know of a neighbour. */
export function peerSettings(neighbor: Neighbor): PeerSettings {
  const { session, holdTime, hostName, domainName, description, capability: can, families } = neighbor;
  const { gracefulRestart } = can;
  return {
    peerAddress: session.peerAddress,
    peerPort: session.connect === 0 ? BGP_PORT : session.connect,
    localAddress: session.localAddress === 'auto' ? undefined : session.localAddress,
    localAs: session.localAs,
    peerAs: session.peerAs === 'auto' ? undefined : session.peerAs,
    routerId: session.routerId,
    description: description === '' ? undefined : description,
    passive: session.passive,
    ...transportSettings(session),
    holdTimeSeconds: holdTime,
    families,
    fourOctetAs: can.asn4,
    extendedMessage: can.extendedMessage,
    routeRefresh: can.routeRefresh,
    enhancedRouteRefresh: can.routeRefresh,
    extendedNextHop: extendedNextHops(neighbor),
    addPath: addPaths(neighbor).flatMap(({ family, mode }) => (mode === 'disabled' ? [] : [{ family, mode }])),
    // The restart time that is left out is the hold time.
    gracefulRestart:
      gracefulRestart === false ? undefined : gracefulRestart === 0 ? {} : { restartTimeSeconds: gracefulRestart },
    fqdn: hostName === '' ? undefined : { hostName, domainName },
    softwareVersion: can.softwareVersion === '' ? undefined : can.softwareVersion,
    capabilities: furtherCapabilities(neighbor),
    codec: can.aigp ? { aigp: true } : undefined,
  };
}

/** What a session asks of the transport. A transport that cannot do one of them refuses the peer. */
function transportSettings(session: NeighborSession): TransportSettings {
  const { md5Password, md5Base64, tcpAo, sourceInterface, incomingTtl, outgoingTtl } = session;
  return {
    ...(md5Password && { password: keyOf(md5Password, md5Base64) }),
    ...(tcpAo && {
      tcpAo: { keyId: tcpAo.keyId, algorithm: tcpAo.algorithm, password: keyOf(tcpAo.password, tcpAo.base64) },
    }),
    ...(sourceInterface && { interface: sourceInterface }),
    ...ttlSettings(incomingTtl, outgoingTtl),
  };
}

/** Nothing has a TTL below 1, so that 1 asks for nothing. With a least TTL what we send has 255. */
function ttlSettings(least: number | undefined, sent: number | undefined): TransportSettings {
  if (least !== undefined && least > 1) return { ttlSecurity: GTSM_HOPS - least };
  return sent === undefined ? {} : { ttl: sent };
}

/** The settings were checked: what is no key never comes here. */
function keyOf(key: Secret, base64: boolean): Secret {
  return base64 ? new Secret(keyOctets(key, true) as Uint8Array) : key;
}

function extendedNextHops({ capability: can, nexthops, families }: Neighbor): PeerSettings['extendedNextHop'] {
  if (!can.nexthop) return [];
  if (nexthops.length > 0) return nexthops;
  return families.filter(hasIPv6NextHops).map((family) => ({ family, nextHopAfi: Afi.IPV6 }));
}

/** Of every family offered what we do about several paths. */
function addPaths({
  capability: { addPath: mode, pathsLimit },
  addpaths,
  families,
}: Neighbor): readonly AddPathNeighbor[] {
  return addpaths.length > 0 ? addpaths : families.map((family) => ({ family, mode, pathsLimit }));
}

/** Capabilities that the session carries and makes nothing of. */
function furtherCapabilities(neighbor: Neighbor): Capability[] {
  const { multiSession, operational, linkLocalNexthop } = neighbor.capability;
  const limits = addPaths(neighbor).flatMap(({ family, mode, pathsLimit: limit }) =>
    limit > 0 && (mode === 'receive' || mode === 'both') ? [{ family, limit }] : [],
  );
  const offered: (Capability | false)[] = [
    // No flags, then what tells the sessions of a peer apart.
    multiSession && capability(MULTISESSION, [0, MULTIPROTOCOL.code]),
    limits.length > 0 && capability(PATHS_LIMIT, limits),
    linkLocalNexthop && capability(LINK_LOCAL_NEXT_HOP, true),
    operational && capability(OPERATIONAL, true),
  ];
  return offered.filter((one) => one !== false);
}

/** An IPv4 family whose routes may have IPv6 next hops (RFC 8950 §3). */
function hasIPv6NextHops(family: Family): boolean {
  return afiOf(family) === Afi.IPV4 && (standardFamilies.get(family)?.extendedNextHopLengths.length ?? 0) > 0;
}
