import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EtcdCluster, until } from '@mesh-examples/lib/daemon';
import { LabNode, type LabSettings } from './lab-node.js';
import { NetworkNamespace, removeNamespacesNow } from './network-namespace.js';

export interface MeshLabOptions {
  /** How many nodes there are at first. */
  readonly nodes: number;
  /** `bin/mesh-node.mjs`. */
  readonly program: string;
  /** What the settings of all nodes are to be beside those that the lab gives. */
  readonly settings?: LabSettings;
  /** Nodes that have BIRD as their routing daemon, by number. */
  readonly bird?: readonly number[];
}

/** What is waited for, and who is told meanwhile. */
export interface Convergence {
  readonly nodes?: readonly LabNode[];
  readonly progress?: (node: LabNode, routes: readonly string[]) => void;
}

const ETCD = ['172.30.0.201', '172.30.0.202', '172.30.0.203'];
/** What nodes have to converge, and what each of them adds: all share the processors of one machine. */
const CONVERGE_MS = 60_000;
const CONVERGE_NODE_MS = 2_000;
/** Labs of this process so far: each has names of its own. */
let labs = 0;

/**
 * Machines on one bridge, each a network namespace, and three members of etcd beside them. All of it is real and needs root,
 * and nothing of the host is touched: links are made inside of namespaces, files in one folder. What is left when the process
 * exits is removed then.
 */
export class MeshLab {
  /** What the names of its namespaces begin with. */
  readonly name = `mesh-lab-${process.pid}-${labs++}`;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'mesh-lab-'));
  readonly #options: MeshLabOptions;
  readonly #namespaces: NetworkNamespace[] = [];
  readonly #nodes = new Map<number, LabNode>();
  readonly #onExit = () => this.#removeNow();
  #etcd: EtcdCluster | undefined;
  #isStopped = false;

  private constructor(options: MeshLabOptions) {
    this.#options = options;
    process.on('exit', this.#onExit);
  }

  /** Bridge and etcd, and the nodes, which have been started but need not have found each other. */
  static async start(options: MeshLabOptions): Promise<MeshLab> {
    const lab = new MeshLab(options);
    try {
      const net = await lab.#makeNamespace('net');
      const addresses = ETCD.map((address) => `addr add ${address}/24 dev br0`);
      await net.ipBatch(['link add br0 type bridge', 'link set br0 up', ...addresses]);
      lab.#etcd = await EtcdCluster.start(ETCD, { within: net.within, folder: lab.#folder });
      await Promise.all(Array.from({ length: options.nodes }, (_, i) => lab.addNode(i + 1)));
      return lab;
    } catch (error) {
      await lab.stop();
      throw error;
    }
  }

  get etcd(): EtcdCluster {
    return this.#etcd!;
  }

  /** The namespace with the bridge and etcd. */
  get net(): NetworkNamespace {
    return this.#namespaces[0]!;
  }

  /** By number. */
  get nodes(): readonly LabNode[] {
    return [...this.#nodes.values()].sort((a, b) => a.number - b.number);
  }

  node(number: number): LabNode {
    return this.#nodes.get(number)!;
  }

  /** Another machine, started. */
  async addNode(number: number): Promise<LabNode> {
    const { program, settings = {}, bird = [] } = this.#options;
    const node = await LabNode.make(number, {
      namespace: await this.#makeNamespace(`n${number}`),
      net: this.net,
      folder: this.#folder,
      etcd: this.etcd.endpoints,
      program,
      settings: bird.includes(number) ? { ...settings, routing: 'bird' } : settings,
    });
    this.#nodes.set(number, node);
    await node.start();
    return node;
  }

  /** Waits until each of the nodes, all unless given, has the networks of the others, and of nobody else; or rejects, once stopped. */
  async converged({ nodes = this.nodes, progress = () => {} }: Convergence = {}): Promise<void> {
    const has = async (node: LabNode) => {
      const routes = await node.routes();
      progress(node, routes);
      const wanted = nodes.filter((other) => other !== node).flatMap(({ networks }) => networks);
      return routes.join() === wanted.sort().join();
    };
    await until(
      `${nodes.map(({ name }) => name).join(', ')} have each other's networks`,
      async () => this.#isStopped || (await Promise.all(nodes.map(has))).every(Boolean),
      CONVERGE_MS + CONVERGE_NODE_MS * nodes.length,
      async () => (await Promise.all(nodes.map(describe))).join('\n'),
    );
    if (this.#isStopped) throw new Error('the lab has been stopped');
  }

  /** Pairs of the nodes, all unless given, and an address of the second that does not answer the first. */
  async unreached(nodes: readonly LabNode[] = this.nodes): Promise<readonly string[]> {
    const silent = await Promise.all(
      nodes.map((from) =>
        silentTo(
          from,
          nodes.filter((to) => to !== from),
        ),
      ),
    );
    return silent.flat();
  }

  /** Ends everything, and leaves nothing behind. Once more does nothing. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const members = this.#etcd?.members ?? [];
    await Promise.all([...members.map((member) => member.crash()), ...this.nodes.map((node) => node.kill())]);
    await Promise.all(this.#namespaces.splice(0).map((namespace) => namespace.remove()));
    rmSync(this.#folder, { recursive: true, force: true });
    process.off('exit', this.#onExit);
  }

  async #makeNamespace(name: string): Promise<NetworkNamespace> {
    const namespace = await NetworkNamespace.make(`${this.name}-${name}`);
    this.#namespaces.push(namespace);
    return namespace;
  }

  #removeNow(): void {
    removeNamespacesNow(`${this.name}-`);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One at a time: each is a process. */
async function silentTo(from: LabNode, others: readonly LabNode[]): Promise<readonly string[]> {
  const silent: string[] = [];
  for (const { identity, gateway, gateway6 } of others) {
    for (const address of [identity.address, identity.address6, gateway, gateway6]) {
      if (!(await from.reaches(address))) silent.push(`${from.name} → ${address}`);
    }
  }
  return silent;
}

async function describe(node: LabNode): Promise<string> {
  return `${node.name} has ${(await node.routes()).join(' ') || 'nothing'}\n${node.lastWords()}`;
}
