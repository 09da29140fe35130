// Reading a table dump beside `bgpdump` on the same file, in the same run: as records, as routes with verdict and
// canonical attributes, and printed as the lines that `bgpdump -m` prints. The file is one of the corpus where MESH_CORPUS
// says where that is, else one made by hand. Without bgpdump its lines are left out.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RibRouteReader, readMrtBatches, readMrtRoutes } from '@mesh/bgp-wire/mrt';
import { processorMs, report } from '../../../examples/bench/report.mjs';
import { BgpdumpPrinter } from '../../../examples/lib/dist/index.js';
import { tableDump } from './table-dump.mjs';

const RUNS = 7;
const WARM_UP = 5;
const folder = mkdtempSync(path.join(os.tmpdir(), 'mrt-bench-'));
const corpus = process.env.MESH_CORPUS;
const file = corpus ? path.join(corpus, 'mrt/bgpdump/bview.20020722.2337.gz') : path.join(folder, 'dump.mrt');
if (!corpus) writeFileSync(file, tableDump());
const octets = new Uint8Array(readFileSync(file));
const plain = new Uint8Array(corpus ? gunzipSync(octets) : octets);

/** The floor: the same octets by a hand loop over records, and over the entries of those that have many. */
function handLoop() {
  let routes = 0;
  for (let at = 0; at < plain.length; ) {
    const end = at + 12 + ((plain[at + 8] << 24) | (plain[at + 9] << 16) | (plain[at + 10] << 8) | plain[at + 11]);
    if (plain[at + 5] === 12) routes++;
    else if (plain[at + 7] === 2) {
      let offset = at + 16 + 1 + ((plain[at + 16] + 7) >> 3) + 2;
      for (; offset < end; routes++) offset += 8 + ((plain[offset + 6] << 8) | plain[offset + 7]);
    }
    at = end;
  }
  return routes;
}

async function records() {
  let routes = 0;
  for await (const batch of readMrtBatches(octets)) {
    for (const one of batch) if (one.type === 'RIB') routes += one.entries.length;
  }
  return routes;
}

// They live on between runs, or the machine code for their shapes would be thrown away when garbage is collected.
const reader = new RibRouteReader();
const printer = new BgpdumpPrinter();

async function routes() {
  let count = 0;
  for await (const batch of readMrtBatches(octets)) {
    for (const one of batch) {
      if (one.type === 'RIB') for (const entry of one.entries) if (reader.read(one, entry)) count++;
    }
  }
  return count;
}

async function routesOneByOne() {
  let count = 0;
  for await (const route of readMrtRoutes(octets)) count += route.attributes.length > 0 ? 1 : 0;
  return count;
}

async function print(target) {
  const output = openSync(target, 'w');
  let lines = 0;
  for await (const batch of readMrtBatches(octets)) {
    for (const one of batch) {
      printer.print(one);
      if (one.type === 'RIB') lines += one.entries.length;
    }
    writeSync(output, printer.take());
  }
  closeSync(output);
  return lines;
}

/** Seconds of processor time that each reader takes, one after another in every round: what disturbs one disturbs all. */
async function rounds(readers) {
  const results = readers.map(() => []);
  for (let round = 0; round < WARM_UP + RUNS; round++) {
    for (const [i, read] of readers.entries()) {
      globalThis.gc?.();
      const start = processorMs();
      const taken = (await read()) ?? (processorMs() - start) / 1000;
      if (round >= WARM_UP) results[i].push(taken);
    }
  }
  return results.map(median);
}

function median(results) {
  return results.sort((a, b) => a - b)[results.length >> 1];
}

/** The same of bgpdump, by what the shell says its children have used; Infinity where there is none. */
function bgpdump() {
  const shell = spawnSync('sh', ['-c', 'bgpdump -m "$0" > /dev/null 2>&1 && times', file], { encoding: 'utf8' });
  if (shell.status !== 0) return Number.POSITIVE_INFINITY;
  const times = shell.stdout.split('\n')[1].matchAll(/(\d+)m([\d.]+)s/g);
  return [...times].reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

/** Lines that differ from those of bgpdump; the corpus lists them with their reasons. */
async function differingLines() {
  const target = path.join(folder, 'lines');
  await print(target);
  const ours = readFileSync(target, 'latin1').split('\n');
  const options = { encoding: 'latin1', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] };
  const theirs = execFileSync('bgpdump', ['-m', file], options).split('\n');
  if (ours.length !== theirs.length) throw new Error(`${ours.length} lines, bgpdump has ${theirs.length}`);
  return ours.filter((line, i) => line !== theirs[i]).length;
}

try {
  const count = handLoop();
  for (const read of [records, routes, routesOneByOne]) {
    const got = await read();
    if (got !== count) throw new Error(`${read.name}: ${got} routes of ${count}`);
  }
  const timed = (read) => async () => void (await read());
  const readers = [handLoop, records, routes, routesOneByOne, () => print('/dev/null')].map(timed);
  const taken = await rounds([...readers, bgpdump]);
  const [bare, asRecords, asRoutes, oneByOne, printed, theirs] = taken.map((seconds) => count / seconds / 1e6);
  const floor = { name: 'hand loop', measured: bare };
  const unit = 'M routes/s';
  report({ name: 'MRT table dump, records', measured: asRecords, unit, floor });
  report({ name: 'MRT table dump, routes with verdict, canonical', measured: asRoutes, unit, floor });
  report({ name: '  the same, a promise a route', measured: oneByOne, unit, floor });
  report({ name: 'MRT table dump, printed as bgpdump lines', measured: printed, unit, floor });
  if (theirs === 0) console.log('      bgpdump is not installed: nothing to compare with');
  else {
    report({ name: '  bgpdump -m reads and prints', measured: theirs, unit });
    report({ name: '  lines that differ from those of bgpdump', measured: await differingLines(), unit: 'lines' });
    report({ name: '  records, times as fast as bgpdump', measured: asRecords / theirs, unit: '×', goal: 5 });
    report({ name: '  routes with verdict, times as fast', measured: asRoutes / theirs, unit: '×' });
    report({ name: '  printed, times as fast', measured: printed / theirs, unit: '×', goal: 2 });
  }
} finally {
  rmSync(folder, { recursive: true });
}
