import { CeaseSubcode, type MeshError } from '@mesh/bgp-wire';
import { describe, expect, it, vi } from 'vitest';
import { type AdmissionLimits, type DynamicRange, type PeerSettings, Speaker } from '../../src/index.js';
import { Admission, type Ticket } from '../../src/speaker/admission.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { octets, them, us } from '../lib.js';

const template: DynamicRange['template'] = { localAs: 65001, routerId: '192.0.2.1' };

function bench(options: { admission?: AdmissionLimits; settings?: Partial<PeerSettings>; latencyMs?: number } = {}) {
  const clock = new VirtualClock();
  const speaker = new Speaker({ clock, ...(options.admission ? { admission: options.admission } : {}) });
  const refused: unknown[] = [];
  speaker.on('refused', ({ code, details }) => refused.push(`${code} ${String(details.limit)}`));
  speaker.acceptFrom({ prefix: '10.0.0.0/8', limit: 65_535, template: { ...template, ...options.settings } });
  speaker.acceptFrom({ prefix: '2001:db8::/32', limit: 65_535, template });
  const knock = (remoteAddress?: string) => {
    const [ours, theirs] = memoryPair(clock, { latencyMs: options.latencyMs ?? 0 });
    const peer = new ScriptedPeer(theirs, them, clock);
    return { peer, ours, taken: speaker.accept(ours, remoteAddress === undefined ? {} : { remoteAddress }) };
  };
  return { clock, speaker, refused, knock };
}

