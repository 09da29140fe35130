import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../../src/index.js';
import * as tcp from '../../src/tcp/index.js';
import { announce } from '../lib.js';
import { established } from './lib.js';

/** A process that listens with a few descriptors to spend, and spends them when told to. */
const LISTENER = `
import fs from 'node:fs';
import { Speaker } from '@mesh/bgp-session';
import * as tcp from '@mesh/bgp-session/tcp';

const sink = { up() {}, endOfRib() {}, refresh() {}, stale() {}, purge() {}, down() {}, update: () => void process.send('update') };
const speaker = new Speaker({ handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
speaker.acceptFrom({ prefix: '127.9.5.0/24', template: { localAs: 65001, routerId: '192.0.2.1' } });
const { port } = await tcp.listen({ host: '127.9.5.1', port: 0 }, speaker);
const spent = [];
process.on('message', (order) => {
  if (order === 'spend') {
    try {
      for (;;) spent.push(fs.openSync('/dev/null'));
    } catch (error) {
      process.send(error.code);
    }
  } else {
    for (const fd of spent) fs.closeSync(fd);
    process.send('free');
  }
});
process.on('disconnect', () => process.exit());
process.send(port);
`;

async function startListener(): Promise<ChildProcess> {
  const { outputFiles } = await build({
    stdin: { contents: LISTENER, loader: 'js', resolveDir: path.resolve(import.meta.dirname, '../..') },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mesh/source'],
    write: false,
  });
  const child = spawn('sh', ['-c', 'ulimit -n 64; exec "$0" --input-type=module', process.execPath], {
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  child.stdin!.end(outputFiles[0]!.contents);
  return child;
}

it('lives through having no descriptor left: sessions go on, and whoever comes later is served', async () => {
  const child = await startListener();
  try {
    const said = async () => (await once(child, 'message'))[0];
    const peerPort = await said();
    const settings: PeerSettings = {
      peerAddress: '127.9.5.1',
      peerPort,
      localAs: 65002,
      routerId: '192.0.2.2',
      connectRetrySeconds: 1,
    };
    await using first = new Speaker({ connect: tcp.connect });
    first.create({ ...settings, name: 'first', localAddress: '127.9.5.2' });
    await established(first, 'first');
    child.send('spend');
    expect(await said()).toBe('EMFILE');

    await using second = new Speaker({ connect: tcp.connect });
    // The kernel takes the connection, and Node closes it at once: it never reaches a peer.
    const lost = new Promise<string>((resolve) => second.once('closed', ({ kind }) => resolve(kind)));
    second.create({ ...settings, name: 'second', localAddress: '127.9.5.3' });
    expect(await lost).toBe('connection-lost');
    first.peer('first')?.session?.send(announce('10.0.0.0/8'));
    expect(await said()).toBe('update');
    expect([first, second].map((one) => one.peers()[0]?.sessions)).toEqual([1, 0]);

    child.send('free');
    expect(await said()).toBe('free');
    await established(second, 'second');
    expect(first.peer('first')).toMatchObject({ state: 'Established', sessions: 1 });
  } finally {
    child.kill();
    await once(child, 'exit');
  }
});
