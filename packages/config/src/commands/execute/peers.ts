import { formatCloseReason, type PeerSnapshot } from '@mesh/bgp-session';
import { formatFamily } from '@mesh/bgp-wire';
import { settingsOfNeighbor } from '../../file/neighbor-settings.js';
import { formatConfiguration } from '../../file/print.js';
import type { MeshSpeaker } from '../../running/mesh-speaker.js';
import type { PeerRibs } from '../../running/peer-ribs.js';
import { formatPeerName } from '../../selector/format.js';
import type { PeerDetail } from '../command.js';
import { chosenPeers } from './chosen.js';
import type { Effect } from './effect.js';
import type { CommandRecord, JsonValue } from './record.js';

export const peerList: Effect<'peer-list'> = {
  run: (_command, { mesh }) => mesh.peers().map((peer) => ({ neighbor: peer.peerAddress, name: formatPeerName(peer) })),
  text: ({ name }) => String(name),
};

export const peerShow: Effect<'peer-show'> = {
  run: ({ detail = 'summary', selector }, { mesh, ribsOf }) =>
    chosenPeers(mesh, selector).map((peer) => DETAILS[detail](peer, ribsOf(peer.name), mesh)),
  heading: ({ detail = 'summary' }) => (detail === 'summary' ? HEADING : undefined),
  text: (record) => ('uptime-seconds' in record && !('name' in record) ? line(record) : paragraph(record)),
};

const DETAILS: Readonly<Record<PeerDetail, (peer: PeerSnapshot, ribs: PeerRibs, mesh: MeshSpeaker) => CommandRecord>> =
  {
    summary,
    extensive,
    configuration: (peer, { neighbor }, mesh) => {
      // Keys say nothing of themselves, and routes are what `routes list` is for.
      const routes = mesh.configuration.routesOf(neighbor).size;
      const text = formatConfiguration({ neighbors: [settingsOfNeighbor(neighbor)] });
      return { name: formatPeerName(peer), ...(plain({ ...neighbor, routes }) as CommandRecord), text };
    },
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

function extensive(peer: PeerSnapshot, { adjRibIn, adjRibOut, families }: PeerRibs, mesh: MeshSpeaker): CommandRecord {
  const { session, settings, traffic, lastReason } = peer;
  return {
    name: formatPeerName(peer),
    ...summary(peer),
    ephemeral: mesh.isEphemeral(peer.name),
    'local-address': session?.localAddress ?? settings.localAddress ?? null,
    'local-as': settings.localAs,
    'hold-time': session?.holdTime ?? settings.holdTimeSeconds ?? null,
    'families-offered': [...families].map(formatFamily),
    families: session?.families.map(formatFamily) ?? [],
    'routes-in': adjRibIn?.size() ?? 0,
    'routes-out': adjRibOut.size,
    pending: adjRibOut.pending,
    sessions: peer.sessions,
    'messages-sent': traffic.sent.messages,
    'messages-received': traffic.received.messages,
    'last-reason': lastReason === undefined ? null : formatCloseReason(lastReason),
  };
}

const HEADING = 'Peer            AS        up/down state       |     #sent     #recvd';

/** The columns that scripts for ExaBGP take apart. */
function line({ neighbor, state, sent, received, ...rest }: CommandRecord): string {
  const uptime = rest['uptime-seconds'];
  const up = typeof uptime === 'number' ? clockTime(uptime) : 'down';
  const start = `${String(neighbor).padEnd(15)} ${String(rest['peer-as'] ?? 'n/a').padEnd(7)} ${up.padStart(9)}`;
  return `${start} ${String(state).padEnd(12)} ${String(sent).padStart(10)} ${String(received).padStart(10)}`;
}

/** Seconds as hours, minutes and seconds: `1:02:03`. */
function clockTime(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A peer as configuration text where it has one, else as lines of its members, under its name. */
function paragraph({ name, text, ...members }: CommandRecord): string {
  if (text !== undefined) return String(text).trimEnd();
  const lines = Object.entries(members).map(
    ([key, value]) => `  ${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return [String(name), ...lines].join('\n');
}

/** What JSON makes of settings. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
