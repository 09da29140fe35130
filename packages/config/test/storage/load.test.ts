import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, loadJson, nodeProcessTable, replaceFile } from '../../src/storage/index.js';
import { emptyFolder, rejection } from './folder.js';

function parse(text: string): string {
  if (!text.startsWith('good')) throw new Error(`line 1: expected good, got ${text}`);
  return text;
}

function folderWith(files: Readonly<Record<string, string>>): { folder: string; file: string } {
  const folder = emptyFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return { folder, file: path.join(folder, 'mesh.conf') };
}

describe('load', () => {
  it('gives the value and the version to save over', async () => {
    const { file } = folderWith({ 'mesh.conf': 'good' });
    const { value, source, version, swept } = await load(file, parse);
    expect([value, source, swept]).toEqual(['good', 'file', []]);
    await replaceFile(file, 'good 2', { expected: version });
    expect(readFileSync(file, 'utf8')).toBe('good 2');
  });

  it('refuses a missing file and names the backup', async () => {
    const { file } = folderWith({ 'mesh.conf.backup': 'good' });
    expect(await rejection(load(file, parse))).toMatchObject({
      code: 'MESH_STORAGE_NOT_FOUND',
      message: `File not found: ${file}; the backup ${file}.backup is good: load it with fromBackup`,
      details: { path: file, backup: `${file}.backup` },
    });
  });

  it('refuses a file that can not be parsed and names the backup', async () => {
    const { file } = folderWith({ 'mesh.conf': 'bad', 'mesh.conf.backup': 'good' });
    expect(await rejection(load(file, parse))).toMatchObject({
      code: 'MESH_STORAGE_UNPARSEABLE',
      message: `Failed to parse ${file}: line 1: expected good, got bad; the backup ${file}.backup is good: load it with fromBackup`,
      cause: expect.objectContaining({ message: 'line 1: expected good, got bad' }),
      details: { path: file, phase: 'parse', backup: `${file}.backup` },
    });
  });

  it.each([
    ['is no good either', { 'mesh.conf': 'bad', 'mesh.conf.backup': 'worse' }, 'MESH_STORAGE_UNPARSEABLE'],
    ['there is no backup', { 'mesh.conf': 'bad' }, 'MESH_STORAGE_UNPARSEABLE'],
    ['there is no backup', {}, 'MESH_STORAGE_NOT_FOUND'],
  ])('says where there is nothing to go back to: %s', async (say, files, code) => {
    const { file } = folderWith(files);
    expect(await rejection(load(file, parse))).toMatchObject({
      code,
      message: expect.stringContaining(say),
      details: { backup: null },
    });
  });

  it('says so where not even the directory is there', async () => {
    const file = path.join(emptyFolder(), 'none', 'mesh.conf');
    expect(await rejection(load(file, parse))).toMatchObject({
      code: 'MESH_STORAGE_NOT_FOUND',
      details: { backup: null },
    });
  });

  it('takes the backup when told to, and the next save keeps it', async () => {
    const { file } = folderWith({ 'mesh.conf': 'bad', 'mesh.conf.backup': 'good' });
    const { value, source, version } = await load(file, parse, { fromBackup: true });
    expect([value, source]).toEqual(['good', 'backup']);
    const validate = (text: string) => parse(text) !== '';
    await replaceFile(file, 'good 2', { backup: true, expected: version, validate });
    expect([readFileSync(file, 'utf8'), readFileSync(`${file}.backup`, 'utf8')]).toEqual(['good 2', 'good']);
  });

  it('takes the backup of a file that is gone, and the next save makes it', async () => {
    const { file } = folderWith({ 'mesh.conf.backup': 'good' });
    const { version } = await load(file, parse, { fromBackup: true });
    expect(version).toBeNull();
    await replaceFile(file, 'good 2', { expected: version });
    expect(readFileSync(file, 'utf8')).toBe('good 2');
  });

  it('does not follow a symbolic link, of file or backup', async () => {
    const { file } = folderWith({ target: 'good' });
    symlinkSync('target', file);
    expect(await rejection(load(file, parse))).toMatchObject({
      code: 'MESH_STORAGE_SYMLINK',
      message: `Refusing to read symlink: ${file}`,
    });
    symlinkSync('target', `${file}.backup`);
    expect(await rejection(load(file, parse, { fromBackup: true }))).toMatchObject({ code: 'MESH_STORAGE_SYMLINK' });
  });

  it('removes what killed processes left behind, and nothing else', async () => {
    const self = await nodeProcessTable.self();
    const dead = `${JSON.stringify({ ...self, bootId: 'another', token: '1'.repeat(16) })}\n`;
    const { folder, file } = folderWith({
      'mesh.conf': 'good',
      '.mesh.conf.0123456789abcdef.tmp': 'unfinished',
      [`.mesh.conf.${'2'.repeat(16)}.break`]: dead,
      '.mesh.conf.0123456789abcdeg.tmp': 'not hexadecimal',
      '.mesh.conf.0123456789abcde.tmp': 'too short',
      '.other.conf.0123456789abcdef.tmp': 'of another file',
      '.mesh.conf.fedcba9876543210.tmp': 'young',
    });
    mkdirSync(path.join(folder, '.mesh.conf.aaaaaaaaaaaaaaaa.tmp'));
    symlinkSync('mesh.conf', path.join(folder, '.mesh.conf.bbbbbbbbbbbbbbbb.tmp'));
    const before = readdirSync(folder);
    const old = new Date(Date.now() - 61_000);
    for (const name of before) {
      if (!name.includes('fedcba') && !name.includes('bbbb')) utimesSync(path.join(folder, name), old, old);
    }
    const { swept } = await load(file, parse);
    expect([...swept].sort()).toEqual(['.mesh.conf.0123456789abcdef.tmp', `.mesh.conf.${'2'.repeat(16)}.break`]);
    expect(readdirSync(folder)).toEqual(before.filter((name) => !swept.includes(name)));
  });

  it('leaves everything alone while another process holds the lock', async () => {
    const self = await nodeProcessTable.self();
    const { folder, file } = folderWith({
      'mesh.conf': 'good',
      'mesh.conf.lock': `${JSON.stringify({ ...self, token: '1'.repeat(16) })}\n`,
      '.mesh.conf.0123456789abcdef.tmp': 'unfinished',
    });
    const before = readdirSync(folder);
    for (const name of before) utimesSync(path.join(folder, name), 0, 0);
    expect(await load(file, parse)).toMatchObject({ value: 'good', swept: [] });
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('loadJson', () => {
  it('hands the value to the check, and says where it is wrong', async () => {
    const { file } = folderWith({ 'mesh.conf': '{ "neighbors": [] }' });
    expect((await loadJson(file, (value) => value)).value).toEqual({ neighbors: [] });
    writeFileSync(file, '{\n  "neighbors": [],\n  "neighbors": []\n}');
    expect(await rejection(loadJson(file, (value) => value))).toMatchObject({
      code: 'MESH_STORAGE_UNPARSEABLE',
      message: expect.stringContaining(`Failed to parse ${file}: line 3, column 3: expected each key once`),
      cause: { code: 'MESH_STORAGE_JSON', details: { line: 3, column: 3 } },
    });
  });
});
