import { mkdirSync } from 'node:fs';
import { DaemonProcess, lines, run } from '@mesh-examples/lib/daemon';
import { type Daemon, type DaemonKind, type DaemonSettings, type LocalRoute, localAddress } from './daemon.js';
import { defined, type FamilyName, normalAsPath, parseOrigin, type TableRoute, words } from './route.js';

const BGPD = '/usr/sbin/bgpd';
const BGPCTL = '/usr/sbin/bgpctl';

/** OpenBGPD, the portable edition. Its neighbours may send paths that don't start with their own AS. */
export const openbgpd: DaemonKind = {
  name: 'openbgpd',
  programs: [BGPD, BGPCTL],
  start,
  hides: { atomicAggregate: 'bgpctl does not print ATOMIC_AGGREGATE' },
  /** A route without MED has MED 0 in its tables. */
  shown: (route) => ({ ...route, med: route.med ?? 0 }),
  sawShutdown: /Cease, administratively down/,
  sawBadPeerAs: /error in OPEN message, AS unacceptable/,
  readsShutdownText: true,
  sendsShutdownText: true,
  holdsTable: true,
};

async function start(settings: DaemonSettings): Promise<Daemon> {
  const daemon = new DaemonProcess('openbgpd');
  const socket = daemon.path('bgpd.sock');
  mkdirSync('/run/openbgpd', { recursive: true }); // compiled in: it fails without
  daemon.write('bgpd.conf', configuration(settings, socket));
  const control = (...args: readonly string[]) => run(BGPCTL, ['-s', socket, ...args]);
  const launch = () =>
    daemon.launch({
      program: BGPD,
      args: ['-d', '-v', '-f', daemon.path('bgpd.conf')],
      ready: () => control('show', 'summary'),
    });
  await launch();

  return {
    async state(peer) {
      const answer: { neighbors: readonly { state: string }[] } = JSON.parse(
        await control('-j', 'show', 'neighbor', peer),
      );
      return answer.neighbors[0]?.state ?? 'unknown';
    },
    routes: (family) => parseRoutes(lines(BGPCTL, ['-s', socket, 'show', 'rib', 'detail', 'ssv', INET[family]])),
    async count() {
      const answer: { neighbors: readonly { stats?: { prefixes?: { received?: number } } }[] } = JSON.parse(
        await control('-j', 'show', 'neighbor'),
      );
      return answer.neighbors.reduce((sum, { stats }) => sum + (stats?.prefixes?.received ?? 0), 0);
    },
    async announce(routes) {
      for (const route of routes) await control('network', 'add', ...routeArguments(route, settings));
    },
    async withdraw(prefixes) {
      for (const prefix of prefixes) await control('network', 'delete', prefix);
    },
    async shutdown(peer, text) {
      await control('neighbor', peer, 'down', text);
    },
    lastError: async (peer) => `${await control('show', 'neighbor', peer)}\n${daemon.log()}`,
    tell: control,
    crash: () => daemon.crash(),
    relaunch: launch,
    log: () => daemon.log(),
    isRunning: () => daemon.isRunning,
    stop: () => daemon.stop(),
  };
}

const INET: Readonly<Record<FamilyName, string>> = { ipv4: 'inet', ipv6: 'inet6' };

function configuration(settings: DaemonSettings, socket: string): string {
  const peers = settings.peers.map(
    ({ address, as, dials }) => `neighbor ${address} {
 remote-as ${as}
 local-address ${localAddress(settings, address)}
 multihop 2
 holdtime ${settings.holdTime}
 enforce neighbor-as no
 announce IPv4 unicast
 announce IPv6 unicast
${dials ? '' : ' passive\n'}}`,
  );
  return `AS ${settings.as}
router-id ${settings.routerId}
socket "${socket}"
fib-update no
nexthop qualify via default
listen on ${settings.address} port 179
listen on ${settings.address6} port 179
${peers.join('\n')}
allow to any
allow from any
match to any set nexthop no-modify
`;
}

function routeArguments(route: LocalRoute, settings: DaemonSettings): readonly string[] {
  const { prefix, med, communities = [], largeCommunities = [] } = route;
  return [
    prefix,
    ...['nexthop', prefix.includes(':') ? settings.address6 : settings.address],
    ...(med === undefined ? [] : ['metric', String(med)]),
    ...communities.flatMap((text) => ['community', text]),
    ...largeCommunities.flatMap((text) => ['large-community', text]),
  ];
}

/** One route a line, fields end in a semicolon; what `show rib detail` prints on lines stands in them. */
async function* parseRoutes(text: AsyncIterable<string>): AsyncGenerator<TableRoute> {
  for await (const line of text) {
    const fields = line.split(';').map((field) => field.trim());
    const prefix = /^BGP routing table entry for (\S+)$/.exec(fields[0] ?? '')?.[1];
    if (prefix !== undefined && !line.includes('Neighbor LOCAL')) yield parseRoute(prefix, fields);
  }
}

function parseRoute(prefix: string, fields: readonly string[]): TableRoute {
  const [, path = '', hop = '', facts = ''] = fields;
  const after = (label: string) =>
    fields
      .find((field) => field.startsWith(label))
      ?.slice(label.length)
      .trim();
  const aggregator = after('Aggregator:')?.replace(/[[\]]/g, '');
  return {
    prefix,
    nextHop: /^Nexthop (\S+)/.exec(hop)?.[1] ?? '',
    origin: parseOrigin(/Origin (\S+?),/.exec(facts)?.[1] ?? ''),
    asPath: normalAsPath(path),
    med: Number(/metric (\d+)/.exec(facts)?.[1] ?? 0),
    ...defined({ aggregator }),
    communities: words(after('Communities:') ?? '').map((word) => WELL_KNOWN[word] ?? word),
    extendedCommunities: extendedCommunities(after('Ext. Communities:') ?? ''),
    largeCommunities: words(after('Large Communities:') ?? ''),
  };
}

/** `rt 65001:5, soo 65001:6`. */
function extendedCommunities(text: string): readonly string[] {
  return [...text.matchAll(/(rt|soo) (\S+?)(?:,|\s|$)/g)].map(
    ([, kind, value]) => `${kind === 'rt' ? 'target' : 'origin'}:${value}`,
  );
}

const WELL_KNOWN: Readonly<Record<string, string>> = {
  NO_EXPORT: '65535:65281',
  NO_ADVERTISE: '65535:65282',
  NO_EXPORT_SUBCONFED: '65535:65283',
  NO_PEER: '65535:65284',
  GRACEFUL_SHUTDOWN: '65535:0',
  BLACKHOLE: '65535:666',
};
