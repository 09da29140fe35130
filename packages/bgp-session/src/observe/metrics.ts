import type { TrafficCount } from '../connection/traffic.js';
import type { FsmStateName } from '../fsm/state.js';
import type { PeerSnapshot } from '../peer/peer-snapshot.js';

/** The states as numbers, in the order of RFC 4271 §8.2.2 and of bgpPeerState (RFC 4273). */
const STATE_NUMBERS: Readonly<Record<FsmStateName, number>> = {
  Idle: 1,
  Connect: 2,
  Active: 3,
  OpenSent: 4,
  OpenConfirm: 5,
  Established: 6,
};

/** The value of the `type` label for each kind of message counted. */
const MESSAGE_TYPES = {
  opens: 'open',
  updates: 'update',
  notifications: 'notification',
  keepalives: 'keepalive',
  routeRefreshes: 'route-refresh',
} as const satisfies Partial<Record<keyof TrafficCount, string>>;

type Labels = Readonly<Record<string, string | number>>;
type Sample = readonly [value: number, labels?: Labels];

/** One metric family: its values for one peer, which becomes their first label. */
interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  samples(peer: PeerSnapshot): readonly Sample[];
}

const METRICS: readonly Metric[] = [
  {
    name: 'bgp_peer_info',
    type: 'gauge',
    help: 'Always 1; the labels say who the peer is.',
    samples: ({ peerAddress = '', settings: { localAs, peerAs = '' } }) => [
      [1, { address: peerAddress, local_as: localAs, peer_as: peerAs }],
    ],
  },
  {
    name: 'bgp_peer_state',
    type: 'gauge',
    help: 'State of the peer: 1 Idle, 2 Connect, 3 Active, 4 OpenSent, 5 OpenConfirm, 6 Established.',
    samples: ({ state }) => [[STATE_NUMBERS[state]]],
  },
  {
    name: 'bgp_peer_up',
    type: 'gauge',
    help: '1 while the session is Established.',
    samples: ({ session }) => [[session === undefined ? 0 : 1]],
  },
  {
    name: 'bgp_peer_enabled',
    type: 'gauge',
    help: '0 while an operator has stopped the peer.',
    samples: ({ enabled }) => [[enabled ? 1 : 0]],
  },
  {
    name: 'bgp_peer_uptime_seconds',
    type: 'gauge',
    help: 'How long the session has been Established; 0 while it is not.',
    samples: ({ uptimeMs = 0 }) => [[uptimeMs / 1000]],
  },
  {
    name: 'bgp_peer_sessions_total',
    type: 'counter',
    help: 'Sessions that were Established.',
    samples: ({ sessions }) => [[sessions]],
  },
  {
    name: 'bgp_peer_messages_received_total',
    type: 'counter',
    help: 'Messages that came, by type.',
    samples: ({ traffic }) => byType(traffic.received),
  },
  {
    name: 'bgp_peer_messages_sent_total',
    type: 'counter',
    help: 'Messages that were handed to the stream, by type.',
    samples: ({ traffic }) => byType(traffic.sent),
  },
  {
    name: 'bgp_peer_received_bytes_total',
    type: 'counter',
    help: 'Octets that came.',
    samples: ({ traffic }) => [[traffic.received.octets]],
  },
  {
    name: 'bgp_peer_sent_bytes_total',
    type: 'counter',
    help: 'Octets that were handed to the stream.',
    samples: ({ traffic }) => [[traffic.sent.octets]],
  },
  {
    name: 'bgp_peer_update_faults_total',
    type: 'counter',
    help: 'Findings in what the peer sent, by their outcome (RFC 7606).',
    samples: ({ faults }) => Object.entries(faults).map(([outcome, count]) => [count, { outcome }]),
  },
];

/**
 * The peers of a speaker in the Prometheus text format 0.0.4, with the content type
 * `text/plain; version=0.0.4; charset=utf-8`. Every sample has the label `peer`.
 *
 * ```ts
 * response.end(metrics(speaker));
 * ```
 */
export function metrics(speaker: { peers(): readonly PeerSnapshot[] }): string {
  const peers = speaker.peers();
  return METRICS.map((metric) => family(metric, peers)).join('');
}

function family({ name, type, help, samples }: Metric, peers: readonly PeerSnapshot[]): string {
  const lines = peers.flatMap((peer) =>
    samples(peer).map(([value, labels]) => `${name}${formatLabels({ peer: peer.name, ...labels })} ${value}\n`),
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function formatLabels(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([key, value]) => `${key}="${escapeLabel(String(value))}"`)
    .join(',')}}`;
}

/** Backslash, quote and line feed have escapes in a label value; nothing else needs one. */
function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function byType(count: TrafficCount): Sample[] {
  return Object.entries(MESSAGE_TYPES).map(([key, type]) => [count[key as keyof typeof MESSAGE_TYPES], { type }]);
}
