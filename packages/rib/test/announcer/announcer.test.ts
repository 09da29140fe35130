import {
  AS_PATH,
  AttributeCode,
  asSequence,
  attribute,
  attributeSet,
  COMMUNITIES,
  createContext,
  Family,
  isMeshError,
  LOCAL_PREF,
  type Nlri,
  parseCommunity,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { AdjRibOut, type Batch, type RouteSpec, RouteStore } from '../../src/index.js';
import { lab } from '../support/announcer-lab.js';
import { sessionOf, updatesOf } from '../support/wire.js';

const TEN: RouteSpec = { prefix: '10.0.0.0/24', nextHop: '192.0.2.1' };
const ELEVEN: RouteSpec = { prefix: '11.0.0.0/24', nextHop: '192.0.2.1' };
/** Another route of TEN's key. */
const OTHER: RouteSpec = { ...TEN, nextHop: '192.0.2.9' };
const receipts = true;

const states = (handle: { deliveries(): ReadonlyMap<string, { readonly state: string }> }) =>
  Object.fromEntries([...handle.deliveries()].map(([peer, { state }]) => [peer, state]));

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isMeshError(error)) return error.code;
    return error instanceof RangeError ? 'RangeError' : String(error);
  }
  return 'none';
}

describe('the receipt of a route', () => {
  it('says written once the stream of that peer has accepted the chunk, not before', () => {
    const { announcer, peers } = lab();
    const handle = announcer.announce(TEN, { receipts });
    expect(states(handle)).toEqual({ a: 'queued', b: 'queued' });
    peers.a!.up();
    peers.b!.up();
    peers.a!.take();
    expect(states(handle)).toEqual({ a: 'queued', b: 'queued' });
    peers.a!.accept();
    expect(states(handle)).toEqual({ a: 'written', b: 'queued' });
    expect(handle.delivery('a')).toEqual({ state: 'written' });
    peers.b!.drain();
    expect(states(handle)).toEqual({ a: 'written', b: 'written' });
  });

  it('goes back to queued when the session ends, and comes up again with the next', () => {
    const { announcer, peers } = lab('a');
    const handle = announcer.announce(TEN, { receipts });
    peers.a!.up();
    peers.a!.drain();
    peers.a!.down();
    expect(states(handle)).toEqual({ a: 'queued' });
    peers.a!.up();
    peers.a!.take();
    peers.a!.down();
    expect(states(handle)).toEqual({ a: 'queued' });
    peers.a!.up();
    peers.a!.drain();
    expect(states(handle)).toEqual({ a: 'written' });
    expect(peers.a!.held()).toEqual(['10.0.0.0/24 192.0.2.1']);
  });

  it('says withdrawn once the withdrawal was accepted, or at once where the peer never had it', () => {
    const { announcer, peers, store } = lab();
    const handle = announcer.announce(TEN, { receipts });
    peers.a!.up();
    peers.a!.drain();
    expect(handle.withdraw()).toBe(true);
    expect(states(handle)).toEqual({ a: 'withdrawing', b: 'withdrawn' });
    peers.a!.take();
    expect(states(handle)).toEqual({ a: 'withdrawing', b: 'withdrawn' });
    expect(peers.a!.held()).toEqual([]);
    peers.a!.accept();
    expect(states(handle)).toEqual({ a: 'withdrawn', b: 'withdrawn' });
    expect([handle.withdraw(), handle.ended, store.size]).toEqual([false, 'withdrawn', 0]);
  });

  it('says withdrawn where the session ends before the withdrawal was accepted', () => {
    const { announcer, peers, store } = lab('ab');
    const handle = announcer.announce(TEN, { receipts });
    for (const peer of Object.values(peers)) {
      peer.up();
      peer.drain();
    }
    handle.withdraw();
    peers.b!.take();
    for (const peer of Object.values(peers)) peer.down();
    expect(states(handle)).toEqual({ a: 'withdrawn', b: 'withdrawn' });
    expect(store.size).toBe(0);
  });

  it('stands by what was written when the very same route is announced again', () => {
    const { announcer, peers } = lab('a');
    const first = announcer.announce(TEN, { receipts });
    peers.a!.up();
    peers.a!.take();
    const second = announcer.announce(TEN, { receipts });
    expect([states(first), states(second)]).toEqual([{ a: 'replaced' }, { a: 'queued' }]);
    peers.a!.accept();
    expect(states(second)).toEqual({ a: 'written' });
    const third = announcer.announce(TEN, { receipts });
    expect(states(third)).toEqual({ a: 'written' });
  });

  it('does not say written for a chunk that was overtaken before it was accepted', () => {
    const { announcer, peers } = lab('a');
    announcer.announce(TEN, { receipts });
    peers.a!.up();
    peers.a!.take();
    announcer.announce(OTHER);
    peers.a!.take();
    const again = announcer.announce(TEN, { receipts });
    peers.a!.accept();
    peers.a!.accept();
    expect(states(again)).toEqual({ a: 'queued' });
    peers.a!.drain();
    expect(states(again)).toEqual({ a: 'written' });
    expect(peers.a!.held()).toEqual(['10.0.0.0/24 192.0.2.1']);
  });

  it('says why a route is not sent on the session there is', () => {
    const { announcer, peers } = lab();
    const v6 = announcer.announce({ prefix: '2001:db8::/32', nextHop: '2001:db8::1' }, { receipts });
    const v4 = announcer.announce({ prefix: '10.0.0.0/24', nextHop: '2001:db8::1' }, { receipts });
    const big = announcer.announce(
      {
        ...ELEVEN,
        attributes: [
          attribute(
            COMMUNITIES,
            Array.from({ length: 1100 }, (_, i) => i),
          ),
        ],
      },
      { receipts },
    );
    const all = [v6, v4, big];
    for (const handle of all) expect(handle.delivery('a')).toEqual({ state: 'queued' });
    peers.a!.up(sessionOf({ families: [Family.IPV4_UNICAST] }));
    peers.a!.drain();
    expect(all.map((handle) => handle.delivery('a'))).toEqual([
      { state: 'filtered', reason: 'family' },
      { state: 'filtered', reason: 'next-hop' },
      { state: 'filtered', reason: 'too-large' },
    ]);
    peers.a!.down();
    for (const handle of all) expect(handle.delivery('a')).toEqual({ state: 'queued' });
    const able = { extendedMessage: true, extendedNextHop: [Family.IPV4_UNICAST] };
    peers.a!.up(sessionOf({ families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST], ...able }));
    peers.a!.drain();
    for (const handle of all) expect(handle.delivery('a')).toEqual({ state: 'written' });
  });

  it('says so too for a route that was skipped before anybody asked', () => {
    const { announcer, peers } = lab('a');
    peers.a!.up(sessionOf({ families: [Family.IPV4_UNICAST] }));
    const spec = { prefix: '10.0.0.0/24', nextHop: '2001:db8::1' };
    announcer.announce(spec);
    peers.a!.drain();
    const handle = announcer.announce(spec, { receipts });
    peers.a!.drain();
    expect(handle.delivery('a')).toEqual({ state: 'filtered', reason: 'next-hop' });
  });

  it('is kept only where it was asked for', () => {
    const { announcer } = lab('a');
    const handle = announcer.announce(TEN);
    expect(codeOf(() => handle.deliveries())).toBe('MESH_NO_RECEIPT');
    expect(codeOf(() => handle.delivery('a'))).toBe('MESH_NO_RECEIPT');
    const kept = announcer.announce(TEN, { receipts, peers: ['a'] });
    expect(codeOf(() => kept.delivery('z'))).toBe('MESH_NO_PEER');
  });

  it('is told to a listener later, in order', () => {
    const { announcer, peers, clock } = lab('a');
    const seen: string[] = [];
    const handle = announcer.announce(TEN, {
      onChange: ({ state }, peer, route) => {
        seen.push(`${peer} ${state}`);
        if (state === 'written') route.withdraw();
      },
    });
    peers.a!.up();
    peers.a!.drain();
    expect(seen).toEqual([]);
    clock.turn();
    expect(seen).toEqual(['a written']);
    peers.a!.drain();
    clock.runFor(0);
    expect(seen).toEqual(['a written', 'a withdrawing', 'a withdrawn']);
    expect(handle.ended).toBe('withdrawn');
  });

  it('of a listener that throws goes on, and the error is reported', () => {
    const errors: unknown[] = [];
    const { announcer, peers, clock } = lab('ab', { report: (error) => errors.push(error) });
    const seen: string[] = [];
    announcer.announce(TEN, {
      onChange: (_delivery, peer) => {
        seen.push(peer);
        throw new Error(peer);
      },
    });
    for (const peer of Object.values(peers)) {
      peer.up();
      peer.drain();
    }
    clock.runFor(0);
    expect([seen, errors]).toEqual([
      ['a', 'b'],
      [new Error('a'), new Error('b')],
    ]);
  });
});

