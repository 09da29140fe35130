import { mkdirSync } from 'node:fs';
import { DaemonProcess, run } from '@mesh-examples/lib/daemon';

/*
 * Daemons with graceful restart: they dial us, originate a few IPv4 routes from their configuration, are killed, and come
 * back as ones that restarted. What they hold of ours, and whether it is stale, they are asked through their command line.
 */

export interface RestartingSettings {
  readonly address: string;
  readonly as: number;
  readonly peer: { readonly address: string; readonly as: number };
  /** IPv4 prefixes it originates. */
  readonly prefixes: readonly string[];
  /** How long we are to wait for it, in seconds; graceful restart is off without. */
  readonly restartTime?: number;
  /** And for how long after that; long-lived graceful restart is off without. */
  readonly longLivedTime?: number;
}

export interface RestartingDaemon {
  /** Ends as by kill -9. */
  crash(): Promise<void>;
  /** Starts again, as one that has kept its forwarding. */
  comeBack(): Promise<void>;
  /** Routes it has of us. */
  count(): Promise<number>;
  /** How many of them are stale by its own account. */
  stale(): Promise<number>;
  /** How many of them are long-lived stale. */
  longLived(): Promise<number>;
  /** Asks us for our routes again. */
  refresh(): Promise<void>;
  log(): string;
  stop(): Promise<void>;
}

export interface RestartingKind {
  readonly name: string;
  start(settings: RestartingSettings): Promise<RestartingDaemon>;
}

function lifeOf(daemon: DaemonProcess, launch: (again: boolean) => Promise<void>) {
  return {
    crash: () => daemon.crash(),
    comeBack: () => launch(true),
    log: () => daemon.log(),
    stop: () => daemon.stop(),
  };
}

const occurrences = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** BIRD: `-R` makes it recover from a restart. */
export const bird: RestartingKind = {
  name: 'bird',
  async start(settings) {
    const { address, as, peer, prefixes, restartTime, longLivedTime } = settings;
    const daemon = new DaemonProcess('bird-restart');
    const socket = daemon.path('bird.ctl');
    const control = (...args: readonly string[]) => run('/usr/sbin/birdc', ['-s', socket, ...args]);
    const longLived =
      longLivedTime === undefined
        ? 'long lived graceful restart off;'
        : `long lived graceful restart on; long lived stale time ${longLivedTime};`;
    daemon.write(
      'bird.conf',
      `log stderr all;
router id ${address};
graceful restart wait 20;
protocol device { }
protocol static local4 { ipv4; ${prefixes.map((prefix) => `route ${prefix} blackhole;`).join(' ')} }
protocol bgp peer1 {
  local ${address} port 179 as ${as};
  neighbor ${peer.address} port 179 as ${peer.as};
  strict bind; multihop 2; hold time 90; debug { events, states };
  connect delay time 1; connect retry time 1; error wait time 1, 2;
  ${restartTime === undefined ? 'graceful restart off;' : `graceful restart on; graceful restart time ${restartTime};`} ${longLived}
  ipv4 { import all; export all; next hop address ${address}; };
}
`,
    );
    const launch = (again: boolean) =>
      daemon.launch({
        program: '/usr/sbin/bird',
        args: ['-f', ...(again ? ['-R'] : []), '-c', daemon.path('bird.conf'), '-s', socket],
        ready: () => control('show', 'status'),
      });
    await launch(false);
    const routes = () => control('show', 'route', 'where', 'source', '=', 'RTS_BGP', 'all');
    const count = async () => occurrences(await routes(), /^\tBGP\.origin/gm);
    return {
      ...lifeOf(daemon, launch),
      count,
      async stale() {
        const protocol = await control('show', 'protocols', 'all', 'peer1');
        return /Neighbor graceful restart active/.test(protocol) ? count() : 0;
      },
      async longLived() {
        return occurrences(await routes(), /BGP\.community:.*\(65535,\s*6\)/g);
      },
      async refresh() {
        await control('reload', 'in', 'peer1');
      },
    };
  },
};

