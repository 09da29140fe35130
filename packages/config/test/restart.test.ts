import { type PeerSettings, Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import {
  AS_PATH,
  asSequence,
  attribute,
  COMMUNITIES,
  capability,
  type DecodedMessage,
  Family,
  GRACEFUL_RESTART,
  LONG_LIVED_GRACEFUL_RESTART,
  NEXT_HOP,
  ORIGIN,
  RefreshSubtype,
  routeRefresh,
  type UpdateMessage,
} from '@mesh/bgp-wire';
import { AdjRibIn, AdjRibOut, RouteStore } from '@mesh/rib';
import { describe, expect, it } from 'vitest';

/* Restart and refresh where both halves meet: the session says when, the RIBs hold the routes. */

const [V4, V6] = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
const families = [V4, V6];
const us: PeerSettings = {
  peerAddress: '192.0.2.2',
  localAs: 65001,
  peerAs: 65002,
  routerId: '192.0.2.1',
  passive: true,
  families,
  holdTimeSeconds: 0,
};
const theirs: PeerSettings = { localAs: 65002, peerAs: 65001, routerId: '192.0.2.2', families };
const GR = capability(GRACEFUL_RESTART, {
  restarting: false,
  notification: true,
  restartTimeSeconds: 60,
  families: families.map((family) => ({ family, forwardingPreserved: true })),
});
const LLGR = capability(
  LONG_LIVED_GRACEFUL_RESTART,
  families.map((family) => ({ family, forwardingPreserved: true, staleTimeSeconds: 600 })),
);

function announce(...prefixes: string[]): UpdateMessage {
  return {
    type: 'UPDATE',
    attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002)), attribute(NEXT_HOP, '192.0.2.2')],
    nlri: prefixes.map((prefix) => ({ family: V4, prefix })),
  };
}

const endOfRib: UpdateMessage = { type: 'UPDATE' };

class Lab {
  readonly clock = new VirtualClock();
  readonly changes: string[] = [];
  readonly store = new RouteStore();
  readonly out = new AdjRibOut(this.store, { localAddress: '192.0.2.1' });
  readonly in = new AdjRibIn(this.store, {
    onChange: (current, previous) => this.changes.push(`${previous?.prefix ?? '-'} > ${current?.prefix ?? '-'}`),
  });
  readonly speaker = new Speaker({
    clock: this.clock,
    handlerFor: () => ({ onEstablished: (session) => ({ source: this.out.open(session), sink: this.in }) }),
  });

  constructor(settings: Partial<PeerSettings> = {}) {
    this.speaker.create({ ...us, ...settings });
  }

  async up(settings: Partial<PeerSettings> = {}): Promise<ScriptedPeer> {
    const [ours, stream] = memoryPair(this.clock, { latencyMs: 1, addresses: ['192.0.2.1', '192.0.2.2'] });
    this.speaker.accept(ours, ours);
    const peer = new ScriptedPeer(stream, { ...theirs, ...settings }, this.clock);
    await peer.establish();
    this.clock.runFor(10);
    return peer;
  }

  prefixes(): string[] {
    return [...this.in.routes()].map(({ prefix }) => prefix).sort();
  }
}

/** What came after OPEN and KEEPALIVE, in a word each. */
function words({ received }: ScriptedPeer): string[] {
  return received.slice(2).map((message: DecodedMessage) => {
    if (message.type === 'ROUTE-REFRESH') return message.subtype === RefreshSubtype.BEGIN ? 'begin' : 'end';
    if (message.type !== 'UPDATE') return message.type;
    return message.endOfRib === undefined ? 'routes' : `end of ${message.endOfRib}`;
  });
}

describe('End-of-RIB (RFC 4724 §2)', () => {
  it.each([
    ['without graceful restart', {}, {}],
    ['with it', { gracefulRestart: {} }, { capabilities: [GR] }],
  ])('follows the first routes, of each family, %s', async (_, ours, peer) => {
    const lab = new Lab(ours);
    lab.out.announce({ prefix: '10.0.0.0/8', nextHop: 'self' });
    const to = await lab.up(peer);
    expect(words(to)).toEqual(['routes', `end of ${V4}`, `end of ${V6}`]);
    lab.out.announce({ prefix: '10.1.0.0/16', nextHop: 'self' });
    lab.clock.runFor(10);
    expect(words(to).slice(3)).toEqual(['routes']);
  });

  it('comes also where there is no route', async () => {
    expect(words(await new Lab().up())).toEqual([`end of ${V4}`, `end of ${V6}`]);
  });
});

