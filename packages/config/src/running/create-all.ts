import type { PeerSnapshot } from '@mesh/bgp-session';
import { isMeshError, MeshError } from '@mesh/bgp-wire';
import type { DynamicPeer } from '../dynamic/dynamic-peer.js';
import { formatPeerName } from '../selector/format.js';

/**
 * Makes peers, all or none: where one is refused those before it are taken back. Throws what `create` throws, and
 * `MESH_PEER_EXISTS` with the name of the peer that is there.
 */
export function createAll(
  there: readonly PeerSnapshot[],
  settings: readonly DynamicPeer[],
  create: (settings: DynamicPeer) => PeerSnapshot,
  unmake: (names: ReadonlySet<string>) => void,
): readonly PeerSnapshot[] {
  const made: PeerSnapshot[] = [];
  try {
    for (const one of settings) made.push(create(one));
    return made;
  } catch (error) {
    const names = new Set(made.map(({ name }) => name));
    if (names.size > 0) unmake(names);
    throw named(error, [...there, ...made]);
  }
}

/** A peer that exists is called by its canonical name. */
function named(error: unknown, there: readonly PeerSnapshot[]): unknown {
  if (!isMeshError(error, 'MESH_PEER_EXISTS')) return error;
  const peer = there.find(({ name }) => name === error.details?.['name']);
  if (!peer) return error;
  return new MeshError(error.code, `peer already exists: ${formatPeerName(peer)}`, {
    cause: error,
    details: error.details,
  });
}