/** FRR: `preserve-fw-state` sets the F bit; it finds out by itself that it has restarted. */
export const frr: RestartingKind = {
  name: 'frr',
  async start(settings) {
    const { address, as, peer, prefixes, restartTime, longLivedTime } = settings;
    const daemon = new DaemonProcess('frr-restart');
    const vty = daemon.path('vty');
    mkdirSync(vty);
    const shell = (command: string) => run('/usr/bin/vtysh', ['--vty_socket', vty, '-c', command]);
    daemon.write(
      'frr.conf',
      [
        `router bgp ${as}`,
        ` bgp router-id ${address}`,
        ' no bgp ebgp-requires-policy',
        ' no bgp network import-check',
        ...(restartTime === undefined
          ? []
          : [
              ' bgp graceful-restart',
              ' bgp graceful-restart preserve-fw-state',
              // It takes every start for a restart, and would hold its routes back for six minutes.
              ' bgp graceful-restart select-defer-time 2',
              ` bgp graceful-restart restart-time ${restartTime}`,
            ]),
        ...(longLivedTime === undefined ? [] : [` bgp long-lived-graceful-restart stale-time ${longLivedTime}`]),
        ` neighbor ${peer.address} remote-as ${peer.as}`,
        ` neighbor ${peer.address} update-source ${address}`,
        ` neighbor ${peer.address} ebgp-multihop 2`,
        ` neighbor ${peer.address} disable-connected-check`,
        ` neighbor ${peer.address} timers 30 90`,
        ` neighbor ${peer.address} timers connect 1`,
        ` neighbor ${peer.address} advertisement-interval 0`,
        ' address-family ipv4 unicast',
        ...prefixes.map((prefix) => `  network ${prefix}`),
        ' exit-address-family',
        '',
      ].join('\n'),
    );
    const launch = () =>
      daemon.launch({
        program: '/usr/lib/frr/bgpd',
        args: [
          ...['-f', daemon.path('frr.conf'), '-i', daemon.path('bgpd.pid'), '--vty_socket', vty, '-P', '0'],
          ...['-l', address, '-p', '179', '-S', '-n', '-Z', '--log', 'stdout', '--log-level', 'debugging'],
        ],
        ready: () => shell('show bgp summary json'),
      });
    await launch();
    const paths = async (): Promise<readonly FrrPath[]> => {
      const { routes = {} }: { routes?: Readonly<Record<string, readonly FrrPath[]>> } = JSON.parse(
        await shell('show bgp ipv4 unicast json'),
      );
      return Object.values(routes)
        .flat()
        .filter(({ peerId }) => peerId === peer.address);
    };
    return {
      ...lifeOf(daemon, launch),
      count: async () => (await paths()).length,
      stale: async () => (await paths()).filter(({ stale }) => stale === true).length,
      longLived: async () => occurrences(await shell('show bgp ipv4 unicast community llgr-stale json'), /"peerId"/g),
      async refresh() {
        await shell(`clear bgp ipv4 unicast ${peer.address} soft in`);
      },
    };
  },
};

interface FrrPath {
  readonly peerId?: string;
  readonly stale?: boolean;
}

/** GoBGP: `-r` makes it recover from a restart. Its routes are put in through its command line, before we find it. */
export const gobgp: RestartingKind = {
  name: 'gobgp',
  async start(settings) {
    const { address, as, peer, prefixes, restartTime, longLivedTime } = settings;
    const daemon = new DaemonProcess('gobgp-restart');
    const control = (...args: readonly string[]) => run('/usr/bin/gobgp', ['-u', address, '-p', '50051', ...args]);
    daemon.write(
      'gobgpd.toml',
      `[global.config]
as = ${as}
router-id = "${address}"
port = 179
local-address-list = ["${address}"]
[[neighbors]]
[neighbors.config]
neighbor-address = "${peer.address}"
peer-as = ${peer.as}
[neighbors.timers.config]
hold-time = 90
connect-retry = 5
idle-hold-time-after-reset = 1
[neighbors.transport.config]
local-address = "${address}"
remote-port = 179
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
[neighbors.graceful-restart.config]
enabled = ${restartTime !== undefined}
restart-time = ${restartTime ?? 90}
deferral-time = 20
long-lived-enabled = ${longLivedTime !== undefined}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv4-unicast"
[neighbors.afi-safis.mp-graceful-restart.config]
enabled = true
${
  longLivedTime === undefined
    ? ''
    : `[neighbors.afi-safis.long-lived-graceful-restart.config]\nenabled = true\nrestart-time = ${longLivedTime}\n`
}`,
    );
    const launch = async (again: boolean) => {
      await daemon.launch({
        program: '/usr/bin/gobgpd',
        args: [
          ...(again ? ['-r'] : []),
          ...['-t', 'toml', '-f', daemon.path('gobgpd.toml'), '--api-hosts', `${address}:50051`, '-l', 'debug'],
        ],
        ready: () => control('neighbor', '-j'),
      });
      for (const prefix of prefixes) await control('global', 'rib', 'add', prefix, 'origin', 'igp', 'nexthop', address);
    };
    await launch(false);
    const paths = async (): Promise<readonly GobgpPath[]> => {
      const table: Record<string, readonly GobgpPath[]> = JSON.parse(await control('global', 'rib', '-j'));
      return Object.entries(table)
        .filter(([prefix]) => !prefixes.includes(prefix))
        .flatMap(([, list]) => list);
    };
    return {
      ...lifeOf(daemon, launch),
      count: async () => (await paths()).length,
      stale: async () => (await paths()).filter(({ stale }) => stale === true).length,
      longLived: async () =>
        (await paths()).filter(({ attrs }) => attrs.some(({ communities }) => communities?.includes(0xffff0006)))
          .length,
      async refresh() {
        await control('neighbor', peer.address, 'softresetin');
      },
    };
  },
};

interface GobgpPath {
  readonly stale?: boolean;
  readonly attrs: readonly { readonly communities?: readonly number[] }[];
}
