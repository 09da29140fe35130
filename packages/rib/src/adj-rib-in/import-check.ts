import { AttributeCode, type Role } from '@mesh/bgp-wire';
import { addressIn } from '../store/next-hop-address.js';
import type { AttributeOctets } from './attribute-octets.js';

/** What a peer is to us. A client of a route reflector is internal, one of a route server external. */
export type PeerKind = 'external' | 'internal' | 'client' | 'confederation' | 'route-server-client';

/** What the checks of a peer's routes depend on; filled in from options and session. */
export interface ImportContext {
  readonly kind: PeerKind;
  /** The AS the peer sees; of a confederation towards the outside, its identifier. */
  readonly localAs: number;
  readonly peerAs: number;
  /** Our AS within the confederation; 0 where there is none. */
  readonly memberAs: number;
  readonly routerId: number;
  readonly clusterId: number;
  /** How often our own AS may stand in a path. */
  readonly allowOwnAs: number;
  readonly enforceFirstAs: boolean;
  /** Most AS numbers of a path. */
  readonly maxAsPath: number;
  /** Our addresses in octets. */
  readonly ownAddresses: readonly Uint8Array[];
  /** What we are to the peer (RFC 9234 §4). */
  readonly role: Role | undefined;
  readonly requirePolicy: boolean;
  readonly hasPolicy: boolean;
}

/** One reason for which a route of a peer is no candidate. */
export interface ImportCheck {
  readonly name: string;
  readonly rfc: string;
  /** What is wrong, for people. */
  readonly reason: string;
  /** True where the route is not eligible. `unicast`: it is of a family that OTC is defined for. */
  refuses(route: AttributeOctets, peer: ImportContext, unicast: boolean): boolean;
}

/** The peer is in our AS or confederation. */
export function isInside(kind: PeerKind): boolean {
  return kind === 'internal' || kind === 'client' || kind === 'confederation';
}

/** The checks in the order in which they are made; the first that refuses names the reason. */
export const importChecks: readonly ImportCheck[] = [
  {
    name: 'own-as',
    rfc: 'RFC 4271 §9.1.2',
    reason: 'our own AS is in the AS_PATH',
    refuses: (route, peer) => route.occurrences(peer.localAs, 'all') > peer.allowOwnAs,
  },
  {
    name: 'confederation-loop',
    rfc: 'RFC 5065 §5.3',
    reason: 'our member AS is in the confederation segments of the AS_PATH',
    refuses: (route, peer) =>
      peer.memberAs !== 0 && route.occurrences(peer.memberAs, 'confederation') > peer.allowOwnAs,
  },
  {
    name: 'originator-id',
    rfc: 'RFC 4456 §8',
    reason: 'ORIGINATOR_ID is our own router id',
    refuses: (route, peer) => peer.routerId !== 0 && route.u32(AttributeCode.ORIGINATOR_ID) === peer.routerId,
  },
  {
    name: 'cluster-list',
    rfc: 'RFC 4456 §8',
    reason: 'CLUSTER_LIST has our own cluster id',
    refuses: (route, peer) => peer.clusterId !== 0 && route.lists(AttributeCode.CLUSTER_LIST, peer.clusterId),
  },
  {
    name: 'first-as',
    rfc: 'RFC 4271 §6.3',
    reason: 'the AS_PATH does not begin with the AS of the neighbour',
    refuses: (route, peer) => peer.enforceFirstAs && !isInside(peer.kind) && route.firstAs !== peer.peerAs,
  },
  {
    name: 'as-path-limit',
    rfc: 'RFC 4271 §9.1.1',
    reason: 'the AS_PATH has more AS numbers than the limit',
    refuses: (route, peer) => route.pathNumbers > peer.maxAsPath,
  },
  {
    name: 'own-next-hop',
    rfc: 'RFC 4271 §6.3',
    reason: 'the next hop is our own address',
    refuses: (route, peer) => peer.ownAddresses.some((address) => isAddress(route.nextHop, address)),
  },
  {
    name: 'otc-leak',
    rfc: 'RFC 9234 §5',
    reason: 'OTC says that the route has leaked',
    refuses: (route, peer, unicast) => unicast && hasLeaked(route.u32(AttributeCode.OTC), peer),
  },
  {
    name: 'no-policy',
    rfc: 'RFC 8212 §2.1',
    reason: 'an external peer without import policy',
    refuses: (_route, peer) => peer.requirePolicy && !peer.hasPolicy && !isInside(peer.kind),
  },
];

/**
 * RFC 9234 §5, ingress 1 and 2: a route with OTC from a customer or a client of our route server has leaked, and one
 * from a peer whose OTC is not the peer's AS.
 */
function hasLeaked(otc: number | undefined, peer: ImportContext): boolean {
  if (otc === undefined || isInside(peer.kind)) return false;
  if (peer.role === 'provider' || peer.role === 'rs') return true;
  return peer.role === 'peer' && otc !== peer.peerAs;
}

/** RFC 9234 §5, ingress 3: what comes from a provider, a peer or a route server is marked with its AS. */
export function marksOtc(peer: ImportContext): boolean {
  return !isInside(peer.kind) && (peer.role === 'customer' || peer.role === 'peer' || peer.role === 'rs-client');
}

/** A next hop means an address; a link-local one behind it is not looked at. */
function isAddress(hop: Uint8Array, address: Uint8Array): boolean {
  const at = addressIn(hop);
  if (at === undefined || at.end - at.start !== address.length) return false;
  return address.every((octet, i) => hop[at.start + i] === octet);
}
