import { MeshError } from '@mesh/bgp-wire';
import { isValid, type Peer } from '../peer.js';
import type { Overlay } from '../ports.js';
import type { Settings } from '../settings/settings.js';
import { hostFileOf, publicKeyIn } from './host-file.js';
import { connectToIn, withConnectTo } from './tinc-conf.js';
import { TincDirectory } from './tinc-directory.js';
import { linuxProcesses, type ProcessPort, reloadTincd } from './tincd.js';

/** tinc, by its files and SIGHUP. `mesh-node init` has made the folder; tincd is started by others. */
export class TincOverlay implements Overlay {
  readonly #own: string;
  readonly #pidFile: string;
  readonly #directory: TincDirectory;
  readonly #processes: ProcessPort;

  constructor({ node, tinc }: Pick<Settings, 'node' | 'tinc'>, processes: ProcessPort = linuxProcesses) {
    this.#own = node.name;
    this.#pidFile = tinc.pid_file;
    this.#directory = new TincDirectory(tinc.directory);
    this.#processes = processes;
  }

  /** Throws `MESH_NODE_TINC_KEY` where there is none. */
  async publicKey(): Promise<string> {
    const file = this.#directory.hostPath(this.#own);
    const key = publicKeyIn((await this.#directory.read(file)) ?? '');
    if (key !== undefined) return key;
    throw new MeshError('MESH_NODE_TINC_KEY', `${file} has no public key: run mesh-node init`);
  }

  async known(): Promise<readonly string[]> {
    return (await this.#directory.hosts()).filter((name) => name !== this.#own);
  }

  /** Throws `MESH_NODE_NAME` for a name that is none, or ours, and `MESH_NODE_PEER` for a peer that is not valid. */
  async syncHostFile(name: string, peer: Peer): Promise<boolean> {
    if (!isValid(peer)) throw new MeshError('MESH_NODE_PEER', `the peer ${JSON.stringify(name)} is not valid`);
    return this.#directory.write(this.#fileOf(name), hostFileOf(peer), 'public');
  }

  async removeHostFile(name: string): Promise<boolean> {
    return this.#directory.remove(this.#fileOf(name));
  }

  async currentConnections(): Promise<readonly string[]> {
    return connectToIn(await this.#conf());
  }

  async updateConnectTo(names: readonly string[]): Promise<void> {
    for (const name of names) this.#fileOf(name);
    await this.#directory.write(this.#directory.path('tinc.conf'), withConnectTo(await this.#conf(), names), 'public');
  }

  async reload(): Promise<void> {
    await reloadTincd(this.#pidFile, this.#processes);
  }

  /** Host file of another node: our own is not theirs to write. */
  #fileOf(name: string): string {
    const file = this.#directory.hostPath(name);
    if (name === this.#own) throw new MeshError('MESH_NODE_NAME', `${JSON.stringify(name)} is this node itself`);
    return file;
  }

  async #conf(): Promise<string> {
    const file = this.#directory.path('tinc.conf');
    const text = await this.#directory.read(file);
    if (text === undefined) throw new MeshError('MESH_NODE_TINC', `${file} is not there: run mesh-node init`);
    return text;
  }
}
