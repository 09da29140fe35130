import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { exabgp } from '../lab/exabgp.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import { openbgpd } from '../lab/openbgpd.js';
import { Ours } from '../lab/ours.js';
import { bothEstablished, expectTable } from './expectations.js';
import { ESTABLISHED_MS, LOCAL_ROUTES, OUR, sample, THEIR } from './scenario.js';

/* The daemon falls over, as by kill -9, and is started again. */

interface Row {
  readonly kind: DaemonKind;
  /** What we are left with. */
  readonly words: RegExp;
}

const WITHOUT_A_WORD = /^the connection /;

const ROWS: readonly Row[] = [
  { kind: bird, words: WITHOUT_A_WORD },
  { kind: frr, words: WITHOUT_A_WORD },
  { kind: gobgp, words: WITHOUT_A_WORD },
  { kind: exabgp, words: WITHOUT_A_WORD },
  // It is several processes: those that are left say goodbye.
  { kind: openbgpd, words: /^the connection |Administrative Shutdown \(6\/2\)/ },
];

for (const { kind, words } of ROWS) {
  describe(`${kind.name}, killed and started again`, () => {
    let daemon: Daemon;
    let ours: Ours;
    const routes = sample('ipv4').slice(0, 20);

    /** Its routes come first: FRR sends back whatever it gets of us. */
    const exchange = async () => {
      await bothEstablished(daemon, ours, OUR.address);
      await daemon.announce(LOCAL_ROUTES.ipv4);
      for (const route of LOCAL_ROUTES.ipv4) await until('its routes come', () => ours.in.get(route), ESTABLISHED_MS);
      await expectTable(kind, daemon, 'ipv4', routes);
    };

    beforeAll(async () => {
      daemon = await kind.start({
        ...THEIR,
        holdTime: 90,
        peers: [{ address: OUR.address, as: OUR.as, dials: false }],
      });
      ours = await Ours.start({
        ...{ local: OUR, peer: THEIR, passive: false, holdTime: 90 },
        settings: { connectRetryMaxSeconds: 1, idleHoldMaxSeconds: 1 },
      });
      for (const route of routes) ours.announce(route);
      await exchange();
    });
    afterAll(async () => {
      await ours?.close();
      await daemon?.stop();
    });

    it('killed: the session ends, and its routes go', async () => {
      await daemon.crash();
      await until('the session ends', () => ours.closed.length > 0, ESTABLISHED_MS);
      expect(ours.closed[0]).toMatch(words);
      expect(ours.in.size()).toBe(0);
    });

    it('started again: Established, and the routes of both sides are there', async () => {
      await daemon.relaunch();
      await exchange();
      expect(ours.speaker.peer(THEIR.address)?.sessions).toBe(2);
    });
  });
}
