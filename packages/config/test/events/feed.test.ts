import { memoryPair, VirtualClock } from '@mesh/bgp-session/testing';
import { formatFamily, formatHex } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  type ApiSettings,
  Configuration,
  EventFeed,
  type EventListener,
  ExabgpEventWriter,
  ExabgpTextWriter,
  type NeighborSettings,
  type SpeakerEvent,
  startSpeaker,
  type Transport,
} from '../../src/index.js';

const [US, THEM] = ['10.0.0.1', '10.0.0.2'];
const EVERYTHING = { open: true, update: true, notification: true, keepalive: true, refresh: true } as const;

function network(clock: VirtualClock): Required<Transport> {
  const listening = new Map<string, Parameters<NonNullable<Transport['listen']>>[1]>();
  return {
    // A connection takes a while, so that there is time to listen to what becomes of it.
    connect: async ({ localAddress, peerAddress }) => {
      await new Promise<void>((resolve) => clock.after(1, resolve));
      const [near, far] = memoryPair(clock, { latencyMs: 1, addresses: [localAddress!, peerAddress!] });
      const speaker = listening.get(peerAddress!)!;
      clock.defer(() => speaker.accept(far, { localAddress: peerAddress, remoteAddress: localAddress }));
      return near;
    },
    listen: async ({ host, port }, speaker) => {
      listening.set(host, speaker);
      return { host, port, close: async () => void listening.delete(host) };
    },
  };
}

function neighbor(from: string, to: string, api: ApiSettings): NeighborSettings {
  const [localAs, peerAs] = from === US ? [65001, 65002] : [65002, 65001];
  const passive = from === THEM;
  return {
    session: { peerAddress: to, localAddress: from, localAs, peerAs, passive, listen: passive ? 179 : 0 },
    families: 'ipv4 unicast',
    api,
  };
}

/** Two speakers; what ours tells its listener `prog` is kept. */
async function lab(api: ApiSettings, ...more: readonly EventListener[]) {
  const clock = new VirtualClock();
  const options = { transport: network(clock), clock, random: () => 0.5 };
  const them = await startSpeaker(Configuration.fromSettings({ neighbors: [neighbor(THEM, US, {})] }), options);
  const settings = { neighbors: [neighbor(US, THEM, api)], processes: [{ name: 'prog', run: ['prog'] }] };
  const us = await startSpeaker(Configuration.fromSettings(settings), options);
  const told: SpeakerEvent[] = [];
  const feed = new EventFeed(us, { clock });
  const remove = feed.add({ name: 'prog', tell: (event) => told.push(event) });
  for (const one of more) feed.add(one);
  const settled = async (promise: Promise<unknown>) => {
    let done = false;
    void promise.then(() => (done = true));
    expect(await clock.advance(() => done, 60_000)).toBe(true);
  };
  await settled(Promise.all([us.whenEstablished(), them.whenEstablished()]));
  const close = async () => {
    const closing = Promise.all([us.close(), them.close()]);
    await clock.advance(() => us.peers().length === 0, 1000);
    await settled(closing);
  };
  return { clock, us, them, told, feed, remove, settled, close };
}

const inWords = (event: SpeakerEvent): string => {
  const way = 'direction' in event ? ` ${event.direction}` : '';
  if (event.type === 'state') return `state ${event.state}`;
  if (event.type === 'fsm') return `fsm ${event.state}`;
  return `${event.type}${way}`;
};

