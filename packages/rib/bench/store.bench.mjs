// The route store and the Adj-RIBs at a million routes, each beside a `Map` of objects or a bare loop in the same run.
// Run with `node --expose-gc packages/rib/bench/store.bench.mjs [routes]` after a build.
import { createContext, Family, NO_PATH_ID, UpdateView } from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { median, processorMs, report, seconds } from '../../../examples/bench/report.mjs';
import { makeTable } from './table.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const RUNS = 5;
const { IPV4_UNICAST } = Family;
const table = makeTable(COUNT);
const { nlri, sets, setOf, nextHop } = table;
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
const perSecond = (action, count = COUNT) => median(RUNS, () => count / seconds(action()) / 1e6);

/** Announces the whole table, set by set; `shift` gives every route another set. */
function fill(out, shift = 0) {
  for (let i = 0; i < COUNT; i++) {
    out.announceEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[(setOf[i] + shift) % sets.length], nextHop);
  }
}

/** Announces the whole table in no order. */
function fillScattered(out) {
  for (const i of scattered) {
    out.announceEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[setOf[i]], nextHop);
  }
}

function filled() {
  const store = new RouteStore();
  const out = new AdjRibOut(store);
  fill(out);
  return { store, out };
}

const hex = (value, digits) => value.toString(16).padStart(digits, '0');
const network = (i) => (nlri[4 * i + 1] << 16) | (nlri[4 * i + 2] << 8) | nlri[4 * i + 3];
const indexes = Array.from({ length: COUNT }, (_, i) => `010118${hex(network(i), 6)}00`);

/** The store as one would write it first. */
function fillMap(map) {
  for (let i = 0; i < COUNT; i++)
    map.set(indexes[i], { prefix: network(i), bits: 24, attributes: sets[setOf[i]], nextHop });
}

const used = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

function memory() {
  const before = used();
  const map = new Map();
  fillMap(map);
  const naive = (used() - before) / map.size;
  map.clear();
  const base = used();
  const { store, out } = filled();
  const one = used() - base;
  line({
    name: 'store, 1 route',
    measured: store.byteLength / COUNT,
    unit: 'octets',
    goal: 30,
    better: 'less',
    floor: { name: 'Map of objects', measured: naive },
  });
  const neighbours = Array.from({ length: 9 }, () => new AdjRibOut(store));
  for (const neighbour of neighbours) for (const route of out.routes()) neighbour.announce(route);
  const ten = used() - base;
  line({ name: 'store and one Adj-RIB-Out, from the system', measured: one / COUNT, unit: 'octets/route' });
  line({
    name: 'ten neighbours that hold all of it',
    measured: ten / 2 ** 20,
    unit: 'MiB',
    goal: (45e6 / 2 ** 20) * (COUNT / 1e6),
    better: 'less',
  });
}

