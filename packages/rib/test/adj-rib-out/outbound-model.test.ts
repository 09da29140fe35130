// A table with sessions that keep pace, lag, come late, leave, filter and are where routes come from: whatever happens on
// the way, each peer has in the end what is wanted less what is not for it, and all references are given back.
import {
  AS_PATH,
  asSequence,
  attribute,
  attributeSet,
  COMMUNITIES,
  createContext,
  Family,
  formatHex,
  MULTI_EXIT_DISC,
  ORIGIN,
  OTC,
  type PathAttribute,
  type PrefixOrfEntry,
} from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filtered, PreparedRoutes } from '../../src/adj-rib-out/delivery.js';
import { type OutboundSession, OutboundTable } from '../../src/adj-rib-out/outbound-table.js';
import { AdjRibIn, type RibSession, type RibUpdateSource, type Route, RouteStore } from '../../src/index.js';
import { StoredRoute } from '../../src/store/route.js';
import { coreOf } from '../../src/store/store.js';
import { sessionOf, updatesOf } from '../support/wire.js';

const FAMILIES = [Family.IPV4_UNICAST, Family.IPV6_UNICAST];
const wide = createContext();
const LOCAL_AS = 65001;

/** Sessions of four encodings; the first three are of one. */
const sessions: readonly RibSession[] = [
  sessionOf({ families: FAMILIES }),
  sessionOf({ families: FAMILIES }),
  sessionOf({ families: FAMILIES }),
  { ...sessionOf({ families: FAMILIES }), localRole: 'customer' },
  { ...sessionOf({ families: FAMILIES, asn4: false }), localRole: 'peer' },
  { ...sessionOf({ families: [Family.IPV4_UNICAST] }), localRole: 'provider' },
];
const otcHeld = (session: RibSession) => session.localRole === 'customer' || session.localRole === 'peer';
const otcAdded = (session: RibSession) => session.localRole === 'provider' || session.localRole === 'peer';

const path = attribute(AS_PATH, asSequence(65010, 65020));
const sets: readonly (readonly PathAttribute[])[] = [
  [attribute(ORIGIN, 'igp'), path],
  [attribute(ORIGIN, 'egp'), path, attribute(MULTI_EXIT_DISC, 7)],
  [attribute(ORIGIN, 'igp'), path, attribute(OTC, 65020)],
  [attribute(ORIGIN, 'incomplete'), path, attribute(COMMUNITIES, [1, 2, 3])],
  // Too large for a message of 4096 octets.
  [
    attribute(ORIGIN, 'igp'),
    path,
    attribute(
      COMMUNITIES,
      Array.from({ length: 1100 }, (_, i) => i),
    ),
  ],
];
const prefixes = [
  ...Array.from({ length: 8 }, (_, i) => `10.${i}.0.0/16`),
  '10.0.0.0/8',
  '2001:db8::/32',
  '2001:db8:1::/48',
];

interface Wanted {
  readonly id: number;
  readonly prefix: string;
  readonly family: Family;
  readonly change: number | undefined;
}

interface Model {
  readonly session: RibSession;
  readonly number: number;
  source: RibUpdateSource | undefined;
  sink: AdjRibIn;
  /** What the peer permits, as RFC 5292 §2 has it; undefined for all. */
  permitted: ((prefix: string) => boolean) | undefined;
  leaving: boolean;
}

/** `permit 10.0.0.0/8 ge 9`, `deny 10.3.0.0/16` before it, or nothing but the exact 10.0.0.0/8, each with what it means. */
const filters: readonly { entries: readonly PrefixOrfEntry[]; permits: (prefix: string) => boolean }[] = [
  {
    entries: [{ action: 'add', match: 'permit', sequence: 9, minLength: 9, maxLength: 0, prefix: '10.0.0.0/8' }],
    permits: (prefix) => prefix.startsWith('10.') && prefix !== '10.0.0.0/8',
  },
  {
    entries: [
      { action: 'add', match: 'permit', sequence: 8, minLength: 8, maxLength: 32, prefix: '10.0.0.0/8' },
      { action: 'add', match: 'deny', sequence: 7, minLength: 0, maxLength: 0, prefix: '10.3.0.0/16' },
    ],
    permits: (prefix) => prefix.startsWith('10.') && prefix !== '10.3.0.0/16',
  },
  {
    entries: [{ action: 'add', match: 'permit', sequence: 1, minLength: 0, maxLength: 0, prefix: '10.0.0.0/8' }],
    permits: (prefix) => prefix === '10.0.0.0/8',
  },
];

class World {
  readonly store: RouteStore = new RouteStore({ seed: 3 });
  readonly theirs: RouteStore = new RouteStore({ seed: 4 });
  /** Changes of each prefix so far. */
  readonly #changes = new Map<string, number>();
  readonly core = coreOf(this.store);
  readonly table: OutboundTable = new OutboundTable(this.core, { window: 2 });
  readonly peers: Model[];
  #prepared: PreparedRoutes | undefined;

