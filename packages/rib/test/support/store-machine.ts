import { expect } from 'vitest';
import { type Route, type RouteHolder, type RouteSnapshot, type RouteSpec, RouteStore } from '../../src/index.js';
import { covers, type NamedKey, namedKeys, numberOf, octetsOf, octetsOfRoute } from './route-keys.js';
import { attributeSets } from './specs.js';

/*
 * The route store beside a naive one, a `Map` a holder by the names of keys. Both are told the same; what they answer
 * must be the same. The naive one knows which NLRI are one key from the list of keys, not from the codec.
 */

export const OPERATIONS = [
  'set',
  'set',
  'set',
  'set',
  'delete',
  'delete',
  'share',
  'clear',
  'retain',
  'release',
  'find',
  'longestMatch',
  'covering',
  'covered',
  'inOrder',
  'snapshot',
  'snapshot',
  'store snapshot',
  'close',
] as const;

export interface Operation {
  readonly kind: (typeof OPERATIONS)[number];
  /** Numbers that are taken modulo what there is to choose from. */
  readonly holder: number;
  readonly key: number;
  readonly variant: number;
  readonly attributes: number;
}

interface Held {
  readonly key: NamedKey;
  readonly text: string;
}

const HOLDERS = 3;
const at = <T>(list: readonly T[], number: number): T => list[number % list.length]!;
const textOf = (octets: object): string => JSON.stringify(octets);
const texts = (routes: Iterable<Route>): string[] => [...routes].map((route) => textOf(octetsOfRoute(route)));
const sorted = (list: Iterable<string>): string[] => [...list].sort();

export class StoreMachine {
  readonly store: RouteStore;
  readonly #holders: RouteHolder[];
  readonly #naive = Array.from({ length: HOLDERS }, () => new Map<NamedKey, Held>());
  readonly #retained: { readonly route: Route; readonly held: Held }[] = [];
  readonly #snapshots: { readonly snapshot: RouteSnapshot; readonly expected: Held[] }[] = [];

  constructor(seed: number) {
    this.store = new RouteStore({ seed });
    this.#holders = Array.from({ length: HOLDERS }, () => this.store.createHolder());
  }

