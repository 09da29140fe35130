import { type CloseReason, formatCloseReason, type PeerSnapshot } from '@mesh/bgp-session';
import { connect, listen } from '@mesh/bgp-session/tcp';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  Family,
  formatFamily,
  isMeshError,
  LOCAL_PREF,
  type MeshError,
  MULTI_EXIT_DISC,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  Configuration,
  createConfigurationWithRoutes,
  createMinimalConfiguration,
  formatRoute,
  type MeshSpeaker,
  type NeighborSettings,
  parsePeer,
  parseSelector,
  type StartOptions,
  startSpeaker,
  type Transport,
} from '../src/index.js';

const US = '10.0.0.1';
const THEM = '10.0.0.2';

/** A network in memory: whoever listens at an address gets the other end of a pair. */
function network(clock: VirtualClock): Required<Transport> {
  const listening = new Map<string, Parameters<NonNullable<Transport['listen']>>[1]>();
  return {
    connect: ({ localAddress, peerAddress }) => {
      const speaker = listening.get(peerAddress!);
      if (!speaker) throw new Error('nobody listens');
      const [near, far] = memoryPair(clock, { latencyMs: 1, addresses: [localAddress!, peerAddress!] });
      clock.defer(() => speaker.accept(far, { localAddress: peerAddress, remoteAddress: localAddress }));
      return near;
    },
    listen: async ({ host, port }, speaker) => {
      listening.set(host, speaker);
      return { host, port, close: async () => void listening.delete(host) };
    },
  };
}

function neighbor(from: string, to: string, more: Partial<NeighborSettings> = {}): NeighborSettings {
  return {
    session: {
      peerAddress: to,
      localAddress: from,
      localAs: from === US ? 65001 : 65002,
      peerAs: to === US ? 65001 : 65002,
      passive: from === THEM,
      listen: from === THEM ? 179 : 0,
    },
    families: 'ipv4 unicast ipv6 unicast',
    ...more,
  };
}

/** Two speakers that know each other, not connected yet. */
async function twoSpeakers(ours: Partial<NeighborSettings> = {}, theirs: Partial<NeighborSettings> = {}) {
  const clock = new VirtualClock();
  const options: StartOptions = { transport: network(clock), clock, random: () => 0.5 };
  const them = await startSpeaker(Configuration.fromSettings({ neighbors: [neighbor(THEM, US, theirs)] }), options);
  const us = await startSpeaker(Configuration.fromSettings({ neighbors: [neighbor(US, THEM, ours)] }), options);
  const settled = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    void promise.then(
      () => (done = true),
      () => (done = true),
    );
    expect(await clock.advance(() => done, 60_000)).toBe(true);
    return promise;
  };
  const close = async () => {
    await settled(Promise.all([us.close(), them.close()]));
    expect(clock.pending).toBe(0);
  };
  return { clock, us, them, settled, close };
}

function held(mesh: MeshSpeaker, peer: string): string[] {
  return [...mesh.adjRibIn(peer).routes()].map(formatRoute).sort();
}

async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (isMeshError(error)) return error.code;
    throw error;
  }
  return 'none';
}

