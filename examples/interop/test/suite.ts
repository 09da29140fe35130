import * as tcp from '@mesh/bgp-session/tcp';
import { Family } from '@mesh/bgp-wire';
import { createConfigurationWithRoutes, type MeshSpeaker, startSpeaker } from '@mesh/config';
import { until } from '@mesh-examples/lib/daemon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { Ours } from '../lab/ours.js';
import { bothEstablished, closeWords, expectOurs, expectTable, theirEstablished } from './expectations.js';
import {
  ESTABLISHED_MS,
  EXCHANGE_MS,
  FAMILIES,
  FAREWELL,
  LOCAL_ROUTES,
  OTHER,
  OUR,
  ROUTE_TEXT,
  ROUTES_OF_TEXT,
  SHORT_HOLD_SECONDS,
  sample,
  THEIR,
  THEIR_AS,
} from './scenario.js';

/*
 * What every daemon is checked for; a daemon's file only names it. One session a group: the groups differ in who opens
 * the connection, and each ends with the NOTIFICATION it is about.
 */

export function describeDaemon(kind: DaemonKind): void {
  describe(kind.name, () => {
    describe('we dial', () => describeDialling(kind));
    describe('it dials', () => describeDialled(kind));
    describe('one call, over IPv6', () => describeOneCall(kind));
    describe('wrong AS', () => describeRefusals(kind));
  });
}

/** Routes out, on a session with the shortest hold time there is. */
function describeDialling(kind: DaemonKind): void {
  let daemon: Daemon;
  let ours: Ours;
  let establishedAt: number;

  beforeAll(async () => {
    const peers = [{ address: OUR.address, as: OUR.as, dials: false }];
    daemon = await kind.start({ ...THEIR, holdTime: SHORT_HOLD_SECONDS, peers });
    ours = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: SHORT_HOLD_SECONDS });
  });
  afterAll(async () => {
    await ours?.close();
    await daemon?.stop();
  });

  it('Established', async () => {
    await bothEstablished(daemon, ours, OUR.address);
    establishedAt = Date.now();
    expect(ours.session.families).toEqual(expect.arrayContaining([Family.IPV4_UNICAST, Family.IPV6_UNICAST]));
    expect(ours.session.holdTime).toBe(SHORT_HOLD_SECONDS);
    expect(ours.session.peerAs).toBe(THEIR_AS);
  });

  it.each(FAMILIES)('100 %s routes out, attributes equal in its table', async (family) => {
    const routes = sample(family);
    for (const route of routes) ours.announce(route);
    await ours.flushed();
    await expectTable(kind, daemon, family, routes);
  });

  it.each(FAMILIES)('%s withdrawals out', async (family) => {
    const routes = sample(family);
    for (const { prefix } of routes.filter((_, i) => i % 2 === 0)) ours.withdraw(prefix);
    await ours.flushed();
    await expectTable(
      kind,
      daemon,
      family,
      routes.filter((_, i) => i % 2 === 1),
    );
  });

  it('the session lives through three hold times', async () => {
    const end = establishedAt + 3 * SHORT_HOLD_SECONDS * 1000 + 1000;
    await until('three hold times pass', () => Date.now() > end || ours.closed.length > 0, ESTABLISHED_MS);
    expect(ours.closed).toEqual([]);
    expect(await daemon.state(OUR.address)).toBe('Established');
  });

  it('our Administrative Shutdown, in its words', async () => {
    ours.shutdown(kind.readsShutdownText ? FAREWELL : '');
    await until(
      `${kind.name} tells of the shutdown`,
      async () => kind.sawShutdown.test(await daemon.lastError(OUR.address)),
      EXCHANGE_MS,
      () => daemon.lastError(OUR.address),
    );
    if (kind.readsShutdownText) expect(await daemon.lastError(OUR.address)).toContain(FAREWELL);
  });
}

