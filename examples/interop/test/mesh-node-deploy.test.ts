import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '@mesh-examples/lib/daemon';
import { loadSettings } from '@mesh-examples/mesh-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PretendedMachines, play } from '../lab/play.js';

/* What is shipped to run the mesh node with, tried by the programs that it is for. */

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DEPLOY = path.join(ROOT, 'examples/mesh-node/deploy');
const folder = mkdtempSync(path.join(tmpdir(), 'mesh-deploy-'));
const ARCHIVE = path.join(folder, 'mesh-node.tar.gz');

beforeAll(() => run(process.execPath, [path.join(DEPLOY, 'bundle.mjs'), ARCHIVE]));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('Prometheus', () => {
  const file = (name: string) => path.join(DEPLOY, 'prometheus', name);

  it('takes the scrape settings and the rules', async () => {
    expect(await run('promtool', ['check', 'config', file('prometheus.yml')])).toContain('SUCCESS: 1 rule files found');
    expect(await run('promtool', ['check', 'rules', file('mesh-node.rules.yml')])).toContain('SUCCESS');
  });

  it('alerts when it is to, and only then', async () => {
    expect(await run('promtool', ['test', 'rules', file('mesh-node.rules.test.yml')])).toContain('SUCCESS');
  });
});

describe('systemd', () => {
  const units = path.join(folder, 'units');

  beforeAll(() => {
    mkdirSync(path.join(units, 'tinc@mesh.service.d'), { recursive: true });
    copyFileSync(path.join(DEPLOY, 'systemd/mesh-node.service'), path.join(units, 'mesh-node.service'));
    copyFileSync(path.join(DEPLOY, 'systemd/tinc-mesh.conf'), path.join(units, 'tinc@mesh.service.d/mesh-node.conf'));
    copyFileSync('/lib/systemd/system/tinc@.service', path.join(units, 'tinc@mesh.service'));
  });

  const analyze = (...args: readonly string[]) =>
    run('sh', ['-c', 'SYSTEMD_UNIT_PATH="$0:" exec systemd-analyze "$@" 2>&1', units, ...args]);

  it('understands every line of the units', async () => {
    expect(await analyze('verify', '--man=no', 'mesh-node.service', 'tinc@mesh.service')).toBe('');
  });

  it('finds them hardened: of ten, at most two and a half', async () => {
    for (const unit of ['mesh-node.service', 'tinc@mesh.service']) {
      expect(await analyze('security', '--offline=true', '--threshold=25', '--no-pager', unit)).toContain('OK');
    }
  });
});

describe('docker-compose', () => {
  it('takes the composition', async () => {
    const file = path.join(DEPLOY, 'compose/docker-compose.yml');
    const services = (await run('docker-compose', ['-f', file, 'config', '--services'])).split('\n').filter(Boolean);
    expect(services).toHaveLength(14);
  });
});

describe('the archive', () => {
  it('has a node that runs by itself, and the library for TCP MD5', async () => {
    const place = mkdtempSync(path.join(folder, 'archive-'));
    await run('tar', ['-xzf', ARCHIVE, '-C', place]);
    expect(await run(process.execPath, [path.join(place, 'mesh-node.mjs'), 'help'])).toContain('mesh-node run');
    const loads = "import('koffi').then(({ default: koffi }) => console.log(typeof koffi.load))";
    expect(await run('sh', ['-c', 'cd "$0" && exec "$@"', place, process.execPath, '--eval', loads])).toBe(
      'function\n',
    );
  });

  it('is the same of the same source: what has not changed is not rolled out', async () => {
    const again = path.join(folder, 'again.tar.gz');
    await run(process.execPath, [path.join(DEPLOY, 'bundle.mjs'), again]);
    expect(readFileSync(again).equals(readFileSync(ARCHIVE))).toBe(true);
  });
});

