// Many Established sessions in one process over TCP, the other side in another: how fast they come up, what one costs in
// memory, what they all cost in processor time at a hold time of 90 s, and whether any is lost. Takes a minute; `SOAK`
// holds the thousand for so many seconds instead (600 for the ten minutes that are promised). What a socket of Node
// costs by itself stands beside the memory.
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';
import { processorMs, report } from '../../../examples/bench/report.mjs';
import { addressOf, HOST } from './load/addresses.mjs';
import { startFarSide } from './load/far-side.mjs';

const HOLD_SECONDS = 90;
const SOAK_SECONDS = Number(process.env.SOAK ?? 60);

const rss = () => {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024;
};

/** KiB of a socket that is connected and does nothing. */
async function socketAlone(count) {
  const server = net.createServer(() => undefined).listen(0, HOST, 4096);
  await new Promise((resolve) => server.once('listening', resolve));
  const before = rss();
  const sockets = [];
  await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const socket = net.connect({ host: HOST, port: server.address().port, localAddress: addressOf(i) });
      sockets.push(socket);
      return new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    }),
  );
  // Both ends are in this process.
  const each = (rss() - before) / count / 2;
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return each;
}

async function hold(sessions, seconds) {
  const far = await startFarSide(sessions, HOLD_SECONDS);
  const before = rss();
  const speaker = new Speaker({ connect: tcp.connect });
  let drops = 0;
  let up = 0;
  speaker.on('closed', () => drops++);
  const start = performance.now();
  const allUp = new Promise((resolve) => {
    speaker.on('established', () => {
      if (++up === sessions) resolve(performance.now() - start);
    });
  });
  for (let i = 0; i < sessions; i++) {
    speaker.create({
      name: String(i),
      peerAddress: HOST,
      peerPort: far.port,
      localAddress: addressOf(i),
      localAs: 65001,
      peerAs: 65002,
      routerId: '10.0.0.1',
      holdTimeSeconds: HOLD_SECONDS,
    });
  }
  const upMs = await Promise.race([allUp, sleep(120_000, Number.POSITIVE_INFINITY, { ref: false })]);
  await sleep(2_000);
  const kib = (rss() - before) / sessions;
  const [cpu, since] = [processorMs(), performance.now()];
  await sleep(seconds * 1000);
  const load = ((processorMs() - cpu) / (performance.now() - since)) * 100;
  const theirs = await far.ask('report');
  await speaker.close();
  await far.close();
  return { upMs, kib, load, drops: drops + theirs.drops, up: theirs.up };
}

const floor = await socketAlone(1000);
const many = await hold(3000, 30);
report({
  name: '3,000 sessions, all Established after',
  measured: many.upMs / 1000,
  unit: 's',
  goal: 3,
  better: 'less',
});
report({
  name: '3,000 sessions, lost',
  measured: many.drops + 3000 - many.up,
  unit: 'sessions',
  goal: 0,
  better: 'less',
});
report({
  name: '3,000 sessions, memory of one',
  measured: many.kib,
  unit: 'KiB',
  goal: 40,
  better: 'less',
  floor: { name: 'a socket alone', measured: floor },
});
report({
  name: '3,000 sessions, processor at hold time 90',
  measured: many.load,
  unit: '% of a core',
  goal: 10,
  better: 'less',
});
const soaked = await hold(1000, SOAK_SECONDS);
report({
  name: `1,000 sessions for ${SOAK_SECONDS} s, lost`,
  measured: soaked.drops + 1000 - soaked.up,
  unit: 'sessions',
  goal: 0,
  better: 'less',
});
report({
  name: `1,000 sessions for ${SOAK_SECONDS} s, processor`,
  measured: soaked.load,
  unit: '% of a core',
  goal: 10,
  better: 'less',
});
