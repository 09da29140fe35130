import { describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { Exchange, them, us } from '../lib.js';

const A = '192.0.2.1';
const B = '192.0.2.2';

/** Who has the larger BGP Identifier, as RFC 4271 §6.8 compares them. */
const IDENTIFIERS = {
  'ours is larger': ['9.9.9.9', '1.1.1.1'],
  'theirs is larger': ['1.1.1.1', '9.9.9.9'],
  'both are equal': ['5.5.5.5', '5.5.5.5'],
} as const;

const AS_NUMBERS = { 'our AS is larger': [65002, 65001], 'their AS is larger': [65001, 65002] } as const;

const established = (speaker: Speaker, name: string) => speaker.peer(name)?.state === 'Established';

function collide(ids: readonly [string, string], asns: readonly [number, number], delayMs: number, latencyMs: number) {
  const clock = new VirtualClock();
  const exchange = new Exchange(clock, { latencyMs });
  const [a, b] = [exchange.add(A), exchange.add(B)];
  const atA: PeerSettings = { ...us, routerId: ids[0], localAs: asns[0], peerAs: asns[1] };
  const atB: PeerSettings = { ...them, routerId: ids[1], localAs: asns[1], peerAs: asns[0] };
  const [first, second] =
    delayMs < 0 ? [() => b.create(atB), () => a.create(atA)] : [() => a.create(atA), () => b.create(atB)];
  first();
  clock.runFor(Math.abs(delayMs));
  second();
  return { clock, a, b };
}

describe('two connections at once', () => {
  for (const [id, ids] of Object.entries(IDENTIFIERS)) {
    for (const [as, asns] of Object.entries(AS_NUMBERS)) {
      it(`leave exactly one session, where ${id} and ${as}`, () => {
        for (const latencyMs of [0, 1, 5]) {
          for (let delayMs = -12; delayMs <= 12; delayMs++) {
            const { clock, a, b } = collide(ids, asns, delayMs, latencyMs);
            const both = () => established(a, B) && established(b, A);
            expect([delayMs, latencyMs, clock.runUntil(both, 10_000)]).toEqual([delayMs, latencyMs, true]);
            clock.runFor(600_000);
            expect([delayMs, latencyMs, a.peer(B)?.sessions, b.peer(A)?.sessions]).toEqual([delayMs, latencyMs, 1, 1]);
            expect(both()).toBe(true);
            void a.close();
            void b.close();
            clock.runFor(1_001);
            expect(clock.pending).toBe(0);
          }
        }
      });
    }
  }

  it('keep the one that the larger identifier opened (RFC 4271 §6.8)', async () => {
    for (const [ids, survivor] of [
      [IDENTIFIERS['ours is larger'], 'dialled'],
      [IDENTIFIERS['theirs is larger'], 'accepted'],
    ] as const) {
      const clock = new VirtualClock();
      const [dialled, far] = memoryPair(clock, { addresses: [A, B] });
      const [accepted, near] = memoryPair(clock, { addresses: [A, B] });
      const speaker = new Speaker({ clock, connect: () => dialled });
      speaker.create({ ...us, routerId: ids[0] });
      speaker.accept(accepted, accepted);
      const peers = {
        dialled: new ScriptedPeer(far, { ...them, routerId: ids[1] }, clock),
        accepted: new ScriptedPeer(near, { ...them, routerId: ids[1] }, clock),
      };
      for (const peer of Object.values(peers)) await peer.expect('OPEN');
      for (const peer of Object.values(peers)) peer.send(peer.open);
      const loser = survivor === 'dialled' ? 'accepted' : 'dialled';
      expect(await peers[loser].expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 7 });
      expect(await peers[survivor].expect('KEEPALIVE')).toBeDefined();
      expect(speaker.peer(B)).toMatchObject({ state: 'OpenConfirm', lastReason: undefined });
    }
  });
});

describe('a second connection', () => {
  async function passive(settings: Partial<PeerSettings> = {}) {
    const clock = new VirtualClock();
    const speaker = new Exchange(clock).add(A);
    speaker.create({ ...us, passive: true, ...settings });
    const connect = () => {
      const [ours, theirs] = memoryPair(clock, { addresses: [A, B] });
      speaker.accept(ours, ours);
      return new ScriptedPeer(theirs, them, clock);
    };
    return { clock, speaker, connect };
  }

  it('of an Established session is closed with 6/7 once its OPEN has come', async () => {
    const { clock, speaker, connect } = await passive();
    await connect().establish();
    const second = connect();
    await second.expect('OPEN');
    second.send(second.open);
    expect(await second.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 7 });
    clock.runFor(10);
    expect(speaker.peer(B)).toMatchObject({ state: 'Established', sessions: 1, lastReason: undefined });
  });

  it('replaces one that its own side forgot before it was Established', async () => {
    const { clock, speaker, connect } = await passive();
    const first = connect();
    await first.expect('OPEN');
    const second = connect();
    await second.establish();
    expect(await first.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 7 });
    clock.runFor(10);
    expect(speaker.peer(B)).toMatchObject({ state: 'Established', sessions: 1 });
  });

  it('that never sends its OPEN is closed after 30 s and disturbs nothing', async () => {
    const { clock, speaker, connect } = await passive({ holdTimeSeconds: 0 });
    await connect().establish();
    const silent = connect();
    expect(await silent.expect('NOTIFICATION', { ms: 31_000 })).toMatchObject({ code: 4, subcode: 0 });
    expect(clock.now()).toBe(30_000);
    expect(speaker.peer(B)).toMatchObject({ state: 'Established', sessions: 1 });
  });

  it('is one at most: a third is turned away at once', async () => {
    const { speaker, connect } = await passive();
    await connect().establish();
    connect();
    expect(await connect().expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 7 });
    expect(speaker.peer(B)?.state).toBe('Established');
  });

  it('with an OPEN that is not acceptable does not cost the first', async () => {
    const { clock, speaker, connect } = await passive();
    const first = connect();
    await first.expect('OPEN');
    const impostor = connect();
    impostor.send({ ...impostor.open, holdTime: 1 });
    expect(await impostor.expect('NOTIFICATION')).toMatchObject({ code: 2, subcode: 6 });
    await first.establish();
    clock.runFor(10);
    expect(speaker.peer(B)).toMatchObject({ state: 'Established', sessions: 1 });
  });
});
