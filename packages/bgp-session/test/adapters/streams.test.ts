import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { KEEPALIVE } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type AnyDuplex, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, nodePair, octets, SinkLog, them, us, webPair } from '../lib.js';

/** What a peer of AS 65002 at 192.0.2.2 says first: version 4, hold time 90 s, no parameters (RFC 4271 §4.2). */
const OPEN = `${'ff'.repeat(16)}001d0104fdea005ac000020200`;

/** A program that is a BGP peer on its standard input and output, as raw as it gets. */
const CHILD = `
process.stdout.write(Buffer.from(process.argv[1], 'hex'));
process.stdin.once('data', () => process.stdout.write(Buffer.from(process.argv[2], 'hex')));
process.stdin.on('end', () => process.exit(0));
`;

describe('a session between two speakers', () => {
  it.each<[string, () => readonly [AnyDuplex, AnyDuplex]]>([
    ['a node:stream pair', nodePair],
    ['Web Streams', webPair],
  ])('is Established over %s, carries routes, and ends in good order', async (_, makePair) => {
    const [ours, theirs] = makePair();
    const sink = new SinkLog();
    await using near = new Speaker({ connect: () => ours, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
    await using far = new Speaker();
    far.create({ ...them, passive: true });
    near.create(us);
    far.accept(theirs, { remoteAddress: '192.0.2.1' });
    const [session] = await Promise.all([far.whenEstablished(() => true), near.whenEstablished(() => true)]);
    const lost = new Promise((resolve) => far.once('closed', resolve));
    for (let i = 0; i < 100; i++) session.send(announce(`10.${i}.0.0/16`));
    session.teardown(4, 'done');
    await lost;
    await new Promise<void>((resolve) => {
      if (near.peer('192.0.2.2')?.lastReason !== undefined) resolve();
      else near.once('closed', () => resolve());
    });
    expect(sink.updates).toBe(100);
    expect(near.peer('192.0.2.2')?.lastReason).toMatchObject({ kind: 'notification-received' });
  });
});

describe('a session with a scripted peer', () => {
  it.each<[string, () => readonly [AnyDuplex, AnyDuplex]]>([
    ['a node:stream pair', nodePair],
    ['Web Streams', webPair],
  ])('over %s waits where virtual time drives', async (_, makePair) => {
    const [ours, theirs] = makePair();
    await using speaker = new Speaker({ connect: () => ours });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them);
    expect(await peer.establish()).toMatchObject({ holdTime: 90 });
    peer.send(KEEPALIVE);
    await speaker.whenEstablished(() => true);
    speaker.disable(() => true);
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 2 });
    await expect(peer.expect('UPDATE')).rejects.toThrow('no UPDATE came before the stream ended');
  });

  it('over memory needs no host at all', () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({ clock, connect: () => ours });
    speaker.create(us);
    void new ScriptedPeer(theirs, them, clock).establish();
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
  });
});

describe('a session over the standard streams of a child process', () => {
  it('is Established, and the child ends with it', async () => {
    const child = spawn(process.execPath, ['-e', CHILD, OPEN, Buffer.from(octets(KEEPALIVE)).toString('hex')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await using speaker = new Speaker({
      connect: () => Duplex.from({ readable: child.stdout, writable: child.stdin }),
    });
    speaker.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' });
    const session = await speaker.whenEstablished('AS65002');
    expect(session).toMatchObject({ peerAs: 65002, holdTime: 90, families: [0x000101] });
    expect(session.rx.asn4).toBe(false);
    await speaker.close();
    expect(await exited).toEqual([0, null]);
  });
});