describe('a feed of events', () => {
  it('[G17] tells of the session and of each message, in the order in which it happens', async () => {
    const all = { parsed: true, ...EVERYTHING };
    const { told, them, settled, close } = await lab({
      processes: ['prog'],
      neighborChanges: true,
      negotiated: true,
      fsm: true,
      receive: all,
      send: all,
    });
    them.announce('route 192.0.2.0/24 next-hop 10.0.0.2');
    await settled(them.flushed());
    await close();
    const words = told.map(inWords);
    expect(words.filter((word) => word.startsWith('fsm'))).toEqual([
      'fsm OPENSENT',
      'fsm OPENCONFIRM',
      'fsm ESTABLISHED',
      'fsm IDLE',
    ]);
    expect(words.filter((word) => /^(?:state|open|negotiated|notification)/.test(word))).toEqual([
      'state connected',
      'open out',
      'open in',
      'negotiated',
      'state up',
      'notification out',
      'state down',
    ]);
    expect(words).toContain('keepalive in');
    const routes = told.flatMap((event) =>
      event.type === 'update' ? event.message.announced().map(({ family }) => formatFamily(family)) : [],
    );
    expect(routes).toEqual(['ipv4-unicast']);
  });

  it('gives what a neighbour asks for and nothing else, in the form it asks for', async () => {
    const { told, them, settled, close } = await lab({ processes: ['prog'], receive: { packets: true, update: true } });
    them.announce('route 192.0.2.0/24 next-hop 10.0.0.2');
    await settled(them.flushed());
    await close();
    expect(told.map(({ type }) => type)).toEqual(['packet', 'packet']);
    const writer = new ExabgpEventWriter({ host: 'host', pid: 1, ppid: 0 });
    const event = JSON.parse(writer.write(told.at(-1)!));
    expect(event).toMatchObject({
      type: 'update',
      neighbor: { direction: 'in', message: { category: 2, header: expect.stringMatching(/^F{32}/) } },
    });
    expect(event.header).toBeUndefined();
  });

  it('puts octets beside what they say for consolidate, also of what is sent', async () => {
    const { told, us, settled, close } = await lab({
      processesMatch: ['^pr'],
      send: { consolidate: true, packets: true, update: true },
    });
    us.announce('route 192.0.2.0/24 next-hop 10.0.0.1');
    await settled(us.flushed());
    await close();
    const updates = told.filter((event) => event.type === 'update');
    expect(updates).toHaveLength(told.length);
    // The route, octets by hand: 24 bits of 192.0.2.
    expect(updates.map(({ frame }) => formatHex(frame!)).some((hex) => hex.endsWith('18c00002'))).toBe(true);
  });

  it('does nothing for a listener that no neighbour names, and nothing once it is gone', async () => {
    const strangers: SpeakerEvent[] = [];
    const stranger = { name: 'stranger', tell: (event: SpeakerEvent) => strangers.push(event) };
    const { told, them, settled, feed, remove, close } = await lab(
      { processes: ['prog'], neighborChanges: true, receive: { parsed: true, update: true } },
      stranger,
    );
    const before = told.length;
    feed.refresh();
    expect(told).toHaveLength(before);
    them.announce('route 192.0.2.0/24 next-hop 10.0.0.2');
    await settled(them.flushed());
    expect(told.slice(before).map(inWords)).toContain('update in');
    remove();
    const after = told.length;
    await close();
    expect(told).toHaveLength(after);
    expect(strangers).toEqual([]);
  });

  it('[C23] tells of signals those who ask, and everybody of the end', async () => {
    const { told, feed, close } = await lab({ processes: ['prog'], signal: true });
    feed.signal(10, 'SIGUSR1');
    feed.shutdown();
    expect(told.map(({ type }) => type)).toEqual(['signal', 'shutdown']);
    await close();
    feed[Symbol.dispose]();
  });
});

describe('events as text', () => {
  it("[G17] are the lines of ExaBGP's text encoder", async () => {
    const { told, us, them, settled, close } = await lab({
      processes: ['prog'],
      neighborChanges: true,
      receive: { parsed: true, ...EVERYTHING },
      send: { parsed: true, notification: true },
    });
    const writer = new ExabgpTextWriter({ pid: 7, ppid: 3 });
    them.announce('route 192.0.2.0/24 next-hop 10.0.0.2 med 5');
    await settled(them.flushed());
    them.withdraw('route 192.0.2.0/24');
    await settled(them.flushed());
    await close();
    void us;
    const lines = told.flatMap((event) => writer.write(event) ?? []).flatMap((text) => text.split('\n'));
    const told1 = (part: string) => lines.filter((line) => line.includes(part));
    expect(told1('connected')).toEqual(['neighbor 10.0.0.2 connected']);
    expect(told1(' up')[0]).toBe('neighbor 10.0.0.2 up');
    expect(told1('announced')).toEqual([
      'neighbor 10.0.0.2 receive update announced 192.0.2.0/24 next-hop 10.0.0.2 origin igp as-path [ 65002 ] med 5',
    ]);
    expect(told1('withdrawn')).toEqual(['neighbor 10.0.0.2 receive update withdrawn 192.0.2.0/24']);
    expect(told1('keepalive')[0]).toBe('neighbor 10.0.0.2 receive keepalive');
    expect(told1('open version')[0]).toMatch(
      /^neighbor 10\.0\.0\.2 receive open version 4 asn 65002 hold_time 180 router_id 10\.0\.0\.2 capabilities \[.*\]$/,
    );
    expect(told1('notification')[0]).toMatch(/^neighbor 10\.0\.0\.2 send notification code 6 subcode \d+ data 0x/);
    expect(writer.write({ type: 'shutdown', timeMs: 0 })).toBe('shutdown 7 3');
  });
});
