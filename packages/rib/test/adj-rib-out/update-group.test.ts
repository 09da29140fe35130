import {
  AS_PATH,
  AttributeFlag,
  asSequence,
  attribute,
  COMMUNITIES,
  Family,
  formatHex,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  type Nlri,
  NO_PATH_ID,
  ORIGIN,
  OTC,
  type PathAttribute,
  parseHex,
  type Role,
  type UpdateView,
  unicast,
} from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import type { Delivery, DeliveryWatch } from '../../src/adj-rib-out/delivery.js';
import { type OutboundOptions, OutboundTable } from '../../src/adj-rib-out/outbound-table.js';
import {
  AdjRibIn,
  type RibSession,
  type RibUpdateSource,
  type RouteSpec,
  RouteStore,
  UpdateGroup,
} from '../../src/index.js';
import { IdSet } from '../../src/store/intern/id-set.js';
import { coreOf } from '../../src/store/store.js';
import { sessionOf, updateHex, updatesOf } from '../support/wire.js';

const IPV4 = sessionOf({ families: [Family.IPV4_UNICAST] });
const path = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65010, 65020))];

function drain(source: RibUpdateSource, maxBytes = 65536): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let chunk = source.next(maxBytes); chunk; chunk = source.next(maxBytes)) {
    chunks.push(chunk);
    source.accepted(chunk);
  }
  return chunks;
}

function viewsOf(source: RibUpdateSource, session: RibSession = IPV4): UpdateView[] {
  return drain(source).flatMap((chunk) => updatesOf(chunk, session));
}

/** A table whose routes are put with their source, as the Loc-RIB does. */
function tableOf(options: OutboundOptions = {}) {
  const store = new RouteStore();
  const core = coreOf(store);
  const table = new OutboundTable(core, options);
  const put = (prefix: string, source = 0, attributes: readonly PathAttribute[] = path): number =>
    table.became(table.wanted.putAny({ prefix, nextHop: '192.0.2.1', attributes }), source);
  return { store, core, table, put };
}

describe('UpdateGroup', () => {
  it('hands the same octets to every session of one encoding, and others to others', () => {
    const group = new UpdateGroup(new RouteStore());
    for (let i = 0; i < 3000; i++)
      group.announce({ prefix: `10.${i >> 8}.${i & 255}.0/24`, nextHop: 'self', attributes: path });
    const narrow = sessionOf({ families: [Family.IPV4_UNICAST], asn4: false });
    const [one, two, other] = [group.open(IPV4), group.open({ ...IPV4 }), group.open(narrow)];
    const first = one.next(1)!;
    const second = two.next(1)!;
    expect(second.buffer).toBe(first.buffer);
    expect(second).toEqual(first);
    expect(other.next(1)).not.toEqual(first);
  });

  it('says End-of-RIB to one that comes late when it has all, and not before', () => {
    const group = new UpdateGroup(new RouteStore());
    for (let i = 0; i < 3000; i++)
      group.announce({
        prefix: `10.${i >> 8}.${i & 255}.0/24`,
        nextHop: 'self',
        attributes: [attribute(MULTI_EXIT_DISC, i)],
      });
    const first = group.open(IPV4);
    first.accepted(first.next(4096)!);
    const late = group.open(IPV4);
    drain(first);
    const views = viewsOf(late);
    expect(views.findIndex((view) => view.endOfRib !== undefined)).toBe(views.length - 1);
    expect(new Set(views.flatMap((view) => view.announced().map((nlri) => 'prefix' in nlri && nlri.prefix))).size).toBe(
      3000,
    );
  });

  it('resolves flushed() when the last session has accepted all', async () => {
    const group = new UpdateGroup(new RouteStore());
    const [one, two] = [group.open(IPV4), group.open(IPV4)];
    drain(one);
    drain(two);
    group.announce({ prefix: '10.0.0.0/24', nextHop: 'self' });
    let flushed = false;
    const promise = group.flushed().then(() => {
      flushed = true;
    });
    drain(one);
    const chunk = two.next(65536)!;
    for (let i = 0; i < 5; i++) await undefined;
    expect([flushed, group.pending]).toEqual([false, 0]);
    two.accepted(chunk);
    await promise;
  });

  it('keeps no more for a session that takes nothing than the window', () => {
    const { store, table, put } = tableOf({ window: 4 });
    const [, quick] = [table.open(IPV4), table.open(IPV4)];
    for (let i = 0; i < 100; i++) {
      put('10.0.0.0/24', 0, [...path, attribute(MULTI_EXIT_DISC, i)]);
      drain(quick);
      expect(table.byteLength).toBeLessThan(5 * 200);
    }
    expect([store.size, table.pending]).toEqual([1, 1]);
  });

  it('sends one that fell behind the newest alone', () => {
    const { table, put } = tableOf({ window: 4 });
    const [slow, quick] = [table.open(IPV4), table.open(IPV4)];
    for (let i = 0; i < 100; i++) {
      put('10.0.0.0/24', 0, [...path, attribute(MULTI_EXIT_DISC, i)]);
      drain(quick);
    }
    expect(viewsOf(slow).map((view) => view.get(MULTI_EXIT_DISC))).toEqual([99, undefined]);
  });

  it('sends a family again to the session that asks, and to no other', () => {
    const { table, put } = tableOf();
    const [one, two] = [table.open(IPV4), table.open(IPV4)];
    put('10.0.0.0/24');
    drain(one);
    drain(two);
    one.refresh(Family.IPV4_UNICAST);
    expect([viewsOf(one).length, viewsOf(two).length]).toEqual([1, 0]);
  });
});

