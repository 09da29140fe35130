import type { Cancel } from '@mesh/bgp-session';
import { closeQuietly, contentOf } from './current-file.js';
import { errnoOf, type FileStat } from './file-system.js';
import type { ProcessIdentity } from './process-table.js';
import { during, storageError } from './storage-error.js';
import type { Job } from './storage-options.js';
import { discard, writeFully } from './temp-file.js';

/*
 * One writer a file, over all processes: `<file>.lock` says who it is. Node has no `flock`, so the lock outlives a
 * process that is killed, and the next one has to judge it.
 *
 * - The file is written and synced under another name and then linked: it is there with its content or not at all, and
 *   of two links one fails. Nobody ever sees a lock half written, not even after a power loss.
 * - It names the process by id, boot, start and namespace: an id that was used again is not taken for the process.
 * - A lock left behind may be removed by one process only: the one that holds `.name.<token>.break`, which is a lock in
 *   its own right, under the token of what it breaks. Without it, two that found the same dead lock would each remove
 *   it, and the second removes the first one's new lock.
 * - What can't be judged is left alone: the error names the file.
 */

export interface Lock {
  release(): Promise<void>;
}

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/** What stands in the way: a holder, or a file that nobody here wrote. */
interface Found {
  readonly stat: FileStat;
  readonly holder: Holder | undefined;
}

const FIRST_PAUSE_MS = 5;
const LAST_PAUSE_MS = 80;
const LOCK_OCTETS = 4_096;
/** A save takes seconds: what a process of another namespace has held for longer than this it holds no more. */
const FOREIGN_STALE_NS = 600_000_000_000n;
/** Locks of this process that could not be removed: it is there, and holds them no more. */
const abandoned = new Set<string>();

/** Throws `MESH_STORAGE_LOCKED` with the holder, if it is held for longer than `waitMs`. */
export async function acquireLock(job: Job, name: string, waitMs: number): Promise<Lock> {
  const { place, clock } = job;
  const token = job.fileSystem.token();
  const temporary = place.temporary(token);
  const deadline = clock.now() + waitMs;
  try {
    const own = await during('lock', place.path, () => writeHolder(job, temporary, token));
    for (let pauseMs = FIRST_PAUSE_MS; ; ) {
      if (await taken(job, temporary, name)) return { release: () => release(job, name, token) };
      const found = await during('lock', place.path, () => look(job, name));
      if (found === undefined) continue;
      if (await isStale(job, found, own)) {
        await breakLock(job, name, found.holder!.token, waitMs);
        continue;
      }
      if (clock.now() >= deadline) throw locked(job, name, found);
      await new Promise<void>((resolve): Cancel => clock.after(pauseMs, resolve));
      pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS);
    }
  } finally {
    await discard(job, temporary);
  }
}

async function writeHolder(job: Job, temporary: string, token: string): Promise<FileStat> {
  const holder: Holder = { ...(await job.processes.self()), token };
  const file = await job.directory.create(temporary);
  try {
    const octets = new TextEncoder().encode(`${JSON.stringify(holder)}\n`);
    await writeFully(file, octets, 0);
    await file.sync();
    return await file.stat();
  } finally {
    await closeQuietly(file);
  }
}

async function taken(job: Job, temporary: string, name: string): Promise<boolean> {
  return during('lock', job.place.path, async () => {
    try {
      await job.directory.link(temporary, name);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

/** Undefined where the lock is gone meanwhile. */
async function look(job: Job, name: string): Promise<Found | undefined> {
  try {
    const stat = await job.directory.stat(name);
    if (stat.kind !== 'file' || stat.size > LOCK_OCTETS) return { stat, holder: undefined };
    const file = await job.directory.open(name);
    try {
      const decoder = new TextDecoder();
      let text = '';
      for await (const octets of contentOf(file)) text += decoder.decode(octets, { stream: true });
      return { stat: await file.stat(), holder: parseHolder(text) };
    } finally {
      await closeQuietly(file);
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, bootId, startedAt, namespace, token } = value as Partial<Record<keyof Holder, unknown>>;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (typeof bootId !== 'string' || typeof startedAt !== 'string' || typeof namespace !== 'string') return undefined;
  // The token becomes part of a file name.
  if (typeof token !== 'string' || !/^[0-9a-f]{16}$/.test(token)) return undefined;
  return { pid, bootId, startedAt, namespace, token };
}

/** The file system's own clock, the time of our new file, judges ages. */
async function isStale(job: Job, { stat, holder }: Found, own: FileStat): Promise<boolean> {
  if (holder === undefined) return false;
  if (abandoned.has(holder.token)) return true;
  const state = await job.processes.stateOf(holder);
  return state === 'gone' || (state === 'unknown' && own.mtimeNs - stat.mtimeNs > FOREIGN_STALE_NS);
}

/** Removes a lock whose holder is no more, unless another process has done so. */
async function breakLock(job: Job, name: string, token: string, waitMs: number): Promise<void> {
  const right = await acquireLock(job, job.place.breaker(token), waitMs);
  try {
    const found = await during('lock', job.place.path, () => look(job, name));
    if (found?.holder?.token !== token) return;
    await during('lock', job.place.path, () => job.directory.unlink(name));
    abandoned.delete(token);
  } finally {
    await right.release();
  }
}

/** Removes a right to break that was left behind. Those that are held, or can't be judged, stay. */
export async function sweepBreaker(job: Job, name: string): Promise<boolean> {
  const found = await look(job, name);
  if (found?.holder === undefined || (await job.processes.stateOf(found.holder)) !== 'gone') return false;
  await breakLock(job, name, found.holder.token, 0);
  return true;
}

/** A lock that somebody has taken from us by hand is not ours to remove. */
async function release(job: Job, name: string, token: string): Promise<void> {
  const found = await look(job, name).catch(() => undefined);
  if (found?.holder !== undefined && found.holder.token !== token) return;
  if (!(await discard(job, name))) abandoned.add(token);
}

function locked(job: Job, name: string, { holder }: Found): Error {
  const { path } = job.place;
  const why =
    holder === undefined
      ? `${name} does not say by which process: remove it if nobody is writing`
      : `${name} is of process ${holder.pid}${holder.namespace === '' ? '' : ` in ${holder.namespace}`}`;
  return storageError('MESH_STORAGE_LOCKED', `${path} is locked: ${why}`, { path, phase: 'lock' });
}
