import { MessageType } from '@mesh/bgp-wire';
import { readMessages } from '@mesh/bgp-wire/pcap';
import { describe, expect, it } from 'vitest';
import { recordPcap, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, us } from '../lib.js';

async function run(observe: (speaker: Speaker, clock: VirtualClock) => void, addresses?: [string, string]) {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { latencyMs: 5, ...(addresses ? { addresses } : {}) });
  const speaker = new Speaker({ clock, connect: () => ours });
  observe(speaker, clock);
  speaker.create(us);
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  await peer.establish();
  clock.runFor(1_000);
  peer.send(announce('10.0.0.0/8'));
  clock.runFor(1_000);
  void speaker.close();
  clock.runFor(1_000);
}

describe('recordPcap', () => {
  it.each([
    ['pcapng', ['192.0.2.1', '192.0.2.2'], ['192.0.2.1', '192.0.2.2']],
    ['pcap', ['2001:db8::1', '2001:db8::2'], ['2001:db8::1', '2001:db8::2']],
    ['pcapng', ['fe80::1%eth0', 'fe80::2%eth0'], ['fe80::1', 'fe80::2']],
    ['pcapng', ['::ffff:192.0.2.1', '::ffff:192.0.2.2'], ['192.0.2.1', '192.0.2.2']],
    ['pcapng', undefined, ['127.0.0.1', '127.0.0.2']],
  ] as const)('writes a %s file that reads as the session between %o', async (format, addresses, ends) => {
    const chunks: Uint8Array[] = [];
    await run(
      (speaker, clock) => speaker.tap(recordPcap({ write: (octets) => chunks.push(octets), format, clock })),
      addresses && [...addresses],
    );
    const seen: string[] = [];
    const file = Buffer.concat(chunks);
    for await (const event of readMessages(new Uint8Array(file))) {
      if (event.kind === 'fault') throw new Error(event.reason);
      if (event.kind !== 'message') continue;
      const type = Object.entries(MessageType).find(([, code]) => code === event.frame[18])?.[0];
      seen.push(`${event.source.address} ${type} ${Number(event.timestampNs / 1_000_000n)}`);
    }
    const [here, there] = ends;
    // The peer speaks at 5 ms steps of latency; we say Cease after the two waits of a second.
    expect(seen.map((line) => line.replace(/ \d+$/, ''))).toEqual([
      `${here} OPEN`,
      `${there} OPEN`,
      `${here} KEEPALIVE`,
      `${there} KEEPALIVE`,
      `${there} UPDATE`,
      `${here} NOTIFICATION`,
    ]);
    const times = seen.map((line) => Number(line.split(' ')[2]));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)! - times[4]!).toBe(995);
  });
});
