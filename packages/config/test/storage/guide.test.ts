import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as config from '../../src/index.js';
import * as storage from '../../src/storage/index.js';
import { emptyFolder } from './folder.js';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/guides/persistence.md'), 'utf8');
const samples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);

/** Runs a sample in a folder of its own; every `console.log` is held against the `// →` behind it. */
async function run(sample: string): Promise<readonly (readonly [actual: string, expected: string])[]> {
  const expected = [...sample.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!);
  const code = sample
    .replace(/^import (\{.*\}) from '@mesh\/config\/storage';$/gm, 'const $1 = storage;')
    .replace(/^import (\{.*\}) from '@mesh\/config';$/gm, 'const $1 = config;');
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const seen: string[] = [];
  const log = (...values: unknown[]) => seen.push(values.map(String).join(' ').replaceAll('\n', '\\n'));
  const before = process.cwd();
  process.chdir(emptyFolder());
  try {
    await new Function('storage', 'config', 'console', `return (async () => {${outputText}\n})();`)(storage, config, {
      log,
    });
  } finally {
    process.chdir(before);
  }
  return seen.map((actual, i) => [actual, expected[i] ?? 'nothing']);
}

describe('the guide of files that survive', () => {
  it.each(samples)('has code that does what it says: %s', async (sample) => {
    const seen = await run(sample);
    expect(seen.map(([actual]) => actual)).toEqual(seen.map(([, expected]) => expected));
    expect(seen.length).toBe([...sample.matchAll(/console\.log/g)].length);
  });

  it('has every code there is, and no other', () => {
    const source = path.resolve(import.meta.dirname, '../../src/storage/storage-error.ts');
    const codes = (text: string) => [...new Set(text.match(/MESH_STORAGE_[A-Z_]+/g))].sort();
    expect(codes(guide)).toEqual(codes(readFileSync(source, 'utf8')));
  });
});
