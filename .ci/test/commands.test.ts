import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manifest: { packageManager: string; scripts: Record<string, string> } = JSON.parse(read('package.json'));
const documents = ['README.md', 'CONTRIBUTING.md', '.ci/run', ...markdown('docs')];

function markdown(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join(folder, file));
}

describe('documented commands', () => {
  it('name the one version of pnpm that the workspace is pinned to', () => {
    const versions = new Set(
      documents.flatMap((file) => [...read(file).matchAll(/pnpm@[\d.]+/g)].map((match) => match[0])),
    );
    expect([...versions]).toEqual([manifest.packageManager]);
  });

  it('are scripts of the workspace', () => {
    const builtIn = new Set(['install', 'add', 'pack', 'changeset', 'exec', 'i']);
    const unknown = documents.flatMap((file) =>
      [...read(file).matchAll(/(?:`|npx -y )pnpm(?:@[\d.]+)?(?: --silent| -s)?(?: run)? ([a-z][\w:-]*)/g)]
        .map((match) => match[1]!)
        .filter((name) => !(name in manifest.scripts) && !builtIn.has(name))
        .map((name) => `${file}: pnpm ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('links between documents', () => {
  it.each(documents.filter((file) => file.endsWith('.md')))('%s points at files that are there', (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1]!);
    const missing = targets.filter((target) => !existsSync(path.resolve(root, path.dirname(file), target)));
    expect(missing).toEqual([]);
  });
});
