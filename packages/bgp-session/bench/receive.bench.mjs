// UPDATEs through one session in one thread: framer, lazy view with the RFC 7606 walk, FSM, a sink that does nothing. The
// floor is the same octets through the same stream in memory, and nothing done with them. Run with
// `node --expose-gc packages/bgp-session/bench/receive.bench.mjs` after a build.
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { AS_PATH, asSequence, attribute, createContext, Family, ORIGIN, packUpdates } from '@mesh/bgp-wire';
import { median, report, seconds } from '../../../examples/bench/report.mjs';

const PREFIXES = 400_000;
const RUNS = 7;
const us = { peerAddress: '192.0.2.2', localAs: 65001, peerAs: 65002, routerId: '192.0.2.1', holdTimeSeconds: 0 };
const them = { localAs: 65002, routerId: '192.0.2.2' };

function table(perSet) {
  const announced = [];
  for (let at = 0; at < PREFIXES; at += perSet) {
    const nlri = Array.from({ length: perSet }, (_, i) => {
      const n = at + i;
      return { family: Family.IPV4_UNICAST, prefix: `${1 + (n >>> 16)}.${(n >>> 8) & 255}.${n & 255}.0/24` };
    });
    const attributes = [
      attribute(ORIGIN, 'igp'),
      attribute(AS_PATH, asSequence(65002, 3356, 174, 64512 + (at % 1000))),
    ];
    announced.push({ nlri, attributes, nextHop: { address: '192.0.2.2' } });
  }
  return packUpdates({ announced }, createContext());
}

/** Prefixes a second, in millions. */
function receive(octets) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { chunk: 65_536 });
  let updates = 0;
  const sink = {
    up: () => undefined,
    update: () => {
      updates++;
    },
    endOfRib: () => undefined,
    refresh: () => undefined,
    stale: () => undefined,
    purge: () => undefined,
    down: () => undefined,
  };
  const speaker = new Speaker({ clock, connect: () => ours, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
  speaker.create(us);
  const peer = new ScriptedPeer(theirs, them, clock);
  peer.establish();
  const spent = seconds(() => {
    peer.send(octets);
    clock.runFor(1);
  });
  if (updates === 0) throw new Error('no UPDATE came');
  return PREFIXES / spent / 1e6;
}

function pass(octets) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { chunk: 65_536 });
  let sum = 0;
  ours.attach({
    data: (bytes) => {
      for (let i = 0; i < bytes.length; i += 64) sum += bytes[i];
    },
    drain: () => undefined,
    closed: () => undefined,
  });
  const spent = seconds(() => {
    theirs.write(octets, () => undefined);
    clock.runFor(1);
  });
  if (sum === 0) throw new Error('nothing came');
  return PREFIXES / spent / 1e6;
}

for (const [label, perSet] of [
  ['session receives, full messages', 1000],
  ['session receives, 10 prefixes an UPDATE', 10],
  ['session receives, 4 prefixes an UPDATE', 4],
]) {
  const octets = table(perSet);
  report({
    name: label,
    measured: median(RUNS, () => receive(octets)),
    unit: 'M prefixes/s',
    goal: 1,
    floor: { name: 'octets alone', measured: median(RUNS, () => pass(octets)) },
  });
}
