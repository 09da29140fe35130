import { Family, RefreshSubtype, routeRefresh } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, ChunkSource, endOfRib, octets, SinkLog, them, us } from '../lib.js';
import { restartable } from './restart-lib.js';

const V4 = Family.IPV4_UNICAST;

/** A source that sends one UPDATE for every refresh. */
class RefreshSource extends ChunkSource {
  refreshes = 0;
  #done: (() => void) | undefined;

  constructor(first = 0) {
    super(octets(announce('10.0.0.0/8')), first);
  }

  refresh(_family: number, done: () => void): void {
    this.refreshes++;
    this.#done = done;
    this.more(1);
  }

  override next(): Uint8Array | undefined {
    const chunk = super.next();
    const done = this.#done;
    this.#done = undefined;
    done?.();
    return chunk;
  }
}

async function setUp(them2: Partial<PeerSettings> = {}, us2: Partial<PeerSettings> = {}, first = 0) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
  const [sink, source] = [new SinkLog(), new RefreshSource(first)];
  const speaker = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink, source }) }),
  });
  speaker.create({ ...us, holdTimeSeconds: 0, ...us2 });
  const peer = new ScriptedPeer(theirs, { ...them, ...them2 }, clock);
  await peer.establish();
  clock.runFor(1);
  sink.calls.length = 0;
  return { clock, sink, source, peer, session: speaker.peer('192.0.2.2')!.session! };
}

const kinds = (peer: ScriptedPeer) =>
  peer.received
    .slice(2)
    .map((message) => (message.type === 'ROUTE-REFRESH' ? `mark ${message.subtype}` : message.type));

describe('a request to send again', () => {
  it('is answered between marks where both sides know them (RFC 7313 §4)', async () => {
    const { clock, peer } = await setUp();
    peer.send(routeRefresh(V4));
    clock.runFor(10);
    expect(kinds(peer)).toEqual(['mark 1', 'UPDATE', 'mark 2']);
  });

  it('is answered without marks where the peer does not know them (RFC 2918 §4)', async () => {
    const { clock, peer } = await setUp({ enhancedRouteRefresh: false });
    peer.send(routeRefresh(V4));
    clock.runFor(10);
    expect(kinds(peer)).toEqual(['UPDATE']);
  });

  it('for a family that is no part of the session is ignored', async () => {
    const { clock, peer, source } = await setUp();
    peer.send(routeRefresh(Family.IPV6_UNICAST));
    clock.runFor(10);
    expect([source.refreshes, kinds(peer)]).toEqual([0, []]);
  });
});

describe('requests in a row', () => {
  it('have one more round at most, five seconds after the last', async () => {
    const { clock, peer, source } = await setUp();
    for (let i = 0; i < 100; i++) peer.send(routeRefresh(V4));
    clock.runFor(4_900);
    expect([source.refreshes, kinds(peer)]).toEqual([1, ['mark 1', 'UPDATE', 'mark 2']]);
    clock.runFor(200);
    expect(source.refreshes).toBe(2);
    clock.runFor(20_000);
    expect([source.refreshes, kinds(peer).length]).toEqual([2, 6]);
  });

  it('each have their round where they are not too close', async () => {
    const { clock, peer, source } = await setUp();
    for (const round of [1, 2, 3]) {
      peer.send(routeRefresh(V4));
      clock.runFor(6_000);
      expect(source.refreshes).toBe(round);
    }
  });

  it('leave no timer behind', async () => {
    const { clock, peer } = await setUp();
    peer.send(routeRefresh(V4));
    peer.send(routeRefresh(V4));
    clock.runFor(10);
    peer.destroy();
    clock.runFor(10);
    expect(kinds(peer)).toHaveLength(3);
    clock.runFor(10_000);
    expect(kinds(peer)).toHaveLength(3);
  });
});

describe('a request while we rest (MinRouteAdvertisementIntervalTimer)', () => {
  it('has its round afterwards, whole: what is between the marks does not wait (RFC 7313 §4)', async () => {
    const settings = { minRouteAdvertisementIntervalSeconds: 600 };
    const { clock, peer, source } = await setUp({}, settings, 1);
    peer.send(routeRefresh(V4));
    clock.runFor(10_000);
    peer.send(routeRefresh(V4));
    clock.runFor(400_000);
    expect(kinds(peer)).toEqual(['UPDATE']);
    clock.runFor(200_000);
    expect(kinds(peer)).toEqual(['UPDATE', 'mark 1', 'UPDATE', 'mark 2']);
    clock.runFor(2_000_000);
    expect(source.refreshes).toBe(1);
  });
});

