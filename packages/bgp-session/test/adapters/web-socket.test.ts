import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { formatCloseReason, fromWebSocket, Speaker, toDuplex, type WebSocketLike } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, nextClose, SinkLog, them, until, us } from '../lib.js';
import { bare, webSocketPair, webSocketServer } from './web-socket.js';

/** What a stream tells until it is over. */
function told(stream: ReturnType<typeof fromWebSocket>) {
  const pieces: Uint8Array[] = [];
  const closed = new Promise<Error | undefined>((resolve) =>
    stream.attach({ data: (bytes) => pieces.push(Uint8Array.from(bytes)), drain: () => undefined, closed: resolve }),
  );
  return { pieces, closed };
}

/** A socket that does what the test says: its `bufferedAmount` is the test's, its events come from `fire`. */
class FakeSocket implements WebSocketLike {
  binaryType = 'blob';
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: Uint8Array[] = [];
  readonly closes: (number | undefined)[] = [];
  readonly #listeners = new Map<string, Set<(event: unknown) => void>>();

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener));
  }
  removeEventListener(type: string, listener: (event: unknown) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }
  send(data: Uint8Array): void {
    this.sent.push(data);
    this.bufferedAmount += data.length;
  }
  close(code?: number): void {
    this.closes.push(code);
  }
  fire(type: string, event: object = {}): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(event);
  }
  get listening(): string[] {
    return [...this.#listeners].filter(([, set]) => set.size > 0).map(([type]) => type);
  }
}

describe('a session over WebSocket', () => {
  it('is Established, carries routes both ways, and ends in good order', async () => {
    const { server, url } = await webSocketServer();
    const [nearSink, farSink] = [new SinkLog(), new SinkLog()];
    {
      await using near = new Speaker({
        connect: () => new WebSocket(url),
        handlerFor: () => ({ onEstablished: () => ({ sink: nearSink }) }),
      });
      await using far = new Speaker({ handlerFor: () => ({ onEstablished: () => ({ sink: farSink }) }) });
      far.create({ ...them, passive: true });
      server.on('connection', (socket) => far.accept(socket, { remoteAddress: '192.0.2.1' }));
      near.create(us);
      const [ours, theirs] = await Promise.all([near.whenEstablished(() => true), far.whenEstablished(() => true)]);
      for (let i = 0; i < 500; i++) {
        ours.send(announce(`10.${i >> 8}.${i & 255}.0/24`));
        theirs.send(announce(`11.${i >> 8}.${i & 255}.0/24`));
      }
      const lost = nextClose(near);
      expect(await until(() => nearSink.updates === 500 && farSink.updates === 500, 20_000)).toBe(true);
      theirs.teardown(4, 'done');
      await lost;
      expect(near.peer('192.0.2.2')?.lastReason).toMatchObject({ kind: 'notification-received' });
    }
    server.close();
    await once(server, 'close');
    expect(server.clients.size).toBe(0);
  });

  it('says that the connection was refused, and tries again', async () => {
    const unused = net.createServer().listen(0, '127.0.0.1');
    await once(unused, 'listening');
    const { port } = unused.address() as AddressInfo;
    unused.close();
    await once(unused, 'close');
    await using speaker = new Speaker({ connect: () => new WebSocket(`ws://127.0.0.1:${port}`) });
    speaker.create(us);
    const reason = await nextClose(speaker);
    expect(formatCloseReason(reason)).toContain(`connect ECONNREFUSED 127.0.0.1:${port}`);
    expect(speaker.peers()[0]?.state).toBe('Active');
  });

  it('loses the session to a connection that is cut', async () => {
    const [ours, theirs] = await webSocketPair();
    await using speaker = new Speaker({ connect: () => ours });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them);
    await peer.establish();
    await speaker.whenEstablished(() => true);
    const lost = nextClose(speaker);
    theirs.terminate();
    const reason = await lost;
    expect(formatCloseReason(reason)).toContain('the WebSocket was closed with code 1006');
  });
});

