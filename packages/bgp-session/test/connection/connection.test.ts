import { KEEPALIVE, type MeshError, notification, routeRefresh } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  type CloseReason,
  type DuplexLike,
  formatCloseReason,
  type PeerSettings,
  type SessionHandler,
  Speaker,
} from '../../src/index.js';
import { type MemoryPairOptions, memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, bigChunk, ChunkSource, endOfRib, octets, SinkLog, them, us } from '../lib.js';

interface Setup {
  readonly us?: Partial<PeerSettings>;
  readonly them?: Partial<PeerSettings>;
  readonly pair?: MemoryPairOptions;
  readonly handler?: SessionHandler;
  readonly random?: () => number;
}

function setUp(setup: Setup = {}) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, setup.pair ?? {});
  let dials = 0;
  const speaker = new Speaker({
    clock,
    random: setup.random ?? (() => 0.999_999),
    poison: true,
    connect: () => {
      if (dials++ > 0) throw new Error('connect ECONNREFUSED');
      return ours;
    },
    handlerFor: () => setup.handler ?? {},
  });
  const closed: CloseReason[] = [];
  const errors: MeshError[] = [];
  speaker.on('closed', (reason) => closed.push(reason));
  speaker.on('error', (error) => errors.push(error));
  speaker.create({ ...us, ...setup.us });
  const peer = new ScriptedPeer(theirs, { ...them, ...setup.them }, clock);
  return { clock, speaker, peer, ours, theirs, closed, errors };
}

const state = (speaker: Speaker) => speaker.peer('192.0.2.2')?.state;

describe('the hold timer', () => {
  it.each([3, 9, 90, 180])('of %i s expires when it should, and not before', async (holdTimeSeconds) => {
    const { clock, peer } = setUp({ us: { holdTimeSeconds: 180 }, them: { holdTimeSeconds } });
    await peer.establish();
    const start = clock.now();
    await peer.expect('NOTIFICATION', { ms: 200_000, match: ({ code, subcode }) => code === 4 && subcode === 0 });
    expect(clock.now() - start).toBe(holdTimeSeconds * 1000);
  });

  it('starts again with KEEPALIVE and UPDATE, not with ROUTE-REFRESH or half a message', async () => {
    const { clock, peer, speaker } = setUp({ us: { holdTimeSeconds: 9 } });
    await peer.establish();
    for (const message of [KEEPALIVE, announce('10.0.0.0/8'), KEEPALIVE, endOfRib]) {
      clock.runFor(8_998);
      peer.send(message);
      clock.runFor(1);
      expect(state(speaker)).toBe('Established');
    }
    clock.runFor(8_000);
    peer.send(routeRefresh(0x000101));
    peer.send(octets(KEEPALIVE).subarray(0, 18));
    clock.runFor(1_001);
    expect(state(speaker)).toBe('Idle');
  });

  it('of 0 s never expires, and no KEEPALIVE is sent after the first (RFC 4271 §4.4)', async () => {
    const { clock, peer, speaker } = setUp({ us: { holdTimeSeconds: 0 } });
    await peer.establish();
    clock.runFor(3_600_000);
    expect(state(speaker)).toBe('Established');
    expect(peer.received.map(({ type }) => type)).toEqual(['OPEN', 'KEEPALIVE']);
  });

  it.each([1_000, 3_000, 8_999, 9_500, 30_000])(
    'is not believed after a stall of %i ms, while the peer has kept alive',
    async (stallMs) => {
      const { clock, peer, speaker } = setUp({ us: { holdTimeSeconds: 9 } });
      await peer.establish();
      clock.runFor(5_000);
      for (let i = 0; i < 10; i++) {
        // The KEEPALIVE is in the kernel, the loop stands still, and then timers run before the stream is read.
        peer.send(KEEPALIVE);
        clock.stall(stallMs);
        clock.runFor(3_000);
        expect(state(speaker)).toBe('Established');
      }
    },
  );

  it('expires after a stall all the same where the peer is gone', async () => {
    const { clock, peer, speaker, errors } = setUp({ us: { holdTimeSeconds: 9 } });
    await peer.establish();
    clock.stall(30_000);
    clock.runFor(2_999);
    expect(state(speaker)).toBe('Established');
    clock.runFor(2);
    expect(state(speaker)).toBe('Idle');
    expect(errors.map(({ code }) => code)).toContain('MESH_LOOP_STALL');
  });
});