  apply({ kind, holder: number, key: keyNumber, variant, attributes }: Operation): void {
    const key = at(namedKeys, keyNumber);
    const holder = at(this.#holders, number);
    const naive = at(this.#naive, number);
    const spec: RouteSpec = {
      ...at(key.variants, variant),
      nextHop: '192.0.2.1',
      attributes: at(attributeSets, attributes),
    };
    const held = { key, text: textOf(octetsOf(spec)) };
    if (kind === 'set') {
      expect(texts([holder.set(spec)])).toEqual([held.text]);
      naive.set(key, held);
    } else if (kind === 'delete') expect(holder.delete(at(key.variants, variant + 1))).toBe(naive.delete(key));
    else if (kind === 'share') {
      holder.share(at(this.#holders, number + 1));
      for (const [other, one] of [...at(this.#naive, number + 1)]) naive.set(other, one);
    } else if (kind === 'clear') this.#clear(holder, naive, keyNumber);
    else if (kind === 'retain') this.#retained.push({ route: this.store.retain(spec), held });
    else if (kind === 'release') this.#release(keyNumber);
    else if (kind === 'find') this.#find(key, variant, holder, naive);
    else if (kind === 'snapshot') this.#snapshot(holder.snapshot(), [...naive.values()]);
    else if (kind === 'store snapshot') this.#snapshot(this.store.snapshot(), this.#all());
    else if (kind === 'close') this.#close(keyNumber);
    else this.#search(kind, key, holder, naive);
    expect(holder.size).toBe(naive.size);
  }

  /** Compares everything there is. */
  check(): void {
    this.#holders.forEach((holder, i) => {
      const expected = [...this.#naive[i]!.values()];
      expect(sorted(texts(holder.routes()))).toEqual(sorted(expected.map(({ text }) => text)));
      this.#compareOrder(holder.inOrder(), expected);
    });
    const all = this.#all();
    expect(this.store.size).toBe(all.length);
    expect(sorted(texts(this.store.routes()))).toEqual(sorted(all.map(({ text }) => text)));
    for (const { snapshot, expected } of this.#snapshots) this.#compareSnapshot(snapshot, expected);
  }

  /** Lets everything go; nothing is left. */
  end(): void {
    while (this.#snapshots.length > 0) this.#close(0);
    while (this.#retained.length > 0) this.#release(0);
    for (const holder of this.#holders) while (!holder.clear(7)) expect(holder.size).toBeGreaterThan(0);
    expect([this.store.size, this.store.attributeSets]).toEqual([0, 0]);
  }

  #clear(holder: RouteHolder, naive: Map<NamedKey, Held>, number: number): void {
    if (number % 4 > 0) return;
    const before = holder.size;
    expect(holder.clear(5)).toBe(before <= 5);
    expect(holder.size).toBe(Math.max(0, before - 5));
    while (!holder.clear(5)) expect(holder.size).toBeLessThan(before);
    naive.clear();
  }

  #release(number: number): void {
    if (this.#retained.length === 0) return;
    const [{ route, held }] = this.#retained.splice(number % this.#retained.length, 1) as [
      { route: Route; held: Held },
    ];
    expect(texts([route])).toEqual([held.text]);
    this.store.release(route);
    expect(route.released).toBe(!this.#all().some(({ text }) => text === held.text));
  }

  #find(key: NamedKey, variant: number, holder: RouteHolder, naive: Map<NamedKey, Held>): void {
    const selector = at(key.variants, variant);
    const expected = this.#all().filter((one) => one.key === key);
    const found = [...this.store.find(selector)];
    expect(sorted(texts(found))).toEqual(sorted(expected.map(({ text }) => text)));
    for (const { index } of found) expect(texts(this.store.find(index)).length).toBe(expected.length);
    const mine = naive.get(key);
    const got = holder.get(selector);
    expect(got && textOf(octetsOfRoute(got))).toBe(mine?.text);
    if (got) expect(holder.get(got.index)?.id).toBe(got.id);
  }

  /** The searches by prefix, with the prefix of a key. */
  #search(kind: string, { prefix, family }: NamedKey, holder: RouteHolder, naive: Map<NamedKey, Held>): void {
    const all = [...naive.values()];
    if (kind === 'inOrder')
      this.#compareOrder(
        holder.inOrder(family),
        all.filter((one) => one.key.family === family),
      );
    if (prefix === undefined || kind === 'inOrder') return;
    const same = all.filter((one) => one.key.family === family);
    const covering = same.filter((one) => covers(one.key.prefix!, prefix)).sort(byLength);
    if (kind === 'covering') expect(texts(holder.covering(prefix, family))).toEqual(covering.map(({ text }) => text));
    else if (kind === 'covered') {
      const covered = same.filter((one) => covers(prefix, one.key.prefix!));
      this.#compareOrder(holder.covered(prefix, family), covered);
    } else {
      const last = covering.at(-1);
      const best = covering.find((one) => one.key.prefix === last?.key.prefix);
      const found = holder.longestMatch(prefix, family);
      expect(found && textOf(octetsOfRoute(found))).toBe(best?.text);
    }
  }

  #compareOrder(routes: Iterable<Route>, expected: readonly Held[]): void {
    const actual = texts(routes);
    expect(sorted(actual)).toEqual(sorted(expected.map(({ text }) => text)));
    const prefixes = expected.filter(({ key }) => key.prefix !== undefined).sort(byKey);
    const known = new Set(prefixes.map(({ text }) => text));
    expect(actual.filter((text) => known.has(text))).toEqual(prefixes.map(({ text }) => text));
  }

  #snapshot(snapshot: RouteSnapshot, expected: Held[]): void {
    if (this.#snapshots.length === 3) this.#close(0);
    this.#snapshots.push({ snapshot, expected });
  }

  #compareSnapshot(snapshot: RouteSnapshot, expected: readonly Held[]): void {
    expect(snapshot.size).toBe(expected.length);
    expect(sorted(texts(snapshot.routes()))).toEqual(sorted(expected.map(({ text }) => text)));
    expect(sorted(texts(snapshot.inOrder()))).toEqual(sorted(expected.map(({ text }) => text)));
  }

  #close(number: number): void {
    if (this.#snapshots.length === 0) return;
    const [{ snapshot, expected }] = this.#snapshots.splice(number % this.#snapshots.length, 1) as [
      { snapshot: RouteSnapshot; expected: Held[] },
    ];
    this.#compareSnapshot(snapshot, expected);
    snapshot.close();
  }

  /** The routes there are, each once. */
  #all(): Held[] {
    const all = new Map<string, Held>();
    for (const { held } of this.#retained) all.set(held.text, held);
    for (const naive of this.#naive) for (const held of naive.values()) all.set(held.text, held);
    return [...all.values()];
  }
}

/** Shorter prefixes first, then by path identifier, none before any. */
function byLength(a: Held, b: Held): number {
  return numberOf(a.key.prefix!).bits - numberOf(b.key.prefix!).bits || pathOf(a) - pathOf(b);
}

function pathOf({ key }: Held): number {
  return key.pathId ?? -1;
}

function byKey(a: Held, b: Held): number {
  const [one, two] = [numberOf(a.key.prefix!), numberOf(b.key.prefix!)];
  return (
    a.key.family - b.key.family ||
    (one.address < two.address ? -1 : one.address > two.address ? 1 : one.bits - two.bits) ||
    pathOf(a) - pathOf(b)
  );
}
