import { capabilityValue, Family, GRACEFUL_RESTART, type OpenMessage, routeRefresh } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type PeerSettings, type RestartOptions, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, ChunkSource, endOfRib, octets, them, us } from '../lib.js';
import { restartable, V4 } from '../peer/restart-lib.js';

const OURS = { families: [{ family: V4, forwardingPreserved: true }] };

/** A source that can be asked to send again. */
class Source extends ChunkSource {
  constructor() {
    super(octets(announce('10.0.0.0/8')), 1);
  }
  refresh(_family: number, done: () => void): void {
    this.more(1);
    done();
  }
}

/** A speaker that has just restarted, with peers at 192.0.2.2 and up. */
class Restarted {
  readonly clock = new VirtualClock();
  readonly sources = new Map<string, Source>();
  readonly events: string[] = [];
  readonly speaker: Speaker;

  constructor(peers: number, restart: RestartOptions | false = {}, settings: Partial<PeerSettings> = {}) {
    this.speaker = new Speaker({
      clock: this.clock,
      restart: restart || undefined,
      handlerFor: ({ name }) => ({
        onEstablished: () => {
          const source = new Source();
          this.sources.set(name, source);
          return { source };
        },
      }),
    });
    this.speaker.on('restarted', () => this.events.push(`restarted at ${this.clock.now() / 1000}`));
    for (let i = 0; i < peers; i++) {
      const peerAddress = `192.0.2.${2 + i}`;
      this.speaker.create({
        ...us,
        peerAddress,
        passive: true,
        holdTimeSeconds: 0,
        gracefulRestart: OURS,
        ...settings,
      });
    }
  }

  async up(host: number, ...capabilities: PeerSettings['capabilities'] & object): Promise<ScriptedPeer> {
    const [ours, theirs] = memoryPair(this.clock, { addresses: ['192.0.2.1', `192.0.2.${host}`] });
    this.speaker.accept(ours, ours);
    const peer = new ScriptedPeer(theirs, { ...them, routerId: `192.0.2.${host}`, capabilities }, this.clock);
    await peer.establish();
    return peer;
  }

  /** Peers that were sent routes. */
  get told(): string[] {
    return [...this.sources].filter(([, { given }]) => given > 0).map(([name]) => name);
  }
}

const bits = (peer: ScriptedPeer) => {
  const open = peer.received.find((message): message is OpenMessage => message.type === 'OPEN');
  return capabilityValue(open!.capabilities, GRACEFUL_RESTART);
};

const gr = restartable([V4]);

describe('the R bit of a speaker that has restarted (RFC 4724 §4.1)', () => {
  it('is set in the first session with a peer, with the F bits as told, and in no other', async () => {
    const lab = new Restarted(2);
    const first = await lab.up(2, gr);
    expect(bits(first)).toMatchObject({ restarting: true, families: OURS.families });
    first.destroy();
    lab.clock.runFor(1);
    expect(lab.speaker.restarting).toBe(true);
    expect(bits(await lab.up(2, gr))).toMatchObject({ restarting: false, families: OURS.families });
  });

  it('is clear once the restart is over, also for a peer that comes late', async () => {
    const lab = new Restarted(2, { selectionDeferralSeconds: 10 });
    lab.clock.runFor(10_000);
    expect(lab.events).toEqual(['restarted at 10']);
    expect(bits(await lab.up(2, gr))?.restarting).toBe(false);
  });

  it('is clear of a speaker that has not restarted (§4.2)', async () => {
    expect(bits(await new Restarted(1, false).up(2, gr))?.restarting).toBe(false);
  });

  it('is one peer’s alone where it is set for that peer: nothing is held back', async () => {
    const lab = new Restarted(1, false, { gracefulRestart: { ...OURS, restarting: true } });
    const first = await lab.up(2, gr);
    expect([bits(first)?.restarting, lab.told]).toEqual([true, ['192.0.2.2']]);
    first.destroy();
    lab.clock.runFor(1);
    expect(bits(await lab.up(2, gr))?.restarting).toBe(false);
  });
});

