import type { Asn, CodecContext, Family, OpenMessage, Role, RouterId } from '@mesh/bgp-wire';

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
  /** Most labels in an NLRI that the peer takes, where it is more than one (RFC 8277 §2.1). */
  readonly multipleLabels: ReadonlyMap<Family, number>;
  /** ORF types of the filters that we may send and that the peer may send us (RFC 5291 §5). */
  readonly orf: {
    readonly receive: ReadonlyMap<Family, ReadonlySet<number>>;
    readonly send: ReadonlyMap<Family, ReadonlySet<number>>;
  };
  /** What each side is to the other, where it said so: what OTC depends on (RFC 9234 §5). */
  readonly localRole: Role | undefined;
  readonly peerRole: Role | undefined;
  /** Both sides have Enhanced Route Refresh (RFC 7313). */
  readonly enhancedRouteRefresh: boolean;
  readonly localOpen: OpenMessage;
  readonly peerOpen: OpenMessage;
}
