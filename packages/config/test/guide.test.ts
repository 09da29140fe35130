import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMeshError } from '@mesh/bgp-wire';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as config from '../src/index.js';
import { routeKeywords } from '../src/text/keywords/table.js';

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../docs/guides/routes-as-text.md'), 'utf8');

const blocks = (language: string) =>
  [...guide.matchAll(/^```([a-z]+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!);

/** The cells of the keyword table, without code marks. */
const rows = [...guide.matchAll(/^\| `.*\|$/gm)].map((match) =>
  match[0]
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/^`|`$/g, '').replaceAll('\\|', '|')),
);

/** Runs a sample; every line that ends in `// → value` must have that value. */
function run(sample: string): readonly (readonly [actual: string, expected: string])[] {
  const seen: [string, string][] = [];
  const checked = sample
    .replace(/^import (\{.*\}) from '@mesh\/config';$/gm, 'const $1 = config;')
    .replace(
      /^(.*); \/\/ → (.*)$/gm,
      (_line, code: string, value: string) => `see(${code}, ${JSON.stringify(value)});`,
    );
  const { outputText } = ts.transpileModule(checked, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  new Function('config', 'see', outputText)(config, (actual: unknown, expected: string) =>
    seen.push([String(actual), expected]),
  );
  return seen;
}

describe('the guide of routes as text', () => {
  it('lists the keywords there are, in the order of the table', () => {
    expect(rows.map(([keyword, argument]) => [keyword, argument])).toEqual(
      routeKeywords.map(({ keyword, argument }) => [keyword, argument]),
    );
  });

  it.each(rows.map(([keyword, , example]) => [keyword, example]))('has a working example of %s', (keyword, example) => {
    const text = `route 10.0.0.0/24 ${keyword === 'next-hop' ? '' : 'next-hop self '}${example}`;
    expect(config.parseRouteText(text)).not.toEqual([]);
    expect(example!.startsWith(keyword!)).toBe(true);
  });

  it.each(blocks('routes'))('shows routes that are read: %s', (text) => {
    const routes = config.parseRouteText(text);
    expect(routes.length).toBeGreaterThan(0);
    expect(config.parseRouteText(routes.map(config.formatRoute).join('\n'))).toEqual(routes);
  });

  it.each(blocks('ts'))('has code that does what it says: %s', (sample) => {
    const seen = run(sample);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(([actual]) => actual)).toEqual(seen.map(([, expected]) => expected));
  });

  it.each(blocks('error').map((text, i) => [text, blocks('message')[i]!]))(
    'shows the message of %s',
    (text, message) => {
      try {
        config.parseRouteText(text);
      } catch (error) {
        expect(isMeshError(error, 'MESH_TEXT_SYNTAX') && `${error.message}\n`).toBe(message);
        return;
      }
      throw new Error('no error');
    },
  );
});
