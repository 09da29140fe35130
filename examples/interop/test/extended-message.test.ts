import { MessageType } from '@mesh/bgp-wire';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { exabgp } from '../lab/exabgp.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import type { Direction } from '../lab/message-log.js';
import { openbgpd } from '../lab/openbgpd.js';
import { Ours } from '../lab/ours.js';
import type { TableRoute } from '../lab/route.js';
import { tableRoute } from '../lab/table-route.js';
import { bothEstablished, expectOurs, expectTable } from './expectations.js';
import { type Between, startBetween } from './router-scenario.js';
import { EXCHANGE_MS, FAMILY_NUMBERS, OUR, OUR_AS, THEIR } from './scenario.js';

/* Messages of more than 4096 octets (RFC 8654), to the daemon and from it. */

const LIMIT = 4096;
/** More than three messages of the old size can carry. */
const COMMUNITIES = Array.from({ length: 1_200 }, (_, i) => `4200000002:${i}:4294967295`);
const PREFIXES = Array.from({ length: 2_000 }, (_, i) => `100.${64 + (i >> 8)}.${i & 255}.0/24`);
const PLAIN: TableRoute = {
  ...{ prefix: '10.64.0.0/16', nextHop: OUR.address, origin: 'igp', asPath: String(OUR_AS) },
};
const LARGE: TableRoute = { ...PLAIN, prefix: '10.65.0.0/16', largeCommunities: COMMUNITIES };

function longest(ours: Ours, direction: Direction): number {
  return Math.max(...ours.messages.of(direction, MessageType.UPDATE).map(({ frame }) => frame.length));
}

/** Routers: what one speaker of ours sends, comes to the other. */
for (const kind of [bird, frr]) {
  describe(`${kind.name}, extended messages`, () => {
    let between: Between;

    beforeAll(async () => {
      const side = { settings: {}, features: { extendedMessage: true } };
      between = await startBetween(kind, { from: side, to: side });
    });
    afterAll(() => between?.stop());

    it('Established, with the capability', () => {
      expect([between.from.session.tx.extendedMessage, between.to.session.rx.extendedMessage]).toEqual([true, true]);
    });

    it('a route with 1,200 large communities in one message out, and in', async () => {
      const { from, to } = between;
      from.announce(LARGE);
      const route = await until('it comes', () => to.in.get(LARGE), EXCHANGE_MS);
      expect(tableRoute(route).largeCommunities).toEqual(COMMUNITIES);
      expect(longest(from, 'sent')).toBeGreaterThan(LIMIT);
      expect(longest(to, 'received')).toBeGreaterThan(LIMIT);
    });

    it('2,000 prefixes in a few messages', async () => {
      const { daemon, from, to } = between;
      for (const prefix of PREFIXES) from.announce({ ...PLAIN, prefix });
      await until('they come', () => to.in.size(FAMILY_NUMBERS.ipv4) === PREFIXES.length + 1, EXCHANGE_MS);
      expect(await daemon.count('ipv4')).toBe(PREFIXES.length + 1);
      expect([...from.closed, ...to.closed]).toEqual([]);
    });
  });
}

/** ExaBGP is no router: it tells what it was sent, and sends what it is told. */
describe(`${exabgp.name}, extended messages`, () => {
  let daemon: Daemon;
  let ours: Ours;

  beforeAll(async () => {
    daemon = await exabgp.start({
      ...THEIR,
      holdTime: 90,
      peers: [{ address: OUR.address, as: OUR.as, dials: false }],
    });
    ours = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: 90 });
    await bothEstablished(daemon, ours, OUR.address);
  });
  afterAll(async () => {
    await ours?.close();
    await daemon?.stop();
  });

  it('a route with 1,200 large communities in one message out', async () => {
    expect(ours.session.tx.extendedMessage).toBe(true);
    ours.announce(LARGE);
    await expectTable(exabgp, daemon, 'ipv4', [LARGE]);
    expect(longest(ours, 'sent')).toBeGreaterThan(LIMIT);
  });

  it('and one in', async () => {
    const route = { prefix: '10.128.0.0/16', largeCommunities: COMMUNITIES };
    await daemon.announce([route]);
    await expectOurs(ours, 'ipv4', [route]);
    expect(longest(ours, 'received')).toBeGreaterThan(LIMIT);
    expect(ours.closed).toEqual([]);
  });
});

/** Those that don't know them: messages stay short, and what fits none stays here. */
for (const kind of [gobgp, openbgpd] satisfies DaemonKind[]) {
  describe(`${kind.name}, no extended messages`, () => {
    let daemon: Daemon;
    let ours: Ours;

    beforeAll(async () => {
      daemon = await kind.start({
        ...THEIR,
        holdTime: 90,
        peers: [{ address: OUR.address, as: OUR.as, dials: false }],
      });
      ours = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: 90 });
      await bothEstablished(daemon, ours, OUR.address);
    });
    afterAll(async () => {
      await ours?.close();
      await daemon?.stop();
    });

    it('a route that fits no message is not sent, 2,000 prefixes are, in several', async () => {
      expect(ours.session.tx.extendedMessage).toBe(false);
      ours.announce(LARGE);
      for (const prefix of PREFIXES) ours.announce({ ...PLAIN, prefix });
      await until('they come', async () => (await daemon.count('ipv4')) === PREFIXES.length, EXCHANGE_MS);
      expect(longest(ours, 'sent')).toBeLessThanOrEqual(LIMIT);
      expect(ours.speaker.peer(THEIR.address)).toMatchObject({ state: 'Established', sessions: 1 });
    });
  });
}
