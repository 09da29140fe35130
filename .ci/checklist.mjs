#!/usr/bin/env node
// Lists the promises of docs/checklist.md that no test names, and the marks in titles of tests that no promise has.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const RUNNERS = new Set(['it', 'test', 'describe']);

/** What is wrong, a sentence each, and how many promises there are. */
export function checkPromises() {
  const promises = new Map(
    [...read('docs/checklist.md').matchAll(/^\| ([A-Z]\d+) \| (.*) \|$/gm)].map((row) => [row[1], row[2]]),
  );
  const shown = new Map(tests().flatMap((path) => marksOf(read(path)).map((mark) => [mark, path])));
  const missing = [...promises].filter(([mark]) => !shown.has(mark));
  const unknown = [...shown].filter(([mark]) => !promises.has(mark));
  return {
    promises: promises.size,
    shown: promises.size - missing.length,
    problems: [
      ...missing.map(([mark, promise]) => `${mark} has no test: ${promise}`),
      ...unknown.map(([mark, path]) => `${path}: [${mark}] is no promise of docs/checklist.md`),
    ],
  };
}

/** The marks in the titles of a file's tests, also of a table's: `it.each([ … ])('[A3] %s', …)`. */
export function marksOf(text) {
  if (!/\[[A-Z]\d+\]/.test(text)) return [];
  const marks = [];
  const visit = (node) => {
    const title = ts.isCallExpression(node) && isRunner(node.expression) ? node.arguments[0] : undefined;
    if (title !== undefined && ts.isStringLiteralLike(title)) {
      for (const [, mark] of title.text.matchAll(/\[([A-Z]\d+)\]/g)) marks.push(mark);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('', text, ts.ScriptTarget.Latest));
  return marks;
}

/** `it`, `it.skipIf(x)`, `it.each(table)` … */
function isRunner(callee) {
  if (ts.isIdentifier(callee)) return RUNNERS.has(callee.text);
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return isRunner(callee.expression);
  return ts.isTaggedTemplateExpression(callee) && isRunner(callee.tag);
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { promises, shown, problems } = checkPromises();
  for (const problem of problems) console.log(problem);
  console.log(`${shown} of ${promises} promises have a test`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
