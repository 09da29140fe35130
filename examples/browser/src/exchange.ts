import { Speaker } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  attribute,
  attributeToJson,
  createContext,
  type Json,
  MULTI_EXIT_DISC,
  ORIGIN,
} from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';

const LIMIT_MS = 60_000;

/** Two speakers in virtual time: what the second has of the route that the first announces. */
export function exchange(): Json {
  const context = createContext();
  const clock = new VirtualClock();
  const [left, right] = memoryPair(clock, { latencyMs: 5, addresses: ['192.0.2.1', '192.0.2.2'] });
  const out = new AdjRibOut(new RouteStore({ seed: 1 }));
  const received = new AdjRibIn(new RouteStore({ seed: 2 }));
  const sender = new Speaker({
    clock,
    random: () => 0.5,
    connect: () => left,
    handlerFor: () => ({ onEstablished: (session) => ({ source: out.open(session) }) }),
  });
  const receiver = new Speaker({
    clock,
    random: () => 0.5,
    connect: () => right,
    handlerFor: () => ({ onEstablished: () => ({ sink: received }) }),
  });
  sender.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
  receiver.create({ localAs: 65002, peerAs: 65001, routerId: '192.0.2.2' });
  out.announce({
    prefix: '203.0.113.0/24',
    nextHop: '192.0.2.1',
    attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65001)), attribute(MULTI_EXIT_DISC, 10)],
  });
  clock.runUntil(() => received.size() === 1, LIMIT_MS);
  return {
    states: [sender, receiver].map((speaker) => speaker.peers()[0]?.state ?? 'none'),
    routes: [...received.routes()].map(({ prefix, nextHop, attributes }) => ({
      prefix,
      nextHop,
      attributes: attributes.map((one) => attributeToJson(one, context)),
    })),
  };
}
