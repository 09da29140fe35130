import { attribute, LOCAL_PREF, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Router } from '../support/router.js';

const P = '10.0.0.0/8';

describe('LocRib', () => {
  it('takes the shorter AS_PATH and tells every other peer, octets to octets', () => {
    const router = new Router();
    const [a, b, c] = [
      router.neighbour('a', { host: 1 }),
      router.neighbour('b', { host: 2 }),
      router.neighbour('c', { host: 3 }),
    ];
    a.announce(P, { path: [65001, 65010] });
    b.announce(P, { path: [65002] });
    expect(router.bestFrom(P)).toBe('b');
    expect(c.toldPath(P)).toBe('65000 65002');
    expect(a.toldPath(P)).toBe('65000 65002');
    expect(b.told(P)).toBeUndefined();
    expect(c.told(P)?.nextHop).toBe('192.0.2.254');
    b.withdraw(P);
    expect(router.bestFrom(P)).toBe('a');
    expect(c.toldPath(P)).toBe('65000 65001 65010');
    expect(a.told(P)).toBeUndefined();
    expect(b.toldPath(P)).toBe('65000 65001 65010');
    a.withdraw(P);
    expect(router.rib.size).toBe(0);
    expect([a.told(P), b.told(P), c.told(P)]).toEqual([undefined, undefined, undefined]);
    expect([router.store.size, router.store.attributeSets]).toEqual([0, 0]);
  });

  it('tells a peer that comes later all there is, and nothing twice', () => {
    const router = new Router();
    const a = router.neighbour('a', { host: 1 });
    a.announce(P);
    a.announce('2001:db8::/32', { nextHop: '2001:db8::1' });
    router.rib.originate({ prefix: '192.0.2.0/24', nextHop: 'self' });
    const b = router.neighbour('b', { host: 2 });
    expect(
      b
        .receive()
        .map(({ prefix }) => prefix)
        .sort(),
    ).toEqual(['10.0.0.0/8', '192.0.2.0/24']);
    expect(b.toldPath('192.0.2.0/24')).toBe('65000');
    b.down();
    b.up();
    expect(b.receive()).toHaveLength(2);
  });

  it('streams the changes of the best path', () => {
    const router = new Router();
    const changes: string[] = [];
    const stop = router.rib.onChange(({ current, previous, peer }) =>
      changes.push(`${peer} ${current?.get(MULTI_EXIT_DISC) ?? '-'} after ${previous?.get(MULTI_EXIT_DISC) ?? '-'}`),
    );
    const a = router.neighbour('a', { host: 1 });
    const b = router.neighbour('b', { host: 2, as: 65001 });
    a.announce(P, { attributes: [attribute(MULTI_EXIT_DISC, 10)] });
    b.announce(P, { attributes: [attribute(MULTI_EXIT_DISC, 20)] });
    b.announce(P, { attributes: [attribute(MULTI_EXIT_DISC, 5)] });
    b.withdraw(P);
    stop();
    a.withdraw(P);
    expect(changes).toEqual(['a 10 after -', 'b 5 after 10', 'a 10 after 5']);
  });

  it('lets all of a peer go that is removed', () => {
    const router = new Router();
    const a = router.neighbour('a', { host: 1 });
    const b = router.neighbour('b', { host: 2 });
    a.announce(P, { path: [65001] });
    b.announce(P, { path: [65002, 65003] });
    expect(router.rib.removePeer('a')).toBe(true);
    expect(router.bestFrom(P)).toBe('b');
    expect(router.rib.peers.map(({ name }) => name)).toEqual(['b']);
    b.down();
    expect([router.rib.size, router.store.size, router.store.attributeSets]).toEqual([0, 0, 0]);
    expect(router.rib.removePeer('a')).toBe(false);
  });

  it('explains which rule decided', () => {
    const router = new Router();
    const internal = { kind: 'internal' as const };
    const a = router.neighbour('a', { host: 1, ...internal });
    const b = router.neighbour('b', { host: 2, ...internal });
    a.announce(P, { path: [65009], attributes: [attribute(LOCAL_PREF, 100)] });
    b.announce(P, { path: [65009, 65010], attributes: [attribute(LOCAL_PREF, 200)] });
    const explanation = router.rib.explain({ prefix: P });
    expect(explanation.candidates.map(({ peer }) => peer)).toEqual(['b', 'a']);
    expect(explanation.candidates[1]?.lostTo).toEqual({
      path: 0,
      deciding: { row: 'local-pref', rfc: 'RFC 4271 §9.1.1', lost: '100', won: '200' },
    });
    expect(explanation.between(1, 0)).toEqual({
      row: 'local-pref',
      rfc: 'RFC 4271 §9.1.1',
      lost: '100',
      won: '200',
      winner: 0,
    });
  });
});
