import { attributeSet, createContext, Family, formatHex, parsePrefix, unicast } from '@mesh/bgp-wire';
import type { RouteSelector, RouteSpec } from '../../src/index.js';

/** What a test compares: key, next hop and attribute octets of a route, as text. */
export interface RouteText {
  readonly key: string;
  readonly value: string;
}

/** The part of a holder that both implementations have. */
export interface HolderUnderTest {
  readonly size: number;
  set(route: RouteSpec): void;
  get(selector: Exclude<RouteSelector, string>): RouteText | undefined;
  delete(selector: Exclude<RouteSelector, string>): boolean;
  all(): RouteText[];
  clear(): void;
}

export interface StoreUnderTest {
  readonly size: number;
  createHolder(): HolderUnderTest;
  find(selector: Exclude<RouteSelector, string>): RouteText[];
}

const context = createContext();

export function textOf(spec: RouteSpec): RouteText {
  const { prefix } = unicast(spec.prefix ?? '');
  const version = parsePrefix(prefix)?.address.length === 4 ? Family.IPV4_UNICAST : Family.IPV6_UNICAST;
  return {
    key: `${spec.family ?? version} ${spec.pathId ?? '-'} ${prefix}`,
    value: `${spec.nextHop} ${spec.linkLocal ?? '-'} ${formatHex(attributeSet(spec.attributes ?? [], context))}`,
  };
}

function byKey(a: RouteText, b: RouteText): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

export function sorted(routes: Iterable<RouteText>): RouteText[] {
  return [...routes].sort(byKey);
}

/** A store as one would write it first: a `Map` of texts a holder, everything counted anew when asked. */
export class NaiveStore implements StoreUnderTest {
  readonly #holders: Map<string, string>[] = [];

  get size(): number {
    const pairs = new Set<string>();
    for (const holder of this.#holders) for (const [key, value] of holder) pairs.add(`${key}\n${value}`);
    return pairs.size;
  }

  find(selector: Exclude<RouteSelector, string>): RouteText[] {
    const { key } = textOf({ nextHop: 'self', ...selector });
    const values = new Set(this.#holders.flatMap((holder) => holder.get(key) ?? []));
    return sorted([...values].map((value) => ({ key, value })));
  }

  createHolder(): HolderUnderTest {
    const routes = new Map<string, string>();
    this.#holders.push(routes);
    const keyOf = (selector: Exclude<RouteSelector, string>): string => textOf({ nextHop: 'self', ...selector }).key;
    return {
      get size() {
        return routes.size;
      },
      set: (route) => {
        const { key, value } = textOf(route);
        routes.set(key, value);
      },
      get: (selector) => {
        const key = keyOf(selector);
        const value = routes.get(key);
        return value === undefined ? undefined : { key, value };
      },
      delete: (selector) => routes.delete(keyOf(selector)),
      all: () => sorted([...routes].map(([key, value]) => ({ key, value }))),
      clear: () => routes.clear(),
    };
  }
}
