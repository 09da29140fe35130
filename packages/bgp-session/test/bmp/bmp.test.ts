import { createContext, decodeMessage, Family, notification } from '@mesh/bgp-wire';
import {
  BmpFramer,
  type BmpMessage,
  decodeBmp,
  encodeBmp,
  InformationType,
  monitoredRib,
  PeerDownReason,
} from '@mesh/bgp-wire/bmp';
import { describe, expect, it } from 'vitest';
import { BmpClient, type BmpClientOptions, type BmpStation, BmpStation as Station } from '../../src/bmp/index.js';
import { type DuplexLike, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, endOfRib, octets, SinkLog, us } from '../lib.js';

/** A speaker with one peer that the test speaks for, and a station that a client shows its sessions to. */
function lab(options: Partial<BmpClientOptions> = {}) {
  const clock = new VirtualClock();
  const speaker = new Speaker({ clock, random: () => 0.5, connect: () => dial() });
  let peer: ScriptedPeer | undefined;
  let theirs: DuplexLike | undefined;
  const dial = () => {
    const [ours, remote] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
    theirs = remote;
    peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
    return ours;
  };
  const stations: DuplexLike[] = [];
  const start = () =>
    new BmpClient(speaker, {
      clock,
      random: () => 1,
      sysName: 'r1',
      sysDescr: 'a test',
      connect: () => {
        const [router, station] = memoryPair(clock);
        stations.push(station);
        return router;
      },
      ...options,
    });
  const establish = async () => {
    speaker.create(us);
    clock.runUntil(() => peer !== undefined, 1_000);
    await peer!.establish();
    return peer!;
  };
  const hangUp = () => theirs?.end();
  return { clock, speaker, stations, start, establish, hangUp };
}

/** Reads what a router sends as messages. */
function read(stream: DuplexLike): { readonly messages: BmpMessage[]; closed: boolean } {
  const framer = new BmpFramer();
  const log = { messages: [] as BmpMessage[], closed: false };
  stream.attach({
    data: (bytes) => {
      framer.push(bytes, (frame) => {
        const result = decodeBmp(frame.slice());
        if (!result.ok) throw new Error(result.fault.reason);
        log.messages.push(result.message);
        return true;
      });
    },
    drain: () => undefined,
    closed: () => {
      log.closed = true;
    },
  });
  return log;
}

