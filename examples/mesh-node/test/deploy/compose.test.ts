import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../src/identity.js';
import { parseSettings } from '../../src/settings/load.js';
import { deployed, deployedYaml } from './files.js';

interface Service {
  readonly build: { readonly context: string; readonly dockerfile: string; readonly target: string };
  readonly network_mode?: string;
  readonly pid?: string;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly container_name?: string;
}

interface Composition {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const { services, volumes } = deployedYaml<Composition>('compose/docker-compose.yml');
const dockerfile = deployed('compose/Dockerfile');
const numbers = [1, 2, 3, 4, 5];
const root = path.resolve(import.meta.dirname, '../../../..');

/** The settings of a node, as its container makes them. */
function settingsOf(n: number) {
  return parseSettings(deployed('compose/node.yaml.in').replaceAll('@N@', `${n}`));
}

describe('the composition', () => {
  it('is five nodes, each with its tinc, three members of etcd, and Prometheus', () => {
    expect(Object.keys(services).sort()).toEqual(
      [...numbers.flatMap((n) => [`node${n}`, `tinc${n}`]), ...[1, 2, 3].map((n) => `etcd${n}`), 'prometheus'].sort(),
    );
  });

  it.each(numbers)('node%d joins network and processes of its tinc, and shares its files', (n) => {
    const [node, tinc] = [services[`node${n}`]!, services[`tinc${n}`]!];
    expect(node).toMatchObject({ network_mode: `service:tinc${n}`, pid: `service:tinc${n}` });
    expect(node.environment).toEqual({ NODE_NUMBER: `${n}` });
    expect(node.volumes).toEqual(tinc.volumes);
    for (const { cap_drop, cap_add } of [node, tinc]) {
      expect({ cap_drop, cap_add }).toEqual({ cap_drop: ['ALL'], cap_add: ['NET_ADMIN', 'NET_BIND_SERVICE'] });
    }
  });

  it.each(numbers)('the settings of node%d are right, and name services that there are', (n) => {
    const settings = settingsOf(n);
    expect(identityOf(settings)).toMatchObject({ name: `node${n}`, number: n, address: `10.0.0.${n}` });
    const named = [
      ...settings.etcd.endpoints.map((url) => new URL(url).hostname),
      settings.tinc.endpoint.split(':')[0]!,
    ];
    expect(named.filter((name) => !(name in services))).toEqual([]);
    expect(services[`node${n}`]!.volumes).toContain(`run${n}:${path.dirname(settings.tinc.pid_file)}`);
    expect(services[`node${n}`]!.volumes).toContain(`tinc${n}:${settings.tinc.directory}`);
  });

  it('has the volumes that it names, and no fixed name that would keep a second one from running', () => {
    const used = Object.values(services).flatMap((service) => service.volumes ?? []);
    expect([...new Set(used.map((volume) => volume.split(':')[0]!))].sort()).toEqual(Object.keys(volumes).sort());
    expect(Object.values(services).filter((service) => 'container_name' in service)).toEqual([]);
  });

  it('has Prometheus ask each node', () => {
    const { scrape_configs } = deployedYaml<{
      scrape_configs: readonly { static_configs: readonly { targets: readonly string[] }[] }[];
    }>('prometheus/prometheus.yml');
    expect(scrape_configs.flatMap(({ static_configs }) => static_configs.flatMap(({ targets }) => targets))).toEqual(
      numbers.map((n) => `tinc${n}:${settingsOf(n).metrics.port}`),
    );
    expect(settingsOf(1).metrics.host).toBe('0.0.0.0');
  });
});

describe('the Dockerfile', () => {
  it('has a target for each image', () => {
    const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, target]) => target);
    const asked = Object.values(services).map(({ build }) => build);
    expect([...new Set(asked.map(({ target }) => target)), 'build'].sort()).toEqual(targets.sort());
    for (const { context, dockerfile: file } of asked) {
      expect(path.resolve(root, 'examples/mesh-node/deploy/compose', context)).toBe(root);
      expect(existsSync(path.join(root, file))).toBe(true);
    }
  });

  it('copies files that there are', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?:--chmod=\d+ )?(examples\/.*) \S+$/gm)].flatMap(([, files]) =>
      files!.split(' '),
    );
    expect(sources.length).toBe(5);
    expect(sources.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('uses the package manager that the workspace is pinned to', () => {
    expect(dockerfile).toContain(`npx -y ${JSON.parse(deployed('../../../package.json')).packageManager} install`);
  });
});
