// A million routes come in from one peer, then go out to another, in a process that keeps 50 sessions at a hold time of
// 3 s beside them: no KEEPALIVE is late, and the event loop goes round. All other ends are in processes of their own.
// The floor of the gap is that of the same process before the burst. Where a turn of the event loop is longer than what it
// takes of the processor, other programs had the processor.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { startChild, startFarSide } from '../../packages/bgp-session/bench/load/far-side.mjs';
import { fillTable } from './load/full-table.mjs';
import { processorMs, report } from './report.mjs';

const COUNT = Number(process.argv[2] ?? 1_000_000);
const BESIDE = 50;
const HOLD_SECONDS = 3;
const KEEPALIVE_MS = 1000;
const QUIET_MS = 4000;
const HOST = '127.0.0.3';

function tableEnd(role) {
  const child = startChild(fileURLToPath(new URL('load/table-end.mjs', import.meta.url)), {
    role,
    count: COUNT,
    host: HOST,
  });
  return { ...child, listening: child.answer() };
}

const beside = await startFarSide({ count: BESIDE, holdTimeSeconds: HOLD_SECONDS });
const handlers = new Map();
const speaker = new Speaker({ connect: tcp.connect, handlerFor: ({ name }) => handlers.get(name) ?? {} });
let lost = 0;
speaker.on('closed', () => lost++);

/** What the sessions beside and the event loop say of the time that something takes. */
async function watch(during) {
  await beside.ask('watch');
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const turns = turnsInProcessorTime();
  delays.enable();
  const [start, cpu] = [performance.now(), processorMs()];
  await during();
  const seconds = (performance.now() - start) / 1000;
  const processorSeconds = (processorMs() - cpu) / 1000;
  delays.disable();
  const own = turns.stop();
  // The gap that is still open counts as well.
  await sleep(KEEPALIVE_MS + 100);
  const { largestGapMs } = await beside.ask('report');
  const [p99, most] = [delays.percentile(99) / 1e6, delays.max / 1e6];
  return { gap: largestGapMs, p99, most, own, seconds, processorSeconds };
}

/** What a turn of the event loop takes of the processor, in ms: what it is late by that, nobody else is to blame for. */
function turnsInProcessorTime() {
  const samples = [];
  let last = processorMs();
  const timer = setInterval(() => {
    const now = processorMs();
    samples.push(now - last);
    last = now;
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      samples.sort((a, b) => a - b);
      return { p99: samples[Math.floor(samples.length * 0.99)], most: samples.at(-1) };
    },
  };
}

/** The time from the first attempt of a session with a table's end to the last route. */
async function burst(name, far, handler, complete) {
  const { port } = await far.listening;
  handlers.set(name, handler);
  const seen = await watch(async () => {
    const peerAs = 65002;
    speaker.create({ name, peerAddress: HOST, peerPort: port, localAs: 65001, peerAs, routerId: '10.0.0.1' });
    const routes = await complete;
    if (routes !== COUNT) throw new Error(`${routes} of ${COUNT} routes came`);
  });
  await sleep(KEEPALIVE_MS);
  return seen;
}

function burstIn(far) {
  let arrived;
  const complete = new Promise((resolve) => {
    arrived = resolve;
  });
  const table = new AdjRibIn(new RouteStore(), { onEndOfRib: () => arrived(table.size()) });
  return burst('feeder', far, { onEstablished: () => ({ sink: table }) }, complete);
}

function burstOut(far, rib) {
  const complete = far.listening.then(() => far.answer()).then(({ routes }) => routes);
  return burst('collector', far, { onEstablished: (session) => ({ source: rib.open(session) }) }, complete);
}

const wanted = new AdjRibOut(new RouteStore(), { prependLocalAs: true });
fillTable(wanted, COUNT);
const [feeder, collector] = [tableEnd('feed'), tableEnd('collect')];
await Promise.all([feeder.listening, collector.listening]);
for (const settings of beside.settings) speaker.create(settings);
while (speaker.peers().some(({ session }) => session === undefined)) await sleep(50);
globalThis.gc?.();
const quiet = await watch(() => sleep(QUIET_MS));
const incoming = await burstIn(feeder);
const outgoing = await burstOut(collector, wanted);
const { up, drops } = await beside.ask('report');
const ended = lost + drops.length + BESIDE - up;
await speaker.close();
await Promise.all([beside, feeder, collector].map((child) => child.close()));

const label = COUNT === 1_000_000 ? '1 M routes' : `${COUNT} routes`;
for (const [where, { gap, p99, most, own, seconds, processorSeconds }] of [
  [`${label} in`, incoming],
  [`${label} out`, outgoing],
]) {
  report({
    name: `${where}, time`,
    measured: seconds,
    unit: 's',
    floor: { name: 'of which processor', measured: processorSeconds },
  });
  report({
    name: `${where}, largest gap of KEEPALIVEs`,
    measured: gap,
    unit: 'ms',
    goal: 1.5 * KEEPALIVE_MS,
    better: 'less',
    floor: { name: 'quiet', measured: quiet.gap },
  });
  report({
    name: `${where}, event loop p99`,
    measured: p99,
    unit: 'ms',
    goal: 25,
    better: 'less',
    floor: { name: 'of which processor', measured: own.p99 },
  });
  report({
    name: `${where}, event loop at most`,
    measured: most,
    unit: 'ms',
    floor: { name: 'of which processor', measured: own.most },
  });
}
report({ name: `${label} in and out, sessions lost`, measured: ended, unit: 'sessions', goal: 0, better: 'less' });
