import { createHash } from 'node:crypto';
import { closeQuietly, contentOf, tooLarge } from './current-file.js';
import { errnoOf, type FileStat, type OpenFile } from './file-system.js';
import type { FileVersion } from './file-version.js';
import { during, type StoragePhase, storageError } from './storage-error.js';
import type { Job } from './storage-options.js';

/** A finished file under a name of its own: synced, read back, closed. */
export interface TempFile {
  readonly name: string;
  readonly version: FileVersion;
}

/** The phases in which its parts fail. */
export interface TempPhases {
  readonly source: StoragePhase;
  readonly write: StoragePhase;
  readonly verify: StoragePhase;
}

const NEW_MODE = 0o600;
/** Set-user-ID, set-group-ID and sticky bit are not kept. */
const PERMISSIONS = 0o777;
const UNLINK_TRIES = 3;

/**
 * Writes octets to a new file beside the one they are for, with its owner and mode, and returns once they are on the
 * disk and were read back. Nothing is left of it where anything fails. A failed `fsync` is final: the kernel may have
 * marked pages as clean that never were written, so another try needs another file.
 */
export async function writeTemp(
  job: Job,
  octets: AsyncIterable<Uint8Array>,
  like: FileStat | undefined,
  phases: TempPhases,
): Promise<TempFile> {
  const { directory, place } = job;
  const name = place.temporary(job.fileSystem.token());
  const file = await during(phases.write, place.path, () => directory.create(name));
  let closed = false;
  try {
    const written = await writeAll(job, file, octets, phases);
    await during(phases.write, place.path, async () => {
      await adopt(file, like);
      await file.sync();
    });
    const version = await verify(job, name, file, written, phases.verify);
    closed = true;
    await during(phases.write, place.path, () => file.close());
    return { name, version };
  } catch (error) {
    if (!closed) await closeQuietly(file);
    await discard(job, name);
    throw error;
  }
}

interface Written {
  readonly size: number;
  readonly sha256: string;
}

async function writeAll(
  job: Job,
  file: OpenFile,
  octets: AsyncIterable<Uint8Array>,
  phases: TempPhases,
): Promise<Written> {
  const { path } = job.place;
  const hash = createHash('sha256');
  let size = 0;
  const source = octets[Symbol.asyncIterator]();
  const next = () => produced(path, phases.source, () => source.next());
  try {
    for (let slice = await next(); !slice.done; slice = await next()) {
      const part = slice.value;
      if (size + part.length > job.maxBytes) throw tooLarge(path, phases.write, size + part.length, job.maxBytes);
      hash.update(part);
      const position = size;
      await during(phases.write, path, () => writeFully(file, part, position));
      size += part.length;
    }
  } catch (error) {
    await source.return?.().catch(() => {});
    throw error;
  }
  return { size, sha256: hash.digest('hex') };
}

/** A system call may take a part only: at a signal, at a limit, at the end of the disk. */
export async function writeFully(file: OpenFile, octets: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < octets.length; ) {
    const count = await file.write(octets.subarray(done), position + done);
    if (count === 0) throw Object.assign(new Error('EIO: nothing was written'), { code: 'EIO' });
    done += count;
  }
}

/** What the source throws is its own, save for a system call on the file that it reads. */
async function produced<T>(path: string, phase: StoragePhase, act: () => Promise<T>): Promise<T> {
  if (phase !== 'serialise') return during(phase, path, act);
  try {
    return await act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw storageError('MESH_STORAGE_SOURCE', `Failed to serialise ${path}: ${reason}`, { path, phase }, error);
  }
}

/** Owner first: with the mode of the old file the new one must never be readable for a group that is not its own. */
async function adopt(file: OpenFile, like: FileStat | undefined): Promise<void> {
  if (like !== undefined) {
    const made = await file.stat();
    if (made.uid !== like.uid || made.gid !== like.gid) await file.chown(like.uid, like.gid);
  }
  await file.chmod(like === undefined ? NEW_MODE : like.mode & PERMISSIONS);
}

/** Reads back by the descriptor, and makes sure that the name still stands for it. */
async function verify(
  job: Job,
  name: string,
  file: OpenFile,
  written: Written,
  phase: StoragePhase,
): Promise<FileVersion> {
  const { path } = job.place;
  return during(phase, path, async () => {
    const hash = createHash('sha256');
    for await (const octets of contentOf(file)) hash.update(octets);
    const stat = await file.stat();
    const named = await job.directory.stat(name);
    const isSame = hash.digest('hex') === written.sha256 && stat.size === written.size;
    if (!isSame || named.identity !== stat.identity || stat.links !== 1) {
      throw storageError('MESH_STORAGE_VERIFY', `What was read back is not what was written for ${path}`, {
        path,
        phase,
      });
    }
    return { identity: stat.identity, size: written.size, mtimeNs: stat.mtimeNs, sha256: written.sha256 };
  });
}

/** Removes a file of ours. What can't be removed now is swept at the next start. */
export async function discard(job: Job, name: string): Promise<boolean> {
  for (let tries = 1; tries <= UNLINK_TRIES; tries++) {
    try {
      await job.directory.unlink(name);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return true;
    }
  }
  return false;
}
