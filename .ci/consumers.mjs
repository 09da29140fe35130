// Packs the four packages as they would be published, checks the tarballs (publint, attw), installs them into an empty
// project and runs and type-checks one ESM and one CommonJS consumer against them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
const project = mkdtempSync(path.join(tmpdir(), 'consumers-'));

try {
  mkdirSync(path.join(project, 'node_modules', '@mesh'), { recursive: true });
  for (const name of readdirSync(path.join(root, 'packages'))) {
    const folder = path.join(root, 'packages', name);
    const tarball = run('pnpm', ['pack', '--pack-destination', project], folder).trim().split('\n').at(-1);
    run(bin('publint'), ['run', '--strict', tarball], root);
    run(bin('attw'), [tarball, '--profile', 'node16', '--format', 'ascii'], root);
    const target = path.join(project, 'node_modules', '@mesh', name);
    mkdirSync(target);
    run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], project);
    linkDependencies(folder, path.join(project, 'node_modules'));
    console.log(`@mesh/${name}: publint and attw are content`);
  }
  symlinkSync(path.join(root, 'node_modules', '@types'), path.join(project, 'node_modules', '@types'));
  cpSync(path.join(root, 'examples', 'consumers'), project, { recursive: true });
  run(bin('tsc'), ['-p', project], project);
  for (const file of ['consumer.mjs', 'consumer.cjs'])
    console.log(run('node', [path.join(project, 'out', file)], project).trim());
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** Third-party dependencies come from the workspace; those of the scope are the packed ones, types those of the root. */
function linkDependencies(folder, target) {
  const modules = path.join(folder, 'node_modules');
  if (!existsSync(modules)) return;
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.') || name === '@mesh' || name === '@types') continue;
    try {
      symlinkSync(path.join(modules, name), path.join(target, name));
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}
