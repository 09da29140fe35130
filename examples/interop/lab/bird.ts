import { DaemonProcess, lines, run } from '@mesh-examples/lib/daemon';
import {
  type Daemon,
  type DaemonKind,
  type DaemonSettings,
  type LabPeer,
  type LocalRoute,
  localAddress,
  type PeerFeatures,
} from './daemon.js';
import { defined, type FamilyName, normalAsPath, parseOrigin, type TableRoute, words } from './route.js';

const BIRD = '/usr/sbin/bird';
const BIRDC = '/usr/sbin/birdc';

/** BIRD 2 (nic.cz). Routes come from static protocols, so announcing is writing the configuration again. */
export const bird: DaemonKind = {
  name: 'bird',
  programs: [BIRD, BIRDC],
  start,
  hides: {},
  sawShutdown: /Received: Administrative shutdown/,
  sawBadPeerAs: /Received: Bad peer AS/,
  readsShutdownText: true,
  sendsShutdownText: true,
  holdsTable: true,
};

async function start(settings: DaemonSettings): Promise<Daemon> {
  const daemon = new DaemonProcess('bird');
  const socket = daemon.path('bird.ctl');
  const local = new Map<string, LocalRoute>();
  const control = (...args: readonly string[]) => run(BIRDC, ['-s', socket, ...args]);
  const configure = async () => {
    daemon.write('bird.conf', configuration(settings, [...local.values()]));
    const answer = await control('configure');
    if (!/Reconfigur/.test(answer)) throw new Error(answer);
  };
  daemon.write('bird.conf', configuration(settings, []));
  const launch = () =>
    daemon.launch({
      program: BIRD,
      args: ['-f', '-c', daemon.path('bird.conf'), '-s', socket],
      ready: () => control('show', 'status'),
    });
  await launch();

  return {
    async state(peer) {
      return /BGP state:\s+(\S+)/.exec(await control('show', 'protocols', 'all', protocolName(peer)))?.[1] ?? 'unknown';
    },
    routes: (family) => parseRoutes(lines(BIRDC, ['-s', socket, ...showRoutes(family), 'all'])),
    async count(family) {
      return Number(/(\d+) routes for \d+ networks/.exec(await control(...showRoutes(family), 'count'))?.[1] ?? 0);
    },
    async announce(routes) {
      for (const route of routes) local.set(route.prefix, route);
      await configure();
    },
    async withdraw(prefixes) {
      for (const prefix of prefixes) local.delete(prefix);
      await configure();
    },
    async shutdown(peer, text) {
      await control('disable', protocolName(peer), `"${text}"`);
    },
    lastError: async () => daemon.log(),
    tell: control,
    crash: () => daemon.crash(),
    relaunch: launch,
    log: () => daemon.log(),
    isRunning: () => daemon.isRunning,
    stop: () => daemon.stop(),
  };
}

/** What BIRD calls the session with a peer. */
export function protocolName(peer: string): string {
  return `peer_${peer.replace(/[.:]/g, '_')}`;
}

function showRoutes(family: FamilyName): readonly string[] {
  return ['show', 'route', 'table', family === 'ipv4' ? 'master4' : 'master6', 'where', 'source', '=', 'RTS_BGP'];
}

/** One configuration file; `next hop address` is what the routes it originates get, in the family of the channel. */
function configuration(settings: DaemonSettings, local: readonly LocalRoute[]): string {
  // It drops a MED at the border of its AS, unless the export filter has set it.
  const channel = (address: string, { addPath, extendedNextHop }: PeerFeatures) =>
    [
      'import all; export filter { if source = RTS_STATIC then bgp_med = bgp_med; accept; };',
      `next hop address ${extendedNextHop ? settings.address6 : address};`,
      ...(addPath === undefined ? [] : [`add paths ${ADD_PATHS[addPath]};`]),
      ...(extendedNextHop ? ['extended next hop on;'] : []),
    ].join(' ');
  const peers = settings.peers.map(
    ({ address, as, dials, ...features }) => `protocol bgp ${protocolName(address)} {
  local ${localAddress(settings, address)} port 179 as ${settings.as};
  neighbor ${address} port 179 as ${as};
  strict bind; multihop 2; hold time ${settings.holdTime}; passive ${dials ? 'off' : 'on'};
  connect delay time 1; connect retry time 1; error wait time 1, 2;
  ${session(features)}
  ipv4 { ${channel(settings.address, features)} };
  ipv6 { ${channel(settings.address6, features)} };
}`,
  );
  return `log stderr all;
router id ${settings.routerId};
protocol device { }
protocol static local4 { ipv4; ${staticRoutes(local.filter(({ prefix }) => !prefix.includes(':')))} }
protocol static local6 { ipv6; ${staticRoutes(local.filter(({ prefix }) => prefix.includes(':')))} }
${peers.join('\n')}
`;
}

