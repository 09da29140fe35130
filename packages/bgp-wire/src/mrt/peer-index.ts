import { MAX_U16, unsigned } from '../bytes/range.js';
import type { MrtPeer } from './record.js';

/** The places of peers in a PEER_INDEX_TABLE, which the RIB records after it refer to (RFC 6396 §4.3.1). */
export class PeerIndex {
  readonly #places = new Map<MrtPeer, number>();
  readonly #placesByKey = new Map<string, number>();

  /** Throws `RangeError` for more peers than an index can name. */
  constructor(peers: readonly MrtPeer[]) {
    unsigned('the number of peers', peers.length, MAX_U16);
    for (const [place, peer] of peers.entries()) {
      if (!this.#places.has(peer)) this.#places.set(peer, place);
      const key = keyOf(peer);
      if (!this.#placesByKey.has(key)) this.#placesByKey.set(key, place);
    }
  }

  /**
   * The place of this very peer, so that peers that look the same stay apart; else of one with the same address, AS and
   * identifier. Throws `RangeError` for a peer that is not in the table.
   */
  placeOf(peer: MrtPeer): number {
    const place = this.#places.get(peer) ?? this.#placesByKey.get(keyOf(peer));
    if (place !== undefined) return place;
    throw new RangeError(`peer ${peer.address} of AS ${peer.asn} is not among the ${this.#places.size} of the table`);
  }
}

function keyOf({ address, asn, routerId }: MrtPeer): string {
  return `${address} ${asn} ${routerId}`;
}
