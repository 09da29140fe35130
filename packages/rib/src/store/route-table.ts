import { type Family, NO_PATH_ID, readU32, writeU32 } from '@mesh/bgp-wire';
import type { AttributeId, AttributeTable } from './attribute-table.js';
import { BucketHeads } from './intern/bucket-heads.js';
import { ByteArena, MAX_ARENA_OCTETS } from './intern/byte-arena.js';
import { hashBytes, hashWords, sameBytes } from './intern/hash.js';
import type { IdSet } from './intern/id-set.js';
import { PAGE_MASK, PAGE_SHIFT, RecordPages } from './intern/record-pages.js';
import type { KeySpace, KeySpaces } from './key-space.js';

/** Names a pair of route key and attributes, from 1 up. */
export type RouteId = number;

/*
 * The pairs of route key and attribute set, each once, however many hold it. One record is a pair, and the pairs of
 * one key lie in one hash chain: a holder finds its own route of a key by asking, for each of them, the bit of its
 * set. So a holder costs one bit a route and needs no table of its own.
 *
 * Record of five words: link · key · tag (8) space (8) siblings (1) generation (15) · attributes · references. An IPv4 prefix
 * without path identifier lies in the record: key is the address, tag the length. Any other key lies in an arena as
 * length (2) · path identifier (4, where there is one) · NLRI, and tag is eight bits of its hash.
 *
 * A key is first *probed*: made canonical (host bits cleared) and hashed, once. `resolve`, `first` and `next` then
 * speak of the probed key. Nothing is allocated on the way.
 *
 * Generations are drawn from one counter of 15 bits, so that a route freed and a route put in its place differ. The
 * siblings bit says that other pairs of the key may be there: without it, sharing a route needs no look at its chain.
 */
const STRIDE = 5;
const KEY = 1;
const HEAD = 2;
const ATTRIBUTES = 3;
const REFERENCES = 4;
const SIBLINGS = 0x8000;
const GENERATION = 0x7fff;
const LOAD = 1.5;
const MAX_KEY_OCTETS = 0xffff;

export class RouteTable {
  readonly spaces: KeySpaces;
  readonly #attributes: AttributeTable;
  readonly #seed: number;
  #records = new RecordPages(STRIDE);
  #heads = new BucketHeads();
  readonly #keys = new ByteArena();
  #size = 0;
  #generation = 0;
  /** What `resolve` found the set to hold for the probed key, 0 for nothing. */
  held: RouteId = 0;
  // The probed key.
  #space = 0;
  #hash = 0;
  #head = 0;
  #inline = false;
  #key = 0;
  #bytes: Uint8Array = new Uint8Array(64);
  #length = 0;
  readonly #prefix = new Uint8Array(5);

  constructor(spaces: KeySpaces, attributes: AttributeTable, seed: number) {
    this.spaces = spaces;
    this.#attributes = attributes;
    this.#seed = seed;
  }

  /** Pairs there are. */
  get size(): number {
    return this.#size;
  }

  get byteLength(): number {
    return this.#records.byteLength + this.#heads.byteLength + this.#keys.byteLength;
  }

  /** Takes the key of an NLRI (octets without path identifier) for the calls that follow. */
  probe(family: Family, bytes: Uint8Array, offset: number, length: number, pathId: number): void {
    const number = this.spaces.of(family, pathId);
    const space = this.spaces.get(number);
    this.#space = number;
    this.#inline = space.inline;
    if (space.inline) this.#probePrefix(number, bytes, offset);
    else this.#probeOctets(number, space, bytes, offset, length, pathId);
  }

