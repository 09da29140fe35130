import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { CHANNELS, publishDiagnostics } from '../../src/diagnostics.js';
import { Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { us } from '../lib.js';

describe('publishDiagnostics', () => {
  it('publishes events and messages on their channels, until it is ended', async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new Speaker({ clock, connect: () => ours });
    const seen: string[] = [];
    const onMessage = (message: unknown, name: string | symbol) => {
      const { peer, direction } = message as { peer?: { state: string }; direction?: string };
      seen.push(`${String(name).replace('mesh:bgp-session:', '')} ${direction ?? peer?.state}`);
    };
    for (const name of Object.values(CHANNELS)) subscribe(name, onMessage);
    const end = publishDiagnostics(speaker);
    speaker.create(us);
    const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
    await peer.establish();
    end();
    void speaker.close();
    clock.runFor(10);
    for (const name of Object.values(CHANNELS)) unsubscribe(name, onMessage);
    expect(seen).toEqual([
      'created Idle',
      'state Connect',
      'message sent',
      'state OpenSent',
      'message received',
      'message sent',
      'state OpenConfirm',
      'message received',
      'established Established',
      'state Established',
    ]);
    expect(speaker.listenerCount('state')).toBe(0);
  });
});
