/**
 * Takes routes as octets, which are borrowed: the NLRI without path identifier, its path identifier or `NO_PATH_ID`,
 * the canonical attribute set, and the next hop, no octets for `self`.
 */
export interface RouteTarget {
  announce(
    family: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    pathId: number,
    attributes: Uint8Array,
    nextHop: Uint8Array,
  ): void;
  withdraw(family: number, bytes: Uint8Array, offset: number, length: number, pathId: number): void;
}

/** Where routes come from. */
export interface RouteSource {
  /** What the routes come out of, for people: `seed 1`, `routes.txt`. */
  readonly name: string;
  /** Number of routes, where it is known beforehand. */
  readonly count: number | undefined;
  /** Hands every route over, and yields now and then, so that whoever takes them can wait for room. */
  feed(target: RouteTarget): AsyncIterable<void>;
  /** What was passed over and why, once all has been read; empty where nothing was. */
  remarks(): readonly string[];
}