describe('a request before all was sent once', () => {
  it('waits for it: no mark comes before our End-of-RIB (RFC 7313 §4)', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock, { latencyMs: 1, highWaterMark: 64 });
    const source = new RefreshSource(50);
    const speaker = new Speaker({
      clock,
      connect: () => ours,
      handlerFor: () => ({ onEstablished: () => ({ source }) }),
    });
    speaker.create({ ...us, holdTimeSeconds: 0 });
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.establish();
    expect(source.given).toBeLessThan(50);
    peer.send(routeRefresh(V4));
    clock.runFor(1_000);
    expect(kinds(peer)).toEqual([...new Array(50).fill('UPDATE'), 'mark 1', 'UPDATE', 'mark 2']);
  });
});

describe('a ROUTE-REFRESH', () => {
  const mark = (subtype: number) => new Uint8Array([...new Array(16).fill(255), 0, 24, 5, 0, 1, subtype, 1, 0xee]);

  it.each([1, 2])('of subtype %i that is too long ends the session with itself (RFC 7313 §5)', async (subtype) => {
    const { peer } = await setUp();
    peer.send(mark(subtype));
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 7, subcode: 1, data: mark(subtype) });
  });

  it.each([3, 77, 254, 255])('of subtype %i is ignored (RFC 7313 §5)', async (subtype) => {
    const { clock, peer, source, sink } = await setUp();
    peer.send(routeRefresh(V4, subtype));
    clock.runFor(10);
    expect([source.refreshes, kinds(peer), sink.calls]).toEqual([0, [], []]);
  });

  it.each([
    ['we', {}, { enhancedRouteRefresh: false }],
    ['they', { enhancedRouteRefresh: false }, {}],
  ])('of any subtype is a request where %s do not know the marks (RFC 2918 §3)', async (_, theirs, ours) => {
    const { clock, peer, source, sink } = await setUp(theirs, ours);
    peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
    clock.runFor(10);
    expect([source.refreshes, kinds(peer), sink.calls]).toEqual([1, ['UPDATE'], []]);
  });
});

describe('marks of the peer', () => {
  it('reach the sink, an end only after a begin', async () => {
    const { clock, peer, sink } = await setUp();
    for (const subtype of [RefreshSubtype.END, RefreshSubtype.BEGIN, RefreshSubtype.END, 77]) {
      peer.send(routeRefresh(V4, subtype));
    }
    clock.runFor(10);
    expect(sink.calls).toEqual([`refresh ${V4} begin`, `refresh ${V4} end`]);
  });

  it('may begin anew on the way, and end once', async () => {
    const { clock, peer, sink } = await setUp();
    for (const subtype of [RefreshSubtype.BEGIN, RefreshSubtype.BEGIN, RefreshSubtype.END, RefreshSubtype.END]) {
      peer.send(routeRefresh(V4, subtype));
    }
    clock.runFor(400_000);
    expect(sink.calls).toEqual([`refresh ${V4} begin`, `refresh ${V4} begin`, `refresh ${V4} end`]);
  });

  it.each([
    ['whose routes we would keep', [restartable([V4])], { gracefulRestart: {} }],
    ['that is a mere helper', [restartable([])], { gracefulRestart: {} }],
    ['while we take no part ourselves', [restartable([V4])], {}],
  ])(
    'count for nothing before End-of-RIB of a peer that restarts gracefully, %s (RFC 7313 §4)',
    async (_, theirs, ours) => {
      const { clock, peer, sink } = await setUp({ capabilities: theirs }, ours);
      peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
      peer.send(routeRefresh(V4, RefreshSubtype.END));
      clock.runFor(10);
      expect(sink.calls).toEqual([]);
      peer.send(endOfRib);
      peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
      peer.send(routeRefresh(V4, RefreshSubtype.END));
      clock.runFor(10);
      expect(sink.calls).toEqual([`endOfRib ${V4}`, `refresh ${V4} begin`, `refresh ${V4} end`]);
    },
  );

  it('are over with the session', async () => {
    const { clock, peer, sink } = await setUp();
    peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
    clock.runFor(10);
    peer.destroy();
    clock.runFor(400_000);
    expect(sink.calls).toEqual([`refresh ${V4} begin`, 'down connection-lost false']);
  });

  it('do not end by themselves while nobody reads what the peer sends', async () => {
    const { clock, peer, sink, session } = await setUp();
    peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
    clock.runFor(10);
    session.pause();
    peer.send(routeRefresh(V4, RefreshSubtype.END));
    clock.runFor(1_000_000);
    expect(sink.calls).toEqual([`refresh ${V4} begin`]);
    session.resume();
    clock.runFor(10);
    expect(sink.calls).toEqual([`refresh ${V4} begin`, `refresh ${V4} end`]);
    expect(clock.pending).toBe(0);
  });

  it('end by themselves where the peer forgets to', async () => {
    const { clock, peer, sink } = await setUp();
    peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
    clock.runFor(359_000);
    expect(sink.calls).toEqual([`refresh ${V4} begin`]);
    clock.runFor(2_000);
    expect(sink.calls).toEqual([`refresh ${V4} begin`, `refresh ${V4} end`]);
  });
});
