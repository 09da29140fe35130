// A million routes loaded on the session's thread, and in a worker that hands the store over: how long the thread is
// kept from everything else. Run with `node packages/rib/bench/handover.bench.mjs [routes]` after a build.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Family, NO_PATH_ID } from '@mesh/bgp-wire';
import { RouteStore } from '@mesh/rib';
import { report } from '../../../examples/bench/report.mjs';
import { makeTable } from './table.mjs';

const COUNT = Number(isMainThread ? (process.argv[2] ?? 1_000_000) : workerData);
const { IPV4_UNICAST } = Family;
/** Routes between two turns of the event loop. */
const SLICE = 1000;

const { nlri, sets, setOf, nextHop } = makeTable(COUNT);

function load(shared, slice) {
  const store = new RouteStore({ shared });
  const holder = store.createHolder();
  const take = (i) =>
    holder.set({
      family: IPV4_UNICAST,
      nlri: nlri.subarray(4 * i, 4 * i + 4),
      pathId: NO_PATH_ID,
      attributes: sets[setOf[i]],
      nextHop,
    });
  return slice(take).then(() => ({ store, holder }));
}

/** Calls `take` for all, as fast as it goes. */
async function atOnce(take) {
  for (let i = 0; i < COUNT; i++) take(i);
}

/** The same with a turn of the event loop every `SLICE` routes. */
async function inSlices(take) {
  for (let i = 0; i < COUNT; i++) {
    take(i);
    if (i % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The longest gap between two turns of a timer of a millisecond, less that, while `action` goes on; and all it took. */
async function stall(action) {
  let longest = 0;
  let last = performance.now();
  const start = last;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await action();
  await new Promise((resolve) => setTimeout(resolve, 20));
  clearInterval(timer);
  return { longest, total: performance.now() - start };
}

async function fromWorker(check) {
  const worker = new Worker(new URL(import.meta.url), { workerData: COUNT });
  const [handover] = await once(worker, 'message');
  const start = performance.now();
  const { store, holders } = RouteStore.adopt(handover);
  check.adopted = performance.now() - start;
  if (store.size !== COUNT || holders[0].size !== COUNT) throw new Error(`${store.size} routes came`);
  await once(worker, 'exit');
}

if (isMainThread) {
  console.log(`${COUNT} routes, by the clock, Node ${process.version}`);
  const check = {};
  const rows = [
    ['loaded here at once', await stall(() => load(false, atOnce))],
    [`loaded here, ${SLICE} a turn`, await stall(() => load(false, inSlices))],
    ['loaded in a worker and adopted', await stall(() => fromWorker(check))],
  ];
  for (const [name, { longest, total }] of rows) {
    report({ name: `${name}, longest stall`, measured: longest, unit: 'ms' });
    report({ name: `${name}, until it is there`, measured: total, unit: 'ms' });
  }
  report({ name: 'adopting it', measured: check.adopted, unit: 'ms', goal: 10, better: 'less' });
} else {
  const { store, holder } = await load(true, atOnce);
  const handover = store.handOver([holder]);
  parentPort.postMessage(handover, handover.transfer);
}