function speed() {
  const loop = perSecond(() => {
    const words = new Int32Array(5 * COUNT);
    return () => {
      for (let i = 0; i < COUNT; i++) for (let word = 0; word < 5; word++) words[5 * i + word] = network(i) + word;
    };
  });
  const mapInsert = perSecond(() => () => fillMap(new Map()));
  line({
    name: 'insert',
    measured: perSecond(() => () => filled()),
    unit: 'M/s',
    goal: 2.5,
    floor: { name: `bare loop ${loop.toFixed(0)}, Map`, measured: mapInsert },
  });
  line({
    name: 'insert, in no order',
    measured: perSecond(() => () => fillScattered(new AdjRibOut(new RouteStore()))),
    unit: 'M/s',
  });
  const { store, out } = filled();
  const holder = store.createHolder();
  for (const route of out.routes()) holder.set(route);
  const mapShare = perSecond(() => {
    const first = new Map();
    fillMap(first);
    return () => new Map(first);
  });
  line({
    name: 'share with one more holder',
    unit: 'M/s',
    goal: 8,
    floor: { name: 'copy of the Map', measured: mapShare },
    measured: perSecond(() => {
      const more = store.createHolder();
      return () => more.share(holder);
    }),
  });
  line({
    name: 'the same, a Route announced each',
    unit: 'M/s',
    measured: perSecond(() => {
      const more = new AdjRibOut(store);
      return () => {
        for (const route of out.routes()) more.announce(route);
      };
    }),
  });
  const map = new Map();
  fillMap(map);
  const mapLookUp = perSecond(() => () => {
    for (let i = 0; i < COUNT; i++) if (!map.get(indexes[i])) throw new Error(indexes[i]);
  });
  line({
    name: 'look up by index',
    unit: 'M/s',
    goal: 6,
    floor: { name: 'Map', measured: mapLookUp },
    measured: perSecond(() => () => {
      for (let i = 0; i < COUNT; i++) if (!out.get(indexes[i])) throw new Error(indexes[i]);
    }),
  });
  line({
    name: 'look up by index, in no order',
    unit: 'M/s',
    measured: perSecond(() => () => {
      for (const i of scattered) if (!out.get(indexes[i])) throw new Error(indexes[i]);
    }),
  });
  let shift = 0;
  line({ name: 'replace', measured: perSecond(() => () => fill(out, ++shift)), unit: 'M/s', goal: 1.5 });
  line({
    name: 'withdraw',
    unit: 'M/s',
    goal: 1.5,
    measured: perSecond(() => {
      const one = filled();
      return () => {
        for (let i = 0; i < COUNT; i++) one.out.withdrawEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID);
      };
    }),
  });
}

/** The longest time that a hundred insertions, or one chunk, take away from everything else. */
function slices() {
  globalThis.gc?.();
  let longest = 0;
  let start = processorMs();
  const store = new RouteStore();
  const out = new AdjRibOut(store);
  for (let i = 0; i < COUNT; i++) {
    out.announceEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[setOf[i]], nextHop);
    if (i % 100 !== 99) continue;
    const now = processorMs();
    longest = Math.max(longest, now - start);
    start = now;
  }
  line({ name: 'longest slice of 100 insertions', measured: longest, unit: 'ms', goal: 10, better: 'less' });
  longest = 0;
  start = processorMs();
  const source = out.open(session);
  longest = processorMs() - start;
  line({ name: 'opening a session', measured: longest, unit: 'ms', goal: 10, better: 'less' });
  longest = 0;
  for (;;) {
    start = processorMs();
    const chunk = source.next(65536);
    longest = Math.max(longest, processorMs() - start);
    if (!chunk) break;
    source.accepted(chunk);
  }
  line({ name: 'longest slice of packing', measured: longest, unit: 'ms', goal: 10, better: 'less' });
}

function ends() {
  const { out } = filled();
  let chunks = [];
  line({
    name: 'Adj-RIB-Out to chunks',
    unit: 'M routes/s',
    measured: perSecond(() => () => {
      chunks = [];
      const source = out.open(session);
      for (let chunk = source.next(65536); chunk; chunk = source.next(65536)) {
        chunks.push(chunk);
        source.accepted(chunk);
      }
      source.close();
    }),
  });
  const octets = chunks.reduce((sum, { length }) => sum + length, 0);
  line({ name: 'octets a route on the wire', measured: octets / COUNT, unit: 'octets' });
  line({
    name: 'chunks to Adj-RIB-In, walk and store',
    unit: 'M routes/s',
    measured: perSecond(() => () => {
      const sink = new AdjRibIn(new RouteStore());
      const view = new UpdateView(chunks[0].subarray(0, (chunks[0][16] << 8) | chunks[0][17]), context);
      for (const chunk of chunks) {
        for (let at = 0; at < chunk.length; ) {
          const length = (chunk[at + 16] << 8) | chunk[at + 17];
          sink.update(view.reset(chunk.subarray(at, at + length), context));
          at += length;
        }
      }
      if (sink.size() !== COUNT) throw new Error(`${sink.size()} routes came`);
    }),
  });
}

console.log(
  `${COUNT} routes, ${sets.length} attribute sets, medians of ${RUNS} runs in processor time, Node ${process.version}`,
);
memory();
speed();
slices();
ends();
const missed = passed.filter((one) => !one).length;
console.log(missed === 0 ? 'every goal is met' : `${missed} of ${passed.length} lines miss their goal`);
