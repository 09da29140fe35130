#!/usr/bin/env node
// Lists the promises of docs/checklist.md that no test names, and the marks in titles of tests that no promise has.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => readFileSync(join(root, path), 'utf8');

const promises = new Map(
  [...read('docs/checklist.md').matchAll(/^\| ([A-Z]\d+) \| (.*) \|$/gm)].map((row) => [row[1], row[2]]),
);
const shown = new Map();
for (const path of tests()) {
  for (const [, title] of read(path).matchAll(/\b(?:it|test|describe)(?:\.\w+(?:\([^()]*\))?)*\(\s*(['"`][^\n]*)/g)) {
    for (const [, mark] of title.matchAll(/\[([A-Z]\d+)\]/g)) shown.set(mark, path);
  }
}

function tests() {
  const folders = ['packages', 'examples'].flatMap((top) =>
    readdirSync(join(root, top)).map((name) => join(top, name, 'test')),
  );
  return folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const names = readdirSync(join(root, folder), { recursive: true });
    return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
  });
}

const missing = [...promises].filter(([mark]) => !shown.has(mark));
const unknown = [...shown].filter(([mark]) => !promises.has(mark));
for (const [mark, promise] of missing) console.log(`${mark} has no test: ${promise}`);
for (const [mark, path] of unknown) console.log(`${path}: [${mark}] is no promise of docs/checklist.md`);
console.log(`${promises.size - missing.length} of ${promises.size} promises have a test`);
process.exitCode = missing.length + unknown.length > 0 ? 1 : 0;
