import {
  AS_PATH,
  asSequence,
  attribute,
  COMMUNITIES,
  createContext,
  Family,
  LARGE_COMMUNITY,
  MULTI_EXIT_DISC,
  ORIGIN,
  type PathAttribute,
  packUpdates,
  parseHex,
  UpdateView,
  unicast,
} from '@mesh/bgp-wire';
import { describe, expect, it, vi } from 'vitest';
import { AdjRibIn, RouteStore } from '../../src/index.js';
import { deliver, sessionOf, updateHex } from '../support/wire.js';

const session = sessionOf();
const base = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002))];

function announce(sink: AdjRibIn, prefixes: readonly string[], med?: number): void {
  const attributes = med === undefined ? base : [...base, attribute(MULTI_EXIT_DISC, med)];
  for (const prefix of prefixes) {
    const address = prefix.includes(':') ? '2001:db8::1' : '192.0.2.1';
    const announced = [{ nlri: [unicast(prefix)], attributes, nextHop: { address } }];
    deliver(packUpdates({ announced }, session.tx), session, sink);
  }
}

function announceWith(sink: AdjRibIn, prefix: string, attributes: readonly PathAttribute[]): void {
  const announced = [{ nlri: [unicast(prefix)], attributes, nextHop: { address: '192.0.2.1' } }];
  deliver(packUpdates({ announced }, session.tx), session, sink);
}

function withdraw(sink: AdjRibIn, prefixes: readonly string[]): void {
  deliver(packUpdates({ withdrawn: prefixes.map((prefix) => unicast(prefix)) }, session.tx), session, sink);
}

function prefixesOf(sink: AdjRibIn): string[] {
  return [...sink.routes()].map(({ prefix }) => prefix).sort();
}

