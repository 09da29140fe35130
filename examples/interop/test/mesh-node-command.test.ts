import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, until } from '@mesh-examples/lib/daemon';
import { afterEach, describe, expect, it } from 'vitest';

/* `mesh-node lab` as a person runs it, and interrupts it. */

const PROGRAM = path.resolve(import.meta.dirname, '../../mesh-node/bin/mesh-node.mjs');
const DEADLINE_MS = 40_000;

describe('mesh-node lab', () => {
  let child: ChildProcess | undefined;
  let text = '';

  const start = () => {
    text = '';
    const started = spawn(process.execPath, [PROGRAM, 'lab', '--nodes', '2'], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    }
    child = started;
    return new Promise<number | NodeJS.Signals | null>((resolve) =>
      started.once('exit', (code, signal) => resolve(code ?? signal)),
    );
  };
  const says = (what: string) =>
    until(
      `it says ${what}`,
      () => text.includes(what),
      DEADLINE_MS,
      () => text,
    );
  /** Namespaces and folders of the process. */
  const left = async () => [
    ...(await run('ip', ['netns', 'list'])).split('\n').filter((line) => line.startsWith(`mesh-lab-${child?.pid}-`)),
    ...readdirSync(tmpdir()).filter((name) => name.startsWith('mesh-lab-')),
  ];

  afterEach(() => child?.kill('SIGTERM'));

  it('prints how the nodes converge, and takes everything down when it is interrupted', async () => {
    const ended = start();
    await says('Ctrl-C takes it down');
    expect(text).toMatch(/node1 has 2 of 2 routes\n/);
    expect(text).toMatch(/node2 has 2 of 2 routes\n/);
    expect(text).toContain('every node reaches every network\n');
    // What it says to try does what it says.
    const [, command = ''] = /try {3}(.*)\n/.exec(text) ?? [];
    expect(await run('sh', ['-c', `${command} -c 1`])).toContain(' 0% packet loss');
    child?.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(await left()).toEqual([]);
  });

  it('interrupted while it starts it leaves nothing either', async () => {
    const ended = start();
    await until(
      'it has a folder and a namespace, and waits for etcd',
      async () => (await left()).length > 1,
      DEADLINE_MS,
      () => text,
    );
    child?.kill('SIGINT');
    expect(await ended).toBe(130);
    await until('nothing is left', async () => (await left()).length === 0, DEADLINE_MS);
  });

  it('says what is wrong with its arguments', async () => {
    const begun = spawn(process.execPath, [PROGRAM, 'lab', '--nodes', 'many'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [code] = await Promise.all([new Promise((resolve) => begun.once('exit', resolve))]);
    expect(code).toBe(2);
  });
});
