import { attribute, Family, MULTI_EXIT_DISC, NO_PATH_ID } from '@mesh/bgp-wire';
import { describe, expect, it } from 'vitest';
import { AdjRibOut, RouteStore } from '../../src/index.js';
import { sessionOf, updatesOf } from '../support/wire.js';

const session = sessionOf({ families: [Family.IPV4_UNICAST] });
const nextHop = new Uint8Array([192, 0, 2, 1]);
const octets = new Uint8Array(5);

/** MULTI_EXIT_DISC alone, in canonical octets. */
function med(value: number): Uint8Array {
  return new Uint8Array([0x80, 4, 4, 0, value >>> 16, value >>> 8, value]);
}

function announce(out: AdjRibOut, i: number, set: Uint8Array): void {
  octets.set([32, 10, i >>> 16, i >>> 8, i]);
  out.announceEncoded(Family.IPV4_UNICAST, octets, 0, 5, NO_PATH_ID, set, nextHop);
}

/** Prefixes of each UPDATE of one whole dump, by their MED. */
function dump(out: AdjRibOut): Map<number, number[]> {
  const source = out.open(session);
  const updates = new Map<number, number[]>();
  for (let chunk = source.next(65536); chunk; chunk = source.next(65536)) {
    source.accepted(chunk);
    for (const view of updatesOf(chunk, session)) {
      const value = view.get(MULTI_EXIT_DISC);
      if (value !== undefined) updates.set(value, [...(updates.get(value) ?? []), view.announced().length]);
    }
  }
  source.close(undefined);
  return updates;
}

const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

describe('the order of sending', () => {
  it('brings the routes of a set together across far more than one window', () => {
    const out = new AdjRibOut(new RouteStore());
    const [routes, sets] = [150_000, 15_000];
    for (let i = 0; i < routes; i++) announce(out, i, med(i % sets));
    const updates = dump(out);
    expect(updates.size).toBe(sets);
    expect(sum([...updates.values()].map(sum))).toBe(routes);
    // A few routes go out before all have been looked at; of the rest, each set takes one UPDATE.
    expect(sum([...updates.values()].map((counts) => counts.length))).toBeLessThan(sets * 1.1);
  });

  it('sends one set with more routes than a window holds', () => {
    const out = new AdjRibOut(new RouteStore());
    for (let i = 0; i < 140_000; i++) announce(out, i, med(i === 70_000 ? 2 : 1));
    const updates = dump(out);
    expect([sum(updates.get(1)!), sum(updates.get(2)!)]).toEqual([139_999, 1]);
    // 4096 octets less header, lengths and attributes hold 809 prefixes of five octets.
    expect(updates.get(1)!.length).toBeLessThanOrEqual(Math.ceil(140_000 / 800) + 6);
  });

  it('finds a few changed routes among many sets', () => {
    const out = new AdjRibOut(new RouteStore());
    for (let i = 0; i < 1000; i++) announce(out, i, med(i));
    const source = out.open(session);
    while (source.next(65536) !== undefined);
    for (const i of [999, 3, 500]) {
      out.announce({
        prefix: `10.0.${i >> 8}.${i & 0xff}/32`,
        nextHop: '192.0.2.1',
        attributes: [attribute(MULTI_EXIT_DISC, 77)],
      });
    }
    expect(updatesOf(source.next(65536)!, session).map((view) => view.announced().length)).toEqual([3]);
  });
});