describe('KEEPALIVE', () => {
  it.each([
    [90, 0, 22_500],
    [90, 0.999_999, 30_000],
    [9, 0.5, 2_625],
    [3, 0, 1_000],
  ])('with hold time %i s and a draw of %d comes every %i ms', async (holdTimeSeconds, draw, interval) => {
    const { clock, peer, theirs } = setUp({ us: { holdTimeSeconds }, random: () => draw });
    void theirs;
    await peer.establish();
    let last = clock.now();
    for (let i = 0; i < 10; i++) {
      peer.send(KEEPALIVE);
      await peer.expect('KEEPALIVE', { ms: 60_000 });
      expect(Math.abs(clock.now() - last - interval)).toBeLessThan(1);
      last = clock.now();
    }
  });

  it('is not sent where an UPDATE was sent within the interval (RFC 4271 §8.2.2)', async () => {
    const source = new ChunkSource(octets(announce('10.0.0.0/8')), 0);
    const { clock, peer } = setUp({ us: { holdTimeSeconds: 90 }, handler: { onEstablished: () => ({ source }) } });
    await peer.establish();
    for (let i = 0; i < 20; i++) {
      clock.runFor(20_000);
      peer.send(KEEPALIVE);
      source.more(1);
    }
    expect(peer.received.filter(({ type }) => type === 'KEEPALIVE')).toHaveLength(1);
    expect(source.taken).toBeGreaterThanOrEqual(19);
  });

  it('is written behind a backlog of updates, once, and the peer that reads stays', async () => {
    const source = new ChunkSource(bigChunk(), Number.POSITIVE_INFINITY);
    const { clock, peer, ours } = setUp({
      pair: { latencyMs: 1 },
      us: { holdTimeSeconds: 9 },
      handler: { onEstablished: () => ({ source }) },
    });
    // Established, and from then on nothing is read: one chunk waits, and one KEEPALIVE beside it.
    peer.send(peer.open);
    peer.send(KEEPALIVE);
    clock.runUntil(() => source.given === 1, 1_000);
    peer.pause();
    for (let i = 0; i < 10; i++) {
      clock.runFor(3_000);
      peer.send(KEEPALIVE);
    }
    clock.runFor(0);
    const held = ours.unaccepted;
    expect(held).toBeLessThanOrEqual(2 * 65_536 + 19);
    const updates = peer.received.length;
    peer.resume();
    await peer.expect('KEEPALIVE', { ms: 10 });
    expect(peer.received.length).toBeGreaterThan(updates);
  });
});

describe('a peer that does not read', () => {
  it('is given up after the send hold time, with memory bounded by a chunk (RFC 9687 §4)', async () => {
    const source = new ChunkSource(bigChunk(), Number.POSITIVE_INFINITY);
    const { clock, peer, ours, speaker, closed } = setUp({
      us: { holdTimeSeconds: 90 },
      handler: { onEstablished: () => ({ source }) },
    });
    peer.send(peer.open);
    peer.send(KEEPALIVE);
    clock.runUntil(() => source.given === 1, 1_000);
    peer.pause();
    const start = clock.now();
    while (state(speaker) === 'Established' && clock.now() < 600_000) {
      peer.send(KEEPALIVE);
      clock.runFor(1_000);
      expect(ours.unaccepted).toBeLessThanOrEqual(65_536 + 19);
    }
    expect(clock.now() - start).toBeGreaterThan(479_000);
    expect(clock.now() - start).toBeLessThan(482_000);
    expect(source.closedWith).toBe(closed[0]);
    expect(formatCloseReason(closed[0]!)).toContain('the peer has taken nothing for 480 seconds');
  });

  it('hears the NOTIFICATION behind the backlog once it reads again within a second', async () => {
    const source = new ChunkSource(bigChunk(), Number.POSITIVE_INFINITY);
    const { clock, peer, speaker } = setUp({ handler: { onEstablished: () => ({ source }) } });
    peer.send(peer.open);
    peer.send(KEEPALIVE);
    clock.runUntil(() => source.given === 1, 1_000);
    peer.pause();
    clock.runFor(10_000);
    speaker.disable(() => true);
    clock.runFor(900);
    peer.resume();
    expect(await peer.expect('NOTIFICATION', { ms: 50 })).toMatchObject({ code: 6, subcode: 2 });
    clock.runFor(1);
    expect(peer.closed).toBe(true);
  });

  it('makes a raw sender hold on at 8 MiB and ends at 32 MiB with Cease / Out of Resources', async () => {
    const { clock, peer, speaker, closed } = setUp();
    await peer.establish();
    peer.pause();
    const session = speaker.peer('192.0.2.2')!.session!;
    const chunk = bigChunk();
    let written = 0;
    while (session.send(chunk)) written += chunk.length;
    expect(written).toBeGreaterThan(7 << 20);
    expect(written).toBeLessThan(9 << 20);
    for (let i = 0; i < 600 && session.up; i++) session.send(chunk);
    clock.runFor(0);
    expect(closed.map(formatCloseReason)).toEqual(['we ended the session: Cease / Out of Resources (6/8)']);
  });
});

