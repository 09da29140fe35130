// What one session leaves behind and the next one finds.
import { Family } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { accept } from '../../src/index.js';
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
