import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '@mesh/bgp-session';
import { DaemonProcess, run, until } from '@mesh-examples/lib/daemon';
import { silentLog } from '@mesh-examples/lib/log';
import {
  BirdRouting,
  type Peer,
  type Settings,
  type SettingsInput,
  validate,
  writeBirdFiles,
} from '@mesh-examples/mesh-node';
import { NetworkNamespace } from '@mesh-examples/mesh-node/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/* BIRD reads what the node writes for it, and follows the members: no process of ours takes part in the routing here. */

const BIRD = '/usr/sbin/bird';
const DEADLINE_MS = 20_000;

const members = (...numbers: readonly number[]): ReadonlyMap<string, Peer> =>
  new Map(numbers.map((n) => [`node${n}`, { IP: `10.0.0.${n}`, Key: '', Endpoint: `tinc${n}:655` }]));

function settingsOf(n: number, folder: string, more: Partial<SettingsInput> = {}): Settings {
  return validate({
    node: { name: `node${n}` },
    etcd: { endpoints: ['http://127.0.0.1:2379'] },
    tinc: { endpoint: `tinc${n}:655`, interface: 'eth0' },
    bird: { directory: folder, socket: path.join(folder, 'bird.ctl') },
    ...more,
  });
}

describe('bird -p has nothing to say of', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-bird-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const many = members(...Array.from({ length: 60 }, (_, i) => i + 1).filter((n) => n !== 2));

  it.each<[string, ReadonlyMap<string, Peer>, Partial<SettingsInput>]>([
    ['a node without neighbours', members(), {}],
    ['a full mesh of five', members(1, 3, 4, 5), {}],
    ['a reflector', many, {}],
    [
      'everything at once',
      members(1, 3),
      {
        bgp: {
          asn: 4_200_000_000,
          port: 1179,
          password: "it's { all } \\ # here;",
          networks: ['10.101.0.0/16', 'fd01::/48'],
          rtr: [{ host: '192.0.2.10' }, { host: 'rtr.example', port: 323 }],
          bfd: { interval: 50, multiplier: 5 },
        },
        kernel: { table: 100, metric: 7 },
      },
    ],
    [
      'a node that installs nothing, without BFD',
      members(1),
      { kernel: { install: false }, bgp: { bfd: { enabled: false } } },
    ],
  ])('%s', async (_title, others, more) => {
    const settings = settingsOf(2, folder, more);
    await writeBirdFiles(settings, others);
    expect(await run(BIRD, ['-p', '-c', path.join(folder, 'bird.conf')])).toBe('');
  });
});

