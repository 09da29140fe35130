import {
  capability,
  encodeOrf,
  Family,
  type MeshError,
  type OrfCollection,
  type OrfFamily,
  type OrfRequest,
  OrfType,
  OUTBOUND_ROUTE_FILTERING,
  parseHex,
  routeRefresh,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { Speaker, type UpdateSource } from '../../src/index.js';
import { memoryPair, ScriptedPeer, VirtualClock } from '../../src/testing/index.js';
import { announce, ChunkSource, octets, us } from '../lib.js';

const V4 = Family.IPV4_UNICAST;
const orf = (mode: 'receive' | 'send' | 'both', type: number = OrfType.ADDRESS_PREFIX): OrfFamily[] => [
  { family: V4, types: [{ type, mode }] },
];

/** RFC 5292 §2: permit 10.0.0.0/8 up to /24 with sequence 5, at once. */
const REQUEST: OrfRequest = {
  whenToRefresh: 'immediate',
  collections: [
    {
      type: OrfType.ADDRESS_PREFIX,
      entries: [{ action: 'add', match: 'permit', sequence: 5, minLength: 0, maxLength: 24, prefix: '10.0.0.0/8' }],
    },
  ],
};
/** The same by hand: immediate, type 64, 9 octets; add and permit, sequence, minimum, maximum, 8 bits of 10. */
const REQUEST_OCTETS = '0140000900000000050018080a';

class FilterLog implements UpdateSource {
  readonly calls: string[] = [];
  readonly filters: OrfCollection[] = [];
  next(): undefined {}
  accepted(): void {}
  onReady(): void {}
  refresh(family: Family, done: () => void): void {
    this.calls.push(`refresh ${family}`);
    done();
  }
  filter(family: Family, filters: readonly OrfCollection[]): void {
    this.calls.push(`filter ${family}`);
    this.filters.push(...filters);
  }
  close(): void {}
}

async function session(ours: readonly OrfFamily[], theirs: readonly OrfFamily[]) {
  const clock = new VirtualClock();
  const source = new FilterLog();
  const [here, there] = memoryPair(clock);
  const speaker = new Speaker({
    clock,
    connect: () => here,
    handlerFor: () => ({ onEstablished: () => ({ source }) }),
  });
  speaker.create({ ...us, orf: ours, enhancedRouteRefresh: false });
  const capabilities = theirs.length === 0 ? [] : [capability(OUTBOUND_ROUTE_FILTERING, theirs)];
  const settings = { localAs: 65002, routerId: '192.0.2.2', capabilities, enhancedRouteRefresh: false };
  const peer = new ScriptedPeer(there, settings, clock);
  await peer.establish();
  clock.runFor(1);
  return { clock, speaker, peer, source, live: speaker.peer('192.0.2.2')!.session! };
}

describe('outbound route filters (RFC 5291)', () => {
  it.each([
    ['receive', 'send', [64], []],
    ['send', 'receive', [], [64]],
    ['both', 'both', [64], [64]],
    ['receive', 'receive', [], []],
    ['send', 'send', [], []],
  ] as const)('§5: we %s, the peer %s', async (ours, theirs, receive, send) => {
    const { live } = await session(orf(ours), orf(theirs));
    expect([...(live.orf.receive.get(V4) ?? [])]).toEqual(receive);
    expect([...(live.orf.send.get(V4) ?? [])]).toEqual(send);
  });

  it('§5: types that one side alone names do not pass', async () => {
    const { live } = await session(orf('both', 128), orf('both', 64));
    expect([live.orf.receive.size, live.orf.send.size]).toEqual([0, 0]);
  });

  it('§6: reach the source, and at once the routes follow', async () => {
    const { clock, peer, source } = await session(orf('receive'), orf('send'));
    clock.runFor(10_000);
    peer.send({ ...routeRefresh(V4), rest: parseHex(REQUEST_OCTETS)! });
    clock.runFor(1);
    expect(source.calls).toEqual([`filter ${V4}`, `refresh ${V4}`]);
    expect(source.filters).toEqual(REQUEST.collections);
  });

  it('§6: that are deferred wait for the next request', async () => {
    const { clock, peer, source } = await session(orf('receive'), orf('send'));
    clock.runFor(10_000);
    peer.send({ ...routeRefresh(V4), rest: encodeOrf({ ...REQUEST, whenToRefresh: 'defer' }, V4) });
    clock.runFor(10_000);
    expect(source.calls).toEqual([`filter ${V4}`]);
    peer.send(routeRefresh(V4));
    clock.runFor(1);
    expect(source.calls).toEqual([`filter ${V4}`, `refresh ${V4}`]);
  });

  it('§6: of a type that was not agreed on are passed over', async () => {
    const { clock, peer, source } = await session(orf('receive'), orf('send'));
    const collections = [{ type: 3, octets: new Uint8Array([1, 2]) }, ...REQUEST.collections];
    peer.send({ ...routeRefresh(V4), rest: encodeOrf({ ...REQUEST, collections }, V4) });
    clock.runFor(1);
    expect(source.filters).toEqual(REQUEST.collections);
  });

  it('go out as ROUTE-REFRESH', async () => {
    const { clock, live, peer } = await session(orf('send'), orf('receive'));
    live.sendOrf(V4, REQUEST);
    clock.runFor(1);
    expect(peer.received.at(-1)).toMatchObject({ type: 'ROUTE-REFRESH', subtype: 0, rest: parseHex(REQUEST_OCTETS) });
  });

  it('that the peer does not take are refused here', async () => {
    const { live } = await session(orf('both'), orf('send'));
    const refused = () => live.sendOrf(V4, REQUEST);
    expect(refused).toThrow('192.0.2.2 takes no filters of type 64 for ipv4-unicast');
    try {
      refused();
    } catch (error) {
      expect((error as MeshError).code).toBe('MESH_NO_ORF');
    }
  });

  it.each([
    ['were not agreed on', [], REQUEST_OCTETS],
    ['end inside an entry', orf('receive'), REQUEST_OCTETS.slice(0, -2)],
    ['end before the flags of an entry', orf('receive'), '01400001'],
    ['have an unknown time to refresh', orf('receive'), `07${REQUEST_OCTETS.slice(2)}`],
  ])('that %s end the session with 7/1 and the message', async (_, ours, rest) => {
    const { clock, peer, source } = await session(ours, orf('send'));
    const message = { ...routeRefresh(V4), rest: parseHex(rest)! };
    peer.send(message);
    clock.runFor(1);
    const notification = await peer.expect('NOTIFICATION', { ms: 10 });
    expect(notification).toMatchObject({ code: 7, subcode: 1 });
    expect([...notification.data.subarray(16, 19)]).toEqual([0, 23 + rest.length / 2, 5]);
    expect(source.calls).toEqual([]);
  });

  it('need route refresh', () => {
    const speaker = new Speaker({ clock: new VirtualClock() });
    expect(() => speaker.create({ ...us, passive: true, orf: orf('send'), routeRefresh: false })).toThrow(
      'orf needs routeRefresh',
    );
  });
});

describe('routes of a family that the peer may filter (RFC 5291 §6)', () => {
  const V6 = Family.IPV6_UNICAST;
  const both = (mode: 'receive' | 'send'): OrfFamily[] =>
    [V4, V6].map((family) => ({ family, types: [{ type: OrfType.ADDRESS_PREFIX, mode }] }));

  /** A source that has one UPDATE, and one more for each refresh. */
  class Routes extends ChunkSource {
    readonly filters: OrfCollection[] = [];
    constructor() {
      super(octets(announce('10.0.0.0/8')), 1);
    }
    refresh(_family: Family, done: () => void): void {
      this.more(1);
      done();
    }
    filter(_family: Family, filters: readonly OrfCollection[]): void {
      this.filters.push(...filters);
    }
  }

  async function up(ours: readonly OrfFamily[], theirs: readonly OrfFamily[]) {
    const clock = new VirtualClock();
    const source = new Routes();
    const [here, there] = memoryPair(clock);
    const speaker = new Speaker({
      clock,
      connect: () => here,
      handlerFor: () => ({ onEstablished: () => ({ source }) }),
    });
    const families = [V4, V6];
    speaker.create({ ...us, families, orf: ours, holdTimeSeconds: 0 });
    const capabilities = theirs.length === 0 ? [] : [capability(OUTBOUND_ROUTE_FILTERING, theirs)];
    const settings = { localAs: 65002, routerId: '192.0.2.2', families, capabilities, holdTimeSeconds: 0 };
    const peer = new ScriptedPeer(there, settings, clock);
    await peer.establish();
    const ask = (family: Family, whenToRefresh?: OrfRequest['whenToRefresh']) => {
      const rest = whenToRefresh === undefined ? undefined : encodeOrf({ ...REQUEST, whenToRefresh }, V4);
      peer.send({ ...routeRefresh(family), ...(rest === undefined ? {} : { rest }) });
      clock.runFor(1);
      return source.given;
    };
    clock.runFor(1);
    return { clock, speaker, peer, source, ask };
  }

  it.each([
    ['filters that take effect at once', 'immediate'],
    ['a request without filters', undefined],
  ] as const)('wait for %s, which is answered by the first that are sent', async (_, how) => {
    const { clock, peer, source, ask } = await up(orf('receive'), orf('send'));
    clock.runFor(9_000);
    expect(source.given).toBe(0);
    expect(ask(V4, how)).toBe(1);
    expect(source.filters.length).toBe(how === undefined ? 0 : 1);
    clock.runFor(60_000);
    expect(source.given).toBe(1);
    expect(peer.received.slice(2).map(({ type }) => type)).toEqual(['UPDATE']);
  });

  it('are not set free by filters that are deferred', async () => {
    const { source, ask } = await up(orf('receive'), orf('send'));
    expect([ask(V4, 'defer'), source.filters.length]).toEqual([0, 1]);
    expect(ask(V4)).toBe(1);
  });

  it('wait until each family was asked for', async () => {
    const { ask } = await up(both('receive'), both('send'));
    expect(ask(V4)).toBe(0);
    expect(ask(V4, 'defer')).toBe(0);
    expect(ask(V6)).toBe(1);
  });

  it('are sent after ten seconds to a peer that asks for nothing, and again when it asks then', async () => {
    const { clock, source, ask } = await up(orf('receive'), orf('send'));
    clock.runFor(9_998);
    expect(source.given).toBe(0);
    clock.runFor(2);
    expect(source.given).toBe(1);
    expect(ask(V4, 'immediate')).toBe(2);
  });

  it.each([
    ['we send the filters', orf('send'), orf('receive')],
    ['the peer names none', orf('receive'), []],
    ['the types differ', orf('receive', 128), orf('send', 64)],
  ])('are sent at once where %s', async (_, ours, theirs) => {
    expect((await up(ours, theirs)).source.given).toBe(1);
  });

  it('leave no timer behind with the session', async () => {
    const { clock, speaker } = await up(orf('receive'), orf('send'));
    const closing = speaker.close();
    clock.runFor(1_000);
    await closing;
    expect(clock.pending).toBe(0);
  });
});
