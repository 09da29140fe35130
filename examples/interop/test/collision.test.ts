import { MessageType } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import { crossing } from '../lab/crossing.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { exabgp } from '../lab/exabgp.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import { openbgpd } from '../lab/openbgpd.js';
import { Ours } from '../lab/ours.js';
import { theirEstablished } from './expectations.js';
import { ESTABLISHED_MS, EXCHANGE_MS, hostAddress, LOCAL_ROUTES, OUR_AS, THEIR } from './scenario.js';

/*
 * Both dial at the same time (RFC 4271 §6.8): ten sessions of one daemon with ten addresses of ours, whose first two
 * connections always cross. Our identifier is the higher one in every second, and in five ours is the first connection
 * to be ready.
 */

interface Row {
  readonly kind: DaemonKind;
  /** It goes by the identifiers, as we do: nobody has to dial again, and no session is lost. */
  readonly decides?: boolean;
  /** Why it cannot be in the rounds where ours is the higher identifier. */
  readonly deaf?: string;
}

const ROWS: readonly Row[] = [
  { kind: bird, decides: true },
  { kind: frr }, // on a busy machine it now and then closes the one that is to stay, and takes the next
  { kind: openbgpd }, // sometimes closes the one that is to stay, and takes the next
  { kind: gobgp, deaf: 'GoBGP 3.10 closes what it accepts while it dials, whatever the identifiers' },
  { kind: exabgp, deaf: 'ExaBGP 4.2 never answers on what it accepts while it dials' },
];

const CONVERGENCE_MS = 2_000;
const HOSTS = Array.from({ length: 10 }, (_, i) => 11 + i);

for (const { kind, decides, deaf } of ROWS) {
  describe(`${kind.name}, both dial`, () => {
    let daemon: Daemon;
    let all: readonly Ours[] = [];

    beforeAll(async () => {
      all = await Promise.all(
        HOSTS.map((host, i) =>
          Ours.start({
            // Below or above 10.99.0.2.
            local: {
              address: hostAddress(host),
              as: OUR_AS,
              routerId: `10.${i % 2 === 0 || deaf !== undefined ? 98 : 100}.0.${host}`,
            },
            peer: THEIR,
            passive: false,
            holdTime: 90,
            settings: { connectRetryMaxSeconds: 2, idleHoldMaxSeconds: 2 },
            network: crossing(i < 5 ? 'ours' : 'theirs'),
          }),
        ),
      );
      const peers = HOSTS.map((host) => ({ address: hostAddress(host), as: OUR_AS, dials: true }));
      daemon = await kind.start({ ...THEIR, holdTime: 90, peers });
    });
    afterAll(async () => {
      for (const ours of all) await ours.close();
      await daemon?.stop();
    });

    it('ten sessions Established, seen by both', async () => {
      await Promise.all(all.map((ours) => ours.established(ESTABLISHED_MS)));
      for (const host of HOSTS) await theirEstablished(daemon, hostAddress(host));
    });

    it('both connections stood, one is left, and a connection has at most one NOTIFICATION of each side', () => {
      for (const ours of all) {
        const { streams } = ours.messages;
        expect(new Set(streams.map(({ initiator }) => initiator)).size).toBe(2);
        const sessions = streams.filter(({ session }) => session !== undefined);
        expect(sessions.filter(({ closed }) => !closed)).toHaveLength(1);
        if (decides) expect(sessions).toHaveLength(1);
        for (const stream of streams) {
          expect(stream.of('sent', MessageType.NOTIFICATION).length).toBeLessThanOrEqual(1);
          expect(stream.of('received', MessageType.NOTIFICATION).length).toBeLessThanOrEqual(1);
        }
      }
    });

    if (decides) {
      it(`the session is Established within ${CONVERGENCE_MS / 1000} s of the second connection`, () => {
        for (const { messages } of all) {
          const { streams } = messages;
          expect(streams).toHaveLength(2);
          const second = Math.max(...streams.map(({ openedAt }) => openedAt));
          const establishedAt = streams.find(({ session }) => session !== undefined)?.establishedAt;
          expect(establishedAt).toBeLessThan(second + CONVERGENCE_MS);
        }
      });
    }

    it('they live, and carry routes', async () => {
      await daemon.announce(LOCAL_ROUTES.ipv4);
      for (const ours of all) await until('its routes come', () => ours.in.get(LOCAL_ROUTES.ipv4[0]!), EXCHANGE_MS);
      for (const { speaker, messages } of all) {
        const sessions = messages.streams.filter(({ session }) => session !== undefined).length;
        expect(speaker.peer(THEIR.address)).toMatchObject({ state: 'Established', sessions });
      }
    });
  });
}
