import { acquireLock, sweepBreaker } from './lock.js';
import type { Job } from './storage-options.js';
import { discard } from './temp-file.js';

/** A file that is younger may be somebody's work. */
const STALE_MS = 60_000;

/**
 * Removes what killed processes left behind: temporary files and rights to break a lock, regular, of our own user,
 * older than a minute. Returns their names. Where another process holds the lock they are left to the next start.
 */
export async function sweep(job: Job): Promise<readonly string[]> {
  const stale = await staleNames(job);
  if (stale.length === 0) return [];
  const lock = await acquireLock(job, job.place.lock, 0);
  try {
    const swept: string[] = [];
    for (const name of stale) if (await remove(job, name)) swept.push(name);
    return swept;
  } finally {
    await lock.release();
  }
}

async function staleNames(job: Job): Promise<string[]> {
  const nowMs = (job.clock.epochMs ?? 0) + job.clock.now();
  const stale: string[] = [];
  for (const name of await job.directory.list()) {
    if (job.place.kindOf(name) === undefined) continue;
    const found = await job.directory.stat(name).catch(() => undefined);
    if (found?.kind !== 'file' || found.uid !== (job.fileSystem.userId() ?? found.uid)) continue;
    if (nowMs - Number(found.mtimeNs / 1_000_000n) > STALE_MS) stale.push(name);
  }
  return stale;
}

async function remove(job: Job, name: string): Promise<boolean> {
  return job.place.kindOf(name) === 'breaker' ? sweepBreaker(job, name) : discard(job, name);
}
