import { describe, expect, it } from 'vitest';
import { forgetful } from '../../torture/lib/forgetful-file-system.js';
import type { MemoryDisk } from '../../torture/lib/memory-file-system.js';
import { judge, SCENARIOS } from '../../torture/lib/power-loss.js';

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
