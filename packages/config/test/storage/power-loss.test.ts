import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/storage/index.js';
import type { MemoryDisk } from '../../torture/lib/memory-file-system.js';
import { judge, SCENARIOS } from '../../torture/lib/power-loss.js';

/** A disk that forgets to sync: one of the two calls does nothing. */
function forgetful(disk: MemoryDisk, forgets: 'file' | 'directory'): FileSystem {
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

const [once] = SCENARIOS;

describe('a power loss at any moment of a save', () => {
  it('leaves the old content or the new one, and the new one where success was reported', async () => {
    const verdicts = await Promise.all(SCENARIOS.map((scenario) => judge(scenario)));
    expect(verdicts.flatMap(({ bad }) => bad)).toEqual([]);
    expect(verdicts.reduce((sum, { states }) => sum + states, 0)).toBeGreaterThanOrEqual(10_000);
  });

  it('would be found out without the fsync of the new file', async () => {
    const { bad } = await judge({ ...once!, through: (disk) => forgetful(disk, 'file') });
    expect(bad).toContain('after 0 saves the file is ""');
    expect(bad).toContain(`after 1 saves the file is ${JSON.stringify('the new\0\0\0\0\0\0\0\0')}`);
  });

  it('would be found out without the fsync of the directory', async () => {
    const { bad } = await judge({ ...once!, through: (disk) => forgetful(disk, 'directory') });
    expect(bad).toContain('after 1 saves the file is "the old content"');
  });

  it('would be found out of a file that is written in place', async () => {
    const save = (disk: MemoryDisk, content: string) => {
      disk.put('config', content);
      disk.settle();
    };
    const { bad } = await judge({ ...once!, backup: false, save });
    expect(bad).toEqual([`after 0 saves the file is ${JSON.stringify('the new\0\0\0\0\0\0\0\0')}`]);
  });
});
