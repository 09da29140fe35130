import type { MeshError } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { BfdEndpoint, type BfdSettings } from '../../src/bfd/index.js';
import { type CloseReason, formatCloseReason, type PeerSettings, Speaker } from '../../src/index.js';
import { DatagramNetwork, VirtualClock } from '../../src/testing/index.js';
import { Exchange, them, us } from '../lib.js';

const A = '192.0.2.1';
const B = '192.0.2.2';
const BFD: BfdSettings = { desiredMinTxMs: 100, requiredMinRxMs: 100, detectMultiplier: 3 };

function lab() {
  const clock = new VirtualClock();
  const network = new DatagramNetwork(clock, { latencyMs: 1 });
  const exchange = new Exchange(clock, { latencyMs: 1 });
  const make = (address: string) => {
    const endpoint = new BfdEndpoint({ port: network.host(address), clock, random: () => 0.5 });
    const speaker = exchange.add(address, { bfd: endpoint });
    const log: string[] = [];
    const times: number[] = [];
    speaker.on('bfd', ({ bfd }, from) => log.push(`bfd ${from} ${bfd?.state}`));
    speaker.on('closed', (reason) => {
      log.push(formatCloseReason(reason));
      times.push(clock.now());
    });
    speaker.on('error', (error) => log.push(error.message));
    return { endpoint, speaker, log, times };
  };
  return { clock, network, a: make(A), b: make(B) };
}

function established(settingsA: Partial<PeerSettings> = {}, settingsB: Partial<PeerSettings> = {}) {
  const made = lab();
  const { clock, a, b } = made;
  a.speaker.create({ ...us, bfd: BFD, ...settingsA });
  b.speaker.create({ ...them, bfd: BFD, ...settingsB });
  clock.runFor(10_000);
  expect(a.speaker.peer(B)).toMatchObject({ state: 'Established', sessions: 1 });
  return made;
}

