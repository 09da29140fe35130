import {
  AS_PATH,
  type AsPathSegment,
  attribute,
  CLUSTER_LIST,
  COMMUNITIES,
  EXTENDED_COMMUNITIES,
  formatAsPath,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  ORIGINATOR_ID,
  OTC,
  parseCommunity,
  parseExtendedCommunity,
  type Role,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import type { PeerKind } from '../../src/index.js';
import { type NeighbourOptions, Router } from '../support/router.js';

const P = '10.0.0.0/8';
const KINDS: readonly PeerKind[] = ['external', 'internal', 'client', 'confederation'];

describe('who is told (RFC 4271 §9.2, RFC 4456 §6, RFC 5065 §4)', () => {
  // Rows: where the route comes from; columns: external, internal (no client), client, other member of the confederation.
  const matrix: Record<string, readonly boolean[]> = {
    external: [true, true, true, true],
    internal: [true, false, true, true],
    client: [true, true, true, true],
    confederation: [true, true, true, true],
  };

  it.each(KINDS)('from %s', (kind) => {
    const router = new Router({ memberAs: 64501 });
    const from = router.neighbour('from', { host: 1, kind, as: 65001 });
    const to = KINDS.map((other, i) => router.neighbour(other, { host: 10 + i, kind: other, as: 65010 + i }));
    const path = kind === 'confederation' ? [{ type: 'AS_CONFED_SEQUENCE' as const, asns: [65001] }] : [65001];
    from.announce(P, { path });
    expect(to.map((neighbour) => neighbour.told(P) !== undefined)).toEqual(matrix[kind]);
    expect(KINDS.map((name) => router.rib.explainExport({ prefix: P }, name)?.check)).toEqual(
      matrix[kind]!.map((told) => (told ? undefined : 'internal')),
    );
    expect(from.told(P)).toBeUndefined();
    expect(router.rib.explainExport({ prefix: P }, 'from')?.check).toBe('source');
  });

  it('is everybody for what begins here', () => {
    const router = new Router();
    const to = KINDS.map((kind, i) => router.neighbour(kind, { host: 10 + i, kind, as: 65010 + i }));
    router.rib.originate({ prefix: P, nextHop: 'self' });
    expect(to.map((neighbour) => neighbour.told(P) !== undefined)).toEqual([true, true, true, true]);
  });
});

describe('a router that reflects only sometimes', () => {
  const CLIENTS = ['one', 'two'] as const;

  it('has clients as any internal peer while it does not (RFC 4271 §9.2), and all is told with the sessions up once it does', () => {
    const router = new Router({ reflects: false });
    const clients = CLIENTS.map((name, i) => router.neighbour(name, { host: 1 + i, kind: 'client' }));
    const [one, two] = clients as [(typeof clients)[number], (typeof clients)[number]];
    const inside = router.neighbour('inside', { host: 3, kind: 'internal' });
    const outside = router.neighbour('outside', { host: 4, as: 65004 });
    one.announce(P, { path: [65009] });
    router.rib.originate({ prefix: '192.0.2.0/24', nextHop: 'self' });
    const told = (prefix: string) => [one, two, inside, outside].map((each) => each.told(prefix) !== undefined);
    expect(told(P)).toEqual([false, false, false, true]);
    expect(told('192.0.2.0/24')).toEqual([true, true, true, true]);
    expect(router.rib.explainExport({ prefix: P }, 'two')?.check).toBe('internal');

    router.rib.setReflecting(true);
    expect(told(P)).toEqual([false, true, true, true]);
    expect(two.told(P)?.get(ORIGINATOR_ID)).toBe('10.255.0.1');
    expect(router.rib.explainExport({ prefix: P }, 'two')).toBeUndefined();
    // Who comes now is told as well.
    const late = router.neighbour('late', { host: 5, kind: 'client' });
    expect(late.told(P)?.get(ORIGINATOR_ID)).toBe('10.255.0.1');

    router.rib.setReflecting(false);
    expect(told(P)).toEqual([false, false, false, true]);
    expect(late.told(P)).toBeUndefined();
    expect(told('192.0.2.0/24')).toEqual([true, true, true, true]);
    expect(router.neighbour('later', { host: 6, kind: 'client' }).told(P)).toBeUndefined();
  });

  it('changes nothing for other kinds of peers', () => {
    const router = new Router({ reflects: false, memberAs: 64501 });
    const from = router.neighbour('from', { host: 1, kind: 'external', as: 65001 });
    const to = KINDS.map((kind, i) => router.neighbour(kind, { host: 10 + i, kind, as: 65010 + i }));
    from.announce(P, { path: [65001] });
    expect(to.map((neighbour) => neighbour.told(P) !== undefined)).toEqual([true, true, true, true]);
  });
});

describe('what is told', () => {
  it('reflects with ORIGINATOR_ID and CLUSTER_LIST, and leaves the rest (RFC 4456 §8)', () => {
    const router = new Router({ clusterId: 0x01010101 });
    const from = router.neighbour('from', { host: 1, kind: 'client' });
    const to = router.neighbour('to', { host: 2, kind: 'internal' });
    const med = attribute(MULTI_EXIT_DISC, 7);
    from.announce(P, { path: [65009], nextHop: '198.51.100.7', attributes: [attribute(LOCAL_PREF, 300), med] });
    const told = to.told(P);
    expect(told?.nextHop).toBe('198.51.100.7');
    expect([told?.get(LOCAL_PREF), told?.get(MULTI_EXIT_DISC)]).toEqual([300, 7]);
    expect([told?.get(ORIGINATOR_ID), told?.get(CLUSTER_LIST)]).toEqual(['10.255.0.1', ['1.1.1.1']]);
    from.announce(P, {
      path: [65009],
      attributes: [attribute(ORIGINATOR_ID, '9.9.9.9'), attribute(CLUSTER_LIST, ['2.2.2.2'])],
    });
    const again = to.told(P);
    expect([again?.get(ORIGINATOR_ID), again?.get(CLUSTER_LIST)]).toEqual(['9.9.9.9', ['1.1.1.1', '2.2.2.2']]);
  });

  it('goes to another AS with ours in the path, without MED and LOCAL_PREF (RFC 4271 §5.1)', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1, kind: 'internal' });
    const to = router.neighbour('to', { host: 2 });
    from.announce(P, { path: [65009], attributes: [attribute(LOCAL_PREF, 300), attribute(MULTI_EXIT_DISC, 7)] });
    const told = to.told(P);
    expect(formatAsPath(told!.get(AS_PATH)!)).toBe('65000 65009');
    expect([told?.get(LOCAL_PREF), told?.get(MULTI_EXIT_DISC), told?.nextHop]).toEqual([
      undefined,
      undefined,
      '192.0.2.254',
    ]);
  });

  it('sends a MED of ours to another AS: of what begins here, and of a policy', () => {
    const router = new Router();
    router.rib.originate({ prefix: P, nextHop: 'self', attributes: [attribute(MULTI_EXIT_DISC, 5)] });
    const from = router.neighbour('from', { host: 1 });
    const to = router.neighbour('to', { host: 2, exportPolicy: (route) => route.set(MULTI_EXIT_DISC, 7) });
    const plain = router.neighbour('plain', { host: 3 });
    from.announce('10.1.0.0/16', { attributes: [attribute(MULTI_EXIT_DISC, 7)] });
    expect(plain.told(P)?.get(MULTI_EXIT_DISC)).toBe(5);
    expect(plain.told('10.1.0.0/16')?.get(MULTI_EXIT_DISC)).toBeUndefined();
    expect(to.told('10.1.0.0/16')?.get(MULTI_EXIT_DISC)).toBe(7);
  });

  it('passes on a next hop on a network shared with the peer, but never its own address (RFC 4271 §5.1.3)', () => {
    const router = new Router();
    const sharedNextHop = (hop: Uint8Array): boolean => hop[0] === 192;
    const from = router.neighbour('from', { host: 1 });
    const to = router.neighbour('to', { host: 2, sharedNextHop });
    from.announce(P, { nextHop: '192.0.2.77' });
    from.announce('10.1.0.0/16', { nextHop: '198.51.100.1' });
    from.announce('10.2.0.0/16', { nextHop: '192.0.2.2' });
    expect([P, '10.1.0.0/16', '10.2.0.0/16'].map((prefix) => to.told(prefix)?.nextHop)).toEqual([
      '192.0.2.77',
      '192.0.2.254',
      '192.0.2.254',
    ]);
  });

  it('gives internal peers our own next hop where that is wanted', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1 });
    const to = router.neighbour('to', { host: 2, kind: 'client', nextHopSelf: true });
    const other = router.neighbour('other', { host: 3, kind: 'client' });
    from.announce(P);
    other.announce('10.1.0.0/16', { path: [1] });
    expect([to.told(P)?.nextHop, other.told(P)?.nextHop]).toEqual(['192.0.2.254', '192.0.2.1']);
    expect(to.told('10.1.0.0/16')?.nextHop).toBe('192.0.2.3');
  });

  it('prepends AS_CONFED_SEQUENCE inside the confederation and strips it outside (RFC 5065 §4.1)', () => {
    const router = new Router({ memberAs: 64501 });
    const from = router.neighbour('from', { host: 1, kind: 'confederation', as: 64502 });
    const inside = router.neighbour('inside', { host: 2, kind: 'confederation', as: 64503 });
    const outside = router.neighbour('outside', { host: 3, as: 65003 });
    const path: AsPathSegment[] = [
      { type: 'AS_CONFED_SEQUENCE', asns: [64502] },
      { type: 'AS_SEQUENCE', asns: [65009] },
    ];
    from.announce(P, { path, attributes: [attribute(MULTI_EXIT_DISC, 7)], nextHop: '198.51.100.1' });
    expect(inside.toldPath(P)).toBe('(64501 64502) 65009');
    expect([inside.told(P)?.get(MULTI_EXIT_DISC), inside.told(P)?.nextHop]).toEqual([7, '198.51.100.1']);
    // LOCAL_PREF goes from member to member (§4.2), and is read there.
    expect([inside.told(P)?.get(LOCAL_PREF), outside.told(P)?.get(LOCAL_PREF)]).toEqual([100, undefined]);
    expect(outside.toldPath(P)).toBe('65000 65009');
    expect(outside.told(P)?.get(MULTI_EXIT_DISC)).toBeUndefined();
  });

  it('marks what goes to customers and peers with OTC, and keeps what has it from the others (RFC 9234 §5)', () => {
    const roles: readonly [Role, boolean, number | undefined][] = [
      ['provider', true, 65001],
      ['rs', true, 65001],
      ['peer', false, undefined],
      ['customer', false, undefined],
      ['rs-client', false, undefined],
    ];
    for (const [localRole, told, otc] of roles) {
      const router = new Router();
      const from = router.neighbour('from', { host: 1, localRole: 'customer' });
      const to = router.neighbour('to', { host: 2, localRole });
      from.announce(P);
      expect([to.told(P) !== undefined, to.told(P)?.get(OTC)], String(localRole)).toEqual([told, otc]);
      expect(router.rib.explainExport({ prefix: P }, 'to')?.check, String(localRole)).toBe(told ? undefined : 'otc');
    }
    const router = new Router();
    const to = router.neighbour('to', { host: 2, localRole: 'peer' });
    router.rib.originate({ prefix: P, nextHop: 'self' });
    expect(to.told(P)?.get(OTC)).toBe(65000);
  });
});

