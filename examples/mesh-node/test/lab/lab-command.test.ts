import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { labCommand } from '../../src/commands/lab.js';
import { findProblems } from '../../src/lab/find-problems.js';
import { temporaryFolder } from '../lib.js';

/** Programs of a machine, and nothing else on its path. */
function machineWith(...programs: readonly string[]): void {
  const folder = temporaryFolder();
  for (const program of programs) {
    writeFileSync(path.join(folder, program), '');
    chmodSync(path.join(folder, program), 0o755);
  }
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const missing = () => findProblems().filter((problem) => problem.includes('not found'));

test.each([
  [['--nodes', '1']],
  [['--nodes', '51']],
  [['--nodes', 'many']],
  [['--nodes', '2.5']],
  [['--node', '5']],
  [['5']],
])('the arguments %j are refused', async (args) => {
  await expect(labCommand.run(args)).rejects.toThrow(/--nodes|--node|'5'/);
});

test('where everything is installed, nothing of that is in the way', () => {
  machineWith('ip', 'ping', 'tincd', 'etcd', 'etcdctl');
  expect(missing()).toEqual([]);
});

test('what is missing is named with what to install', () => {
  machineWith('ip', 'ping', 'etcd');
  expect(missing()).toEqual([
    'tincd not found: apt-get install tinc',
    'etcdctl not found: apt-get install etcd-client',
  ]);
});

test('where it can not run it says why, and nothing is started', async () => {
  machineWith();
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  expect(await labCommand.run([])).toBe(1);
  expect(written.mock.calls.join('')).toContain('  - ip not found: apt-get install iproute2\n');
});

test('root is asked for', () => {
  machineWith();
  const geteuid = vi.spyOn(process, 'geteuid').mockReturnValue(1000);
  onTestFinished(() => geteuid.mockRestore());
  expect(findProblems()[0]).toContain('sudo');
});