describe('fromWebSocket', () => {
  it('holds what is written before the socket is open', async () => {
    const { server, url } = await webSocketServer();
    const stream = fromWebSocket(new WebSocket(url));
    const bytes = Uint8Array.of(1, 2, 3);
    const accepted = new Promise<void>((resolve) => stream.write(bytes, resolve));
    expect(stream.unaccepted).toBe(3);
    const [socket] = (await once(server, 'connection')) as [WebSocket];
    const { pieces, closed } = told(fromWebSocket(socket));
    await accepted;
    stream.end();
    expect(await closed).toBeUndefined();
    expect(pieces).toEqual([bytes]);
    server.close();
  });

  it('ends before it is open', async () => {
    const { server, url } = await webSocketServer();
    const stream = fromWebSocket(new WebSocket(url));
    const { closed } = told(stream);
    stream.end();
    expect(await closed).toBeUndefined();
    server.close();
  });

  it('is over at once where the socket is closed already', async () => {
    const [ours] = await webSocketPair();
    ours.terminate();
    await once(ours, 'close');
    expect((await told(fromWebSocket(ours)).closed)?.message).toBe('the WebSocket is closed');
  });

  it.each([
    [1000, '', undefined],
    [1001, 'bye', 'the WebSocket was closed with code 1001: "bye"'],
    [3000, '', 'the WebSocket was closed with code 3000'],
  ])('tells a close with code %i', async (code, reason, message) => {
    const [ours, theirs] = await webSocketPair();
    const { closed } = told(fromWebSocket(ours));
    theirs.close(code, reason);
    expect((await closed)?.message).toBe(message);
  });

  it('closes with 1000', async () => {
    const [ours, theirs] = await webSocketPair();
    const stream = fromWebSocket(ours);
    told(stream);
    stream.write(Uint8Array.of(1), () => undefined);
    stream.end();
    expect((await once(theirs, 'close'))[0]).toBe(1000);
  });

  it('tells the peer of a browser that it was destroyed', async () => {
    const [ours, theirs] = await webSocketPair();
    const stream = fromWebSocket(bare(ours));
    const { closed } = told(fromWebSocket(theirs));
    stream.destroy(new Error('enough'));
    expect((await closed)?.message).toBe('the WebSocket was closed with code 4000');
  });

  it('takes no text', async () => {
    const [ours, theirs] = await webSocketPair();
    const { closed } = told(fromWebSocket(ours));
    const gone = once(theirs, 'close');
    theirs.send('hello');
    expect((await closed)?.message).toBe('a text message came over the WebSocket: BGP takes binary ones only');
    expect((await gone)[0]).toBe(1006);
  });

  it('tells the error of a browser, which has no words', () => {
    const socket = new FakeSocket();
    const stream = fromWebSocket(socket, { clock: new VirtualClock() });
    const errors: (Error | undefined)[] = [];
    stream.attach({ data: () => undefined, drain: () => undefined, closed: (error) => errors.push(error) });
    socket.fire('error');
    socket.fire('close', { code: 1006, reason: '' });
    expect(errors.map((error) => error?.message)).toEqual(['the WebSocket failed']);
  });

  it('gives a socket up that cannot be paused and brings more than 4 MiB', () => {
    const socket = new FakeSocket();
    const stream = fromWebSocket(socket, { clock: new VirtualClock() });
    const errors: (Error | undefined)[] = [];
    stream.attach({ data: () => undefined, drain: () => undefined, closed: (error) => errors.push(error) });
    stream.pause();
    for (let i = 0; i < 64; i++) socket.fire('message', { data: new ArrayBuffer(65_536) });
    expect(errors).toEqual([]);
    socket.fire('message', { data: new ArrayBuffer(1) });
    expect(errors.map((error) => error?.message)).toEqual([
      'more than 4194304 octets came over a WebSocket that cannot be paused',
    ]);
    expect(socket.closes).toEqual([4000]);
  });

  it.each([
    ['empty', 0, 30_000, true],
    ['of one octet', 1, 20_000, false],
  ])('holds few messages %s: each costs more than its octets', (_, length, count, survives) => {
    const socket = new FakeSocket();
    const stream = fromWebSocket(socket, { clock: new VirtualClock() });
    let pieces = 0;
    const errors: (Error | undefined)[] = [];
    stream.attach({ data: () => pieces++, drain: () => undefined, closed: (error) => errors.push(error) });
    stream.pause();
    for (let i = 0; i < count; i++) socket.fire('message', { data: new ArrayBuffer(length) });
    expect(errors.length === 0).toBe(survives);
    stream.resume();
    expect(pieces).toBe(0);
  });

  it('accepts what has left the socket, on the clock it was given, and leaves nothing on it', () => {
    const clock = new VirtualClock();
    const socket = new FakeSocket();
    const stream = fromWebSocket(socket, { clock });
    const log: string[] = [];
    stream.attach({ data: () => undefined, drain: () => log.push('drain'), closed: () => log.push('closed') });
    expect(stream.write(new Uint8Array(100), () => log.push('first'))).toBe(true);
    expect(stream.write(new Uint8Array(150_000), () => log.push('second'))).toBe(false);
    expect(socket.sent.map(({ length }) => length)).toEqual([100, 65_536, 65_536, 18_928]);
    clock.runFor(10_000);
    expect(log).toEqual([]);
    socket.bufferedAmount = 150_000;
    clock.runFor(64);
    expect(log).toEqual(['first']);
    expect(stream.unaccepted).toBe(150_000);
    socket.bufferedAmount = 1;
    clock.runFor(64);
    expect(log).toEqual(['first']);
    stream.end();
    expect(socket.closes).toEqual([]);
    socket.bufferedAmount = 0;
    clock.runFor(64);
    expect(log).toEqual(['first', 'second']);
    expect(socket.closes).toEqual([1000]);
    expect(clock.pending).toBe(0);
    socket.fire('close', { code: 1000, reason: '' });
    expect(log).toEqual(['first', 'second', 'closed']);
    expect(socket.listening).toEqual(['error']);
  });

  it('stops its looks when it is destroyed', () => {
    const clock = new VirtualClock();
    const stream = fromWebSocket(new FakeSocket(), { clock });
    stream.write(new Uint8Array(10), () => undefined);
    clock.runFor(1_000);
    expect(clock.pending).toBe(1);
    stream.destroy();
    expect(clock.pending).toBe(0);
  });
});

