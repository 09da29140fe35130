import { createContext, decodeMessage, formatHex, MessageType } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type MessageTap, Speaker, type TappedStream } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, us } from '../lib.js';

function session() {
  const clock = new VirtualClock();
  const [ours, theirs] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
  const errors: Error[] = [];
  const speaker = new Speaker({ clock, connect: () => ours, poison: true });
  speaker.on('error', (error) => errors.push(error));
  const peer = new ScriptedPeer(theirs, { localAs: 65002, routerId: '192.0.2.2' }, clock);
  return { clock, speaker, peer, errors };
}

/** What a tap saw: message types by direction, and what befell the session. */
function log(seen: string[]): MessageTap {
  const type = (octets: Uint8Array) =>
    Object.entries(MessageType).find(([, code]) => code === octets[18])?.[0] ?? formatHex(octets);
  return {
    received: (message) => seen.push(`< ${type(message)}`),
    sent: (octets) => seen.push(`> ${type(octets)}`),
    established: ({ peer }) => seen.push(`established ${peer}`),
    closed: ({ kind }) => seen.push(`closed ${kind}`),
  };
}

describe('a tap', () => {
  it('that is set twice sees all twice, and each is ended for itself', async () => {
    const { clock, speaker, peer } = session();
    const seen: string[] = [];
    const make = () => log(seen);
    const [first] = [speaker.tap(make), speaker.tap(make)];
    speaker.create(us);
    await peer.establish();
    expect(seen.filter((one) => one === '< OPEN')).toHaveLength(2);
    first();
    first();
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    expect(seen.filter((one) => one === '< UPDATE')).toHaveLength(1);
  });

  it('sees each message of a session once, in order, between its stream and its close', async () => {
    const { clock, speaker, peer } = session();
    const seen: string[] = [];
    const streams: TappedStream[] = [];
    speaker.tap((stream) => {
      streams.push(stream);
      return log(seen);
    });
    speaker.create(us);
    await peer.establish();
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    void speaker.close();
    clock.runFor(1);
    expect(streams).toEqual([
      {
        peer: '192.0.2.2',
        initiator: 'local',
        localAddress: '192.0.2.1',
        localPort: undefined,
        remoteAddress: '192.0.2.2',
        remotePort: undefined,
      },
    ]);
    expect(seen).toEqual([
      '> OPEN',
      '< OPEN',
      '> KEEPALIVE',
      '< KEEPALIVE',
      'established 192.0.2.2',
      '< UPDATE',
      '> NOTIFICATION',
      'closed notification-sent',
    ]);
  });

  it('is given the octets as they came, before they are read', async () => {
    const { clock, speaker, peer } = session();
    const updates: string[] = [];
    speaker.tap(() => ({
      received: (message) => {
        const result = decodeMessage(message, createContext());
        if (result.ok && result.message.type === 'UPDATE') updates.push([...result.message.announced()].join());
      },
    }));
    speaker.create(us);
    await peer.establish();
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    expect(updates).toHaveLength(1);
  });

  it('put on late is told of the session that is up, and taken off sees no more', async () => {
    const { clock, speaker, peer } = session();
    speaker.create(us);
    await peer.establish();
    const seen: string[] = [];
    const untap = speaker.tap(() => log(seen));
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    untap();
    peer.send(announce('10.0.0.0/8'));
    clock.runFor(1);
    expect(seen).toEqual(['established 192.0.2.2', '< UPDATE']);
  });

  it('that throws is reported, and the session goes on', async () => {
    const { clock, speaker, peer, errors } = session();
    speaker.tap(() => ({
      received: () => {
        throw new Error('tap');
      },
    }));
    speaker.tap(() => {
      throw new Error('maker');
    });
    speaker.create(us);
    await peer.establish();
    clock.runFor(1);
    expect(speaker.peer('192.0.2.2')?.state).toBe('Established');
    expect(new Set(errors.map(({ cause }) => (cause as Error).message))).toEqual(new Set(['tap', 'maker']));
  });
});
