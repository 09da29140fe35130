import {
  AS_PATH,
  asSequence,
  attribute,
  type Capability,
  CLUSTER_LIST,
  COMMUNITIES,
  capability,
  createContext,
  Family,
  formatHex,
  isMeshError,
  LOCAL_PREF,
  LONG_LIVED_GRACEFUL_RESTART,
  MULTI_EXIT_DISC,
  NO_PATH_ID,
  type OpenMessage,
  ORIGIN,
  ORIGINATOR_ID,
  type PathAttribute,
  packUpdates,
  parseCommunity,
  parseHex,
  UpdateView,
  unicast,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import {
  AdjRibIn,
  AdjRibOut,
  type AdjRibOutOptions,
  type RibSession,
  type RibUpdateSource,
  RouteStore,
} from '../../src/index.js';
import { deliver, sessionOf, updateHex, updatesOf } from '../support/wire.js';

const IPV4 = sessionOf({ families: [Family.IPV4_UNICAST] });

/** Everything a source has now, accepted as it comes. */
function drain(source: RibUpdateSource, maxBytes = 65536): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let chunk = source.next(maxBytes); chunk; chunk = source.next(maxBytes)) {
    chunks.push(chunk);
    source.accepted(chunk);
  }
  return chunks;
}

function hexOf(source: RibUpdateSource): string[] {
  return drain(source).map((chunk) => formatHex(chunk));
}

function setup(options: AdjRibOutOptions = {}, session: RibSession = IPV4) {
  const store = new RouteStore();
  const out = new AdjRibOut(store, options);
  return { store, out, open: () => out.open(session) };
}

const EOR = updateHex('00000000');

/** The attributes of the only announcement that a session sends for one route. */
function sent(attributes: readonly PathAttribute[], session: RibSession, options: AdjRibOutOptions = {}) {
  const { out, open } = setup(options, session);
  out.announce({ prefix: '10.0.0.0/24', nextHop: '192.0.2.1', attributes });
  const [view] = updatesOf(drain(open())[0]!, session);
  return view!;
}

describe('AdjRibOut, octets written by hand from RFC 4271 §4.3 and RFC 4724 §2', () => {
  it('announces with what is mandatory, then says End-of-RIB', () => {
    const { out, open } = setup();
    out.announce({ prefix: '10.0.0.0/24', nextHop: 'self' });
    const attributes = '40010100' + '40020602010000fde9' + '400304c00002fe';
    expect(hexOf(open())).toEqual([updateHex(`0000${'0014'}${attributes}180a0000`) + EOR]);
  });

  it('withdraws', () => {
    const { out, open } = setup();
    out.announce({ prefix: '10.0.0.0/24', nextHop: 'self' });
    const source = open();
    drain(source);
    expect(out.withdraw('0101180a000000')).toBe(true);
    expect(out.withdraw('0101180a000000')).toBe(false);
    expect(out.pending).toBe(1);
    expect(hexOf(source)).toEqual([updateHex('0004180a00000000')]);
    expect(out.pending).toBe(0);
  });

  it('says End-of-RIB of each family when there is nothing to say', () => {
    const { open } = setup({}, sessionOf({ families: [Family.IPV4_UNICAST, Family.IPV6_UNICAST] }));
    expect(hexOf(open())).toEqual([EOR + updateHex('0000' + '0006' + '800f03000201')]);
  });

  it('says no End-of-RIB where it is told so, and all else as before', async () => {
    const { out, open } = setup({ endOfRib: false });
    const empty = open();
    expect(hexOf(empty)).toEqual([]);
    out.announce({ prefix: '10.0.0.0/24', nextHop: 'self' });
    expect(hexOf(empty).join('')).toMatch(/180a0000$/);
    await out.flushed();
    empty.close(undefined);
    expect(hexOf(open()).join('')).toMatch(/180a0000$/);
  });

  it('announces IPv6 in MP_REACH_NLRI', () => {
    const { out, open } = setup({}, sessionOf({ families: [Family.IPV6_UNICAST], internal: true }));
    out.announce({ prefix: '2001:db8::/32', nextHop: '2001:db8::1' });
    const reach = `90${'0e'}001a${'000201'}10${'20010db8000000000000000000000001'}00${'2020010db8'}`;
    const attributes = `${reach}40010100${'400200'}${'40050400000064'}`;
    expect(hexOf(open())[0]).toMatch(
      updateHex(`0000${(attributes.length / 2).toString(16).padStart(4, '0')}${attributes}`),
    );
  });
});

