// What it costs to send a million routes to ten neighbours instead of one, with nine that keep pace and one that does not,
// and how long a single step takes. Run with `node --expose-gc packages/rib/bench/update-groups.bench.mjs [routes]`.
import { createContext, Family, NO_PATH_ID } from '@mesh/bgp-wire';
import { AdjRibOut, RouteStore, UpdateGroup } from '@mesh/rib';
import { median, report, seconds } from '../../../examples/bench/report.mjs';
import { makeTable } from './table.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const RUNS = 5;
const NEIGHBOURS = 10;
const CHUNK = 65536;
/** The slow neighbour takes one chunk where the others take so many. */
const SLOW = 8;
const { IPV4_UNICAST } = Family;
const { nlri, sets, setOf, nextHop } = makeTable(COUNT);
/** The routes in no order, as a table dump by prefix has them: those of a set far apart. */
const scattered = Uint32Array.from({ length: COUNT }, (_, i) => (i * 7_368_787) % COUNT);
const context = createContext({ families: [IPV4_UNICAST] });
const session = {
  localAs: 65001,
  peerAs: 65002,
  internal: false,
  localAddress: '192.0.2.254',
  families: [IPV4_UNICAST],
  rx: context,
  tx: context,
};
const passed = [];
const line = (row) => passed.push(report(row));

function fill(out, shift = 0) {
  for (const i of scattered) {
    out.announceEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[(setOf[i] + shift) % sets.length], nextHop);
  }
  return out;
}

/** Takes chunks by turns until nobody has any, the first neighbour one for every few of the others. Octets by neighbour. */
function pull(sources, slow = 1) {
  const octets = sources.map(() => 0);
  for (let turn = 0, busy = true; busy; turn++) {
    busy = false;
    for (let i = 0; i < sources.length; i++) {
      if (i === 0 && turn % slow !== 0) {
        busy = true;
        continue;
      }
      const chunk = sources[i].next(CHUNK);
      if (!chunk) continue;
      busy = true;
      octets[i] += chunk.length;
      sources[i].accepted(chunk);
    }
  }
  return octets;
}

/** Opens as many sessions, with a call that closes them. */
function sessions(outs) {
  const sources = outs.map((out) => out.open(session));
  const close = () => {
    for (const source of sources) source.close();
  };
  return { sources, close };
}

const ofGroup = (group) => sessions(Array.from({ length: NEIGHBOURS }, () => group));

/** Seconds for one run of sending everything through the sessions that `open` opens. */
function sending(open, slow) {
  return median(RUNS, () => {
    const { sources, close } = open();
    const time = seconds(() => {
      for (const octets of pull(sources, slow)) if (octets < 4 * COUNT) throw new Error(`${octets} octets were sent`);
    });
    close();
    return time;
  });
}

function tenOfOne() {
  const store = new RouteStore();
  const out = fill(new AdjRibOut(store));
  const group = new UpdateGroup(store);
  for (const route of out.routes()) group.announce(route);
  const one = sending(() => sessions([out]));
  line({ name: 'one neighbour', measured: one, unit: 's' });
  const apart = Array.from({ length: NEIGHBOURS }, () => new AdjRibOut(store));
  for (const other of apart) for (const route of out.routes()) other.announce(route);
  const floor = sending(() => sessions(apart));
  for (const other of apart) other.clear();
  const ten = sending(() => ofGroup(group));
  line({
    name: `${NEIGHBOURS} neighbours that keep pace, of the time of one`,
    measured: ten / one,
    unit: 'times',
    goal: 1.5,
    better: 'less',
    floor: { name: 'each on its own', measured: floor / one },
  });
  const lagging = sending(() => ofGroup(group), SLOW);
  line({
    name: `one of them takes a chunk of ${SLOW}, of the time of one`,
    measured: lagging / one,
    unit: 'times',
    goal: 2.5,
    better: 'less',
  });
  line({
    name: 'a neighbour more, a route',
    measured: ((ten - one) / (NEIGHBOURS - 1) / COUNT) * 1e9,
    unit: 'ns',
  });
}

const used = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** The most that is in use beyond the store while ten neighbours are sent the table, and afterwards. */
function memory() {
  const store = new RouteStore();
  const group = fill(new UpdateGroup(store));
  const base = used();
  const { sources, close } = ofGroup(group);
  let most = 0;
  for (let turn = 0, busy = true; busy; turn++) {
    busy = false;
    for (let i = 0; i < sources.length; i++) {
      if (i === 0 && turn % SLOW !== 0) continue;
      const chunk = sources[i].next(CHUNK);
      if (!chunk) continue;
      busy = true;
      sources[i].accepted(chunk);
    }
    if (turn % 20 === 0) most = Math.max(most, used() - base);
  }
  pull(sources);
  const settled = used() - base;
  line({ name: 'beyond store and routes, while sending', measured: most / 2 ** 20, unit: 'MiB' });
  line({ name: 'beyond store and routes, when all is sent', measured: settled / 2 ** 20, unit: 'MiB' });
  line({
    name: `store and ${NEIGHBOURS} neighbours that have all of it`,
    measured: (store.byteLength + settled + COUNT / 8) / 2 ** 20,
    unit: 'MiB',
    goal: (45e6 / 2 ** 20) * (COUNT / 1e6),
    better: 'less',
  });
  close();
}

/** Takes sessions through all that takes long; `timed(name, action)` times a step. */
function walkThrough(timed) {
  const group = fill(new UpdateGroup(new RouteStore()));
  const drain = (name, source) => {
    for (;;) {
      const chunk = timed(name, () => source.next(CHUNK));
      if (!chunk) return;
      source.accepted(chunk);
    }
  };
  const first = timed('opening a session', () => group.open(session));
  drain('packing', first);
  const late = timed('opening a session', () => group.open(session));
  drain('packing for one that came late', late);
  timed('refresh', () => first.refresh(IPV4_UNICAST));
  drain('refresh', first);
  fill(group, 1);
  drain('replacing', first);
  timed('filter', () => {
    const permit = { action: 'add', match: 'permit', sequence: 1, minLength: 0, maxLength: 32, prefix: '0.0.0.0/1' };
    first.filter(IPV4_UNICAST, [{ type: 64, entries: [permit] }]);
    first.refresh(IPV4_UNICAST);
  });
  drain('filter', first);
  drain('replacing', late);
  first.close();
  timed('clear', () => group.clear());
  drain('withdrawing all', late);
  timed('closing a session', () => late.close());
}

/**
 * The longest time that one step takes from everything else. The steps are the same in every run, so that the shortest
 * time of each leaves out what other processes, and collections of garbage, took there.
 */
function slices() {
  const steps = new Map();
  for (let run = 0; run < RUNS; run++) {
    const counts = new Map();
    globalThis.gc?.();
    walkThrough((name, action) => {
      const at = counts.get(name) ?? 0;
      counts.set(name, at + 1);
      const times = steps.get(name) ?? [];
      steps.set(name, times);
      const start = performance.now();
      const result = action();
      times[at] = Math.min(times[at] ?? Number.POSITIVE_INFINITY, performance.now() - start);
      return result;
    });
  }
  for (const [name, times] of steps) {
    line({ name: `longest slice: ${name}`, measured: Math.max(...times), unit: 'ms', goal: 10, better: 'less' });
  }
}

console.log(
  `${COUNT} routes in no order, ${sets.length} attribute sets, medians of ${RUNS} runs, Node ${process.version}`,
);
tenOfOne();
memory();
slices();
const missed = passed.filter((one) => !one).length;
console.log(missed === 0 ? 'every goal is met' : `${missed} of ${passed.length} lines miss their goal`);
