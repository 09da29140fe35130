import { describe, expect, it } from 'vitest';
import type { Speaker } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { Exchange } from '../lib.js';

const COUNT = 100;
const NEIGHBOURS = [1, 7];

const address = (i: number) => `10.0.0.${1 + (i % COUNT)}`;
const asn = (i: number) => 64_512 + (i % COUNT);

describe('a hundred speakers, each with four peers', () => {
  it('live an hour of protocol time in one thread, the same way each time', () => {
    const run = () => {
      const clock = new VirtualClock();
      const exchange = new Exchange(clock, { latencyMs: 5 });
      let seed = 42;
      const random = () => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
        return seed / 0x80000000;
      };
      const speakers: Speaker[] = Array.from({ length: COUNT }, (_, i) => exchange.add(address(i), { random }));
      for (const [i, speaker] of speakers.entries()) {
        for (const step of NEIGHBOURS.flatMap((n) => [n, COUNT - n])) {
          const peer = i + step;
          speaker.create({
            peerAddress: address(peer),
            localAddress: address(i),
            localAs: asn(i),
            peerAs: asn(peer),
            routerId: address(i),
          });
        }
      }
      const up = () => speakers.every((speaker) => speaker.peers().every(({ state }) => state === 'Established'));
      expect(clock.runUntil(up, 60_000)).toBe(true);
      const converged = clock.now();
      clock.runFor(3_600_000);
      expect(up()).toBe(true);
      expect(speakers.flatMap((speaker) => speaker.peers()).every(({ sessions }) => sessions === 1)).toBe(true);
      const sent = speakers
        .flatMap((speaker) => speaker.peers())
        .reduce((sum, { traffic }) => sum + traffic.sent.messages, 0);
      for (const speaker of speakers) void speaker.close();
      clock.runFor(1_001);
      expect(clock.pending).toBe(0);
      return [converged, sent];
    };
    const first = run();
    expect(first[1]).toBeGreaterThan(400 * 120);
    expect(run()).toEqual(first);
  }, 30_000);
});