describe('well-known communities', () => {
  // Columns: external, internal, client, member of the confederation; from a client, so that all would be told.
  it.each([
    ['no-advertise', [false, false, false, false]],
    ['no-export', [false, true, true, true]],
    ['no-export-subconfed', [false, true, true, false]],
  ])('%s (RFC 1997)', (name, told) => {
    const router = new Router({ memberAs: 64501 });
    const from = router.neighbour('from', { host: 1, kind: 'client' });
    const to = KINDS.map((kind, i) => router.neighbour(kind, { host: 10 + i, kind, as: 65010 + i }));
    from.announce(P, { path: [65009], attributes: [attribute(COMMUNITIES, [parseCommunity(name)!])] });
    expect(to.map((neighbour) => neighbour.told(P) !== undefined)).toEqual(told);
  });

  it('no-peer (RFC 3765): not to a bilateral peer', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1 });
    const peer = router.neighbour('peer', { host: 2, localRole: 'peer' });
    const customer = router.neighbour('customer', { host: 3, localRole: 'provider' });
    from.announce(P, { attributes: [attribute(COMMUNITIES, [parseCommunity('no-peer')!])] });
    expect([peer.told(P), customer.told(P)?.prefix]).toEqual([undefined, P]);
  });

  it('graceful-shutdown: LOCAL_PREF 0 for what an external peer sends (RFC 8326 §4.2)', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1 });
    const other = router.neighbour('other', { host: 2 });
    const inside = router.neighbour('inside', { host: 3, kind: 'client' });
    from.announce(P, { attributes: [attribute(COMMUNITIES, [parseCommunity('graceful-shutdown')!])] });
    expect(inside.told(P)?.get(LOCAL_PREF)).toBe(0);
    other.announce(P, { path: [65002, 1, 2, 3] });
    expect(router.bestFrom(P)).toBe('other');
  });
});

