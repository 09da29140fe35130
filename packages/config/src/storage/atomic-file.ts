import { type Chunks, octetsOf } from './chunks.js';
import { type CurrentFile, closeQuietly, contentOf, isForeign, openCurrent, versionOf } from './current-file.js';
import { errnoOf, type FileStat } from './file-system.js';
import { type FileVersion, isSameStat, isSameVersion } from './file-version.js';
import { acquireLock } from './lock.js';
import { during, type StoragePhase, storageError } from './storage-error.js';
import { type Job, resolveOptions, type StorageOptions } from './storage-options.js';
import { type StoragePath, storagePath } from './storage-path.js';
import { discard, type TempFile, writeTemp } from './temp-file.js';

/*
 * A file is replaced, never written to. Whenever the process is killed, a system call fails or the power goes, the name
 * stands for the old content or for the new one, whole; and where success was reported, for the new one.
 *
 *   open-directory   a descriptor of the directory: all that follows is relative to it
 *   lock             one writer over all processes
 *   read             the current file, by a descriptor that follows nothing: a regular file of one name, or refused
 *   check-conflict   it is what the caller knows, to the octet: an operator's edit is data too
 *   backup           its octets to a temporary file, which takes the name of the backup; directory synced
 *   serialise/write  the new octets to a temporary file, in slices; owner, mode, fsync
 *   verify           read back by the descriptor
 *   commit           still the same current file? then rename
 *   sync-directory   only now it is saved
 *
 * The backup is replaced in the same way, and never removed before its successor is complete. There is no falling back
 * to writing in place. What was on its way when something failed is removed; what a killed process leaves behind is
 * removed by the next start (`sweep.ts`).
 *
 * The comparison before the rename leaves a gap of one system call, in which an edit can still be lost: closing it takes
 * `renameat2`, which Node does not have. Access lists and extended attributes are not kept, for Node can't read them.
 */

export interface SaveOptions extends StorageOptions {
  /** Keep what was there as `<path>.backup`. Default false. */
  readonly backup?: boolean;
  /** The version the file must have; null: it must not exist. Default: not checked. */
  readonly expected?: FileVersion | null;
  /**
   * Whether a content is good: false, or an error thrown, says no. A current file that is not good does not become the
   * backup where that would cost a good one.
   */
  readonly validate?: (text: string) => boolean | Promise<boolean>;
}

export interface SaveResult {
  readonly path: string;
  /** Path of the backup that was made; null where there was nothing to back up, or none was asked for. */
  readonly backup: string | null;
  /** What to give as `expected` the next time. */
  readonly version: FileVersion;
  /** What is not as it should be and did not keep the file from being saved. */
  readonly warnings: readonly string[];
}

const NEW = { source: 'serialise', write: 'write', verify: 'verify' } as const;
const BACKUP = { source: 'backup', write: 'backup', verify: 'backup' } as const;

/** Replaces a file, or makes it, with mode 0600, and its directory. Throws `MESH_STORAGE_*`, see `StorageErrorDetails`. */
export async function replaceFile(path: string, chunks: Chunks, options: SaveOptions = {}): Promise<SaveResult> {
  return withLock(path, options, true, async (job) => {
    const current = await openCurrent(job, job.place.name, path, 'write');
    try {
      const known = await checkConflict(job, current, options.expected);
      const backup = options.backup === true && current ? await backUp(job, current, known!, options.validate) : null;
      const temp = await writeTemp(job, octetsOf(chunks, job.clock), current?.stat, NEW);
      await commit(job, temp, current?.stat);
      return { path, backup, version: temp.version, warnings: warningsOf(job, current) };
    } finally {
      if (current) await closeQuietly(current.file);
    }
  });
}

/** Copies a file to `<path>.backup` and returns that path, or null where there is no file. */
export async function backUpFile(path: string, options: SaveOptions = {}): Promise<string | null> {
  return withLock(path, options, false, async (job) => {
    const current = await openCurrent(job, job.place.name, path, 'backup', 'backup');
    if (!current) return null;
    try {
      return await backUp(job, current, await during('backup', path, () => versionOf(current)), options.validate);
    } finally {
      await closeQuietly(current.file);
    }
  });
}

