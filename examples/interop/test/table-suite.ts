import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { until } from '@mesh-examples/lib/daemon';
import { describe, expect, it } from 'vitest';
import { type RealTable, table2002, table2010 } from '../lab/corpus.js';
import type { Daemon, DaemonKind } from '../lab/daemon.js';
import { MeshCommand } from '../lab/mesh-command.js';
import { defined, type Field, normalAsPath, type TableRoute, tableDifference, tableLines } from '../lab/route.js';

/*
 * Real tables through the command-line tool, prefix by prefix and with every attribute, against what bgpdump reads in
 * the same files. Differences that must be are listed with the tables, with their reasons and how many they are; the
 * daemons are set up to take what they would otherwise refuse.
 */

const INJECTOR = { address: '10.99.0.7', as: 4_200_000_007 };
const COLLECTOR = { address: '10.99.0.8', as: 4_200_000_008 };
const THEIR = { address: '10.99.0.2', address6: 'fd99::2', as: 4_200_000_002, routerId: '10.99.0.2', holdTime: 180 };
const LOAD_MS = 120_000;
const TEST_MS = 240_000;

export function describeTables(kind: DaemonKind): void {
  describe(`${kind.name} > tables`, () => {
    for (const table of [table2010(), table2002()]) {
      const prefixes = table.size.toLocaleString('en');
      it(`${table.title}, all ${prefixes} prefixes equal in its table`, () => expectInjected(kind, table), TEST_MS);
    }
  });
}

function expectInjected(kind: DaemonKind, table: RealTable): Promise<void> {
  return withDaemon(kind, async (daemon) => {
    await using injector = inject(table);
    await loaded(daemon, injector, table);
    const hidden = Object.keys(kind.hides) as Field[];
    const shown = (route: TableRoute) => withoutZeroMed(kind.shown?.(route) ?? route);
    const expected = await tableLines(mapped(arriving(table), shown), hidden);
    expect(expected.size).toBe(table.size);
    expectEqual(expected, await tableLines(mapped(daemon.routes('ipv4'), withoutZeroMed), hidden));
  });
}

/** Into the daemon with `mesh inject`, out of it with `mesh collect`. */
export function describeRoundTrip(kind: DaemonKind): void {
  const table = table2010();
  describe(`${kind.name} > round trip`, () => {
    it(`${table.title} into it and out of it, both ends agree`, () => expectRoundTrip(kind, table), TEST_MS);
  });
}

function expectRoundTrip(kind: DaemonKind, table: RealTable): Promise<void> {
  return withDaemon(kind, async (daemon) => {
    await using injector = inject(table);
    await loaded(daemon, injector, table);
    await using collector = collect();
    await collector.finished(LOAD_MS);
    const expected = await tableLines(mapped(arriving(table), passedOn));
    expectEqual(expected, await tableLines(collected(collector.output)));
  });
}

/** The routes of a table as they must arrive; each rule must change as many as it says. */
async function* arriving({ expected, differences }: RealTable): AsyncGenerator<TableRoute> {
  const changed = differences.map(() => 0);
  for await (let route of expected()) {
    for (const [i, { apply }] of differences.entries()) {
      const other = apply(route);
      if (other === undefined) continue;
      changed[i]! += 1;
      route = other;
    }
    yield route;
  }
  expect(changed).toEqual(differences.map(({ routes }) => routes));
}

async function withDaemon(kind: DaemonKind, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  const peers = [INJECTOR, COLLECTOR].map((peer) => ({ ...peer, dials: false }));
  const daemon = await kind.start({ ...THEIR, peers });
  try {
    await use(daemon);
  } finally {
    await daemon.stop();
  }
}

function inject(table: RealTable): MeshCommand & AsyncDisposable {
  return stopped(new MeshCommand('inject', ...table.source, ...session(INJECTOR), '--hold'));
}

function collect(): MeshCommand & AsyncDisposable {
  return stopped(new MeshCommand('collect', ...session(COLLECTOR), '--until-eor', '--json'));
}

function session(local: { readonly address: string; readonly as: number }): readonly string[] {
  return [
    ...['--peer', THEIR.address, '--peer-as', String(THEIR.as)],
    ...['--local-address', local.address, '--local-as', String(local.as), '--hold-time', String(THEIR.holdTime)],
  ];
}

function stopped(command: MeshCommand): MeshCommand & AsyncDisposable {
  return Object.assign(command, { [Symbol.asyncDispose]: () => command.stop() });
}

async function loaded(daemon: Daemon, injector: MeshCommand, table: RealTable): Promise<void> {
  let count = 0;
  await until(
    `the daemon has ${table.title}`,
    async () => {
      injector.expectRunning();
      count = await daemon.count('ipv4');
      return count >= table.size;
    },
    LOAD_MS,
    () => `it has ${count} of ${table.size}. ${injector.said}`,
  );
}

/** bgpdump prints 0 for an absent MED, and so does OpenBGPD: 0 counts as absent on both sides. */
function withoutZeroMed(route: TableRoute): TableRoute {
  const { med, ...rest } = route;
  return med === 0 || med === undefined ? rest : route;
}

/** What an external peer passes on: its AS before the path, itself as next hop, no MED (RFC 4271 §5.1). */
function passedOn({ med: _, ...route }: TableRoute): TableRoute {
  return { ...route, nextHop: THEIR.address, asPath: `${THEIR.as} ${route.asPath}` };
}

/** The routes of `mesh collect --json`. */
async function* collected(file: string): AsyncGenerator<TableRoute> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const route: TableRoute = JSON.parse(line);
    yield {
      ...route,
      ...defined({ aggregator: route.aggregator?.replace(':', ' ') }),
      asPath: normalAsPath(route.asPath),
    };
  }
}

async function* mapped(
  routes: AsyncIterable<TableRoute>,
  map: (route: TableRoute) => TableRoute,
): AsyncGenerator<TableRoute> {
  for await (const route of routes) yield map(route);
}

function expectEqual(expected: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>): void {
  const difference = tableDifference(expected, actual);
  expect(`${difference.length} differences`, difference.slice(0, 10).join('\n')).toBe('0 differences');
}