describe('an external peer without policy (RFC 8212)', () => {
  it('gives nothing and is told nothing', () => {
    const router = new Router();
    const safe: NeighbourOptions = { host: 1, requirePolicy: true };
    const a = router.neighbour('a', safe);
    router.rib.originate({ prefix: '192.0.2.0/24', nextHop: 'self' });
    a.announce(P);
    expect([router.rib.best({ prefix: P }), a.receive()]).toEqual([undefined, []]);
    expect(router.rib.explainExport({ prefix: '192.0.2.0/24' }, 'a')?.rfc).toBe('RFC 8212 §2.2');
    expect(router.rib.explain({ prefix: P }).rejected.map(({ rejection }) => rejection.rfc)).toEqual(['RFC 8212 §2.1']);
    router.rib.setImportPolicy('a', () => 'accept');
    expect(router.bestFrom(P)).toBe('a');
  });
});

describe('a route server (RFC 7947)', () => {
  const client = (host: number, more: NeighbourOptions = {}): NeighbourOptions => {
    return { host, kind: 'route-server-client', ...more };
  };

  it('passes on AS_PATH, next hop and MED as they came (§2.2)', () => {
    const router = new Router();
    const a = router.neighbour('a', client(1));
    const b = router.neighbour('b', client(2));
    a.announce(P, { path: [65001, 65009], attributes: [attribute(MULTI_EXIT_DISC, 7)] });
    expect([b.toldPath(P), b.told(P)?.nextHop, b.told(P)?.get(MULTI_EXIT_DISC)]).toEqual([
      '65001 65009',
      '192.0.2.1',
      7,
    ]);
  });

  it('hides no path behind one that a client may not have (§2.3.2)', () => {
    const router = new Router();
    const a = router.neighbour('a', client(1));
    const b = router.neighbour('b', client(2));
    const c = router.neighbour(
      'c',
      client(3, { exportPolicy: ({ source }) => (source.name === 'a' ? { reject: 'not a' } : 'accept') }),
    );
    a.announce(P, { path: [65001] });
    b.announce(P, { path: [65002, 65009] });
    expect(router.bestFrom(P)).toBe('a');
    expect([a.toldPath(P), b.toldPath(P), c.toldPath(P)]).toEqual(['65002 65009', '65001', '65002 65009']);
    b.announce(P, { path: [65002, 65010] });
    expect(c.toldPath(P)).toBe('65002 65010');
    b.withdraw(P);
    expect([a.told(P), c.told(P)]).toEqual([undefined, undefined]);
    expect(router.rib.explainExport({ prefix: P }, 'a')?.check).toBe('source');
    expect(router.rib.explainExport({ prefix: P }, 'c')).toMatchObject({ check: 'policy', reason: 'not a' });
  });
});

