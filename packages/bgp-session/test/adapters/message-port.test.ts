import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { fromMessagePort, Speaker } from '../../src/index.js';
import { announce, nextClose, SinkLog, them, until, us } from '../lib.js';

const nothing = (): void => undefined;

/** The end of a port that the test plays itself, and what the adapter at the other end told. */
function scripted() {
  const { port1, port2 } = new MessageChannel();
  const said: unknown[] = [];
  port2.on('message', (message) => said.push(message));
  const stream = fromMessagePort(port1);
  const log: { pieces: Uint8Array[]; errors: (Error | undefined)[] } = { pieces: [], errors: [] };
  stream.attach({
    data: (bytes) => log.pieces.push(bytes),
    drain: nothing,
    closed: (error) => log.errors.push(error),
  });
  return { stream, other: port2, said, ...log };
}

/** The far speaker in a thread of its own; it sends 100 routes and ends when told to. */
const FAR = `
import { parentPort, workerData } from 'node:worker_threads';
import { Speaker } from '@mesh/bgp-session';
import { announce } from './test/lib.ts';

const speaker = new Speaker();
speaker.create({ ...workerData.settings, passive: true });
speaker.accept(workerData.port ?? parentPort, { remoteAddress: workerData.settings.peerAddress });
const session = await speaker.whenEstablished(() => true);
for (let i = 0; i < 100; i++) session.send(announce('10.' + i + '.0.0/16'));
session.teardown(4, 'done');
await speaker.close();
`;

async function startFar(port?: MessagePort): Promise<Worker> {
  const { outputFiles } = await build({
    stdin: { contents: FAR, loader: 'ts', resolveDir: path.resolve(import.meta.dirname, '../..') },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mesh/source'],
    write: false,
  });
  const url = new URL(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`);
  return new Worker(url, { workerData: { settings: them, port }, transferList: port === undefined ? [] : [port] });
}

describe('a session between two threads', () => {
  it.each([
    ['a MessagePort', true],
    ['the worker itself', false],
  ])('is Established over %s, carries routes, and ends in good order', async (_, ofItsOwn) => {
    const { port1, port2 } = new MessageChannel();
    const worker = await startFar(ofItsOwn ? port2 : undefined);
    const exited = once(worker, 'exit');
    const sink = new SinkLog();
    await using near = new Speaker({
      connect: () => (ofItsOwn ? port1 : worker),
      handlerFor: () => ({ onEstablished: () => ({ sink }) }),
    });
    const closed = nextClose(near);
    near.create(us);
    const reason = await closed;
    expect(reason).toMatchObject({ kind: 'notification-received' });
    expect(sink.updates).toBe(100);
    await near.close();
    expect(await exited).toEqual([0]);
    port1.close();
  });

  it('loses the session to a thread that dies', async () => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker('setInterval(() => undefined, 1000)', {
      eval: true,
      workerData: port2,
      transferList: [port2],
    });
    await once(worker, 'online');
    const closed = new Promise<Error | undefined>((resolve) =>
      fromMessagePort(port1).attach({ data: nothing, drain: nothing, closed: resolve }),
    );
    await worker.terminate();
    expect((await closed)?.message).toBe('the port was closed');
  });
});

describe('a session over a MessageChannel of one thread', () => {
  it('is Established, carries routes, and ends in good order', async () => {
    const { port1, port2 } = new MessageChannel();
    const sink = new SinkLog();
    await using near = new Speaker({ connect: () => port1, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
    await using far = new Speaker();
    far.create({ ...them, passive: true });
    near.create(us);
    far.accept(port2, { remoteAddress: '192.0.2.1' });
    const [session] = await Promise.all([far.whenEstablished(() => true), near.whenEstablished(() => true)]);
    const closed = nextClose(near);
    for (let i = 0; i < 1_000; i++) session.send(announce(`10.${i >> 8}.${i & 255}.0/24`));
    session.teardown(4, 'done');
    expect(await closed).toMatchObject({ kind: 'notification-received' });
    expect(sink.updates).toBe(1_000);
  });
});

describe('fromMessagePort', () => {
  it('has at most 128 KiB on their way, and copies no more than was written', async () => {
    const { stream, other, said } = scripted();
    const whole = new Uint8Array(10 << 20);
    stream.write(whole.subarray(0, 1_000_000), nothing);
    await until(() => said.length >= 2);
    await until(() => false);
    const lengths = () => said.map((message) => (message as { bytes: Uint8Array }).bytes.buffer.byteLength);
    expect(lengths()).toEqual([65_536, 65_536]);
    expect(whole.length).toBe(10 << 20);
    other.postMessage({ type: 'accepted', octets: 65_536 });
    await until(() => said.length >= 3);
    await until(() => false);
    expect(lengths()).toEqual([65_536, 65_536, 65_536]);
    stream.destroy();
  });

  it('gives no credit while its user pauses', async () => {
    const { stream, other, said, pieces } = scripted();
    stream.pause();
    other.postMessage({ type: 'data', bytes: new Uint8Array(10) });
    await until(() => false);
    expect([said, pieces]).toEqual([[], []]);
    stream.resume();
    await until(() => said.length > 0);
    expect(said).toEqual([{ type: 'accepted', octets: 10 }]);
    stream.destroy();
  });

  it('keeps nothing of messages without octets', async () => {
    const { stream, other, said, pieces } = scripted();
    stream.pause();
    for (let i = 0; i < 3; i++) other.postMessage({ type: 'data', bytes: new Uint8Array(0) });
    await until(() => said.length >= 3);
    expect(said).toEqual(Array(3).fill({ type: 'accepted', octets: 0 }));
    stream.resume();
    expect(pieces).toEqual([]);
    stream.destroy();
  });

  it.each<[string, unknown[], string]>([
    ['no message of its own', ['hello'], 'a message came that fromMessagePort has not sent'],
    ['octets that are none', [{ type: 'data', bytes: 'hello' }], 'a message came that fromMessagePort has not sent'],
    [
      'an octet of a large buffer',
      [{ type: 'data', bytes: new Uint8Array(65_536).subarray(1, 2) }],
      'a message came that fromMessagePort has not sent',
    ],
    [
      'more than it asked for',
      [1, 2, 3].map(() => ({ type: 'data', bytes: new Uint8Array(65_536) })),
      'more than 131072 octets came that nobody asked for',
    ],
    ['credit for what was not sent', [{ type: 'accepted', octets: 1 }], '1 octets were accepted of 0 on their way'],
    ['negative credit', [{ type: 'accepted', octets: -1 }], '-1 octets were accepted of 0 on their way'],
  ])('ends where the other end sends %s', async (_, messages, message) => {
    const { stream, other, said, errors } = scripted();
    stream.pause();
    for (const one of messages) other.postMessage(one);
    await until(() => errors.length > 0);
    expect(errors.map((error) => error?.message)).toEqual([message]);
    await until(() => said.length > 0);
    expect(said).toEqual([{ type: 'end', failed: true }]);
  });

  it('leaves a worker alone when the stream ends', async () => {
    const worker = new Worker(
      "const { parentPort } = require('node:worker_threads'); parentPort.on('message', ({ type }) => parentPort.postMessage(type));",
      { eval: true },
    );
    await once(worker, 'online');
    fromMessagePort(worker).destroy();
    const [type] = await once(worker, 'message');
    expect(type).toBe('end');
    await worker.terminate();
  });
});