  constructor() {
    this.peers = sessions.map((session, i) => ({
      session,
      number: i + 1,
      source: undefined,
      sink: new AdjRibIn(this.theirs),
      permitted: undefined,
      leaving: false,
    }));
  }

  #changed(...changed: string[]): void {
    for (const prefix of changed) this.#changes.set(prefix, (this.#changes.get(prefix) ?? 0) + 1);
  }

  clear(): void {
    this.#changed(...prefixes);
    this.table.clear();
  }

  put(prefix: string, set: number, source: number): void {
    this.#changed(prefix);
    const nextHop = prefix.includes(':') ? '2001:db8::1' : '192.0.2.1';
    const id = this.table.wanted.putAny({ prefix, nextHop, attributes: sets[set]! });
    this.table.became(id, source);
  }

  withdraw(prefix: string): void {
    this.#changed(prefix);
    if (this.core.probe({ prefix })) this.table.remove();
  }

  /** Prepares routes, fires what is prepared, or throws it away. */
  prepare(set: number, fire: boolean, source: number): void {
    if (this.#prepared) {
      this.#changed(...prefixes);
      if (fire) this.#prepared.fire();
      else this.#prepared.discard();
      this.#prepared = undefined;
      return;
    }
    const routes = prefixes
      .slice(set, set + 3)
      .map((prefix) => this.store.retain({ prefix, nextHop: '192.0.2.9', attributes: sets[set]! }));
    this.#prepared = this.table.prepare(
      routes.map(({ id }) => id),
      source,
    );
    for (const route of routes) this.store.release(route);
  }

  toggle(peer: Model): void {
    if (peer.source) {
      peer.sink = new AdjRibIn(this.theirs);
      peer.source.close({ kind: 'stopped' });
      peer.source = undefined;
      return;
    }
    peer.sink = new AdjRibIn(this.theirs);
    peer.permitted = undefined;
    peer.leaving = false;
    peer.source = this.table.open(peer.session, peer.number);
    this.#atEndOfRib(peer);
  }

  /** When End-of-RIB comes, the peer has what was wanted when the session began and is wanted still. */
  #atEndOfRib(peer: Model): void {
    const early = this.wantedBy(peer);
    peer.sink = new AdjRibIn(this.theirs, {
      onEndOfRib: (family) => {
        for (const [key, route] of this.wantedBy(peer)) {
          if (
            route.family === family &&
            early.get(key)?.change === route.change &&
            peer.sink.get({ prefix: route.prefix }) === undefined
          )
            throw new Error(`End-of-RIB before ${key}`);
        }
      },
    });
  }

  pull(peer: Model): boolean {
    const chunk = peer.source?.next(4096);
    if (!chunk) return false;
    for (const view of updatesOf(chunk, peer.session)) {
      const family = view.endOfRib;
      if (family === undefined) peer.sink.update(view);
      else peer.sink.endOfRib(family);
    }
    peer.source?.accepted(chunk);
    return true;
  }

  flush(peer: Model): void {
    const early = this.wantedBy(peer);
    const { sink } = peer;
    const member = this.member(peer);
    if (!member) return;
    (member as unknown as { flush(fire: () => void): void }).flush(() => {
      if (peer.sink !== sink) return;
      for (const [key, route] of this.wantedBy(peer)) {
        if (early.get(key)?.change === route.change && sink.get({ prefix: route.prefix }) === undefined)
          throw new Error(`flushed before ${key}`);
      }
    });
  }

  member(peer: Model): OutboundSession | undefined {
    return [...this.table.sessions()].find(({ session }) => session === peer.session);
  }

  refresh(peer: Model): void {
    peer.source?.refresh(Family.IPV4_UNICAST);
    peer.source?.refresh(Family.IPV6_UNICAST);
  }

  filter(peer: Model, which: number): void {
    if (!peer.source) return;
    const chosen = filters[which];
    const entries = [{ action: 'remove-all' as const }, ...(chosen?.entries ?? [])];
    peer.source.filter(Family.IPV4_UNICAST, [{ type: 64, entries }]);
    peer.source.refresh(Family.IPV4_UNICAST);
    peer.permitted = chosen?.permits;
  }

  leave(peer: Model): void {
    peer.source?.gracefulShutdown();
    if (peer.source) peer.leaving = true;
  }

  /** Why a route is not for a peer, told apart from the code under test. */
  filtered(route: Route, peer: Model): Filtered['filtered'] | undefined {
    if (this.table.sources.get(route.id) === peer.number) return 'source';
    if (!peer.session.families.includes(route.family)) return 'family';
    if (peer.permitted && route.family === Family.IPV4_UNICAST && !peer.permitted(route.prefix)) return 'orf';
    if (route.family === Family.IPV6_UNICAST && !route.nextHop.includes(':')) return 'next-hop';
    if (route.attributes.some(({ code }) => code === OTC.code) && otcHeld(peer.session)) return 'otc';
    if ((route.get(COMMUNITIES)?.length ?? 0) > 1000) return 'too-large';
    return undefined;
  }

  wanted(): Route[] {
    return [...this.table.wanted.walk()].map((id) => new StoredRoute(this.core, id));
  }

  wantedBy(peer: Model): Map<string, Wanted> {
    return new Map(
      this.wanted()
        .filter((route) => this.filtered(route, peer) === undefined)
        .map((route) => [
          `${route.id} ${route.prefix}`,
          { id: route.id, prefix: route.prefix, family: route.family, change: this.#changes.get(route.prefix) },
        ]),
    );
  }

  expected(peer: Model): string[] {
    return this.wanted()
      .filter((route) => this.filtered(route, peer) === undefined)
      .map((route) => {
        const added: PathAttribute[] = [];
        if (otcAdded(peer.session) && !route.attributes.some(({ code }) => code === OTC.code))
          added.push(attribute(OTC, LOCAL_AS));
        const communities = route.get(COMMUNITIES) ?? [];
        const kept = route.attributes.filter(({ code }) => code !== COMMUNITIES.code || !peer.leaving);
        if (peer.leaving) added.push(attribute(COMMUNITIES, [...communities, 0xffff0000]));
        return `${route.prefix} ${route.nextHop} ${formatHex(attributeSet([...kept, ...added], wide))}`;
      })
      .sort();
  }

  actual(peer: Model): string[] {
    return [...peer.sink.routes()]
      .map((route) => `${route.prefix} ${route.nextHop} ${formatHex(attributeSet(route.attributes, wide))}`)
      .sort();
  }

  settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const peer of this.peers) if (this.pull(peer)) busy = true;
    }
  }

  check(): void {
    this.settle();
    for (const peer of this.peers) {
      if (!peer.source) continue;
      expect(this.actual(peer)).toEqual(this.expected(peer));
      const member = this.member(peer)!;
      expect(member.pending).toBe(0);
      for (const route of this.wanted()) {
        const reason = this.filtered(route, peer);
        expect(member.deliveryOf(route.id)).toEqual(reason === undefined ? 'written' : { filtered: reason });
      }
      for (const family of peer.session.families) expect(peer.sink.isComplete(family)).toBe(true);
    }
    expect(this.table.byteLength).toBe(0);
  }

  end(): void {
    this.#prepared?.discard();
    this.table.clear();
    this.settle();
    for (const peer of this.peers) {
      if (peer.source) expect(peer.sink.size()).toBe(0);
      peer.source?.close({ kind: 'stopped' });
    }
    expect(this.store.size).toBe(0);
    expect(this.store.attributeSets).toBe(0);
  }
}

