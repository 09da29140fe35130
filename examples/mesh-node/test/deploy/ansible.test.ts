import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployed, deployedYaml } from './files.js';

type Task = Readonly<Record<string, unknown>> & { readonly name: string; readonly notify?: string };

const ROLE = 'ansible/roles/mesh_node';
const folder = path.resolve(import.meta.dirname, '../../deploy/ansible');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.yml$/.test(file));
const tasks = ['main', 'machine', 'files', 'services'].flatMap((file) =>
  deployedYaml<readonly Task[]>(`${ROLE}/tasks/${file}.yml`),
);
const handlers = deployedYaml<readonly (Task & { readonly listen?: string })[]>(`${ROLE}/handlers/main.yml`);
const defaults = deployedYaml<Readonly<Record<string, unknown>>>(`${ROLE}/defaults/main.yml`);
const VAULT = 'inventory/group_vars/mesh/vault.yml';

describe('the playbook', () => {
  it.each(files.filter((file) => file !== VAULT))('%s parses', (file) => {
    expect(typeof deployedYaml(`ansible/${file}`)).toBe('object');
  });

  it('goes from node to node, and no further than the first that does not come back', () => {
    expect(deployedYaml('ansible/site.yml')).toMatchObject([{ hosts: 'mesh', serial: 1, any_errors_fatal: true }]);
  });

  it('waits for the node after a change, and after it was started', () => {
    const waits = [...tasks, ...handlers].filter((task) => 'until' in task);
    expect(waits.map((task) => [task.name, JSON.stringify(task['ansible.builtin.uri'])])).toEqual([
      ['The node is in the mesh', '{"url":"{{ mesh_node_health }}"}'],
      ['Another one is in the mesh', '{"url":"{{ mesh_node_health }}"}'],
    ]);
  });

  it('notifies handlers that there are, and uses variables that have a default', () => {
    const known = new Set(handlers.flatMap(({ name, listen = name }) => [listen]));
    expect(tasks.flatMap(({ notify = [] }) => notify).filter((one) => !known.has(one))).toEqual([]);
    const texts = [...files.filter((file) => file !== VAULT).map((file) => deployed(`ansible/${file}`))];
    const own = { ...defaults, ...deployedYaml<object>(`${ROLE}/vars/main.yml`) };
    const registered = tasks.concat(handlers).map((task) => task['register']);
    const used = new Set(
      texts
        .concat(deployed(`${ROLE}/templates/mesh-node.yaml.j2`))
        .flatMap((text) => text.match(/\bmesh_node_\w+/g) ?? []),
    );
    // Without a number of its own, a node has that of its name.
    const set = new Set([...Object.keys(own), ...registered, 'mesh_node_number']);
    expect([...used].filter((name) => !set.has(name))).toEqual([]);
  });
});

describe('secrets', () => {
  it('are encrypted where they stand', () => {
    expect(deployed(`ansible/${VAULT}`)).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n([0-9a-f]+\n)+$/);
    expect(deployed('ansible/inventory/group_vars/mesh/vars.yml')).toContain(
      'mesh_node_bgp_password: "{{ vault_mesh_node_bgp_password }}"',
    );
    expect(defaults['mesh_node_bgp_password']).toBe('');
  });

  it('are shown in no output, and read by nobody but the node', () => {
    const settings = tasks.find(({ name }) => name === 'Settings');
    expect(settings).toMatchObject({ no_log: true, diff: false, 'ansible.builtin.template': { mode: '0600' } });
    const named = tasks.filter((task) => JSON.stringify(task).includes('password'));
    expect(named.filter((task) => task['no_log'] !== true)).toEqual([]);
  });
});
