import type { PeerPredicate, PeerSnapshot } from '@mesh/bgp-session';
import type { DynamicPeer } from '../dynamic/dynamic-peer.js';
import type { MeshSpeaker } from './mesh-speaker.js';
import type { PeerRibs } from './peer-ribs.js';

/** What commands reach of a speaker beyond what it shows to everybody. */
export interface MeshInternals {
  /** Throws `MESH_NO_PEER`. */
  ribsOf(peer: string): PeerRibs;
  /** Peers made by command: all of them or, where this throws, none. */
  createAll(settings: readonly DynamicPeer[]): readonly PeerSnapshot[];
  /** As `MeshSpeaker.delete`, and the peers are told why. */
  delete(predicate: PeerPredicate, text: string): number;
}

const internals = new WeakMap<MeshSpeaker, MeshInternals>();

/** Called once by each speaker, for the other files of the package. */
export function setInternals(mesh: MeshSpeaker, of: MeshInternals): void {
  internals.set(mesh, of);
}

export function internalsOf(mesh: MeshSpeaker): MeshInternals {
  return internals.get(mesh)!;
}
