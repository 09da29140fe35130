import { numberedNodes, ONE_AS, type Topology, type TopologyLink } from './topology.js';

export interface RouteReflectorTreeOptions {
  /** Clients of each reflector. */
  readonly fanOut: number;
  /** Levels below the root. Default 1: a reflector with its clients. */
  readonly depth?: number | undefined;
}

/** A route reflector, its clients, which reflect for clients of their own, and so on (RFC 4456 §5), within one AS. */
export function routeReflectorTree({ fanOut, depth = 1 }: RouteReflectorTreeOptions): Topology {
  if (!(Number.isInteger(fanOut) && fanOut >= 1))
    throw new RangeError(`fanOut must be 1 client or more, got ${fanOut}`);
  if (!(Number.isInteger(depth) && depth >= 1)) throw new RangeError(`depth must be 1 level or more, got ${depth}`);
  let count = 1;
  for (let level = 1, width = 1; level <= depth; level++) {
    width *= fanOut;
    count += width;
  }
  const nodes = numberedNodes(count, () => ONE_AS);
  const links = nodes.slice(1).map(({ name: b }, i): TopologyLink => {
    return { a: nodes[Math.floor(i / fanOut)]!.name, b, relation: 'client' };
  });
  return { nodes, links };
}