describe('clearing', () => {
  it('goes on where it was left, of one family or of all, sent or not', () => {
    const families = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
    const session = sessionOf({ families });
    const store = new RouteStore();
    const group = new UpdateGroup(store);
    const sink = new AdjRibIn(new RouteStore());
    for (let i = 0; i < 5; i++) {
      group.announce({ prefix: `10.${i}.0.0/16`, nextHop: '192.0.2.1', attributes: path });
      group.announce({ prefix: `2001:db8:${i}::/48`, nextHop: '2001:db8::1', attributes: path });
    }
    const source = group.open(session);
    const hear = () => {
      for (const view of viewsOf(source, session)) if (view.endOfRib === undefined) sink.update(view);
      return sink.size();
    };
    expect(hear()).toBe(10);
    expect([group.clear(Family.IPV6_UNICAST, 3), group.size, hear()]).toEqual([false, 7, 7]);
    expect([group.clear(Family.IPV6_UNICAST, 3), group.size, hear()]).toEqual([true, 5, 5]);
    expect(group.clear(Family.IPV6_UNICAST, 3)).toBe(true);
    group.announce({ prefix: '10.9.0.0/16', nextHop: '192.0.2.1', attributes: path });
    expect([group.clear(undefined, 4), group.size]).toEqual([false, 2]);
    expect([group.clear(undefined, 4), group.size, hear()]).toEqual([true, 0, 0]);
    expect(store.size).toBe(0);
  });
});

