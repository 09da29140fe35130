import { chmod, chown, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMeshError } from '@mesh/bgp-wire';
import { safeRead, safeWrite } from '@mesh/config/storage';

/** Nothing of ours that other daemons read is near this. */
const MAX_OCTETS = 16 * 1024 * 1024;

/** The text of a file; undefined where there is none. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await safeRead(file, { maxBytes: MAX_OCTETS });
  } catch (error) {
    if (isMeshError(error, 'MESH_STORAGE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** What a file is given that was not there before. One that was keeps its owner and mode. */
export interface NewFile {
  readonly mode: number;
  /** Owner and group of its folder, as far as we may give it away: it is another user's daemon that reads it. */
  readonly likeFolder?: boolean;
}

/** Replaces a file as a whole where it has another content, or makes it. Resolves to whether it did. */
export async function writeChanged(file: string, text: string, made: NewFile): Promise<boolean> {
  const before = await readText(file);
  if (before === text) return false;
  await safeWrite(file, text, { maxBytes: MAX_OCTETS });
  if (before === undefined) await finish(file, made);
  return true;
}

/** Writes a file where there is none. Resolves to whether there was none. */
export async function makeFile(file: string, text: string, made: NewFile): Promise<boolean> {
  try {
    await safeWrite(file, text, { maxBytes: MAX_OCTETS, expected: null });
  } catch (error) {
    if (isMeshError(error, 'MESH_STORAGE_CHANGED_ON_DISK')) return false;
    throw error;
  }
  await finish(file, made);
  return true;
}

async function finish(file: string, { mode, likeFolder = false }: NewFile): Promise<void> {
  if (likeFolder) await giveAway(file);
  await chmod(file, mode);
}

/** Root may give it to anybody, others only to a group that they are in. */
async function giveAway(file: string): Promise<void> {
  const { uid, gid } = await stat(path.dirname(file));
  try {
    await chown(file, process.geteuid?.() === 0 ? uid : (await stat(file)).uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
