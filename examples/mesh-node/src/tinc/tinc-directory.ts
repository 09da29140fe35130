import { chmod, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isMeshError, MeshError } from '@mesh/bgp-wire';
import { safeRead, safeWrite } from '@mesh/config/storage';
import { NODE_NAME } from '../peer.js';

/** Scripts are run, host files are read by a tincd that has given up its rights, all else is for its owner. */
const MODES = { private: 0o600, public: 0o644, script: 0o755 } as const;

export type TincMode = keyof typeof MODES;

/** tinc reads a file a line at a time into some kilobytes; nothing of ours is near this. */
const MAX_OCTETS = 1024 * 1024;

/**
 * The folder of a tinc net: `tinc.conf`, `tinc-up`, `tinc-down`, `rsa_key.priv`, and a file for each node in `hosts/`. A file
 * is replaced as a whole or not at all, so that tincd never reads half of one.
 */
export class TincDirectory {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = path.resolve(directory);
  }

  path(name: string): string {
    return path.join(this.#directory, name);
  }

  /** Throws `MESH_NODE_NAME` for what tinc does not take as a name, and what would lead out of the folder. */
  hostPath(name: string): string {
    if (!NODE_NAME.test(name)) {
      throw new MeshError('MESH_NODE_NAME', `a node's name is letters, digits and _, got ${JSON.stringify(name)}`);
    }
    return this.path(path.join('hosts', name));
  }

  /** Undefined where there is none. */
  async read(file: string): Promise<string | undefined> {
    try {
      return await safeRead(file, { maxBytes: MAX_OCTETS });
    } catch (error) {
      if (isMeshError(error, 'MESH_STORAGE_NOT_FOUND')) return undefined;
      throw error;
    }
  }

  /** Resolves to whether it had another content before. */
  async write(file: string, text: string, mode: TincMode): Promise<boolean> {
    const before = await this.read(file);
    if (before === text) return false;
    await safeWrite(file, text, { maxBytes: MAX_OCTETS });
    if (before === undefined) await chmod(file, MODES[mode]);
    return true;
  }

  /** Writes it where there is none. Resolves to whether there was none. */
  async make(file: string, text: string, mode: TincMode): Promise<boolean> {
    try {
      await safeWrite(file, text, { maxBytes: MAX_OCTETS, expected: null });
    } catch (error) {
      if (isMeshError(error, 'MESH_STORAGE_CHANGED_ON_DISK')) return false;
      throw error;
    }
    await chmod(file, MODES[mode]);
    return true;
  }

  /** False where there was none. */
  async remove(file: string): Promise<boolean> {
    try {
      await unlink(file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** Names that there are host files of. What else stands there, such as `node2-up`, is left out. */
  async hosts(): Promise<readonly string[]> {
    const entries = await readdir(this.path('hosts'), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && NODE_NAME.test(entry.name))
      .map(({ name }) => name)
      .sort();
  }
}
