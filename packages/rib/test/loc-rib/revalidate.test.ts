// VRPs that come and go while routes stay: those routes are judged anew (RFC 6811 §5).
import { AS_PATH, asSequence, attribute, Family, type Nlri, ORIGIN } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { type LocRibOptions, originValidation, type Policy, VrpTable } from '../../src/index.js';
import { delta } from '../origin-validation/support.js';
import { BusyClock } from '../support/busy-clock.js';
import { Router } from '../support/router.js';

const P = '10.0.0.0/8';
const OTHER = '11.0.0.0/8';
const attributes = [attribute(ORIGIN, 'igp'), attribute(AS_PATH, asSequence(65001))];

function setup(options: LocRibOptions = {}) {
  const table = new VrpTable();
  const router = new Router(options);
  const seen: string[] = [];
  const isInvalid = originValidation(table, 'invalid', { localAs: 65000 });
  const rejectInvalid: Policy = (route) => {
    seen.push(route.prefix ?? '');
    return isInvalid(route) ? { reject: 'rpki-invalid' } : undefined;
  };
  table.onChange((changes) => router.rib.revalidate(changes));
  const source = table.source('cache');
  const change = (...lines: string[]): void => {
    source.apply(delta(...lines));
    source.commit();
  };
  return { router, seen, rejectInvalid, change };
}

describe('a VRP that comes later', () => {
  it('turns a route invalid, and another path is the best', () => {
    const { router, seen, rejectInvalid, change } = setup();
    const a = router.neighbour('a', { host: 1, importPolicy: rejectInvalid });
    const b = router.neighbour('b', { host: 2, importPolicy: rejectInvalid });
    const to = router.neighbour('to', { host: 3 });
    a.announce(P, { path: [65001] });
    a.announce(OTHER, { path: [65001] });
    b.announce(P, { path: [65002, 65009] });
    expect([router.bestFrom(P), to.toldPath(P)]).toEqual(['a', '65000 65001']);
    seen.length = 0;
    change(`+ ${P}-8 AS65009`);
    expect([router.bestFrom(P), to.toldPath(P)]).toEqual(['b', '65000 65002 65009']);
    expect(a.peer.in.verdict({ prefix: P }).rejection).toMatchObject({ check: 'policy', reason: 'rpki-invalid' });
    expect(new Set(seen)).toEqual(new Set([P]));
    change(`- ${P}-8 AS65009`);
    expect([router.bestFrom(P), to.toldPath(P)]).toEqual(['a', '65000 65001']);
  });

  it('concerns what lies below its prefix, of both families, with path identifiers too', () => {
    const { router, rejectInvalid, change } = setup();
    const a = router.neighbour('a', { host: 1, addPath: true, importPolicy: rejectInvalid });
    a.announce('10.1.0.0/16', { pathId: 7 });
    a.announce('2001:db8:1::/48', { pathId: 7, nextHop: '2001:db8::1' });
    expect(router.rib.size).toBe(2);
    change(`+ ${P}-8 AS65009`, '+ 2001:db8::/32-32 AS65009');
    expect(router.rib.size).toBe(0);
  });

  it('counts for export policies', () => {
    const { router, rejectInvalid, change } = setup();
    const a = router.neighbour('a', { host: 1 });
    const to = router.neighbour('to', { host: 2, exportPolicy: rejectInvalid });
    a.announce(P);
    expect(to.told(P)).toBeDefined();
    change(`+ ${P}-8 AS65009`);
    expect([to.told(P), router.rib.size]).toEqual([undefined, 1]);
  });

  it('is worked off in slices, however many there are', () => {
    const clock = new BusyClock();
    const { router, rejectInvalid, change } = setup({ clock });
    const a = router.neighbour('a', { host: 1, importPolicy: rejectInvalid });
    const prefixes = Array.from({ length: 1500 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    for (const prefix of prefixes) a.announce(prefix);
    change(...prefixes.map((prefix) => `+ ${prefix}-24 AS65009`));
    expect(router.rib.size).toBeGreaterThan(0);
    expect(clock.runAll()).toBeGreaterThan(3);
    expect(router.rib.size).toBe(0);
  });

  it('does not concern other families (RFC 6811 §1)', () => {
    const { router, seen, rejectInvalid, change } = setup();
    const a = router.neighbour('a', { host: 1, importPolicy: rejectInvalid, families: [Family.IPV4_MULTICAST] });
    a.announceNlri({ family: Family.IPV4_MULTICAST, prefix: P } as Nlri, attributes, { address: '192.0.2.1' });
    expect(seen).toEqual([P]);
    change(`+ ${P}-8 AS65009`);
    expect(seen).toEqual([P]);
  });
});