describe('three nodes with BIRD', () => {
  const name = `mesh-bird-${process.pid}`;
  const NUMBERS = [1, 2, 3];
  const namespaces: NetworkNamespace[] = [];
  const daemons: DaemonProcess[] = [];
  const routings: BirdRouting[] = [];

  const make = async (suffix: string) => {
    const namespace = await NetworkNamespace.make(`${name}-${suffix}`);
    namespaces.push(namespace);
    return namespace;
  };
  const birdc = (n: number, ...command: readonly string[]) =>
    run('/usr/sbin/birdc', ['-s', daemons[n - 1]!.path('bird.ctl'), ...command]);
  const routesOf = async (n: number) => {
    const [four, six] = await Promise.all(
      ['-4', '-6'].map((family) => namespaces[n]!.ip(family, 'route', 'show', 'proto', 'bird')),
    );
    return `${four}${six}`
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/ dev .*$/, ''));
  };
  const hasRoutes = (n: number, ...wanted: readonly string[]) =>
    until(
      `node${n} has ${wanted.join(', ') || 'no routes'}`,
      async () => (await routesOf(n)).join() === wanted.join(),
      DEADLINE_MS,
      async () =>
        `${(await routesOf(n)).join('\n')}\n${await birdc(n, 'show', 'protocols', 'all')}\n${await birdc(n, 'show', 'route', 'all')}`,
    );
  const waysTo = (...numbers: readonly number[]) => [
    ...numbers.map((n) => `10.101.${n}.0/24 via 10.0.0.${n}`),
    ...numbers.map((n) => `fd01:0:0:${n}::/64 via fd00:6d65:7368::${n}`),
  ];
  /** Moments at which the sessions of a node came up. */
  const since = async (n: number) =>
    [...(await birdc(n, 'show', 'protocols')).matchAll(/^(peer\d+)\s+BGP\s+---\s+up\s+(\S+)/gm)].map(
      ([, peer, at]) => `${peer} ${at}`,
    );

  beforeAll(async () => {
    const net = await make('net');
    await net.ipBatch(['link add br0 type bridge', 'link set br0 up']);
    for (const n of NUMBERS) {
      const namespace = await make(`n${n}`);
      await net.ipBatch([
        `link add n${n} type veth peer name eth0 netns ${namespace.name}`,
        `link set n${n} master br0 up`,
      ]);
      await namespace.ipBatch([
        'link set eth0 up',
        `addr add 10.0.0.${n}/24 dev eth0`,
        `addr add fd00:6d65:7368::${n}/64 dev eth0 nodad`,
      ]);
      const daemon = new DaemonProcess('bird');
      daemons.push(daemon);
      // It gives up its rights, and reads the files again as its own user, as in Debian.
      const { uid, gid } = statSync('/etc/bird');
      chownSync(daemon.folder, uid, gid);
      const settings = settingsOf(n, daemon.folder, {
        bgp: {
          networks: [`10.101.${n}.0/24`, `fd01:0:0:${n}::/64`],
          password: 'of the mesh',
          hold_time: 9,
          keepalive: 3,
        },
      });
      await writeBirdFiles(settings, members());
      const [program = '', ...before] = namespace.within;
      await daemon.launch({
        program,
        args: [
          ...before,
          BIRD,
          '-f',
          '-u',
          'bird',
          '-g',
          'bird',
          '-c',
          daemon.path('bird.conf'),
          '-s',
          daemon.path('bird.ctl'),
        ],
        ready: () => birdc(n, 'show', 'status'),
      });
      routings.push(new BirdRouting(settings, { clock: systemClock(), log: silentLog }));
    }
  });

  afterAll(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    for (const namespace of namespaces) await namespace.remove();
  });

  it('told of each other they exchange their networks, with MD5 and BFD, and the kernels have them', async () => {
    for (const [i, routing] of routings.entries()) routing.followPeers(members(...NUMBERS.filter((n) => n !== i + 1)));
    await hasRoutes(1, ...waysTo(2, 3));
    await hasRoutes(2, ...waysTo(1, 3));
    await hasRoutes(3, ...waysTo(1, 2));
    await until(
      'BFD is up',
      async () => (await birdc(1, 'show', 'bfd', 'sessions')).match(/ Up /g)?.length === 2,
      DEADLINE_MS,
    );
  });

  it('a member that goes takes its session and its routes with it, and nobody else notices', async () => {
    const before = await since(3);
    expect(before.map((line) => line.split(' ')[0])).toEqual(['peer1', 'peer2']);
    for (const [i, others] of [[2], [1], []].entries()) routings[i]!.followPeers(members(...others));
    await hasRoutes(1, ...waysTo(2));
    await hasRoutes(2, ...waysTo(1));
    await hasRoutes(3);
  });

  it('and comes back: the session that stayed has not been touched', async () => {
    const stayed = await since(2);
    expect(stayed).toHaveLength(1);
    for (const [i, routing] of routings.entries()) routing.followPeers(members(...NUMBERS.filter((n) => n !== i + 1)));
    await hasRoutes(2, ...waysTo(1, 3));
    expect(await since(2)).toEqual(expect.arrayContaining(stayed));
  });

  it('a node that leaves has its BIRD without sessions, and no route of the others', async () => {
    await routings[2]!.close('leave');
    await hasRoutes(3);
    await hasRoutes(1, ...waysTo(2));
    expect(await birdc(3, 'show', 'protocols')).not.toContain('BGP');
  });
});