describe('AdjRibIn', () => {
  it('reads an UPDATE written by hand from RFC 4271 §4.3', () => {
    const store = new RouteStore();
    const sink = new AdjRibIn(store);
    // Withdraws 10.1.0.0/16; ORIGIN IGP, AS_PATH 65002, NEXT_HOP 192.0.2.1; announces 10.0.0.0/8 and 10.2.0.0/15.
    const body = '0003100a01' + '0014' + '40010100' + '4002060201' + '0000fdea' + '400304c0000201' + '080a' + '0f0a02';
    expect(sink.update(new UpdateView(parseHex(updateHex(body))!, createContext()))).toBeUndefined();
    expect(prefixesOf(sink)).toEqual(['10.0.0.0/8', '10.2.0.0/15']);
    expect(sink.get('0101080a000000')?.toObject()).toEqual({
      index: '0101080a000000',
      family: Family.IPV4_UNICAST,
      prefix: '10.0.0.0/8',
      nextHop: '192.0.2.1',
      attributes: base,
    });
    expect(store.attributeSets).toBe(1);
  });

  it('replaces, withdraws and tells what changed', () => {
    const onChange = vi.fn();
    const changes: string[] = [];
    const store = new RouteStore();
    const sink = new AdjRibIn(store, {
      onChange: (current, previous) => {
        onChange();
        changes.push(`${current?.get(MULTI_EXIT_DISC) ?? '-'} after ${previous?.get(MULTI_EXIT_DISC) ?? '-'}`);
      },
    });
    announce(sink, ['10.0.0.0/8'], 1);
    announce(sink, ['10.0.0.0/8'], 1);
    announce(sink, ['10.0.0.0/8'], 2);
    withdraw(sink, ['10.0.0.0/8']);
    withdraw(sink, ['10.0.0.0/8']);
    expect(changes).toEqual(['1 after -', '2 after 1', '- after 2']);
    expect([sink.size(), store.size, store.attributeSets]).toEqual([0, 0, 0]);
  });

  it('withdraws what an UPDATE with a malformed attribute announces (RFC 7606 §2)', () => {
    const sink = new AdjRibIn(new RouteStore());
    announce(sink, ['10.0.0.0/8']);
    // ORIGIN 9 is undefined: treat-as-withdraw (RFC 7606 §7.1).
    const body = '0000' + '0014' + '40010109' + '4002060201' + '0000fdea' + '400304c0000201' + '080a';
    sink.update(new UpdateView(parseHex(updateHex(body))!, session.rx));
    expect(sink.size()).toBe(0);
  });

  it('purges of a family what stayed stale, and only that', () => {
    const sink = new AdjRibIn(new RouteStore());
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16', '10.2.0.0/16', '2001:db8::/32']);
    sink.stale(Family.IPV4_UNICAST, 'gr');
    sink.down({ kind: 'connection-lost' }, true);
    expect([sink.size(), sink.staleSize(), sink.staleSize(Family.IPV6_UNICAST)]).toEqual([4, 3, 0]);
    sink.up(session);
    announce(sink, ['10.0.0.0/8']);
    announce(sink, ['10.1.0.0/16'], 5);
    expect([sink.isStale({ prefix: '10.0.0.0/8' }), sink.isStale({ prefix: '10.2.0.0/16' })]).toEqual([false, true]);
    sink.endOfRib(Family.IPV4_UNICAST);
    sink.purge(Family.IPV6_UNICAST);
    sink.purge(Family.IPV4_UNICAST);
    expect(prefixesOf(sink)).toEqual(['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32']);
    expect([sink.isComplete(Family.IPV4_UNICAST), sink.isComplete(Family.IPV6_UNICAST)]).toEqual([true, false]);
  });

  it('keeps long-lived stale routes with LLGR_STALE, and none with NO_LLGR (RFC 9494 §4.2)', () => {
    const changes: string[] = [];
    const store = new RouteStore();
    const sink = new AdjRibIn(store, {
      onChange: (current, previous) => changes.push(`${current?.prefix} after ${previous?.prefix}`),
    });
    const named = [
      attribute(COMMUNITIES, [0xfde90001]),
      attribute(LARGE_COMMUNITY, [{ globalAdministrator: 65001, localData1: 1, localData2: 2 }]),
    ];
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32']);
    announceWith(sink, '10.2.0.0/16', [...base, ...named]);
    announceWith(sink, '10.3.0.0/16', [
      ...base,
      attribute(LARGE_COMMUNITY, [{ globalAdministrator: 65001, localData1: 1, localData2: 2 }]),
    ]);
    announceWith(sink, '10.4.0.0/16', [...base, attribute(COMMUNITIES, [0xfde90001, 0xffff0007])]);
    announceWith(sink, '10.5.0.0/16', [...base, attribute(COMMUNITIES, [0xffff0006])]);
    sink.stale(Family.IPV4_UNICAST, 'gr');
    sink.down({ kind: 'connection-lost' }, true);
    changes.length = 0;
    expect(sink.staleness({ prefix: '10.1.0.0/16' })).toBe('gr');
    sink.stale(Family.IPV4_UNICAST, 'llgr');
    expect(prefixesOf(sink)).toEqual([
      '10.0.0.0/8',
      '10.1.0.0/16',
      '10.2.0.0/16',
      '10.3.0.0/16',
      '10.5.0.0/16',
      '2001:db8::/32',
    ]);
    const communities = (prefix: string) => sink.get({ prefix })?.get(COMMUNITIES);
    expect(['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '10.5.0.0/16', '2001:db8::/32'].map(communities)).toEqual([
      [0xffff0006],
      [0xfde90001, 0xffff0006],
      [0xffff0006],
      [0xffff0006],
      undefined,
    ]);
    expect(sink.get({ prefix: '10.3.0.0/16' })?.attributes.map(({ code }) => code)).toEqual([1, 2, 8, 32]);
    expect(sink.staleness({ prefix: '10.1.0.0/16' })).toBe('llgr');
    expect(sink.staleness({ prefix: '10.5.0.0/16' })).toBe('llgr');
    expect(sink.staleness({ prefix: '2001:db8::/32' })).toBeUndefined();
    // What was marked by whoever sent it is no change.
    expect(changes.sort()).toEqual([
      '10.0.0.0/8 after 10.0.0.0/8',
      '10.1.0.0/16 after 10.1.0.0/16',
      '10.2.0.0/16 after 10.2.0.0/16',
      '10.3.0.0/16 after 10.3.0.0/16',
      'undefined after 10.4.0.0/16',
    ]);

    sink.up(session);
    announce(sink, ['10.1.0.0/16']);
    expect([sink.staleness({ prefix: '10.1.0.0/16' }), communities('10.1.0.0/16')]).toEqual([undefined, undefined]);
    sink.purge(Family.IPV4_UNICAST);
    expect(prefixesOf(sink)).toEqual(['10.1.0.0/16', '2001:db8::/32']);
    sink.clear();
    expect([store.size, store.attributeSets, sink.staleSize()]).toEqual([0, 0, 0]);
  });

  it('makes long-lived stale what came anew in a second restart, beside what was so already', () => {
    const sink = new AdjRibIn(new RouteStore());
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16']);
    for (const kind of ['gr', 'llgr'] as const) sink.stale(Family.IPV4_UNICAST, kind);
    sink.up(session);
    announce(sink, ['10.1.0.0/16']);
    sink.stale(Family.IPV4_UNICAST, 'gr');
    expect(['10.0.0.0/8', '10.1.0.0/16'].map((prefix) => sink.staleness({ prefix }))).toEqual(['llgr', 'gr']);
    sink.stale(Family.IPV4_UNICAST, 'llgr');
    expect(['10.0.0.0/8', '10.1.0.0/16'].map((prefix) => sink.staleness({ prefix }))).toEqual(['llgr', 'llgr']);
    expect([sink.size(), sink.staleSize()]).toEqual([2, 2]);
  });

  it('marks anew what a second begin of a refresh finds (RFC 7313 §4)', () => {
    const sink = new AdjRibIn(new RouteStore());
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16']);
    sink.refresh(Family.IPV4_UNICAST, 'begin');
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16']);
    sink.refresh(Family.IPV4_UNICAST, 'begin');
    announce(sink, ['10.1.0.0/16']);
    sink.refresh(Family.IPV4_UNICAST, 'end');
    expect(prefixesOf(sink)).toEqual(['10.1.0.0/16']);
  });

  it('drops what a refresh did not bring again (RFC 7313 §4)', () => {
    const sink = new AdjRibIn(new RouteStore());
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32']);
    sink.refresh(Family.IPV4_UNICAST, 'begin');
    announce(sink, ['10.1.0.0/16', '10.3.0.0/16']);
    sink.purge(Family.IPV4_UNICAST);
    expect(sink.size()).toBe(4);
    sink.refresh(Family.IPV4_UNICAST, 'end');
    expect(prefixesOf(sink)).toEqual(['10.1.0.0/16', '10.3.0.0/16', '2001:db8::/32']);
  });

  it('forgets everything when the session ends without restart', () => {
    const store = new RouteStore();
    const sink = new AdjRibIn(store);
    announce(sink, ['10.0.0.0/8', '2001:db8::/32']);
    sink.down({ kind: 'connection-lost' }, false);
    expect([sink.size(), store.size]).toEqual([0, 0]);
  });

  it('ends the session over the prefix limit with Cease 6/1, counted after withdrawals (RFC 4486 §4)', () => {
    const sink = new AdjRibIn(new RouteStore(), { prefixLimit: new Map([[Family.IPV4_UNICAST, 2]]) });
    announce(sink, ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32', '2001:db8:1::/48', '2001:db8:2::/48']);
    const next = (withdrawn: readonly string[], announced: readonly string[]) =>
      sink.update(
        new UpdateView(
          // One UPDATE with both fields: the packer would make two.
          parseHex(
            updateHex(
              `${(withdrawn.join('').length / 2).toString(16).padStart(4, '0')}${withdrawn.join('')}` +
                `0014${'40010100'}${'40020602010000fdea'}${'400304c0000201'}${announced.join('')}`,
            ),
          )!,
          session.rx,
        ),
      );
    expect(next(['080a'], ['100a07'])).toBeUndefined();
    expect(next([], ['100a08'])).toEqual({
      type: 'NOTIFICATION',
      code: 6,
      subcode: 1,
      data: parseHex('00010100000002'),
    });
  });

  it('applies one limit to each family', () => {
    const sink = new AdjRibIn(new RouteStore(), { prefixLimit: 1 });
    const message = (prefix: string) =>
      packUpdates(
        { announced: [{ nlri: [unicast(prefix)], attributes: base, nextHop: { address: '2001:db8::1' } }] },
        session.tx,
      );
    expect(sink.update(new UpdateView(message('2001:db8::/32'), session.rx))).toBeUndefined();
    expect(sink.update(new UpdateView(message('2001:db8:1::/48'), session.rx))?.data).toEqual(
      parseHex('00020100000001'),
    );
  });

  it('tells when the peer has sent all it has', () => {
    const families: number[] = [];
    const sink = new AdjRibIn(new RouteStore(), { onEndOfRib: (family) => families.push(family) });
    deliver(parseHex(updateHex('00000000'))!, session, sink);
    deliver(parseHex(updateHex('0000' + '0006' + '800f03000201'))!, session, sink);
    expect(families).toEqual([Family.IPV4_UNICAST, Family.IPV6_UNICAST]);
  });

  it('warns near the limit of a family, once until it has fallen below', () => {
    const warnings: unknown[] = [];
    const sink = new AdjRibIn(new RouteStore(), {
      prefixLimit: 5,
      onPrefixWarning: ({ held, limit }) => warnings.push([held, limit]),
    });
    announce(sink, ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16']);
    expect(warnings).toEqual([]);
    announce(sink, ['10.3.0.0/16']);
    announce(sink, ['10.4.0.0/16']);
    expect(warnings).toEqual([[4, 5]]);
    withdraw(sink, ['10.3.0.0/16', '10.4.0.0/16']);
    announce(sink, ['10.5.0.0/16']);
    expect(warnings).toEqual([
      [4, 5],
      [4, 5],
    ]);
    withdraw(sink, ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16', '10.5.0.0/16']);
    announce(sink, ['10.0.0.0/16', '10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16']);
    expect(warnings).toHaveLength(3);
  });

  it('may do nothing but warn, at the given hundredths and beyond the limit', () => {
    const warnings: unknown[] = [];
    const sink = new AdjRibIn(new RouteStore(), {
      prefixLimit: new Map([[Family.IPV4_UNICAST, 2]]),
      prefixLimitAction: 'warn',
      prefixWarnPercent: 50,
      onPrefixWarning: ({ family, held, limit }) => warnings.push([family, held, limit]),
    });
    announce(sink, ['10.0.0.0/16']);
    announce(sink, ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16']);
    announce(sink, ['10.4.0.0/16', '2001:db8::/32']);
    expect(sink.size(Family.IPV4_UNICAST)).toBe(5);
    expect(warnings).toEqual([
      [Family.IPV4_UNICAST, 1, 2],
      [Family.IPV4_UNICAST, 3, 2],
    ]);
    expect(() => new AdjRibIn(new RouteStore(), { prefixWarnPercent: 0 })).toThrow(RangeError);
  });

  it.each([-1, 1.5, Number.NaN])('that is %d is refused', (limit) => {
    const message = `prefixLimit must be a whole number of at least 0, got ${limit}`;
    expect(() => new AdjRibIn(new RouteStore(), { prefixLimit: limit })).toThrow(message);
    const limits = new Map([[Family.IPV4_UNICAST, limit]]);
    expect(() => new AdjRibIn(new RouteStore(), { prefixLimit: limits })).toThrow(message);
  });
});
