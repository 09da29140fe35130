// What somebody captured, said again: a session of a capture file against a device.
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  attribute,
  createContext,
  encodeMessage,
  KEEPALIVE,
  type Message,
  MessageType,
  NEXT_HOP,
  ORIGIN,
  unicast,
} from '@mesh/bgp-wire';
import { readMessages, writeSession } from '@mesh/bgp-wire/pcap';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { expect, it } from 'vitest';

/** A capture of a peer that announces two routes and takes one back. Yours comes from tcpdump: `readFileSync(file)`. */
function capture(): Uint8Array {
  const attributes = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, asSequence(65002)),
    attribute(NEXT_HOP, '192.0.2.2'),
  ];
  const messages: Message[] = [
    KEEPALIVE,
    { type: 'UPDATE', attributes, nlri: [unicast('10.0.0.0/8'), unicast('172.16.0.0/12')] },
    { type: 'UPDATE', withdrawn: [unicast('10.0.0.0/8')] },
  ];
  const frames = messages.map((message) => encodeMessage(message, createContext()));
  return writeSession({
    source: { address: '192.0.2.2', port: 50_000 },
    destination: { address: '192.0.2.1', port: 179 },
    messages: frames.map((frame, i) => ({ timestampNs: BigInt(i) * 2_000_000_000n, direction: 'forward', frame })),
  });
}

it('the routes of a capture stand in the table of the device, at the pace of the capture', async () => {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
  const table = new AdjRibIn(new RouteStore());
  const device = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink: table }) }),
  });
  device.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  await peer.establish(); // with OPENs of our own: who dials what is nothing a capture decides

  const sizes: number[] = [];
  const beginning = clock.now();
  for await (const event of readMessages(capture())) {
    if (event.kind === 'fault') throw new Error(event.reason);
    if (event.kind !== 'message' || event.stream.direction !== 'forward') continue;
    const due = beginning + Number(event.timestampNs / 1_000_000n);
    if (due > clock.now()) clock.runFor(due - clock.now());
    if (event.frame[18] === MessageType.UPDATE) peer.send(event.frame);
    clock.runFor(10);
    sizes.push(table.size());
  }
  expect(sizes).toEqual([0, 2, 1]);
  expect([...table.routes()].map(({ prefix }) => prefix)).toEqual(['172.16.0.0/12']);
});
