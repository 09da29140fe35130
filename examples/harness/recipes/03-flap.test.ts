// A route that comes and goes, and a device that holds it down for a while: forty minutes that take a moment (RFC 7196).
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { AS_PATH, asSequence, attribute, NEXT_HOP, ORIGIN, unicast } from '@mesh/bgp-wire';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { expect, it } from 'vitest';

it('a route that flaps is not used until it has been quiet', async () => {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
  const table = new AdjRibIn(new RouteStore(), { clock, import: {}, dampening: {} });
  const device = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink: table }) }),
  });
  device.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  await peer.establish();
  peer.keepAlive(30_000);

  const nlri = [unicast('10.0.0.0/8')];
  const attributes = [
    attribute(ORIGIN, 'igp'),
    attribute(AS_PATH, asSequence(65002)),
    attribute(NEXT_HOP, '192.0.2.2'),
  ];
  const used = () => [...table.acceptedRoutes()].length;

  peer.send({ type: 'UPDATE', attributes, nlri });
  clock.runFor(1_000);
  expect(used()).toBe(1);

  for (let flap = 0; flap < 7; flap++) {
    peer.send({ type: 'UPDATE', withdrawn: nlri });
    clock.runFor(500);
    peer.send({ type: 'UPDATE', attributes, nlri });
    clock.runFor(500);
  }
  expect([table.size(), used()]).toEqual([1, 0]); // it is there, and suppressed

  // Each withdrawal costs 1000, half is forgotten in 900 s, and below 750 it is used again: log2(7000 / 750) half-lives.
  clock.runFor(2_850_000);
  expect(used()).toBe(0);
  expect(clock.runUntil(() => used() === 1, 100_000)).toBe(true);
});
