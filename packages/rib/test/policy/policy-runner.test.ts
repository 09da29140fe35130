import {
  AS_PATH,
  asSequence,
  attribute,
  COMMUNITIES,
  Family,
  LARGE_COMMUNITY,
  LOCAL_PREF,
  MULTI_EXIT_DISC,
  NEXT_HOP,
  ORIGIN,
  type PathAttribute,
} from '@mesh/bgp-wire';
import { describe, expect, it, vi } from 'vitest';
import { type Policy, type PolicyPeer, RouteStore } from '../../src/index.js';
import { PolicyRunner } from '../../src/policy/policy-runner.js';
import { coreOf } from '../../src/store/store.js';

const peer: PolicyPeer = { name: 'upstream', address: '192.0.2.2', asn: 65002, kind: 'external' };
const base: readonly PathAttribute[] = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65002, 65010))];

/** A policy that sets the next hop. */
const hop =
  (nextHop: string): Policy =>
  (route) => {
    route.nextHop = nextHop;
  };

function setup(attributes: readonly PathAttribute[] = base, prefix = '10.0.0.0/8', nextHop = '192.0.2.2') {
  const store = new RouteStore();
  const core = coreOf(store);
  const onError = vi.fn();
  const runner = new PolicyRunner(core, onError);
  const route = store.retain({ prefix, nextHop, attributes });
  /** Runs a policy and shows the route that came of it, the reason otherwise. */
  const run = (policy: Policy) => {
    const id = runner.run(policy, route.id, peer);
    if (id === 0) return runner.reason;
    core.routes.probeKeyOf(route.id);
    const pair = core.routes.pair(id);
    core.routes.retain(pair);
    core.attributes.release(id);
    const { nextHop: hop, attributes: list } = core.route(pair).toObject();
    core.routes.release(pair);
    return { nextHop: hop, attributes: list };
  };
  return { store, core, runner, route, run, onError };
}

