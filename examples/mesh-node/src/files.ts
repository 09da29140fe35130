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
  /** Owner and group of the folder it is in, where we may give it away: they are those of the daemon that is to read it. */
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
  if (likeFolder && process.geteuid?.() === 0) {
    const { uid, gid } = await stat(path.dirname(file));
    await chown(file, uid, gid);
  }
  await chmod(file, mode);
}