describe('AdjRibOut on a session between link-local addresses', () => {
  it('puts our address into the next hop, and leaves the zone at home (RFC 4007 §11)', () => {
    const session = sessionOf({ families: [Family.IPV6_UNICAST], localAddress: 'fe80::1%eth0' });
    const { out, open } = setup({}, session);
    out.announce({ prefix: '2001:db8::/32', nextHop: 'self' });
    expect(hexOf(open())[0]).toContain(`000201${'10'}fe800000000000000000000000000001`);
  });

  it('puts our link-local address behind a global one (RFC 2545 §3), and behind no other', () => {
    const session = sessionOf({ families: [Family.IPV6_UNICAST], localAddress: '2001:db8::1' });
    const { out, open } = setup({ localLinkLocal: 'fe80::1%eth0' }, session);
    out.announce({ prefix: '2001:db8::/32', nextHop: 'self' });
    out.announce({ prefix: '2001:db9::/32', nextHop: '2001:db8::9' });
    const sentHex = hexOf(open()).join('');
    expect(sentHex).toContain(`000201${'20'}20010db8000000000000000000000001fe800000000000000000000000000001`);
    expect(sentHex).toContain(`000201${'10'}20010db8000000000000000000000009`);
  });
});

describe('AdjRibOut, attributes of a session', () => {
  const internalOnly = [
    attribute(LOCAL_PREF, 200),
    attribute(ORIGINATOR_ID, '192.0.2.9'),
    attribute(CLUSTER_LIST, ['192.0.2.8']),
  ];

  it('keeps within the AS what belongs there (RFC 4271 §5.1.5, RFC 4456 §8)', () => {
    const external = sent(internalOnly, IPV4);
    for (const row of [LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST]) expect(external.has(row)).toBe(false);
    const internal = sent(internalOnly, sessionOf({ internal: true }));
    expect([internal.get(LOCAL_PREF), internal.get(CLUSTER_LIST)]).toEqual([200, ['192.0.2.8']]);
  });

  it('adds LOCAL_PREF and an empty path within the AS', () => {
    const view = sent([attribute(MULTI_EXIT_DISC, 3)], sessionOf({ internal: true }));
    expect([view.get(LOCAL_PREF), view.get(AS_PATH), view.get(ORIGIN), view.get(MULTI_EXIT_DISC)]).toEqual([
      100,
      [],
      'igp',
      3,
    ]);
  });

  it('sends a path as given, or with the local AS before it', () => {
    const path = [attribute(AS_PATH, asSequence(65010, 65020))];
    expect(sent(path, IPV4).get(AS_PATH)).toEqual(asSequence(65010, 65020));
    expect(sent(path, IPV4, { prependLocalAs: true }).get(AS_PATH)).toEqual(asSequence(65001, 65010, 65020));
    expect(sent([attribute(AS_PATH, [])], IPV4, { prependLocalAs: true }).get(AS_PATH)).toEqual(asSequence(65001));
    expect(sent(path, sessionOf({ internal: true }), { prependLocalAs: true }).get(AS_PATH)).toEqual(
      asSequence(65010, 65020),
    );
    expect(sent([], IPV4, { localAs: 64999 }).get(AS_PATH)).toEqual(asSequence(64999));
  });

  it('begins a segment of its own before a set and before a full sequence', () => {
    const full = Array.from({ length: 255 }, (_, i) => 1000 + i);
    const prepended = (value: PathAttribute) => sent([value], IPV4, { prependLocalAs: true }).get(AS_PATH);
    expect(prepended(attribute(AS_PATH, [{ type: 'AS_SET', asns: [7, 8] }]))).toEqual([
      { type: 'AS_SEQUENCE', asns: [65001] },
      { type: 'AS_SET', asns: [7, 8] },
    ]);
    expect(prepended(attribute(AS_PATH, asSequence(...full)))).toEqual([
      { type: 'AS_SEQUENCE', asns: [65001] },
      { type: 'AS_SEQUENCE', asns: full },
    ]);
  });
});

