import { Speaker } from '@mesh/bgp-session';
import { MemoryNetwork, VirtualClock } from '@mesh/bgp-session/testing';
import { COMMUNITIES, Family, formatCommunity } from '@mesh/bgp-wire';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import { silentLog } from '@mesh-examples/lib/log';
import { VipService, type VipServiceOptions } from '../src/service.js';
import { validate } from '../src/settings/load.js';
import type { SettingsInput } from '../src/settings/settings.js';
import { MemoryStore, type StateStore } from '../src/store/state-store.js';

export const US = '192.0.2.1';
export const ROUTER = '192.0.2.254';
/** What the calendar says when virtual time begins. */
export const TODAY = Date.UTC(2026, 0, 1);

/** A router: it takes what it is told, and says why sessions ended. */
export class Router {
  readonly table: AdjRibIn = new AdjRibIn(new RouteStore());
  readonly ends: string[] = [];
  readonly speaker: Speaker;

  constructor(clock: VirtualClock, network: MemoryNetwork, address: string, as: number) {
    const host = network.host(address);
    this.speaker = new Speaker({
      clock,
      random: network.random,
      connect: host.connect,
      handlerFor: () => ({ onEstablished: () => ({ sink: this.table }) }),
    });
    host.listen((stream, addresses) => this.speaker.accept(stream, addresses));
    this.speaker.on('closed', (reason) => this.ends.push(JSON.stringify(reason)));
    this.speaker.create({
      peerAddress: US,
      passive: true,
      localAs: as,
      peerAs: 65000,
      routerId: address,
      families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST],
      gracefulRestart: { restartTimeSeconds: 120, notification: false },
    });
  }

  /** Prefixes with their communities, in order. */
  routes(): readonly string[] {
    return [...this.table.routes()]
      .map((route) => [route.prefix, ...(route.get(COMMUNITIES) ?? []).map(formatCommunity)].join(' '))
      .sort();
  }
}

/** A service and a router in virtual time. */
export function lab(bgp: Partial<SettingsInput['bgp']> = {}, store: StateStore = new MemoryStore()) {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock, { latencyMs: 1 });
  const router = new Router(clock, network, ROUTER, 65001);
  const today = () => TODAY + clock.now();
  const start = async (options: Partial<VipServiceOptions> = {}) => {
    const settings = validate({
      bgp: { asn: 65000, router_id: US, peers: [{ address: ROUTER, asn: 65001, local_address: US }], ...bgp },
    });
    const transport = { connect: network.host(US).connect };
    const service = new VipService(settings, {
      transport,
      store,
      log: silentLog,
      clock,
      today,
      random: network.random,
      ...options,
    });
    await service.start();
    return service;
  };
  return { clock, network, router, start, store };
}
