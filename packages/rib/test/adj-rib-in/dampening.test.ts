import { AS_PATH, asSequence, attribute, MULTI_EXIT_DISC, ORIGIN, packUpdates, unicast } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { RouteDampening } from '../../src/adj-rib-in/dampening.js';
import { DAMPENING_DEFAULTS, decayed, penaltyCeiling, secondsUntil } from '../../src/adj-rib-in/dampening-penalty.js';
import { AdjRibIn, type AdjRibInOptions, type DampeningSettings, RouteStore } from '../../src/index.js';
import { coreOf } from '../../src/store/store.js';
import { ManualClock } from '../support/manual-clock.js';
import { deliver, sessionOf } from '../support/wire.js';

function setup(given: Partial<DampeningSettings> = {}) {
  const store = new RouteStore();
  const clock = new ManualClock();
  const reused: number[] = [];
  const dampening = new RouteDampening(coreOf(store), clock, (id) => reused.push(id), given);
  const route = store.retain({ prefix: '10.0.0.0/8', nextHop: '192.0.2.1' });
  return { store, clock, reused, dampening, route, id: route.id };
}

describe('the figure of merit', () => {
  it('halves in each half-life', () => {
    expect([0, 900, 1800].map((seconds) => decayed(1000, seconds, DAMPENING_DEFAULTS))).toEqual([1000, 500, 250]);
    expect(secondsUntil(3000, 750, DAMPENING_DEFAULTS)).toBe(1800);
    expect(secondsUntil(750, 750, DAMPENING_DEFAULTS)).toBe(0);
  });

  it('is bounded so that no route is suppressed for longer than the maximum', () => {
    const ceiling = penaltyCeiling(DAMPENING_DEFAULTS);
    expect(ceiling).toBe(12_000);
    expect(secondsUntil(ceiling, 750, DAMPENING_DEFAULTS)).toBe(3600);
  });
});

describe('RouteDampening', () => {
  it('suppresses from the threshold on and tells when the route may be used again', () => {
    const { clock, dampening, id, reused, route, store } = setup();
    for (let i = 1; i <= 6; i++) {
      dampening.withdrawn(id);
      expect([dampening.penalty(id), dampening.announced(id)]).toEqual([1000 * i, i === 6]);
    }
    // log2(6000 / 750) = 3 half-lives.
    clock.runFor(2699);
    expect([dampening.isSuppressed(id), reused]).toEqual([true, []]);
    clock.runFor(31);
    expect([dampening.isSuppressed(id), reused]).toEqual([false, [id]]);
    // One half-life more and its past is forgotten, and no timer runs.
    clock.runFor(900);
    expect([dampening.size, dampening.penalty(id), clock.waiting]).toEqual([0, 0, 0]);
    store.release(route);
    expect(store.size).toBe(0);
  });

  it('is never suppressed for longer than the maximum', () => {
    const { clock, dampening, id, reused } = setup();
    for (let i = 0; i < 100; i++) dampening.withdrawn(id);
    expect(dampening.penalty(id)).toBe(12_000);
    clock.runFor(3599);
    expect(reused).toEqual([]);
    clock.runFor(31);
    expect(reused).toEqual([id]);
  });

  it('counts flaps on the way', () => {
    const { clock, dampening, id, reused } = setup({ suppressThreshold: 2000 });
    dampening.withdrawn(id);
    clock.runFor(900);
    expect(dampening.penalty(id)).toBe(500);
    for (let i = 0; i < 3; i++) dampening.changed(id);
    expect([dampening.penalty(id), dampening.isSuppressed(id)]).toEqual([2000, true]);
    clock.runFor(900);
    dampening.withdrawn(id);
    expect(dampening.penalty(id)).toBe(2000);
    clock.runFor(1260);
    expect(reused).toEqual([]);
    clock.runFor(40);
    expect(reused).toEqual([id]);
  });

  it('leaves its list where it is suppressed with less than was left to forget', () => {
    const { clock, dampening, id, reused } = setup({
      suppressThreshold: 760,
      changePenalty: 700,
      withdrawalPenalty: 61,
    });
    dampening.changed(id); // Forgotten after 810 s.
    dampening.withdrawn(id); // 761: used again after 19 s.
    clock.runFor(45);
    expect(reused).toEqual([id]);
  });

  it('knows a key by each of its pairs, and holds no other', () => {
    const { dampening, id, route, store } = setup({ suppressThreshold: 900 });
    const other = store.retain({ prefix: '10.0.0.0/8', nextHop: '192.0.2.9' });
    const apart = store.retain({ prefix: '10.0.0.0/9', nextHop: '192.0.2.9' });
    dampening.withdrawn(id);
    expect([dampening.announced(other.id), dampening.announced(apart.id)]).toEqual([true, false]);
    expect([dampening.size, dampening.suppressedSize]).toEqual([1, 1]);
    for (const one of [route, other, apart]) store.release(one);
    expect(store.size).toBe(1);
    dampening.clear();
    expect([store.size, dampening.size, dampening.suppressedSize]).toEqual([0, 0, 0]);
  });

  it('lets new routes be', () => {
    const { dampening, id } = setup({ readvertisementPenalty: 1000 });
    expect([dampening.announced(id), dampening.size]).toEqual([false, 0]);
    dampening.withdrawn(id);
    dampening.announced(id);
    expect(dampening.penalty(id)).toBe(2000);
  });

  it.each<[Partial<DampeningSettings>, string]>([
    [{ halfLifeSeconds: 0 }, 'halfLifeSeconds must be 1–1000000, got 0'],
    [{ changePenalty: -1 }, 'changePenalty must be 0–1000000, got -1'],
    [{ reuseThreshold: 6000 }, 'suppressThreshold must be above reuseThreshold 6000, got 6000'],
    [{ suppressThreshold: 12_000 }, 'suppressThreshold must be below 12000'],
  ])('refuses %j', (given, message) => {
    expect(() => setup(given)).toThrow(RangeError);
    expect(() => setup(given)).toThrow(message);
  });
});

