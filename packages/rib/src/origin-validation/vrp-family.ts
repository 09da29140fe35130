import type { Asn } from '@mesh/bgp-wire';
import { BucketHeads } from '../store/intern/bucket-heads.js';
import { hashWords } from '../store/intern/hash.js';
import { ownMemory } from '../store/intern/memory.js';
import type { OriginValidity } from './validity.js';
import { PAGE_MASK, PAGE_SHIFT, VrpRecords } from './vrp-records.js';

/** Of a node: link · first VRP · length · address (1 or 4 words). */
const FIRST = 1;
const BITS = 2;
const ADDRESS = 3;
/** Of a VRP: link to the next of the prefix · AS · longest length · the sources that have it, a bit each. */
const NEXT = 0;
const AS = 1;
const MAX_LENGTH = 2;
const SOURCES = 3;
const VRP_STRIDE = 4;
const STRIDE_4 = 4;
const LOAD = 1.5;
const SLOTS = 1 << 16;
const LAST_BIT = 31;
/** Bits of the filter: half a megabyte, which stays near the processor. */
const FILTER_BITS = 1 << 22;

/** Called with each VRP: octets of its address (borrowed), and the bits of its sources. */
export type FamilyVisitor = (address: Uint8Array, bits: number, maxLength: number, as: Asn, sources: number) => void;

/*
 * The VRPs of one address family: a hash table of the prefixes, each with a chain of its VRPs. A look-up asks for the
 * prefix at every length up to its own that a VRP may have there. Which lengths these are stands in a bitmap for each of
 * 65 536 slots, by the first bits of the address: 16 of IPv4, 32 of IPv6; shorter VRPs are in one bitmap for all. In the
 * Internet's table that leaves three or four, of the 25 that there could be. Before one goes to memory, a bit by the hash
 * of prefix and length says whether there may be anything. Both kinds of bits stay set when what they stand for has
 * gone: that costs a look-up, until the table is empty.
 */
export class VrpFamily {
  readonly octets: 4 | 16;
  readonly #words: number;
  readonly #seed: number;
  /** Bits of the address that choose the slot. */
  readonly #slotBits: number;
  readonly #nodes: VrpRecords;
  readonly #stride: number;
  readonly #heads = new BucketHeads(ownMemory);
  readonly #vrps = new VrpRecords(VRP_STRIDE);
  /** Lengths from `slotBits` on, bit by bit; the last bit is all that are longer. Made with the first VRP. */
  #slots = new Int32Array(0);
  /** A bit for each hash of a prefix. */
  #filter = new Int32Array(0);
  /** Lengths below `slotBits`. */
  #short = 0;
  readonly #lengths = new Int32Array(129);
  #prefixes = 0;
  #size = 0;
  /** The address that is asked for, and the same cut to a length. */
  #a0 = 0;
  #a1 = 0;
  #a2 = 0;
  #a3 = 0;
  #m0 = 0;
  #m1 = 0;
  #m2 = 0;
  #m3 = 0;

  constructor(octets: 4 | 16, seed: number) {
    this.octets = octets;
    this.#words = octets / 4;
    this.#slotBits = octets === 4 ? 16 : 32;
    this.#stride = ADDRESS + this.#words;
    this.#nodes = new VrpRecords(this.#stride);
    this.#seed = seed;
  }

