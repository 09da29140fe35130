import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFile, safeBackup, safeRead, safeUpdate, safeWrite } from '../../src/storage/index.js';
import { emptyFolder, rejection } from './folder.js';

describe('safeWrite', () => {
  it('[B22] makes the file and its directory, readable for nobody else', async () => {
    const file = path.join(emptyFolder(), 'new', 'deep', 'mesh.conf');
    await safeWrite(file, 'a\n');
    expect(readFileSync(file, 'utf8')).toBe('a\n');
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    expect(lstatSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    expect(readdirSync(path.dirname(file))).toEqual(['mesh.conf']);
  });

  it.each<[string, () => Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> | string | Uint8Array]>([
    ['a string', () => 'route 10.0.0.0/24;\nroute 10.0.1.0/24;\n'],
    ['octets', () => new TextEncoder().encode('route 10.0.0.0/24;\nroute 10.0.1.0/24;\n')],
    ['an array', () => ['route 10.0.0.0/24;\n', 'route 10.0.1.0/24;\n']],
    [
      'a generator',
      function* () {
        yield 'route 10.0.0.0/24;\n';
        yield new TextEncoder().encode('route 10.0.1.0/24;\n');
      },
    ],
    [
      'an async generator',
      async function* () {
        yield 'route 10.0.0.0/24;\n';
        yield 'route 10.0.1.0/24;\n';
      },
    ],
  ])('[B22] takes %s', async (_what, chunks) => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    await safeWrite(file, chunks());
    expect(readFileSync(file, 'utf8')).toBe('route 10.0.0.0/24;\nroute 10.0.1.0/24;\n');
  });

  it('puts the halves of a surrogate pair together that two chunks share, and refuses one alone', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    await safeWrite(file, ['a\ud83d', '\ude00b']);
    expect(readFileSync(file, 'utf8')).toBe('a\u{1f600}b');
    for (const bad of [['\ud83d'], ['a\ud83db'], ['\ude00'], ['\ud83d', new Uint8Array(1)]]) {
      expect(await rejection(safeWrite(file, bad))).toMatchObject({
        code: 'MESH_STORAGE_SOURCE',
        details: { phase: 'serialise', committed: false },
      });
    }
    expect(readFileSync(file, 'utf8')).toBe('a\u{1f600}b');
  });

  it('leaves everything as it was where the iterator throws', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'mesh.conf');
    writeFileSync(file, 'old');
    const reason = new Error('no more routes');
    const error = await rejection(
      safeWrite(
        file,
        (function* () {
          yield 'new';
          throw reason;
        })(),
      ),
    );
    expect(error).toMatchObject({
      code: 'MESH_STORAGE_SOURCE',
      message: `Failed to serialise ${file}: no more routes`,
      cause: reason,
    });
    expect(readdirSync(folder)).toEqual(['mesh.conf']);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('[B23] refuses a symbolic link, and writes nothing to where it leads', async () => {
    const folder = emptyFolder();
    writeFileSync(path.join(folder, 'target'), 'theirs');
    symlinkSync('target', path.join(folder, 'mesh.conf'));
    const file = path.join(folder, 'mesh.conf');
    expect(await rejection(safeWrite(file, 'new'))).toMatchObject({
      code: 'MESH_STORAGE_SYMLINK',
      message: `Path is a symlink: ${file}`,
    });
    expect(readFileSync(path.join(folder, 'target'), 'utf8')).toBe('theirs');
  });

  it('[B23] refuses a directory that is a symbolic link', async () => {
    const folder = emptyFolder();
    mkdirSync(path.join(folder, 'real'));
    symlinkSync('real', path.join(folder, 'linked'));
    expect(await rejection(safeWrite(path.join(folder, 'linked', 'mesh.conf'), 'new'))).toMatchObject({
      code: 'MESH_STORAGE_SYMLINK',
      message: `Path is a symlink: ${path.join(folder, 'linked')}`,
    });
    expect(readdirSync(path.join(folder, 'real'))).toEqual([]);
  });

  it('[B23] refuses what is no file', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    mkdirSync(file);
    expect(await rejection(safeWrite(file, 'new'))).toMatchObject({
      code: 'MESH_STORAGE_NOT_REGULAR',
      message: `Not a regular file: ${file}`,
    });
    expect(await rejection(safeWrite('/dev/null', 'new'))).toMatchObject({ code: 'MESH_STORAGE_NOT_REGULAR' });
  });

  it.each(['', '.', '..', 'a/', 'a/..', 'a\0b'])('refuses %j, which names no file', async (file) => {
    expect(await rejection(safeWrite(file, 'new'))).toMatchObject({ code: 'MESH_STORAGE_PATH' });
  });

  it('refuses more than the limit, old or new', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    expect(await rejection(safeWrite(file, '12345', { maxBytes: 4 }))).toMatchObject({
      code: 'MESH_STORAGE_TOO_LARGE',
    });
    await safeWrite(file, '12345');
    expect(await rejection(safeWrite(file, '1', { maxBytes: 4 }))).toMatchObject({ code: 'MESH_STORAGE_TOO_LARGE' });
    expect(readFileSync(file, 'utf8')).toBe('12345');
  });
});

