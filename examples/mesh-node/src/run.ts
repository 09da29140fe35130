import net from 'node:net';
import { type Clock, systemClock, systemRandom } from '@mesh/bgp-session';
import { udp } from '@mesh/bgp-session/bfd';
import { connect, listen } from '@mesh/bgp-session/tcp';
import { EtcdRegistry } from '@mesh-examples/lib/etcd';
import type { Log } from '@mesh-examples/lib/log';
import { BirdRouting } from './bird/bird-routing.js';
import { MdnsDiscovery } from './discovery/mdns-discovery.js';
import { IpRoutes } from './kernel/ip-routes.js';
import { runIp } from './kernel/run-ip.js';
import { MetricsServer } from './metrics/metrics-server.js';
import { type Peers, PrometheusMetrics } from './metrics/prometheus-metrics.js';
import { MeshNode } from './node/mesh-node.js';
import type { Discovery, Farewell, NodeMetrics, Routing } from './ports.js';
import { limitedLog } from './routing/limited-log.js';
import { SpeakerRouting } from './routing/speaker-routing.js';
import type { Settings } from './settings/settings.js';
import { TincOverlay } from './tinc/tinc-overlay.js';

/** A node that runs, with its HTTP. */
export interface Running {
  readonly node: MeshNode;
  /** Where `/metrics` and `/health` are. */
  readonly http: { readonly host: string; readonly port: number };
  stop(how: Farewell): Promise<void>;
}

/** A node on etcd, tinc, mDNS and the kernel. Rejects where it can not begin; then nothing is left running. */
export async function run(settings: Settings, log: Log): Promise<Running> {
  const clock = systemClock();
  const metrics = new PrometheusMetrics();
  const { routing, peers } = await startRouting(settings, { clock, log });
  const node = new MeshNode(settings, {
    ...{ clock, random: systemRandom, routing, metrics, log },
    registry: etcd(settings, { clock, log, metrics }),
    overlay: new TincOverlay(settings),
    discovery: mdns(settings, { clock, log }),
  });
  const http = new MetricsServer({
    ...settings.metrics,
    ...{ clock, log },
    metrics: () => metrics.text(peers),
    notReady: () => waitsFor(node),
  });
  try {
    const at = await http.start();
    await node.start();
    const stop = async (how: Farewell) => {
      await http.close();
      await node.stop(how);
    };
    return { node, http: at, stop };
  } catch (error) {
    // Nobody has heard of this process: what an earlier one has left is not ours to take away.
    await Promise.all([http.close(), node.stop('restart')]);
    throw error;
  }
}

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
}

async function startRouting(
  settings: Settings,
  { clock, log }: Surroundings,
): Promise<{ readonly routing: Routing; readonly peers?: Peers }> {
  if (settings.routing === 'bird') return { routing: new BirdRouting(settings, { clock, log }) };
  const { install, ...place } = settings.kernel;
  const routing = await SpeakerRouting.start(settings, {
    ...{ clock, random: systemRandom, log, connect, listen },
    kernel: install ? new IpRoutes({ ...place, run: runIp, clock, log }) : undefined,
    datagrams: udp(),
    connectRtr: ({ host, port }, signal) => {
      const socket = net.connect({ host, port });
      signal.addEventListener('abort', () => socket.destroy(), { once: true });
      return socket;
    },
  });
  return { routing, peers: routing };
}

function etcd({ etcd }: Settings, { clock, log, metrics }: Surroundings & { readonly metrics: NodeMetrics }) {
  const limited = limitedLog(log, clock);
  return new EtcdRegistry({
    endpoints: etcd.endpoints,
    clock,
    onProblem: ({ code, message }) => limited.error('etcd', { code, message }),
    onWatchBroken: () => metrics.etcdWatchError(),
  });
}

function mdns({ discovery: { mdns, address } }: Settings, { clock, log }: Surroundings): Discovery | undefined {
  const limited = limitedLog(log, clock);
  return mdns
    ? new MdnsDiscovery({ clock, address, onProblem: ({ message }) => limited.error('mDNS', { message }) })
    : undefined;
}

function waitsFor({ isSynced, registration }: MeshNode): string | undefined {
  if (!isSynced) return 'the registry';
  return registration === 'removed' ? 'its key, which was deleted from the registry' : undefined;
}