describe('AdjRibOut, what is sent and when', () => {
  const med = (value: number) => [attribute(MULTI_EXIT_DISC, value)];
  const route = (prefix: string, value: number) => ({ prefix, nextHop: 'self', attributes: med(value) });

  it('groups by attribute set what was announced in turn', () => {
    const { out, open } = setup();
    for (let i = 0; i < 100; i++) out.announce(route(`10.0.${i}.0/24`, i % 10));
    const [chunk, ...more] = drain(open());
    const views = updatesOf(chunk!, IPV4);
    expect(more).toEqual([]);
    expect(views.map((view) => view.announced().length)).toEqual([...Array.from({ length: 10 }, () => 10), 0]);
  });

  it('sends only the newest, and nothing that was taken back in time', () => {
    const { out, open, store } = setup();
    const source = open();
    drain(source);
    for (let i = 0; i < 50; i++) out.announce(route('10.0.0.0/24', i));
    out.announce(route('10.1.0.0/24', 1));
    out.withdraw({ prefix: '10.1.0.0/24' });
    expect([out.pending, store.size]).toEqual([1, 1]);
    const views = drain(source).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(views.map((view) => view.get(MULTI_EXIT_DISC))).toEqual([49]);
  });

  it('sends nothing for a route that is withdrawn and announced again as it was', () => {
    const { out, open } = setup();
    const source = open();
    out.announce(route('10.0.0.0/24', 1));
    drain(source);
    out.withdraw({ prefix: '10.0.0.0/24' });
    out.announce(route('10.0.0.0/24', 1));
    expect([out.pending, drain(source)]).toEqual([0, []]);
    out.announce(route('10.0.0.0/24', 2));
    out.announce(route('10.0.0.0/24', 1));
    expect([out.pending, drain(source)]).toEqual([0, []]);
  });

  it('replaces without a withdrawal', () => {
    const { out, open, store } = setup();
    const source = open();
    out.announce(route('10.0.0.0/24', 1));
    drain(source);
    out.withdraw({ prefix: '10.0.0.0/24' });
    out.announce(route('10.0.0.0/24', 2));
    const views = drain(source).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(views.map((view) => [view.withdrawn().length, view.announced().length])).toEqual([[0, 1]]);
    expect(store.size).toBe(1);
  });

  it('withdraws what the peer has when its replacement cannot be sent', () => {
    const skipped: string[] = [];
    const { out, open } = setup({ onSkipped: ({ prefix }, reason) => skipped.push(`${prefix} ${reason}`) });
    const source = open();
    out.announce(route('10.0.0.0/24', 1));
    drain(source);
    const huge = {
      ...route('10.0.0.0/24', 1),
      attributes: [
        attribute(
          COMMUNITIES,
          Array.from({ length: 1100 }, (_, i) => parseCommunity(`1:${i}`)!),
        ),
      ],
    };
    out.announce(huge);
    const views = drain(source).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(views.map((view) => view.withdrawn())).toEqual([[unicast('10.0.0.0/24')]]);
    expect(skipped).toEqual(['10.0.0.0/24 too-large']);
    out.announce(route('10.0.0.0/24', 1));
    expect(drain(source)).toHaveLength(1);
  });

  it('skips and reports what a session cannot carry', () => {
    const skipped: string[] = [];
    const { out, open } = setup({ onSkipped: ({ prefix }, reason) => skipped.push(`${prefix} ${reason}`) });
    out.announce({ prefix: '10.0.0.0/24', nextHop: '2001:db8::1' });
    out.announce({ prefix: '2001:db8::/32', nextHop: '2001:db8::1' });
    out.announce({ prefix: '10.1.0.0/24', nextHop: 'self' });
    const source = open();
    const views = drain(source).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(views.flatMap((view) => view.announced())).toEqual([unicast('10.1.0.0/24')]);
    expect(skipped).toEqual(['2001:db8::/32 family', '10.0.0.0/24 next-hop']);
    source.close({ kind: 'stopped' });
    expect(out.size).toBe(3);
    const wide = sessionOf({ extendedNextHop: [Family.IPV4_UNICAST] });
    const again = drain(out.open(wide)).flatMap((chunk) => updatesOf(chunk, wide));
    expect(again.flatMap((view) => view.announced())).toHaveLength(3);
  });

  it('hands out whole messages up to what is asked for, and 64 KiB at most', () => {
    const { out, open } = setup();
    for (let i = 0; i < 60_000; i++) out.announce(route(`10.${i >> 8}.${i & 0xff}.0/24`, i % 6000));
    const source = open();
    const chunks = [...drain(source, 5000).slice(0, 3), ...drain(source, 1 << 20)];
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(65536);
    source.close(undefined);
    const small = drain(open(), 5000);
    expect(Math.max(...small.map(({ length }) => length))).toBeLessThanOrEqual(5000);
    expect(
      small.flatMap((chunk) => updatesOf(chunk, IPV4)).reduce((sum, view) => sum + view.announced().length, 0),
    ).toBe(60_000);
  });

  it('wakes the session once, when there is something after there was nothing', () => {
    const { out, open } = setup();
    const source = open();
    let woken = 0;
    source.onReady(() => woken++);
    out.announce(route('10.0.0.0/24', 1));
    expect(woken).toBe(0);
    drain(source);
    out.announce(route('10.1.0.0/24', 1));
    out.announce(route('10.2.0.0/24', 1));
    expect(woken).toBe(1);
    drain(source);
    out.clear();
    expect(woken).toBe(2);
  });

  it('tells every session everything, and lets go what only the last peer had', () => {
    const { out, open, store } = setup();
    out.announce(route('10.0.0.0/24', 1));
    out.announce(route('10.1.0.0/24', 1));
    const first = open();
    drain(first);
    out.withdraw({ prefix: '10.0.0.0/24' });
    expect(store.size).toBe(2);
    first.close({ kind: 'connection-lost' });
    expect([store.size, out.pending]).toEqual([1, 1]);
    const views = drain(open()).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(views.flatMap((view) => view.announced())).toEqual([unicast('10.1.0.0/24')]);
  });

  it('serves one session at a time', () => {
    const { open } = setup();
    const source = open();
    try {
      open();
      expect.unreachable();
    } catch (error) {
      expect(isMeshError(error, 'MESH_RIB_OPEN')).toBe(true);
    }
    source.close(undefined);
    open();
  });

  it('sends a family again when asked to, and tells when the last of it is handed out', () => {
    const { out, open } = setup();
    for (let i = 0; i < 5000; i++) out.announce(route(`10.${i >> 8}.${i & 0xff}.0/24`, i));
    const source = open();
    const before = drain(source).flatMap((chunk) => updatesOf(chunk, IPV4)).length;
    let done = 0;
    source.refresh(Family.IPV4_UNICAST, () => done++);
    expect(done).toBe(0);
    let again = 0;
    for (let chunk = source.next(65536); chunk; chunk = source.next(65536)) {
      again += updatesOf(chunk, IPV4).reduce((sum, view) => sum + view.announced().length, 0);
      expect(done).toBe(again === 5000 ? 1 : 0);
    }
    expect([before, again]).toEqual([5001, 5000]);
    source.refresh(Family.IPV6_UNICAST, () => done++);
    expect(done).toBe(2);
  });

  it('takes an UPDATE and octets as announcements', () => {
    const { out, store } = setup();
    const context = createContext();
    const announced = [
      { nlri: [unicast('10.0.0.0/24'), unicast('10.1.0.0/24')], attributes: med(5), nextHop: { address: '192.0.2.7' } },
    ];
    const octets = packUpdates({ announced }, context);
    const lenient = new UpdateView(octets, context);
    // ORIGIN and AS_PATH are missing: the UPDATE counts as withdrawing (RFC 7606 §3.d).
    out.announceUpdate(lenient);
    expect(out.size).toBe(0);
    const complete = [{ ...announced[0]!, attributes: [attribute(ORIGIN, 'igp'), attribute(AS_PATH, []), ...med(5)] }];
    out.announceUpdate(new UpdateView(packUpdates({ announced: complete }, context), context));
    out.announceEncoded(
      Family.IPV4_UNICAST,
      parseHex('00180a0200')!,
      1,
      4,
      NO_PATH_ID,
      parseHex('4001010040020080040400000005')!,
      parseHex('c0000207')!,
    );
    out.announce({
      family: Family.IPV4_UNICAST,
      nlri: parseHex('0b0a60')!,
      pathId: 3,
      attributes: parseHex('4001010040020080040400000005')!,
      nextHop: parseHex('c0000207')!,
    });
    expect(out.get('0101ff000000030b0a600000')?.prefix).toBe('10.96.0.0/11');
    expect(out.withdraw({ prefix: '10.96.0.0/11', pathId: 3 })).toBe(true);
    expect([...out.routes()].map(({ prefix, nextHop }) => `${prefix} ${nextHop}`)).toEqual([
      '10.0.0.0/24 192.0.2.7',
      '10.1.0.0/24 192.0.2.7',
      '10.2.0.0/24 192.0.2.7',
    ]);
    expect(store.attributeSets).toBe(1);
    expect(out.withdrawEncoded(Family.IPV4_UNICAST, parseHex('180a0200')!, 0, 4, NO_PATH_ID)).toBe(true);
    expect(out.get({ prefix: '10.2.0.0/24' })).toBeUndefined();
  });
});

