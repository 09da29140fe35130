// The other side of a load benchmark, in a process of its own: a speaker with passive peers on loopback, one for each
// local address that the measured process dials from. It is told what to do by messages and tells what it saw.
import { performance } from 'node:perf_hooks';
import { Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';
import { addressOf, HOST } from './addresses.mjs';

const [sessions, holdTimeSeconds] = process.argv.slice(2).map(Number);

const speaker = new Speaker();
let drops = 0;
speaker.on('closed', () => drops++);
speaker.on('error', () => undefined);

/** Keepalives and UPDATEs of each session: when the last one came, and the largest gap since `watch`. */
const last = new Map();
let largestGapMs = 0;
speaker.tap((stream) => ({
  received: () => {
    const now = performance.now();
    const before = last.get(stream);
    if (before !== undefined) largestGapMs = Math.max(largestGapMs, now - before);
    last.set(stream, now);
  },
}));

for (let i = 0; i < sessions; i++) {
  speaker.create({
    name: String(i),
    peerAddress: addressOf(i),
    localAs: 65002,
    peerAs: 65001,
    routerId: '10.0.0.2',
    passive: true,
    holdTimeSeconds,
  });
}
const listener = await tcp.listen({ host: HOST, port: 0, backlog: 4096 }, speaker);

process.on('message', async (request) => {
  if (request === 'watch') {
    largestGapMs = 0;
    for (const stream of last.keys()) last.set(stream, performance.now());
    process.send({ watching: true });
  } else if (request === 'report') {
    const up = speaker.peers().filter(({ session }) => session !== undefined).length;
    process.send({ drops, up, largestGapMs });
  } else if (request === 'close') {
    await speaker.close();
    await listener.close();
    process.disconnect();
  }
});
process.send({ port: listener.port });
