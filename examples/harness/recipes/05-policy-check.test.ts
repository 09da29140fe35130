// What a policy takes, what it changes and why it says no: asked of the policy, and seen by a peer.
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { AS_PATH, asSequence, attribute, COMMUNITIES, LOCAL_PREF, NEXT_HOP, ORIGIN, unicast } from '@mesh/bgp-wire';
import {
  AdjRibIn,
  deleteCommunities,
  hasCommunity,
  policy,
  prefixList,
  RouteStore,
  reject,
  setLocalPref,
  when,
} from '@mesh/rib';
import { expect, it } from 'vitest';

/** The policy under test. */
const fromCustomer = policy(
  'from customer',
  when(prefixList(['10.0.0.0/8 orlonger', '0.0.0.0/0 ge 25']), reject('not a route for the Internet')),
  when(hasCommunity('65002:50'), setLocalPref(50), deleteCommunities('65002:50')),
);

it('bogons and long prefixes stay outside, a community sets the preference', async () => {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock);
  const table = new AdjRibIn(new RouteStore(), { import: { policy: fromCustomer } });
  const device = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink: table }) }),
  });
  device.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  await peer.establish();

  const announce = (prefix: string, ...communities: number[]) =>
    peer.send({
      type: 'UPDATE',
      attributes: [
        attribute(ORIGIN, 'igp'),
        attribute(AS_PATH, asSequence(65002)),
        attribute(NEXT_HOP, '192.0.2.2'),
        ...(communities.length === 0 ? [] : [attribute(COMMUNITIES, communities)]),
      ],
      nlri: [unicast(prefix)],
    });
  announce('203.0.113.0/24');
  announce('198.51.100.0/24', 65002 * 65536 + 50);
  announce('10.1.0.0/16');
  announce('198.51.100.128/25');
  clock.runFor(10);

  const taken = [...table.acceptedRoutes()].map((route) => [
    route.prefix,
    route.get(LOCAL_PREF),
    route.get(COMMUNITIES),
  ]);
  expect(taken).toEqual([
    ['203.0.113.0/24', undefined, undefined],
    ['198.51.100.0/24', 50, undefined],
  ]);
  expect(table.verdict({ prefix: '10.1.0.0/16' })).toMatchObject({
    accepted: false,
    rejection: { check: 'policy', reason: 'not a route for the Internet' },
  });
});
