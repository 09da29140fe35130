// Messages that nobody thought of: drawn at random, and whatever fails is made as small as it gets.
import { Speaker } from '@mesh/bgp-session';
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { encodeMessage, Family } from '@mesh/bgp-wire';
import { malformedUpdate, updateMessage } from '@mesh/bgp-wire/testing';
import { AdjRibIn, RouteStore } from '@mesh/rib';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** A fresh device with an Established session. */
async function establish() {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1, chunk: 7 });
  const table = new AdjRibIn(new RouteStore());
  const device = new Speaker({
    clock,
    connect: () => ours,
    handlerFor: () => ({ onEstablished: () => ({ sink: table }) }),
  });
  const families = Object.values(Family);
  device.create({ localAs: 65001, peerAs: 65002, routerId: '192.0.2.1', families });
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2', families }, clock);
  await peer.establish();
  return { clock, peer };
}

it('no sequence of well-formed UPDATEs ends a session', async () => {
  const { peer, clock } = await establish();
  const updates = fc.array(updateMessage(peer.tx), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(updates, (messages) => {
      for (const message of messages) peer.send(encodeMessage(message, peer.tx));
      clock.runFor(10);
      expect(peer.closed).toBe(false);
    }),
    { numRuns: 100, seed: 1 },
  );
});

it('a malformed UPDATE ends the session exactly where RFC 7606 says so', async () => {
  const context = (await establish()).peer.tx; // what both sides agreed on decides what is malformed
  await fc.assert(
    fc.asyncProperty(malformedUpdate(context), async ({ octets, outcome }) => {
      const { peer, clock } = await establish();
      peer.send(octets);
      clock.runFor(1_000);
      expect(peer.closed).toBe(outcome === 'session-reset');
      if (peer.closed) await peer.expect('NOTIFICATION', { code: 3 });
    }),
    { numRuns: 100, seed: 1 },
  );
});
