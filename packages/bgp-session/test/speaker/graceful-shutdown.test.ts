import type { MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Speaker, type UpdateSource } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { us } from '../lib.js';

async function established() {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock);
  const calls: number[] = [];
  const source: UpdateSource = {
    next: () => undefined,
    accepted: () => undefined,
    onReady: () => undefined,
    gracefulShutdown: () => calls.push(clock.now()),
    close: () => undefined,
  };
  const speaker = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ source }) }),
  });
  speaker.create({ ...us, holdTimeSeconds: 0 });
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2', holdTimeSeconds: 0 }, clock);
  await peer.establish();
  clock.runFor(1);
  return { clock, speaker, peer, calls };
}

describe('gracefulShutdown (RFC 8326)', () => {
  it('has routes marked at once, and stops the peer with 6/2 after the time to find other ways', async () => {
    const { clock, speaker, peer, calls } = await established();
    const start = clock.now();
    let done = false;
    const shutdown = speaker
      .gracefulShutdown(() => true, { waitMs: 60_000, text: 'maintenance' })
      .then(() => {
        done = true;
      });
    expect(calls).toEqual([start]);
    await clock.advance(59_999);
    expect([done, speaker.peer('192.0.2.2')?.state]).toEqual([false, 'Established']);
    await clock.advance(1);
    await shutdown;
    const notification = await peer.expect('NOTIFICATION', { ms: 10 });
    expect(notification).toMatchObject({ code: 6, subcode: 2 });
    // RFC 9003 §2: one octet of length, then the text.
    expect(new TextDecoder().decode(notification.data)).toBe('\u000bmaintenance');
    expect(speaker.peer('192.0.2.2')).toMatchObject({ enabled: false, state: 'Idle' });
  });

  it('that is called off leaves the peer up', async () => {
    const { clock, speaker, calls } = await established();
    const controller = new AbortController();
    const shutdown = speaker.gracefulShutdown(() => true, { signal: controller.signal });
    controller.abort(new Error('not today'));
    await expect(shutdown).rejects.toThrow('not today');
    clock.runFor(300_000);
    expect([calls.length, speaker.peer('192.0.2.2')?.state, clock.pending]).toEqual([1, 'Established', 0]);
  });

  it('of nobody is an error', async () => {
    const { speaker } = await established();
    const error = await speaker.gracefulShutdown(() => false).catch((thrown: MeshError) => thrown);
    expect((error as MeshError).code).toBe('MESH_NO_PEER');
  });

  /** A passive peer that comes and goes, and what its sources are asked for, with `next` once they are pulled from. */
  function passive() {
    const clock = new VirtualClock();
    const calls: string[] = [];
    const speaker = new Speaker({
      clock,
      handlerFor: () => ({
        onEstablished: () => ({
          source: {
            next: () => void calls.push('next'),
            accepted: () => undefined,
            onReady: () => undefined,
            gracefulShutdown: () => calls.push('leave'),
            close: () => undefined,
          },
        }),
      }),
    });
    speaker.create({ ...us, passive: true, holdTimeSeconds: 0 });
    const connect = async () => {
      const [ours, theirs] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
      speaker.accept(ours, ours);
      const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2', holdTimeSeconds: 0 }, clock);
      await peer.establish();
      return peer;
    };
    /** What a session that begins now asks of its source. */
    const told = async () => {
      calls.length = 0;
      const peer = await connect();
      peer.destroy();
      clock.runFor(1_000);
      return [...calls];
    };
    return { clock, speaker, connect, told };
  }

  it('has a session that comes up meanwhile begin with routes that are marked', async () => {
    const { clock, speaker, told, connect } = passive();
    const shutdown = speaker.gracefulShutdown(() => true, { waitMs: 60_000 });
    expect(await told()).toEqual(['leave', 'next']);
    const peer = await connect();
    await clock.advance(60_000);
    await shutdown;
    expect(await peer.expect('NOTIFICATION', { ms: 10 })).toMatchObject({ code: 6, subcode: 2 });
    speaker.enable(() => true);
    expect(await told()).toEqual(['next']);
  });

  it('that is called off has the sessions that come begin as ever', async () => {
    const { speaker, told } = passive();
    const controller = new AbortController();
    const shutdown = speaker.gracefulShutdown(() => true, { signal: controller.signal });
    controller.abort(new Error('not today'));
    await expect(shutdown).rejects.toThrow('not today');
    expect(await told()).toEqual(['next']);
  });

  it('that was called off before it began does nothing', async () => {
    const { clock, speaker, calls } = await established();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(speaker.gracefulShutdown(() => true, { signal })).rejects.toThrow('too late');
    expect([calls, clock.pending]).toEqual([[], 0]);
  });

  it('ends with the speaker, and leaves no timer behind', async () => {
    const { clock, speaker } = await established();
    const shutdown = speaker.gracefulShutdown(() => true).catch((thrown: MeshError) => thrown.code);
    const closing = speaker.close();
    clock.runFor(1_000);
    await closing;
    expect([await shutdown, clock.pending]).toEqual(['MESH_SPEAKER_CLOSED', 0]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses to wait %d ms, before anybody is told',
    async (waitMs) => {
      const { speaker, calls } = await established();
      await expect(speaker.gracefulShutdown(() => true, { waitMs })).rejects.toThrow(RangeError);
      expect(calls).toEqual([]);
    },
  );
});
