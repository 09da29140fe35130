import type {
  Asn,
  CodecContext,
  Family,
  GracefulRestart,
  LongLivedFamily,
  OpenMessage,
  Role,
  RouterId,
} from '@mesh/bgp-wire';

/** What two OPENs agreed on; exists only once both are acceptable. */
export interface Negotiated {
  readonly localOpen: OpenMessage;
  readonly peerOpen: OpenMessage;
  readonly localAs: Asn;
  /** The peer's AS number in four octets where both sides can (RFC 6793 §4.1). */
  readonly peerAs: Asn;
  readonly internal: boolean;
  readonly localRouterId: RouterId;
  readonly peerRouterId: RouterId;
  /** The smaller of both; 0 for none (RFC 4271 §4.2). */
  readonly holdTimeSeconds: number;
  /** A third of the hold time, at least 1; 0 for none (RFC 4271 §4.4). */
  readonly keepaliveSeconds: number;
  /** 0 for none (RFC 9687 §4). */
  readonly sendHoldTimeSeconds: number;
  /** Families both sides speak; IPv4 unicast for a peer without the Multiprotocol capability (RFC 4760 §8). */
  readonly families: readonly Family[];
  /** Path identifiers a direction (RFC 7911 §4). */
  readonly addPath: { readonly receive: ReadonlySet<Family>; readonly send: ReadonlySet<Family> };
  readonly asn4: boolean;
  /** Messages beyond 4096 octets a direction (RFC 8654 §4). */
  readonly extendedMessage: { readonly receive: boolean; readonly send: boolean };
  /** IPv4 families whose next hop may be IPv6 (RFC 8950 §4). */
  readonly extendedNextHop: ReadonlySet<Family>;
  /** Most labels in an NLRI that we send, for the families that both sides named; 1 for others (RFC 8277 §2.1). */
  readonly multipleLabels: ReadonlyMap<Family, number>;
  /** ORF types a direction: filters that we may send, and those that the peer may send us (RFC 5291 §5). */
  readonly orf: {
    readonly receive: ReadonlyMap<Family, ReadonlySet<number>>;
    readonly send: ReadonlyMap<Family, ReadonlySet<number>>;
  };
  readonly routeRefresh: boolean;
  readonly enhancedRouteRefresh: boolean;
  /** Present where we take part and the peer named a family that both speak (RFC 4724 §5, RFC 9494 §4.2). */
  readonly gracefulRestart: NegotiatedGracefulRestart | undefined;
  /** The N bit both ways: a NOTIFICATION restarts gracefully unless it is a Hard Reset (RFC 8538 §4). */
  readonly notificationRestart: boolean;
  /** What each side is to the other, where it said so (RFC 9234 §4.2). */
  readonly localRole: Role | undefined;
  readonly peerRole: Role | undefined;
  /** How what the peer sends is decoded. */
  readonly rx: CodecContext;
  /** How what we send is encoded. */
  readonly tx: CodecContext;
}

/** The peer's side of graceful restart, as far as it concerns this session. */
export interface NegotiatedGracefulRestart {
  /** The peer's capability as it came. */
  readonly peer: GracefulRestart;
  /** Families of the session whose routes are kept over a restart of the peer. */
  readonly families: readonly Family[];
  /**
   * What the peer says of families whose routes are kept longer (RFC 9494), as far as both sides named them; the stale
   * time is no longer than ours.
   */
  readonly longLived: ReadonlyMap<Family, LongLivedFamily>;
}
