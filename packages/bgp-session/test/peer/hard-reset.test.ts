import {
  administrativeCease,
  type CeaseSubcode,
  capability,
  Family,
  GRACEFUL_RESTART,
  hardReset,
  type NotificationMessage,
  notification,
  parseHex,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { formatCloseReason, type Session, Speaker } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, SinkLog, them, us } from '../lib.js';

const V4 = Family.IPV4_UNICAST;

/** A sink that finds one UPDATE too many. */
class FullSink extends SinkLog {
  constructor(readonly objection: NotificationMessage) {
    super();
  }
  override update(): NotificationMessage {
    return this.objection;
  }
}

async function setUp({ bit = true, names = true, sink = new SinkLog() } = {}) {
  const clock = new VirtualClock();
  const speaker = new Speaker({ clock, handlerFor: () => ({ onEstablished: () => ({ sink }) }) });
  speaker.create({ ...us, passive: true, holdTimeSeconds: 0, gracefulRestart: {} });
  const [ours, theirs] = memoryPair(clock, { addresses: ['192.0.2.1', '192.0.2.2'] });
  speaker.accept(ours, ours);
  const families = names ? [{ family: V4, forwardingPreserved: true }] : [];
  const gr = { restarting: false, notification: bit, restartTimeSeconds: 60, families };
  const peer = new ScriptedPeer(theirs, { ...them, capabilities: [capability(GRACEFUL_RESTART, gr)] }, clock);
  await peer.establish();
  const session = speaker.peer('192.0.2.2')?.session as Session;
  const heard = async () => {
    const { code, subcode, data } = await peer.expect('NOTIFICATION');
    return notification(code, subcode, data);
  };
  return { clock, sink, speaker, peer, session, heard };
}

const limit = notification(6, 1, parseHex('00010100000001')!);

const ENDS: readonly (readonly [string, (one: Awaited<ReturnType<typeof setUp>>) => unknown, NotificationMessage])[] = [
  ['an operator’s stop', ({ speaker }) => speaker.disable(() => true), notification(6, 2)],
  ['a deleted peer', ({ speaker }) => speaker.delete(() => true), notification(6, 3)],
  ['a speaker that closes', ({ speaker }) => void speaker.close(), notification(6, 2)],
  ['a shutdown with a text', ({ session }) => session.teardown(2, 'till noon'), administrativeCease(2, 'till noon')],
  ['an administrative reset', ({ session }) => session.teardown(4), notification(6, 4)],
];

describe('a Hard Reset (RFC 8538 §3, §5.1)', () => {
  it.each(ENDS)('says %s where the N bit is set both ways, and the routes go', async (_, end, cease) => {
    const one = await setUp();
    end(one);
    expect(await one.heard()).toEqual(hardReset(cease));
    expect(one.sink.calls.at(-1)).toBe('down notification-sent false');
  });

  it.each(ENDS)('does not say %s to a peer that cannot read it (§4)', async (_, end, cease) => {
    const one = await setUp({ bit: false });
    end(one);
    expect(await one.heard()).toEqual(cease);
    expect(one.sink.calls.at(-1)).toBe('down notification-sent false');
  });

  it('is for a peer that keeps our routes, also where it would have us keep none of its own', async () => {
    const one = await setUp({ names: false });
    one.speaker.disable(() => true);
    expect(await one.heard()).toEqual(hardReset(notification(6, 2)));
  });

  it('ends a session over the prefix limit', async () => {
    const one = await setUp({ sink: new FullSink(limit) });
    one.peer.send(announce('10.0.0.0/8'));
    expect(await one.heard()).toEqual(hardReset(limit));
    expect(one.sink.calls.at(-1)).toBe('down notification-sent false');
  });

  it('of the peer deletes the routes, whatever it encloses, and is told in words', async () => {
    for (const [data, words] of [
      ['', 'the peer ended the session: Cease / Hard Reset (6/9)'],
      [
        '0602056166746572',
        'the peer ended the session: Cease / Hard Reset (6/9): Cease / Administrative Shutdown (6/2): "after"',
      ],
    ] as const) {
      const one = await setUp();
      one.peer.send(notification(6, 9, parseHex(data)!));
      one.clock.runFor(1);
      expect(one.sink.calls.at(-1)).toBe('down notification-received false');
      expect(formatCloseReason(one.speaker.peer('192.0.2.2')!.lastReason!)).toBe(words);
    }
  });
});

describe('a NOTIFICATION that is no Hard Reset keeps the routes (RFC 8538 §4)', () => {
  it.each<readonly [string, (session: Session) => void, NotificationMessage]>([
    [
      'where a graceful teardown is asked for',
      (one) => one.teardown(4, 'soon', { graceful: true }),
      administrativeCease(4, 'soon'),
    ],
    ['where it is given word for word', (one) => one.notify(notification(6, 2)), notification(6, 2)],
    [
      'where the Cease does not last',
      (one) => one.teardown(8 as typeof CeaseSubcode.OUT_OF_RESOURCES),
      notification(6, 8),
    ],
  ])('%s', async (_, end, said) => {
    const one = await setUp();
    end(one.session);
    expect(await one.heard()).toEqual(said);
    expect(one.sink.calls.at(-1)).toBe('down notification-sent true');
  });
});

describe('an operator’s stop while the peer is away', () => {
  it.each<readonly [string, (speaker: Speaker) => void]>([
    ['disable', (speaker) => speaker.disable(() => true)],
    ['delete', (speaker) => speaker.delete(() => true)],
  ])('%s: its stale routes go at once', async (_, end) => {
    const { clock, sink, speaker, peer } = await setUp();
    peer.destroy();
    clock.runFor(1_000);
    expect(sink.calls.at(-1)).toBe('down connection-lost true');
    end(speaker);
    expect(sink.calls.at(-1)).toBe(`purge ${V4}`);
    expect(clock.pending).toBe(0);
  });
});
