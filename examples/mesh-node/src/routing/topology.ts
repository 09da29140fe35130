import { parseIPv4 } from '@mesh/bgp-wire';
import type { Members } from '../ports.js';

/** A session as the topology wants it. */
export interface PlannedPeer {
  /** Name of the node. */
  readonly name: string;
  /** Its IPv4 overlay address, over which the session runs. */
  readonly address: string;
  /** `client`: we reflect to it (RFC 4456); a node with one is a reflector. */
  readonly kind: 'internal' | 'client';
}

export interface ReflectorRule {
  /** Members up to which there is a full mesh. */
  readonly above: number;
  /** How many reflect in a larger mesh. */
  readonly count: number;
}

type Node = Pick<PlannedPeer, 'name' | 'address'>;

/**
 * The sessions of a node, by name. A pure function of the members, so that all who know the same members agree without a
 * word: a full mesh of up to `above` of them, counting this node. In a larger one the `count` with the lowest addresses
 * reflect (RFC 4456): they have sessions with everybody, with each other as with any internal peer, and the others have
 * sessions with them alone.
 */
export function topology(
  self: Node,
  members: Members,
  { above, count }: ReflectorRule,
): ReadonlyMap<string, PlannedPeer> {
  const others = [...members].map(([name, { IP: address }]) => ({ name, address }));
  const reflectors =
    others.length + 1 > above ? new Set([self, ...others].sort(byAddress).slice(0, count)) : new Set<Node>();
  const isFullMesh = reflectors.size === 0;
  const reflecting = reflectors.has(self);
  const planned = others.flatMap((node): PlannedPeer[] => {
    if (isFullMesh || reflectors.has(node)) return [{ ...node, kind: 'internal' }];
    return reflecting ? [{ ...node, kind: 'client' }] : [];
  });
  return new Map(planned.map((peer) => [peer.name, peer]));
}

function byAddress(a: Node, b: Node): number {
  return parseIPv4(a.address)! - parseIPv4(b.address)!;
}
