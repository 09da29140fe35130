// Reading a table dump: a TABLE_DUMP_V2 file made by hand, 20 peers a prefix, as records and as routes.
import { readMrtBatches, readMrtRoutes } from '@mesh/bgp-wire/mrt';
import { processorMs, report } from '../../../examples/bench/report.mjs';

const PREFIXES = 20_000;
const PEERS = 20;
const RUNS = 5;
// bgpdump takes 11 µs a message on a machine of this size (0.09 M/s); five times as fast is the goal.
const GOAL = 0.45;

const ATTRIBUTES = [
  ...[0x40, 1, 1, 0],
  ...[0x40, 2, 14, 2, 3, 0, 0, 0xfd, 0xe9, 0, 0, 0x0d, 0x1c, 0, 3, 0x0d, 0x40],
  ...[0x40, 3, 4, 192, 0, 2, 1],
  ...[0xc0, 8, 8, 0xfd, 0xe9, 0, 1, 0xfd, 0xe9, 0, 2],
];

function record(subtype, body) {
  const header = [0x3b, 0x9a, 0xca, 0, 0, 13, 0, subtype];
  return [...header, ...u32(body.length), ...body];
}

function u32(value) {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function dump() {
  const peers = Array.from({ length: PEERS }, (_, i) => [2, 192, 0, 2, i, 192, 0, 2, i, ...u32(65001 + i)]).flat();
  const parts = [Uint8Array.from(record(1, [192, 0, 2, 1, 0, 0, 0, PEERS, ...peers]))];
  for (let i = 0; i < PREFIXES; i++) {
    const entries = Array.from({ length: PEERS }, (_, peer) => [
      0,
      peer,
      0,
      0,
      0,
      1,
      0,
      ATTRIBUTES.length,
      ...ATTRIBUTES,
    ]);
    parts.push(Uint8Array.from(record(2, [...u32(i), 24, 10, i >>> 8, i & 255, 0, PEERS, ...entries.flat()])));
  }
  return Buffer.concat(parts);
}

/** The floor: the same octets by a hand loop over records and entries. */
function handLoop(bytes) {
  let routes = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at + 8);
    if (bytes[at + 7] === 2) {
      let offset = at + 16 + 1 + ((bytes[at + 16] + 7) >> 3) + 2;
      for (; offset < end; routes++) offset += 8 + ((bytes[offset + 6] << 8) | bytes[offset + 7]);
    }
    at = end;
  }
  return routes;
}

async function records(bytes) {
  let routes = 0;
  for await (const batch of readMrtBatches(bytes)) {
    for (const one of batch) if (one.type === 'RIB') routes += one.entries.length;
  }
  return routes;
}

async function routes(bytes) {
  let count = 0;
  for await (const route of readMrtRoutes(bytes)) count += route.attributes.length > 0 ? 1 : 0;
  return count;
}

/** Millions of routes a second of processor time; the first call warms up and does not count. */
async function rate(read, bytes) {
  const results = [];
  for (let i = 0; i <= RUNS; i++) {
    globalThis.gc?.();
    const start = processorMs();
    const count = await read(bytes);
    if (count !== PREFIXES * PEERS) throw new Error(`${count} routes of ${PREFIXES * PEERS}`);
    results.push(count / (processorMs() - start) / 1000);
  }
  return results.slice(1).sort((a, b) => a - b)[RUNS >> 1];
}

const bytes = dump();
const floor = { name: 'hand loop', measured: await rate(async (one) => handLoop(one), bytes) };
report({
  name: 'MRT table dump, records',
  measured: await rate(records, bytes),
  unit: 'M routes/s',
  goal: GOAL,
  floor,
});
report({
  name: 'MRT table dump, routes with verdict, canonical',
  measured: await rate(routes, bytes),
  unit: 'M routes/s',
  goal: GOAL,
  floor,
});