describe('safeUpdate', () => {
  it('[B22] keeps one backup, the content before', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    expect(await safeUpdate(file, 'first')).toBeNull();
    expect(await safeUpdate(file, 'second')).toBe(`${file}.backup`);
    expect(await safeUpdate(file, 'third')).toBe(`${file}.backup`);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe('second');
    expect(readFileSync(file, 'utf8')).toBe('third');
    expect(readdirSync(path.dirname(file))).toEqual(['mesh.conf', 'mesh.conf.backup']);
  });

  it.each<[string, () => Iterable<string> | AsyncIterable<string>]>([
    [
      'a generator',
      function* () {
        yield 'one\n';
        yield 'two\n';
      },
    ],
    [
      'an async generator',
      async function* () {
        yield 'one\n';
        yield 'two\n';
      },
    ],
  ])('[B22] takes %s', async (_what, chunks) => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    await safeUpdate(file, 'old\n');
    expect(await safeUpdate(file, chunks())).toBe(`${file}.backup`);
    expect([readFileSync(file, 'utf8'), readFileSync(`${file}.backup`, 'utf8')]).toEqual(['one\ntwo\n', 'old\n']);
  });

  it('[B21] [B22] keeps one backup, that of the last', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'mesh.conf');
    for (const text of ['one', 'two']) {
      writeFileSync(file, text);
      expect(await safeBackup(file)).toBe(`${file}.backup`);
      expect(readFileSync(`${file}.backup`, 'utf8')).toBe(text);
    }
    expect(readdirSync(folder)).toEqual(['mesh.conf', 'mesh.conf.backup']);
  });

  it('does not let a bad file take the place of a good backup', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    const validate = (text: string) => text.startsWith('good');
    await safeUpdate(file, 'good 1');
    await safeUpdate(file, 'good 2', { validate });
    writeFileSync(file, 'broken');
    expect(await safeUpdate(file, 'good 3', { validate })).toBeNull();
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe('good 1');
    // Of two bad ones the newer is kept: it is all that there is.
    writeFileSync(`${file}.backup`, 'broken too');
    writeFileSync(file, 'broken again');
    expect(await safeUpdate(file, 'good 4', { validate })).toBe(`${file}.backup`);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe('broken again');
  });

  it('[B23] refuses a backup that is a symbolic link', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'mesh.conf');
    writeFileSync(file, 'old');
    writeFileSync(path.join(folder, 'target'), 'theirs');
    symlinkSync('target', `${file}.backup`);
    expect(await rejection(safeUpdate(file, 'new'))).toMatchObject({
      code: 'MESH_STORAGE_SYMLINK',
      message: `Path is a symlink: ${file}.backup`,
    });
    expect(readFileSync(path.join(folder, 'target'), 'utf8')).toBe('theirs');
    expect(readFileSync(file, 'utf8')).toBe('old');
  });
});

