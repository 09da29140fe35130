import path from 'node:path';
import { storageError } from './storage-error.js';

/** The names that belong to one file, all in its directory. */
export interface StoragePath {
  readonly path: string;
  readonly directory: string;
  readonly name: string;
  readonly backup: string;
  readonly lock: string;
  /** `.name.<16 hex>.tmp`, unfinished files; `.name.<16 hex>.break`, the right to break a lock left behind. */
  temporary(token: string): string;
  breaker(token: string): string;
  /** Of the names above, what kind one is; undefined for those of others. */
  kindOf(name: string): 'temporary' | 'breaker' | undefined;
}

/** Throws `MESH_STORAGE_PATH` for what cannot name a file. */
export function storagePath(file: string): StoragePath {
  const name = path.basename(file);
  if (file.includes('\0') || ['', '.', '..'].includes(name) || /[/\\]$/.test(file)) {
    throw storageError('MESH_STORAGE_PATH', `the path of a file ends with its name, got ${JSON.stringify(file)}`, {
      path: file,
      phase: 'open-directory',
    });
  }
  return {
    path: file,
    directory: path.dirname(file),
    name,
    backup: `${name}.backup`,
    lock: `${name}.lock`,
    temporary: (token) => `.${name}.${token}.tmp`,
    breaker: (token) => `.${name}.${token}.break`,
    kindOf: (other) => kindOf(name, other),
  };
}

function kindOf(name: string, other: string): 'temporary' | 'breaker' | undefined {
  if (!other.startsWith(`.${name}.`)) return undefined;
  const found = /^[0-9a-f]{16}\.(tmp|break)$/.exec(other.slice(name.length + 2));
  if (found === null) return undefined;
  return found[1] === 'tmp' ? 'temporary' : 'breaker';
}
