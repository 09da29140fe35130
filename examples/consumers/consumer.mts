// An ESM program as a user writes it: every entry of every package, types and all.

import { Speaker } from '@mesh/bgp-session';
import * as bfd from '@mesh/bgp-session/bfd';
import * as tcp from '@mesh/bgp-session/tcp';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { createContext, decodeMessage, encodeMessage, KEEPALIVE, UpdateView } from '@mesh/bgp-wire';
import { readMrt } from '@mesh/bgp-wire/mrt';
import { createConfigurationWithRoutes, parseRouteText, routeSpec } from '@mesh/config';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';

const decoded = decodeMessage(encodeMessage(KEEPALIVE, createContext()), createContext());
if (!decoded.ok || decoded.message.type !== 'KEEPALIVE') throw new Error('a KEEPALIVE does not survive the codec');

const clock = new VirtualClock();
const [left, right] = memoryPair(clock);
const store = new RouteStore();
const [route] = parseRouteText('route 10.0.0.0/24 next-hop self');
if (route === undefined) throw new Error('no route in the text');
const out = new AdjRibOut(store, { localAddress: '192.0.2.1' });
out.announce(routeSpec(route));
const rib = new AdjRibIn(store);

const sender = new Speaker({
  clock,
  connect: () => left,
  handlerFor: () => ({ onEstablished: (session) => ({ source: out.open(session) }) }),
});
const receiver = new Speaker({
  clock,
  connect: () => right,
  handlerFor: () => ({ onEstablished: () => ({ sink: rib }) }),
});
sender.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
receiver.create({ localAs: 65002, peerAs: 65001, routerId: '192.0.2.2' });
if (!clock.runUntil(() => rib.size() === 1, 10_000)) throw new Error('the route did not arrive');

const exported: readonly unknown[] = [
  bfd.BfdEndpoint,
  bfd.udp,
  tcp.connect,
  tcp.listen,
  readMrt,
  UpdateView,
  createConfigurationWithRoutes,
];
if (exported.some((value) => value === undefined)) throw new Error('an export is missing');
console.log(`ESM consumer: ${rib.get({ prefix: '10.0.0.0/24' })?.index} arrived in virtual time`);
