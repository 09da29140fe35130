import { Family, RefreshSubtype, routeRefresh } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Speaker } from '../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../src/testing/index.js';
import { announce, ChunkSource, octets, SinkLog, them, us } from './lib.js';

const V4 = Family.IPV4_UNICAST;

/** A source that sends one UPDATE for every refresh. */
class RefreshSource extends ChunkSource {
  refreshes = 0;
  #done: (() => void) | undefined;

  constructor() {
    super(octets(announce('10.0.0.0/8')), 0);
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
    if (chunk !== undefined) done?.();
    return chunk;
  }
}

async function setUp(them2: Parameters<typeof Object.assign>[0] = {}) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
  const [sink, source] = [new SinkLog(), new RefreshSource()];
  const speaker = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink, source }) }),
  });
  speaker.create({ ...us, holdTimeSeconds: 0 });
  const peer = new ScriptedPeer(theirs, { ...them, ...them2 }, clock);
  await peer.establish();
  clock.runFor(1);
  sink.calls.length = 0;
  return { clock, sink, source, peer };
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

describe('marks of the peer', () => {
  it('reach the sink, an end only after a begin', async () => {
    const { clock, peer, sink } = await setUp();
    for (const subtype of [RefreshSubtype.END, RefreshSubtype.BEGIN, RefreshSubtype.END, 77]) {
      peer.send(routeRefresh(V4, subtype));
    }
    clock.runFor(10);
    expect(sink.calls).toEqual([`refresh ${V4} begin`, `refresh ${V4} end`]);
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