describe('BmpClient', () => {
  it('says who it is, then of each session: up with both OPENs, the UPDATEs as they came, and down with its reason', async () => {
    const { clock, speaker, stations, start, establish } = lab();
    const client = start();
    const log = read(stations[0]!);
    const peer = await establish();
    peer.send(announce('10.0.0.0/8'));
    peer.send(endOfRib);
    clock.runFor(1_000);
    speaker.disable(() => true);
    clock.runFor(1_000);
    void client.close();
    clock.runFor(10);

    const [initiation, up, route, end, down, termination] = log.messages;
    expect(log.messages.map(({ type }) => type)).toEqual([
      'INITIATION',
      'PEER-UP',
      'ROUTE-MONITORING',
      'ROUTE-MONITORING',
      'PEER-DOWN',
      'TERMINATION',
    ]);
    expect(initiation).toMatchObject({
      information: [
        { type: InformationType.SYS_DESCR, value: 'a test' },
        { type: InformationType.SYS_NAME, value: 'r1' },
      ],
    });
    if (up?.type !== 'PEER-UP') throw new Error('no Peer Up');
    expect(up).toMatchObject({
      localAddress: '192.0.2.1',
      peer: { peerType: 0, flags: 0, address: '192.0.2.2', as: 65002, routerId: 0xc0000202, distinguisher: 0n },
    });
    expect(openOf(up.sentOpen)).toMatchObject({ routerId: 0xc0000201 });
    expect(openOf(up.receivedOpen)).toMatchObject({ routerId: 0xc0000202 });
    expect(route).toMatchObject({ frame: octets(announce('10.0.0.0/8')) });
    expect(end).toMatchObject({ frame: octets(endOfRib), peer: { seconds: 0 } });
    expect(down).toMatchObject({ reason: PeerDownReason.LOCAL_NOTIFICATION });
    if (down?.type !== 'PEER-DOWN' || down.detail.kind !== 'notification') throw new Error('no NOTIFICATION');
    expect(notificationOf(down.detail.frame)).toMatchObject({ code: 6, subcode: 2 });
    expect(termination).toMatchObject({ information: [{ value: 0 }] });
    expect(log.closed).toBe(true);
  });

  it.each([
    ['a NOTIFICATION of the peer', PeerDownReason.REMOTE_NOTIFICATION],
    ['the end of the connection', PeerDownReason.REMOTE_NO_NOTIFICATION],
    ['the hold timer', PeerDownReason.LOCAL_NOTIFICATION],
  ])('names %s as the reason of a Peer Down', async (what, reason) => {
    const { clock, stations, start, establish, hangUp } = lab();
    start();
    const log = read(stations[0]!);
    const peer = await establish();
    if (what.startsWith('a NOTIFICATION')) peer.send(notification(6, 4));
    else if (what.startsWith('the end')) hangUp();
    clock.runUntil(() => log.messages.some(({ type }) => type === 'PEER-DOWN'), 120_000);
    expect(log.messages.find(({ type }) => type === 'PEER-DOWN')).toMatchObject({ reason });
  });

  it('shows what is sent as Adj-RIB-Out after policy, and mirrors what comes, where asked to', async () => {
    const { clock, speaker, stations, start, establish } = lab({ views: { adjRibOut: true, mirroring: true } });
    start();
    const log = read(stations[0]!);
    const peer = await establish();
    speaker.peer('192.0.2.2')?.session?.send(announce('10.7.0.0/16'));
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(10);
    const ribs = log.messages.flatMap((one) => (one.type === 'ROUTE-MONITORING' ? [monitoredRib(one.peer)] : []));
    expect(ribs).toEqual(['adj-rib-out post-policy', 'adj-rib-in pre-policy']);
    const mirrored = log.messages.flatMap((one) => (one.type === 'ROUTE-MIRRORING' ? one.tlvs : []));
    expect(mirrored).toContainEqual({ type: 0, value: octets(announce('10.0.0.0/8')) });
  });

  it('tells a station that connects late of the sessions that are up, and asks the peer for its routes', async () => {
    const { clock, stations, start, establish } = lab();
    const peer = await establish();
    start();
    const log = read(stations[0]!);
    clock.runFor(10);
    expect(log.messages.map(({ type }) => type)).toEqual(['INITIATION', 'PEER-UP']);
    expect(peer.received.at(-1)).toMatchObject({ type: 'ROUTE-REFRESH', subtype: 0 });
    if (log.messages[1]?.type !== 'PEER-UP') throw new Error('no Peer Up');
    expect(openOf(log.messages[1].receivedOpen)).toMatchObject({ routerId: 0xc0000202 });
  });

  it('takes the routes of a late station from the host where it has them', async () => {
    const { clock, stations, start, establish } = lab({
      routes: () => [octets(announce('10.0.0.0/8')), octets(endOfRib)],
    });
    const peer = await establish();
    start();
    const log = read(stations[0]!);
    clock.runFor(10);
    expect(log.messages.map(({ type }) => type)).toEqual([
      'INITIATION',
      'PEER-UP',
      'ROUTE-MONITORING',
      'ROUTE-MONITORING',
    ]);
    expect(peer.received.some(({ type }) => type === 'ROUTE-REFRESH')).toBe(false);
  });

  it('sends figures as often as asked', async () => {
    const { clock, stations, start, establish } = lab({
      statisticsSeconds: 60,
      statistics: () => [{ type: 7, value: 42n }],
    });
    start();
    const log = read(stations[0]!);
    const peer = await establish();
    for (let i = 0; i < 6; i++) {
      clock.runFor(30_000);
      peer.send({ type: 'KEEPALIVE' });
    }
    const reports = log.messages.filter(({ type }) => type === 'STATISTICS-REPORT');
    expect(reports).toHaveLength(3);
    expect(reports[0]).toMatchObject({ statistics: [{ type: 7, value: 42n }], peer: { seconds: 60 } });
  });

  it('connects again, each time after twice as long', () => {
    const attempts: number[] = [];
    const errors: (Error | undefined)[] = [];
    const { clock, start } = lab({
      connect: () => {
        attempts.push(clock.now());
        throw new Error('refused');
      },
    });
    const client = start();
    client.on('disconnected', (error) => errors.push(error));
    clock.runFor(2_000_000);
    expect(attempts).toEqual([0, 30_000, 90_000, 210_000, 450_000, 930_000, 1_650_000]);
    expect(errors.at(-1)?.message).toBe('refused');
    void client.close();
    expect(clock.pending).toBe(0);
  });

  it('gives up a station that takes nothing, without a word lost to the session, and begins anew', async () => {
    const { clock, speaker, stations, start, establish } = lab({ maxBufferedBytes: 10_000 });
    const client = start();
    const errors: (Error | undefined)[] = [];
    client.on('disconnected', (error) => errors.push(error));
    const peer = await establish();
    for (let i = 0; i < 200; i++) peer.send(announce('10.0.0.0/8'));
    clock.runFor(10);
    expect(errors).toMatchObject([{ code: 'MESH_BMP_STATION_SLOW' }]);
    expect(client.connected).toBe(false);
    clock.runFor(40_000);
    expect(stations).toHaveLength(2);
    const log = read(stations[1]!);
    clock.runFor(10);
    expect(log.messages.map(({ type }) => type)).toEqual(['INITIATION', 'PEER-UP']);
    expect(speaker.peer('192.0.2.2')).toMatchObject({ state: 'Established', traffic: { received: { updates: 200 } } });
  });
});