describe('streams that have not said who they are', () => {
  it('are eight of one address at most', () => {
    const { clock, speaker, knock, refused } = bench({ admission: { perSecond: 1_000 } });
    speaker.create({ ...us, passive: true, peerAddress: '192.0.2.9' });
    // Two streams are what one peer has at most, so the eight are of four peers that differ by our address.
    const from = (local: string) => {
      const [ours, theirs] = memoryPair(clock);
      const peer = new ScriptedPeer(theirs, them, clock);
      return { peer, taken: speaker.accept(ours, { remoteAddress: '198.51.100.1', localAddress: local }) };
    };
    for (let i = 1; i <= 5; i++) {
      speaker.create({
        ...us,
        name: `p${i}`,
        peerAddress: '198.51.100.1',
        localAddress: `192.0.2.${100 + i}`,
        passive: true,
      });
    }
    const taken = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5].map((i) => from(`192.0.2.${100 + i}`).taken);
    expect(taken).toEqual([...Array(8).fill(true), false, false]);
    expect(refused).toEqual(Array(2).fill('MESH_ADMISSION_LIMIT perAddress'));
    expect(knock('10.0.0.1').taken).toBe(true);
  });

  it('are five new ones a second of one address', () => {
    const { clock, knock, refused } = bench();
    const gone = () => {
      const { peer, taken } = knock('10.0.0.1');
      peer.end();
      clock.runFor(1);
      return taken;
    };
    expect(Array.from({ length: 7 }, gone)).toEqual([true, true, true, true, true, false, false]);
    expect(refused).toEqual(Array(2).fill('MESH_ADMISSION_LIMIT perSecond'));
    clock.runFor(200);
    expect([gone(), gone()]).toEqual([true, false]);
    clock.runFor(60_000);
    expect(Array.from({ length: 7 }, gone)).toEqual([true, true, true, true, true, false, false]);
    expect(knock('10.0.0.2').taken).toBe(true);
  });

  it('are 256 in all, of whatever address, and an Established session is none of them', async () => {
    const { clock, speaker, knock, refused } = bench();
    const { peer } = knock('10.9.9.9');
    await peer.establish();
    const taken = Array.from({ length: 300 }, (_, i) => knock(`10.0.${i >> 8}.${i & 0xff}`).taken);
    expect(taken.filter(Boolean)).toHaveLength(256);
    expect(taken.indexOf(false)).toBe(256);
    expect(refused).toEqual(Array(10).fill('MESH_ADMISSION_LIMIT total'));
    clock.runFor(29_000);
    peer.send({ type: 'KEEPALIVE' });
    expect(knock('10.0.9.9').taken).toBe(false);
    clock.runFor(1_001);
    expect(knock('10.0.9.9').taken).toBe(true);
    expect(speaker.peer('10.9.9.9')?.state).toBe('Established');
  });

  it('hold out against a flood of 5,000 a second', async () => {
    const { clock, speaker, knock } = bench();
    const { peer } = knock('10.9.9.9');
    await peer.establish();
    const letIn: ScriptedPeer[] = [];
    for (let ms = 0; ms < 2_000; ms += 100) {
      for (let i = 0; i < 500; i++) {
        const { peer, taken } = knock(i % 2 === 0 ? '10.0.0.1' : `10.1.${ms / 100}.${i & 0xff}`);
        if (taken) letIn.push(peer);
      }
      clock.runFor(100);
      expect(letIn.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(256);
    }
    expect(letIn.filter(({ closed }) => !closed)).toHaveLength(256);
    expect(speaker.peer('10.9.9.9')).toMatchObject({ state: 'Established', sessions: 1 });
    clock.runFor(31_000);
    expect(speaker.peers().map(({ name }) => name)).toEqual(['10.9.9.9']);
    void speaker.close();
    clock.runFor(1_001);
    expect(clock.pending).toBe(0);
  });

  it('are not all looked through for each new address of a flood', () => {
    const clock = new VirtualClock();
    const admission = new Admission(clock);
    const looks = vi.spyOn(Map.prototype, Symbol.iterator);
    for (let i = 0; i < 8_192; i++) (admission.enter(`2001:db8::${i.toString(16)}`) as Ticket).leave();
    expect(looks.mock.calls.length).toBeLessThan(10);
    looks.mockRestore();
  });

  it.each([
    ['an OPEN at an octet every ten seconds', 1],
    ['nothing but a header', 19],
    ['nothing but a marker', 16],
    ['nothing at all', 0],
  ])('are closed after 30 seconds: %s', (what, count) => {
    for (const settings of [{}, { openHoldTimeSeconds: 240 }, { delayOpenSeconds: 240 }]) {
      const { clock, speaker, knock } = bench({ settings });
      const { peer } = knock('10.0.0.1');
      const start = clock.now();
      const open = octets(peer.open);
      const slowly = what.includes('every');
      if (!slowly && count > 0) peer.send(open.subarray(0, count));
      let closedAt: number | undefined;
      for (let second = 0; second < 60 && closedAt === undefined; second++) {
        if (slowly && second % 10 === 0) peer.send(open.subarray(second / 10, second / 10 + 1));
        clock.runFor(1_000);
        if (peer.closed) closedAt = clock.now() - start;
      }
      expect(closedAt).toBe(30_000);
      clock.runFor(1_000);
      expect([speaker.peers(), clock.pending]).toEqual([[], 0]);
    }
  });

  it('say Hold Timer Expired where we have spoken (4/0)', async () => {
    const { knock } = bench();
    const { peer } = knock('10.0.0.1');
    expect(await peer.expect('NOTIFICATION', { ms: 30_000 })).toMatchObject({ code: 4, subcode: 0 });
  });

  it('bring 4,096 octets at most: a longer message and a second kind end them at their header', async () => {
    for (const [header, subcode] of [
      [[0x10, 0x01, 1], 2],
      [[0xff, 0xff, 1], 2],
      [[0x00, 0x12, 1], 2],
    ] as const) {
      const { knock } = bench();
      const { peer } = knock('10.0.0.1');
      peer.send(new Uint8Array([...Array(16).fill(0xff), ...header]));
      expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 1, subcode });
    }
    const { knock } = bench();
    const { peer } = knock('10.0.0.1');
    peer.send(new Uint8Array([...Array(16).fill(0xff), 0x10, 0x00, 2, ...Array(4077).fill(0)]));
    expect((await peer.expect('NOTIFICATION')).code).toBe(5);
  });

  it('are told Connection Rejected (6/5), or nothing without SendNOTIFICATIONwithoutOPEN', async () => {
    const told = bench({ admission: { total: 1 } });
    told.knock('10.0.0.1');
    const { peer } = told.knock('10.0.0.2');
    expect(await peer.expect('NOTIFICATION')).toMatchObject({ code: 6, subcode: CeaseSubcode.CONNECTION_REJECTED });
    const silent = bench({ admission: { total: 1 }, settings: { sendNotificationWithoutOpen: false } });
    silent.knock('10.0.0.1');
    const other = silent.knock('10.0.0.2');
    silent.clock.runFor(10);
    expect([other.peer.received, other.peer.closed]).toEqual([[], true]);
  });

  it('give their place back however they end', async () => {
    const ends: readonly ((peer: ScriptedPeer, speaker: Speaker) => unknown)[] = [
      (peer) => peer.establish(),
      (peer) => peer.end(),
      (peer) => peer.destroy(),
      (peer) => peer.send(new Uint8Array(19)),
      (_peer, speaker) => speaker.delete(() => true),
      (_peer, speaker) => speaker.disable(() => true),
      (_peer, speaker) => speaker.removeRange('10.0.0.0/8'),
    ];
    for (const end of ends) {
      const { clock, speaker, knock } = bench({ admission: { total: 1 } });
      const { peer } = knock('10.0.0.1');
      clock.runFor(1);
      expect(knock('2001:db8::1').taken).toBe(false);
      await end(peer, speaker);
      clock.runFor(2);
      expect(knock('2001:db8::1').taken).toBe(true);
      void speaker.close();
      clock.runFor(1_001);
      expect(clock.pending).toBe(0);
    }
  });

  it('count without an address among all only', () => {
    const { clock, speaker, knock } = bench({ admission: { total: 12 } });
    speaker.create({ localAs: 65001, routerId: 1, name: 'pipe', passive: true });
    const taken = Array.from({ length: 14 }, () => {
      const { taken, peer } = knock();
      clock.runFor(1);
      return taken && !peer.closed;
    });
    // A peer has two streams at most; it is not the door that turns the others away.
    expect(taken.filter(Boolean)).toHaveLength(2);
  });

  it.each([
    ['perAddress', 0],
    ['total', '256'],
    ['perSecond', 1.5],
    ['openSeconds', 65_536],
  ])('have a limit %s that cannot be %j', (field, value) => {
    let error: MeshError | undefined;
    try {
      new Speaker({ admission: { [field]: value } });
    } catch (thrown) {
      error = thrown as MeshError;
    }
    expect(error).toMatchObject({ code: 'MESH_SPEAKER_OPTION', details: { field: `admission.${field}`, value } });
  });
});
