import type { Asn } from '@mesh/bgp-wire';

/** The record holds now. */
export const HELD = 1;
/** The record will hold once the payload that is being received is complete. */
export const NEXT = 2;

const PAGE_SHIFT = 12;
const PAGE_MASK = (1 << PAGE_SHIFT) - 1;
const FIRST_LEVEL = 10;
const LOAD = 1.5;
const LINK = 0;
const AS = 1;
const LENGTHS = 2;
const ADDRESS = 3;
const FLAGS_SHIFT = 16;

/*
 * The VRPs of one address family as records of 32-bit words in pages that never move, found by a hash table that grows
 * by splitting one bucket at a time: 20 octets a VRP of IPv4, and no insertion that makes others wait.
 *
 * Record: link of the chain or the free list · AS · length, max length << 8, flags << 16 · address (1 or 4).
 */
export class VrpColumn {
  readonly octets: 4 | 16;
  readonly #words: number;
  readonly #stride: number;
  readonly #seed: number;
  readonly #key = new Int32Array(ADDRESS + 4);
  #pages: Int32Array[] = [];
  #heads: Int32Array[] = [new Int32Array(1 << PAGE_SHIFT)];
  #level = FIRST_LEVEL;
  #buckets = 1 << FIRST_LEVEL;
  #free = 0;
  #last = 0;
  #size = 0;

  constructor(octets: 4 | 16, seed: number) {
    this.octets = octets;
    this.#words = octets / 4;
    this.#stride = ADDRESS + this.#words;
    this.#seed = seed;
  }

  /** Records there are, in whatever state. */
  get size(): number {
    return this.#size;
  }

  /** The largest id given out: walks go up to it. */
  get last(): number {
    return this.#last;
  }