/** Opens the directory and takes the lock, for as long as `act` runs. */
async function withLock<T>(
  path: string,
  options: StorageOptions,
  make: boolean,
  act: (job: Job) => Promise<T>,
): Promise<T> {
  return withDirectory(path, options, make, async (job) => {
    const lock = await acquireLock(job, job.place.lock, job.lockWaitMs);
    try {
      return await act(job);
    } finally {
      await lock.release();
    }
  });
}

/** Opens the directory of a file for as long as `act` runs; one that is missing is made, if `make` says so. */
export async function withDirectory<T>(
  path: string,
  options: StorageOptions,
  make: boolean,
  act: (job: Job) => Promise<T>,
): Promise<T> {
  const place = storagePath(path);
  const resolved = resolveOptions(options);
  const directory = await during('open-directory', path, async () => {
    if (make) await resolved.fileSystem.makeDirectory(place.directory);
    return resolved.fileSystem.openDirectory(place.directory).catch((error) => refuseLink(error, place));
  });
  try {
    return await act({ ...resolved, place, directory });
  } finally {
    await closeQuietly(directory);
  }
}

function refuseLink(error: unknown, { path, directory }: StoragePath): never {
  if (errnoOf(error) !== 'ELOOP') throw error;
  const details = { path, phase: 'open-directory', errno: 'ELOOP' } as const;
  throw storageError('MESH_STORAGE_SYMLINK', `Path is a symlink: ${directory}`, details, error);
}

/** The version of the current file, which is the one that was expected. */
async function checkConflict(
  job: Job,
  current: CurrentFile | undefined,
  expected: FileVersion | null | undefined,
): Promise<FileVersion | undefined> {
  const { path } = job.place;
  const known = current && (await during('check-conflict', path, () => versionOf(current)));
  if (expected === undefined) return known;
  if (expected === null ? known !== undefined : known === undefined || !isSameVersion(expected, known)) {
    throw changedOnDisk(path, 'check-conflict');
  }
  return known;
}

function changedOnDisk(path: string, phase: StoragePhase): Error {
  return storageError(
    'MESH_STORAGE_CHANGED_ON_DISK',
    `${path} is not what was loaded: somebody else has written it; load it again before saving`,
    { path, phase },
  );
}

async function backUp(
  job: Job,
  current: CurrentFile,
  known: FileVersion,
  validate: SaveOptions['validate'],
): Promise<string | null> {
  const { path, backup: name } = job.place;
  const backupPath = `${path}.backup`;
  const old = await openCurrent(job, name, backupPath, 'write', 'backup');
  try {
    if (old && validate && !(await isGood(current, validate)) && (await isGood(old, validate))) return null;
  } finally {
    if (old) await closeQuietly(old.file);
  }
  const temp = await writeTemp(job, contentOf(current.file), current.stat, BACKUP);
  await orDiscard(job, temp, async () => {
    if (temp.version.sha256 !== known.sha256) throw changedOnDisk(path, 'backup');
    await during('backup', path, () => job.directory.rename(temp.name, name));
  });
  await during('backup', path, () => job.directory.sync());
  return backupPath;
}

async function isGood({ file }: CurrentFile, validate: NonNullable<SaveOptions['validate']>): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    let text = '';
    for await (const octets of contentOf(file)) text += decoder.decode(octets, { stream: true });
    return await validate(text + decoder.decode());
  } catch {
    return false;
  }
}

/** The one moment at which the new content takes the place of the old one. */
async function commit(job: Job, temp: TempFile, old: FileStat | undefined): Promise<void> {
  const { path, name } = job.place;
  await orDiscard(job, temp, () =>
    during('commit', path, async () => {
      const now = await statOrNone(job, name);
      if (now === undefined || old === undefined ? now !== old : !isSameStat(now, old)) {
        throw changedOnDisk(path, 'commit');
      }
      await job.directory.rename(temp.name, name);
    }),
  );
  await during('sync-directory', path, () => job.directory.sync(), {
    committed: true,
    code: 'MESH_STORAGE_NOT_DURABLE',
    version: temp.version,
  });
}

async function orDiscard(job: Job, temp: TempFile, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    await discard(job, temp.name);
    throw error;
  }
}

async function statOrNone(job: Job, name: string): Promise<FileStat | undefined> {
  try {
    return await job.directory.stat(name);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function warningsOf(job: Job, current: CurrentFile | undefined): string[] {
  if (!current || !isForeign(job, current.stat)) return [];
  return [`${job.place.path} belongs to user ${current.stat.uid}, and still does`];
}
