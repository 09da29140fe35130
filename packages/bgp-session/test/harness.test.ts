import { Family } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../src/testing/index.js';

const us: PeerSettings = {
  peerAddress: '192.0.2.2',
  localAddress: '192.0.2.1',
  localAs: 65001,
  peerAs: 65002,
  routerId: '192.0.2.1',
  holdTimeSeconds: 9,
  families: [Family.IPV4_UNICAST],
};
const settings: PeerSettings = { localAs: 65002, routerId: '192.0.2.2' };

describe('a harness peer', () => {
  it('sees the hold timer expire in virtual time (RFC 4271 §6.5)', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock, { latencyMs: 1, chunk: 1 });
    const speaker = new Speaker({ clock, connect: () => ours, handlerFor: () => ({}) });
    const peer = new ScriptedPeer(theirs, settings, clock);
    speaker.create(us);
    peer.establish();
    expect(await peer.expect('NOTIFICATION', { ms: 9_100 })).toMatchObject({ code: 4, subcode: 0 });
    expect(clock.now()).toBeGreaterThanOrEqual(9_000);
  });
});
