import type { PeerSnapshot, Session } from '@mesh/bgp-session';
import { MeshError } from '@mesh/bgp-wire';
import type { MeshSpeaker } from '../../running/mesh-speaker.js';
import type { Selector } from '../../selector/selector.js';

/** The peers that a selector chooses. Throws `MESH_NO_PEER` where it is none: never all instead. */
export function chosenPeers(mesh: MeshSpeaker, selector: Selector): readonly PeerSnapshot[] {
  const chosen = mesh.peers().filter(selector);
  if (chosen.length > 0) return chosen;
  throw new MeshError('MESH_NO_PEER', 'no neighbors match the selector', { details: { selector: String(selector) } });
}

/** The sessions of the peers chosen that are up. Throws `MESH_NO_PEER` where none is chosen, `MESH_NO_SESSION` where none is up. */
export function chosenSessions(mesh: MeshSpeaker, selector: Selector): readonly Session[] {
  const sessions = chosenPeers(mesh, selector).flatMap(({ session }) => session ?? []);
  if (sessions.length > 0) return sessions;
  throw new MeshError('MESH_NO_SESSION', 'no neighbor chosen has a session that is up', {
    details: { selector: String(selector) },
  });
}
