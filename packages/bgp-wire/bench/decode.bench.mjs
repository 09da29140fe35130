// Decoding: lazy with verdict, every attribute materialised, and what the lazy path allocates.
import { createContext, Framer, UpdateView, visitRoutes } from '@mesh/bgp-wire';
import { median, report, seconds } from '../../../examples/bench/report.mjs';
import { handLoop, ipv4Stream } from './stream.mjs';

const RUNS = 7;
const CHUNK = 65536;
const context = createContext({ peering: 'external' });

/** Counts routes, as the cheapest reader does. */
class Counter {
  announced = 0;
  withdrawn = 0;
  announce() {
    this.announced += 1;
  }
  withdraw() {
    this.withdrawn += 1;
  }
  nextHop() {}
}

const EMPTY = Uint8Array.from([...new Array(16).fill(0xff), 0, 23, 2, 0, 0, 0, 0]);

// They live as long as a session does. Were they made anew for each run, none would be alive when the garbage is
// collected between runs, and the machine code for their shapes would be thrown away with it.
const framer = new Framer();
const view = new UpdateView(EMPTY, context);
const counter = new Counter();

function decodeLazily(bytes) {
  const before = counter.announced;
  for (let at = 0; at < bytes.length; at += CHUNK) framer.push(bytes.subarray(at, at + CHUNK), visit);
  return counter.announced - before;
}

function visit(frame) {
  visitRoutes(view.reset(frame, context), counter);
  return true;
}

/** Read by nobody; it keeps the work from being left out. */
export let materialised = 0;

function decodeFully(bytes) {
  framer.push(bytes, materialise);
}

function materialise(frame) {
  materialised += view.reset(frame, context).attributes().length;
  return true;
}

/** Millions a second of a call repeated until it has taken long enough to be measured. */
function rate(amount, action) {
  const repeats = Math.max(1, Math.ceil(2e6 / amount));
  return median(RUNS, () => (amount * repeats) / seconds(() => repeat(repeats, action)) / 1e6);
}

function repeat(times, action) {
  for (let i = 0; i < times; i++) action();
}

const ten = ipv4Stream(100_000, 10);
const one = ipv4Stream(100_000, 1);
if (decodeLazily(ten.bytes) !== ten.prefixes || handLoop(ten.bytes) !== ten.prefixes)
  throw new Error('routes are missing');

const floorTen = rate(ten.prefixes, () => handLoop(ten.bytes));
const lazyTen = rate(ten.prefixes, () => decodeLazily(ten.bytes));
const floorOne = rate(one.messages, () => handLoop(one.bytes));
const lazyOne = rate(one.messages, () => decodeLazily(one.bytes));
const full = rate(ten.messages, () => decodeFully(ten.bytes));

report({
  name: 'decode, lazy with verdict, 10 prefixes a message',
  measured: lazyTen,
  unit: 'M prefixes/s',
  goal: 60,
  floor: { name: 'hand loop', measured: floorTen },
});
report({ name: '  times the hand loop takes', measured: floorTen / lazyTen, unit: '×', goal: 2, better: 'less' });
report({
  name: 'decode, lazy with verdict, 1 prefix a message',
  measured: lazyOne,
  unit: 'M messages/s',
  goal: 5,
  floor: { name: 'hand loop', measured: floorOne },
});
report({ name: 'decode, every attribute materialised', measured: full, unit: 'M messages/s', goal: 1.2 });

if (globalThis.gc) {
  repeat(20, () => decodeLazily(ten.bytes));
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  repeat(5, () => decodeLazily(ten.bytes));
  const octets = (process.memoryUsage().heapUsed - before) / (5 * ten.prefixes);
  report({
    name: 'heap taken by the lazy path',
    measured: Math.max(0, octets),
    unit: 'octets/prefix',
    goal: 24,
    better: 'less',
  });
}