const ADD_PATHS: Readonly<Record<NonNullable<PeerFeatures['addPath']>, string>> = {
  receive: 'rx',
  send: 'tx',
  both: 'on',
};

const ROLES: Readonly<Record<NonNullable<PeerFeatures['role']>, string>> = {
  provider: 'provider',
  customer: 'customer',
  peer: 'peer',
  rs: 'rs_server',
  'rs-client': 'rs_client',
};

function session({ extendedMessage, role, strictRole, password, ttlSecurity }: Partial<LabPeer>): string {
  return [
    ...(password === undefined ? [] : [`password "${password}";`]),
    ...(ttlSecurity ? ['ttl security on;'] : []),
    ...(extendedMessage ? ['enable extended messages on;'] : []),
    ...(role === undefined ? [] : [`local role ${ROLES[role]};`]),
    ...(strictRole ? ['require roles on;'] : []),
  ].join(' ');
}

function staticRoutes(routes: readonly LocalRoute[]): string {
  return routes
    .map(({ prefix, med, communities = [], largeCommunities = [] }) => {
      const set = [
        'bgp_origin = ORIGIN_IGP;',
        ...(med === undefined ? [] : [`bgp_med = ${med};`]),
        ...communities.map((text) => `bgp_community.add((${text.replaceAll(':', ',')}));`),
        ...largeCommunities.map((text) => `bgp_large_community.add((${text.replaceAll(':', ',')}));`),
      ];
      return `route ${prefix} blackhole { ${set.join(' ')} };`;
    })
    .join('\n');
}

/** One route a paragraph: its first line starts with the prefix, the attributes follow on lines that start with a tab. */
async function* parseRoutes(text: AsyncIterable<string>): AsyncGenerator<TableRoute> {
  let prefix: string | undefined;
  let attributes = new Map<string, string>();
  for await (const line of text) {
    const first = /^([0-9a-f.:]+\/\d+)\s/.exec(line);
    const attribute = /^\tBGP\.(\w+):(?: (.*))?$/.exec(line);
    if (first) {
      if (prefix !== undefined) yield parseRoute(prefix, attributes);
      prefix = first[1]!;
      attributes = new Map();
    } else if (attribute) attributes.set(attribute[1]!, attribute[2] ?? '');
  }
  if (prefix !== undefined) yield parseRoute(prefix, attributes);
}

function parseRoute(prefix: string, attributes: ReadonlyMap<string, string>): TableRoute {
  const get = (name: string) => attributes.get(name);
  const number = (name: string) => (get(name) === undefined ? undefined : Number(get(name)));
  const tuples = (name: string) =>
    [...(get(name) ?? '').matchAll(/\(([^)]*)\)/g)].map(([, members]) => members!.replace(/,\s*/g, ':'));
  return {
    prefix,
    nextHop: words(get('next_hop') ?? '')[0] ?? '',
    origin: parseOrigin(get('origin') ?? ''),
    asPath: normalAsPath((get('as_path') ?? '').replace(/\{([^}]*)\}/g, (_, set: string) => `{${set.trim()}}`)),
    ...defined({
      med: number('med'),
      atomicAggregate: get('atomic_aggr') === undefined ? undefined : true,
      aggregator: get('aggregator')?.replace(/(\S+) AS(\d+)/, '$2 $1'),
    }),
    communities: tuples('community'),
    extendedCommunities: tuples('ext_community').map((text) =>
      text.replace(/^rt:/, 'target:').replace(/^ro:/, 'origin:'),
    ),
    largeCommunities: tuples('large_community'),
  };
}
