import { MeshError } from '@mesh/bgp-wire';
import type { Peer } from '../peer/peer.js';
import { normalAddress, type ResolvedPeer } from '../peer/peer-settings.js';
import type { StreamAddresses } from './speaker-events.js';

/** Where an incoming stream comes from and to, in one spelling. */
export interface Place {
  readonly local: string | undefined;
  readonly remote: string | undefined;
  readonly remotePort: number | undefined;
}

/** Where a stream comes from and to. */
export function placeOf({ localAddress, remoteAddress, remotePort }: StreamAddresses): Place {
  return {
    local: localAddress === undefined ? undefined : normalAddress(localAddress),
    remote: remoteAddress === undefined ? undefined : normalAddress(remoteAddress),
    remotePort,
  };
}

/*
 * The peers of a speaker, by name and by where their streams come from. What tells peers apart is the remote address,
 * the local one, the remote port and the name. The port of a stream that the peer opened says nothing as a rule, so of
 * peers that differ by it alone the one that waits for a stream gets it.
 */
export class PeerSet implements Iterable<Peer> {
  readonly #byName = new Map<string, Peer>();
  readonly #byAddress = new Map<string | undefined, Set<Peer>>();

  get size(): number {
    return this.#byName.size;
  }

  [Symbol.iterator](): IterableIterator<Peer> {
    return this.#byName.values();
  }

  get(name: string): Peer | undefined {
    return this.#byName.get(name);
  }

  add(peer: Peer): void {
    const { peerAddress } = peer.resolved;
    this.#byName.set(peer.name, peer);
    const there = this.#byAddress.get(peerAddress);
    if (there === undefined) this.#byAddress.set(peerAddress, new Set([peer]));
    else there.add(peer);
  }

  remove(peer: Peer): void {
    this.#byName.delete(peer.name);
    const { peerAddress } = peer.resolved;
    const there = this.#byAddress.get(peerAddress);
    there?.delete(peer);
    if (there?.size === 0) this.#byAddress.delete(peerAddress);
  }

  /** The peers at a remote address. */
  at(address: string | undefined): readonly Peer[] {
    return [...(this.#byAddress.get(address) ?? [])];
  }

  clear(): void {
    this.#byName.clear();
    this.#byAddress.clear();
  }

  /** The peer that an incoming stream is from: the most specific first, and of those the one that waits for a stream. */
  find(place: Place): Peer | undefined {
    let best: Peer | undefined;
    let bestScore = -1;
    for (const peer of this.#byAddress.get(place.remote) ?? []) {
      const score = scoreOf(peer, place);
      if (score > bestScore) [best, bestScore] = [peer, score];
    }
    return best;
  }
}

/** How much a peer would have a stream from there, the weightiest question first; -1: not at all. */
function scoreOf({ resolved, state }: Peer, { local, remotePort }: Place): number {
  if (!resolved.accepts) return -1;
  const { localAddress, peerPort } = resolved;
  if (localAddress !== undefined && local !== undefined && localAddress !== local) return -1;
  const exact = localAddress !== undefined && local !== undefined;
  return (exact ? 8 : 0) + (peerPort === remotePort ? 4 : 0) + (WAITING[state] ?? 1);
}

const WAITING: Readonly<Record<string, number>> = { Active: 3, Connect: 2, Idle: 0 };

/** Throws `MESH_PEER_AMBIGUOUS` where incoming streams of the two could not be told apart. */
export function checkDistinct(one: ResolvedPeer, other: ResolvedPeer): void {
  if (!one.accepts || !other.accepts) return;
  const isSame =
    one.peerAddress === other.peerAddress && one.localAddress === other.localAddress && one.peerPort === other.peerPort;
  // Streams without addresses are dialled, as a rule; only those that never are have to be told apart.
  const areDialled =
    one.peerAddress === undefined && !(one.options.passiveTcpEstablishment && other.options.passiveTcpEstablishment);
  if (!isSame || areDialled) return;
  throw new MeshError(
    'MESH_PEER_AMBIGUOUS',
    `connections of ${one.name} could not be told from those of ${other.name}: give them different localAddress or peerPort, or accept: false to one`,
    { details: { name: one.name, other: other.name } },
  );
}

/** True where streams to a dynamic peer would be those of a peer that is being created. */
export function isSamePlace(dynamic: ResolvedPeer, { peerAddress, localAddress }: ResolvedPeer): boolean {
  if (dynamic.peerAddress !== peerAddress) return false;
  return localAddress === undefined || dynamic.localAddress === undefined || localAddress === dynamic.localAddress;
}
