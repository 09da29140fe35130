import { type Clock, systemClock } from '@mesh/bgp-session';
import type { Directory, FileSystem } from './file-system.js';
import { nodeFileSystem } from './node-file-system.js';
import { nodeProcessTable } from './node-process-table.js';
import type { ProcessTable } from './process-table.js';
import type { StoragePath } from './storage-path.js';

/** What every call of this entry takes. */
export interface StorageOptions {
  /** A file with more than one name is replaced under this one; the other keeps the old content. Default false. */
  readonly allowHardlink?: boolean;
  /** A file of another user: `warn` says so in the result, `refuse` throws `MESH_STORAGE_OWNER`. Default `warn`. */
  readonly foreignOwner?: 'warn' | 'refuse';
  /** Largest file to read or write, in octets. Default 1 GiB. */
  readonly maxBytes?: number;
  /** How long to wait for a lock that another process holds. Default 5000 ms. */
  readonly lockWaitMs?: number;
  readonly clock?: Clock;
  readonly fileSystem?: FileSystem;
  readonly processes?: ProcessTable;
}

export type ResolvedOptions = Required<StorageOptions>;

const GIBIBYTE = 1024 ** 3;

export function resolveOptions(options: StorageOptions): ResolvedOptions {
  const clock = options.clock ?? systemClock();
  return {
    allowHardlink: options.allowHardlink ?? false,
    foreignOwner: options.foreignOwner ?? 'warn',
    maxBytes: options.maxBytes ?? GIBIBYTE,
    lockWaitMs: options.lockWaitMs ?? 5_000,
    clock,
    fileSystem: options.fileSystem ?? nodeFileSystem({ clock }),
    processes: options.processes ?? nodeProcessTable,
  };
}

/** One call at work: whose file it is about, the directory it stands in, the ports. */
export interface Job extends ResolvedOptions {
  readonly place: StoragePath;
  readonly directory: Directory;
}
