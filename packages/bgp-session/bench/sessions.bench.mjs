// Many Established sessions in one process over TCP, the other side in another: how fast they come up, what one costs in
// memory, what they all cost in processor time at a hold time of 90 s, and whether any is lost. Takes a minute; `SOAK`
// holds the thousand for so many seconds instead (600 for the ten minutes that are promised). What a socket of Node
// costs by itself stands beside the memory, and what dialling sockets alone takes beside the time.
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';
import { processorMs, report } from '../../../examples/bench/report.mjs';
import { ourAddress, theirAddress } from './load/addresses.mjs';
import { startFarSide } from './load/far-side.mjs';

const HOLD_SECONDS = 90;
const MANY_SECONDS = 15;
const SOAK_SECONDS = Number(process.env.SOAK ?? 20);
const GIVE_UP_MS = 30_000;

const rssKiB = () => {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024;
};

/** Sockets that are connected and do nothing: KiB of one, and seconds until all are. */
async function socketsAlone(count) {
  const ours = [];
  const server = net.createServer((socket) => ours.push(socket)).listen({ host: '0.0.0.0', port: 0, backlog: 4096 });
  await new Promise((resolve) => server.once('listening', resolve));
  const before = rssKiB();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const socket = net.connect({
        host: theirAddress(i),
        port: server.address().port,
        localAddress: ourAddress(i),
      });
      ours.push(socket);
      return new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  await sleep(500);
  // Both ends are in this process.
  const kib = (rssKiB() - before) / count / 2;
  for (const socket of ours) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return { kib, seconds };
}

async function hold(count, seconds) {
  const far = await startFarSide({ count, holdTimeSeconds: HOLD_SECONDS });
  const before = rssKiB();
  const speaker = new Speaker({ connect: tcp.connect });
  let drops = 0;
  let up = 0;
  speaker.on('closed', () => drops++);
  const [start, startCpu] = [performance.now(), processorMs()];
  const allUp = new Promise((resolve) => {
    speaker.on('established', () => {
      if (++up === count) resolve();
    });
  });
  for (const settings of far.settings) speaker.create(settings);
  await Promise.race([allUp, sleep(GIVE_UP_MS, undefined, { ref: false })]);
  const [upSeconds, upCpu] = [(performance.now() - start) / 1000, (processorMs() - startCpu) / 1000];
  await sleep(2_000);
  const kib = (rssKiB() - before) / count;
  const [cpu, since] = [processorMs(), performance.now()];
  await sleep(seconds * 1000);
  const load = ((processorMs() - cpu) / (performance.now() - since)) * 100;
  const theirs = await far.ask('report');
  const lost = drops + theirs.drops.length + count - theirs.up;
  await speaker.close();
  await far.close();
  return { upSeconds, upCpu, kib, load, lost };
}

function reportLoad(label, { lost, load }) {
  report({ name: `${label}, lost`, measured: lost, unit: 'sessions', goal: 0, better: 'less' });
  report({ name: `${label}, processor`, measured: load, unit: '% of a core', goal: 10, better: 'less' });
}

await socketsAlone(100);
const floor = await socketsAlone(3000);
const many = await hold(3000, MANY_SECONDS);
const label = '3,000 sessions';
report({
  name: `${label}, all Established`,
  measured: many.upSeconds,
  unit: 's',
  goal: 3,
  better: 'less',
  floor: { name: 'sockets alone', measured: floor.seconds },
});
report({ name: `${label}, of which processor`, measured: many.upCpu, unit: 's' });
report({
  name: `${label}, memory of one`,
  measured: many.kib,
  unit: 'KiB',
  goal: 40,
  better: 'less',
  floor: { name: 'a socket alone', measured: floor.kib },
});
reportLoad(`${label} for ${MANY_SECONDS} s`, many);
reportLoad(`1,000 sessions for ${SOAK_SECONDS} s`, await hold(1000, SOAK_SECONDS));