describe('routes that came from a session', () => {
  it('are not sent back to it', () => {
    const { table, put } = tableOf();
    const [one, two] = [table.open(IPV4, 1), table.open(IPV4, 2)];
    put('10.1.0.0/16', 1);
    put('10.2.0.0/16', 2);
    put('10.3.0.0/16');
    const announced = (source: RibUpdateSource) => viewsOf(source).flatMap((view) => view.announced());
    expect(announced(one)).toEqual(
      [unicast('10.3.0.0/16'), unicast('10.2.0.0/16')].toSorted((a, b) => (a.prefix < b.prefix ? -1 : 1)),
    );
    expect(announced(two)).toEqual([unicast('10.1.0.0/16'), unicast('10.3.0.0/16')]);
  });

  it('are sent to it once they come from elsewhere, though another took their place for a moment', () => {
    for (const meanwhile of ['replaced', 'cleared'] as const) {
      const { table, put } = tableOf();
      const [source, other] = [table.open(IPV4, 1), table.open(IPV4, 2)];
      put('10.0.0.0/24', 1);
      for (const one of [source, other]) drain(one);
      put('10.0.0.0/24', 0);
      if (meanwhile === 'cleared') table.clear();
      else put('10.0.0.0/24', 0, [...path, attribute(MULTI_EXIT_DISC, 1)]);
      put('10.0.0.0/24', 0);
      expect(viewsOf(source).flatMap((view) => view.announced())).toEqual([unicast('10.0.0.0/24')]);
    }
  });

  it('withdraw there what they take the place of, octets by hand from RFC 4271 §4.3 and RFC 4760 §4', () => {
    const families = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
    const session = sessionOf({ families });
    const { table } = tableOf();
    const put = (prefix: string, nextHop: string, med: number, source: number) =>
      table.became(
        table.wanted.putAny({ prefix, nextHop, attributes: [...path, attribute(MULTI_EXIT_DISC, med)] }),
        source,
      );
    const one = table.open(session, 1);
    put('10.0.0.0/24', '192.0.2.1', 1, 0);
    put('2001:db8::/32', '2001:db8::1', 1, 0);
    drain(one);
    put('10.0.0.0/24', '192.0.2.1', 2, 1);
    put('2001:db8::/32', '2001:db8::1', 2, 1);
    const chunks = drain(one).map((chunk) => formatHex(chunk));
    const withdrawn = [
      updateHex('0004180a00000000'),
      updateHex(`0000${'000c'}${'900f0008'}${'000201'}${'2020010db8'}`),
    ];
    expect(chunks.join('')).toBe(withdrawn.join(''));
  });

  it('withdraw nothing there where they take the place of others that came from it', () => {
    const { table, put } = tableOf();
    const [source, other] = [table.open(IPV4, 1), table.open(IPV4, 2)];
    put('10.0.0.0/24', 1);
    for (const one of [source, other]) drain(one);
    put('10.0.0.0/24', 1, [...path, attribute(MULTI_EXIT_DISC, 1)]);
    expect(drain(source)).toEqual([]);
    expect(viewsOf(other).flatMap((view) => view.announced())).toEqual([unicast('10.0.0.0/24')]);
  });

  it('withdraw there what it was told of while it came from elsewhere, whatever has come from it since', () => {
    const med = [...path, attribute(MULTI_EXIT_DISC, 1)];
    const withdrawnBy = (changes: (put: ReturnType<typeof tableOf>['put']) => void, options?: OutboundOptions) => {
      const { table, put } = tableOf(options);
      const [source, other] = [table.open(IPV4, 1), table.open(IPV4, 2)];
      put('10.0.0.0/24', 2);
      for (const one of [source, other]) drain(one);
      changes(put);
      drain(other);
      return viewsOf(source).flatMap((view) => view.withdrawn());
    };
    const once = [unicast('10.0.0.0/24')];
    // The same route, which it has, comes from it before anything was sent of that; then another.
    const moved = (put: ReturnType<typeof tableOf>['put']) => {
      put('10.0.0.0/24', 1);
      put('10.0.0.0/24', 1, med);
    };
    expect(withdrawnBy(moved)).toEqual(once);
    expect(withdrawnBy((put) => put('10.0.0.0/24', 1))).toEqual(once);
  });

  it('withdraw there labels as RFC 8277 §2.4 has it, octets by hand, whatever stack was announced', () => {
    const family = Family.IPV4_LABELLED_UNICAST;
    for (const addPath of [[], [family]]) {
      const session = sessionOf({ families: [family], addPath });
      const { table } = tableOf();
      const put = (third: number, labels: readonly number[], source: number) => {
        const nlri = { family, prefix: `10.0.${third}.0/24`, labels };
        const path7 = addPath.length === 0 ? nlri : { ...nlri, pathId: 7 };
        table.became(table.wanted.putAny({ nlri: path7, nextHop: '192.0.2.1', attributes: path }), source);
      };
      const one = table.open(session, 1);
      for (const third of [0, 1]) put(third, [16, 17], 0);
      drain(one);
      for (const third of [0, 1]) put(third, [18, 19], 1);
      const pathId = addPath.length === 0 ? '' : '00000007';
      const nlri = [0, 1].map((third) => `${pathId}${'30'}${'800000'}${'0a000'}${third}`).join('');
      const length = 3 + nlri.length / 2;
      const octets = (value: number) => value.toString(16).padStart(4, '0');
      const chunks = drain(one).map((chunk) => formatHex(chunk));
      expect(chunks.join('')).toBe(updateHex(`0000${octets(4 + length)}900f${octets(length)}000104${nlri}`));
    }
  });
});