  #probePrefix(space: number, bytes: Uint8Array, offset: number): void {
    const bits = bytes[offset]!;
    let address = 0;
    if (bits > 0) address = bytes[offset + 1]! << 24;
    if (bits > 8) address |= bytes[offset + 2]! << 16;
    if (bits > 16) address |= bytes[offset + 3]! << 8;
    if (bits > 24) address |= bytes[offset + 4]!;
    if (bits < 32) address &= ~(-1 >>> bits);
    this.#key = address;
    this.#head = (bits << 8) | space;
    this.#hash = hashWords(address, this.#head, this.#seed);
  }

  #probeOctets(
    number: number,
    space: KeySpace,
    bytes: Uint8Array,
    offset: number,
    length: number,
    pathId: number,
  ): void {
    const start = space.addPath ? 4 : 0;
    this.#length = start + length;
    if (this.#length > MAX_KEY_OCTETS) throw new RangeError(`a route key has at most ${MAX_KEY_OCTETS} octets`);
    if (this.#length > this.#bytes.length) this.#bytes = new Uint8Array(MAX_ARENA_OCTETS);
    const key = this.#bytes;
    if (space.addPath) writeU32(key, 0, pathId);
    for (let i = 0; i < length; i++) key[start + i] = bytes[offset + i]!;
    const spare = -bytes[offset]! & 7;
    if (space.prefixBits > 0 && spare > 0) key[this.#length - 1]! &= 0xff << spare;
    this.#hash = hashBytes(key, 0, this.#length, this.#seed + number);
    this.#head = ((this.#hash >>> 24) << 8) | number;
  }

  /** True where the record at `at` has the probed key. */
  #matches(page: Int32Array, at: number): boolean {
    if (page[at + HEAD]! >>> 16 !== this.#head) return false;
    if (this.#inline) return page[at + KEY] === this.#key;
    const handle = page[at + KEY]!;
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    return (
      ((bytes[offset]! << 8) | bytes[offset + 1]!) === this.#length &&
      sameBytes(bytes, offset + 2, this.#bytes, 0, this.#length)
    );
  }

  /**
   * The pair of the probed key and an attribute set, made where it is missing: with no reference yet, which the
   * caller adds at once. `held` is then what the set has for that key.
   */
  resolve(attributes: AttributeId, set: IdSet): RouteId {
    const { pages } = this.#records;
    const bucket = this.#heads.bucket(this.#hash);
    let found = 0;
    let sibling = 0;
    this.held = 0;
    let id = this.#heads.get(bucket);
    while (id !== 0) {
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) * STRIDE;
      if (this.#matches(page, at)) {
        sibling = id;
        if (page[at + ATTRIBUTES] === attributes) found = id;
        if (set.has(id)) this.held = id;
      }
      id = page[at]!;
    }
    return found === 0 ? this.#insert(bucket, attributes, sibling) : found;
  }

  /** The pair of the probed key and an attribute set, made where it is missing. */
  pair(attributes: AttributeId): RouteId {
    const sibling = this.first();
    let id = sibling;
    while (id !== 0 && this.attributes(id) !== attributes) id = this.next(id);
    return id === 0 ? this.#insert(this.#heads.bucket(this.#hash), attributes, sibling) : id;
  }

  /** First pair of the probed key, 0 for none. */
  first(): RouteId {
    return this.#matching(this.#heads.get(this.#heads.bucket(this.#hash)));
  }

  /** The pair of the probed key after one that `first` or `next` gave, 0 for none. */
  next(id: RouteId): RouteId {
    return this.#matching(this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE]!);
  }

  #matching(from: RouteId): RouteId {
    const { pages } = this.#records;
    let id = from;
    while (id !== 0) {
      const page = pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) * STRIDE;
      if (this.#matches(page, at)) return id;
      id = page[at]!;
    }
    return 0;
  }

  /** What a set has of the probed key, 0 for nothing. */
  find(set: IdSet): RouteId {
    let id = this.first();
    while (id !== 0 && !set.has(id)) id = this.next(id);
    return id;
  }

  /** What a set has of the key of a route that is there, 0 for nothing. */
  heldWith(id: RouteId, set: IdSet): RouteId {
    if (set.has(id)) return id;
    if ((this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + HEAD]! & SIBLINGS) === 0) return 0;
    this.probeKeyOf(id);
    return this.find(set);
  }

  /** `sibling` is another pair of the probed key, 0 for none. */
  #insert(bucket: number, attributes: AttributeId, sibling: RouteId): RouteId {
    const key = this.#inline ? this.#key : this.#keep();
    const id = this.#records.allocate();
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) * STRIDE;
    this.#generation = (this.#generation + 1) & GENERATION;
    page[at] = this.#heads.get(bucket);
    page[at + KEY] = key;
    page[at + HEAD] = (this.#head << 16) | (sibling === 0 ? 0 : SIBLINGS) | this.#generation;
    if (sibling !== 0) {
      this.#records.pages[sibling >>> PAGE_SHIFT]![(sibling & PAGE_MASK) * STRIDE + HEAD]! |= SIBLINGS;
    }
    page[at + ATTRIBUTES] = attributes;
    page[at + REFERENCES] = 0;
    this.#heads.set(bucket, id);
    this.#attributes.retain(attributes);
    if (++this.#size > LOAD * this.#heads.count) this.#split();
    return id;
  }

  /** Puts the probed key in the arena. */
  #keep(): number {
    const handle = this.#keys.allocate(2 + this.#length);
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    bytes[offset] = this.#length >>> 8;
    bytes[offset + 1] = this.#length;
    for (let i = 0; i < this.#length; i++) bytes[offset + 2 + i] = this.#bytes[i]!;
    return handle;
  }

  retain(id: RouteId): void {
    this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + REFERENCES]!++;
  }

  /** Gives one reference back; the last one frees the pair. */
  release(id: RouteId): void {
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) * STRIDE;
    if (--page[at + REFERENCES]! > 0) return;
    this.#unlink(this.#heads.bucket(this.#hashOf(page, at)), id, page[at]!);
    this.#attributes.release(page[at + ATTRIBUTES]!);
    if (!this.space(id).inline) {
      const handle = page[at + KEY]!;
      this.#keys.free(handle, 2 + this.#keyLength(handle));
    }
    page[at + HEAD] = 0;
    this.#records.free(id);
    if (--this.#size === 0 && this.#records.pages.length > 1) this.#reset();
  }

  references(id: RouteId): number {
    return this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + REFERENCES]!;
  }

  attributes(id: RouteId): AttributeId {
    return this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + ATTRIBUTES]!;
  }

  /** Tells this pair from others that had, or will have, its id. */
  generation(id: RouteId): number {
    return this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + HEAD]! & GENERATION;
  }

  /** True where the id names a pair of this generation. */
  lives(id: RouteId, generation: number): boolean {
    return this.exists(id) && this.generation(id) === generation;
  }

  /** True where the id names a pair. */
  exists(id: RouteId): boolean {
    const page = this.#records.pages[id >>> PAGE_SHIFT];
    return page !== undefined && ((page[(id & PAGE_MASK) * STRIDE + HEAD]! >>> 16) & 0xff) !== 0;
  }

  /** The largest id a pair may have now. */
  get lastId(): RouteId {
    return this.#records.last;
  }

  spaceNumber(id: RouteId): number {
    return (this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + HEAD]! >>> 16) & 0xff;
  }

  space(id: RouteId): KeySpace {
    return this.spaces.get(this.spaceNumber(id));
  }

  /** Path identifier of a route, `NO_PATH_ID` where it has none. */
  pathId(id: RouteId): number {
    if (!this.space(id).addPath) return NO_PATH_ID;
    const handle = this.#records.pages[id >>> PAGE_SHIFT]![(id & PAGE_MASK) * STRIDE + KEY]!;
    return readU32(this.#keys.page(handle), this.#keys.offset(handle) + 2);
  }

  /** Hands the NLRI octets (without path identifier) to `use`, borrowed for the call. */
  withNlri<T>(id: RouteId, use: (bytes: Uint8Array, offset: number, length: number) => T): T {
    const page = this.#records.pages[id >>> PAGE_SHIFT]!;
    const at = (id & PAGE_MASK) * STRIDE;
    const space = this.space(id);
    if (space.inline) {
      const bits = page[at + HEAD]! >>> 24;
      this.#prefix[0] = bits;
      writeU32(this.#prefix, 1, page[at + KEY]!);
      return use(this.#prefix, 0, 1 + ((bits + 7) >> 3));
    }
    const handle = page[at + KEY]!;
    const skipped = space.addPath ? 4 : 0;
    return use(this.#keys.page(handle), this.#keys.offset(handle) + 2 + skipped, this.#keyLength(handle) - skipped);
  }

  /** Probes the key of a route that is there. */
  probeKeyOf(id: RouteId): void {
    const { family } = this.space(id);
    const pathId = this.pathId(id);
    this.withNlri(id, (bytes, offset, length) => this.probe(family, bytes, offset, length, pathId));
  }

  #keyLength(handle: number): number {
    const bytes = this.#keys.page(handle);
    const offset = this.#keys.offset(handle);
    return (bytes[offset]! << 8) | bytes[offset + 1]!;
  }

  #hashOf(page: Int32Array, at: number): number {
    const head = page[at + HEAD]! >>> 16;
    const number = head & 0xff;
    if (this.spaces.get(number).inline) return hashWords(page[at + KEY]!, head, this.#seed);
    const handle = page[at + KEY]!;
    const start = this.#keys.offset(handle) + 2;
    return hashBytes(this.#keys.page(handle), start, start + this.#keyLength(handle), this.#seed + number);
  }

  #unlink(bucket: number, id: RouteId, successor: number): void {
    const { pages } = this.#records;
    let before = this.#heads.get(bucket);
    if (before === id) {
      this.#heads.set(bucket, successor);
      return;
    }
    for (;;) {
      const page = pages[before >>> PAGE_SHIFT]!;
      const at = (before & PAGE_MASK) * STRIDE;
      if (page[at] === id) {
        page[at] = successor;
        return;
      }
      before = page[at]!;
    }
  }

  /** Divides one chain between its bucket and a new one. */
  #split(): void {
    const from = this.#heads.grow();
    const to = this.#heads.count - 1;
    let id = this.#heads.get(from);
    let kept = 0;
    let moved = 0;
    while (id !== 0) {
      const page = this.#records.pages[id >>> PAGE_SHIFT]!;
      const at = (id & PAGE_MASK) * STRIDE;
      const next = page[at]!;
      if (this.#heads.bucket(this.#hashOf(page, at)) === from) {
        page[at] = kept;
        kept = id;
      } else {
        page[at] = moved;
        moved = id;
      }
      id = next;
    }
    this.#heads.set(from, kept);
    this.#heads.set(to, moved);
  }

  /** A table that was large and is empty gives everything back. */
  #reset(): void {
    this.#records = new RecordPages(STRIDE);
    this.#heads = new BucketHeads();
    this.#keys.clear();
  }
}
