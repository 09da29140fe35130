// Peers that come again as others: what was said of the one does not hold for the other.
import { ORIGINATOR_ID } from '@mesh/bgp-wire';
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
