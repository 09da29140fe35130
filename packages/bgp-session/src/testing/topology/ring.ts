import { FIRST_AS, numberedNodes, type Topology } from './topology.js';

/** Each speaks with the two beside it, and each has an AS of its own. */
export function ring(count: number): Topology {
  if (count < 3) throw new RangeError(`a ring has 3 nodes or more, got ${count}`);
  const nodes = numberedNodes(count, (index) => FIRST_AS + index);
  const links = nodes.map(({ name: a }, i) => ({
    a,
    b: nodes[(i + 1) % count]!.name,
    relation: 'external' as const,
  }));
  return { nodes, links };
}
