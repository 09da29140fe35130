import { describe, expect, it } from 'vitest';
import { Mailbox } from '../../src/connection/mailbox.js';
import { Receiver } from '../../src/connection/receiver.js';
import { Taps } from '../../src/connection/taps.js';
import { startCounting } from '../../src/connection/traffic.js';
import type { Clock, DuplexLike } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { announce, octets } from '../lib.js';

const SLICE = 16_384;
const ONE = octets(announce('10.0.0.0/8'));

const NO_TAPS = new Taps(
  {
    peer: '192.0.2.2',
    initiator: 'local',
    localAddress: undefined,
    localPort: undefined,
    remoteAddress: undefined,
    remotePort: undefined,
  },
  (call) => call(),
  [],
);

/** Messages one after another, `slices` times 16 KiB of them or a little more. */
function burst(slices: number): { readonly bytes: Uint8Array; readonly messages: number } {
  const messages = Math.ceil((slices * SLICE) / ONE.length);
  const bytes = new Uint8Array(messages * ONE.length);
  for (let i = 0; i < messages; i++) bytes.set(ONE, i * ONE.length);
  return { bytes, messages };
}

/** A receiver on a stream that gives the next piece, as a kernel does, whenever it is not paused. */
function setUp(pieces: readonly Uint8Array[]) {
  const time = new VirtualClock();
  const log: string[] = [];
  const seen = { turns: 0, messages: 0, mostHeld: 0, given: 0 };
  const clock: Clock = {
    now: () => time.now(),
    after: (ms, fn) => time.after(ms, fn),
    defer: (fn) => {
      time.defer(() => {
        seen.turns++;
        fn();
      });
    },
  };
  const waiting = [...pieces];
  let isPaused = false;
  let isArmed = false;
  const arm = () => {
    if (isPaused || isArmed || waiting.length === 0) return;
    isArmed = true;
    time.defer(() => {
      isArmed = false;
      if (isPaused) return;
      const piece = waiting.shift()!;
      seen.given += piece.length;
      receiver.data(piece);
      seen.mostHeld = Math.max(seen.mostHeld, seen.given - seen.messages * ONE.length);
      arm();
    });
  };
  const stream: Pick<DuplexLike, 'pause' | 'resume'> = {
    pause: () => {
      log.push('pause');
      isPaused = true;
    },
    resume: () => {
      log.push(`resume after ${seen.messages}`);
      isPaused = false;
      arm();
    },
  };
  const receiver = new Receiver(
    {
      stream: stream as DuplexLike,
      clock,
      mailbox: new Mailbox(),
      count: startCounting(),
      taps: NO_TAPS,
      poison: true,
    },
    { frame: () => seen.messages++, broken: (fault) => expect.fail(fault.reason) },
  );
  arm();
  return { time, receiver, log, seen, waiting };
}

describe('E-21: a receive queue that is full', () => {
  it('pauses reading once, costs one turn a slice, and resumes reading once, when it has run empty', () => {
    const { bytes, messages } = burst(10);
    const { time, receiver, log, seen } = setUp([bytes]);
    time.runFor(0);
    expect(log).toEqual(['pause', `resume after ${messages}`]);
    expect(seen.turns).toBe(Math.ceil(bytes.length / SLICE) - 1);
    expect([receiver.behind, time.pending]).toEqual([false, 0]);
  });

  it('takes no more of a peer that never stops than the one piece it has paused at', () => {
    const { bytes, messages } = burst(3);
    const { time, log, seen } = setUp(Array.from({ length: 50 }, () => bytes));
    time.runFor(0);
    expect(seen.messages).toBe(50 * messages);
    expect(seen.mostHeld).toBeLessThanOrEqual(bytes.length);
    expect(log.filter((what) => what === 'pause')).toHaveLength(50);
    expect(log.filter((what) => what.startsWith('resume'))).toHaveLength(50);
    expect(seen.turns).toBe(50 * (Math.ceil(bytes.length / SLICE) - 1));
  });

  it('pauses nothing for less than a slice', () => {
    const pieces = Array.from({ length: 9 }, () => burst(0.1).bytes);
    const { time, log, seen } = setUp(pieces);
    time.runFor(0);
    expect([log, seen.turns, seen.messages]).toEqual([[], 0, 9 * burst(0.1).messages]);
  });

  it('gives others a turn after a slice, in however many pieces they came', () => {
    const { time, receiver, log, seen } = setUp(Array.from({ length: 50 }, () => burst(0.5).bytes));
    time.runFor(0);
    expect([seen.turns, seen.messages]).toEqual([25, 50 * burst(0.5).messages]);
    expect(log.filter((what) => what === 'pause')).toHaveLength(25);
    expect(log.filter((what) => what.startsWith('resume'))).toHaveLength(25);
    expect([receiver.behind, time.pending]).toEqual([false, 0]);
  });

  it('that its reader holds is left alone: no turn is taken and nothing read until it is released', () => {
    const { bytes, messages } = burst(4);
    const { time, receiver, log, seen } = setUp([bytes, bytes]);
    time.runUntil(() => seen.turns === 1, 0);
    receiver.hold();
    time.runFor(3_600_000);
    // The turn that was asked for before comes, and does nothing.
    const { messages: before, turns } = seen;
    expect([before < messages, turns <= 2, time.pending]).toEqual([true, true, 0]);
    receiver.release();
    time.runFor(0);
    expect([seen.messages, seen.turns - turns]).toEqual([
      2 * messages,
      Math.ceil(bytes.length / SLICE) * 2 - turns - 1,
    ]);
    expect(log.filter((what) => what.startsWith('resume'))).toEqual([
      `resume after ${messages}`,
      `resume after ${2 * messages}`,
    ]);
  });

  it('is dropped with what waits in it once the session is over, and no turn is taken any more', () => {
    const { time, receiver, log, seen } = setUp([burst(10).bytes]);
    time.runUntil(() => seen.turns === 2, 0);
    receiver.stop();
    const { messages } = seen;
    time.runFor(1_000);
    expect([seen.messages, seen.turns, time.pending]).toEqual([messages, 3, 0]);
    expect(log).toEqual(['pause']);
  });
});
