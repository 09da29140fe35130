import { formatNotification, type MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type Clock, type DuplexLike, type PeerSettings, Speaker, systemClock } from '../../src/index.js';
import * as tcp from '../../src/tcp/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { Exchange, them, until, us } from '../lib.js';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as MeshError).code;
  }
  return undefined;
}

const addressOf = (i: number) => `10.${i >> 16}.${(i >> 8) & 0xff}.${i & 0xff}`;

describe('the life of a peer set', () => {
  it('is 10,000 creates and deletes, duplicates and unknown ones, each with its error and nothing left', () => {
    const clock = new VirtualClock();
    const streams = new Set<DuplexLike>();
    let handlers = 0;
    const speaker = new Speaker({
      clock,
      connect: () => {
        const [ours, theirs] = memoryPair(clock);
        streams.add(theirs);
        theirs.attach({ data: () => undefined, drain: () => undefined, closed: () => streams.delete(theirs) });
        return ours;
      },
      handlerFor: () => {
        handlers++;
        return {};
      },
    });
    for (let i = 0; i < 10_000; i++) {
      const settings: PeerSettings = { ...us, peerAddress: addressOf(i), passive: i % 3 === 0 };
      speaker.create(settings);
      expect(codeOf(() => speaker.create(settings))).toBe('MESH_PEER_EXISTS');
      expect(codeOf(() => speaker.create({ ...settings, name: 'other' }))).toBe('MESH_PEER_AMBIGUOUS');
      expect(codeOf(() => speaker.delete(({ name }) => name === 'unknown'))).toBe('MESH_NO_PEER');
      if (i % 2 === 0) speaker.disable(({ name }) => name === addressOf(i));
      expect(speaker.delete(({ name }) => name === addressOf(i))).toBe(1);
      if (i % 100 === 0) clock.runFor(10);
    }
    clock.runFor(1_001);
    expect([speaker.peers(), streams.size, handlers, clock.pending]).toEqual([[], 0, 10_000, 0]);
    speaker.create(us);
    expect(speaker.peers()).toHaveLength(1);
    void speaker.close();
    clock.runFor(1_001);
    expect(clock.pending).toBe(0);
  }, 60_000);

  it('ends in three seconds with 1,000 peers of which ten read nothing: the others are all told (6/2)', async () => {
    const clock = new VirtualClock();
    const ends: DuplexLike[] = [];
    const speaker = new Speaker({
      clock,
      connect: () => {
        const [ours, theirs] = memoryPair(clock, { latencyMs: 5 });
        ends.push(theirs);
        return ours;
      },
    });
    for (let i = 0; i < 1_000; i++) speaker.create({ ...us, peerAddress: addressOf(i) });
    const peers = ends.map((end) => new ScriptedPeer(end, them, clock));
    for (const peer of peers) {
      peer.send(peer.open);
      peer.send({ type: 'KEEPALIVE' });
    }
    clock.runFor(50);
    expect(speaker.peers().every(({ state }) => state === 'Established')).toBe(true);
    const stuck = peers.slice(0, 10);
    for (const peer of stuck) peer.pause();
    const start = clock.now();
    let closed = false;
    void speaker.close().then(() => {
      closed = true;
    });
    await clock.advance(() => closed, 10_000);
    expect(clock.now() - start).toBeLessThanOrEqual(3_000);
    const lastWords = peers.slice(10).map(({ received }) => received.at(-1));
    expect(
      lastWords.filter((last) => last?.type === 'NOTIFICATION' && formatNotification(last).includes('6/2')),
    ).toHaveLength(990);
    clock.runFor(10);
    expect(clock.pending).toBe(0);
  }, 30_000);

  it('is one of many in one process, and begins anew without a rest of what was', async () => {
    const clock = new VirtualClock();
    for (let round = 0; round < 20; round++) {
      const exchange = new Exchange(clock, { latencyMs: 1 });
      const speakers = Array.from({ length: 10 }, (_, i) => exchange.add(`192.0.2.${i + 1}`));
      for (const [i, speaker] of speakers.entries()) {
        for (let j = 0; j < 10; j++) {
          if (i === j) continue;
          const [here, there] = [`192.0.2.${i + 1}`, `192.0.2.${j + 1}`];
          speaker.create({
            peerAddress: there,
            localAddress: here,
            localAs: 65001 + i,
            peerAs: 65001 + j,
            routerId: here,
          });
        }
      }
      const up = () => speakers.every((speaker) => speaker.peers().every(({ state }) => state === 'Established'));
      expect(clock.runUntil(up, 60_000)).toBe(true);
      const closing = Promise.all(speakers.map((speaker) => speaker.close()));
      clock.runFor(1_001);
      await closing;
      expect([round, clock.pending]).toEqual([round, 0]);
    }
  }, 30_000);

  it('leaves no timer, handle or listener over TCP either', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
    const before = sockets();
    const { clock, waiting } = countingClock();
    const listener = new Speaker({ clock });
    const server = await tcp.listen({ host: '127.0.0.1', port: 0 }, listener);
    listener.acceptFrom({ prefix: '127.0.0.0/8', template: { localAs: 65002, routerId: '192.0.2.2' } });
    const template = { peerAddress: '127.0.0.1', localAs: 65001, peerAs: 65002, routerId: '192.0.2.1' };
    for (let round = 0; round < 3; round++) {
      const dialler = new Speaker({ clock, connect: tcp.connect });
      dialler.create({ ...template, name: 'far', peerPort: server.port });
      // One that refuses, so that a back-off runs.
      dialler.create({ ...template, name: 'nobody', peerPort: 1 });
      await dialler.whenEstablished('far');
      await dialler.close();
      expect(dialler.eventNames()).toEqual([]);
    }
    expect(await until(() => listener.peers().length === 0, 1_000)).toBe(true);
    await listener.close();
    await server.close();
    await until(() => sockets().length <= before.length, 1_000);
    expect([sockets(), waiting.size, listener.eventNames()]).toEqual([before, 0, []]);
  }, 30_000);
});

