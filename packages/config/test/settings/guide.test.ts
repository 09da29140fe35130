import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as config from '../../src/index.js';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/guides/settings.md'), 'utf8');
const samples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);

/** The settings that the tables of the guide have, with their defaults where they are values. */
const listed = new Map(
  [...guide.matchAll(/^\| `([a-zA-Z.0-9]+)` \| .* \| (?:`(.*)`|.*) \|$/gm)].map((row) => [row[1]!, row[2]]),
);

type Schema = { readonly [key: string]: unknown };
/** The settings that the schema has. */
function known(): Map<string, unknown> {
  const { $defs } = config.configurationJsonSchema() as { readonly $defs: { readonly neighbor: Schema } };
  const of = (schema: Schema) => Object.entries(schema['properties'] as Readonly<Record<string, Schema>>);
  return new Map(
    of($defs.neighbor).flatMap(([name, schema]) =>
      name === 'session' || name === 'capability'
        ? of(schema).map(([inner, one]) => [`${name}.${inner}`, one['default']] as const)
        : [[name, schema['default']] as const],
    ),
  );
}

describe('the guide of settings', () => {
  it('has every setting there is, and no other', () => {
    expect([...listed.keys()].sort()).toEqual([...known().keys()].sort());
  });

  it('has the defaults that the schema has', () => {
    const schema = known();
    const given = [...listed].filter(([, value]) => value !== undefined && value !== 'auto');
    expect(given.map(([name, value]) => [name, JSON.parse(value!)])).toEqual(
      given.map(([name]) => [name, schema.get(name)]),
    );
    expect(given.length).toBeGreaterThan(20);
  });

  it.each(samples)('has code that does what it says: %s', (sample) => {
    const expected = [...sample.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
    const code = sample.replace(/^import (\{.*\}) from '@mesh\/config';$/gm, 'const $1 = config;');
    const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    const seen: string[] = [];
    const log = (...words: unknown[]) => void seen.push(words.join(' '));
    new Function('config', 'console', outputText)(config, { log });
    expect(seen).toEqual(expected);
  });
});
