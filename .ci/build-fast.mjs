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

/**
 * Brings the `dist` of a package and of what it depends on up to date, or of all packages, and returns the names of
 * those that were built. Safe to run side by side. Errors of the sources go to standard error.
 */
export async function buildFast(name) {
  if (stalePackages(name).length === 0) return [];
  await lock();
  try {
    const stale = stalePackages(name);
    if (stale.length === 0) return [];
    const { build, stop } = await import('esbuild');
    const results = await Promise.allSettled(stale.map(({ folder, entries }) => build(options(folder, entries))));
    await stop();
    const failed = stale.filter((_, i) => results[i].status === 'rejected').map((one) => one.name);
    if (failed.length > 0) throw new Error(`cannot build ${failed.join(', ')}`);
    return stale.map((one) => one.name);
  } finally {
    rmdirSync(LOCK);
  }
}

/** Ends this process if the build fails: what follows in a launcher has nothing to run on. */
export async function buildFastOrExit(name) {
  try {
    return await buildFast(name);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
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

function stalePackages(name) {
  const packages = workspacePackages();
  const wanted = name === undefined ? [...packages.values()] : closure(packages, name);
  return wanted.filter(({ folder, entries }) => entries.length > 0 && isStale(folder, entries));
}

/** A package and what it depends on in the workspace. */
function closure(packages, name, found = new Set()) {
  const one = packages.get(name);
  if (one === undefined || found.has(one)) return [...found];
  found.add(one);
  for (const dependency of one.dependencies) closure(packages, dependency, found);
  return [...found];
}

function workspacePackages() {
  const folders = ['packages', 'examples']
    .flatMap((place) => readdirSync(path.join(root, place)).map((name) => path.join(root, place, name)))
    .filter((folder) => existsSync(path.join(folder, 'package.json')));
  return new Map(folders.map(describe).map((one) => [one.name, one]));
}

function describe(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const entries = Object.values(manifest.exports ?? {})
    // An entry without `import` is for those who read sources alone, as tests do.
    .filter((entry) => entry['@mesh/source'] !== undefined && entry.import !== undefined)
    .map((entry) => ({ source: entry['@mesh/source'], target: entry.import.default ?? entry.import }));
  return { name: manifest.name, folder, entries, dependencies: Object.keys(manifest.dependencies ?? {}) };
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
  const built = await buildFastOrExit(process.argv[2]);
  console.error(built.length === 0 ? 'everything is built' : `built ${built.join(', ')}`);
}
