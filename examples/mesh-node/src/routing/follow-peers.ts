import type { PlannedPeer } from './topology.js';

/** Makes and ends sessions. */
export interface PeerHands {
  create(peer: PlannedPeer): void;
  delete(name: string): void;
}

/**
 * Brings the sessions there are to those that are wanted; `current` is kept true. A session whose address is another ends
 * and begins anew; the ones that stay are not touched. What ends does so first: an address may have gone from one node to
 * another. What `create` throws comes through at the end, and the peer is tried again the next time.
 */
export function followPeers(
  current: Map<string, PlannedPeer>,
  wanted: ReadonlyMap<string, PlannedPeer>,
  hands: PeerHands,
): void {
  const stays = ({ name, address }: PlannedPeer) => wanted.get(name)?.address === address;
  for (const peer of [...current.values()]) {
    if (stays(peer)) continue;
    current.delete(peer.name);
    hands.delete(peer.name);
  }
  const failures: unknown[] = [];
  for (const peer of wanted.values()) {
    if (current.has(peer.name)) continue;
    try {
      hands.create(peer);
      current.set(peer.name, peer);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some peers could not be created');
}
