// Prefixes chosen to meet in one bucket under a seed that is known: under another they are as any others.
import { Family, NO_PATH_ID, standardAttributes, standardFamilies } from '@mesh/bgp-wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashWords } from '../../src/store/intern/hash.js';
import { ownMemory } from '../../src/store/intern/memory.js';
import { StoreCore } from '../../src/store/store-core.js';

const KNOWN = 0x2f0b4c47;
/** The bits of the hash that choose among the buckets of a few thousand routes. */
const BUCKETS = 0xff;
const COUNT = 3000;

/** What a record has beside the address: length 32, the first space of the store. */
const HEAD = (32 << 8) | 1;

function colliding(): number[] {
  const found: number[] = [];
  for (let address = 0x0a000000; found.length < COUNT; address++) {
    if ((hashWords(address, HEAD, KNOWN) & BUCKETS) === 0) found.push(address);
  }
  return found;
}

/** The most routes an operation on one of these has to look at. */
function longestChain(addresses: readonly number[], seed: number): number {
  const core = new StoreCore({ families: standardFamilies, attributes: standardAttributes, seed, memory: ownMemory });
  const { routes } = core;
  const attributes = core.internSpec({ prefix: '', nextHop: 'self' });
  const nlri = new Uint8Array(5);
  const probe = (address: number) => {
    nlri.set([32, address >>> 24, address >>> 16, address >>> 8, address]);
    routes.probe(Family.IPV4_UNICAST, nlri, 0, 5, NO_PATH_ID);
  };
  for (const address of addresses) {
    probe(address);
    routes.retain(routes.pair(attributes));
  }
  return Math.max(
    ...addresses.map((address) => {
      probe(address);
      return routes.chainLength;
    }),
  );
}

describe('hash flooding', () => {
  it('slows a store whose seed is known', () => {
    expect(longestChain(colliding(), KNOWN)).toBeGreaterThan(1000);
  });

  it('does not slow one with any other seed', () => {
    const addresses = colliding();
    // Twelve routes a bucket, twice as many before it is split: sixty is far outside what chance makes of that.
    const seeds = fc.integer().filter((seed) => seed !== KNOWN);
    fc.assert(
      fc.property(seeds, (seed) => longestChain(addresses, seed) < 60),
      { seed: 30, numRuns: 20 },
    );
  });
});
