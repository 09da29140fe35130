// What a device makes of octets that are wrong: which cost a route, and which the session (RFC 7606).
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { AS_PATH, asSequence, attribute, encodeMessage, NEXT_HOP, ORIGIN, unicast } from '@mesh/bgp-wire';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { beforeEach, expect, it } from 'vitest';

const clock = new VirtualClock();
let table: AdjRibIn;
let peer: ScriptedPeer;

beforeEach(async () => {
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
  table = new AdjRibIn(new RouteStore());
  const device = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink: table }) }),
  });
  device.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
  peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  await peer.establish();
});

/** An UPDATE that announces 10.0.0.0/8, as octets to break. */
function update(): Uint8Array {
  const attributes = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, asSequence(65002)),
    attribute(NEXT_HOP, '192.0.2.2'),
  ];
  return encodeMessage({ type: 'UPDATE', attributes, nlri: [unicast('10.0.0.0/8')] }, peer.tx);
}

it('a wrong ORIGIN withdraws the route and keeps the session (§7.1)', async () => {
  peer.send(update());
  clock.runFor(10);
  expect(table.size()).toBe(1);

  const octets = update();
  octets[19 + 4 + 3] = 99; // the value of ORIGIN, the first attribute: 0, 1 or 2 are known
  peer.send(octets);
  await peer.silence({ ms: 1_000, but: ['KEEPALIVE'] });
  expect(table.size()).toBe(0);
});

it.each([
  ['a marker with a hole', (octets: Uint8Array) => octets.fill(0, 0, 1), { code: 1, subcode: 1 }],
  ['a length of 18', (octets: Uint8Array) => octets.fill(18, 17, 18), { code: 1, subcode: 2 }],
  ['a type nobody knows', (octets: Uint8Array) => octets.fill(77, 18, 19), { code: 1, subcode: 3, data: '4d' }],
  ['attributes beyond the message', (octets: Uint8Array) => octets.fill(0xff, 21, 23), { code: 3, subcode: 1 }],
])('%s ends the session', async (_, breakIt, notification) => {
  peer.send(breakIt(update()));
  await peer.expectNext('NOTIFICATION', notification);
  await peer.expectClose();
});
