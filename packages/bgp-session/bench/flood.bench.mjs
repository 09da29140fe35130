// A peer that sends 100,000 malformed UPDATEs a second, each of them treat-as-withdraw (RFC 7606): the session stays up,
// its KEEPALIVEs and those of the sessions beside it are in time, memory does not grow, and the host hears of it ten
// times a minute. Ten seconds; `FLOOD` makes it longer. The floor of the gap is that before the flood, of the same
// sessions; the interval of KEEPALIVEs is a second.
import { setTimeout as sleep } from 'node:timers/promises';
import { Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';
import { processorMs, report } from '../../../examples/bench/report.mjs';
import { startFarSide } from './load/far-side.mjs';
import { FLOOD_RATE } from './load/roles.mjs';

const HOLD_SECONDS = 3;
const KEEPALIVE_MS = 1000;
const BESIDE = 20;
const QUIET_SECONDS = 4;
const FLOOD_SECONDS = Number(process.env.FLOOD ?? 10);

const rssMiB = () => {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
};

const beside = await startFarSide({ count: BESIDE, holdTimeSeconds: HOLD_SECONDS });
const flooder = await startFarSide({ first: BESIDE, count: 1, holdTimeSeconds: HOLD_SECONDS, role: 'flood' });
const speaker = new Speaker({ connect: tcp.connect });
let closed = 0;
let events = 0;
speaker.on('closed', () => closed++);
speaker.on('fault', () => events++);

/** Largest gap between what the sessions beside were sent, in ms. */
const gapOf = async (far) => (await far.ask('report')).largestGapMs;

for (const settings of beside.settings) speaker.create(settings);
await speaker.whenEstablished(() => speaker.peers().every(({ session }) => session !== undefined));
await beside.ask('watch');
await sleep(QUIET_SECONDS * 1000);
const quietGap = await gapOf(beside);

const [flood] = flooder.settings;
speaker.create(flood);
await speaker.whenEstablished(({ name }) => name === flood.name);
await sleep(1000); // the code is warm, and so is the heap
const withdrawals = () => speaker.peer(flood.name).faults['treat-as-withdraw'];
await Promise.all([beside.ask('watch'), flooder.ask('watch')]);
const [before, start, cpu, found] = [rssMiB(), performance.now(), processorMs(), withdrawals()];
await sleep(FLOOD_SECONDS * 1000);
const seconds = (performance.now() - start) / 1000;
const rate = (withdrawals() - found) / seconds;
const load = (processorMs() - cpu) / seconds / 10;
const growth = rssMiB() - before;
const [gapBeside, gapOfFlooder] = [await gapOf(beside), await gapOf(flooder)];
const [lost, told] = [closed, events];
await speaker.close();
await Promise.all([beside.close(), flooder.close()]);

const quiet = { name: 'before the flood', measured: quietGap };
const label = `flood of ${FLOOD_SECONDS} s`;
report({ name: `${label}, malformed UPDATEs judged`, measured: rate, unit: '/s', goal: 0.98 * FLOOD_RATE });
report({ name: `${label}, processor`, measured: load, unit: '% of a core' });
report({ name: `${label}, sessions lost`, measured: lost, unit: 'sessions', goal: 0, better: 'less' });
for (const [whose, gap] of [
  ['of the flooder', gapOfFlooder],
  [`of ${BESIDE} beside`, gapBeside],
]) {
  report({
    name: `${label}, largest gap ${whose}`,
    measured: gap,
    unit: 'ms',
    goal: 1.5 * KEEPALIVE_MS,
    better: 'less',
    floor: quiet,
  });
}
report({ name: `${label}, memory it took`, measured: growth, unit: 'MiB', goal: 20, better: 'less' });
const windows = Math.ceil((FLOOD_SECONDS + 2) / 60);
report({ name: `${label}, fault events`, measured: told, unit: 'events', goal: 10 * windows, better: 'less' });
