// Decoding: lazy with verdict, every attribute materialised, and what the lazy path allocates.
import { createContext, Framer, UpdateView, visitRoutes } from '@mesh/bgp-wire';
import { median, report, seconds } from '../../../examples/bench/report.mjs';
import { ipv4Stream, nlriLoop, shallowWalk } from './stream.mjs';

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
  for (let at = 0; at < bytes.length; at += CHUNK) framer.pushSpans(bytes.subarray(at, at + CHUNK), visit);
  return counter.announced - before;
}

function visit(bytes, start, end) {
  visitRoutes(view.reset(bytes, context, start, end), counter);
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
for (const loop of [decodeLazily, shallowWalk, nlriLoop]) {
  if (loop(ten.bytes) !== ten.prefixes) throw new Error('routes are missing');
}

const bareTen = rate(ten.prefixes, () => nlriLoop(ten.bytes));
const floorTen = rate(ten.prefixes, () => shallowWalk(ten.bytes));
const lazyTen = rate(ten.prefixes, () => decodeLazily(ten.bytes));
const floorOne = rate(one.messages, () => shallowWalk(one.bytes));
const lazyOne = rate(one.messages, () => decodeLazily(one.bytes));
const full = rate(ten.messages, () => decodeFully(ten.bytes));
const floorFull = floorTen * (ten.messages / ten.prefixes);

report({ name: 'NLRI alone, hand loop', measured: bareTen, unit: 'M prefixes/s' });
report({
  name: 'decode, lazy with verdict, 10 prefixes a message',
  measured: lazyTen,
  unit: 'M prefixes/s',
  goal: 60,
  floor: { name: 'shallow walk', measured: floorTen },
});
report({ name: '  times the shallow walk takes', measured: floorTen / lazyTen, unit: '×', goal: 2, better: 'less' });
report({
  name: 'decode, lazy with verdict, 1 prefix a message',
  measured: lazyOne,
  unit: 'M messages/s',
  goal: 5,
  floor: { name: 'shallow walk', measured: floorOne },
});
report({
  name: 'decode, every attribute materialised',
  measured: full,
  unit: 'M messages/s',
  goal: 1.2,
  floor: { name: 'shallow walk', measured: floorFull },
});

// The smallest object takes 12 octets: less than one a prefix is none a prefix, and none a message of ten either.
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
    goal: 1,
    better: 'less',
  });
}
