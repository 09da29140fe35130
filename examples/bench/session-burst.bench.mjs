// A million routes come in from one peer, then go out to another, in a process that keeps 50 sessions at a hold time of
// 3 s beside them: no KEEPALIVE is late, and the event loop goes round. All other ends are in processes of their own.
// The floors are those of the same process before the burst.
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

const tableEnd = (role) =>
  startChild(fileURLToPath(new URL('load/table-end.mjs', import.meta.url)), { role, count: COUNT, host: HOST });

const beside = await startFarSide({ count: BESIDE, holdTimeSeconds: HOLD_SECONDS });
const handlers = new Map();
const speaker = new Speaker({ connect: tcp.connect, handlerFor: ({ name }) => handlers.get(name) ?? {} });
let lost = 0;
speaker.on('closed', () => lost++);

/** What the sessions beside and the event loop say of the time that something takes. */
async function watch(during) {
  await beside.ask('watch');
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const [start, cpu] = [performance.now(), processorMs()];
  await during();
  const seconds = (performance.now() - start) / 1000;
  const processorSeconds = (processorMs() - cpu) / 1000;
  delays.disable();
  // The gap that is still open counts as well.
  await sleep(KEEPALIVE_MS + 100);
  const { largestGapMs } = await beside.ask('report');
  return { gap: largestGapMs, p99: delays.percentile(99) / 1e6, most: delays.max / 1e6, seconds, processorSeconds };
}

/** Dials a table's end; resolves once `complete` has. */
async function burst(name, far, handler, complete) {
  const { port } = await far.answer();
  handlers.set(name, handler);
  return watch(async () => {
    const peerAs = 65002;
    speaker.create({ name, peerAddress: HOST, peerPort: port, localAs: 65001, peerAs, routerId: '10.0.0.1' });
    const routes = await complete;
    if (routes !== COUNT) throw new Error(`${routes} of ${COUNT} routes came`);
  });
}

for (const settings of beside.settings) speaker.create(settings);
while (speaker.peers().some(({ session }) => session === undefined)) await sleep(50);
const quiet = await watch(() => sleep(QUIET_MS));

async function burstIn() {
  const far = tableEnd('feed');
  let arrived;
  const complete = new Promise((resolve) => {
    arrived = resolve;
  });
  const table = new AdjRibIn(new RouteStore(), { onEndOfRib: () => arrived(table.size()) });
  const seen = await burst('feeder', far, { onEstablished: () => ({ sink: table }) }, complete);
  await far.close();
  return seen;
}

async function burstOut() {
  const far = tableEnd('collect');
  const rib = new AdjRibOut(new RouteStore(), { prependLocalAs: true });
  fillTable(rib, COUNT);
  await sleep(KEEPALIVE_MS);
  const listening = far.answer();
  const complete = listening.then(() => far.answer()).then(({ routes }) => routes);
  const seen = await burst(
    'collector',
    { answer: () => listening },
    { onEstablished: (session) => ({ source: rib.open(session) }) },
    complete,
  );
  await far.close();
  return seen;
}

const incoming = await burstIn();
speaker.delete(({ name }) => name === 'feeder');
const lostIn = lost;
lost = 0;
globalThis.gc?.();
const outgoing = await burstOut();
const theirs = await beside.ask('report');
const label = COUNT === 1_000_000 ? '1 M routes' : `${COUNT} routes`;
for (const [where, { gap, p99, most, seconds, processorSeconds }] of [
  [`${label} in`, incoming],
  [`${label} out`, outgoing],
]) {
  report({ name: `${where}, seconds`, measured: seconds, unit: 's' });
  report({ name: `${where}, processor`, measured: processorSeconds, unit: 's' });
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
    floor: { name: 'quiet', measured: quiet.p99 },
  });
  report({
    name: `${where}, event loop at most`,
    measured: most,
    unit: 'ms',
    floor: { name: 'quiet', measured: quiet.most },
  });
}
console.log(lostIn, lost, theirs.up, theirs.drops);
await speaker.close();
await beside.close();
