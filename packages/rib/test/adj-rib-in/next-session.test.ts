// What one session leaves behind and the next one finds.
import { Family } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
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
