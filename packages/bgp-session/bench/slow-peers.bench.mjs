// Ten of a hundred peers keep alive and never read: each of them holds a chunk of 64 KiB and a KEEPALIVE in this process
// and no more, and is ended when its send hold time is over (RFC 9687), while changes reach the ninety others as fast as
// without them. Runs with and without the ten take turns; what is compared are their medians. The kernel's own buffers
// count for nobody.
import { setTimeout as sleep } from 'node:timers/promises';
import { formatCloseReason, Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';
import { AS_PATH, asSequence, attribute, createContext, encodeMessage, Family, NEXT_HOP, ORIGIN } from '@mesh/bgp-wire';
import { report } from '../../../examples/bench/report.mjs';
import { stamp } from './load/addresses.mjs';
import { startFarSide } from './load/far-side.mjs';

const HOLD_SECONDS = 3;
const SEND_HOLD_SECONDS = 5;
const READERS = 90;
const DEAF = 10;
const RUNS = 3;
const CHANGE_EVERY_MS = 20;
const RUN_MS = (SEND_HOLD_SECONDS + 2) * 1000;
const CHUNK = 65_536;
const KEEPALIVE_OCTETS = 19;

function update(prefixes) {
  return encodeMessage(
    {
      type: 'UPDATE',
      attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65001)), attribute(NEXT_HOP, '10.0.0.1')],
      nlri: prefixes.map((prefix) => ({ family: Family.IPV4_UNICAST, prefix })),
    },
    createContext(),
  );
}

/** A table that never ends, for those who do not read it. */
const endless = (() => {
  const message = update(Array.from({ length: 200 }, (_, i) => `10.${i}.0.0/16`));
  const chunk = new Uint8Array(Math.floor(CHUNK / message.length) * message.length);
  for (let at = 0; at < chunk.length; at += message.length) chunk.set(message, at);
  return chunk;
})();

/** Gives what is waiting, one chunk a change. */
class Changes {
  #waiting = [];
  #wake = () => undefined;

  add(octets) {
    this.#waiting.push(octets);
    this.#wake();
  }
  next() {
    return this.#waiting.shift();
  }
  accepted() {}
  onReady(wake) {
    this.#wake = wake;
  }
  close() {}
}

/** Gives chunks without end, and knows when the last one was taken. */
class Endless {
  lastAccepted = 0;
  next() {
    return endless.slice();
  }
  accepted() {
    this.lastAccepted = performance.now();
  }
  onReady() {}
  close() {}
}

async function run(deafCount) {
  const readers = await startFarSide({ count: READERS, holdTimeSeconds: HOLD_SECONDS, role: 'timed' });
  const deaf = await startFarSide({ first: READERS, count: DEAF, holdTimeSeconds: HOLD_SECONDS, role: 'deaf' });
  const isDeaf = ({ name }) => Number(name) >= READERS;
  const streams = new Map();
  const sources = new Map();
  const killed = [];
  const otherEnds = [];
  const speaker = new Speaker({
    connect: async (target, signal) => {
      const stream = await tcp.connect(target, signal);
      streams.set(target.name, stream);
      return stream;
    },
    handlerFor: (peer) => ({
      onEstablished() {
        const source = isDeaf(peer) ? new Endless() : new Changes();
        sources.set(peer.name, source);
        return { source };
      },
    }),
  });
  speaker.on('closed', (reason, peer) => {
    if (isDeaf(peer) && reason.error?.code === 'MESH_SEND_HOLD_EXPIRED') {
      killed.push((performance.now() - sources.get(peer.name).lastAccepted) / 1000);
      speaker.disable(({ name }) => name === peer.name);
    } else if (peer.enabled) otherEnds.push(`${peer.name}: ${formatCloseReason(reason)}`);
  });
  for (const settings of readers.settings) speaker.create(settings);
  await whenUp(speaker, READERS);
  await sleep(500);
  await readers.ask('watch');
  let mostUnaccepted = 0;
  const memory = [];
  for (const settings of deaf.settings.slice(0, deafCount)) {
    speaker.create({ ...settings, sendHoldTimeSeconds: SEND_HOLD_SECONDS });
  }
  const start = performance.now();
  for (let changes = 0; performance.now() - start < RUN_MS; changes++) {
    const octets = update(['198.51.100.0/24', '192.0.2.1/32']);
    new DataView(octets.buffer, octets.byteOffset).setUint32(octets.length - 4, stamp());
    for (let i = 0; i < READERS; i++) sources.get(String(i)).add(octets);
    for (const [name, stream] of streams) {
      if (isDeaf({ name })) mostUnaccepted = Math.max(mostUnaccepted, stream.unaccepted);
    }
    // Once a second, with and without the ten alike: what is garbage waits for nobody.
    if (changes % Math.floor(1000 / CHANGE_EVERY_MS) === 0) {
      globalThis.gc?.();
      memory.push(process.memoryUsage().arrayBuffers);
    }
    await sleep(CHANGE_EVERY_MS);
  }
  const { latencies } = await readers.ask('report');
  const lost = [...otherEnds];
  await speaker.close();
  await Promise.all([readers.close(), deaf.close()]);
  return { medianUs: median(latencies), killed, mostUnaccepted, memory: median(memory), lost };
}

async function whenUp(speaker, count) {
  const up = () => speaker.peers().filter(({ session }) => session !== undefined).length;
  while (up() < count) await sleep(50);
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const runs = [];
for (let i = 0; i < RUNS; i++) runs.push({ without: await run(0), beside: await run(DEAF) });
const beside = runs.map((one) => one.beside);
const killed = beside.flatMap((one) => one.killed);
const lost = runs.flatMap((one) => [...one.without.lost, ...one.beside.lost]);

report({
  name: 'a peer that never reads, octets that wait for it',
  measured: Math.max(...beside.map((one) => one.mostUnaccepted)),
  unit: 'octets',
  goal: CHUNK + KEEPALIVE_OCTETS,
  better: 'less',
});
report({
  name: 'ten of them, memory in buffers',
  measured: median(runs.map((one) => one.beside.memory - one.without.memory)) / 1024,
  unit: 'KiB',
  goal: (DEAF * (CHUNK + KEEPALIVE_OCTETS)) / 1024,
  better: 'less',
});
report({
  name: 'not ended at their send hold time',
  measured: beside.length * DEAF - killed.length,
  unit: 'peers',
  goal: 0,
  better: 'less',
});
report({
  name: `ended how far from ${SEND_HOLD_SECONDS} s after the last chunk`,
  measured: Math.max(...killed.map((seconds) => Math.abs(seconds - SEND_HOLD_SECONDS))),
  unit: 's',
  goal: 1,
  better: 'less',
});
report({ name: 'other sessions lost', measured: lost.length, unit: 'sessions', goal: 0, better: 'less' });
for (const line of lost.slice(0, 5)) console.log(`      ${line}`);
report({
  name: 'a change reaches the 90 others in',
  measured: median(beside.map((one) => one.medianUs)) / 1000,
  unit: 'ms',
  floor: { name: 'without the ten', measured: median(runs.map((one) => one.without.medianUs)) / 1000 },
});
report({
  name: 'the same, times what it takes without the ten',
  measured: median(runs.map((one) => one.beside.medianUs / one.without.medianUs)),
  unit: 'times',
  goal: 1.1,
  better: 'less',
});