describe('BmpClient with a station that', () => {
  const table = Array.from({ length: 500 }, (_, i) => octets(announce(`10.${i >> 8}.${i & 255}.0/24`)));
  const routesOf = (messages: readonly BmpMessage[]) =>
    messages.flatMap((one) => (one.type === 'ROUTE-MONITORING' ? [one.frame] : []));

  it('comes late takes more routes than may wait, as fast as it reads, and what changes meanwhile after them', async () => {
    const { clock, stations, start, establish } = lab({ maxBufferedBytes: 10_000, routes: () => [...table] });
    const client = start();
    const errors: (Error | undefined)[] = [];
    client.on('disconnected', (error) => errors.push(error));
    stations[0]!.attach({ data: () => undefined, drain: () => undefined, closed: () => undefined });
    const peer = await establish();
    stations[0]!.destroy();
    clock.runUntil(() => stations.length === 2, 40_000);
    peer.send(announce('172.16.0.0/12'));
    clock.runFor(10);
    const log = read(stations[1]!);
    clock.runFor(1_000);
    expect(errors).toHaveLength(1);
    expect(routesOf(log.messages)).toEqual([...table, octets(announce('172.16.0.0/12'))]);
  });

  it('is told of a session that ends while its routes are told', async () => {
    const { clock, speaker, stations, start, establish } = lab({ maxBufferedBytes: 10_000, routes: () => table });
    await establish();
    start();
    clock.runFor(1);
    speaker.disable(() => true);
    const log = read(stations[0]!);
    clock.runFor(1_000);
    expect(log.messages[1]?.type).toBe('PEER-UP');
    expect(log.messages.at(-1)?.type).toBe('PEER-DOWN');
    expect(routesOf(log.messages).length).toBeLessThan(table.length);
  });

  it('takes nothing does not keep the client from closing, for good', async () => {
    const { clock, stations, start, establish } = lab({ maxBufferedBytes: 500 });
    const client = start();
    const peer = await establish();
    peer.send(announce('10.0.0.0/8'));
    peer.send(announce('10.1.0.0/16'));
    clock.runFor(10);
    expect(client.connected).toBe(true);
    let done = false;
    void client.close().then(() => {
      done = true;
    });
    await clock.advance(2_000);
    expect([done, client.connected]).toEqual([true, false]);
    for (let i = 0; i < 60; i++) {
      clock.runFor(20_000);
      peer.send({ type: 'KEEPALIVE' });
    }
    expect(stations).toHaveLength(1);
  });

  it('hangs up whenever it is told something is tried ever more seldom', async () => {
    const { clock, stations, start } = lab();
    start();
    const begun: number[] = [];
    for (let i = 0; i < 5; i++) {
      clock.runUntil(() => stations.length > i, 1_000_000);
      begun.push(Math.round(clock.now() / 1000));
      stations[i]!.attach({ data: () => stations[i]!.destroy(), drain: () => undefined, closed: () => undefined });
      clock.runFor(1);
    }
    expect(begun).toEqual([0, 30, 90, 210, 450]);
  });

  it('lasts is tried again soon', async () => {
    const { clock, stations, start } = lab();
    start();
    for (const i of [0, 1, 2]) {
      clock.runUntil(() => stations.length > i, 40_000);
      stations[i]!.attach({ data: () => undefined, drain: () => undefined, closed: () => undefined });
      clock.runFor(100_000);
      stations[i]!.destroy();
    }
    clock.runFor(31_000);
    expect(stations).toHaveLength(4);
  });
});

