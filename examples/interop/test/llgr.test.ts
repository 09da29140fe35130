import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ours } from '../lab/ours.js';
import { bird, gobgp, type RestartingDaemon } from '../lab/restarting.js';
import { announce, eventually, OURS, settled, start, startOurs, THEIRS, V4 } from './restart-scenario.js';
import { ESTABLISHED_MS } from './scenario.js';

/* Long-lived graceful restart (RFC 9494) with real daemons: the restart time is over long before the other side is back. */

const KEPT = {
  families: [{ family: V4, forwardingPreserved: true }],
  restartTimeSeconds: 1,
  longLived: [{ family: V4, forwardingPreserved: true, staleTimeSeconds: 60 }],
};

for (const kind of [bird, gobgp]) {
  describe(`${kind.name}, long-lived graceful restart`, () => {
    let daemon: RestartingDaemon;
    let ours: Ours | undefined;

    beforeAll(async () => {
      daemon = await start(kind, 1, 60);
    });
    afterEach(async () => {
      await ours?.close();
      ours = undefined;
    });
    afterAll(() => daemon?.stop());

    it('its routes stay with LLGR_STALE until it is back', async () => {
      ours = await startOurs(KEPT);
      await settled(daemon, ours);
      await daemon.crash();
      await eventually(daemon, 'its routes are long-lived stale', () => ours?.stale[0]?.kind === 'llgr');
      expect(THEIRS.map((prefix) => ours?.in.staleness({ prefix }))).toEqual(THEIRS.map(() => 'llgr'));
      await daemon.comeBack();
      await ours.established(ESTABLISHED_MS);
      await eventually(daemon, 'its End-of-RIB ends that', () => ours?.stale.length === 0, ESTABLISHED_MS);
      expect(THEIRS.map((prefix) => ours?.in.staleness({ prefix }))).toEqual(THEIRS.map(() => undefined));
      expect(ours.in.size()).toBe(THEIRS.length);
    });

    it('ours stay with it, marked LLGR_STALE, until we are back', async () => {
      ours = await startOurs(KEPT);
      announce(ours, OURS);
      await settled(daemon, ours);
      await eventually(daemon, 'it has our routes', async () => (await daemon.count()) === OURS.length);
      await ours.close({ graceful: true });
      await eventually(daemon, 'they are long-lived stale', async () => (await daemon.longLived()) === OURS.length);

      ours = await startOurs(KEPT, { selectionDeferralSeconds: 50 });
      announce(ours, OURS.slice(1));
      await ours.established(ESTABLISHED_MS);
      await eventually(daemon, 'it has what we brought again', async () => (await daemon.count()) === OURS.length - 1);
      expect(await daemon.longLived()).toBe(0);
    });
  });
}
