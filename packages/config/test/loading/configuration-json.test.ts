import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  Configuration,
  type ConfigurationSettings,
  configurationFromJson,
  configurationJsonSchema,
  validateSettings,
} from '../../src/index.js';
import { WHOLE } from './samples.js';

const SMALL = {
  neighbors: [{ session: { peerAddress: '192.0.2.2', localAddress: '192.0.2.1', localAs: 1, peerAs: 2 } }],
};

describe('the JSON Schema of a configuration', () => {
  const validate = new Ajv2020({ strict: false }).compile(configurationJsonSchema());

  it('[B14] takes settings that are taken', () => {
    for (const settings of [WHOLE, SMALL, { neighbors: [] }]) {
      expect([validateSettings(settings as ConfigurationSettings), validate(settings), validate.errors]).toEqual([
        '',
        true,
        null,
      ]);
    }
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['no list', { neighbors: {} }],
    ['an unknown setting', { neighbors: [{ ...SMALL.neighbors[0], holdTme: 3 }] }],
    ['an unknown setting of a session', { neighbors: [{ session: { ...SMALL.neighbors[0]!.session, md5: 'x' } }] }],
    ['no session', { neighbors: [{}] }],
    ['no AS', { neighbors: [{ session: { peerAddress: '192.0.2.2' } }] }],
    ['AS 0', { neighbors: [{ session: { ...SMALL.neighbors[0]!.session, peerAs: 0 } }] }],
    ['a hold time of 2', { neighbors: [{ ...SMALL.neighbors[0], holdTime: 2 }] }],
    ['a text for a flag', { neighbors: [{ ...SMALL.neighbors[0], manualEor: 'no' }] }],
    ['a mode that is none', { neighbors: [{ ...SMALL.neighbors[0], capability: { addPath: 3 } }] }],
    ['an unknown thing to tell', { neighbors: [{ ...SMALL.neighbors[0], api: { receive: { opne: true } } }] }],
    ['a program without arguments', { neighbors: [], processes: [{ name: 'a', run: [] }] }],
    ['an unknown setting of a template', { neighbors: [], templates: { a: { holdTme: 3 } } }],
  ])('[B14] refuses %s, as the settings do', (_, settings) => {
    expect(validate(settings)).toBe(false);
    // A template that nobody names is not looked into.
    if (!('templates' in settings)) expect(validateSettings(settings as ConfigurationSettings)).not.toBe('');
  });
});

const errorOf = (text: string) => {
  try {
    configurationFromJson(text);
  } catch (error) {
    return error as Error & { code: string; details: Record<string, unknown> };
  }
  return undefined;
};

describe('a configuration in JSON', () => {
  it('[B14] is that of the settings', () => {
    const plan = configurationFromJson(JSON.stringify(WHOLE, null, 2)).diff(
      Configuration.fromSettings(WHOLE as unknown as ConfigurationSettings),
    );
    expect(plan).toEqual({ neighbors: [], processes: { added: [], removed: [], changed: [] } });
  });

  it.each([
    ['{"neighbors": [}', 'MESH_STORAGE_JSON', 1, 16],
    ['{"neighbors": [],\n "neighbors": []}', 'MESH_STORAGE_JSON', 2, 2],
    ['{"neighbors": [],\n "__proto__": {}}', 'MESH_STORAGE_JSON', 2, 2],
    ['{"neighbors": [],\n  "neighbours": []}', 'MESH_SETTINGS_INVALID', 2, 3],
    ['{"neighbors": [\n  {"session": {\n    "peerAddress": "192.0.2"}}]}', 'MESH_SETTINGS_INVALID', 3, 5],
    ['{"neighbors": [\n  {"holdTime": 3}]}', 'MESH_SETTINGS_INVALID', 2, 3],
    [
      '{"neighbors": [],\n "processes": [{"name": "a", "run": ["b"]},\n {"name": "a", "run": ["b"]}]}',
      'MESH_SETTINGS_INVALID',
      3,
      3,
    ],
  ])('[B14] is refused where it is wrong: %j', (text, code, line, column) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ code, details: { line, column } });
    expect(error?.message).toContain(`line ${line}, column ${column}: `);
  });

  it('leaves the prototypes as they are', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(errorOf(`{"neighbors": [{"session": {"${key}": {"passive": true}}}]}`)?.code).toBe('MESH_STORAGE_JSON');
      expect(errorOf(`{"neighbors": [], "templates": {"${key}": {}}}`)?.code).toBe('MESH_STORAGE_JSON');
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
