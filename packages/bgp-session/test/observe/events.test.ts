import type { MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type EventStream, Speaker, type SpeakerEvent } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { us } from '../lib.js';

async function established(events?: (speaker: Speaker) => EventStream<SpeakerEvent>) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock);
  const speaker = new Speaker({ clock, connect: () => ours });
  const stream = events?.(speaker);
  speaker.create(us);
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  await peer.establish();
  return { clock, speaker, peer, stream };
}

async function readAll<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

const told = (events: readonly ({ type: string } & object)[]) =>
  events.map((event) => ('peer' in event ? `${event.type} ${(event.peer as { state: string }).state}` : event.type));

describe('events', () => {
  it('come in order and are numbered, until the speaker has closed', async () => {
    const { clock, speaker, stream } = await established((one) => one.events());
    void speaker.close();
    clock.runFor(10);
    const all = await readAll(stream!);
    expect(told(all)).toEqual([
      'created Idle',
      'state Connect',
      'state OpenSent',
      'state OpenConfirm',
      'established Established',
      'state Established',
      'closed Idle',
      'state Idle',
    ]);
    expect(all.map((event) => 'cursor' in event && event.cursor)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await readAll(speaker.events())).toEqual([]);
  });

  it('with a snapshot of the same turn miss nothing and repeat nothing', async () => {
    const { clock, speaker } = await established();
    const { cursor, peers } = speaker.snapshot();
    const stream = speaker.events();
    expect(peers.map(({ name, state }) => [name, state])).toEqual([['192.0.2.2', 'Established']]);
    void speaker.close();
    clock.runFor(10);
    const all = await readAll(stream);
    expect('cursor' in all[0]! && all[0].cursor).toBe(cursor + 1);
    expect(told(all)).toEqual(['closed Idle', 'state Idle']);
  });

  it('of which a slow reader loses the oldest say how many are gone', async () => {
    const { clock, speaker, stream } = await established((one) => one.events({ capacity: 2 }));
    void speaker.close();
    clock.runFor(10);
    const all = await readAll(stream!);
    expect(all[0]).toEqual({ type: 'missed', count: 6 });
    expect(told(all.slice(1))).toEqual(['closed Idle', 'state Idle']);
  });

  it('that overflow fail where that was asked for', async () => {
    const { stream } = await established((one) => one.events({ capacity: 2, overflow: 'fail' }));
    const error = await readAll(stream!).catch((thrown: MeshError) => thrown);
    expect((error as MeshError).code).toBe('MESH_EVENTS_OVERFLOW');
  });

  it('that have overflowed are over once their reader has left', async () => {
    const { stream } = await established((one) => one.events({ capacity: 2, overflow: 'fail' }));
    await stream!.return();
    expect(await stream!.next()).toEqual({ done: true, value: undefined });
  });

  it('refuse an overflow that is none', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    expect(() => speaker.events({ overflow: 'block' as 'fail' })).toThrow(RangeError);
  });

  it('answer readers that wait together in their order', async () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    const stream = speaker.events();
    const both = [stream.next(), stream.next(), stream.next()];
    speaker.create({ ...us, passive: true });
    await stream.return();
    const [first, second, third] = await Promise.all(both);
    expect([first?.value?.type, second?.value?.type, third]).toEqual([
      'created',
      'state',
      { done: true, value: undefined },
    ]);
  });

  it('whose signal was aborted before are over from the beginning', async () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    const stream = speaker.events({ signal: AbortSignal.abort() });
    speaker.create({ ...us, passive: true });
    expect(await readAll(stream)).toEqual([]);
  });

  it('end with their signal, and with the loop that reads them', async () => {
    const controller = new AbortController();
    const clock = new VirtualClock();
    const speaker = new Speaker({ clock });
    const stream = speaker.events({ signal: controller.signal });
    const waiting = stream.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    const other = speaker.events();
    speaker.create({ ...us, passive: true });
    for await (const event of other) {
      expect(event.type).toBe('created');
      break;
    }
    expect(await other.next()).toEqual({ done: true, value: undefined });
  });

  it('refuse a capacity that is none', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    expect(() => speaker.events({ capacity: 0 })).toThrow(RangeError);
  });
});
