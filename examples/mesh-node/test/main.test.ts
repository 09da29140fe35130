import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { main } from '../src/main.js';
import { temporaryFolder } from './lib.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs a command line, and gives its exit code and what it wrote. */
async function run(...args: readonly string[]) {
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += text;
    return true;
  });
  return { code: await main(args), ...written };
}

/** A file of settings of node 7. */
function config(more = ''): string {
  const folder = temporaryFolder();
  const file = path.join(folder, 'mesh.yaml');
  writeFileSync(
    file,
    `node: { name: node7 }
etcd: { endpoints: ["http://127.0.0.1:2379"] }
tinc: { endpoint: "tinc7:655", directory: ${folder}/tinc }
${more}`,
  );
  chmodSync(file, 0o600);
  return file;
}

test('without a command it says what there is', async () => {
  const { code, err } = await run();
  expect(code).toBe(2);
  for (const name of ['init', 'check', 'run', 'render', 'sim', 'lab']) expect(err).toContain(`mesh-node ${name} `);
  expect(await run('--help')).toMatchObject({ code: 0, out: err });
  expect((await run('fly')).code).toBe(2);
});

test('check says who the node is, or what is wrong', async () => {
  const { code, out } = await run('check', '--config', config());
  expect({ code, out }).toEqual({
    code: 0,
    out: 'the settings are right: node7 is 10.0.0.7, fd00:6d65:7368::7, router id 192.0.2.7\n',
  });
  expect(await run('check', '--config', config('bgp: { asn: 0 }'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('bgp.asn'),
  });
  expect((await run('check')).code).toBe(2);
  expect((await run('check', '--config', '/nowhere/mesh.yaml')).code).toBe(1);
  expect((await run('check', '--confg', 'x')).code).toBe(2);
});

test('init makes what tinc needs, once', async () => {
  const file = config();
  const { code, out } = await run('init', '--config', file);
  expect(code).toBe(0);
  expect(out).toContain('/tinc/rsa_key.priv\n');
  expect((await run('init', '--config', file)).out).toContain('everything is there');
});

test('run without a key of its own says what to do, and leaves nothing running', async () => {
  const { code, err } = await run(
    'run',
    '--config',
    config('kernel: { install: false }\nmetrics: { port: 0 }\ndiscovery: { mdns: false }'),
  );
  expect(code).toBe(1);
  expect(err).toContain('run mesh-node init');
});

test('sim tells of a mesh and of what it promises', async () => {
  const { out } = await run('sim', '--nodes', '4');
  expect(out).toContain('node1: Reconciling connections (added: 3, removed: 0)');
  expect(out).toMatch(/PASS {2}4 nodes converge/);
  expect(out).toMatch(/PASS {2}things left at the end/);
});

test('sim --chaos runs seeds', async () => {
  const { code, out } = await run('sim', '--chaos', '--seeds', '2', '--seed', '11');
  expect(out).toMatch(/PASS {2}seeds that broke a promise/);
  expect(code).toBe(0);
});

test.each([
  ['--nodes', '3'],
  ['--nodes', 'five'],
  ['--seed', '-1'],
  ['--seeds', '0', '--chaos'],
])('sim refuses %s %s', async (...args) => {
  expect((await run('sim', ...args)).code).toBe(2);
});

test('the README shows what sim prints', async () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, '../README.md'), 'utf8');
  const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(readme)!;
  const { out } = await run('sim');
  const isSteady = (line: string) => !/^ *…?$|in real time/.test(line);
  const printed = out.split('\n');
  for (const line of shown.split('\n').filter(isSteady)) {
    expect(printed, line).toContain(line);
    // In this order.
    printed.splice(0, printed.indexOf(line) + 1);
  }
});
