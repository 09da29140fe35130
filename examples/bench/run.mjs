// Runs every benchmark of the workspace (`packages/*/bench/*.bench.mjs`, `examples/bench/*.bench.mjs`), one after
// another, on a fresh build, and closes with one table of all that has a goal. A line of a benchmark that begins with
// PASS or MISS goes into that table. `pnpm bench wire` runs those whose path has `wire` in it.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildFastOrExit } from '../../.ci/build-fast.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const wanted = process.argv.slice(2);

await buildFastOrExit();
const results = [];
const failed = [];
for (const file of benchmarks()) {
  console.log(`\n── ${file}\n`);
  const { lines, code } = await run(file);
  const verdicts = lines.filter((line) => /^(PASS|MISS)\s/.test(line));
  results.push(...verdicts);
  // A benchmark that missed a goal may say so with its exit code; one that broke has no verdict to show for it.
  if (code !== 0 && !verdicts.some((line) => line.startsWith('MISS')))
    failed.push(`${file} ended with exit code ${code}`);
}
if (results.length + failed.length === 0) failed.push(`there is no benchmark for ${wanted.join(' ')}`);
const missed = results.filter((line) => line.startsWith('MISS')).length;
console.log(
  ['', '── goals', '', ...results, '', `${results.length - missed} PASS, ${missed} MISS`, ...failed].join('\n'),
);
process.exitCode = missed + failed.length === 0 ? 0 : 1;

function benchmarks() {
  const folders = [
    ...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}/bench`),
    'examples/bench',
  ];
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`))
    .filter((file) => file.endsWith('.bench.mjs'))
    .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));
}

function run(file) {
  const child = spawn(process.execPath, ['--expose-gc', path.join(root, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    lines.push(line);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ lines, code })));
}
