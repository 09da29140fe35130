import { chmodSync, lstatSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/storage/index.js';
import { MemoryDisk } from '../../torture/lib/memory-file-system.js';
import { emptyFolder, rejection } from './folder.js';

const MODES = [0o600, 0o640, 0o644, 0o400];
const UMASKS = [0o000, 0o077];
const umask = process.umask();
afterEach(() => void process.umask(umask));

const octal = (mode: number) => mode.toString(8);

describe('the mode of a file', () => {
  it.each(MODES.flatMap((mode) => UMASKS.flatMap((mask) => [false, true].map((isNew) => ({ mode, mask, isNew })))))(
    '$mode under umask $mask, with a backup before: $isNew',
    async ({ mode, mask, isNew }) => {
      const file = path.join(emptyFolder(), 'mesh.conf');
      writeFileSync(file, 'old');
      chmodSync(file, mode);
      if (!isNew) {
        writeFileSync(`${file}.backup`, 'older');
        chmodSync(`${file}.backup`, 0o666);
      }
      process.umask(mask);
      await replaceFile(file, 'new', { backup: true });
      expect([file, `${file}.backup`].map((each) => octal(lstatSync(each).mode & 0o7777))).toEqual([
        octal(mode),
        octal(mode),
      ]);
    },
  );

  it.each(UMASKS)('of a new one is 0600 under umask %s', async (mask) => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    process.umask(mask);
    await replaceFile(file, 'new');
    expect(octal(lstatSync(file).mode & 0o7777)).toBe('600');
  });

  it.each([0o4600, 0o2640, 0o1644, 0o6755])('%s loses set-user-ID, set-group-ID and sticky bit', async (mode) => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    writeFileSync(file, 'old');
    chmodSync(file, mode);
    await replaceFile(file, 'new');
    expect(octal(lstatSync(file).mode & 0o7777)).toBe(octal(mode & 0o777));
  });
});

describe('the owner of a file', () => {
  const disk = (mode: number, uid: number, self: number) => {
    const memory = new MemoryDisk();
    memory.put('mesh.conf', 'old', { mode, uid, gid: 20 });
    Object.assign(memory, { uid: self, gid: self });
    return memory;
  };

  it.each(MODES)('stays, and root is told: mode %s', async (mode) => {
    const memory = disk(mode, 1000, 0);
    const { warnings } = await replaceFile('mesh.conf', 'new', { fileSystem: memory, backup: true });
    expect(warnings).toEqual(['mesh.conf belongs to user 1000, and still does']);
    for (const name of ['mesh.conf', 'mesh.conf.backup']) {
      expect(memory.inode(name)).toMatchObject({ uid: 1000, gid: 20, mode });
    }
  });

  it.each(MODES)('that we can not keep is an error, and the file stays: mode %s', async (mode) => {
    const memory = disk(mode, 1000, 1001);
    expect(await rejection(replaceFile('mesh.conf', 'new', { fileSystem: memory }))).toMatchObject({
      code: 'MESH_STORAGE_IO',
      details: { phase: 'write', errno: 'EPERM', committed: false },
    });
    expect([memory.text('mesh.conf'), memory.names()]).toEqual(['old', ['mesh.conf']]);
  });

  it.each(MODES)('other than us is refused where that is asked for: mode %s', async (mode) => {
    const memory = disk(mode, 1000, 0);
    expect(
      await rejection(replaceFile('mesh.conf', 'new', { fileSystem: memory, foreignOwner: 'refuse' })),
    ).toMatchObject({ code: 'MESH_STORAGE_OWNER', message: 'Refusing to replace mesh.conf: it belongs to user 1000' });
    expect(memory.text('mesh.conf')).toBe('old');
  });

  it.each(MODES)('is given before the mode: mode %s never lets another group read', async (mode) => {
    const memory = disk(mode, 1000, 0);
    const seen: string[] = [];
    const { openDirectory } = memory;
    memory.openDirectory = async () => {
      const directory = await openDirectory.call(memory);
      return {
        ...directory,
        create: async (name) => {
          const file = await directory.create(name);
          return {
            ...file,
            chown: async (uid, gid) => void seen.push('chown', await file.chown(uid, gid).then(String)),
            chmod: async (to) => void seen.push(octal(to), await file.chmod(to).then(String)),
          };
        },
      };
    };
    await replaceFile('mesh.conf', 'new', { fileSystem: memory });
    expect(seen.filter((what) => what !== 'undefined')).toEqual(['chown', octal(mode)]);
  });
});