describe('AdjRibIn with dampening', () => {
  const session = sessionOf();
  const nlri = [unicast('10.0.0.0/8')];
  const announce = (rib: AdjRibIn, med: number): void => {
    const attributes = [
      attribute(ORIGIN, 'igp'),
      attribute(AS_PATH, asSequence(65002)),
      attribute(MULTI_EXIT_DISC, med),
    ];
    const announced = [{ nlri, attributes, nextHop: { address: '192.0.2.1' } }];
    deliver(packUpdates({ announced }, session.tx), session, rib);
  };
  const withdraw = (rib: AdjRibIn): void => deliver(packUpdates({ withdrawn: nlri }, session.tx), session, rib);

  function receive(options: AdjRibInOptions = {}) {
    const store = new RouteStore();
    const clock = new ManualClock();
    const rib = new AdjRibIn(store, { import: {}, clock, dampening: { suppressThreshold: 2000 }, ...options });
    rib.up(session);
    return { store, clock, rib };
  }

  it('keeps a route that flaps from being accepted until it is quiet', () => {
    const { clock, rib } = receive();
    for (let i = 0; i < 2; i++) {
      announce(rib, 1);
      expect(rib.acceptedSize()).toBe(1);
      withdraw(rib);
    }
    announce(rib, 1);
    expect([rib.size(), rib.acceptedSize()]).toEqual([1, 0]);
    expect(rib.verdict({ prefix: '10.0.0.0/8' }).rejection).toMatchObject({ check: 'dampening', rfc: 'RFC 2439' });
    clock.runFor(1300);
    expect([rib.size(), rib.acceptedSize()]).toEqual([1, 1]);
  });

  it('takes back what changes too often', () => {
    const { rib } = receive();
    for (let med = 0; med < 4; med++) announce(rib, med);
    expect(rib.acceptedSize()).toBe(1);
    announce(rib, 4);
    expect([rib.size(), rib.acceptedSize()]).toEqual([1, 0]);
  });

  it('does not take the same route again for a flap', () => {
    const { rib } = receive();
    for (let i = 0; i < 10; i++) announce(rib, 1);
    expect(rib.acceptedSize()).toBe(1);
  });

  it('does not bring back what was withdrawn meanwhile, and leaves nothing behind', () => {
    const { clock, rib, store } = receive();
    for (let i = 0; i < 3; i++) {
      announce(rib, 1);
      withdraw(rib);
    }
    clock.runFor(7200);
    expect([rib.acceptedSize(), store.size, store.attributeSets, clock.waiting]).toEqual([0, 0, 0, 0]);
  });

  it('forgets with the session', () => {
    const { rib, store } = receive();
    for (let i = 0; i < 3; i++) {
      announce(rib, 1);
      withdraw(rib);
    }
    rib.down(undefined, false);
    expect([store.size, store.attributeSets]).toEqual([0, 0]);
  });

  it('needs import and a clock', () => {
    for (const options of [
      { dampening: {} },
      { dampening: {}, import: {} },
      { dampening: {}, clock: new ManualClock() },
    ]) {
      expect(() => new AdjRibIn(new RouteStore(), options)).toThrow('dampening needs import and a clock');
    }
  });
});
