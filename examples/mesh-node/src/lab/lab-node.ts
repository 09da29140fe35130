import path from 'node:path';
import { systemClock } from '@mesh/bgp-session';
import { DaemonProcess, run, until } from '@mesh-examples/lib/daemon';
import { birdCommand } from '../bird/bird-control.js';
import { writeBirdFiles } from '../bird/bird-routing.js';
import { type Identity, identityOf } from '../identity.js';
import { type Settings, type SettingsInput, validate } from '../settings/settings.js';
import { initTinc } from '../tinc/init.js';
import type { NetworkNamespace } from './network-namespace.js';

/** Settings of a node as far as they are not the lab's to give. */
export type LabSettings = Partial<Omit<SettingsInput, 'tinc'>> & { readonly tinc?: Partial<SettingsInput['tinc']> };

/** Where a node is put. */
export interface LabNodeOptions {
  /** Its own. */
  readonly namespace: NetworkNamespace;
  /** The namespace with the bridge. */
  readonly net: NetworkNamespace;
  /** What folders are made in. */
  readonly folder: string;
  /** `bin/mesh-node.mjs`. */
  readonly program: string;
  readonly etcd: readonly string[];
  /** What its settings are to be beside those that the lab gives. */
  readonly settings: LabSettings;
}

const START_MS = 10_000;

/** A machine of the lab: a namespace with a link to the bridge, a network behind it, its tincd and its mesh-node. */
export class LabNode {
  readonly number: number;
  readonly identity: Identity;
  readonly settings: Settings;
  readonly namespace: NetworkNamespace;
  /** Its tincd. */
  readonly tincd: DaemonProcess;
  /** Its mesh-node. */
  readonly daemon: DaemonProcess;
  /** Its BIRD, where its settings are so. */
  readonly bird: DaemonProcess | undefined;
  readonly #options: LabNodeOptions;

  private constructor(number: number, options: LabNodeOptions) {
    this.number = number;
    this.namespace = options.namespace;
    this.#options = options;
    this.tincd = new DaemonProcess(`tincd${number}`, options.folder);
    this.daemon = new DaemonProcess(`node${number}`, options.folder);
    this.bird = options.settings.routing === 'bird' ? new DaemonProcess(`bird${number}`, options.folder) : undefined;
    const input = this.#input();
    this.settings = validate(input);
    this.identity = identityOf(this.settings);
    // What is JSON is YAML as well.
    this.daemon.write('mesh.yaml', JSON.stringify(input, undefined, 2));
  }

  /** The machine with its link and its network, and nothing that runs yet. */
  static async make(number: number, options: LabNodeOptions): Promise<LabNode> {
    const { namespace, net } = options;
    const node = new LabNode(number, options);
    await net.ipBatch([
      `link add n${number} type veth peer name eth0 netns ${namespace.name}`,
      `link set n${number} master br0 up`,
    ]);
    await namespace.ipBatch([
      'link set eth0 up',
      `addr add ${node.underlay}/24 dev eth0`,
      'route add 224.0.0.0/4 dev eth0',
      'link add lan0 type bridge',
      'link set lan0 up',
      `addr add ${node.gateway}/24 dev lan0`,
      `addr add ${node.gateway6}/64 dev lan0 nodad`,
    ]);
    await initTinc(node.settings);
    return node;
  }

  get name(): string {
    return `node${this.number}`;
  }

  /** Its address beneath the overlay. */
  get underlay(): string {
    return `172.30.0.${this.number}`;
  }

  /** Its address in the network behind it. */
  get gateway(): string {
    return `10.101.${this.number}.1`;
  }

  get gateway6(): string {
    return `fd01:0:0:${this.number.toString(16)}::1`;
  }

  /** What it announces. */
  get networks(): readonly string[] {
    return [`10.101.${this.number}.0/24`, `fd01:0:0:${this.number.toString(16)}::/64`];
  }

  /** Starts tincd, waits until its interface has the addresses, and starts mesh-node, which is not waited for. */
  async start(): Promise<void> {
    await this.startTincd();
    await this.#startBird();
    await this.startDaemon();
  }

  async startTincd(): Promise<void> {
    const [program = '', ...before] = this.namespace.within;
    const { directory, pid_file, interface: device } = this.settings.tinc;
    await this.tincd.launch({
      program,
      args: [...before, 'tincd', '-c', directory, '--pidfile', pid_file, '-D', '-d1'],
      ready: async () => (await this.namespace.ip('addr', 'show', 'dev', device)).includes(this.identity.address6),
    });
  }

