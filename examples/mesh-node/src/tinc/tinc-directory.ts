import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { MeshError } from '@mesh/bgp-wire';
import { makeFile, readText, writeChanged } from '../files.js';
import { NODE_NAME } from '../peer.js';

/** Scripts are run, host files are read by a tincd that has given up its rights, the key is for its owner. */
const MODES = { private: 0o600, public: 0o644, script: 0o755 } as const;

export type TincMode = keyof typeof MODES;

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
  read(file: string): Promise<string | undefined> {
    return readText(file);
  }

  /** Resolves to whether it had another content before. */
  write(file: string, text: string, mode: TincMode): Promise<boolean> {
    return writeChanged(file, text, { mode: MODES[mode] });
  }

  /** Writes it where there is none. Resolves to whether there was none. */
  make(file: string, text: string, mode: TincMode): Promise<boolean> {
    return makeFile(file, text, { mode: MODES[mode] });
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
