import { Speaker } from '@mesh/bgp-session';
import { listen } from '@mesh/bgp-session/tcp';
import { attributeSet, createContext } from '@mesh/bgp-wire';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { TableDigest } from '@mesh-examples/lib';
import { COLLECTOR, type CollectorMessage, INJECTOR } from './messages.js';

// The collector, a process of its own: it listens, takes what comes, and says what its table is.

const tell = (message: CollectorMessage) => process.send?.(message);
const context = createContext();
const table = new AdjRibIn(new RouteStore(), { onEndOfRib: complete });
const speaker = new Speaker({ handlerFor: () => ({ onEstablished: () => ({ sink: table }) }) });
const listener = await listen({ host: COLLECTOR.address, port: 0 }, speaker);

speaker.create({
  peerAddress: INJECTOR.address,
  passive: true,
  localAs: COLLECTOR.as,
  peerAs: INJECTOR.as,
  routerId: COLLECTOR.routerId,
});
tell({ type: 'listening', port: listener.port });
process.once('disconnect', async () => {
  await Promise.all([listener.close(), speaker.close()]);
});

function complete(): void {
  const { updates, octets } = speaker.peers()[0]!.traffic.received;
  tell({ type: 'complete', updates, octets });
  const digest = new TableDigest();
  for (const { prefix, nextHop, attributes } of table.routes()) {
    digest.add({ key: `${prefix} ${nextHop}`, attributes: attributeSet(attributes, context) });
  }
  tell({ type: 'table', routes: table.size(), digest: `${digest}`, memory: process.memoryUsage().rss });
}
