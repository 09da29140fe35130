// `pnpm storage:torture [--quick] [S1 S6 …]`: the test plan of the save protocol at its full volumes, or at those of CI. Prints
// a line a row — goal, measured, PASS or FAIL — and fails where one does. Needs Linux, root, strace and util-linux.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const outdir = mkdtempSync(path.join(tmpdir(), 'storage-torture-'));
chmodSync(outdir, 0o755); // children that are another user read it
try {
  await build({
    absWorkingDir: here,
    // The child stands alone: what is killed a thousand times has to start fast.
    entryPoints: { main: 'main.ts', child: 'child/child.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    conditions: ['@mesh/source'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [path.join(outdir, 'main.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
