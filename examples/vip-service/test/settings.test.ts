import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addr, defaultConfig, loadConfig, parseConfig, validate } from '../src/settings/load.js';

const MINIMAL = { bgp: { asn: 65000, router_id: '192.0.2.1' } };
const PEER = { address: '192.0.2.254', asn: 65001 };

/** The minimal settings with another one at a path. */
function set(at: string, value: unknown): unknown {
  const copy: Record<string, unknown> = structuredClone(MINIMAL);
  const names = at.split('.');
  const last = names.pop()!;
  let place = copy;
  for (const name of names) {
    place[name] ??= {};
    place = place[name] as Record<string, unknown>;
  }
  place[last] = value;
  return copy;
}

describe('settings', () => {
  it('have the defaults of katran', () => {
    const { server, bgp } = validate({ bgp: { ...MINIMAL.bgp, peers: [PEER] } });
    expect(server).toMatchObject({ host: '127.0.0.1', port: 9100, read_timeout: 30, write_timeout: 30 });
    expect(bgp).toMatchObject({ listen_port: 179, local_pref: 100, communities: [] });
    expect(bgp.peers[0]).toMatchObject({ ...PEER, hold_time: 90, keepalive: 30 });
    expect(validate(defaultConfig()).bgp.asn).toBe(65000);
  });

  it.each([
    ['127.0.0.1', 9100, '127.0.0.1:9100'],
    ['::1', 80, '[::1]:80'],
  ])('of host %s and port %d listen at %s', (host, port, text) => {
    expect(addr(validate({ ...MINIMAL, server: { host, port } }))).toBe(text);
  });

  it.each<[string, unknown]>([
    ['bgp.asn', 0],
    ['bgp.asn', 4294967296],
    ['bgp.asn', '65000'],
    ['bgp.asn', undefined],
    ['bgp.router_id', '0.0.0.0'],
    ['bgp.router_id', '::1'],
    ['bgp.router_id', undefined],
    ['bgp.listen_port', 65536],
    ['bgp.local_pref', -1],
    ['bgp.communities', ['65536:1']],
    ['bgp.communities', 'none'],
    ['bgp.next_hop', '::1'],
    ['bgp.next_hop6', '192.0.2.1'],
    ['bgp.restart_time', 4096],
    ['bgp.peers', [{ ...PEER, address: 'router' }]],
    ['bgp.peers', [{ ...PEER, hold_time: 2 }]],
    ['bgp.peers', [{ ...PEER, hold_time: 10, keepalive: 30 }]],
    ['bgp.peers', [PEER, PEER]],
    ['bgp.peers', [{ ...PEER, password: 'x' }]],
    ['server.port', 1.5],
    ['server.read_timeout', 0],
    ['server.host', '0.0.0.0'],
    ['server.write_token', 'short'],
    ['server.colour', 'blue'],
    ['colour', 'blue'],
  ])('refuse %s = %j, and name it', (at, value) => {
    let message = '';
    try {
      validate(set(at, value));
    } catch (error) {
      expect(error).toMatchObject({ code: 'VIP_CONFIG_INVALID' });
      message = (error as Error).message;
    }
    expect(message).toContain(at.split('.').slice(0, -1).join('.'));
    expect(message).toMatch(/: /);
  });

  it('never quote a token, and show none', () => {
    const write_token = '0123456789abcdef0123456789abcdef';
    const settings = validate(set('server.write_token', write_token));
    expect(JSON.stringify(settings)).not.toContain(write_token);
    expect(() => validate(set('server.write_token', `${write_token} \n`))).toThrow(/^(?!.*0123456789abcdef)/);
  });

  it('listen beyond loopback once there is a token to write', () => {
    const server = { host: '0.0.0.0', write_token: '0123456789abcdef0123456789abcdef' };
    expect(validate({ ...MINIMAL, server }).server.host).toBe('0.0.0.0');
  });
});

describe('the file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'vip-settings-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is YAML', async () => {
    const file = path.join(folder, 'vip.yaml');
    await writeFile(
      file,
      'server:\n  port: 9101\nbgp:\n  asn: 65000\n  router_id: 192.0.2.1\n  peers:\n    - address: 192.0.2.254\n      asn: 65001\n',
    );
    const settings = await loadConfig(file, {});
    expect(settings.server.port).toBe(9101);
    expect(settings.bgp.peers).toHaveLength(1);
    await expect(loadConfig(path.join(folder, 'none.yaml'), {})).rejects.toMatchObject({
      code: 'MESH_STORAGE_NOT_FOUND',
    });
  });

  it('gives way to the environment', () => {
    const text = 'bgp: { asn: 65000, router_id: 192.0.2.1 }';
    const settings = parseConfig(text, {
      VIP_SERVER_PORT: '9200',
      VIP_BGP_ASN: '65010',
      VIP_STATE_FILE: '/var/lib/vip',
    });
    expect([settings.server.port, settings.bgp.asn, settings.state_file]).toEqual([9200, 65010, '/var/lib/vip']);
    expect(() => parseConfig(text, { VIP_SERVER_PORT: '9200x' })).toThrow(/server\.port/);
  });

  it.each([
    ['bgp: {asn: 1, asn: 2}', 'MESH_YAML_SYNTAX'],
    ['__proto__: {a: 1}', 'MESH_YAML_SYNTAX'],
    ['a: &x [*x]', 'MESH_YAML_SYNTAX'],
    ['- 1', 'VIP_CONFIG_INVALID'],
    ['', 'VIP_CONFIG_INVALID'],
  ])('%j is refused with %s', (text, code) => {
    expect(() => parseConfig(text)).toThrow(expect.objectContaining({ code }));
  });
});