describe('ADD-PATH (RFC 7911)', () => {
  it('brings the best paths, each under an identifier that stays its own', () => {
    const router = new Router();
    const [a, b, c] = [1, 2, 3].map((host) => router.neighbour(`p${host}`, { host }));
    const all = router.neighbour('all', { host: 7, kind: 'client', addPath: true, paths: 'all' });
    const two = router.neighbour('two', { host: 8, kind: 'client', addPath: true, paths: 2 });
    const paths = (routes: ReturnType<typeof all.receive>): string[] =>
      routes.map((route) => `${route.pathId} ${formatAsPath(route.get(AS_PATH)!)}`).sort();
    a!.announce(P, { path: [65001, 9] });
    b!.announce(P, { path: [65002] });
    c!.announce(P, { path: [65003, 9, 9] });
    expect(paths(all.receive())).toEqual(['2 65001 9', '3 65002', '4 65003 9 9']);
    expect(paths(two.receive())).toEqual(['2 65001 9', '3 65002']);
    a!.announce(P, { path: [65001, 9, 9, 9] });
    expect(paths(all.receive())).toEqual(['2 65001 9 9 9', '3 65002', '4 65003 9 9']);
    expect(paths(two.receive())).toEqual(['3 65002', '4 65003 9 9']);
    b!.withdraw(P);
    expect(paths(all.receive())).toEqual(['2 65001 9 9 9', '4 65003 9 9']);
    expect(paths(two.receive())).toEqual(['2 65001 9 9 9', '4 65003 9 9']);
  });

  it('takes several paths of a peer, and chooses between them', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1, kind: 'client', addPath: true });
    const plain = router.neighbour('plain', { host: 2 });
    const all = router.neighbour('all', { host: 3, kind: 'client', addPath: true, paths: 'all' });
    from.announce(P, { pathId: 1, path: [65010, 1] });
    from.announce(P, { pathId: 2, path: [65020] });
    from.announce(P, { pathId: 3, path: [65020] });
    expect(plain.toldPath(P)).toBe('65000 65020');
    // Two of the paths are one candidate: they differ in nothing.
    expect(
      all
        .receive()
        .map((route) => formatAsPath(route.get(AS_PATH)!))
        .sort(),
    ).toEqual(['65010 1', '65020']);
    from.withdraw(P, 2);
    expect(plain.toldPath(P)).toBe('65000 65020');
    from.withdraw(P, 3);
    expect(plain.toldPath(P)).toBe('65000 65010 1');
    expect(all.receive().map((route) => formatAsPath(route.get(AS_PATH)!))).toEqual(['65010 1']);
    from.down();
    expect([plain.told(P), all.receive(), router.store.size]).toEqual([undefined, [], 0]);
  });
});

