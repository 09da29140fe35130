// Whatever happens in whatever order, in the middle of sliced work or not: when everybody has gone, nothing is held.
import { attribute, COMMUNITIES, Family, LOCAL_PREF, MULTI_EXIT_DISC, parseCommunity } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clock, type Policy, policy, setLocalPref } from '../../src/index.js';
import { type Neighbour, type NeighbourOptions, Router } from '../support/router.js';

/** One step of a job a slice, and one slice a turn. */
class SlowClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly fn: () => void }[] = [];
  readonly #deferred: (() => void)[] = [];

  now(): number {
    this.#now += 2;
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  defer(fn: () => void): void {
    this.#deferred.push(fn);
  }

  turn(): boolean {
    const next = this.#deferred.shift();
    next?.();
    return next !== undefined;
  }
}

const NAMES = ['a', 'b', 'c'];
const KINDS: readonly NonNullable<NeighbourOptions['kind']>[] = [
  'external',
  'internal',
  'client',
  'confederation',
  'route-server-client',
];
/** More than one slice takes. */
const BLOCK = 70;
const policies: readonly (Policy | undefined)[] = [
  undefined,
  policy(setLocalPref(300)),
  (route) => (route.get(MULTI_EXIT_DISC) === 1 ? { reject: 'med' } : undefined),
  () => {
    throw new Error('a policy that throws');
  },
];
const attributeChoices = [
  [],
  [attribute(MULTI_EXIT_DISC, 1)],
  [attribute(MULTI_EXIT_DISC, 2)],
  [attribute(COMMUNITIES, [parseCommunity('no-llgr')!])],
  [attribute(COMMUNITIES, [parseCommunity('no-export')!])],
];

type Step = (world: World) => void;

class World {
  readonly clock = new SlowClock();
  readonly router: Router = new Router({ clock: this.clock, memberAs: 64501, multipath: { external: 2 } });
  readonly there = new Map<string, Neighbour>();
  readonly open = new Set<string>();

  with(name: string, then: (neighbour: Neighbour) => void): void {
    const neighbour = this.there.get(name);
    if (neighbour && this.open.has(name)) then(neighbour);
  }

  add(name: string, options: NeighbourOptions): void {
    if (this.there.has(name)) return;
    const host = NAMES.indexOf(name) + 1;
    this.there.set(name, this.router.neighbour(name, { ...options, host, enforceFirstAs: false, allowOwnAs: 9 }));
    this.open.add(name);
  }

  down(name: string, retain: boolean, kind: 'gr' | 'llgr'): void {
    this.with(name, (neighbour) => {
      this.open.delete(name);
      neighbour.down(retain);
      if (retain) neighbour.peer.in.stale(Family.IPV4_UNICAST, kind);
    });
  }

  remove(name: string): void {
    const neighbour = this.there.get(name);
    if (!neighbour) return;
    this.there.delete(name);
    this.router.rib.removePeer(name);
    if (this.open.delete(name)) neighbour.down();
  }
}

