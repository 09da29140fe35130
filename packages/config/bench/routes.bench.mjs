// The routes of a configuration: a million of them for ten neighbours, in memory and in time. Run with
// `node --expose-gc packages/config/bench/routes.bench.mjs [routes]` after a build.
import { Configuration, parseRouteText } from '@mesh/config';
import { AdjRibOut, RouteStore } from '@mesh/rib';
import { median, report, seconds } from '../../../examples/bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const NEIGHBORS = 10;
/** Memory is measured with all of them, time with as many as are soon done. */
const FEW = Math.ceil(COUNT / 20);
const RUNS = 3;
const MIB = 2 ** 20;
const passed = [];
const line = (row) => passed.push(report(row));

const network = (i) => `${1 + (i >>> 16)}.${(i >>> 8) & 255}.${i & 255}.0/24`;
/** Ten routes an attribute set, as in a table of the Internet. */
const SETS = Array.from(
  { length: Math.ceil(COUNT / 10) },
  (_, i) =>
    parseRouteText(
      `route 0.0.0.0/0 next-hop self as-path [ 65001 ${65002 + (i % 500)} ${i + 1} ] community [ 65001:${i % 60000} ]`,
    )[0].attributes,
);

/** A route at a time: a program reads them from somewhere and keeps none. */
function* routes(count, shift = 0) {
  for (let i = 0; i < count; i++) {
    yield {
      nlri: { family: 0x000101, prefix: network(i) },
      nextHop: 'self',
      attributes: SETS[(Math.floor(i / 10) + shift) % SETS.length],
    };
  }
}

const empty = () =>
  Configuration.fromSettings({
    neighbors: Array.from({ length: NEIGHBORS }, (_, i) => ({
      session: { peerAddress: `192.0.2.${i + 1}`, localAddress: '192.0.2.254', localAs: 65001, peerAs: 65002 },
      families: 'ipv4 unicast',
    })),
  });

function filled(count) {
  const configuration = empty();
  configuration.addRoutes(routes(count));
  return configuration;
}

const used = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / MIB;
};

function memory() {
  const before = used();
  const maps = Array.from({ length: NEIGHBORS }, () => new Map());
  for (const route of routes(COUNT)) for (const map of maps) map.set(route.nlri.prefix, route);
  const naive = used() - before;
  for (const map of maps) map.clear();
  const base = used();
  const configuration = filled(COUNT);
  line({
    name: `${NEIGHBORS} neighbours that have all routes`,
    measured: used() - base,
    unit: 'MiB',
    goal: (191e6 / MIB) * (COUNT / 1e6),
    better: 'less',
    floor: { name: 'a Map of texts a neighbour', measured: naive },
  });
  const outs = configuration.neighbors.map((neighbor) => {
    const out = new AdjRibOut(configuration.store);
    for (const route of configuration.routesOf(neighbor).standing()) out.announce(route);
    return out;
  });
  line({
    name: `the same with ${outs.length} Adj-RIBs-Out`,
    measured: used() - base,
    unit: 'MiB',
    goal: (191e6 / MIB) * (COUNT / 1e6),
    better: 'less',
  });
}

function speed() {
  const rate = (action) => median(RUNS, () => FEW / seconds(action()) / 1e3);
  line({ name: 'add to ten neighbours', measured: rate(() => () => filled(FEW)), unit: 'k routes/s' });
  const configuration = filled(FEW);
  const [neighbor] = configuration.neighbors;
  let shift = 0;
  line({
    name: 'replace in ten neighbours',
    measured: rate(() => {
      shift++;
      return () => configuration.addRoutes(routes(FEW, shift));
    }),
    unit: 'k routes/s',
  });
  const indexes = Array.from(configuration.routesOf(neighbor).standing(), ({ index }) => index);
  line({
    name: 'find by index, as text has it',
    measured: rate(() => () => {
      for (const index of indexes) configuration.getRoute(neighbor, index);
    }),
    unit: 'k routes/s',
  });
  line({
    name: 'read all of a neighbour, in order',
    measured: rate(() => () => {
      for (const _route of configuration.routesOf(neighbor));
    }),
    unit: 'k routes/s',
  });
  line({
    name: 'move to the store of a speaker',
    measured: rate(() => () => configuration.shareStore(new RouteStore({ seed: ++shift }))),
    unit: 'k routes/s',
  });
}

memory();
speed();
process.exitCode = passed.every(Boolean) ? 0 : 1;