describe('Ansible', { timeout: 240_000 }, () => {
  const VAULT_PASSWORD = path.join(folder, 'vault-password');
  const SECRET = 'an example, not a secret';
  const machines = new PretendedMachines(path.join(folder, 'machines'));
  const host = (name: string, file: string) => path.join(folder, 'hosts', name, file);

  /** The playbook with the inventory and the vault that are shipped, on folders of this machine. */
  const played = (hosts: string, variables: Readonly<Record<string, unknown>> = {}, ...args: readonly string[]) =>
    play({
      folder: path.join(DEPLOY, 'ansible'),
      args: ['--vault-password-file', VAULT_PASSWORD, '--limit', hosts, ...args],
      variables: {
        ansible_become: false,
        ansible_python_interpreter: `${machines.of('{{ inventory_hostname }}')}/bin/python`,
        mesh_node_root: `${folder}/hosts/{{ inventory_hostname }}`,
        mesh_node_user: 'root',
        mesh_node_group: 'root',
        mesh_node_archive: ARCHIVE,
        mesh_node_metrics_port: '{{ 21120 + mesh_node_name[-1] | int }}',
        mesh_node_services: true,
        ...variables,
      },
    });

  beforeAll(async () => {
    // As the guide has it.
    writeFileSync(VAULT_PASSWORD, 'example\n', { mode: 0o600 });
    await machines.make('node1', 21_121);
    await machines.make('node2', 21_122);
    machines.forget();
  });
  afterAll(() => machines.stop('node1', 'node2'));

  it('finds nothing wrong in the playbook', async () => {
    const { code, output } = await played('mesh', {}, '--syntax-check');
    expect({ code, output }).toEqual({ code: 0, output: '\nplaybook: site.yml\n' });
  });

  it('brings one node after the other up to date: the next when another process is well on the one before', async () => {
    const { code, output } = await played('node1,node2', {}, '-vv', '--diff');
    expect(code, output).toBe(0);
    const each = ['daemon-reload', 'restart tinc@mesh.service', 'reload', 'well'];
    expect(machines.events()).toEqual(['node1', 'node2'].flatMap((name) => each.map((event) => `${name} ${event}`)));
    expect(output).not.toContain(SECRET);
  });

  it.each(['node1', 'node2'])('%s has settings with the password of the vault, for it alone to read', async (name) => {
    const file = host(name, 'etc/mesh-node/mesh-node.yaml');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const settings = await loadSettings(file);
    expect(settings).toMatchObject({ node: { name }, tinc: { endpoint: `192.0.2.${name.at(-1)}:655` } });
    expect(settings.bgp.password?.reveal()).toBe(SECRET);
  });

  it.each(['node1', 'node2'])('%s has a key of its own, the files of tinc, and units', (name) => {
    expect(statSync(host(name, 'etc/tinc/mesh/rsa_key.priv')).mode & 0o777).toBe(0o600);
    expect(readFileSync(host(name, 'etc/tinc/mesh/tinc.conf'), 'utf8')).toContain(`Name = ${name}\n`);
    expect(readdirSync(host(name, 'etc/systemd/system'))).toEqual(['mesh-node.service', 'tinc@mesh.service.d']);
  });

  it('changes nothing the second time', async () => {
    machines.forget();
    const { code, output, changed } = await played('node1');
    expect(code, output).toBe(0);
    expect([Object.fromEntries(changed), machines.events()]).toEqual([{ node1: 0 }, []]);
  });

  it('leaves services alone where there is no systemd', async () => {
    const { code, output } = await played('node1', { mesh_node_services: undefined, mesh_node_hold_time: 90 });
    expect(code, output).toBe(0);
    expect([await holdTimeOf('node1'), machines.events()]).toEqual([90, []]);
  });

  it('does not put settings in place that are wrong', async () => {
    const { code, output } = await played('node1', { mesh_node_hold_time: 2 });
    expect(code, output).not.toBe(0);
    expect(output).not.toContain(SECRET);
    expect([await holdTimeOf('node1'), machines.events()]).toEqual([90, []]);
  });

  it('goes no further than a node that does not come back', async () => {
    machines.spoil('node1');
    const { code, output } = await played('node1,node2', { mesh_node_hold_time: 60, mesh_node_back_within: 2 });
    expect(code, output).not.toBe(0);
    expect(machines.events()).toEqual(['node1 reload']);
    expect([await holdTimeOf('node1'), await holdTimeOf('node2')]).toEqual([60, 180]);
  });

  const holdTimeOf = async (name: string) =>
    (await loadSettings(host(name, 'etc/mesh-node/mesh-node.yaml'))).bgp.hold_time;
});