describe('a WebSocket that can pause', () => {
  it('is paused and resumed with the stream, from the moment it is open', () => {
    const calls: string[] = [];
    const socket = Object.assign(new FakeSocket(), {
      pause: () => calls.push('pause'),
      resume: () => calls.push('resume'),
    });
    socket.readyState = 0;
    const stream = fromWebSocket(socket, { clock: new VirtualClock() });
    const pieces: number[] = [];
    stream.attach({
      data: ({ length }) => {
        pieces.push(length);
        stream.pause();
      },
      drain: () => undefined,
      closed: () => undefined,
    });
    stream.pause();
    socket.readyState = 1;
    calls.length = 0;
    socket.fire('open');
    expect(calls).toEqual(['pause']);
    socket.fire('message', { data: new ArrayBuffer(1) });
    socket.fire('message', { data: new ArrayBuffer(2) });
    expect(pieces).toEqual([]);
    calls.length = 0;
    stream.resume();
    expect([pieces, calls]).toEqual([[1], ['pause']]);
    stream.resume();
    stream.resume();
    expect([pieces, calls]).toEqual([
      [1, 2],
      ['pause', 'pause', 'resume'],
    ]);
  });

  it('tells of the end only when its user has had what came before', () => {
    const socket = new FakeSocket();
    const stream = fromWebSocket(socket, { clock: new VirtualClock() });
    const log: string[] = [];
    stream.attach({
      data: () => {
        log.push('data');
        stream.pause();
      },
      drain: () => undefined,
      closed: (error) => log.push(`closed ${error}`),
    });
    stream.pause();
    socket.fire('message', { data: new ArrayBuffer(1) });
    socket.fire('close', { code: 1000, reason: '' });
    stream.resume();
    expect(log).toEqual(['data']);
    stream.resume();
    expect(log).toEqual(['data', 'closed undefined']);
  });
});

describe('toDuplex', () => {
  it('knows a WebSocket from a stream, and leaves a port as it is', () => {
    const socket = new FakeSocket();
    toDuplex(socket);
    expect(socket.binaryType).toBe('arraybuffer');
    const [port] = memoryPair(new VirtualClock());
    expect(toDuplex(port)).toBe(port);
  });
});
