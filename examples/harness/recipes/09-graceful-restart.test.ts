// A neighbour that falls over and comes back: what a device keeps of it, and for how long (RFC 4724).
import { type PeerSettings, Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { AS_PATH, asSequence, attribute, Family, NEXT_HOP, ORIGIN, type UpdateMessage, unicast } from '@mesh/bgp-wire';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { expect, it } from 'vitest';

const family = Family.IPV4_UNICAST;
const attributes = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002)), attribute(NEXT_HOP, '192.0.2.2')];
const announce = (...prefixes: string[]): UpdateMessage => ({
  type: 'UPDATE',
  attributes,
  nlri: prefixes.map(unicast),
});
const endOfRib: UpdateMessage = { type: 'UPDATE' };

/** A device that helps its neighbour over a restart, and the neighbour each time it is there. */
function setup() {
  const clock = new VirtualClock();
  const table = new AdjRibIn(new RouteStore());
  const device = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink: table }) }) });
  device.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1', passive: true, gracefulRestart: {} });
  const settings: PeerSettings = {
    ...{ localAs: 65002, routerId: '192.0.2.2' },
    gracefulRestart: { restartTimeSeconds: 60, restarting: true, families: [{ family, forwardingPreserved: true }] },
  };
  const neighbour = async (): Promise<ScriptedPeer> => {
    const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
    device.accept(theirs);
    const peer = new ScriptedPeer(ours, settings, clock);
    await peer.establish();
    return peer;
  };
  const prefixes = () => [...table.routes()].map(({ prefix }) => prefix);
  return { clock, neighbour, prefixes };
}

it('back in time: the routes stay, and those that are not announced again go at End-of-RIB', async () => {
  const { clock, neighbour, prefixes } = setup();
  const before = await neighbour();
  before.send(announce('10.1.0.0/16', '10.2.0.0/16'));
  before.send(endOfRib);
  clock.runFor(1_000);
  before.destroy();
  clock.runFor(59_000);
  expect(prefixes()).toEqual(['10.1.0.0/16', '10.2.0.0/16']);

  const after = await neighbour();
  after.send(announce('10.2.0.0/16'));
  clock.runFor(10);
  expect(prefixes()).toEqual(['10.1.0.0/16', '10.2.0.0/16']);
  after.send(endOfRib);
  clock.runFor(10);
  expect(prefixes()).toEqual(['10.2.0.0/16']);
});

it('not back in time: the routes go with the restart time', async () => {
  const { clock, neighbour, prefixes } = setup();
  const before = await neighbour();
  before.send(announce('10.1.0.0/16'));
  clock.runFor(1_000);
  before.destroy();
  clock.runFor(59_000);
  expect(prefixes()).toEqual(['10.1.0.0/16']);
  clock.runFor(2_000);
  expect(prefixes()).toEqual([]);
});