describe('AdjRibOut, routes with LLGR_STALE (RFC 9494 §4.3)', () => {
  const LLGR_STALE = 0xffff0006;
  const stale = [attribute(COMMUNITIES, [parseCommunity('65001:1')!, LLGR_STALE])];

  /** A session whose peer has sent these capabilities. */
  function sessionWith(capabilities: readonly Capability[], internal = false): RibSession {
    const peerOpen: OpenMessage = { type: 'OPEN', version: 4, myAs: 65002, holdTime: 90, routerId: 1, capabilities };
    return { ...sessionOf({ internal, families: [Family.IPV4_UNICAST] }), peerOpen };
  }

  function announced(session: RibSession) {
    const skipped: string[] = [];
    const { out, open } = setup({ onSkipped: (route, reason) => skipped.push(`${route.prefix} ${reason}`) }, session);
    out.announce({ prefix: '10.0.0.0/8', nextHop: '192.0.2.1', attributes: stale });
    out.announce({ prefix: '10.1.0.0/16', nextHop: '192.0.2.1', attributes: [] });
    const source = open();
    const views = drain(source).flatMap((chunk) => updatesOf(chunk, session));
    const prefixes = views.flatMap((view) => [...view.announced()].map((one) => 'prefix' in one && one.prefix));
    return { out, source, skipped, prefixes };
  }

  it.each([
    ['external', false],
    ['internal', true],
  ])('are not sent to an %s peer without the capability', (_, internal) => {
    const { prefixes, skipped, out } = announced(sessionWith([], internal));
    expect([prefixes, skipped, out.pending]).toEqual([['10.1.0.0/16'], ['10.0.0.0/8 long-lived-stale'], 0]);
  });

  it('are sent to a peer with the capability, whatever it names', () => {
    const { prefixes, skipped } = announced(sessionWith([capability(LONG_LIVED_GRACEFUL_RESTART, [])]));
    expect([prefixes.toSorted(), skipped]).toEqual([['10.0.0.0/8', '10.1.0.0/16'], []]);
  });

  it('are sent where nobody knows what the peer has said', () => {
    expect(announced(IPV4).skipped).toEqual([]);
  });

  it('leave the attributes of those around them alone', () => {
    const session = sessionWith([]);
    const { out, open } = setup({}, session);
    const sets = [[1], [2, LLGR_STALE], [3], [4, LLGR_STALE], [5]];
    sets.forEach((communities, i) => {
      const attributes = [attribute(COMMUNITIES, communities)];
      out.announce({ prefix: `10.${i}.0.0/16`, nextHop: '192.0.2.1', attributes });
    });
    const views = drain(open()).flatMap((chunk) => updatesOf(chunk, session));
    expect(views.slice(0, -1).map((view) => view.get(COMMUNITIES))).toEqual([[1], [3], [5]]);
  });

  it('are withdrawn where they have been sent before they were stale', () => {
    const { out, source } = announced(sessionWith([]));
    out.announce({ prefix: '10.1.0.0/16', nextHop: '192.0.2.1', attributes: stale });
    // One withdrawn route, no attributes (RFC 4271 §4.3).
    expect(hexOf(source)).toEqual([updateHex('0003100a010000')]);
  });
});

