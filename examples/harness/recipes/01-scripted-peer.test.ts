// A peer that says what the test says, and tells what it hears.
import { memoryPair, ScriptedPeer, VirtualClock } from '@mesh/bgp-session/testing';
import { createConfigurationWithRoutes, startSpeaker } from '@mesh/config';
import { expect, it } from 'vitest';

it('the device announces its route, withdraws it, and misses our KEEPALIVEs', async () => {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 1, chunk: 1 }); // octet by octet: nobody may rely on more

  // The device under test. Yours is whatever has the other end of the stream.
  const configuration = createConfigurationWithRoutes('route 203.0.113.0/24 next-hop self med 10', {
    ...{ localAddress: '192.0.2.1', localAs: 65001, routerId: '192.0.2.1' },
    ...{ peerAddress: '192.0.2.2', peerAs: 65002, holdTime: 9 },
  });
  const device = await startSpeaker(configuration, { clock, connect: () => ours });

  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  expect(await peer.establish()).toMatchObject({ myAs: 65001, holdTime: 9 });
  await peer.expect('UPDATE', {
    announces: '203.0.113.0/24',
    asPath: '65001',
    attributes: { MULTI_EXIT_DISC: '10', NEXT_HOP: '192.0.2.1' },
  });

  device.withdraw({ prefix: '203.0.113.0/24' });
  await peer.expect('UPDATE', { withdraws: '203.0.113.0/24' });

  // We say nothing: nine seconds later the device has had enough (RFC 4271 §6.5).
  await peer.silence({ ms: 5_000, but: ['KEEPALIVE'] });
  await peer.expect('NOTIFICATION', { code: 4, subcode: 0 }, { ms: 4_100 });
  await peer.expectClose();
});
