import { KEEPALIVE, MessageType } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { them, us } from '../lib.js';

/** Hold times in seconds; a KEEPALIVE is due after a third of one, and a peer sends one as often. */
const HOLD_TIMES = [3, 9, 90, 180];
const STALLS_MS = [100, 500, 1_000, 3_000, 10_000, 30_000];
/** Where in our keepalive interval the loop stops. */
const PHASES = [0.05, 0.5, 0.95];
const ROUNDS = 6;

async function setUp(holdTimeSeconds: number) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock);
  const speaker = new Speaker({ clock, random: () => 0.999_999, connect: () => ours });
  const stalls: string[] = [];
  const seen = { closed: 0, lastKeepalive: 0 };
  speaker.on('closed', () => seen.closed++);
  speaker.on('error', ({ code }) => stalls.push(code));
  speaker.tap(() => ({
    sent: (octets) => {
      if (octets[18] === MessageType.KEEPALIVE) seen.lastKeepalive = clock.now();
    },
  }));
  speaker.create({ ...us, holdTimeSeconds });
  const peer = new ScriptedPeer(theirs, { ...them, holdTimeSeconds }, clock);
  await peer.establish();
  return { clock, peer, seen, stalls };
}

const cells = HOLD_TIMES.flatMap((hold) =>
  STALLS_MS.flatMap((stallMs) => PHASES.map((phase) => [hold, stallMs, phase] as const)),
);

describe('an event loop that stands still, while the peer has kept alive', () => {
  it.each(cells)('costs no session: hold time %i s, %i ms, at %d of the interval', async (hold, stallMs, phase) => {
    const { clock, peer, seen } = await setUp(hold);
    const intervalMs = (hold * 1000) / 3;
    for (let round = 0; round < ROUNDS; round++) {
      // The peer's KEEPALIVE is in the kernel; timers run before the stream is read.
      clock.runFor(phase * intervalMs);
      peer.send(KEEPALIVE);
      clock.stall(stallMs);
      clock.runFor(10);
      // One that fell due in the stall has gone out by now.
      expect(clock.now() - seen.lastKeepalive).toBeLessThanOrEqual(Math.max(intervalMs, 10));
      clock.runFor((1 - phase) * intervalMs);
      peer.send(KEEPALIVE);
      expect(seen.closed).toBe(0);
    }
  });

  it.each(HOLD_TIMES)('is told of where it may cost the session: hold time %i s', async (hold) => {
    const { clock, peer, stalls } = await setUp(hold);
    const intervalMs = (hold * 1000) / 3;
    peer.send(KEEPALIVE);
    clock.stall(intervalMs - 100);
    clock.runFor(10);
    expect(stalls).toEqual([]);
    peer.send(KEEPALIVE);
    // A timer that is due within an interval is late by another one, whenever the loop stopped.
    clock.stall(2 * intervalMs);
    clock.runFor(10);
    expect(new Set(stalls)).toEqual(new Set(['MESH_LOOP_STALL']));
  });
});
