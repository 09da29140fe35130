/** A router of a topology: plain data. */
export interface TopologyNode {
  readonly name: string;
  /** Where it is reached; its BGP Identifier as well. */
  readonly address: string;
  readonly asn: number;
}

/**
 * What `b` is to `a`: `external` and `internal` peers; `client` of `a` as a route reflector (RFC 4456); `customer` of `a`,
 * or its equal (`peer`), as the roles of RFC 9234 have them.
 */
export type Relation = 'external' | 'internal' | 'client' | 'customer' | 'peer';

/** A session between two nodes, by their names. */
export interface TopologyLink {
  readonly a: string;
  readonly b: string;
  readonly relation: Relation;
}

/** Who there is, and who speaks with whom. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly links: readonly TopologyLink[];
}

/** AS number of topologies within one AS. */
export const ONE_AS = 65000;

/** AS number of the first node of topologies with an AS each (RFC 6996 §5). */
export const FIRST_AS = 4_200_000_000;

/** `count` nodes with the names and addresses that their numbers give, in 10.0.0.0/8. Throws `RangeError`. */
export function numberedNodes(
  count: number,
  asnOf: (index: number) => number,
  nameOf: (index: number) => string = (index) => `r${index + 1}`,
): TopologyNode[] {
  if (!(Number.isInteger(count) && count >= 1 && count <= 65_000)) {
    throw new RangeError(`a topology has 1 to 65000 nodes, got ${count}`);
  }
  return Array.from({ length: count }, (_, index) => ({
    name: nameOf(index),
    address: `10.0.${(index + 1) >> 8}.${(index + 1) & 0xff}`,
    asn: asnOf(index),
  }));
}
