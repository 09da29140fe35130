import { type CeaseSubcode, capability, ErrorCode, Family, GRACEFUL_RESTART, notification } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type PeerSettings, Speaker } from '../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../src/testing/index.js';
import { endOfRib, SinkLog, them, us } from './lib.js';

const V4 = Family.IPV4_UNICAST;
const V6 = Family.IPV6_UNICAST;
const families = [V4, V6];

/** The capability of a peer that keeps forwarding by the families named (RFC 4724 §3). */
function restartable(kept: readonly number[], bits: { notification?: boolean } = {}) {
  return capability(GRACEFUL_RESTART, {
    restarting: false,
    notification: bits.notification ?? false,
    restartTimeSeconds: 60,
    families: kept.map((family) => ({ family, forwardingPreserved: true })),
  });
}

function setUp(replaceOn: 'open' | 'connection' = 'open') {
  const clock = new VirtualClock();
  const sink = new SinkLog();
  const speaker = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
  speaker.create({ ...us, passive: true, families, holdTimeSeconds: 0, gracefulRestart: { replaceOn } });
  const connect = (settings: Partial<PeerSettings>) => {
    const [ours, theirs] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
    speaker.accept(ours, ours);
    return new ScriptedPeer(theirs, { ...them, families, ...settings }, clock);
  };
  return { clock, sink, speaker, connect };
}

describe('routes of a peer that is lost', () => {
  it('are kept as stale where it said so, and purged family by family at End-of-RIB', async () => {
    const { clock, sink, connect } = setUp();
    const first = connect({ capabilities: [restartable(families)] });
    await first.establish();
    first.destroy();
    clock.runFor(1_000);
    expect(sink.calls).toEqual(['up 192.0.2.2', `stale ${V4} gr`, `stale ${V6} gr`, 'down connection-lost true']);
    sink.calls.length = 0;
    const second = connect({ capabilities: [restartable(families)] });
    await second.establish();
    second.send(endOfRib);
    clock.runFor(1);
    expect(sink.calls).toEqual(['up 192.0.2.2', `endOfRib ${V4}`, `purge ${V4}`]);
    clock.runFor(180_000);
    expect(sink.calls.at(-1)).toBe(`purge ${V6}`);
  });

  it('go at the restart time where it does not come back', async () => {
    const { clock, sink, connect, speaker } = setUp();
    const first = connect({ capabilities: [restartable([V4])] });
    await first.establish();
    first.destroy();
    clock.runFor(59_999);
    expect(sink.calls).toEqual([
      'up 192.0.2.2',
      `stale ${V4} gr`,
      `stale ${V6} gr`,
      `purge ${V6}`,
      'down connection-lost true',
    ]);
    clock.runFor(1);
    expect(sink.calls.at(-1)).toBe(`purge ${V4}`);
    speaker.delete(() => true);
    expect(clock.pending).toBe(0);
  });

  it('go at once when it is back without the family or its forwarding state', async () => {
    const { clock, sink, connect } = setUp();
    const first = connect({ capabilities: [restartable(families)] });
    await first.establish();
    first.destroy();
    clock.runFor(1_000);
    sink.calls.length = 0;
    await connect({ capabilities: [restartable([V6])] }).establish();
    expect(sink.calls).toEqual(['up 192.0.2.2', `purge ${V4}`]);
  });

  it('are kept when a second OPEN proves the old connection dead (RFC 4724 §4.2)', async () => {
    const { clock, sink, connect, speaker } = setUp();
    await connect({ capabilities: [restartable(families)] }).establish();
    sink.calls.length = 0;
    await connect({ capabilities: [restartable(families)] }).establish();
    clock.runFor(1);
    expect(sink.calls).toEqual([`stale ${V4} gr`, `stale ${V6} gr`, 'down connection-lost true', 'up 192.0.2.2']);
    expect(speaker.peer('192.0.2.2')).toMatchObject({ state: 'Established', sessions: 2 });
  });

  it('are kept when a bare connection proves it, where that is asked for (RFC 4724 §5)', async () => {
    const { clock, sink, connect, speaker } = setUp('connection');
    await connect({ capabilities: [restartable(families)] }).establish();
    const second = connect({ capabilities: [restartable(families)] });
    expect(sink.calls.at(-1)).toBe('down connection-lost true');
    await second.establish();
    clock.runFor(1);
    expect(speaker.peer('192.0.2.2')).toMatchObject({ state: 'Established', sessions: 2 });
  });

  it.each([
    ['without the N bit', false, 4 as typeof CeaseSubcode.ADMINISTRATIVE_RESET, false],
    ['with the N bit', true, 4, true],
    ['with the N bit, but by a Hard Reset', true, 9, false],
  ])('after a NOTIFICATION %s: kept is %s → %i → %s (RFC 8538 §4)', async (_, bit, subcode, kept) => {
    const { clock, sink, connect } = setUp();
    const peer = connect({ capabilities: [restartable(families, { notification: bit })] });
    await peer.establish();
    peer.send(notification(ErrorCode.CEASE, subcode));
    clock.runFor(1);
    expect(sink.calls.at(-1)).toBe(`down notification-received ${kept}`);
  });
});
