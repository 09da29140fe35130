import { CeaseSubcode, ErrorCode, MeshError, notification, OpenSubcode } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type PeerSettings, type Speaker, Speaker as SpeakerClass } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, SinkLog, them, us } from '../lib.js';

const NAME = '192.0.2.2';
const TOO_MANY = notification(ErrorCode.CEASE, CeaseSubcode.MAXIMUM_PREFIXES, new Uint8Array([0, 1, 1, 0, 0, 0, 1]));

/** A speaker whose sink takes no UPDATE, and its peer, which announces as soon as it is up. */
async function overLimit(settings: Partial<PeerSettings> = {}) {
  const clock = new VirtualClock();
  const dialled: number[] = [];
  const peers: ScriptedPeer[] = [];
  const sink = new SinkLog();
  sink.update = (() => TOO_MANY) as never;
  const speaker = new SpeakerClass({
    clock,
    random: () => 0.5,
    connect: () => {
      const [ours, theirs] = memoryPair(clock);
      dialled.push(clock.now());
      peers.push(new ScriptedPeer(theirs, them, clock));
      return ours;
    },
    handlerFor: () => ({ onEstablished: () => ({ sink }) }),
  });
  speaker.create({ ...us, ...settings });
  const peer = peers[0]!;
  await peer.establish();
  peer.send(announce('10.0.0.0/8'));
  expect(await peer.expect('NOTIFICATION')).toEqual(TOO_MANY);
  clock.runFor(1);
  return { clock, speaker, dialled, peers };
}

const held = (speaker: Speaker) => speaker.peer(NAME)?.heldDown;

describe('a peer that sent too many prefixes', () => {
  it('stays down until an operator enables it, and says so', async () => {
    const { clock, speaker, dialled, peers } = await overLimit();
    clock.runFor(86_400_000);
    expect(dialled).toEqual([0]);
    expect(speaker.peer(NAME)).toMatchObject({ state: 'Idle', enabled: true });
    expect(held(speaker)).toEqual({ why: 'maximum-prefixes', remainingMs: undefined });
    expect(clock.pending).toBe(0);
    speaker.enable(() => true);
    expect([dialled.length, held(speaker)]).toEqual([2, undefined]);
    await peers[1]?.establish();
  });

  it('is not let in either', async () => {
    const { clock, speaker } = await overLimit();
    const [ours, theirs] = memoryPair(clock);
    const again = new ScriptedPeer(theirs, them, clock);
    speaker.accept(ours, { remoteAddress: NAME });
    expect(await again.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
  });

  it('is tried again after its restart time, each time', async () => {
    const { clock, speaker, dialled, peers } = await overLimit({ maxPrefixRestartSeconds: 600 });
    expect(held(speaker)).toEqual({ why: 'maximum-prefixes', remainingMs: 599_999 });
    clock.runFor(599_998);
    expect([dialled.length, held(speaker)?.remainingMs]).toEqual([1, 1]);
    clock.runFor(2);
    expect([dialled.length, held(speaker)]).toEqual([2, undefined]);
    await peers[1]?.establish();
    peers[1]?.send(announce('10.0.0.0/8'));
    await peers[1]?.expect('NOTIFICATION');
    clock.runFor(1);
    expect(held(speaker)?.remainingMs).toBeGreaterThan(599_000);
  });

  it('is free of it once its settings are others, and stays down once it is disabled or deleted', async () => {
    for (const damp of [true, false]) {
      const changed = await overLimit({ maxPrefixRestartSeconds: 600, dampPeerOscillations: damp });
      changed.speaker.update(NAME, { holdTimeSeconds: 30 });
      expect([changed.dialled.length, held(changed.speaker)]).toEqual([2, undefined]);
      const disabled = await overLimit({ maxPrefixRestartSeconds: 600, dampPeerOscillations: damp });
      disabled.speaker.disable(() => true);
      disabled.clock.runFor(700_000);
      expect([disabled.dialled.length, held(disabled.speaker), disabled.clock.pending]).toEqual([1, undefined, 0]);
      const deleted = await overLimit({ maxPrefixRestartSeconds: 600, dampPeerOscillations: damp });
      deleted.speaker.delete(() => true);
      expect(deleted.clock.pending).toBe(0);
    }
  });

  it('is held also where it came from a range: gone and back it would be free', async () => {
    const clock = new VirtualClock();
    const sink = new SinkLog();
    sink.update = (() => TOO_MANY) as never;
    const speaker = new SpeakerClass({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
    speaker.acceptFrom({
      prefix: '192.0.2.0/24',
      template: { localAs: 65001, routerId: 1, maxPrefixRestartSeconds: 60 },
    });
    const join = () => {
      const [ours, theirs] = memoryPair(clock);
      const peer = new ScriptedPeer(theirs, them, clock);
      speaker.accept(ours, { remoteAddress: NAME });
      return peer;
    };
    const first = join();
    await first.establish();
    first.send(announce('10.0.0.0/8'));
    await first.expect('NOTIFICATION');
    clock.runFor(30_000);
    expect(await join().expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: 5 });
    clock.runFor(31_000);
    expect(speaker.peers()).toEqual([]);
    await join().establish();
  });
});

describe('a session that is near a limit', () => {
  it('says so as an event that ends nothing', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new SpeakerClass({ clock, connect: () => ours });
    const warnings: unknown[] = [];
    speaker.on('error', (error, { name }) => warnings.push([error, name]));
    speaker.create(us);
    await new ScriptedPeer(theirs, them, clock).establish();
    const warning = new MeshError('MESH_PREFIX_LIMIT_NEAR', '4 of 5 routes');
    speaker.peer(NAME)?.session?.warn(warning);
    expect(warnings).toEqual([[warning, NAME]]);
    expect(speaker.peer(NAME)?.state).toBe('Established');
  });
});

describe('other peers that are not tried', () => {
  it('refuse our capabilities, until an operator enables them or they come by themselves (RFC 5492 §3)', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new SpeakerClass({ clock, connect: () => ours });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.expect('OPEN');
    peer.send(notification(ErrorCode.OPEN_MESSAGE, OpenSubcode.UNSUPPORTED_CAPABILITY));
    clock.runFor(3_600_000);
    expect(held(speaker)).toEqual({ why: 'unsupported-capability', remainingMs: undefined });
    const [near, far] = memoryPair(clock);
    speaker.accept(near, { remoteAddress: NAME });
    await new ScriptedPeer(far, them, clock).establish();
    expect(held(speaker)).toBeUndefined();
  });

  it('oscillate, for as long as their idle hold time', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new SpeakerClass({ clock, connect: () => ours });
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, them, clock);
    await peer.establish();
    peer.send(new Uint8Array(19));
    clock.runFor(1);
    // IdleHoldTime is 1 second after the first oscillation.
    expect(held(speaker)).toEqual({ why: 'damped', remainingMs: 999 });
  });
});
