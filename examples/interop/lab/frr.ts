import { mkdirSync } from 'node:fs';
import { DaemonProcess, lines, run } from '@mesh-examples/lib/daemon';
import {
  type Daemon,
  type DaemonKind,
  type DaemonSettings,
  type LabPeer,
  type LocalRoute,
  localAddress,
} from './daemon.js';
import { defined, normalAsPath, parseOrigin, type TableRoute, words } from './route.js';

const BGPD = '/usr/lib/frr/bgpd';
const VTYSH = '/usr/bin/vtysh';

/** FRRouting's bgpd alone, without zebra (`-Z`, `-n`): next hops are not looked up, nothing reaches the kernel. */
export const frr: DaemonKind = {
  name: 'frr',
  programs: [BGPD, VTYSH],
  start,
  hides: {},
  /** It shows each number of an AS_SET once. */
  shown: (route) => ({ ...route, asPath: withoutRepetition(route.asPath) }),
  sawShutdown: /Cease\\?\/Administrative Shutdown/,
  sawBadPeerAs: /OPEN Message Error\\?\/Bad Peer AS/,
  readsShutdownText: true,
  sendsShutdownText: true,
  holdsTable: true,
};

async function start(settings: DaemonSettings): Promise<Daemon> {
  const daemon = new DaemonProcess('frr');
  const vty = daemon.path('vty');
  mkdirSync(vty);
  daemon.write('frr.conf', configuration(settings));
  const arguments_ = (commands: readonly string[]) => ['--vty_socket', vty, ...commands.flatMap((one) => ['-c', one])];
  const shell = (...commands: readonly string[]) => run(VTYSH, arguments_(commands));
  const change = (...commands: readonly string[]) =>
    shell('configure terminal', `router bgp ${settings.as}`, ...commands);
  const launch = () =>
    daemon.launch({
      program: BGPD,
      args: [
        ...['-f', daemon.path('frr.conf'), '-i', daemon.path('bgpd.pid'), '--vty_socket', vty, '-P', '0'],
        ...['-l', settings.address, '-l', settings.address6, '-p', '179', '-S', '-n', '-Z'],
        ...['--log', 'stdout', '--log-level', 'debugging'],
        ...(settings.bmp === undefined ? [] : ['-M', 'bmp']),
      ],
      ready: () => shell('show bgp summary json'),
    });
  await launch();

  return {
    async state(peer) {
      const all: Record<string, { bgpState?: string }> = JSON.parse(await shell(`show bgp neighbors ${peer} json`));
      return all[peer]?.bgpState ?? 'unknown';
    },
    routes: (family) => parseRoutes(lines(VTYSH, arguments_([`show bgp ${family} unicast json detail`]))),
    async count(family) {
      const { peers = {} }: FrrSummary = JSON.parse(await shell(`show bgp ${family} unicast summary json`));
      return Object.values(peers).reduce((sum, { pfxRcd = 0 }) => sum + pfxRcd, 0);
    },
    async announce(routes) {
      await shell('configure terminal', ...routes.flatMap(routeMap));
      await change(
        ...routes.flatMap((route) =>
          inFamily(route.prefix, `network ${route.prefix} route-map ${mapName(route.prefix)}`),
        ),
      );
    },
    async withdraw(prefixes) {
      await change(...prefixes.flatMap((prefix) => inFamily(prefix, `no network ${prefix}`)));
    },
    async shutdown(peer, text) {
      await change(`neighbor ${peer} shutdown message ${text}`);
    },
    lastError: async (peer) => `${await shell(`show bgp neighbors ${peer} json`)}\n${daemon.log()}`,
    tell: shell,
    crash: () => daemon.crash(),
    relaunch: launch,
    log: () => daemon.log(),
    isRunning: () => daemon.isRunning,
    stop: () => daemon.stop(),
  };
}

/** No policy demanded of eBGP (RFC 8212): it would refuse every route for a reason beside the point. */
function configuration(settings: DaemonSettings): string {
  const each = (line: (peer: DaemonSettings['peers'][number]) => readonly string[]) => settings.peers.flatMap(line);
  return [
    'route-map SET-NEXT-HOP-6 permit 10',
    ` set ipv6 next-hop global ${settings.address6}`,
    'exit',
    `router bgp ${settings.as}`,
    ` bgp router-id ${settings.routerId}`,
    ' bgp log-neighbor-changes',
    ' no bgp ebgp-requires-policy',
    ' no bgp network import-check',
    // With many neighbours it would wait up to ten seconds for more to tell at once.
    ...(settings.peers.length > 20 ? [' coalesce-time 50'] : []),
    ...(settings.peers.some(({ routeServer }) => routeServer) ? [' no bgp enforce-first-as'] : []),
    ...each(({ address, as, dials, extendedNextHop }) => [
      ` neighbor ${address} remote-as ${as}`,
      ` neighbor ${address} update-source ${localAddress(settings, address)}`,
      ` neighbor ${address} ebgp-multihop 2`,
      ` neighbor ${address} disable-connected-check`,
      ` neighbor ${address} timers ${Math.max(1, Math.floor(settings.holdTime / 3))} ${settings.holdTime}`,
      ` neighbor ${address} timers connect 1`,
      ` neighbor ${address} advertisement-interval 0`,
      ` neighbor ${address} sender-as-path-loop-detection`,
      ...(dials ? [] : [` neighbor ${address} passive`]),
      ...(extendedNextHop ? [` neighbor ${address} capability extended-nexthop`] : []),
    ]),
    ...(settings.bmp === undefined
      ? []
      : [
          ' bmp targets suite',
          '  bmp monitor ipv4 unicast post-policy',
          '  bmp monitor ipv6 unicast post-policy',
          `  bmp connect ${settings.bmp.address} port ${settings.bmp.port} min-retry 100 max-retry 1000`,
          ' exit',
        ]),
    ' address-family ipv4 unicast',
    ...each(addPath),
    ' exit-address-family',
    ' address-family ipv6 unicast',
    ...each(addPath),
    ...each(({ address }) => [`  neighbor ${address} activate`, `  neighbor ${address} route-map SET-NEXT-HOP-6 out`]),
    ' exit-address-family',
    '',
  ].join('\n');
}

