import { Family, type MeshError, RefreshSubtype, routeRefresh } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  type SessionHandler,
  Speaker,
  type SpeakerEvents,
  type UpdateSink,
  type UpdateSource,
} from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, octets, them, us } from '../lib.js';

const NAME = '192.0.2.2';
const gracefulRestart = { families: [{ family: Family.IPV4_UNICAST, forwardingPreserved: true }] };

type Misdeed = 'throws' | 'rejects' | 'takes 10 s' | 'gives nonsense';

/** A session on which everything that a host may be called for happens, with one callback that misbehaves. */
async function life(callback: string, misdeed: Misdeed) {
  const clock = new VirtualClock();
  const errors: MeshError[] = [];
  let called = 0;
  let stolen = 0;
  // What a slow callback costs is time that passes while nothing runs.
  const slowClock = { ...view(clock), now: () => clock.now() + stolen };
  const misbehave = (): unknown => {
    called++;
    if (misdeed === 'throws') throw new Error('the host is broken');
    if (misdeed === 'rejects') return Promise.reject(new Error('the host is broken'));
    if (misdeed === 'gives nonsense') return { type: 'nonsense' };
    stolen += 10_000;
    return undefined;
  };
  const replace = <T extends object>(kind: string, good: T): T => {
    const [of, name] = callback.split('.');
    return of === kind ? { ...good, [name as string]: misbehave } : good;
  };
  const nothing = () => undefined;
  const sink = replace<UpdateSink>('sink', {
    up: nothing,
    update: nothing,
    endOfRib: nothing,
    refresh: nothing,
    stale: nothing,
    purge: nothing,
    down: nothing,
  });
  const chunks = [octets(announce('10.1.0.0/16')), octets(announce('10.2.0.0/16'))];
  const source = replace<UpdateSource>('source', {
    next: () => chunks.shift(),
    accepted: nothing,
    onReady: nothing,
    refresh: (_family, done) => done(),
    close: nothing,
  });
  const handler = replace<SessionHandler>('handler', {
    onOpen: nothing,
    onEstablished: () => ({ sink, source }),
    onClose: nothing,
  });
  const ends = [memoryPair(clock), memoryPair(clock)];
  let dials = 0;
  const speaker = new Speaker({
    clock: slowClock,
    random: () => 0.5,
    connect: () => ends[dials++]![0],
    handlerFor: () => handler,
  });
  speaker.on('error', (error) => {
    errors.push(error);
    if (callback === 'event.error') misbehave();
  });
  const [kind, event] = callback.split('.');
  if (kind === 'event' && event !== 'error') speaker.on(event as keyof SpeakerEvents, misbehave as never);
  if (callback === 'event.error')
    speaker.on('state', () => {
      throw new Error('to be told of');
    });
  const play = async (peer: ScriptedPeer) => {
    await peer.establish();
    peer.send(announce('10.0.0.0/8'));
    peer.send({ type: 'UPDATE' });
    peer.send(routeRefresh(Family.IPV4_UNICAST, RefreshSubtype.REQUEST));
    peer.send(routeRefresh(Family.IPV4_UNICAST, RefreshSubtype.BEGIN));
    peer.send(routeRefresh(Family.IPV4_UNICAST, RefreshSubtype.END));
    // A finding that ends nothing: ORIGIN 9 is treated as a withdrawal (RFC 7606 §7.1).
    peer.send(malformed());
    await clock.advance(5);
  };
  speaker.create({ ...us, gracefulRestart });
  const first = new ScriptedPeer(ends[0]![1], { ...them, gracefulRestart }, clock);
  await play(first);
  const during = speaker.peer(NAME)?.state;
  speaker.update(NAME, { description: 'another' });
  first.destroy();
  await clock.advance(3_000);
  const second = new ScriptedPeer(ends[1]![1], { ...them, gracefulRestart }, clock);
  await play(second);
  const after = speaker.peer(NAME)?.state;
  speaker.delete(() => true);
  await clock.advance(2_000);
  const refused = memoryPair(clock);
  speaker.accept(refused[0], { remoteAddress: '198.51.100.1' });
  await clock.advance(2_000);
  void speaker.close();
  await clock.advance(1_001);
  return { during, after, errors, called, pending: clock.pending };
}

function view(clock: VirtualClock) {
  return {
    now: () => clock.now(),
    after: (ms: number, fn: () => void) => clock.after(ms, fn),
    defer: (fn: () => void) => clock.defer(fn),
  };
}

function malformed(): Uint8Array {
  const good = octets(announce('10.3.0.0/16'));
  const at = good.findIndex((octet, i) => octet === 0x40 && good[i + 1] === 1 && good[i + 2] === 1);
  good[at + 3] = 9;
  return good;
}

const HANDLER = ['onOpen', 'onEstablished', 'onClose'].map((name) => `handler.${name}`);
const SINK = ['up', 'update', 'endOfRib', 'refresh', 'stale', 'purge', 'down'].map((name) => `sink.${name}`);
const SOURCE = ['next', 'accepted', 'onReady', 'refresh', 'close'].map((name) => `source.${name}`);
const EVENTS = ['created', 'deleted', 'updated', 'state', 'established', 'closed', 'fault'].map(
  (name) => `event.${name}`,
);
const ALL = [...HANDLER, ...SINK, ...SOURCE, ...EVENTS];

describe('a callback that misbehaves', () => {
  it.each(ALL)('%s throws, and the session lives', async (callback) => {
    const { during, after, errors, called, pending } = await life(callback, 'throws');
    expect([during, after, pending]).toEqual(['Established', 'Established', 0]);
    expect(called).toBeGreaterThan(0);
    expect(errors.map(({ code }) => code)).toContain('MESH_HANDLER');
  });

  it.each(ALL)('%s rejects, and the session lives', async (callback) => {
    const { during, after, errors, called } = await life(callback, 'rejects');
    expect([during, after]).toEqual(['Established', 'Established']);
    expect(called).toBeGreaterThan(0);
    expect(errors.map(({ code }) => code)).toContain('MESH_HANDLER');
  });

  it.each(ALL)('%s takes ten seconds, and is told of', async (callback) => {
    const { during, after, errors, called } = await life(callback, 'takes 10 s');
    expect([during, after]).toEqual(['Established', 'Established']);
    expect(called).toBeGreaterThan(0);
    expect(errors.find(({ code }) => code === 'MESH_HANDLER_SLOW')).toMatchObject({
      details: { name: NAME, ms: 10_000, budgetMs: 100 },
    });
  });

  it.each([...HANDLER, 'sink.update', 'source.next'])(
    '%s gives back nonsense, and the session lives',
    async (callback) => {
      const { during, after } = await life(callback, 'gives nonsense');
      expect([during, after]).toEqual(['Established', 'Established']);
    },
  );

  it.each(['throws', 'takes 10 s'] as const)('the listener for errors %s itself', async (misdeed) => {
    const { during, after } = await life('event.error', misdeed);
    expect([during, after]).toEqual(['Established', 'Established']);
  });

  it('is not told of where it took a tenth of a second at most', async () => {
    const clock = new VirtualClock();
    let stolen = 0;
    const errors: string[] = [];
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({
      clock: { ...view(clock), now: () => clock.now() + stolen },
      connect: () => ours,
      handlerFor: () => ({
        onOpen: () => {
          stolen += 100;
          return undefined;
        },
      }),
    });
    speaker.on('error', ({ code }) => errors.push(code));
    speaker.create(us);
    await new ScriptedPeer(theirs, them, clock).establish();
    expect([stolen, errors]).toEqual([100, []]);
  });
});
