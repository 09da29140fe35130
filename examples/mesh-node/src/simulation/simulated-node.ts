import type { VirtualClock } from '@mesh/bgp-session/testing';
import type { RouteStore } from '@mesh/rib';
import type { MemoryRegistry, MemoryRegistryStore } from '@mesh-examples/lib/registry';
import { type Identity, identityOf } from '../identity.js';
import { type MemoryKernel, MemoryKernelRoutes } from '../kernel/memory-kernel-routes.js';
import { MeshNode } from '../node/mesh-node.js';
import type { Discovered, Farewell } from '../ports.js';
import { SpeakerRouting } from '../routing/speaker-routing.js';
import type { Settings } from '../settings/settings.js';
import type { MemoryOverlay } from './memory-overlay.js';
import type { OverlayFabric } from './overlay-fabric.js';
import { type LogLine, MemoryDiscovery, MemoryLog, MemoryMetrics } from './recording.js';

/** What the nodes of a simulation share. */
export interface Surroundings {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly registry: MemoryRegistryStore;
  readonly fabric: OverlayFabric;
  readonly routes: RouteStore;
  /** Who is heard by mDNS. */
  readonly neighbourhood: Set<Discovered>;
  /** Told of each line of a log. */
  readonly onLog: (node: string, line: LogLine) => void;
}

/** What runs from a start to an end. */
interface Process {
  readonly node: MeshNode;
  readonly routing: SpeakerRouting;
  readonly registry: MemoryRegistry;
}

/** How a node fails: the process is killed and its host goes on, or the host loses its power. */
export type Failure = 'process' | 'power';

/** A host with its disk, its tinc and its kernel, and the node that runs on it, or does not. */
export class SimulatedNode {
  readonly settings: Settings;
  readonly identity: Identity;
  readonly overlay: MemoryOverlay;
  readonly kernel: MemoryKernel = new Map();
  readonly log = new MemoryLog((line) => this.#around.onLog(this.name, line));
  readonly metrics = new MemoryMetrics();
  /** When it was started last, and when it ended; virtual milliseconds. */
  startedAt = 0;
  endedAt = 0;
  readonly #around: Surroundings;
  #isOn = false;
  #process: Process | undefined;
  /** What is left of the process before. */
  #ending: Promise<void> = Promise.resolve();

  constructor(settings: Settings, around: Surroundings) {
    this.settings = settings;
    this.#around = around;
    this.identity = identityOf(settings);
    this.overlay = around.fabric.add(this.name, this.address);
  }

  get name(): string {
    return this.identity.name;
  }

  get address(): string {
    return this.identity.address;
  }

  get networks(): readonly string[] {
    return this.settings.bgp.networks;
  }

  get isUp(): boolean {
    return this.#process !== undefined;
  }

  /** It runs, has been told who there is, and is in the registry as far as it knows. */
  get isMember(): boolean {
    const { node } = this.#process ?? {};
    return node?.registration === 'registered' && node.isSynced;
  }

  /** Throws `RangeError` where nothing runs. */
  get process(): Process {
    if (this.#process === undefined) throw new RangeError(`${this.name} does not run: start it first`);
    return this.#process;
  }

  /** The node begins; its host goes on first, if it was off. */
  async start(): Promise<void> {
    if (this.#process !== undefined) return;
    await this.#ending;
    const { clock, random, registry: store, fabric, routes, neighbourhood } = this.#around;
    if (!this.#isOn) fabric.powerOn(this.name);
    this.#isOn = true;
    this.startedAt = clock.now();
    const { log, metrics, overlay, settings } = this;
    const host = fabric.network.host(this.address);
    const routing = await SpeakerRouting.start(settings, {
      ...{ clock, random, log },
      connect: fabric.connect(this.address),
      listen: async ({ port }, speaker) => {
        const close = host.listen((stream, addresses) => speaker.accept(stream, addresses), port);
        return { close: async () => close() };
      },
      datagrams: fabric.datagrams.host(this.address),
      connectRtr: () => {
        throw new Error('there is no cache here');
      },
      kernel: new MemoryKernelRoutes(this.kernel),
      store: routes,
    });
    const registry = store.connect();
    const discovery = new MemoryDiscovery(neighbourhood);
    const node = new MeshNode(settings, { clock, random, registry, overlay, routing, discovery, metrics, log });
    this.#process = { node, routing, registry };
    await node.start();
  }

  /** The node ends as it is meant to; tinc and the host go on. In virtual time somebody has to move the clock meanwhile. */
  stop(how: Farewell): Promise<void> {
    const { node } = this.process;
    this.#ended();
    this.#ending = node.stop(how);
    return this.#ending;
  }

  /** The node ends in the middle of what it does. */
  fail(how: Failure): void {
    const { node, registry } = this.process;
    const { fabric } = this.#around;
    this.#ended();
    // What the process would still do reaches nobody.
    registry.disconnect();
    if (how === 'power') {
      fabric.powerOff(this.name);
      this.#isOn = false;
      this.kernel.clear();
    } else {
      fabric.kill(this.name);
    }
    this.#ending = node.stop('restart').then(() => {
      if (how === 'process') fabric.revive(this.name);
    });
  }

  /** Resolves once nothing is left of the process before. */
  get ending(): Promise<void> {
    return this.#ending;
  }

  #ended(): void {
    this.#process = undefined;
    this.endedAt = this.#around.clock.now();
  }
}