  /** VRPs, each counted once. */
  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    const { byteLength } = this.#nodes;
    return (
      byteLength + this.#heads.byteLength + this.#vrps.byteLength + this.#slots.byteLength + this.#filter.byteLength
    );
  }

  /** RFC 6811 §2: the state of a route whose prefix stands at `offset`, as many octets as `bits` need. */
  validate(bytes: Uint8Array, offset: number, bits: number, originAs: Asn | undefined): OriginValidity {
    if (this.#size === 0) return 'not-found';
    this.#load(bytes, offset, bits);
    let isCovered = false;
    for (let mask = this.#short; mask !== 0; mask &= mask - 1) {
      const length = 31 - Math.clz32(mask & -mask);
      if (length > bits) break;
      const first = this.#find(length);
      if (first === 0) continue;
      if (this.#matches(first, bits, originAs)) return 'valid';
      isCovered = true;
    }
    if (bits < this.#slotBits) return isCovered ? 'invalid' : 'not-found';
    for (let mask = this.#slots[this.#slot()]!; mask !== 0; mask &= mask - 1) {
      const bit = 31 - Math.clz32(mask & -mask);
      const last = bit === LAST_BIT ? bits : this.#slotBits + bit;
      for (let length = this.#slotBits + bit; length <= last && length <= bits; length++) {
        const first = this.#lengths[length] === 0 ? 0 : this.#find(length);
        if (first === 0) continue;
        if (this.#matches(first, bits, originAs)) return 'valid';
        isCovered = true;
      }
    }
    return isCovered ? 'invalid' : 'not-found';
  }

  /** A source has a VRP. True where none had it before. */
  add(source: number, address: Uint8Array, bits: number, maxLength: number, as: Asn): boolean {
    this.#load(address, 0, bits);
    this.#cut(bits);
    const [node, page, at] = this.#nodeFor(bits);
    for (let id = page[at + FIRST]!; id !== 0; id = this.#vrp(id, NEXT)) {
      if (this.#vrp(id, AS) !== (as | 0) || this.#vrp(id, MAX_LENGTH) !== maxLength) continue;
      this.#vrps.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * VRP_STRIDE + SOURCES]! |= source;
      return false;
    }
    const id = this.#vrps.allocate();
    const [record, index] = [this.#vrps.pages[id >>> PAGE_SHIFT]!, (id & PAGE_MASK) * VRP_STRIDE];
    record[index + NEXT] = page[at + FIRST]!;
    record[index + AS] = as;
    record[index + MAX_LENGTH] = maxLength;
    record[index + SOURCES] = source;
    this.#nodes.pages[node >>> PAGE_SHIFT]![at + FIRST] = id;
    this.#size++;
    return true;
  }

  /** A source has a VRP no more. True where no other has it either. */
  delete(source: number, address: Uint8Array, bits: number, maxLength: number, as: Asn): boolean {
    this.#load(address, 0, bits);
    this.#cut(bits);
    const node = this.#node(bits);
    return (
      node !== 0 &&
      this.#deleteFrom(
        node,
        source,
        (id) => this.#vrp(id, AS) === (as | 0) && this.#vrp(id, MAX_LENGTH) === maxLength,
      ) > 0
    );
  }

  /** Takes all VRPs of the node with this id from a source. How many nobody has any more. */
  deleteAll(node: number, source: number): number {
    return this.#isFree(node) ? 0 : this.#deleteFrom(node, source, () => true);
  }

  /** The largest id of a node. */
  get lastNode(): number {
    return this.#nodes.last;
  }

  /** Writes the address of a node to `into`, and gives its length; it stays readable until something is added. */
  readNode(node: number, into: Uint8Array): number {
    const [page, at] = [this.#nodes.pages[node >>> PAGE_SHIFT]!, (node & PAGE_MASK) * this.#stride];
    for (let word = 0; word < this.#words; word++) {
      const value = page[at + ADDRESS + word]!;
      into[4 * word] = value >>> 24;
      into[4 * word + 1] = value >>> 16;
      into[4 * word + 2] = value >>> 8;
      into[4 * word + 3] = value;
    }
    return page[at + BITS]!;
  }

  visit(visitor: FamilyVisitor): void {
    for (let node = 1; node <= this.lastNode; node++) if (!this.#isFree(node)) this.#visitNode(node, visitor);
  }

  /** The VRPs whose prefix covers the one at `offset`, the shortest first. */
  visitCovering(bytes: Uint8Array, offset: number, bits: number, visitor: FamilyVisitor): void {
    for (let length = 0; length <= bits; length++) {
      if (this.#lengths[length] === 0) continue;
      this.#load(bytes, offset, bits);
      this.#cut(length);
      const node = this.#node(length);
      if (node !== 0) this.#visitNode(node, visitor);
    }
  }

  #visitNode(node: number, visitor: FamilyVisitor): void {
    const address = new Uint8Array(this.octets);
    const bits = this.readNode(node, address);
    let id = this.#nodes.pages[node >>> PAGE_SHIFT]![(node & PAGE_MASK) * this.#stride + FIRST]!;
    for (; id !== 0; id = this.#vrp(id, NEXT)) {
      visitor(address, bits, this.#vrp(id, MAX_LENGTH), this.#vrp(id, AS) >>> 0, this.#vrp(id, SOURCES));
    }
  }

  #isFree(node: number): boolean {
    return this.#nodes.pages[node >>> PAGE_SHIFT]![(node & PAGE_MASK) * this.#stride + FIRST] === 0;
  }

  /** AS 0 matches no route (RFC 6483 §4, RFC 6811 §2). */
  #matches(first: number, bits: number, originAs: Asn | undefined): boolean {
    if (originAs === undefined || originAs === 0) return false;
    const { pages } = this.#vrps;
    for (let id = first; id !== 0; ) {
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) * VRP_STRIDE;
      if (page[at + AS] === (originAs | 0) && bits <= page[at + MAX_LENGTH]!) return true;
      id = page[at + NEXT]!;
    }
    return false;
  }

  #vrp(id: number, field: number): number {
    return this.#vrps.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * VRP_STRIDE + field]!;
  }

  #deleteFrom(node: number, source: number, isMeant: (id: number) => boolean): number {
    const [page, at] = [this.#nodes.pages[node >>> PAGE_SHIFT]!, (node & PAGE_MASK) * this.#stride];
    let [before, id, gone] = [0, page[at + FIRST]!, 0];
    while (id !== 0) {
      const [record, index] = [this.#vrps.pages[id >>> PAGE_SHIFT]!, (id & PAGE_MASK) * VRP_STRIDE];
      const next = record[index + NEXT]!;
      const had = (record[index + SOURCES]! & source) !== 0;
      if (had && isMeant(id)) record[index + SOURCES]! &= ~source;
      if (!had || record[index + SOURCES] !== 0) before = id;
      else {
        if (before === 0) page[at + FIRST] = next;
        else this.#vrps.pages[before >>> PAGE_SHIFT]![(before & PAGE_MASK) * VRP_STRIDE + NEXT] = next;
        this.#vrps.free(id);
        gone++;
      }
      id = next;
    }
    this.#size -= gone;
    if (page[at + FIRST] === 0) this.#deleteNode(node);
    return gone;
  }

  #deleteNode(node: number): void {
    const [page, at] = [this.#nodes.pages[node >>> PAGE_SHIFT]!, (node & PAGE_MASK) * this.#stride];
    const bits = page[at + BITS]!;
    const bucket = this.#heads.bucket(this.#hashOf(page, at));
    const next = page[at]!;
    let before = this.#heads.get(bucket);
    if (before === node) this.#heads.set(bucket, next);
    else {
      for (;;) {
        const [other, index] = [this.#nodes.pages[before >>> PAGE_SHIFT]!, (before & PAGE_MASK) * this.#stride];
        if (other[index] === node) {
          other[index] = next;
          break;
        }
        before = other[index]!;
      }
    }
    this.#nodes.free(node);
    this.#prefixes--;
    if (--this.#lengths[bits]! === 0 && bits < this.#slotBits) this.#short &= ~(1 << bits);
    if (this.#prefixes > 0) return;
    this.#slots.fill(0);
    this.#filter.fill(0);
  }

  /** The node of the prefix at hand, made where there is none, with its page and place. */
  #nodeFor(bits: number): readonly [id: number, page: Int32Array, at: number] {
    let node = this.#node(bits);
    if (node === 0) {
      if (this.#prefixes >= this.#heads.count * LOAD) this.#split();
      node = this.#nodes.allocate();
      const [page, at] = [this.#nodes.pages[node >>> PAGE_SHIFT]!, (node & PAGE_MASK) * this.#stride];
      page[at + FIRST] = 0;
      page[at + BITS] = bits;
      page[at + ADDRESS] = this.#m0;
      if (this.#words === 4) {
        page[at + ADDRESS + 1] = this.#m1;
        page[at + ADDRESS + 2] = this.#m2;
        page[at + ADDRESS + 3] = this.#m3;
      }
      const hash = this.#hash(bits);
      const bucket = this.#heads.bucket(hash);
      page[at] = this.#heads.get(bucket);
      this.#heads.set(bucket, node);
      this.#prefixes++;
      this.#mark(bits, hash);
    }
    return [node, this.#nodes.pages[node >>> PAGE_SHIFT]!, (node & PAGE_MASK) * this.#stride];
  }

  #mark(bits: number, hash: number): void {
    this.#lengths[bits]!++;
    if (this.#slots.length === 0) {
      this.#slots = new Int32Array(SLOTS);
      this.#filter = new Int32Array(FILTER_BITS / 32);
    }
    this.#filter[filterWord(hash)]! |= 1 << (hash & 31);
    if (bits < this.#slotBits) this.#short |= 1 << bits;
    else {
      this.#slots[this.#slot()]! |= 1 << Math.min(LAST_BIT, bits - this.#slotBits);
    }
  }

  /** Of the address at hand, which has its first `slotBits` bits. */
  #slot(): number {
    return this.#words === 1 ? this.#a0 >>> 16 : hashWords(this.#a0, 0, this.#seed) & (SLOTS - 1);
  }

  #load(bytes: Uint8Array, offset: number, bits: number): void {
    const end = offset + ((bits + 7) >> 3);
    this.#a0 = word(bytes, offset, end);
    if (this.#words === 1) return;
    this.#a1 = word(bytes, offset + 4, end);
    this.#a2 = word(bytes, offset + 8, end);
    this.#a3 = word(bytes, offset + 12, end);
  }

  #cut(length: number): void {
    this.#m0 = this.#a0 & maskOf(length);
    if (this.#words === 1) return;
    this.#m1 = this.#a1 & maskOf(length - 32);
    this.#m2 = this.#a2 & maskOf(length - 64);
    this.#m3 = this.#a3 & maskOf(length - 96);
  }

  /** The first VRP of the address at hand cut to a length, 0 where there is none. */
  #find(length: number): number {
    if (this.#words !== 1) {
      this.#cut(length);
      const node = this.#node(length);
      return node === 0 ? 0 : this.#nodes.pages[node >>> PAGE_SHIFT]![(node & PAGE_MASK) * this.#stride + FIRST]!;
    }
    // IPv4 is asked for most, and all it needs fits in registers.
    const m0 = this.#a0 & maskOf(length);
    const hash = hashWords(m0, length, this.#seed);
    if ((this.#filter[filterWord(hash)]! & (1 << (hash & 31))) === 0) return 0;
    const { pages } = this.#nodes;
    let id = this.#heads.get(this.#heads.bucket(hash));
    while (id !== 0) {
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) * STRIDE_4;
      if (page[at + ADDRESS] === m0 && page[at + BITS] === length) return page[at + FIRST]!;
      id = page[at]!;
    }
    return 0;
  }

  /** The node of the prefix at hand. */
  #node(length: number): number {
    const hash = this.#hash(length);
    if ((this.#filter[filterWord(hash)]! & (1 << (hash & 31))) === 0) return 0;
    const { pages } = this.#nodes;
    const stride = this.#stride;
    let id = this.#heads.get(this.#heads.bucket(hash));
    while (id !== 0) {
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) * stride;
      if (page[at + ADDRESS] === this.#m0 && page[at + BITS] === length && this.#sameRest(page, at)) return id;
      id = page[at]!;
    }
    return 0;
  }

  #sameRest(page: Int32Array, at: number): boolean {
    return (
      this.#words === 1 ||
      (page[at + ADDRESS + 1] === this.#m1 &&
        page[at + ADDRESS + 2] === this.#m2 &&
        page[at + ADDRESS + 3] === this.#m3)
    );
  }

  #hash(length: number): number {
    const hash = hashWords(this.#m0, length, this.#seed);
    return this.#words === 1 ? hash : hashWords(this.#m1, this.#m2 ^ Math.imul(this.#m3, 0x9e3779b1), hash);
  }

  #hashOf(page: Int32Array, at: number): number {
    const hash = hashWords(page[at + ADDRESS]!, page[at + BITS]!, this.#seed);
    if (this.#words === 1) return hash;
    return hashWords(
      page[at + ADDRESS + 1]!,
      page[at + ADDRESS + 2]! ^ Math.imul(page[at + ADDRESS + 3]!, 0x9e3779b1),
      hash,
    );
  }

  #split(): void {
    const from = this.#heads.grow();
    let id = this.#heads.get(from);
    this.#heads.set(from, 0);
    while (id !== 0) {
      const [page, at] = [this.#nodes.pages[id >>> PAGE_SHIFT]!, (id & PAGE_MASK) * this.#stride];
      const next = page[at]!;
      const bucket = this.#heads.bucket(this.#hashOf(page, at));
      page[at] = this.#heads.get(bucket);
      this.#heads.set(bucket, id);
      id = next;
    }
  }
}

/** Where the bit of a hash stands: by other bits of it than the lowest, which choose the bucket as well. */
function filterWord(hash: number): number {
  return hash >>> 15;
}

/** Four octets of `bytes[at, end)`; what is not there is 0. */
function word(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  let value = 0;
  for (let shift = 24; at < end; at++, shift -= 8) value |= bytes[at]! << shift;
  return value;
}

/** The first `bits` bits of a word: none for 0 and less. */
function maskOf(bits: number): number {
  return bits >= 32 ? -1 : bits <= 0 ? 0 : -1 << (32 - bits);
}
