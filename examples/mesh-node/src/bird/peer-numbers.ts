import type { PlannedPeer } from '../routing/topology.js';

/** A session with its number: BIRD knows it as `peer<number>`. */
export interface NumberedPeer extends PlannedPeer {
  readonly number: number;
}

/**
 * Gives sessions their names: `peer1`, `peer2`, … in the order of the nodes. A neighbour that had a number keeps it, and only
 * the rest take those that are free: were they counted anew, BIRD would end the sessions behind one that goes.
 */
export function numberPeers(
  peers: Iterable<PlannedPeer>,
  before: ReadonlyMap<string, number> = new Map(),
): readonly NumberedPeer[] {
  const all = [...peers];
  const taken = new Set(all.flatMap(({ address }) => before.get(address) ?? []));
  let next = 1;
  const free = () => {
    while (taken.has(next)) next++;
    return next++;
  };
  return all.map((peer) => ({ ...peer, number: before.get(peer.address) ?? free() }));
}

/** The numbers that neighbours have in `protocols.conf`, by address. */
export function peerNumbersIn(protocolsConf: string): ReadonlyMap<string, number> {
  const found = protocolsConf.matchAll(/^protocol bgp peer(\d{1,9}) \{\n {2}description "BGP peer at ([\d.]+)";$/gm);
  return new Map([...found].map(([, number, address]) => [address!, Number(number)]));
}
