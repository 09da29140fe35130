import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMeshError } from '@mesh/bgp-wire';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { apiKeywords, messageKeywords } from '../../src/file/api.js';
import { capabilityKeywords } from '../../src/file/capability.js';
import { neighborKeywords } from '../../src/file/neighbor.js';
import { tcpAoKeywords } from '../../src/file/session.js';
import { processKeywords } from '../../src/file/table.js';
import * as config from '../../src/index.js';
import * as storage from '../../src/storage/index.js';
import { emptyFolder } from '../storage/folder.js';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/guides/configuration-files.md'), 'utf8');

const blocks = (language: string) =>
  [...guide.matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!);

/** Keyword and argument of each row of the table below a heading. */
function tableOf(heading: string): readonly (readonly [keyword: string, argument: string])[] {
  const section = guide.split(/^## /m).find((one) => one.startsWith(`\`${heading}\``))!;
  return [...section.matchAll(/^\| `(.*?)` \| `((?:[^`])*)` \|/gm)].map((match) => [
    match[1]!,
    match[2]!.replaceAll('\\|', '|'),
  ]);
}

/** Runs a sample in a folder of its own; every `console.log` is held against the `// →` behind it. */
async function run(sample: string): Promise<readonly (readonly [actual: string, expected: string])[]> {
  const expected = [...sample.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!);
  const code = sample
    .replace(/^import (\{.*\}) from '@mesh\/config';$/gm, 'const $1 = config;')
    .replace(/^import (\{.*\}) from '@mesh\/config\/storage';$/gm, 'const $1 = storage;');
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  const seen: string[] = [];
  const log = (...values: unknown[]) => seen.push(values.map(String).join(' '));
  const before = process.cwd();
  process.chdir(emptyFolder());
  try {
    await new Function('config', 'storage', 'console', `return (async () => {${outputText}\n})();`)(config, storage, {
      log,
    });
  } finally {
    process.chdir(before);
  }
  return seen.map((actual, i) => [actual, expected[i] ?? 'nothing']);
}

describe('the guide of configuration files', () => {
  it.each([
    ['process', processKeywords],
    ['neighbor', neighborKeywords],
    ['tcp-ao', tcpAoKeywords],
    ['capability', capabilityKeywords],
    ['api', apiKeywords],
  ] as const)('lists the keywords of %s, in the order of the table', (heading, rows) => {
    expect(tableOf(heading)).toEqual(rows.map(({ keyword, argument }) => [keyword, argument]));
  });

  it('names the messages of api', () => {
    for (const { keyword } of messageKeywords) expect(guide).toContain(`\`${keyword}\``);
  });

  it.each(blocks('conf'))('shows a text that is read, and the same when printed: %s', (text) => {
    const settings = config.parseConfigurationText(text);
    expect(config.parseConfigurationText(config.formatConfiguration(settings))).toEqual(settings);
    expect(config.validateSettings(settings)).toBe('');
  });

  it.each(blocks('ts'))('has code that does what it says: %s', async (sample) => {
    const seen = await run(sample);
    expect(seen.map(([actual]) => actual.trim())).toEqual(seen.map(([, expected]) => expected.trim()));
    expect(seen.length).toBe([...sample.matchAll(/console\.log/g)].length);
  });

  it.each(blocks('error').map((text, i) => [text, blocks('message')[i]!]))(
    'shows the message of %s',
    (text, message) => {
      try {
        config.parseConfigurationText(text);
      } catch (error) {
        expect(isMeshError(error, 'MESH_TEXT_SYNTAX') && `${error.message}\n`).toBe(message);
        return;
      }
      throw new Error('no error');
    },
  );
});
