import { isMeshError, MeshError } from '@mesh/bgp-wire';
import { errnoOf } from './file-system.js';
import type { FileVersion } from './file-version.js';

/**
 * How far a call had come, in the order of the protocol. `commit` is the rename of the new file over the old one:
 * whatever fails up to then has left the old file as it was.
 */
export type StoragePhase =
  | 'open-directory'
  | 'lock'
  | 'read'
  | 'check-conflict'
  | 'backup'
  | 'serialise'
  | 'write'
  | 'verify'
  | 'commit'
  | 'sync-directory'
  | 'parse';

/** The codes of this entry. */
export type StorageCode =
  /** A path that cannot name a file: empty, `..`, with a NUL. */
  | 'MESH_STORAGE_PATH'
  | 'MESH_STORAGE_NOT_FOUND'
  | 'MESH_STORAGE_SYMLINK'
  /** A directory, a FIFO, a device. */
  | 'MESH_STORAGE_NOT_REGULAR'
  /** The file has another name, that a rename would leave behind with the old content. */
  | 'MESH_STORAGE_HARDLINK'
  | 'MESH_STORAGE_OWNER'
  | 'MESH_STORAGE_TOO_LARGE'
  /** Another process holds the lock file. */
  | 'MESH_STORAGE_LOCKED'
  /** The file is not what was loaded: somebody else has written it. */
  | 'MESH_STORAGE_CHANGED_ON_DISK'
  /** What was to be written could not be produced: the iterator threw, or its text has half a surrogate pair. */
  | 'MESH_STORAGE_SOURCE'
  /** What was read back is not what was written. */
  | 'MESH_STORAGE_VERIFY'
  /** A system call failed; `details.errno` says how. */
  | 'MESH_STORAGE_IO'
  /** The new file is there for everybody to see, and a power loss may still undo it. */
  | 'MESH_STORAGE_NOT_DURABLE'
  /** The file is there and its content is not what it should be. */
  | 'MESH_STORAGE_UNPARSEABLE'
  | 'MESH_STORAGE_JSON'
  | 'MESH_STORAGE_CLOSED';

/** `details` of every error of this entry that is about a file. */
export interface StorageErrorDetails {
  readonly path: string;
  readonly phase: StoragePhase;
  /** The new content is visible. False: the old file is as it was. */
  readonly committed: boolean;
  /** The new content survives a power loss. */
  readonly durable: boolean;
  /** `ENOSPC` and the like, where a system call failed. */
  readonly errno?: string;
  /** Of the new content, where it is committed and not durable: what is to be expected from now on. */
  readonly version?: FileVersion;
  /** The backup that could be loaded instead; null where there is none. In errors of `load`. */
  readonly backup?: string | null;
}

export function storageError(
  code: StorageCode,
  message: string,
  details: Pick<StorageErrorDetails, 'path' | 'phase'> & Partial<StorageErrorDetails>,
  cause?: unknown,
): MeshError {
  return new MeshError(code, message, {
    ...(cause === undefined ? {} : { cause }),
    details: { committed: false, durable: false, ...details },
  });
}

/** What the phases do, for `Failed to …`. */
const DOING: Readonly<Record<StoragePhase, string>> = {
  'open-directory': 'open the directory of',
  lock: 'lock',
  read: 'read',
  'check-conflict': 'look up',
  backup: 'back up',
  serialise: 'serialise',
  write: 'write',
  verify: 'read back what was written for',
  commit: 'replace',
  'sync-directory': 'sync the directory of',
  parse: 'parse',
};

/** Runs a phase: what its system calls fail with becomes `MESH_STORAGE_IO`, or the code given. */
export async function during<T>(
  phase: StoragePhase,
  path: string,
  act: () => Promise<T>,
  { code = 'MESH_STORAGE_IO', ...known }: Partial<StorageErrorDetails> & { readonly code?: StorageCode } = {},
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isMeshError(error)) throw error;
    const errno = errnoOf(error);
    throw storageError(
      code,
      `Failed to ${DOING[phase]} ${path}: ${errno ?? String(error)}`,
      { ...known, path, phase, ...(errno === undefined ? {} : { errno }) },
      error,
    );
  }
}