describe('multipath', () => {
  it('shares traffic by link bandwidth between paths that tie (RFC 10005)', () => {
    const router = new Router({ multipath: { external: 2, relax: true } });
    for (const host of [1, 2, 3]) router.neighbour(`p${host}`, { host }).announce(P);
    expect(router.rib.paths({ prefix: P }).map(({ peer, weight }) => [peer, weight])).toEqual([
      ['p1', 1],
      ['p2', 1],
      ['p3', undefined],
    ]);
  });

  it('gives each its share where all say how much they carry, and equal shares where one does not', () => {
    const router = new Router({ multipath: { internal: 3 } });
    const peers = [1, 2].map((host) => router.neighbour(`p${host}`, { host, kind: 'internal' }));
    const bandwidth = (text: string) => attribute(EXTENDED_COMMUNITIES, [parseExtendedCommunity(text)!]);
    peers[0]!.announce(P, { path: [1], attributes: [bandwidth('bandwidth:1:1000')] });
    peers[1]!.announce(P, { path: [1], attributes: [bandwidth('bandwidth:1:3000')] });
    expect(router.rib.paths({ prefix: P }).map(({ weight }) => weight)).toEqual([1000, 3000]);
    peers[1]!.announce(P, { path: [1] });
    expect(router.rib.paths({ prefix: P }).map(({ weight }) => weight)).toEqual([1, 1]);
    peers[1]!.announce(P, { path: [2] });
    expect(router.rib.paths({ prefix: P }).map(({ weight }) => weight)).toEqual([1000, undefined]);
  });
});