describe('a refresh (RFC 7313 §4)', () => {
  it('goes out between marks, also where the family has no route', async () => {
    const lab = new Lab();
    lab.out.announce({ prefix: '10.0.0.0/8', nextHop: 'self' });
    const peer = await lab.up();
    for (const family of families) peer.send(routeRefresh(family));
    lab.clock.runFor(10);
    expect(words(peer).slice(3).sort()).toEqual(['begin', 'begin', 'end', 'end', 'routes']);
    const [v4, v6] = families.map((family) =>
      peer.received.flatMap((one, i) => (one.type === 'ROUTE-REFRESH' && one.family === family ? [i] : [])),
    );
    const routes = peer.received.findLastIndex((one) => one.type === 'UPDATE');
    expect([v4!.length, v6!.length, v4![0]! < routes, routes < v4![1]!]).toEqual([2, 2, true, true]);
  });

  it('of the peer sweeps what it did not bring again', async () => {
    const lab = new Lab();
    const peer = await lab.up();
    peer.send(announce('10.0.0.0/8', '10.1.0.0/16'));
    peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
    peer.send(announce('10.1.0.0/16'));
    lab.clock.runFor(10);
    expect(lab.prefixes()).toEqual(['10.0.0.0/8', '10.1.0.0/16']);
    peer.send(routeRefresh(V4, RefreshSubtype.END));
    lab.clock.runFor(10);
    expect(lab.prefixes()).toEqual(['10.1.0.0/16']);
  });

  it('that the peer never ends sweeps after 360 seconds', async () => {
    const lab = new Lab();
    const peer = await lab.up();
    peer.send(announce('10.0.0.0/8'));
    peer.send(routeRefresh(V4, RefreshSubtype.BEGIN));
    lab.clock.runFor(359_000);
    expect(lab.prefixes()).toEqual(['10.0.0.0/8']);
    lab.clock.runFor(2_000);
    expect(lab.prefixes()).toEqual([]);
  });
});

describe('a peer that restarts', () => {
  it('and says the same again changes nothing; what it says no more goes at its End-of-RIB (RFC 4724 §4.2)', async () => {
    const lab = new Lab({ gracefulRestart: {} });
    const first = await lab.up({ capabilities: [GR] });
    first.send(announce('10.0.0.0/8', '10.1.0.0/16'));
    first.send(endOfRib);
    lab.clock.runFor(10);
    first.destroy();
    lab.clock.runFor(10_000);
    expect([lab.in.staleSize(V4), lab.prefixes().length]).toEqual([2, 2]);
    lab.changes.length = 0;
    const second = await lab.up({ capabilities: [GR] });
    second.send(announce('10.0.0.0/8'));
    lab.clock.runFor(10);
    expect([lab.in.staleSize(V4), lab.prefixes().length, lab.changes]).toEqual([1, 2, []]);
    second.send(endOfRib);
    lab.clock.runFor(10);
    expect([lab.prefixes(), lab.changes]).toEqual([['10.0.0.0/8'], ['10.1.0.0/16 > -']]);
  });

  it('late has its routes marked LLGR_STALE meanwhile, and as they were afterwards (RFC 9494 §4.2)', async () => {
    const longLived = [{ family: V4, forwardingPreserved: true, staleTimeSeconds: 0 }];
    const lab = new Lab({ gracefulRestart: { longLived } });
    const first = await lab.up({ capabilities: [GR, LLGR] });
    first.send(announce('10.0.0.0/8', '10.1.0.0/16'));
    lab.clock.runFor(10);
    first.destroy();
    lab.clock.runFor(61_000);
    const communities = () => lab.in.get({ prefix: '10.0.0.0/8' })?.get(COMMUNITIES);
    expect([communities(), lab.in.staleness({ prefix: '10.0.0.0/8' })]).toEqual([[0xffff0006], 'llgr']);
    const second = await lab.up({ capabilities: [GR, LLGR] });
    second.send(announce('10.0.0.0/8'));
    second.send(endOfRib);
    lab.clock.runFor(10);
    expect([communities(), lab.prefixes()]).toEqual([undefined, ['10.0.0.0/8']]);
  });
});
