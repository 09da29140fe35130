import { seededRandom, VirtualClock } from '@mesh/bgp-session/testing';
import { type MemoryRegistry, MemoryRegistryStore } from '@mesh-examples/lib/registry';
import { MeshNode } from '../../src/node/mesh-node.js';
import { formatPeer, type Peer } from '../../src/peer.js';
import type { Discovered } from '../../src/ports.js';
import { type SettingsInput, validate } from '../../src/settings/settings.js';
import { keyOf, MemoryOverlay } from '../../src/simulation/memory-overlay.js';
import { MemoryDiscovery, MemoryLog, MemoryMetrics, MemoryRouting } from '../../src/simulation/recording.js';

/** Time, a registry, a local network, and a seed. */
export class Lab {
  readonly clock = new VirtualClock();
  readonly store = new MemoryRegistryStore(this.clock);
  readonly random = seededRandom(1);
  readonly neighbourhood = new Set<Discovered>();
  /** Somebody with etcdctl. */
  readonly operator = this.store.connect();

  /** A node on doubles, not started. */
  node(n: number, settings: Partial<SettingsInput> = {}): TestNode {
    return new TestNode(this, n, settings);
  }

  /** What the registry has, by key. */
  async keys(): Promise<readonly string[]> {
    return (await this.operator.list('/')).entries.map(({ key }) => key);
  }
}

export class TestNode {
  readonly registry: MemoryRegistry;
  readonly overlay: MemoryOverlay;
  readonly routing = new MemoryRouting();
  readonly discovery: MemoryDiscovery;
  readonly metrics = new MemoryMetrics();
  readonly log = new MemoryLog();
  readonly node: MeshNode;
  readonly #lab: Lab;

  constructor(lab: Lab, n: number, settings: Partial<SettingsInput>) {
    this.#lab = lab;
    const name = `node${n}`;
    this.registry = lab.store.connect();
    this.overlay = new MemoryOverlay(name);
    this.discovery = new MemoryDiscovery(lab.neighbourhood);
    this.node = new MeshNode(
      validate({
        node: { name },
        etcd: { endpoints: ['http://127.0.0.1:2379'] },
        tinc: { endpoint: `tinc${n}:655` },
        ...settings,
      }),
      { ...this, clock: lab.clock, random: lab.random },
    );
  }

  /** Starts, and lets time pass until the first sync is over. */
  async join(): Promise<this> {
    await this.node.start();
    await this.#lab.clock.advance(() => this.node.isSynced, 60_000);
    return this;
  }

  get members(): readonly string[] {
    return [...this.node.members.keys()];
  }

  /** The lines of reconciliations. */
  get reconciliations(): readonly string[] {
    return this.log.events().filter((event) => event.startsWith('Reconciling'));
  }
}

/** What node N puts. */
export function peer(n: number, other: Partial<Peer> = {}): Peer {
  return { IP: `10.0.0.${n}`, Key: keyOf(`node${n}`), Endpoint: `tinc${n}:655`, ...other };
}

export function put(lab: Lab, n: number, other: Partial<Peer> = {}): Promise<number> {
  return lab.operator.put(`/peers/node${n}`, formatPeer(peer(n, other)));
}