describe('a host that throws', () => {
  it.each([
    [
      'for the routes of a session',
      {
        routes: () => {
          throw new Error('no table');
        },
      },
    ],
    [
      'for its figures',
      {
        statisticsSeconds: 10,
        statistics: () => {
          throw new Error('no table');
        },
      },
    ],
  ])('%s is told so, and the station goes on', async (_, options) => {
    const { clock, stations, start, establish } = lab(options);
    const peer = await establish();
    const client = start();
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    const log = read(stations[0]!);
    clock.runFor(11_000);
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(10);
    expect([stations.length, client.connected]).toEqual([1, true]);
    expect(log.messages.map(({ type }) => type)).toEqual(['INITIATION', 'PEER-UP', 'ROUTE-MONITORING']);
    if ('statistics' in options) expect(errors).toMatchObject([{ message: 'no table' }]);
  });

  it('when it is told of the connection leaves no second one behind', () => {
    const { clock, stations, start } = lab();
    const client = start();
    stations[0]!.destroy();
    client.on('connected', () => {
      throw new Error('not now');
    });
    clock.runFor(1);
    clock.runFor(200_000);
    expect([stations.length, client.connected]).toEqual([2, true]);
  });

  it.each([
    ['retrySeconds', 0],
    ['retrySeconds', Number.NaN],
    ['statisticsSeconds', -1],
    ['maxBufferedBytes', 0],
  ])('is refused a %s of %d', (field, value) => {
    const { clock, start } = lab({ [field]: value });
    expect(start).toThrow(`${field} must be`);
    expect(clock.pending).toBe(0);
  });
});

describe('a session over link-local addresses', () => {
  it('is shown without their zones, which mean something on this host alone', async () => {
    const clock = new VirtualClock();
    const addresses: [string, string] = ['fe80::1%eth0', 'fe80::2%eth0'];
    const [ours, theirs] = memoryPair(clock, { addresses });
    const speaker = new Speaker({ clock, connect: () => ours });
    const [router, station] = memoryPair(clock);
    new BmpClient(speaker, { clock, sysName: 'r1', connect: () => router });
    const log = read(station);
    speaker.create({ ...us, peerAddress: addresses[1], localAddress: undefined });
    await new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock).establish();
    clock.runFor(10);
    expect(log.messages[1]).toMatchObject({ type: 'PEER-UP', localAddress: 'fe80::1', peer: { address: 'fe80::2' } });
  });
});

function withStation(station: BmpStation) {
  const clock = new VirtualClock();
  const [router, theirs] = memoryPair(clock, { addresses: ['192.0.2.9', '192.0.2.10'], chunk: 7, poison: true });
  station.accept(theirs);
  router.attach({ data: () => undefined, drain: () => undefined, closed: () => undefined });
  const say = (message: BmpMessage | Uint8Array) => {
    router.write(message instanceof Uint8Array ? message : encodeBmp(message), () => undefined);
    clock.runFor(1);
  };
  return { clock, router, say };
}

const header = {
  peerType: 0,
  flags: 0,
  distinguisher: 0n,
  address: '192.0.2.2',
  as: 65002,
  routerId: 0xc0000202,
  seconds: 1,
  microseconds: 2,
};

