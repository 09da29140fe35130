import { isMeshError } from '@mesh/bgp-wire';
import { backUpFile, replaceFile, type SaveOptions } from './atomic-file.js';
import type { Chunks } from './chunks.js';
import { readText } from './load.js';
import type { StorageOptions } from './storage-options.js';

/** The text of a file. Throws `File not found: P`, `Refusing to read symlink: P`, and `Failed to read P: …`. */
export async function safeRead(path: string, options: StorageOptions = {}): Promise<string> {
  return (await readText(path, options)).text;
}

/** Copies a file to `<path>.backup`, which it replaces. Returns that path, or null where there is no file. */
export async function safeBackup(path: string, options: StorageOptions = {}): Promise<string | null> {
  try {
    return await backUpFile(path, options);
  } catch (error) {
    if (isMeshError(error, 'MESH_STORAGE_IO') && error.details['phase'] === 'open-directory') {
      if (error.details['errno'] === 'ENOENT') return null;
    }
    throw error;
  }
}

/**
 * Replaces a file or makes it, without a backup. Chunks come from a string, an iterator or an async iterator; between
 * slices of them the event loop has its turn.
 */
export async function safeWrite(path: string, chunks: Chunks, options: SaveOptions = {}): Promise<void> {
  await replaceFile(path, chunks, { ...options, backup: false });
}

/** Backs a file up, then replaces it. Returns the path of the backup, or null where there was no file. */
export async function safeUpdate(path: string, chunks: Chunks, options: SaveOptions = {}): Promise<string | null> {
  return (await replaceFile(path, chunks, { ...options, backup: true })).backup;
}
