import { spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Peer } from '../../src/peer.js';
import { initTinc } from '../../src/tinc/init.js';
import { TincOverlay } from '../../src/tinc/tinc-overlay.js';
import { linuxProcesses, type ProcessPort } from '../../src/tinc/tincd.js';
import { settingsOf, temporaryFolder } from '../lib.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const PEER: Peer = { IP: '10.0.0.2', Key: publicKey, Endpoint: 'tinc2:655' };

/** A net whose key is made already, so that a test need not wait for one. */
function net(processes?: ProcessPort) {
  const folder = path.join(temporaryFolder(), 'mesh');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'rsa_key.priv'), privateKey, { mode: 0o600 });
  const settings = settingsOf(1, folder);
  const at = (name: string) => path.join(folder, name);
  const text = (name: string) => readFileSync(at(name), 'utf8');
  return { folder, settings, at, text, overlay: new TincOverlay(settings, processes) };
}

const modeOf = (file: string) => statSync(file).mode & 0o777;

test('init makes a key and all files; the key is for its owner only, the scripts can be run', async () => {
  const folder = path.join(temporaryFolder(), 'deep', 'mesh');
  const made = await initTinc(settingsOf(1, folder));
  expect(made.map((file) => path.relative(folder, file))).toEqual([
    'rsa_key.priv',
    'hosts/node1',
    'tinc.conf',
    'tinc-up',
    'tinc-down',
  ]);
  expect(made.map(modeOf)).toEqual([0o600, 0o644, 0o644, 0o755, 0o755]);
  const key = createPublicKey(readFileSync(path.join(folder, 'rsa_key.priv')));
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const told = await new TincOverlay(settingsOf(1, folder)).publicKey();
  expect(createPublicKey(told).equals(key)).toBe(true);
});

test('init leaves what is there as it is, and says only what it has made', async () => {
  const { settings, at, text } = net();
  writeFileSync(at('tinc.conf'), '# mine\nName = node1\n');
  expect(await initTinc(settings)).toEqual([at('hosts/node1'), at('tinc-up'), at('tinc-down')]);
  expect(text('rsa_key.priv')).toBe(privateKey);
  expect(text('tinc.conf')).toBe('# mine\nName = node1\n');
  expect(text('hosts/node1')).toBe(`Address = tinc1\nPort = 655\nSubnet = 10.0.0.1/32\n${publicKey}`);
  expect(await initTinc(settings)).toEqual([]);
});

test('the own host file has the port that tincd listens at, and in router mode all that is sent here', async () => {
  const { folder, text } = net();
  const bgp = { networks: ['10.101.0.0/16', 'fd01::/48'] };
  const tinc = { endpoint: 'gate.example:7000', port: 1655, mode: 'router', directory: folder } as const;
  await initTinc(settingsOf(1, folder, { bgp, tinc }));
  expect(text('hosts/node1')).toBe(
    `Address = gate.example
Port = 1655
Subnet = 10.0.0.1/32
Subnet = fd00:6d65:7368::1/128
Subnet = 10.101.0.0/16
Subnet = fd01::/48
${publicKey}`,
  );
});

test.each([
  [
    'another key',
    () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'pkcs1', format: 'pem' }),
  ],
  ['no key', () => ''],
  ['what is no key', () => '-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n'],
])('init refuses a host file with %s', async (_title, key) => {
  const { settings, at } = net();
  mkdirSync(at('hosts'));
  writeFileSync(at('hosts/node1'), `Address = tinc1\n${key()}`);
  await expect(initTinc(settings)).rejects.toMatchObject({ code: 'MESH_NODE_TINC_KEY' });
});

test('init refuses a private key that is none', async () => {
  const { settings, at } = net();
  writeFileSync(at('rsa_key.priv'), 'secret\n');
  const refused = expect(initTinc(settings)).rejects;
  await refused.toMatchObject({ code: 'MESH_NODE_TINC_KEY', message: expect.not.stringContaining('secret') });
});

test('a host file is written, known, written again only where it differs, and removed', async () => {
  const { settings, at, text, overlay } = net();
  await initTinc(settings);
  expect(await overlay.known()).toEqual([]);
  expect(await overlay.syncHostFile('node2', PEER)).toBe(true);
  expect(text('hosts/node2')).toBe(`Address = tinc2\nPort = 655\nSubnet = 10.0.0.2/32\n${publicKey}`);
  expect(modeOf(at('hosts/node2'))).toBe(0o644);
  expect(await overlay.known()).toEqual(['node2']);

  // tincd ends the connection with a node whose host file has become newer.
  utimesSync(at('hosts/node2'), 1, 1);
  expect(await overlay.syncHostFile('node2', PEER)).toBe(false);
  expect(statSync(at('hosts/node2')).mtimeMs).toBe(1_000);
  expect(await overlay.syncHostFile('node2', { ...PEER, Endpoint: 'tinc2:656' })).toBe(true);
  expect(text('hosts/node2')).toContain('Port = 656\n');

  expect(await overlay.removeHostFile('node2')).toBe(true);
  expect(await overlay.removeHostFile('node2')).toBe(false);
  expect(readdirSync(at('hosts'))).toEqual(['node1']);
});

