import { AS_PATH, asSequence, attribute, NEXT_HOP, ORIGIN, unicast } from '@mesh/bgp-wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ours } from '../lab/ours.js';
import { bird, type RestartingDaemon } from '../lab/restarting.js';
import { announce, eventually, OURS, settled, start, startOurs, THEIRS, V4 } from './restart-scenario.js';
import { OUR } from './scenario.js';

/* Enhanced route refresh (RFC 7313) with a real daemon, in both directions. */

for (const kind of [bird]) {
  describe(`${kind.name}, enhanced route refresh`, () => {
    let daemon: RestartingDaemon;
    let ours: Ours;

    beforeAll(async () => {
      daemon = await start(kind, 60);
      ours = await startOurs(undefined);
      announce(ours, OURS);
    });
    afterAll(async () => {
      await ours?.close();
      await daemon?.stop();
    });

    it('Established, with the capability', async () => {
      await settled(daemon, ours);
      expect(ours.session.enhancedRouteRefresh).toBe(true);
    });

    it('what we send again between marks sweeps a route that stands in no table of ours', async () => {
      ours.session.send({
        type: 'UPDATE',
        attributes: [
          attribute(ORIGIN, 'igp'),
          attribute(AS_PATH, asSequence(OUR.as)),
          attribute(NEXT_HOP, OUR.address),
        ],
        nlri: [unicast('10.99.99.0/24')],
      });
      await eventually(daemon, 'it has one route more', async () => (await daemon.count()) === OURS.length + 1);
      await daemon.refresh();
      await eventually(daemon, 'it is swept', async () => (await daemon.count()) === OURS.length);
    });

    it('it sends again between marks, and nothing changes', async () => {
      const { changes } = ours;
      ours.session.requestRefresh(V4);
      await eventually(daemon, 'its marks come', () => ours.in.marks.length === 2);
      expect([ours.in.marks, ours.in.size(), ours.changes - changes]).toEqual([['begin', 'end'], THEIRS.length, 0]);
      expect(ours.closed).toEqual([]);
    });
  });
}
