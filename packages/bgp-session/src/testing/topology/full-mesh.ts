import { FIRST_AS, numberedNodes, ONE_AS, type Topology } from './topology.js';

/** Everybody speaks with everybody: within one AS (RFC 4271 §9.1), or each with an AS of its own. */
export function fullMesh(count: number, relation: 'internal' | 'external' = 'internal'): Topology {
  const nodes = numberedNodes(count, (index) => (relation === 'internal' ? ONE_AS : FIRST_AS + index));
  const links = nodes.flatMap(({ name: a }, i) => nodes.slice(i + 1).map(({ name: b }) => ({ a, b, relation })));
  return { nodes, links };
}