/** The host's clock, which knows how many of its timers wait. */
function countingClock() {
  const host = systemClock();
  const waiting = new Set<object>();
  const clock: Clock = {
    ...host,
    after(ms, fn) {
      const timer = {};
      const cancel = host.after(ms, () => {
        waiting.delete(timer);
        fn();
      });
      waiting.add(timer);
      return () => {
        waiting.delete(timer);
        cancel();
      };
    },
  };
  return { clock, waiting };
}

describe('peers at one address', () => {
  const passive = { localAs: 65001, routerId: '192.0.2.1', passive: true };

  it('get the streams that are meant for them, the most specific first', async () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock });
    speaker.acceptFrom({ prefix: '198.51.100.0/24', template: { localAs: 65009, routerId: '192.0.2.1' } });
    speaker.create({ ...passive, peerAddress: '198.51.100.1', localAddress: '192.0.2.1', name: 'exact' });
    speaker.create({ ...passive, peerAddress: '198.51.100.1', localAddress: '192.0.2.2', name: 'other' });
    speaker.create({ ...passive, peerAddress: '198.51.100.1', name: 'any' });
    const join = async (remoteAddress: string, localAddress: string) => {
      const [ours, theirs] = memoryPair(clock);
      speaker.accept(ours, { remoteAddress, localAddress });
      await new ScriptedPeer(theirs, them, clock).establish();
      return speaker
        .peers()
        .filter(({ state }) => state === 'Established')
        .map(({ name }) => name)
        .at(-1);
    };
    expect(await join('198.51.100.1', '192.0.2.3')).toBe('any');
    expect(await join('198.51.100.1', '192.0.2.1')).toBe('any');
    const up = () =>
      speaker
        .peers()
        .filter(({ state }) => state === 'Established')
        .map(({ name }) => name);
    expect(up()).toEqual(['exact', 'any']);
    await join('198.51.100.1', '192.0.2.2');
    expect(up()).toEqual(['exact', 'other', 'any']);
    await join('198.51.100.2', '192.0.2.1');
    expect(up()).toEqual(['exact', 'other', 'any', '198.51.100.2']);
  });

  it('are refused where nothing tells them apart, and not where one takes no connections', () => {
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock, connect: () => new Promise(() => undefined) });
    speaker.create({ ...us, name: 'one' });
    const before = clock.pending;
    expect(codeOf(() => speaker.create({ ...us, name: 'two', peerAs: 65003 }))).toBe('MESH_PEER_AMBIGUOUS');
    expect([speaker.peers().length, clock.pending]).toEqual([1, before]);
    speaker.create({ ...us, name: 'three', peerAs: 65003, accept: false });
    speaker.create({ ...us, name: 'four', peerPort: 1790 });
    speaker.create({ ...us, name: 'five', localAddress: '192.0.2.99' });
    expect(codeOf(() => speaker.update('three', { accept: true }))).toBe('MESH_PEER_AMBIGUOUS');
    expect(speaker.peers()).toHaveLength(4);
  });
});

describe('a handlerFor that ends what it was asked for', () => {
  it('by closing the speaker: create says so, and no peer is left', () => {
    const clock = new VirtualClock();
    const speaker: Speaker = new Speaker({
      clock,
      handlerFor: () => {
        void speaker.close();
        return {};
      },
    });
    expect(() => speaker.create({ ...us, passive: true })).toThrow('the speaker has been closed');
    expect([speaker.peers(), clock.pending]).toEqual([[], 0]);
  });

  it('by removing the range: the stream is turned away, and no peer is left', () => {
    const clock = new VirtualClock();
    const speaker: Speaker = new Speaker({
      clock,
      handlerFor: () => {
        speaker.removeRange('192.0.2.0/24');
        return {};
      },
    });
    const { localAs, routerId } = us;
    speaker.acceptFrom({ prefix: '192.0.2.0/24', template: { localAs, routerId } });
    const [ours] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
    expect(speaker.accept(ours, ours)).toBe(false);
    clock.runFor(2_000);
    expect([speaker.peers(), clock.pending]).toEqual([[], 0]);
  });
});
