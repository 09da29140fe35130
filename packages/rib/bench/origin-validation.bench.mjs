// Origin validation against half a million VRPs, beside a `Map` from prefix to a list in the same run. Run with
// `node --expose-gc packages/rib/bench/origin-validation.bench.mjs [VRPs]` after a build.
import { VrpTable } from '@mesh/rib';
import { median, processorMs, report, seconds } from '../../../examples/bench/report.mjs';
import { generator } from './table.mjs';

const COUNT = Number(process.argv[2] ?? 500_000);
const ROUTES = 1_000_000;
const RUNS = 5;
const SLICE = 512;
const passed = [];
const line = (row) => passed.push(report(row));

/** How often a length is met, as in the VRPs of the Internet: half of IPv4 are /24, most of IPv6 /48 or /32. */
const LENGTHS = {
  4: [24, 24, 24, 24, 24, 22, 22, 23, 20, 21, 19, 16, 18, 17],
  16: [48, 48, 48, 32, 32, 40, 44, 36, 29, 46],
};

const random = generator(6811);
const pick = (list) => list[random() % list.length];

function address(octets, bits) {
  const bytes = new Uint8Array(octets);
  // A few hundred first octets, as the registries have them.
  if (octets === 4) bytes[0] = 1 + (random() % 223);
  else [bytes[0], bytes[1]] = [0x20 | (random() & 0x0a), random() % 16];
  for (let i = octets === 4 ? 1 : 2; i < bits / 8; i++) bytes[i] = random();
  if (bits % 8 !== 0) bytes[bits >> 3] &= 0xff00 >> (bits % 8);
  return bytes;
}

const vrps = Array.from({ length: COUNT }, (_, i) => {
  const octets = i % 4 === 3 ? 16 : 4;
  const bits = pick(LENGTHS[octets]);
  const more = random() % 4 === 0 ? random() % 5 : 0;
  return {
    octets,
    address: address(octets, bits),
    bits,
    maxLength: Math.min(octets === 4 ? 24 : 48, bits + more),
    as: 1 + (random() % 80_000),
  };
});
/** Routes half of which a VRP covers: its own prefix, or one below, from its AS or another. */
const routes = Array.from({ length: ROUTES }, (_, i) => {
  const octets = i % 5 === 4 ? 16 : 4;
  if (i % 2 === 0) {
    const bits = pick(LENGTHS[octets]);
    return { octets, address: address(octets, bits), bits, as: 1 + (random() % 80_000) };
  }
  const one = vrps[random() % COUNT];
  return { octets: one.octets, address: one.address, bits: one.bits, as: random() % 8 === 0 ? 1 : one.as };
});

/** The same as octets one after another, as NLRI have them: length, then address. */
const STRIDE = 17;
const nlri = new Uint8Array(ROUTES * STRIDE);
const widths = Uint8Array.from(routes, ({ octets }) => octets);
const origins = Float64Array.from(routes, ({ as }) => as);
for (const [i, { address, bits }] of routes.entries()) {
  nlri[i * STRIDE] = bits;
  nlri.set(address, i * STRIDE + 1);
}

const deltaOf = (some, announced) => ({
  size: some.length,
  visit(visitor) {
    for (const { address, bits, maxLength, as } of some) visitor(announced, address, bits, maxLength, as);
  },
});
const slices = Array.from({ length: Math.ceil(COUNT / SLICE) }, (_, i) =>
  deltaOf(vrps.slice(i * SLICE, (i + 1) * SLICE), true),
);

function filled() {
  const table = new VrpTable();
  const source = table.source('bench');
  for (const slice of slices) source.apply(slice);
  source.commit();
  return { table, source };
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');

/** The VRPs as one would keep them first. */
function filledMap() {
  const map = new Map();
  for (const { address, bits, maxLength, as } of vrps) {
    const key = `${hex(address)}/${bits}`;
    const list = map.get(key);
    if (list) list.push({ maxLength, as });
    else map.set(key, [{ maxLength, as }]);
  }
  return map;
}

function validateMap(map, { octets, address, bits, as }) {
  const cut = Uint8Array.from(address);
  let covered = false;
  for (let length = bits; length >= 8; length--) {
    for (let i = length; i < 8 * octets && i < length + 1; i++) cut[i >> 3] &= ~(0x80 >> (i & 7));
    const list = map.get(`${hex(cut)}/${length}`);
    if (!list) continue;
    if (list.some((one) => one.as === as && bits <= one.maxLength)) return 'valid';
    covered = true;
  }
  return covered ? 'invalid' : 'not-found';
}

const used = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

console.log(`${COUNT} VRPs, ${ROUTES} routes, medians of ${RUNS} runs in processor time, Node ${process.version}`);
const start = used();
const map = filledMap();
const mapOctets = (used() - start) / COUNT;
const { table } = filled();
line({
  name: 'a VRP in the table',
  measured: table.byteLength / table.size,
  unit: 'octets',
  floor: { name: 'Map of lists', measured: mapOctets },
});

const SAMPLE = 50_000;
const states = { valid: 0, invalid: 0, 'not-found': 0 };
for (let i = 0; i < SAMPLE; i++) {
  const { octets, address, bits, as } = routes[i];
  const state = table.validateOctets(octets, address, 0, bits, as);
  if (state !== validateMap(map, routes[i])) throw new Error(`${hex(address)}/${bits} AS${as} is not ${state}`);
  states[state]++;
}
console.log(`of ${SAMPLE} routes: ${JSON.stringify(states)}, the same by both`);

const mapRate = median(3, () => {
  const time = seconds(() => {
    for (let i = 0; i < SAMPLE; i++) validateMap(map, routes[i]);
  });
  return SAMPLE / time / 1e6;
});
/** Validates all routes in an order. */
const rate = (order) =>
  median(RUNS, () => {
    const time = seconds(() => {
      for (let i = 0; i < ROUTES; i++) {
        const at = order[i] * STRIDE;
        table.validateOctets(widths[order[i]], nlri, at + 1, nlri[at], origins[order[i]]);
      }
    });
    return ROUTES / time / 1e6;
  });
const asTheyAre = Uint32Array.from(routes, (_, i) => i);
const sorted = asTheyAre.toSorted(
  (a, b) => widths[a] - widths[b] || Buffer.compare(routes[a].address, routes[b].address),
);
const floor = { name: 'Map', measured: mapRate };
line({ name: 'validate, in the order of a table', measured: rate(sorted), unit: 'M/s', goal: 2, floor });
line({ name: 'validate, in no order', measured: rate(asTheyAre), unit: 'M/s', goal: 2, floor });
line({ name: 'VRPs applied', measured: median(RUNS, () => COUNT / seconds(filled) / 1e6), unit: 'M/s' });

let longest = 0;
{
  const fresh = new VrpTable().source('slices');
  for (const slice of slices) {
    const before = processorMs();
    fresh.apply(slice);
    longest = Math.max(longest, processorMs() - before);
  }
}
line({ name: `longest slice of ${SLICE} VRPs`, measured: longest, unit: 'ms', goal: 10, better: 'less' });
const missed = passed.filter((one) => !one).length;
console.log(missed === 0 ? 'every goal is met' : `${missed} of ${passed.length} lines miss their goal`);
