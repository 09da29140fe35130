import type { PeerKind } from '../adj-rib-in/import-check.js';
import type { RouteId } from '../store/route-table.js';

/** What decisions ask of the peer a candidate came from. */
export interface PeerFacts {
  readonly kind: PeerKind | 'local';
  /** Its routes count as external (RFC 4271 §9.1.2.2 d); those of other members of a confederation do not (RFC 5065 §5.3). */
  readonly external: boolean;
  /** The peer's AS; 0 for routes that begin here. */
  readonly asn: number;
  readonly weight: number;
  readonly routerId: number;
  /** Place of its address among those of all peers, in ascending order. */
  readonly addressRank: number;
  /** The path identifier it sent a route with; 0 without ADD-PATH. */
  pathId(accepted: RouteId): number;
}
