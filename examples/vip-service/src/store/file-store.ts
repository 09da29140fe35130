import { isMeshError } from '@mesh/bgp-wire';
import { loadJson, Saver } from '@mesh/config/storage';
import { z } from 'zod';
import { type PeerSettings, peerSchema } from '../settings/settings.js';
import type { VipRecord } from '../state.js';
import { keyOf } from '../vip.js';
import { recordSchema } from './record-schema.js';
import type { StateStore, StoredChange, StoredState } from './state-store.js';

const fileSchema = z.strictObject({
  version: z.literal(1),
  routes: z.array(recordSchema),
  peers: z.array(peerSchema),
});

/** A state in one file, kept by the save protocol of `@mesh/config/storage`: whenever the process is killed it is whole. */
export class FileStore implements StateStore {
  readonly #path: string;
  readonly #routes = new Map<string, VipRecord>();
  readonly #peers = new Map<string, PeerSettings>();
  #saver: Saver | undefined;
  #generation = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** The state of the file; an empty one where there is no file. Rejects for a file that is something else. */
  async load(): Promise<StoredState> {
    const loaded = await loadJson(this.#path, (value) => fileSchema.parse(value), { maxKeys: 1_000 }).catch((error) => {
      if (isMeshError(error, 'MESH_STORAGE_NOT_FOUND') && error.details['backup'] == null) return undefined;
      throw error;
    });
    for (const record of loaded?.value.routes ?? []) this.#routes.set(keyOf(record), record);
    for (const peer of loaded?.value.peers ?? []) this.#peers.set(peer.address, peer);
    this.#saver = new Saver(this.#path, () => ({ generation: this.#generation, chunks: this.#lines() }), {
      expected: loaded?.version ?? null,
      backup: true,
    });
    return { routes: [...this.#routes.values()], peers: [...this.#peers.values()] };
  }

  async save(changes: readonly StoredChange[]): Promise<void> {
    for (const change of changes) {
      if (change.type === 'route') this.#routes.set(keyOf(change.record), change.record);
      else if (change.type === 'peer') this.#peers.set(change.peer.address, change.peer);
      else this.#peers.delete(change.address);
    }
    this.#generation++;
    await this.#saver?.save();
  }

  problem(): string | undefined {
    return this.#saver?.health().error?.code;
  }

  async close(): Promise<void> {
    await this.#saver?.close();
  }

  /** The file, a route a line. What it walks is copied first: changes that come while it is written do not show. */
  *#lines(): Generator<string> {
    const [routes, peers] = [[...this.#routes.values()], [...this.#peers.values()]];
    yield '{"version":1,"routes":[\n';
    for (const [i, record] of routes.entries()) yield `${JSON.stringify(record)}${i + 1 < routes.length ? ',' : ''}\n`;
    yield `],"peers":${JSON.stringify(peers)}}\n`;
  }
}