describe('two handles of one key', () => {
  it('the later one wins, and the earlier one has no more say', () => {
    const { announcer, peers } = lab('a');
    peers.a!.up();
    const first = announcer.announce(TEN, { receipts, ttlMs: 1000, tag: 'one' });
    peers.a!.drain();
    const second = announcer.announce(OTHER, { receipts });
    expect([first.ended, states(first), first.withdraw()]).toEqual(['replaced', { a: 'replaced' }, false]);
    peers.a!.drain();
    expect(announcer.withdraw({ tag: 'one' })).toBe(0);
    expect([states(second), peers.a!.held()]).toEqual([{ a: 'written' }, ['10.0.0.0/24 192.0.2.9']]);
    expect(codeOf(() => first.renew())).toBe('MESH_LEASE_OVER');
  });

  it('a lease of the earlier one does not end the later one, though the routes are the very same', () => {
    const { announcer, peers, clock } = lab('a');
    const controller = new AbortController();
    peers.a!.up();
    announcer.announce(TEN, { ttlMs: 1000, signal: controller.signal });
    const second = announcer.announce(TEN, { receipts });
    clock.runFor(5000);
    controller.abort();
    peers.a!.drain();
    expect([second.ended, states(second), peers.a!.held()]).toEqual([
      undefined,
      { a: 'written' },
      ['10.0.0.0/24 192.0.2.1'],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('is settled peer by peer', () => {
    const { announcer, peers } = lab('abc');
    const first = announcer.announce(TEN, { receipts });
    const second = announcer.announce(OTHER, { receipts, peers: ['b', 'c'] });
    expect([first.peers, second.peers, first.ended]).toEqual([['a'], ['b', 'c'], undefined]);
    first.withdraw();
    for (const peer of Object.values(peers)) {
      peer.up();
      peer.drain();
    }
    expect([states(first), states(second)]).toEqual([
      { a: 'withdrawn', b: 'replaced', c: 'replaced' },
      { b: 'written', c: 'written' },
    ]);
    expect(Object.values(peers).map((peer) => peer.held())).toEqual([
      [],
      ['10.0.0.0/24 192.0.2.9'],
      ['10.0.0.0/24 192.0.2.9'],
    ]);
  });

  it('a withdrawal that a new announcement overtakes is never sent', () => {
    const { announcer, peers } = lab('a');
    peers.a!.up();
    const first = announcer.announce(TEN, { receipts });
    peers.a!.drain();
    first.withdraw();
    const same = announcer.announce(TEN, { receipts });
    expect([states(first), states(same)]).toEqual([{ a: 'replaced' }, { a: 'written' }]);
    same.withdraw();
    const second = announcer.announce(OTHER, { receipts });
    expect(states(same)).toEqual({ a: 'withdrawing' });
    peers.a!.drain();
    expect([states(same), states(second)]).toEqual([{ a: 'withdrawn' }, { a: 'written' }]);
    const updates = peers.a!.chunks.flatMap((chunk) => updatesOf(chunk, peers.a!.session));
    expect(updates.flatMap((view) => [...view.withdrawn()])).toEqual([]);
  });

  it('what is changed past the announcer is left alone by a handle', () => {
    const { announcer, peers, store } = lab('a');
    peers.a!.up();
    for (const receipts of [true, false]) {
      const handle = announcer.announce(TEN, { receipts });
      peers.a!.drain();
      peers.a!.out.announce(OTHER);
      peers.a!.drain();
      expect(handle.withdraw()).toBe(true);
      if (receipts) expect(states(handle)).toEqual({ a: 'withdrawn' });
      expect(peers.a!.out.get(TEN)?.nextHop).toBe('192.0.2.9');
    }
    const seen = announcer.announce(TEN, { receipts });
    peers.a!.drain();
    peers.a!.out.clear();
    peers.a!.drain();
    expect([seen.ended, states(seen), store.size]).toEqual(['withdrawn', { a: 'withdrawn' }, 0]);
  });
});

describe('a lease', () => {
  it('withdraws the route when it lapses, unless it is renewed', () => {
    const { announcer, clock, peers, store } = lab('a');
    peers.a!.up();
    const handle = announcer.announce(TEN, { ttlMs: 30_000 });
    clock.runFor(29_999);
    expect(handle.remainingMs).toBe(1);
    handle.renew();
    clock.runFor(29_999);
    handle.renew(5000);
    expect(handle.remainingMs).toBe(5000);
    clock.runFor(4999);
    peers.a!.drain();
    expect([handle.ended, peers.a!.held()]).toEqual([undefined, ['10.0.0.0/24 192.0.2.1']]);
    clock.runFor(1);
    peers.a!.drain();
    expect([handle.ended, handle.remainingMs, peers.a!.held()]).toEqual(['lapsed', undefined, []]);
    expect([clock.pending, announcer.size, store.size]).toEqual([0, 0, 0]);
  });

  it('can be given to a route that had none', () => {
    const { announcer, clock } = lab('a');
    const handle = announcer.announce(TEN);
    expect(handle.remainingMs).toBeUndefined();
    expect(codeOf(() => handle.renew())).toBe('RangeError');
    handle.renew(10);
    clock.runFor(10);
    expect(handle.ended).toBe('lapsed');
  });

  it('of 10,000 routes lapses in order, with one timer, and leaves nothing', () => {
    const { announcer, clock, store, peers } = lab('ab');
    for (const peer of Object.values(peers)) {
      peer.eager = true;
      peer.up();
    }
    for (let i = 0; i < 10_000; i++) {
      announcer.announce(
        { prefix: `10.${i >> 8}.${i & 255}.0/24`, nextHop: '192.0.2.1' },
        { ttlMs: 1000 + (i % 7), receipts: i % 2 === 0 },
      );
    }
    expect(clock.timers).toBe(1);
    clock.runFor(1003);
    expect(announcer.size).toBe(Array.from({ length: 10_000 }, (_, i) => i % 7).filter((late) => late > 3).length);
    clock.runFor(3);
    expect([announcer.size, store.size, clock.pending]).toEqual([0, 0, 0]);
    expect([peers.a!.held(), peers.b!.held()]).toEqual([[], []]);
  });

  it('ends with its signal, to which many listen once', () => {
    const { announcer, peers, store } = lab('a');
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const counted = {
      get aborted() {
        return signal.aborted;
      },
      throwIfAborted: () => signal.throwIfAborted(),
      addEventListener: (type: 'abort', listener: () => void) => {
        listeners++;
        signal.addEventListener(type, listener);
      },
      removeEventListener: (type: 'abort', listener: () => void) => {
        listeners--;
        signal.removeEventListener(type, listener);
      },
    };
    const handles = [TEN, ELEVEN].map((route) => announcer.announce(route, { signal: counted }));
    expect(listeners).toBe(1);
    handles[0]!.withdraw();
    const third = announcer.announce({ ...TEN, prefix: '12.0.0.0/8' }, { signal: counted });
    controller.abort(new Error('enough'));
    expect([...handles, third].map(({ ended }) => ended)).toEqual(['withdrawn', 'aborted', 'aborted']);
    expect([listeners, peers.a!.out.size, store.size]).toEqual([0, 0, 0]);
    expect(codeOf(() => announcer.announce(TEN, { signal }))).toBe('Error: enough');
    expect(announcer.size).toBe(0);
  });

  it('ends with `await using`, once the withdrawal is written or the session gone', async () => {
    const { announcer, peers } = lab('abc');
    for (const name of 'ab') peers[name]!.up();
    const handle = announcer.announce(TEN, { receipts });
    for (const name of 'ab') peers[name]!.drain();
    let done = false;
    const disposed = handle[Symbol.asyncDispose]().then(() => (done = true));
    await Promise.resolve();
    peers.a!.drain();
    for (let i = 0; i < 10; i++) await Promise.resolve();
    expect([done, states(handle)]).toEqual([false, { a: 'withdrawn', b: 'withdrawing', c: 'withdrawn' }]);
    peers.b!.down();
    await disposed;
    expect(states(handle)).toEqual({ a: 'withdrawn', b: 'withdrawn', c: 'withdrawn' });
  });
});

describe('flushed', () => {
  it('waits for the peers of the handle, and for a session where there is none', async () => {
    const { announcer, peers } = lab();
    const handle = announcer.announce(TEN, { peers: ['a'] });
    let done = false;
    const flushed = handle.flushed().then(() => (done = true));
    for (let i = 0; i < 10; i++) await Promise.resolve();
    expect(done).toBe(false);
    peers.a!.up();
    peers.a!.drain();
    await flushed;
  });

  it('is over when the peer is gone', async () => {
    const { announcer, store } = lab('a');
    const handle = announcer.announce(TEN, { receipts });
    const flushed = handle.flushed();
    expect([announcer.remove('a'), announcer.remove('a')]).toEqual([true, false]);
    await flushed;
    expect([handle.ended, states(handle), announcer.peers]).toEqual(['peers-gone', { a: 'withdrawn' }, []]);
    expect([announcer.size, store.size]).toEqual([0, 1]);
  });
});

it('announces VPN routes, whose next hop reads as the address that it was given as', () => {
  const { announcer, peers } = lab('a', {}, sessionOf({ families: [Family.IPV4_VPN, Family.IPV6_VPN] }));
  peers.a!.eager = true;
  peers.a!.up();
  const vpn = (family: Family, prefix: string): Nlri => ({ family, ...{ rd: '65000:1', labels: [16], prefix } });
  const handles = [
    announcer.announce({ nlri: vpn(Family.IPV4_VPN, '10.1.0.0/16'), nextHop: '192.0.2.1' }, { receipts }),
    announcer.announce(
      { nlri: vpn(Family.IPV6_VPN, '2001:db8::/32'), nextHop: '2001:db8::1', linkLocal: 'fe80::1' },
      { receipts },
    ),
  ];
  expect(handles.map(states)).toEqual([{ a: 'written' }, { a: 'written' }]);
  expect([...peers.a!.theirs.routes()].map(({ nextHop, linkLocal }) => [nextHop, linkLocal])).toEqual([
    ['192.0.2.1', undefined],
    ['2001:db8::1', 'fe80::1'],
  ]);
});

it('announces to as many peers as there are', () => {
  const { announcer, store } = lab('');
  const all = Array.from({ length: 20_000 }, (_, i) => ({ name: `${i}`, adjRibOut: new AdjRibOut(store) }));
  for (const { name, adjRibOut } of all) announcer.add(name, { adjRibOut });
  expect(announcer.announce(TEN).peers.length).toBe(all.length);
  expect(all.every(({ adjRibOut }) => adjRibOut.size === 1)).toBe(true);
});

describe('withdrawing many', () => {
  it('goes by tag, by predicate, by key, and over all', () => {
    const { announcer, peers, store } = lab();
    const route = (i: number): RouteSpec => ({ prefix: `10.0.${i}.0/24`, nextHop: '192.0.2.1' });
    for (let i = 0; i < 12; i++) announcer.announce(route(i), { tag: i % 2 === 0 ? 'even' : 'odd', receipts: i < 6 });
    expect([announcer.withdraw({ tag: 'even' }), announcer.withdraw({ tag: 'even' })]).toEqual([6, 0]);
    expect(announcer.withdraw(({ route: { prefix } }) => prefix === '10.0.1.0/24')).toBe(1);
    expect(announcer.withdrawKey({ prefix: '10.0.3.0/24' }, ['a'])).toBe(1);
    expect(announcer.announced({ prefix: '10.0.3.0/24' }).map((handle) => handle.peers)).toEqual([['b']]);
    expect([announcer.withdrawKey({ prefix: '10.0.3.0/24' }), announcer.size]).toEqual([1, 4]);
    peers.b!.out.announce(route(100));
    expect(announcer.withdrawKey({ prefix: '10.0.100.0/24' })).toBe(1);
    announcer.clear();
    expect([announcer.size, peers.a!.out.size, peers.b!.out.size, store.size]).toEqual([0, 0, 0, 0]);
  });

  it('goes by a route too, which is gone before the last peer was looked at', () => {
    const { announcer, peers, store } = lab();
    expect(announcer.withdrawKey(announcer.announce(TEN).route)).toBe(2);
    expect(announcer.withdrawKey(peers.a!.out.announce(TEN))).toBe(1);
    expect([announcer.size, store.size]).toEqual([0, 0]);
  });
});

describe('a route that only a snapshot has kept', () => {
  it('is announced as any other', () => {
    const { announcer, store } = lab('a');
    const holder = store.createHolder();
    for (const spec of [TEN, ELEVEN]) holder.set(spec);
    const snapshot = holder.snapshot();
    holder.clear();
    const handles = [...snapshot.routes()].map((route) => announcer.announce(route));
    expect(handles.map(({ route }) => route.prefix)).toEqual(['10.0.0.0/24', '11.0.0.0/24']);
    expect(store.size).toBe(2);
    snapshot.close();
    announcer.clear();
    expect([store.size, store.attributeSets]).toEqual([0, 0]);
  });
});

describe('what is refused', () => {
  const { announcer, peers, store, clock } = lab();
  peers.a!.up();
  const huge = attributeSet(
    [
      attribute(
        COMMUNITIES,
        Array.from({ length: 16_300 }, (_, i) => i),
      ),
    ],
    createContext(),
  );
  const refused: readonly [string, () => unknown, string][] = [
    ['no next hop', () => announcer.announce({ prefix: '10.0.0.0/24' } as RouteSpec), 'MESH_ROUTE_INVALID'],
    ['a next hop that is no address', () => announcer.announce({ ...TEN, nextHop: 'nowhere' }), 'MESH_ROUTE_INVALID'],
    ['an IPv4 next hop of an IPv6 route', () => announcer.announce({ ...TEN, prefix: '::/0' }), 'MESH_ROUTE_INVALID'],
    ['no prefix', () => announcer.announce({ ...TEN, prefix: 'ten' }), 'MESH_ROUTE_INVALID'],
    [
      'attributes that no message holds',
      () =>
        announcer.announce({
          family: Family.IPV4_UNICAST,
          nlri: new Uint8Array([8, 10]),
          pathId: -1,
          attributes: new Uint8Array([
            ...huge,
            ...[0xc0, 99, 255, ...new Uint8Array(255)],
            ...[0xc0, 100, 40, ...new Uint8Array(40)],
          ]),
          nextHop: new Uint8Array([192, 0, 2, 1]),
        }),
      'MESH_ROUTE_INVALID',
    ],
    ['a peer that is none', () => announcer.announce(TEN, { peers: ['a', 'z'] }), 'MESH_NO_PEER'],
    ['no peer at all', () => announcer.announce(TEN, { peers: [] }), 'MESH_NO_PEER'],
    ['a time that is none', () => announcer.announce(TEN, { ttlMs: 0 }), 'RangeError'],
    ['a peer of a name there is', () => announcer.add('a', { adjRibOut: new AdjRibOut(store) }), 'MESH_PEER_EXISTS'],
  ];
  it.each(refused)('%s', (_name, call, code) => {
    expect(codeOf(call)).toBe(code);
    expect([store.size, store.attributeSets, announcer.size, clock.pending]).toEqual([0, 0, 0, 0]);
    expect([peers.a!.out.size, peers.b!.out.size]).toEqual([0, 0]);
  });

  it('is a family that no peer may be told of; where some may, the others say so', () => {
    const store6 = new RouteStore();
    const { announcer: some } = lab('');
    const out = new AdjRibOut(store6);
    some.add('v4', { adjRibOut: out, families: [Family.IPV4_UNICAST] });
    const v6: RouteSpec = { prefix: '2001:db8::/32', nextHop: '2001:db8::1' };
    expect(codeOf(() => some.announce(v6))).toBe('MESH_NO_PEER');
    const { announcer: mixed, store: mixedStore } = lab('a');
    mixed.add('v4', { adjRibOut: new AdjRibOut(mixedStore), families: [Family.IPV4_UNICAST] });
    const handle = mixed.announce(v6, { receipts });
    expect(handle.peers).toEqual(['a']);
    expect(handle.delivery('v4')).toEqual({ state: 'filtered', reason: 'family' });
  });

  it('is a route that loops, for the peers that would discard it, where that is asked for', () => {
    const { announcer: some, store: its } = lab('');
    const outs = [65010, 65020].map((peerAs) => {
      const adjRibOut = new AdjRibOut(its);
      some.add(`as${peerAs}`, { adjRibOut, peerAs });
      return adjRibOut;
    });
    const path = (...asns: number[]): RouteSpec => ({ ...TEN, attributes: [attribute(AS_PATH, asSequence(...asns))] });
    const handle = some.announce(path(65001, 65020), { filterLoops: true, receipts });
    expect([handle.peers, handle.delivery('as65020')]).toEqual([['as65010'], { state: 'filtered', reason: 'loop' }]);
    expect(outs.map(({ size }) => size)).toEqual([1, 0]);
    expect(codeOf(() => some.announce(path(65010, 65020), { filterLoops: true }))).toBe('MESH_NO_PEER');
    expect(some.announce(path(65010, 65020)).peers).toEqual(['as65010', 'as65020']);
  });
});

describe('a batch', () => {
  const route = (i: number, more: Pick<RouteSpec, 'attributes'> = {}): RouteSpec => ({
    prefix: `10.${i >> 8}.${i & 255}.0/24`,
    nextHop: '192.0.2.1',
    ...more,
  });

  it('reaches each peer in one chunk, withdrawals first, though the peer is ready all the time', () => {
    const { announcer, peers } = lab();
    for (const peer of Object.values(peers)) {
      peer.eager = true;
      peer.up();
    }
    const old = [0, 1, 2].map((i) => announcer.announce(route(i), { tag: 'old' }));
    for (const peer of Object.values(peers)) peer.chunks.length = 0;
    const result = announcer.batch((tx) => {
      for (let i = 10; i < 20; i++) tx.announce(route(i, { attributes: [attribute(LOCAL_PREF, i)] }));
      tx.withdraw({ tag: 'old' });
      tx.withdraw(tx.announce(route(30)));
      expect(peers.a!.chunks).toEqual([]);
      return 'done';
    });
    expect([result, old.map(({ ended }) => ended)]).toEqual(['done', ['withdrawn', 'withdrawn', 'withdrawn']]);
    for (const peer of Object.values(peers)) {
      expect(peer.chunks).toHaveLength(1);
      const views = updatesOf(peer.chunks[0]!, peer.session);
      expect(views.map((view) => [[...view.withdrawn()].length, [...view.announced()].length])).toEqual([
        [3, 0],
        // LOCAL_PREF stays inside the AS, but the sets are ten.
        ...Array.from({ length: 10 }, () => [0, 1]),
      ]);
      expect(peer.held()).toHaveLength(10);
    }
  });

  it('goes out withdrawals first however long it is, and a withdrawal that comes once they are out follows all of it', () => {
    const { announcer, peers } = lab('a');
    peers.a!.up();
    const late = announcer.announce(route(65_000));
    const first = Array.from({ length: 4000 }, (_, i) => announcer.announce(route(i)));
    peers.a!.drain();
    peers.a!.chunks.length = 0;
    announcer.batch((tx) => {
      for (const handle of first) tx.withdraw(handle);
      for (let i = 0; i < 4000; i++) {
        tx.announce(route(10_000 + i, { attributes: [attribute(COMMUNITIES, [parseCommunity(`65000:${i % 500}`)!])] }));
      }
    });
    while (!peers.a!.theirs.get(route(10_000))) peers.a!.take(4096);
    late.withdraw();
    while (peers.a!.accept()) peers.a!.take(4096);
    const kinds = peers
      .a!.chunks.flatMap((chunk) => updatesOf(chunk, peers.a!.session))
      .flatMap((view) => [
        ...[...view.withdrawn()].map((one) =>
          'prefix' in one && one.prefix === '10.253.232.0/24' ? 'late' : 'withdrawn',
        ),
        ...[...view.announced()].map(() => 'announced'),
      ]);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual(['withdrawn', 'announced', 'late']);
    expect(kinds).toHaveLength(8001);
  });

  it('that throws leaves everything untouched', () => {
    const { announcer, peers, store, clock } = lab('a');
    peers.a!.up();
    const stays = announcer.announce(TEN, { receipts, tag: 'kept' });
    peers.a!.drain();
    peers.a!.chunks.length = 0;
    const before = [store.size, store.attributeSets, announcer.size, peers.a!.out.pending];
    let draft: { readonly ended: unknown; deliveries(): ReadonlyMap<string, { readonly state: string }> };
    const compose = () =>
      announcer.batch((tx) => {
        draft = tx.announce(OTHER, { receipts, ttlMs: 10, signal: new AbortController().signal });
        tx.withdraw({ tag: 'kept' });
        tx.announce({ ...TEN, nextHop: 'nowhere' });
      });
    expect(codeOf(compose)).toBe('MESH_ROUTE_INVALID');
    expect([store.size, store.attributeSets, announcer.size, peers.a!.out.pending]).toEqual(before);
    expect([stays.ended, draft!.ended, states(draft!), clock.pending]).toEqual([
      undefined,
      'withdrawn',
      { a: 'withdrawn' },
      0,
    ]);
    peers.a!.drain();
    expect(peers.a!.chunks).toEqual([]);
  });

  it('that a predicate throws out of leaves everything untouched, though it is asked last', async () => {
    const { announcer, peers, store } = lab('a');
    const compose = (tx: Batch) => {
      tx.announce(OTHER, { receipts });
      tx.withdraw(() => {
        throw new Error('no');
      });
      tx.announce(ELEVEN);
    };
    expect(() => announcer.batch(compose)).toThrow('no');
    await expect(announcer.batch(async (tx) => compose(tx))).rejects.toThrow('no');
    expect([announcer.size, peers.a!.out.size, store.size, store.attributeSets]).toEqual([0, 0, 0, 0]);
  });

  it('withdraws by predicate what it announced before, not what it announced after', () => {
    const { announcer, peers } = lab('a');
    const stands = announcer.announce(TEN);
    const [before, after] = announcer.batch((tx) => {
      const first = tx.announce(ELEVEN);
      tx.withdraw(() => true);
      return [first, tx.announce(OTHER)] as const;
    });
    expect([stands.ended, before.ended, after.ended]).toEqual(['withdrawn', 'withdrawn', undefined]);
    expect([...peers.a!.out.routes()].map(({ nextHop }) => nextHop)).toEqual(['192.0.2.9']);
  });

  it('may wait while it is composed: nothing happens before it is complete', async () => {
    const { announcer, peers, store } = lab('a');
    peers.a!.eager = true;
    peers.a!.up();
    const handle = announcer.announce(TEN);
    let go: () => void = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const composed = announcer.batch(async (tx) => {
      tx.withdraw(handle);
      const made = tx.announce(ELEVEN, { receipts });
      const dropped = tx.announce({ ...TEN, prefix: '12.0.0.0/8' });
      dropped.withdraw();
      await gate;
      return made;
    });
    await Promise.resolve();
    expect([handle.ended, peers.a!.held()]).toEqual([undefined, ['10.0.0.0/24 192.0.2.1']]);
    go();
    const made = await composed;
    expect([handle.ended, states(made), peers.a!.held()]).toEqual([
      'withdrawn',
      { a: 'written' },
      ['11.0.0.0/24 192.0.2.1'],
    ]);
    const failed = announcer.batch(async (tx) => {
      tx.withdraw(made);
      await Promise.resolve();
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect([made.ended, store.size]).toEqual([undefined, 1]);
  });

  it('lets go of a route for a peer that is gone meanwhile, where others are left', async () => {
    const { announcer, store } = lab();
    const handle = await announcer.batch(async (tx) => {
      const made = tx.announce(TEN, { receipts });
      announcer.remove('b');
      return made;
    });
    expect([handle.peers, states(handle)]).toEqual([['a'], { a: 'queued', b: 'withdrawn' }]);
    handle.withdraw();
    expect([states(handle), store.size]).toEqual([{ a: 'withdrawn', b: 'withdrawn' }, 0]);
  });

  it('takes nothing more once it is over, and nothing for those who are gone', async () => {
    const { announcer, peers, store } = lab();
    const controller = new AbortController();
    const handles = await announcer.batch(async (tx) => {
      const forB = tx.announce(TEN, { peers: ['b'], receipts });
      const aborted = tx.announce(ELEVEN, { signal: controller.signal });
      announcer.remove('b');
      controller.abort();
      return [forB, aborted, tx] as const;
    });
    expect(handles.slice(0, 2).map((one) => 'ended' in one && one.ended)).toEqual(['peers-gone', 'aborted']);
    expect([states(handles[0]), store.size]).toEqual([{ b: 'withdrawn' }, 0]);
    expect(codeOf(() => handles[2].announce(TEN))).toBe('MESH_BATCH_OVER');
    expect([peers.a!.out.size, peers.b!.out.size]).toEqual([0, 0]);
  });
});

it('attributes that stay inside the AS do not change what a receipt says', () => {
  const { announcer, peers } = lab('a');
  peers.a!.up();
  const handle = announcer.announce({ ...TEN, attributes: [attribute(LOCAL_PREF, 7)] }, { receipts });
  peers.a!.drain();
  expect(states(handle)).toEqual({ a: 'written' });
  expect([...peers.a!.theirs.routes()].flatMap(({ attributes }) => attributes.map(({ code }) => code))).not.toContain(
    AttributeCode.LOCAL_PREF,
  );
});

describe('a route that somebody else keeps account of', () => {
  it('stands without a handle, instead of the handles of its key, at the peers that are named', () => {
    const { announcer, peers, store } = lab();
    peers.a!.up();
    peers.b!.up();
    const handle = announcer.announce(TEN, { receipts });
    peers.a!.drain();
    peers.b!.drain();
    announcer.put(OTHER, ['a']);
    peers.a!.drain();
    peers.b!.drain();
    expect([states(handle), handle.peers, announcer.size]).toEqual([{ a: 'replaced', b: 'written' }, ['b'], 1]);
    expect([peers.a!.held(), peers.b!.held()]).toEqual([['10.0.0.0/24 192.0.2.9'], ['10.0.0.0/24 192.0.2.1']]);
    handle.withdraw();
    peers.a!.drain();
    peers.b!.drain();
    expect([peers.a!.held(), peers.b!.held()]).toEqual([['10.0.0.0/24 192.0.2.9'], []]);
    expect(announcer.withdrawKey(TEN)).toBe(1);
    peers.a!.drain();
    expect([peers.a!.held(), store.size]).toEqual([[], 0]);
  });

  it('is not withdrawn with a handle of the very same route', () => {
    const { announcer, peers } = lab('a');
    peers.a!.up();
    const handle = announcer.announce(TEN, { receipts });
    announcer.put(TEN, ['a']);
    expect(handle.ended).toBe('replaced');
    handle.withdraw();
    const leaving = announcer.announce(ELEVEN, { receipts });
    peers.a!.drain();
    leaving.withdraw();
    announcer.put(ELEVEN, ['a']);
    expect(states(leaving)).toEqual({ a: 'replaced' });
    peers.a!.drain();
    expect(peers.a!.held()).toEqual(['10.0.0.0/24 192.0.2.1', '11.0.0.0/24 192.0.2.1']);
  });

  it('is refused as any other is', () => {
    const { announcer, store } = lab('a');
    expect(codeOf(() => announcer.put({ ...TEN, nextHop: 'nowhere' }, ['a']))).toBe('MESH_ROUTE_INVALID');
    expect(codeOf(() => announcer.put(TEN, ['z']))).toBe('MESH_NO_PEER');
    expect(store.size).toBe(0);
  });
});
