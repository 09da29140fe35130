// A table of the Internet, as route collectors publish it, into a device under test.
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  attribute,
  attributeSet,
  createContext,
  Family,
  NO_PATH_ID,
  ORIGIN,
} from '@mesh/bgp-wire';
import { type MrtRoute, readMrtRoutes, writeTableDump } from '@mesh/bgp-wire/mrt';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { expect, it } from 'vitest';

const COUNT = 5_000;

/** A dump of 5,000 routes. Yours is a file of RIPE RIS or Route Views: `createReadStream('bview.gz')`. */
function tableDump(): AsyncIterable<Uint8Array> {
  const peer = { routerId: 0xc0000202, address: '192.0.2.2', asn: 65010 };
  const route = (i: number): MrtRoute => ({
    ...{ peer, originated: 1_700_000_000, family: Family.IPV4_UNICAST, pathId: NO_PATH_ID },
    nlri: new Uint8Array([24, 20, i >> 8, i & 0xff]),
    attributes: attributeSet(
      [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65010, 65100 + (i % 100)))],
      createContext(),
    ),
    nextHop: new Uint8Array([192, 0, 2, 2]),
  });
  const options = { timestamp: 1_700_000_000, collector: 0xc0000201, peers: [peer], gzip: true };
  return writeTableDump(
    Array.from({ length: COUNT }, (_, i) => route(i)),
    options,
  );
}

it('every route of the dump arrives, and the device sets the pace', async () => {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });

  const table = new AdjRibIn(new RouteStore());
  const device = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink: table }) }) });
  device.create({ localAs: 65001, peerAs: 65010, routerId: '192.0.2.1', passive: true });
  device.accept(theirs);

  const out = new AdjRibOut(new RouteStore());
  const injector = new Speaker({
    ...{ clock, connect: () => ours },
    handlerFor: () => ({ onEstablished: (session) => ({ source: out.open(session) }) }),
  });
  injector.create({ localAs: 65010, peerAs: 65001, routerId: '192.0.2.2' }); // as the peer whose routes they are

  for await (const route of readMrtRoutes(tableDump())) out.announce(route);
  expect(clock.runUntil(() => table.size() === COUNT, 60_000)).toBe(true);
  expect(table.get({ prefix: '20.0.42.0/24' })?.get(AS_PATH)).toEqual(asSequence(65010, 65142));
});
