import type { LocRib } from '@mesh/rib';
import { until } from '@mesh-examples/lib/daemon';
import { expect } from 'vitest';
import { bird } from '../lab/bird.js';
import type { Daemon, DaemonKind, LocalRoute } from '../lab/daemon.js';
import { frr } from '../lab/frr.js';
import { gobgp } from '../lab/gobgp.js';
import { Hub } from '../lab/hub.js';
import { type FamilyName, type Field, type TableRoute, tableDifference, tableLines } from '../lab/route.js';
import { tableRoute } from '../lab/table-route.js';
import { theirEstablished } from './expectations.js';
import { ESTABLISHED_MS, EXCHANGE_MS, FAMILIES, FAMILY_NUMBERS, OUR } from './scenario.js';

/* BIRD, FRR and GoBGP around a speaker of ours, which tells each what it has of the others. */

/** A daemon at the hub. */
export interface Spoke {
  readonly kind: DaemonKind;
  readonly address: string;
  readonly as: number;
  readonly daemon: Daemon;
}

export interface Around {
  readonly hub: Hub;
  readonly spokes: readonly Spoke[];
  stop(): Promise<void>;
}

export interface AroundOptions {
  readonly kind: 'client' | 'route-server-client';
  /** The AS of each daemon. */
  readonly as: (number: number) => number;
  readonly hubAs: number;
}

const KINDS: readonly DaemonKind[] = [bird, frr, gobgp];
const HOSTS: readonly number[] = [2, 11, 12];

/** All of them, with every session Established. */
export async function startAround({ kind, as, hubAs }: AroundOptions): Promise<Around> {
  const spokes: Spoke[] = [];
  let hub: Hub | undefined;
  const stop = async () => {
    await hub?.close();
    for (const { daemon } of spokes) await daemon.stop();
  };
  try {
    for (const [number, daemonKind] of KINDS.entries()) {
      const address = `10.99.0.${HOSTS[number]}`;
      const daemon = await daemonKind.start({
        address,
        address6: `fd99::${HOSTS[number]}`,
        as: as(number),
        routerId: address,
        holdTime: 90,
        peers: [{ address: OUR.address, as: hubAs, dials: false, routeServer: kind === 'route-server-client' }],
      });
      spokes.push({ kind: daemonKind, address, as: as(number), daemon });
    }
    hub = new Hub({
      local: { address: OUR.address, as: hubAs },
      peers: spokes.map(({ kind: { name }, address, as: asn }) => ({ address, as: asn, rib: { name, kind } })),
    });
    await hub.established(ESTABLISHED_MS);
    for (const { daemon } of spokes) await theirEstablished(daemon, OUR.address);
  } catch (error) {
    await stop();
    throw error;
  }
  return { hub, spokes, stop };
}

/** The prefixes that all daemons announce. */
export const CONTESTED = { byMed: '10.200.0.0/16', byIdentifier: '10.201.0.0/16', byMed6: '2001:db8:200::/48' };

/** What the daemon of a number announces: two prefixes of its own, and some that the others announce as well. */
export function routesOf(number: number): readonly LocalRoute[] {
  const med = [30, 10, 20][number]!;
  return [
    { prefix: `10.${100 + number}.0.0/16`, med: 5, communities: [`64496:${number}`] },
    { prefix: `2001:db8:10${number}::/48`, med: 6, largeCommunities: [`64496:${number}:1`] },
    { prefix: CONTESTED.byMed, med, communities: [`64497:${number}`] },
    { prefix: CONTESTED.byIdentifier, med: 7, communities: [`64498:${number}`] },
    { prefix: CONTESTED.byMed6, med },
  ];
}

/** Waits until every daemon has, of all that it did not announce alone, what `expected` says, and nothing else. */
export async function expectTables(
  { spokes }: Around,
  expected: (spoke: Spoke, family: FamilyName) => readonly TableRoute[],
): Promise<void> {
  for (const spoke of spokes) {
    const { kind, daemon } = spoke;
    for (const family of FAMILIES) {
      // What stays within the AS is not shown by all.
      const hidden: readonly Field[] = [...(Object.keys(kind.hides) as Field[]), 'localPref'];
      let difference: readonly string[] = [];
      await until(
        `${kind.name} has the ${family} routes`,
        async () => {
          const lines = await tableLines(expected(spoke, family).map(kind.shown ?? ((route) => route)), hidden);
          difference = tableDifference(lines, await tableLines(daemon.routes(family), hidden));
          return difference.length === 0;
        },
        EXCHANGE_MS,
        () => difference.join('\n'),
      );
      expect(difference).toEqual([]);
    }
  }
}

/** Waits until the hub has, of every daemon, what it announces. FRR tells a route server more: what it heard from it. */
export async function heard({ hub, spokes }: Around): Promise<void> {
  const missing = () =>
    spokes.flatMap(({ kind: { name } }, number) =>
      routesOf(number).flatMap(({ prefix }) => (hub.rib.peer(name)?.in.get({ prefix }) ? [] : [`${name} ${prefix}`])),
    );
  await until(
    'the hub has all routes',
    () => missing().length === 0,
    EXCHANGE_MS,
    () => missing().join(', '),
  );
}

/** The names of those who announce a destination, the best one first, as `explain` has them. */
export function preference(rib: LocRib, prefix: string): readonly (string | undefined)[] {
  return rib.explain({ prefix }).candidates.map(({ peer }) => peer);
}

/** What decided for the best path of a destination against each of the others, as `explain` has it. */
export function deciding(rib: LocRib, prefix: string): readonly (string | undefined)[] {
  const explanation = rib.explain({ prefix });
  return explanation.candidates.slice(1).map((_, i) => explanation.between(0, i + 1)?.row);
}

/**
 * What `explain` says that a daemon has: of each destination the best path, where it is not the daemon's own. Of a route
 * server it is the first one that is neither its own nor has its AS in it, which the daemon takes for a loop.
 */
export function explainedFor(
  rib: LocRib,
  spoke: Spoke,
  family: FamilyName,
  from: 'reflector' | 'server',
): TableRoute[] {
  const { name } = spoke.kind;
  return [...rib.routes(FAMILY_NUMBERS[family])].flatMap(({ prefix }) => {
    const { candidates } = rib.explain({ prefix });
    const routes = new Map(rib.paths({ prefix }).map(({ peer, route }) => [peer, tableRoute(route)]));
    const paths = candidates.map(({ peer }) => ({ peer, route: routes.get(peer)! }));
    const isTheirs = ({ peer, route }: (typeof paths)[number]) =>
      peer === name || (from === 'server' && route.asPath.split(' ').includes(String(spoke.as)));
    const path = from === 'reflector' ? paths[0] : paths.find((one) => !isTheirs(one));
    return path === undefined || isTheirs(path) ? [] : [path.route];
  });
}
