import type { PathAttribute, PathId } from '@mesh/bgp-wire';

/** What names a route. */
export interface RouteKey {
  readonly prefix: string;
  readonly family: number;
  readonly pathId?: PathId;
}

/** A route to announce: plain data, as an Adj-RIB-Out takes it. */
export interface SourceRoute extends RouteKey {
  readonly nextHop: string;
  readonly linkLocal?: string;
  readonly attributes: readonly PathAttribute[];
}

/** What a source says, in its order. */
export interface RouteChanges {
  readonly withdrawn: readonly RouteKey[];
  readonly announced: readonly SourceRoute[];
}

/** Where routes come from, in batches: a message, a group of routes that share attributes, a few hundred lines. */
export interface RouteSource {
  /** What the routes come out of, for people: `seed 1`, `routes.txt`. */
  readonly name: string;
  /** Number of routes, where it is known beforehand. */
  readonly count: number | undefined;
  changes(): AsyncIterable<RouteChanges>;
  /** What was passed over and why, once all has been read; empty where nothing was. */
  remarks(): readonly string[];
}
