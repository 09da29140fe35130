import { Family } from '@mesh/bgp-wire';
import { type PrefixRange, PrefixTrie } from '../policy/prefix-trie.js';
import type { RouteId } from '../store/route-table.js';
import type { StoreCore } from '../store/store-core.js';
import type { ValidityChanges } from './validity-changes.js';

/** More changes than this are not sorted out: every route may be touched. */
const MANY = 1024;

/** The routes that a change of VRPs concerns: of IPv4 and IPv6 unicast, at or below a prefix that was touched. */
export class TouchedRoutes {
  readonly #core: StoreCore;
  /** By octets of an address; undefined where all are touched. */
  readonly #tries: ReadonlyMap<number, PrefixTrie> | undefined;

  /** Takes all of `changes`. */
  constructor(core: StoreCore, changes: ValidityChanges) {
    this.#core = core;
    if (changes.size <= MANY) this.#tries = triesOf(changes);
  }

  has(id: RouteId): boolean {
    const { routes } = this.#core;
    const { family } = routes.space(id);
    if (family !== Family.IPV4_UNICAST && family !== Family.IPV6_UNICAST) return false;
    if (this.#tries === undefined) return true;
    const trie = this.#tries.get(family === Family.IPV4_UNICAST ? 4 : 16)!;
    return routes.withKey(id, (bytes, offset) => trie.has(bytes, offset + 1, bytes[offset]!));
  }
}

function triesOf(changes: ValidityChanges): Map<number, PrefixTrie> {
  const ranges = new Map<number, PrefixRange[]>([
    [4, []],
    [16, []],
  ]);
  changes.take(changes.size, (address, bits) => {
    ranges
      .get(address.length)!
      .push({ address: address.slice(), bits, from: bits, to: 8 * address.length, permit: true });
  });
  return new Map([...ranges].map(([octets, list]) => [octets, new PrefixTrie(list, 8 * octets)]));
}
