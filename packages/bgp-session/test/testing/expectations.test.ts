import { createServer, type Socket } from 'node:net';
import {
  AS_PATH,
  asSequence,
  attribute,
  createContext,
  encodeMessage,
  Family,
  KEEPALIVE,
  type Message,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  notification,
  ORIGIN,
  unicast,
} from '@mesh/bgp-wire';
import { afterEach, describe, expect, it } from 'vitest';
import { type DuplexLike, fromDuplex, type PeerSettings } from '../../src/index.js';
import { connect } from '../../src/tcp/index.js';
import { type BgpMatchers, bgpMatchers, memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';

declare module 'vitest' {
  interface Matchers<T> extends BgpMatchers<T> {}
}
expect.extend(bgpMatchers);

const settings: PeerSettings = { localAs: 65002, routerId: '192.0.2.2' };
const context = createContext();

function update(prefix: string, med: number): Message {
  return {
    type: 'UPDATE',
    withdrawn: [],
    attributes: [
      attribute(ORIGIN, 'igp'),
      attribute(AS_PATH, asSequence(65001)),
      attribute(NEXT_HOP, '192.0.2.1'),
      attribute(MULTI_EXIT_DISC, med),
    ],
    nlri: [unicast(prefix)],
  };
}

/** A scripted peer and what speaks to it. */
interface Line {
  readonly peer: ScriptedPeer;
  say(...messages: readonly Message[]): void;
  end(): void;
}

function line(stream: DuplexLike, peer: ScriptedPeer): Line {
  stream.attach({ data: () => undefined, drain: () => undefined, closed: () => undefined });
  return {
    peer,
    say(...messages) {
      for (const message of messages) stream.write(encodeMessage(message, context), () => undefined);
    },
    end: () => stream.end(),
  };
}

let release: () => void = () => undefined;
afterEach(() => release());

const WORLDS: Readonly<Record<string, () => Promise<Line>>> = {
  'in virtual time': async () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock, { latencyMs: 1 });
    return line(ours, new ScriptedPeer(theirs, settings, clock));
  },
  'over TCP': async () => {
    const server = createServer();
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const target = { name: 'device', peerAddress: '127.0.0.1', peerPort: port, localAddress: undefined };
    const stream = await connect(target, new AbortController().signal);
    const socket = await accepted;
    release = () => {
      socket.destroy();
      server.close();
    };
    return line(fromDuplex(socket), new ScriptedPeer(stream, settings));
  },
};