/** It takes several paths of anybody, unless told not to. */
function addPath({ address, addPath: part }: LabPeer): readonly string[] {
  return [
    ...(part === 'send' || part === 'both' ? [`  neighbor ${address} addpath-tx-all-paths`] : []),
    ...(part === 'send' ? [`  neighbor ${address} disable-addpath-rx`] : []),
  ];
}

function mapName(prefix: string): string {
  return `R-${prefix.replace(/[^0-9a-f]/g, '-')}`;
}

function routeMap({ prefix, med, communities = [], largeCommunities = [] }: LocalRoute): readonly string[] {
  return [
    `route-map ${mapName(prefix)} permit 10`,
    'set origin igp',
    ...(med === undefined ? [] : [`set metric ${med}`]),
    ...(communities.length === 0 ? [] : [`set community ${communities.join(' ')}`]),
    ...(largeCommunities.length === 0 ? [] : [`set large-community ${largeCommunities.join(' ')}`]),
    'exit',
  ];
}

function inFamily(prefix: string, command: string): readonly string[] {
  return [`address-family ${prefix.includes(':') ? 'ipv6' : 'ipv4'} unicast`, command, 'exit-address-family'];
}

interface FrrSummary {
  readonly peers?: Readonly<Record<string, { readonly pfxRcd?: number }>>;
}

interface FrrPath {
  readonly aspath?: { readonly string: string };
  readonly origin?: string;
  readonly metric?: number;
  readonly locPrf?: number;
  readonly atomicAggregate?: boolean;
  readonly aggregatorAs?: number;
  readonly aggregatorId?: string;
  readonly community?: { readonly list?: readonly string[]; readonly string: string };
  readonly extendedCommunity?: { readonly string: string };
  readonly largeCommunity?: { readonly list?: readonly string[]; readonly string: string };
  readonly nexthops?: readonly { readonly ip: string; readonly scope?: string }[];
  readonly local?: boolean;
}

/** One route a line: `,"10.0.0.0/24": [{"prefix":…},{path}]`. */
async function* parseRoutes(text: AsyncIterable<string>): AsyncGenerator<TableRoute> {
  for await (const line of text) {
    const match = /"([0-9a-f.:]+\/\d+)": (\[.*\])\s*$/.exec(line);
    if (!match) continue;
    const entries: readonly FrrPath[] = JSON.parse(match[2]!);
    for (const path of entries) {
      if (path.aspath !== undefined && path.local !== true) yield parseRoute(match[1]!, path);
    }
  }
}

function parseRoute(prefix: string, path: FrrPath): TableRoute {
  return {
    prefix,
    nextHop: path.nexthops?.find(({ scope }) => scope !== 'link-local')?.ip ?? '',
    origin: parseOrigin(path.origin ?? ''),
    asPath: normalAsPath(path.aspath?.string === 'Local' ? '' : (path.aspath?.string ?? '')),
    ...defined({
      med: path.metric,
      atomicAggregate: path.atomicAggregate,
      aggregator: path.aggregatorAs === undefined ? undefined : `${path.aggregatorAs} ${path.aggregatorId}`,
    }),
    communities: words(path.community?.string ?? '').map(communityNumbers),
    extendedCommunities: words(path.extendedCommunity?.string ?? '').map((word) =>
      word.replace(/^RT:/, 'target:').replace(/^SoO:/, 'origin:'),
    ),
    largeCommunities: words(path.largeCommunity?.string ?? ''),
  };
}

function withoutRepetition(path: string): string {
  return path.replace(/\{([^}]*)\}/g, (_, members: string) => `{${[...new Set(members.split(','))].join(',')}}`);
}

const WELL_KNOWN: Readonly<Record<string, string>> = {
  'no-export': '65535:65281',
  'no-advertise': '65535:65282',
  'no-export-subconfed': '65535:65283',
  'local-AS': '65535:65283',
  'no-peer': '65535:65284',
  'graceful-shutdown': '65535:0',
  blackhole: '65535:666',
};

function communityNumbers(word: string): string {
  return WELL_KNOWN[word] ?? word;
}
