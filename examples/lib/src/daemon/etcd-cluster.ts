import { DaemonProcess, run } from './daemon-process.js';
import { until } from './until.js';

const ETCD = '/usr/bin/etcd';
const ETCDCTL = '/usr/bin/etcdctl';
const CLIENT_PORT = 2379;
const MEMBER_PORT = 2380;
const ELECTION_MS = 30_000;

/** Where members run. */
export interface EtcdPlace {
  /** What a command is run by to be where the addresses are, such as `ip netns exec NAME`. */
  readonly within?: readonly string[];
  /** What the folders of the members are made in. */
  readonly folder?: string;
}

/** etcd as Debian packages it, one member an address, with the store in a folder that goes with it. */
export class EtcdCluster {
  readonly members: readonly EtcdMember[];

  readonly #within: readonly string[];

  private constructor(members: readonly EtcdMember[], { within = [] }: EtcdPlace) {
    this.members = members;
    this.#within = within;
  }

  static async start(addresses: readonly string[], place: EtcdPlace = {}): Promise<EtcdCluster> {
    const names = addresses.map((address) => `${address}=http://${address}:${MEMBER_PORT}`).join();
    const members = addresses.map((address) => new EtcdMember(address, names, place));
    const cluster = new EtcdCluster(members, place);
    try {
      await Promise.all(members.map((member) => member.launch()));
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  get endpoints(): readonly string[] {
    return this.members.map(({ endpoint }) => endpoint);
  }

  /** What etcdctl prints. */
  tell(...command: readonly string[]): Promise<string> {
    const [program = '', ...args] = this.command(...command);
    return run(program, args);
  }

  /** The words that run a command of etcdctl, with the members that run. */
  command(...command: readonly string[]): readonly string[] {
    const running = this.members.filter(({ isRunning }) => isRunning).map(({ endpoint }) => endpoint);
    return [...this.#within, ETCDCTL, `--endpoints=${running.join()}`, ...command];
  }

  /** The member that leads, once those that run have one. */
  leader(): Promise<EtcdMember> {
    return until('a leader', () => this.#findLeader(), ELECTION_MS);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
  }

  async #findLeader(): Promise<EtcdMember | undefined> {
    const told: readonly EndpointStatus[] = JSON.parse(await this.tell('endpoint', 'status', '-w', 'json'));
    const leading = told.find(({ Status }) => Status.leader === Status.header.member_id);
    return this.members.find(({ endpoint }) => endpoint === leading?.Endpoint);
  }
}

interface EndpointStatus {
  readonly Endpoint: string;
  readonly Status: { readonly leader: number; readonly header: { readonly member_id: number } };
}

export class EtcdMember {
  readonly endpoint: string;
  readonly #process: DaemonProcess;
  readonly #address: string;
  readonly #cluster: string;
  readonly #within: readonly string[];

  constructor(address: string, cluster: string, { within = [], folder }: EtcdPlace) {
    this.endpoint = `http://${address}:${CLIENT_PORT}`;
    this.#address = address;
    this.#cluster = cluster;
    this.#within = within;
    this.#process = new DaemonProcess('etcd', folder);
  }

  /** Starts it, also after a crash, and waits until it takes part in a cluster with a leader. */
  launch(): Promise<void> {
    const member = `http://${this.#address}:${MEMBER_PORT}`;
    const [program = '', ...before] = [...this.#within, ETCD];
    const [ctl = '', ...health] = [...this.#within, ETCDCTL, `--endpoints=${this.endpoint}`, 'endpoint', 'health'];
    return this.#process.launch({
      program,
      args: [
        ...before,
        ...['--name', this.#address, '--data-dir', this.#process.path('data')],
        ...['--listen-client-urls', this.endpoint, '--advertise-client-urls', this.endpoint],
        ...['--listen-peer-urls', member, '--initial-advertise-peer-urls', member],
        ...['--initial-cluster', this.#cluster, '--initial-cluster-state', 'new'],
        ...['--logger', 'zap', '--log-level', 'warn'],
      ],
      ready: () => run(ctl, health),
    });
  }

  crash(): Promise<void> {
    return this.#process.crash();
  }

  get isRunning(): boolean {
    return this.#process.isRunning;
  }

  log(): string {
    return this.#process.log();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
