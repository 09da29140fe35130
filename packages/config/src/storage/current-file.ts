import { createHash } from 'node:crypto';
import { errnoOf, type FileStat, type OpenFile } from './file-system.js';
import type { FileVersion } from './file-version.js';
import { during, type StoragePhase, storageError } from './storage-error.js';
import type { Job } from './storage-options.js';

/** A file that was opened and found fit to be read or replaced. */
export interface CurrentFile {
  readonly file: OpenFile;
  readonly stat: FileStat;
}

/** What a file is opened for: decides how a symbolic link is refused. */
const REFUSALS = {
  read: (path: string) => `Refusing to read symlink: ${path}`,
  backup: (path: string) => `Refusing to backup symlink: ${path}`,
  write: (path: string) => `Path is a symlink: ${path}`,
} as const;

export type Purpose = keyof typeof REFUSALS;

/** Octets that are read at once. */
const READ_OCTETS = 0x40000;

/**
 * Opens the file of a name without following it, and looks at the descriptor, not at the path, for what it is. Undefined
 * where there is none.
 */
export async function openCurrent(
  job: Job,
  name: string,
  path: string,
  purpose: Purpose,
  phase: StoragePhase = 'read',
): Promise<CurrentFile | undefined> {
  const file = await during(phase, path, async () => {
    try {
      return await job.directory.open(name);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'ENOENT') return undefined;
      if (errno === 'ELOOP') {
        throw storageError('MESH_STORAGE_SYMLINK', REFUSALS[purpose](path), { path, phase, errno }, error);
      }
      // A socket, or a device that nobody drives.
      if (errno === 'ENXIO') throw notRegular(path, phase);
      throw error;
    }
  });
  if (file === undefined) return undefined;
  try {
    const stat = await during(phase, path, () => file.stat());
    checkFit(job, stat, path, purpose, phase);
    return { file, stat };
  } catch (error) {
    await closeQuietly(file);
    throw error;
  }
}

function checkFit(job: Job, stat: FileStat, path: string, purpose: Purpose, phase: StoragePhase): void {
  if (stat.kind !== 'file') throw notRegular(path, phase);
  if (stat.size > job.maxBytes) throw tooLarge(path, phase, stat.size, job.maxBytes);
  if (purpose !== 'write') return;
  if (stat.links > 1 && !job.allowHardlink) {
    throw storageError(
      'MESH_STORAGE_HARDLINK',
      `Refusing to replace ${path}: it has ${stat.links} names, and the others would keep the old content; set allowHardlink to do so`,
      { path, phase },
    );
  }
  if (isForeign(job, stat) && job.foreignOwner === 'refuse') {
    throw storageError('MESH_STORAGE_OWNER', `Refusing to replace ${path}: it belongs to user ${stat.uid}`, {
      path,
      phase,
    });
  }
}

export function isForeign(job: Job, stat: FileStat): boolean {
  const own = job.fileSystem.userId();
  return own !== undefined && own !== stat.uid;
}

function notRegular(path: string, phase: StoragePhase): Error {
  return storageError('MESH_STORAGE_NOT_REGULAR', `Not a regular file: ${path}`, { path, phase });
}

export function tooLarge(path: string, phase: StoragePhase, size: number, limit: number): Error {
  return storageError('MESH_STORAGE_TOO_LARGE', `${path} has ${size} octets or more, the limit is ${limit}`, {
    path,
    phase,
  });
}

/** Reads to the end, however short the reads are. The octets of a turn are only valid in it. */
export async function* contentOf(file: OpenFile): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(READ_OCTETS);
  for (let position = 0; ; ) {
    const count = await file.read(buffer, position);
    if (count === 0) return;
    yield buffer.subarray(0, count);
    position += count;
  }
}

/**
 * The version of an open file; `seen` is given each part of the content. `stat` is from before the reading: a writer in
 * between shows in the next comparison.
 */
export async function versionOf(
  { file, stat }: CurrentFile,
  seen: (octets: Uint8Array) => void = () => {},
): Promise<FileVersion> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const octets of contentOf(file)) {
    hash.update(octets);
    seen(octets);
    size += octets.length;
  }
  return { identity: stat.identity, size, mtimeNs: stat.mtimeNs, sha256: hash.digest('hex') };
}

/** For descriptors of which nothing more is expected: what was read is read, what was written was synced. */
export async function closeQuietly(open: { close(): Promise<void> }): Promise<void> {
  await open.close().catch(() => {});
}
