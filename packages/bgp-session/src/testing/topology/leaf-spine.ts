import { FIRST_AS, numberedNodes, type Topology, type TopologyLink } from './topology.js';

export interface LeafSpineOptions {
  readonly spines: number;
  readonly leaves: number;
}

/** A Clos fabric of two stages (RFC 7938 §5.2): each leaf speaks with each spine; spines share an AS, leaves have their own. */
export function leafSpine({ spines, leaves }: LeafSpineOptions): Topology {
  if (!(spines >= 1 && leaves >= 1))
    throw new RangeError(`spines and leaves must be 1 or more, got ${spines}, ${leaves}`);
  const nodes = numberedNodes(
    spines + leaves,
    (index) => (index < spines ? FIRST_AS : FIRST_AS + 1 + index - spines),
    (index) => (index < spines ? `spine${index + 1}` : `leaf${index - spines + 1}`),
  );
  const links = nodes.slice(spines).flatMap(({ name: b }): TopologyLink[] => {
    return nodes.slice(0, spines).map(({ name: a }) => ({ a, b, relation: 'external' }));
  });
  return { nodes, links };
}
