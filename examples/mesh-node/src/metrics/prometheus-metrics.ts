import { metrics, type PeerSnapshot } from '@mesh/bgp-session';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { NodeMetrics } from '../ports.js';

/** Those whose sessions are told of: a `Speaker`. */
export interface Peers {
  peers(): readonly PeerSnapshot[];
}

const STATUSES = ['success', 'error'] as const;
const OPERATIONS = ['put', 'delete', 'sync'] as const;

/** Upper bounds in seconds: what the clients of Prometheus have by default, so what dashboards of BGP4mesh expect. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of BGP4mesh by its names, and the sessions of a speaker by those of `@mesh/bgp-session`. */
export class PrometheusMetrics implements NodeMetrics {
  readonly #registry = new Registry();
  readonly #discovered = new Gauge({
    name: 'bgp_daemon_peers_discovered',
    help: 'Nodes in the registry, this one left out.',
    registers: [this.#registry],
  });
  readonly #syncs = new Counter({
    name: 'bgp_daemon_peer_sync_total',
    help: 'Changes of the registry that were carried out, by what they were and how that went.',
    labelNames: ['status', 'operation'],
    registers: [this.#registry],
  });
  readonly #connections = new Gauge({
    name: 'bgp_daemon_tinc_connections_active',
    help: 'Nodes that tinc connects to.',
    registers: [this.#registry],
  });
  readonly #hostFileSync = new Histogram({
    name: 'bgp_daemon_host_file_sync_duration_seconds',
    help: 'How long it took to write the host file of a node.',
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #watchErrors = new Counter({
    name: 'bgp_daemon_etcd_watch_errors_total',
    help: 'Times that the watch of the registry broke.',
    registers: [this.#registry],
  });

  constructor() {
    // All series are there from the start: a rate tells nothing of the first change of one that is born with it.
    for (const status of STATUSES) {
      for (const operation of OPERATIONS) this.#syncs.inc({ status, operation }, 0);
    }
  }

  peersDiscovered(count: number): void {
    this.#discovered.set(count);
  }

  peerSync(status: (typeof STATUSES)[number], operation: (typeof OPERATIONS)[number]): void {
    this.#syncs.inc({ status, operation });
  }

  connectionsActive(count: number): void {
    this.#connections.set(count);
  }

  hostFileSync(seconds: number): void {
    this.#hostFileSync.observe(seconds);
  }

  etcdWatchError(): void {
    this.#watchErrors.inc();
  }

  /** All of it in the text format of Prometheus, version 0.0.4. Without a speaker, the node's own metrics alone. */
  async text(speaker?: Peers): Promise<string> {
    const own = await this.#registry.metrics();
    return own + (speaker === undefined ? '' : metrics(speaker));
  }
}