describe('OTC (RFC 9234 §5)', () => {
  const own = attribute(OTC, 65001);
  const other = attribute(OTC, 65020);

  function sent(
    localRole: Role | undefined,
    attributes: readonly PathAttribute[],
    prefix = '10.0.0.0/24',
    families: readonly Family[] = [Family.IPV4_UNICAST],
  ) {
    const skipped: string[] = [];
    const session: RibSession = { ...sessionOf({ families }), localRole };
    const group = new UpdateGroup(new RouteStore(), { onSkipped: (_, reason) => skipped.push(reason) });
    group.announce({
      prefix,
      nextHop: prefix.includes(':') ? '2001:db8::1' : '192.0.2.1',
      attributes,
      family: families[0]!,
    });
    const [view] = viewsOf(group.open(session), session).filter((one) => one.endOfRib === undefined);
    return view ? view.get(OTC) : skipped.join();
  }

  it.each<[Role | undefined, number | string | undefined, number | string | undefined]>([
    // Our role, a route without OTC, a route with it.
    [undefined, undefined, 65020],
    ['provider', 65001, 65020],
    ['rs', 65001, 65020],
    ['rs-client', undefined, 'otc'],
    ['customer', undefined, 'otc'],
    ['peer', 65001, 'otc'],
    [77, undefined, 65020],
  ])('as %s', (role, without, given) => {
    expect([sent(role, path), sent(role, [...path, other])]).toEqual([without, given]);
    expect(sent(role, [...path, other], '2001:db8::/32', [Family.IPV6_UNICAST])).toBe(given);
  });

  it('holds even what we have set ourselves', () => {
    expect(sent('customer', [...path, own])).toBe('otc');
  });

  it('is about unicast alone', () => {
    expect(sent('customer', [...path, other], '10.0.0.0/24', [Family.IPV4_MULTICAST])).toBe(65020);
    expect(sent('provider', path, '10.0.0.0/24', [Family.IPV4_MULTICAST])).toBeUndefined();
  });
});

