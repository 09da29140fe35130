// What one session leaves behind and the next one finds.
import { Family } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { accept } from '../../src/index.js';
import { BusyClock } from '../support/busy-clock.js';
import { Router } from '../support/router.js';

const P = '10.0.0.0/8';

describe('routes that are long-lived stale (RFC 9494 §4.2)', () => {
  it('leave nothing behind when they go', () => {
    const router = new Router();
    const from = router.neighbour('from');
    from.announce(P);
    from.down(true);
    from.peer.in.stale(Family.IPV4_UNICAST, 'llgr');
    expect(from.peer.in.staleness({ prefix: P })).toBe('llgr');
    from.peer.in.clear();
    expect([router.store.size, router.store.attributeSets]).toEqual([0, 0]);
  });
});

describe('an import policy that was set later (RFC 8212 §2.1)', () => {
  it('is there for the next session too', () => {
    const router = new Router();
    const from = router.neighbour('from', { requirePolicy: true });
    router.rib.setImportPolicy('from', accept);
    from.down();
    from.up();
    from.announce(P);
    expect(from.peer.in.verdict({ prefix: P })).toEqual({ accepted: true, rejection: undefined });
  });

  it('is gone for the next session too where it was taken away', () => {
    const router = new Router();
    const from = router.neighbour('from', { requirePolicy: true, importPolicy: accept });
    router.rib.setImportPolicy('from', undefined);
    from.down();
    from.up();
    from.announce(P);
    expect(from.peer.in.verdict({ prefix: P }).rejection?.check).toBe('no-policy');
  });
});

describe('a route that the next session announces as it was', () => {
  it('is judged by what holds on the new session (RFC 4271 §6.3)', () => {
    const clock = new BusyClock();
    const router = new Router({ clock });
    const from = router.neighbour('from', { as: 65009 });
    for (let i = 0; i < 100; i++) from.announce(`10.0.${i}.0/24`, { path: [65010] });
    const last = { prefix: '10.0.99.0/24' };
    expect(from.peer.in.verdict(last).rejection?.check).toBe('first-as');
    from.down();
    from.session = { ...from.session, peerAs: 65010 };
    from.up();
    // The routes of the session before are still on their way out.
    from.announce(last.prefix, { path: [65010] });
    clock.runAll();
    expect([from.peer.in.size(), from.peer.in.getAccepted(last)?.prefix]).toEqual([1, last.prefix]);
  });

  it('is judged anew where it was stale, too', () => {
    const router = new Router();
    const from = router.neighbour('from', { as: 65010 });
    from.announce(P, { path: [65010] });
    from.down(true);
    from.peer.in.stale(Family.IPV4_UNICAST, 'gr');
    from.session = { ...from.session, peerAs: 65009 };
    from.up();
    from.announce(P, { path: [65010] });
    expect([from.peer.in.acceptedSize(), router.rib.size]).toEqual([0, 0]);
  });
});

describe('staleSize', () => {
  it('leaves out what is on its way out of a session before', () => {
    const clock = new BusyClock();
    const router = new Router({ clock });
    const from = router.neighbour('from');
    for (let i = 0; i < 200; i++) from.announce(`10.0.${i}.0/24`);
    from.down();
    from.up();
    from.announce('11.0.0.0/8');
    from.down(true);
    from.peer.in.stale(Family.IPV4_UNICAST, 'gr');
    expect([from.peer.in.size(), from.peer.in.staleSize(Family.IPV4_UNICAST)]).toEqual([1, 1]);
  });
});