describe.each(Object.entries(WORLDS))('a scripted peer %s', (_, open) => {
  it('expects the next message that fits, and passes over what stands before it', async () => {
    const { peer, say } = await open();
    say(KEEPALIVE, update('10.0.0.0/24', 5), update('10.0.1.0/24', 6));
    const message = await peer.expect('UPDATE', { announces: '10.0.1.0/24' }, { ms: 1_000 });
    expect(message).toAnnounce('10.0.1.0/24', { MULTI_EXIT_DISC: '6' });
    expect(message).not.toAnnounce('10.0.0.0/24');
    await expect(peer.expect('UPDATE', { announces: '10.0.0.0/24' }, { ms: 20 })).rejects.toMatchObject({
      code: 'MESH_EXPECTATION',
    });
  });

  it('says what came instead, decoded, and in what it differs', async () => {
    const { peer, say } = await open();
    say(KEEPALIVE, update('10.0.0.0/24', 5));
    const failure = peer.expect(
      'UPDATE',
      { announces: '10.0.0.0/24', attributes: { MULTI_EXIT_DISC: '7' } },
      { ms: 50 },
    );
    await expect(failure).rejects.toThrow(
      /^no UPDATE \{ announces: 10\.0\.0\.0\/24, attributes: \{"MULTI_EXIT_DISC":"7"\} \} came within 50 ms; there came:\n {2}at [\d.]+ s {2}KEEPALIVE\n {2}at [\d.]+ s {2}UPDATE announces 10\.0\.0\.0\/24; ORIGIN igp; AS_PATH 65001; NEXT_HOP 192\.0\.2\.1; MULTI_EXIT_DISC 5 {2}<- attributes MULTI_EXIT_DISC 5$/,
    );
  });

  it('knows an order', async () => {
    const { peer, say } = await open();
    say(update('10.0.0.0/24', 5), KEEPALIVE, update('10.0.1.0/24', 5), notification(6, 2));
    await peer.expectNext('UPDATE', { announces: '10.0.0.0/24' }, { ms: 1_000 });
    await peer.expectNext('UPDATE', { announces: '10.0.1.0/24' }, { ms: 1_000 });
    await expect(peer.expectNext('UPDATE', {}, { ms: 1_000 })).rejects.toThrow(
      /no UPDATE came next within 1000 ms; there came:\n.*NOTIFICATION Cease \/ Administrative Shutdown \(6\/2\)$/,
    );
  });

  it('expects octets', async () => {
    const { peer, say } = await open();
    const octets = encodeMessage(notification(6, 2), context);
    say(KEEPALIVE, notification(6, 2), notification(6, 4));
    await peer.expectBytes(octets, { ms: 1_000 });
    await expect(peer.expectBytes(octets, { ms: 1_000 })).rejects.toThrow(/<- 0xf{32}0015030604$/);
  });

  it('expects silence, from now on', async () => {
    const { peer, say } = await open();
    say(KEEPALIVE);
    await peer.expect('KEEPALIVE', { ms: 1_000 });
    await peer.silence({ ms: 30 });
    say(KEEPALIVE);
    await peer.silence({ ms: 30, but: ['KEEPALIVE'] });
    say(update('10.0.0.0/24', 5));
    await expect(peer.silence({ ms: 200, but: ['KEEPALIVE'] })).rejects.toThrow(/^no silence of 200 ms; there came:/);
  });

  it('does not take the end of the stream for silence', async () => {
    const { peer, end } = await open();
    end();
    await expect(peer.silence({ ms: 500 })).rejects.toThrow('no silence of 500 ms before the stream ended');
  });

  it('expects the end of the stream, and of nothing else after it', async () => {
    const { peer, say, end } = await open();
    await expect(peer.expectClose({ ms: 20 })).rejects.toThrow('the stream did not end within 20 ms; nothing came');
    say(notification(6, 4));
    end();
    await peer.expectClose({ ms: 1_000 });
    expect(await peer.expect('NOTIFICATION', { code: 6 })).toBeNotification(6, 4);
    await expect(peer.expect('UPDATE')).rejects.toThrow('no UPDATE came before the stream ended');
  });

  it('rejects with what a condition of the test throws, whenever that looks at a message', async () => {
    const { peer, say } = await open();
    const failures = [
      () => peer.expect('UPDATE', { prefix: '10.0.0.0/24' } as never, { ms: 1_000 }),
      () =>
        peer.expect('UPDATE', {
          match: () => {
            throw new RangeError('what the test says');
          },
        }),
      () =>
        peer.until('nothing', ({ length }) => {
          if (length > 0) throw new RangeError('what the test says');
          return false;
        }),
    ].map((expected) => {
      say(update('10.0.0.0/24', 5));
      return expected().then(
        () => 'fulfilled',
        (error: unknown) => (error as Error).message,
      );
    });
    expect(await Promise.all(failures)).toEqual([
      'an UPDATE has no "prefix": its members are announces, withdraws, asPath, attributes, without, flags, endOfRib',
      'what the test says',
      'what the test says',
    ]);
  });
});