describe('what a route that came from a peer is sent with', () => {
  const unknown = (code: number, flags: number, length = 2): PathAttribute => ({
    code,
    flags,
    value: new Uint8Array(length),
  });
  const transitive = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE;

  function codes(
    source: number,
    attributes: readonly PathAttribute[],
    options: OutboundOptions = { readvertised: true },
  ) {
    const { table, put } = tableOf(options);
    put('10.0.0.0/24', source, [...path, ...attributes]);
    const [view] = viewsOf(table.open(IPV4));
    const { index } = view!;
    return Array.from({ length: index.count }, (_, i) => [
      index.code(i),
      index.flags(i) & ~AttributeFlag.EXTENDED_LENGTH,
    ]).filter(([code]) => code! > 200);
  }

  it('passes on what it does not know with Partial, or not at all (RFC 4271 §5)', () => {
    const attributes = [unknown(201, transitive), unknown(202, AttributeFlag.OPTIONAL)];
    expect(codes(1, attributes)).toEqual([[201, transitive | AttributeFlag.PARTIAL]]);
  });

  it('sends what is of our own making as it is', () => {
    expect(codes(0, [unknown(201, transitive)])).toEqual([[201, transitive]]);
    expect(codes(1, [unknown(201, transitive)], {})).toEqual([[201, transitive]]);
  });

  it('passes on 4 KiB of what it does not know', () => {
    const long = sessionOf({ families: [Family.IPV4_UNICAST], extendedMessage: true });
    const { table, put } = tableOf({ readvertised: true });
    put('10.0.0.0/24', 1, [
      ...path,
      unknown(201, transitive, 4000),
      unknown(202, transitive, 96),
      unknown(203, transitive, 1),
    ]);
    const [view] = viewsOf(table.open(long), long);
    expect([201, 202, 203].map((code) => view!.index.find(code) >= 0)).toEqual([true, true, false]);
  });

  it('is not sent where the AS of the peer is in its path, if that is asked for', () => {
    const { table, put } = tableOf({ withholdsLoops: true });
    put('10.0.0.0/24', 0, [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65010, 65002))]);
    const id = put('10.1.0.0/24');
    expect(viewsOf(table.open(IPV4)).flatMap((view) => view.announced())).toEqual([unicast('10.1.0.0/24')]);
    const [session] = table.sessions();
    expect([session!.deliveryOf(id), session!.deliveryOf(id - 1)]).toEqual(['written', { filtered: 'loop' }]);
  });
});

describe('the next hop of a VPN route', () => {
  const ZEROS = '0000000000000000';
  const vpn = (family: Family, prefix: string): Nlri => ({
    family,
    ...{ rd: '65000:1', labels: [16], prefix },
  });
  const reach = (route: RouteSpec, families: readonly Family[]): string => {
    const group = new UpdateGroup(new RouteStore());
    group.announce(route);
    return drain(group.open(sessionOf({ families, extendedNextHop: families })))
      .map((chunk) => formatHex(chunk))
      .join('');
  };

  it('stands behind an RD of 0 (RFC 4364 §4.3.2, RFC 4659 §3.2.1.1)', () => {
    const [four, six] = [vpn(Family.IPV4_VPN, '10.1.0.0/16'), vpn(Family.IPV6_VPN, '2001:db8::/32')];
    const nlri4 = '68000101' + '0000fde800000001' + '0a01';
    const nlri6 = '78000101' + '0000fde800000001' + '20010db8';
    const global = '20010db8000000000000000000000001';
    expect(reach({ nlri: four, nextHop: 'self' }, [Family.IPV4_VPN])).toContain(`0001800c${ZEROS}c00002fe00${nlri4}`);
    expect(reach({ nlri: four, nextHop: '192.0.2.1' }, [Family.IPV4_VPN])).toContain(
      `0001800c${ZEROS}c000020100${nlri4}`,
    );
    expect(reach({ nlri: four, nextHop: '2001:db8::1' }, [Family.IPV4_VPN])).toContain(
      `00018018${ZEROS}${global}00${nlri4}`,
    );
    expect(reach({ nlri: six, nextHop: '2001:db8::1', linkLocal: 'fe80::1' }, [Family.IPV6_VPN])).toContain(
      `00028030${ZEROS}${global}${ZEROS}fe80000000000000000000000000000100${nlri6}`,
    );
  });
});

describe('the next hop', () => {
  it.each([
    ['given', undefined, '192.0.2.1'],
    ['given', 'given' as const, '192.0.2.1'],
    ['our own', 'self' as const, '192.0.2.254'],
  ])('is %s', (_, nextHop, expected) => {
    const group = new UpdateGroup(new RouteStore(), nextHop ? { nextHop } : {});
    group.announce({ prefix: '10.0.0.0/24', nextHop: '192.0.2.1' });
    const [view] = viewsOf(group.open(IPV4));
    expect(view!.get(NEXT_HOP)).toBe(expected);
  });
});

