import { until } from '@mesh-examples/lib/daemon';
import type { Daemon, DaemonKind, LocalRoute } from '../lab/daemon.js';
import type { Ours } from '../lab/ours.js';
import { type FamilyName, type Field, type TableRoute, tableDifference, tableLines } from '../lab/route.js';
import { tableRoute } from '../lab/table-route.js';
import { ESTABLISHED_MS, EXCHANGE_MS, FAMILY_NUMBERS, THEIR, THEIR_AS } from './scenario.js';

/* What is waited for with a daemon at the other end, each with a deadline and with what was there instead. */

export async function bothEstablished(daemon: Daemon, ours: Ours, peer: string): Promise<void> {
  await ours.established(ESTABLISHED_MS);
  await theirEstablished(daemon, peer);
}

export async function theirEstablished(daemon: Daemon, peer: string): Promise<void> {
  await until(
    'the daemon is Established',
    async () => (await daemon.state(peer)) === 'Established',
    EXCHANGE_MS,
    () => daemon.log(),
  );
}

/** Waits until the daemon has as many routes as it should, then compares them. */
export async function expectTable(
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
export async function expectOurs(ours: Ours, family: FamilyName, routes: readonly LocalRoute[]): Promise<void> {
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
export function closeWords(ours: Ours): Promise<string> {
  return until('a session ends', () => ours.closed[0], ESTABLISHED_MS);
}