const peer = fc.nat(sessions.length - 1);
const set = fc.nat(sets.length - 1);
const source = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: sessions.length }));
const step = fc.oneof(
  { weight: 24, arbitrary: fc.tuple(fc.constant('put'), fc.nat(prefixes.length - 1), set, source) },
  { weight: 12, arbitrary: fc.tuple(fc.constant('withdraw'), fc.nat(prefixes.length - 1), set, source) },
  { weight: 30, arbitrary: fc.tuple(fc.constant('pull'), peer, set, source) },
  { weight: 6, arbitrary: fc.tuple(fc.constant('toggle'), peer, set, source) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('refresh'), peer, set, source) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('filter'), peer, fc.nat(filters.length), source) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('leave'), peer, set, source) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('prepare'), fc.nat(1), set, source) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('flush'), peer, set, source) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('clear'), peer, set, source) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('check'), peer, set, source) },
) as fc.Arbitrary<[string, number, number, number]>;

const actions: Record<string, (world: World, a: number, b: number, c: number) => void> = {
  put: (world, a, b, c) => world.put(prefixes[a]!, b, c),
  withdraw: (world, a) => world.withdraw(prefixes[a]!),
  pull: (world, a) => void world.pull(world.peers[a]!),
  toggle: (world, a) => world.toggle(world.peers[a]!),
  refresh: (world, a) => world.refresh(world.peers[a]!),
  filter: (world, a, b) => world.filter(world.peers[a]!, b),
  leave: (world, a) => world.leave(world.peers[a]!),
  prepare: (world, a, b, c) => world.prepare(b, a === 1, c),
  flush: (world, a) => world.flush(world.peers[a]!),
  clear: (world) => world.clear(),
  check: (world) => world.check(),
};

describe('a table and the peers of its sessions', () => {
  it('agree in the end, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const world = new World();
        for (const one of world.peers.slice(0, 4)) world.toggle(one);
        for (const [kind, a, b, c] of steps) actions[kind]!(world, a, b, c);
        world.check();
        world.end();
      }),
      { numRuns: 150, seed: 5 },
    );
  }, 60_000);
});