const name = fc.constantFrom(...NAMES);
const some = fc.constantFrom(0, 1, 60, BLOCK);
const prefixOf = (i: number): string => `10.0.${i}.0/24`;

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .tuple(
      name,
      fc.constantFrom(...KINDS),
      fc.boolean(),
      fc.constantFrom<1 | 2 | 'all'>(1, 2, 'all'),
      fc.constantFrom(...policies),
      fc.constantFrom(...policies),
    )
    .map(
      ([who, kind, addPath, paths, importPolicy, exportPolicy]): Step =>
        (world) => {
          world.add(who, {
            kind,
            addPath,
            paths,
            ...(importPolicy ? { importPolicy } : {}),
            ...(exportPolicy ? { exportPolicy } : {}),
          });
        },
    ),
  fc.tuple(name, some, fc.constantFrom(...attributeChoices), fc.integer({ min: 1, max: 2 })).map(
    ([who, from, attributes, pathId]): Step =>
      (world) => {
        world.with(who, (neighbour) => {
          const id = neighbour.session.rx.addPath.size > 0 ? { pathId } : {};
          for (let i = from; i < BLOCK; i++) {
            neighbour.announce(prefixOf(i), { attributes, path: [65001], nextHop: '192.0.2.77', ...id });
          }
        });
      },
  ),
  fc.tuple(name, some, fc.integer({ min: 1, max: 2 })).map(
    ([who, from, pathId]): Step =>
      (world) => {
        world.with(who, (neighbour) => {
          const id = neighbour.session.rx.addPath.size > 0 ? pathId : undefined;
          for (let i = from; i < BLOCK; i += 7) neighbour.withdraw(prefixOf(i), id);
        });
      },
  ),
  fc.tuple(name, fc.boolean(), fc.constantFrom('gr' as const, 'llgr' as const)).map(([who, retain, kind]): Step => {
    return (world) => world.down(who, retain, kind);
  }),
  fc.tuple(name, fc.boolean()).map(
    ([who, addPath]): Step =>
      (world) => {
        const neighbour = world.there.get(who);
        if (!neighbour || world.open.has(who)) return;
        neighbour.setAddPath(addPath);
        neighbour.up();
        world.open.add(who);
      },
  ),
  name.map(
    (who): Step =>
      (world) =>
        world.there.get(who)?.peer.in.stale(Family.IPV4_UNICAST, 'llgr'),
  ),
  name.map(
    (who): Step =>
      (world) =>
        world.there.get(who)?.peer.in.purge(Family.IPV4_UNICAST),
  ),
  fc.tuple(name, fc.constantFrom('begin' as const, 'end' as const)).map(([who, mark]): Step => {
    return (world) => world.with(who, ({ peer }) => peer.in.refresh(Family.IPV4_UNICAST, mark));
  }),
  fc.tuple(name, fc.constantFrom(...policies)).map(
    ([who, next]): Step =>
      (world) => {
        if (world.there.has(who)) world.router.rib.setImportPolicy(who, next);
      },
  ),
  fc.tuple(name, fc.constantFrom(...policies)).map(
    ([who, next]): Step =>
      (world) => {
        const neighbour = world.there.get(who);
        if (next && neighbour?.peer.exportPolicy) world.router.rib.setExportPolicy(who, next);
      },
  ),
  fc.boolean().map(
    (reflects): Step =>
      (world) =>
        world.router.rib.setReflecting(reflects),
  ),
  name.map(
    (who): Step =>
      (world) =>
        world.remove(who),
  ),
  name.map(
    (who): Step =>
      (world) =>
        void world.with(who, (neighbour) => neighbour.receive()),
  ),
  fc.tuple(some, fc.constantFrom(1, 2)).map(
    ([i, preference]): Step =>
      (world) => {
        world.router.rib.originate({
          prefix: prefixOf(i),
          nextHop: 'self',
          attributes: [attribute(LOCAL_PREF, preference)],
        });
      },
  ),
  some.map(
    (i): Step =>
      (world) =>
        void world.router.rib.retract({ prefix: prefixOf(i) }),
  ),
  fc.constantFrom(1, 2, 5).map(
    (turns): Step =>
      (world) => {
        for (let i = 0; i < turns; i++) world.clock.turn();
      },
  ),
);

describe('references', () => {
  it('are all given back', () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 10, maxLength: 60, size: 'max' }), (sequence) => {
        const world = new World();
        const { router, clock } = world;
        for (const step of sequence) step(world);
        while (clock.turn());
        for (const who of world.open) {
          const { peer } = world.there.get(who)!;
          const advertised = [...peer.advertised()].map(({ prefix }) => prefix);
          for (const i of [0, 1, 60, 64, BLOCK]) {
            const prefix = prefixOf(i);
            const sent = advertised.filter((one) => one === prefix).length;
            expect(sent).toBeLessThanOrEqual(router.rib.paths({ prefix }).length);
          }
        }
        for (let i = 0; i <= BLOCK; i++) router.rib.retract({ prefix: prefixOf(i) });
        for (const who of NAMES) world.remove(who);
        while (clock.turn());
        expect([router.rib.size, router.store.size, router.store.attributeSets]).toEqual([0, 0, 0]);
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