  async #startBird(): Promise<void> {
    if (this.bird === undefined) return;
    await writeBirdFiles(this.settings, new Map());
    const [program = '', ...before] = this.namespace.within;
    const { directory, socket } = this.settings.bird;
    await this.bird.launch({
      program,
      args: [...before, 'bird', '-f', '-c', path.join(directory, 'bird.conf'), '-s', socket],
      ready: () => birdCommand(socket, 'show status', systemClock()),
    });
  }

  async startDaemon(): Promise<void> {
    const [program = '', ...before] = this.namespace.within;
    await this.daemon.launch({
      program,
      args: [...before, process.execPath, this.#options.program, 'run', '--config', this.daemon.path('mesh.yaml')],
      ready: () => true,
    });
  }

  /** As if its power went: nothing more comes from it, no TCP connection is closed, and nobody says good-bye. */
  async powerOff(): Promise<void> {
    await this.#options.net.ip('link', 'set', `n${this.number}`, 'down');
    await this.kill();
    // What it had in its kernel is gone with it.
    await this.namespace.ip('link', 'set', 'lan0', 'down');
    await until(`no route in ${this.name}`, async () => (await this.routes()).length === 0, START_MS);
  }

  /** Ends all its processes by kill -9. */
  async kill(): Promise<void> {
    await Promise.all([this.tincd.crash(), this.daemon.crash(), this.bird?.crash()]);
  }

  async powerOn(): Promise<void> {
    await this.#options.net.ip('link', 'set', `n${this.number}`, 'up');
    await this.namespace.ipBatch(['link set lan0 up', `addr replace ${this.gateway6}/64 dev lan0 nodad`]);
    await this.start();
  }

  /** Leaves in good order. */
  async leave(): Promise<void> {
    await this.daemon.end('SIGTERM');
    await this.bird?.end('SIGTERM');
    await this.tincd.end('SIGTERM');
  }

  /** Another process of mesh-node takes the place of this one, as at an upgrade. */
  async replaceDaemon(): Promise<void> {
    await this.daemon.end('SIGUSR1');
    await this.startDaemon();
  }

  /** Prefixes that its kernel reaches through the overlay, sorted. */
  async routes(): Promise<readonly string[]> {
    const device = this.settings.tinc.interface;
    const shown = await Promise.all(
      ['-4', '-6'].map(async (family) => {
        const text = await this.namespace.ip('-j', family, 'route', 'show');
        return (JSON.parse(text) as readonly KernelEntry[]).filter((one) => one.dev === device && one.gateway);
      }),
    );
    return shown
      .flat()
      .map(({ dst }) => dst)
      .sort();
  }

  /** Whether an address answers, asked once. */
  async reaches(address: string): Promise<boolean> {
    const [program = '', ...before] = this.namespace.within;
    return run(program, [...before, 'ping', '-n', '-q', '-c', '1', '-W', '1', address]).then(
      () => true,
      () => false,
    );
  }

  /** What its mesh-node has logged: `event` of each line. */
  events(): readonly string[] {
    return this.daemon
      .log()
      .split('\n')
      .flatMap((line) => /"event":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? []);
  }

  /** What its processes have printed last. */
  lastWords(): string {
    return [this.tincd, this.daemon, ...(this.bird === undefined ? [] : [this.bird])]
      .map((one) => one.log().slice(-2_000))
      .join('\n');
  }

  #input(): SettingsInput {
    const { etcd, settings } = this.#options;
    const { bgp, tinc, ...rest } = settings;
    return {
      node: { name: this.name },
      etcd: { endpoints: [...etcd], lease_ttl: 5 },
      timers: { calm_window: 1, max_wait: 5 },
      discovery: { address: this.underlay },
      ...(this.bird && { bird: { directory: this.bird.folder, socket: this.bird.path('bird.ctl') } }),
      ...rest,
      bgp: { hold_time: 9, keepalive: 3, networks: [...this.networks], ...bgp },
      tinc: {
        endpoint: `${this.underlay}:655`,
        directory: this.tincd.path('net'),
        pid_file: this.tincd.path('pid'),
        ...tinc,
      },
    };
  }
}

/** A route as `ip -j route` has it. */
interface KernelEntry {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
}