describe('safeBackup', () => {
  it('[B21] copies the file, with its mode', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    writeFileSync(file, 'content');
    chmodSync(file, 0o640);
    expect(await safeBackup(file)).toBe(`${file}.backup`);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe('content');
    expect(lstatSync(`${file}.backup`).mode & 0o777).toBe(0o640);
  });

  it('[B21] is null where there is no file or no directory', async () => {
    const folder = emptyFolder();
    expect(await safeBackup(path.join(folder, 'mesh.conf'))).toBeNull();
    expect(await safeBackup(path.join(folder, 'none', 'mesh.conf'))).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('[B21] [B23] refuses a symbolic link', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    symlinkSync('/etc/passwd', file);
    expect(await rejection(safeBackup(file))).toMatchObject({
      code: 'MESH_STORAGE_SYMLINK',
      message: `Refusing to backup symlink: ${file}`,
    });
  });
});

describe('safeRead', () => {
  it('reads a file', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    const text = 'ä'.repeat(200_000);
    writeFileSync(file, text);
    expect(await safeRead(file)).toBe(text);
  });

  it('[B23] says what it refuses and why', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'mesh.conf');
    const code = async (promise: Promise<unknown>) => {
      const { code, message } = (await rejection(promise)) as Error & { code: string };
      return [code, message];
    };
    expect(await code(safeRead(file))).toEqual(['MESH_STORAGE_NOT_FOUND', `File not found: ${file}`]);
    expect(await code(safeRead(path.join(file, 'x', 'y')))).toEqual([
      'MESH_STORAGE_NOT_FOUND',
      `File not found: ${path.join(file, 'x', 'y')}`,
    ]);
    symlinkSync('/etc/passwd', file);
    expect(await code(safeRead(file))).toEqual(['MESH_STORAGE_SYMLINK', `Refusing to read symlink: ${file}`]);
    writeFileSync(path.join(folder, 'latin'), Uint8Array.of(0x61, 0xe4));
    expect(await code(safeRead(path.join(folder, 'latin')))).toEqual([
      'MESH_STORAGE_UNPARSEABLE',
      `Failed to parse ${path.join(folder, 'latin')}: it is not UTF-8`,
    ]);
  });
});

describe('replaceFile', () => {
  it('saves over the version that was expected, and over no other', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    const { version } = await replaceFile(file, 'first', { expected: null });
    const next = await replaceFile(file, 'second', { expected: version });
    writeFileSync(file, 'by hand');
    const error = await rejection(replaceFile(file, 'third', { expected: next.version, backup: true }));
    expect(error).toMatchObject({
      code: 'MESH_STORAGE_CHANGED_ON_DISK',
      details: { path: file, phase: 'check-conflict', committed: false, durable: false },
    });
    expect(readFileSync(file, 'utf8')).toBe('by hand');
    expect(await rejection(replaceFile(file, 'third', { expected: null }))).toMatchObject({
      code: 'MESH_STORAGE_CHANGED_ON_DISK',
    });
  });

  it('notices an edit that is made while it writes', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'mesh.conf');
    writeFileSync(file, 'old');
    const chunks = (function* () {
      yield 'new';
      writeFileSync(file, 'by hand');
    })();
    expect(await rejection(replaceFile(file, chunks))).toMatchObject({
      code: 'MESH_STORAGE_CHANGED_ON_DISK',
      details: { phase: 'commit', committed: false },
    });
    expect(readFileSync(file, 'utf8')).toBe('by hand');
    expect(readdirSync(folder)).toEqual(['mesh.conf']);
  });

  it('refuses a file with two names, unless it may part them', async () => {
    const folder = emptyFolder();
    const file = path.join(folder, 'mesh.conf');
    writeFileSync(file, 'old');
    linkSync(file, path.join(folder, 'other'));
    expect(await rejection(replaceFile(file, 'new'))).toMatchObject({ code: 'MESH_STORAGE_HARDLINK' });
    expect(readFileSync(file, 'utf8')).toBe('old');
    await replaceFile(file, 'new', { allowHardlink: true });
    expect([readFileSync(file, 'utf8'), readFileSync(path.join(folder, 'other'), 'utf8')]).toEqual(['new', 'old']);
  });
});