describe('BmpStation', () => {
  it('gives the routes of each RIB of each peer to a sink of its own', async () => {
    const { clock, speaker, stations, start, establish, hangUp } = lab({ views: { adjRibOut: true } });
    const client = start();
    const sinks = new Map<string, SinkLog>();
    const station = new Station({
      sinkFor: ({ rib, session, router }) => {
        const sink = new SinkLog();
        sinks.set(`${router.sysName} ${session?.peer} AS ${session?.peerAs} ${rib}`, sink);
        return sink;
      },
    });
    station.accept(stations[0]!);
    const peer = await establish();
    speaker.peer('192.0.2.2')?.session?.send(announce('10.7.0.0/16'));
    peer.send(announce('10.0.0.0/8'));
    peer.send(endOfRib);
    clock.runFor(10);
    expect(station.routers).toMatchObject([{ sysName: 'r1', sysDescr: 'a test' }]);
    expect([...sinks.keys()]).toEqual([
      'r1 192.0.2.2 AS 65002 adj-rib-out post-policy',
      'r1 192.0.2.2 AS 65002 adj-rib-in pre-policy',
    ]);
    const adjRibIn = sinks.get('r1 192.0.2.2 AS 65002 adj-rib-in pre-policy')!;
    expect([adjRibIn.updates, adjRibIn.calls]).toEqual([1, ['up 192.0.2.2', `endOfRib ${Family.IPV4_UNICAST}`]]);
    hangUp();
    clock.runFor(10);
    expect(adjRibIn.calls.at(-1)).toBe('down connection-lost false');
    void client.close();
    clock.runFor(10);
    expect(station.routers).toEqual([]);
  });

  it('tells of what is no route: peers, figures, mirrored messages, the goodbye', () => {
    const station = new Station();
    const told: string[] = [];
    station.on('peerUp', (_, { localAddress }) => told.push(`up ${localAddress}`));
    station.on('peerDown', (_, { reason }) => told.push(`down ${reason}`));
    station.on('statistics', (_, { address }, [one]) => told.push(`${address} ${one?.type} ${one?.value}`));
    station.on('mirrored', (_, { address }, tlvs) => told.push(`${address} ${tlvs.length}`));
    station.on('termination', () => told.push('termination'));
    const { say } = withStation(station);
    const open = octets({ type: 'OPEN', version: 4, myAs: 65002, holdTime: 90, routerId: 1, capabilities: [] });
    say({
      type: 'PEER-UP',
      peer: header,
      localAddress: '192.0.2.1',
      localPort: 179,
      remotePort: 50_000,
      sentOpen: open,
      receivedOpen: open,
      information: [],
    });
    say({ type: 'STATISTICS-REPORT', peer: header, statistics: [{ type: 7, value: 42n }] });
    say({ type: 'ROUTE-MIRRORING', peer: header, tlvs: [{ type: 1, value: 1 }] });
    say({ type: 'PEER-DOWN', peer: header, reason: PeerDownReason.DECONFIGURED, detail: { kind: 'none' } });
    say({ type: 'TERMINATION', information: [] });
    expect(told).toEqual(['up 192.0.2.1', '192.0.2.2 7 42', '192.0.2.2 1', 'down 5', 'termination']);
  });

  it('goes on after an UPDATE that cannot be applied, and ends the connection on octets that are no BMP', () => {
    const sink = new SinkLog();
    const station = new Station({ sinkFor: () => sink });
    const faults: string[] = [];
    const closed: (Error | undefined)[] = [];
    station.on('fault', (_, { rfc }) => faults.push(rfc));
    station.on('closed', (_, error) => closed.push(error));
    const { say } = withStation(station);
    const bad = octets({ type: 'UPDATE', withdrawn: [] }).slice();
    const frame = new Uint8Array(26);
    frame.set(bad);
    frame[17] = 26;
    frame[20] = 200; // more withdrawn routes than the message has octets (RFC 4271 §6.3)
    say({ type: 'ROUTE-MONITORING', peer: header, frame });
    say({ type: 'ROUTE-MONITORING', peer: header, frame: octets(announce('10.0.0.0/8')) });
    expect([faults.length, sink.updates, closed.length]).toEqual([1, 1, 0]);
    say(new Uint8Array([9, 0, 0, 0, 6, 4]));
    expect(faults.at(-1)).toBe('RFC 7854 §4.1');
    expect(closed).toHaveLength(1);
    expect(sink.calls.at(-1)).toBe('down connection-lost false');
  });

  it('reports what a sink or a listener throws, and goes on', () => {
    const sink = new SinkLog();
    let thrown = 0;
    const station = new Station({
      sinkFor: () => {
        if (thrown === 0) throw new Error('no sink');
        return sink;
      },
    });
    station.on('error', () => thrown++);
    station.on('initiation', () => {
      throw new Error('no listener');
    });
    const { say } = withStation(station);
    say({ type: 'INITIATION', information: [] });
    say({ type: 'ROUTE-MONITORING', peer: header, frame: octets(announce('10.0.0.0/8')) });
    expect([thrown, sink.updates]).toEqual([1, 1]);
  });
});

function openOf(frame: Uint8Array) {
  const result = decodeMessage(frame, createContext());
  return result.ok ? result.message : undefined;
}

function notificationOf(frame: Uint8Array) {
  return openOf(frame);
}
