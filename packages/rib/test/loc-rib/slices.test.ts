// Work on many routes leaves the loop free: with a clock it goes a slice at a time, and what comes meanwhile counts.
import { attribute, Family, MULTI_EXIT_DISC } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { BusyClock } from '../support/busy-clock.js';
import { Router } from '../support/router.js';

const COUNT = 2000;
const prefixOf = (i: number): string => `10.${i >> 8}.${i & 255}.0/24`;

function filled(): {
  clock: BusyClock;
  router: Router;
  from: ReturnType<Router['neighbour']>;
  to: ReturnType<Router['neighbour']>;
} {
  const clock = new BusyClock();
  const router = new Router({ clock });
  const from = router.neighbour('from', { host: 1 });
  const to = router.neighbour('to', { host: 2 });
  for (let i = 0; i < COUNT; i++) from.announce(prefixOf(i));
  return { clock, router, from, to };
}

describe('slices', () => {
  it('lets the routes of a session that is over go a few at a time, and shows none of them', () => {
    const { clock, router, from, to } = filled();
    expect(to.receive()).toHaveLength(COUNT);
    from.down();
    expect(router.rib.size).toBeGreaterThan(COUNT / 2);
    expect([from.peer.in.size(), from.peer.in.get({ prefix: prefixOf(COUNT - 1) })]).toEqual([0, undefined]);
    expect(clock.runAll()).toBeGreaterThan(3);
    expect([router.rib.size, to.receive()]).toEqual([0, []]);
    expect(router.store.size).toBe(0);
  });

  it('keeps what the next session announces while the routes of the last one go', () => {
    const { clock, router, from } = filled();
    from.down();
    from.up();
    const [same, other] = [prefixOf(COUNT - 1), prefixOf(COUNT - 2)];
    from.announce(same);
    from.announce(other, { attributes: [attribute(MULTI_EXIT_DISC, 9)] });
    expect(from.peer.in.size()).toBe(2);
    clock.runAll();
    expect([...from.peer.in.routes()].map(({ prefix }) => prefix).sort()).toEqual([other, same].sort());
    expect(router.rib.size).toBe(2);
    from.down();
    from.up();
    from.down();
    clock.runAll();
    expect([router.rib.size, router.store.size]).toEqual([0, 0]);
  });

  it('purges what stayed stale, and not what is announced before its turn comes', () => {
    const { clock, router, from } = filled();
    from.peer.in.stale(Family.IPV4_UNICAST, 'gr');
    from.down(true);
    from.up();
    from.announce(prefixOf(0));
    from.peer.in.purge(Family.IPV4_UNICAST);
    from.announce(prefixOf(COUNT - 1));
    clock.runAll();
    expect(from.peer.in.size()).toBe(2);
    expect(router.rib.size).toBe(2);
  });

  it('changes an import policy a slice at a time, and the last one counts', () => {
    const { clock, router, from, to } = filled();
    router.rib.setImportPolicy('from', () => ({ reject: 'all' }));
    expect(router.rib.size).toBeGreaterThan(COUNT / 2);
    clock.step();
    router.rib.setImportPolicy('from', (route) => route.set(MULTI_EXIT_DISC, 3));
    clock.runAll();
    expect(router.rib.size).toBe(COUNT);
    expect(router.rib.best({ prefix: prefixOf(0) })?.get(MULTI_EXIT_DISC)).toBe(3);
    expect(to.receive()).toHaveLength(COUNT);
    from.down();
    clock.runAll();
    to.receive();
    expect([router.store.size, router.store.attributeSets]).toEqual([0, 0]);
  });

  it('says End-of-RIB to a new peer only behind all the routes', () => {
    const { clock, router } = filled();
    const late = router.neighbour('late', { host: 3, kind: 'client' });
    expect(late.receive()).toEqual([]);
    clock.runAll();
    expect(late.receive()).toHaveLength(COUNT);
  });
});
