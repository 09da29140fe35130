import { spawnSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import net from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { notification } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type Clock, formatCloseReason, type PeerSettings, Speaker, systemClock } from '../../src/index.js';
import * as tcp from '../../src/tcp/index.js';
import { ScriptedPeer } from '../../src/testing/index.js';
import { announce, SinkLog } from '../lib.js';

const HERE = '127.0.0.1';
const near: PeerSettings = {
  peerAddress: HERE,
  localAddress: HERE,
  localAs: 65001,
  peerAs: 65002,
  routerId: '192.0.2.1',
};
const far: PeerSettings = { peerAddress: HERE, localAs: 65002, peerAs: 65001, routerId: '192.0.2.2', passive: true };

/** Sockets of this process; a session must not leave one behind. */
const handles = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));

/** The host's clock, which knows how many of its timers wait. */
function countingClock() {
  const host = systemClock();
  const waiting = new Set<() => void>();
  const clock: Clock = {
    now: host.now,
    defer: host.defer,
    after(ms, fn) {
      const cancel = host.after(ms, () => {
        waiting.delete(forget);
        fn();
      });
      const forget = () => {
        waiting.delete(forget);
        cancel();
      };
      waiting.add(forget);
      return forget;
    },
  };
  return { clock, waiting };
}

async function settled(expected: readonly string[]): Promise<string[]> {
  for (let i = 0; i < 1_000 && handles().length !== expected.length; i++) await setImmediate();
  return handles();
}

describe('TCP', () => {
  it('carries a session on loopback, and leaves no handle behind', async () => {
    const before = handles();
    const sink = new SinkLog();
    const { clock, waiting } = countingClock();
    {
      await using dialler = new Speaker({ clock, connect: tcp.connect });
      await using listener = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
      await using server = await tcp.listen({ host: HERE, port: 0 }, listener);
      listener.create(far);
      dialler.create({ ...near, peerPort: server.port });
      const [session] = await Promise.all([dialler.whenEstablished(() => true), listener.whenEstablished(() => true)]);
      expect(session).toMatchObject({ localAddress: HERE, peerAddress: HERE });
      for (let i = 0; i < 1_000; i++) session.send(announce(`10.${i >> 8}.${i & 255}.0/24`));
      session.teardown(4, 'done');
      await new Promise((resolve) => listener.once('closed', resolve));
      expect(sink.updates).toBe(1_000);
      expect(formatCloseReason(listener.peers()[0]!.lastReason!)).toBe(
        'the peer ended the session: Cease / Administrative Reset (6/4): "done"',
      );
    }
    expect(await settled(before)).toEqual(before);
    expect(waiting.size).toBe(0);
  });

  it('says which connection was refused', async () => {
    const server = net.createServer().listen(0, HERE);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await using speaker = new Speaker({ connect: tcp.connect });
    speaker.create({ ...near, peerPort: port });
    const reason = await new Promise<string>((resolve) =>
      speaker.once('closed', (closed) => resolve(formatCloseReason(closed))),
    );
    expect(reason).toBe(`the connection failed: connect ECONNREFUSED ${HERE}:${port}`);
  });

  it('turns a stranger away, and outlives one that resets', async () => {
    await using speaker = new Speaker();
    await using server = await tcp.listen({ host: HERE, port: 0 }, speaker);
    const socket = net.connect(server.port, HERE);
    const peer = new ScriptedPeer(socket, far);
    expect(await peer.expect('NOTIFICATION')).toEqual(notification(6, 5));
    speaker.create({ ...near, passive: true });
    const rude = net.connect(server.port, HERE);
    await new Promise((resolve) => rude.once('connect', resolve));
    rude.resetAndDestroy();
    await new Promise((resolve) => speaker.once('closed', resolve));
    const polite = new ScriptedPeer(net.connect(server.port, HERE), { ...far, holdTimeSeconds: 30 });
    expect(await polite.establish()).toMatchObject({ myAs: 65001 });
    polite.destroy();
  });

  it('gives an attempt up when asked', async () => {
    const abort = new AbortController();
    const attempt = tcp.connect({ name: 'x', peerAddress: HERE, peerPort: 9, localAddress: undefined }, abort.signal);
    abort.abort();
    await expect(attempt).rejects.toThrow();
    await expect(
      tcp.connect({ name: 'x', peerAddress: HERE, peerPort: 9, localAddress: undefined }, abort.signal),
    ).rejects.toThrow();
  });

  it('leaves nothing of an attempt that cannot even begin', async () => {
    const { signal } = new AbortController();
    const target = { name: 'x', peerAddress: HERE, peerPort: 65_536, localAddress: undefined };
    await expect(tcp.connect(target, signal)).rejects.toThrow('65536');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('gives no connection that is reset before it is accepted to a peer without an address', async () => {
    await using speaker = new Speaker();
    await using server = await tcp.listen({ host: HERE, port: 0 }, speaker);
    const { name } = speaker.create({ localAs: 65001, routerId: '192.0.2.1', passive: true });
    const states: string[] = [];
    speaker.on('state', ({ state }) => states.push(state));
    // While this process waits for the other one, the kernel alone takes the connection and its RST.
    const rude = `const s = require('net').connect(${server.port}, '${HERE}', () => s.resetAndDestroy())`;
    expect(spawnSync(process.execPath, ['-e', rude]).status).toBe(0);
    const polite = new ScriptedPeer(net.connect(server.port, HERE), far);
    expect(await polite.expect('NOTIFICATION')).toEqual(notification(6, 5));
    expect([states, speaker.peer(name)?.state]).toEqual([[], 'Active']);
  });

  it('stops listening while a session goes on', async () => {
    await using dialler = new Speaker({ connect: tcp.connect });
    await using speaker = new Speaker();
    const server = await tcp.listen({ host: HERE, port: 0 }, speaker);
    speaker.create(far);
    dialler.create({ ...near, peerPort: server.port });
    await speaker.whenEstablished(() => true);
    await server.close();
    await using again = await tcp.listen({ host: HERE, port: server.port }, speaker);
    expect(again.port).toBe(server.port);
    expect(speaker.peers()).toMatchObject([{ state: 'Established' }]);
  });

  it('says so where the port is taken', async () => {
    const speaker = new Speaker();
    await using server = await tcp.listen({ host: HERE, port: 0 }, speaker);
    await expect(tcp.listen({ host: HERE, port: server.port }, speaker)).rejects.toThrow('EADDRINUSE');
  });
});