describe('a scripted peer', () => {
  it('waits for whatever may be said of all that came, and takes nothing away', async () => {
    const { peer, say } = await WORLDS['in virtual time']!();
    say(update('10.0.0.0/24', 5), update('10.0.1.0/24', 5));
    expect(await peer.until('two messages', ({ length }) => length === 2 && 'both')).toBe('both');
    await peer.expect('UPDATE', { announces: '10.0.0.0/24' });
    const failure = peer.until('three messages', ({ length }) => length === 3, { ms: 10 });
    await expect(failure).rejects.toThrow('not so: three messages within 10 ms; nothing came');
  });

  it('sends KEEPALIVEs until it is told to stop, or the stream ends', () => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const listener = new ScriptedPeer(ours, settings, clock);
    const peer = new ScriptedPeer(theirs, settings, clock);
    const stop = peer.keepAlive(1_000);
    clock.runFor(3_500);
    stop();
    clock.runFor(3_500);
    expect(listener.received).toHaveLength(3);
    peer.keepAlive(1_000);
    listener.end();
    clock.runFor(5_000);
    expect(clock.pending).toBe(0);
  });
});

describe('patterns', () => {
  const [first, second] = ['10.0.0.0/24', '10.0.1.0/24'];

  it.each([
    ['OPEN', { as: 70_000, myAs: 23_456, holdTime: 9, routerId: '192.0.2.1', capabilities: [1, 65] }, true],
    ['OPEN', { as: 23_456 }, false],
    ['OPEN', { capabilities: [1, 64] }, false],
    ['UPDATE', { announces: [first], asPath: '65001', without: 'LOCAL_PREF', flags: { ORIGIN: 0x40 } }, true],
    ['UPDATE', { announces: [first, second] }, false],
    ['UPDATE', { withdraws: first }, false],
    ['UPDATE', { without: ['LOCAL_PREF', 'ORIGIN'] }, false],
    ['UPDATE', { endOfRib: Family.IPV4_UNICAST }, false],
    ['NOTIFICATION', { code: 6, subcode: 2, text: 'maintenance' }, true],
    ['NOTIFICATION', { data: '0b6d61696e74656e616e6365' }, true],
    ['NOTIFICATION', { data: new Uint8Array(2) }, false],
    ['ROUTE-REFRESH', { family: Family.IPV4_UNICAST, subtype: 0 }, true],
    ['ROUTE-REFRESH', { family: Family.IPV6_UNICAST }, false],
    ['KEEPALIVE', {}, true],
  ] as const)('%s %j: %s', async (type, pattern, fits) => {
    const clock = new VirtualClock();
    const [ours, theirs] = memoryPair(clock);
    const speaker = new ScriptedPeer(ours, { localAs: 70_000, routerId: '192.0.2.1', holdTimeSeconds: 9 }, clock);
    const { peer } = { peer: new ScriptedPeer(theirs, settings, clock) };
    const text = new TextEncoder().encode('\u000bmaintenance');
    const messages: Readonly<Record<string, Message>> = {
      OPEN: speaker.open,
      UPDATE: update(first, 5),
      NOTIFICATION: notification(6, 2, text),
      KEEPALIVE,
      'ROUTE-REFRESH': { type: 'ROUTE-REFRESH', family: Family.IPV4_UNICAST, subtype: 0, rest: new Uint8Array() },
    };
    speaker.send(messages[type]!);
    const message = await peer.expect(type);
    expect(bgpMatchers.toBeMessage(message, type, pattern).pass).toBe(fits);
  });

  it('refuse a member that messages of the type do not have, and name those there are', () => {
    const message = { ...notification(6, 2) };
    expect(() => bgpMatchers.toBeMessage(message, 'NOTIFICATION', { prefix: first } as never)).toThrow(
      'a NOTIFICATION has no "prefix": its members are code, subcode, data, text',
    );
  });

  it('tell what is no message', () => {
    expect(bgpMatchers.toWithdraw('10.0.0.0/24', first).message()).toBe(
      'expected UPDATE { withdraws: 10.0.0.0/24 }, got no BGP message',
    );
    expect(bgpMatchers.toBeNotification(notification(6, 4), 6, 2).message()).toBe(
      'expected NOTIFICATION { code: 6, subcode: 2 }, got NOTIFICATION Cease / Administrative Reset (6/4)',
    );
  });
});
