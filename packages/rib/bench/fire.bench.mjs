// A million routes prepared for four peers and fired, beside announcing them anew in the same run.
// Run with `node --expose-gc packages/rib/bench/fire.bench.mjs [routes]` after a build.
import { createContext, Family, NO_PATH_ID } from '@mesh/bgp-wire';
import { AdjRibOut, RouteAnnouncer, RouteStore } from '@mesh/rib';
import { median, report } from '../../../examples/bench/report.mjs';
import { makeTable } from './table.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const PEERS = 4;
const RUNS = 5;
const { IPV4_UNICAST } = Family;
const { nlri, sets, setOf, nextHop } = makeTable(COUNT);
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
const clock = {
  now: () => performance.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
  defer: (fn) => void setImmediate(fn),
};

function* routes() {
  for (let i = 0; i < COUNT; i++) {
    yield {
      family: IPV4_UNICAST,
      nlri: nlri.subarray(4 * i, 4 * i + 4),
      pathId: NO_PATH_ID,
      attributes: sets[setOf[i]],
      nextHop,
    };
  }
}

/** A store and peers whose sessions have been told everything and wait to be woken. */
function idlePeers() {
  const store = new RouteStore();
  const announcer = new RouteAnnouncer(store, { clock });
  const peers = Array.from({ length: PEERS }, (_, i) => {
    const out = new AdjRibOut(store);
    announcer.add(`peer ${i}`, { adjRibOut: out });
    const source = out.open(session);
    const peer = { out, source, first: undefined };
    source.onReady(() => {
      peer.first ??= source.next(65536);
    });
    drain(source);
    return peer;
  });
  return { announcer, peers };
}

function drain(source) {
  let octets = 0;
  for (let chunk = source.next(65536); chunk; chunk = source.next(65536)) {
    octets += chunk.length;
    source.accepted(chunk);
  }
  return octets;
}

const ms = (action) => {
  const start = performance.now();
  action();
  return performance.now() - start;
};

const results = { prepare: [], fire: [], drain: [], octets: 0 };
/** Fires where a key has got a second route since the table was prepared, so that all of its keys are looked at again. */
const paired = [];
for (let run = 0; run <= 2 * RUNS + 1; run++) {
  const { announcer, peers } = idlePeers();
  globalThis.gc?.();
  const start = performance.now();
  const table = await announcer.prepare(routes());
  results.prepare.push(performance.now() - start);
  globalThis.gc?.();
  if (run % 2 === 1) {
    const one = { family: IPV4_UNICAST, nlri: new Uint8Array([8, 250]), pathId: NO_PATH_ID, nextHop };
    for (const attributes of sets.slice(0, 2)) announcer.announce({ ...one, attributes });
    for (const peer of peers) peer.first = undefined;
  }
  (run % 2 === 0 ? results.fire : paired).push(ms(() => table.fire()));
  if (run % 2 === 1) continue;
  if (peers.some(({ first, out }) => first === undefined || out.size !== COUNT)) throw new Error('nothing was fired');
  results.drain.push(
    ms(() => {
      results.octets = 0;
      for (const { source, first } of peers) {
        source.accepted(first);
        results.octets += first.length + drain(source);
      }
    }),
  );
}
/** The median without the first run, which warms up. */
const middle = (list) => list.slice(1).sort((a, b) => a - b)[(list.length - 1) >> 1];

// The same table announced anew: until the first chunk of each peer is there, and until all is handed out.
const anew = { first: [], all: [] };
median(RUNS, () => {
  const { peers } = idlePeers();
  globalThis.gc?.();
  let first = 0;
  const all = ms(() => {
    const start = performance.now();
    for (const { out, source } of peers) {
      // As in one step: the session is not asked before the table is whole.
      source.onReady(() => {});
      for (let i = 0; i < COUNT; i++) {
        out.announceEncoded(IPV4_UNICAST, nlri, 4 * i, 4, NO_PATH_ID, sets[setOf[i]], nextHop);
      }
    }
    const chunks = peers.map(({ source }) => source.next(65536));
    first = performance.now() - start;
    peers.forEach(({ source }, i) => {
      source.accepted(chunks[i]);
      drain(source);
    });
  });
  anew.first.push(first);
  anew.all.push(all);
  return all;
});

const copied = median(RUNS, () => {
  const from = new Uint8Array(65536);
  const to = new Uint8Array(65536);
  return ms(() => {
    for (let octets = 0; octets < results.octets; octets += from.length) to.set(from);
  });
});

const passed = [
  report({
    name: `fire ${COUNT} routes to ${PEERS} peers, first chunks`,
    measured: middle(results.fire),
    unit: 'ms',
    goal: 10,
    better: 'less',
    floor: { name: 'announced anew', measured: middle(anew.first) },
  }),
  report({ name: 'the same with a key that got a second route', measured: middle(paired), unit: 'ms' }),
  report({
    name: 'fired, all chunks handed out',
    measured: results.octets / middle(results.drain) / 1e6,
    unit: 'GB/s',
    goal: 1,
    floor: { name: 'copied', measured: results.octets / copied / 1e6 },
  }),
  report({ name: 'fired, first to last chunk', measured: middle(results.drain), unit: 'ms' }),
  report({ name: 'announced anew, first to last chunk', measured: middle(anew.all), unit: 'ms' }),
  report({ name: 'prepare, in slices', measured: middle(results.prepare), unit: 'ms' }),
];
if (passed.includes(false)) process.exitCode = 1;
