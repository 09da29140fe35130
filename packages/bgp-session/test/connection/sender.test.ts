import { describe, expect, it } from 'vitest';
import { Sender } from '../../src/connection/sender.js';
import { Taps } from '../../src/connection/taps.js';
import { startCounting } from '../../src/connection/traffic.js';
import type { DuplexLike } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { announce, ChunkSource, octets } from '../lib.js';

const CHUNKS = 10;

/** A sender on a stream that takes all it is given, and says so inside `write` or right after it. */
function setUp(accept: (accepted: () => void) => void) {
  const clock = new VirtualClock();
  const stream: Pick<DuplexLike, 'write' | 'unaccepted'> = {
    unaccepted: 0,
    write: (_bytes, accepted) => {
      accept(accepted);
      return true;
    },
  };
  const taps = new Taps(
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
  const sender = new Sender(
    stream as DuplexLike,
    { clock, count: startCounting(), taps, restMs: () => 0 },
    { wrote: () => undefined, accepted: () => undefined, guard: (call) => void call() },
  );
  return { clock, sender };
}

describe('a stream that takes chunks as fast as they come', () => {
  it.each([
    ['inside the write', (accepted: () => void) => accepted()],
    ['before the next turn', (accepted: () => void) => queueMicrotask(accepted)],
  ])('gets one a turn, where it says so %s', async (_when, accept) => {
    const { clock, sender } = setUp(accept);
    const source = new ChunkSource(octets(announce('10.0.0.0/8')), CHUNKS);
    const seen: number[] = [];
    const look = () => {
      seen.push(source.given);
      if (seen.length < CHUNKS - 1) clock.defer(look);
    };
    sender.attach(source, false);
    await Promise.resolve();
    clock.defer(look);
    await clock.advance(() => seen.length === CHUNKS - 1);
    // Whoever has a turn finds no more than one chunk gone since the last one.
    expect(seen.every((given, turn) => given <= turn + 2)).toBe(true);
    await clock.advance(1);
    expect([source.given, source.taken]).toEqual([CHUNKS, CHUNKS]);
  });

  it('asks a source that was closed for nothing more', () => {
    const { clock, sender } = setUp((accepted) => accepted());
    const source = new ChunkSource(octets(announce('10.0.0.0/8')), CHUNKS);
    sender.attach(source, false);
    sender.close({ kind: 'stopped' });
    clock.runFor(1_000);
    expect([source.given, clock.pending]).toEqual([1, 0]);
  });
});
