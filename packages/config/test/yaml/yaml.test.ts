import { describe, expect, it } from 'vitest';
import { Configuration, type ConfigurationSettings } from '../../src/index.js';
import { configurationFromYaml, parseYaml } from '../../src/yaml/index.js';
import { WHOLE } from '../loading/samples.js';

const TEXT = `# Our edge.
neighbors:
  - session:
      peerAddress: 192.0.2.2
      localAddress: 192.0.2.1
      localAs: 65001
      peerAs: 65002
    families: [ipv4 unicast, ipv6 unicast]
    holdTime: 30
    routes: |
      route 10.0.0.0/24 next-hop self
`;

const errorOf = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    return error as Error & { code: string; details: Record<string, unknown> };
  }
  return undefined;
};

describe('a configuration in YAML', () => {
  it('[B14] is that of the settings', () => {
    const [neighbor] = configurationFromYaml(TEXT).neighbors;
    expect(neighbor).toMatchObject({ holdTime: 30, session: { peerAddress: '192.0.2.2', peerAs: 65002 } });
    expect(neighbor!.routes).toHaveLength(1);
    // JSON is YAML.
    const settings = WHOLE as unknown as ConfigurationSettings;
    const plan = configurationFromYaml(JSON.stringify(settings, null, 2)).diff(Configuration.fromSettings(settings));
    expect(plan.neighbors).toEqual([]);
  });

  it.each([
    ['an unknown key', TEXT.replace('holdTime', 'holdTme'), 'MESH_SETTINGS_INVALID', 9, 5],
    ['a wrong value', TEXT.replace('65001', '0'), 'MESH_SETTINGS_INVALID', 6, 7],
    ['a key twice', TEXT.replace('holdTime: 30', 'families: all'), 'MESH_YAML_SYNTAX', 9, 5],
    ['a prototype', TEXT.replace('holdTime: 30', '__proto__: {}'), 'MESH_YAML_SYNTAX', 9, 5],
    ['an alias', TEXT.replace('holdTime: 30', 'holdTime: *x'), 'MESH_YAML_SYNTAX', 9, 15],
    ['an anchor', TEXT.replace('holdTime: 30', 'holdTime: &x 30'), 'MESH_YAML_SYNTAX', 9, 15],
    ['a tag', TEXT.replace('holdTime: 30', 'holdTime: !!int 30'), 'MESH_YAML_SYNTAX', 9, 15],
    ['a float', TEXT.replace('holdTime: 30', 'holdTime: 3e1'), 'MESH_YAML_SYNTAX', 9, 15],
    ['an octal number', TEXT.replace('holdTime: 30', 'holdTime: 0o36'), 'MESH_YAML_SYNTAX', 9, 15],
    ['a number too large', TEXT.replace('holdTime: 30', 'holdTime: 9007199254740993'), 'MESH_YAML_SYNTAX', 9, 15],
    ['a key that is no text', TEXT.replace('holdTime: 30', '30: 30'), 'MESH_YAML_SYNTAX', 9, 5],
    ['two documents', `${TEXT}---\nneighbors: []\n`, 'MESH_YAML_SYNTAX', 12, 1],
    ['an open bracket', 'neighbors: [', 'MESH_YAML_SYNTAX', 1, 13],
  ])('[B14] is refused with its place: %s', (_, text, code, line, column) => {
    expect(errorOf(() => configurationFromYaml(text))).toMatchObject({ code, details: { line, column } });
  });

  it('shows no key in an error', () => {
    const text = TEXT.replace('holdTime: 30', 'md5Password: "hunter2" hunter2');
    const error = errorOf(() => configurationFromYaml(text));
    expect(error?.code).toBe('MESH_YAML_SYNTAX');
    expect(`${error?.message} ${JSON.stringify(error?.details)}`).not.toContain('hunter2');
  });

  it('takes a word for a word: no is not false', () => {
    expect({ ...(parseYaml('a: no\nb: false\nc: ~\nd: 010x') as object) }).toEqual({
      a: 'no',
      b: false,
      c: null,
      d: '010x',
    });
  });

  it.each([
    ['in brackets', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
    ['on one line', (depth: number) => `${'- '.repeat(depth)}a`],
    ['in maps', (depth: number) => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`],
  ])('takes 32 levels %s and no more', (_, nested) => {
    expect(parseYaml(nested(32))).toBeTypeOf('object');
    expect(errorOf(() => parseYaml(nested(33)))?.message).toContain('expected at most 32 levels');
  });

  it.each([
    ['lists in lists', '['.repeat(100_000)],
    ['maps in maps', '{a: '.repeat(100_000)],
    ['lists on one line', `${'- '.repeat(100_000)}a`],
    ['aliases', `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]`],
    ['a text too long', `a: ${'x'.repeat(5000)}`],
    ['too many keys', Array.from({ length: 10_001 }, (_, i) => `k${i}: 1`).join('\n')],
  ])('refuses a bomb: %s', (_, text) => {
    expect(errorOf(() => parseYaml(text))?.code).toBe('MESH_YAML_SYNTAX');
  });
});