describe('startSpeaker', () => {
  it('brings the routes of a configuration to the peer', async () => {
    const { us, them, settled, close } = await twoSpeakers({
      routes: `
        route 10.1.0.0/24 next-hop self med 5
        route 10.2.0.0/24 next-hop 192.0.2.7 as-path [ 65001 65009 ] community 65001:1
        route 10.3.0.0/24 next-hop self withdraw
        route 2001:db8::/32 next-hop 2001:db8::1
      `,
    });
    const [session] = await settled(us.whenEstablished());
    expect(session).toMatchObject({ localAs: 65001, peerAs: 65002, internal: false });
    await settled(us.flushed());
    await settled(them.whenEstablished());
    expect(held(them, US)).toEqual([
      'route 10.1.0.0/24 next-hop 10.0.0.1 origin igp as-path [ 65001 ] med 5',
      'route 10.2.0.0/24 next-hop 192.0.2.7 origin igp as-path [ 65001 65009 ] community 65001:1',
      'route 2001:db8::/32 next-hop 2001:db8::1 origin igp as-path [ 65001 ]',
    ]);
    expect(them.adjRibIn(US).isComplete(Family.IPV6_UNICAST)).toBe(true);
    await close();
  });

  it('announces and withdraws while it runs, as text and as data', async () => {
    const { us, them, settled, close } = await twoSpeakers();
    await settled(us.whenEstablished());
    us.announce(
      'route 10.1.0.0/24 next-hop self; route 10.2.0.0/24 next-hop self; route 10.9.0.0/24 next-hop self withdraw',
    );
    us.announce({ prefix: '10.3.0.0/24', nextHop: 'self' });
    await settled(us.flushed());
    expect(them.adjRibIn(US).size()).toBe(3);
    expect(them.adjRibIn(US).get({ prefix: '10.3.0.0/24' })?.get(AS_PATH)).toEqual(asSequence(65001));
    expect(us.withdraw('route 10.1.0.0/24; route 10.7.0.0/24')).toBe(1);
    expect(us.withdraw({ prefix: '10.3.0.0/24' })).toBe(1);
    await settled(us.flushed());
    expect(held(them, US)).toEqual(['route 10.2.0.0/24 next-hop 10.0.0.1 origin igp as-path [ 65001 ]']);
    await close();
  });

  it('gives a handle for what it announces: receipts, a lease, withdrawal by tag, a batch', async () => {
    const { clock, us, them, settled, close } = await twoSpeakers();
    const route = { prefix: '10.1.0.0/24', nextHop: 'self' };
    const seen: string[] = [];
    const lease = us.announce(route, { ttlMs: 30_000, tag: 'vip', onChange: ({ state }) => seen.push(state) });
    expect(lease.deliveries()).toEqual(new Map([[THEM, { state: 'queued' }]]));
    await settled(us.whenEstablished());
    await settled(lease.flushed());
    expect(lease.delivery(THEM)).toEqual({ state: 'written' });
    await clock.advance(100);
    expect(held(them, US)).toEqual(['route 10.1.0.0/24 next-hop 10.0.0.1 origin igp as-path [ 65001 ]']);
    lease.renew(60_000);
    await clock.advance(59_000);
    expect(them.adjRibIn(US).size()).toBe(1);
    await clock.advance(2_000);
    expect([lease.ended, lease.delivery(THEM), them.adjRibIn(US).size()]).toEqual([
      'lapsed',
      { state: 'withdrawn' },
      0,
    ]);
    expect(seen).toEqual(['written', 'withdrawing', 'withdrawn']);

    const pair = us.announce('route 10.2.0.0/24 next-hop self; route 10.3.0.0/24 next-hop self', { tag: 'vip' });
    us.announcer.batch((batch) => {
      batch.withdraw({ tag: 'vip' });
      batch.announce({ ...route, prefix: '10.4.0.0/24' });
    });
    expect(pair.map(({ ended }) => ended)).toEqual(['withdrawn', 'withdrawn']);
    await settled(us.flushed());
    await clock.advance(100);
    expect([...them.adjRibIn(US).routes()].map(({ prefix }) => prefix)).toEqual(['10.4.0.0/24']);

    const table = await settled(us.announcer.prepare([route, { ...route, prefix: '10.5.0.0/24' }]));
    table.fire();
    await settled(us.flushed());
    await clock.advance(100);
    expect(them.adjRibIn(US).size()).toBe(3);
    const other = us.announce({ ...route, prefix: '10.6.0.0/24' }, { ttlMs: 1000, receipts: true });
    await settled(other[Symbol.asyncDispose]());
    expect(other.delivery(THEM)).toEqual({ state: 'withdrawn' });
    const last = us.announce(route, { ttlMs: 1000, receipts: true });
    await close();
    expect([last.ended, last.delivery(THEM)]).toEqual(['peers-gone', { state: 'withdrawn' }]);
  });

  it('reports what the listener of a route throws, and goes on', async () => {
    const { clock, us, settled, close } = await twoSpeakers();
    const errors: MeshError[] = [];
    us.events.on('error', (error) => errors.push(error));
    const handle = us.announce(
      { prefix: '10.1.0.0/24', nextHop: 'self' },
      {
        onChange: () => {
          throw new Error('mine');
        },
      },
    );
    await settled(us.whenEstablished());
    await settled(handle.flushed());
    await clock.advance(10);
    expect(errors.map(({ code, cause }) => [code, String(cause)])).toEqual([['MESH_HANDLER', 'Error: mine']]);
    await close();
  });

  it('gives LOCAL_PREF to internal peers only', async () => {
    const as65002 = { session: { ...neighbor(US, THEM).session, localAs: 65002 } };
    const back = { session: { ...neighbor(THEM, US).session, peerAs: 65002 } };
    const { us, them, settled, close } = await twoSpeakers(as65002, back);
    await settled(us.whenEstablished());
    us.announce('route 10.1.0.0/24 next-hop self med 7');
    await settled(us.flushed());
    const route = them.adjRibIn(US).get({ prefix: '10.1.0.0/24' })!;
    expect([route.get(AS_PATH), route.get(LOCAL_PREF), route.get(MULTI_EXIT_DISC)]).toEqual([[], 100, 7]);
    await close();
  });

  it('sends several paths to a prefix with ADD-PATH, and IPv6 next hops for IPv4', async () => {
    const capability = { addPath: 'both', nexthop: true } as const;
    const { us, them, settled, close } = await twoSpeakers({ capability }, { capability });
    await settled(us.whenEstablished());
    us.announce(
      'route 10.1.0.0/24 next-hop 192.0.2.1 path-information 1; route 10.1.0.0/24 next-hop 2001:db8::1 path-information 2',
    );
    await settled(us.flushed());
    expect(held(them, US)).toEqual([
      'route 10.1.0.0/24 next-hop 192.0.2.1 path-information 1 origin igp as-path [ 65001 ]',
      'route 10.1.0.0/24 next-hop 2001:db8::1 path-information 2 origin igp as-path [ 65001 ]',
    ]);
    expect(us.withdraw('route 10.1.0.0/24 path-information 1')).toBe(1);
    await settled(us.flushed());
    expect(them.adjRibIn(US).size()).toBe(1);
    await close();
  });

  it('adds and deletes peers while it runs', async () => {
    const { us, them, settled, close } = await twoSpeakers();
    expect(them.delete(({ peerAddress }) => peerAddress === US)).toBe(1);
    expect(them.peers()).toEqual([]);
    expect(await codeOf(() => them.delete(() => true))).toBe('MESH_NO_PEER');
    expect(await codeOf(() => them.adjRibIn(US))).toBe('MESH_NO_PEER');
    const peer = them.create(neighbor(THEM, US, { routes: 'route 10.8.0.0/24 next-hop self' }));
    expect(peer.name).toBe(US);
    expect(await codeOf(() => them.create(neighbor(THEM, US)))).toBe('MESH_PEER_EXISTS');
    expect(them.adjRibOut(US).size).toBe(1);
    await settled(us.whenEstablished());
    await settled(them.flushed());
    expect(held(us, THEM)).toEqual(['route 10.8.0.0/24 next-hop 10.0.0.2 origin igp as-path [ 65002 ]']);
    await close();
    expect([us.store.size, them.store.size]).toEqual([0, 0]);
  });

  it.each([
    [true, 1],
    [false, 3],
  ])('sends three routes with group-updates %s in %i UPDATEs', async (groupUpdates, count) => {
    const { us, them, settled, close } = await twoSpeakers({ groupUpdates });
    await settled(us.whenEstablished());
    await settled(us.flushed());
    const before = them.peers()[0]!.traffic.received.updates;
    us.announce('attributes next-hop self nlri 10.1.0.0/24 10.2.0.0/24 10.3.0.0/24');
    await settled(us.flushed());
    await settled(us.flushed());
    expect(them.adjRibIn(US).size()).toBe(3);
    expect(them.peers()[0]!.traffic.received.updates - before).toBe(count);
    await close();
  });

  it('makes a peer anew while it is told that it was deleted', async () => {
    const { us, settled, close } = await twoSpeakers();
    const old = us.announce({ prefix: '10.1.0.0/24', nextHop: 'self' }, { receipts: true });
    us.events.once('deleted', () => us.create(neighbor(US, THEM, { routes: 'route 10.8.0.0/24 next-hop self' })));
    expect(us.delete(() => true)).toBe(1);
    expect([old.ended, us.announcer.peers, us.adjRibOut(THEM).size, us.store.size]).toEqual([
      'peers-gone',
      [THEM],
      1,
      1,
    ]);
    await settled(us.whenEstablished());
    await close();
    expect(us.store.size).toBe(0);
  });

  it('announces and withdraws routes of other families as text', async () => {
    const { us, them, settled, close } = await twoSpeakers({ families: 'all' }, { families: 'all' });
    await settled(us.whenEstablished());
    const texts = [
      'ipv4 mpls-vpn 10.0.0.0/24 rd 65000:1 label 100 next-hop 10.0.0.1',
      'ipv4 nlri-mpls 10.1.0.0/24 label 200 next-hop 10.0.0.1',
      'l2vpn evpn ip-prefix rd 65000:1 prefix 10.2.0.0/24 label mpls:100 next-hop 10.0.0.1',
      'flow route destination 10.3.0.0/24 discard',
    ];
    for (const text of texts) us.announce(text);
    await settled(us.flushed());
    const names = () => [...them.adjRibIn(US).routes()].map(({ family }) => formatFamily(family)).sort();
    expect(names()).toEqual(['ipv4-flow', 'ipv4-mpls-vpn', 'ipv4-nlri-mpls', 'l2vpn-evpn']);
    for (const text of texts) expect(us.withdraw(text)).toBe(1);
    await settled(us.flushed());
    expect(names()).toEqual([]);
    await close();
  });

  it('creates a peer from text, and deletes by selector', async () => {
    const { us, them, settled, close } = await twoSpeakers();
    const text = `neighbor ${US} local-ip ${THEM} local-as 65002 peer-as 65001 router-id ${THEM}`;
    expect(await codeOf(() => them.create(parsePeer(text)))).toBe('MESH_PEER_EXISTS');
    expect(await codeOf(() => them.delete(parseSelector('neighbor * peer-as 65002')))).toBe('MESH_NO_PEER');
    expect(them.delete(parseSelector('neighbor * peer-as 65001'))).toBe(1);
    them.create(parsePeer(text));
    await settled(us.whenEstablished());
    expect(us.peers()[0]!.session!.families).toEqual([Family.IPV4_UNICAST]);
    await close();
  });

  it('refuses settings and routes that could do nothing', async () => {
    const { us, close } = await twoSpeakers({ families: 'ipv4 unicast' });
    expect(await codeOf(() => us.create(neighbor(US, '10.0.0.3', { holdTime: 2 })))).toBe('MESH_SETTINGS_INVALID');
    expect(() => us.create(neighbor(US, '10.0.0.3', { holdTime: 2 }))).toThrow(/^neighbor hold-time must be 0/);
    expect(() => us.create(neighbor(THEM, '10.0.0.3'))).toThrow('session listen must be 0 or a port listened on');
    expect(await codeOf(() => us.announce('route 10.0.0.0/24'))).toBe('MESH_TEXT_SYNTAX');
    expect(() => us.announce('route 10.0.0.0/8 next-hop self; route 2001:db8::/32 next-hop self')).toThrow(
      'no peer chosen has the family ipv6-unicast of route 2001:db8::/32',
    );
    expect(us.adjRibOut(THEM).size).toBe(0);
    expect(() => us.announce('route 10.0.0.0/8 next-hop self', { peers: () => false })).toThrow(
      'none of 1 peers was chosen',
    );
    await close();
  });

  it('keeps nothing of a peer whose routes are not wanted', async () => {
    const { us, them, settled, close } = await twoSpeakers({}, { adjRibIn: false });
    await settled(us.whenEstablished());
    us.announce('route 10.1.0.0/24 next-hop self');
    await settled(us.flushed());
    expect(await codeOf(() => them.adjRibIn(US))).toBe('MESH_NO_ADJ_RIB_IN');
    expect(them.store.size).toBe(0);
    await close();
  });

  it('reports a route that the session cannot carry, once', async () => {
    const { us, settled, close } = await twoSpeakers();
    const errors: MeshError[] = [];
    us.events.on('error', (error) => errors.push(error));
    await settled(us.whenEstablished());
    us.announce('attributes next-hop self nlri 2001:db8::/32 2001:db8:1::/48');
    await settled(us.flushed());
    expect(errors.map(({ code, details }) => [code, details['reason']])).toEqual([['MESH_ROUTE_SKIPPED', 'next-hop']]);
    await close();
  });

  it('tells who waits when it closes', async () => {
    const { us, them, clock, settled } = await twoSpeakers();
    us.announce('route 10.1.0.0/24 next-hop self');
    const waiting = [codeOf(() => us.flushed()), codeOf(() => us.whenEstablished())];
    const closing = us.close();
    expect(us.close()).toBe(closing);
    expect(await settled(Promise.all(waiting))).toEqual(['MESH_SPEAKER_CLOSED', 'MESH_SPEAKER_CLOSED']);
    await settled(Promise.all([closing, them.close()]));
    expect(await codeOf(() => us.create(neighbor(US, THEM)))).toBe('MESH_SPEAKER_CLOSED');
    expect(clock.pending).toBe(0);
  });

  it('closes with its signal', async () => {
    const clock = new VirtualClock();
    const abort = new AbortController();
    const configuration = createMinimalConfiguration({ passive: true });
    const mesh = await startSpeaker(configuration, { clock, signal: abort.signal });
    abort.abort();
    await mesh.close();
    expect(mesh.peers()).toEqual([]);
    await expect(startSpeaker(configuration, { clock, signal: abort.signal })).rejects.toThrow('aborted');
  });

  it('needs a transport to dial and to listen', async () => {
    const clock = new VirtualClock();
    expect(await codeOf(() => startSpeaker(createMinimalConfiguration(), { clock }))).toBe('MESH_NO_TRANSPORT');
    const listening = createMinimalConfiguration({ passive: true, listen: 1790 });
    expect(await codeOf(() => startSpeaker(listening, { clock }))).toBe('MESH_NO_TRANSPORT');
  });

  it('speaks over TCP', async () => {
    const ours = { peerAddress: '127.0.0.1', localAddress: '127.0.0.1', localAs: 65001, peerAs: 65002 };
    const free = await listen({ host: '127.0.0.1', port: 0 }, { accept: () => false });
    await free.close();
    const listener = {
      ...ours,
      localAs: 65002,
      peerAs: 65001,
      routerId: '127.0.0.2',
      listen: free.port,
      passive: true,
    };
    const collector = await startSpeaker(createMinimalConfiguration(listener), { transport: { connect, listen } });
    try {
      const ended = new Promise<[CloseReason, PeerSnapshot]>((resolve) => {
        collector.events.once('closed', (reason, peer) => resolve([reason, peer]));
      });
      const text = 'route 10.0.0.0/16 next-hop self split /24';
      const injector = await startSpeaker(createConfigurationWithRoutes(text, { ...ours, connect: free.port }), {
        connect,
      });
      try {
        await injector.whenEstablished();
        await injector.flushed();
      } finally {
        await injector.close();
      }
      const [reason, { traffic }] = await ended;
      expect(formatCloseReason(reason)).toContain('Administrative Shutdown');
      // The 256 routes share an UPDATE; the other one is End-of-RIB.
      expect(traffic.received.updates).toBe(2);
      expect(collector.listeners).toMatchObject([{ host: '127.0.0.1', port: free.port }]);
    } finally {
      await collector.close();
    }
  });
});
