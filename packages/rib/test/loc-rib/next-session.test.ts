// Peers that come again as others: what was said of the one does not hold for the other.
import { attribute, Family, MULTI_EXIT_DISC, ORIGINATOR_ID } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Router } from '../support/router.js';

const P = '10.0.0.0/8';
const Q = '10.1.0.0/16';

describe('ORIGINATOR_ID (RFC 4456 §8)', () => {
  it('is that of the peer there is, not of one that had its place before', () => {
    const router = new Router();
    const shared = { nextHop: '198.51.100.7', path: [65009] };
    const to = router.neighbour('to', { host: 9, kind: 'internal' });
    const first = router.neighbour('first', { host: 1, kind: 'client' });
    first.announce(P, shared);
    expect(to.told(P)?.get(ORIGINATOR_ID)).toBe('10.255.0.1');
    // Somebody else holds the same attributes, so that the store knows them throughout.
    const other = router.neighbour('other', { host: 2, kind: 'client' });
    other.announce(Q, shared);
    router.rib.removePeer('first');
    const next = router.neighbour('next', { host: 3, kind: 'client' });
    next.announce(P, shared);
    expect(to.told(P)?.get(ORIGINATOR_ID)).toBe('10.255.0.3');
  });
});

describe('a peer that begins to send path identifiers', () => {
  it('leaves no path under the identifier it had without', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1 });
    const to = router.neighbour('to', { host: 2, addPath: true, paths: 'all' });
    from.announce(P);
    expect(to.receive()).toHaveLength(1);
    from.down(true);
    from.peer.in.stale(Family.IPV4_UNICAST, 'gr');
    from.setAddPath(true);
    from.up();
    from.announce(Q, { pathId: 1 });
    from.announce(P, { pathId: 1, attributes: [attribute(MULTI_EXIT_DISC, 1)] });
    const before = to.receive().map(({ prefix, pathId }) => `${prefix} ${pathId}`);
    expect(before.filter((path) => path.startsWith(P))).toHaveLength(2);
    from.peer.in.purge(Family.IPV4_UNICAST);
    expect(
      to
        .receive()
        .map(({ prefix }) => prefix)
        .sort(),
    ).toEqual([P, Q]);
    from.down();
    expect([to.receive(), router.store.attributeSets]).toEqual([[], 0]);
  });
});

describe('a peer that has been removed', () => {
  it('says nothing more, though its session has not ended yet', () => {
    const router = new Router();
    const from = router.neighbour('from', { host: 1 });
    const to = router.neighbour('to', { host: 2 });
    from.announce(P);
    router.rib.removePeer('from');
    from.announce(Q);
    expect([router.rib.size, to.receive(), router.store.size, router.store.attributeSets]).toEqual([0, [], 0, 0]);
    from.down();
    expect(() => from.up()).toThrow(expect.objectContaining({ code: 'MESH_PEER_UNKNOWN' }));
    expect([router.store.size, router.store.attributeSets]).toEqual([0, 0]);
  });
});
