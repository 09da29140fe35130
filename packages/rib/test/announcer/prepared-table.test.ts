import { attribute, COMMUNITIES, Family, isMeshError, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PreparedTable, RouteAnnouncer, RouteSpec } from '../../src/index.js';
import { lab } from '../support/announcer-lab.js';
import type { TurnClock } from '../support/turn-clock.js';
import { sessionOf, updatesOf } from '../support/wire.js';

const table = (count: number, med = 0): RouteSpec[] =>
  Array.from({ length: count }, (_, i) => ({
    prefix: `10.${i >> 8}.${i & 255}.0/24`,
    nextHop: '192.0.2.1',
    attributes: [attribute(MULTI_EXIT_DISC, med + (i % 10))],
  }));

/** Lets the preparation have as many turns as it takes. */
async function prepared(
  announcer: RouteAnnouncer,
  clock: TurnClock,
  ...args: Parameters<RouteAnnouncer['prepare']>
): Promise<PreparedTable> {
  let settled = false;
  const promise = announcer.prepare(...args).finally(() => (settled = true));
  promise.catch(() => {});
  while (!settled) {
    await Promise.resolve();
    clock.turn();
  }
  return promise;
}

describe('a prepared table', () => {
  it('is encoded for the sessions there are, and goes out whole at one instant', async () => {
    const { announcer, clock, peers, store } = lab('abcd');
    const narrow = sessionOf({ families: [Family.IPV4_UNICAST], asn4: false });
    for (const name of 'abc') peers[name]!.up();
    peers.d!.up(narrow);
    for (const peer of Object.values(peers)) peer.drain();
    const ready = await prepared(announcer, clock, table(5000));
    expect([ready.size, store.size, peers.a!.out.size]).toEqual([5000, 5000, 0]);
    // Four octets of each route for each of the four.
    expect(ready.byteLength).toBeGreaterThan(4 * 4 * 5000);
    for (const peer of Object.values(peers)) peer.chunks.length = 0;
    ready.fire();
    for (const peer of Object.values(peers)) {
      peer.drain();
      expect([peer.theirs.size(), peer.out.size, peer.out.pending]).toEqual([5000, 5000, 0]);
    }
    expect([...peers.d!.theirs.routes()].length).toBe(5000);
    ready.withdraw();
    for (const peer of Object.values(peers)) peer.drain();
    ready.discard();
    expect(Object.values(peers).map((peer) => peer.theirs.size())).toEqual([0, 0, 0, 0]);
    expect(store.size).toBe(0);
  });

  it('goes out before what is pending, and later changes after it', async () => {
    const { announcer, clock, peers } = lab('a');
    peers.a!.up();
    peers.a!.drain();
    peers.a!.chunks.length = 0;
    announcer.announce({ prefix: '172.16.0.0/16', nextHop: '192.0.2.1' });
    const ready = await prepared(announcer, clock, table(3000));
    ready.fire();
    peers.a!.take(4096);
    const gone = announcer.withdrawKey({ prefix: '10.0.0.0/24' });
    announcer.announce({ prefix: '10.0.1.0/24', nextHop: '192.0.2.9' });
    while (peers.a!.accept()) peers.a!.take(4096);
    expect(peers.a!.chunks.every(({ length }) => length <= 4096)).toBe(true);
    const order = peers
      .a!.chunks.flatMap((chunk) => updatesOf(chunk, peers.a!.session))
      .flatMap((view) => [
        ...[...view.withdrawn()].map(() => 'withdrawn'),
        ...[...view.announced()].map((one) => ('prefix' in one && one.prefix === '172.16.0.0/16' ? 'before' : 'table')),
      ]);
    expect(gone).toBe(1);
    expect(order.slice(0, 3000)).toEqual(Array.from({ length: 3000 }, () => 'table'));
    expect(order.slice(3000).sort()).toEqual(['before', 'table', 'withdrawn']);
    expect(peers.a!.theirs.get({ prefix: '10.0.1.0/24' })?.nextHop).toBe('192.0.2.9');
    expect(peers.a!.theirs.size()).toBe(3000);
  });

  it('is sent as any other to sessions that came up, or changed, since it was prepared', async () => {
    const { announcer, clock, peers } = lab('abc');
    peers.a!.up();
    peers.b!.up();
    const ready = await prepared(announcer, clock, table(100));
    peers.b!.down();
    peers.b!.up(sessionOf({ families: [Family.IPV4_UNICAST], addPath: [Family.IPV4_UNICAST] }));
    peers.a!.source!.gracefulShutdown();
    ready.fire();
    peers.c!.up();
    for (const peer of Object.values(peers)) peer.drain();
    expect(Object.values(peers).map((peer) => peer.theirs.size())).toEqual([100, 100, 100]);
    const communities = [...peers.a!.theirs.routes()].map((route) => route.get(COMMUNITIES)?.length);
    expect(new Set(communities)).toEqual(new Set([1]));
  });

  it('says what a session is not sent of it, and takes away what the peer had instead', async () => {
    const { announcer, clock, peers } = lab('a');
    peers.a!.up(sessionOf({ families: [Family.IPV4_UNICAST] }));
    announcer.announce({ prefix: '10.0.0.0/24', nextHop: '192.0.2.1' });
    peers.a!.drain();
    const ready = await prepared(announcer, clock, [
      { prefix: '10.0.0.0/24', nextHop: '2001:db8::1' },
      { prefix: '2001:db8::/32', nextHop: '2001:db8::1' },
      { prefix: '10.0.1.0/24', nextHop: '192.0.2.1' },
    ]);
    ready.fire();
    peers.a!.drain();
    expect(peers.a!.held()).toEqual(['10.0.1.0/24 192.0.2.1']);
  });

  it('takes the place of handles of its keys', async () => {
    const { announcer, clock, peers } = lab('ab');
    for (const peer of Object.values(peers)) peer.up();
    const [same, other] = table(2);
    const one = announcer.announce(same!, { receipts: true, ttlMs: 50 });
    const two = announcer.announce({ ...other!, nextHop: '192.0.2.9' }, { receipts: true });
    const far = announcer.announce({ prefix: '172.16.0.0/16', nextHop: '192.0.2.9' }, { receipts: true });
    peers.a!.drain();
    const ready = await prepared(announcer, clock, table(2), { peers: ['a'] });
    ready.fire();
    expect([one.delivery('a').state, two.delivery('a').state, far.delivery('a').state]).toEqual([
      'replaced',
      'replaced',
      'written',
    ]);
    expect([one.peers, two.peers, far.peers]).toEqual([['b'], ['b'], ['a', 'b']]);
    clock.runFor(50);
    for (const peer of Object.values(peers)) peer.drain();
    expect(peers.a!.held()).toEqual(['10.0.0.0/24 192.0.2.1', '10.0.1.0/24 192.0.2.1', '172.16.0.0/16 192.0.2.9']);
    expect(peers.b!.held()).toEqual(['10.0.1.0/24 192.0.2.9', '172.16.0.0/16 192.0.2.9']);
  });

  it('settles flushed() with its last chunk', async () => {
    const { announcer, clock, peers } = lab('a');
    peers.a!.up();
    peers.a!.drain();
    const ready = await prepared(announcer, clock, table(3000));
    ready.fire();
    let flushed = false;
    void peers.a!.out.flushed().then(() => (flushed = true));
    expect(peers.a!.out.pending).toBe(3000);
    while (peers.a!.take(4096));
    while (peers.a!.inFlight.length > 1) peers.a!.accept();
    await Promise.resolve();
    expect(flushed).toBe(false);
    peers.a!.accept();
    await Promise.resolve();
    expect([flushed, peers.a!.out.pending]).toEqual([true, 0]);
  });

  it('that holds what cannot be announced keeps nothing, and one fires once', async () => {
    const { announcer, clock, store } = lab('a');
    const bad = [...table(20), { prefix: 'ten', nextHop: 'self' }];
    await expect(prepared(announcer, clock, bad)).rejects.toSatisfy((error) =>
      isMeshError(error, 'MESH_ROUTE_INVALID'),
    );
    await expect(prepared(announcer, clock, [], { peers: ['z'] })).rejects.toSatisfy((error) =>
      isMeshError(error, 'MESH_NO_PEER'),
    );
    const ready = await prepared(announcer, clock, [...table(5), ...table(5, 100)]);
    expect([ready.size, store.size]).toEqual([5, 5]);
    ready.fire();
    expect(() => ready.fire()).toThrow(/fired before/);
    ready.discard();
    expect(store.size).toBe(5);
  });

  it('comes to the same as announcing its routes one by one, whatever stood before', async () => {
    const few = fc.array(
      fc.record({
        prefix: fc.constantFrom('10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'),
        nextHop: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1'),
      }),
      { maxLength: 5 },
    );
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('table' as const), routes: few }),
        fc.record({ kind: fc.constantFrom('announce' as const, 'withdraw' as const), routes: few }),
        fc.record({ kind: fc.constantFrom('take' as const, 'accept' as const, 'flap' as const), routes: few }),
      ),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const { announcer, clock, peers, store } = lab('ab', {}, sessionOf({ families: [Family.IPV4_UNICAST] }));
        const wanted = new Map<string, string>();
        const tables: PreparedTable[] = [];
        for (const peer of Object.values(peers)) peer.up();
        for (const { kind, routes } of list) {
          if (kind === 'table') {
            const ready = await prepared(announcer, clock, routes);
            tables.push(ready);
            ready.fire();
          }
          for (const route of routes) {
            if (kind === 'announce') announcer.announce(route, { receipts: true });
            if (kind === 'table' || kind === 'announce') wanted.set(route.prefix, route.nextHop);
            if (kind === 'withdraw') {
              announcer.withdrawKey(route);
              wanted.delete(route.prefix);
            }
          }
          if (kind === 'take') peers.a!.take(4096);
          if (kind === 'accept') peers.a!.accept();
          if (kind === 'flap') {
            peers.a!.down();
            peers.a!.up();
          }
        }
        const held = [...wanted].filter(([, hop]) => hop !== '2001:db8::1').map(([prefix, hop]) => `${prefix} ${hop}`);
        for (const peer of Object.values(peers)) {
          peer.drain();
          expect(peer.held()).toEqual(held.sort());
          expect(peer.out.pending).toBe(0);
        }
        for (const ready of tables) ready.discard();
        expect(store.size).toBe(wanted.size);
        announcer.clear();
        for (const { out } of Object.values(peers)) out.clear();
        for (const peer of Object.values(peers)) peer.drain();
        expect([store.size, announcer.size]).toEqual([0, 0]);
      }),
      { seed: 9, numRuns: 80 },
    );
  });

  it('says the same as what a session is sent anyway', async () => {
    const { announcer, clock, peers } = lab('ab');
    for (const peer of Object.values(peers)) {
      peer.up();
      peer.drain();
      peer.chunks.length = 0;
    }
    const ready = await prepared(announcer, clock, table(1000), { peers: ['a'] });
    ready.fire();
    for (const route of table(1000)) peers.b!.out.announce(route);
    for (const peer of Object.values(peers)) peer.drain();
    const [a, b] = [...'ab'].map((name) => [...peers[name]!.theirs.routes()].map((route) => route.toObject()));
    const byIndex = (x: { readonly index: string }, y: { readonly index: string }) => (x.index < y.index ? -1 : 1);
    expect(a!.sort(byIndex)).toEqual(b!.sort(byIndex));
    expect(a).toHaveLength(1000);
  });
});
