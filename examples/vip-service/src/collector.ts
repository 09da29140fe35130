import { Speaker } from '@mesh/bgp-session';
import { listen } from '@mesh/bgp-session/tcp';
import { Family } from '@mesh/bgp-wire';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import type { Log } from '@mesh-examples/lib/log';

/** A neighbour to try the service with, at a port of loopback that is free: it takes what it is told, and says so. */
export async function startCollector(log: Log): Promise<{ readonly port: number; close(): Promise<void> }> {
  const table = new AdjRibIn(new RouteStore(), {
    onChange: () => log.info('collector', { routes: [...table.routes()].slice(0, 20).map(({ prefix }) => prefix) }),
  });
  const speaker = new Speaker({ handlerFor: () => ({ onEstablished: () => ({ sink: table }) }) });
  const listener = await listen({ host: '127.0.0.1', port: 0 }, speaker);
  speaker.create({
    peerAddress: '127.0.0.1',
    passive: true,
    localAs: 65001,
    peerAs: 65000,
    routerId: '192.0.2.254',
    families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST],
  });
  return {
    port: listener.port,
    async close() {
      const listening = listener.close();
      await speaker.close();
      await listening;
    },
  };
}