  get byteLength(): number {
    return 4 * (this.#pages.length * (this.#stride << PAGE_SHIFT) + (this.#heads.length << PAGE_SHIFT));
  }

  /** The id of a VRP, 0 where there is none. Host bits of the address are ignored. */
  find(bytes: Uint8Array, offset: number, bits: number, maxLength: number, as: Asn): number {
    this.#load(bytes, offset, bits, maxLength, as);
    let id = this.#head(this.#bucket(this.#hashKey()));
    while (id !== 0 && !this.#isKey(id)) id = this.#page(id)[this.#at(id) + LINK]!;
    return id;
  }

  /** Adds the VRP that `find` has just not found, with these flags. */
  add(flags: number): number {
    if (this.#size >= this.#buckets * LOAD) this.#split();
    const id = this.#allocate();
    const [page, at, bucket] = [this.#page(id), this.#at(id), this.#bucket(this.#hashKey())];
    page[at + LINK] = this.#head(bucket);
    page[at + AS] = this.#key[AS]!;
    page[at + LENGTHS] = this.#key[LENGTHS]! | (flags << FLAGS_SHIFT);
    for (let word = 0; word < this.#words; word++) page[at + ADDRESS + word] = this.#key[ADDRESS + word]!;
    this.#setHead(bucket, id);
    this.#size++;
    return id;
  }

  remove(id: number): void {
    const [page, at] = [this.#page(id), this.#at(id)];
    const bucket = this.#bucket(this.#hashOf(page, at));
    const next = page[at + LINK]!;
    let before = this.#head(bucket);
    if (before === id) this.#setHead(bucket, next);
    else {
      while (this.#page(before)[this.#at(before) + LINK] !== id) before = this.#page(before)[this.#at(before) + LINK]!;
      this.#page(before)[this.#at(before) + LINK] = next;
    }
    page[at + LENGTHS]! &= 0xffff;
    page[at + LINK] = this.#free;
    this.#free = id;
    this.#size--;
  }

  flags(id: number): number {
    return this.#page(id)[this.#at(id) + LENGTHS]! >>> FLAGS_SHIFT;
  }

  setFlags(id: number, flags: number): void {
    const [page, at] = [this.#page(id), this.#at(id) + LENGTHS];
    page[at] = (page[at]! & 0xffff) | (flags << FLAGS_SHIFT);
  }

  /** Takes these flags from all records: a pass of some milliseconds over a million. */
  clearFlags(flags: number): void {
    const mask = ~(flags << FLAGS_SHIFT);
    for (const page of this.#pages) for (let at = LENGTHS; at < page.length; at += this.#stride) page[at]! &= mask;
  }

  bits(id: number): number {
    return this.#page(id)[this.#at(id) + LENGTHS]! & 0xff;
  }

  maxLength(id: number): number {
    return (this.#page(id)[this.#at(id) + LENGTHS]! >>> 8) & 0xff;
  }

  as(id: number): Asn {
    return this.#page(id)[this.#at(id) + AS]! >>> 0;
  }

  /** Writes the octets of the address to the beginning of `into`. */
  address(id: number, into: Uint8Array): void {
    const [page, at] = [this.#page(id), this.#at(id) + ADDRESS];
    for (let word = 0, octet = 0; word < this.#words; word++, octet += 4) {
      const value = page[at + word]!;
      into[octet] = value >>> 24;
      into[octet + 1] = value >>> 16;
      into[octet + 2] = value >>> 8;
      into[octet + 3] = value;
    }
  }

  #load(bytes: Uint8Array, offset: number, bits: number, maxLength: number, as: Asn): void {
    const key = this.#key;
    key[AS] = as;
    key[LENGTHS] = bits | (maxLength << 8);
    for (let word = 0, left = bits; word < this.#words; word++, left -= 32) {
      const at = offset + 4 * word;
      const value = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      key[ADDRESS + word] = left >= 32 ? value : left <= 0 ? 0 : value & (-1 << (32 - left));
    }
  }

  #isKey(id: number): boolean {
    const [key, page, at] = [this.#key, this.#page(id), this.#at(id)];
    if (page[at + AS] !== key[AS] || (page[at + LENGTHS]! & 0xffff) !== key[LENGTHS]) return false;
    for (let word = 0; word < this.#words; word++) {
      if (page[at + ADDRESS + word] !== key[ADDRESS + word]) return false;
    }
    return true;
  }

  #hashKey(): number {
    return this.#hashOf(this.#key, 0);
  }

  /** Seeded in the manner of MurmurHash3, so that no cache can choose VRPs that meet in one bucket. */
  #hashOf(words: Int32Array, at: number): number {
    let hash = mix(mix(this.#seed, words[at + AS]!), words[at + LENGTHS]! & 0xffff);
    for (let word = 0; word < this.#words; word++) hash = mix(hash, words[at + ADDRESS + word]!);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  }

  #bucket(hash: number): number {
    const wide = hash & ((2 << this.#level) - 1);
    return wide < this.#buckets ? wide : hash & ((1 << this.#level) - 1);
  }

  #head(bucket: number): number {
    return this.#heads[bucket >>> PAGE_SHIFT]![bucket & PAGE_MASK]!;
  }

  #setHead(bucket: number, id: number): void {
    this.#heads[bucket >>> PAGE_SHIFT]![bucket & PAGE_MASK] = id;
  }

  /** One bucket more, and one chain divided between two. */
  #split(): void {
    const from = this.#buckets - (1 << this.#level);
    const bucket = this.#buckets++;
    if (bucket >>> PAGE_SHIFT === this.#heads.length) this.#heads.push(new Int32Array(1 << PAGE_SHIFT));
    if (this.#buckets === 2 << this.#level) this.#level++;
    let id = this.#head(from);
    this.#setHead(from, 0);
    while (id !== 0) {
      const [page, at] = [this.#page(id), this.#at(id)];
      const next = page[at + LINK]!;
      const to = this.#bucket(this.#hashOf(page, at));
      page[at + LINK] = this.#head(to);
      this.#setHead(to, id);
      id = next;
    }
  }

  #allocate(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.#page(free)[this.#at(free) + LINK]!;
      return free;
    }
    const id = ++this.#last;
    if (id >>> PAGE_SHIFT === this.#pages.length) this.#pages.push(new Int32Array(this.#stride << PAGE_SHIFT));
    return id;
  }

  #page(id: number): Int32Array {
    return this.#pages[id >>> PAGE_SHIFT]!;
  }

  #at(id: number): number {
    return (id & PAGE_MASK) * this.#stride;
  }
}

function mix(hash: number, word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  const h = hash ^ Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  return Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
}
