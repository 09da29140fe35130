import type { FileSystem } from '../../src/storage/index.js';
import type { MemoryDisk } from './memory-file-system.js';

/** A disk on which one of the two kinds of `fsync` does nothing: a broken protocol, which a good model finds out. */
export function forgetful(disk: MemoryDisk, forgets: 'file' | 'directory'): FileSystem {
  const none = async () => {};
  return {
    userId: () => disk.userId(),
    token: () => disk.token(),
    makeDirectory: () => disk.makeDirectory(),
    openDirectory: async () => {
      const directory = await disk.openDirectory();
      if (forgets === 'directory') return { ...directory, sync: none };
      return { ...directory, create: async (name) => ({ ...(await directory.create(name)), sync: none }) };
    },
  };
}