describe('what is received', () => {
  it.each([1, 2, 3, 18, 19, 20, 1_000])('is the same in chunks of %i octets', async (chunk) => {
    const sink = new SinkLog();
    const { clock, peer } = setUp({ pair: { chunk }, handler: { onEstablished: () => ({ sink }) } });
    await peer.establish();
    for (let i = 0; i < 20; i++) peer.send(announce(`10.${i}.0.0/16`));
    peer.send(endOfRib);
    clock.runFor(1);
    expect([sink.updates, sink.calls]).toEqual([20, ['up 192.0.2.2', 'endOfRib 257']]);
  });

  it('is worked through in slices, with the stream paused meanwhile', async () => {
    const sink = new SinkLog();
    const { clock, peer, ours } = setUp({ handler: { onEstablished: () => ({ sink }) } });
    await peer.establish();
    const before = sink.updates;
    const one = bigChunk();
    const burst = new Uint8Array(10 * one.length);
    for (let i = 0; i < 10; i++) burst.set(one, i * one.length);
    const perSlice: number[] = [];
    const update = sink.update.bind(sink);
    let turn = 0;
    sink.update = (view) => {
      perSlice[turn] = (perSlice[turn] ?? 0) + 1;
      return update(view);
    };
    const tick = () => {
      turn++;
      if (turn < 30) clock.defer(tick);
    };
    clock.defer(tick);
    peer.send(burst);
    clock.runFor(1);
    expect(ours.unaccepted).toBe(0);
    expect(sink.updates - before).toBe(
      (10 * one.length) / octets(announce(...Array.from({ length: 200 }, (_, i) => `10.${i}.0.0/16`))).length,
    );
    expect(perSlice.filter((count) => count > 0).length).toBeGreaterThanOrEqual(10);
  });

  it('is answered with what the framing deserves, and nothing after it is read', async () => {
    const sink = new SinkLog();
    const { clock, peer } = setUp({ handler: { onEstablished: () => ({ sink }) } });
    await peer.establish();
    const bad = octets(KEEPALIVE);
    bad[3] = 0;
    peer.send(bad);
    peer.send(announce('10.0.0.0/8'));
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 1, subcode: 1 });
    clock.runFor(10);
    expect(sink.updates).toBe(0);
  });

  it('is never answered with a NOTIFICATION where it was one (RFC 4271 §6.4)', async () => {
    const { clock, peer, closed } = setUp();
    await peer.establish();
    peer.send(notification(6, 2));
    peer.send(octets(KEEPALIVE).fill(0));
    clock.runFor(10);
    expect(peer.received.map(({ type }) => type)).toEqual(['OPEN', 'KEEPALIVE']);
    expect(closed.map(({ kind }) => kind)).toEqual(['notification-received']);
  });

  it('ends the session without an answer where it is a NOTIFICATION cut short (RFC 4271 §6.4)', async () => {
    const { clock, peer, closed } = setUp();
    await peer.establish();
    const short = octets(KEEPALIVE);
    short[18] = 3;
    peer.send(short);
    clock.runFor(10);
    expect(peer.received.map(({ type }) => type)).toEqual(['OPEN', 'KEEPALIVE']);
    expect(closed.map(({ kind }) => kind)).toEqual(['notification-received']);
  });

  /** NOTIFICATIONs that cannot be read: header lengths below 21 and beyond the maximum, with and without the octets. */
  const MALFORMED = [0, 18, 19, 20, 4_097, 65_535].flatMap((length) =>
    [19, 21, 40].map((size) => {
      const frame = new Uint8Array(size).fill(0xff, 0, 16);
      frame.set([length >> 8, length & 0xff, 3], 16);
      return [length, size, frame] as const;
    }),
  );

  it.each(MALFORMED)(
    'E-22: is never answered where it is a NOTIFICATION of length %i in %i octets, in any state (RFC 4271 §6.4)',
    async (_length, _size, frame) => {
      for (const reach of ['OpenSent', 'OpenConfirm', 'Established'] as const) {
        const { clock, peer, speaker, closed } = setUp({ us: { extendedMessage: false } });
        if (reach === 'Established') await peer.establish();
        else await peer.expect('OPEN');
        if (reach === 'OpenConfirm') peer.send(peer.open);
        clock.runFor(0);
        expect(state(speaker)).toBe(reach);
        peer.send(frame);
        clock.runFor(10);
        expect(closed.map(({ kind }) => kind)).toEqual(['notification-received']);
        expect(peer.received.map(({ type }) => type)).not.toContain('NOTIFICATION');
        expect(peer.closed).toBe(true);
      }
    },
  );

  it('E-22: is never answered where it is a NOTIFICATION of codes, or with data, that make no sense', async () => {
    const senseless: readonly (readonly [code: number, subcode: number, data?: Uint8Array])[] = [
      [0, 0],
      [2, 255],
      [255, 255, new Uint8Array(64).fill(0xff)],
      // RFC 9003 §2: a text longer than what follows, and one that is no UTF-8. RFC 8538 §3.1: no inner codes.
      [6, 2, new Uint8Array([255, 0x61])],
      [6, 4, new Uint8Array([2, 0xc3, 0x28])],
      [6, 9],
      [6, 9, new Uint8Array([3])],
    ];
    for (const [code, subcode, data] of senseless) {
      const { clock, peer, closed } = setUp();
      await peer.establish();
      peer.send(notification(code, subcode, data));
      clock.runFor(10);
      expect(peer.received.map(({ type }) => type)).toEqual(['OPEN', 'KEEPALIVE']);
      expect(closed.map(({ kind }) => kind)).toEqual(['notification-received']);
      expect(peer.closed).toBe(true);
    }
  });

  it('before Established is refused unread where it is an UPDATE (RFC 6608 §3)', async () => {
    const { peer } = setUp();
    await peer.expect('OPEN');
    peer.send(announce('10.0.0.0/8'));
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 5, subcode: 1, data: new Uint8Array([2]) });
  });

  it('is reported where it is malformed but harmless, ten times a minute', async () => {
    const sink = new SinkLog();
    const { clock, peer, speaker } = setUp({ handler: { onEstablished: () => ({ sink }) } });
    await peer.establish();
    const faults: string[] = [];
    speaker.on('fault', (fault) => faults.push(fault.outcome));
    // ORIGIN is 0, 1 or 2 (RFC 4271 §5.1.1): the route is withdrawn, the session goes on.
    const broken = octets(announce('10.0.0.0/8'));
    broken[19 + 4 + 3] = 9;
    for (let i = 0; i < 30; i++) peer.send(broken);
    clock.runFor(1);
    expect([sink.updates, state(speaker)]).toEqual([30, 'Established']);
    expect(faults).toEqual(Array.from({ length: 10 }, () => 'treat-as-withdraw'));
  });
});