/** Routes in. */
function describeDialled(kind: DaemonKind): void {
  let daemon: Daemon;
  let ours: Ours;

  beforeAll(async () => {
    ours = await Ours.start({ local: OUR, peer: THEIR, passive: true, holdTime: 90 });
    daemon = await kind.start({ ...THEIR, holdTime: 90, peers: [{ address: OUR.address, as: OUR.as, dials: true }] });
  });
  afterAll(async () => {
    await daemon?.stop();
    await ours?.close();
  });

  it('Established', () => bothEstablished(daemon, ours, OUR.address));

  it.each(FAMILIES)('%s routes in, attributes equal in ours', async (family) => {
    await daemon.announce(LOCAL_ROUTES[family]);
    await expectOurs(ours, family, LOCAL_ROUTES[family]);
  });

  it.each(FAMILIES)('%s withdrawals in', async (family) => {
    const [gone, ...left] = LOCAL_ROUTES[family];
    await daemon.withdraw([gone!.prefix]);
    await expectOurs(ours, family, left);
  });

  it('its Administrative Shutdown, in our words', async () => {
    await daemon.shutdown(OUR.address, FAREWELL);
    const words = await closeWords(ours);
    expect(words).toContain('Administrative Shutdown (6/2)');
    if (kind.sendsShutdownText) expect(words).toContain(FAREWELL);
  });
}

/** The whole stack by one call, routes as text, on a session over IPv6. */
function describeOneCall(kind: DaemonKind): void {
  let daemon: Daemon;
  let mesh: MeshSpeaker;

  beforeAll(async () => {
    const peers = [{ address: OUR.address6, as: OUR.as, dials: false }];
    daemon = await kind.start({ ...THEIR, holdTime: 90, peers });
    const configuration = createConfigurationWithRoutes(ROUTE_TEXT, {
      localAddress: OUR.address6,
      peerAddress: THEIR.address6,
      localAs: OUR.as,
      peerAs: THEIR.as,
      routerId: OUR.address,
      families: 'ipv4 unicast ipv6 unicast',
    });
    mesh = await startSpeaker(configuration, { transport: tcp });
  });
  afterAll(async () => {
    await mesh?.close();
    await daemon?.stop();
  });

  it('Established', async () => {
    await mesh.whenEstablished({ signal: AbortSignal.timeout(ESTABLISHED_MS) });
    await theirEstablished(daemon, OUR.address6);
  });

  it.each(FAMILIES)('%s routes of a text out', (family) => expectTable(kind, daemon, family, ROUTES_OF_TEXT[family]));

  it.each(FAMILIES)('%s withdrawals out', async (family) => {
    for (const { prefix } of ROUTES_OF_TEXT[family]) mesh.withdraw({ prefix });
    await expectTable(kind, daemon, family, []);
  });
}

/** Two sessions that can't be: in one the daemon expects another AS of us, in one we of it. */
function describeRefusals(kind: DaemonKind): void {
  let daemon: Daemon;
  let refused: Ours | undefined;

  beforeAll(async () => {
    daemon = await kind.start({
      ...THEIR,
      holdTime: 90,
      peers: [
        { address: OUR.address, as: OUR.as + 8, dials: false },
        { address: OTHER.address, as: OTHER.as, dials: false },
      ],
    });
  });
  afterAll(async () => {
    await refused?.close();
    await daemon?.stop();
  });

  it('its refusal of our AS, in our words', async () => {
    refused = await Ours.start({ local: OUR, peer: THEIR, passive: false, holdTime: 90 });
    expect(await closeWords(refused)).toMatch(/refused: OPEN Message Error \/ Bad Peer AS \(2\/2\)/);
    await refused.close();
  });

  it('our refusal of its AS, in its words', async () => {
    refused = await Ours.start({ local: OTHER, peer: { ...THEIR, as: THEIR_AS + 8 }, passive: false, holdTime: 90 });
    expect(await closeWords(refused)).toMatch(/^we refused: OPEN Message Error \/ Bad Peer AS \(2\/2\)/);
    await until(
      `${kind.name} tells of the refusal`,
      async () => kind.sawBadPeerAs.test(await daemon.lastError(OTHER.address)),
      EXCHANGE_MS,
      () => daemon.lastError(OTHER.address),
    );
  });
}
