import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Bugs that others had, E-01 to E-22: what each was stands in the titles of the tests that hold it off. */
const BUGS = Array.from({ length: 22 }, (_, i) => `E-${String(i + 1).padStart(2, '0')}`);

/** A title of a test or of a group of tests, also one that stands on a line of its own. */
const TITLE = /\b(?:it|describe)(?:\.[a-z]+)*\b[^;]*?(['"`])(E-\d\d): /g;

function* testFiles(): Generator<string, void, undefined> {
  for (const name of readdirSync(path.join(root, 'packages'))) {
    const folder = path.join(root, 'packages', name, 'test');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.test.ts')) yield path.join(folder, file);
    }
  }
}

it('every bug of the past has a test that names it, and no test names one that is not known', () => {
  const named = new Set<string>();
  for (const file of testFiles()) {
    for (const [, , id] of readFileSync(file, 'utf8').matchAll(TITLE)) named.add(id!);
  }
  expect([...named].sort()).toEqual(BUGS);
});