describe('octets without sense', () => {
  /** A small generator of numbers from [0, 1), the same for a seed each time. */
  function generator(seed: number): () => number {
    let state = seed + 1;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }

  it('end the session with one NOTIFICATION or are survived, and nothing throws', async () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = generator(seed);
      const sink = new SinkLog();
      const { clock, peer, speaker, closed, errors } = setUp({ handler: { onEstablished: () => ({ sink }) } });
      if (seed % 4 > 0) await peer.establish();
      for (let i = 0; i < 5; i++) {
        const body = Math.floor(random() * 80);
        const frame = new Uint8Array(19 + body).fill(0xff, 0, 16);
        frame[17] = frame.length;
        frame[18] = 1 + Math.floor(random() * 5);
        for (let at = 19; at < frame.length; at++)
          frame[at] = random() < 0.6 ? Math.floor(random() * 8) : random() * 256;
        peer.send(frame);
      }
      clock.runFor(10);
      expect([seed, errors]).toEqual([seed, []]);
      expect(peer.received.filter(({ type }) => type === 'NOTIFICATION').length).toBeLessThanOrEqual(1);
      expect(closed.length).toBeLessThanOrEqual(1);
      speaker.delete(() => true);
      clock.runFor(1_001);
      expect(clock.pending).toBe(0);
    }
  });
});

