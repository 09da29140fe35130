import type { Family, PathAttribute, PathId } from '@mesh/bgp-wire';

/** What a text is to be read for. Announcing needs a next hop, withdrawing does not. */
export type RouteAction = 'announce' | 'withdraw';

/**
 * One route as text says it: a prefix and what stands with it. Those that are read are frozen and may be shared; a route
 * of a RIB has the same members.
 */
export interface RouteText {
  /** `10.0.0.0/24`, `2001:db8::/32`; host bits are 0. */
  readonly prefix: string;
  readonly family: Family;
  /** Path identifier (RFC 7911), where the text has one. */
  readonly pathId?: PathId | undefined;
  /** An address, or `self`: the local address of each session it is sent on. */
  readonly nextHop?: string | undefined;
  /** What the text names, in ascending type code. Nothing is added: defaults depend on the session. */
  readonly attributes: readonly PathAttribute[];
  /** A label for people; it is never sent. */
  readonly name?: string | undefined;
  /** The group that switches the route on and off together with others. */
  readonly watchdog?: string | undefined;
  /** The route is known and starts withdrawn. */
  readonly withdrawn?: true | undefined;
}

/** A route that can be announced. */
export interface ParsedRoute extends RouteText {
  readonly nextHop: string;
}