describe('AdjRibOut, graceful shutdown (RFC 8326 §4.1)', () => {
  const GSHUT = 0xffff0000;

  function shutDown(attributes: readonly PathAttribute[], session: RibSession) {
    const { out, open } = setup({}, session);
    out.announce({ prefix: '10.0.0.0/8', nextHop: '192.0.2.1', attributes });
    const source = open();
    drain(source);
    source.gracefulShutdown();
    const again = drain(source).flatMap((chunk) => updatesOf(chunk, session));
    expect(again).toHaveLength(1);
    return { view: again[0]!, out, source };
  }

  it('sends all again with the community, beside those there are', () => {
    expect(shutDown([], IPV4).view.get(COMMUNITIES)).toEqual([GSHUT]);
    const communities = [attribute(COMMUNITIES, [parseCommunity('65001:1')!])];
    expect(shutDown(communities, IPV4).view.get(COMMUNITIES)).toEqual([parseCommunity('65001:1'), GSHUT]);
    expect(shutDown([attribute(COMMUNITIES, [GSHUT])], IPV4).view.get(COMMUNITIES)).toEqual([GSHUT]);
  });

  it('within the AS, with LOCAL_PREF 0', () => {
    const internal = sessionOf({ internal: true, families: [Family.IPV4_UNICAST] });
    expect(shutDown([], internal).view.get(LOCAL_PREF)).toBe(0);
    expect(shutDown([attribute(LOCAL_PREF, 200)], internal).view.get(LOCAL_PREF)).toBe(0);
    expect(shutDown([attribute(LOCAL_PREF, 200)], IPV4).view.get(LOCAL_PREF)).toBeUndefined();
  });

  it('holds for what is announced later, and ends with the session', () => {
    const { out, source } = shutDown([], IPV4);
    out.announce({ prefix: '10.1.0.0/16', nextHop: '192.0.2.1', attributes: [] });
    const [view] = drain(source).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(view!.get(COMMUNITIES)).toEqual([GSHUT]);
    source.close({});
    const [first] = drain(out.open(IPV4)).flatMap((chunk) => updatesOf(chunk, IPV4));
    expect(first!.get(COMMUNITIES)).toBeUndefined();
  });
});

