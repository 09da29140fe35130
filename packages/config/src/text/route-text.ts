import type { Nlri, PathAttribute, PathId } from '@mesh/bgp-wire';

/** What a text is to be read for. Announcing needs a next hop, withdrawing does not. */
export type RouteAction = 'announce' | 'withdraw';

/** How strictly a text is read. */
export interface TextOptions {
  /**
   * `exabgp`: the same octets as ExaBGP where it is at odds with the RFCs or drops what was written: an AS number above
   * 65535 in `target:70000:1` becomes an IPv4 address, communities are sorted, of a keyword that stands twice the first
   * counts, a split to a shorter length is left out, a path identifier of over 32 bits wraps, labels of SR Policies have
   * the bottom of stack, an IPv6 MUP route a mapped next hop, and any other IPv6 route may have an IPv4 one.
   */
  readonly compat?: 'exabgp' | undefined;
}

/**
 * One route as text says it: what is reached, and what stands with it. Those that are read are frozen and may be shared.
 */
export interface RouteText {
  /** The route itself, of any family, with its path identifier (RFC 7911) where the text has one. */
  readonly nlri: Nlri;
  /** An address, or `self`: the local address of each session it is sent on. Flows may have none. */
  readonly nextHop?: string | undefined;
  /** The link-local next hop beside a global one (RFC 2545 §3). */
  readonly linkLocal?: string | undefined;
  /** What the text names, in ascending type code. Nothing is added: defaults depend on the session. */
  readonly attributes: readonly PathAttribute[];
  /** A label for people; it is never sent. */
  readonly name?: string | undefined;
  /** The group that switches the route on and off together with others. */
  readonly watchdog?: string | undefined;
  /** The route is known and starts withdrawn. */
  readonly withdrawn?: true | undefined;
}

/** A route of a RIB as data: its members side by side, and `nlri` where they do not say all. */
export interface PrefixRouteText extends Omit<RouteText, 'nlri'> {
  readonly nlri?: Nlri | undefined;
  readonly prefix: string;
  /** Unicast of the prefix's address family if left out. */
  readonly family?: number | undefined;
  readonly pathId?: PathId | undefined;
}
