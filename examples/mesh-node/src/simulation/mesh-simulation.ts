import type { Cancel } from '@mesh/bgp-session';
import { seededRandom, VirtualClock } from '@mesh/bgp-session/testing';
import { RouteStore } from '@mesh/rib';
import { type MemoryRegistry, MemoryRegistryStore } from '@mesh-examples/lib/registry';
import type { Discovered } from '../ports.js';
import { type SettingsInput, validate } from '../settings/settings.js';
import { OverlayFabric } from './overlay-fabric.js';
import type { LogLine } from './recording.js';
import { SimulatedNode, type Surroundings } from './simulated-node.js';

export interface MeshSimulationOptions {
  /** Decides all that is drawn. Default 1. */
  readonly seed?: number | undefined;
  /** Between any two nodes, one way. Default 5. */
  readonly latencyMs?: number | undefined;
  /** Networks behind every node: 1 is IPv4, 2, the default, IPv6 as well. */
  readonly networks?: 1 | 2 | undefined;
  /** Settings of every node, beside its name and networks. */
  readonly bgp?: SettingsInput['bgp'];
  /** Told of what nodes log, as they do. */
  readonly onLog?: ((node: string, line: LogLine) => void) | undefined;
}

/** Promises settle between two stretches of virtual time: what awaits takes up to this long. */
const STRETCH_MS = 10;
/** How often it is looked whether something holds. */
const LOOK_MS = 100;
const LATENCY_MS = 5;

/**
 * Nodes in one process and in virtual time: the code of the daemon with its speaker, on a registry, an overlay, a network
 * and kernels in memory.
 */
export class MeshSimulation {
  readonly clock = new VirtualClock();
  readonly registry = new MemoryRegistryStore(this.clock);
  /** Somebody with etcdctl. */
  readonly operator: MemoryRegistry = this.registry.connect();
  readonly fabric: OverlayFabric;
  readonly routes = new RouteStore();
  readonly #around: Surroundings;
  readonly #bgp: SettingsInput['bgp'];
  readonly #networks: number;
  readonly #nodes = new Map<number, SimulatedNode>();
  readonly #neighbourhood = new Set<Discovered>();

  constructor({ seed = 1, latencyMs = LATENCY_MS, networks = 2, bgp = {}, onLog }: MeshSimulationOptions = {}) {
    this.fabric = new OverlayFabric({ clock: this.clock, seed, latencyMs });
    this.#bgp = bgp;
    this.#networks = networks;
    this.#around = {
      clock: this.clock,
      random: seededRandom(seed + 1),
      registry: this.registry,
      fabric: this.fabric,
      routes: this.routes,
      neighbourhood: this.#neighbourhood,
      onLog: (node, line) => onLog?.(node, line),
    };
  }

  get nodes(): readonly SimulatedNode[] {
    return [...this.#nodes.values()];
  }

  /** Node N; there is one from the first call on. It has 10.(100 + N / 256).(N % 256).0/24 and 2001:db8:N::/48 behind it. */
  node(n: number): SimulatedNode {
    const known = this.#nodes.get(n);
    if (known !== undefined) return known;
    const networks = [`10.${100 + (n >> 8)}.${n & 255}.0/24`, `2001:db8:${n.toString(16)}::/48`];
    const settings = validate({
      node: { name: `node${n}` },
      etcd: { endpoints: ['http://127.0.0.1:2379'] },
      mesh: { prefix: '10.0.0.0/16' },
      bgp: { ...this.#bgp, networks: networks.slice(0, this.#networks) },
      tinc: { endpoint: `tinc${n}:655` },
    });
    const node = new SimulatedNode(settings, this.#around);
    this.#nodes.set(n, node);
    return node;
  }

  /** Nodes 1 to `count` start at the same moment. */
  async start(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, i) => this.node(i + 1).start()));
  }

  /** Has somebody look every tenth of a virtual second, until what is given back is called. */
  watch(look: () => void): Cancel {
    const next = (): Cancel =>
      this.clock.after(LOOK_MS, () => {
        look();
        cancel = next();
      });
    let cancel = next();
    return () => cancel();
  }

  /** Lets time pass, promises and all. */
  async run(ms: number): Promise<void> {
    for (const end = this.clock.now() + ms; this.clock.now() < end; ) {
      this.clock.runFor(Math.min(STRETCH_MS, end - this.clock.now()));
      await hostTurn();
      // Kept for tests of BFD; of a whole mesh it would be gigabytes.
      this.fabric.datagrams.sent.length = 0;
    }
  }

  /** Lets time pass until something holds; resolves to the milliseconds that took, undefined where it never did. */
  async until(holds: () => boolean, maxMs: number): Promise<number | undefined> {
    const startedAt = this.clock.now();
    while (!holds()) {
      if (this.clock.now() - startedAt >= maxMs) return undefined;
      await this.run(LOOK_MS);
    }
    return this.clock.now() - startedAt;
  }

  /** Lets time pass until a promise settles. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const done = () => {
      isSettled = true;
    };
    promise.then(done, done);
    await hostTurn();
    while (!isSettled) await this.run(STRETCH_MS);
    return promise;
  }

  /** Everybody who runs leaves. Resolves to what is left of them, in words: nothing. */
  async close(): Promise<readonly string[]> {
    await this.settled(Promise.all(this.nodes.filter(({ isUp }) => isUp).map((node) => node.stop('leave'))));
    await this.settled(Promise.all(this.nodes.map(({ ending }) => ending)));
    await this.operator.close();
    // Leases of those who failed lapse by themselves.
    await this.run(60_000);
    const { entries } = await this.registry.connect().list('');
    const left: readonly (readonly [number, string])[] = [
      [this.clock.pending, 'timers'],
      [this.fabric.network.open, 'ends of streams'],
      [this.fabric.datagrams.open, 'sockets for datagrams'],
      [entries.length, 'keys in the registry'],
      [this.routes.size, 'routes'],
      [this.routes.attributeSets, 'attribute sets'],
      [this.#neighbourhood.size, 'advertisements'],
    ];
    return left.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  }
}

function hostTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
