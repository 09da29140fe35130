import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { identityOf } from '../../src/identity.js';
import { parseSettings } from '../../src/settings/load.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const LEAST: ReadonlyMap<string, string> = new Map([
  ['node', 'node: { name: node7 }'],
  ['etcd', "etcd: { endpoints: ['http://127.0.0.1:2379'] }"],
  ['tinc', "tinc: { endpoint: 'tinc7:655' }"],
]);

/** The settings in the documents: whole ones, and parts that stand for the rest. */
const samples = [
  'examples/mesh-node/README.md',
  ...readdirSync(path.join(root, 'docs/guides'))
    .filter((file) => /^mesh-.*\.md$/.test(file))
    .map((file) => `docs/guides/${file}`),
].flatMap((document) =>
  [...readFileSync(path.join(root, document), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text], i) => ({
    name: `${document}, settings ${i + 1}`,
    text: text!,
  })),
);

it('there are settings in the documents', () => expect(samples.length).toBeGreaterThan(2));

it.each(samples)('$name are right', ({ text }) => {
  const missing = [...LEAST].filter(([section]) => !new RegExp(`^${section}:`, 'm').test(text));
  expect(identityOf(parseSettings([text, ...missing.map(([, least]) => least)].join('\n'))).number).toBeGreaterThan(0);
});
