import { Family, type MeshError, parseIPv4 } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type CloseReason, formatCloseReason, type PeerChanges, type Speaker } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { Exchange, them, us } from '../lib.js';

const NAME = '192.0.2.2';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as MeshError).code;
  }
  return undefined;
}

/** Two speakers with a session between them, and what the first one's handlers were asked for. */
function running(settings: Partial<typeof us> = {}) {
  const clock = new VirtualClock();
  const exchange = new Exchange(clock, { latencyMs: 1 });
  const made: string[] = [];
  const a = exchange.add('192.0.2.1', {
    handlerFor: ({ name }) => {
      made.push(name);
      return {};
    },
  });
  const b = exchange.add('192.0.2.2');
  const ends: string[] = [];
  b.on('closed', (reason: CloseReason) => ends.push(formatCloseReason(reason)));
  a.create({ ...us, ...settings });
  b.create({ ...them, passive: true, dampPeerOscillations: false });
  expect(clock.runUntil(() => isUp(a) && isUp(b), 10_000)).toBe(true);
  return { clock, a, b, made, ends };
}

const isUp = (speaker: Speaker) => speaker.peers()[0]?.state === 'Established';

describe('update', () => {
  const live: readonly PeerChanges[] = [
    { description: 'the one in the cellar' },
    { connectRetrySeconds: 9, connectRetryMaxSeconds: 90 },
    { idleHoldMaxSeconds: 60, maxPrefixRestartSeconds: 30, openHoldTimeSeconds: 60 },
    { passive: true },
    { delayOpenSeconds: 5 },
    { dampPeerOscillations: false },
  ];
  it.each(live)('%j leaves the session alone', (changes) => {
    const { clock, a, made, ends } = running();
    const session = a.peer(NAME)?.session;
    const { traffic } = a.peer(NAME)!;
    expect(a.update(NAME, changes)).toBe(1);
    clock.runFor(200_000);
    expect(a.peer(NAME)?.session).toBe(session);
    expect([ends, made]).toEqual([[], [NAME]]);
    expect(a.peer(NAME)?.settings).toMatchObject(changes);
    expect(a.peer(NAME)!.traffic.sent.messages).toBeGreaterThan(traffic.sent.messages);
  });

  const resetting: readonly PeerChanges[] = [
    { holdTimeSeconds: 30 },
    { families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] },
    { addPath: [{ family: Family.IPV4_UNICAST, mode: 'both' }] },
    { gracefulRestart: {} },
    { routerId: '192.0.2.200' },
    { extendedMessage: false },
    { softwareVersion: 'mesh' },
    { minHoldTimeSeconds: 4 },
  ];
  it.each(resetting)('%j resets the session with Cease 6/6, and the peer keeps its handler and counters', (changes) => {
    const { clock, a, made, ends } = running();
    a.update(({ name }) => name === NAME, changes);
    expect(clock.runUntil(() => a.peer(NAME)?.sessions === 2, 60_000)).toBe(true);
    expect(ends).toEqual(['the peer ended the session: Cease / Other Configuration Change (6/6)']);
    expect(made).toEqual([NAME]);
    const { traffic, session } = a.peer(NAME)!;
    expect(traffic.sent.notifications).toBe(1);
    if (changes.holdTimeSeconds !== undefined) expect(session?.holdTime).toBe(30);
    clock.runFor(300_000);
    expect(a.peer(NAME)).toMatchObject({ state: 'Established', sessions: 2 });
  });

  it('does nothing where nothing differs, however it is written', () => {
    const { clock, a, ends } = running({ families: [Family.IPV4_UNICAST], gracefulRestart: { staleTimeSeconds: 60 } });
    let events = 0;
    a.on('updated', () => events++);
    a.update(NAME, {
      families: [Family.IPV4_UNICAST],
      gracefulRestart: { staleTimeSeconds: 60 },
      description: undefined,
      peerAddress: '::ffff:c000:202',
      routerId: parseIPv4(us.routerId as string),
    });
    clock.runFor(10_000);
    expect([ends, events]).toEqual([[], 0]);
    a.update(NAME, { gracefulRestart: undefined });
    clock.runFor(10);
    expect([ends.length, events, a.peer(NAME)?.settings.gracefulRestart]).toEqual([1, 1, undefined]);
  });

  it('happens to none of the peers where it is wrong for one', () => {
    const { clock, a, ends } = running();
    a.create({ ...us, peerAddress: '192.0.2.3', peerAs: 65003, passive: true, sendHoldTimeSeconds: 100 });
    const before = a.peers().map(({ settings }) => settings);
    expect(codeOf(() => a.update(() => true, { holdTimeSeconds: 120 }))).toBe('MESH_SESSION_OPTION');
    expect(codeOf(() => a.update(() => true, { role: 'peer', peerAs: 65001 }))).toBe('MESH_SESSION_OPTION');
    expect(codeOf(() => a.update(() => true, { password: 'secret' }))).toBe('MESH_TCP_OPTION_UNSUPPORTED');
    expect(codeOf(() => a.update(() => true, { peerAddress: '192.0.2.9' }))).toBe('MESH_PEER_AMBIGUOUS');
    expect(codeOf(() => a.update(() => true, { holdTime: 30 } as never))).toBe('MESH_PEER_SETTING');
    expect(codeOf(() => a.update(() => true, { name: 'other' } as never))).toBe('MESH_PEER_SETTING');
    expect(codeOf(() => a.update('nobody', {}))).toBe('MESH_NO_PEER');
    clock.runFor(100_000);
    expect(a.peers().map(({ settings }) => settings)).toEqual(before);
    expect([ends, isUp(a)]).toEqual([[], true]);
  });

  it('moves a peer to another address, by the name it has', () => {
    const { clock, a } = running();
    a.update(NAME, { peerAddress: '192.0.2.7', passive: true });
    expect(a.peer(NAME)).toMatchObject({ name: NAME, peerAddress: '192.0.2.7' });
    clock.runFor(5_000);
    expect(a.peer(NAME)?.state).toBe('Active');
    a.update(NAME, { peerAddress: '192.0.2.2', passive: undefined });
    expect(clock.runUntil(() => isUp(a), 60_000)).toBe(true);
  });

  it('leaves a peer that is disabled down, with its new settings', () => {
    const { clock, a } = running();
    a.disable(() => true);
    clock.runFor(10);
    a.update(NAME, { holdTimeSeconds: 30 });
    clock.runFor(60_000);
    expect(a.peer(NAME)).toMatchObject({ state: 'Idle', enabled: false });
    a.enable(() => true);
    expect(clock.runUntil(() => isUp(a), 60_000)).toBe(true);
    expect(a.peer(NAME)?.session?.holdTime).toBe(30);
  });

  it('may be asked for from within any state and any event, and leaves nothing behind', () => {
    for (let ms = 0; ms < 12; ms++) {
      const clock = new VirtualClock();
      const exchange = new Exchange(clock, { latencyMs: 1 });
      const [a, b] = [exchange.add('192.0.2.1'), exchange.add('192.0.2.2')];
      a.create(us);
      b.create({ ...them, dampPeerOscillations: false });
      clock.runFor(ms);
      a.update(NAME, { holdTimeSeconds: 30 + ms });
      a.once('closed', () => a.update(NAME, { holdTimeSeconds: 60 }));
      clock.runFor(120_000);
      expect([ms, isUp(a), isUp(b)]).toEqual([ms, true, true]);
      for (const speaker of [a, b]) void speaker.close();
      clock.runFor(1_001);
      expect([ms, clock.pending]).toEqual([ms, 0]);
    }
  });
});
