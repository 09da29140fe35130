// Builds what is missing or older than its source, ESM without types, in one process: some 100 ms for all packages.
// The entries are those of each `exports` map: `@mesh/source` is built to what `import` names. `pnpm build` makes what
// is published; this makes what the command line, the demo and the benchmarks run on.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const LOCK = path.join(root, 'node_modules', '.build-fast.lock');
const LOCK_STALE_MS = 60_000;

/** Brings every `dist` up to date and returns the names of the packages that were built. Safe to run side by side. */
export async function buildFast() {
  if (stalePackages().length === 0) return [];
  await lock();
  try {
    const stale = stalePackages();
    if (stale.length === 0) return [];
    const { build, stop } = await import('esbuild');
    await Promise.all(stale.map(({ folder, entries }) => build(options(folder, entries))));
    await stop();
    return stale.map(({ name }) => name);
  } finally {
    rmdirSync(LOCK);
  }
}

function options(folder, entries) {
  return {
    absWorkingDir: folder,
    entryPoints: entries.map(({ source, target }) => ({ in: source, out: target.replace(/^\.\/dist\/|\.js$/g, '') })),
    outdir: 'dist',
    bundle: true,
    packages: 'external',
    format: 'esm',
    splitting: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  };
}

function stalePackages() {
  return ['packages', 'examples']
    .flatMap((place) => readdirSync(path.join(root, place)).map((name) => path.join(root, place, name)))
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .map(describe)
    .filter(({ folder, entries }) => entries.length > 0 && isStale(folder, entries));
}

function describe(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(manifest.exports ?? {})
    .filter((entry) => entry['@mesh/source'] !== undefined)
    .map((entry) => ({ source: entry['@mesh/source'], target: entry.import.default ?? entry.import }));
  return { name: manifest.name, folder, entries };
}

function isStale(folder, entries) {
  const built = Math.min(...entries.map(({ target }) => modified(path.join(folder, target))));
  if (built === 0) return true;
  const sources = readdirSync(path.join(folder, 'src'), { recursive: true }).map((file) =>
    path.join(folder, 'src', file),
  );
  return [path.join(folder, 'package.json'), ...sources].some((file) => modified(file) > built);
}

function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Takes the lock that keeps two builds apart; one left behind by a killed process is taken over. */
async function lock() {
  for (;;) {
    try {
      mkdirSync(LOCK);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (Date.now() - modified(LOCK) > LOCK_STALE_MS) rmdirSync(LOCK, { recursive: true });
    else await sleep(50);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await buildFast();
  console.error(built.length === 0 ? 'everything is built' : `built ${built.join(', ')}`);
}