describe('DelayOpen', () => {
  it('leaves the first word to the peer, and speaks when it has none', async () => {
    const answered = setUp({ us: { delayOpenSeconds: 5 } });
    answered.clock.runFor(1_000);
    expect(answered.peer.received).toEqual([]);
    await answered.peer.establish();
    expect(answered.clock.now()).toBe(1_000);
    expect(state(answered.speaker)).toBe('Established');

    const silent = setUp({ us: { delayOpenSeconds: 5 } });
    await silent.peer.expect('OPEN');
    expect(silent.clock.now()).toBe(5_000);
  });
});

describe('a session cut at every octet', () => {
  const script = [
    new ScriptedPeer(memoryPair(new VirtualClock())[0], them, new VirtualClock()).open,
    KEEPALIVE,
    announce('10.0.0.0/8', '10.1.0.0/16'),
    endOfRib,
  ].map(octets);
  const whole = new Uint8Array(script.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of script) {
    whole.set(piece, at);
    at += piece.length;
  }

  it.each(['end', 'destroy'] as const)('by %s closes exactly once and holds nothing afterwards', (how) => {
    for (let cut = 0; cut <= whole.length; cut++) {
      const sink = new SinkLog();
      const { clock, speaker, peer, closed } = setUp({
        pair: { latencyMs: 1, chunk: 7 },
        handler: { onEstablished: () => ({ sink }) },
      });
      peer.send(whole.subarray(0, cut));
      clock.runFor(1);
      peer[how]();
      clock.runFor(3);
      expect([cut, closed.length]).toEqual([cut, 1]);
      expect(sink.calls.filter((call) => call.startsWith('down')).length).toBe(
        sink.calls.filter((call) => call.startsWith('up')).length,
      );
      speaker.delete(() => true);
      clock.runFor(1_001);
      expect([cut, clock.pending]).toEqual([cut, 0]);
    }
  });
});

describe('dialling', () => {
  it('is tried again with growing pauses where nobody answers', () => {
    const clock = new VirtualClock();
    const dials: number[] = [];
    const speaker = new Speaker({
      clock,
      random: () => 0.999_999,
      connect: () => {
        dials.push(Math.round(clock.now() / 1000));
        throw new Error('connect ECONNREFUSED');
      },
    });
    speaker.create(us);
    clock.runFor(600_000);
    expect(dials.slice(0, 6)).toEqual([0, 5, 15, 35, 75, 155]);
    expect(formatCloseReason(speaker.peer('192.0.2.2')!.lastReason!)).toBe(
      'the connection failed: connect ECONNREFUSED',
    );
  });

  it('gives up an attempt that hangs, and lets go of a stream that comes too late', async () => {
    const clock = new VirtualClock();
    const late: { resolve: (stream: DuplexLike) => void; signal: AbortSignal }[] = [];
    const speaker = new Speaker({
      clock,
      connect: (_target, signal) => new Promise((resolve) => late.push({ resolve, signal })),
    });
    speaker.create(us);
    await clock.advance(() => late.length === 2, 60_000);
    expect(late.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    const [ours, theirs] = memoryPair(clock);
    const peer = new ScriptedPeer(theirs, them, clock);
    late[0]!.resolve(ours);
    await clock.advance(10);
    expect([peer.closed, peer.received.length]).toEqual([true, 0]);
    speaker.delete(() => true);
    expect(late[1]!.signal.aborted).toBe(true);
    clock.runFor(0);
    expect(clock.pending).toBe(0);
  });

  it('is not repeated where the peer lacks a capability we need (RFC 5492 §3)', async () => {
    const { clock, peer, speaker } = setUp();
    await peer.expect('OPEN');
    peer.send(notification(2, 7));
    clock.runFor(3_600_000);
    expect(speaker.peer('192.0.2.2')).toMatchObject({ state: 'Idle', enabled: true });
    expect(clock.pending).toBe(0);
  });

  it('rests longer after each failure of a session that oscillates', async () => {
    const clock = new VirtualClock();
    const dials: number[] = [];
    const speaker = new Speaker({
      clock,
      random: () => 0.5,
      connect: () => {
        dials.push(clock.now());
        const [ours, theirs] = memoryPair(clock);
        const peer = new ScriptedPeer(theirs, them, clock);
        peer.send(notification(6, 5));
        return ours;
      },
    });
    speaker.create(us);
    clock.runFor(600_000);
    const pauses = dials.slice(1).map((dial, i) => Math.round((dial - dials[i]!) / 1000));
    expect(pauses.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(pauses.at(-1)).toBe(120);
  });
});
