// Makes what is copied to a machine: the node and all it needs in one file, beside the library that sets TCP MD5, as an archive.
//
//   pnpm mesh-node:bundle [FILE]    default: examples/mesh-node/dist/mesh-node.tar.gz
//
// It runs on Node 20.19 or newer, on machines like this one: the library is the one for this operating system and processor.
// The same source makes the same octets.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const example = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const archive = path.resolve(process.argv[2] ?? path.join(example, 'dist/mesh-node.tar.gz'));
const folder = mkdtempSync(path.join(tmpdir(), 'mesh-node-bundle-'));
try {
  await bundle();
  copyKoffi();
  pack();
  console.log(archive);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bundle() {
  await build({
    stdin: {
      contents: "import { main } from './src/main.ts'; process.exitCode = await main(process.argv.slice(2));",
      resolveDir: example,
    },
    outfile: path.join(folder, 'mesh-node.mjs'),
    bundle: true,
    conditions: ['@mesh/source'],
    external: ['koffi'],
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Some of what is bundled is CommonJS, and asks for modules of Node as such.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  });
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "mesh-node", "private": true, "type": "module" }\n');
}

/** Without documents and sources in C; the package of its own that has the library for this platform comes along. */
function copyKoffi() {
  const fromSession = createRequire(path.resolve(example, '../../packages/bgp-session/package.json'));
  const koffi = realpathSync(path.dirname(fromSession.resolve('koffi')));
  const modules = path.join(folder, 'node_modules');
  const isNeeded = (file) => !/\/koffi\/(doc|vendor|lib)(\/|$)/.test(file);
  cpSync(koffi, path.join(modules, 'koffi'), { recursive: true, filter: isNeeded });
  cpSync(path.join(koffi, '../@koromix'), path.join(modules, '@koromix'), { recursive: true, dereference: true });
}

/** The program last: where it is, everything is. */
function pack() {
  mkdirSync(path.dirname(archive), { recursive: true });
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
  const members = ['package.json', 'node_modules', 'mesh-node.mjs'];
  execFileSync('tar', [...same, '--use-compress-program=gzip -n', '-cf', archive, '-C', folder, ...members]);
}
