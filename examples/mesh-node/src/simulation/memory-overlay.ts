import type { Peer } from '../peer.js';
import type { Overlay } from '../ports.js';

/** The calls that change something, which may fail. */
export type OverlayCall = 'syncHostFile' | 'removeHostFile' | 'updateConnectTo' | 'reload';

/** tinc in memory: files, and what the daemon has read of them. */
export class MemoryOverlay implements Overlay {
  readonly name: string;
  /** What is on the disk. */
  readonly hosts = new Map<string, Peer>();
  connectTo: readonly string[] = [];
  /** What the daemon knows: the host files as they were when it last read them. */
  loaded: ReadonlyMap<string, Peer> = new Map();
  reloads = 0;
  /** What a call is to fail with, where it is. */
  fault: ((call: OverlayCall, name?: string) => Error | undefined) | undefined;
  /** The daemon has read its files. */
  readonly #reloaded: () => void;

  constructor(name: string, reloaded: () => void = () => undefined) {
    this.name = name;
    this.#reloaded = reloaded;
  }

  async publicKey(): Promise<string> {
    return keyOf(this.name);
  }

  async known(): Promise<readonly string[]> {
    return [...this.hosts.keys()];
  }

  async syncHostFile(name: string, peer: Peer): Promise<boolean> {
    this.#mayFail('syncHostFile', name);
    const before = this.hosts.get(name);
    this.hosts.set(name, peer);
    return before?.IP !== peer.IP || before.Key !== peer.Key || before.Endpoint !== peer.Endpoint;
  }

  async removeHostFile(name: string): Promise<boolean> {
    this.#mayFail('removeHostFile', name);
    return this.hosts.delete(name);
  }

  async currentConnections(): Promise<readonly string[]> {
    return this.connectTo;
  }

  async updateConnectTo(names: readonly string[]): Promise<void> {
    this.#mayFail('updateConnectTo');
    this.connectTo = [...names];
  }

  async reload(): Promise<void> {
    this.#mayFail('reload');
    this.reloads++;
    this.loaded = new Map(this.hosts);
    this.#reloaded();
  }

  #mayFail(call: OverlayCall, name?: string): void {
    const error = this.fault?.(call, name);
    if (error !== undefined) throw error;
  }
}

/** A text in the form of a public key, the same for a name each time. */
export function keyOf(name: string): string {
  return `-----BEGIN RSA PUBLIC KEY-----\n${Buffer.from(name).toString('base64')}\n-----END RSA PUBLIC KEY-----\n`;
}
