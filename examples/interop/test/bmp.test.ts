import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BmpClient, BmpStation } from '@mesh/bgp-session/bmp';
import { SessionWriter } from '@mesh/bgp-wire/pcap';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import { Ours } from '../lab/ours.js';
import { type TableRoute, tableDifference, tableLines } from '../lab/route.js';
import { tableRoute } from '../lab/table-route.js';
import { dissect, malformed } from '../lab/tshark.js';
import { bothEstablished, expectOurs } from './expectations.js';
import { EXCHANGE_MS, FAMILIES, LOCAL_ROUTES, OTHER, OUR, sample, THEIR, THEIR_AS } from './scenario.js';

/* BMP (RFC 7854): our station hears daemons, and what our client says is read by tshark. */

const STATION = { host: OTHER.address, port: 11_019 };

/** Listens where the station is; the streams go to `take`. */
async function listenAtStation(take: (socket: Socket) => void): Promise<Server> {
  const server = createServer(take);
  await new Promise<void>((resolve) => server.listen(STATION, resolve));
  return server;
}

function closeServer(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
}

interface Row {
  readonly kind: DaemonKind;
  /** A route as it tells of it, where that differs from what it got. */
  readonly told?: (route: TableRoute) => TableRoute;
}

const ROWS: readonly Row[] = [
  // FRR 8.4 writes the UPDATE as if for an external peer, and tells of routes after its policy (there is none).
  { kind: frr, told: (route) => ({ ...route, asPath: `${THEIR_AS} ${route.asPath}` }) },
  { kind: gobgp },
];

for (const { kind, told: asTold = (route: TableRoute) => route } of ROWS) {
  describe(`${kind.name}, BMP to our station`, () => {
    let server: Server;
    let daemon: Daemon;
    let ours: Ours;
    const store = new RouteStore();
    const rib = new AdjRibIn(store);
    const told: string[] = [];
    const station = new BmpStation({
      sinkFor: ({ header, rib: view }) => (header.address === OUR.address && view !== 'loc-rib' ? rib : undefined),
    });
    const routes = FAMILIES.flatMap((family) => sample(family).slice(0, 20));

    beforeAll(async () => {
      station.on('initiation', () => told.push('initiation'));
      station.on('peerUp', (_router, { peer }) => told.push(`up ${peer.address}`));
      station.on('peerDown', (_router, { peer }) => told.push(`down ${peer.address}`));
      station.on('fault', (_router, fault) => told.push(`fault ${fault.reason}`));
      station.on('error', (error) => told.push(`error ${error}`));
      server = await listenAtStation((socket) => station.accept(socket));
      daemon = await kind.start({
        ...{ ...THEIR, holdTime: 90, bmp: { address: STATION.host, port: STATION.port } },
        peers: [{ address: OUR.address, as: OUR.as, dials: false }],
      });
      await until('it connects', () => station.routers.length === 1, EXCHANGE_MS);
      ours = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: 90 });
      await bothEstablished(daemon, ours, OUR.address);
    });
    afterAll(async () => {
      await ours?.close();
      await daemon?.stop();
      station.close();
      await closeServer(server);
    });

    it('Initiation, then Peer Up', async () => {
      await until(
        'it tells of us',
        () => told.includes(`up ${OUR.address}`),
        EXCHANGE_MS,
        () => told.join('\n'),
      );
      expect(told[0]).toBe('initiation');
    });

    it('40 routes of two families, every attribute equal in the sink', async () => {
      for (const route of routes) ours.announce(route);
      const expected = await tableLines(routes.map(asTold));
      let difference: readonly string[] = [];
      await until(
        'the routes come',
        async () => {
          difference = tableDifference(expected, await tableLines([...rib.routes()].map(tableRoute)));
          return difference.length === 0;
        },
        EXCHANGE_MS,
        () => difference.slice(0, 10).join('\n'),
      );
    });

    it('Peer Down, and the routes go', async () => {
      ours.shutdown('');
      await until(
        'it tells',
        () => told.at(-1) === `down ${OUR.address}`,
        EXCHANGE_MS,
        () => told.join('\n'),
      );
      expect(rib.size()).toBe(0);
      expect(told.filter((line) => /fault|error/.test(line))).toEqual([]);
    });
  });
}

describe('bird, BMP from our client', () => {
  let server: Server | undefined;
  let daemon: Daemon;
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-interop-bmp-'));
  const file = path.join(folder, 'bmp.pcapng');
  const decodeAs = [`tcp.port==${STATION.port},bmp`];

  beforeAll(async () => {
    const octets: Buffer[] = [];
    let ended = false;
    server = await listenAtStation((socket) => {
      socket.on('data', (chunk) => octets.push(chunk));
      socket.on('close', () => {
        ended = true;
      });
    });
    daemon = await bird.start({ ...THEIR, holdTime: 90, peers: [{ address: OUR.address, as: OUR.as, dials: false }] });
    const ours = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: 90 });
    try {
      const client = new BmpClient(ours.speaker, { connect: () => dial(STATION), sysName: 'mesh' });
      await bothEstablished(daemon, ours, OUR.address);
      for (const family of FAMILIES) {
        await daemon.announce(LOCAL_ROUTES[family]);
        await expectOurs(ours, family, LOCAL_ROUTES[family]);
      }
      ours.shutdown('');
      await until('the session ends', () => ours.closed.length > 0, EXCHANGE_MS);
      await client.close();
      await until('the stream ends', () => ended, EXCHANGE_MS);
    } finally {
      await ours.close();
    }
    const writer = new SessionWriter({
      source: { address: OUR.address, port: 50_000 },
      destination: { address: STATION.host, port: STATION.port },
    });
    const timestampNs = 0n;
    for (const frame of octets) writer.message({ timestampNs, direction: 'forward', frame });
    writer.close(timestampNs);
    writeFileSync(file, writer.take());
  });
  afterAll(async () => {
    await daemon?.stop();
    await closeServer(server);
    rmSync(folder, { recursive: true, force: true });
  });

  it('tshark finds nothing malformed', async () => {
    expect(await malformed(file, decodeAs)).toBe('');
  });

  it('tshark reads Initiation, Peer Up, routes, Peer Down, Termination', async () => {
    const types = (await dissect(file, ['bmp.type'], decodeAs)).flatMap((packet) => packet['bmp.type']!);
    expect(types.filter((type, i) => type !== types[i - 1])).toEqual(['4', '3', '0', '2', '5']);
  });

  it('tshark reads the prefixes of BIRD', async () => {
    const fields = ['bgp.nlri_prefix', 'bgp.mp_reach_nlri_ipv6_prefix'];
    const packets = await dissect(file, fields, decodeAs);
    const prefixes = packets.flatMap((packet) => fields.flatMap((field) => packet[field]!));
    const expected = FAMILIES.flatMap((family) => LOCAL_ROUTES[family].map(({ prefix }) => prefix.split('/')[0]!));
    expect([...new Set(prefixes)].sort()).toEqual([...expected].sort());
  });
});
