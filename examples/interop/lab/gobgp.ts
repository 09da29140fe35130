import { DaemonProcess, run } from '@mesh-examples/lib/daemon';
import {
  type Daemon,
  type DaemonKind,
  type DaemonSettings,
  type LabPeer,
  type LocalRoute,
  localAddress,
} from './daemon.js';
import { defined, type FamilyName, normalAsPath, type RouteOrigin, type TableRoute } from './route.js';

const API_PORT = '50051';
const GOBGPD = '/usr/bin/gobgpd';
const GOBGP = '/usr/bin/gobgp';

/** GoBGP: everything at run time goes through its gRPC command line. */
export const gobgp: DaemonKind = {
  name: 'gobgp',
  programs: [GOBGPD, GOBGP],
  start,
  hides: {},
  sawShutdown: /code 6\(cease\) subcode 2\(administrative shutdown\)/,
  /** A NOTIFICATION before Established is not in its log: it only counts it. */
  sawBadPeerAs: /"received":\{"notification":1/,
  readsShutdownText: true,
  sendsShutdownText: true,
  holdsTable: true,
};

const STATES: readonly string[] = ['unknown', 'Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm', 'Established'];

async function start(settings: DaemonSettings): Promise<Daemon> {
  const daemon = new DaemonProcess('gobgp');
  daemon.write('gobgpd.toml', configuration(settings));
  const control = (...args: readonly string[]) => run(GOBGP, ['-u', settings.address, '-p', API_PORT, ...args]);
  const routes = new Map<string, LocalRoute>();
  const launch = () =>
    daemon.launch({
      program: GOBGPD,
      args: [
        ...['-t', 'toml', '-f', daemon.path('gobgpd.toml'), '-l', 'info'],
        ...['--api-hosts', `${settings.address}:${API_PORT}`],
      ],
      ready: () => control('neighbor', '-j'),
    });
  await launch();

  return {
    async state(peer) {
      const answer: { state: { session_state?: number } } = JSON.parse(await control('neighbor', peer, '-j'));
      return STATES[answer.state.session_state ?? 0] ?? 'unknown';
    },
    async *routes(family) {
      const table: Record<string, readonly GobgpPath[]> = JSON.parse(
        await control('global', 'rib', '-a', family, '-j'),
      );
      for (const [prefix, paths] of Object.entries(table)) {
        // A path of its own has no source.
        for (const one of paths) if (one['source-id'] !== undefined) yield parseRoute(prefix, one);
      }
    },
    async count(family) {
      const summary: { num_destination?: number } = JSON.parse(
        await control('global', 'rib', 'summary', '-a', family, '-j'),
      );
      return (
        Number(summary.num_destination ?? 0) - [...routes.keys()].filter((prefix) => familyOf(prefix) === family).length
      );
    },
    async announce(added) {
      for (const route of added) {
        routes.set(route.prefix, route);
        await control('global', 'rib', '-a', familyOf(route.prefix), 'add', ...routeArguments(route, settings));
      }
    },
    async withdraw(prefixes) {
      for (const prefix of prefixes) {
        await control('global', 'rib', '-a', familyOf(prefix), 'del', ...routeArguments(routes.get(prefix)!, settings));
        routes.delete(prefix);
      }
    },
    async shutdown(peer, text) {
      await control('neighbor', peer, 'shutdown', '--reason', text);
    },
    lastError: async (peer) => `${await control('neighbor', peer, '-j')}\n${daemon.log()}`,
    tell: control,
    async crash() {
      await daemon.crash();
      routes.clear();
    },
    relaunch: launch,
    log: () => daemon.log(),
    isRunning: () => daemon.isRunning,
    stop: () => daemon.stop(),
  };
}

function familyOf(prefix: string): FamilyName {
  return prefix.includes(':') ? 'ipv6' : 'ipv4';
}

const GRACEFUL_RESTART = `
[neighbors.graceful-restart.config]
enabled = true
restart-time = 30`;

/** Its TOML tables, one field a line. The hold time before a new try is the shortest it takes. */
function configuration(settings: DaemonSettings): string {
  const peers = settings.peers.map(
    ({ address, as, dials, addPath, gracefulRestart }) => `
[[neighbors]]
[neighbors.config]
neighbor-address = "${address}"
peer-as = ${as}
[neighbors.timers.config]
hold-time = ${settings.holdTime}
keepalive-interval = ${Math.max(1, Math.floor(settings.holdTime / 3))}
connect-retry = 5
idle-hold-time-after-reset = 1
[neighbors.transport.config]
local-address = "${localAddress(settings, address)}"
passive-mode = ${!dials}
remote-port = 179${gracefulRestart ? GRACEFUL_RESTART : ''}
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
${['ipv4-unicast', 'ipv6-unicast'].map((name) => `[[neighbors.afi-safis]]\n[neighbors.afi-safis.config]\nafi-safi-name = "${name}"${addPaths(addPath)}`).join('\n')}
`,
  );
  const bmp =
    settings.bmp === undefined
      ? ''
      : `[[bmp-servers]]
[bmp-servers.config]
address = "${settings.bmp.address}"
port = ${settings.bmp.port}
route-monitoring-policy = "pre-policy"
`;
  return `[global.config]
as = ${settings.as}
router-id = "${settings.routerId}"
port = 179
local-address-list = ["${settings.address}", "${settings.address6}"]
${bmp}${peers.join('')}`;
}

/** How many paths it sends of a prefix is a number, and it has no word for all. */
function addPaths(part: LabPeer['addPath']): string {
  if (part === undefined) return '';
  const [receive, most] = [part !== 'send', part === 'receive' ? 0 : 8];
  return `\n[neighbors.afi-safis.add-paths.config]\nreceive = ${receive}\nsend-max = ${most}`;
}

function routeArguments(route: LocalRoute, settings: DaemonSettings): readonly string[] {
  const { prefix, med, communities = [], largeCommunities = [] } = route;
  return [
    ...[prefix, 'origin', 'igp', 'nexthop', familyOf(prefix) === 'ipv6' ? settings.address6 : settings.address],
    ...(med === undefined ? [] : ['med', String(med)]),
    ...(communities.length === 0 ? [] : ['community', communities.join(',')]),
    ...(largeCommunities.length === 0 ? [] : ['large-community', largeCommunities.join(',')]),
  ];
}

interface GobgpSegment {
  readonly segment_type: number;
  readonly asns: readonly number[];
}

/** Attributes by number, each with the fields of its type. */
interface GobgpAttribute {
  readonly type: number;
  readonly value?: unknown;
  readonly as_paths?: readonly GobgpSegment[];
  readonly nexthop?: string;
  readonly metric?: number;
  readonly communities?: readonly number[];
  readonly as?: number;
  readonly address?: string;
}

interface GobgpPath {
  readonly 'source-id'?: string;
  readonly attrs: readonly GobgpAttribute[];
}

const ORIGINS: readonly RouteOrigin[] = ['igp', 'egp', 'incomplete'];
const SUBTYPES: Readonly<Record<number, string>> = { 2: 'target', 3: 'origin' };

function parseRoute(prefix: string, { attrs }: GobgpPath): TableRoute {
  const find = (type: number) => attrs.find((one) => one.type === type);
  const aggregator = find(7);
  const extended = (find(16)?.value ?? []) as readonly { subtype: number; value: string }[];
  const large = (find(32)?.value ?? []) as readonly { ASN: number; LocalData1: number; LocalData2: number }[];
  return {
    prefix,
    nextHop: find(3)?.nexthop ?? find(14)?.nexthop ?? '',
    origin: ORIGINS[Number(find(1)?.value ?? 0)]!,
    asPath: normalAsPath((find(2)?.as_paths ?? []).map(segmentText).join(' ')),
    ...defined({
      med: find(4)?.metric,
      atomicAggregate: find(6) === undefined ? undefined : true,
      aggregator: aggregator === undefined ? undefined : `${aggregator.as} ${aggregator.address}`,
    }),
    communities: (find(8)?.communities ?? []).map((value) => `${value >>> 16}:${value & 0xffff}`),
    extendedCommunities: extended.map(({ subtype, value }) => `${SUBTYPES[subtype] ?? subtype}:${dottedAs(value)}`),
    largeCommunities: large.map(({ ASN, LocalData1, LocalData2 }) => `${ASN}:${LocalData1}:${LocalData2}`),
  };
}

function segmentText({ segment_type, asns }: GobgpSegment): string {
  return segment_type === 1 ? `{${asns.join(',')}}` : asns.join(' ');
}

/** It prints a 4-octet AS as `1.4464`; an address has three dots. */
function dottedAs(value: string): string {
  return value.replace(/^(\d+)\.(\d+):/, (_, high: string, low: string) => `${Number(high) * 65_536 + Number(low)}:`);
}