describe('what we send after our restart (RFC 4724 §4.1)', () => {
  it('is held back until all peers have sent their End-of-RIB', async () => {
    const lab = new Restarted(2);
    const first = await lab.up(2, gr);
    first.send(endOfRib);
    lab.clock.runFor(1_000);
    expect([lab.told, lab.speaker.restarting]).toEqual([[], true]);
    const second = await lab.up(3, gr);
    lab.clock.runFor(1_000);
    expect(lab.told).toEqual([]);
    second.send(endOfRib);
    lab.clock.runFor(1_000);
    expect([lab.told, lab.speaker.restarting, lab.events.length]).toEqual([['192.0.2.2', '192.0.2.3'], false, 1]);
    lab.clock.runFor(1_000_000);
    expect(lab.events).toHaveLength(1);
  });

  it.each([
    ['that does not know graceful restart', []],
    ['that restarts as well (R bit)', [restartable([V4], { restarting: true })]],
  ])('does not wait for a peer %s', async (_, capabilities) => {
    const lab = new Restarted(1);
    await lab.up(2, ...capabilities);
    expect([lab.told, lab.speaker.restarting]).toEqual([['192.0.2.2'], false]);
  });

  it('does not wait for a peer that takes no part, is stopped or deleted', async () => {
    const lab = new Restarted(3);
    lab.speaker.create({ ...us, peerAddress: '192.0.2.9', passive: true });
    lab.speaker.disable(({ name }) => name === '192.0.2.3');
    lab.speaker.delete(({ name }) => name === '192.0.2.4');
    (await lab.up(2, gr)).send(endOfRib);
    lab.clock.runFor(1);
    expect(lab.told).toEqual(['192.0.2.2']);
  });

  it('waits for all families of a session', async () => {
    const families = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
    const lab = new Restarted(1, {}, { families });
    const [ours, theirs] = memoryPair(lab.clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
    lab.speaker.accept(ours, ours);
    const peer = new ScriptedPeer(theirs, { ...them, families, capabilities: [gr] }, lab.clock);
    await peer.establish();
    peer.send(endOfRib);
    lab.clock.runFor(1);
    expect(lab.speaker.restarting).toBe(true);
    // An MP_UNREACH_NLRI of IPv6 unicast that withdraws nothing (RFC 4724 §2).
    peer.send(new Uint8Array([...new Array(16).fill(255), 0, 29, 2, 0, 0, 0, 6, 0x80, 15, 3, 0, 2, 1]));
    lab.clock.runFor(1);
    expect(lab.speaker.restarting).toBe(false);
  });

  it('goes out when Selection_Deferral_Timer is over, whoever is missing', async () => {
    const lab = new Restarted(2, { selectionDeferralSeconds: 30 });
    await lab.up(2, gr);
    lab.clock.runFor(29_999);
    expect(lab.told).toEqual([]);
    lab.clock.runFor(1);
    expect([lab.told, lab.events]).toEqual([['192.0.2.2'], ['restarted at 30']]);
    await lab.up(3, gr);
    expect(lab.told).toEqual(['192.0.2.2', '192.0.2.3']);
  });

  it('is not asked for by a refresh meanwhile (RFC 7313 §4)', async () => {
    const lab = new Restarted(1);
    const peer = await lab.up(2, gr);
    peer.send(routeRefresh(V4));
    lab.clock.runFor(10);
    expect(peer.received.slice(2)).toEqual([]);
    peer.send(endOfRib);
    lab.clock.runFor(10);
    expect(peer.received.slice(2).map(({ type }) => type)).toEqual([
      'UPDATE',
      'ROUTE-REFRESH',
      'UPDATE',
      'ROUTE-REFRESH',
    ]);
  });

  it('is given up where the session ends before it began: the source is told', async () => {
    const lab = new Restarted(1);
    (await lab.up(2, gr)).destroy();
    lab.clock.runFor(1);
    expect(lab.sources.get('192.0.2.2')).toMatchObject({ given: 0, closedWith: { kind: 'connection-lost' } });
  });

  it('leaves no timer when the speaker closes', async () => {
    const lab = new Restarted(1);
    await lab.up(2, gr);
    const closing = lab.speaker.close();
    lab.clock.runFor(2_000);
    await closing;
    expect([lab.clock.pending, lab.told, lab.events]).toEqual([0, [], []]);
  });

  it.each([0, 65536, 1.5, Number.NaN])('refuses to wait %d seconds', (selectionDeferralSeconds) => {
    expect(() => new Speaker({ restart: { selectionDeferralSeconds } })).toThrow(
      `selection deferral time must be 1–65535 seconds, got ${selectionDeferralSeconds}`,
    );
  });
});

describe('a speaker that closes to be back', () => {
  it('says nothing, so that its routes are kept (RFC 4724 §4.2)', async () => {
    const lab = new Restarted(1, false);
    const peer = await lab.up(2, gr);
    const reasons: string[] = [];
    lab.speaker.on('closed', ({ kind }) => reasons.push(kind));
    const closing = lab.speaker.close({ graceful: true });
    lab.clock.runFor(2_000);
    await closing;
    expect([peer.closed, peer.received.at(-1)?.type, reasons]).toEqual([true, 'UPDATE', ['connection-lost']]);
    expect(lab.clock.pending).toBe(0);
  });
});
