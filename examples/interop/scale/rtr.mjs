// Loads many VRPs from StayRTR over loopback into a client and a table, then restarts the cache under another session
// id with a tenth of them changed, and prints what that takes. Needs stayrtr and a build (`pnpm build:fast`).
//
//   node --expose-gc examples/interop/scale/rtr.mjs [VRPs]
import { spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RtrClient } from '@mesh/bgp-session/rtr';
import { attachRtr, VrpTable } from '@mesh/rib';
import { processorMs } from '../../bench/report.mjs';

const COUNT = Number(process.argv[2] ?? 400_000);
const [HOST, PORT] = ['127.0.0.1', 28_282];
const folder = mkdtempSync(path.join(tmpdir(), 'mesh-rtr-'));
const file = path.join(folder, 'vrps.json');
let cache;

/** Three quarters IPv4, one quarter IPv6, in no order; `shift` gives a tenth of them another AS. */
function writeVrps(shift) {
  const roas = Array.from({ length: COUNT }, (_, i) => {
    const asn = 1 + ((i + (i % 10 === 0 ? shift : 0)) % 60_000);
    const n = Math.imul(i, 0x9e3779b1) >>> 0;
    if (i % 4 === 3) {
      return { prefix: `2a00:${(i >>> 8).toString(16)}:${((i & 255) << 8).toString(16)}::/48`, maxLength: 48, asn };
    }
    return { prefix: `${1 + ((n >>> 24) % 223)}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.0/24`, maxLength: 24, asn };
  });
  const unique = new Map(roas.map((roa) => [`${roa.prefix} ${roa.asn}`, roa]));
  writeFileSync(`${file}.next`, JSON.stringify({ roas: [...unique.values()] }));
  renameSync(`${file}.next`, file);
  return unique.size;
}

async function startCache() {
  const options = ['-bind', `${HOST}:${PORT}`, '-metrics.addr', `${HOST}:29847`, '-cache', file, '-checktime=false'];
  cache = spawn('stayrtr', options, { stdio: 'ignore' });
  await sleep(5_000); // it reads the file before it listens
}

async function stopCache() {
  const ended = new Promise((resolve) => cache.once('close', resolve));
  cache.kill();
  await ended;
}

const used = () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Watches how long a turn of the event loop takes, in processor time. */
function watchTurns() {
  let [last, longest, runs] = [processorMs(), 0, true];
  const turn = () => {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (runs) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    runs = false;
    return longest;
  };
}

async function measure(name, action) {
  const stop = watchTurns();
  const [wall, processor] = [performance.now(), processorMs()];
  await action();
  const [seconds, busy] = [(performance.now() - wall) / 1000, (processorMs() - processor) / 1000];
  console.log(
    `${name}: ${seconds.toFixed(2)} s, ${busy.toFixed(2)} s of processor, longest turn ${stop().toFixed(1)} ms`,
  );
}

const loaded = (client, size) =>
  new Promise((resolve) => {
    client.on('endOfData', () => {
      if (client.size === size) resolve();
    });
  });

try {
  let size = writeVrps(0);
  await startCache();
  const before = used();
  const table = new VrpTable();
  const client = new RtrClient({ connect: () => connect(PORT, HOST), version: 1 });
  client.on('error', (error) => console.error(error.message));
  attachRtr(client, table);
  await measure(`${size} VRPs loaded`, () => {
    client.start();
    return loaded(client, size);
  });
  const octets = (used() - before) / size;
  console.log(
    `memory: ${octets.toFixed(1)} octets a VRP in all, client ${(client.byteLength / size).toFixed(1)}, table ${(table.byteLength / size).toFixed(1)}`,
  );
  await stopCache();
  size = writeVrps(7);
  await startCache();
  await measure(`restarted, ${size} VRPs, a tenth changed`, () => loaded(client, size));
  console.log(`table ${table.size} VRPs, client ${client.size}`);
  await client.close();
} finally {
  if (cache?.exitCode === null) await stopCache();
  rmSync(folder, { recursive: true, force: true });
}
