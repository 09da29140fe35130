import type { PeerSnapshot } from '@mesh/bgp-session';
import { formatFamily } from '@mesh/bgp-wire';
import type { PeerRibs } from '../../running/peer-ribs.js';
import { formatPeerName } from '../../selector/format.js';
import type { PeerDetail } from '../command.js';
import { chosenPeers } from './chosen.js';
import type { Effect } from './effect.js';
import type { CommandRecord } from './record.js';

export const peerList: Effect<'peer-list'> = {
  run: (_command, { mesh }) => mesh.peers().map((peer) => ({ neighbor: peer.peerAddress, name: formatPeerName(peer) })),
  text: ({ name }) => String(name),
};

export const peerShow: Effect<'peer-show'> = {
  run: ({ detail = 'summary', selector }, { mesh, ribsOf }) =>
    chosenPeers(mesh, selector).map((peer) => DETAILS[detail](peer, ribsOf(peer.name))),
};

const DETAILS: Readonly<Record<PeerDetail, (peer: PeerSnapshot, ribs: PeerRibs) => CommandRecord>> = {
  summary,
  extensive: (peer, { ephemeral }) => ({
    ...summary(peer),
    name: formatPeerName(peer),
    ephemeral,
    families: peer.session?.families.map(formatFamily) ?? [],
  }),
  configuration: (peer) => ({ neighbor: peer.peerAddress, name: formatPeerName(peer) }),
};

function summary({ peerAddress, settings, session, state, uptimeMs, traffic }: PeerSnapshot): CommandRecord {
  return {
    neighbor: peerAddress,
    'peer-as': session?.peerAs ?? settings.peerAs,
    state: state.toLowerCase(),
    'uptime-seconds': uptimeMs === undefined ? null : Math.floor(uptimeMs / 1000),
    sent: traffic.sent.updates,
    received: traffic.received.updates,
  };
}
