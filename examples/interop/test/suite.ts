import { Family } from '@mesh/bgp-wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Daemon, DaemonKind, DaemonSettings, LocalRoute } from '../lab/daemon.js';
import { Ours } from '../lab/ours.js';
import { type FamilyName, type Field, type TableRoute, tableDifference, tableLines } from '../lab/route.js';
import { sampleRoutes } from '../lab/sample.js';
import { tableRoute } from '../lab/table-route.js';
import { until } from '../lab/wait.js';

/*
 * What every daemon is checked for; a daemon's file only names it. One session a group: the groups differ in who opens
 * the connection, and each ends with the NOTIFICATION it is about.
 */

const OUR_AS = 4_200_000_001;
const THEIR_AS = 4_200_000_002;
const OUR = { address: '10.99.0.1', address6: 'fd99::1', as: OUR_AS };
const OTHER = { address: '10.99.0.7', address6: 'fd99::7', as: OUR_AS };
const THEIR: Omit<DaemonSettings, 'holdTime' | 'peers'> = {
  address: '10.99.0.2',
  address6: 'fd99::2',
  as: THEIR_AS,
  routerId: '10.99.0.2',
};
/** Some daemons dial only every few seconds. */
const ESTABLISHED_MS = 20_000;
const EXCHANGE_MS = 10_000;
const SHORT_HOLD_SECONDS = 3;
const FAMILIES: readonly FamilyName[] = ['ipv4', 'ipv6'];
const FAMILY_NUMBERS: Readonly<Record<FamilyName, Family>> = { ipv4: Family.IPV4_UNICAST, ipv6: Family.IPV6_UNICAST };
const FAREWELL = 'back at noon';

export function describeDaemon(kind: DaemonKind): void {
  describe(kind.name, () => {
    describe('we dial', () => describeDialling(kind));
    describe('it dials', () => describeDialled(kind));
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

const LOCAL_ROUTES: Readonly<Record<FamilyName, readonly LocalRoute[]>> = {
  ipv4: [
    { prefix: '10.128.0.0/16', med: 10 },
    { prefix: '10.129.0.0/24', med: 4_294_967_295, communities: ['64496:1', '64497:65535'] },
    { prefix: '10.130.1.1/32', med: 20, largeCommunities: ['4200000002:1:4294967295'] },
    { prefix: '10.131.0.0/20', med: 30, communities: ['64496:2'], largeCommunities: ['4200000002:2:0'] },
  ],
  ipv6: [
    { prefix: '2001:db8:128::/48', med: 10 },
    { prefix: '2001:db8:129::/64', med: 4_294_967_295, communities: ['64496:1', '64497:65535'] },
    { prefix: '2001:db8:130::1/128', med: 20, largeCommunities: ['4200000002:1:4294967295'] },
    { prefix: '2a10:131::/32', med: 30, communities: ['64496:2'], largeCommunities: ['4200000002:2:0'] },
  ],
};

function sample(family: FamilyName): readonly TableRoute[] {
  return sampleRoutes(family, {
    senderAs: OUR_AS,
    nextHop: family === 'ipv4' ? OUR.address : OUR.address6,
    count: 100,
  });
}

async function bothEstablished(daemon: Daemon, ours: Ours, peer: string): Promise<void> {
  await ours.established(ESTABLISHED_MS);
  await until(
    'the daemon is Established',
    async () => (await daemon.state(peer)) === 'Established',
    EXCHANGE_MS,
    () => daemon.log(),
  );
}

/** Waits until the daemon has as many routes as it should, then compares them. */
async function expectTable(
  kind: DaemonKind,
  daemon: Daemon,
  family: FamilyName,
  routes: readonly TableRoute[],
): Promise<void> {
  const hidden = Object.keys(kind.hides) as Field[];
  const expected = await tableLines(routes.map(kind.shown ?? ((route) => route)), hidden);
  let difference: readonly string[] = [];
  await until(
    `${kind.name} has our ${family} routes`,
    async () => {
      difference = tableDifference(expected, await tableLines(daemon.routes(family), hidden));
      return difference.length === 0;
    },
    EXCHANGE_MS,
    () => difference.slice(0, 10).join('\n'),
  );
}

/** As the daemon's own routes must arrive here: its AS alone in the path, its address as next hop. */
async function expectOurs(ours: Ours, family: FamilyName, routes: readonly LocalRoute[]): Promise<void> {
  const expected = await tableLines(
    routes.map((route) => ({
      ...route,
      nextHop: family === 'ipv4' ? THEIR.address : THEIR.address6,
      origin: 'igp' as const,
      asPath: String(THEIR_AS),
    })),
  );
  let difference: readonly string[] = [];
  await until(
    `we have the ${family} routes of the daemon`,
    async () => {
      const held = [...ours.in.routes(FAMILY_NUMBERS[family])].map(tableRoute);
      difference = tableDifference(expected, await tableLines(held));
      return difference.length === 0;
    },
    EXCHANGE_MS,
    () => difference.join('\n'),
  );
}

/** How the first session, or attempt at one, ended, for people. */
function closeWords(ours: Ours): Promise<string> {
  return until('a session ends', () => ours.closed[0], ESTABLISHED_MS);
}
