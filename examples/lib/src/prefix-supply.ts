import { Family, formatAddress, type PrefixNlri } from '@mesh/bgp-wire';
import { Mix, type Prng } from './prng.js';

/** Which prefixes a supply hands out, and how they are spread over the lengths. */
export interface PrefixPlan {
  readonly family: number;
  readonly addressLength: 4 | 16;
  /** Prefix lengths with their share of the table, in per mille. */
  readonly lengths: readonly (readonly [bits: number, share: number])[];
  /** First `rootBits` bits of every prefix: only addresses that are routed on the Internet. */
  readonly roots: readonly number[];
  readonly rootBits: number;
}

/** No plan has longer prefixes, so that the bits that count fit a number. */
const PLANNED_BITS = 48;

/** First octets without special-use space: none of 0, 10, 100, 127, 169, 172, 192, 198, 203 and from 224. */
const IPV4_ROOTS = Array.from({ length: 223 }, (_, i) => i + 1).filter(
  (octet) => ![10, 100, 127, 169, 172, 192, 198, 203].includes(octet),
);

/** The /12 blocks the registries hand out from (IANA ipv6-unicast-address-assignments). */
const IPV6_ROOTS = [0x240, 0x260, 0x280, 0x2a0, 0x2a1, 0x2c0];

/** Shares as the public table has had them since about 2020: three routes of five are a /24. */
export const IPV4_PLAN: PrefixPlan = {
  family: Family.IPV4_UNICAST,
  addressLength: 4,
  rootBits: 8,
  roots: IPV4_ROOTS,
  lengths: [
    [8, 0.02],
    [9, 0.02],
    [10, 0.04],
    [11, 0.1],
    [12, 0.3],
    [13, 0.6],
    [14, 1.2],
    [15, 2],
    [16, 14],
    [17, 8.5],
    [18, 14],
    [19, 25],
    [20, 45],
    [21, 52],
    [22, 115],
    [23, 102],
    [24, 620],
  ],
};

/** Shares as the public IPv6 table has had them since about 2020: nearly half are a /48. */
export const IPV6_PLAN: PrefixPlan = {
  family: Family.IPV6_UNICAST,
  addressLength: 16,
  rootBits: 12,
  roots: IPV6_ROOTS,
  lengths: [
    [20, 0.1],
    [24, 0.3],
    [28, 1.5],
    [29, 27],
    [30, 4],
    [31, 3],
    [32, 125],
    [33, 25],
    [34, 15],
    [35, 8],
    [36, 60],
    [38, 12],
    [40, 105],
    [42, 30],
    [44, 115],
    [45, 8],
    [46, 32],
    [47, 25],
    [48, 470],
  ],
};

/**
 * Hands out distinct prefixes. Each length has its own walk through its address space with a step that shares no
 * factor with the size of the space, so that a prefix comes up again only when the space is used up; then the next
 * longer length takes over.
 */
export class PrefixSupply {
  readonly #plan: PrefixPlan;
  readonly #mix: Mix<number>;
  readonly #walks: readonly Walk[];

  constructor(plan: PrefixPlan, random: Prng) {
    this.#plan = plan;
    this.#mix = new Mix(plan.lengths.map(([, share], i) => [i, share]));
    this.#walks = plan.lengths.map(([bits]) => new Walk(bits, plan.roots.length * 2 ** (bits - plan.rootBits), random));
  }

  /** The next prefix. Throws `RangeError` when every length is used up. */
  next(random: Prng): PrefixNlri {
    for (let i = this.#mix.draw(random); i < this.#walks.length; i++) {
      const walk = this.#walks[i]!;
      const index = walk.next();
      if (index !== undefined) return { family: this.#plan.family, prefix: this.#text(walk.bits, index) };
    }
    throw new RangeError('the plan has no prefixes left');
  }

  #text(bits: number, index: number): string {
    const { addressLength, rootBits, roots } = this.#plan;
    const hosts = 2 ** (bits - rootBits);
    let value = (roots[Math.floor(index / hosts)]! * hosts + (index % hosts)) * 2 ** (PLANNED_BITS - bits);
    const address = new Uint8Array(addressLength);
    for (let i = PLANNED_BITS / 8 - 1; i >= 0; i--) {
      if (i < addressLength) address[i] = value % 256;
      value = Math.floor(value / 256);
    }
    return `${formatAddress(address)}/${bits}`;
  }
}

class Walk {
  readonly bits: number;
  readonly #size: number;
  readonly #step: number;
  #at: number;
  #taken = 0;

  constructor(bits: number, size: number, random: Prng) {
    this.bits = bits;
    this.#size = size;
    this.#at = random.below(size);
    this.#step = coprimeStep(size, random);
  }

  next(): number | undefined {
    if (this.#taken === this.#size) return undefined;
    this.#taken += 1;
    this.#at = (this.#at + this.#step) % this.#size;
    return this.#at;
  }
}

/** A step near the golden section of the space, which spreads neighbours evenly. */
function coprimeStep(size: number, random: Prng): number {
  let step = Math.max(1, Math.floor(size * 0.618) - random.below(Math.max(1, Math.floor(size / 16))));
  while (greatestCommonDivisor(step, size) !== 1) step += 1;
  return step;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
