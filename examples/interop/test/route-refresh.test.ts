import type { PeerSettings } from '@mesh/bgp-session';
import { Family, MessageType } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird, protocolName } from '../lab/bird.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { exabgp } from '../lab/exabgp.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import type { Direction } from '../lab/message-log.js';
import { openbgpd } from '../lab/openbgpd.js';
import { Ours } from '../lab/ours.js';
import { bothEstablished, expectOurs, expectTable } from './expectations.js';
import { EXCHANGE_MS, LOCAL_ROUTES, OUR, sample, THEIR } from './scenario.js';

/* Route refresh (RFC 2918), asked for by either side. */

interface Row {
  readonly kind: DaemonKind;
  /** What makes it ask us; or why nothing does. */
  readonly command: readonly string[] | { readonly lacks: string };
  /** Why it doesn't send again when it is asked. */
  readonly deaf?: string;
  readonly settings?: Partial<PeerSettings>;
}

const ROWS: readonly Row[] = [
  { kind: bird, command: ['reload', 'in', protocolName(OUR.address)] },
  {
    kind: frr,
    command: [`clear bgp ipv4 unicast ${OUR.address} soft in`],
    // With enhanced refresh 8.4 waits until it has sent End-of-RIB, which it sends with graceful restart only.
    settings: { enhancedRouteRefresh: false },
  },
  { kind: gobgp, command: { lacks: 'GoBGP 3.10 keeps what it was sent, and never asks' } },
  {
    kind: exabgp,
    command: [`neighbor ${OUR.address} announce route-refresh ipv4 unicast`],
    // 4.2.21 falls over its own mark of the beginning (RFC 7313), and ends the session.
    settings: { enhancedRouteRefresh: false },
  },
  {
    kind: openbgpd,
    command: ['neighbor', OUR.address, 'refresh'],
    deaf: 'OpenBGPD 7.7 says of a family that was agreed on that it was not',
  },
];

for (const { kind, command, deaf, settings = {} } of ROWS) {
  describe(`${kind.name}, route refresh`, () => {
    let daemon: Daemon;
    let ours: Ours;
    const routes = sample('ipv4').slice(0, 20);

    beforeAll(async () => {
      daemon = await kind.start({
        ...THEIR,
        holdTime: 90,
        peers: [{ address: OUR.address, as: OUR.as, dials: false }],
      });
      ours = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: 90, settings });
      await bothEstablished(daemon, ours, OUR.address);
      await daemon.announce(LOCAL_ROUTES.ipv4);
      await expectOurs(ours, 'ipv4', LOCAL_ROUTES.ipv4);
      for (const route of routes) ours.announce(route);
      await expectTable(kind, daemon, 'ipv4', routes);
    });
    afterAll(async () => {
      await ours?.close();
      await daemon?.stop();
    });

    /** Waits until everything is announced once more after the message of that number. */
    const comesAgain = (direction: Direction, prefixes: readonly string[], from: number) =>
      until(
        `what was ${direction} comes again`,
        () => {
          const again = new Set(ours.messages.announced(direction, from).map(({ prefix }) => prefix));
          return prefixes.every((prefix) => again.has(prefix));
        },
        EXCHANGE_MS,
        () => daemon.log().slice(-2000),
      );

    it('Established, with the capability', () => {
      expect(ours.session.routeRefresh).toBe(true);
    });

    it(deaf === undefined ? 'we ask: it sends again' : `we ask: the session lives (${deaf})`, async () => {
      const from = ours.messages.last.messages.length;
      ours.session.requestRefresh(Family.IPV4_UNICAST);
      if (deaf === undefined)
        await comesAgain(
          'received',
          LOCAL_ROUTES.ipv4.map(({ prefix }) => prefix),
          from,
        );
      else await until('it tells of our question', () => /route refresh/.test(daemon.log()), EXCHANGE_MS);
      expect(ours.closed).toEqual([]);
    });

    if ('lacks' in command) return;

    it('it asks: we send again', async () => {
      const from = ours.messages.last.messages.length;
      await daemon.tell(...command);
      await until(
        'it asks',
        () => ours.messages.of('received', MessageType.ROUTE_REFRESH).length > 0,
        EXCHANGE_MS,
        () => daemon.log().slice(-2000),
      );
      const prefixes = routes.map(({ prefix }) => prefix);
      await comesAgain('sent', prefixes, from);
      await expectTable(kind, daemon, 'ipv4', routes);
      expect(ours.closed).toEqual([]);
    });
  });
}
