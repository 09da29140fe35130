// Holds what a browser has to load against the budgets in `packages/bgp-wire/size.json`: the codec is built as it is
// published, and programs that use it are bundled and minified as their authors would. `--update` writes budgets anew,
// a tenth above what is measured.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const HEADROOM = 1.1;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const source = path.join(root, 'packages', 'bgp-wire');
const budgetFile = path.join(source, 'size.json');
const minimal = path.join(root, 'examples', 'consumers', 'minimal.mts');
const PROGRAMS = {
  'everything of the core entry': "export * from '@mesh/bgp-wire';",
  'framer, decoder, five rows': await readFile(minimal, 'utf8'),
};

const project = await mkdtemp(path.join(tmpdir(), 'size-'));
try {
  const target = path.join(project, 'node_modules', '@mesh', 'bgp-wire');
  await publish(target);
  const measured = {};
  for (const [name, program] of Object.entries(PROGRAMS)) measured[name] = await sizeOf(program);
  if (process.argv.includes('--update'))
    await writeFile(budgetFile, `${JSON.stringify(withHeadroom(measured), null, 2)}\n`);
  process.exitCode = report(measured, JSON.parse(await readFile(budgetFile, 'utf8')));
} finally {
  await rm(project, { recursive: true, force: true });
}

/** Builds the package as `pnpm build` does, without types, and puts it where a program of `project` finds it. */
async function publish(target) {
  await mkdir(target, { recursive: true });
  await symlink(path.join(source, 'package.json'), path.join(target, 'package.json'));
  const tsup = path.join(root, 'node_modules', '.bin', 'tsup');
  const options = ['--no-dts', '--format', 'esm', '--out-dir', path.join(target, 'dist'), '--silent'];
  execFileSync(tsup, options, { cwd: source, stdio: 'inherit' });
}

async function sizeOf(program) {
  const { outputFiles } = await build({
    stdin: { contents: program, loader: 'ts', resolveDir: project },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    preserveSymlinks: true,
    write: false,
  });
  const octets = outputFiles[0].contents;
  return { minified: octets.length, gzip: gzipSync(octets, { level: 9 }).length };
}

function withHeadroom(measured) {
  const raise = (size) => Math.ceil((size * HEADROOM) / 100) * 100;
  return Object.fromEntries(
    Object.entries(measured).map(([name, { minified, gzip }]) => [
      name,
      { minified: raise(minified), gzip: raise(gzip) },
    ]),
  );
}

/** Prints every figure beside its budget; 1 if one is exceeded, or has no budget. */
function report(measured, budgets) {
  const lines = Object.entries(measured).flatMap(([name, sizes]) =>
    Object.entries(sizes).map(([kind, size]) => {
      const budget = budgets[name]?.[kind];
      const verdict = size <= budget ? 'PASS' : 'MISS';
      return `${verdict}  ${`${name}, ${kind}`.padEnd(40)} ${octets(size)} of ${octets(budget ?? 0)} octets`;
    }),
  );
  console.log(lines.join('\n'));
  return lines.every((line) => line.startsWith('PASS')) ? 0 : 1;
}

function octets(count) {
  return count.toLocaleString('en').padStart(8);
}
