import { isMeshError, type MeshError } from '@mesh/bgp-wire';
import { type JsonLimits, parseJson } from '../loading/json.js';
import { withDirectory } from './atomic-file.js';
import { type CurrentFile, closeQuietly, openCurrent, versionOf } from './current-file.js';
import type { FileVersion } from './file-version.js';
import { during, type StorageErrorDetails, storageError } from './storage-error.js';
import type { Job, StorageOptions } from './storage-options.js';
import { sweep } from './sweep.js';

export interface LoadOptions extends StorageOptions {
  /** Take the backup, whatever the file is. Default false: no start from an old state that nobody asked for. */
  readonly fromBackup?: boolean;
}

export interface Loaded<T> {
  readonly value: T;
  readonly source: 'file' | 'backup';
  /** Of the file, to be the `expected` of the next save; null where it does not exist. */
  readonly version: FileVersion | null;
  /** Names of the unfinished files of killed processes that were removed. */
  readonly swept: readonly string[];
}

/** What a file says, and which version said so. */
export interface FileText {
  readonly text: string;
  readonly version: FileVersion;
}

/**
 * Reads a file for the start of a program, after removing what killed processes left beside it. A file that is missing
 * or that `parse` throws for is an error whose message and `details.backup` name the backup, if that one is good.
 *
 * Throws `MESH_STORAGE_NOT_FOUND`, `MESH_STORAGE_UNPARSEABLE` with the error of `parse` as its cause, and what reading
 * throws.
 */
export async function load<T>(
  path: string,
  parse: (text: string) => T | Promise<T>,
  options: LoadOptions = {},
): Promise<Loaded<T>> {
  return withDirectory(path, options, false, async (job): Promise<Loaded<T>> => {
    const swept = await sweep(job).catch(() => []);
    const main = await read(job, job.place.name, path);
    if (options.fromBackup === true) {
      const backup = await read(job, job.place.backup, backupPath(path));
      if (backup === undefined) throw notFound(backupPath(path));
      const value = await parsed(backupPath(path), backup, parse);
      return { value, source: 'backup', version: main?.version ?? null, swept };
    }
    try {
      if (main === undefined) throw notFound(path);
      return { value: await parsed(path, main, parse), source: 'file', version: main.version, swept };
    } catch (error) {
      throw await namingBackup(job, error as MeshError, parse);
    }
  }).catch((error) => {
    throw isMissingDirectory(error) ? notFound(path, { backup: null }) : error;
  });
}

/** `load` of strict JSON, see `parseJson`; `check` makes of the value what the program wants, or throws. */
export async function loadJson<T>(
  path: string,
  check: (value: unknown) => T,
  options: LoadOptions & JsonLimits = {},
): Promise<Loaded<T>> {
  return load(path, (text) => check(parseJson(text, options)), options);
}

/** The text of a file that need not be ours. */
export async function readText(path: string, options: StorageOptions): Promise<FileText> {
  const found = await withDirectory(path, options, false, (job) => read(job, job.place.name, path)).catch((error) => {
    if (isMissingDirectory(error)) return undefined;
    throw error;
  });
  if (found === undefined) throw notFound(path);
  return { text: decode(path, found), version: found.version };
}

interface FileOctets {
  readonly octets: readonly Uint8Array[];
  readonly version: FileVersion;
}

async function read(job: Job, name: string, path: string): Promise<FileOctets | undefined> {
  const current = await openCurrent(job, name, path, 'read');
  if (current === undefined) return undefined;
  try {
    return await during('read', path, () => contentAndVersion(current));
  } finally {
    await closeQuietly(current.file);
  }
}

async function contentAndVersion(current: CurrentFile): Promise<FileOctets> {
  const octets: Uint8Array[] = [];
  const version = await versionOf(current, (part) => octets.push(part.slice()));
  return { octets, version };
}

function decode(path: string, { octets }: FileOctets): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return octets.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
  } catch (error) {
    throw unparseable(path, 'it is not UTF-8', error);
  }
}

async function parsed<T>(path: string, found: FileOctets, parse: (text: string) => T | Promise<T>): Promise<T> {
  const text = decode(path, found);
  try {
    return await parse(text);
  } catch (error) {
    throw unparseable(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** The same error, saying whether there is a backup to start from. */
async function namingBackup<T>(
  job: Job,
  error: MeshError,
  parse: (text: string) => T | Promise<T>,
): Promise<MeshError> {
  const { path, phase } = error.details as unknown as StorageErrorDetails;
  const name = backupPath(job.place.path);
  let say = `there is no backup ${name}`;
  let backup: string | null = null;
  try {
    const found = await read(job, job.place.backup, name);
    if (found !== undefined) {
      await parsed(name, found, parse);
      say = `the backup ${name} is good: load it with fromBackup`;
      backup = name;
    }
  } catch (bad) {
    say = `the backup is no good either: ${(bad as Error).message}`;
  }
  const code = isMeshError(error, 'MESH_STORAGE_NOT_FOUND') ? 'MESH_STORAGE_NOT_FOUND' : 'MESH_STORAGE_UNPARSEABLE';
  return storageError(code, `${error.message}; ${say}`, { path, phase, backup }, error.cause);
}

function unparseable(path: string, reason: string, cause: unknown): MeshError {
  return storageError(
    'MESH_STORAGE_UNPARSEABLE',
    `Failed to parse ${path}: ${reason}`,
    { path, phase: 'parse' },
    cause,
  );
}

function notFound(path: string, more: Partial<StorageErrorDetails> = {}): MeshError {
  return storageError('MESH_STORAGE_NOT_FOUND', `File not found: ${path}`, { path, phase: 'read', ...more });
}

function isMissingDirectory(error: unknown): boolean {
  if (!isMeshError(error, 'MESH_STORAGE_IO')) return false;
  return error.details['phase'] === 'open-directory' && error.details['errno'] === 'ENOENT';
}

function backupPath(path: string): string {
  return `${path}.backup`;
}
