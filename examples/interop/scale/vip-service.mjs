// How long it takes from a POST to the table of a router: the VIP service as a process that stores each change before it
// answers, and BIRD, whose control socket is asked again and again. Needs BIRD and nothing else: no root, no namespace.
//
//   node examples/interop/scale/vip-service.mjs [addresses]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const COUNT = Number(process.argv[2] ?? 300);
const BATCH = 1_000;
const SERVICE = fileURLToPath(new URL('../../vip-service/bin/vip-service.mjs', import.meta.url));
const START_MS = 20_000;

const folder = mkdtempSync(path.join(tmpdir(), 'vip-latency-'));
const [bgpPort, httpPort] = [await freePort(), await freePort()];
const children = [];
try {
  const bird = start('/usr/sbin/bird', [
    '-f',
    '-c',
    write('bird.conf', birdSettings()),
    '-s',
    path.join(folder, 'ctl'),
  ]);
  await until(async () => (await lines(await control(), 'show status')).length > 0);
  const ask = await control();
  start(process.execPath, [SERVICE, '-config', write('vip.yaml', serviceSettings())]);
  await until(async () => (await fetch(`http://127.0.0.1:${httpPort}/ready`)).ok);

  const [answers, tables] = [[], []];
  for (let i = 0; i < COUNT; i++) {
    const vip = `10.8.${i >> 8}.${i & 255}`;
    const begun = performance.now();
    const answered = post('routes/advertise', { vip }).then(() => answers.push(performance.now() - begun));
    while (!(await lines(ask, `show route ${vip}/32`)).some((line) => line.includes(vip))) await sleep(0);
    tables.push(performance.now() - begun);
    await answered;
  }
  show('POST to its answer', answers);
  show("POST to BIRD's table", tables);

  const advertise = Array.from({ length: BATCH }, (_, i) => ({ vip: `10.9.${i >> 8}.${i & 255}` }));
  const begun = performance.now();
  const posted = post('routes/batch', { advertise });
  const all = async () =>
    (await lines(ask, 'show route count')).some(
      (line) => line.includes(` ${COUNT + BATCH} of `) || line.includes(`${COUNT + BATCH} routes`),
    );
  while (!(await all())) await sleep(1);
  console.log(`a batch of ${BATCH} to BIRD's table: ${(performance.now() - begun).toFixed(1)} ms`);
  await posted;
  console.log(`and to its answer: ${(performance.now() - begun).toFixed(1)} ms`);
  bird.kill('SIGTERM');
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

function birdSettings() {
  return `log stderr all;
router id 192.0.2.254;
protocol device { }
protocol bgp vip {
  local 127.0.0.1 port ${bgpPort} as 65001;
  neighbor 127.0.0.1 as 65000;
  passive on; multihop 2;
  ipv4 { import all; export none; };
}
`;
}

function serviceSettings() {
  return `server: { port: ${httpPort}, rate_limit: 1000000, rate_burst: 1000000 }
bgp:
  asn: 65000
  router_id: 192.0.2.1
  listen_port: 0
  peers: [{ address: 127.0.0.1, asn: 65001, port: ${bgpPort} }]
state_file: ${path.join(folder, 'state.json')}
`;
}

function write(name, text) {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function start(program, args) {
  const child = spawn(program, args, { stdio: 'ignore' });
  children.push(child);
  return child;
}

/** A connection to BIRD's control socket, past its greeting. */
async function control() {
  const socket = net.connect(path.join(folder, 'ctl'));
  socket.setEncoding('utf8');
  await once(socket, 'connect');
  await once(socket, 'data');
  return socket;
}

/** What BIRD answers to a command: lines up to the one whose code is followed by a space. */
function lines(socket, command) {
  return new Promise((resolve) => {
    let text = '';
    const onData = (chunk) => {
      text += chunk;
      if (!/^[089]\d{3} .*\n$/m.test(text.slice(text.lastIndexOf('\n', text.length - 2) + 1))) return;
      socket.off('data', onData);
      resolve(text.trimEnd().split('\n'));
    };
    socket.on('data', onData);
    socket.write(`${command}\n`);
  });
}

async function post(place, body) {
  const answer = await fetch(`http://127.0.0.1:${httpPort}/api/v1/${place}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

function show(what, times) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1);
  console.log(`${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, of ${times.length}`);
}

async function until(check) {
  const end = performance.now() + START_MS;
  for (;;) {
    if (await check().catch(() => false)) return;
    if (performance.now() > end) throw new Error('it does not come up');
    await sleep(50);
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
