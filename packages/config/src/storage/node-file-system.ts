import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import * as host from 'node:process';
import { type Clock, systemClock } from '@mesh/bgp-session';
import { type Directory, errnoOf, type FileStat, type FileSystem, type OpenFile } from './file-system.js';

/*
 * Node has no `openat`. On Linux `/proc/self/fd/<D>/<name>` does the same: the descriptor stands for the directory that
 * was opened, whatever has its path by now. Elsewhere entries are reached by path, and whether the path still leads to
 * the directory is looked up before each rename and link: a swap in the very moment between goes unseen there.
 *
 * Windows knows no descriptors of directories, so nothing is synced there, and others that have a file open (scanners of
 * viruses, say) make a rename fail for a moment: it is tried again, five times in all.
 */

/** Zero where the host does not know the flag. */
const flag = (value: number | undefined) => value ?? 0;
const READ = constants.O_RDONLY | flag(constants.O_NOFOLLOW) | flag(constants.O_NONBLOCK);
const CREATE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | flag(constants.O_NOFOLLOW);
const DIRECTORY = constants.O_RDONLY | flag(constants.O_DIRECTORY) | flag(constants.O_NOFOLLOW);

const RENAME_TRIES = 5;
const RENAME_PAUSE_MS = 20;
const BUSY = new Set(['EPERM', 'EBUSY', 'EACCES']);

export interface NodeFileSystemOptions {
  /** What the host is taken for. Default: what it is. */
  readonly platform?: string;
  readonly clock?: Clock;
}

export function nodeFileSystem(options: NodeFileSystemOptions = {}): FileSystem {
  const platform = options.platform ?? host.platform;
  const clock = options.clock ?? systemClock();
  return {
    openDirectory: (directory) =>
      platform === 'win32' ? openByPath(directory, clock) : openByDescriptor(directory, platform),
    makeDirectory: (directory) => makeDirectory(directory, platform !== 'win32'),
    userId: () => host.geteuid?.(),
    token: () => randomBytes(8).toString('hex'),
  };
}

async function openByDescriptor(directory: string, platform: string): Promise<Directory> {
  const handle = await open(directory, DIRECTORY).catch((error) => refuseLink(error, directory));
  try {
    const { identity } = statOf(await handle.stat({ bigint: true }));
    const base = `/proc/self/fd/${handle.fd}`;
    const reached = platform === 'linux' && (await identityOf(base)) === identity;
    return new NodeDirectory(reached ? base : directory, reached ? undefined : identity, handle, rename);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Linux calls a symbolic link no directory where a directory is asked for. */
async function refuseLink(error: unknown, directory: string): Promise<never> {
  const found = await lstat(directory).catch(() => undefined);
  if (errnoOf(error) === 'ENOTDIR' && found?.isSymbolicLink()) throw systemError('ELOOP', 'open', directory);
  throw error;
}

async function openByPath(directory: string, clock: Clock): Promise<Directory> {
  const { kind, identity } = statOf(await lstat(directory, { bigint: true }));
  if (kind !== 'directory') throw systemError(kind === 'symlink' ? 'ELOOP' : 'ENOTDIR', 'open', directory);
  return new NodeDirectory(directory, identity, undefined, (from, to) => renameBusy(from, to, clock));
}

async function renameBusy(from: string, to: string, clock: Clock): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (tries === RENAME_TRIES || !BUSY.has(errnoOf(error) ?? '')) throw error;
    }
    await new Promise<void>((resolve) => clock.after(RENAME_PAUSE_MS * tries, resolve));
  }
}

/** What a path leads to, at its end not through a symbolic link. */
async function identityOf(place: string): Promise<string | undefined> {
  return stat(place, { bigint: true }).then(
    (found) => statOf(found).identity,
    () => undefined,
  );
}

async function makeDirectory(directory: string, synced: boolean): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined || !synced) return;
  const above = path.dirname(path.resolve(first));
  for (let place = path.dirname(path.resolve(directory)); ; place = path.dirname(place)) {
    const handle = await open(place, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (place === above) return;
  }
}

class NodeDirectory implements Directory {
  readonly #base: string;
  /** What the path must lead to; undefined where the descriptor sees to that. */
  readonly #identity: string | undefined;
  readonly #handle: FileHandle | undefined;
  readonly #rename: (from: string, to: string) => Promise<void>;

  constructor(
    base: string,
    identity: string | undefined,
    handle: FileHandle | undefined,
    renameEntry: (from: string, to: string) => Promise<void>,
  ) {
    this.#base = base;
    this.#identity = identity;
    this.#handle = handle;
    this.#rename = renameEntry;
  }

  async open(name: string): Promise<OpenFile> {
    const place = this.#at(name);
    if (constants.O_NOFOLLOW === undefined && (await this.stat(name)).kind === 'symlink') {
      throw systemError('ELOOP', 'open', place);
    }
    return new NodeFile(await open(place, READ));
  }

  async create(name: string): Promise<OpenFile> {
    return new NodeFile(await open(this.#at(name), CREATE, 0o600));
  }

  async stat(name: string): Promise<FileStat> {
    return statOf(await lstat(this.#at(name), { bigint: true }));
  }

  async link(from: string, to: string): Promise<void> {
    await this.#checkPath();
    await link(this.#at(from), this.#at(to));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#checkPath();
    await this.#rename(this.#at(from), this.#at(to));
  }

  async unlink(name: string): Promise<void> {
    await unlink(this.#at(name));
  }

  async list(): Promise<readonly string[]> {
    return readdir(this.#base);
  }

  async sync(): Promise<void> {
    await this.#handle?.sync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }

  #at(name: string): string {
    return `${this.#base}/${name}`;
  }

  async #checkPath(): Promise<void> {
    if (this.#identity === undefined) return;
    const { kind, identity } = statOf(await lstat(this.#base, { bigint: true }));
    if (kind === 'symlink') throw systemError('ELOOP', 'lstat', this.#base);
    if (identity !== this.#identity) throw systemError('ESTALE', 'lstat', this.#base);
  }
}

class NodeFile implements OpenFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async stat(): Promise<FileStat> {
    return statOf(await this.#handle.stat({ bigint: true }));
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.read(into, 0, into.length, position)).bytesRead;
  }

  async write(from: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.write(from, 0, from.length, position)).bytesWritten;
  }

  async chmod(mode: number): Promise<void> {
    await this.#handle.chmod(mode);
  }

  async chown(uid: number, gid: number): Promise<void> {
    await this.#handle.chown(uid, gid);
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function statOf(found: BigIntStats): FileStat {
  return {
    kind: kindOf(found),
    identity: `${found.dev}:${found.ino}`,
    mode: Number(found.mode & 0o7777n),
    uid: Number(found.uid),
    gid: Number(found.gid),
    links: Number(found.nlink),
    size: Number(found.size),
    mtimeNs: found.mtimeNs,
  };
}

function kindOf(found: BigIntStats): FileStat['kind'] {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'directory';
  return found.isSymbolicLink() ? 'symlink' : 'other';
}

function systemError(code: string, syscall: string, place: string): Error {
  return Object.assign(new Error(`${code}: ${syscall} '${place}'`), { code, syscall, path: place });
}
