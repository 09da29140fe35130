// Holds the public types of every entry against the committed report in packages/<p>/api, so that a change of the API
// is seen in review. `--update` writes the reports anew.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const update = process.argv.includes('--update');
const stale = [];

for (const name of await readdir(path.join(root, 'packages'))) {
  const folder = path.join(root, 'packages', name);
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    if (typeof target === 'string') continue;
    const entry = subpath === '.' ? 'index' : subpath.slice(2);
    const report = path.join(folder, 'api', `${entry}.d.ts`);
    const types = await flatTypes(folder, entry, path.join(folder, target['@mesh/source']));
    const committed = await readFile(report, 'utf8').catch(() => '');
    if (types === committed) continue;
    if (update) {
      await mkdir(path.dirname(report), { recursive: true });
      await writeFile(report, types);
      console.log(`updated ${path.relative(root, report)}`);
    } else stale.push(path.relative(root, report));
  }
}
if (stale.length > 0) {
  console.error(
    `the public API changed; run "pnpm api:update" and commit:\n${stale.map((file) => `  ${file}`).join('\n')}`,
  );
  process.exit(1);
}
if (!update) console.log('API reports are up to date');

/** The types of one entry, bundled alone so that the report is one readable file without shared chunks. */
async function flatTypes(folder, entry, source) {
  const outDir = await mkdtemp(path.join(tmpdir(), 'api-report-'));
  const cwd = process.cwd();
  try {
    process.chdir(folder);
    await build({
      config: false,
      entry: { [entry]: source },
      format: ['esm'],
      outDir,
      silent: true,
      dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
    });
    return await readFile(path.join(outDir, `${entry}.d.ts`), 'utf8');
  } finally {
    process.chdir(cwd);
    await rm(outDir, { recursive: true, force: true });
  }
}
