import { describe, expect, it } from 'vitest';
import { type Bench, inject, injectionCases, PHASES, saveAgain } from '../../torture/lib/errno-injection.js';
import { MemoryDisk } from '../../torture/lib/memory-file-system.js';

function bench(): Bench {
  const disk = new MemoryDisk();
  // Of another user, so that the owner has to be set.
  disk.put('config', 'old', { uid: 7, gid: 7, mode: 0o640 });
  disk.put('config.backup', 'older', { uid: 7, gid: 7, mode: 0o640 });
  return {
    path: 'config',
    fileSystem: disk,
    names: async () => disk.names(),
    text: async (name) => disk.text(name),
  };
}

describe('a system call that fails', () => {
  const cases = injectionCases();

  it('is tried in 300 ways or more', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
  });

  it.each(Object.keys(PHASES))('%s: leaves the old file before the commit, and says what failed', async (call) => {
    for (const one of cases.filter((each) => each.call === call)) {
      const place = bench();
      expect({ ...one, wrong: await inject(place, one) }).toEqual({ ...one, wrong: [] });
      expect(await saveAgain(place)).toEqual([]);
    }
  });
});