describe('PolicyRunner', () => {
  it('gives an unchanged route its own attributes, with a reference more', () => {
    const { core, runner, route, store } = setup();
    const own = core.routes.attributes(route.id);
    expect(runner.run(() => undefined, route.id, peer)).toBe(own);
    expect(runner.run(() => 'accept', route.id, peer)).toBe(own);
    store.release(route);
    core.attributes.release(own);
    expect(store.attributeSets).toBe(1);
    core.attributes.release(own);
    expect(store.attributeSets).toBe(0);
  });

  it('rejects with the reason', () => {
    const { run, runner } = setup();
    expect(run(() => ({ reject: 'bogon' }))).toBe('bogon');
    expect(run(() => undefined)).toMatchObject({ nextHop: '192.0.2.2' });
    expect(runner.reason).toBe('');
  });

  it('changes attributes in the order of their codes, in front, between and behind', () => {
    const { run, store } = setup();
    const changed = run((route) => {
      route.set(LARGE_COMMUNITY, [{ globalAdministrator: 65001, localData1: 1, localData2: 2 }]);
      route.set(LOCAL_PREF, 200);
      route.set(MULTI_EXIT_DISC, 7);
      route.set(ORIGIN, 'egp');
      route.set(LOCAL_PREF, 300);
      route.delete(AS_PATH);
    });
    expect(changed).toEqual({
      nextHop: '192.0.2.2',
      attributes: [
        attribute(ORIGIN, 'egp'),
        attribute(MULTI_EXIT_DISC, 7),
        attribute(LOCAL_PREF, 300),
        attribute(LARGE_COMMUNITY, [{ globalAdministrator: 65001, localData1: 1, localData2: 2 }]),
      ],
    });
    expect(store.attributeSets).toBe(1);
  });

  it('shows what was changed to what comes after', () => {
    const { run } = setup();
    const seen: unknown[] = [];
    run((route) => {
      seen.push(route.get(LOCAL_PREF), route.has(LOCAL_PREF), route.delete(LOCAL_PREF));
      route.set(LOCAL_PREF, 200);
      seen.push(route.get(LOCAL_PREF), route.has(LOCAL_PREF), route.delete(LOCAL_PREF), route.has(LOCAL_PREF));
      route.set(AS_PATH, asSequence(64999, 65002, 65010));
      seen.push(route.neighbourAs, route.originAs, route.pathLength);
    });
    expect(seen).toEqual([undefined, false, false, 200, true, true, false, 64999, 65010, 3]);
  });

  it('takes long attributes, and lists that became empty as none', () => {
    const long = Array.from({ length: 100 }, (_, i) => ((65001 << 16) >>> 0) + i);
    const { run } = setup([...base, attribute(COMMUNITIES, [1])]);
    const withLong = run((route) => {
      route.set(COMMUNITIES, long);
      route.set(MULTI_EXIT_DISC, 1);
    });
    expect(withLong).toMatchObject({
      attributes: [...base, attribute(MULTI_EXIT_DISC, 1), { ...attribute(COMMUNITIES, long), flags: 0xd0 }],
    });
    expect(run((route) => route.set(COMMUNITIES, []))).toMatchObject({ attributes: base });
    expect(run((route) => route.set(AS_PATH, []))).toMatchObject({
      attributes: [base[0], attribute(AS_PATH, []), attribute(COMMUNITIES, [1])],
    });
  });

  it('sets the next hop', () => {
    const { run } = setup();
    expect(run(hop('198.51.100.1'))).toMatchObject({ nextHop: '198.51.100.1' });
    expect(run(hop('self'))).toMatchObject({ nextHop: 'self' });
    expect(run(hop('2001:db8::1'))).toMatchObject({
      nextHop: '2001:db8::1',
      attributes: base,
    });
  });

  it('says what the route is', () => {
    const { runner, route } = setup(base, '2001:db8:8000::/33', '2001:db8::1');
    const seen: unknown[] = [];
    runner.run(
      (one) => {
        seen.push(one.prefix, one.prefixLength, one.family, one.pathId, one.peer.name, one.source.name, one.nextHop);
        seen.push(
          one.locatePrefix(),
          [...one.bytes.subarray(one.start, one.end)],
          one.locateNextHop(),
          one.end - one.start,
        );
      },
      route.id,
      peer,
      { name: 'here', asn: 65001, kind: 'local' },
    );
    expect(seen).toEqual([
      '2001:db8:8000::/33',
      33,
      Family.IPV6_UNICAST,
      undefined,
      'upstream',
      'here',
      '2001:db8::1',
      true,
      [0x20, 0x01, 0x0d, 0xb8, 0x80],
      true,
      16,
    ]);
  });

  it('rejects a route whose policy throws, reports it and applies nothing', () => {
    const { run, onError, store, route } = setup();
    const error = new Error('mine');
    const outcome = run((one) => {
      one.set(LOCAL_PREF, 1);
      throw error;
    });
    expect(outcome).toBe('policy-error');
    expect(onError).toHaveBeenCalledWith(error, route.id, peer);
    expect([store.attributeSets, store.size]).toEqual([1, 1]);
    expect(run(() => undefined)).toMatchObject({ attributes: base });
  });

  it.each<[string, Policy, RegExp]>([
    ['a value that has no encoding', (route) => route.set(LOCAL_PREF, -1), /got -1/],
    ['NEXT_HOP as an attribute', (route) => route.set(NEXT_HOP, '192.0.2.1'), /set its nextHop/],
    ['a next hop that is no address', hop('nowhere'), /nowhere/],
    ['a verdict that is none', () => ({ reject: '' }), /a policy says/],
  ])('holds %s for an error of the policy', (_, policy, message) => {
    const { run, onError } = setup();
    expect(run(policy)).toBe('policy-error');
    expect(String(onError.mock.calls[0]?.[0])).toMatch(message);
  });

  it('does not run inside itself', () => {
    const { run, runner, route, onError } = setup();
    expect(run(() => void runner.run(() => undefined, route.id, peer))).toBe('policy-error');
    expect(String(onError.mock.calls[0]?.[0])).toMatch(/another run/);
    expect(run(() => undefined)).toMatchObject({ attributes: base });
  });
});
