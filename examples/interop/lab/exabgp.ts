import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DaemonProcess } from '@mesh-examples/lib/daemon';
import { type Daemon, type DaemonKind, type DaemonSettings, type LocalRoute, localAddress } from './daemon.js';
import { defined, type FamilyName, normalAsPath, parseOrigin, type TableRoute } from './route.js';

const EXABGP = '/usr/sbin/exabgp';

/** ExaBGP has no table: it tells a program what it receives, as JSON, and does what the program says. */
export const exabgp: DaemonKind = {
  name: 'exabgp',
  programs: [EXABGP],
  start,
  hides: {},
  sawShutdown: /"code": 6, "subcode": 2/,
  sawBadPeerAs: /"code": 2, "subcode": 2/,
  /** 4.2.21 can't decode a shutdown text, and answers it with a NOTIFICATION of its own. */
  readsShutdownText: false,
  sendsShutdownText: false,
  holdsTable: false,
};

async function start(settings: DaemonSettings): Promise<Daemon> {
  const daemon = new DaemonProcess('exabgp');
  const socketPath = daemon.path('api.sock');
  const told = new ExabgpEvents();
  let api: Socket | undefined;
  const server = createServer((socket) => {
    api = socket;
    createInterface({ input: socket }).on('line', (line) => told.take(line));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  daemon.write('exabgp.conf', configuration(settings, socketPath));
  const launch = () =>
    daemon.launch({
      program: EXABGP,
      args: [daemon.path('exabgp.conf')],
      environment: {
        'exabgp.daemon.user': 'root',
        'exabgp.daemon.daemonize': 'false',
        'exabgp.api.cli': 'false',
        'exabgp.api.ack': 'false',
        'exabgp.tcp.bind': `${settings.address} ${settings.address6}`,
        'exabgp.tcp.port': '179',
      },
      ready: () => api !== undefined,
    });
  await launch();
  const say = (...commands: readonly string[]) => {
    for (const command of commands) api?.write(`${command}\n`);
  };
  const local = new Map<string, LocalRoute>();

  return {
    state: async (peer) => told.state(peer),
    async *routes(family) {
      yield* told.routes(family);
    },
    count: async (family) => told.routes(family).length,
    async announce(routes) {
      for (const route of routes) local.set(route.prefix, route);
      say(...routes.map((route) => `announce route ${routeText(route, settings)}`));
    },
    async withdraw(prefixes) {
      say(...prefixes.map((prefix) => `withdraw route ${routeText(local.get(prefix)!, settings)}`));
    },
    async shutdown(peer) {
      say(`neighbor ${peer} teardown 2`);
    },
    lastError: async () => `${told.ends()}\n${daemon.log()}`,
    async tell(...commands) {
      say(...commands);
      return '';
    },
    async crash() {
      api = undefined;
      await daemon.crash();
      told.forget();
    },
    relaunch: launch,
    log: () => daemon.log(),
    isRunning: () => daemon.isRunning,
    async stop() {
      await daemon.stop();
      api?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration(settings: DaemonSettings, socketPath: string): string {
  const program = path.join(import.meta.dirname, 'exabgp-process.mjs');
  const peers = settings.peers.map(
    ({ address, as, dials }) => `neighbor ${address} {
  router-id ${settings.routerId}; local-address ${localAddress(settings, address)}; local-as ${settings.as}; peer-as ${as};
  hold-time ${settings.holdTime}; ${dials ? 'connect 179;' : 'passive true;'}
  family { ipv4 unicast; ipv6 unicast; }
  capability { route-refresh enable; }
  api { processes [ suite ]; neighbor-changes; receive { parsed; update; notification; } send { notification; } }
}`,
  );
  return `process suite { run ${process.execPath} ${program} ${socketPath}; encoder json; }\n${peers.join('\n')}\n`;
}

function routeText(
  { prefix, med, communities = [], largeCommunities = [] }: LocalRoute,
  settings: DaemonSettings,
): string {
  return [
    `${prefix} next-hop ${prefix.includes(':') ? settings.address6 : settings.address} origin igp`,
    ...(med === undefined ? [] : [`med ${med}`]),
    ...(communities.length === 0 ? [] : [`community [ ${communities.join(' ')} ]`]),
    ...(largeCommunities.length === 0 ? [] : [`large-community [ ${largeCommunities.join(' ')} ]`]),
  ].join(' ');
}

interface ExabgpAttributes {
  readonly origin?: string;
  readonly 'as-path'?: readonly number[];
  readonly 'as-set'?: readonly number[];
  readonly med?: number;
  readonly 'atomic-aggregate'?: boolean;
  readonly aggregator?: string;
  readonly community?: readonly (readonly [number, number])[];
  readonly 'extended-community'?: readonly { readonly string: string }[];
  readonly 'large-community'?: readonly (readonly [number, number, number])[];
}

interface ExabgpEvent {
  readonly type: string;
  /** Absent where ExaBGP speaks of itself. */
  readonly neighbor?: {
    readonly address: { readonly peer: string };
    readonly state?: string;
    readonly message?: {
      readonly update?: {
        readonly attribute?: ExabgpAttributes;
        readonly announce?: Record<string, Record<string, readonly { readonly nlri: string }[]>>;
        readonly withdraw?: Record<string, readonly { readonly nlri: string }[]>;
      };
    };
  };
}

/** What ExaBGP has said, as a table. */
class ExabgpEvents {
  readonly #states = new Map<string, string>();
  /** Parsed when they are asked for: what a neighbour sends may make no sense. */
  readonly #tables = { ipv4: new Map<string, () => TableRoute>(), ipv6: new Map<string, () => TableRoute>() };
  readonly #ends: string[] = [];

  take(line: string): void {
    if (!line.startsWith('{')) return;
    const { type, neighbor }: ExabgpEvent = JSON.parse(printable(line));
    if (neighbor === undefined) return;
    if (type === 'notification' || neighbor.state === 'down') this.#ends.push(printable(line));
    if (type === 'state') {
      this.#states.set(neighbor.address.peer, neighbor.state ?? 'unknown');
      if (neighbor.state === 'down') for (const table of Object.values(this.#tables)) table.clear();
    }
    const { attribute = {}, announce = {}, withdraw = {} } = neighbor.message?.update ?? {};
    for (const [family, list] of Object.entries(withdraw)) {
      for (const { nlri } of list) this.#table(family).delete(nlri);
    }
    for (const [family, byNextHop] of Object.entries(announce)) {
      for (const [nextHop, list] of Object.entries(byNextHop)) {
        for (const { nlri } of list) this.#table(family).set(nlri, () => parseRoute(nlri, nextHop, attribute));
      }
    }
  }

  /** It is gone, and what it knew with it. */
  forget(): void {
    this.#states.clear();
    for (const table of Object.values(this.#tables)) table.clear();
  }

  state(peer: string): string {
    const state = this.#states.get(peer) ?? 'Idle';
    return state === 'up' ? 'Established' : state;
  }

  routes(family: FamilyName): readonly TableRoute[] {
    return [...this.#tables[family].values()].map((parse) => parse());
  }

  /** What it said of how sessions ended. */
  ends(): string {
    return this.#ends.join('\n');
  }

  #table(family: string): Map<string, () => TableRoute> {
    return this.#tables[family.startsWith('ipv6') ? 'ipv6' : 'ipv4'];
  }
}

function parseRoute(prefix: string, nextHop: string, attribute: ExabgpAttributes): TableRoute {
  const set = attribute['as-set'] ?? [];
  return {
    prefix,
    nextHop,
    origin: parseOrigin(attribute.origin ?? ''),
    asPath: normalAsPath(
      [...(attribute['as-path'] ?? []), ...(set.length > 0 ? [`{${set.join(',')}}`] : [])].join(' '),
    ),
    ...defined({
      med: attribute.med,
      atomicAggregate: attribute['atomic-aggregate'],
      aggregator: attribute.aggregator?.replace(':', ' '),
    }),
    communities: (attribute.community ?? []).map((pair) => pair.join(':')),
    extendedCommunities: (attribute['extended-community'] ?? []).map(({ string }) => extendedCommunity(string)),
    largeCommunities: (attribute['large-community'] ?? []).map((triple) => triple.join(':')),
  };
}

/** It prints the four octets after a 2-octet AS as an address in an origin (`origin:64496:0.0.0.1`), and marks a 4-octet AS. */
function extendedCommunity(text: string): string {
  const value = /^(origin:\d+:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (!value) return text.replace('L:', ':');
  return `${value[1]}${value.slice(2).reduce((sum, octet) => sum * 256 + Number(octet), 0)}`;
}

/** It puts the raw octets of a NOTIFICATION into a string, which JSON doesn't allow. */
function printable(line: string): string {
  return [...line].map((character) => (character < ' ' ? ' ' : character)).join('');
}
