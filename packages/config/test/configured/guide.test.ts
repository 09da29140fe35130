import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as config from '../../src/index.js';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/guides/indexed-routes.md'), 'utf8');
const samples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);

/** Runs a sample; what every `console.log` prints, and what the `// →` behind it says. */
async function run(sample: string): Promise<{ readonly seen: string[]; readonly expected: string[] }> {
  const expected = [...sample.matchAll(/console\.log.*\/\/ → (.*)$/gm)].map((match) => match[1]!);
  const code = sample.replace(/^import (\{.*\}) from '@mesh\/config';$/gm, 'const $1 = config;');
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const seen: string[] = [];
  const log = (...values: unknown[]) => seen.push(values.map(String).join(' '));
  await new Function('config', 'console', `return (async () => {${outputText}\n})();`)(config, { log });
  return { seen, expected };
}

describe('the guide of indexed routes', () => {
  it.each(samples)('has code that does what it says: %s', async (sample) => {
    const { seen, expected } = await run(sample);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual(expected);
  });
});
