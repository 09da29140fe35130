import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as session from '@mesh/bgp-session';
import * as testing from '@mesh/bgp-session/testing';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as simulation from '../../src/simulation/index.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@mesh/bgp-session': session,
  '@mesh/bgp-session/testing': testing,
  '@mesh-examples/lib/simulation': simulation,
};

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/guides/simulation.md'), 'utf8');
const samples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);

/** Runs a sample. A value that is logged must be what stands behind it: `// → value`. */
function run(sample: string): [string, string][] {
  const seen: [string, string][] = [];
  const checked = sample
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/console\.log\((.*)\); \/\/ → (.*)$/gm, (_, code, value) => `see(${code}, ${JSON.stringify(value)});`);
  const { outputText } = ts.transpileModule(checked, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const see = (actual: unknown, expected: string) => seen.push([String(actual), expected]);
  new Function('modules', 'see', outputText)(MODULES, see);
  return seen;
}

describe('the guide of simulation', () => {
  it.each(samples.map((sample, i) => [i, sample] as const))('sample %i does what it says', (_, sample) => {
    const seen = run(sample);
    expect(seen.length).toBeGreaterThan(3);
    for (const [actual, expected] of seen) expect(actual).toBe(expected);
  });
});
