import type { Asn, CodecContext, Family, OpenMessage, RouterId } from '@mesh/bgp-wire';

/** What is fixed once a session is Established; the same object from `up` to `down`. */
export interface SessionInfo {
  /** The peer's name in its speaker. */
  readonly peer: string;
  readonly localAs: Asn;
  readonly peerAs: Asn;
  /** The session is within one AS (iBGP). */
  readonly internal: boolean;
  readonly localRouterId: RouterId;
  readonly peerRouterId: RouterId;
  /** Our end of the stream, where it has an address: what `next-hop self` means. */
  readonly localAddress: string | undefined;
  readonly peerAddress: string | undefined;
  /** Families both sides speak. */
  readonly families: readonly Family[];
  /** Seconds; 0 for none. */
  readonly holdTime: number;
  /** How what the peer sends is decoded. */
  readonly rx: CodecContext;
  /** How what we send is encoded. */
  readonly tx: CodecContext;
  /** Both sides have Route Refresh (RFC 2918). */
  readonly routeRefresh: boolean;
  /** Both sides have Enhanced Route Refresh (RFC 7313). */
  readonly enhancedRouteRefresh: boolean;
  readonly localOpen: OpenMessage;
  readonly peerOpen: OpenMessage;
}
