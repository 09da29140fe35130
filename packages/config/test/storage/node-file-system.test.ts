import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFileSystem, replaceFile } from '../../src/storage/index.js';
import { emptyFolder, rejection } from './folder.js';

const PLATFORMS = ['linux', 'darwin', 'win32'];

/** A folder `real`, that becomes a symbolic link to `theirs` while a file in it is saved. */
async function swapped(platform: string): Promise<{ folder: string; saved: unknown }> {
  const folder = emptyFolder();
  for (const name of ['config', 'theirs']) mkdirSync(path.join(folder, name));
  const chunks = (function* () {
    yield 'new';
    renameSync(path.join(folder, 'config'), path.join(folder, 'moved'));
    symlinkSync('theirs', path.join(folder, 'config'));
  })();
  const file = path.join(folder, 'config', 'mesh.conf');
  return { folder, saved: await rejection(replaceFile(file, chunks, { fileSystem: nodeFileSystem({ platform }) })) };
}

describe.each(PLATFORMS)('the file system of Node as on %s', (platform) => {
  const fileSystem = nodeFileSystem({ platform });

  it('saves with a backup', async () => {
    const file = path.join(emptyFolder(), 'deep', 'mesh.conf');
    await replaceFile(file, 'old', { fileSystem });
    await replaceFile(file, 'new', { fileSystem, backup: true });
    expect([file, `${file}.backup`].map((each) => readFileSync(each, 'utf8'))).toEqual(['new', 'old']);
    expect(readdirSync(path.dirname(file))).toEqual(['mesh.conf', 'mesh.conf.backup']);
  });

  it('refuses a directory that is a symbolic link or a file', async () => {
    const folder = emptyFolder();
    mkdirSync(path.join(folder, 'real'));
    symlinkSync('real', path.join(folder, 'linked'));
    writeFileSync(path.join(folder, 'file'), '');
    expect(await rejection(fileSystem.openDirectory(path.join(folder, 'linked')))).toMatchObject({ code: 'ELOOP' });
    expect(await rejection(fileSystem.openDirectory(path.join(folder, 'file')))).toMatchObject({ code: 'ENOTDIR' });
  });

  it('has tokens that are never the same', () => {
    const tokens = Array.from({ length: 1_000 }, () => fileSystem.token());
    expect(new Set(tokens).size).toBe(1_000);
    expect(tokens.filter((token) => !/^[0-9a-f]{16}$/.test(token))).toEqual([]);
  });
});

describe('a directory that is swapped for a symbolic link meanwhile', () => {
  it.runIf(process.platform === 'linux')('is written to all the same, and where the link leads is not', async () => {
    const { folder, saved } = await swapped('linux');
    expect(saved).toBeUndefined();
    expect(readFileSync(path.join(folder, 'moved', 'mesh.conf'), 'utf8')).toBe('new');
    expect(readdirSync(path.join(folder, 'theirs'))).toEqual([]);
  });

  it.each(['darwin', 'win32'])('is noticed before the rename where there is no openat: %s', async (platform) => {
    const { folder, saved } = await swapped(platform);
    expect(saved).toMatchObject({ code: expect.stringMatching(/^MESH_STORAGE_/), details: { committed: false } });
    expect(readdirSync(path.join(folder, 'theirs'))).toEqual([]);
    expect(lstatSync(path.join(folder, 'moved')).isDirectory()).toBe(true);
  });
});

describe('a new directory', () => {
  it('is for nobody else, and the ones that were there stay as they are', async () => {
    const folder = emptyFolder();
    const before = lstatSync(folder).mode;
    await nodeFileSystem().makeDirectory(path.join(folder, 'a', 'b'));
    await nodeFileSystem().makeDirectory(path.join(folder, 'a', 'b'));
    expect(['a', 'a/b'].map((name) => lstatSync(path.join(folder, name)).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(lstatSync(folder).mode).toBe(before);
  });
});