describe('deliveries', () => {
  function watched() {
    const made = tableOf();
    const told: string[] = [];
    const watch: DeliveryWatch = {
      ids: new IdSet(),
      changed: (id, delivery: Delivery) =>
        told.push(`${id} ${typeof delivery === 'string' ? delivery : delivery.filtered}`),
    };
    made.table.watch = watch;
    const follow = (prefix: string, source = 0, attributes = path) => {
      const id = made.put(prefix, source, attributes);
      made.core.routes.retain(id);
      watch.ids.add(id);
      return id;
    };
    return { ...made, told, follow };
  }

  it('are told when the stream has accepted them', () => {
    const { table, told, follow, put, core } = watched();
    const source = table.open(IPV4, 1);
    const id = follow('10.0.0.0/24');
    put('10.1.0.0/24');
    const [session] = table.sessions();
    expect(session!.deliveryOf(id)).toBe('queued');
    const chunk = source.next(65536)!;
    expect([session!.deliveryOf(id), told]).toEqual(['queued', []]);
    source.accepted(chunk);
    expect([session!.deliveryOf(id), told]).toEqual(['written', [`${id} written`]]);
    core.probe({ prefix: '10.0.0.0/24' });
    table.remove();
    expect(session!.deliveryOf(id)).toBe('queued');
    const last = source.next(65536)!;
    expect([session!.deliveryOf(id), told.length]).toEqual(['queued', 1]);
    source.accepted(last);
    expect([session!.deliveryOf(id), told.slice(1)]).toEqual([undefined, [`${id} withdrawn`]]);
  });

  it('tell why a route is not sent', () => {
    const { table, told, follow } = watched();
    const ids = [follow('10.0.0.0/24', 1), follow('2001:db8::/32')];
    drain(table.open(IPV4, 1));
    const [session] = table.sessions();
    expect(told).toEqual([`${ids[1]} family`, `${ids[0]} source`]);
    expect(ids.map((id) => session!.deliveryOf(id))).toEqual([{ filtered: 'source' }, { filtered: 'family' }]);
  });

  it('are of each session, one that catches up among them', () => {
    const { table, told, follow } = watched();
    const id = follow('10.0.0.0/24');
    drain(table.open(IPV4));
    const late = table.open({ ...IPV4 });
    expect([...table.sessions()].map((session) => session.deliveryOf(id))).toEqual(['written', 'queued']);
    drain(late);
    expect(told).toEqual([`${id} written`, `${id} written`]);
  });
});

