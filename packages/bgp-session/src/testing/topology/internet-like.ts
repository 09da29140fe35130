import { seededRandom } from '../network/seeded-random.js';
import { FIRST_AS, numberedNodes, type Topology, type TopologyLink } from './topology.js';

export interface InternetLikeOptions {
  /** Networks in all. */
  readonly count: number;
  /** Networks at the top, who are each other's equals and nobody's customers. Default: a tenth, 2 at least. */
  readonly top?: number | undefined;
  /** Most providers of one network. Default 2. */
  readonly providers?: number | undefined;
  /** Probability that a network has an equal beside it. Default 0.2. */
  readonly peering?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
}

/**
 * Networks with an AS each that buy from and sell to each other: some at the top that all know each other, below them
 * customers of one or more networks that came before, popular ones more often, and equals side by side. There is a
 * valley-free way between any two.
 */
export function internetLike(options: InternetLikeOptions): Topology {
  const { count, providers = 2, peering = 0.2, seed = 1 } = options;
  const top = options.top ?? Math.max(2, Math.floor(count / 10));
  if (!(top >= 1 && top <= count)) throw new RangeError(`top must be 1 to ${count} networks, got ${top}`);
  const random = seededRandom(seed);
  const nodes = numberedNodes(
    count,
    (index) => FIRST_AS + index,
    (index) => `as${index + 1}`,
  );
  const links: TopologyLink[] = [];
  /** Each network as often as it has customers, and once more: who is popular is chosen more often. */
  const chosen: number[] = [];
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let index = 0; index < count; index++) {
    const known = new Set<number>();
    const link = (other: number, relation: 'customer' | 'peer'): void => {
      if (other === index || known.has(other)) return;
      known.add(other);
      links.push({ a: nodes[other]!.name, b: nodes[index]!.name, relation });
      if (relation === 'customer') chosen.push(other);
    };
    if (index < top) {
      for (let other = 0; other < index; other++) link(other, 'peer');
    } else {
      const wanted = 1 + below(providers);
      for (let i = 0; i < wanted; i++) link(chosen[below(chosen.length)]!, 'customer');
      if (index > top && random() < peering) link(top + below(index - top), 'peer');
    }
    chosen.push(index);
  }
  return { nodes, links };
}
