import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Configuration } from '../../src/configuration.js';
import { parseConfigurationText } from '../../src/file/parse.js';
import { addRouteToConfig } from '../../src/setup.js';
import { persist, safeRead } from '../../src/storage/index.js';
import { emptyFolder, rejection } from '../storage/folder.js';

const read = (text: string) => Configuration.fromSettings(parseConfigurationText(text));
const TEXT =
  'neighbor 192.0.2.1 { local-as 65001; peer-as 65002; local-address 192.0.2.254; md5-password sesame; static { route 10.0.0.0/24 next-hop self; } }';

describe('[B25] persist', () => {
  it('writes the configuration, keys among it, and keeps what was there as the backup', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    const configuration = read(TEXT);
    expect(await persist(configuration, file)).toBeNull();
    expect(lstatSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    addRouteToConfig(configuration, 'route 10.0.1.0/24 next-hop self');
    expect(await persist(configuration, file)).toBe(`${file}.backup`);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe(before);
    const again = read(await safeRead(file));
    const [neighbor] = again.neighbors;
    expect(neighbor!.session.md5Password!.reveal()).toBe('sesame');
    expect([...again.routesOf(neighbor!)]).toEqual([...configuration.routesOf(configuration.neighbors[0]!)]);
    expect(again.neighbors).toEqual(configuration.neighbors.map((one) => ({ ...one, routes: expect.anything() })));
  });

  it('leaves keys out where it is told to', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    await persist(read(TEXT), file, { secrets: false });
    expect(readFileSync(file, 'utf8')).not.toContain('sesame');
  });

  it('does nothing without a path', async () => {
    expect(await persist(read(TEXT), undefined)).toBeNull();
    expect(await persist(read(TEXT), '')).toBeNull();
  });

  it('leaves the file as it is where the configuration cannot be written', async () => {
    const file = path.join(emptyFolder(), 'mesh.conf');
    const configuration = read(TEXT);
    await persist(configuration, file);
    const before = readFileSync(file, 'utf8');
    const [neighbor] = configuration.neighbors;
    const [route] = [...configuration.routesOf(neighbor!)];
    configuration.addRoute(neighbor!, { ...route!, name: 'a\nb' });
    expect(await rejection(persist(configuration, file))).toMatchObject({ code: 'MESH_STORAGE_SOURCE' });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
