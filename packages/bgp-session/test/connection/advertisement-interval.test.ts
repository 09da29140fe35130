import { describe, expect, it } from 'vitest';
import { Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, ChunkSource, octets, us } from '../lib.js';

describe('MinRouteAdvertisementIntervalTimer (RFC 4271 §9.2.1.1)', () => {
  it.each([
    // RFC 4271 §10: jittered by a factor of 0.75 to 1.
    [30, 0, 22_500],
    [30, 1, 30_000],
    [0, 1, 0],
  ])('of %i s, with jitter %d, has what came meanwhile wait until %i ms later', async (seconds, random, waited) => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const source = new ChunkSource(octets(announce('10.0.0.0/8')), 3);
    const speaker = new Speaker({
      clock,
      random: () => random,
      connect: () => ours,
      handlerFor: () => ({ onEstablished: () => ({ source }) }),
    });
    speaker.create({ ...us, minRouteAdvertisementIntervalSeconds: seconds, holdTimeSeconds: 0 });
    const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2', holdTimeSeconds: 0 }, clock);
    await peer.establish();
    clock.runFor(100);
    expect(source.taken).toBe(3); // what there is goes out in one go
    const told = clock.now();
    source.more(2);
    clock.runUntil(() => source.taken === 5, 60_000);
    expect(clock.now() - told + 100).toBeGreaterThanOrEqual(waited);
    expect(clock.now() - told).toBeLessThanOrEqual(waited);
    void speaker.close();
    clock.runFor(1_000);
    expect(clock.pending).toBe(0);
  });
});
