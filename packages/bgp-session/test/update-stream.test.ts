import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Speaker, type UpdateEvent, UpdateStream } from '../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../src/testing/index.js';
import { announce, endOfRib, nextClose, us } from './lib.js';

async function streaming(highWater: number) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock);
  let updates: UpdateStream | undefined;
  const speaker = new Speaker({
    clock,
    connect: () => ours,
    poison: true,
    handlerFor: () => ({
      onEstablished: (session) => {
        updates = new UpdateStream(session, { highWater });
        return { sink: updates };
      },
    }),
  });
  speaker.create({ ...us, holdTimeSeconds: 9 });
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2', holdTimeSeconds: 9 }, clock);
  await peer.establish();
  return { clock, speaker, peer, theirs, updates: updates! };
}

describe('an UpdateStream', () => {
  it('brings copies of what came, in order, and ends after the session', async () => {
    const { clock, speaker, peer, updates } = await streaming(100);
    peer.send(announce('10.0.0.0/8'));
    peer.send(announce('10.1.0.0/16'));
    peer.send(endOfRib);
    clock.runFor(10);
    void speaker.close();
    clock.runFor(10);
    const events: UpdateEvent[] = [];
    for await (const event of updates) events.push(event);
    expect(events.map(({ type }) => type)).toEqual(['update', 'update', 'end-of-rib', 'down']);
    const prefixes = events.flatMap((event) => (event.type === 'update' ? [...event.view.announced()] : []));
    expect(prefixes.map((one) => 'prefix' in one && one.prefix)).toEqual(['10.0.0.0/8', '10.1.0.0/16']);
  });

  it('pauses the session while its reader is behind: octets stay with the peer, and the hold timer does not expire', async () => {
    const { clock, speaker, peer, theirs, updates } = await streaming(4);
    const one = announce(...Array.from({ length: 200 }, (_, i) => `10.${i}.0.0/16`));
    for (let i = 0; i < 4; i++) peer.send(one);
    clock.runFor(10);
    for (let i = 0; i < 1000; i++) peer.send(one);
    clock.runFor(60_000);
    expect(theirs.unaccepted).toBeGreaterThan(500_000);
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
    expect(speaker.peer('192.0.2.2')?.traffic.sent.keepalives).toBeGreaterThan(10);
    let count = 0;
    while (count < 1004) {
      const reading = updates.next();
      clock.runFor(1);
      if ((await reading).value?.type === 'update') count++;
    }
    expect(theirs.unaccepted).toBe(0);
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
  });

  it('that nobody reads any more holds nobody up', async () => {
    const { clock, peer, theirs, updates } = await streaming(2);
    for (let i = 0; i < 10; i++) peer.send(announce('10.0.0.0/8'));
    clock.runFor(10);
    await updates.return();
    for (let i = 0; i < 10; i++) peer.send(announce('10.0.0.0/8'));
    clock.runFor(10);
    expect(theirs.unaccepted).toBe(0);
    expect(await updates.next()).toEqual({ done: true, value: undefined });
  });

  it('does not keep the end of the session from being seen once it goes on', async () => {
    const { clock, speaker, peer, theirs, updates } = await streaming(1);
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    peer.send(announce('10.1.0.0/16'));
    theirs.end();
    clock.runFor(1_000);
    const events: string[] = [];
    for (;;) {
      const reading = updates.next();
      clock.runFor(1);
      const { done, value } = await reading;
      if (done) break;
      events.push(value.type);
    }
    expect(events).toEqual(['update', 'update', 'down']);
    expect(speaker.peer('192.0.2.2')?.lastReason?.kind).toBe('connection-lost');
  });
});

describe('an UpdateStream by itself', () => {
  const idle = { pause: () => undefined, resume: () => undefined };

  it('lets go of what was read, though its reader never catches up', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const updates = new UpdateStream(idle);
    updates.endOfRib(0);
    const read: WeakRef<object>[] = [];
    for (let family = 1; family <= 1000; family++) {
      updates.endOfRib(family);
      read.push(new WeakRef((await updates.next()).value));
    }
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(read.filter((one) => one.deref() !== undefined).length).toBeLessThan(10);
    expect((await updates.next()).value).toEqual({ type: 'end-of-rib', family: 1000 });
  });

  it('answers readers that wait together in their order, and ends them together', async () => {
    const updates = new UpdateStream(idle);
    const all = [updates.next(), updates.next(), updates.next()];
    updates.endOfRib(1);
    updates.endOfRib(2);
    await updates.return();
    expect((await Promise.all(all)).map(({ value }) => value?.family)).toEqual([1, 2, undefined]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to let %d events wait', (highWater) => {
    expect(() => new UpdateStream(idle, { highWater })).toThrow(
      `the high water of an update stream is a whole number of at least 1, got ${highWater}`,
    );
  });
});

describe('a session that goes on after a pause', () => {
  it.each([
    ['just before the hold timer would have expired', 8_999],
    ['just before another look at it', 11_999],
  ])('%s gives the peer time to bring what it said meanwhile', async (_, ms) => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock, { latencyMs: 50 });
    const speaker = new Speaker({ clock, connect: () => ours });
    speaker.create({ ...us, holdTimeSeconds: 9 });
    const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2', holdTimeSeconds: 9 }, clock);
    await peer.establish();
    const session = speaker.peer('192.0.2.2')!.session!;
    const up = clock.now();
    session.pause();
    clock.runFor(ms - 10);
    peer.send({ type: 'KEEPALIVE' });
    clock.runFor(up + ms - clock.now());
    session.resume();
    clock.runFor(1_000);
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
  });

  it('has its hold timer expire where the peer has gone silent', async () => {
    const { clock, speaker } = await streaming(4);
    const session = speaker.peer('192.0.2.2')!.session!;
    session.pause();
    clock.runFor(60_000);
    session.resume();
    const closed = nextClose(speaker);
    clock.runFor(6_000);
    expect(await closed).toMatchObject({ kind: 'notification-sent', notification: { code: 4 } });
  });
});
