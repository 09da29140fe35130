/** What one entry of a list takes: the prefixes at or below a prefix whose lengths lie in a range. */
export interface PrefixRange {
  readonly address: Uint8Array;
  readonly bits: number;
  readonly from: number;
  readonly to: number;
  /** False: what the entry takes is not in the list. */
  readonly permit: boolean;
}

/*
 * Prefixes by their bits, in columns: a node has the numbers of its two children and of its mask, 0 for none. A mask
 * says for every length whether a prefix of this length below the node is in the list, entries above the node
 * included: so that the deepest mask on the way of a prefix is the whole answer, and the first entry in the order of
 * the list decides.
 */
const MASK = 2;

export class PrefixTrie {
  readonly #nodes: Int32Array;
  readonly #masks: Int32Array;
  readonly #words: number;

  /** `maxBits` is 32 or 128; the ranges keep to it. */
  constructor(ranges: readonly PrefixRange[], maxBits: number) {
    const builder = new TrieBuilder(maxBits);
    for (const [i, range] of ranges.entries()) builder.add(range, i);
    this.#words = (maxBits >> 5) + 1;
    this.#masks = builder.masks(ranges, this.#words);
    this.#nodes = Int32Array.from(builder.nodes);
  }

  /** Octets of memory the list takes. */
  get byteLength(): number {
    return this.#nodes.byteLength + this.#masks.byteLength;
  }

  /** True for a prefix in the list, its octets from `start` on. */
  has(bytes: Uint8Array, start: number, bits: number): boolean {
    const nodes = this.#nodes;
    let mask = nodes[MASK]!;
    let node = 0;
    for (let i = 0; i < bits; i++) {
      node = nodes[node + ((bytes[start + (i >> 3)]! >> (7 - (i & 7))) & 1)]!;
      if (node === 0) break;
      const own = nodes[node + MASK]!;
      if (own !== 0) mask = own;
    }
    return mask !== 0 && ((this.#masks[mask * this.#words + (bits >> 5)]! >>> (bits & 31)) & 1) === 1;
  }
}

class TrieBuilder {
  /** Children as offsets of nodes. */
  readonly nodes: number[] = [0, 0, 0];
  /** Numbers of the ranges at a node, by its offset. */
  readonly #at = new Map<number, number[]>();
  readonly #maxBits: number;

  constructor(maxBits: number) {
    this.#maxBits = maxBits;
  }

  add({ address, bits }: PrefixRange, number: number): void {
    const { nodes } = this;
    let node = 0;
    for (let i = 0; i < bits; i++) {
      const side = node + ((address[i >> 3]! >> (7 - (i & 7))) & 1);
      if (nodes[side] === 0) {
        nodes[side] = nodes.length;
        nodes.push(0, 0, 0);
      }
      node = nodes[side]!;
    }
    const there = this.#at.get(node);
    if (there) there.push(number);
    else this.#at.set(node, [number]);
  }

  /** Numbers the masks from 1 up, puts the numbers into the nodes and returns the masks. */
  masks(ranges: readonly PrefixRange[], words: number): Int32Array {
    const masks = new Int32Array((this.#at.size + 1) * words);
    const none = new Int32Array(this.#maxBits + 1).fill(-1);
    const todo: [node: number, deciding: Int32Array][] = [[0, none]];
    let count = 0;
    for (let next = todo.pop(); next; next = todo.pop()) {
      const [node, above] = next;
      const own = this.#at.get(node);
      const deciding = own ? firstOf(above, own, ranges) : above;
      if (own) {
        this.nodes[node + MASK] = ++count;
        for (const [bits, number] of deciding.entries()) {
          if (number >= 0 && ranges[number]!.permit) masks[count * words + (bits >> 5)]! |= 1 << (bits & 31);
        }
      }
      for (const side of [0, 1]) if (this.nodes[node + side] !== 0) todo.push([this.nodes[node + side]!, deciding]);
    }
    return masks;
  }
}

/** For each length the number of the range that decides: the first in the list. */
function firstOf(above: Int32Array, own: readonly number[], ranges: readonly PrefixRange[]): Int32Array {
  const deciding = above.slice();
  for (const number of own) {
    const { from, to } = ranges[number]!;
    for (let bits = from; bits <= to; bits++) {
      if (deciding[bits]! < 0 || number < deciding[bits]!) deciding[bits] = number;
    }
  }
  return deciding;
}
