import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { renderPages } from '../rfc-coverage.mjs';

const root = path.resolve(import.meta.dirname, '../..');

it('the pages of docs/rfc are those of the citations in the code: "pnpm rfc" writes them', () => {
  const pages = new Map<string, string>(renderPages());
  const present = readdirSync(path.join(root, 'docs/rfc')).map((file) => path.join('docs/rfc', file));
  expect(present.sort()).toEqual([...pages.keys()].sort());
  const stale = [...pages].filter(([file, text]) => readFileSync(path.join(root, file), 'utf8') !== text);
  expect(stale.map(([file]) => file)).toEqual([]);
});