test('files beside the host files are no nodes', async () => {
  const { settings, at, overlay } = net();
  await initTinc(settings);
  writeFileSync(at('hosts/node2-up'), '#!/bin/sh\n');
  writeFileSync(at('hosts/.node3.0123456789abcdef.tmp'), '');
  mkdirSync(at('hosts/node4'));
  expect(await overlay.known()).toEqual([]);
});

test.each(['../tinc.conf', '..', '.', '', 'a/b', 'node2-up', 'node2\nx', 'a'.repeat(65), '/etc/passwd', 'node1'])(
  'a host file of the name %j is refused, and nothing is touched',
  async (name) => {
    const { settings, at, text, overlay } = net();
    await initTinc(settings);
    const before = [text('tinc.conf'), text('hosts/node1')];
    const refusal = { code: 'MESH_NODE_NAME' };
    await expect(overlay.syncHostFile(name, PEER)).rejects.toMatchObject(refusal);
    await expect(overlay.removeHostFile(name)).rejects.toMatchObject(refusal);
    await expect(overlay.updateConnectTo(['node2', name])).rejects.toMatchObject(refusal);
    expect([text('tinc.conf'), text('hosts/node1')]).toEqual(before);
    expect(readdirSync(at('hosts'))).toEqual(['node1']);
  },
);

test('a peer that is not valid is refused', async () => {
  const { settings, at, overlay } = net();
  await initTinc(settings);
  const peer = { ...PEER, IP: '10.0.0.2\nProxy = exec evil' };
  await expect(overlay.syncHostFile('node2', peer)).rejects.toMatchObject({ code: 'MESH_NODE_PEER' });
  expect(readdirSync(at('hosts'))).toEqual(['node1']);
});

test('ConnectTo lines are replaced, and the mode of the file stays', async () => {
  const { settings, at, text, overlay } = net();
  await initTinc(settings);
  chmodSync(at('tinc.conf'), 0o640);
  expect(await overlay.currentConnections()).toEqual([]);
  await overlay.updateConnectTo(['node2', 'node3']);
  expect(await overlay.currentConnections()).toEqual(['node2', 'node3']);
  await overlay.updateConnectTo(['node3']);
  expect(await overlay.currentConnections()).toEqual(['node3']);
  expect(text('tinc.conf').startsWith('Name = node1\nDevice = /dev/net/tun\n')).toBe(true);
  expect(modeOf(at('tinc.conf'))).toBe(0o640);
});

test('without init there is no key and no tinc.conf, and the message says what to do', async () => {
  const { overlay } = net();
  const missing = { message: expect.stringContaining('mesh-node init') };
  await expect(overlay.publicKey()).rejects.toMatchObject({ code: 'MESH_NODE_TINC_KEY', ...missing });
  await expect(overlay.currentConnections()).rejects.toMatchObject({ code: 'MESH_NODE_TINC', ...missing });
  await expect(overlay.updateConnectTo([])).rejects.toMatchObject({ code: 'MESH_NODE_TINC', ...missing });
});

test.each([
  ['1.0, which holds the id', '4711\n'],
  ['1.1, which holds a cookie, address and port as well', '4711 0A1B2C 127.0.0.1 port 655\n'],
])('the pid file of tinc %s: that process is sent SIGHUP', async (_title, pid) => {
  const sent: number[] = [];
  const { at, overlay } = net({ nameOf: async () => 'tincd', hangUp: (one) => sent.push(one) });
  writeFileSync(at('pid'), pid);
  await overlay.reload();
  expect(sent).toEqual([4711]);
});

test.each([
  ['no pid file', undefined, 'tincd'],
  ['an empty one', '', 'tincd'],
  ['one that names no process', 'four\n', 'tincd'],
  ['a process that has ended', '4711\n', undefined],
  ['a process that has the id by now', '4711\n', 'postgres'],
])('with %s nobody is sent a signal, and the caller is told', async (_title, pid, name) => {
  const sent: number[] = [];
  const { at, overlay } = net({ nameOf: async () => name, hangUp: (one) => sent.push(one) });
  if (pid !== undefined) writeFileSync(at('pid'), pid);
  await expect(overlay.reload()).rejects.toMatchObject({ code: 'MESH_NODE_TINCD' });
  expect(sent).toEqual([]);
});

test('of a process that runs the host knows the name, and it gets the signal', async () => {
  const child = spawn('sleep', ['60']);
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  await new Promise((resolve) => child.once('spawn', resolve));
  expect(await linuxProcesses.nameOf(child.pid!)).toBe('sleep');
  linuxProcesses.hangUp(child.pid!);
  expect(await ended).toBe('SIGHUP');
  expect(await linuxProcesses.nameOf(child.pid!)).toBeUndefined();
});
