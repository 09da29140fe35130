import { capabilityValue, GRACEFUL_RESTART } from '@mesh/bgp-wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ours } from '../lab/ours.js';
import { bird, frr, gobgp, type RestartingDaemon } from '../lab/restarting.js';
import { announce, eventually, OURS, settled, start, startOurs, THEIRS, V4 } from './restart-scenario.js';
import { ESTABLISHED_MS } from './scenario.js';

/* Graceful restart (RFC 4724) with real daemons, in both parts: they fall over and come back, then we do. */

const KEPT = { families: [{ family: V4, forwardingPreserved: true }], restartTimeSeconds: 60 };

for (const kind of [bird, frr, gobgp]) {
  describe(`${kind.name}, graceful restart`, () => {
    let daemon: RestartingDaemon;
    let ours: Ours | undefined;

    // One that restarted itself is another's affair: each check has its own.
    beforeEach(async () => {
      daemon = await start(kind, 60);
    });
    afterEach(async () => {
      await ours?.close();
      ours = undefined;
      await daemon?.stop();
    });

    it('killed and started again, it loses none of its routes here, and none of them changes', async () => {
      ours = await startOurs(KEPT);
      await settled(daemon, ours);
      const { changes } = ours;
      await daemon.crash();
      await eventually(daemon, 'its routes are stale', () => ours?.stale.length === 1);
      expect([ours.in.size(), ours.in.staleSize()]).toEqual([THEIRS.length, THEIRS.length]);
      await daemon.comeBack();
      await ours.established(ESTABLISHED_MS);
      const { session } = ours;
      expect(capabilityValue(session.peerOpen.capabilities, GRACEFUL_RESTART)).toMatchObject({
        restarting: true,
        families: [{ family: V4, forwardingPreserved: true }],
      });
      await eventually(daemon, 'its End-of-RIB ends that', () => ours?.stale.length === 0, ESTABLISHED_MS);
      expect([ours.in.size(), ours.in.staleSize(), ours.changes - changes]).toEqual([THEIRS.length, 0, 0]);
    });

    it('it keeps our routes while we are away, and drops what we do not bring again', async () => {
      ours = await startOurs(KEPT);
      announce(ours, OURS);
      await settled(daemon, ours);
      await eventually(daemon, 'it has our routes', async () => (await daemon.count()) === OURS.length);
      await ours.close({ graceful: true });
      await eventually(daemon, 'it keeps them as stale', async () => (await daemon.stale()) === OURS.length);

      ours = await startOurs(KEPT, { selectionDeferralSeconds: 50 });
      announce(ours, OURS.slice(1));
      await ours.established(ESTABLISHED_MS);
      expect(capabilityValue(ours.session.localOpen.capabilities, GRACEFUL_RESTART)?.restarting).toBe(true);
      await eventually(daemon, 'we begin to send', () => ours?.restarting === false);
      await eventually(daemon, 'it has what we brought again', async () => (await daemon.count()) === OURS.length - 1);
      expect(await daemon.stale()).toBe(0);
      expect(ours.closed).toEqual([]);
    });
  });
}
