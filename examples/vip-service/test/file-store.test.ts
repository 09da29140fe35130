import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FileStore } from '../src/store/file-store.js';

const RECORD = {
  vip: '198.51.100.1',
  prefix_len: 32,
  communities: ['65000:1'],
  local_pref: 100,
  advertised: true,
  since: 1_000,
};
const PEER = { address: '192.0.2.9', asn: 65009, hold_time: 90, keepalive: 30, port: 179, passive: false };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vip-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('what was saved is loaded again, and nobody else reads it', async () => {
  const file = path.join(folder, 'state.json');
  const first = new FileStore(file);
  expect(await first.load()).toEqual({ routes: [], peers: [] });
  await first.save([
    { type: 'route', record: RECORD },
    { type: 'peer', peer: PEER },
  ]);
  await first.save([{ type: 'route', record: { ...RECORD, advertised: false, expires: 5 } }]);
  // Not closed, as after kill -9.
  const second = new FileStore(file);
  expect(await second.load()).toEqual({ routes: [{ ...RECORD, advertised: false, expires: 5 }], peers: [PEER] });
  await second.save([{ type: 'peer-removed', address: PEER.address }]);
  await second.close();
  expect(await new FileStore(file).load()).toMatchObject({ peers: [] });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('a hundred changes at once are all in the file', async () => {
  const file = path.join(folder, 'many.json');
  const store = new FileStore(file);
  await store.load();
  await Promise.all(
    Array.from({ length: 100 }, (_, i) => store.save([{ type: 'route', record: { ...RECORD, vip: `10.0.0.${i}` } }])),
  );
  expect((await new FileStore(file).load()).routes).toHaveLength(100);
});

it.each(['', '{', '{"version":2,"routes":[],"peers":[]}', '{"version":1,"routes":[{"vip":"x"}],"peers":[]}', '[]'])(
  'a file that says %j is an error, and stays',
  async (text) => {
    const file = path.join(folder, 'broken.json');
    await writeFile(file, text);
    await expect(new FileStore(file).load()).rejects.toMatchObject({ code: 'MESH_STORAGE_UNPARSEABLE' });
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

it('a file that somebody has edited meanwhile is not overwritten', async () => {
  const file = path.join(folder, 'edited.json');
  const store = new FileStore(file);
  await store.load();
  await store.save([{ type: 'route', record: RECORD }]);
  await writeFile(file, '{"version":1,"routes":[],"peers":[]}');
  await expect(store.save([{ type: 'peer', peer: PEER }])).rejects.toMatchObject({
    code: 'MESH_STORAGE_CHANGED_ON_DISK',
  });
  expect(store.problem()).toBe('MESH_STORAGE_CHANGED_ON_DISK');
});