describe('a peer with bfd', () => {
  it('is watched from its creation on, and shows it', () => {
    const { a, b } = established();
    expect(a.speaker.peer(B)?.bfd).toMatchObject({ state: 'Up', remoteState: 'Up', detectionTimeMs: 300 });
    expect(a.log.slice(0, 2).concat(b.log.slice(0, 2)).sort()).toEqual([
      'bfd Down Init',
      'bfd Down Init',
      'bfd Init Up',
      'bfd Init Up',
    ]);
  });

  it('loses its session with Cease / BFD Down within the detection time, long before the hold time (RFC 9384 §3)', () => {
    const { clock, network, a, b } = established();
    const cut = clock.now();
    let reason: CloseReason | undefined;
    a.speaker.on('closed', (why) => {
      reason = why;
    });
    network.cut(B, A);
    clock.runFor(310);
    expect(reason).toMatchObject({ kind: 'notification-sent', notification: { code: 6, subcode: 10 } });
    expect(a.times[0]! - cut).toBeLessThanOrEqual(301);
    expect(a.speaker.peer(B)).toMatchObject({ bfd: { state: 'Down', diagnostic: 1 } });
    clock.runFor(5);
    expect(b.log.at(-1)).toMatch(/BFD Down/);
  });

  it('holds the session for 90 seconds without: that is the alternative', () => {
    const { clock, a, network } = established({ bfd: undefined }, { bfd: undefined });
    network.cut(B, A);
    clock.runFor(60_000);
    expect(a.speaker.peer(B)).toMatchObject({ state: 'Established', bfd: undefined });
    expect(network.sent).toEqual([]);
  });

  it('ends the session also where the peer says that it has lost us', () => {
    const { clock, network, a, b } = established();
    network.cut(A, B);
    clock.runFor(310);
    expect(b.log.at(-1)).toMatch(/BFD Down/);
    expect(a.speaker.peer(B)?.bfd).toMatchObject({ state: 'Down' });
  });

  it('comes back once the path does', () => {
    const { clock, network, a } = established();
    network.cut(B, A);
    clock.runFor(3_000);
    network.mend(B, A);
    clock.runFor(60_000);
    expect(a.speaker.peer(B)).toMatchObject({ state: 'Established', bfd: { state: 'Up' } });
  });

  it('keeps the session where the peer takes its BFD down (RFC 5882 §4.2)', () => {
    const { clock, a, b } = established();
    b.endpoint.close();
    clock.runFor(60_000);
    expect(a.speaker.peer(B)).toMatchObject({
      state: 'Established',
      sessions: 1,
      bfd: { state: 'Down', diagnostic: 3 },
    });
  });

  it('comes up where the peer has no BFD (RFC 5882 §4.1)', () => {
    const { clock, a } = established({}, { bfd: undefined });
    clock.runFor(600_000);
    expect(a.speaker.peer(B)).toMatchObject({ state: 'Established', sessions: 1, bfd: { state: 'Down' } });
  });

  it('is watched by one session however many peers are at its address', () => {
    const { clock, network, a } = established();
    a.speaker.create({ ...us, name: 'second', accept: false, bfd: BFD });
    clock.runFor(1_000);
    expect(a.speaker.peer('second')?.bfd?.state).toBe('Up');
    expect(network.open).toBe(4);
    expect(a.log.filter((line) => /^BFD|BFD Down/.test(line))).toEqual([]);
  });

  it('is not watched while an operator has it down, and the other side is told so', () => {
    const { clock, a, b } = established();
    a.speaker.disable(() => true);
    clock.runFor(2);
    expect(a.speaker.peer(B)).toMatchObject({ enabled: false, bfd: undefined });
    expect(b.speaker.peer(A)?.bfd).toMatchObject({ state: 'Down', remoteState: 'AdminDown' });
    expect(b.log.filter((line) => /BFD Down/.test(line))).toEqual([]);
    a.speaker.enable(() => true);
    clock.runFor(60_000);
    expect(a.speaker.peer(B)).toMatchObject({ state: 'Established', bfd: { state: 'Up' } });
  });

  it('goes on at another pace where its settings change, and ends where they do', () => {
    const { clock, network, a, b } = established();
    const id = a.speaker.peer(B)?.bfd?.localDiscriminator;
    a.speaker.update(B, { bfd: { ...BFD, desiredMinTxMs: 700 } });
    clock.runFor(5_000);
    expect(a.speaker.peer(B)).toMatchObject({
      sessions: 1,
      state: 'Established',
      bfd: { state: 'Up', localDiscriminator: id, transmitIntervalMs: 700 },
    });
    a.speaker.update(B, { bfd: undefined });
    clock.runFor(5_000);
    expect(a.speaker.peer(B)).toMatchObject({ sessions: 1, state: 'Established', bfd: undefined });
    expect(b.speaker.peer(A)).toMatchObject({ sessions: 1, state: 'Established', bfd: { state: 'Down' } });
    expect(network.open).toBe(2);
    a.speaker.update(B, { bfd: BFD });
    clock.runFor(5_000);
    expect(a.speaker.peer(B)).toMatchObject({ sessions: 1, bfd: { state: 'Up' } });
  });

  it('leaves no timer and no socket behind', () => {
    for (const end of [
      (speaker: Speaker) => void speaker.close(),
      (speaker: Speaker) => void speaker.delete(() => true),
    ]) {
      const { clock, network, a, b } = established();
      end(a.speaker);
      end(b.speaker);
      clock.runFor(2_000);
      expect([clock.pending, network.open]).toEqual([0, 0]);
    }
  });

  it('does not mind an endpoint that was closed, and says so', () => {
    const { a } = lab();
    a.endpoint.close();
    a.speaker.create({ ...us, bfd: BFD });
    expect(a.speaker.peer(B)?.bfd).toBeUndefined();
    expect(a.log).toEqual(['the BFD endpoint has been closed: make a new one']);
  });
});

describe('create', () => {
  it('refuses bfd where the speaker has none', () => {
    const speaker = new Speaker({ clock: new VirtualClock(), connect: () => Promise.reject(new Error('no')) });
    const create = () => speaker.create({ ...us, bfd: BFD });
    expect(create).toThrow(/^192\.0\.2\.2 is to be watched with BFD, but the speaker has no bfd/);
    try {
      create();
    } catch (error) {
      expect((error as MeshError).code).toBe('MESH_BFD_UNSUPPORTED');
    }
    expect(speaker.peers()).toEqual([]);
  });

  it.each<[Partial<PeerSettings>, string]>([
    [{ bfd: { detectMultiplier: 0 } }, 'bfd.detectMultiplier must be 1–255 packets, got 0'],
    [
      { bfd: { detectMultipler: 3 } as BfdSettings },
      'there is no setting "detectMultipler": did you mean detectMultiplier?',
    ],
    [{ bfd: { multihop: 1 } as unknown as BfdSettings }, 'bfd.multihop must be true or false, got 1'],
    [{ bfd: BFD, peerAddress: undefined }, 'bfd must be left out where the peer has no peerAddress'],
    [{ bfd: BFD, allowAutomaticStop: false }, 'bfd must be left out without allowAutomaticStop'],
  ])('refuses %o', (change, message) => {
    const { clock, network, a } = lab();
    expect(() => a.speaker.create({ ...us, ...change })).toThrow(message);
    expect([a.speaker.peers().length, network.open, clock.pending]).toEqual([0, 0, 0]);
  });
});
