import type { Directory, FileSystem, OpenFile } from '../../src/storage/index.js';
import { systemError } from './memory-file-system.js';

/** The calls of the port, under the names of what they do to a machine. */
export const CALLS = [
  'make-directory',
  'open-directory',
  'create',
  'open',
  'stat',
  'fstat',
  'read',
  'write',
  'chmod',
  'chown',
  'fsync',
  'fsync-directory',
  'close',
  'link',
  'rename',
  'unlink',
  'list',
] as const;
export type Call = (typeof CALLS)[number];

/**
 * Called before each call, with how often it was made, from 1. An errno is what the call fails with; `'killed'` lets it
 * and everything after it hang, as for a process that is no more; a number cuts a read or write to so many octets.
 */
export type Fault = (call: Call, occurrence: number) => string | number | undefined;

/** A file system with failures. */
export function faulty(disk: FileSystem, fault: Fault): FileSystem {
  const counts = new Map<Call, number>();
  let isDead = false;
  const cut = async (call: Call): Promise<number> => {
    const occurrence = (counts.get(call) ?? 0) + 1;
    counts.set(call, occurrence);
    const what = isDead ? 'killed' : fault(call, occurrence);
    isDead ||= what === 'killed';
    if (isDead) return new Promise<never>(() => {});
    if (typeof what === 'string') throw systemError(what, `${call} ${occurrence}`);
    return what ?? Number.POSITIVE_INFINITY;
  };
  const before = async <T>(call: Call, act: () => Promise<T>): Promise<T> => {
    await cut(call);
    return act();
  };
  return {
    makeDirectory: (path) => before('make-directory', () => disk.makeDirectory(path)),
    openDirectory: async (path) =>
      directoryOf(await before('open-directory', () => disk.openDirectory(path)), before, cut),
    userId: () => disk.userId(),
    token: () => disk.token(),
  };
}

type Before = <T>(call: Call, act: () => Promise<T>) => Promise<T>;
type Cut = (call: Call) => Promise<number>;

function directoryOf(directory: Directory, before: Before, cut: Cut): Directory {
  return {
    open: async (name) => fileOf(await before('open', () => directory.open(name)), before, cut),
    create: async (name) => fileOf(await before('create', () => directory.create(name)), before, cut),
    stat: (name) => before('stat', () => directory.stat(name)),
    link: (from, to) => before('link', () => directory.link(from, to)),
    rename: (from, to) => before('rename', () => directory.rename(from, to)),
    unlink: (name) => before('unlink', () => directory.unlink(name)),
    list: () => before('list', () => directory.list()),
    sync: () => before('fsync-directory', () => directory.sync()),
    // What can't be closed is closed all the same, or a test would run out of descriptors.
    close: () => closed(directory, before),
  };
}

function fileOf(file: OpenFile, before: Before, cut: Cut): OpenFile {
  return {
    stat: () => before('fstat', () => file.stat()),
    read: async (into, position) => file.read(into.subarray(0, await cut('read')), position),
    write: async (from, position) => file.write(from.subarray(0, await cut('write')), position),
    chmod: (mode) => before('chmod', () => file.chmod(mode)),
    chown: (uid, gid) => before('chown', () => file.chown(uid, gid)),
    sync: () => before('fsync', () => file.sync()),
    close: () => closed(file, before),
  };
}

async function closed(open: { close(): Promise<void> }, before: Before): Promise<void> {
  try {
    await before('close', async () => {});
  } finally {
    await open.close();
  }
}