describe('AdjRibOut.flushed', () => {
  const route = { prefix: '10.0.0.0/24', nextHop: 'self' };

  /** Whether a promise has settled once every microtask has run. */
  async function isSettled(promise: Promise<void>): Promise<boolean> {
    let settled = false;
    void promise.then(() => {
      settled = true;
    });
    for (let i = 0; i < 5; i++) await undefined;
    return settled;
  }

  it('resolves at once with nothing to send', async () => {
    const { out, open } = setup();
    await out.flushed();
    const source = open();
    drain(source);
    await out.flushed();
  });

  it('waits until the stream has accepted what was pending', async () => {
    const { out, open } = setup();
    out.announce(route);
    const flushed = out.flushed();
    expect(await isSettled(flushed)).toBe(false);
    const source = open();
    const chunk = source.next(65536)!;
    expect(await isSettled(flushed)).toBe(false);
    source.accepted(chunk);
    await flushed;
  });

  it('resolves where all that was pending is withdrawn before there is a session', async () => {
    const { out } = setup();
    out.announce(route);
    const flushed = out.flushed();
    out.withdraw(route);
    await flushed;
  });

  it('does not wait for what comes later', async () => {
    const { out, open } = setup();
    const source = open();
    drain(source);
    for (let i = 0; i < 3000; i++)
      out.announce({ ...route, prefix: `10.0.${i >> 8}.${i & 0xff}/32`, attributes: [attribute(MULTI_EXIT_DISC, i)] });
    const flushed = out.flushed();
    let settled = false;
    void flushed.then(() => {
      settled = true;
    });
    for (let round = 0; round < 100 && !settled; round++) {
      for (let i = 0; i < 200; i++) out.announce({ ...route, prefix: `10.${round + 1}.0.${i}/32` });
      const chunk = source.next(4096)!;
      source.accepted(chunk);
      for (let i = 0; i < 5; i++) await undefined;
    }
    expect(settled).toBe(true);
    expect(out.pending).toBeGreaterThan(0);
  });

  it('is met by the next session when one ends first', async () => {
    const { out, open } = setup();
    const first = open();
    drain(first);
    out.announce(route);
    const flushed = out.flushed();
    first.next(65536);
    first.close({ kind: 'connection-lost' });
    expect(await isSettled(flushed)).toBe(false);
    drain(open());
    await flushed;
  });
});

describe('AdjRibOut and AdjRibIn', () => {
  it('go on while both ends live in one store', () => {
    const store = new RouteStore();
    const out = new AdjRibOut(store);
    const sink = new AdjRibIn(store);
    for (let i = 0; i < 300; i++) out.announce({ prefix: `10.0.${i % 256}.0/24`, nextHop: '192.0.2.1' });
    for (const chunk of drain(out.open(IPV4))) deliver(chunk, IPV4, sink);
    expect(sink.size()).toBe(256);
    expect(sink.isComplete(Family.IPV4_UNICAST)).toBe(true);
  });
});