describe('prepared routes', () => {
  it('go out before all else, to all at once, and by reference', () => {
    const { store, table, put } = tableOf();
    const sources = [table.open(IPV4), table.open({ ...IPV4 })];
    for (const source of sources) drain(source);
    const woken: number[] = [];
    sources.forEach((source, i) => {
      source.onReady(() => woken.push(i));
    });
    const routes = ['10.0.0.0/24', '10.1.0.0/24'].map((prefix) =>
      store.retain({ prefix, nextHop: '192.0.2.1', attributes: path }),
    );
    const prepared = table.prepare(routes.map(({ id }) => id));
    for (const route of routes) store.release(route);
    expect([table.wanted.size, store.size, prepared.byteLength > 0, woken]).toEqual([0, 2, true, []]);
    table.batch(() => {
      put('10.9.0.0/24');
      prepared.fire();
    });
    expect([woken, table.wanted.size]).toEqual([[0, 1], 3]);
    const [first, second] = sources.map((source) => source.next(65536)!);
    expect(second!.buffer).toBe(first!.buffer);
    expect(updatesOf(first!, IPV4).flatMap((view) => view.announced())).toEqual([
      unicast('10.0.0.0/24'),
      unicast('10.1.0.0/24'),
    ]);
    expect(viewsOf(sources[0]!).flatMap((view) => view.announced())).toEqual([unicast('10.9.0.0/24')]);
    expect(table.pending).toBe(1);
  });

  it('are sent as any other where the encoding has changed, and hold nothing once thrown away', () => {
    const { store, table } = tableOf();
    const source = table.open(IPV4);
    drain(source);
    const route = store.retain({ prefix: '10.0.0.0/24', nextHop: '192.0.2.1', attributes: path });
    const [kept, gone] = [table.prepare([route.id]), table.prepare([route.id])];
    store.release(route);
    gone.discard();
    source.gracefulShutdown();
    kept.fire();
    expect(viewsOf(source).map((view) => view.get(COMMUNITIES))).toEqual([[0xffff0000]]);
    table.clear();
    drain(source);
    expect(store.size).toBe(0);
  });

  it('are held against the filters that a peer has when they are fired', () => {
    const { core, table, store } = tableOf();
    const source = table.open(IPV4);
    const permit = (prefix: string) => {
      const entry = { action: 'add', match: 'permit', sequence: 1, minLength: 0, maxLength: 0, prefix } as const;
      source.filter(Family.IPV4_UNICAST, [{ type: 64, entries: [{ action: 'remove-all' }, entry] }]);
      source.refresh(Family.IPV4_UNICAST);
    };
    const prefixes = ['10.1.0.0/16', '10.2.0.0/16'];
    permit(prefixes[0]!);
    drain(source);
    const routes = prefixes.map((prefix) => store.retain({ prefix, nextHop: '192.0.2.1', attributes: path }));
    const prepared = table.prepare(routes.map(({ id }) => id));
    permit(prefixes[1]!);
    drain(source);
    prepared.fire();
    expect(viewsOf(source).flatMap((view) => view.announced())).toEqual([unicast(prefixes[1]!)]);
    for (const route of routes) store.release(route);
    table.clear();
    drain(source);
    expect(core.routes.size).toBe(0);
  });

  it('are withdrawn again where they were taken back before they were sent', () => {
    const { store, table, core } = tableOf();
    const source = table.open(IPV4);
    drain(source);
    const route = store.retain({ prefix: '10.0.0.0/24', nextHop: '192.0.2.1', attributes: path });
    table.prepare([route.id]).fire();
    store.release(route);
    core.routes.probe(Family.IPV4_UNICAST, parseHex('180a0000')!, 0, 4, NO_PATH_ID);
    table.remove();
    const views = viewsOf(source);
    expect(views.map((view) => [view.announced().length, view.withdrawn().length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(store.size).toBe(0);
  });

  const prefixOf = (i: number): string => `10.${i >> 8}.${i & 255}.0/24`;
  const numbers = Array.from({ length: 3000 }, (_, i) => i);
  /** Some thousand routes of 10.0.0.0/8, prepared. */
  function preparedOf({ store, table }: ReturnType<typeof tableOf>, nextHop = '192.0.2.9') {
    const routes = numbers.map((i) => store.retain({ prefix: prefixOf(i), nextHop, attributes: path }));
    const prepared = table.prepare(routes.map(({ id }) => id));
    for (const route of routes) store.release(route);
    return prepared;
  }
  const sinkOf = (): AdjRibIn => new AdjRibIn(new RouteStore());
  /** What a peer has that was sent these chunks, its next hop by prefix. */
  function heldAfter(chunks: readonly Uint8Array[], sink = sinkOf()): Map<string, string> {
    for (const view of chunks.flatMap((chunk) => updatesOf(chunk, IPV4))) sink.update(view);
    return new Map([...sink.routes()].map(({ prefix, nextHop }) => [prefix, nextHop]));
  }
  /** Withdraws everything, and expects all references back. */
  function expectNothingLeft({ store, table }: ReturnType<typeof tableOf>, sources: readonly RibUpdateSource[]): void {
    table.clear();
    for (const source of sources) drain(source);
    expect([store.size, store.attributeSets, table.byteLength]).toEqual([0, 0, 0]);
  }

  it('take the place of other routes of their keys, sent, pending and on the way', () => {
    const lab = tableOf();
    const { table, put } = lab;
    const [source, late] = [table.open(IPV4), table.open({ ...IPV4 })];
    put(prefixOf(0));
    put('10.255.0.0/16');
    const sink = sinkOf();
    heldAfter(drain(source), sink);
    put(prefixOf(1));
    const prepared = preparedOf(lab);
    put(prefixOf(2));
    table.removeRoute(put(prefixOf(3)));
    table.removeRoute(table.wanted.ids.next(1));
    prepared.fire();
    expect(table.wanted.size).toBe(3001);
    const held = heldAfter(drain(source), sink);
    expect(held).toEqual(
      new Map([...numbers.map((i) => [prefixOf(i), '192.0.2.9'] as const), ['10.255.0.0/16', '192.0.2.1']]),
    );
    expect(heldAfter(drain(late))).toEqual(held);
    expect(table.pending).toBe(0);
    expectNothingLeft(lab, [source, late]);
  });

  it('fire once, and another time where they were prepared again', () => {
    const lab = tableOf();
    const source = lab.table.open(IPV4);
    drain(source);
    const prepared = [preparedOf(lab), preparedOf(lab), preparedOf(lab, '192.0.2.8')];
    prepared[0]!.fire();
    prepared[0]!.fire();
    prepared[0]!.discard();
    const sink = sinkOf();
    expect([heldAfter(drain(source), sink).size, lab.table.wanted.size]).toEqual([3000, 3000]);
    prepared[1]!.fire();
    prepared[2]!.fire();
    expect(lab.table.wanted.size).toBe(3000);
    const held = heldAfter(drain(source), sink);
    expect([held.size, new Set(held.values())]).toEqual([3000, new Set(['192.0.2.8'])]);
    expectNothingLeft(lab, [source]);
  });

  it('are lost with a session that closes before it has taken them, and told anew to the next', () => {
    const lab = tableOf();
    const source = lab.table.open(IPV4);
    drain(source);
    const prepared = preparedOf(lab);
    prepared.fire();
    source.next(4096);
    source.close({ kind: 'stopped' });
    const next = lab.table.open(IPV4);
    expect(heldAfter(drain(next)).size).toBe(3000);
    next.close({ kind: 'stopped' });
    expectNothingLeft(lab, []);
  });

  it('reach a session that has fallen behind', () => {
    const lab = tableOf({ window: 1 });
    const [source, lagging] = [lab.table.open(IPV4), lab.table.open({ ...IPV4 })];
    for (const i of [...numbers.slice(0, 2), 4000]) {
      lab.put(prefixOf(i));
      drain(source);
    }
    const prepared = preparedOf(lab);
    prepared.fire();
    lab.table.removeRoute(lab.put(prefixOf(5)));
    drain(source);
    const held = heldAfter(drain(lagging));
    expect([held.size, held.get(prefixOf(1)), held.get(prefixOf(4000)), held.get(prefixOf(5))]).toEqual([
      3000,
      '192.0.2.9',
      '192.0.2.1',
      undefined,
    ]);
    expectNothingLeft(lab, [source, lagging]);
  });

  it('do not overtake what is being packed where they are fired', () => {
    const fired: (() => void)[] = [];
    const lab = tableOf({ skipped: () => fired.pop()?.() });
    const source = lab.table.open(IPV4);
    drain(source);
    const prepared = preparedOf(lab);
    lab.put(prefixOf(0));
    lab.put('192.168.0.0/24', 0, [
      ...path,
      attribute(
        COMMUNITIES,
        Array.from({ length: 1100 }, (_, i) => i),
      ),
    ]);
    fired.push(() => prepared.fire());
    const held = heldAfter(drain(source));
    expect([fired.length, held.size, held.get(prefixOf(0))]).toEqual([0, 3000, '192.0.2.9']);
    expectNothingLeft(lab, [source]);
  });
});
